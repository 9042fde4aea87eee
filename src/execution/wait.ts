import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauExecution } from '../open-cloud/luau-execution.ts';
import type { Quota } from '../open-cloud/rate-limit.ts';
import { isEnd, type LuauTask, type TaskState } from '../open-cloud/resources.ts';
import { isPassing, repeat, type Patience } from '../open-cloud/retry.ts';

/** The documented quota of task reads, for where the service advertises none. */
const DOCUMENTED_READS_A_MINUTE = 45;

const MINUTE_MS = 60_000;

/**
 * No shorter than this between two looks. A task whose place is warm ends 1 to 7 s after its
 * creation, so the first seconds are worth the most looks; a look itself takes about 0.1 s.
 */
const SHORTEST_INTERVAL_MS = 200;

/** Looking later by this part of what has passed already keeps the delay in proportion to the task. */
const SHARE_OF_ELAPSED = 0.2;

/**
 * Where that would grow past the quota's own rhythm, the interval stays at little more than the
 * rhythm. With this and the three figures around it, a task of any length up to a minute is looked
 * at about 43 times in its first minute where 45 are allowed; `npm run bench` shows what that brings.
 */
const SHARE_OF_RHYTHM = 1.15;

/** After minutes even that is more often than it helps: then it is this part of what has passed. */
const SHARE_OF_LONG_ELAPSED = 0.01;

/** Each interval is drawn from this part around its length, so that jobs do not look in step. */
const JITTER = 0.15;

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

/** How often a task may be looked at: one for all tasks that are read with the same key. */
export interface ReadPace {
  /** Counts a read that is about to be sent. */
  note(): void;
  /** Takes in what an answer advertised. */
  learn(quota: Quota | undefined): void;
  /** Milliseconds to wait before the next look at a task that was created `elapsedMs` ago. */
  next(elapsedMs: number): number;
  /** Milliseconds until the quota, as far as it is known, lets one more read through. */
  untilAllowed(): number;
}

/** Makes the pace of one run of the action. */
export function readPace({ clock, random }: Pick<Patience, 'clock' | 'random'>): ReadPace {
  const noted: number[] = [];
  let advertised: (Quota & { readonly at: number }) | undefined;

  function untilAllowed(): number {
    const now = clock.now();
    if (advertised?.remaining !== undefined && advertised.resetMs !== undefined) {
      const untilReset = advertised.at + advertised.resetMs - now;
      if (untilReset <= 0) {
        return 0;
      }
      // What is left is spread over what is left of the window; a window is never longer than a
      // minute, whatever other buckets the header lists.
      return Math.min(untilReset, MINUTE_MS) / (advertised.remaining + 1);
    }
    if (advertised?.limit !== undefined) {
      return 0;
    }
    while (noted[0] !== undefined && noted[0] <= now - MINUTE_MS) {
      noted.shift();
    }
    // One is kept for the last look, which is not put off.
    const oldestThatCounts = noted.at(1 - DOCUMENTED_READS_A_MINUTE);
    return oldestThatCounts === undefined ? 0 : oldestThatCounts + MINUTE_MS - now;
  }

  return {
    note: () => {
      noted.push(clock.now());
      if (noted.length > DOCUMENTED_READS_A_MINUTE) {
        noted.shift();
      }
    },
    learn: (quota) => {
      if (quota !== undefined) {
        advertised = { ...quota, at: clock.now() };
      }
    },
    next: (elapsedMs) => {
      const rhythm = MINUTE_MS / (advertised?.limit ?? DOCUMENTED_READS_A_MINUTE);
      const longest = Math.max(rhythm * SHARE_OF_RHYTHM, elapsedMs * SHARE_OF_LONG_ELAPSED);
      const interval = Math.max(
        SHORTEST_INTERVAL_MS,
        Math.min(elapsedMs * SHARE_OF_ELAPSED, longest),
      );
      const spread = 2 * JITTER * random();
      return Math.max(interval * (1 - JITTER + spread), untilAllowed() * (1 + spread));
    },
    untilAllowed,
  };
}

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

  const look = async (): Promise<LuauTask> => {
    // A repeat counts against the quota like any other read.
    const left = giveUpAt - clock.now();
    const heldMs = Math.min(pace.untilAllowed(), left);
    if (heldMs > 0) {
      await clock.sleep(heldMs, signal);
    }
    pace.note();
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

  while (!isEnd(task.state)) {
    const now = clock.now();
    if (now >= giveUpAt) {
      return { end: 'never-finished', task };
    }
    await clock.sleep(Math.min(pace.next(now - createdAt), giveUpAt - now), signal);
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
}
