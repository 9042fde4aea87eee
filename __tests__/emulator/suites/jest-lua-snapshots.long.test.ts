import { describe, expect, it } from '@jest/globals';
import { runJestLua } from './jest-lua-run.ts';
import { statuses } from './suite-run.ts';

const STORED = `
-- Jest Roblox Snapshot v1, http://roblox.github.io/jest-roblox-internal/snapshot-testing
local exports = {}
exports[ [=[stock 1]=] ] = [=[

Table {
  "apples": 2,
}
]=]
return exports`;

const SPEC = 'it("stock", function() expect({ apples = 2 }).toMatchSnapshot() end)';

describe('snapshots of Jest-Lua in the emulator', () => {
  it('a stored snapshot that matches passes', async () => {
    const { returned } = await runJestLua(SPEC, 'ci = true', {
      '__snapshots__/shop.spec.snap.luau': STORED,
    });
    expect(returned).toMatchObject({ counts: { passed: 1, failed: 0 }, problems: [] });
  });

  it('a stored snapshot that differs fails with the difference', async () => {
    const { returned, printed } = await runJestLua(SPEC, 'ci = true', {
      '__snapshots__/shop.spec.snap.luau': STORED.replace('2', '3'),
    });
    expect(statuses(returned)).toEqual(['stock: failed']);
    expect(returned?.tests[0]?.message).toContain('-   "apples": 3,');
    expect(statuses(printed)).toEqual(['stock: failed']);
  });

  it('under ci a new snapshot is not written, and its test fails', async () => {
    const { returned } = await runJestLua(SPEC);
    expect(statuses(returned)).toEqual(['stock: failed']);
    expect(returned?.tests[0]?.message).toContain('New snapshot was not written');
  });

  it('without ci a new snapshot cannot be written, and Jest-Lua names the service that it lacks', async () => {
    const { returned, log } = await runJestLua(SPEC, 'ci = false');
    expect(log).toContain('CoreScriptSyncService is inaccessible');
    expect(returned).toMatchObject({
      counts: { total: 0 },
      problems: [expect.stringContaining('could not run')],
    });
  });

  it('the snapshot of an error is compared like any other', async () => {
    const { returned } = await runJestLua(
      'it("sale", function() expect(function() error("no", 0) end).toThrowErrorMatchingSnapshot() end)',
      'ci = true',
      {
        '__snapshots__/shop.spec.snap.luau': 'return { [ [=[sale 1]=] ] = [=["no"]=] }',
      },
    );
    expect(statuses(returned)).toEqual(['sale: passed']);
  });
});
