import type { OperationContext } from '../util/operation-context.ts';
import { retry, type RetryOptions } from '../util/retry.ts';
import { OpenCloudError } from './errors.ts';

/** A share of the server's wait that is added to it, so that not all clients return at the same moment. */
const QUOTA_JITTER = 0.1;

/** The window of a read quota is a minute, whatever other buckets the header lists. */
const MAX_QUOTA_WAIT_MS = 60_000;

/** The options of {@link retryRequest}. By default, transient errors are retried. */
export interface RequestRetryOptions extends Pick<
  RetryOptions<OpenCloudError>,
  'limit' | 'maxAttempts' | 'onRetry'
> {
  readonly shouldRetry?: (error: OpenCloudError) => boolean;
}

/**
 * Retries a request that may safely be sent again. The wait follows the quota headers.
 *
 * @throws {OpenCloudError} the last error if it may not be retried, or a limit is reached
 * @throws the signal's reason if the signal aborts
 */
export async function retryRequest<T>(
  attempt: () => Promise<T>,
  context: OperationContext,
  { shouldRetry = isTransient, ...options }: RequestRetryOptions,
): Promise<T> {
  return retry(attempt, context, {
    ...options,
    shouldRetry: (error): error is OpenCloudError =>
      error instanceof OpenCloudError && shouldRetry(error),
    serverWaitMs: ({ throttle }, random) =>
      throttle === undefined || throttle.kind === 'capacity' || throttle.waitMs === undefined
        ? undefined
        : Math.min(throttle.waitMs, MAX_QUOTA_WAIT_MS) * (1 + QUOTA_JITTER * random()),
  });
}

/**
 * Whether an error may pass by itself: throttling, and faults of the service, of the network and of
 * machines in between. Only safe for requests that may be sent again.
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
    case 'too-large':
      return false;
    case 'refused':
      return (
        error.status === 429 ||
        error.status === 408 ||
        (error.status ?? 0) >= 500 ||
        // The load balancer's "400 Bad request" page is transient; the service's own 400 is permanent.
        (error.status === 400 && !error.isFromService)
      );
  }
}
