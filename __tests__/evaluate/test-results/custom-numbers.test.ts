import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import { foldFields } from '../../../src/evaluate/test-results/fields.ts';
import {
  countStatements,
  isCountTable,
  isFailureText,
  readNumbers,
  resolveCounts,
  hasOutcome,
} from '../../../src/evaluate/test-results/custom-numbers.ts';

type Table = Readonly<Record<string, Json>>;

/** The numbers of a value, each with the field that it is from. */
function read(fields: Table, readsText = true) {
  const { skipped, ...others } = readNumbers(foldFields(fields), readsText);
  const found = Object.entries(others).map(([name, { number, field }]) => [
    name,
    { [field.name]: number },
  ]);
  return {
    ...(Object.fromEntries(found) as Record<string, unknown>),
    ...(skipped.length > 0 && {
      skipped: skipped.map(({ number, field }) => ({ [field.name]: number })),
    }),
  };
}

const mergeReports = (fields: Table, isGreen = true) =>
  resolveCounts(readNumbers(foldFields(fields), true), isGreen);
const claimsOf = (fields: Table) =>
  countStatements(foldFields(fields), readNumbers(foldFields(fields), true));

describe('the numbers of a value', () => {
  it.each<[Table, object]>([
    [
      { passed: 3, failed: '1' },
      { passed: { passed: 3 }, failed: { failed: 1 } },
    ],
    [{ failures: 2 }, { failed: { failures: 2 } }],
    [{ failed: null, failures: 2 }, { failed: { failures: 2 } }],
    [{ failed: true, failures: 2 }, { failed: { failures: 2 } }],
    [{ total: 4 }, { total: { total: 4 } }],
    [{ totalTests: 4 }, { total: { totalTests: 4 } }],
    [{ tests: 4 }, { total: { tests: 4 } }],
    [{ tests: ['a', 'b'] }, {}],
    [{ warnings: 1 }, { warned: { warnings: 1 } }],
    [{ warned: 1 }, { warned: { warned: 1 } }],
    [
      { skipped: 1, pending: 2, Todo: 3 },
      { skipped: [{ skipped: 1 }, { pending: 2 }, { Todo: 3 }] },
    ],
    [
      { passed: ['a', 'b'], failed: [] },
      { passed: { passed: 2 }, failed: { failed: 0 } },
    ],
    [{ failed: { shop: 'x', pets: 'y' } }, { failed: { failed: 2 } }],
    [{ passed: 'all', total: 'many', skipped: 'some' }, {}],
    [{ failed: 'the shop broke' }, { failed: { failed: 1 } }],
    [{ failed: 'false', passed: '' }, {}],
  ])('%j are %j', (fields, numbers) => {
    expect(read(fields)).toEqual(numbers);
  });

  it('are the redder ones of several spellings', () => {
    expect(read({ passed: 3, Passed: 2, failed: 0, Failed: 2 })).toEqual({
      passed: { Passed: 2 },
      failed: { Failed: 2 },
    });
    expect(read({ failed: 2, Failed: -1 })).toEqual({ failed: { Failed: -1 } });
  });

  it('are not made of words, before the value is a report', () => {
    expect(read({ failures: 'the shop broke' }, false)).toEqual({});
  });

  it('tell how tests came out where failures are among them, or all and those that passed', () => {
    const tells = (fields: Table) => hasOutcome(readNumbers(foldFields(fields), true));
    expect(tells({ failed: 0 })).toBe(true);
    expect(tells({ passed: 3, total: 3 })).toBe(true);
    expect(tells({ passed: 3 })).toBe(false);
    expect(tells({ total: 3, skipped: 3 })).toBe(false);
  });

  it('may lie in the place of tests', () => {
    for (const value of [
      { passed: 3 },
      { Failed: '1' },
      { passed: ['a'] },
      { passed: 'x', Passed: 3 },
    ]) {
      expect(isCountTable(value)).toBe(true);
    }
    for (const value of [
      { passed: true, failed: false },
      { total: 3 },
      { passed: 'x' },
      [],
      {},
      [3],
      3,
    ]) {
      expect(isCountTable(value)).toBe(false);
    }
  });
});

describe('words', () => {
  it('are texts that are no number and no flag', () => {
    expect(isFailureText('the shop broke')).toBe(true);
    for (const value of ['', ' ', '12', 'true', 'False', 12, true, null, ['a']]) {
      expect(isFailureText(value)).toBe(false);
    }
  });
});

