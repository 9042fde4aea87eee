import type { LuauTask } from '../open-cloud/types.ts';
import { createClaim, readRefusal, withClaim, type Claim, type Refusal } from './claim.ts';
import { completeTask } from './complete-task.ts';
import { createTask, sourceOf } from './create-task.ts';
import { interrupt } from './internal-error.ts';
import type { RunDependencies } from './run-dependencies.ts';
import type { Recovery, RunEvent, RunPlan, RunResult, TaskNumber } from './run-result.ts';

/**
 * The back-off before a lost creation is repeated, plus up to as much again at random. A task that was
 * created all the same then has its chance to take the claim, and a restarting gateway to come back.
 */
const MIN_BACK_OFF_MS = 2_000;

type Unknown = Extract<RunResult, { status: 'unknown-create-outcome' }>;

/** What the functions below share. */
interface Recovering {
  readonly plan: RunPlan;
  readonly dependencies: RunDependencies;
  readonly claim: Claim;
}

/**
 * Runs one script like `runScript`, in at most two tasks. A second task is created if the outcome of the
 * first creation is unknown, or if the first task is unfinished after `boot-timeout`. Both tasks contest
 * the claim of the run, so at most one of them starts the script: its result is that of the run.
 */
export async function recoverScript(
  plan: RunPlan,
  dependencies: RunDependencies,
): Promise<RunResult> {
  const { claims } = dependencies;
  if (claims === undefined) {
    throw new Error('A plan recovers, and its dependencies have no `claims`.');
  }
  const run = { plan, dependencies, claim: createClaim(claims.nonce(), plan) };
  const first = await create(run);
  try {
    if (!('status' in first)) {
      return await runBeside(first, run);
    }
    return first.status === 'unknown-create-outcome' ? await createAgain(first, run) : first;
  } catch (error) {
    // A wait was aborted, or a listener of events has thrown.
    const snapshot = 'status' in first ? undefined : { task: first, seenMs: 0, queuedMs: 0 };
    const known = { mayRun: true, ...(snapshot && { snapshot }) };
    return interrupt(error, dependencies.context.signal, known);
  }
}

/** Creates a task that may start the script for as long as the run waits for the task. */
function create({ plan, dependencies, claim }: Recovering): Promise<LuauTask | RunResult> {
  const { timeoutMs, bootTimeoutMs } = plan;
  const now = (): number => dependencies.claims?.wallClock() ?? 0;
  return createTask(plan, dependencies, () =>
    withClaim(sourceOf(plan), claim, now() + timeoutMs + bootTimeoutMs),
  );
}

/** Creates the task again after a creation whose outcome is unknown. */
async function createAgain(first: Unknown, run: Recovering): Promise<RunResult> {
  const { plan, dependencies, claim } = run;
  const { context, onEvent } = dependencies;
  const { clock, signal, random } = context;
  const cause = 'unknown-create-outcome';
  const inMs = MIN_BACK_OFF_MS * (1 + random());
  onEvent({ kind: 'recovery', step: 'create-again', problem: first.error, inMs });
  await clock.sleep(inMs, signal);
  const second = await create(run);
  if ('status' in second) {
    if (isInterrupted(second)) {
      return { ...second, mayRun: true };
    }
    reportUncreated(second, onEvent);
    const isUnknown = second.status === cause;
    return { ...first, recovery: { cause, second: isUnknown ? cause : 'not-created' } };
  }
  const result = await completeTask(second, plan, dependencies);
  const refusal = refusalOf(result, claim);
  const recovery: Recovery = { cause, second: 'created' };
  if (refusal === undefined) {
    return finish(result, 'second', recovery, onEvent);
  }
  onEvent({ kind: 'recovery', step: 'refused', task: 'second', refusal });
  // The error of a memory store that cannot be used is in the task's own words.
  return refusal === 'failed'
    ? { ...result, recovery }
    : { ...first, recovery: { ...recovery, hasStarted: refusal === 'taken' } };
}

/** Polls the first task, and creates a second one beside it if it is unfinished after `boot-timeout`. */
async function runBeside(task: LuauTask, run: Recovering): Promise<RunResult> {
  const { plan, dependencies, claim } = run;
  const { context, limiter, onEvent } = dependencies;
  const stop = new AbortController();
  const stoppable = {
    ...dependencies,
    context: { ...context, signal: AbortSignal.any([context.signal, stop.signal]) },
  };
  const first = completeTask(task, plan, stoppable);
  if (!(await isUnfinishedAfter(plan.bootTimeoutMs, first, stoppable))) {
    const result = await first;
    return refusalOf(result, claim) === undefined
      ? result
      : settle([result], { cause: 'refused', second: 'none' }, claim, onEvent);
  }
  if (!limiter.isFree()) {
    onEvent({ kind: 'recovery', step: 'not-created' });
    return settle([await first], { cause: 'unfinished', second: 'not-created' }, claim, onEvent);
  }
  onEvent({ kind: 'recovery', step: 'create-beside', afterMs: plan.bootTimeoutMs });
  const second = runSecond({
    plan: { ...plan, maxWaitMs: 0 },
    dependencies: { ...stoppable, onEvent: eventsOfSecond(onEvent) },
    claim,
  });
  const earlier = await Promise.race([first, second]);
  if (isFinal(earlier, claim)) {
    stop.abort();
  }
  const results = await Promise.all([first, second]);
  const status = results[1].status;
  const recovery: Recovery = {
    cause: 'unfinished',
    second:
      status === 'unknown-create-outcome'
        ? status
        : status === 'not-created' || status === 'quota-exceeded'
          ? 'not-created'
          : 'created',
  };
  return isFinal(earlier, claim)
    ? finish(earlier, earlier === results[0] ? 'first' : 'second', recovery, onEvent)
    : settle(results, recovery, claim, onEvent);
}

