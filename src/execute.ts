import { randomBytes } from 'node:crypto';
import type { Cloud } from './connect.ts';
import { evaluateRun, evaluateUpload } from './evaluate/evaluate-run.ts';
import { evaluateStep } from './evaluate/evaluate-step.ts';
import { locate, lookupBudget } from './evaluate/location/locate.ts';
import { nameFilesOf } from './evaluate/location/name-files.ts';
import { limitTests, MAX_NAMED_TESTS } from './evaluate/limit-tests.ts';
import { explainError } from './evaluate/pre-run.ts';
import {
  failsStep,
  type Engine,
  type EvaluatedRun,
  type PlaceUpload,
  type StepReport,
  type Verdict,
} from './evaluate/types.ts';
import { withoutMark } from './evaluate/unavailable.ts';
import type { Inputs } from './inputs/inputs.ts';
import type { LuauTask } from './open-cloud/types.ts';
import type { Throttle } from './open-cloud/rate-limit.ts';
import type { ActionPlan, LazySourceMap } from './plan.ts';
import type { JobLog } from './report/log/job-log.ts';
import { taskOutputs, type Outputs } from './report/outputs.ts';
import { readSources } from './report/files.ts';
import { withoutArgs } from './tasks/args.ts';
import { withoutClaim } from './tasks/claim.ts';
import { binaryInputSource } from './tasks/binary-input.ts';
import { runAll, type Progress, type Scheduled } from './tasks/run-all.ts';
import type { RunEvent, RunPlan, RunResult } from './tasks/run-result.ts';
import { runShared, type SharingEvent } from './tasks/shared/run-shared.ts';
import { watchForCancellation, withCancellation } from './watch-cancellation.ts';
import { uploadPlaceFile } from './tasks/upload-place.ts';
import type { OperationContext } from './util/operation-context.ts';

/** What {@link executePlan} works with. */
export interface ExecuteDependencies {
  /** Where the scripts run. */
  readonly engine: Engine;
  readonly inputs: Inputs;
  readonly workspace: string;
  readonly sourceMap: LazySourceMap | undefined;
  readonly cloud: Cloud;
  readonly context: OperationContext;
  /** The time of day, in milliseconds since 1970. For texts and claims; waits use the monotonic clock. */
  readonly wallClock: () => number;
  readonly jobLog: JobLog;
  /** Called with outputs of the step as soon as they are known. */
  readonly onOutputs: (outputs: Outputs) => void;
  /** Called with an error of the action itself; it must abort the context's signal. */
  readonly onInternalError: (error: unknown) => void;
}

/**
 * Executes a plan: uploads the place file, if there is one, runs the scripts on the version that it
 * became, and evaluates the runs.
 */
export async function executePlan(
  plan: ActionPlan,
  dependencies: ExecuteDependencies,
): Promise<StepReport> {
  const { engine, cloud, context, jobLog } = dependencies;
  const { runs, isShared, placeFile, unusedExclusions } = plan;
  if (placeFile === undefined) {
    jobLog.begin({ plans: runs, isShared, engine, unusedExclusions });
    return runAndEvaluate(runs, plan, dependencies);
  }
  const { file, versionType, place } = placeFile;
  const planned: PlaceUpload = { file: file.file, sizeBytes: file.sizeBytes, versionType, place };
  jobLog.begin({ plans: runs, isShared, engine, unusedExclusions, upload: planned });
  const upload = await uploadPlaceFile(file, place, versionType, {
    uploads: cloud.uploads,
    context,
    onEvent: (event) => jobLog.event(event),
  });
  if (upload.status !== 'uploaded') {
    return { verdict: evaluateUpload(upload, planned), upload: planned, runs: [] };
  }
  const { version, tookMs } = upload;
  const done: PlaceUpload = { ...planned, became: { version, tookMs } };
  jobLog.event({ kind: 'uploaded', upload: done });
  dependencies.onOutputs({ 'place-version': version });
  const onVersion = runs.map((run) => ({ ...run, place: { ...run.place, placeVersion: version } }));
  try {
    return { ...(await runAndEvaluate(onVersion, plan, dependencies)), upload: done };
  } catch (error) {
    // The version exists whatever failed afterwards, and the report must name it.
    dependencies.onInternalError(error);
    return { verdict: explainError(error), upload: done, runs: [] };
  }
}

async function runAndEvaluate(
  plans: readonly RunPlan[],
  { isShared, binaryInput }: ActionPlan,
  dependencies: ExecuteDependencies,
): Promise<StepReport> {
  const { cloud, context, wallClock, jobLog, onOutputs, onInternalError } = dependencies;
  const { client, transfers } = cloud;
  const [first] = plans;
  const payload =
    binaryInput === undefined || first === undefined
      ? undefined
      : binaryInputSource(binaryInput, first.place.universeId, {
          client,
          transfers,
          context,
          onEvent: (event) => jobLog.event(event),
        });
  let attached: LuauTask | undefined;
  const nonce = (): string => randomBytes(16).toString('hex');
  const runDependencies = {
    client,
    context,
    onInternalError,
    claims: { nonce, wallClock },
    fetchBinaryOutput: (uri: string, file: string) => cloud.fetchBinaryOutput(uri, file),
    ...(payload && { obtainBinaryInput: () => payload.obtain() }),
    onProgress: (progress: Progress) => {
      const { blockedBy, untilMs } = progress;
      jobLog.event({
        kind: 'progress',
        ...progress,
        ...resetTime(blockedBy, untilMs, wallClock()),
      });
    },
    onEvent: (event: RunEvent | SharingEvent, index?: number) => {
      const time =
        event.kind === 'quota-exceeded'
          ? resetTime(event.throttle.kind, event.waitMs, wallClock())
          : {};
      jobLog.event({ ...event, ...time }, index);
      if (event.kind === 'attached') {
        attached = event.task;
      }
      if (event.kind === 'created' && (index ?? 0) === 0) {
        onOutputs(taskOutputs(event.task));
      }
    },
  };
  const scheduled = isShared
    ? await runShared(plans, { ...runDependencies, nonce })
    : await runAll(plans, runDependencies);
  const withScripts = plans.map((plan) => withScriptOf(plan, attached));
  const runs = await evaluateRuns(withScripts, scheduled, dependencies);
  const { engine } = dependencies;
  return { verdict: evaluateStep(runs), runs, engine, ...(isShared && { isShared }) };
}

