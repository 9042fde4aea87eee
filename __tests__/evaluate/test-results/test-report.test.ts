import { describe, expect, it } from '@jest/globals';
import {
  combineReports,
  readConsoleReports,
  readReturned,
} from '../../../src/evaluate/test-results/read-results.ts';
import {
  describeFailures,
  hasFailures,
  type TestCase,
  type TestReport,
} from '../../../src/evaluate/test-results/test-report.ts';
import type { Json } from '../../../src/open-cloud/types.ts';
import { linesOf, out } from '../../corpus/corpus-case.ts';

const DEPTH = 20_000;

function failuresOf(report: TestReport | undefined): readonly TestCase[] {
  return (report?.tests ?? []).filter(({ status }) => status === 'failed');
}

/** Wraps a value many times. */
function nest(value: Json, wrap: (inner: Json) => Json, depth = DEPTH): Json {
  let nested = value;
  for (let level = 0; level < depth; level += 1) {
    nested = wrap(nested);
  }
  return nested;
}

function reportOf(passed: number, failed: number, more: Partial<TestReport> = {}): TestReport {
  const counts = { total: passed + failed, passed, failed, skipped: 0 };
  return { framework: 'custom', origin: 'returned', tests: [], counts, problems: [], ...more };
}

describe('a test report', () => {
  it('has failures if a test failed or a problem was found', () => {
    expect(hasFailures(reportOf(2, 0))).toBe(false);
    expect(hasFailures(reportOf(1, 1))).toBe(true);
    expect(hasFailures(reportOf(2, 0, { problems: ['A suite could not run.'] }))).toBe(true);
  });

  it('describes its failures in numbers, or else by its problems', () => {
    expect(describeFailures(reportOf(0, 1))).toBe('1 of 1 test failed.');
    expect(describeFailures(reportOf(1, 2, { problems: ['No.'] }))).toBe('2 of 3 tests failed.');
    expect(describeFailures(reportOf(1, 0, { problems: ['One.', 'Two.'] }))).toBe('One. Two.');
  });

  it('names its framework and its origin', () => {
    expect(readReturned(true)).toMatchObject({ framework: 'custom', origin: 'returned' });
    expect(readReturned({ failureCount: 0, successCount: 1 })?.framework).toBe('TestEZ');
    expect(readReturned({ results: { numFailedTests: 0 } })?.framework).toBe('Jest');
    expect(
      readConsoleReports(linesOf('Test results:\n1 passed, 0 failed, 0 skipped')),
    ).toMatchObject({ framework: 'TestEZ', origin: 'printed' });
    expect(readConsoleReports(linesOf('No tests found, exiting with code 1'))?.framework).toBe(
      'Jest',
    );
  });

  it('adds up all printed reports', () => {
    const testEz = 'Test results:\n[-] a\n2 passed, 1 failed, 3 skipped';
    const jest = 'Test Suites: 1 passed, 1 total\nTests:       5 passed, 5 total';
    const report = readConsoleReports([out(testEz), ...linesOf(jest), out(testEz)]);
    expect(report?.counts).toEqual({ total: 17, passed: 9, failed: 2, skipped: 6 });
    expect(report?.tests).toHaveLength(2);
    const empty = out('Test results:\n0 passed, 0 failed, 0 skipped');
    expect(readConsoleReports([empty, empty])?.problems).toHaveLength(2);
  });
});

