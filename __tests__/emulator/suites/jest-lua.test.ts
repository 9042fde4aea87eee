import { describe, expect, it } from '@jest/globals';
import { run } from '../engine/run.ts';
import { writeJestLua } from './jest-lua-folder.ts';
import { suitePlace } from './suite-place.ts';

const RUN = `
  local specs = game.ReplicatedStorage.Specs
  local packages = game.ReplicatedStorage.node_modules["@jsdotlua"]
  local runCLI = require(packages.jest.src).runCLI
  local status, result = runCLI(specs, { verbose = true, ci = true }, { specs }):awaitStatus()
  assert(status == "Resolved", tostring(result))
  local results = result.results
  return results.numPassedTests, results.numFailedTests, results.numPendingTests, results.numRuntimeErrorTestSuites`;

const GLOBALS = `
  local globals = require(game.ReplicatedStorage.node_modules[".luau-aliases"]["@jsdotlua"]["jest-globals"])
  local describe, it, expect, jest = globals.describe, globals.it, globals.expect, globals.jest`;

/** Runs specs by the real Jest-Lua: passed, failed, skipped, suites that did not run, and the log without colors. */
async function jestLua(body: string): Promise<{ counts: unknown; log: string }> {
  const { instances } = suitePlace(
    {
      'jest.config.luau': 'return { testMatch = { "**/*.spec" } }',
      'shop.spec.luau': `${GLOBALS}\n${body}`,
    },
    {},
    writeJestLua,
  );
  const { outcome, log } = await run(RUN, { tree: instances });
  return {
    counts: outcome.kind === 'returned' ? outcome.results : outcome,
    // oxlint-disable-next-line no-control-regex
    log: log.join('\n').replaceAll(/\u001B\[[\d;]*m/g, ''),
  };
}

describe('Jest-Lua runs in the emulator', () => {
  it('tests of Jest-Lua that pass, nested, waiting and from tables, are counted', async () => {
    const { counts, log } = await jestLua(`
      describe("shop", function()
        it("adds", function() expect({ sum = 1 + 1 }).toEqual({ sum = 2 }) end)
        describe("sale", function()
          it("waits", function() task.wait(1) expect(1).never.toBe(2) end)
        end)
        it.each({ 1, 2 })("is %d", function(value) expect(value).toBeLessThan(3) end)
      end)`);
    expect(counts).toEqual([4, 0, 0, 0]);
    expect(log).toMatch(/Tests:\s+4 passed, 4 total/);
  });

  it('a test of Jest-Lua that fails is reported with its difference and its line', async () => {
    const { counts, log } = await jestLua(`
      it("adds", function() expect(1 + 1).toEqual(3) end)
      it("throws", function() expect(function() error("no") end).toThrow("no") end)`);
    expect(counts).toEqual([1, 1, 0, 0]);
    expect(log).toContain('Expected: 3');
    expect(log).toContain('Received: 2');
    expect(log).toContain('ReplicatedStorage.Specs.shop.spec:5');
  });

  it('Jest-Lua skips tests, and runs focused ones alone', async () => {
    const skipped = await jestLua(`
      it.skip("later", function() error("ran") end)
      it("now", function() end)`);
    expect(skipped.counts).toEqual([1, 0, 1, 0]);
    const focused = await jestLua(`
      it.only("this", function() end)
      it("other", function() error("ran") end)`);
    expect(focused.counts).toEqual([1, 0, 1, 0]);
  });

  it('mocks and fake timers of Jest-Lua work', async () => {
    const { counts, log } = await jestLua(`
      it("calls", function()
        jest.useFakeTimers()
        local mock, call = jest.fn()
        task.delay(10, call or mock)
        jest.advanceTimersByTime(10000)
        expect(mock).toHaveBeenCalledTimes(1)
      end)`);
    expect({ counts, log }).toMatchObject({ counts: [1, 0, 0, 0] });
  });

  it('a spec of Jest-Lua that cannot be loaded is a failed suite', async () => {
    const { counts, log } = await jestLua('error("no plan")');
    expect(counts).toEqual([0, 0, 0, 1]);
    expect(log).toContain('no plan');
  });
});
