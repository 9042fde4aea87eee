import * as core from '@actions/core';
import { appendFile } from 'node:fs/promises';
import type { Patience } from '../open-cloud/retry.ts';
import type { JudgedRun, StepReport } from '../verdict/verdict.ts';
import { annotate } from './annotations.ts';
import { writeReportFiles, type FilePlaces } from './files.ts';
import type { JobLog } from './job-log.ts';
import { finalOutputs, type Outputs } from './outputs.ts';
import { writeComment, type CommentMode, type CommentTarget } from './pull-request-comment.ts';
import { nameOf } from './run-facts.ts';
import { renderSummary } from './summary.ts';
import { inertText } from './workflow-commands.ts';

/** How, and where, a step's report is to be shown. */
export interface Publication extends FilePlaces {
  readonly annotations: boolean;
  readonly summary: boolean;
  /** The comment that is wanted, where there is a pull request for it. */
  readonly comment?: {
    readonly mode: CommentMode;
    readonly target: CommentTarget;
    readonly patience: Patience;
  };
  /** `GITHUB_STEP_SUMMARY`; the runner may leave it out. */
  readonly summaryFile?: string | undefined;
}

/**
 * Shows a step's report wherever people and later steps look: files, outputs, summary, job log,
 * and the one error last. What cannot be written is one warning, and changes nothing else.
 */
export async function publish(
  report: StepReport,
  publication: Publication,
  jobLog: JobLog,
): Promise<void> {
  const { files, warnings: unwritten } = await writeReportFiles(report, publication);
  const { outputs, warnings: unfitting } = finalOutputs(report, files);
  const warnings = [
    ...report.verdict.warnings,
    ...warningsOfRuns(report.runs),
    ...unwritten,
    ...unfitting,
    ...writeOutputs(outputs),
    ...(await writeSummary(report, publication)),
    ...(await comment(report, publication)),
  ];
  jobLog.finish(report, files);
  if (warnings.length > 0) {
    core.warning(inertText(warnings.join('\n')));
  }
  annotate(report, publication.annotations);
}

/** Of several runs each warning says which script it is of; of one run the step's own are its. */
function warningsOfRuns(runs: readonly JudgedRun[]): readonly string[] {
  return runs.length <= 1
    ? []
    : runs.flatMap(({ plan, verdict }) =>
        verdict.warnings.map((warning) => `${nameOf(plan.script)}: ${warning}`),
      );
}

/** Sets outputs; returns what went wrong, if anything did. */
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

async function comment(
  report: StepReport,
  { comment: wanted }: Publication,
): Promise<readonly string[]> {
  return wanted === undefined
    ? []
    : writeComment(wanted.mode, report, wanted.target, wanted.patience);
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
