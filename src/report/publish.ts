import * as core from '@actions/core';
import { appendFile } from 'node:fs/promises';
import { failsStep, type EvaluatedRun, type StepReport, type Verdict } from '../evaluate/types.ts';
import {
  writeComment,
  type CommentMode,
  type CommentTarget,
} from '../github/pull-request-comment.ts';
import { escapeCommands } from '../github/workflow-commands.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { annotationsOf, type Annotation } from './annotations.ts';
import { writeReportFiles, type ReportPaths } from './files.ts';
import { scriptName } from './format.ts';
import type { JobLog } from './log/job-log.ts';
import {
  explainOmittedOutputs,
  fileOutputs,
  finalOutputs,
  type Outputs,
  type ReportFiles,
} from './outputs.ts';
import { renderComment } from './pages/comment.ts';
import { renderSummary } from './pages/summary.ts';

/** Where and how to publish the report of a step. */
export interface Publication extends ReportPaths {
  readonly annotations: boolean;
  readonly summary: boolean;
  /** Absent if no comment is wanted, or there is no pull request. */
  readonly comment?: {
    readonly mode: CommentMode;
    readonly target: CommentTarget;
  };
  /** `GITHUB_STEP_SUMMARY`; absent if a person runs the bundle. */
  readonly summaryFile?: string | undefined;
  /** Further warnings. */
  readonly warnings?: readonly string[];
  readonly context: OperationContext;
}

/**
 * How long publishing continues after a cancellation or an internal error. Writes need milliseconds,
 * and a write that hangs is abandoned. The runner grants 7.5 s in all, and a creation in flight may
 * have used one of them.
 */
const GRACE_MS = 1_000;

/**
 * Publishes the report of a step: outputs first, then files, summary and comment, the job log, and
 * the annotations last. Each channel is independent: its failure becomes part of one warning, and
 * changes neither the other channels nor the outcome.
 */
export async function publish(
  report: StepReport,
  publication: Publication,
  jobLog: JobLog,
): Promise<void> {
  const grace = startGraceOnAbort(publication.context);
  let omitted: readonly string[] = [];
  const outputWarnings = await guard('outputs', grace, () => {
    const outputs = outputsOf(report);
    ({ omitted } = outputs);
    return [...writeOutputs(outputs.outputs), ...outputs.warnings];
  });
  let files: ReportFiles = {};
  const warningsInParallel = await Promise.all([
    guard('files', grace, async () => {
      const written = await writeReportFiles(report, publication);
      ({ files } = written);
      return [...written.warnings, ...writeOutputs(fileOutputs(files))];
    }),
    guard('step summary', grace, () => writeSummary(report, publication)),
    guard('comment on the pull request', grace, () => publishComment(report, publication)),
  ]);
  grace.dispose();
  const logWarnings = await guard('job log', grace, () => jobLog.finish(report, files));
  const { annotations, warnings: annotationWarnings } = renderAnnotations(
    report,
    publication.annotations,
  );
  const [fileWarnings, ...pageWarnings] = warningsInParallel;
  // A set: a full disk causes the same warning twice.
  const warnings = new Set([
    ...report.verdict.warnings,
    ...runWarnings(report.runs),
    ...(publication.warnings ?? []),
    ...fileWarnings,
    ...(omitted.length === 0 ? [] : [explainOmittedOutputs(omitted, files)]),
    ...outputWarnings,
    ...pageWarnings.flat(),
    ...logWarnings,
    ...annotationWarnings,
  ]);
  if (warnings.size > 0) {
    core.warning(escapeCommands([...warnings].join('\n')));
  }
  writeAnnotations(annotations);
}

/**
 * Publishes the verdict on an internal error during or after {@link publish}. Later steps read the
 * last value of an output.
 */
export function publishLate(verdict: Verdict): void {
  writeOutputs({ outcome: verdict.outcome });
  writeAnnotations(annotationsOf({ verdict, runs: [] }, false));
}

const COMMANDS = { error: core.error, warning: core.warning, notice: core.notice };

