import { describe, expect, it } from '@jest/globals';
import { readLines } from '../../../src/evaluate/test-results/log-lines.ts';
import { readConsoleJest } from '../../../src/evaluate/test-results/console-jest.ts';
import { linesOf } from '../../corpus/corpus-case.ts';

const read = (...lines: readonly string[]) => readConsoleJest(readLines(linesOf(lines.join('\n'))));

const SUITES = 'Test Suites: 1 passed, 1 total';
const TESTS = 'Tests:       2 passed, 2 total';
const FAILED_SUITES = 'Test Suites: 1 failed, 1 total';

/** How Jest prints a failing test. */
const block = (title: string, ...lines: readonly string[]) => [`  ● ${title}`, '', ...lines, ''];

describe('the numbers that Jest printed', () => {
  it('are those of its line of tests', () => {
    const [report] = read(
      SUITES,
      'Tests:       10 failed, 11 skipped, 12 pending, 13 todo, 14 passed, 60 total',
    );
    expect(report?.statedCounts).toEqual({ total: 60, passed: 14, failed: 10, skipped: 36 });
    expect(report?.problems).toEqual([]);
  });

  it('count without the line of suites where they add up', () => {
    const reports = read('Tests:       2 failed, 7 passed, 9 total');
    expect(reports.map(({ statedCounts }) => statedCounts?.failed)).toEqual([2]);
    expect(read('Tests:       2 failed, 7 passed, 10 total')).toEqual([]);
    expect(read('Tests:       0 total')).toEqual([]);
  });

  it('are red with the line of suites where they do not add up', () => {
    const [report] = read(SUITES, 'Tests:       2 passed, 3 total');
    expect(report?.problems).toHaveLength(1);
    expect(report?.problems[0]).toContain('`Tests: 2 passed, 3 total` does not add up');
  });

  it('tell that no test ran', () => {
    const [report] = read(SUITES, 'Tests:       0 total');
    expect(report?.problems).toEqual(['No test ran: the report of Jest is empty.']);
  });

  it('are none where Jest found no tests, and says only so', () => {
    const bold = '\u001B[1mNo tests found, exiting with code 1\u001B[22m';
    const reports = read(
      bold,
      'Run with `--passWithNoTests` to exit with code 0',
      'No files found in ReplicatedStorage',
    );
    expect(reports).toEqual([
      {
        framework: 'Jest',
        tests: [],
        otherFailures: [],
        statements: [
          { isFailure: true, text: 'Jest printed `No tests found, exiting with code 1`' },
        ],
        problems: ['No test ran: the report of Jest is empty.'],
      },
    ]);
    expect(read('No tests found, exiting with code 0')).toEqual([]);
  });

  it('claim red or green, and quote the line', () => {
    const red = 'Tests:       1 failed, 1 passed, 2 total';
    expect(read(SUITES, TESTS)[0]).toMatchObject({
      framework: 'Jest',
      statements: [{ isFailure: false, text: 'Jest printed `Tests: 2 passed, 2 total`' }],
    });
    expect(read(SUITES, red)[0]?.statements).toEqual([
      { isFailure: true, text: 'Jest printed `Tests: 1 failed, 1 passed, 2 total`' },
    ]);
  });
});

