import type { RunResult } from '../tasks/run-result.ts';
import type { Json, LuauTask } from '../open-cloud/types.ts';
import { formatTaskPath } from '../open-cloud/task-path.ts';
import type { TestCounts } from '../evaluate/test-results/test-report.ts';
import type { EvaluatedRun, StepReport, Verdict } from '../evaluate/types.ts';
import { formatBytes, truncateStart } from '../util/truncate.ts';
import { toJson } from './result-text.ts';
import { snapshotOf } from './run-facts.ts';
import { addCounts } from './test-facts.ts';
import { computeTiming } from './timing.ts';

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
  'binary-output',
  'tests-total',
  'tests-passed',
  'tests-failed',
  'tests-skipped',
  'runs',
] as const;

/** The outputs of a step; one that is not known yet, or not at all, is left out. */
export type Outputs = Partial<Record<(typeof OUTPUT_NAMES)[number], string>>;

/**
 * All outputs of a job together may have 1 MB. A JSON value that is cut is none, so one over this
 * is left empty, and its file holds it.
 */
const MAX_OUTPUT_BYTES = 256 * 1024;

/** The end of a log tells how it ended, and is useful when it is cut. */
const MAX_LOG_OUTPUT_BYTES = 64 * 1024;

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

/** The outputs at the end of a step but for those of its files, and which had to be left empty. */
export function finalOutputs(report: StepReport): {
  readonly outputs: Outputs;
  readonly unfitting: readonly string[];
} {
  const { verdict, runs, upload } = report;
  const task = firstKnown(runs, taskOf);
  const state = firstKnown(runs, stateOf);
  const error = firstKnown(runs, (evaluated) => taskOf(evaluated)?.error);
  const result = firstKnown(runs, ({ run }) => resultsOf(run)?.[0]);
  const binaryOutput = firstKnown(runs, binaryOutputOf);
  const durationMs = durationOf(runs);
  const hasLog = runs.some(({ run }) => run.status === 'ended');
  const unfitting: string[] = [];
  const fitting = (name: string, value: string): string => {
    if (Buffer.byteLength(value) <= MAX_OUTPUT_BYTES) {
      return value;
    }
    unfitting.push(name);
    return '';
  };
  return {
    outputs: {
      outcome: verdict.outcome,
      ...(upload?.became && { 'place-version': upload.became.version }),
      ...(task && taskOutputs(task)),
      ...(state !== undefined && { state }),
      ...(error?.code !== undefined && { 'error-code': error.code }),
      ...(error?.message !== undefined && {
        'error-message': fitting('error-message', error.message),
      }),
      ...(result !== undefined && {
        result: fitting('result', typeof result === 'string' ? result : toJson(result)),
      }),
      ...(runs.some(({ run }) => resultsOf(run) !== undefined) && {
        results: fitting('results', toJson(allResults(runs))),
      }),
      ...(durationMs !== undefined && { duration: String(inSeconds(durationMs)) }),
      ...(hasLog && { logs: endOfLogs(runs) }),
      ...(binaryOutput !== undefined && { 'binary-output': binaryOutput }),
      ...testOutputs(runs),
      ...(runs.length > 0 && { runs: fitting('runs', toJson(runs.map(describeRun))) }),
    },
    unfitting,
  };
}

/** The outputs that name files. */
export function fileOutputs({ resultsFile, logsFile, junitFile }: ReportFiles): Outputs {
  return {
    ...(resultsFile !== undefined && { 'results-file': resultsFile }),
    ...(logsFile !== undefined && { 'logs-file': logsFile }),
    ...(junitFile !== undefined && { 'junit-file': junitFile }),
  };
}

/** Of several runs, what the first that has it has. */
function firstKnown<T>(
  runs: readonly EvaluatedRun[],
  read: (evaluated: EvaluatedRun) => T | undefined,
): T | undefined {
  return runs.map(read).find((found) => found !== undefined);
}

function taskOf({ run }: EvaluatedRun): LuauTask | undefined {
  return snapshotOf(run)?.task;
}

/** The state of the task, which scripts may share. */
function stateOf(evaluated: EvaluatedRun): string | undefined {
  const { run } = evaluated;
  return (run.status === 'ended' ? run.shared?.task : undefined)?.state ?? taskOf(evaluated)?.state;
}

function binaryOutputOf({ run }: EvaluatedRun): string | undefined {
  const output = run.status === 'ended' ? run.binaryOutput : undefined;
  return output?.status === 'written' ? output.file : undefined;
}

