import type { InvalidInputError } from '../inputs/invalid-input-error.ts';
import type { PlaceTarget } from '../open-cloud/operations.ts';
import type { OpenCloudError } from '../open-cloud/errors.ts';
import type { LogMessage, LuauTask, TaskState } from '../open-cloud/types.ts';
import type { Throttle } from '../open-cloud/rate-limit.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import type { Script } from '../workspace/script.ts';
import type { Refusal } from './claim.ts';

/** What to run, where, and within which limits. */
export interface RunPlan {
  readonly script: Script;
  readonly place: PlaceTarget;
  /** How long the script may run from its first line on, 1 to 300 s. */
  readonly timeoutMs: number;
  /** Additional time for queueing and for booting the place. */
  readonly bootTimeoutMs: number;
  /** The longest delay of the creation by quotas. */
  readonly maxWaitMs: number;
  /** The source to send, if it is not the script's own text: with its arguments, for example. */
  readonly sent?: string;
  /** Whether a lost task is created again, once. A claim makes the script run at most once. */
  readonly recovers?: true;
  /** An existing task, to attach to instead of creating one. */
  readonly task?: TaskPath;
  /** Whether the run ends with the creation of its task. */
  readonly isLeftPending?: boolean;
  /** The absolute path of the file for the script's `BinaryOutput`. */
  readonly binaryOutput?: string;
}

/** The last state of a task that was read. */
export interface TaskSnapshot {
  readonly task: LuauTask;
  /** Milliseconds from its creation to the end of the polling, by the action's clock. */
  readonly seenMs: number;
  /** Milliseconds of these in which it was QUEUED. */
  readonly queuedMs: number;
}

/** How a run ended. */
export type RunResult = RunStatus & {
  /** Set if the plan recovers and its first task gave no result in time. */
  readonly recovery?: Recovery;
};

type RunStatus =
  /** The task reached a terminal state, and its log was read as far as possible. */
  | ({
      readonly status: 'ended';
      readonly log: Log;
      /** Set if several scripts shared the task. `task` and `log` are then this script's part. */
      readonly shared?: SharedRun;
      /** Set if the task completed and a binary output was requested. */
      readonly binaryOutput?: BinaryOutput;
      /** Set if the run was interrupted after that. Its log is incomplete and not evaluated. */
      readonly interruption?: Interruption;
    } & TaskSnapshot)
  /** The task was created, and nobody waits for it. */
  | ({ readonly status: 'pending' } & TaskSnapshot)
  /** The existing task was not found, or could not be read. */
  | { readonly status: 'not-found'; readonly task: TaskPath; readonly error: OpenCloudError }
  /** The task was still unfinished `limitMs` after its creation. */
  | ({ readonly status: 'poll-timeout'; readonly limitMs: number } & TaskSnapshot)
  /** The task could no longer be read. */
  | ({ readonly status: 'unreachable'; readonly error: OpenCloudError } & TaskSnapshot)
  /** Roblox refused the creation or could not be reached, or an input file has changed. */
  | { readonly status: 'not-created'; readonly error: OpenCloudError | InvalidInputError }
  /** A quota delayed the creation for longer than `maxWaitMs`, or would have. */
  | {
      readonly status: 'quota-exceeded';
      readonly error: OpenCloudError;
      readonly waitedMs: number;
      /** Milliseconds from the end of the wait to the quota's reset, if Roblox named it. */
      readonly resetMs?: number;
      /** Set if several scripts had a task each. One task for all is a single creation. */
      readonly isOneOfSeveral?: true;
    }
  /** The creation was sent without a usable response: the script may be running. */
  | { readonly status: 'unknown-create-outcome'; readonly error: OpenCloudError }
  /**
   * Not executed: an earlier script (`script`) ended the shared task, or the task never finished.
   * Another run reports the failure.
   */
  | {
      readonly status: 'not-run';
      /** A whole sentence. */
      readonly because: string;
      readonly cause: 'script' | 'infrastructure' | 'cancelled';
    }
  | Interruption;

