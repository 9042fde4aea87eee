import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import type { FinishedStep } from '../../runner/start-step.ts';
import { bundleSteps, type BundleSteps } from '../support/bundle-steps.ts';

// One bug on a known line, told in each of the ways that tools and people tell it: the annotation
// must be on just that line. The scripts run in the real Luau, so its messages and traces are real.

let emulator: Emulator;
let steps: BundleSteps;

beforeAll(async () => {
  emulator = await startEmulator();
  steps = bundleSteps();
  steps.put('src/Shop.luau', 'local Shop = {}\n\n-- here\nreturn Shop\n');
  steps.put(
    'sourcemap.json',
    JSON.stringify({
      name: 'game',
      className: 'DataModel',
      children: [
        {
          name: 'ReplicatedStorage',
          className: 'ReplicatedStorage',
          children: [
            { name: 'Shop', className: 'ModuleScript', filePaths: ['src/Shop.luau'] },
            { name: 'Shop.spec', className: 'ModuleScript', filePaths: ['src/Shop.spec.luau'] },
          ],
        },
      ],
    }),
  );
});

afterAll(async () => {
  steps.dispose();
  await emulator.close();
});

function run(script: string, inputs: Record<string, string> = {}): Promise<FinishedStep> {
  steps.put('spec.luau', script);
  return steps.run(emulator, { script: 'spec.luau', sourcemap: 'sourcemap.json', ...inputs });
}

/** The line of a script that holds the mark. */
function markedLine(script: string): number {
  return script.split('\n').findIndex((line) => line.includes('-- BUG')) + 1;
}

const BUGGY = `local function price(item)
	local sale = item.sale
	return sale.percent * 2 -- BUG
end

local function buy()
	return price({}) + 1
end
`;

describe('a bug on a known line', () => {
  it.each<readonly [string, string]>([
    ['raised', `${BUGGY}\nbuy()`],
    [
      'raised again with its trace',
      `${BUGGY}
local ok, trace = xpcall(buy, function(message) return debug.traceback(message) end)
error(trace, 0)`,
    ],
    [
      'a check that failed, with its message',
      `${BUGGY}
local ok, message = pcall(buy)
return { checks = { { name = "the sky is blue", ok = true }, { name = "buys", ok = ok, message = message } } }`,
    ],
    [
      'a check that failed, with its trace',
      `${BUGGY}
local ok, trace = xpcall(buy, debug.traceback)
return { tests = { { name = "buys", status = "failed", error = trace } } }`,
    ],
    [
      'a result of TestEZ, returned',
      `${BUGGY}
local ok, message = pcall(buy)
local node = { planNode = { phrase = "buys", type = "It" }, status = "Failure", errors = { message .. "\\n" .. debug.traceback() }, children = {} }
local shop = { planNode = { phrase = "Shop", type = "Describe" }, status = "Failure", errors = {}, children = { node } }
return { successCount = 0, failureCount = 1, skippedCount = 0, errors = { message }, children = { shop } }`,
    ],
    [
      'a result of TestEZ, as JSON',
      `${BUGGY}
local ok, message = pcall(buy)
local node = { planNode = { phrase = "buys", type = "It" }, status = "Failure", errors = { message }, children = {} }
return game:GetService("HttpService"):JSONEncode({ successCount = 0, failureCount = 1, skippedCount = 0, errors = { message }, children = { node } })`,
    ],
    [
      'a result of TestEZ, printed',
      `${BUGGY}
local ok, message = pcall(buy)
print("Test results:\\n[-] Shop\\n   [-] buys\\n0 passed, 1 failed, 0 skipped")
print("1 test nodes reported failures.")
print("Errors reported by tests:")
print("")
task.spawn(function() error(message .. "\\n" .. "TaskScript:3", 0) end)
print("")`,
    ],
    [
      'a result of Jest, returned',
      `${BUGGY}
local ok, message = pcall(buy)
local test = { ancestorTitles = { "Shop" }, title = "buys", fullName = "Shop buys", status = "failed", failureMessages = { "\\27[31mreceived nil\\27[39m\\n\\n      at " .. message } }
return { numTotalTests = 1, numPassedTests = 0, numFailedTests = 1, numPendingTests = 0, success = false, testResults = { { testFilePath = "Shop.spec", numFailingTests = 1, testResults = { test } } } }`,
    ],
    [
      'a result of Jest, printed',
      `${BUGGY}
local ok, message = pcall(buy)
print("FAIL  ReplicatedStorage.Shop.spec\\n  ● Shop › buys\\n\\n    expect(received).toBe(expected)\\n\\n      at TaskScript:3\\n")
print("Test Suites: 1 failed, 1 total\\nTests:       1 failed, 1 total\\nSnapshots:   0 total\\nTime:        0.1 s")`,
    ],
  ])('a bug is annotated on its line and on no other: %s', async (_, script) => {
    const step = await run(script);
    expect(step.exitCode).toBe(1);
    const placed = step.annotations.filter(({ file }) => file !== undefined);
    expect(placed).toEqual([
      expect.objectContaining({ level: 'error', file: 'spec.luau', line: markedLine(script) }),
    ]);
    expect(step.annotations.filter(({ file }) => file === undefined).length).toBeLessThanOrEqual(1);
    expect(step.summary).toMatch(/> +3 \| .*sale\.percent/);
  });

  it('a bug in a module is annotated in the file that the source map names', async () => {
    const step = await run(
      'return { checks = { { name = "buys", ok = false, message = "ReplicatedStorage.Shop:3: no gold" } } }',
    );
    expect(step.annotations).toEqual([
      expect.objectContaining({ level: 'error', title: 'buys', file: 'src/Shop.luau', line: 3 }),
      expect.objectContaining({ level: 'error', title: 'Luau tests failed' }),
    ]);
    expect(step.summary).toMatch(/> 3 \| -- here/);
  });

  it('a bug in a module is annotated there, and not at the `require`', async () => {
    const step = await run(`task.spawn(function() error("ReplicatedStorage.Shop:3: no gold", 0) end)
error("Requested module experienced an error while loading")`);
    expect(step.annotations).toEqual([
      expect.objectContaining({
        title: 'Luau script error',
        message: expect.stringMatching(/^src\/Shop\.luau:3: no gold/),
        file: 'src/Shop.luau',
        line: 3,
      }),
    ]);
  });
});

describe('warnings of the script', () => {
  it('warnings of a script are annotated only if they name a line', async () => {
    const step = await run('warn("careful")\nwarn("TaskScript:2: slow")\nreturn true');
    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([
      expect.objectContaining({ level: 'warning', file: 'spec.luau', line: 2 }),
    ]);
  });
});

describe('many failing tests', () => {
  it('many failing tests get as many errors as the runner keeps, and the last one counts the rest', async () => {
    const step = await run(`local checks = {}
for i = 1, 30 do
	table.insert(checks, { name = \`check {i}\`, ok = false, message = \`TaskScript:{i}: wrong\` })
end
return { checks = checks }`);
    expect(step.annotations).toHaveLength(10);
    expect(step.annotations.slice(0, 9).map(({ title, line }) => [title, line])).toEqual(
      Array.from({ length: 9 }, (_, index) => [`check ${index + 1}`, index + 1]),
    );
    const last = step.annotations[9];
    expect(last).toMatchObject({ title: 'Luau tests failed' });
    expect(last?.message).toMatch(/^30 of 30 tests failed\./);
    expect(last?.message).toMatch(/and 11 more/);
    expect(step.outputs).toMatchObject({
      'tests-total': '30',
      'tests-passed': '0',
      'tests-failed': '30',
      'tests-skipped': '0',
    });
  });
});
