import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import { foldFields } from '../../../src/evaluate/test-results/fields.ts';
import {
  reportOfBoolean,
  readCustomResults,
} from '../../../src/evaluate/test-results/custom-results.ts';

type Table = Readonly<Record<string, Json>>;

const readAny = (fields: Table) => readCustomResults(foldFields(fields), 3);

function read(fields: Table) {
  const report = readAny(fields);
  if (report === undefined) {
    throw new Error('This is data.');
  }
  return report;
}

const namesOf = (tests: readonly { readonly path: readonly string[]; readonly status: string }[]) =>
  tests.map(({ path, status }) => `${path.join(' › ')}: ${status}`);

describe('a value is a report', () => {
  it.each<Table>([
    { ok: 'false' },
    { failed: false },
    { checks: [] },
    { failed: 0 },
    { passed: 3, failures: 'the shop broke' },
    { passed: 3, failures: 'the shop broke', Failures: true },
    { passed: 3, failed: 'the shop broke' },
    { passed: 3, errors: 'boom' },
    { total: 3, failures: 'the shop broke' },
    { summary: { passed: 3, failed: 0 } },
    { results: { ok: true } },
    { results: { ok: true }, Results: 5 },
    { failureCount: 0 },
    { failureCount: '2', FailureCount: 'many' },
    { numFailedTests: 0 },
    { numTotalTests: 3 },
    { results: { results: { results: { ok: true } } } },
  ])('as %j', (fields) => {
    expect(readAny(fields)).toMatchObject({ framework: 'custom' });
  });

  it.each<Table>([
    {},
    { passed: 3 },
    { passed: 'all', errors: 'boom' },
    { passed: 3, failures: '' },
    { total: 3, errors: 'boom' },
    { failures: 'the shop broke' },
    { message: 'boom', results: { items: 3 } },
    { results: [{ ok: true }] },
    { info: { ok: true } },
    { failure_count: 3 },
    { failureCount: 'many' },
    { results: { results: { results: { results: { ok: true } } } } },
  ])('not as %j', (fields) => {
    expect(readAny(fields)).toBeUndefined();
  });
});

describe('the flags of a report', () => {
  it('claim red or green, under all their names', () => {
    for (const name of ['ok', 'Success', 'passed', 'allPass', 'all_passed']) {
      expect(read({ [name]: true }).statements).toStrictEqual([
        { isFailure: false, text: `\`${name}\` is true` },
      ]);
      expect(read({ [name]: 'False' }).statements).toStrictEqual([
        { isFailure: true, text: `\`${name}\` is false` },
      ]);
    }
    expect(read({ failed: true }).statements).toEqual([
      { isFailure: true, text: '`failed` is true' },
    ]);
    expect(read({ failed: false }).statements).toEqual([
      { isFailure: false, text: '`failed` is false' },
    ]);
  });

  it.each<[Table, string | undefined]>([
    [{ ok: true, status: 'failed' }, '`status` is `failed`'],
    [{ ok: true, result: 'Timed out' }, '`result` is `Timed out`'],
    [{ ok: true, outcome: 'passed' }, undefined],
    [{ ok: true, state: 'banana' }, undefined],
    [{ ok: true, status: 500 }, undefined],
  ])('of %j have beside them: %s', (fields, text) => {
    const statements = read(fields).statements.slice(1);
    expect(statements).toEqual(text === undefined ? [] : [{ isFailure: true, text }]);
  });

  it('make a total one of passes only where all are green', () => {
    expect(read({ ok: true, total: 4 }).statedCounts).toMatchObject({ total: 4, passed: 4 });
    expect(read({ ok: false, total: 4 }).statedCounts).toBeUndefined();
    expect(read({ ok: true, success: false, total: 4 }).statedCounts).toBeUndefined();
    expect(read({ total: 4, summary: { passed: 3, failed: 0 } }).statedCounts).toBeUndefined();
  });
});

describe('the tests of a report', () => {
  it('are its checks and tests, in which numbers are no list', () => {
    const { tests } = read({
      checks: [{ name: 'a', ok: true }, { ok: true }],
      tests: { b: false },
      Tests: { passed: 2, failed: 0 },
    });
    expect(namesOf(tests)).toEqual(['a: passed', 'check 2: passed', 'b: failed']);
  });

  it('are those that passed, were skipped, or failed, where they are listed as such', () => {
    const { tests, otherFailures, statedCounts } = read({
      passed: ['a', { message: 'b' }],
      skipped: ['c'],
      failed: [{ message: 'no gold' }, 'd'],
      errors: ['boom', { message: 'bang' }],
    });
    expect(namesOf(tests)).toEqual(['a: passed', 'test 2: passed', 'c: skipped']);
    expect(namesOf(otherFailures)).toEqual([
      'test 1: failed',
      'd: failed',
      'error 1: failed',
      'error 2: failed',
    ]);
    expect(statedCounts).toEqual({ total: 5, passed: 2, failed: 2, skipped: 1 });
  });

  it('are not those that passed, where checks are listed, too', () => {
    expect(namesOf(read({ checks: { a: true }, passed: ['a'] }).tests)).toEqual(['a: passed']);
  });

  it('are named by words on what failed, and by no other words', () => {
    const { otherFailures, statedCounts } = read({ ok: true, failures: 'the shop broke' });
    expect(namesOf(otherFailures)).toEqual(['the shop broke: failed']);
    expect(statedCounts?.failed).toBe(1);
    expect(read({ ok: true, skipped: 'the pets', errors: '' })).toMatchObject({
      tests: [],
      otherFailures: [],
    });
  });

  it('are not named twice where those that failed are listed, too', () => {
    const { otherFailures } = read({
      tests: [
        { name: 'Shop', tests: [{ name: 'a', ok: false }] },
        { name: 'b', ok: true },
        { name: 'c', ok: false },
      ],
      failures: ['a', 'b', 'c'],
    });
    expect(namesOf(otherFailures)).toEqual(['b: failed']);
  });
});

describe('what a report says of itself', () => {
  it.each(['message', 'error', 'reason', 'detail', 'Output'])('is what it gives as %s', (name) => {
    expect(read({ ok: false, [name]: 'no gold' }).message).toBe('no gold');
  });

  it('is nothing where it gives none', () => {
    expect(read({ ok: false, message: '' })).not.toHaveProperty('message');
  });

  it('is told shortly', () => {
    expect(read({ ok: false, message: 'x'.repeat(9_000) }).message).toHaveLength(501);
  });
});

describe('a boolean', () => {
  it('says only that all is well, or not', () => {
    const empty = {
      framework: 'custom',
      tests: [],
      otherFailures: [],
      statedCounts: { total: 0, passed: 0, failed: 0, skipped: 0 },
      problems: [],
    };
    expect(reportOfBoolean(true)).toStrictEqual({ ...empty, statements: [] });
    expect(reportOfBoolean(false)).toStrictEqual({
      ...empty,
      statements: [{ isFailure: true, text: 'the script returned `false`' }],
    });
  });
});
