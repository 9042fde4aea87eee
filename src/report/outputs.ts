import type { RunResult } from '../tasks/run-result.ts';
import type { Json, LuauTask } from '../open-cloud/types.ts';
import { formatTaskPath } from '../open-cloud/task-path.ts';
import type { TestCounts } from '../evaluate/test-results/test-report.ts';
import type { EvaluatedRun, StepReport, Verdict } from '../evaluate/types.ts';
import { formatBytes, truncateStart } from '../util/truncate.ts';
import { logText, resultsOf, snapshotOf, sumTestCounts, toJson } from './format.ts';
import { computeTiming } from './timing.ts';

/** The outputs of `action.yml`. */
export const OUTPUT_NAMES = [
  'outcome',
  'engine',
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

/** The outputs of a step. Unknown ones are left out. */
export type Outputs = Partial<Record<(typeof OUTPUT_NAMES)[number], string>>;

/**
 * GitHub limits all outputs of a job together to 1 MB. Truncated JSON is invalid, so a larger output
 * is left empty, and a file contains it.
 */
const MAX_OUTPUT_BYTES = 256 * 1024;

/** A truncated log keeps its end, which shows how the script ended. */
const MAX_LOG_OUTPUT_BYTES = 64 * 1024;

/** The paths of the written files. */
export interface ReportFiles {
  readonly resultsFile?: string;
  readonly logsFile?: string;
  readonly junitFile?: string;
}

/** Returns the outputs that are known once a task is created. Later steps can find the task by them. */
export function taskOutputs({ path }: LuauTask): Outputs {
  return {
    'task-path': formatTaskPath(path),
    'task-id': path.taskId,
    ...(path.sessionId !== undefined && { 'session-id': path.sessionId }),
    ...(path.placeVersion !== undefined && { 'place-version': path.placeVersion }),
  };
}

/**
 * Returns the outputs at the end of a step, except those of its files, and the names of outputs that
 * are too large and left empty.
 */
export function finalOutputs(report: StepReport): {
  readonly outputs: Outputs;
  readonly omitted: readonly string[];
} {
  const { verdict, runs, upload, engine } = report;
  const task = firstKnown(runs, taskOf);
  const state = firstKnown(runs, stateOf);
  const error = firstKnown(runs, (evaluated) => taskOf(evaluated)?.error);
  const result = firstKnown(runs, ({ run }) => resultsOf(run)?.[0]);
  const binaryOutput = firstKnown(runs, binaryOutputOf);
  const durationMs = durationOf(runs);
  const hasLog = runs.some(({ run }) => run.status === 'ended');
  const omitted: string[] = [];
  const orEmpty = (name: string, value: string): string => {
    if (Buffer.byteLength(value) <= MAX_OUTPUT_BYTES) {
      return value;
    }
    omitted.push(name);
    return '';
  };
  return {
    outputs: {
      outcome: verdict.outcome,
      ...(task && engine && { engine }),
      ...(upload?.became && { 'place-version': upload.became.version }),
      ...(task && taskOutputs(task)),
      ...(state !== undefined && { state }),
      ...(error?.code !== undefined && { 'error-code': error.code }),
      ...(error?.message !== undefined && {
        'error-message': orEmpty('error-message', error.message),
      }),
      ...(result !== undefined && {
        result: orEmpty('result', typeof result === 'string' ? result : toJson(result)),
      }),
      ...(runs.some(({ run }) => resultsOf(run) !== undefined) && {
        results: orEmpty('results', toJson(allResults(runs))),
      }),
      ...(durationMs !== undefined && { duration: String(toSeconds(durationMs)) }),
      ...(hasLog && { logs: lastLogs(runs) }),
      ...(binaryOutput !== undefined && { 'binary-output': binaryOutput }),
      ...testOutputs(runs),
      ...(runs.length > 0 && { runs: orEmpty('runs', toJson(runs.map(toRunObject))) }),
    },
    omitted,
  };
}

/** Returns the outputs with the paths of files. */
export function fileOutputs({ resultsFile, logsFile, junitFile }: ReportFiles): Outputs {
  return {
    ...(resultsFile !== undefined && { 'results-file': resultsFile }),
    ...(logsFile !== undefined && { 'logs-file': logsFile }),
    ...(junitFile !== undefined && { 'junit-file': junitFile }),
  };
}

/** Returns the first known value of several runs. */
function firstKnown<T>(
  runs: readonly EvaluatedRun[],
  read: (evaluated: EvaluatedRun) => T | undefined,
): T | undefined {
  return runs.map(read).find((found) => found !== undefined);
}

function taskOf({ run }: EvaluatedRun): LuauTask | undefined {
  return snapshotOf(run)?.task;
}

/** The state of the task, or of the shared task of several scripts. */
function stateOf(evaluated: EvaluatedRun): string | undefined {
  const { run } = evaluated;
  return (run.status === 'ended' ? run.shared?.task : undefined)?.state ?? taskOf(evaluated)?.state;
}

function binaryOutputOf({ run }: EvaluatedRun): string | undefined {
  const output = run.status === 'ended' ? run.binaryOutput : undefined;
  return output?.status === 'written' ? output.file : undefined;
}

/** The duration of one run, or the time from the first creation to the last end of several. */
function durationOf(runs: readonly EvaluatedRun[]): number | undefined {
  const [only] = runs;
  if (only === undefined || runs.length === 1) {
    return only && durationOfRun(only.run);
  }
  const created = runs.flatMap(({ span }) => span?.createdMs ?? []);
  const ended = runs.flatMap(({ span }) => (span?.createdMs === undefined ? [] : span.endedMs));
  // Not `Math.min(...created)`: thousands of arguments can overflow the stack.
  const first = created.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
  const last = ended.reduce((one, other) => Math.max(one, other), 0);
  return created.length === 0 ? undefined : last - first;
}

/** The duration of a pending task is unknown. */
function durationOfRun(run: RunResult): number | undefined {
  return run.status === 'pending' ? undefined : computeTiming(run)?.totalMs;
}

function toSeconds(ms: number): number {
  return Math.round(ms) / 1000;
}

/** Converts a run to an object of the output `runs`. */
function toRunObject(evaluated: EvaluatedRun): Json {
  const { plan, run, verdict } = evaluated;
  const task = taskOf(evaluated);
  const results = resultsOf(run);
  const durationMs = durationOfRun(run);
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
    duration: durationMs === undefined ? null : toSeconds(durationMs),
    tests: {
      total: counts?.total ?? null,
      passed: counts?.passed ?? null,
      failed: counts?.failed ?? null,
      skipped: counts?.skipped ?? null,
    },
  };
}

