import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import { readJest } from '../../../src/evaluate/test-results/jest.ts';

type Table = Readonly<Record<string, Json>>;

function read(fields: Table) {
  const report = readJest(fields);
  if (report === undefined) {
    throw new Error('This is no report of Jest.');
  }
  return report;
}

/** Reads one test of a suite. */
function readTest(test: Json, suite: Table = {}) {
  return read({ numFailedTests: 0, testResults: [{ ...suite, testResults: [test] }] }).tests[0];
}

/** Reads one suite, as what it is when it could not run. */
function readBroken(suite: Table) {
  return read({ numFailedTests: 0, testResults: [suite] }).otherFailures;
}

const textsOf = (fields: Table): readonly string[] =>
  read(fields).statements.map(({ text }) => text);

describe('the numbers of Jest', () => {
  it('are there where failed tests are counted, or all', () => {
    expect(readJest({ numPassedTests: 2, testResults: [] })).toBeUndefined();
    expect(readJest({ numFailedTests: 0 })).toMatchObject({ framework: 'Jest' });
    expect(readJest({ numTotalTests: 0 })).toBeDefined();
  });

  it.each<[Table, [total: number, passed: number, failed: number, skipped: number]]>([
    [{ numFailedTests: 1, numPassedTests: 2, numPendingTests: 3, numTodoTests: 4 }, [10, 2, 1, 7]],
    [{ numTotalTests: 10, numFailedTests: 1, numPendingTests: 2 }, [10, 7, 1, 2]],
    [{ numTotalTests: 1, numFailedTests: 3 }, [1, 0, 3, 0]],
    [{ numTotalTests: 3 }, [3, 3, 0, 0]],
    [{ numTotalTests: 3, numPassedTests: 3 }, [3, 3, 0, 0]],
    [{ numFailedTests: 2 }, [2, 0, 2, 0]],
    [{ numTotalTests: 9, numPassedTests: 2, numFailedTests: 0 }, [9, 2, 0, 0]],
  ])('of %j are %j', (fields, [total, passed, failed, skipped]) => {
    expect(read(fields).statedCounts).toEqual({ total, passed, failed, skipped });
  });

  it.each([
    'numTotalTests',
    'numPassedTests',
    'numFailedTests',
    'numPendingTests',
    'numTodoTests',
    'numRuntimeErrorTestSuites',
    'numFailedTestSuites',
  ])('must be one under %s', (name) => {
    expect(read({ numFailedTests: 1, [name]: -1 }).problems).toContain(
      `\`${name}\` is -1, which is no number of tests.`,
    );
  });

  it('are held against the total only where they are all given', () => {
    expect(read({ numTotalTests: 3, numFailedTests: 0 }).problems).toEqual([]);
    expect(read({ numPassedTests: 2, numFailedTests: 0 }).problems).toEqual([]);
    expect(read({ numTotalTests: 2, numPassedTests: 2, numFailedTests: 0 }).problems).toEqual([]);
    const [problem] = read({ numTotalTests: 3, numPassedTests: 2, numFailedTests: 0 }).problems;
    expect(problem).toContain('`numTotalTests` is 3');
    expect(problem).toContain('make 2');
  });

  it('tell of an interruption beside them', () => {
    const faultsOf = (wasInterrupted: boolean) =>
      read({ numTotalTests: 2, wasInterrupted }).problems;
    expect(faultsOf(true)).toEqual(['The run of Jest was interrupted.']);
    expect(faultsOf(false)).toEqual([]);
  });

  it('tell that no test ran where the total is 0, or none passed or failed', () => {
    const empty = ['No test ran: the report of Jest is empty.'];
    expect(read({ numTotalTests: 0 }).problems).toEqual(empty);
    expect(read({ numPassedTests: 0, numFailedTests: 0 }).problems).toEqual(empty);
    expect(read({ numFailedTests: 0 }).problems).toEqual([]);
  });
});

