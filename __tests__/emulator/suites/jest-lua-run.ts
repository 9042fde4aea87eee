import { writeJestLua } from './jest-lua-folder.ts';
import { suitePlace } from './suite-place.ts';
import { readSuiteRun, type SuiteRun } from './suite-run.ts';

const GLOBALS = `
  local globals = require(game.ReplicatedStorage.node_modules[".luau-aliases"]["@jsdotlua"]["jest-globals"])
  local describe, it, expect, jest = globals.describe, globals.it, globals.expect, globals.jest
  local beforeAll, beforeEach, afterEach = globals.beforeAll, globals.beforeEach, globals.afterEach`;

/** The line of a spec on which the body of `runJestLua` starts. */
export const FIRST_LINE = 5;

/**
 * Runs a spec by the real Jest-Lua of `node_modules/@jsdotlua`.
 *
 * @param options further options of `runCLI`, in Luau
 */
export function runJestLua(
  body: string,
  options = 'ci = true',
  files: Readonly<Record<string, string>> = {},
): Promise<SuiteRun> {
  const place = suitePlace(
    {
      'jest.config.luau': 'return { testMatch = { "**/*.spec" } }',
      'shop.spec.luau': `${GLOBALS}\n${body}`,
      ...files,
    },
    {},
    writeJestLua,
  );
  return readSuiteRun(
    `
    local specs = game.ReplicatedStorage.Specs
    local packages = game.ReplicatedStorage.node_modules["@jsdotlua"]
    local runCLI = require(packages.jest.src).runCLI
    local status, result = runCLI(specs, { verbose = true, ${options} }, { specs }):awaitStatus()
    assert(status == "Resolved", tostring(result))
    return result`,
    place,
  );
}
