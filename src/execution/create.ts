import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauTask } from '../open-cloud/resources.ts';
import { repeat, type Patience } from '../open-cloud/retry.ts';
import type { Run, RunPlan, Surroundings } from './run.ts';

/** A creation to which no connection could be made is tried again for this long. */
const UNCONNECTED_FOR_MS = 30_000;

/**
 * The wait where the service says nothing of its quota: five creations a minute, spread evenly,
 * are one in 12 s.
 */
const UNKNOWN_QUOTA_WAIT_MS = 12_000;

/** After one of a place's ten tasks has ended, its room was free about 10 s later, by report. */
const CAPACITY_WAIT_MS = 10_000;

/** Up to this share of a wait for a quota is added, so that jobs do not come back in step. */
const HELD_JITTER = 0.1;

/** What a cancelled workflow still grants a creation under way: its answer names the task. */
const CREATE_GRACE_MS = 1_000;

/** Creates the task: never twice where the first creation may have arrived. */
export async function createTask(
  plan: RunPlan,
  { client, patience, onEvent, obtainBinaryInput }: Surroundings,
): Promise<LuauTask | Run> {
  const { script, place, timeoutMs, maxWaitMs } = plan;
  const { clock, random, signal } = patience;
  const graced = delayedAbort(signal, patience);
  let isUnderWay = false;
  const attempt = async (): Promise<LuauTask> => {
    signal.throwIfAborted();
    const binaryInput = plan.hasBinaryInput === true ? await obtainBinaryInput?.() : undefined;
    isUnderWay = true;
    try {
      const { value } = await client.createTask(
        place,
        {
          script: plan.sent ?? script.text,
          timeoutMs,
          ...(binaryInput !== undefined && { binaryInput }),
          ...(plan.binaryOutput !== undefined && { enableBinaryOutput: true }),
        },
        graced.signal,
      );
      return value;
    } catch (error) {
      isUnderWay = !(error instanceof OpenCloudError);
      throw error;
    }
  };

  let heldSince: number | undefined;
  try {
    for (;;) {
      try {
        return await repeat(attempt, patience, {
          giveUp: { failingForMs: UNCONNECTED_FOR_MS },
          mayRepeat: ({ failure }) => failure === 'not-connected',
          onRepeat: (error, waitMs) => onEvent({ kind: 'not-connected', error, waitMs }),
        });
      } catch (error) {
        if (!(error instanceof OpenCloudError)) {
          throw error;
        }
        if (signal.aborted) {
          return { end: 'cancelled', mayRun: mayHaveArrived(error) };
        }
        const { throttle } = error;
        if (throttle === undefined) {
          return { end: mayHaveArrived(error) ? 'maybe-running' : 'not-created', error };
        }
        heldSince ??= clock.now();
        const heldMs = clock.now() - heldSince;
        const left = maxWaitMs - heldMs;
        const toldMs = throttle.kind === 'capacity' ? undefined : throttle.waitMs;
        // Where Roblox says how long, that must fit; where it says nothing, what is left is used up.
        if (left <= 0 || (toldMs ?? 0) > left) {
          const untilFree = toldMs === undefined ? {} : { untilFreeMs: toldMs };
          return { end: 'held-back', error, heldMs, ...untilFree };
        }
        const least =
          toldMs ?? (throttle.kind === 'capacity' ? CAPACITY_WAIT_MS : UNKNOWN_QUOTA_WAIT_MS);
        const waitMs = Math.min(least * (1 + HELD_JITTER * random()), left);
        onEvent({ kind: 'held-back', throttle, waitMs });
        await clock.sleep(waitMs, signal);
      }
    }
  } catch (error) {
    if (signal.aborted) {
      return { end: 'cancelled', mayRun: isUnderWay };
    }
    throw error;
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
  { clock }: Patience,
): { readonly signal: AbortSignal; readonly dispose: () => void } {
  const delayed = new AbortController();
  const disposal = new AbortController();
  const onAbort = (): void => {
    clock.sleep(CREATE_GRACE_MS, disposal.signal).then(
      () => delayed.abort(signal.reason),
      () => {}, // Disposed of: the creation has ended by itself.
    );
  };
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    signal: delayed.signal,
    dispose: () => {
      signal.removeEventListener('abort', onAbort);
      disposal.abort();
    },
  };
}
