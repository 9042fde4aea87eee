import type { TestCase, TestCounts } from '../evaluate/test-results/test-report.ts';
import type {
  EvaluatedRun,
  LocatedReport,
  LocatedTest,
  SourceLocation,
} from '../evaluate/types.ts';
import { plainLine } from '../util/plain-text.ts';

/** Between the names of suites, as test frameworks write it. */
const WITHIN = ' › ';

/** What people call a test: the names of its suites, the outermost first, and its own. */
export function testName({ path }: TestCase): string {
  return plainLine(path.join(WITHIN)) || 'a test without a name';
}

/** The tests that failed, in the order of their report. */
export function failingTests(report: LocatedReport): readonly LocatedTest[] {
  return report.tests.filter(({ status }) => status === 'failed');
}

/**
 * What is wrong with a report besides its tests, without what its reader was told already.
 *
 * @param told the message that stands beside it, whole
 */
export function untoldFaults(report: LocatedReport, told: string): readonly string[] {
  return report.problems.filter((fault) => !told.includes(fault));
}

/** The tests that passed with something to say. */
export function warningTests(report: LocatedReport): readonly LocatedTest[] {
  return report.tests.filter(({ status, isWarning }) => status !== 'failed' && isWarning === true);
}

/** A script runs for minutes: a duration of more than a day is none. */
const MAX_DURATION_MS = 86_400_000;

/** How long a test took, in milliseconds, where its report tells a length of time. */
export function durationOf({ durationMs = -1 }: TestCase): number | undefined {
  return durationMs >= 0 && durationMs <= MAX_DURATION_MS ? durationMs : undefined;
}

/** What failed in a test: the lines of its message that are not blank, as they were reported. */
export function reasonLines({ message = '' }: TestCase): readonly string[] {
  return message.split(/\r\n|\n|\r/).filter((line) => /\S/.test(line));
}

/** A place in words: its file and line, or its line in the inline script. */
export function formatLocation({ file, line }: SourceLocation): string {
  return file === undefined ? `line ${line}` : `${file}:${line}`;
}

/** Tests in numbers: `41 passed, 2 failed, 1 skipped`. What there is none of is left out. */
export function countTests({ passed, failed, skipped }: TestCounts): string {
  const parts = [
    passed > 0 && `${formatCount(passed)} passed`,
    failed > 0 && `${formatCount(failed)} failed`,
    skipped > 0 && `${formatCount(skipped)} skipped`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'none passed' : parts.join(', ');
}

/** `1 test`, `5,000 tests`. */
export function pluralTests(count: number, kind = ''): string {
  return `${formatCount(count)} ${kind}${count === 1 ? 'test' : 'tests'}`;
}

/** The tests of several runs, added up. */
export function addCounts(runs: readonly EvaluatedRun[]): TestCounts {
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

/** Writes a number with its thousands apart: `4,812`. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
