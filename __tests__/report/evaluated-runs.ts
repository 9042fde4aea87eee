import type { Log } from '../../src/tasks/run-result.ts';
import type { RunResult, RunPlan, TaskSnapshot } from '../../src/tasks/run-result.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { LogMessage, LuauTask, MessageType } from '../../src/open-cloud/types.ts';
import type { TaskPath } from '../../src/open-cloud/task-path.ts';
import { evaluateRun } from '../../src/evaluate/evaluate-run.ts';
import { locate } from '../../src/evaluate/location/locate.ts';
import {
  TITLES,
  type EvaluatedRun,
  type LocatedReport,
  type LocatedTest,
  type Repository,
  type StepReport,
  type Verdict,
} from '../../src/evaluate/types.ts';

/** When the tasks of these tests were created. */
export const CREATED = Date.parse('2026-08-17T10:00:00Z');

const PATH: TaskPath = {
  universeId: '123',
  placeId: '456',
  placeVersion: '7',
  sessionId: '2e8d7b9c-6f0a-4c35-9a51-0c1f7d3e8b42',
  taskId: '2e8d7b9c-6f0a-4c35-9a51-0c1f7d3e8b42',
};

/** The script of a plan by default. */
export const SMOKE: RunPlan['script'] = {
  file: 'tests/smoke.luau',
  text: 'print("ready")\nreturn { ok = true, checks = 12 }\n',
};

/** A plan for a script that passes. */
export function createPlan(overrides: Partial<RunPlan> = {}): RunPlan {
  return {
    script: SMOKE,
    place: { universeId: '123', placeId: '456' },
    timeoutMs: 300_000,
    bootTimeoutMs: 60_000,
    maxWaitMs: 600_000,
    ...overrides,
  };
}

/** A task that completed 6.4 s after its creation. */
export function createTask(overrides: Partial<LuauTask> = {}): LuauTask {
  return {
    path: PATH,
    state: 'COMPLETE',
    createTime: CREATED,
    updateTime: CREATED + 6_400,
    ...overrides,
  };
}

/** A snapshot of the task after 7 s, none of them in the queue. */
export function snapshotWith(task: Partial<LuauTask> = {}, seenMs = 7_000): TaskSnapshot {
  return { task: createTask(task), seenMs, queuedMs: 0 };
}

/** A run whose task ended. */
export function ended(task: Partial<LuauTask> = {}, log: Log = { messages: [] }): RunResult {
  return { status: 'ended', ...snapshotWith(task), log };
}

/** A run whose task failed. */
export function failed(error: NonNullable<LuauTask['error']>, log?: Log): RunResult {
  return ended({ state: 'FAILED', error }, log);
}

/** A message of a log, by default 3.2 s after the creation. */
export function logged(text: string, type: MessageType = 'OUTPUT', afterMs = 3_200): LogMessage {
  return { text, type, time: CREATED + afterMs };
}

/** The error of an incomplete answer. */
export function noAnswer(path = '/cloud/v2/universes/123/places/456/luau-execution-session-tasks') {
  return new OpenCloudError({
    failure: 'no-answer',
    request: { method: 'POST', path },
    serverMessage: 'other side closed',
  });
}

/** A run with the verdict of `evaluateRun`, without test reports. */
export function evaluated(run: RunResult, plan: Partial<RunPlan> = {}): EvaluatedRun {
  const whole = createPlan(plan);
  const criteria = { readsTestReports: false, failsOnErrorLogs: false };
  const verdict = evaluateRun(run, whole, criteria, (text) =>
    locate(text, undefined, whole.script.file),
  );
  return { plan: whole, run, verdict };
}

/** The report of a step with one run. */
export function reportOf(run: RunResult, plan: Partial<RunPlan> = {}): StepReport {
  const only = evaluated(run, plan);
  return { verdict: only.verdict, runs: [only] };
}

/** The report of a step that ran nothing. */
export function reportWithoutRuns(verdict: Verdict): StepReport {
  return { verdict, runs: [] };
}

/** A script that fails in line 9. */
export const FAILING: RunPlan['script'] = {
  file: 'examples/fail.luau',
  text: `--!strict
local Players = game:GetService("Players")

local function greet(player)
	print("Hello, " .. player.Name)
end

local function main()
	local first = Players:GetPlayers()[1]; greet(first)
	return "greeted"
end

print("starting")
return main()
`,
};

/** The result of {@link FAILING}. */
export function scriptError(): RunResult {
  const message = "TaskScript:9: attempt to index nil with 'Name'";
  return failed(
    { code: 'SCRIPT_ERROR', message },
    {
      messages: [
        logged('starting'),
        logged('No players\nin this place', 'WARNING'),
        logged(
          `${message}\nStack Begin\nScript 'TaskScript', Line 5 - function greet\nScript 'TaskScript', Line 9 - function main\nStack End`,
          'ERROR',
          6_300,
        ),
      ],
    },
  );
}

/** The repository for links. */
export const REPOSITORY: Repository = {
  url: 'https://github.com/studio/game',
  commit: '3f786850e387550fdab836ed7e6dc881de23001b',
};

