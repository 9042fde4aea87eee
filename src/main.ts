import * as core from '@actions/core';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectToOpenCloud } from './connect.ts';
import type { ActionContext } from './context.ts';
import { debug, debugError } from './debug-log.ts';
import {
  emptyShard,
  explainEmulation,
  explainError,
  failForMissingKey,
  refuseUntrustedCode,
  skipForMissingKey,
  skipTaskOfRoblox,
} from './evaluate/pre-run.ts';
import {
  failsStep,
  TITLES,
  type Engine,
  type StepReport,
  type MissingKey,
} from './evaluate/types.ts';
import { executePlan, type ExecuteDependencies } from './execute.ts';
import { explainMissingTarget, findCommentTarget } from './github/comment-target.ts';
import { findRepository, readEvent, type WorkflowEvent } from './github/event.ts';
import { explainAllowed, explainRefusal } from './github/untrusted-code.ts';
import { escapeCommands } from './github/workflow-commands.ts';
import {
  checkApiKey,
  readApiKey,
  readGithubToken,
  readInputs,
  readMissingKey,
  readValidReportFiles,
  readReportInputs,
  REPORT_DEFAULTS,
  type ReportInputs,
} from './inputs/inputs.ts';
import type { Environment } from './inputs/parsers.ts';
import { redactInputs } from './inputs/redact-inputs.ts';
import { createPlan, readSourceMap, type ActionPlan } from './plan.ts';
import { createJobLog, type JobLog } from './report/log/job-log.ts';
import { formatRequest } from './report/log/progress-events.ts';
import { publish, writeOutputs } from './report/publish.ts';
import { InternalError } from './tasks/internal-error.ts';
import { rejectOnUncaughtError, withUncaughtError } from './uncaught-errors.ts';

/** The version in the user agent; a test compares it with `package.json`. */
export const ACTION_VERSION = '0.1.0';

const NO_FILES = { resultsFile: '', logsFile: '', junitFile: '' };

/**
 * Runs the whole step: reads the inputs, plans the runs, executes the plan, evaluates the runs and
 * reports the verdict.
 *
 * @returns the exit code: 1 if the outcome fails the step
 */
export async function main(given: ActionContext): Promise<0 | 1> {
  const apiKey = readApiKey(given.env);
  const token = readGithubToken(given.env);
  const context = { ...given, env: redactInputs(given.env, { key: apiKey, token }) };
  const { env } = context;
  for (const secret of [apiKey, readGithubToken(env)]) {
    if (secret !== undefined) {
      core.setSecret(secret);
    }
  }
  const jobLog = createJobLog({ write: context.write, token: randomUUID });
  const event = await readEvent(env);
  const report = await runStep(apiKey, event, context, jobLog);
  await publishReport(report, event, context, jobLog);
  return failsStep(report.verdict.outcome) ? 1 : 0;
}

/** Runs the step up to its verdict. An error that nothing else handles becomes the verdict. */
async function runStep(
  apiKey: string | undefined,
  event: WorkflowEvent,
  context: ActionContext,
  jobLog: JobLog,
): Promise<StepReport> {
  const ended = new AbortController();
  try {
    const report = await Promise.race([
      planAndExecute(apiKey, event, context, jobLog),
      rejectOnUncaughtError(context, ended.signal),
    ]);
    return withUncaughtError(report, context.uncaughtErrors);
  } catch (error) {
    debugError(error);
    return { verdict: explainError(error), runs: [] };
  } finally {
    ended.abort();
  }
}

/** Decides what a step does without a key. */
async function planAndExecute(
  apiKey: string | undefined,
  event: WorkflowEvent,
  context: ActionContext,
  jobLog: JobLog,
): Promise<StepReport> {
  const { env } = context;
  if (env['RUNNER_DEBUG'] === '1') {
    debug(describeEnvironment(env));
  }
  const choice = readMissingKey(env);
  if (apiKey !== undefined) {
    checkApiKey(apiKey);
    return executeStep({ engine: 'roblox', apiKey }, event, context, jobLog);
  }
  const { name, secretsWithheldFrom } = event;
  // Outside of a workflow there is no event.
  const isUnexpected = name !== '' && secretsWithheldFrom === undefined;
  const missingKey = {
    isUnexpected,
    explanation: explainEmulation(secretsWithheldFrom, isUnexpected),
  };
  switch (choice) {
    case 'fail':
      return { verdict: failForMissingKey(secretsWithheldFrom), runs: [] };
    case 'skip':
      return {
        verdict: skipForMissingKey(secretsWithheldFrom, isUnexpected),
        runs: [],
        missingKey,
      };
    case 'emulate':
      return executeStep({ engine: 'emulator', missingKey }, event, context, jobLog);
  }
}

/** Where a step runs: at Roblox with its key, or in the emulator without one. */
type Target =
  | { readonly engine: 'roblox'; readonly apiKey: string }
  | { readonly engine: 'emulator'; readonly missingKey: MissingKey };

