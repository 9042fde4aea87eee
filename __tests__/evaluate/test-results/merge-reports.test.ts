import { describe, expect, it } from '@jest/globals';
import {
  addCounts,
  countTests,
  countProblem,
  sumProblem,
  mergeReports,
  type PartialReport,
} from '../../../src/evaluate/test-results/merge-reports.ts';
import type { TestCase, TestCounts } from '../../../src/evaluate/test-results/test-report.ts';

const EMPTY: PartialReport = {
  framework: 'custom',
  tests: [],
  otherFailures: [],
  statements: [],
  problems: [],
};
const RED = { isFailure: true, text: '`ok` is false' };
const GREEN = { isFailure: false, text: '`ok` is true' };

const settled = (...reports: readonly Partial<PartialReport>[]) =>
  mergeReports(
    reports.map((report) => ({ ...EMPTY, ...report })),
    'returned',
  );

const countsOf = (passed: number, failed: number, skipped = 0): TestCounts => ({
  total: passed + failed + skipped,
  passed,
  failed,
  skipped,
});

const test = (name: string, status: TestCase['status'] = 'passed'): TestCase => ({
  path: ['Shop', name],
  status,
});
const WARNING: TestCase = { path: ['fps'], status: 'passed', isWarning: true };

describe('numbers of tests', () => {
  it('are counted by their status', () => {
    const tests = [test('a'), test('b', 'failed'), test('c', 'skipped'), test('d')];
    expect(countTests(tests)).toEqual(countsOf(2, 1, 1));
    expect(countTests([])).toEqual(countsOf(0, 0));
  });

  it('add up one by one', () => {
    expect(addCounts(countsOf(1, 2, 3), countsOf(10, 20, 30))).toEqual(countsOf(11, 22, 33));
  });

  it('are whole, and not below 0', () => {
    for (const number of [undefined, 0, 1, 1e9]) {
      expect(countProblem('`failed`', number)).toBeUndefined();
    }
    for (const number of [-1, 0.5, 1e300, Number.NaN]) {
      expect(countProblem('`failed`', number)).toContain(`\`failed\` is ${number}`);
    }
  });

  it('make their total', () => {
    expect(sumProblem('It', countsOf(1, 2, 3))).toBeUndefined();
    for (const counts of [
      { ...countsOf(1, 2, 3), total: 2 },
      { ...countsOf(1, 2, 3), total: 0 },
    ]) {
      const problem = sumProblem('It', counts);
      expect(problem).toContain('1 passed, 2 failed and 3 skipped');
      expect(problem).toContain(`${counts.total}`);
    }
  });
});

describe('the numbers of a report', () => {
  it('are those of its first account that has any', () => {
    const second = { statedCounts: countsOf(3, 0), framework: 'Jest' as const };
    expect(settled({}, second, { statedCounts: countsOf(5, 0) })).toMatchObject({
      framework: 'Jest',
      origin: 'returned',
      counts: countsOf(3, 0),
      problems: [],
    });
    expect(settled({})).toMatchObject({ framework: 'custom', counts: countsOf(0, 0) });
  });

  it('are stated, unless more is named', () => {
    const tests = [test('a'), test('b', 'failed'), test('c', 'failed')];
    const counts = (statedCounts: TestCounts) => settled({ statedCounts, tests }).counts;
    expect(counts(countsOf(9, 5))).toEqual(countsOf(9, 5));
    expect(counts(countsOf(0, 3))).toEqual(countsOf(0, 3));
    expect(counts(countsOf(9, 1))).toEqual(countsOf(1, 2));
    expect(counts(countsOf(0, 2))).toEqual(countsOf(1, 2));
  });

  it('are counted where what is stated is none', () => {
    const statedCounts = { ...countsOf(9, 5), skipped: -1 };
    expect(settled({ statedCounts, tests: [test('a')] }).counts).toEqual(countsOf(1, 0));
  });

  it('name the tests of all accounts, and the failures that are none', () => {
    const report = settled(
      { tests: [test('a')], otherFailures: [test('b', 'failed')] },
      { tests: [test('c')] },
    );
    expect(report.tests.map(({ path }) => path[1])).toEqual(['a', 'b', 'c']);
  });
});

describe('tests that an account lacks to its total', () => {
  const problem = '`total` is 5, but `passed` is 3.';
  const statedCounts = { ...countsOf(3, 0), total: 5 };

  it('are its warnings, where there are as many in all', () => {
    const report = settled(
      { statedCounts, shortfall: { missing: 2, problem }, tests: [test('a'), WARNING] },
      { tests: [WARNING] },
      {},
    );
    expect(report).toMatchObject({ counts: countsOf(5, 0), problems: [] });
  });

  it('are a fault otherwise', () => {
    const report = settled({
      statedCounts,
      shortfall: { missing: 2, problem },
      tests: [WARNING, test('a')],
      problems: ['first'],
    });
    expect(report.counts).toEqual(statedCounts);
    expect(report.problems).toEqual(['first', problem]);
  });
});

