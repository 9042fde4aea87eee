import type { RunResult, RunPlan } from '../../src/tasks/run-result.ts';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import { evaluateStep } from '../../src/evaluate/evaluate-step.ts';
import type { EvaluatedRun, PlaceUpload, RunSpan, StepReport } from '../../src/evaluate/types.ts';
import {
  CREATED,
  createTask,
  ended,
  failed,
  FAILING,
  inventoryRun,
  evaluated,
  logged,
  passing,
  REPOSITORY,
  reportTests,
  scriptError,
  snapshotWith,
  tested,
} from './evaluated-runs.ts';

/** A script with this path and text. */
export function script(file: string, text = 'return true\n'): RunPlan['script'] {
  return { file, text };
}

/** A run with the times of its creation and end, in seconds. */
export function withSpan(createdAt: number, endedAt: number, from: EvaluatedRun): EvaluatedRun {
  const span: RunSpan = { createdMs: createdAt * 1000, endedMs: endedAt * 1000 };
  return { ...from, span };
}

/** The report of a step with these runs. */
export function stepOf(runs: readonly EvaluatedRun[], more: Partial<StepReport> = {}): StepReport {
  return { verdict: evaluateStep(runs), runs, repository: REPOSITORY, ...more };
}

/** An uploaded place file. */
export const UPLOADED: PlaceUpload = {
  file: 'build/game.rbxl',
  sizeBytes: 3_460_300,
  versionType: 'Saved',
  place: { universeId: '123', placeId: '456' },
  became: { version: '7', tookMs: 1_640 },
};

/** A task with this id. */
export function taskNamed(taskId: string, overrides: Partial<LuauTask> = {}): LuauTask {
  const { path } = createTask();
  return createTask({ path: { ...path, sessionId: taskId, taskId }, ...overrides });
}

/** Five scripts on an uploaded version: two pass, one has an error, one has failing tests, one is cancelled. */
export function mixedStep(): StepReport {
  const place = { universeId: '123', placeId: '456', placeVersion: '7' };
  const inventory = inventoryRun();
  const shop = evaluated(
    ended(
      { results: [{ passed: 2 }], path: taskNamed('shop').path },
      { messages: [logged('open')] },
    ),
    { script: script('tests/shop.spec.luau'), place },
  );
  const runs = [
    withSpan(0.3, 6.9, evaluated(scriptError(), { script: FAILING, place })),
    withSpan(0.6, 7.4, {
      ...inventory,
      plan: { ...inventory.plan, place },
    }),
    withSpan(0.9, 8.2, tested(reportTests([passing('opens'), passing('sells')]), shop)),
    withSpan(12.9, 16.2, evaluated(ended(), { script: script('tests/smoke.luau'), place })),
    withSpan(
      13.1,
      20,
      evaluated(
        {
          status: 'cancelled',
          mayRun: true,
          snapshot: snapshotWith({ state: 'PROCESSING' }, 6_900),
        },
        { script: script('tests/trade.spec.luau'), place },
      ),
    ),
  ];
  return stepOf(runs, { upload: UPLOADED });
}

/** Three scripts in one task, which ended in the second. */
export function sharedStep(): StepReport {
  const error = {
    code: 'DEADLINE_EXCEEDED',
    message: 'Script execution timed out. The script took longer than the configured timeout.',
  };
  const because = 'Not run: the task that it shared ended in tests/b.luau, before its turn.';
  const shared: readonly (readonly [string, RunResult])[] = [
    ['tests/a.luau', ended({ updateTime: CREATED + 2_100, results: [true] })],
    ['tests/b.luau', failed(error, { messages: [logged('waiting for the boss')] })],
    ['tests/c.luau', { status: 'not-run', because, cause: 'script' }],
  ];
  return stepOf(
    shared.map(([file, run]) => evaluated(run, { script: script(file) })),
    { isShared: true },
  );
}
