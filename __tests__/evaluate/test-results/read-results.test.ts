import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import {
  combineReports,
  readConsoleReports,
  readReturned,
} from '../../../src/evaluate/test-results/read-results.ts';
import type { TestCase, TestReport } from '../../../src/evaluate/test-results/test-report.ts';
import { linesOf, out } from '../../corpus/corpus-case.ts';

const test = (name: string, status: TestCase['status']): TestCase => ({ path: [name], status });

const reportOf = (passed: number, failed: number, more: Partial<TestReport> = {}): TestReport => ({
  framework: 'custom',
  origin: 'returned',
  tests: [],
  counts: { total: passed + failed, passed, failed, skipped: 0 },
  problems: [],
  ...more,
});

const printedOf = (passed: number, failed: number, more: Partial<TestReport> = {}): TestReport =>
  reportOf(passed, failed, { framework: 'TestEZ', origin: 'printed', ...more });

describe('a returned value', () => {
  it('is a report as itself, or as JSON, also in what it wraps', () => {
    const results = { passed: 2, failed: 1 };
    for (const value of [
      results,
      JSON.stringify(results),
      ` ${JSON.stringify(results)}\n`,
      { results },
      { Summary: results },
      { results: JSON.stringify(results) },
      { tests: results },
      { results: { summary: { results } } },
    ]) {
      expect(readReturned(value)).toMatchObject({
        origin: 'returned',
        counts: { passed: 2, failed: 1 },
      });
    }
  });

  it.each<Json>([
    '12',
    '"true"',
    '{"ok":fal',
    12,
    [{ ok: false }],
    { info: { passed: 2, failed: 1 } },
    { results: 'none' },
    { results: '12' },
    { results: { results: { results: { results: { results: { numFailedTests: 1 } } } } } },
  ])('is data as %j', (value) => {
    expect(readReturned(value)).toBeUndefined();
  });

  it('is a report as a boolean', () => {
    expect(readReturned(true)).toMatchObject({ origin: 'returned', problems: [] });
    expect(readReturned('false')?.problems).toHaveLength(1);
  });

  it('is a report of a framework in the fourth layer', () => {
    const value = { results: { results: { results: { results: { numFailedTests: 1 } } } } };
    expect(readReturned(value)).toMatchObject({ framework: 'Jest', counts: { failed: 1 } });
  });

  it('is red by errors in the third layer, whatever the one below says', () => {
    const inner = { status: 'failed', errors: ['x'], summary: { passed: 1, failed: 0 } };
    const report = readReturned({ results: { results: { results: inner } } });
    expect(report?.problems).not.toEqual([]);
  });

  it('may have checks by names that mean something around them', () => {
    const report = readReturned({ tests: { ok: true, failed: false } });
    expect(report).toMatchObject({ counts: { passed: 1, failed: 1 }, problems: [] });
  });

  it('may have fields that mean another thing to a framework', () => {
    // Without the framework's numbers, these are a flag and a list of errors.
    expect(readReturned({ success: false })?.problems).toEqual(['`success` is false.']);
    expect(readReturned({ failed: 0, errors: ['boom'] })?.problems[0]).toContain('`errors`');
    const jest = readReturned({ numFailedTests: 1, success: true });
    expect(jest).toMatchObject({ framework: 'Jest', problems: [] });
    const testEz = readReturned({ failureCount: 1, successCount: 0, errors: ['boom'] });
    expect(testEz?.tests).toHaveLength(1);
  });
});

describe('printed reports', () => {
  it('add up', () => {
    const testEz = 'Test results:\n[-] a\n2 passed, 1 failed, 3 skipped';
    const jest = 'Test Suites: 1 passed, 1 total\nTests:       5 passed, 5 total';
    const report = readConsoleReports([out(testEz), ...linesOf(jest), out(testEz)]);
    expect(report).toMatchObject({
      framework: 'TestEZ',
      origin: 'printed',
      counts: { total: 17, passed: 9, failed: 2, skipped: 6 },
    });
    expect(report?.tests).toHaveLength(2);
    expect(readConsoleReports(linesOf('saved'))).toBeUndefined();
    const empty = 'Test results:\n0 passed, 0 failed, 0 skipped';
    const problem = 'No test ran: the report of TestEZ is empty.';
    expect(readConsoleReports([out(empty), out(empty)])?.problems).toEqual([problem, problem]);
  });
});

describe('a returned and a printed report', () => {
  const failures = [test('a', 'failed'), test('b', 'passed')];

  it('are the one that there is', () => {
    const [returned, printed] = [reportOf(1, 0), printedOf(0, 1)];
    expect(combineReports(returned, undefined)).toBe(returned);
    expect(combineReports(undefined, printed)).toBe(printed);
    expect(combineReports(undefined, undefined)).toBeUndefined();
  });

  it('of the same numbers have the names of the one that has more', () => {
    const printed = printedOf(1, 1, { tests: failures });
    expect(combineReports(reportOf(1, 1), printed)).toEqual(reportOf(1, 1, { tests: failures }));
    const named = [test('x', 'failed'), test('y', 'passed')];
    expect(combineReports(reportOf(1, 1, { tests: named }), printed)?.tests).toEqual(named);
    expect(
      combineReports(reportOf(1, 1, { tests: [...named, ...named] }), printed)?.tests,
    ).toHaveLength(4);
  });

  it('of other numbers have the names of both, of the printed one those that failed', () => {
    const printed = printedOf(1, 1, { tests: failures });
    for (const returned of [reportOf(1, 2), reportOf(2, 1)]) {
      const report = combineReports({ ...returned, tests: [test('x', 'passed')] }, printed);
      expect(report?.tests.map(({ path }) => path[0])).toEqual(['x', 'a']);
      expect(report?.counts).toEqual(returned.counts);
    }
  });

  it('are the printed one where the returned one has neither numbers nor names', () => {
    const printed = printedOf(2, 0);
    expect(combineReports(reportOf(0, 0), printed)).toEqual(printed);
    const named = reportOf(0, 0, { tests: [test('x', 'failed')] });
    expect(combineReports(named, printed)?.counts.total).toBe(0);
  });

  it('have the faults of both, each once', () => {
    const returned = reportOf(1, 1, { problems: ['one', 'two'] });
    expect(
      combineReports(returned, printedOf(1, 1, { problems: ['two', 'three'] }))?.problems,
    ).toEqual(['one', 'two', 'three']);
  });

  it.each<[TestReport, TestReport, string]>([
    [
      reportOf(0, 0),
      printedOf(0, 2),
      'The script returned that all is well, but it printed a report of TestEZ with 0 passed, 2 failed, 0 skipped.',
    ],
    [
      reportOf(0, 0, { framework: 'Jest' }),
      printedOf(0, 2),
      'The script returned a report of Jest with 0 passed, 0 failed, 0 skipped, but it printed a report of TestEZ with 0 passed, 2 failed, 0 skipped.',
    ],
    [
      reportOf(3, 0),
      printedOf(3, 0, { problems: ['No test ran.'] }),
      'The script returned results with 3 passed, 0 failed, 0 skipped, but it printed a report of TestEZ with 1 problem.',
    ],
  ])('disagree where the printed one alone is red: case %#', (returned, printed, sentence) => {
    expect(combineReports(returned, printed)?.problems).toEqual([sentence, ...printed.problems]);
  });

  it('do not disagree where both are red, or the returned one alone', () => {
    expect(combineReports(reportOf(0, 1), printedOf(0, 2))?.problems).toEqual([]);
    expect(combineReports(reportOf(0, 1), printedOf(1, 0))?.problems).toEqual([]);
  });
});
