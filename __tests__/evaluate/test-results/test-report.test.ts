import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import {
  combineReports,
  readConsoleReports,
  readReturned,
} from '../../../src/evaluate/test-results/read-results.ts';
import { hasFailures, type TestReport } from '../../../src/evaluate/test-results/test-report.ts';
import { err, linesOf, out, sgr } from '../../corpus/corpus-case.ts';

function failuresOf(report: TestReport | undefined) {
  return report?.tests.filter(({ status }) => status === 'failed');
}

const TRACED =
  'ReplicatedStorage.Shop.spec:12: Expected value "2" (number), got "1" (number) instead\n' +
  'ReplicatedStorage.Packages._Index.testez.Expectation:90 function toEqual\n' +
  'ReplicatedStorage.Shop.spec:12\n';

describe('a report', () => {
  const green: TestReport = {
    framework: 'custom',
    origin: 'returned',
    tests: [],
    counts: { total: 3, passed: 2, failed: 0, skipped: 1 },
    problems: [],
  };

  it('is red where a test failed, or where anything else is wrong with it', () => {
    expect(hasFailures(green)).toBe(false);
    expect(hasFailures({ ...green, counts: { ...green.counts, passed: 1, failed: 1 } })).toBe(true);
    expect(hasFailures({ ...green, problems: ['A suite could not run.'] })).toBe(true);
  });
});

describe('a failing test', () => {
  it('of TestEZ has the message, the trace and the place that its error holds', () => {
    const report = readReturned({
      successCount: 0,
      failureCount: 1,
      skippedCount: 0,
      errors: [TRACED],
      children: [
        { planNode: { phrase: 'sells', type: 'It' }, status: 'Failure', errors: [TRACED] },
      ],
    });
    expect(failuresOf(report)).toEqual([
      {
        path: ['sells'],
        status: 'failed',
        message:
          'ReplicatedStorage.Shop.spec:12: Expected value "2" (number), got "1" (number) instead',
        trace:
          'ReplicatedStorage.Packages._Index.testez.Expectation:90 function toEqual\nReplicatedStorage.Shop.spec:12',
        at: { chunk: 'ReplicatedStorage.Shop.spec', line: 12 },
      },
    ]);
  });

  it('of TestEZ gets its error from the list at the top where the tree was cut', () => {
    const report = readReturned({
      successCount: 0,
      failureCount: 2,
      skippedCount: 0,
      errors: ['A:1: first', 'B:2: second'],
      children: [
        { phrase: 'a', status: 'Failure' },
        { phrase: 'b', status: 'Failure' },
      ],
    });
    expect(failuresOf(report)?.map(({ message }) => message)).toEqual([
      'A:1: first',
      'B:2: second',
    ]);
  });

  it('of TestEZ is named after its place where there is no tree', () => {
    const report = readReturned({ successCount: 1, failureCount: 1, errors: [TRACED, 'odd'] });
    expect(failuresOf(report)?.map(({ path }) => path)).toEqual([
      ['ReplicatedStorage.Shop.spec:12'],
      ['error 2'],
    ]);
  });

  it('of Jest has a message without colours, its duration, and a place outside of Jest itself', () => {
    const report = readReturned({
      numTotalTests: 1,
      numPassedTests: 0,
      numFailedTests: 1,
      testResults: [
        {
          testFilePath: 'Shop.spec',
          testResults: [
            {
              ancestorTitles: ['Shop'],
              title: 'buys',
              status: 'failed',
              duration: 7,
              failureMessages: [
                `${sgr('31', 'Expected: 3')}\n    at ReplicatedStorage.Packages._Index.expect.matchers:8\n    at ServerScriptService.Shop.spec:45`,
              ],
            },
          ],
        },
      ],
    });
    expect(failuresOf(report)).toEqual([
      {
        path: ['Shop', 'buys'],
        status: 'failed',
        durationMs: 7,
        message: 'Expected: 3',
        trace:
          'at ReplicatedStorage.Packages._Index.expect.matchers:8\nat ServerScriptService.Shop.spec:45',
        at: { chunk: 'ServerScriptService.Shop.spec', line: 45 },
      },
    ]);
  });

  it('of Jest is where its location says, if its message names no place', () => {
    const report = readReturned({
      numFailedTests: 1,
      testResults: [
        {
          name: 'ServerScriptService.Shop.spec',
          assertionResults: [
            {
              title: 'a',
              status: 'failed',
              failureMessages: ['no'],
              location: { line: 9, column: 2 },
            },
          ],
        },
      ],
    });
    expect(failuresOf(report)?.[0]?.at).toEqual({
      chunk: 'ServerScriptService.Shop.spec',
      line: 9,
    });
  });

  it('of a hand-written runner has its message, its place, and a duration in seconds', () => {
    const report = readReturned({
      checks: [{ name: 'a', ok: false, error: 'TaskScript:3: no gold', duration: 0.25 }],
    });
    expect(failuresOf(report)).toEqual([
      {
        path: ['a'],
        status: 'failed',
        message: 'TaskScript:3: no gold',
        at: { chunk: 'TaskScript', line: 3 },
        durationMs: 250,
      },
    ]);
  });

  it('without a name has a number', () => {
    const report = readReturned({ tests: [{ ok: true }, { ok: false }, false] });
    expect(failuresOf(report)?.map(({ path }) => path)).toEqual([['test 2'], ['test 3']]);
  });

  it('printed by TestEZ gets its error from the log, traces and empty lines within', () => {
    const report = readConsoleReports([
      out('Test results:\n[-] Shop\n   [-] sells\n   [-] buys\n0 passed, 2 failed, 0 skipped'),
      out('2 test nodes reported failures.'),
      out('Errors reported by tests:'),
      out(''),
      err('ReplicatedStorage.Shop.spec:4: one\n\nmore\nReplicatedStorage.Shop.spec:4'),
      out(''),
      err('ReplicatedStorage.Shop.spec:8: two'),
      out(''),
      err('ServerScriptService.Main:1: an error of nobody'),
    ]);
    expect(failuresOf(report)).toEqual([
      {
        path: ['Shop', 'sells'],
        status: 'failed',
        message: 'ReplicatedStorage.Shop.spec:4: one\n\nmore',
        trace: 'ReplicatedStorage.Shop.spec:4',
        at: { chunk: 'ReplicatedStorage.Shop.spec', line: 4 },
      },
      {
        path: ['Shop', 'buys'],
        status: 'failed',
        message: 'ReplicatedStorage.Shop.spec:8: two',
        at: { chunk: 'ReplicatedStorage.Shop.spec', line: 8 },
      },
    ]);
  });

  it('printed by Jest has the message and the place of its block, and is told once', () => {
    const block =
      'FAIL  Shop\n  ● Shop › buys\n\n    Expected: 3\n    Received: 2\n\n      at ServerScriptService.Shop.spec:45\n';
    const summary =
      'Test Suites: 1 failed, 20 passed, 21 total\nTests:       1 failed, 30 passed, 31 total';
    const report = readConsoleReports(
      linesOf(`${block}\nSummary of all failing tests\n${block}\n${summary}`),
    );
    expect(report?.tests).toEqual([
      {
        path: ['Shop', 'buys'],
        status: 'failed',
        message: 'Expected: 3\nReceived: 2',
        trace: 'at ServerScriptService.Shop.spec:45',
        at: { chunk: 'ServerScriptService.Shop.spec', line: 45 },
      },
    ]);
  });
});

