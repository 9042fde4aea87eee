import type { Throttle } from '../open-cloud/rate-limit.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { CreateLimiter } from './create-limiter.ts';
import { findInternalError } from './internal-error.ts';
import { PollLimiter } from './poll-limiter.ts';
import { runScript } from './run-task.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { RunResult, RunEvent, RunPlan } from './run-result.ts';

/** One of several runs, and its times: milliseconds since the schedule began. */
export interface Scheduled {
  readonly run: RunResult;
  /** When its task was created; absent if none was. */
  readonly createdMs?: number;
  readonly endedMs: number;
}

/** How far a schedule is. The three numbers add up to all plans. */
export interface Progress {
  readonly done: number;
  /** Tasks that were created and have not ended. */
  readonly running: number;
  /** Scripts whose task is not created yet. */
  readonly waiting: number;
  /** Which of Roblox's limits delays the next creation; absent if none does. */
  readonly blockedBy?: Throttle['kind'];
  /** Milliseconds until the next creation is tried; absent if a task must end first. */
  readonly untilMs?: number;
}

/** What the runs of a schedule need. */
export interface RunAllDependencies extends Omit<
  RunDependencies,
  'pollLimiter' | 'limiter' | 'onEvent'
> {
  /** Receives the events of the plan of this index. */
  readonly onEvent: (event: RunEvent, index: number) => void;
  /** Called now and then; never for a single plan. */
  readonly onProgress: (progress: Progress) => void;
  /** Called with an internal error. It must abort the signal, with an `InternalError` as reason. */
  readonly onInternalError: (error: unknown) => void;
}

/** Progress is shown at most this often while tasks are created and end. */
const PROGRESS_INTERVAL_MS = 60_000;

/** A limit that is foreseen shows at once, but at most this often. A refusal always shows. */
const LIMIT_PROGRESS_INTERVAL_MS = 5_000;

/** What all runs of a step share. */
export type Limiters = Pick<RunDependencies, 'pollLimiter' | 'limiter'>;

/** Creates the limiters of a step that has sent nothing yet. */
export function createLimiters(context: OperationContext): Limiters {
  return { pollLimiter: new PollLimiter(context), limiter: new CreateLimiter(context) };
}

/**
 * Runs each plan in a task of its own, with as many tasks at once as Roblox takes. Creations go in
 * the order of the plans. All of them share one limiter, and so do all polls. An internal error in
 * one run ends all of them; what had run by then is reported in full.
 *
 * @param limiters the step's, if it has run something before
 * @returns how each run ended, in the order of the plans
 */
export async function runAll(
  plans: readonly RunPlan[],
  dependencies: RunAllDependencies,
  limiters = createLimiters(dependencies.context),
): Promise<readonly Scheduled[]> {
  const { context, onEvent, onProgress, onInternalError } = dependencies;
  const { clock } = context;
  const startedAt = clock.now();
  let running = 0;
  let done = 0;
  let lastProgressAt = startedAt - LIMIT_PROGRESS_INTERVAL_MS;

  const showProgress = (minIntervalMs: number): void => {
    const now = clock.now();
    if (plans.length < 2 || done === plans.length || now - lastProgressAt < minIntervalMs) {
      return;
    }
    lastProgressAt = now;
    const { kind, untilMs } = limiters.limiter.blockedBy() ?? {};
    try {
      onProgress({
        done,
        running,
        waiting: plans.length - done - running,
        ...(kind !== undefined && { blockedBy: kind }),
        ...(untilMs !== undefined && { untilMs }),
      });
    } catch (error) {
      onInternalError(error);
    }
  };

  const handleEvent = (event: RunEvent): void => {
    if (event.kind !== 'quota-exceeded') {
      showProgress(PROGRESS_INTERVAL_MS);
      return;
    }
    // The event comes while a response is handled, before that task counts as created.
    clock.sleep(0, context.signal).then(
      () => showProgress(event.isRefusal ? 0 : LIMIT_PROGRESS_INTERVAL_MS),
      () => {}, // Cancelled.
    );
  };

  const runOne = async (plan: RunPlan, index: number): Promise<Scheduled> => {
    let createdMs: number | undefined;
    const run = await runScript(plan, {
      ...dependencies,
      ...limiters,
      onEvent: (event) => {
        if (event.kind === 'created') {
          createdMs = clock.now() - startedAt;
          running += 1;
        }
        onEvent(event, index);
        handleEvent(event);
      },
    });
    const internalError = findInternalError(run);
    if (internalError !== undefined) {
      onInternalError(internalError.error);
    }
    running -= createdMs === undefined ? 0 : 1;
    done += 1;
    showProgress(PROGRESS_INTERVAL_MS);
    const isOneOfSeveral = run.status === 'quota-exceeded' && plans.length > 1;
    return {
      run: isOneOfSeveral ? { ...run, isOneOfSeveral } : run,
      ...(createdMs !== undefined && { createdMs }),
      endedMs: clock.now() - startedAt,
    };
  };

  return Promise.all(plans.map(runOne));
}
