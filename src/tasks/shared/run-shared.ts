import type { LuauTask } from '../../open-cloud/types.ts';
import { checkClaimLength } from '../claim.ts';
import { findImbalance } from '../luau-source.ts';
import type { RunResult, RunEvent, RunPlan } from '../run-result.ts';
import { runAll, createLimiters, type RunAllDependencies, type Scheduled } from '../run-all.ts';
import { readSharedTask, type SharedPart } from './read-shared-task.ts';
import { buildSharedTask, findSyntaxError, type SharedTask } from './build-shared-task.ts';

/** What happens while scripts share a task, besides the events of a run. */
export type SharingEvent = {
  /** A script cannot be part of the chunk. */
  readonly kind: 'left-out';
  readonly file: string;
  /** The end of a sentence that begins with the file. */
  readonly problem: string;
};

/** What runs that share a task need. */
export interface RunSharedDependencies extends Omit<RunAllDependencies, 'onEvent'> {
  /** Receives the events of the shared task, or of the plan of this index, which has its own task. */
  readonly onEvent: (event: RunEvent | SharingEvent, index?: number) => void;
  /** Returns unpredictable hexadecimal digits that mark the runner's lines in the log. */
  readonly nonce: () => string;
}

/** A plan and its index. */
interface Numbered {
  readonly plan: RunPlan;
  readonly index: number;
}

/**
 * Runs several scripts in one task, one after another. A syntax error in one of them would keep the
 * whole chunk from running. So a script with unbalanced blocks gets a task of its own, which reports
 * the error. A script in which Roblox finds a syntax error is left out, and the chunk is created again
 * without it: nothing of it has run.
 *
 * @returns how each ended, in the order of the plans
 * @throws {InvalidInputError} if all together are too long for one task
 */
export async function runShared(
  plans: readonly RunPlan[],
  dependencies: RunSharedDependencies,
): Promise<readonly Scheduled[]> {
  const { context, onEvent } = dependencies;
  // A second round continues with the first one's quotas and `max-wait`.
  const limiters = createLimiters(context);
  const startedAt = context.clock.now();
  const ended: (Scheduled | undefined)[] = plans.map(() => undefined);
  const numbered = plans.map((plan, index): Numbered => ({ plan, index }));
  let alone: readonly Numbered[] = numbered.filter(({ plan }) => {
    const problem = findImbalance(textOf(plan));
    if (problem !== undefined) {
      onEvent({ kind: 'left-out', file: fileOf(plan), problem });
    }
    return problem !== undefined;
  });
  let sharing: readonly Numbered[] = numbered.filter((one) => !alone.includes(one));

  while (sharing.length + alone.length > 0) {
    const offsetMs = context.clock.now() - startedAt;
    const shared = share(sharing, dependencies.nonce());
    const own = sharing.length === 0 ? alone : [undefined, ...alone];
    const results = await runAll(
      own.map((one) => one?.plan ?? chunkPlan(shared, sharing)),
      { ...dependencies, onEvent: (event, at) => onEvent(event, own[at]?.index) },
      limiters,
    );
    const spans = results.map((one) => later(one, offsetMs));
    for (const [at, one] of own.entries()) {
      if (one !== undefined) {
        ended[one.index] = spans[at];
      }
    }
    alone = [];
    sharing =
      sharing.length === 0 ? [] : settle(spans[0] as Scheduled, shared, sharing, ended, onEvent);
  }
  // Each plan is alone or shares, so each has a result.
  return ended as readonly Scheduled[];
}

/**
 * Checks that scripts are not too long to share a task.
 *
 * @throws {InvalidInputError} if they are
 */
export function checkSharing(plans: readonly RunPlan[]): void {
  const { source } = share(
    plans.map((plan, index) => ({ plan, index })),
    '0'.repeat(32),
  );
  if (plans[0]?.recovers === true) {
    checkClaimLength(source);
  }
}

function textOf({ script, sent }: RunPlan): string {
  return sent ?? script.text;
}

function fileOf({ script }: RunPlan): string {
  return script.file ?? '';
}

function share(sharing: readonly Numbered[], nonce: string): SharedTask {
  return buildSharedTask(
    sharing.map(({ plan }) => ({ file: fileOf(plan), text: textOf(plan) })),
    nonce,
  );
}

