import type { PollEvent } from './run-result.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import { isEnd } from '../open-cloud/parsers.ts';
import type { LuauTask } from '../open-cloud/types.ts';
import { isTransient, retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import type { PollLimiter } from './poll-limiter.ts';

/** Just after its creation a task might not be found yet. Never seen; bearing it costs nothing. */
const NOT_FOUND_GRACE_MS = 10_000;

/** The last look, at the deadline itself, may take this long beyond it. */
const LAST_POLL_GRACE_MS = 2_000;

/** A look that hangs for longer is given up and repeated. */
const MAX_POLL_MS = 30_000;

/**
 * A task that was seen unfinished this shortly before its deadline has not finished, although the
 * very last looks failed.
 */
const RECENT_READ_MS = 30_000;

/** A waiting job says so at least this often. */
const STILL_RUNNING_INTERVAL_MS = 60_000;

/** How waiting ended. */
export type PollResult =
  | { readonly status: 'ended'; readonly task: LuauTask }
  | { readonly status: 'poll-timeout'; readonly task: LuauTask }
  | { readonly status: 'unreachable'; readonly task: LuauTask; readonly error: OpenCloudError };

/**
 * Looks at a task until it has ended, at most for `limitMs` from now. QUEUED and states that are
 * not known are no ends.
 *
 * @throws the signal's reason, where it aborted
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
  const giveUpAt = createdAt + limitMs;
  let task = created;
  let lastEventAt = createdAt;
  let lastReadAt = -Infinity;
  let dueAt = createdAt;

  const poll = async (): Promise<LuauTask> => {
    // A repeat counts against the quota like any other read.
    await slot.acquire(dueAt, giveUpAt, signal);
    const deadlineMs = Math.min(MAX_POLL_MS, Math.max(LAST_POLL_GRACE_MS, giveUpAt - clock.now()));
    const { value, quota } = await client
      .getTask(created.path, { deadlineMs, signal })
      .catch((error: unknown) => {
        if (error instanceof OpenCloudError) {
          pollLimiter.learn(error.quota);
        }
        throw error;
      });
    pollLimiter.learn(quota);
    lastReadAt = clock.now();
    return value;
  };

  const slot = pollLimiter.join(createdAt);
  try {
    while (!isEnd(task.state)) {
      const now = clock.now();
      if (now >= giveUpAt) {
        return { status: 'poll-timeout', task };
      }
      dueAt = now + pollLimiter.next(now - createdAt);
      const before = task.state;
      try {
        task = await retryRequest(poll, context, {
          limit: { deadlineAtMs: giveUpAt },
          shouldRetry: (error) =>
            isTransient(error) ||
            (error.status === 404 && clock.now() - createdAt < NOT_FOUND_GRACE_MS),
          onRetry: (error, waitMs) => onEvent({ kind: 'poll-failed', error, waitMs }),
        });
      } catch (error) {
        if (!(error instanceof OpenCloudError)) {
          throw error;
        }
        const wasJustSeen = lastReadAt >= giveUpAt - RECENT_READ_MS;
        return isTransient(error) && wasJustSeen
          ? { status: 'poll-timeout', task }
          : { status: 'unreachable', task, error };
      }
      const elapsedMs = clock.now() - createdAt;
      if (task.state !== before) {
        onEvent({ kind: 'state', task, elapsedMs });
        lastEventAt = clock.now();
      } else if (clock.now() - lastEventAt >= STILL_RUNNING_INTERVAL_MS) {
        onEvent({ kind: 'still-running', state: task.state, elapsedMs });
        lastEventAt = clock.now();
      }
    }
    return { status: 'ended', task };
  } finally {
    slot.leave();
  }
}