describe('what Jest claims', () => {
  it('is the number of failed tests, where it is given', () => {
    expect(read({ numFailedTests: 0 }).statements).toEqual([
      { isFailure: false, text: '`numFailedTests` is 0' },
    ]);
    expect(read({ numFailedTests: 2 }).statements).toEqual([
      { isFailure: true, text: '`numFailedTests` is 2' },
    ]);
    expect(read({ numTotalTests: 2 }).statements).toEqual([]);
  });

  it('is not that no test failed where a suite could not run', () => {
    const testResults = [{ testExecError: 'boom' }];
    expect(textsOf({ numFailedTests: 0, testResults })).toEqual([]);
    expect(textsOf({ numFailedTests: 1, testResults })).toEqual(['`numFailedTests` is 1']);
  });

  it.each(['numRuntimeErrorTestSuites', 'numFailedTestSuites'])('is what %s counts', (name) => {
    expect(read({ numTotalTests: 2, [name]: 2 }).statements).toEqual([
      { isFailure: true, text: `\`${name}\` is 2` },
    ]);
    expect(read({ numTotalTests: 2, [name]: 0 }).statements).toEqual([]);
  });

  it('is how many snapshots did not match', () => {
    const statements = (unmatched: number) =>
      read({ numTotalTests: 2, snapshot: { unmatched } }).statements;
    expect(statements(0)).toEqual([]);
    expect(statements(1)).toEqual([{ isFailure: true, text: '1 snapshot did not match' }]);
  });

  it.each<[Table, string]>([
    [{}, ''],
    [{ unchecked: 2 }, ' (2 of them obsolete)'],
    [{ filesRemoved: 1 }, ' (1 of them obsolete)'],
    [{ unchecked: 2, filesRemoved: 1 }, ' (3 of them obsolete)'],
  ])('is that snapshots failed, for %j%s', (numbers, words) => {
    expect(read({ numTotalTests: 2, snapshot: { failure: true, ...numbers } }).statements).toEqual([
      { isFailure: true, text: `Jest reports the snapshots as failed${words}` },
    ]);
  });
});

describe('a success that is false', () => {
  const denied = {
    success: false,
    numFailedTests: 0,
    numFailedTestSuites: 0,
    numRuntimeErrorTestSuites: 0,
    wasInterrupted: false,
    snapshot: { failure: false, unmatched: 0 },
    testResults: [],
  };
  const SAID = '`success` is false';

  it('is red', () => {
    expect(read({ numTotalTests: 2, success: false }).statements).toEqual([
      { isFailure: true, text: SAID },
    ]);
    expect(read({ numTotalTests: 2, success: true }).statements).toEqual([]);
  });

  it('is upside down where all that makes one is denied', () => {
    expect(textsOf(denied)).not.toContain(SAID);
  });

  it.each<[string, Table]>([
    ['the failed tests', { numFailedTests: null, numTotalTests: 2 }],
    ['the failed suites', { numFailedTestSuites: null }],
    ['the suites that could not run', { numRuntimeErrorTestSuites: null }],
    ['an interruption', { wasInterrupted: null }],
    ['failed snapshots', { snapshot: { unmatched: 0 } }],
    ['snapshots that do not match', { snapshot: { failure: false } }],
    ['the results', { testResults: null }],
  ])('is believed where nothing is said of %s', (_, fields) => {
    expect(textsOf({ ...denied, ...fields })).toContain(SAID);
  });
});

describe('a suite of Jest that could not run', () => {
  it.each<[Table, object]>([
    [{ testExecError: 'A.spec:2: boom' }, { message: 'A.spec:2: boom' }],
    [{ testExecError: { message: 'boom' } }, { message: 'boom' }],
    [
      { testExecError: { message: 'boom', stack: 'at A.spec:2' } },
      { message: 'boom', trace: 'at A.spec:2' },
    ],
    [{ testExecError: { stack: 'boom\nat A.spec:2' } }, { message: 'boom', trace: 'at A.spec:2' }],
    [{ testExecError: { code: 1 } }, {}],
    [{ testExecError: { code: 1 }, failureMessage: 'told' }, { message: 'told' }],
    [
      { testExecError: { code: 1 }, message: 'told', failureMessage: 'first' },
      { message: 'first' },
    ],
    [{ status: 'failed', message: 'told' }, { message: 'told' }],
    [{ status: 'failed' }, {}],
  ])('has of %j what it tells', (suite, { ...details }) => {
    const [broken] = readBroken(suite);
    const { at: _, ...told } = broken ?? {};
    expect(told).toStrictEqual({ path: ['test suite'], status: 'failed', ...details });
  });

  it('has the name of its file, and is a fault', () => {
    const suite = { testFilePath: 'Gold.spec', name: 'other', testExecError: 'boom' };
    expect(readBroken(suite)[0]?.path).toEqual(['Gold.spec']);
    // That no test ran is no wonder then.
    expect(read({ numTotalTests: 0, testResults: [suite] }).problems).toEqual([
      'The test suite “Gold.spec” could not run.',
    ]);
  });

  it('is one that failed without a test that did, as where a hook failed', () => {
    const suite = (...statuses: readonly string[]) => ({
      name: 'Gold.spec',
      status: 'failed',
      assertionResults: statuses.map((status) => ({ title: 'a', status })),
    });
    expect(readBroken(suite('passed'))).toHaveLength(1);
    expect(readBroken(suite('passed', 'failed'))).toEqual([]);
    expect(readBroken({ ...suite('passed'), status: 'passed' })).toEqual([]);
  });
});

