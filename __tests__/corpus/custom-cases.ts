import type { Json } from '../../src/open-cloud/types.ts';
import type { CorpusCase } from './corpus-case.ts';

const json = (value: unknown): string => JSON.stringify(value);

/** Suites, and the failures in them. */
const SUITES: readonly (readonly [returned: Json, failing: string])[] = [
  [{ tests: { shop: { tests: { a: true, b: false } } } }, 'shop › b'],
  [{ checks: { shop: { checks: [{ name: 'a', ok: false }] } } }, 'shop › a'],
  [{ ok: true, checks: { shop: { checks: { a: false } } } }, 'shop › a'],
  [{ tests: [{ suite: 'shop', tests: [{ name: 'a', ok: false }] }] }, 'shop › a'],
  [
    { checks: [{ name: 's', ok: true, tests: { inner: { tests: { a: false } } } }] },
    's › inner › a',
  ],
  [{ checks: [{ name: 's', ok: true, tests: {}, children: [{ name: 'x', ok: false }] }] }, 's › x'],
  [{ tests: { shop: [{ name: 'a', ok: false }] } }, 'shop › a'],
  [{ tests: { shop: { passed: 2, failed: 1 } } }, 'shop'],
  [{ tests: [{ name: 'shop', passed: 2, failed: 1 }] }, 'shop'],
  [{ tests: { shop: { ok: true, passed: 2, errors: ['boom'] } } }, 'shop'],
  [{ checks: [{ name: 's', ok: true, tests: { passed: 2, failed: 1 } }] }, 's › tests'],
  [{ checks: [{ name: 's', tests: [{ ok: true }], cases: [{ name: 'x', ok: false }] }] }, 's › x'],
  [{ checks: [{ name: 'a', status: 'failed', skipped: true }] }, 'a'],
  [{ checks: [{ name: 'a', status: 'failed', result: 'skipped' }] }, 'a'],
  [{ checks: [{ name: 'a', status: '✗' }] }, 'a'],
  [{ checks: [{ name: 'a', result: '12 coins' }] }, 'a'],
];

/** Failures that a passing statement does not outweigh. */
const RED: readonly Json[] = [
  { ok: true, errors: 'x' },
  { ok: true, failures: 'shop broke' },
  { passed: 3, failed: 0, errors: 'boom' },
  { passed: 3, failures: 'shop broke' },
  { passed: 3, errors: 'boom' },
  { totalTests: 3, failures: 'shop broke' },
  { ok: true, status: 'failed' },
  { passed: 3, total: 3, status: 'failed' },
  { outcome: 'failed', tests: [{ name: 'a', ok: true }] },
  { status: 'failed', summary: { passed: 3, failed: 0 } },
  { errors: ['boom'], summary: { passed: 3, failed: 0 } },
  { successCount: 3, failureCount: 0, status: 'failed' },
  { passed: 3, failed: 0, Failed: 2 },
  { passed: 3, failed: 0, Failed: -1 },
  { passed: 3, failed: 0, skipped: 1, pending: 1, total: 6 },
  {
    passed: 1,
    failed: 0,
    total: 3,
    checks: [
      { name: 'a', ok: true },
      { name: 'b', level: 'warning' },
    ],
  },
];

const WARNED: Json = [
  { name: 'a', ok: true },
  { name: 'b', ok: false, level: 'warning' },
];

/** Results without a failure that look like one. */
const PASSING: readonly (readonly [returned: Json, counts: CorpusCase['counts']])[] = [
  [{ checks: [{ name: 'price', ok: true, result: '12 coins' }] }, [1, 0, 0]],
  [{ checks: [{ name: 'isEmpty', ok: true, result: false }] }, [1, 0, 0]],
  [{ checks: [{ name: 'round', ok: true, state: 'running' }] }, [1, 0, 0]],
  [{ checks: [{ name: 'round', ok: true, outcome: 'defeat' }] }, [1, 0, 0]],
  [{ checks: [{ name: 'round', ok: true, outcome: 'failed' }] }, [1, 0, 0]],
  [{ checks: [{ name: 'request', ok: true, status: '200 OK' }] }, [1, 0, 0]],
  [{ tests: { shop: { passed: 2, failed: 0 }, pets: { tests: { a: true } } } }, [2, 0, 0]],
  [{ passed: 3, failed: 0, todo: 1, total: 4 }, [3, 0, 1]],
  [{ passed: 3, failed: 0, skipped: 1, pending: 1, total: 5 }, [3, 0, 2]],
  [{ passed: 3, failed: 0, skipped: 2, pending: 1, total: 5 }, [3, 0, 2]],
  [{ ok: true, passed: 1, failed: 0, total: 2, checks: WARNED }, [2, 0, 0]],
  [{ ok: true, summary: { passed: 1, failed: 0, total: 2 }, checks: WARNED }, [2, 0, 0]],
  ...['done', 'Complete', 'COMPLETED', 'ok', 'success', 'succeeded', 'pass', '✓'].map(
    (status) => [{ checks: [{ name: 'a', status }] }, [1, 0, 0]] as const,
  ),
];

