import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauTask } from '../open-cloud/types.ts';
import { retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { nameCreation } from '../open-cloud/operations.ts';
import { interrupt } from './internal-error.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { RunResult, RunPlan } from './run-result.ts';

/** A creation to which no connection could be made is tried again for this long. */
const MAX_UNCONNECTED_MS = 30_000;

/** What a cancelled workflow still grants a creation under way: its answer names the task. */
const CREATE_GRACE_MS = 1_000;

/**
 * Creates the task, when its turn comes: never twice where the first creation may have arrived. A
 * creation that is refused by a quota takes its old place in the queue again. Nothing is thrown, as in
 * `run-task.ts`.
 */
export async function createTask(
  plan: RunPlan,
  { client, context, limiter, onEvent, obtainBinaryInput }: RunDependencies,
): Promise<LuauTask | RunResult> {
  const { script, place, timeoutMs, maxWaitMs } = plan;
  const { signal } = context;
  const graced = delayedAbort(signal, context);
  const number = limiter.enqueue();
  let isUnderWay = false;

  const attempt = async (): Promise<LuauTask> => {
    const binaryInput = await obtainBinaryInput?.();
    signal.throwIfAborted();
    limiter.markSent(number);
    isUnderWay = true;
    const { value, quota } = await client.createTask(
      place,
      {
        script: plan.sent ?? script.text,
        timeoutMs,
        ...(binaryInput !== undefined && { binaryInput }),
        ...(plan.binaryOutput !== undefined && { enableBinaryOutput: true }),
      },
      graced.signal,
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
          shouldRetry: ({ failure }) => isUnderWay && failure === 'not-connected',
          onRetry: (error, waitMs) => {
            isUnderWay = false;
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
        const mayRun = isUnderWay && mayHaveArrived(error);
        isUnderWay = false;
        if (signal.aborted) {
          return interrupt(error, signal, { mayRun });
        }
        if (error.throttle === undefined) {
          return { status: mayRun ? 'unknown-create-outcome' : 'not-created', error };
        }
      }
    }
  } catch (error) {
    return interrupt(error, signal, { mayRun: isUnderWay });
  } finally {
    graced.dispose();
  }
}

/**
 * Whether a failed creation may have started the script all the same: there is no way to find
 * out, since the service can neither list tasks nor tell two creations apart.
 */
function mayHaveArrived({ failure, status = 0 }: OpenCloudError): boolean {
  switch (failure) {
    case 'not-connected':
      return false;
    case 'no-answer':
    case 'unreadable':
      return true;
    case 'refused':
      // A 408 says that the service did not get all of it in time; whether it acted, nobody wrote down.
      return status >= 500 || status === 408;
  }
}

/** A signal that aborts, for the same reason, a moment after another one did. */
function delayedAbort(
  signal: AbortSignal,
  { clock }: OperationContext,
): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const delayed = new AbortController();
  const disposal = new AbortController();
  const onAbort = (): void => {
    clock.sleep(CREATE_GRACE_MS, disposal.signal).then(
      () => delayed.abort(signal.reason),
      () => {}, // Disposed of: the creation has ended by itself.
    );
  };
  signal.addEventListener('abort', onAbort, { signal: disposal.signal });
  return { signal: delayed.signal, dispose: () => disposal.abort() };
}
