import type { OperationContext } from './operation-context.ts';

/** The first wait is a random time up to this; each later one up to twice as much. */
const INITIAL_BACKOFF_MS = 500;

/** Longer waits do not relieve the service, and notice late that it works again. */
const MAX_BACKOFF_MS = 15_000;

/** When and how often to retry. */
export interface RetryOptions<Failure extends Error> {
  /**
   * When to give up: this long after the first failure; after this much waiting in total, for
   * attempts that take long themselves; or at a time of the clock.
   */
  readonly limit:
    | { readonly maxElapsedMs: number }
    | { readonly maxWaitingMs: number }
    | { readonly deadlineAtMs: number };
  /** The number of attempts, the first one included. */
  readonly maxAttempts?: number;
  /** Whether an error is of the kind that may be retried, and may be retried now. */
  readonly shouldRetry: (error: unknown) => error is Failure;
  /** The wait that the server asks for, in milliseconds; undefined means back-off. */
  readonly serverWaitMs?: (error: Failure, random: () => number) => number | undefined;
  /** Called before each wait. */
  readonly onRetry?: (error: Failure, waitMs: number) => void;
}

/**
 * Repeats a safe operation until it succeeds or a limit is reached. Waits use exponential back-off
 * with full jitter, which did best under contention in "Exponential Backoff And Jitter" (AWS
 * Architecture Blog, 2015), unless the server names a wait.
 *
 * @throws the last error if it may not be retried, or a limit is reached
 * @throws the signal's reason if the signal aborts
 */
export async function retry<T, Failure extends Error>(
  attempt: () => Promise<T>,
  { clock, random, signal }: OperationContext,
  options: RetryOptions<Failure>,
): Promise<T> {
  const { limit, maxAttempts = Infinity, shouldRetry, serverWaitMs, onRetry } = options;
  let giveUpAt = 'deadlineAtMs' in limit ? limit.deadlineAtMs : undefined;
  let waitedMs = 0;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!shouldRetry(error)) {
        throw error;
      }
      giveUpAt ??= clock.now() + ('maxElapsedMs' in limit ? limit.maxElapsedMs : 0);
      const leftMs =
        'maxWaitingMs' in limit ? limit.maxWaitingMs - waitedMs : giveUpAt - clock.now();
      if (failures >= maxAttempts || leftMs <= 0) {
        throw error;
      }
      const backOffMs = serverWaitMs?.(error, random) ?? exponentialBackOffMs(failures, random);
      // The last attempt is made when the time is up.
      const waitMs = Math.min(backOffMs, leftMs);
      waitedMs += waitMs;
      onRetry?.(error, waitMs);
      await clock.sleep(waitMs, signal);
    }
  }
}

function exponentialBackOffMs(failures: number, random: () => number): number {
  return Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (failures - 1)) * random();
}
