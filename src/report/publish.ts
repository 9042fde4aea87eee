import * as core from '@actions/core';
import { appendFile } from 'node:fs/promises';
import type { OperationContext } from '../util/operation-context.ts';
import { failsStep, type EvaluatedRun, type StepReport, type Verdict } from '../evaluate/types.ts';
import { renderComment } from './pages/comment.ts';
import { annotationsOf, type Annotation } from './annotations.ts';
import { writeReportFiles, type ReportPaths } from './files.ts';
import type { JobLog } from './log/job-log.ts';
import {
  describeUnfitting,
  fileOutputs,
  finalOutputs,
  type Outputs,
  type ReportFiles,
} from './outputs.ts';
import {
  writeComment,
  type CommentMode,
  type CommentTarget,
} from '../github/pull-request-comment.ts';
import { nameOf } from './run-facts.ts';
import { renderSummary } from './pages/summary.ts';
import { escapeCommands } from '../github/workflow-commands.ts';

/** How, and where, a step's report is to be shown. */
export interface Publication extends ReportPaths {
  readonly annotations: boolean;
  readonly summary: boolean;
  /** The comment that is wanted, where there is a pull request for it. */
  readonly comment?: {
    readonly mode: CommentMode;
    readonly target: CommentTarget;
  };
  /** `GITHUB_STEP_SUMMARY`; absent where a person runs the bundle. */
  readonly summaryFile?: string | undefined;
  /** What else there is to warn of. */
  readonly warnings?: readonly string[];
  readonly context: OperationContext;
}

/**
 * How long publishing may go on after a cancellation, or a fault: what is being written can be
 * finished, which takes milliseconds, and what never ends is left. The runner grants 7.5 s in all,
 * and a creation has had up to one of these already.
 */
const GRACE_MS = 1_000;

/**
 * Shows a step's report wherever people and later steps look: outputs first, then files, summary and
 * comment, the job log, and the one error last. Each of these is by itself: whatever one throws, and
 * what cannot be written of it, is told in one warning, and changes nothing of the others.
 */
export async function publish(
  report: StepReport,
  publication: Publication,
  jobLog: JobLog,
): Promise<void> {
  const limit = limitWaiting(publication.context);
  let unfitting: readonly string[] = [];
  const ofOutputs = await guarded('outputs', limit, () => {
    const outputs = outputsOf(report);
    ({ unfitting } = outputs);
    return [...writeOutputs(outputs.outputs), ...outputs.warnings];
  });
  let files: ReportFiles = {};
  const [ofFiles, ofSummary, ofComment] = await Promise.all([
    guarded('files', limit, async () => {
      const written = await writeReportFiles(report, publication);
      ({ files } = written);
      return [...written.warnings, ...writeOutputs(fileOutputs(files))];
    }),
    guarded('step summary', limit, () => writeSummary(report, publication)),
    guarded('comment on the pull request', limit, () => comment(report, publication)),
  ]);
  limit.dispose();
  const ofJobLog = await guarded('job log', limit, () => jobLog.finish(report, files));
  const { annotations, warnings: ofAnnotations } = annotationsFor(report, publication.annotations);
  // The same disk may be full twice.
  const warnings = new Set([
    ...report.verdict.warnings,
    ...warningsOfRuns(report.runs),
    ...(publication.warnings ?? []),
    ...ofFiles,
    ...(unfitting.length === 0 ? [] : [describeUnfitting(unfitting, files)]),
    ...ofOutputs,
    ...ofSummary,
    ...ofComment,
    ...ofJobLog,
    ...ofAnnotations,
  ]);
  if (warnings.size > 0) {
    core.warning(escapeCommands([...warnings].join('\n')));
  }
  writeAnnotations(annotations);
}

/**
 * Shows a verdict that came when the report was written already: a fault of the action meanwhile, or
 * after it. Of two outputs of one name, later steps get the last.
 */
export function publishLate(verdict: Verdict): void {
  writeOutputs({ outcome: verdict.outcome });
  writeAnnotations(annotationsOf({ verdict, runs: [] }, false));
}

const COMMANDS = { error: core.error, warning: core.warning, notice: core.notice };

/** Tells the runner of annotations. */
export function writeAnnotations(annotations: readonly Annotation[]): void {
  for (const { level, text, properties } of annotations) {
    COMMANDS[level](text, properties);
  }
}

/** When what is being published is no longer waited for. */
interface Limit {
  /** Rejects then. */
  readonly reached: Promise<never>;
  /** To be called once nothing is left to wait for. */
  readonly dispose: () => void;
}

function limitWaiting({ clock, signal }: Publication['context']): Limit {
  let dispose = (): void => signal.removeEventListener('abort', begin);
  let give: (reason: Error) => void;
  const reached = new Promise<never>((_, reject) => {
    give = reject;
  });
  reached.catch(() => {}); // Whoever waits is told.
  const begin = (): void => {
    dispose = clock.deadline(GRACE_MS, () =>
      give(new Error(`still under way ${GRACE_MS / 1_000} s after "${String(signal.reason)}"`)),
    );
  };
  if (signal.aborted) {
    begin();
  } else {
    signal.addEventListener('abort', begin, { once: true });
  }
  return { reached, dispose: () => dispose() };
}

/** Shows one channel; returns what there is to warn of, its own failure above all. */
async function guarded(
  channel: string,
  { reached }: Limit,
  show: () => readonly string[] | void | Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    return (await Promise.race([show(), reached])) ?? [];
  } catch (error) {
    return [explain(channel, error)];
  }
}

function explain(channel: string, error: unknown): string {
  return `The ${channel} could not be written whole: ${String(error)}`;
}

/** The outputs, or at least the one that later steps ask for first. */
function outputsOf(
  report: StepReport,
): ReturnType<typeof finalOutputs> & { readonly warnings: readonly string[] } {
  try {
    return { ...finalOutputs(report), warnings: [] };
  } catch (error) {
    const outputs = { outcome: report.verdict.outcome };
    return { outputs, unfitting: [], warnings: [explain('outputs', error)] };
  }
}

/** The annotations, or at least the one error of a step that failed. */
function annotationsFor(
  report: StepReport,
  isLocated: boolean,
): { readonly annotations: readonly Annotation[]; readonly warnings: readonly string[] } {
  try {
    return { annotations: annotationsOf(report, isLocated), warnings: [] };
  } catch (error) {
    const alone = annotationsOf({ verdict: report.verdict, runs: [] }, false);
    return { annotations: alone, warnings: [explain('annotations', error)] };
  }
}

/** Of several runs each warning says which script it is of; of one run the step's own are its. */
function warningsOfRuns(runs: readonly EvaluatedRun[]): readonly string[] {
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
  { comment: wanted, context }: Publication,
): Promise<readonly string[]> {
  if (wanted === undefined) {
    return [];
  }
  const { mode, target } = wanted;
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
