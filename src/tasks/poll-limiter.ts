import type { Quota } from '../open-cloud/rate-limit.ts';
import type { OperationContext } from '../util/operation-context.ts';

/** The documented quota of task reads, for where the service advertises none. */
const DOCUMENTED_READS_A_MINUTE = 45;

/** A window is never longer than this, whatever other buckets the header lists. */
const MINUTE_MS = 60_000;

/**
 * No shorter than this between two looks. A task whose place is warm ends 1 to 7 s after its
 * creation, so the first seconds are worth the most looks; a look itself takes about 0.1 s.
 */
const MIN_POLL_DELAY_MS = 200;

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

/**
 * Of tasks younger than this, none is likelier to end next than another. Of older ones the younger
 * is: half of all tasks end within seconds, and one that did not has some way to go, by experience.
 */
const YOUNG_MS = 5_000;

/** How often tasks may be looked at: one for all that are read with the same key. */
export interface PollLimiter {
  /** Adds a task to those that share the pace. */
  join(createdAt: number): PollSlot;
  /** Takes in what an answer advertised. */
  learn(quota: Quota | undefined): void;
  /** Milliseconds to wait before the next look at a task that was created `elapsedMs` ago. */
  next(elapsedMs: number): number;
  /** Milliseconds until the quota, as far as it is known, lets one more read through. */
  untilAllowed(): number;
}

/** One task's part in the pace. */
export interface PollSlot {
  /**
   * Rests until it is this task's turn, and counts the read that is about to be sent: not before
   * `dueAt`, but at `notAfter` in any case, which is what the last look of a task needs.
   *
   * @throws the signal's reason, where it aborted
   */
  acquire(dueAt: number, notAfter: number, signal: AbortSignal): Promise<void>;
  /** Takes the task out again. */
  leave(): void;
}

interface Member {
  readonly createdAt: number;
  polledAt: number;
  /** When it wants to be looked at next; undefined while it is being looked at. */
  dueAt: number | undefined;
}

/**
 * Makes the pace of one run of the action. A single task is looked at as often as helps, within the
 * quota. Several share the quota's own rhythm, and each look goes where it is worth most: that grows
 * with how long a task was not seen, and falls with its age, as its chance to end next does. No task
 * is forgotten, since what was not seen for long enough comes first, however old it is.
 */
export function createPollLimiter({
  clock,
  random,
}: Pick<OperationContext, 'clock' | 'random'>): PollLimiter {
  /** The last reads, as many as a minute may hold where nothing is advertised. */
  const sent: number[] = [];
  const members = new Set<Member>();
  let advertised: (Quota & { readonly at: number }) | undefined;
  let sentSinceTold = 0;

  // A limit of less than one, of which no quota was ever seen, would be a wait without an end.
  const rhythm = (): number =>
    MINUTE_MS / Math.max(1, advertised?.limit ?? DOCUMENTED_READS_A_MINUTE);

  /** How many milliseconds apart reads may be sent, and from when on. */
  function allowance(): { readonly spacingMs: number; readonly at: number } {
    const lastAt = sent.at(-1) ?? -Infinity;
    if (advertised?.remaining !== undefined && advertised.resetMs !== undefined) {
      const resetAt = advertised.at + Math.min(advertised.resetMs, MINUTE_MS);
      if (clock.now() >= resetAt) {
        return { spacingMs: rhythm(), at: members.size > 1 ? lastAt + rhythm() : -Infinity };
      }
      // What is left is spread over what is left of the window.
      const from = lastAt > -Infinity ? lastAt : advertised.at;
      const left = Math.max(0, advertised.remaining - sentSinceTold);
      const spacingMs = (resetAt - from) / (left + 1);
      return { spacingMs, at: from + spacingMs };
    }
    const spacingMs = rhythm();
    const inTurn = members.size > 1 ? lastAt + spacingMs : -Infinity;
    if (advertised?.limit !== undefined) {
      return { spacingMs, at: inTurn };
    }
    // One is kept for the last look, which is not put off.
    const oldestThatCounts = sent.at(1 - DOCUMENTED_READS_A_MINUTE) ?? -Infinity;
    return { spacingMs, at: Math.max(inTurn, oldestThatCounts + MINUTE_MS) };
  }

  const untilAllowed = (): number => Math.max(0, allowance().at - clock.now());

  /** What a look is worth: the chance that it finds an end, times the delay that it then cuts off. */
  const worth = ({ createdAt, polledAt }: Member, at: number): number =>
    (at - polledAt) ** 2 / Math.max(YOUNG_MS, at - createdAt);

  function untilTurn(member: Member, dueAt: number, notAfter: number): number {
    const now = clock.now();
    const { spacingMs, at } = allowance();
    const freeAt = Math.max(now, at);
    const mine = worth(member, freeAt);
    let turnAt = at;
    for (const rival of members) {
      if ((rival.dueAt ?? Infinity) <= freeAt && worth(rival, freeAt) > mine) {
        turnAt = Math.max(now, turnAt) + spacingMs;
      }
    }
    return Math.min(Math.max(dueAt, turnAt), notAfter) - now;
  }

  return {
    join: (createdAt) => {
      const member: Member = { createdAt, polledAt: createdAt, dueAt: undefined };
      members.add(member);
      return {
        acquire: async (dueAt, notAfter, signal) => {
          member.dueAt = dueAt;
          for (;;) {
            const waitMs = untilTurn(member, dueAt, notAfter);
            if (waitMs <= 0) {
              break;
            }
            await clock.sleep(waitMs, signal);
          }
          signal.throwIfAborted();
          member.dueAt = undefined;
          member.polledAt = clock.now();
          sentSinceTold += 1;
          sent.push(clock.now());
          sent.splice(0, sent.length - DOCUMENTED_READS_A_MINUTE);
        },
        leave: () => members.delete(member),
      };
    },
    learn: (quota) => {
      if (quota !== undefined) {
        advertised = { ...quota, at: clock.now() };
        sentSinceTold = 0;
      }
    },
    next: (elapsedMs) => {
      const longest = Math.max(rhythm() * SHARE_OF_RHYTHM, elapsedMs * SHARE_OF_LONG_ELAPSED);
      const interval = Math.max(MIN_POLL_DELAY_MS, Math.min(elapsedMs * SHARE_OF_ELAPSED, longest));
      const spread = 2 * JITTER * random();
      return Math.max(interval * (1 - JITTER + spread), untilAllowed() * (1 + spread));
    },
    untilAllowed,
  };
}
