import type { LuauExecution } from '../open-cloud/client.ts';
import type { Throttle } from '../open-cloud/rate-limit.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { createLimiter } from './create-limiter.ts';
import { findInternalError } from './internal-error.ts';
import { createPollLimiter } from './poll-limiter.ts';
import { runScript } from './run-task.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { RunResult, RunEvent, RunPlan } from './run-result.ts';

/** One of several runs, and when it was what: milliseconds since the schedule began. */
export interface Scheduled {
  readonly run: RunResult;
  /** When its task was there; absent where none was created. */
  readonly createdMs?: number;
  readonly endedMs: number;
}

/** How far the schedule is: the three numbers add up to all plans. */
export interface Progress {
  readonly done: number;
  /** Tasks that were created and have not ended. */
  readonly running: number;
  /** Scripts whose task is not created yet. */
  readonly waiting: number;
  /** Which of Roblox's limits holds the next creation back; absent where none does. */
  readonly heldBy?: Throttle['kind'];
  /** Milliseconds until the next creation is tried; absent where that depends on a task's end. */
  readonly untilMs?: number;
}

/** What the runs of a schedule need from their surroundings. */
export interface RunAllDependencies extends Omit<
  RunDependencies,
  'pollLimiter' | 'limiter' | 'onEvent'
> {
  /** Told what happens to the plan of this index. */
  readonly onEvent: (event: RunEvent, index: number) => void;
  /** Told how far it is, from time to time; never for a single plan. */
  readonly onProgress: (progress: Progress) => void;
  /** Told of a fault of the action itself: it must abort the signal, with a `InternalError` for the reason. */
  readonly onInternalError: (error: unknown) => void;
}

/** While something happens, it is told how far all is, once in so long. */
const TELL_EVERY_MS = 60_000;

/** A limit that begins to hold creations back is told of at once, but not several times a moment. */
const TELL_HOLD_EVERY_MS = 5_000;

/** What all runs of a step share: what is known of the quotas, and what was waited for them. */
export type Limiters = Pick<RunDependencies, 'pollLimiter' | 'limiter'>;

/** Makes the paces of a step that has not sent anything yet. */
export function createLimiters(client: LuauExecution, context: OperationContext): Limiters {
  const pollLimiter = createPollLimiter(context);
  return { pollLimiter, limiter: createLimiter(context, client, pollLimiter) };
}

/**
 * Runs each plan in a task of its own, as many at once as Roblox takes. Creations go in the order of
 * the plans, and all of them share one pace, as all reads of tasks do. What ran is reported in full,
 * whatever became of the others: also where a fault in one of them ends them all.
 *
 * @param limiters those of the step, where it is not the first to run something in it
 * @returns how each ended, in the order of the plans
 */
export async function runAll(
  plans: readonly RunPlan[],
  dependencies: RunAllDependencies,
  limiters = createLimiters(dependencies.client, dependencies.context),
): Promise<readonly Scheduled[]> {
  const { context, onEvent, onProgress, onInternalError } = dependencies;
  const { clock } = context;
  const { limiter } = limiters;
  const beganAt = clock.now();
  let running = 0;
  let done = 0;
  let toldAt = beganAt - TELL_HOLD_EVERY_MS;

  const tell = (minMs: number): void => {
    if (plans.length > 1 && done < plans.length && clock.now() - toldAt >= minMs) {
      toldAt = clock.now();
      const { kind, untilMs } = limiter.blockedBy() ?? {};
      try {
        onProgress({
          done,
          running,
          waiting: plans.length - done - running,
          ...(kind !== undefined && { heldBy: kind }),
          ...(untilMs !== undefined && { untilMs }),
        });
      } catch (error) {
        onInternalError(error); // Those that are not done yet end with it.
      }
    }
  };

  return Promise.all(
    plans.map(async (plan, index): Promise<Scheduled> => {
      let createdMs: number | undefined;
      const run = await runScript(plan, {
        ...dependencies,
        ...limiters,
        onEvent: (event) => {
          if (event.kind === 'created') {
            createdMs = clock.now() - beganAt;
            running += 1;
          }
          onEvent(event, index);
          if (event.kind === 'quota-exceeded') {
            // The answer that says so may be that of a creation which is yet to be counted.
            clock.sleep(0, context.signal).then(
              () => tell(TELL_HOLD_EVERY_MS),
              () => {}, // Cancelled: its end is told.
            );
          } else {
            tell(TELL_EVERY_MS);
          }
        },
      });
      const fault = findInternalError(run);
      if (fault !== undefined) {
        onInternalError(fault.error);
      }
      if (createdMs !== undefined) {
        running -= 1;
      }
      done += 1;
      tell(TELL_EVERY_MS);
      return {
        run:
          run.status === 'quota-exceeded' && plans.length > 1
            ? { ...run, isOneOfSeveral: true }
            : run,
        ...(createdMs !== undefined && { createdMs }),
        endedMs: clock.now() - beganAt,
      };
    }),
  );
}
