import type { LuauExecution, PlaceTarget } from '../open-cloud/client.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import { isEnd, type LogMessage, type LuauTask } from '../open-cloud/parsers.ts';
import { isTransient, retry, type OperationContext } from '../util/retry.ts';
import type { Throttle } from '../open-cloud/rate-limit.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import { createTask } from './create-task.ts';
import type { CreateLimiter } from './create-limiter.ts';
import { interrupt } from './internal-error.ts';
import type { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { interruptedLog, readLog, type Log } from './fetch-logs.ts';
import type { Script } from '../workspace/script.ts';
import type { PollLimiter } from './poll-limiter.ts';
import { pollTask, type PollEvent } from './poll-task.ts';

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

/** What a run needs from its surroundings. */
export interface RunDependencies {
  readonly client: LuauExecution;
  readonly context: OperationContext;
  readonly pollLimiter: PollLimiter;
  readonly limiter: CreateLimiter;
  readonly onEvent: (event: RunEvent) => void;
  /** The resource path of the uploaded binary input, where scripts are given one. */
  readonly obtainBinaryInput?: () => Promise<string>;
  /** Fetches a binary output into the file of this absolute path. */
  readonly fetchBinaryOutput?: (uri: string, file: string) => Promise<BinaryOutput>;
}

/** A task that is there already is read for this long before it counts as out of reach. */
const MAX_UNREADABLE_MS = 30_000;

/** One that was created just before, by another step, might not be found yet: see `poll-task.ts`. */
const NOT_FOUND_GRACE_MS = 5_000;

/**
 * Runs one script: creates its task, waits for its end, reads its log, and fetches what it returned
 * besides. Nothing is thrown: what goes wrong is a value, also where it is a fault of the action
 * itself, since the task that is there by then must not be forgotten.
 */
export async function runScript(plan: RunPlan, dependencies: RunDependencies): Promise<RunResult> {
  const task = await (plan.task === undefined
    ? createTask(plan, dependencies)
    : attach(plan.task, dependencies));
  return 'status' in task ? task : watch(task, plan, dependencies);
}

/** Reads a task that is there already; the FULL view tells its script too. */
async function attach(
  path: TaskPath,
  { client, context }: RunDependencies,
): Promise<LuauTask | RunResult> {
  const { clock, signal } = context;
  const beganAt = clock.now();
  try {
    const { value } = await retry(() => client.getTask(path, { view: 'FULL', signal }), context, {
      limit: { maxElapsedMs: MAX_UNREADABLE_MS },
      shouldRetry: (error) =>
        isTransient(error) || (error.status === 404 && clock.now() - beganAt < NOT_FOUND_GRACE_MS),
    });
    return value;
  } catch (error) {
    return error instanceof OpenCloudError && !signal.aborted
      ? { status: 'not-found', task: path, error }
      : interrupt(error, signal, { mayRun: true });
  }
}

/** What a task runs, as far as anybody knows: of one that was there already, Roblox tells it. */
function textOf({ text, isOfTask }: Script, { script }: LuauTask): string | undefined {
  return isOfTask === true ? script : text;
}

/** Tells of a task, waits for its end where somebody waits, and reads its log. */
async function watch(
  created: LuauTask,
  { script, task: attached, isLeftPending, timeoutMs, bootTimeoutMs, binaryOutput }: RunPlan,
  { client, context, pollLimiter, limiter, onEvent, fetchBinaryOutput }: RunDependencies,
): Promise<RunResult> {
  const { clock, signal } = context;
  const createdAt = clock.now();
  const limitMs = timeoutMs + bootTimeoutMs;
  let task = created;
  let queuedMs = 0;
  let enteredAt = createdAt;
  let log: Log | undefined;
  const messages: LogMessage[] = [];
  const enter = (next: LuauTask): void => {
    if (task.state === 'QUEUED') {
      queuedMs += clock.now() - enteredAt;
    }
    task = next;
    enteredAt = clock.now();
  };
  const snapshot = (): TaskSnapshot => {
    enter(task);
    return { task, seenMs: clock.now() - createdAt, queuedMs };
  };

  try {
    onEvent({ kind: attached === undefined ? 'created' : 'attached', task });
    if (isLeftPending === true) {
      return { status: 'pending', task, seenMs: 0, queuedMs: 0 };
    }
    const waited = await pollTask(created, limitMs, client, context, pollLimiter, (event) => {
      if (event.kind === 'state') {
        enter(event.task);
      }
      onEvent(event);
    }).finally(() => limiter.ended(created.path));
    enter(waited.task);
    const seen = snapshot();
    switch (waited.status) {
      case 'poll-timeout':
        return { status: 'poll-timeout', limitMs, ...seen };
      case 'unreachable':
        return { status: 'unreachable', error: waited.error, ...seen };
      case 'ended': {
        log = await readLog(task.path, textOf(script, created), client, context, messages);
        if (binaryOutput === undefined || task.state !== 'COMPLETE') {
          return { status: 'ended', ...seen, log };
        }
        const uri = task.binaryOutputUri;
        return {
          status: 'ended',
          ...seen,
          log,
          binaryOutput:
            uri === undefined || fetchBinaryOutput === undefined
              ? { status: 'none' }
              : await fetchBinaryOutput(uri, binaryOutput),
        };
      }
    }
  } catch (error) {
    const seen = snapshot();
    const hasEnded = isEnd(task.state);
    const interruption = interrupt(error, signal, { mayRun: !hasEnded, snapshot: seen });
    log ??= interruptedLog(task.path, messages);
    return hasEnded ? { status: 'ended', ...seen, log, interruption } : interruption;
  }
}
