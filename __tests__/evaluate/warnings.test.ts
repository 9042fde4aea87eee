import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/open-cloud/types.ts';
import type { Criteria } from '../../src/evaluate/types.ts';
import { evaluateRun } from '../../src/evaluate/evaluate-run.ts';
import type { Verdict } from '../../src/evaluate/types.ts';
import { CREATED } from '../support/timeline.ts';

function evaluated(
  results: readonly Json[] | undefined,
  { file, ...criteria }: Partial<Criteria> & { readonly file?: string } = {},
  printed: readonly string[] = [],
): Verdict {
  const messages = printed.map((text) => ({ type: 'OUTPUT' as const, text }));
  const task = { ...CREATED, state: 'COMPLETE', ...(results && { results }) };
  return evaluateRun(
    { status: 'ended', task, log: { messages }, seenMs: 1_000, queuedMs: 0 },
    {
      timeoutMs: 1,
      bootTimeoutMs: 1,
      maxWaitMs: 1,
      ...(file !== undefined && { script: { file } }),
    },
    { readsTestReports: true, failsOnErrorLogs: false, ...criteria },
    () => undefined,
  );
}

function warningsOf(...given: Parameters<typeof evaluated>): readonly string[] {
  const { outcome, warnings } = evaluated(...given);
  expect(outcome).toBe('passed');
  return warnings;
}

describe('a pass on the first value', () => {
  const jest = { numFailedTests: 1, numPassedTests: 2, numTotalTests: 3 };

  it.each<[string, readonly Json[], string]>([
    ['what `:await()` gives', [true, jest], 'The second one says: 1 of 3 tests failed.'],
    ['in a string', [true, JSON.stringify(jest)], 'The second one says: 1 of 3 tests failed.'],
    [
      'behind data',
      [{ coins: 5 }, 'done', { failed: 2 }],
      'The third one says: 2 of 2 tests failed.',
    ],
    ['what `pcall` gives', [true, false], 'The second one is `false`.'],
    ['far behind', [1, 2, 3, 4, 5, { failed: 1 }], 'The 6th one says: 1 of 1 test failed.'],
    [
      'behind results that are green',
      [{ passed: 2, failed: 0 }, { ok: false }],
      'The second one says: `ok` is false.',
    ],
  ])('warns of failures that are told later: %s', (_, results, told) => {
    expect(warningsOf(results)).toEqual([
      `The run passed on the first value that the script returned, and only that one decides: return the results first, or alone. ${told}`,
    ]);
  });

  it.each<[string, readonly Json[]]>([
    ['data', [true, { coins: 5 }]],
    ['good results', [true, { numFailedTests: 0, numPassedTests: 2 }]],
    ['a `false` that may be anything', [12, false]],
    ['a `true`', [true, true]],
    ['nothing', []],
  ])('has nothing to warn of in %s', (_, results) => {
    expect(warningsOf(results)).toEqual([]);
  });

  it('is not second-guessed where results do not count', () => {
    expect(warningsOf([true, jest], { readsTestReports: false })).toEqual([]);
    expect(warningsOf([true, jest], { expect: true })).toEqual([]);
  });

  it('and what failed on it needs no warning', () => {
    expect(evaluated([false, jest])).toMatchObject({ outcome: 'failed', warnings: [] });
  });
});

