import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import { readTestEz } from '../../../src/evaluate/test-results/testez.ts';

/** Reads a report of TestEZ; it has two passed tests unless these fields say something else. */
function read(fields: Readonly<Record<string, Json>>) {
  const report = readTestEz({ successCount: 2, failureCount: 0, skippedCount: 0, ...fields });
  if (report === undefined) {
    throw new Error('This is no report of TestEZ.');
  }
  return report;
}

describe('the numbers of TestEZ', () => {
  it('are there where failures are counted', () => {
    expect(readTestEz({ successCount: 2, skippedCount: 1 })).toBeUndefined();
    expect(read({ skippedCount: 1, failureCount: 4 })).toMatchObject({
      framework: 'TestEZ',
      statedCounts: { total: 7, passed: 2, failed: 4, skipped: 1 },
    });
  });

  it('are none where they are left out', () => {
    const report = readTestEz({ failureCount: 1 });
    expect(report?.statedCounts).toEqual({ total: 1, passed: 0, failed: 1, skipped: 0 });
    expect(report?.problems).toEqual([]);
  });

  it.each(['successCount', 'failureCount', 'skippedCount'])('must be one under %s', (name) => {
    expect(read({ [name]: -1 }).problems).toEqual([
      `\`${name}\` is -1, which is no number of tests.`,
    ]);
  });

  it('tell that no test ran only where those that passed are counted, too', () => {
    expect(read({ successCount: 0 }).problems).toEqual([
      'No test ran: the report of TestEZ is empty.',
    ]);
    expect(readTestEz({ failureCount: 0 })?.problems).toEqual([]);
  });

  it('claim red where one failed, and where there are errors', () => {
    expect(read({}).statements).toEqual([{ isFailure: false, text: '`failureCount` is 0' }]);
    expect(read({ failureCount: 2 }).statements).toEqual([
      { isFailure: true, text: '`failureCount` is 2' },
    ]);
    expect(read({ errors: ['a', 'b'] }).statements[1]).toEqual({
      isFailure: true,
      text: '`errors` holds 2 errors',
    });
    expect(read({ errors: true }).statements[1]).toEqual({
      isFailure: true,
      text: '`errors` is true',
    });
  });
});

describe('the tree of TestEZ', () => {
  it('has the tests in their order, under the names of their suites', () => {
    const { tests, otherFailures } = read({
      children: [
        {
          phrase: 'Shop',
          children: [
            { phrase: 'buys', status: 'Success' },
            { phrase: 'Pets', children: [{ phrase: 'feeds', status: 'Success' }] },
            { phrase: 'sells', status: 'Skipped' },
          ],
        },
        { name: 'opens', type: 'It', status: 'Success', errors: [] },
      ],
    });
    expect(tests).toStrictEqual([
      { path: ['Shop', 'buys'], status: 'passed' },
      { path: ['Shop', 'Pets', 'feeds'], status: 'passed' },
      { path: ['Shop', 'sells'], status: 'skipped' },
      { path: ['opens'], status: 'passed' },
    ]);
    expect(otherFailures).toEqual([]);
  });

  it('numbers what has no name', () => {
    const { tests } = read({
      children: [
        'no node',
        { status: 'Success' },
        { planNode: { phrase: {} }, name: 5, status: 'Success' },
      ],
    });
    expect(tests.map(({ path }) => path)).toEqual([['test 2'], ['test 3']]);
  });

  it('has tests that failed for their errors, whatever their status', () => {
    const { tests } = read({
      children: ['Success', 'Skipped', 'Failure', 'Exploded', null].map((status) => ({
        phrase: String(status),
        status,
        errors: ['boom'],
      })),
    });
    expect(tests).toStrictEqual(
      ['Success', 'Skipped', 'Failure', 'Exploded', 'null'].map((name) => ({
        path: [name],
        status: 'failed',
        message: 'boom',
      })),
    );
  });

  it('has tests that failed without a word', () => {
    const { tests } = read({ children: [{ phrase: 'a', status: 'Failure', errors: [] }] });
    expect(tests).toStrictEqual([{ path: ['a'], status: 'failed' }]);
  });

  it('holds a status that it does not know for no pass, and quotes it', () => {
    const { tests } = read({ children: [{ phrase: 'a', status: 'Exploded' }] });
    expect(tests[0]?.status).toBe('failed');
    expect(tests[0]?.message).toContain('`Exploded`');
  });

  it('holds a suite for failed by itself where nothing in it failed', () => {
    const { tests, otherFailures } = read({
      children: [
        { planNode: { phrase: 'Empty', type: 'Describe' }, status: 'Failure', children: [] },
        { phrase: 'Hook', status: 'Failure', children: [{ phrase: 'a', status: 'Success' }] },
        { phrase: 'Shop', status: 'Failure', children: [{ phrase: 'b', status: 'Failure' }] },
        { phrase: 'Green', status: 'Success', children: [{ phrase: 'c', status: 'Success' }] },
      ],
    });
    expect(tests.map(({ path }) => path.join(' › '))).toEqual([
      'Hook › a',
      'Shop › b',
      'Green › c',
    ]);
    expect(otherFailures).toStrictEqual([
      { path: ['Empty'], status: 'failed' },
      { path: ['Hook'], status: 'failed' },
    ]);
  });

  it('holds a suite for failed by its own errors, also where a test in it failed', () => {
    const { otherFailures } = read({
      children: [
        {
          phrase: 'Shop',
          status: 'Failure',
          errors: ['afterAll: A.spec:3: boom'],
          children: [{ phrase: 'a', status: 'Failure', errors: ['no'] }],
        },
      ],
    });
    expect(otherFailures).toMatchObject([{ path: ['Shop'], message: 'afterAll: A.spec:3: boom' }]);
  });
});