describe('settled numbers', () => {
  it.each<[Table, [total: number, passed: number, failed: number, skipped: number]]>([
    [{ passed: 3 }, [3, 3, 0, 0]],
    [{ failed: 2 }, [2, 0, 2, 0]],
    [{ passed: 3, failed: 1, skipped: 2 }, [6, 3, 1, 2]],
    [{ failed: 1, skipped: 1, total: 4 }, [4, 2, 1, 1]],
    [{ failed: 0, total: 4 }, [4, 4, 0, 0]],
    [{ total: 4 }, [4, 4, 0, 0]],
    [{ passed: 2, failed: 1, skipped: 2, pending: 1, total: 6 }, [6, 2, 1, 3]],
    [{ passed: 2, failed: 1, skipped: 2, pending: 1, total: 5 }, [5, 2, 1, 2]],
    [{ failed: 0, skipped: 2, pending: 1, total: 2 }, [2, 0, 0, 2]],
    [{ passed: 2, failed: 1, warnings: 2, total: 5 }, [5, 4, 1, 0]],
  ])('of %j are %j', (fields, [total, passed, failed, skipped]) => {
    expect(mergeReports(fields)).toStrictEqual({
      statedCounts: { total, passed, failed, skipped },
      problems: [],
    });
  });

  it('are at odds where one word has more than the total leaves, whatever another one has', () => {
    const { problems } = mergeReports({ failed: 0, skipped: 2, pending: 3, total: 2 });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('make 5');
  });

  it('are none where only a total is given, and no flag says that all passed', () => {
    expect(mergeReports({ total: 4 }, false)).toStrictEqual({ problems: [] });
    expect(mergeReports({ skipped: 4 })).toStrictEqual({ problems: [] });
    expect(mergeReports({ passed: 4 }, false).statedCounts?.passed).toBe(4);
  });

  it.each<[Table, string]>([
    [{ passed: -1, failed: 0 }, '`passed` is -1'],
    [{ passed: 1, failed: 0.5 }, '`failed` is 0.5'],
    [{ passed: 1, skipped: 1e300 }, '`skipped` is 1e+300'],
    [{ passed: 3, totalTests: 2.5 }, '`totalTests` is 2.5'],
  ])('are none of %j', (fields, problem) => {
    const { statedCounts, problems } = mergeReports(fields);
    expect(statedCounts).toBeUndefined();
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('may lack tests to their total, which warnings may make up for', () => {
    expect(mergeReports({ passed: 3, total: 5 })).toStrictEqual({
      statedCounts: { total: 5, passed: 3, failed: 0, skipped: 0 },
      problems: [],
      shortfall: { missing: 2, problem: '`total` is 5, but `passed` is 3.' },
    });
    expect(mergeReports({ passed: 2, failed: 1, pending: 1, total: 9 }).shortfall).toEqual({
      missing: 5,
      problem: '`total` is 9, but `passed` and `failed` and `pending` make 4.',
    });
    expect(mergeReports({ passed: 3, warnings: 1, total: 5 }).shortfall?.missing).toBe(2);
  });

  it('may not be more than their total', () => {
    expect(mergeReports({ passed: 3, failed: 1, total: 3 })).toStrictEqual({
      statedCounts: { total: 3, passed: 3, failed: 1, skipped: 0 },
      problems: ['`total` is 3, but `passed` and `failed` make 4.'],
    });
  });
});

describe('what numbers claim', () => {
  it.each<[Table, readonly (readonly [isFailure: boolean, text: string])[]]>([
    [{ passed: 3 }, []],
    [{ failed: 0 }, [[false, '`failed` is 0']]],
    [{ failed: 2 }, [[true, '`failed` is 2']]],
    [{ failed: [] }, []],
    [{ failed: ['a', 'b'] }, [[true, '`failed` holds 2 failures']]],
    [{ failed: 'no gold' }, [[true, '`failed` holds 1 failure']]],
    [
      { failed: 0, failures: ['a'] },
      [
        [false, '`failed` is 0'],
        [true, '`failures` holds 1 failure'],
      ],
    ],
    [{ errors: 'boom' }, [[true, '`errors` holds 1 error']]],
    [{ Errors: ['a', 'b'] }, [[true, '`Errors` holds 2 errors']]],
    [{ errors: [] }, []],
  ])('%j: %j', (fields, statements) => {
    expect(claimsOf(fields)).toEqual(statements.map(([isFailure, text]) => ({ isFailure, text })));
  });
});
