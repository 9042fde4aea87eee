import type { PollEvent } from './run-result.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import { isEnd } from '../open-cloud/parsers.ts';
import type { LuauTask } from '../open-cloud/types.ts';
import { isTransient, retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import type { PollLimiter } from './poll-limiter.ts';

/** Just after its creation a task might not be found yet. Never seen, but tolerating it is free. */
const MAX_NOT_FOUND_MS = 10_000;

/** The last read, sent at the deadline itself, may take this long beyond it. */
const LAST_READ_GRACE_MS = 2_000;

/** A read that takes longer is aborted and retried. */
const MAX_READ_MS = 30_000;

/**
 * A task that was read unfinished this shortly before its deadline counts as unfinished, even if the
 * very last reads failed.
 */
const RECENT_READ_MS = 30_000;

/** The job log shows a running task at least this often. */
const STILL_RUNNING_INTERVAL_MS = 60_000;

/** How polling ended. */
export type PollResult =
  | { readonly status: 'ended'; readonly task: LuauTask }
  | { readonly status: 'poll-timeout'; readonly task: LuauTask }
  | { readonly status: 'unreachable'; readonly task: LuauTask; readonly error: OpenCloudError };

/**
 * Polls a task until it has ended, for at most `limitMs` from now. QUEUED and unknown states are not
 * terminal.
 *
 * @throws the signal's reason, if it aborts
 */
export async function pollTask(
  created: LuauTask,
  limitMs: number,
  client: Pick<LuauExecution, 'getTask'>,
  context: OperationContext,
  pollLimiter: PollLimiter,
  onEvent: (event: PollEvent) => void,
): Promise<PollResult> {
  const { clock, signal } = context;
  const createdAt = clock.now();
  const deadline = createdAt + limitMs;
  let task = created;
  let lastEventAt = createdAt;
  let lastReadAt = -Infinity;
  let sentAt = createdAt;
  let dueAt = createdAt;

  const read = async (): Promise<LuauTask> => {
    // A retry counts against the quota like any other read.
    await slot.acquire(dueAt, deadline, signal);
    sentAt = clock.now();
    const deadlineMs = Math.min(MAX_READ_MS, Math.max(LAST_READ_GRACE_MS, deadline - sentAt));
    try {
      const { value, quota } = await client.getTask(created.path, { deadlineMs, signal });
      pollLimiter.learn(quota);
      lastReadAt = clock.now();
      return value;
    } catch (error) {
      if (error instanceof OpenCloudError) {
        pollLimiter.learn(error.quota);
      }
      throw error;
    }
  };

  const slot = pollLimiter.join();
  try {
    while (!isEnd(task.state)) {
      if (clock.now() >= deadline) {
        return { status: 'poll-timeout', task };
      }
      dueAt = sentAt + pollLimiter.pollDelayMs(sentAt - createdAt);
      const { state } = task;
      try {
        task = await retryRequest(read, context, {
          limit: { deadlineAtMs: deadline },
          shouldRetry: (error) =>
            isTransient(error) ||
            (error.status === 404 && clock.now() - createdAt < MAX_NOT_FOUND_MS),
          onRetry: (error, waitMs) => onEvent({ kind: 'poll-failed', error, waitMs }),
        });
      } catch (error) {
        if (!(error instanceof OpenCloudError)) {
          throw error;
        }
        return isTransient(error) && lastReadAt >= deadline - RECENT_READ_MS
          ? { status: 'poll-timeout', task }
          : { status: 'unreachable', task, error };
      }
      const now = clock.now();
      const elapsedMs = now - createdAt;
      if (task.state !== state) {
        onEvent({ kind: 'state', task, elapsedMs });
        lastEventAt = now;
      } else if (now - lastEventAt >= STILL_RUNNING_INTERVAL_MS) {
        onEvent({ kind: 'still-running', state, elapsedMs });
        lastEventAt = now;
      }
    }
    return { status: 'ended', task };
  } finally {
    slot.leave();
  }
}
