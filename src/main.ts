import * as core from '@actions/core';
import { getProxyUrl } from '@actions/http-client/lib/proxy';
import { randomUUID } from 'node:crypto';
import { listenForCancellation } from './action/cancellation.ts';
import {
  checkApiKey,
  readApiKey,
  readInputs,
  readMissingKey,
  readReportInputs,
  REPORT_DEFAULTS,
  type ReportInputs,
  type Environment,
} from './action/inputs.ts';
import { readRepository } from './action/event.ts';
import { InvalidInput } from './execution/invalid-input.ts';
import { runScript } from './execution/run.ts';
import { readPace } from './execution/wait.ts';
import { systemClock } from './open-cloud/clock.ts';
import { luauExecution } from './open-cloud/luau-execution.ts';
import type { Patience } from './open-cloud/retry.ts';
import { createTransport } from './open-cloud/transport.ts';
import { planRun, readSourceMap } from './prepare.ts';
import { createJobLog, type JobLog } from './report/job-log.ts';
import { taskOutputs } from './report/outputs.ts';
import { publish, writeOutputs } from './report/publish.ts';
import { readSources } from './report/sources.ts';
import { explainFault, KEY_MISSING, SKIPPED } from './verdict/before-run.ts';
import { judge } from './verdict/judge.ts';
import { locate, lookupBudget } from './verdict/locate.ts';
import { failsStep, TITLES, type StepReport } from './verdict/verdict.ts';

/** The version that requests name; a test holds it against `package.json`. */
export const ACTION_VERSION = '0.1.0';

/** What the action needs of the world: the process's own in `start`, a test's own in tests. */
export interface Host {
  readonly env: Environment;
  readonly patience: Patience;
  /** Standard output. */
  readonly write: (text: string) => void;
}

/** Runs the action in this process: every end of it is an exit status, and a failing one has its error. */
export async function start(): Promise<void> {
  const cancellation = listenForCancellation(process);
  // Whoever reads the log may stop reading it; the outputs and the summary are still worth writing.
  process.stdout.on('error', () => {});
  try {
    process.exitCode = await main({
      env: process.env,
      patience: { clock: systemClock, random: Math.random, signal: cancellation.signal },
      write: (text) => process.stdout.write(text),
    });
  } catch (error) {
    core.error(String(error), { title: TITLES.internalError });
    process.exitCode = 1;
  } finally {
    cancellation.dispose();
  }
}

/**
 * The whole step: reads the inputs, prepares the run, runs it, judges it, and reports.
 *
 * @returns the exit status: 1 where the outcome fails the step
 */
export async function main(host: Host): Promise<0 | 1> {
  const { env } = host;
  const apiKey = readApiKey(env);
  if (apiKey !== undefined) {
    core.setSecret(apiKey);
  }
  const jobLog = createJobLog({ write: host.write, token: randomUUID });
  const shown = shownAsFarAsKnown(env);
  let report: StepReport;
  try {
    report = await execute(apiKey, host, jobLog);
  } catch (error) {
    core.debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
    report = { verdict: explainFault(error), runs: [] };
  }
  const places = {
    workspace: workspaceOf(env),
    temp: env['RUNNER_TEMP'],
    summaryFile: env['GITHUB_STEP_SUMMARY'],
  };
  const repository = await readRepository(env);
  await publish({ ...report, ...(repository && { repository }) }, { ...shown, ...places }, jobLog);
  return failsStep(report.verdict.outcome) ? 1 : 0;
}

async function execute(
  apiKey: string | undefined,
  { env, patience }: Host,
  jobLog: JobLog,
): Promise<StepReport> {
  const missingKey = readMissingKey(env);
  if (apiKey === undefined) {
    return { verdict: missingKey === 'skip' ? SKIPPED : KEY_MISSING, runs: [] };
  }
  checkApiKey(apiKey);
  readReportInputs(env);
  const inputs = readInputs(env);
  const workspace = workspaceOf(env);
  const plan = await planRun(inputs, workspace);
  const sourceMap = await readSourceMap(inputs.sourcemap, workspace);

  const transport = createTransport({
    origin: inputs.baseUrl,
    apiKey,
    userAgent: `luau-execution-action/${ACTION_VERSION}`,
    proxy: readProxy(inputs.baseUrl),
    clock: patience.clock,
  });
  try {
    jobLog.begin(plan);
    const run = await runScript(plan, {
      client: luauExecution(transport),
      patience,
      pace: readPace(patience),
      onEvent: (event) => {
        jobLog.event(event);
        if (event.kind === 'created') {
          writeOutputs(taskOutputs(event.task));
        }
      },
    });
    const budget = lookupBudget();
    const verdict = judge(run, plan, inputs, (text) =>
      locate(text, sourceMap, plan.script.file, budget),
    );
    const sources = await readSources(verdict, workspace);
    return { verdict, runs: [{ plan, run, verdict, sources }] };
  } finally {
    await transport.close();
  }
}

/** How to show results, also where the inputs that say so are what is invalid. */
function shownAsFarAsKnown(env: Environment): ReportInputs {
  try {
    return readReportInputs(env);
  } catch {
    return REPORT_DEFAULTS;
  }
}

/**
 * The proxy for this origin, by the rules of GitHub's own toolkit.
 *
 * @throws {InvalidInput} where it is none that speaks HTTP
 */
function readProxy(origin: string): URL | undefined {
  const proxy = getProxyUrl(new URL(origin));
  if (proxy !== undefined && proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw new InvalidInput(
      'HTTPS_PROXY',
      `names a ${proxy.protocol} proxy`,
      'an http or https one',
    );
  }
  return proxy;
}

/** The runner always names the workspace; a person who tries the bundle by hand stands in it. */
function workspaceOf(env: Environment): string {
  return env['GITHUB_WORKSPACE'] || process.cwd();
}
