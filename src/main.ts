import * as core from '@actions/core';
import { randomUUID } from 'node:crypto';
import { findRepository, readEvent, type WorkflowEvent } from './github/event.ts';
import { explainAllowed, findForkCode } from './github/untrusted-code.ts';
import { redactInputs } from './inputs/redact-inputs.ts';
import {
  checkApiKey,
  readApiKey,
  readGithubToken,
  readInputs,
  readMissingKey,
  readReportFiles,
  readReportInputs,
  REPORT_DEFAULTS,
  type ReportInputs,
} from './inputs/inputs.ts';
import type { Environment } from './inputs/parsers.ts';
import { openCloud } from './connect.ts';
import { findCommentTarget } from './github/comment-target.ts';
import { InternalError, findInternalError } from './tasks/internal-error.ts';
import type { OperationContext } from './util/operation-context.ts';
import { execute } from './execute.ts';
import { createPlan, readSourceMap } from './plan.ts';
import { formatRequest } from './report/log/progress-events.ts';
import { createJobLog, type JobLog } from './report/log/job-log.ts';
import { publish } from './report/publish.ts';
import { escapeCommands } from './github/workflow-commands.ts';
import {
  emptyShard,
  explainError,
  failForLackOfKey,
  refuseForkCode,
  skipForLackOfKey,
} from './evaluate/pre-run.ts';
import { failsStep, TITLES, type StepReport } from './evaluate/types.ts';

/** The version that requests name; a test holds it against `package.json`. */
export const ACTION_VERSION = '0.1.0';

/** What the action needs of the world: the process's own in `index.ts`, a test's own in tests. */
export interface Host {
  readonly env: Environment;
  readonly context: OperationContext;
  /** Aborts, with a `InternalError` for the reason, where something was thrown that nobody caught. */
  readonly faults: AbortSignal;
  /** The time of day, in milliseconds since 1970. */
  readonly wallClock: () => number;
  /** Standard output. */
  readonly write: (text: string) => void;
}

const NO_FILES = { resultsFile: '', logsFile: '', junitFile: '' };

/**
 * The whole step: reads the inputs, prepares the runs, runs them, judges them, and reports.
 *
 * @returns the exit status: 1 where the outcome fails the step
 */
export async function main(given: Host): Promise<0 | 1> {
  const apiKey = readApiKey(given.env);
  const host = { ...given, env: redactInputs(given.env, apiKey) };
  const { env } = host;
  for (const secret of [apiKey, readGithubToken(env)]) {
    if (secret !== undefined) {
      core.setSecret(secret);
    }
  }
  const jobLog = createJobLog({ write: host.write, token: randomUUID });
  const shown = shownAsFarAsKnown(env);
  const event = await readEvent(env);
  let report: StepReport;
  const isExecuted = new AbortController();
  try {
    const executed = await Promise.race([
      runStep(apiKey, event, host, jobLog),
      rejectOnUncaughtError(host, isExecuted.signal),
    ]);
    report = withUncaughtError(executed, host.faults);
  } catch (error) {
    debugError(error);
    report = { verdict: explainError(error), runs: [] };
  } finally {
    isExecuted.abort();
  }
  const repository = findRepository(event, env);
  const places = {
    workspace: workspaceOf(env),
    temp: env['RUNNER_TEMP'],
    summaryFile: env['GITHUB_STEP_SUMMARY'],
  };
  const { comment: mode, ...ways } = shown;
  const target = mode === 'never' ? undefined : findCommentTarget(event, env);
  await publish(
    { ...report, ...(repository && { repository }) },
    {
      ...ways,
      ...places,
      // A folder of that name may be a link that the fork made.
      ...(report.verdict.title === TITLES.forkCode && NO_FILES),
      ...(mode !== 'never' && target && { comment: { mode, target } }),
      warnings: warnOfRunner(env, shown),
      context: host.context,
    },
    jobLog,
  );
  return failsStep(report.verdict.outcome) ? 1 : 0;
}

