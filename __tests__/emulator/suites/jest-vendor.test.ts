import { describe, expect, it } from '@jest/globals';
import { run } from '../engine/run.ts';
import { suitePlace } from './suite-place.ts';

const SPEC = `
  local globals = require(game.ReplicatedStorage.JestLua.JestGlobals)
  local describe, it, expect = globals.describe, globals.it, globals.expect
  describe("shop", function()
    it("adds", function() expect(1 + 1).toBe(2) end)
    it("fails", function() expect(1).toEqual(2) end)
    it.skip("later", function() error("ran") end)
  end)`;

const RUN = `
  local specs = game.ReplicatedStorage.Specs
  local runCLI = require(game.ReplicatedStorage.JestLua.Jest).runCLI
  local _, result = runCLI(specs, { verbose = true, ci = true }, { specs }):awaitStatus()
  local results = result.results
  return results.numPassedTests, results.numFailedTests, results.numPendingTests`;

describe('the models of Jest-Lua and React for roblox-ts', () => {
  it('the binary model of Jest-Lua runs a spec in the emulator, with React in XML beside it', async () => {
    const { instances } = suitePlace(
      {
        'jest.config.luau': 'return { testMatch = { "**/*.spec" } }',
        'shop.spec.luau': SPEC,
      },
      {
        JestLua: 'node_modules/@rbxts/jest-vendor/jest-lua.rbxm',
        ReactLua: 'node_modules/@rbxts/react-vendor/react-lua.rbxmx',
      },
    );
    const { outcome } = await run(RUN, { tree: instances });
    expect(outcome).toEqual({ kind: 'returned', results: [1, 1, 1] });
  });
});
