import { describe, expect, it } from '@jest/globals';
import { suitePlace } from './suite-place.ts';
import { readSuiteRun, statuses } from './suite-run.ts';

const SPEC = `
  local globals = require(game.ReplicatedStorage.JestLua.JestGlobals)
  local describe, it, expect, jest = globals.describe, globals.it, globals.expect, globals.jest
  describe("shop", function()
    it("adds", function() expect(1 + 1).toBe(2) end)
    it("fails", function() expect(1).toEqual(2) end)
    it.skip("later", function() error("ran") end)
    it.each({ 1, 2 })("is %d", function(n) expect(n).toBeLessThan(3) end)
    it("waits", function(_, done) task.delay(1, function() done() end) end)
    it("moves the time", function()
      jest.useFakeTimers()
      local isCalled = false
      delay(2, function() isCalled = true end)
      jest.advanceTimersByTime(3000)
      expect(isCalled).toBe(true)
    end)
    it("matches", function() expect({ apples = 2 }).toMatchSnapshot() end)
  end)`;

const SNAPSHOT = 'return { [ [=[shop matches 1]=] ] = "\\nTable {\\n  \\"apples\\": 2,\\n}\\n" }';

const RUN = `
  local specs = game.ReplicatedStorage.Specs
  local runCLI = require(game.ReplicatedStorage.JestLua.Jest).runCLI
  local _, result = runCLI(specs, { verbose = true, ci = true }, { specs }):awaitStatus()
  return result`;

describe('the models of Jest-Lua and React for roblox-ts', () => {
  it('the binary model of Jest-Lua runs a spec in the emulator, with React in XML beside it', async () => {
    const place = suitePlace(
      {
        'jest.config.luau': 'return { testMatch = { "**/*.spec" } }',
        'shop.spec.luau': SPEC,
        '__snapshots__/shop.spec.snap.luau': SNAPSHOT,
      },
      {
        JestLua: 'node_modules/@rbxts/jest-vendor/jest-lua.rbxm',
        ReactLua: 'node_modules/@rbxts/react-vendor/react-lua.rbxmx',
      },
    );
    const { returned, printed } = await readSuiteRun(RUN, place);
    expect(statuses(returned)).toEqual([
      'shop › adds: passed',
      'shop › fails: failed',
      'shop › later: skipped',
      'shop › is 1: passed',
      'shop › is 2: passed',
      'shop › waits: passed',
      'shop › moves the time: passed',
      'shop › matches: passed',
    ]);
    expect(returned?.problems).toEqual([]);
    expect(printed).toMatchObject({
      framework: 'Jest',
      counts: { total: 8, passed: 6, failed: 1, skipped: 1 },
      tests: [
        { path: ['shop', 'fails'], at: { chunk: 'ReplicatedStorage.Specs.shop.spec', line: 6 } },
      ],
    });
  });
});
