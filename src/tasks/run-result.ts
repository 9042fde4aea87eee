import type { LogMessage } from '../open-cloud/types.ts';

import type { TaskState } from '../open-cloud/types.ts';

import type { PlaceTarget } from '../open-cloud/operations.ts';
import type { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauTask } from '../open-cloud/types.ts';
import type { Throttle } from '../open-cloud/rate-limit.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import type { InvalidInputError } from '../inputs/invalid-input-error.ts';

import type { Script } from '../workspace/script.ts';

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
  /** What is sent of the script, where that is not its very text: with its arguments in it. */
  readonly sent?: string;
  /** The task that is there already, to be watched instead of a new one. */
  readonly task?: TaskPath;
  /** Set where nobody waits: the run ends with the creation of its task. */
  readonly isLeftPending?: boolean;
  /** The absolute path for what the script returns as `BinaryOutput`. */
  readonly binaryOutput?: string;
}

/** What a task was seen to be. */
export interface TaskSnapshot {
  /** The task, as it was last read. */
  readonly task: LuauTask;
  /** Milliseconds from its creation to the end of the watch, by the action's clock. */
  readonly seenMs: number;
  /** Milliseconds of these in which it was seen QUEUED. */
  readonly queuedMs: number;
}

/** How a run ended: one of these, always. */
export type RunResult =
  /** The task reached a terminal state, and its log was asked for. */
  | ({
      readonly status: 'ended';
      readonly log: Log;
      /** Set where several scripts shared the task: then `task` and `log` are this script's part. */
      readonly shared?: SharedRun;
      /** What became of the binary output, where the task completed and one was asked for. */
      readonly binaryOutput?: BinaryOutput;
      /** Set where it was broken off by then: `log` is what had come, and nothing is judged by it. */
      readonly interruption?: Interruption;
    } & TaskSnapshot)
  /** Its task was created, and nobody waits for it. */
  | ({ readonly status: 'pending' } & TaskSnapshot)
  /** The task that was to be watched could not be found, or not be read at all. */
  | { readonly status: 'not-found'; readonly task: TaskPath; readonly error: OpenCloudError }
  /** It was still unfinished `limitMs` after its creation. */
  | ({ readonly status: 'poll-timeout'; readonly limitMs: number } & TaskSnapshot)
  /** It can no longer be read. */
  | ({ readonly status: 'unreachable'; readonly error: OpenCloudError } & TaskSnapshot)
  /** Roblox refused to create it, or could not be reached; or the file that it was to be given changed. */
  | { readonly status: 'not-created'; readonly error: OpenCloudError | InvalidInputError }
  /** A quota held its creation back for longer than `maxWaitMs`, or would have. */
  | {
      readonly status: 'quota-exceeded';
      readonly error: OpenCloudError;
      /** Milliseconds that were waited. */
      readonly heldMs: number;
      /** Milliseconds until the quota would have let it through, where Roblox told. */
      readonly untilFreeMs?: number;
      /** Set where several scripts had a task each: one that they share is a single creation. */
      readonly isOneOfSeveral?: true;
    }
  /** The creation was sent, and no usable answer came back: the script may be running. */
  | { readonly status: 'unknown-create-outcome'; readonly error: OpenCloudError }
  /**
   * Its turn never came in the task that it shares, which another one ended (`script`), or which
   * came to no end itself. What went wrong is told of another run.
   */
  | {
      readonly status: 'not-run';
      /** A whole sentence. */
      readonly because: string;
      readonly cause: 'script' | 'infrastructure' | 'cancelled';
    }
  | Interruption;

/** A run that came to no end of its own. */
export type Interruption =
  /** The workflow was cancelled. */
  | ({ readonly status: 'cancelled' } & KnownTask)
  /** The action itself failed, in this run or elsewhere: `error` is what was thrown. */
  | ({ readonly status: 'internal-error'; readonly error: unknown } & KnownTask);

/** What is known of the task of a run that was broken off. */
export interface KnownTask {
  /** A task that is known, or may exist, goes on at Roblox. */
  readonly mayRun: boolean;
  /** Absent where no task is known. */
  readonly snapshot?: TaskSnapshot;
}

/** What one script had of a task that several shared. */
export interface SharedRun {
  /** The task itself, as Roblox tells of it. */
  readonly task: LuauTask;
  /** How long the script ran, in milliseconds; absent where nobody knows. */
  readonly ranMs?: number;
  /** Whether Roblox may have dropped messages of it, as it does where a log grows too long. */
  readonly isLogCut: boolean;
  /** What came behind it and was not run, since the task ended with this one. */
  readonly notRun: readonly string[];
  /** What may have run or not, since nothing tells how far the task came; told of here alone. */
  readonly unknown?: readonly string[];
  /** How this script ended, where what Roblox said of the task does not tell: whole sentences. */
  readonly because?: string;
}

/** What became of a binary output. */
export type BinaryOutput =
  | { readonly status: 'written'; readonly file: string; readonly bytes: number }
  /** The script returned none. */
  | { readonly status: 'none' }
  /** It could not be fetched. */
  | { readonly status: 'failed'; readonly error: OpenCloudError }
  /** It could not be stored. */
  | { readonly status: 'unwritable'; readonly reason: string };

/** What happens during a run, as it happens. */
export type RunEvent =
  | PollEvent
  | { readonly kind: 'created'; readonly task: LuauTask }
  | { readonly kind: 'attached'; readonly task: LuauTask }
  | { readonly kind: 'quota-exceeded'; readonly throttle: Throttle; readonly waitMs: number }
  | { readonly kind: 'not-connected'; readonly error: OpenCloudError; readonly waitMs: number };

/** What happens while a task is waited for. */
export type PollEvent =
  | { readonly kind: 'state'; readonly task: LuauTask; readonly elapsedMs: number }
  | { readonly kind: 'still-running'; readonly state: TaskState; readonly elapsedMs: number }
  | { readonly kind: 'poll-failed'; readonly error: OpenCloudError; readonly waitMs: number };

/** A task's log, as far as it could be read. */
export interface Log {
  readonly messages: readonly LogMessage[];
  /** Why it, or the rest of it, could not be read. */
  readonly error?: OpenCloudError;
}
