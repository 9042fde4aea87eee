import { parseTaskPath, type TaskPath } from './task-path.ts';

/** What the service advertises of the quota that a request counted against. */
export interface Quota {
  /** Requests a window: the limit that binds. */
  readonly limit?: number;
  /** Requests left in the window. */
  readonly remaining?: number;
  /** Milliseconds until the window starts anew. */
  readonly resetMs?: number;
}

/** Headers of an answer: names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Reads `x-ratelimit-limit`, `-remaining` and `-reset`. They are comma lists, one element a bucket
 * (seen live: `40, 45;w=60, 40;w=60, 70000`): the first limit is the one that binds, and the
 * smallest remaining and the largest reset are the ones that are safe.
 *
 * @returns undefined where the service advertises nothing, as it does on most errors.
 */
export function readQuota(headers: Headers): Quota | undefined {
  const limit = readNumbers(headers['x-ratelimit-limit'])[0];
  const remaining = readNumbers(headers['x-ratelimit-remaining']);
  const reset = readNumbers(headers['x-ratelimit-reset']);
  if (limit === undefined && remaining.length === 0 && reset.length === 0) {
    return undefined;
  }
  return {
    ...(limit !== undefined && { limit }),
    ...(remaining.length > 0 && { remaining: Math.min(...remaining) }),
    ...(reset.length > 0 && { resetMs: Math.max(...reset) * 1000 }),
  };
}

/** Milliseconds that `retry-after` asks to wait; only its form in seconds was ever seen. */
export function readRetryAfter(headers: Headers): number | undefined {
  const seconds = readNumbers(headers['retry-after'])[0];
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Thirty years: longer is no time that anybody means, and no clock can tell its end. */
const MAX_SECONDS = 1_000_000_000;

function readNumbers(header: Headers[string]): readonly number[] {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  return text
    .split(',')
    .map((element) => /^\s*(\d+(?:\.\d+)?)\s*(?:;|$)/.exec(element)?.[1])
    .filter((digits) => digits !== undefined)
    .map((digits) => Math.min(Number(digits), MAX_SECONDS));
}

/**
 * Why a request was answered with 429, and what to wait for:
 *
 * - `quota`: the window's requests are used up; it starts anew at the reset.
 * - `capacity`: the place has ten unfinished tasks; one of them must end.
 * - `hourly`: a limit over a longer window, told by a `retry-after` of minutes.
 */
export type Throttle =
  | { readonly kind: 'quota'; readonly waitMs?: number }
  | { readonly kind: 'capacity'; readonly tasks: readonly TaskPath[] }
  | { readonly kind: 'hourly'; readonly waitMs: number };

/** Each limit that is reached, as the end of a sentence. */
export const LIMIT_REACHED: Readonly<Record<Throttle['kind'], string>> = {
  quota: 'the quota of requests a minute is used up',
  capacity: 'the place has ten unfinished tasks already',
  hourly: 'a limit over a longer time than a minute is reached',
};

/** A quota's window lasts a minute, so a longer `retry-after` speaks of another limit. */
const MAX_QUOTA_WINDOW_MS = 60_000;

/** Tells the kinds of 429 apart, as they were recorded live. */
export function readThrottle(headers: Headers, serverMessage = ''): Throttle {
  if (/too many tasks|task resource paths/i.test(serverMessage)) {
    return {
      kind: 'capacity',
      tasks: serverMessage
        .split(/[\s,:;"']/)
        .map(parseTaskPath)
        .filter((path) => path !== undefined),
    };
  }
  const quota = readQuota(headers);
  const retryAfterMs = readRetryAfter(headers);
  if (retryAfterMs !== undefined && retryAfterMs > MAX_QUOTA_WINDOW_MS) {
    return { kind: 'hourly', waitMs: retryAfterMs };
  }
  // Of the two, the reset is the truth: `retry-after` was a constant 5, whatever was left to wait.
  const waitMs = quota?.resetMs ?? retryAfterMs;
  return { kind: 'quota', ...(waitMs !== undefined && { waitMs }) };
}
