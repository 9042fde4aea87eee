import type { Throttle } from '../open-cloud/rate-limit.ts';

const MINUTE_MS = 60_000;

/** Added to a wait for a reset even where nobody else was met: clocks and answers differ. */
const JITTER_MS = 1_000;

/**
 * Where more is waiting than the next window takes, coming late to it costs nothing, as long as some
 * of it is left: so a job with much to do lets others in.
 */
const AMPLE_MS = 45_000;

/** Who was slower once comes back soon: there may be only one other job, which is done by then. */
const FIRST_RETURN_MS = 3 * MINUTE_MS;
const SECOND_RETURN_MS = 6 * MINUTE_MS;

/**
 * Who was slower again and again comes within this, and not before half of it is over: every six
 * minutes or so. With twenty jobs that is three or four in a window: fewer would leave windows
 * unused, and more would be refused more often than every other time. Evenly, since then a window
 * that comes free is found sooner than by chance.
 */
const LATEST_RETURN_MS = 7.5 * MINUTE_MS;

/** From so many losses on, each further one makes it rarer: then there are more jobs than twenty. */
const MANY_LOSSES = 8;

/** What is left of the losses after a creation: five of them leave a third. */
const LOSSES_KEPT = 0.8;

/**
 * An hour's creations are used up within six minutes, and each job that comes later is refused: so
 * each of those who were slower comes in every other hour, at any time in it.
 */
const HOURLY_RETURN_MS = 120 * MINUTE_MS;

/** A place's room comes free one task at a time. */
const ROOM_RETURN_MS = MINUTE_MS;

/** From how much to how much is to be added to a wait. */
export type Spread = readonly [minMs: number, maxMs: number];

/** What a job knows of the other jobs that use the same quotas: only how often they were faster. */
export interface Rivals {
  /** A creation was refused, since others were there before. */
  lost(kind: Throttle['kind']): void;
  /** A creation was let through. */
  won(): void;
  /**
   * How much later to come than the limit itself allows.
   *
   * @param hasAmple whether more is waiting than the next window takes
   */
  spread(kind: Throttle['kind'], hasAmple: boolean): Spread;
}

/**
 * How jobs share a quota that none of them can see. Whoever comes first to a window gets all of it,
 * and each other one who comes costs a refusal. So a job that was let through goes on at the next
 * reset, until it is done or somebody else was faster; one that was refused stays away from the next
 * windows, first for some three minutes, then for six. Each job draws its own time, so that few come
 * to the same window. A job alone is never refused, and loses nothing. A job with more to do than
 * the next window takes comes at any time of that window's first 45 s, which costs it nothing and
 * gives the others their chance. Nobody waits for ever: nobody stays away for long, and
 * `create-limiter.ts` draws every time so that it falls before the end of `max-wait`.
 */
export function createRivals(): Rivals {
  let losses = 0;
  let standing: 'unknown' | 'ahead' | 'behind' = 'unknown';

  return {
    lost: (kind) => {
      // Who used up the hour's creations itself has not been slower than anybody.
      if (kind !== 'hourly' || standing !== 'ahead') {
        losses += 1;
        standing = 'behind';
      }
    },
    won: () => {
      losses *= LOSSES_KEPT;
      standing = 'ahead';
    },
    spread: (kind, hasAmple) => {
      if (standing !== 'behind') {
        return [0, kind === 'quota' && hasAmple ? AMPLE_MS : JITTER_MS];
      }
      if (kind !== 'quota') {
        return [0, kind === 'hourly' ? HOURLY_RETURN_MS : ROOM_RETURN_MS];
      }
      if (losses < 2.5) {
        return [0, losses < 1.5 ? FIRST_RETURN_MS : SECOND_RETURN_MS];
      }
      const maxMs = LATEST_RETURN_MS * Math.max(1, losses / MANY_LOSSES);
      return [maxMs / 2, maxMs];
    },
  };
}
