import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauTask } from '../open-cloud/types.ts';
import { retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { nameCreation } from '../open-cloud/operations.ts';
import { interrupt } from './internal-error.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { RunResult, RunPlan } from './run-result.ts';

/** A creation without a connection is retried for this long. */
const MAX_UNCONNECTED_MS = 30_000;

/** After a cancellation, a creation in flight gets this long: its response names the task. */
const CREATE_GRACE_MS = 1_000;

/**
 * Creates the task when the limiter allows it, and never twice if the first request may have arrived.
 * A creation that a quota refuses returns to its position in the queue. Nothing is thrown.
 *
 * @param writeScript writes the source to send; called right before it is sent
 */
export async function createTask(
  plan: RunPlan,
  { client, context, limiter, onEvent, obtainBinaryInput }: RunDependencies,
  writeScript: () => string = () => sourceOf(plan),
): Promise<LuauTask | RunResult> {
  const { place, timeoutMs, maxWaitMs } = plan;
  const { signal } = context;
  const createSignal = delayedAbort(signal, context);
  const number = limiter.enqueue();
  let isInFlight = false;

  const attempt = async (): Promise<LuauTask> => {
    const binaryInput = await obtainBinaryInput?.();
    signal.throwIfAborted();
    limiter.markSent(number);
    isInFlight = true;
    const { value, quota } = await client.createTask(
      place,
      {
        script: writeScript(),
        timeoutMs,
        ...(binaryInput !== undefined && { binaryInput }),
        ...(plan.binaryOutput !== undefined && { enableBinaryOutput: true }),
      },
      createSignal.signal,
    );
    limiter.markCreated(number, value.path, quota);
    return value;
  };

  try {
    for (;;) {
      const unsent = await limiter.acquire({
        number,
        maxWaitMs,
        request: nameCreation(place),
        onDelayed: (delay) => onEvent({ kind: 'quota-exceeded', ...delay }),
      });
      if (unsent !== undefined) {
        return unsent;
      }
      try {
        return await retryRequest(attempt, context, {
          limit: { maxElapsedMs: MAX_UNCONNECTED_MS },
          shouldRetry: ({ failure }) => isInFlight && failure === 'not-connected',
          onRetry: (error, waitMs) => {
            isInFlight = false;
            limiter.markUnsent(number);
            onEvent({ kind: 'not-connected', error, waitMs });
          },
        });
      } catch (error) {
        limiter.markFailed(number, error);
        if (error instanceof InvalidInputError) {
          return { status: 'not-created', error };
        }
        if (!(error instanceof OpenCloudError)) {
          throw error;
        }
        const mayRun = isInFlight && mayHaveArrived(error);
        isInFlight = false;
        if (signal.aborted) {
          return interrupt(error, signal, { mayRun });
        }
        if (error.throttle === undefined) {
          return { status: mayRun ? 'unknown-create-outcome' : 'not-created', error };
        }
      }
    }
  } catch (error) {
    return interrupt(error, signal, { mayRun: isInFlight });
  } finally {
    createSignal.dispose();
  }
}

/** Returns the source of a plan's task: the script, with its arguments if it has some. */
export function sourceOf({ sent, script }: RunPlan): string {
  return sent ?? script.text;
}

/**
 * Whether a failed creation may have started the script. Nobody can find out: the service can neither
 * list tasks nor recognise a repeated creation.
 */
function mayHaveArrived({ failure, status = 0 }: OpenCloudError): boolean {
  switch (failure) {
    case 'not-connected':
      return false;
    case 'no-answer':
    case 'unreadable':
    case 'too-large':
      return true;
    case 'refused':
      // A 408 means that the service did not get all of it in time. Whether it acted is unknown.
      return status >= 500 || status === 408;
  }
}

/** Returns a signal that aborts for the same reason, a moment after another one. */
function delayedAbort(
  signal: AbortSignal,
  { clock }: OperationContext,
): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const delayed = new AbortController();
  const disposal = new AbortController();
  const onAbort = (): void => {
    clock.sleep(CREATE_GRACE_MS, disposal.signal).then(
      () => delayed.abort(signal.reason),
      () => {}, // Disposed of: the creation has ended.
    );
  };
  signal.addEventListener('abort', onAbort, { signal: disposal.signal });
  return { signal: delayed.signal, dispose: () => disposal.abort() };
}
