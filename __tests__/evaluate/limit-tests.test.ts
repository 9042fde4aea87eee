import { describe, expect, it } from '@jest/globals';
import { limitTests } from '../../src/evaluate/limit-tests.ts';
import type { LocatedTest, Verdict } from '../../src/evaluate/types.ts';

const test = (name: string, status: LocatedTest['status']): LocatedTest => ({
  path: [name],
  status,
});

const VERDICT: Verdict = {
  outcome: 'failed',
  message: '2 of 4 tests failed.',
  warnings: ['an earlier one'],
  tests: {
    framework: 'custom',
    origin: 'returned',
    tests: [test('a', 'passed'), test('b', 'failed'), test('c', 'skipped'), test('d', 'failed')],
    counts: { total: 4, passed: 1, failed: 2, skipped: 1 },
    problems: [],
  },
};

const named = ({ tests }: Verdict): readonly unknown[] | undefined =>
  tests?.tests.map(({ path }) => path[0]);

describe('limitTests', () => {
  it('keeps a verdict whose tests may all be named', () => {
    expect(limitTests(VERDICT, 4)).toBe(VERDICT);
    const { tests: _, ...without } = VERDICT;
    expect(limitTests(without, 0)).toBe(without);
  });

  it.each([
    [3, ['b', 'd', 'a']],
    [2, ['b', 'd']],
    [1, ['b']],
    [0, []],
  ])('of %i names, those of failed tests come first', (left, names) => {
    const limited = limitTests(VERDICT, left);
    expect(named(limited)).toEqual(names);
    expect(limited.tests?.counts).toEqual(VERDICT.tests?.counts);
    expect(limited.warnings).toEqual([
      'an earlier one',
      expect.stringContaining(`of the 4 of this one, ${left} are named`),
    ]);
  });
});