describe('what a script returned in a shape that does not count', () => {
  it.each<[Json, string]>([
    [
      [
        { name: 'a', ok: true },
        { name: 'b', ok: false },
      ],
      '`[2].ok` is `false`',
    ],
    [JSON.stringify([{ name: 'b', ok: false }]), '`[1].ok` is `false`'],
    [{ ok: true, details: { shop: { passed: false } } }, '`details.shop.passed` is `false`'],
    [{ success: true, testResults: [{ status: 'failed' }] }, '`testResults[1].status` is `failed`'],
    [
      { unit: { passed: 3, failed: 0 }, integration: { passed: 2, failed: 1 } },
      '`integration.failed` is 1',
    ],
    [{ passCount: 2, failCount: 1 }, '`failCount` is 1'],
    [{ pass: 3, fail: 1 }, '`fail` is 1'],
    [{ numFailedTestSuites: 1, success: true }, '`numFailedTestSuites` is 1'],
    [{ passed: 3, failed: 0, errorCount: 1 }, '`errorCount` is 1'],
    [{ allTestsPassed: false }, '`allTestsPassed` is `false`'],
    [{ pass: false }, '`pass` is `false`'],
    [{ groups: [{ failures: ['shop'] }] }, '`groups[1].failures` holds 1'],
    [[{ ok: false, todo: false }], '`[1].ok` is `false`'],
    [[{ errors: true }], '`[1].errors` is `true`'],
    [{ 'a`b': [{ failed: true }] }, "`a'b[1].failed` is `true`"],
  ])('is warned of where it looks like a failure: %j', (value, told) => {
    expect(warningsOf([value])).toEqual([
      `The run passed, although in what the script returned ${told}: that is not read as the result of a test. Return results in a shape that is, like \`{ ok = false }\` or \`{ passed = 2, failed = 1 }\`, or raise an error where tests failed.`,
    ]);
  });

  it.each<[string, Json]>([
    ['has no failures', [{ ok: true, failed: 0, errors: [], failures: {}, status: 'passed' }]],
    ['is data', { coins: 5, players: [{ name: 'a', state: 'alive' }], failedLogins: 3 }],
    ['is a word', 'failed'],
    ['has such a word elsewhere', [{ message: 'failed' }]],
    ['has a status that is no word', [{ status: 5, result: { coins: 1 } }]],
    ['counts nothing', [{ failed: -1, errors: 'none', fail: null }]],
    ['only warns', [{ name: 'slow', ok: false, level: 'warning', details: { ok: false } }]],
    [
      'was skipped',
      [
        { name: 'a', ok: false, status: 'skipped' },
        { ok: false, skipped: true },
      ],
    ],
    [
      'is a check that wants a failure',
      [{ name: 'refuses', ok: true, response: { success: false } }],
    ],
    ['is compared', { expected: { ok: false }, actual: { ok: false }, received: [{ ok: false }] }],
    [
      'is yet to do',
      [
        { ok: false, todo: true },
        { ok: false, pending: true },
        { pass: false, skip: true },
      ],
    ],
    ['is named as skipped elsewhere', [{ name: 'a', state: 'skipped', retry: { ok: false } }]],
    ['lies too deep', { a: { b: { c: { d: { e: { f: { ok: false } } } } } } }],
    ['lies too far behind', [...Array.from({ length: 10_000 }, () => 1), { ok: false }]],
  ])('needs no warning where it %s', (_, value) => {
    expect(warningsOf([value])).toEqual([]);
  });

  it.each<[string, Json]>([
    ['a long list', Array.from({ length: 500_000 }, () => 1)],
    ['many fields', Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, at]))],
    ['many long lists', Array.from({ length: 50 }, () => Array.from({ length: 10_000 }, () => 1))],
  ])('is not looked for without end: in %s', (_, value) => {
    expect(warningsOf([value])).toEqual([]);
  });

  it('is quoted in short', () => {
    const [warning = ''] = warningsOf([[{ status: `failed${'-'.repeat(1e6)}` }]]);
    expect(warning.length).toBeLessThan(400);
  });

  it('is looked for in the whole, also where that says that it passed', () => {
    expect(warningsOf([{ name: 'all', ok: true, shops: [{ ok: false }] }])).toHaveLength(1);
  });

  it('needs none in the report of a framework', () => {
    const report = {
      numFailedTests: 0,
      numPassedTests: 2,
      numTotalTests: 2,
      retried: [{ status: 'failed' }],
    };
    expect(warningsOf([report])).toEqual([]);
  });

  it('is not looked at where it is compared, or results do not count', () => {
    expect(warningsOf([{ pass: false }], { expect: { pass: false } })).toEqual([]);
    expect(warningsOf([{ pass: false }], { readsTestReports: false })).toEqual([]);
  });
});

describe('a spec that was run as a script', () => {
  it.each(['a.spec.luau', 'tests/a.test.lua', 'A.Spec.Luau'])(
    'is told from a script that tests: %s',
    (file) => {
      expect(warningsOf([null], { file })).toEqual([
        `${file} passed without a report of tests. If it is a spec, it only defines tests, and none was run: leave it out, as with the line \`!**/*.spec.luau\`, and run the script that starts the test framework.`,
      ]);
      expect(warningsOf([{}], { file })).toHaveLength(1);
      expect(warningsOf([{ opens: null, sells: null }], { file })).toHaveLength(1);
    },
  );

  it.each<[string, readonly Json[] | undefined, Parameters<typeof evaluated>[1]]>([
    ['that returns data', [{ items: 3 }], { file: 'a.spec.luau' }],
    ['that returns a number', [3], { file: 'a.spec.luau' }],
    ['that returns a word', ['done'], { file: 'a.spec.luau' }],
    ['whose name is that of a script that tests', [null], { file: 'tests/smoke-test.luau' }],
    ['whose name is another', [null], { file: 'tests/inspect.luau' }],
    ['whose folder alone is called so', [null], { file: 'my.spec/a.luau' }],
    ['that has none', [null], {}],
    ['that returns nothing: its assertions are its evidence', [], { file: 'a.spec.luau' }],
    ['of which no results came', undefined, { file: 'a.spec.luau' }],
    ['that reports its tests', [{ passed: 1, failed: 0 }], { file: 'a.spec.luau' }],
    ['whose value is expected', [null], { file: 'a.spec.luau', expect: null }],
    ['whose reports are off', [null], { file: 'a.spec.luau', readsTestReports: false }],
  ])('is not meant by a script %s', (_, results, given) => {
    expect(warningsOf(results, given)).toEqual([]);
  });

  it('is none where tests were printed', () => {
    const printed = ['Test results:', '1 passed, 0 failed, 0 skipped'];
    expect(warningsOf([null], { file: 'a.spec.luau' }, printed)).toEqual([]);
  });
});

describe('beside a flag', () => {
  it.each<Json>([
    { ok: true, total: 12.5, currency: 'coins' },
    { ok: true, total: -3 },
    { ok: true, pending: -1 },
  ])('a number that can be none of tests is data: %j', (value) => {
    expect(evaluated([value])).toMatchObject({
      outcome: 'passed',
      warnings: [],
      tests: { problems: [] },
    });
  });

  it('and beside numbers of tests it is a fault', () => {
    expect(evaluated([{ passed: 1, failed: 0, total: 12.5 }]).outcome).toBe('failed');
  });
});
