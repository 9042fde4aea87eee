import { parseTaskPath, type TaskPath } from './task-path.ts';

/** The quota of a request, as the service advertises it. */
export interface Quota {
  /** The maximum number of requests in a window. */
  readonly limit?: number;
  /** The number of requests left in the window. */
  readonly remaining?: number;
  /** Milliseconds until the next window begins. */
  readonly resetMs?: number;
}

/** The headers of an answer, with names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Reads `x-ratelimit-limit`, `-remaining` and `-reset`. Each is a comma list with one element per
 * bucket (seen live: `40, 45;w=60, 40;w=60, 70000`). The first limit applies; the smallest remaining
 * and the largest reset are safe.
 *
 * @returns undefined if the service advertises nothing, as on most errors
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

/** Reads `retry-after` in milliseconds. Only its form in seconds was ever seen. */
export function readRetryAfter(headers: Headers): number | undefined {
  const seconds = readNumbers(headers['retry-after'])[0];
  return seconds === undefined ? undefined : seconds * 1000;
}

/** Thirty years. Larger numbers are mistakes, and no timer can handle them. */
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
 * The reason of a 429, or of a creation that waits:
 *
 * - `quota`: the requests of the window are used up; wait for the reset.
 * - `capacity`: the place has ten unfinished tasks; wait for one of them to end.
 * - `assumed`: Roblox advertises no quota, and the action has sent as many creations as the documented
 *   one allows. No 429 has this reason.
 * - `hourly`: a limit with a longer window, which a `retry-after` of minutes shows.
 */
export type Throttle =
  | { readonly kind: 'quota'; readonly waitMs?: number }
  | { readonly kind: 'assumed'; readonly waitMs: number }
  | { readonly kind: 'capacity'; readonly tasks: readonly TaskPath[] }
  | { readonly kind: 'hourly'; readonly waitMs: number };

/** Describes each reached limit, as the end of a sentence. */
export const LIMIT_REACHED: Readonly<Record<Throttle['kind'], string>> = {
  quota: 'the quota of requests a minute is used up',
  assumed: 'Roblox names no quota, and the documented one is five creations a minute',
  capacity: 'the place has ten unfinished tasks already',
  hourly: 'a limit over a longer time than a minute is reached',
};

/** The window of a quota is a minute, so a longer `retry-after` means another limit. */
const MAX_QUOTA_WINDOW_MS = 60_000;

/** Finds the reason of a 429, based on live records. */
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
  // The reset is right; `retry-after` was a constant 5 in the records.
  const waitMs = quota?.resetMs ?? retryAfterMs;
  return { kind: 'quota', ...(waitMs !== undefined && { waitMs }) };
}
