import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import { isEnd, type LuauTask, type TaskState } from '../open-cloud/parsers.ts';
import { isPassing, repeat, type Patience } from '../util/retry.ts';
import type { ReadPace } from './poll-limiter.ts';

/** Just after its creation a task might not be found yet. Never seen; bearing it costs nothing. */
const NOT_FOUND_BORNE_MS = 10_000;

/** The last look, at the deadline itself, may take this long beyond it. */
const LAST_LOOK_MS = 2_000;

/** A look that hangs for longer is given up and repeated. */
const LONGEST_LOOK_MS = 30_000;

/**
 * A task that was seen unfinished this shortly before its deadline has not finished, although the
 * very last looks failed.
 */
const FRESH_SIGHTING_MS = 30_000;

/** A waiting job says so at least this often. */
const STILL_EVERY_MS = 60_000;

/** How waiting ended. */
export type Waited =
  | { readonly end: 'ended'; readonly task: LuauTask }
  | { readonly end: 'never-finished'; readonly task: LuauTask }
  | { readonly end: 'lost-sight'; readonly task: LuauTask; readonly error: OpenCloudError };

/** What happens while a task is waited for. */
export type WaitEvent =
  | { readonly kind: 'state'; readonly task: LuauTask; readonly elapsedMs: number }
  | { readonly kind: 'still'; readonly state: TaskState; readonly elapsedMs: number }
  | { readonly kind: 'look-failed'; readonly error: OpenCloudError; readonly waitMs: number };

/**
 * Looks at a task until it has ended, at most for `limitMs` from now. QUEUED and states that are
 * not known are no ends.
 *
 * @throws the signal's reason, where it aborted
 */
export async function waitForEnd(
  created: LuauTask,
  limitMs: number,
  client: Pick<LuauExecution, 'getTask'>,
  patience: Patience,
  pace: ReadPace,
  onEvent: (event: WaitEvent) => void,
): Promise<Waited> {
  const { clock, signal } = patience;
  const createdAt = clock.now();
  const giveUpAt = createdAt + limitMs;
  let task = created;
  let spokeAt = createdAt;
  let seenAt = -Infinity;
  let dueAt = createdAt;

  const look = async (): Promise<LuauTask> => {
    // A repeat counts against the quota like any other read.
    await looker.turn(dueAt, giveUpAt, signal);
    const deadlineMs = Math.min(LONGEST_LOOK_MS, Math.max(LAST_LOOK_MS, giveUpAt - clock.now()));
    const { value, quota } = await client
      .getTask(created.path, { deadlineMs, signal })
      .catch((error: unknown) => {
        if (error instanceof OpenCloudError) {
          pace.learn(error.quota);
        }
        throw error;
      });
    pace.learn(quota);
    seenAt = clock.now();
    return value;
  };

  const looker = pace.join(createdAt);
  try {
    while (!isEnd(task.state)) {
      const now = clock.now();
      if (now >= giveUpAt) {
        return { end: 'never-finished', task };
      }
      dueAt = now + pace.next(now - createdAt);
      const before = task.state;
      try {
        task = await repeat(look, patience, {
          giveUp: { atMs: giveUpAt },
          mayRepeat: (error) =>
            isPassing(error) ||
            (error.status === 404 && clock.now() - createdAt < NOT_FOUND_BORNE_MS),
          onRepeat: (error, waitMs) => onEvent({ kind: 'look-failed', error, waitMs }),
        });
      } catch (error) {
        if (!(error instanceof OpenCloudError)) {
          throw error;
        }
        const wasJustSeen = seenAt >= giveUpAt - FRESH_SIGHTING_MS;
        return isPassing(error) && wasJustSeen
          ? { end: 'never-finished', task }
          : { end: 'lost-sight', task, error };
      }
      const elapsedMs = clock.now() - createdAt;
      if (task.state !== before) {
        onEvent({ kind: 'state', task, elapsedMs });
        spokeAt = clock.now();
      } else if (clock.now() - spokeAt >= STILL_EVERY_MS) {
        onEvent({ kind: 'still', state: task.state, elapsedMs });
        spokeAt = clock.now();
      }
    }
    return { end: 'ended', task };
  } finally {
    looker.leave();
  }
}
