import type { LuauExecution, PlaceTarget } from '../open-cloud/luau-execution.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauTask } from '../open-cloud/resources.ts';
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
  /** The workflow was cancelled. `mayRun` where a creation was under way. */
  | {
      readonly end: 'cancelled';
      readonly mayRun: boolean;
      readonly sighting?: Sighting;
      readonly limitMs: number;
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

/** Thrown within this file only: a value for the caller. */
class HeldBack extends Error {
  override readonly name = 'HeldBack';
  readonly end: Run & { end: 'held-back' };

  constructor(end: Run & { end: 'held-back' }) {
    super(end.error.message);
    this.end = end;
  }
}