async function executeStep(
  target: Target,
  event: WorkflowEvent,
  context: ActionContext,
  jobLog: JobLog,
): Promise<StepReport> {
  const { env } = context;
  const isEmulated = target.engine === 'emulator';
  const missing = isEmulated ? { missingKey: target.missingKey } : {};
  readReportInputs(env);
  const inputs = readInputs(env, isEmulated);
  if (isEmulated && 'task' in inputs.tasks) {
    return { verdict: skipTaskOfRoblox(), runs: [], ...missing };
  }
  const workspace = workspaceOf(env);
  const plan = await createPlan(inputs, workspace);
  const sourceMap = await readSourceMap(inputs.sourcemap, workspace);
  // Without a key no file can misuse it.
  if (inputs.allowsForkCode && !isEmulated) {
    const allowed = explainAllowed(event, plan.fileInputs);
    if (allowed !== undefined) {
      core.notice(escapeCommands(allowed));
    }
  } else if (!isEmulated) {
    const refusal = explainRefusal(event, plan.fileInputs);
    if (refusal !== undefined) {
      return { verdict: refuseUntrustedCode(refusal), runs: [] };
    }
  }
  if (plan.runs.length === 0) {
    return { verdict: emptyShard(plan.totalScripts), runs: [], ...missing };
  }
  if (!isEmulated) {
    const { baseUrl: origin } = inputs;
    return connectAndExecute({ ...target, origin }, plan, { inputs, sourceMap }, context, jobLog);
  }
  const emulator = await context.startEmulator();
  core.setSecret(emulator.apiKey);
  const { engine } = target;
  try {
    const report = await connectAndExecute(
      { engine, apiKey: emulator.apiKey, origin: emulator.url },
      plan,
      { inputs, sourceMap },
      context,
      jobLog,
    );
    return { ...report, ...missing };
  } finally {
    await emulator.close();
  }
}

async function connectAndExecute(
  {
    engine,
    apiKey,
    origin,
  }: { readonly engine: Engine; readonly apiKey: string; readonly origin: string },
  plan: ActionPlan,
  { inputs, sourceMap }: Pick<ExecuteDependencies, 'inputs' | 'sourceMap'>,
  { env, operation, wallClock }: ActionContext,
  jobLog: JobLog,
): Promise<StepReport> {
  const stop = new AbortController();
  const runContext = { ...operation, signal: AbortSignal.any([operation.signal, stop.signal]) };
  const onInternalError = (error: unknown): void => {
    if (!stop.signal.aborted) {
      debugError(error);
      stop.abort(new InternalError(error));
    }
  };
  const cloud = connectToOpenCloud({
    origin,
    apiKey,
    userAgent: `luau-execution-action/${ACTION_VERSION}`,
    context: runContext,
    onSecret: core.setSecret,
    roots: [workspaceOf(env), env['RUNNER_TEMP'] || tmpdir()].map((root) => path.resolve(root)),
    ...(env['RUNNER_DEBUG'] === '1' && { onDone: (record) => debug(formatRequest(record)) }),
  });
  try {
    return await executePlan(plan, {
      engine,
      inputs,
      workspace: workspaceOf(env),
      sourceMap,
      cloud,
      context: runContext,
      wallClock,
      jobLog,
      onOutputs: writeOutputs,
      onInternalError,
    });
  } finally {
    await cloud.close();
  }
}

async function publishReport(
  report: StepReport,
  event: WorkflowEvent,
  { env, operation }: ActionContext,
  jobLog: JobLog,
): Promise<void> {
  const inputs = readReportInputsIfValid(env);
  const repository = findRepository(event, env);
  const { comment: mode, ...options } = inputs;
  const target = mode === 'never' ? undefined : findCommentTarget(event, env);
  await publish(
    { ...report, ...(repository && { repository }) },
    {
      ...options,
      workspace: workspaceOf(env),
      temp: env['RUNNER_TEMP'],
      summaryFile: env['GITHUB_STEP_SUMMARY'],
      // A folder of that name may be a link that the fork made.
      ...(report.verdict.title === TITLES.forkCode && NO_FILES),
      ...(mode !== 'never' && target && { comment: { mode, target } }),
      warnings: [
        ...warnOfRunner(env, inputs),
        ...(mode !== 'never' && target === undefined ? [explainMissingTarget(event)] : []),
      ],
      context: operation,
    },
    jobLog,
  );
}

/** Describes the environment for a bug report. It contains no secret. */
function describeEnvironment(env: Environment): string {
  const value = (name: string): string => env[name] ?? '?';
  return `luau-execution-action ${ACTION_VERSION}, Node.js ${process.version}, ${value('RUNNER_OS')} ${value('RUNNER_ARCH')}, event ${value('GITHUB_EVENT_NAME')}`;
}

/** Reads how to show results. If those inputs are invalid themselves, the defaults apply. */
function readReportInputsIfValid(env: Environment): ReportInputs {
  try {
    return readReportInputs(env);
  } catch {
    return { ...REPORT_DEFAULTS, ...readValidReportFiles(env) };
  }
}

/** Warns if the runner left out a file that it always names. A person who runs the bundle by hand has none. */
function warnOfRunner(env: Environment, { summary }: ReportInputs): readonly string[] {
  const unset = ['GITHUB_OUTPUT', ...(summary ? ['GITHUB_STEP_SUMMARY'] : [])].filter(
    (name) => !env[name],
  );
  return env['GITHUB_ACTIONS'] === 'true' && unset.length > 0
    ? [`The runner did not set ${unset.join(' and ')}: nobody may see what this step writes there.`]
    : [];
}

/** The runner always sets the workspace. A person who runs the bundle by hand is in it. */
function workspaceOf(env: Environment): string {
  return env['GITHUB_WORKSPACE'] || process.cwd();
}