/** Of one run its own; of several, from the first creation to the last end. */
function durationOf(runs: readonly EvaluatedRun[]): number | undefined {
  const [first] = runs;
  if (first === undefined || runs.length === 1) {
    return first && lastedMs(first.run);
  }
  const created = runs.flatMap(({ span }) => span?.createdMs ?? []);
  const ended = runs.flatMap(({ span }) => (span?.createdMs === undefined ? [] : span.endedMs));
  // One by one: a spread of thousands of arguments is slow, and can overflow the stack.
  const least = created.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const most = ended.reduce((one, other) => Math.max(one, other), 0);
  return created.length === 0 ? undefined : most - least;
}

/** Of a task that nobody waited for, nothing is known. */
function lastedMs(run: RunResult): number | undefined {
  return run.status === 'pending' ? undefined : computeTiming(run)?.totalMs;
}

function inSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}

/** One object of the output `runs`. */
function describeRun(evaluated: EvaluatedRun): Json {
  const { plan, run, verdict } = evaluated;
  const task = taskOf(evaluated);
  const results = resultsOf(run);
  const durationMs = lastedMs(run);
  const counts = countsOf(verdict);
  return {
    script: plan.script.file ?? null,
    outcome: verdict.outcome,
    state: stateOf(evaluated) ?? null,
    errorCode: task?.error?.code ?? null,
    errorMessage: task?.error?.message ?? null,
    result: results?.[0] ?? null,
    results: results ?? null,
    taskPath: task === undefined ? null : formatTaskPath(task.path),
    taskId: task?.path.taskId ?? null,
    sessionId: task?.path.sessionId ?? null,
    placeVersion: task?.path.placeVersion ?? null,
    duration: durationMs === undefined ? null : inSeconds(durationMs),
    tests: {
      total: counts?.total ?? null,
      passed: counts?.passed ?? null,
      failed: counts?.failed ?? null,
      skipped: counts?.skipped ?? null,
    },
  };
}

/** Says which outputs were left empty, and where what they would have is whole. */
export function describeUnfitting(
  unfitting: readonly string[],
  { resultsFile }: ReportFiles,
): string {
  const names = unfitting.map((name) => `\`${name}\``);
  const what =
    names.length === 1
      ? `The output ${names[0]} is left empty, since it`
      : `The outputs ${names.slice(0, -1).join(', ')} and ${names.at(-1)} are left empty, since each`;
  const where = resultsFile === undefined ? '' : ` ${resultsFile} holds the results whole.`;
  return `${what} would have more than ${formatBytes(MAX_OUTPUT_BYTES)}.${where}`;
}

/** Numbers, where a script reported tests: `true` alone, say, is a result without any. */
function countsOf({ tests }: Verdict): TestCounts | undefined {
  return tests === undefined || (tests.counts.total === 0 && tests.framework === 'custom')
    ? undefined
    : tests.counts;
}

function testOutputs(runs: readonly EvaluatedRun[]): Outputs {
  if (runs.every(({ verdict }) => countsOf(verdict) === undefined)) {
    return {};
  }
  const counts = addCounts(runs);
  return {
    'tests-total': String(counts.total),
    'tests-passed': String(counts.passed),
    'tests-failed': String(counts.failed),
    'tests-skipped': String(counts.skipped),
  };
}

/** What all scripts returned: of one script its values, of several an array for each. */
export function allResults(runs: readonly EvaluatedRun[]): readonly Json[] {
  const [first, ...others] = runs;
  return first !== undefined && others.length === 0
    ? (resultsOf(first.run) ?? [])
    : runs.map(({ run }) => resultsOf(run) ?? []);
}

/** The logs of all runs, one after another, in pieces: those of many could be more than a string can hold. */
export function* allLogs(runs: readonly EvaluatedRun[]): Generator<string> {
  let isFirst = true;
  for (const text of logTexts(runs)) {
    yield isFirst ? text : `\n${text}`;
    isFirst = false;
  }
}

function endOfLogs(runs: readonly EvaluatedRun[]): string {
  let end = '';
  for (const text of logTexts(runs.toReversed())) {
    end = end === '' ? text : `${text}\n${end}`;
    if (Buffer.byteLength(end) > MAX_LOG_OUTPUT_BYTES) {
      break;
    }
  }
  return truncateStart(end, MAX_LOG_OUTPUT_BYTES);
}

function* logTexts(runs: readonly EvaluatedRun[]): Generator<string> {
  for (const { run } of runs) {
    const text = run.status === 'ended' ? logText(run) : '';
    if (text !== '') {
      yield text;
    }
  }
}

/** What a script returned; undefined where its task did not complete. */
export function resultsOf(run: RunResult | undefined): readonly Json[] | undefined {
  return run?.status === 'ended' && run.task.state === 'COMPLETE'
    ? (run.task.results ?? [])
    : undefined;
}

/** The log as text: a message a line, with the line ends that it has itself. */
export function logText(run: RunResult & { status: 'ended' }): string {
  return run.log.messages.map(({ text }) => text).join('\n');
}
