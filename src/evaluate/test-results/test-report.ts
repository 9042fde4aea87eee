import type { ChunkLocation } from '../location/luau-error.ts';

/** How a test came out. */
export type TestStatus = 'passed' | 'failed' | 'skipped';

/** One test of a report. Its texts are remote text, without colours. */
export interface TestCase {
  /** Its name path: the names of the suites around it, the outermost first, and its own. Never empty. */
  readonly path: readonly string[];
  readonly status: TestStatus;
  /** Set on a test that passed with something to say: it is shown, and fails nothing. */
  readonly isWarning?: true;
  readonly durationMs?: number;
  /** What failed, or why it was skipped. */
  readonly message?: string;
  /** The calls that led there, line by line. */
  readonly trace?: string;
  /** Where it failed, as Luau names the place. */
  readonly at?: ChunkLocation;
}

/** Numbers of tests, which add up unless a report contradicts itself. */
export interface TestCounts {
  readonly total: number;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a script reported of its tests, in whichever shape it did. */
export interface TestReport {
  readonly framework: 'TestEZ' | 'Jest' | 'own';
  readonly origin: 'returned' | 'printed';
  /** The tests that the report names; where it only counts, there are none. */
  readonly tests: readonly TestCase[];
  readonly counts: TestCounts;
  /**
   * Why the report is red besides its failing tests, as sentences: a suite that could not run, two
   * statements that disagree, no test at all.
   */
  readonly faults: readonly string[];
}

/** Whether a report fails the run. */
export function isRed({ counts, faults }: TestReport): boolean {
  return counts.failed > 0 || faults.length > 0;
}

/** Says of a red report what failed: in numbers, or where none failed, in the words of what else is wrong. */
export function describeRed({ counts, faults }: TestReport): string {
  const { failed, total } = counts;
  return failed > 0
    ? `${failed} of ${total} ${total === 1 ? 'test' : 'tests'} failed.`
    : faults.join(' ');
}
