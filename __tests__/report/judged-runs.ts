import type { Log } from '../../src/execution/log.ts';
import type { Run, RunPlan, Sighting } from '../../src/execution/run.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { LogMessage, LuauTask, MessageType } from '../../src/open-cloud/resources.ts';
import type { TaskPath } from '../../src/open-cloud/task-path.ts';
import { judge } from '../../src/verdict/judge.ts';
import type { JudgedRun, StepReport, Verdict } from '../../src/verdict/verdict.ts';

/** When the tasks of these tests were created. */
export const CREATED = Date.parse('2026-08-17T10:00:00Z');

const PATH: TaskPath = {
  universeId: '123',
  placeId: '456',
  placeVersion: '7',
  sessionId: '2e8d7b9c-6f0a-4c35-9a51-0c1f7d3e8b42',
  taskId: '2e8d7b9c-6f0a-4c35-9a51-0c1f7d3e8b42',
};

/** What `examples/smoke.luau` of these tests holds. */
export const SMOKE: RunPlan['script'] = {
  file: 'tests/smoke.luau',
  text: 'print("ready")\nreturn { ok = true, checks = 12 }\n',
};

/** A plan for a script that is fine, with what a test wants otherwise. */
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

/** The task as it is seen until it ends: 7 s of watching, none of them in the queue. */
export function sight(task: Partial<LuauTask> = {}, seenMs = 7_000): Sighting {
  return { task: createTask(task), seenMs, queuedMs: 0 };
}

/** A run whose task ended. */
export function ended(task: Partial<LuauTask> = {}, log: Log = { messages: [] }): Run {
  return { end: 'ended', ...sight(task), log };
}

/** A run whose task failed. */
export function failed(error: NonNullable<LuauTask['error']>, log?: Log): Run {
  return ended({ state: 'FAILED', error }, log);
}

/** A message of a log, 3.2 s after the creation where nothing else is said. */
export function logged(text: string, type: MessageType = 'OUTPUT', afterMs = 3_200): LogMessage {
  return { text, type, time: CREATED + afterMs };
}

/** An answer that never came whole. */
export function noAnswer(path = '/cloud/v2/universes/123/places/456/luau-execution-session-tasks') {
  return new OpenCloudError({
    failure: 'no-answer',
    request: { method: 'POST', path },
    said: 'other side closed',
  });
}

/** A run as `judge` judges it. */
export function judged(run: Run, plan: Partial<RunPlan> = {}): JudgedRun {
  const whole = createPlan(plan);
  return { plan: whole, run, verdict: judge(run, whole) };
}

/** The report of a step with one run. */
export function reportOf(run: Run, plan: Partial<RunPlan> = {}): StepReport {
  const only = judged(run, plan);
  return { verdict: only.verdict, runs: [only] };
}

/** The report of a step that ended before anything ran. */
export function reportWithoutRuns(verdict: Verdict): StepReport {
  return { verdict, runs: [] };
}

/** A script of 14 lines that fails in line 9. */
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

/** What comes of {@link FAILING}. */
export function scriptError(): Run {
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
