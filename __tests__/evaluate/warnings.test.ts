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

describe('warnOfPass, for later return values', () => {
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
  ])('warns of failures in them: %s', (_, results, words) => {
    expect(warningsOf(results)).toEqual([
      `The run passed on the first value that the script returned, and only that one decides: return the results first, or alone. ${words}`,
    ]);
  });

  it.each<[string, readonly Json[]]>([
    ['data', [true, { coins: 5 }]],
    ['good results', [true, { numFailedTests: 0, numPassedTests: 2 }]],
    ['a `false` that may be anything', [12, false]],
    ['a `true`', [true, true]],
    ['nothing', []],
  ])('does not warn of %s', (_, results) => {
    expect(warningsOf(results)).toEqual([]);
  });

  it('does not warn if results do not count', () => {
    expect(warningsOf([true, jest], { readsTestReports: false })).toEqual([]);
    expect(warningsOf([true, jest], { expect: true })).toEqual([]);
  });

  it('does not warn if the first value failed the run', () => {
    expect(evaluated([false, jest])).toMatchObject({ outcome: 'failed', warnings: [] });
  });
});

describe('warnOfPass, for a value in an unknown shape', () => {
  it.each<[Json, string]>([
    [
      [
        { name: 'a', ok: true },
        { name: 'b', ok: false },
      ],
      '`[2].ok` is `false`, in "b"',
    ],
    [JSON.stringify([{ name: 'b', ok: false }]), '`[1].ok` is `false`, in "b"'],
    ['failed', 'the text says "failed"'],
    [[true, false], 'item 2 is `false`'],
    [{ error: 'boom' }, '`error` is "boom"'],
    [{ ok: 'no' }, '`ok` is "no", neither `true` nor `false`'],
    [
      { sections: [{ name: 'Shop', tests: [{ name: 'sells', ok: false }] }] },
      '`sections[1].tests[1].ok` is `false`, in "sells"',
    ],
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
  ])('warns of a failure in %j', (value, failure) => {
    expect(warningsOf([value])).toEqual([
      `The run passed, although in what the script returned ${failure}: that is not read as the result of a test. Return results in a shape that is, like \`{ ok = false }\` or \`{ passed = 2, failed = 1 }\`, or raise an error where tests failed.`,
    ]);
  });

  it.each([
    'failed tests',
    'tests failed',
    'failed count',
    'count failed',
    'num failures',
    'number of failed tests',
    'failure amount',
    'fails',
    'exit code',
  ])('warns of `%s` in any spelling', (words) => {
    const parts = words.split(' ');
    const pascal = parts.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
    const spellings = [
      words,
      words.toUpperCase(),
      parts.join('_'),
      parts.join('_').toUpperCase(),
      parts.join('-'),
      pascal,
      `${pascal.charAt(0).toLowerCase()}${pascal.slice(1)}`,
    ];
    for (const name of spellings) {
      expect(warningsOf([{ [name]: 2 }])).toEqual([expect.stringContaining(`\`${name}\` is 2`)]);
      expect(warningsOf([{ [name]: 0 }])).toEqual([]);
    }
  });

  it.each<[string, Json]>([
    ['has no failures', [{ ok: true, failed: 0, errors: [], failures: {}, status: 'passed' }]],
    ['is data', { coins: 5, players: [{ name: 'a', state: 'alive' }], failedLogins: 3 }],
    ['is another word', 'failsafe'],
    ['has an error that is none', [{ error: '' }, { error: 'none' }, { error: 'nil' }]],
    ['is a grid of flags', [[true, false]]],
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
  ])('does not warn if it %s', (_, value) => {
    expect(warningsOf([value])).toEqual([]);
  });

  it.each<[string, Json]>([
    ['a long list', Array.from({ length: 500_000 }, () => 1)],
    ['many fields', Object.fromEntries(Array.from({ length: 200_000 }, (_, at) => [`k${at}`, at]))],
    ['many long lists', Array.from({ length: 50 }, () => Array.from({ length: 10_000 }, () => 1))],
  ])('limits the search in %s', (_, value) => {
    expect(warningsOf([value])).toEqual([]);
  });

  it('quotes a short excerpt', () => {
    const [warning = ''] = warningsOf([[{ status: `failed${'-'.repeat(1e6)}` }]]);
    expect(warning.length).toBeLessThan(400);
  });

  it('searches a value that states that it passed', () => {
    expect(warningsOf([{ name: 'all', ok: true, shops: [{ ok: false }] }])).toHaveLength(1);
  });

  it('searches the fields beside the report of a framework', () => {
    const report = {
      numFailedTests: 0,
      numPassedTests: 2,
      numTotalTests: 2,
      retried: [{ status: 'failed' }],
    };
    expect(warningsOf([report])).toEqual([
      expect.stringContaining('`retried[1].status` is `failed`'),
    ]);
  });

  it('does not search a compared value, or without test reports', () => {
    expect(warningsOf([{ pass: false }], { expect: { pass: false } })).toEqual([]);
    expect(warningsOf([{ pass: false }], { readsTestReports: false })).toEqual([]);
  });
});