/** Hand-written runners. */
export const CUSTOM_CASES: readonly CorpusCase[] = [
  { name: 'true', returned: [true], outcome: 'passed', counts: [0, 0, 0] },
  { name: 'false', returned: [false], outcome: 'failed', says: ['returned `false`'] },
  { name: 'false, as JSON', returned: ['false'], outcome: 'failed' },
  { name: 'true, as JSON', returned: [' true\n'], outcome: 'passed', counts: [0, 0, 0] },
  {
    name: 'a second value does not count',
    returned: [true, { ok: false }],
    outcome: 'passed',
  },
  { name: 'AllPass with output', returned: [{ AllPass: true, Output: 'fine' }], outcome: 'passed' },
  {
    name: 'AllPass false with output',
    returned: [{ AllPass: false, Output: 'Shop: expected 3, got 2' }],
    outcome: 'failed',
    says: ['`AllPass` is false', 'Shop: expected 3, got 2'],
  },
  { name: 'allPassed', returned: [{ allPassed: false }], outcome: 'failed' },
  { name: 'all_passed', returned: [{ all_passed: false }], outcome: 'failed' },
  { name: 'ALLPASSED', returned: [{ ALLPASSED: true }], outcome: 'passed' },
  { name: 'Success', returned: [{ Success: false, Body: '' }], outcome: 'failed' },
  { name: 'OK', returned: [{ OK: false }], outcome: 'failed' },
  { name: 'passed as a boolean', returned: [{ passed: false, items: [] }], outcome: 'failed' },
  { name: 'passed, and items', returned: [{ passed: true, items: [] }], outcome: 'passed' },
  {
    name: 'a flag that went through tostring',
    returned: [{ success: 'False' }],
    outcome: 'failed',
  },
  { name: 'failed as a boolean', returned: [{ failed: true }], outcome: 'failed' },
  {
    name: 'two flags that differ only in their capitals, and disagree',
    returned: [{ ok: true, OK: false }],
    outcome: 'failed',
    says: ['`ok` is true, but `OK` is false'],
  },
  {
    name: 'pcall results: the error is what the function returned',
    returned: [{ ok: true, error: 'done' }],
    outcome: 'passed',
  },
  {
    name: 'checks, all ok',
    returned: [{ ok: true, checks: [{ name: 'a', ok: true, detail: '3 items' }], info: { v: 1 } }],
    outcome: 'passed',
    counts: [1, 0, 0],
  },
  {
    name: 'checks, one not ok',
    returned: [
      {
        ok: false,
        checks: [
          { name: 'shop', ok: true },
          { name: 'inventory', ok: false, detail: 'TaskScript:12: no torch' },
        ],
      },
    ],
    outcome: 'failed',
    counts: [1, 1, 0],
    failing: ['inventory'],
  },
  {
    name: 'ok, with a failing check inside',
    returned: [{ ok: true, checks: [{ name: 'a', ok: false }] }],
    outcome: 'failed',
    says: ['`ok` is true, but “a” failed'],
  },
  {
    name: 'not ok, while all checks are',
    returned: [{ ok: false, checks: [{ name: 'a', ok: true }] }],
    outcome: 'failed',
    says: ['No test that is named failed, but `ok` is false'],
  },
  {
    name: 'a check of level warning that is not ok',
    returned: [{ ok: true, checks: [{ name: 'fps', ok: false, level: 'Warning', detail: 'low' }] }],
    outcome: 'passed',
    counts: [1, 0, 0],
  },
  {
    name: 'warnings that the numbers leave out',
    returned: [
      {
        passed: 1,
        failed: 0,
        warnings: 1,
        total: 2,
        checks: [
          { name: 'a', ok: true },
          { name: 'b', status: 'warning' },
        ],
      },
    ],
    outcome: 'passed',
  },
  {
    name: 'a check of level error that is ok',
    returned: [{ checks: [{ name: 'a', ok: true, level: 'error' }] }],
    outcome: 'passed',
  },
  {
    name: 'statuses in any case',
    returned: [
      {
        tests: [
          { name: 'a', status: 'PASSED' },
          { name: 'b', status: 'Skipped', message: 'no data store' },
          { name: 'c', status: 'todo' },
          { name: 'd', status: 'pending' },
        ],
      },
    ],
    outcome: 'passed',
    counts: [1, 0, 3],
  },
  {
    name: 'an unknown status',
    returned: [{ tests: [{ name: 'a', status: 'banana' }] }],
    outcome: 'failed',
    failing: ['a'],
  },
  {
    name: 'a status that objects inherit',
    returned: [{ tests: [{ name: 'a', status: 'constructor' }] }],
    outcome: 'failed',
  },
  {
    name: 'a check whose ok was nil',
    returned: [{ checks: [{ name: 'a', ok: true }, { name: 'b' }] }],
    outcome: 'failed',
    failing: ['b'],
  },
  {
    name: 'the only check, whose ok was nil',
    returned: [{ checks: [{ name: 'b' }] }],
    outcome: 'failed',
    failing: ['b'],
  },
  {
    name: 'ok and status disagree in a check',
    returned: [{ checks: [{ name: 'a', ok: true, status: 'failed' }] }],
    outcome: 'failed',
  },
  {
    name: 'checks by name',
    returned: [{ checks: { shop: true, inventory: false } }],
    outcome: 'failed',
    counts: [1, 1, 0],
    failing: ['inventory'],
  },
  {
    name: 'tests by name, as words',
    returned: [{ tests: { shop: 'passed', inventory: 'failed' } }],
    outcome: 'failed',
    failing: ['inventory'],
  },
  {
    name: 'suites of checks',
    returned: [
      {
        tests: [
          {
            name: 'Shop',
            tests: [
              { name: 'buy', ok: true },
              { name: 'sell', ok: false },
            ],
          },
        ],
      },
    ],
    outcome: 'failed',
    counts: [1, 1, 0],
    failing: ['Shop › sell'],
  },
  { name: 'no checks, as []', returned: [{ checks: [] }], outcome: 'passed', counts: [0, 0, 0] },
  { name: 'no checks, as {}', returned: [{ checks: {} }], outcome: 'passed', counts: [0, 0, 0] },
  {
    name: 'two checks of one name',
    returned: [
      {
        checks: [
          { name: 'a', ok: false },
          { name: 'a', ok: false },
        ],
      },
    ],
    outcome: 'failed',
    counts: [0, 2, 0],
    failing: ['a', 'a'],
  },
  { name: 'counts', returned: [{ passed: 3, failed: 0 }], outcome: 'passed', counts: [3, 0, 0] },
  {
    name: 'counts with failures',
    returned: [{ passed: 3, failed: 2, skipped: 1, total: 6 }],
    outcome: 'failed',
    counts: [3, 2, 1],
  },
  {
    name: 'counts under summary',
    returned: [{ summary: { passed: 3, failed: 1 }, location: 'Lobby' }],
    outcome: 'failed',
    counts: [3, 1, 0],
  },
  {
    name: 'a summary that denies its failing test',
    returned: [{ summary: { passed: 2, failed: 0 }, tests: [{ name: 'a', ok: false }] }],
    outcome: 'failed',
    says: ['`failed` is 0, but “a” failed'],
  },
  {
    name: 'counts as strings',
    returned: [{ passed: '3', failed: '1' }],
    outcome: 'failed',
    counts: [3, 1, 0],
  },
  {
    name: 'counts under tests',
    returned: [{ tests: { total: 3, passed: 2, failed: 1 } }],
    outcome: 'failed',
    counts: [2, 1, 0],
  },
  {
    name: 'a total that does not add up',
    returned: [{ passed: 3, failed: 0, total: 5 }],
    outcome: 'failed',
    says: ['`total` is 5, but `passed` and `failed` make 3'],
  },
  {
    name: 'fewer passed than there are',
    returned: [{ passed: 3, total: 5 }],
    outcome: 'failed',
    says: ['`total` is 5'],
  },
  { name: 'as many passed as there are', returned: [{ passed: 5, total: 5 }], outcome: 'passed' },
  {
    name: 'a negative count',
    returned: [{ passed: 3, failed: -1 }],
    outcome: 'failed',
    says: ['`failed` is -1, which is no number of tests'],
  },
  {
    name: 'a fraction of a test',
    returned: [{ passed: 2.5, failed: 0 }],
    outcome: 'failed',
    says: ['`passed` is 2.5'],
  },
  {
    name: 'ok, with failures counted',
    returned: [{ ok: true, passed: 3, failed: 2 }],
    outcome: 'failed',
    counts: [3, 2, 0],
    says: ['`ok` is true, but `failed` is 2'],
  },
  {
    name: 'lists in place of numbers',
    returned: [{ passed: ['a', 'b'], failed: ['c'] }],
    outcome: 'failed',
    counts: [2, 1, 0],
    failing: ['c'],
  },
  {
    name: 'failures by name',
    returned: [{ failed: { shop: 'TaskScript:3: no items' } }],
    outcome: 'failed',
    failing: ['shop'],
  },
  {
    name: 'failures: none',
    returned: [{ totalTests: 4, failures: [] }],
    outcome: 'passed',
    counts: [4, 0, 0],
  },
  {
    name: 'failures: one',
    returned: [{ totalTests: 4, failures: [{ name: 'shop', message: 'empty' }] }],
    outcome: 'failed',
    counts: [3, 1, 0],
    failing: ['shop'],
  },
  {
    name: 'no failure listed, and not ok',
    returned: [{ ok: false, failures: [] }],
    outcome: 'failed',
    says: ['`ok` is false'],
  },
  {
    name: 'a JSON string with printed messages',
    returned: [
      json({
        success: false,
        totalTests: 3,
        passed: 2,
        failed: 1,
        skipped: 0,
        errors: ['ReplicatedStorage.Shop:12: expected 3'],
        printMessages: ['hello'],
      }),
    ],
    outcome: 'failed',
    counts: [2, 1, 0],
    failing: ['ReplicatedStorage.Shop:12'],
  },
  {
    name: 'success with errors',
    returned: [{ success: true, failed: 0, passed: 2, errors: ['boom'] }],
    outcome: 'failed',
    says: ['`success` is true, but `errors` holds 1 error'],
  },
  {
    name: 'a JSON string with a format',
    returned: [json({ format: 'v1', results: { passed: 2, failed: 1 } })],
    outcome: 'failed',
    counts: [2, 1, 0],
  },
  {
    name: 'a JSON string with a flag only',
    returned: ['{"allPassed":false}'],
    outcome: 'failed',
  },
  {
    name: 'keys that mean something to JavaScript',
    returned: [JSON.parse('{"__proto__":{"ok":false},"constructor":1,"ok":true}')],
    outcome: 'passed',
  },
  ...SUITES.map(([value, failing]) => ({
    name: `red: ${json(value)}`,
    returned: [value],
    outcome: 'failed' as const,
    failing: [failing],
  })),
  ...RED.map((value) => ({
    name: `red: ${json(value)}`,
    returned: [value],
    outcome: 'failed' as const,
  })),
  ...PASSING.map(([value, counts]) => ({
    name: `green: ${json(value)}`,
    returned: [value],
    outcome: 'passed' as const,
    ...(counts !== undefined && { counts }),
  })),
  ...[
    null,
    0,
    1,
    '',
    'hello',
    '12',
    '"quoted"',
    '{"ok":fal',
    'FAILED',
    [],
    {},
    [false],
    [{ name: 'a', ok: false }],
    { total: 12 },
    { passed: 3 },
    { tests: 12 },
    { tests: ['a', 'b'] },
    { checks: 'none' },
    { tests: [{ id: 1 }, { id: 2 }] },
    { success: 'yes' },
    { ok: 1 },
    { status: 'failed' },
    { failures: 'shop broke' },
    { tests: { shop: ['a', 'b'] } },
    { tests: [{ suite: 'shop', tests: ['a'] }] },
    { error: 'Not enough gold' },
    { errors: ['too long'] },
    { results: [1, 2, 3] },
    { results: 'none' },
    { summary: 'nothing failed' },
    { items: [{ name: 'sword', status: 'failed' }] },
    { message: 'all tests failed' },
    { config: { passed: false } },
  ].map((value) => ({
    name: `data: ${json(value)}`,
    returned: [value],
    outcome: 'passed' as const,
    counts: null,
  })),
];
