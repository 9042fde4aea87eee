import type { LuauTask } from '../../open-cloud/types.ts';
import { findImbalance } from '../luau-source.ts';
import type { RunResult, RunEvent, RunPlan } from '../run-result.ts';
import { runAll, createLimiters, type RunAllDependencies, type Scheduled } from '../run-all.ts';
import { readSharedTask, type SharedPart } from './read-shared-task.ts';
import { buildSharedTask, findSyntaxFault, type SharedTask } from './build-shared-task.ts';

/** What happens besides while scripts share a task. */
export type SharingEvent = {
  /** A script cannot be part of the chunk, and is run, or was found wanting, without the others. */
  readonly kind: 'left-out';
  readonly file: string;
  /** What is wrong with it, as the end of a sentence that begins with it. */
  readonly fault: string;
};

/** What runs that share a task need from their surroundings. */
export interface RunSharedDependencies extends Omit<RunAllDependencies, 'onEvent'> {
  /** Told what happens to the shared task, or to the plan of this index, which has one of its own. */
  readonly onEvent: (event: RunEvent | SharingEvent, index?: number) => void;
  /** Makes a word for the action's own lines in the log: fresh, hexadecimal, not to be guessed. */
  readonly nonce: () => string;
}

/** A plan, and where it stands among all of them. */
interface Numbered {
  readonly plan: RunPlan;
  readonly index: number;
}

/**
 * Runs several scripts in one task, one after another. Of a script that is no Luau the chunk of all
 * would be none either: one whose blocks do not even close gets a task of its own, which says what
 * Roblox thinks of it; one that Roblox finds wanting is left out, and the others are created anew,
 * since nothing of the chunk has run by then.
 *
 * @returns how each ended, in the order of the plans
 * @throws {InvalidInput} where all together are longer than Roblox takes
 */
export async function runShared(
  plans: readonly RunPlan[],
  dependencies: RunSharedDependencies,
): Promise<readonly Scheduled[]> {
  const { context, onEvent } = dependencies;
  // A second round knows what the first has learnt of the quotas, and what `max-wait` it has left.
  const limiters = createLimiters(context);
  const beganAt = context.clock.now();
  const ended: (Scheduled | undefined)[] = plans.map(() => undefined);
  const numbered = plans.map((plan, index): Numbered => ({ plan, index }));
  let alone: readonly Numbered[] = numbered.filter(({ plan }) => {
    const fault = findImbalance(textOf(plan));
    if (fault !== undefined) {
      onEvent({ kind: 'left-out', file: fileOf(plan), fault });
    }
    return fault !== undefined;
  });
  let sharing: readonly Numbered[] = numbered.filter((one) => !alone.includes(one));

  while (sharing.length + alone.length > 0) {
    const offsetMs = context.clock.now() - beganAt;
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
  // Each plan is either alone or sharing, and both end.
  return ended as readonly Scheduled[];
}

/**
 * Checks, before anything is sent, that scripts are not too long to share a task.
 *
 * @throws {InvalidInput} where they are
 */
export function checkSharing(plans: readonly RunPlan[]): void {
  share(
    plans.map((plan, index) => ({ plan, index })),
    '0'.repeat(32),
  );
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

/** The chunk of all, run like any script. */
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

/** Those that share a task already are not to be told that they could. */
function withoutSeveral(run: RunResult & { status: 'quota-exceeded' }): RunResult {
  const { isOneOfSeveral: _, ...rest } = run;
  return rest;
}

/**
 * Gives each script its part of a shared task that is over.
 *
 * @param ended takes the parts
 * @returns those that are to be run again, without the one that kept all from running
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
  const fault = findSyntaxFault(shared, run.task, run.log);
  if (fault !== undefined) {
    const faulty = sharing[fault.script] as Numbered;
    // What Roblox says of it stands in the script's own error.
    onEvent({ kind: 'left-out', file: fileOf(faulty.plan), fault: 'is no valid Luau' });
    const { task, log } = fault;
    finish(faulty, { ...run, task, log, shared: { task: run.task, isLogCut: false, notRun: [] } });
    return sharing.filter((one) => one !== faulty);
  }
  const parts = readSharedTask(shared, run.task, run.log);
  const isUnknown = parts.every(({ status: end }) => end === 'unknown');
  const behind = sharing.filter((_, at) => parts[at]?.status === 'not-run');
  const namesBehind = behind.map(({ plan }) => fileOf(plan));
  for (const [at, one] of sharing.entries()) {
    const { status: end, task, log, isLogCut, durationMs, because } = parts[at] as SharedPart;
    const isToldByFirst = isUnknown && at > 0;
    finish(
      one,
      end === 'not-run' || isToldByFirst
        ? run.interruption === undefined
          ? {
              status: 'not-run',
              because: isToldByFirst ? TURN_UNKNOWN : (because ?? 'Its turn never came.'),
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
              notRun: end === 'ended-task' ? namesBehind : [],
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

/** Whose fault it was that a shared task ended before its time. */
function causeOf({ state, error }: LuauTask): (RunResult & { status: 'not-run' })['cause'] {
  if (state === 'CANCELLED') {
    return 'cancelled';
  }
  return error?.code === 'INTERNAL_ERROR' ? 'infrastructure' : 'script';
}

/** The other scripts of a task that never came to an end: its failure is told once. */
function withoutTask(run: Exclude<RunResult, { status: 'ended' }>): RunResult {
  const isCancelled = run.status === 'cancelled';
  const isInterrupted = isCancelled || run.status === 'internal-error';
  // A task that was seen, but not to end, may still come to the others.
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