describe('warnOfPass, for what the vocabulary finds in values', () => {
  it.each<[readonly Json[], string]>([
    [[{ failedTests: 2 }], '`failedTests` is 2'],
    [[{ testsFailed: 2 }], '`testsFailed` is 2'],
    [[{ fails: 1 }], '`fails` is 1'],
    [[{ num_failed_checks: 1 }], '`num_failed_checks` is 1'],
    [[{ totalFailures: 1 }], '`totalFailures` is 1'],
    [[{ hasFailures: true }], '`hasFailures` is `true`'],
    [[{ testsPassed: false }], '`testsPassed` is `false`'],
    [[{ exitCode: 1 }], '`exitCode` is 1'],
    [[{ exit_code: '1' }], '`exit_code` is 1'],
    [[{ ok: 1 }], '`ok` is 1, neither `true` nor `false`'],
    [['FAILED: 3 tests'], 'the text says "FAILED: 3 tests"'],
    [[{ output: '1 passed, 2 failed' }], '`output` says "1 passed, 2 failed"'],
    [[{ report: '{"ok":false}' }], '`report.ok` is `false`'],
    [['Rejected', 'no shop'], 'returned `Rejected` and "no shop"'],
    [[null, 'no shop'], 'returned `nil` and "no shop"'],
    [[{ checks: [] }], 'nothing was tested'],
    [[{ passed: 0, failed: 0 }], 'nothing was tested'],
    [
      [JSON.stringify([{ success: true }, { success: false, error: 'Compile error' }])],
      '`[2].success` is `false`',
    ],
  ])('warns of %j', (results, words) => {
    expect(warningsOf(results)).toEqual([expect.stringContaining(words)]);
  });

  it('warns beside a green report of Jest', () => {
    const printed = ['Test Suites: 1 passed, 1 total', 'Tests:       2 passed, 2 total'];
    expect(warningsOf([[{ success: true }, { success: false }]], {}, printed)).toEqual([
      expect.stringContaining('`[2].success` is `false`'),
    ]);
  });

  it.each<[Json]>([[{ failedLogins: 3 }], [{ failRate: 0.2 }], [{ exitCode: 0 }], [{ fails: 0 }]])(
    'is silent about %j',
    (value) => {
      expect(warningsOf([value])).toEqual([]);
    },
  );
});

describe('warnOfPass, for a spec that ran as a script', () => {
  it.each(['a.spec.luau', 'tests/a.test.lua', 'A.Spec.Luau'])('warns of %s', (file) => {
    expect(warningsOf([null], { file })).toEqual([
      `${file} passed without a report of tests. If it is a spec, it only defines tests, and none was run: leave it out, as with the line \`!**/*.spec.luau\`, and run the script that starts the test framework.`,
    ]);
    expect(warningsOf([{}], { file })).toHaveLength(1);
    expect(warningsOf([{ opens: null, sells: null }], { file })).toHaveLength(1);
  });

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
  ])('does not warn of a script %s', (_, results, given) => {
    expect(warningsOf(results, given)).toEqual([]);
  });

  it('does not warn if tests were printed', () => {
    const printed = ['Test results:', '1 passed, 0 failed, 0 skipped'];
    expect(warningsOf([null], { file: 'a.spec.luau' }, printed)).toEqual([]);
  });
});

describe('readReturned, beside a flag', () => {
  it.each<Json>([
    { ok: true, total: 12.5, currency: 'coins' },
    { ok: true, total: -3 },
    { ok: true, pending: -1 },
  ])('reads a number that cannot count tests as data: %j', (value) => {
    expect(evaluated([value])).toMatchObject({
      outcome: 'passed',
      warnings: [],
      tests: { problems: [] },
    });
  });

  it('reads it as a problem beside counts of tests', () => {
    expect(evaluated([{ passed: 1, failed: 0, total: 12.5 }]).outcome).toBe('failed');
  });
});

