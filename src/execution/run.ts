import type { LuauExecution, PlaceTarget } from '../open-cloud/luau-execution.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import { isEnd, type LuauTask } from '../open-cloud/resources.ts';
import { repeat, type Patience } from '../open-cloud/retry.ts';
import type { Throttle } from '../open-cloud/rate-limit.ts';
import { readLog, type Log } from './log.ts';
import type { Script } from './script.ts';
import { waitForEnd, type ReadPace, type WaitEvent } from './wait.ts';

/** What is to be run, where, and for how long. */
export interface RunPlan {
  readonly script: Script;
  readonly place: PlaceTarget;
  /** How long the script may run from its first line, 1 to 300 s. */
  readonly timeoutMs: number;
  /** What the task gets on top of it, for queueing and for booting the place. */
  readonly bootTimeoutMs: number;
  /** The longest that quotas may hold the creation back. */
  readonly maxWaitMs: number;
}

/** What a task was seen to be. */
export interface Sighting {
  /** The task, as it was last read. */
  readonly task: LuauTask;
  /** Milliseconds from its creation to the end of the watch, by the action's clock. */
  readonly seenMs: number;
  /** Milliseconds of these in which it was seen QUEUED. */
  readonly queuedMs: number;
}

/** How a run ended: one of these, always. */
export type Run =
  /** The task reached a terminal state, and its log was asked for. */
  | ({ readonly end: 'ended'; readonly log: Log } & Sighting)
  /** It was still unfinished `limitMs` after its creation. */
  | ({ readonly end: 'never-finished'; readonly limitMs: number } & Sighting)
  /** It can no longer be read. */
  | ({ readonly end: 'lost-sight'; readonly error: OpenCloudError } & Sighting)
  /** Roblox refused to create it, or could not be reached. */
  | { readonly end: 'not-created'; readonly error: OpenCloudError }
  /** A quota held its creation back for longer than `maxWaitMs`, or would have. */
  | {
      readonly end: 'held-back';
      readonly error: OpenCloudError;
      /** Milliseconds that were waited. */
      readonly heldMs: number;
      /** Milliseconds until the quota would have let it through, where Roblox told. */
      readonly untilFreeMs?: number;
    }
  /** The creation was sent, and no usable answer came back: the script may be running. */
  | { readonly end: 'maybe-running'; readonly error: OpenCloudError }
  /** The workflow was cancelled. `mayRun`: a task that is known, or may exist, goes on at Roblox. */
  | {
      readonly end: 'cancelled';
      readonly mayRun: boolean;
      /** Absent where no task is known. */
      readonly sighting?: Sighting;
    };

/** What happens during a run, as it happens. */
export type RunEvent =
  | WaitEvent
  | { readonly kind: 'created'; readonly task: LuauTask }
  | { readonly kind: 'held-back'; readonly throttle: Throttle; readonly waitMs: number }
  | { readonly kind: 'not-connected'; readonly error: OpenCloudError; readonly waitMs: number };

/** What a run needs from its surroundings. */
export interface Surroundings {
  readonly client: LuauExecution;
  readonly patience: Patience;
  readonly pace: ReadPace;
  readonly onEvent: (event: RunEvent) => void;
}

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

/**
 * Runs one script: creates its task, waits for its end, and reads its log. What can be expected to
 * go wrong is a value; only a fault of the action itself is thrown.
 */
export async function runScript(plan: RunPlan, surroundings: Surroundings): Promise<Run> {
  const created = await create(plan, surroundings);
  return 'end' in created ? created : watch(created, plan, surroundings);
}

/** Creates the task: never twice where the first creation may have arrived. */
async function create(
  { script, place, timeoutMs, maxWaitMs }: RunPlan,
  { client, patience, onEvent }: Surroundings,
): Promise<LuauTask | Run> {
  const { clock, random, signal } = patience;
  const graced = delayedAbort(signal, patience);
  let isUnderWay = false;
  const attempt = async (): Promise<LuauTask> => {
    signal.throwIfAborted();
    isUnderWay = true;
    try {
      const { value } = await client.createTask(
        place,
        { script: script.text, timeoutMs },
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

/** Waits for a task's end and reads its log. */
async function watch(
  created: LuauTask,
  { script, timeoutMs, bootTimeoutMs }: RunPlan,
  { client, patience, pace, onEvent }: Surroundings,
): Promise<Run> {
  const { clock, signal } = patience;
  const createdAt = clock.now();
  const limitMs = timeoutMs + bootTimeoutMs;
  let task = created;
  let queuedMs = 0;
  let enteredAt = createdAt;
  const enter = (next: LuauTask): void => {
    if (task.state === 'QUEUED') {
      queuedMs += clock.now() - enteredAt;
    }
    task = next;
    enteredAt = clock.now();
  };
  const sighting = (): Sighting => {
    enter(task);
    return { task, seenMs: clock.now() - createdAt, queuedMs };
  };

  onEvent({ kind: 'created', task });
  try {
    const waited = await waitForEnd(created, limitMs, client, patience, pace, (event) => {
      if (event.kind === 'state') {
        enter(event.task);
      }
      onEvent(event);
    });
    enter(waited.task);
    const seen = sighting();
    switch (waited.end) {
      case 'never-finished':
        return { end: 'never-finished', limitMs, ...seen };
      case 'lost-sight':
        return { end: 'lost-sight', error: waited.error, ...seen };
      case 'ended':
        return {
          end: 'ended',
          ...seen,
          log: await readLog(task.path, script.text, client, patience),
        };
    }
  } catch (error) {
    if (signal.aborted) {
      return { end: 'cancelled', mayRun: !isEnd(task.state), sighting: sighting() };
    }
    throw error;
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
