import { MAX_TESTS } from './test-results/test-report.ts';
import type { Verdict } from './types.ts';

/** The number of tests with names in all runs of a step. Each takes about 2 KB until the report is written. */
export const MAX_NAMED_TESTS = 2 * MAX_TESTS;

/**
 * Leaves out tests of a run beyond what a step names, the failed ones last. Their counts stay, and a
 * warning says how many are left out.
 *
 * @param left how many more tests the step may name
 */
export function limitTests(verdict: Verdict, left: number): Verdict {
  const { tests: report } = verdict;
  if (report === undefined || report.tests.length <= left) {
    return verdict;
  }
  const failed = report.tests.filter(({ status }) => status === 'failed');
  const others = report.tests.filter(({ status }) => status !== 'failed');
  const tests = [...failed.slice(0, left), ...others.slice(0, Math.max(0, left - failed.length))];
  const warning = `The scripts of this step report more than ${MAX_NAMED_TESTS} tests together: of the ${report.tests.length} of this one, ${tests.length} are named, and the others only counted.`;
  return { ...verdict, tests: { ...report, tests }, warnings: [...verdict.warnings, warning] };
}