/** Returns a plan that runs the chunk like any script. */
function chunkPlan({ source }: SharedTask, [first]: readonly Numbered[]): RunPlan {
  const { sent: _, ...plan } = (first as Numbered).plan;
  return { ...plan, script: { text: source } };
}

function later({ createdMs, endedMs, run }: Scheduled, offsetMs: number): Scheduled {
  return {
    run: run.status === 'quota-exceeded' ? withoutSeveral(run) : run,
    endedMs: endedMs + offsetMs,
    ...(createdMs !== undefined && { createdMs: createdMs + offsetMs }),
  };
}

/** Drops what suggests `share-task`: these scripts share a task already. */
function withoutSeveral(run: RunResult & { status: 'quota-exceeded' }): RunResult {
  const { isOneOfSeveral: _, ...rest } = run;
  return rest;
}

/**
 * Gives each script its part of a finished shared task.
 *
 * @param ended receives the parts
 * @returns the scripts to run again, without the one that has a syntax error
 */
function settle(
  { run, ...span }: Scheduled,
  shared: SharedTask,
  sharing: readonly Numbered[],
  ended: (Scheduled | undefined)[],
  onEvent: RunSharedDependencies['onEvent'],
): readonly Numbered[] {
  const finish = ({ index }: Numbered, part: RunResult): void => {
    ended[index] = { run: part, ...span };
  };
  if (run.status !== 'ended') {
    for (const [at, one] of sharing.entries()) {
      finish(one, at === 0 ? run : withoutTask(run));
    }
    return [];
  }
  const syntaxError = findSyntaxError(shared, run.task, run.log);
  if (syntaxError !== undefined) {
    const invalid = sharing[syntaxError.script] as Numbered;
    // The script's own result has Roblox's message.
    onEvent({ kind: 'left-out', file: fileOf(invalid.plan), problem: 'is no valid Luau' });
    const { task, log } = syntaxError;
    finish(invalid, { ...run, task, log, shared: { task: run.task, isLogCut: false, notRun: [] } });
    return sharing.filter((one) => one !== invalid);
  }
  const parts = readSharedTask(shared, run.task, run.log);
  const isUnknown = parts.every(({ status: end }) => end === 'unknown');
  const notRun = sharing.filter((_, at) => parts[at]?.status === 'not-run');
  const namesNotRun = notRun.map(({ plan }) => fileOf(plan));
  for (const [at, one] of sharing.entries()) {
    const { status: end, task, log, isLogCut, durationMs, because } = parts[at] as SharedPart;
    const isReportedByFirst = isUnknown && at > 0;
    finish(
      one,
      end === 'not-run' || isReportedByFirst
        ? run.interruption === undefined
          ? {
              status: 'not-run',
              because: isReportedByFirst ? TURN_UNKNOWN : (because ?? 'Its turn never came.'),
              cause: causeOf(run.task),
            }
          : withoutTask(run.interruption)
        : {
            ...run,
            task,
            log,
            shared: {
              task: run.task,
              isLogCut,
              notRun: end === 'ended-task' ? namesNotRun : [],
              ...(isUnknown && {
                unknown: sharing.slice(1).map(({ plan }) => fileOf(plan)),
              }),
              ...(because !== undefined && { because }),
              ...(durationMs !== undefined && { ranMs: durationMs }),
            },
          },
    );
  }
  return [];
}

const TURN_UNKNOWN = 'Nobody knows whether its turn came in the task that it shares.';

/** Returns what ended a shared task early. */
function causeOf({ state, error }: LuauTask): (RunResult & { status: 'not-run' })['cause'] {
  if (state === 'CANCELLED') {
    return 'cancelled';
  }
  return error?.code === 'INTERNAL_ERROR' ? 'infrastructure' : 'script';
}

/** Returns the result of a script whose task never ended. The first script reports the failure. */
function withoutTask(run: Exclude<RunResult, { status: 'ended' }>): RunResult {
  const isCancelled = run.status === 'cancelled';
  const isInterrupted = isCancelled || run.status === 'internal-error';
  // A task that was seen, but not its end, may still run the others.
  const mayRun =
    run.status === 'unknown-create-outcome' || 'seenMs' in run || (isInterrupted && run.mayRun);
  return {
    status: 'not-run',
    because: mayRun
      ? TURN_UNKNOWN
      : isCancelled
        ? 'The workflow was cancelled.'
        : 'The task that it shares came to nothing.',
    cause: isCancelled ? 'cancelled' : 'infrastructure',
  };
}
