import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/open-cloud/resources.ts';
import type { Criteria } from '../../src/verdict/criteria.ts';
import { judge } from '../../src/verdict/judge.ts';
import type { Verdict } from '../../src/verdict/verdict.ts';
import { CREATED } from '../support/timeline.ts';

function judged(
  results: readonly Json[] | undefined,
  { file, ...criteria }: Partial<Criteria> & { readonly file?: string } = {},
  printed: readonly string[] = [],
): Verdict {
  const messages = printed.map((text) => ({ type: 'OUTPUT' as const, text }));
  const task = { ...CREATED, state: 'COMPLETE', ...(results && { results }) };
  return judge(
    { end: 'ended', task, log: { messages }, seenMs: 1_000, queuedMs: 0 },
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

function warningsOf(...given: Parameters<typeof judged>): readonly string[] {
  const { outcome, warnings } = judged(...given);
  expect(outcome).toBe('passed');
  return warnings;
}

describe('a pass on the first value', () => {
  const jest = { numFailedTests: 1, numPassedTests: 2, numTotalTests: 3 };

  it.each<[string, readonly Json[], string]>([
    ['what `:await()` gives', [true, jest], 'the second one says: 1 of 3 tests failed.'],
    ['in a string', [true, JSON.stringify(jest)], 'the second one says: 1 of 3 tests failed.'],
    [
      'behind data',
      [{ coins: 5 }, 'done', { failed: 2 }],
      'the third one says: 2 of 2 tests failed.',
    ],
    ['what `pcall` gives', [true, false], 'the second one is `false`.'],
    ['far behind', [1, 2, 3, 4, 5, { failed: 1 }], 'the 6th one says: 1 of 1 test failed.'],
    [
      'behind results that are green',
      [{ passed: 2, failed: 0 }, { ok: false }],
      'the second one says: `ok` is false.',
    ],
  ])('warns of failures that are told later: %s', (_, results, told) => {
    expect(warningsOf(results)).toEqual([
      expect.stringContaining(
        `The run passed on the first value that the script returned, but ${told}`,
      ),
    ]);
    expect(warningsOf(results)[0]).toMatch(
      /Only the first decides: return the results first, or alone\.$/,
    );
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
    expect(judged([false, jest])).toMatchObject({ outcome: 'failed', warnings: [] });
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
    ['counts nothing', [{ failed: -1, errors: 'none', fail: null }]],
    ['only warns', [{ name: 'slow', ok: false, level: 'warning', details: { ok: false } }]],
    [
      'was skipped',
      [
        { name: 'a', ok: false, status: 'skipped' },
        { ok: false, skipped: true },
      ],
    ],
    ['lies too deep', { a: { b: { c: { d: { e: { f: { ok: false } } } } } } }],
    ['lies too far behind', [...Array.from({ length: 10_000 }, () => 1), { ok: false }]],
  ])('needs no warning where it %s', (_, value) => {
    expect(warningsOf([value])).toEqual([]);
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
  it.each(['a.spec.luau', 'tests/a.test.lua', 'a_spec.luau', 'a-test.luau', 'A.Spec.Luau'])(
    'is told from a script that tests: %s',
    (file) => {
      expect(warningsOf([null], { file })).toEqual([
        `${file} passed without a report of tests. A spec only defines tests: run as a script, it runs none. Leave it out, as with the line \`!**/*.spec.luau\`, and run the script that starts the test framework.`,
      ]);
      expect(warningsOf([{ description: 'shop' }], { file })).toHaveLength(1);
    },
  );

  it.each<[string, readonly Json[] | undefined, Parameters<typeof judged>[1]]>([
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
    expect(judged([value])).toMatchObject({
      outcome: 'passed',
      warnings: [],
      tests: { faults: [] },
    });
  });

  it('and beside numbers of tests it is a fault', () => {
    expect(judged([{ passed: 1, failed: 0, total: 12.5 }]).outcome).toBe('failed');
  });
});
