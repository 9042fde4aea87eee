import type { OperationContext } from './operation-context.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';

/** The first wait before a repeat is drawn from nothing to this; each later one from twice as much. */
const INITIAL_BACKOFF_MS = 500;

/** Longer waits save the service nothing, and lose the moment at which it is back. */
const MAX_BACKOFF_MS = 15_000;

/**
 * A share of a quota's wait is added to it: of all that wait for the same reset, not everyone
 * should come at the same moment.
 */
const QUOTA_JITTER = 0.1;

/** How long, and how often, failing is tolerated. */
export interface RetryOptions {
  /**
   * From the first failure on, in milliseconds; or so many milliseconds of waits alone, for what
   * takes long by itself; or up to a time of the clock.
   */
  readonly limit:
    | { readonly maxElapsedMs: number }
    | { readonly maxWaitingMs: number }
    | { readonly deadlineAtMs: number };
  /** All tries together, the first included. */
  readonly maxAttempts?: number;
  /** Which failures may be repeated; default: {@link isTransient}. */
  readonly shouldRetry?: (error: OpenCloudError) => boolean;
  /** Told of each failure that will be repeated, and of the wait before. */
  readonly onRetry?: (error: OpenCloudError, waitMs: number) => void;
}

/**
 * Does something that is safe to do again until it succeeds or the limits are reached: with
 * exponential back-off and full jitter, as measured best under contention in "Exponential Backoff
 * And Jitter" (AWS Architecture Blog, 2015), and with the service's own word first where it gives one.
 *
 * @throws {OpenCloudError} the last failure, where it may not be repeated, or no longer
 * @throws the signal's reason, where it aborted
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  { clock, random, signal }: OperationContext,
  { limit, maxAttempts = Infinity, shouldRetry = isTransient, onRetry }: RetryOptions,
): Promise<T> {
  let giveUpAt = 'deadlineAtMs' in limit ? limit.deadlineAtMs : undefined;
  let waitedMs = 0;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof OpenCloudError) || !shouldRetry(error)) {
        throw error;
      }
      giveUpAt ??= clock.now() + ('maxElapsedMs' in limit ? limit.maxElapsedMs : 0);
      const left = 'maxWaitingMs' in limit ? limit.maxWaitingMs - waitedMs : giveUpAt - clock.now();
      if (failures >= maxAttempts || left <= 0) {
        throw error;
      }
      // The last try is made when the time is up, not given up on before.
      const waitMs = Math.min(backOffMs(failures, error, random), left);
      waitedMs += waitMs;
      onRetry?.(error, waitMs);
      await clock.sleep(waitMs, signal);
    }
  }
}

/** A quota of reads starts anew each minute, whatever other buckets the header lists. */
const MAX_QUOTA_WAIT_MS = 60_000;

function backOffMs(failures: number, { throttle }: OpenCloudError, random: () => number): number {
  if (throttle !== undefined && throttle.kind !== 'capacity' && throttle.waitMs !== undefined) {
    return Math.min(throttle.waitMs, MAX_QUOTA_WAIT_MS) * (1 + QUOTA_JITTER * random());
  }
  return Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (failures - 1)) * random();
}

/**
 * Whether a failure may pass by itself: throttling, faults of the service, of the network, and of
 * what stands between. Only for what is safe to do again, a read above all.
 */
export function isTransient(error: OpenCloudError): boolean {
  if (error.isPermanent) {
    return false;
  }
  switch (error.failure) {
    case 'not-connected':
    case 'no-answer':
    case 'unreadable':
      return true;
    case 'refused':
      return (
        error.status === 429 ||
        error.status === 408 ||
        (error.status ?? 0) >= 500 ||
        // The load balancer's "400 Bad request" page comes and goes; the service's own 400 is final.
        (error.status === 400 && !error.isFromService)
      );
  }
}