/** A test that passed. */
export function passing(...path: readonly string[]): LocatedTest {
  return { path, status: 'passed', durationMs: 4 };
}

/** A report with the counts of its tests. */
export function reportTests(
  tests: readonly LocatedTest[],
  overrides: Partial<LocatedReport> = {},
): LocatedReport {
  const of = (wanted: LocatedTest['status']): number =>
    tests.filter(({ status }) => status === wanted).length;
  const counts = {
    total: tests.length,
    passed: of('passed'),
    failed: of('failed'),
    skipped: of('skipped'),
  };
  return { framework: 'custom', origin: 'returned', tests, counts, problems: [], ...overrides };
}

/** A run with the verdict on its tests. */
export function tested(
  tests: LocatedReport,
  from: EvaluatedRun = evaluated(ended()),
): EvaluatedRun {
  const { failed: failures, total } = tests.counts;
  const location = tests.tests.find((test) => test.location !== undefined)?.location;
  const isGreen = failures === 0 && tests.problems.length === 0;
  const verdict: Verdict = isGreen
    ? { ...from.verdict, tests }
    : {
        outcome: 'failed',
        title: TITLES.testsFailed,
        message: failures > 0 ? `${failures} of ${total} tests failed.` : tests.problems.join(' '),
        warnings: [],
        tests,
        ...(location && { location }),
      };
  return { ...from, verdict };
}

/** The report of a step with one run that reported tests. */
export function testedReport(only: EvaluatedRun): StepReport {
  return { verdict: only.verdict, runs: [only], repository: REPOSITORY };
}

/** A script with the tests of {@link INVENTORY_TESTS}. */
export const SPEC: RunPlan['script'] = {
  file: 'tests/inventory.luau',
  text: `local Inventory = require(game.ReplicatedStorage.Shared.Inventory)
local expect = require(game.ReplicatedStorage.Packages.Expect)

return {
	["keeps what is added"] = function()
		local inventory = Inventory.new(2)
		inventory:add("Sword")
		expect(inventory:count("Sword")).toBe(1)
	end,

	["refuses what does not fit"] = function()
		local inventory = Inventory.new(2)
		inventory:add("Sword", 3)
		expect(inventory:count("Sword")).toBe(2)
	end,
}
`,
};

/** The module that {@link SPEC} tests. */
export const INVENTORY = {
  file: 'src/shared/Inventory.luau',
  text: `local Inventory = {}
Inventory.__index = Inventory

function Inventory.new(slots)
	return setmetatable({ slots = slots, items = {} }, Inventory)
end

function Inventory:take(name)
	local item = self.items[name]
	item.count -= 1
	return item.kind
end

return Inventory
`,
};

/** Two failing tests, a warning, a skipped test, slow tests, and many others. */
export const INVENTORY_TESTS: readonly LocatedTest[] = [
  { path: ['Inventory', 'add', 'keeps what is added'], status: 'passed', durationMs: 12 },
  {
    path: ['Inventory', 'add', 'refuses what does not fit'],
    status: 'failed',
    durationMs: 31,
    message: 'expect(received).toBe(expected)\n\nExpected: 2\nReceived: 3',
    trace: 'TaskScript:14\nReplicatedStorage.Packages.Expect:88 function fail',
    at: { chunk: 'TaskScript', line: 14 },
    location: { file: 'tests/inventory.luau', line: 14 },
  },
  {
    path: ['Inventory', 'take', 'gives back what was added'],
    status: 'failed',
    durationMs: 3,
    message: "attempt to perform arithmetic (sub) on nil and number: field 'count'",
    at: { chunk: 'ReplicatedStorage.Shared.Inventory', line: 10 },
    location: { file: 'src/shared/Inventory.luau', line: 10 },
  },
  {
    path: ['Inventory', 'trade', 'needs two players'],
    status: 'skipped',
    message: 'there is nobody in the place',
  },
  {
    path: ['Shop', 'opens within a second'],
    status: 'passed',
    isWarning: true,
    durationMs: 870,
    message: 'took 0.87 s; the limit is 1 s',
  },
  { path: ['Shop', 'sells what is on the shelf'], status: 'passed', durationMs: 1_420 },
  ...Array.from({ length: 38 }, (_, at) => passing('Data', `is saved and loaded, round ${at + 1}`)),
];

/** A run of {@link SPEC} with {@link INVENTORY_TESTS}. */
export function inventoryRun(): EvaluatedRun {
  const messages = [
    logged('Running 44 tests'),
    logged('The shop took 0.87 s to open', 'WARNING', 4_100),
    logged('2 of 44 tests failed', 'OUTPUT', 6_300),
  ];
  const run = ended({ results: [{ passed: 41, failed: 2, skipped: 1 }] }, { messages });
  return {
    ...tested(reportTests(INVENTORY_TESTS), evaluated(run, { script: SPEC })),
    sources: new Map([[INVENTORY.file, INVENTORY.text]]),
  };
}