describe('the summary that Jest printed', () => {
  it('claims what its suites and its snapshots say', () => {
    const [report] = read(
      'Test Suites: 2 failed, 2 total',
      TESTS,
      'Snapshots:   3 failed, 3 total',
    );
    expect(report?.statements.slice(1)).toEqual([
      { isFailure: true, text: '2 test suites failed' },
      { isFailure: true, text: '3 snapshots failed' },
    ]);
  });

  it('has only the snapshots that follow it', () => {
    const failed = 'Snapshots:   1 failed, 1 total';
    const others = ['a', 'b', 'c', 'd', 'e', 'f'];
    const reports = read(SUITES, TESTS, ...others, SUITES, TESTS, failed);
    expect(reports.map(({ statements }) => statements.length)).toEqual([1, 2]);
    expect(read(failed, SUITES, TESTS)[0]?.statements).toHaveLength(1);
    expect(read(failed, TESTS)[0]?.statements).toHaveLength(1);
  });

  it('has an interruption that follows it', () => {
    expect(read(SUITES, TESTS, 'Test run was interrupted.')[0]?.problems).toEqual([
      'The run of Jest was interrupted.',
    ]);
  });

  it('does not claim green where a suite could not run', () => {
    const broken = ['FAIL  Gold', ...block('Test suite failed to run', '    boom')];
    const [report] = read(...broken, FAILED_SUITES, TESTS);
    expect(report?.statements).toEqual([{ isFailure: true, text: '1 test suite failed' }]);
    const [empty] = read(...broken, FAILED_SUITES, 'Tests:       0 total');
    expect(empty?.problems).toEqual(['The test suite “Gold” could not run.']);
    const [red] = read(...broken, SUITES, 'Tests:       1 failed, 1 total');
    expect(red?.statements).toEqual([
      { isFailure: true, text: 'Jest printed `Tests: 1 failed, 1 total`' },
    ]);
  });

  it('without a line of tests tells nothing where no suite failed', () => {
    expect(read(SUITES)).toEqual([]);
    expect(read(FAILED_SUITES)).toHaveLength(1);
  });

  it('without a line of tests tells of failed suites, and of the failures before it', () => {
    const reports = read(
      'FAIL  A',
      ...block('a', '    no'),
      'Test Suites:   1 failed, 1 total',
      'FAIL  B',
      ...block('b', '    no'),
      SUITES,
      TESTS,
    );
    expect(reports.map(({ tests }) => tests.map(({ path }) => path))).toEqual([[['a']], [['b']]]);
    expect(reports[0]).toMatchObject({
      framework: 'Jest',
      statements: [{ isFailure: true, text: '1 test suite failed' }],
    });
    expect(reports[0]?.problems).toHaveLength(1);
    expect(reports[0]?.problems[0]).toContain('`Test Suites: 1 failed, 1 total`');
  });

  it('has only the failures since the one before', () => {
    const red = 'Tests:       1 failed, 1 total';
    const run = (name: string) => [`FAIL  ${name}`, ...block(name, '    no'), FAILED_SUITES, red];
    const namesOf = (...lines: readonly string[]) =>
      read(...lines).map(({ tests }) => tests.map(({ path }) => path.join(' › ')));
    expect(namesOf(...run('a'), ...run('b'))).toEqual([['a'], ['b']]);
    // A suite that failed before a summary heads nothing after it.
    const after = [...block('x'), SUITES, TESTS];
    expect(namesOf('FAIL  A', FAILED_SUITES, ...after)).toEqual([[], []]);
    expect(namesOf('FAIL  A', TESTS, ...after)).toEqual([[], []]);
  });
});

describe('a failure that Jest printed', () => {
  const failuresOf = (...lines: readonly string[]) => {
    const [report] = read(...lines, FAILED_SUITES, 'Tests:       9 failed, 9 total');
    return { tests: report?.tests, otherFailures: report?.otherFailures };
  };

  it('has the names of its title, and its block without the indentation', () => {
    const lines = block('Shop › buys', '    Expected: 3', '      Received: 2');
    expect(failuresOf('FAIL  Shop', ...lines).tests).toStrictEqual([
      { path: ['Shop', 'buys'], status: 'failed', message: 'Expected: 3\n  Received: 2' },
    ]);
  });

  it('ends where a line is not indented', () => {
    const lines = ['  ● a', '', '    no', 'printed by another thread', '    more'];
    expect(failuresOf('FAIL  Shop', ...lines).tests).toMatchObject([{ message: 'no' }]);
  });

  it('is of a suite, whose name stands without the time', () => {
    const broken = block('Test suite failed to run', '    boom');
    for (const line of ['FAIL  Gold', ' FAIL  Gold 1.2 s', 'FAIL  Gold  (12 ms)']) {
      expect(failuresOf(line, ...broken)).toEqual({
        tests: [],
        otherFailures: [{ path: ['Gold'], status: 'failed', message: 'boom' }],
      });
    }
  });

  it('is none where no suite failed, or where a bullet heads what was printed', () => {
    const none = { tests: [], otherFailures: [] };
    expect(failuresOf(...block('a', '    no'))).toEqual(none);
    expect(failuresOf('PASS  Shop', ...block('a', '    no'))).toEqual(none);
    expect(failuresOf('FAIL  Shop', 'PASS  Inn', ...block('a', '    no'))).toEqual(none);
    expect(failuresOf('FAIL  Shop', ...block('Console', '    no'))).toEqual(none);
  });

  it('is one of each suite', () => {
    const lines = ['FAIL  A', ...block('a'), 'FAIL  B', ...block('b')];
    expect(failuresOf(...lines).tests).toEqual([
      { path: ['a'], status: 'failed' },
      { path: ['b'], status: 'failed' },
    ]);
  });

  it('is told once where Jest repeats them all', () => {
    const broken = block('Test suite failed to run', '    boom');
    const lines = ['FAIL  A', ...block('a', '    no'), 'FAIL  B', ...broken];
    const once = failuresOf(...lines);
    expect(once.tests).toHaveLength(1);
    expect(once.otherFailures).toHaveLength(1);
    expect(failuresOf(...lines, 'Summary of all failing tests', ...lines)).toEqual(once);
    // Where the repetition is lost, the first account is all there is.
    expect(failuresOf(...lines, 'Summary of all failing tests')).toEqual(once);
  });
});
