import type { Run } from '../execution/run.ts';
import type { Json, LuauTask } from '../open-cloud/resources.ts';
import { formatTaskPath } from '../open-cloud/task-path.ts';
import type { StepReport } from '../verdict/verdict.ts';
import { formatBytes, tailOf } from './byte-limit.ts';
import { toJson } from './result-text.ts';
import { sightingOf } from './run-facts.ts';
import { tellTiming } from './timing.ts';

/** The outputs of `action.yml`. */
export const OUTPUT_NAMES = [
  'outcome',
  'state',
  'error-code',
  'error-message',
  'result',
  'results',
  'task-path',
  'task-id',
  'session-id',
  'place-version',
  'duration',
  'logs',
  'results-file',
  'logs-file',
  'junit-file',
  'tests-total',
  'tests-passed',
  'tests-failed',
  'tests-skipped',
] as const;

/** The outputs of a step; one that is not known yet, or not at all, is left out. */
export type Outputs = Partial<Record<(typeof OUTPUT_NAMES)[number], string>>;

/**
 * All outputs of a job together may have 1 MB. A JSON value that is cut is none, so one over this
 * is left empty, and its file holds it.
 */
const LARGEST_OUTPUT_BYTES = 256 * 1024;

/** The end of a log tells how it ended, and is useful when it is cut. */
const LARGEST_LOG_OUTPUT_BYTES = 64 * 1024;

/** The paths of the files that were written; one that was not is absent. */
export interface ReportFiles {
  readonly resultsFile?: string;
  readonly logsFile?: string;
  readonly junitFile?: string;
}

/** What is known of a task as soon as it is created: a later step, or a person, can find it by this. */
export function taskOutputs({ path }: LuauTask): Outputs {
  return {
    'task-path': formatTaskPath(path),
    'task-id': path.taskId,
    ...(path.sessionId !== undefined && { 'session-id': path.sessionId }),
    ...(path.placeVersion !== undefined && { 'place-version': path.placeVersion }),
  };
}

/** The outputs at the end of a step, and what had to be left out of them. */
export function finalOutputs(
  report: StepReport,
  files: ReportFiles,
): { readonly outputs: Outputs; readonly warnings: readonly string[] } {
  const { verdict, runs } = report;
  const run = runs[0]?.run;
  const task = run && sightingOf(run)?.task;
  const durationMs = run && tellTiming(run)?.totalMs;
  const results = resultsOf(run);
  const first = results?.[0];
  const unfitting: string[] = [];
  const fitting = (name: string, value: string): string => {
    if (Buffer.byteLength(value) <= LARGEST_OUTPUT_BYTES) {
      return value;
    }
    unfitting.push(`\`${name}\``);
    return '';
  };
  return {
    outputs: {
      outcome: verdict.outcome,
      ...(task && { ...taskOutputs(task), state: task.state }),
      ...(task?.error?.code !== undefined && { 'error-code': task.error.code }),
      ...(task?.error?.message !== undefined && {
        'error-message': fitting('error-message', task.error.message),
      }),
      ...(first !== undefined && {
        result: fitting('result', typeof first === 'string' ? first : toJson(first)),
      }),
      ...(results && { results: fitting('results', toJson(results)) }),
      ...(durationMs !== undefined && { duration: String(Math.round(durationMs) / 1000) }),
      ...(run?.end === 'ended' && { logs: tailOf(logText(run), LARGEST_LOG_OUTPUT_BYTES) }),
      ...(files.resultsFile !== undefined && { 'results-file': files.resultsFile }),
      ...(files.logsFile !== undefined && { 'logs-file': files.logsFile }),
      ...(files.junitFile !== undefined && { 'junit-file': files.junitFile }),
      ...testOutputs(report),
    },
    warnings: unfitting.length === 0 ? [] : [describeUnfitting(unfitting, files)],
  };
}

function describeUnfitting(names: readonly string[], { resultsFile }: ReportFiles): string {
  const what =
    names.length === 1
      ? `The output ${names[0]} is left empty, since it`
      : `The outputs ${names.join(' and ')} are left empty, since each`;
  const where = resultsFile === undefined ? '' : ` ${resultsFile} holds the results whole.`;
  return `${what} would have more than ${formatBytes(LARGEST_OUTPUT_BYTES)}.${where}`;
}

/** Numbers, where the script reported tests: `true` alone, say, is a result without any. */
function testOutputs({ verdict }: StepReport): Outputs {
  const { counts, framework } = verdict.tests ?? {};
  if (counts === undefined || (counts.total === 0 && framework === 'own')) {
    return {};
  }
  return {
    'tests-total': String(counts.total),
    'tests-passed': String(counts.passed),
    'tests-failed': String(counts.failed),
    'tests-skipped': String(counts.skipped),
  };
}

/** What a script returned; undefined where its task did not complete. */
export function resultsOf(run: Run | undefined): readonly Json[] | undefined {
  return run?.end === 'ended' && run.task.state === 'COMPLETE'
    ? (run.task.results ?? [])
    : undefined;
}

/** The log as text: a message a line, with the line ends that it has itself. */
export function logText(run: Run & { end: 'ended' }): string {
  return run.log.messages.map(({ text }) => text).join('\n');
}