describe('a test of Jest', () => {
  it.each([
    ['passed', 'passed'],
    ['focused', 'passed'],
    ['failed', 'failed'],
    ['pending', 'skipped'],
    ['skipped', 'skipped'],
    ['todo', 'skipped'],
    ['disabled', 'skipped'],
    ['Passed', 'passed'],
  ])('of status %s has %s, and nothing that is not told', (status, expected) => {
    const location = { line: 3 };
    expect(readTest({ title: 'a', status })).toStrictEqual({ path: ['a'], status: expected });
    expect(readTest({ title: 'a', status, location })).toStrictEqual({
      path: ['a'],
      status: expected,
    });
  });

  it('whose status is not known is no pass, and says which', () => {
    expect(readTest({ title: 'a', status: 'banana' })).toMatchObject({ status: 'failed' });
    expect(readTest({ title: 'a', status: 'banana' })?.message).toContain('`banana`');
    expect(readTest({ title: 'a' })).toMatchObject({ status: 'failed' });
    expect(readTest({ title: 'a' })?.message).toContain('`none`');
  });

  it('that has failures has failed, unless it was skipped', () => {
    const failureMessages = ['no'];
    expect(readTest({ title: 'a', status: 'passed', failureMessages })).toStrictEqual({
      path: ['a'],
      status: 'failed',
      message: 'no',
    });
    expect(readTest({ title: 'a', status: 'todo', failureMessages })).toStrictEqual({
      path: ['a'],
      status: 'skipped',
    });
  });

  it('is named by its suites and its title, or by what there is', () => {
    const path = (test: Table) => readTest({ status: 'passed', ...test })?.path;
    expect(path({ ancestorTitles: ['Shop', '', 'buy'], title: 'a' })).toEqual(['Shop', 'buy', 'a']);
    expect(path({ fullName: 'Shop a', name: 'b' })).toEqual(['Shop a']);
    expect(path({ name: 'b' })).toEqual(['b']);
    expect(path({})).toEqual(['test 1']);
  });

  it('counts what is no test for its number', () => {
    const testResults = [{ testResults: ['odd', { status: 'passed' }] }];
    expect(read({ numFailedTests: 0, testResults }).tests).toEqual([
      { path: ['test 2'], status: 'passed' },
    ]);
  });

  it.each([
    [0, { durationMs: 0 }],
    [12.5, { durationMs: 12.5 }],
    [-1, {}],
    ['soon', {}],
    [null, {}],
  ])('of duration %j has %j', (duration, expected) => {
    expect(readTest({ title: 'a', status: 'passed', duration })).toStrictEqual({
      path: ['a'],
      status: 'passed',
      ...expected,
    });
  });

  it.each<[string, Json, Table, object]>([
    ['at its location', { line: 1 }, { name: 'A.spec' }, { at: { chunk: 'A.spec', line: 1 } }],
    ['nowhere without a suite', { line: 1 }, {}, {}],
    ['nowhere on line 0', { line: 0 }, { name: 'A.spec' }, {}],
    ['nowhere without a line', { column: 4 }, { name: 'A.spec' }, {}],
    ['nowhere without a location', null, { name: 'A.spec' }, {}],
  ])('is %s', (_, location, suite, expected) => {
    const test = { title: 'a', status: 'failed', location };
    expect(readTest(test, suite)).toStrictEqual({ path: ['a'], status: 'failed', ...expected });
  });

  it('is where its message says, before its location', () => {
    const test = {
      title: 'a',
      status: 'failed',
      failureMessages: ['Game.Shop:7: no'],
      location: { line: 1 },
    };
    expect(readTest(test, { name: 'A.spec' })?.at).toEqual({ chunk: 'Game.Shop', line: 7 });
  });
});