describe('a check', () => {
  it('of level warning is shown as one, and passes', () => {
    const report = readReturned({
      checks: [{ name: 'fps', ok: false, level: 'warning', detail: 'low' }],
    });
    expect(report?.tests).toEqual([
      { path: ['fps'], status: 'passed', isWarning: true, message: 'low' },
    ]);
  });

  it('that says two things tells which', () => {
    const report = readReturned({ checks: [{ name: 'a', ok: true, status: 'failed' }] });
    expect(report?.tests[0]?.message).toBe('It says both `true` and `failed`.');
  });

  it('of an unknown status tells which', () => {
    const report = readReturned({ checks: [{ name: 'a', status: 'banana' }] });
    expect(report?.tests[0]?.message).toMatch(/`banana` is not known/);
  });

  it('that keeps quiet tells what is missing', () => {
    const report = readReturned({ checks: [{ name: 'a' }] });
    expect(report?.tests[0]?.message).toMatch(/neither `ok` nor `passed` nor `status`/);
  });
});

describe('a report', () => {
  it('says where it came from', () => {
    expect(readReturned(true)).toMatchObject({ framework: 'custom', origin: 'returned' });
    expect(readReturned({ failureCount: 0, successCount: 1 })).toMatchObject({
      framework: 'TestEZ',
    });
    expect(readReturned({ results: { numFailedTests: 0 } })).toMatchObject({ framework: 'Jest' });
    expect(
      readConsoleReports(linesOf('Test results:\n1 passed, 0 failed, 0 skipped')),
    ).toMatchObject({
      framework: 'TestEZ',
      origin: 'printed',
    });
  });

  it('of Jest says only that the suite could not run, where no test did', () => {
    const sentence = 'The test suite “Gold” could not run.';
    const returned = readReturned({
      numPassedTests: 0,
      numFailedTests: 0,
      numTotalTests: 0,
      testResults: [{ testFilePath: 'Gold', testExecError: { message: 'boom' }, testResults: [] }],
    });
    const printed = readConsoleReports(
      linesOf(
        'FAIL  Gold\n  ● Test suite failed to run\n\n    boom\n\nTest Suites: 1 failed, 1 total\nTests:       0 total',
      ),
    );
    expect(returned?.problems).toEqual([sentence]);
    expect(printed?.problems).toEqual([sentence]);
  });

  it('of TestEZ whose pieces come again and again is read at once', () => {
    const pieces = '999999999 test nodes reported failures.\nErrors reported by tests:\nx\n';
    expect(readConsoleReports([out(pieces.repeat(20_000))])?.tests).toHaveLength(20_000);
  });

  it('is read where it is nested thousands deep', () => {
    let node: Json = { phrase: 'x', status: 'Failure', errors: ['deep'] };
    let check: Json = { name: 'x', ok: false };
    let list: Json = [];
    for (let depth = 0; depth < 20_000; depth += 1) {
      node = { phrase: 'suite', status: 'Failure', children: [node] };
      check = { name: 'suite', tests: [check] };
      list = [list];
    }
    const tree = readReturned({ successCount: 0, failureCount: 1, children: [node] });
    expect(failuresOf(tree)?.map(({ path, message }) => [path.at(-1), message])).toEqual([
      ['x', 'deep'],
    ]);
    expect(readReturned({ checks: [check] })?.counts.failed).toBe(1);
    for (const message of [check, list]) {
      expect(readReturned({ ok: false, message, failures: [message] })?.counts.failed).toBe(1);
      expect(readReturned({ numFailedTests: 1, testResults: [message] })?.counts.failed).toBe(1);
    }
    expect(readReturned(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toBeUndefined();
  });

  it('is read where suites by name are nested thousands deep', () => {
    let byName: Json = { x: false };
    let list: Json = [{ name: 'x', ok: false }];
    for (let depth = 0; depth < 20_000; depth += 1) {
      byName = { suite: { tests: byName } };
      list = [list];
    }
    expect(readReturned({ tests: byName })?.counts.failed).toBe(1);
    expect(readReturned({ tests: list })?.counts.failed).toBe(1);
  });

  it('of many thousand tests is read at once', () => {
    const checks = Array.from({ length: 50_000 }, (_, index) => ({ name: `n${index}`, ok: true }));
    expect(readReturned({ checks })?.counts.passed).toBe(50_000);
    const tree = checks.map(({ name }) => `[+] ${name}`).join('\n');
    const printed = readConsoleReports([
      out(`Test results:\n${tree}\n50000 passed, 0 failed, 0 skipped`),
    ]);
    expect(printed?.tests).toHaveLength(50_000);
  });

  it('is looked for in long lines without going over them again and again', () => {
    const long = [
      ' '.repeat(400_000),
      `Tests: ${'1 failed, '.repeat(40_000)}`,
      `Test Suites: ${'9'.repeat(400_000)}`,
      `${' '.repeat(300_000)}[+]`,
      'PASS '.repeat(80_000),
      '\u001b['.repeat(200_000),
    ];
    for (const text of long) {
      expect(readConsoleReports(linesOf(`Test results:\n${text}`))).toBeUndefined();
    }
  });
});

describe('a returned and a printed report', () => {
  const printed = readConsoleReports([
    out('Test results:\n[-] Shop\n   [-] buys\n   [+] sells\n1 passed, 1 failed, 0 skipped'),
  ]);

  it('are the one there is, where there is one', () => {
    const returned = readReturned({ passed: 1, failed: 0 });
    expect(combineReports(returned, undefined)).toBe(returned);
    expect(combineReports(undefined, printed)).toBe(printed);
    expect(combineReports(undefined, undefined)).toBeUndefined();
  });

  it('are red where one is, and say which two statements disagree', () => {
    const report = combineReports(readReturned({ passed: 2, failed: 0 }), printed);
    expect(report?.counts).toMatchObject({ passed: 2, failed: 0 });
    expect(report?.problems).toEqual([
      'The script returned results with 2 passed, 0 failed, 0 skipped, but it printed a report of TestEZ with 1 passed, 1 failed, 0 skipped.',
    ]);
    expect(failuresOf(report)?.map(({ path }) => path)).toEqual([['Shop', 'buys']]);
  });

  it('have names from the printed one, where the returned one only counts the same tests', () => {
    const report = combineReports(readReturned({ passed: 1, failed: 1 }), printed);
    expect(report).toMatchObject({ origin: 'returned', tests: printed?.tests, problems: [] });
  });

  it('have the names of the returned one, where both name the same tests', () => {
    const checks = [
      { name: 'buys it', ok: false },
      { name: 'sells it', ok: true },
    ];
    const returned = readReturned({ checks });
    expect(combineReports(returned, printed)?.tests).toEqual(returned?.tests);
  });
});
