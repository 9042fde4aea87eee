import { plural } from '../util/text.ts';
import type { TestCase, TestCounts } from '../evaluate/test-results/test-report.ts';
import type {
  EvaluatedRun,
  LocatedReport,
  LocatedTest,
  SourceLocation,
} from '../evaluate/types.ts';
import type { Json } from '../open-cloud/types.ts';
import type { RunResult, TaskSnapshot } from '../tasks/run-result.ts';
import { plainLine } from '../util/plain-text.ts';
import type { Script } from '../workspace/script.ts';

// Facts about runs and tests, and how every report writes them.

/** Returns the last snapshot of a run's task; undefined if no task is known. */
export function snapshotOf(run: RunResult): TaskSnapshot | undefined {
  switch (run.status) {
    case 'ended':
    case 'poll-timeout':
    case 'unreachable':
    case 'pending':
      return run;
    case 'cancelled':
    case 'internal-error':
      return run.snapshot;
    case 'not-created':
    case 'not-found':
    case 'not-run':
    case 'quota-exceeded':
    case 'unknown-create-outcome':
      return undefined;
  }
}

/** Returns the return values of a script; undefined if its task did not complete. */
export function resultsOf(run: RunResult): readonly Json[] | undefined {
  return run.status === 'ended' && run.task.state === 'COMPLETE'
    ? (run.task.results ?? [])
    : undefined;
}

/** Returns the log as text, one message a line. Line ends within messages stay. */
export function logText(run: RunResult & { status: 'ended' }): string {
  return run.log.messages.map(({ text }) => text).join('\n');
}

/** The name of a script: its path if it has one. */
export function scriptName({ file, isOfTask }: Script): string {
  return file ?? (isOfTask === true ? "the task's script" : 'the inline script');
}

/** Formats how many scripts there were, and how many did not pass: `1 of 3 scripts did not pass`. */
export function formatScriptCount(runs: readonly EvaluatedRun[]): string {
  const others = runs.filter(({ verdict }) => verdict.outcome !== 'passed').length;
  const all = plural(runs.length, 'script');
  return others === 0 ? all : `${formatNumber(others)} of ${all} did not pass`;
}

/** The full name of a test: the names of its suites, outermost first, and its own name. */
export function testName({ path }: TestCase): string {
  return plainLine(path.join(' › ')) || 'a test without a name';
}

/** Returns the failing tests in the order of the report. */
export function failingTests(report: LocatedReport): readonly LocatedTest[] {
  return report.tests.filter(({ status }) => status === 'failed');
}

/** Returns the tests that passed with a warning. */
export function warningTests(report: LocatedReport): readonly LocatedTest[] {
  return report.tests.filter(({ status, isWarning }) => status !== 'failed' && isWarning === true);
}

/**
 * Returns the problems of a report other than its failing tests.
 *
 * @param shown a text beside them; problems that it contains are left out
 */
export function otherProblems(report: LocatedReport, shown: string): readonly string[] {
  return report.problems.filter((problem) => !shown.includes(problem));
}

/** A script runs for minutes, so a longer duration must be wrong. */
const MAX_TEST_DURATION_MS = 86_400_000;

/** The duration of a test in milliseconds; undefined if the report has no plausible one. */
export function testDurationMs({ durationMs = -1 }: TestCase): number | undefined {
  return durationMs >= 0 && durationMs <= MAX_TEST_DURATION_MS ? durationMs : undefined;
}

/** The lines of a test's message, without blank ones. */
export function reasonLines({ message = '' }: Pick<TestCase, 'message'>): readonly string[] {
  return message.split(/\r\n|\n|\r/).filter((line) => /\S/.test(line));
}

/** The reason of a failing test without a message. */
export const MISSING_REASON = 'The test failed without a message.';

/** Formats a location: its file and line, or its line in the inline script. */
export function formatLocation({ file, line }: SourceLocation): string {
  return file === undefined ? `line ${line}` : `${file}:${line}`;
}

/** Formats counts of tests without the zeros: `41 passed, 2 failed, 1 skipped`. */
export function formatTestCounts({ passed, failed, skipped }: TestCounts): string {
  const parts = [
    passed > 0 && `${formatNumber(passed)} passed`,
    failed > 0 && `${formatNumber(failed)} failed`,
    skipped > 0 && `${formatNumber(skipped)} skipped`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'none passed' : parts.join(', ');
}

/** Adds up the tests of several runs. */
export function sumTestCounts(runs: readonly EvaluatedRun[]): TestCounts {
  const all = runs.map(({ verdict }) => verdict.tests?.counts);
  const sum = (name: keyof TestCounts): number =>
    all.reduce((total, counts) => total + (counts?.[name] ?? 0), 0);
  return {
    total: sum('total'),
    passed: sum('passed'),
    failed: sum('failed'),
    skipped: sum('skipped'),
  };
}

/** Formats a number with separators: `4,812`. */
export function formatNumber(number: number): string {
  return number.toLocaleString('en-US');
}

/** Up to this length a value stays on one line. */
const MAX_ONE_LINE_CHARACTERS = 80;

/** The reports truncate longer values. Indented they would show even less of them. */
const MAX_INDENTED_CHARACTERS = 64 * 1024;

/** The size of indented text grows with the square of the depth. */
const MAX_INDENTED_DEPTH = 20;

/** Formats a return value for people: short values on one line, longer ones indented. */
export function formatResult(value: Json): string {
  const compact = toJson(value);
  const isIndented =
    compact.length > MAX_ONE_LINE_CHARACTERS &&
    compact.length <= MAX_INDENTED_CHARACTERS &&
    isShallow(value, MAX_INDENTED_DEPTH);
  return isIndented ? JSON.stringify(value, undefined, 2) : compact;
}

/** Converts a value of any depth to JSON. `JSON.stringify` is recursive, and fails on deep values. */
export function toJson(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) {
      return deepToJson(value);
    }
    throw error;
  }
}

/** Text to write as it is, or a value to convert. */
type Pending = { readonly text: string } | { readonly value: Json };

function deepToJson(root: Json): string {
  const written: string[] = [];
  const stack: Pending[] = [{ value: root }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if ('text' in next) {
      written.push(next.text);
    } else if (next.value === null || typeof next.value !== 'object') {
      written.push(JSON.stringify(next.value));
    } else {
      for (const part of partsOf(next.value).toReversed()) {
        stack.push(part);
      }
    }
  }
  return written.join('');
}

function partsOf(value: readonly Json[] | { readonly [key: string]: Json }): readonly Pending[] {
  const isList = Array.isArray(value);
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return [
    { text: isList ? '[' : '{' },
    ...entries.flatMap(([key, part], index): readonly Pending[] => [
      { text: `${index === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}` },
      { value: part },
    ]),
    { text: isList ? ']' : '}' },
  ];
}

function isShallow(value: Json, levels: number): boolean {
  return (
    value === null ||
    typeof value !== 'object' ||
    (levels > 0 &&
      Object.values(value as object).every((part: Json) => isShallow(part, levels - 1)))
  );
}