async function isUnfinishedAfter(
  ms: number,
  first: Promise<RunResult>,
  { context: { clock, signal } }: RunDependencies,
): Promise<boolean> {
  const timer = new AbortController();
  const isUnfinished = await Promise.race([
    first.then(() => false),
    clock.sleep(ms, AbortSignal.any([signal, timer.signal])).then(
      () => true,
      () => false,
    ),
  ]);
  timer.abort();
  return isUnfinished;
}

/** Runs the second task, which is created at once or not at all. */
async function runSecond(run: Recovering): Promise<RunResult> {
  const { plan, dependencies } = run;
  const task = await create(run);
  if ('status' in task) {
    reportUncreated(task, dependencies.onEvent);
    return task;
  }
  return completeTask(task, plan, dependencies);
}

/** The job log shows the states of the first task. Of the second one it shows what is decided. */
function eventsOfSecond(onEvent: (event: RunEvent) => void): (event: RunEvent) => void {
  return (event) => {
    if (event.kind === 'created') {
      onEvent({ kind: 'recovery', step: 'created-beside', task: event.task });
    } else if (event.kind === 'recovery') {
      onEvent(event);
    }
  };
}

function reportUncreated(result: RunResult, onEvent: (event: RunEvent) => void): void {
  if ('error' in result && !isInterrupted(result)) {
    const { error } = result;
    onEvent({ kind: 'recovery', step: 'not-created', problem: error });
  }
}

function isInterrupted(
  result: RunResult,
): result is Extract<RunResult, { status: 'cancelled' | 'internal-error' }> {
  return result.status === 'cancelled' || result.status === 'internal-error';
}

function refusalOf(result: RunResult, claim: Claim): Refusal | undefined {
  return result.status === 'ended' ? readRefusal(result.task, claim) : undefined;
}

/** Whether a result decides the run, whatever becomes of the other task. */
function isFinal(result: RunResult, claim: Claim): boolean {
  if (result.status !== 'ended') {
    return isInterrupted(result);
  }
  // After an internal error of Roblox, the other task may still have the claim.
  return (
    result.interruption !== undefined ||
    (refusalOf(result, claim) === undefined && result.task.error?.code !== 'INTERNAL_ERROR')
  );
}

/** Adds the recovery to the result of the task that ran the script. */
function finish(
  result: RunResult,
  ran: TaskNumber,
  recovery: Recovery,
  onEvent: (event: RunEvent) => void,
): RunResult {
  if (result.status !== 'ended') {
    return { ...result, recovery };
  }
  onEvent({ kind: 'recovery', step: 'ran', task: ran });
  return { ...result, recovery: { ...recovery, ran } };
}

/** Decides the run when all its tasks are over. */
function settle(
  results: readonly RunResult[],
  recovery: Recovery,
  claim: Claim,
  onEvent: (event: RunEvent) => void,
): RunResult {
  const final = results.find((result) => isFinal(result, claim));
  if (final !== undefined) {
    return finish(final, final === results[0] ? 'first' : 'second', recovery, onEvent);
  }
  const refusals = results.map((result) => refusalOf(result, claim));
  for (const [index, refusal] of refusals.entries()) {
    if (refusal !== undefined) {
      const task = index === 0 ? 'first' : 'second';
      onEvent({ kind: 'recovery', step: 'refused', task, refusal });
    }
  }
  const hasStarted = refusals.includes('taken')
    ? true
    : refusals.includes('late')
      ? false
      : undefined;
  const known = { ...recovery, ...(hasStarted !== undefined && { hasStarted }) };
  const unrefused = results.filter((_, index) => refusals[index] === undefined);
  const unfinished = unrefused.find(
    ({ status }) => status === 'poll-timeout' || status === 'unreachable',
  );
  // The script may still run in an unfinished task, so that comes first.
  const reported =
    unfinished ??
    unrefused.find(({ status }) => status === 'ended') ??
    results.find((_, index) => refusals[index] === 'failed') ??
    withoutResult(results[0] as RunResult);
  return { ...reported, recovery: known };
}

/** A task that ended without starting the script gave no result, like one that never ended. */
function withoutResult(result: RunResult): RunResult {
  if (result.status !== 'ended') {
    return result;
  }
  const { results: _, ...task } = result.task;
  const { seenMs, queuedMs } = result;
  return { status: 'poll-timeout', limitMs: seenMs, task, seenMs, queuedMs };
}