describe('names that numbers deny', () => {
  const faultsOf = (statedCounts: TestCounts, ...tests: readonly TestCase[]) =>
    settled({ statedCounts, tests }).problems;

  it('are a fault where more tests are named as failed than counted', () => {
    const failures = [test('a', 'failed'), test('b', 'failed')];
    expect(faultsOf(countsOf(0, 1), ...failures)).toEqual([
      '2 failed tests are named, but only 1 counted.',
    ]);
    expect(faultsOf(countsOf(0, 2), ...failures)).toEqual([]);
    expect(faultsOf(countsOf(0, 3), ...failures)).toEqual([]);
    // Then the claims disagree, which says more.
    expect(faultsOf(countsOf(1, 0), ...failures)).toEqual([]);
  });

  it('are a fault where more tests are named that ran than counted', () => {
    expect(faultsOf(countsOf(1, 0, 1), test('a'), test('b'))).toEqual([
      '2 tests that ran are named, but only 1 counted as passed or failed.',
    ]);
    expect(faultsOf(countsOf(0, 0, 1), test('a'))).toEqual([
      '1 test that ran is named, but only 0 counted as passed or failed.',
    ]);
    expect(faultsOf(countsOf(1, 1), test('a'), test('b', 'failed'), test('c'))).toEqual([
      '3 tests that ran are named, but only 2 counted as passed or failed.',
    ]);
    expect(faultsOf(countsOf(1, 1), test('a'), test('b', 'failed'))).toEqual([]);
  });

  it('are none where they are skipped, or warnings', () => {
    expect(faultsOf(countsOf(1, 0), test('a'), test('b', 'skipped'), WARNING)).toEqual([]);
  });
});

describe('what is claimed of a report', () => {
  it('is no fault where all is green, or where a failing test says it', () => {
    expect(settled({ statements: [GREEN] }).problems).toEqual([]);
    expect(settled({ statements: [RED], statedCounts: countsOf(0, 1) }).problems).toEqual([]);
    expect(settled({ statements: [RED], problems: ['No test ran.'] }).problems).toEqual([
      'No test ran.',
    ]);
  });

  it('is a fault where nothing else tells why it is red', () => {
    expect(settled({ statements: [RED] }).problems).toEqual(['`ok` is false.']);
    expect(settled({ statements: [{ isFailure: true, text: 'a suite failed' }] }).problems).toEqual(
      ['A suite failed.'],
    );
    expect(
      settled({ statements: [RED] }, { message: 'no gold' }, { message: 'no pets' }).problems,
    ).toEqual(['`ok` is false. The script says: no gold']);
  });

  it('is a fault where it disagrees, in one account or in several', () => {
    const disagreement = '`ok` is true, but `ok` is false.';
    expect(settled({ statements: [GREEN, RED] }).problems).toEqual([disagreement]);
    expect(
      settled({ statements: [RED] }, { statements: [GREEN], statedCounts: countsOf(0, 1) })
        .problems,
    ).toEqual([disagreement]);
    expect(settled({ statements: [GREEN, RED], message: 'no gold' }).problems).toEqual([
      `${disagreement} The script says: no gold`,
    ]);
  });

  it('is what its names say, too', () => {
    expect(
      settled({ statements: [GREEN], tests: [test('a'), test('b', 'failed')] }).problems,
    ).toEqual(['`ok` is true, but “Shop › b” failed.']);
    expect(settled({ statements: [GREEN], otherFailures: [test('b', 'failed')] }).problems).toEqual(
      ['`ok` is true, but “Shop › b” failed.'],
    );
  });

  it('is that nothing failed only where all tests are named', () => {
    const disagreement = ['No test that is named failed, but `ok` is false.'];
    const tests = [test('a')];
    expect(settled({ statements: [RED], tests }).problems).toEqual(disagreement);
    expect(settled({ statements: [RED], tests, statedCounts: countsOf(1, 0) }).problems).toEqual(
      disagreement,
    );
    expect(settled({ statements: [RED], tests, statedCounts: countsOf(1, 1) }).problems).toEqual(
      [],
    );
    expect(settled({ statements: [RED], tests, statedCounts: countsOf(2, 0) }).problems).toEqual([
      '`ok` is false.',
    ]);
  });
});

describe('what a script says of a red report', () => {
  const red = { statements: [RED], statedCounts: countsOf(0, 1), message: 'no gold' };

  it('is shown where no failure is named', () => {
    expect(settled(red).problems).toEqual(['The script says: no gold']);
    expect(settled({ ...red, problems: ['No test ran.'] }).problems).toEqual([
      'The script says: no gold',
      'No test ran.',
    ]);
  });

  it('is not shown where one is, in whichever account', () => {
    expect(settled({ ...red, tests: [test('a', 'failed')] }).problems).toEqual([]);
    expect(settled({ ...red, otherFailures: [test('a', 'failed')] }).problems).toEqual([]);
    expect(
      settled({ ...red, tests: [test('a', 'failed')], otherFailures: [test('b', 'failed')] })
        .problems,
    ).toEqual([]);
    expect(settled(red, { tests: [test('a', 'failed')] }).problems).toEqual([]);
  });
});
