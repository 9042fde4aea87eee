import { randomBytes } from 'node:crypto';
import type { Inputs } from './inputs/inputs.ts';
import type { Cloud } from './connect.ts';
import { withoutArgs } from './tasks/args.ts';
import { binaryInputSource } from './tasks/binary-input.ts';
import { uploadPlaceFile } from './tasks/upload-place.ts';
import type { RunResult, RunEvent, RunPlan } from './tasks/run-result.ts';
import { runShared, type SharingEvent } from './tasks/shared/run-shared.ts';
import { runAll, type Progress } from './tasks/run-all.ts';
import type { Throttle } from './open-cloud/rate-limit.ts';
import type { LuauTask } from './open-cloud/parsers.ts';
import type { OperationContext } from './util/operation-context.ts';
import type { ActionPlan } from './plan.ts';
import type { JobLog } from './report/log/job-log.ts';
import { taskOutputs } from './report/outputs.ts';
import { writeOutputs } from './report/publish.ts';
import { readSources } from './report/sources.ts';
import { explainError } from './evaluate/pre-run.ts';
import { evaluateRun, evaluateUpload } from './evaluate/evaluate-run.ts';
import { evaluateStep } from './evaluate/evaluate-step.ts';
import { locate, lookupBudget } from './evaluate/location/locate.ts';
import type { SourceMap } from './evaluate/location/source-map.ts';
import type { EvaluatedRun, PlaceUpload, StepReport } from './evaluate/types.ts';

/** What a step is carried out with. */
export interface ExecuteDependencies {
  readonly inputs: Inputs;
  readonly workspace: string;
  readonly sourceMap: SourceMap | undefined;
  readonly cloud: Cloud;
  readonly context: OperationContext;
  /** The time of day, in milliseconds since 1970: for words only, never to wait by. */
  readonly wallClock: () => number;
  readonly jobLog: JobLog;
  /** Told of a fault of the action itself: aborts the signal. */
  readonly onInternalError: (error: unknown) => void;
}

/**
 * Carries a step out: uploads the place file, if there is one, runs the scripts on the version that
 * it became, and judges them.
 */
export async function execute(
  plan: ActionPlan,
  dependencies: ExecuteDependencies,
): Promise<StepReport> {
  const { cloud, context, jobLog } = dependencies;
  const { plans, isShared, placeFile } = plan;
  if (placeFile === undefined) {
    jobLog.begin({ plans, isShared });
    return runAndEvaluate(plans, plan, dependencies);
  }
  const { file, versionType, place } = placeFile;
  const planned: PlaceUpload = { file: file.file, sizeBytes: file.sizeBytes, versionType, place };
  jobLog.begin({ plans, isShared, upload: planned });
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
  writeOutputs({ 'place-version': version });
  const onVersion = plans.map((plan) => ({
    ...plan,
    place: { ...plan.place, placeVersion: version },
  }));
  try {
    return { ...(await runAndEvaluate(onVersion, plan, dependencies)), upload: done };
  } catch (error) {
    // Whatever it is, the version is there by now, and people should know.
    dependencies.onInternalError(error);
    return { verdict: explainError(error), upload: done, runs: [] };
  }
}

async function runAndEvaluate(
  plans: readonly RunPlan[],
  { isShared, binaryInput }: ActionPlan,
  {
    inputs,
    workspace,
    sourceMap,
    cloud,
    context,
    wallClock,
    jobLog,
    onInternalError,
  }: ExecuteDependencies,
): Promise<StepReport> {
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
  const dependencies = {
    client,
    context,
    onInternalError,
    fetchBinaryOutput: (uri: string, file: string) => cloud.fetchBinaryOutput(uri, file),
    ...(payload && { obtainBinaryInput: () => payload.obtain() }),
    onProgress: (progress: Progress) => {
      const { blockedBy, untilMs } = progress;
      jobLog.event({ kind: 'progress', ...progress, ...timeOf(blockedBy, untilMs, wallClock()) });
    },
    onEvent: (event: RunEvent | SharingEvent, index?: number) => {
      const time =
        event.kind === 'quota-exceeded'
          ? timeOf(event.throttle.kind, event.waitMs, wallClock())
          : {};
      jobLog.event({ ...event, ...time }, index);
      if (event.kind === 'attached') {
        attached = event.task;
      }
      if (event.kind === 'created' && (index ?? 0) === 0) {
        writeOutputs(taskOutputs(event.task));
      }
    },
  };
  const scheduled = isShared
    ? await runShared(plans, { ...dependencies, nonce: () => randomBytes(16).toString('hex') })
    : await runAll(plans, dependencies);

  const latestMs = Math.max(...scheduled.map(({ endedMs }) => endedMs));
  const budget = lookupBudget();
  const runs: EvaluatedRun[] = [];
  for (const [index, { run, ...span }] of scheduled.entries()) {
    const plan = withScriptOf(plans[index] as RunPlan, attached);
    const { file } = plan.script;
    const limits = { ...plan, ...freeAt(run, latestMs - span.endedMs, wallClock()) };
    try {
      const verdict = evaluateRun(run, limits, inputs, (text) =>
        locate(text, sourceMap, file, budget),
      );
      const sources = await readSources(verdict, workspace);
      runs.push(redactRun(cloud.redactSecret, { plan, run, verdict, sources, span }));
    } catch (error) {
      // What is known of its task, and of the other runs, is to be told all the same.
      onInternalError(error);
      const verdict = explainError(error);
      runs.push(redactRun(cloud.redactSecret, { plan, run, verdict, span }));
    }
  }
  return { verdict: evaluateStep(runs), runs, ...(isShared && { isShared }) };
}

/** Lines of sources are shown where no runner hides a key that somebody wrote into them. */
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

/** The time of day that a limit of the hour is waited for: minutes alone would say too little. */
function timeOf(
  kind: Throttle['kind'] | undefined,
  waitMs: number | undefined,
  now: number,
): { readonly at?: number } {
  return kind === 'hourly' && waitMs !== undefined ? { at: now + waitMs } : {};
}

/** When a quota lets the next creation through, where Roblox said how long that takes. */
function freeAt(run: RunResult, endedAgoMs: number, now: number): { readonly freeAt?: number } {
  return run.status === 'quota-exceeded' && run.resetMs !== undefined
    ? { freeAt: now - endedAgoMs + run.resetMs }
    : {};
}

/** Of a task that was there already, Roblox says what it runs; a file that was named goes first. */
function withScriptOf(plan: RunPlan, { script }: Partial<LuauTask> = {}): RunPlan {
  return plan.script.isOfTask === true && script !== undefined
    ? { ...plan, script: { ...plan.script, text: withoutArgs(script) } }
    : plan;
}