async function runStep(
  apiKey: string | undefined,
  event: WorkflowEvent,
  { env, context: given, wallClock }: Host,
  jobLog: JobLog,
): Promise<StepReport> {
  const isDebugging = env['RUNNER_DEBUG'] === '1';
  if (isDebugging) {
    debug(describeEnvironment(env));
  }
  const missingKey = readMissingKey(env);
  if (apiKey === undefined) {
    const { secretsWithheldFrom } = event;
    return missingKey === 'skip'
      ? { verdict: skipForLackOfKey(secretsWithheldFrom), runs: [] }
      : { verdict: failForLackOfKey(secretsWithheldFrom), runs: [] };
  }
  checkApiKey(apiKey);
  readReportInputs(env);
  const inputs = readInputs(env);
  const workspace = workspaceOf(env);
  const plan = await createPlan(inputs, workspace);
  const sourceMap = await readSourceMap(inputs.sourcemap, workspace);
  if (inputs.allowsForkCode) {
    const allowed = explainAllowed(event, plan.files);
    if (allowed !== undefined) {
      core.notice(escapeCommands(allowed));
    }
  } else {
    const foreign = await findForkCode(event, plan.files, workspace, env);
    if (foreign !== undefined) {
      return { verdict: refuseForkCode(foreign), runs: [] };
    }
  }
  if (plan.plans.length === 0) {
    return { verdict: emptyShard(plan.scriptsInAll), runs: [] };
  }
  const stop = new AbortController();
  const context = { ...given, signal: AbortSignal.any([given.signal, stop.signal]) };
  const onInternalError = (error: unknown): void => {
    if (!stop.signal.aborted) {
      debugError(error);
      stop.abort(new InternalError(error));
    }
  };
  const cloud = openCloud({
    origin: inputs.baseUrl,
    apiKey,
    userAgent: `luau-execution-action/${ACTION_VERSION}`,
    context,
    onSecret: core.setSecret,
    ...(isDebugging && { onDone: (record) => debug(formatRequest(record)) }),
  });
  try {
    return await execute(plan, {
      inputs,
      workspace,
      sourceMap,
      cloud,
      context,
      wallClock,
      jobLog,
      onInternalError,
    });
  } finally {
    await cloud.close();
  }
}

/** What a report of a fault should say of where it happened: nothing of it is secret. */
function describeEnvironment(env: Environment): string {
  const told = (name: string): string => env[name] ?? '?';
  return `luau-execution-action ${ACTION_VERSION}, Node.js ${process.version}, ${told('RUNNER_OS')} ${told('RUNNER_ARCH')}, event ${told('GITHUB_EVENT_NAME')}`;
}

/** Writes a line that the runner shows where debugging is on. */
function debug(line: string): void {
  core.debug(escapeCommands(line));
}

/** Writes what was thrown, where debugging is on: a report of the fault wants its stack. */
export function debugError(error: unknown): void {
  debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/**
 * After a fault that nobody caught, what is under way has so long to say which tasks there are: a
 * creation gets a second for its answer.
 */
const UNCAUGHT_GRACE_MS = 2_000;

/**
 * Rejects a moment after something was thrown that nobody caught: what is under way may never end
 * then.
 *
 * @param isExecuted aborts where it has ended by itself
 */
function rejectOnUncaughtError(
  { faults, context: { clock } }: Host,
  isExecuted: AbortSignal,
): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => {
      if (faults.reason instanceof InternalError) {
        clock.sleep(UNCAUGHT_GRACE_MS, isExecuted).then(
          () => reject(faults.reason),
          () => {}, // There is nothing left to give up.
        );
      }
    };
    if (faults.aborted) {
      onAbort();
    } else {
      faults.addEventListener('abort', onAbort, { signal: isExecuted });
    }
  });
}

/**
 * A fault that nobody caught fails the step, also where none of its runs tells of it: it came before
 * any had begun, or after all had ended.
 */
function withUncaughtError(report: StepReport, { reason }: AbortSignal): StepReport {
  if (
    !(reason instanceof InternalError) ||
    report.runs.some(({ run }) => findInternalError(run) !== undefined)
  ) {
    return report;
  }
  debugError(reason);
  return { ...report, verdict: explainError(reason) };
}

/** How to show results, also where the inputs that say so are what is invalid. */
function shownAsFarAsKnown(env: Environment): ReportInputs {
  try {
    return readReportInputs(env);
  } catch {
    return { ...REPORT_DEFAULTS, ...readReportFiles(env) };
  }
}

/** GitHub's runner always names these files. A person who tries the bundle by hand has none. */
function warnOfRunner(env: Environment, { summary }: ReportInputs): readonly string[] {
  const unset = ['GITHUB_OUTPUT', ...(summary ? ['GITHUB_STEP_SUMMARY'] : [])].filter(
    (name) => !env[name],
  );
  return env['GITHUB_ACTIONS'] === 'true' && unset.length > 0
    ? [
        `The runner left out ${unset.join(' and ')}: what this step has for there may be seen by nobody.`,
      ]
    : [];
}

/** The runner always names the workspace; a person who tries the bundle by hand stands in it. */
function workspaceOf(env: Environment): string {
  return env['GITHUB_WORKSPACE'] || process.cwd();
}