/** Writes annotations as commands for the runner. */
export function writeAnnotations(annotations: readonly Annotation[]): void {
  for (const { level, text, properties } of annotations) {
    COMMANDS[level](text, properties);
  }
}

/** Sets outputs. Returns a warning if that fails. */
export function writeOutputs(outputs: Outputs): readonly string[] {
  try {
    for (const [name, value] of Object.entries(outputs)) {
      core.setOutput(name, value);
    }
    return [];
  } catch (error) {
    return [`The outputs could not be set: ${String(error)}`];
  }
}

/** The time limit for publishing after an abort. */
interface Grace {
  /** Rejects when the time is up. */
  readonly expired: Promise<never>;
  /** Removes the listener or the timer. */
  readonly dispose: () => void;
}

function startGraceOnAbort({ clock, signal }: Publication['context']): Grace {
  let dispose = (): void => signal.removeEventListener('abort', start);
  let expire: (reason: Error) => void;
  const expired = new Promise<never>((_, reject) => {
    expire = reject;
  });
  expired.catch(() => {}); // Each `guard` handles the rejection.
  const start = (): void => {
    dispose = clock.deadline(GRACE_MS, () =>
      expire(new Error(`not finished ${GRACE_MS / 1_000} s after "${String(signal.reason)}"`)),
    );
  };
  if (signal.aborted) {
    start();
  } else {
    signal.addEventListener('abort', start, { once: true });
  }
  return { expired, dispose: () => dispose() };
}

/** Publishes through one channel. Returns its warnings, or its failure as a warning. */
async function guard(
  channel: string,
  { expired }: Grace,
  write: () => readonly string[] | void | Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return (await Promise.race([write(), expired])) ?? [];
  } catch (error) {
    return [failureWarning(channel, error)];
  }
}

function failureWarning(channel: string, error: unknown): string {
  return `The ${channel} could not be written whole: ${String(error)}`;
}

/** Returns the outputs, or at least the outcome. */
function outputsOf(
  report: StepReport,
): ReturnType<typeof finalOutputs> & { readonly warnings: readonly string[] } {
  try {
    return { ...finalOutputs(report), warnings: [] };
  } catch (error) {
    const outputs = { outcome: report.verdict.outcome };
    return { outputs, omitted: [], warnings: [failureWarning('outputs', error)] };
  }
}

/** Returns the annotations, or at least the error of a failing step. */
function renderAnnotations(
  report: StepReport,
  isLocated: boolean,
): { readonly annotations: readonly Annotation[]; readonly warnings: readonly string[] } {
  try {
    return { annotations: annotationsOf(report, isLocated), warnings: [] };
  } catch (error) {
    const annotations = annotationsOf({ verdict: report.verdict, runs: [] }, false);
    return { annotations, warnings: [failureWarning('annotations', error)] };
  }
}

/** The warnings of several runs, with the names of their scripts. The step has those of one run. */
function runWarnings(runs: readonly EvaluatedRun[]): readonly string[] {
  return runs.length <= 1
    ? []
    : runs.flatMap(({ plan, verdict }) =>
        verdict.warnings.map((warning) => `${scriptName(plan.script)}: ${warning}`),
      );
}

async function publishComment(
  report: StepReport,
  { comment, context }: Publication,
): Promise<readonly string[]> {
  if (comment === undefined) {
    return [];
  }
  const { mode, target } = comment;
  const { step, attempt } = target;
  const content = {
    isFailing: failsStep(report.verdict.outcome),
    render: (marker: string) => renderComment(report, { marker, step, attempt }),
  };
  return writeComment(mode, content, target, context);
}

async function writeSummary(
  report: StepReport,
  { summary, summaryFile }: Publication,
): Promise<readonly string[]> {
  if (!summary || summaryFile === undefined || summaryFile === '') {
    return [];
  }
  try {
    await appendFile(summaryFile, renderSummary(report));
    return [];
  } catch (error) {
    return [`The step summary could not be written: ${String(error)}`];
  }
}