async function evaluateRuns(
  plans: readonly RunPlan[],
  scheduled: readonly Scheduled[],
  dependencies: ExecuteDependencies,
): Promise<readonly EvaluatedRun[]> {
  const { engine, inputs, workspace, sourceMap, cloud, context, wallClock } = dependencies;
  const isCancelled = watchForCancellation(context);
  const latestMs = scheduled.reduce((latest, { endedMs }) => Math.max(latest, endedMs), 0);
  const budget = lookupBudget();
  const runs: EvaluatedRun[] = [];
  let hasWarnedOfMap = false;
  let namedTestsLeft = MAX_NAMED_TESTS;
  for (const [index, { run: ended, ...span }] of scheduled.entries()) {
    const plan = plans[index] as RunPlan;
    const { file } = plan.script;
    const limits = { ...plan, ...freeAt(ended, latestMs - span.endedMs, wallClock()) };
    const evaluate = (result: RunResult): Verdict =>
      evaluateRun(result, limits, { ...inputs, engine }, (text) =>
        locate(text, sourceMap?.get(), file, budget),
      );
    let evaluated: EvaluatedRun;
    try {
      let run = (await isCancelled()) ? withCancellation(ended) : ended;
      let found = evaluate(run);
      if (await isCancelled()) {
        run = withCancellation(ended);
        found = evaluate(run);
      }
      const hasTexts = failsStep(found.outcome) || (found.locatedWarnings ?? []).length > 0;
      const named = hasTexts ? nameFilesOf(found, sourceMap?.get(), budget) : found;
      const problem: string | undefined = hasWarnedOfMap ? undefined : sourceMap?.problem();
      hasWarnedOfMap ||= problem !== undefined;
      const verdict = limitTests(withMapProblem(named, problem), namedTestsLeft);
      namedTestsLeft -= verdict.tests?.tests.length ?? 0;
      const sources = await readSources(verdict, workspace);
      evaluated = withoutEmulatorMark({ plan, run, verdict, sources, span }, engine);
    } catch (error) {
      // The report must still name this run's task and the other runs.
      dependencies.onInternalError(error);
      evaluated = { plan, run: ended, verdict: explainError(error), span };
    }
    runs.push(redactRun(cloud.redactSecret, evaluated));
  }
  return runs;
}

/** Removes the emulator's mark from the texts of a run, once they are evaluated. */
function withoutEmulatorMark(evaluated: EvaluatedRun, engine: Engine): EvaluatedRun {
  const { run, verdict } = evaluated;
  return engine === 'emulator' && run.status === 'ended'
    ? { ...evaluated, run: withoutMark(run, run.task), verdict: withoutMark(verdict, run.task) }
    : evaluated;
}

/** Adds a warning if the source map could not be parsed when a failure needed it. */
function withMapProblem(verdict: Verdict, problem: string | undefined): Verdict {
  return problem === undefined
    ? verdict
    : {
        ...verdict,
        warnings: [
          ...verdict.warnings,
          `\`sourcemap\` cannot be used, so errors in modules have no file and line: ${problem}`,
        ],
      };
}

/** Redacts the key in lines of sources: the pages show them, and the runner masks only the log. */
function redactRun(
  redactSecret: (text: string) => string,
  { plan, sources = new Map(), ...evaluated }: EvaluatedRun,
): EvaluatedRun {
  return {
    ...evaluated,
    plan: { ...plan, script: { ...plan.script, text: redactSecret(plan.script.text) } },
    sources: new Map(Array.from(sources, ([file, text]) => [file, redactSecret(text)])),
  };
}

/** The time of day at which the hourly limit resets; a number of minutes alone is hard to use. */
function resetTime(
  kind: Throttle['kind'] | undefined,
  waitMs: number | undefined,
  now: number,
): { readonly at?: number } {
  return kind === 'hourly' && waitMs !== undefined ? { at: now + waitMs } : {};
}

/** The time of day at which the quota lets the next creation through, if Roblox named it. */
function freeAt(run: RunResult, endedAgoMs: number, now: number): { readonly freeAt?: number } {
  return run.status === 'quota-exceeded' && run.resetMs !== undefined
    ? { freeAt: now - endedAgoMs + run.resetMs }
    : {};
}

/** Adds the script that Roblox returns for an existing task; a file named in `script` has precedence. */
function withScriptOf(plan: RunPlan, { script }: Partial<LuauTask> = {}): RunPlan {
  return plan.script.isOfTask === true && script !== undefined
    ? { ...plan, script: { ...plan.script, text: withoutArgs(withoutClaim(script)) } }
    : plan;
}