describe('the reader of test results', () => {
  it('reads trees, checks and lists that are nested thousands deep', () => {
    const node = nest({ phrase: 'x', status: 'Failure', errors: ['deep'] }, (inner) => ({
      phrase: 'suite',
      status: 'Failure',
      children: [inner],
    }));
    const tree = readReturned({ successCount: 0, failureCount: 1, children: [node] });
    expect(failuresOf(tree).map(({ path, message }) => [path.at(-1), message])).toEqual([
      ['x', 'deep'],
    ]);
    const check = nest({ name: 'x', ok: false }, (inner) => ({ name: 'suite', tests: [inner] }));
    const byName = nest({ x: false }, (inner) => ({ suite: { tests: inner } }));
    const lists = nest([{ name: 'x', ok: false }], (inner) => [inner]);
    for (const tests of [[check], byName, lists]) {
      expect(readReturned({ tests })?.counts.failed).toBe(1);
    }
  });

  it('reads messages and results that are nested thousands deep', () => {
    for (const message of [
      nest({ name: 'x', ok: false }, (inner) => ({ name: 'suite', tests: [inner] })),
      nest([], (inner) => [inner]),
    ]) {
      const report = readReturned({ ok: false, message, failures: [message] });
      expect(report?.counts.failed).toBe(1);
      expect(readReturned({ numFailedTests: 1, testResults: [message] })?.counts.failed).toBe(1);
    }
    const table = nest({ a: 1 }, (inner) => ({ a: inner }));
    expect(readReturned({ ok: false, message: table })?.problems).toEqual([
      '`ok` is false. The script says: (a deeply nested table)',
    ]);
    expect(readReturned(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toBeUndefined();
  });

  it('names the 50 outermost suites of a test', () => {
    const suites = nest(
      [{ name: 'x', ok: false }],
      (inner) => [{ name: 'suite', tests: inner }],
      60,
    );
    const [failure] = failuresOf(readReturned({ tests: suites }));
    expect(failure?.path).toEqual([...Array.from({ length: 50 }, () => 'suite'), 'x']);
  });

  it('reads tens of thousands of tests in one pass', () => {
    const checks = Array.from({ length: 25_000 }, (_, index) => ({ name: `n${index}`, ok: true }));
    expect(readReturned({ checks })?.counts.passed).toBe(25_000);
    const tree = checks.map(({ name }) => `[+] ${name}`).join('\n');
    const printed = readConsoleReports([
      out(`Test results:\n${tree}\n25000 passed, 0 failed, 0 skipped`),
    ]);
    expect(printed?.tests).toHaveLength(25_000);
    const pieces = '999999999 test nodes reported failures.\nErrors reported by tests:\nx\n';
    expect(readConsoleReports([out(pieces.repeat(20_000))])?.tests).toHaveLength(20_000);
  });

  it.each<readonly [string, (length: number) => Json]>([
    ['checks', (length) => ({ tests: Array.from({ length }, () => true) })],
    ['nested checks', (length) => ({ tests: [{ tests: Array.from({ length }, () => true) }] })],
    ['names', (length) => ({ passed: 1, failures: Array.from({ length }, () => 'a') })],
    [
      'tests of TestEZ',
      (length) => ({
        failureCount: 0,
        successCount: length,
        children: Array.from({ length }, () => ({ status: 'Success' })),
      }),
    ],
    [
      'tests of Jest',
      (length) => ({
        numFailedTests: 0,
        numTotalTests: length,
        numPassedTests: length,
        testResults: [{ testResults: Array.from({ length }, () => ({ status: 'passed' })) }],
      }),
    ],
  ])('fails for more than 30,000 tests, and names the limit: %s', (_, make) => {
    const few = readReturned(make(25_000));
    expect(few?.problems.filter((problem) => problem.includes('action reads'))).toEqual([]);
    expect(readReturned(make(30_001))).toEqual({
      framework: 'custom',
      origin: 'returned',
      tests: [],
      counts: { total: 0, passed: 0, failed: 0, skipped: 0 },
      problems: [expect.stringMatching(/more than 30000 tests.*report counts/)],
    });
  });

  it('reads the worst of 150,000 spellings of one field', () => {
    const fields = Array.from({ length: 150_000 }, (_, at) => [
      `failed${at.toString(2).replaceAll('0', '_').replaceAll('1', ' ')}`,
      at === 7 ? 1 : 0,
    ]);
    expect(readReturned(Object.fromEntries(fields) as Json)?.counts.failed).toBe(1);
  });

  it('searches long lines in linear time', () => {
    for (const text of [
      ' '.repeat(400_000),
      `Tests: ${'1 failed, '.repeat(40_000)}`,
      `Test Suites: ${'9'.repeat(400_000)}`,
      `${' '.repeat(300_000)}[+]`,
      'PASS '.repeat(80_000),
      '\u001b['.repeat(200_000),
    ]) {
      expect(readConsoleReports(linesOf(`Test results:\n${text}`))).toBeUndefined();
    }
  });

  it('searches the first 20,000 characters of a failure for its location', () => {
    const long = 'no gold '.repeat(2_500);
    const atOf = (message: string) =>
      readReturned({ tests: [{ ok: false, message }] })?.tests[0]?.at;
    expect(atOf(`Game.Shop:3: ${long}`)?.line).toBe(3);
    expect(atOf(`${long}\nGame.Shop:3: no`)).toBeUndefined();
  });

  it('cuts long names in problems', () => {
    const name = 'x'.repeat(300);
    const report = readReturned({ numTotalTests: 0, testResults: [{ name, testExecError: 'no' }] });
    expect(report?.problems).toEqual([`The test suite “${'x'.repeat(200)}…” could not run.`]);
    const wide = readReturned({
      numTotalTests: 0,
      testResults: [{ name: ` a\n\n\tb${' '.repeat(900)}c`, testExecError: 'no' }],
    });
    expect(wide?.problems).toEqual(['The test suite “a b” could not run.']);
  });
});

describe('combineReports', () => {
  const test = (name: string, status: TestCase['status']): TestCase => ({ path: [name], status });
  const printedOf = (passed: number, failed: number, more: Partial<TestReport> = {}): TestReport =>
    reportOf(passed, failed, { framework: 'TestEZ', origin: 'printed', ...more });
  const tests = [test('a', 'failed'), test('b', 'passed')];

  it('returns the only report if there is one', () => {
    const [returned, printed] = [reportOf(1, 0), printedOf(0, 1)];
    expect(combineReports(returned, undefined)).toBe(returned);
    expect(combineReports(undefined, printed)).toBe(printed);
    expect(combineReports(undefined, undefined)).toBeUndefined();
  });

  it('takes the names of the report that names more of the same tests', () => {
    const printed = printedOf(1, 1, { tests });
    expect(combineReports(reportOf(1, 1), printed)).toEqual(reportOf(1, 1, { tests }));
    const returned = reportOf(1, 1, { tests: [test('x', 'failed'), test('y', 'passed')] });
    expect(combineReports(returned, printed)).toEqual(returned);
  });

  it('adds the printed failures to the returned names if the counts differ', () => {
    for (const returned of [reportOf(1, 2), reportOf(2, 1)]) {
      const named = { ...returned, tests: [test('x', 'passed')] };
      const report = combineReports(named, printedOf(1, 1, { tests }));
      expect(report?.tests.map(({ path }) => path[0])).toEqual(['x', 'a']);
      expect(report?.counts).toEqual(returned.counts);
    }
  });

  it('takes the printed report if the returned one has neither counts nor names', () => {
    const printed = printedOf(2, 0);
    expect(combineReports(reportOf(0, 0), printed)).toEqual(printed);
    const named = reportOf(0, 0, { tests: [test('x', 'passed')] });
    expect(combineReports(named, printed)?.counts.total).toBe(0);
  });

  it('lists each problem once', () => {
    const returned = reportOf(1, 1, { problems: ['one', 'both'] });
    const printed = printedOf(1, 1, { problems: ['both', 'two'] });
    expect(combineReports(returned, printed)?.problems).toEqual(['one', 'both', 'two']);
  });

  it.each<[TestReport, TestReport, string]>([
    [
      reportOf(0, 0),
      printedOf(1, 2),
      'that all is well, but it printed a report of TestEZ with 1 passed, 2 failed, 0 skipped.',
    ],
    [
      reportOf(3, 0),
      printedOf(1, 2),
      'results with 3 passed, 0 failed, 0 skipped, but it printed a report of TestEZ with 1 passed, 2 failed, 0 skipped.',
    ],
    [
      reportOf(3, 0, { framework: 'Jest' }),
      printedOf(3, 0, { problems: ['No test ran.'] }),
      'a report of Jest with 3 passed, 0 failed, 0 skipped, but it printed a report of TestEZ with 1 problem.',
    ],
  ])(
    'reports a contradiction if only the printed report has failures: case %#',
    (returned, printed, words) => {
      expect(combineReports(returned, printed)?.problems).toEqual([
        `The script returned ${words}`,
        ...printed.problems,
      ]);
    },
  );

  it('reports no contradiction if the returned report has failures', () => {
    expect(combineReports(reportOf(0, 1), printedOf(0, 2))?.problems).toEqual([]);
    expect(combineReports(reportOf(0, 1), printedOf(1, 0))?.problems).toEqual([]);
  });
});