describe('warnOfPass, for a printed line about failures', () => {
  it.each([
    '1 passed, 2 failed',
    '[suite] SUMMARY passed=3 failed=1 total=4',
    'FAILED: 3',
    'x\n2 tests failed',
    '12 tests failed',
    '1 test failed',
    '1 check failed',
    '3 checks failed',
    'failed=1, passed=0',
    'failed = 12',
    'failed:12 of 20',
    '[FAIL] shop sells',
    '  [FAILED] shop sells',
    'FAIL  ReplicatedStorage.Shop',
    'FAIL: shop sells',
    '✗ shop sells (failed)',
    '❌ shop sells (failed)',
    'not ok 3 - shop failed',
    '3 passing\n1 failing',
    '2 failures',
    'Failures: 2',
    'FAILED (failures=2)',
    'Failed tests: 2',
    'Tests failed: shop is empty',
    '2 test(s) failed',
    '2 specs failed, 3 passed',
    '2 out of 5 tests have failed',
    '1 of 5 failed',
    '1/12 failed',
    '\u001B[31m2 failed\u001B[39m',
    '\u001B[31m✗ shop failed\u001B[39m',
    '<testsuites tests="3" failures="1">',
  ])('warns of %j on a pass', (text) => {
    const verdict = evaluated([], {}, [text]);
    expect(verdict).toMatchObject({
      outcome: 'passed',
      warnings: [expect.stringMatching(/its log has the line ".*fail.*"\. /i)],
    });
  });

  it.each([
    '3 passed, 0 failed',
    '0 failing',
    '0 failures',
    'Failures: 0',
    'Failed tests: 0',
    'failures="0"',
    'failsafe: 3',
    'all tests failed once, and passed then',
    'no tests failed',
    'failing over to server 2',
    'x ❌ y',
    'do not fail',
    '2 failedover',
    '0 of 5 tests failed',
    '0/12 failed',
    '0 out of 12 tests have failed',
    '✗ 0 failed',
    '✘ 0 failing',
    '❌ Failed: 0',
    '❌ 0',
    '[FAIL] 0',
    '[FAILED]: 0',
    'FAILED: none',
    'not ok 3 # SKIP',
    'not ok 3 - later # TODO mend',
    'No failures: 3 passed',
    'max failures: 3',
    'Attempt 1 failed, retrying',
    'Wave 3 failed to spawn',
    'HTTP 500 failure',
    '1.5 failed',
    'Tests failed: 0',
    'failed=0',
    'the raid failed',
    'it failed 3 times',
    '12failed',
    '1st try failed',
    'failed: 1st try',
  ])('does not warn of %j', (text) => {
    expect(evaluated([], {}, [text]).warnings).toEqual([]);
  });

  it('does not warn of a long line', () => {
    const filler = 'x '.repeat(50);
    for (const text of [`${filler}2 failed`, `2 failed ${filler}`]) {
      expect(evaluated([], {}, [text]).warnings).toEqual([]);
    }
  });

  it.each(['✗', '[FAIL]', 'FAIL', 'not ok 3', 'failed', '1', '1 of 1', 'tests failed'])(
    'searches lines of a megabyte in linear time: after %s',
    (begin) => {
      for (const filler of [' ', ':', '=', '# ', '1', '1/', 'x', ' :']) {
        const text = begin + filler.repeat(1e6 / filler.length);
        expect(evaluated([], {}, [text]).outcome).toBe('passed');
      }
    },
  );

  it('quotes the line alone', () => {
    const printed = ['begun', 'Summary\n   2 failed  \nBye'];
    expect(warningsOf([], {}, printed)).toEqual([expect.stringContaining('"2 failed"')]);
  });

  it('warns beside a returned `true`', () => {
    const printed = ['3 passed, 1 failed'];
    expect(warningsOf([true], {}, printed)).toHaveLength(1);
    expect(warningsOf([{ ok: true }], {}, printed)).toHaveLength(1);
    expect(warningsOf([true], { expect: true }, printed)).toHaveLength(1);
  });

  it('does not warn if the run failed, or reports are off, and warns beside returned counts', () => {
    const printed = ['2 failed'];
    expect(evaluated([false], {}, printed)).toMatchObject({ outcome: 'failed', warnings: [] });
    expect(warningsOf([{ passed: 2, failed: 0 }], {}, printed)).toHaveLength(1);
    expect(warningsOf([], { readsTestReports: false }, printed)).toEqual([]);
  });
});
