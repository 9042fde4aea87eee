import { isEnd } from '../open-cloud/parsers.ts';
import type { LogMessage, LuauTask } from '../open-cloud/types.ts';
import type { Script } from '../workspace/script.ts';
import { interruptedLog, readLog } from './fetch-logs.ts';
import { interrupt } from './internal-error.ts';
import { pollTask } from './poll-task.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { Log, RunPlan, RunResult, TaskSnapshot } from './run-result.ts';

/** Returns the task's script, if known. Roblox returns that of an existing task. */
function textOf({ text, isOfTask }: Script, { script }: LuauTask): string | undefined {
  return isOfTask === true ? script : text;
}

/** Polls a task until it ends, unless it is left pending, and reads its log. */
export async function completeTask(
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