/** What the recovery of a run came to. */
export interface Recovery {
  /** What happened to the first task. `refused`: it ended without starting the script. */
  readonly cause: 'unknown-create-outcome' | 'unfinished' | 'refused';
  /** What became of the second task; `none` if there was no reason to create one. */
  readonly second: 'created' | 'unknown-create-outcome' | 'not-created' | 'none';
  /** The task whose result is that of the run; absent if the run has none. */
  readonly ran?: TaskNumber;
  /** Whether the script had started, if known: a task found that another one has the claim. */
  readonly hasStarted?: boolean;
}

/** One of the two tasks that a run can have, in the order of their creation. */
export type TaskNumber = 'first' | 'second';

/** Why a run was interrupted. */
export type Interruption =
  /** The workflow was cancelled. */
  | ({ readonly status: 'cancelled' } & KnownTask)
  /** The action itself failed, in this run or in another one: `error` was thrown. */
  | ({ readonly status: 'internal-error'; readonly error: unknown } & KnownTask);

/** What is known about the task of an interrupted run. */
export interface KnownTask {
  /** Whether the task goes on at Roblox, or may. */
  readonly mayRun: boolean;
  /** Absent if no task is known. */
  readonly snapshot?: TaskSnapshot;
}

/** One script's part of a shared task. */
export interface SharedRun {
  /** The task itself, as Roblox reports it. */
  readonly task: LuauTask;
  /** How long the script ran, in milliseconds, if known. */
  readonly ranMs?: number;
  /** Whether Roblox may have dropped messages of this script, as it does with long logs. */
  readonly isLogCut: boolean;
  /** The scripts behind this one, which ended the task. */
  readonly notRun: readonly string[];
  /** Scripts that may have run: nothing shows how far the task came. Only the first script has it. */
  readonly unknown?: readonly string[];
  /** How this script ended, if the task does not show it: whole sentences. */
  readonly because?: string;
}

/** What became of a requested binary output. */
export type BinaryOutput =
  | { readonly status: 'written'; readonly file: string; readonly bytes: number }
  /** The script returned none. */
  | { readonly status: 'none' }
  /** It could not be fetched. */
  | { readonly status: 'failed'; readonly error: OpenCloudError }
  /** It could not be stored. */
  | { readonly status: 'unwritable'; readonly reason: string };

/** What happens during a run. */
export type RunEvent =
  | PollEvent
  | RecoveryEvent
  | { readonly kind: 'created'; readonly task: LuauTask }
  | { readonly kind: 'attached'; readonly task: LuauTask }
  | ({ readonly kind: 'quota-exceeded' } & Delay)
  | { readonly kind: 'not-connected'; readonly error: OpenCloudError; readonly waitMs: number };

/** A decision of a run that recovers. */
export type RecoveryEvent = { readonly kind: 'recovery' } & (
  | {
      /** The outcome of the first creation is unknown: a second one follows. */
      readonly step: 'create-again';
      readonly problem: OpenCloudError;
      readonly inMs: number;
    }
  /** The first task is unfinished: a second one is created beside it. */
  | { readonly step: 'create-beside'; readonly afterMs: number }
  | { readonly step: 'created-beside'; readonly task: LuauTask }
  /** There is no second task. Without a problem, the quotas allow none now. */
  | { readonly step: 'not-created'; readonly problem?: OpenCloudError | InvalidInputError }
  /** A task ended without starting the script. */
  | { readonly step: 'refused'; readonly task: TaskNumber; readonly refusal: Refusal }
  /** This task gave the result. */
  | { readonly step: 'ran'; readonly task: TaskNumber }
);

/** Why and for how long the next creation waits. */
export interface Delay {
  readonly throttle: Throttle;
  readonly waitMs: number;
  /** Whether Roblox refused a creation; otherwise the action foresees that it would. */
  readonly isRefusal: boolean;
}

/** What happens while a task is polled. */
export type PollEvent =
  | { readonly kind: 'state'; readonly task: LuauTask; readonly elapsedMs: number }
  | { readonly kind: 'still-running'; readonly state: TaskState; readonly elapsedMs: number }
  | { readonly kind: 'poll-failed'; readonly error: OpenCloudError; readonly waitMs: number };

/** A task's log, as far as it could be read. */
export interface Log {
  readonly messages: readonly LogMessage[];
  /** Why the log, or the rest of it, could not be read. */
  readonly error?: OpenCloudError;
}