/** Explains which outputs are left empty, and which file contains the results. */
export function explainOmittedOutputs(
  omitted: readonly string[],
  { resultsFile }: ReportFiles,
): string {
  const names = omitted.map((name) => `\`${name}\``);
  const what =
    names.length === 1
      ? `The output ${names[0]} is left empty, since it`
      : `The outputs ${names.slice(0, -1).join(', ')} and ${names.at(-1)} are left empty, since each`;
  const where = resultsFile === undefined ? '' : ` ${resultsFile} holds the results whole.`;
  return `${what} would have more than ${formatBytes(MAX_OUTPUT_BYTES)}.${where}`;
}

/** The counts of tests; undefined if the script reported only a result such as `true`. */
function countsOf({ tests }: Verdict): TestCounts | undefined {
  return tests === undefined || (tests.counts.total === 0 && tests.framework === 'custom')
    ? undefined
    : tests.counts;
}

function testOutputs(runs: readonly EvaluatedRun[]): Outputs {
  if (runs.every(({ verdict }) => countsOf(verdict) === undefined)) {
    return {};
  }
  const counts = sumTestCounts(runs);
  return {
    'tests-total': String(counts.total),
    'tests-passed': String(counts.passed),
    'tests-failed': String(counts.failed),
    'tests-skipped': String(counts.skipped),
  };
}

/** The return values of one script, or an array for each of several. */
export function allResults(runs: readonly EvaluatedRun[]): readonly Json[] {
  const [first, ...others] = runs;
  return first !== undefined && others.length === 0
    ? (resultsOf(first.run) ?? [])
    : runs.map(({ run }) => resultsOf(run) ?? []);
}

/** Yields the logs of all runs in chunks. Together they can exceed the length of a string. */
export function* allLogs(runs: readonly EvaluatedRun[]): Generator<string> {
  let isFirst = true;
  for (const text of logTexts(runs)) {
    yield isFirst ? text : `\n${text}`;
    isFirst = false;
  }
}

function lastLogs(runs: readonly EvaluatedRun[]): string {
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
