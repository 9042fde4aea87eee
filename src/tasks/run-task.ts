import type { RunDependencies } from './run-dependencies.ts';
import type { RunPlan, TaskSnapshot, RunResult } from './run-result.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import { isEnd } from '../open-cloud/parsers.ts';
import type { LogMessage, LuauTask } from '../open-cloud/types.ts';
import { isTransient, retryRequest } from '../open-cloud/transient.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import { createTask } from './create-task.ts';
import { interrupt } from './internal-error.ts';
import { interruptedLog, readLog } from './fetch-logs.ts';
import type { Log } from './run-result.ts';
import type { Script } from '../workspace/script.ts';
import { pollTask } from './poll-task.ts';

/** An existing task is read for this long before it counts as not found. */
const MAX_UNREADABLE_MS = 30_000;

/** Another step may have created it just before, so it might not be found yet: see `poll-task.ts`. */
const MAX_NOT_FOUND_MS = 5_000;

/**
 * Runs one script: creates its task, polls it, reads its log, and downloads its binary output. Nothing
 * is thrown. Even an internal error is a result, because it must name the task that exists by then.
 */
export async function runScript(plan: RunPlan, dependencies: RunDependencies): Promise<RunResult> {
  const task = await (plan.task === undefined
    ? createTask(plan, dependencies)
    : attach(plan.task, dependencies));
  return 'status' in task ? task : complete(task, plan, dependencies);
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

/** Returns the task's script, if known. Roblox returns that of an existing task. */
function textOf({ text, isOfTask }: Script, { script }: LuauTask): string | undefined {
  return isOfTask === true ? script : text;
}

/** Polls a task until it ends, unless it is left pending, and reads its log. */
async function complete(
  created: LuauTask,
  { script, task: attached, isLeftPending, timeoutMs, bootTimeoutMs, binaryOutput }: RunPlan,
  { client, context, pollLimiter, limiter, onEvent, fetchBinaryOutput }: RunDependencies,
): Promise<RunResult> {
  const { clock, signal } = context;
  const createdAt = clock.now();
  const limitMs = timeoutMs + bootTimeoutMs;
  let task = created;
  let queuedMs = 0;
  let enteredAt = createdAt;
  let log: Log | undefined;
  const messages: LogMessage[] = [];
  const enter = (next: LuauTask): void => {
    if (task.state === 'QUEUED') {
      queuedMs += clock.now() - enteredAt;
    }
    task = next;
    enteredAt = clock.now();
  };
  const snapshot = (): TaskSnapshot => {
    enter(task);
    return { task, seenMs: clock.now() - createdAt, queuedMs };
  };

  try {
    onEvent({ kind: attached === undefined ? 'created' : 'attached', task });
    if (isLeftPending === true) {
      return { status: 'pending', task, seenMs: 0, queuedMs: 0 };
    }
    const waited = await pollTask(created, limitMs, client, context, pollLimiter, (event) => {
      if (event.kind === 'state') {
        enter(event.task);
      }
      onEvent(event);
    }).finally(() => limiter.markEnded(created.path));
    enter(waited.task);
    const seen = snapshot();
    switch (waited.status) {
      case 'poll-timeout':
        return { status: 'poll-timeout', limitMs, ...seen };
      case 'unreachable':
        return { status: 'unreachable', error: waited.error, ...seen };
      case 'ended': {
        log = await readLog(task.path, textOf(script, created), client, context, messages);
        if (binaryOutput === undefined || task.state !== 'COMPLETE') {
          return { status: 'ended', ...seen, log };
        }
        const uri = task.binaryOutputUri;
        return {
          status: 'ended',
          ...seen,
          log,
          binaryOutput:
            uri === undefined || fetchBinaryOutput === undefined
              ? { status: 'none' }
              : await fetchBinaryOutput(uri, binaryOutput),
        };
      }
    }
  } catch (error) {
    const seen = snapshot();
    const hasEnded = isEnd(task.state);
    const interruption = interrupt(error, signal, { mayRun: !hasEnded, snapshot: seen });
    log ??= interruptedLog(task.path, messages);
    return hasEnded ? { status: 'ended', ...seen, log, interruption } : interruption;
  }
}
