import type { ChunkLocation } from '../location/parse-locations.ts';

/** The status of a test. */
export type TestStatus = 'passed' | 'failed' | 'skipped';

/** One test of a report. Its texts are remote text without escape sequences. */
export interface TestCase {
  /** The names of the suites around it, the outermost first, and its own name. Never empty. */
  readonly path: readonly string[];
  readonly status: TestStatus;
  /** Set on a passed test that warns: it is shown and does not fail the run. */
  readonly isWarning?: true;
  readonly durationMs?: number;
  /** What failed, or why it was skipped. */
  readonly message?: string;
  /** The stack trace, one call a line. */
  readonly trace?: string;
  /** The location of the failure, as Luau writes it. */
  readonly at?: ChunkLocation;
}

/** Numbers of tests. They add up unless the report contradicts itself. */
export interface TestCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The test results of a script, in one model for all frameworks and shapes. */
export interface TestReport {
  readonly framework: 'TestEZ' | 'Jest' | 'custom';
  readonly origin: 'returned' | 'printed';
  /** The named tests; empty if the report only counts. */
  readonly tests: readonly TestCase[];
  readonly counts: TestCounts;
  /**
   * Further reasons to fail, as sentences: a suite that could not run, two contradictory statements,
   * no test at all.
   */
  readonly problems: readonly string[];
}

/** The number of tests in all reports of a value or of a log. Reading and showing one takes up to 3 KB and 30 µs. */
export const MAX_TESTS = 30_000;

/** A report has more than {@link MAX_TESTS}. */
export class TooManyTests extends Error {
  override readonly name = 'TooManyTests';
}

/**
 * Checks a number of tests before they are read.
 *
 * @throws {TooManyTests} if there are more than the action reads
 */
export function checkTestNumber(tests: number): void {
  if (tests > MAX_TESTS) {
    throw new TooManyTests();
  }
}

/** Whether a report fails the run. */
export function hasFailures({ counts, problems }: TestReport): boolean {
  return counts.failed > 0 || problems.length > 0;
}

/** The problems in one sentence. The reports list the others. */
const MAX_PROBLEMS = 20;

/** Describes the failures of a report: the number of failed tests, or else its first problems. */
export function describeFailures({ counts, problems }: TestReport): string {
  const { failed, total } = counts;
  return failed > 0
    ? `${failed} of ${total} ${total === 1 ? 'test' : 'tests'} failed.`
    : problems.slice(0, MAX_PROBLEMS).join(' ');
}
