import { OpenCloudError } from '../open-cloud/errors.ts';
import type { RequestName } from '../open-cloud/operations.ts';
import { LIMIT_REACHED, type Throttle } from '../open-cloud/rate-limit.ts';
import { WINDOW_MS } from './create-quota.ts';
import type { RunResult } from './run-result.ts';

/** After two refusals in a row, each further one doubles the number of windows to draw from. */
const MAX_REFUSALS_WITHOUT_SKIP = 2;

/** More would leave windows unused when the other jobs are done. */
const MAX_SKIPPED_WINDOWS = 7;

/** Above 1, small numbers are likelier: an unused window costs more than a refusal. */
const SKIP_BIAS = 1.5;

/** Why a creation is not sent at all. */
export type NotSent = Extract<RunResult, { status: 'quota-exceeded' | 'not-created' }>;

/** The limit that delays the next creation. */
export interface Blocker {
  readonly kind: Throttle['kind'];
  /** Milliseconds until the next attempt; absent if a task must end first. */
  readonly untilMs?: number;
}

/** A limit that delays creations. */
export interface Limit {
  readonly throttle: Throttle;
  /** When the service refused a creation; absent if the limiter foresees that it would. */
  readonly refusedAt?: number;
  /** Nothing is sent before this time: a reset that the service named, or a documented limit. */
  readonly resetAt?: number | undefined;
  /** When to try again, unless `max-wait` ends before; Infinity if a task must end first. */
  readonly retryAt: number;
  /** Windows that the back-off skips besides. */
  readonly skippedWindows?: number;
  /** The refusal, if there was one of this kind. */
  readonly error?: OpenCloudError | undefined;
}

/** What a limit means for a creation. */
export interface Verdict {
  readonly limit: Limit;
  readonly at: number;
  /** Whether the limit outlasts `max-wait`. */
  readonly isTooLong: boolean;
}

/**
 * Returns the limit that delays a creation longest, if there is one.
 *
 * @param deadline when its `max-wait` ends
 */
export function longestDelay(
  limits: readonly Limit[],
  deadline: number,
  now: number,
): Verdict | undefined {
  return limits
    .map((limit) => judge(limit, deadline, now))
    .filter(({ at, isTooLong }) => at > now || isTooLong)
    .toSorted((a, b) => Number(b.isTooLong) - Number(a.isTooLong) || b.at - a.at)[0];
}

/** Works out when a limit allows the next attempt, and whether `max-wait` allows that too. */
function judge(limit: Limit, deadline: number, now: number): Verdict {
  const { refusedAt, resetAt, retryAt, skippedWindows = 0 } = limit;
  const lastAttemptAt = Math.max(deadline, resetAt ?? 0);
  // Skipped windows must leave time for an attempt.
  const windows = Math.min(skippedWindows, Math.max(0, (deadline - retryAt) / WINDOW_MS));
  const isLimiting = (resetAt ?? retryAt) > now;
  const hadLastAttempt = (refusedAt ?? (resetAt === undefined ? now : -Infinity)) >= deadline;
  return {
    limit,
    at: Math.min(retryAt + Math.floor(windows) * WINDOW_MS, lastAttemptAt),
    isTooLong:
      (refusedAt ?? -Infinity) > deadline ||
      (isLimiting && (hadLastAttempt || (resetAt ?? now) > deadline)),
  };
}

/** Draws how many windows the back-off skips after so many refusals in a row. */
export function drawSkippedWindows(refusalsInRow: number, random: () => number): number {
  const doublings = Math.max(0, refusalsInRow - MAX_REFUSALS_WITHOUT_SKIP);
  const maxWindows = Math.min(MAX_SKIPPED_WINDOWS, 2 ** doublings - 1);
  return Math.floor(random() ** SKIP_BIAS * (maxWindows + 1));
}

/** Whether every other creation would fail alike: key, place and network are the same for all. */
export function failsForAll({ failure, status }: OpenCloudError): boolean {
  return failure === 'not-connected' || status === 401 || status === 403 || status === 404;
}

/** The error of a creation that was not sent, because its limit was known to be reached. */
export class UnsentCreation extends OpenCloudError {
  override readonly what: string;

  constructor(request: RequestName, throttle: Throttle) {
    super({ failure: 'refused', request, status: 429, throttle });
    this.what = `${request.method} ${request.path} was not sent, since ${LIMIT_REACHED[throttle.kind]}`;
    this.message = this.what;
  }
}
