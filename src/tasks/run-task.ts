import type { RunDependencies } from './run-dependencies.ts';
import type { RunPlan, RunResult } from './run-result.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauTask } from '../open-cloud/types.ts';
import { isTransient, retryRequest } from '../open-cloud/transient.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import { completeTask } from './complete-task.ts';
import { createTask } from './create-task.ts';
import { interrupt } from './internal-error.ts';
import { recoverScript } from './recover-task.ts';

/** An existing task is read for this long before it counts as not found. */
const MAX_UNREADABLE_MS = 30_000;

/** Another step may have created it just before, so it might not be found yet: see `poll-task.ts`. */
const MAX_NOT_FOUND_MS = 5_000;

/**
 * Runs one script: creates its task, polls it, reads its log, and downloads its binary output. Nothing
 * is thrown. Even an internal error is a result, because it must name the task that exists by then.
 */
export async function runScript(plan: RunPlan, dependencies: RunDependencies): Promise<RunResult> {
  if (plan.recovers === true) {
    return recoverScript(plan, dependencies);
  }
  const task = await (plan.task === undefined
    ? createTask(plan, dependencies)
    : attach(plan.task, dependencies));
  return 'status' in task ? task : completeTask(task, plan, dependencies);
}

/** Reads an existing task, in the FULL view, which has its script. */
async function attach(
  path: TaskPath,
  { client, context }: RunDependencies,
): Promise<LuauTask | RunResult> {
  const { clock, signal } = context;
  const startedAt = clock.now();
  try {
    const { value } = await retryRequest(
      () => client.getTask(path, { view: 'FULL', signal }),
      context,
      {
        limit: { maxElapsedMs: MAX_UNREADABLE_MS },
        shouldRetry: (error) =>
          isTransient(error) ||
          (error.status === 404 && clock.now() - startedAt < MAX_NOT_FOUND_MS),
      },
    );
    return value;
  } catch (error) {
    return error instanceof OpenCloudError && !signal.aborted
      ? { status: 'not-found', task: path, error }
      : interrupt(error, signal, { mayRun: true });
  }
}