describe('tests of TestEZ that never ran', () => {
  const passed = ['a', 'b'].map((phrase) => ({ phrase, status: 'Success' }));

  it('are a fault where the numbers know less than the tree', () => {
    const { tests, problems } = read({ children: [...passed, { phrase: 'c' }] });
    expect(tests).toHaveLength(2);
    expect(problems).toEqual(['1 test of TestEZ never ran: no status is given.']);
  });

  it('are none where the numbers hold them, or where all ran', () => {
    expect(read({ successCount: 3, children: [...passed, { phrase: 'c' }] }).problems).toEqual([]);
    expect(read({ successCount: 1, children: passed }).problems).toEqual([]);
  });
});

describe('the errors of TestEZ', () => {
  it.each<[Json, readonly string[], string]>([
    ['boom', ['boom'], '`errors` holds 1 error'],
    [{ a: 'boom', b: 'bang' }, ['boom', 'bang'], '`errors` holds 2 errors'],
    [['', 'boom'], ['boom'], '`errors` holds 1 error'],
    [[''], [], '`errors` is not empty'],
    [2, [], '`errors` is 2'],
  ])('as %j are %j', (errors, messages, text) => {
    const { otherFailures, statements } = read({ errors });
    expect(otherFailures.map(({ message }) => message)).toEqual(messages);
    expect(statements.slice(1)).toEqual([{ isFailure: true, text }]);
  });

  it.each<Json>(['', ' ', [], {}, null, 0, false])('are none as %j', (errors) => {
    const { otherFailures, statements } = read({ errors });
    expect(otherFailures).toEqual([]);
    expect(statements).toHaveLength(1);
  });

  const failures = ['a', 'b'].map((phrase) => ({ phrase, status: 'Failure' }));

  it('go to the tests that have none of their own', () => {
    const { tests, otherFailures } = read({
      errors: ['A:1: first', 'B:2: second'],
      children: [{ ...failures[0], errors: ['A:1: first'] }, failures[1] ?? null],
    });
    expect(tests.map(({ message }) => message)).toEqual(['A:1: first', 'B:2: second']);
    expect(otherFailures).toEqual([]);
  });

  it('never go to tests that passed', () => {
    const passed = { phrase: 'x', status: 'Success' };
    const { tests } = read({ errors: ['boom'], children: [passed, ...failures.slice(1)] });
    expect(tests.map(({ message }) => message)).toEqual([undefined, 'boom']);
  });

  it('are failures of their own where nobody knows whose they are', () => {
    const { tests, otherFailures } = read({
      errors: ['first', 'second', 'third'],
      children: failures,
    });
    expect(tests.map(({ message }) => message)).toEqual([undefined, undefined]);
    expect(otherFailures.map(({ path, message }) => [path, message])).toEqual([
      [['error 1'], 'first'],
      [['error 2'], 'second'],
      [['error 3'], 'third'],
    ]);
  });

  it('are failures of their own where suites failed, and no test', () => {
    const suite = { phrase: 'Shop', type: 'Describe', status: 'Failure' };
    const { otherFailures } = read({ errors: ['Error during planning: boom'], children: [suite] });
    expect(otherFailures.map(({ path }) => path)).toEqual([['Shop'], ['error 1']]);
  });
});
