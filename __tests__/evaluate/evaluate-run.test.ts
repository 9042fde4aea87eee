import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Log } from '../../src/tasks/run-result.ts';
import type {
  BinaryOutput,
  Interruption,
  RunResult,
  SharedRun,
} from '../../src/tasks/run-result.ts';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { Json, LogMessage, LuauTask } from '../../src/open-cloud/types.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { explainError, failForMissingKey, skipForMissingKey } from '../../src/evaluate/pre-run.ts';
import type { Criteria, Limits, Locate } from '../../src/evaluate/types.ts';
import { evaluateRun, evaluateUpload } from '../../src/evaluate/evaluate-run.ts';
import { locate as locateIn } from '../../src/evaluate/location/locate.ts';
import { parseSourceMap } from '../../src/evaluate/location/source-map.ts';
import { failsStep, type Verdict } from '../../src/evaluate/types.ts';
import { CREATED } from '../support/timeline.ts';

const LIMITS = { timeoutMs: 300_000, bootTimeoutMs: 60_000, maxWaitMs: 600_000 };
const PATH = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';

const refused = (status: number, text = ''): OpenCloudError =>
  errorFromResponse({ method: 'GET', path: '/task' }, { status, headers: {}, text });
const lost = new OpenCloudError({
  failure: 'no-answer',
  request: { method: 'POST', path: '/tasks' },
  serverMessage: 'other side closed',
});

const CRITERIA: Criteria = { readsTestReports: true, failsOnErrorLogs: false };

const SHOP = { name: 'Shop', className: 'ModuleScript', filePaths: ['src/Shop.luau'] };
const MAP = parseSourceMap(
  JSON.stringify({
    name: 'game',
    className: 'DataModel',
    children: [{ name: 'ReplicatedStorage', className: 'ReplicatedStorage', children: [SHOP] }],
  }),
);

/** Knows the script itself, and one module. */
const locate: Locate = (text) => locateIn(text, MAP, 'smoke.luau');

function ended(
  task: Partial<LuauTask>,
  log: Log = { messages: [] },
  criteria: Partial<Criteria> = {},
): Verdict {
  return evaluateRun(
    { status: 'ended', task: { ...CREATED, ...task }, log, seenMs: 1_000, queuedMs: 0 },
    LIMITS,
    { ...CRITERIA, ...criteria },
    locate,
  );
}

/** A script that completed, returned this, and logged that. */
function completed(
  results: readonly Json[],
  messages: readonly LogMessage[] = [],
  criteria: Partial<Criteria> = {},
): Verdict {
  return ended({ state: 'COMPLETE', results }, { messages }, criteria);
}

function failed(code?: string, message?: string, log?: Log): Verdict {
  const error = { ...(code && { code }), ...(message && { message }) };
  return ended({ state: 'FAILED', error }, log);
}

describe('a task that ended', () => {
  it('COMPLETE with its log read has passed', () => {
    const verdict = ended({ state: 'COMPLETE' });
    expect(verdict).toMatchObject({
      outcome: 'passed',
      message: expect.stringContaining('without an error'),
      warnings: [],
    });
    expect(verdict.title).toBeUndefined();
  });

  it('COMPLETE is no pass where the log, and what it may say of failures, is missing', () => {
    const verdict = ended({ state: 'COMPLETE' }, { messages: [], error: refused(503) });
    expect(verdict).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
    });
    expect(verdict.message).toMatch(/log could not be read.*503 Service Unavailable\./);
  });

  it.each([401, 503])(
    'COMPLETE tells once that its log could not be read, for whatever reason: %d',
    (status) => {
      const verdict = ended({ state: 'COMPLETE' }, { messages: [], error: refused(status) });
      expect(verdict).toMatchObject({ outcome: 'infrastructure', warnings: [] });
    },
  );

  it('FAILED has no test results, whatever it returned', () => {
    const verdict = ended({ state: 'FAILED', results: [{ ok: true }] });
    expect(verdict).not.toHaveProperty('tests');
  });

  it('CANCELLED was cancelled at Roblox', () => {
    expect(ended({ state: 'CANCELLED' })).toMatchObject({
      outcome: 'cancelled',
      title: 'Luau execution cancelled',
      message: expect.stringContaining('cancelled at Roblox'),
    });
  });

  it.each([
    ['SCRIPT_ERROR', 'failed', 'Luau script error'],
    ['DEADLINE_EXCEEDED', 'failed', 'Luau script timed out'],
    ['OUTPUT_SIZE_LIMIT_EXCEEDED', 'failed', 'Luau script returned too much'],
    ['INTERNAL_ERROR', 'infrastructure', 'Roblox internal error'],
    ['ERROR_CODE_UNSPECIFIED', 'failed', 'Luau execution failed'],
    ['OUT_OF_LUCK', 'failed', 'Luau execution failed'],
    [undefined, 'failed', 'Luau execution failed'],
  ])('FAILED with %s is %s: %s', (code, outcome, title) => {
    const verdict = failed(code, 'What Roblox said.');
    expect(verdict).toMatchObject({ outcome, title });
    expect(verdict.message).toContain('What Roblox said.');
    expect(failed(code)).toMatchObject({ outcome, title });
    expect(failed(code).message).toContain('no message');
  });

  it.each(['SCRIPT_ERROR', 'DEADLINE_EXCEEDED', 'OUT_OF_LUCK'])(
    'FAILED with %s points to the line that its message names',
    (code) => {
      expect(failed(code, 'TaskScript:5: x').location).toEqual({ file: 'smoke.luau', line: 5 });
      expect(failed('INTERNAL_ERROR', 'TaskScript:5: x').location).toBeUndefined();
    },
  );

  it('FAILED with a limit exceeded names the limit', () => {
    const late = failed('DEADLINE_EXCEEDED', 'x');
    expect(late.message).toContain('`timeout` of 5m');
    expect(late.advice).toMatch(/a loop that does not end.*at most 5m.*first line of the script/);
    expect(failed('OUTPUT_SIZE_LIMIT_EXCEEDED', 'x').advice).toContain('4 MiB');
  });

  it('FAILED inside Roblox is to be run again', () => {
    expect(failed('INTERNAL_ERROR', 'x').advice).toMatch(/Run it again.*status\.roblox\.com/);
  });

  it('FAILED with a code that nobody knows names it', () => {
    expect(failed('OUT_OF_LUCK', 'x').message).toContain('the error code OUT_OF_LUCK');
    expect(failed(undefined, 'x').message).toContain('no error code');
  });

  it('FAILED keeps its verdict where the log is missing, with a warning', () => {
    const verdict = failed('SCRIPT_ERROR', 'TaskScript:3: x', {
      messages: [],
      error: refused(401),
    });
    expect(verdict).toMatchObject({ title: 'Luau script error', location: { line: 3 } });
    expect(verdict.warnings).toEqual([expect.stringMatching(/could not be read.*401/)]);
  });
});

describe('an error without a text', () => {
  it('has an advice of its own', () => {
    expect(failed('SCRIPT_ERROR', 'Error occurred, no output from Luau.').advice).toBe(
      'The script raised a value that is no text, such as a table: raise a string.',
    );
    expect(failed('SCRIPT_ERROR', 'TaskScript:1: boom').advice).toBeUndefined();
  });
});

describe('the line of a script error', () => {
  const trace = (text: string): Log => ({ messages: [{ type: 'ERROR', text }] });

  it('is the one that the message names', () => {
    expect(failed('SCRIPT_ERROR', 'TaskScript:12: boom').location).toEqual({
      file: 'smoke.luau',
      line: 12,
    });
  });

  it('is else the one in the trace that belongs to the message', () => {
    const log: Log = {
      messages: [
        { type: 'ERROR', text: "other\nStack Begin\nScript 'TaskScript', Line 2\nStack End" },
        { type: 'ERROR', text: "boom\nStack Begin\nScript 'TaskScript', Line 8\nStack End" },
        { type: 'OUTPUT', text: 'boom TaskScript:99: said by print' },
      ],
    };
    expect(failed('SCRIPT_ERROR', 'boom', log).location?.line).toBe(8);
  });

  it('is not guessed from another error of the log', () => {
    expect(
      failed('SCRIPT_ERROR', 'boom', trace('other: TaskScript:2: x')).location,
    ).toBeUndefined();
  });

  it('comes from the last error of the log where Roblox gave no message', () => {
    const verdict = failed('SCRIPT_ERROR', undefined, trace('TaskScript:2: x\nStack Begin'));
    expect(verdict).toMatchObject({
      location: { line: 2 },
      message: 'TaskScript:2: x',
    });
  });

  it('is unknown where neither the message nor the log names one', () => {
    expect(failed('SCRIPT_ERROR', 'boom')).not.toHaveProperty('place');
    expect(failed('SCRIPT_ERROR', 'boom', trace('boom\nStack Begin'))).not.toHaveProperty('place');
  });
});

describe('a module that failed to load', () => {
  const said = 'Requested module experienced an error while loading';
  const log: Log = {
    messages: [
      { type: 'ERROR', text: 'ReplicatedStorage.Shop:40: out of gold' },
      { type: 'ERROR', text: `TaskScript:3: ${said}\nStack Begin\nStack End` },
    ],
  };

  it('is pointed to where it failed, not where it was asked for', () => {
    const verdict = failed('SCRIPT_ERROR', `TaskScript:3: ${said}`, log);
    expect(verdict.location).toEqual({ file: 'src/Shop.luau', line: 40 });
    expect(verdict.message).toBe(`ReplicatedStorage.Shop:40: out of gold\nTaskScript:3: ${said}`);
  });

  it('is pointed to where it was asked for, if its own error is not in the log', () => {
    const verdict = failed('SCRIPT_ERROR', `TaskScript:3: ${said}`);
    expect(verdict.location).toEqual({ file: 'smoke.luau', line: 3 });
  });
});

describe('what a script says of its tests', () => {
  const red = { successCount: 1, failureCount: 1, skippedCount: 0, errors: [], children: [] };
  const printedRed: LogMessage[] = [
    {
      type: 'OUTPUT',
      text: 'Test results:\n[+] Shop\n   [-] sells\n1 passed, 1 failed, 0 skipped',
    },
  ];

  it('decides where it was returned', () => {
    expect(completed([{ ok: true }])).toMatchObject({ outcome: 'passed' });
    expect(completed([red])).toMatchObject({
      outcome: 'failed',
      title: 'Luau tests failed',
      message: '1 of 2 tests failed.',
      tests: { counts: { total: 2, passed: 1, failed: 1, skipped: 0 } },
    });
    expect(completed([false])).toMatchObject({ outcome: 'failed', title: 'Luau tests failed' });
    expect(completed([{ checks: [{ name: 'buys', ok: false }] }]).message).toBe(
      '1 of 1 test failed.',
    );
  });

  it('is red without a failing test where it contradicts itself, and names each contradiction', () => {
    const checks = [{ name: 'buys', ok: true }];
    expect(completed([{ ok: false, checks }]).message).toMatch(/, but .+\.$/);
    const verdict = completed([{ ok: false, checks, passed: 0, failed: 0 }]);
    expect(verdict).toMatchObject({ outcome: 'failed', title: 'Luau tests failed' });
    expect(verdict.tests?.problems.length).toBeGreaterThan(1);
    expect(verdict.message).toBe(verdict.tests?.problems.join(' '));
  });

  it('decides where it was printed, whatever was returned', () => {
    for (const results of [[], [true], ['done'], [{ ok: true, total: 2 }]]) {
      expect(completed(results, printedRed)).toMatchObject({
        outcome: 'failed',
        title: 'Luau tests failed',
      });
    }
  });

  it('does not decide under `test-reports: off`, and is not told', () => {
    const verdict = completed([red], printedRed, { readsTestReports: false });
    expect(verdict.outcome).toBe('passed');
    expect(verdict.tests).toBeUndefined();
  });

  it('is told beside an error of the script, which comes first', () => {
    const error = { code: 'SCRIPT_ERROR', message: 'TaskScript:9: 1 test failed' };
    const verdict = ended({ state: 'FAILED', error }, { messages: printedRed });
    expect(verdict).toMatchObject({
      title: 'Luau script error',
      location: { line: 9 },
      tests: { counts: { failed: 1 } },
    });
  });

  it('is pointed to where a failing test names a place', () => {
    const checks = [
      { name: 'opens', ok: true },
      { name: 'buys', ok: false, message: 'ReplicatedStorage.Shop:12: expected 2' },
      { name: 'sells', ok: false, message: 'no place' },
      { name: 'rests', ok: true, message: 'ReplicatedStorage.Shop:1: fine' },
    ];
    const verdict = completed([{ checks }]);
    expect(verdict.location).toEqual({ file: 'src/Shop.luau', line: 12 });
    expect(verdict.tests?.tests.map(({ location }) => location?.line)).toEqual([
      undefined,
      12,
      undefined,
      undefined,
    ]);
  });
});

describe('the place of a failing test', () => {
  /** A test of Jest that failed with this text, in this suite. */
  function failing(text: string, suite = 'ReplicatedStorage.Other', line = 5) {
    const result = { title: 'buys', status: 'failed', failureMessages: [text], location: { line } };
    const testResults = [{ testFilePath: suite, testResults: [result] }];
    const counts = { numTotalTests: 1, numFailedTests: 1, numPassedTests: 0 };
    const verdict = completed([{ ...counts, testResults }]);
    expect(verdict.outcome).toBe('failed');
    return verdict.tests?.tests[0];
  }

  it('is the one that its message names', () => {
    expect(failing('ReplicatedStorage.Shop:3: boom\nTaskScript:9')?.location).toEqual({
      file: 'src/Shop.luau',
      line: 3,
    });
  });

  it('is else the one that its trace names', () => {
    expect(failing('boom\nStack Begin\nTaskScript:9\nStack End')?.location).toEqual({
      file: 'smoke.luau',
      line: 9,
    });
  });

  it('is the innermost one that the repository has', () => {
    expect(failing('boom\nCorePackages.Promise:20\nReplicatedStorage.Shop:3')?.location).toEqual({
      file: 'src/Shop.luau',
      line: 3,
    });
  });

  it('is else the one that the framework tells in numbers', () => {
    expect(failing('boom', 'ReplicatedStorage.Shop', 7)?.location).toEqual({
      file: 'src/Shop.luau',
      line: 7,
    });
  });

  it('is unknown where nothing names one that the repository has', () => {
    expect(failing('boom')).not.toHaveProperty('place');
    expect(completed([{ checks: [{ name: 'a', ok: false }] }]).tests?.tests[0]).not.toHaveProperty(
      'place',
    );
  });
});

describe('a test that failed because a module did not load', () => {
  const symptom = 'TaskScript:3: Requested module experienced an error while loading';
  const results: Json[] = [{ checks: [{ name: 'loads', ok: false, message: symptom }] }];
  const error = (text: string): LogMessage => ({ type: 'ERROR', text });

  it('is pointed to where the module failed', () => {
    const verdict = completed(results, [
      error('ReplicatedStorage.Shop:40: no gold'),
      error(symptom),
    ]);
    const [test] = verdict.tests?.tests ?? [];
    expect(test?.location).toEqual({ file: 'src/Shop.luau', line: 40 });
    expect(test?.message).toBe(`ReplicatedStorage.Shop:40: no gold\n${symptom}`);
  });

  it('is pointed there although other messages name places, and the report repeats its errors', () => {
    const verdict = completed(results, [
      { type: 'OUTPUT', text: 'ReplicatedStorage.Shop:1: loading' },
      error('ReplicatedStorage.Shop:40: no gold'),
      error(symptom),
      { type: 'OUTPUT', text: 'Errors reported by tests:' },
      error('ReplicatedStorage.Shop:50: printed once more'),
    ]);
    expect(verdict.tests?.tests[0]?.location).toEqual({ file: 'src/Shop.luau', line: 40 });
  });

  it('stays where it is, where several modules failed, or none is known to have', () => {
    const two = [
      error('ReplicatedStorage.Shop:40: no gold'),
      error('ReplicatedStorage.Shop:50: x'),
    ];
    const late = [error(symptom), two[0]].filter((message) => message !== undefined);
    const reported: LogMessage[] = [{ type: 'OUTPUT', text: 'Test results:' }, ...late];
    for (const messages of [two, [], reported]) {
      const [test] = completed(results, messages).tests?.tests ?? [];
      expect(test?.location).toEqual({ file: 'smoke.luau', line: 3 });
    }
  });
});

describe('a line of the log that speaks of failures', () => {
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
  ])('is a warning on a pass, since it is not precise enough to decide: %j', (text) => {
    const verdict = completed([], [{ type: 'OUTPUT', text }]);
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
  ])('is none where it says nothing of the kind: %j', (text) => {
    expect(completed([], [{ type: 'OUTPUT', text }]).warnings).toEqual([]);
  });

  it('is quoted whole, and so it is none where it is long', () => {
    const filler = 'x '.repeat(50);
    for (const text of [`${filler}2 failed`, `2 failed ${filler}`]) {
      expect(completed([], [{ type: 'OUTPUT', text }]).warnings).toEqual([]);
    }
  });

  it.each(['✗', '[FAIL]', 'FAIL', 'not ok 3', 'failed', '1', '1 of 1', 'tests failed'])(
    'is looked for in lines of a megabyte, too: after %s',
    (begin) => {
      for (const filler of [' ', ':', '=', '# ', '1', '1/', 'x', ' :']) {
        const text = begin + filler.repeat(1e6 / filler.length);
        expect(completed([], [{ type: 'OUTPUT', text }]).outcome).toBe('passed');
      }
    },
  );

  it('is quoted alone, wherever it stands', () => {
    const messages: LogMessage[] = [
      { type: 'OUTPUT', text: 'begun' },
      { type: 'OUTPUT', text: 'Summary\n   2 failed  \nBye' },
    ];
    expect(completed([], messages).warnings).toEqual([expect.stringContaining('"2 failed"')]);
  });

  it('is one beside a mere `true`, too', () => {
    const messages: LogMessage[] = [{ type: 'OUTPUT', text: '3 passed, 1 failed' }];
    expect(completed([true], messages).warnings).toHaveLength(1);
    expect(completed([{ ok: true }], messages).warnings).toHaveLength(1);
    expect(completed([true], messages, { expect: true }).warnings).toHaveLength(1);
  });

  it('says nothing where the run failed, or numbers were returned, or do not count', () => {
    const messages: LogMessage[] = [{ type: 'OUTPUT', text: '2 failed' }];
    expect(failed('SCRIPT_ERROR', 'boom', { messages }).warnings).toEqual([]);
    expect(completed([{ passed: 2, failed: 0 }], messages).warnings).toEqual([]);
    expect(completed([], messages, { readsTestReports: false }).warnings).toEqual([]);
  });
});

describe('`expect`', () => {
  it('is met, or names both values', () => {
    expect(completed([7], [], { expect: 7 }).outcome).toBe('passed');
    expect(completed([8], [], { expect: 7 })).toMatchObject({
      outcome: 'failed',
      title: 'Luau script returned an unexpected value',
      message: 'The script returned 8, and `expect` is 7.',
    });
    expect(completed([], [], { expect: 7 }).message).toMatch(/^The script returned nothing/);
  });

  it('takes the value as it is, and no test results from it', () => {
    const value = { ok: false };
    const verdict = completed([value], [], { expect: value });
    expect(verdict.outcome).toBe('passed');
    expect(verdict.tests).toBeUndefined();
    expect(completed([false], [], { expect: false }).outcome).toBe('passed');
  });

  it('does not make a run green whose log says that tests failed', () => {
    const text = 'Test results:\n[-] a\n0 passed, 1 failed, 0 skipped';
    const verdict = completed([7], [{ type: 'OUTPUT', text }], { expect: 7 });
    expect(verdict).toMatchObject({ outcome: 'failed', title: 'Luau tests failed' });
  });
});

describe('a message of type ERROR', () => {
  const messages: LogMessage[] = [
    { type: 'WARNING', text: 'TaskScript:1: careful' },
    { type: 'ERROR', text: 'TaskScript:4: in a handler\nStack Begin' },
  ];

  it('fails a run only where that is wanted', () => {
    expect(completed([], messages).outcome).toBe('passed');
    expect(completed([], messages, { failsOnErrorLogs: true })).toMatchObject({
      outcome: 'failed',
      title: 'Luau script logged an error',
      message: 'TaskScript:4: in a handler',
      location: { file: 'smoke.luau', line: 4 },
    });
    expect(completed([], messages.slice(0, 1), { failsOnErrorLogs: true }).outcome).toBe('passed');
  });

  it('fails it with what is the cause, and not with what only says that a module failed', () => {
    const symptom = 'Requested module experienced an error while loading';
    const both: LogMessage[] = [
      { type: 'ERROR', text: `TaskScript:3: ${symptom}` },
      { type: 'ERROR', text: 'ReplicatedStorage.Shop:40: no gold' },
    ];
    const messageOf = (log: readonly LogMessage[]) =>
      completed([], log, { failsOnErrorLogs: true }).message;
    expect(messageOf(both)).toBe('ReplicatedStorage.Shop:40: no gold');
    expect(messageOf(both.slice(0, 1))).toBe(`TaskScript:3: ${symptom}`);
  });

  it('fails it although the value is the expected one', () => {
    const criteria = { failsOnErrorLogs: true, expect: 1, readsTestReports: false };
    expect(completed([1], messages, criteria).outcome).toBe('failed');
  });
});

describe('a log that cannot be read', () => {
  const log: Log = { messages: [], error: refused(503) };
  const complete = (criteria: Partial<Criteria>, results: Json[] = [1]): Verdict =>
    ended({ state: 'COMPLETE', results }, log, criteria);

  it.each<readonly [string, Partial<Criteria>, Json[]]>([
    ['`expect` decided', { expect: 1 }, [1]],
    [
      '`expect` decided, even under `fail-on-error-logs`',
      { expect: 1, failsOnErrorLogs: true },
      [1],
    ],
    ['a returned test result decided', {}, [{ ok: true }]],
    ['nothing in it would have counted', { readsTestReports: false }, [1]],
  ])('is only a warning where %s', (_, criteria, results) => {
    const verdict = complete(criteria, results);
    expect(verdict.outcome).toBe('passed');
    expect(verdict.warnings).toHaveLength(1);
  });

  it.each<readonly [string, Partial<Criteria>]>([
    ['test results', {}],
    ['errors', { readsTestReports: false, failsOnErrorLogs: true }],
  ])('is no pass where %s would have counted', (_, criteria) => {
    expect(complete(criteria)).toMatchObject({ outcome: 'infrastructure', warnings: [] });
  });
});

describe('whatever a script returns and prints', () => {
  const anything = {
    results: fc.array(fc.jsonValue(), { maxLength: 3 }),
    texts: fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
  };
  const messagesOf = (texts: readonly string[]): LogMessage[] =>
    texts.map((text) => ({ type: 'OUTPUT', text }));

  it('is judged', () => {
    fc.assert(
      fc.property(anything.results, anything.texts, (results, texts) => {
        const { outcome } = completed(results as Json[], messagesOf(texts));
        expect(['passed', 'failed']).toContain(outcome);
      }),
    );
  });

  it('a printed failure makes it red', () => {
    const failure = 'Test results:\n[-] a\n0 passed, 1 failed, 0 skipped';
    fc.assert(
      fc.property(anything.results, anything.texts, (results, texts) => {
        const messages = messagesOf([...texts, failure]);
        expect(completed(results as Json[], messages).outcome).toBe('failed');
      }),
    );
  });
});

describe('a log', () => {
  it('as long as Roblox keeps one gives a warning that its beginning is lost', () => {
    const messages = Array.from({ length: 4_400 }, () => ({ text: 'x'.repeat(53) }));
    expect(completed([], messages).warnings).toEqual([expect.stringMatching(/450 KB/)]);
    expect(completed([], messages.slice(1)).warnings).toEqual([]);
  });

  it('points to the warnings in it that name a place', () => {
    const messages: LogMessage[] = [
      { type: 'WARNING', text: 'TaskScript:7: careful' },
      { type: 'WARNING', text: 'no place' },
      { type: 'OUTPUT', text: 'TaskScript:8: said' },
    ];
    expect(completed([], messages).locatedWarnings).toEqual([
      { text: 'TaskScript:7: careful', location: { file: 'smoke.luau', line: 7 } },
    ]);
    expect(completed([]).locatedWarnings).toBeUndefined();
  });
});

describe('a run without an end', () => {
  const seen = { task: CREATED, seenMs: 360_000, queuedMs: 0 };
  const cases: readonly [string, RunResult, string, string, RegExp][] = [
    [
      'never finished',
      { status: 'poll-timeout', limitMs: 360_000, ...seen },
      'infrastructure',
      'Roblox never finished the task',
      /still PROCESSING 6m after.*`timeout` \(5m\).*`boot-timeout` \(1m\)/,
    ],
    [
      'lost from sight',
      { status: 'unreachable', error: refused(500), ...seen },
      'infrastructure',
      'Roblox Open Cloud request failed',
      /could not be read any more.*500/,
    ],
    [
      'locked out',
      {
        status: 'unreachable',
        error: refused(401, '{"errors":[{"code":0,"message":"Invalid API Key"}]}'),
        ...seen,
      },
      'infrastructure',
      'Roblox refused the API key',
      /401 Unauthorized: Invalid API Key/,
    ],
    [
      'not created',
      { status: 'not-created', error: refused(404) },
      'infrastructure',
      'Roblox Open Cloud request failed',
      /could not be created.*404 Not Found/,
    ],
    [
      'not allowed',
      { status: 'not-created', error: refused(403) },
      'infrastructure',
      'Roblox refused the API key',
      /403 Forbidden/,
    ],
    [
      'held back',
      { status: 'quota-exceeded', error: refused(429), waitedMs: 90_000, resetMs: 1_500_000 },
      'infrastructure',
      'Roblox quota exhausted',
      /waited for 1m30s, and `max-wait` is 10m\. The next task may be created in 25m/,
    ],
    [
      'held back for an unknown time',
      { status: 'quota-exceeded', error: refused(429), waitedMs: 0 },
      'infrastructure',
      'Roblox quota exhausted',
      /`max-wait` is 10m\.$/,
    ],
    [
      'perhaps running',
      { status: 'unknown-create-outcome', error: lost },
      'infrastructure',
      'Roblox may be running the script',
      /may be running now\. It was not sent again.*other side closed/,
    ],
    [
      'cancelled too early',
      { status: 'cancelled', mayRun: false },
      'cancelled',
      'Luau execution cancelled',
      /before a task was created/,
    ],
    [
      'cancelled while it was created',
      { status: 'cancelled', mayRun: true },
      'cancelled',
      'Luau execution cancelled',
      /while the task was being created.*at most 5m/,
    ],
    [
      'cancelled while it ran',
      { status: 'cancelled', mayRun: true, snapshot: seen },
      'cancelled',
      'Luau execution cancelled',
      new RegExp(`goes on at Roblox for at most 5m.*${PATH}`),
    ],
    [
      'cancelled after its end',
      { status: 'cancelled', mayRun: false, snapshot: seen },
      'cancelled',
      'Luau execution cancelled',
      new RegExp(`had ended already: ${PATH}`),
    ],
    [
      'ended by a fault of the action',
      {
        status: 'internal-error',
        error: new Error('x is undefined'),
        mayRun: true,
        snapshot: seen,
      },
      'infrastructure',
      'Internal error',
      new RegExp(`itself failed: x is undefined\\. The task goes on at Roblox.*${PATH}`),
    ],
    [
      'ended by a fault of the action before anything was sent',
      { status: 'internal-error', error: 'boom', mayRun: false },
      'infrastructure',
      'Internal error',
      /itself failed: boom\. That was before a task was created\.$/,
    ],
  ];

  it.each(cases)('%s', (_, run, outcome, title, message) => {
    const verdict = evaluateRun(run, LIMITS, CRITERIA, locate);
    expect(verdict).toMatchObject({ outcome, title, warnings: [] });
    expect(verdict.message).toMatch(message);
    expect(failsStep(verdict.outcome)).toBe(true);
  });

  it('is told from its beginning, which is another one for a task that was there already', () => {
    const run: RunResult = { status: 'poll-timeout', limitMs: 360_000, ...seen };
    const { path } = CREATED;
    const messageFor = (limits: Limits): string =>
      evaluateRun(run, limits, CRITERIA, locate).message;
    expect(messageFor(LIMITS)).toContain('6m after its creation,');
    expect(messageFor({ ...LIMITS, task: path })).toContain('after this step began to watch it,');
  });

  it('is to be looked for in the version that the task ran in', () => {
    const { placeVersion: _, ...unpinned } = CREATED.path;
    const adviceFor = (path: LuauTask['path']): string | undefined => {
      const task = { ...CREATED, path };
      const run: RunResult = { status: 'poll-timeout', limitMs: 1, ...seen, task };
      return evaluateRun(run, LIMITS, CRITERIA, locate).advice;
    };
    expect(adviceFor(CREATED.path)).toMatch(/open version 3 of place 2 in .* `boot-timeout`\.$/);
    expect(adviceFor(unpinned)).toContain('open place 2 in');
  });

  it('goes on for as long as its own limit, which only the step that created it knows', () => {
    const messageFor = (run: RunResult, limits: Limits): string =>
      evaluateRun(run, limits, CRITERIA, locate).message;
    for (const run of [
      { status: 'cancelled', mayRun: true },
      { status: 'cancelled', mayRun: true, snapshot: seen },
    ] as const) {
      expect(messageFor(run, LIMITS)).toContain("at most 5m from the script's first line");
      const watched = messageFor(run, { ...LIMITS, task: CREATED.path });
      expect(watched).toContain('as long as it was created to run at most');
      expect(watched).not.toContain('5m');
    }
  });

  it('that may have changed data is to be looked after', () => {
    const { advice } = evaluateRun(
      { status: 'unknown-create-outcome', error: lost },
      LIMITS,
      CRITERIA,
      locate,
    );
    expect(advice).toMatch(/look at that data before you run it again/);
  });

  it.each<readonly [Interruption['status'], string, Interruption]>([
    [
      'cancelled',
      'Luau execution cancelled',
      { status: 'cancelled', mayRun: false, snapshot: seen },
    ],
    [
      'internal-error',
      'Internal error',
      { status: 'internal-error', error: 'boom', mayRun: false, snapshot: seen },
    ],
  ])(
    'broken off behind the end of its task (%s) is not judged by what it returned',
    (_, title, interruption) => {
      const task: LuauTask = { ...CREATED, state: 'COMPLETE', results: [false] };
      const run: RunResult = {
        status: 'ended',
        ...seen,
        task,
        log: { messages: [] },
        interruption,
      };
      const verdict = evaluateRun(run, LIMITS, CRITERIA, locate);
      expect(verdict).toEqual(evaluateRun(interruption, LIMITS, CRITERIA, locate));
      expect(verdict.title).toBe(title);
    },
  );

  it('not created for a file that changed is told as an input that cannot be used', () => {
    const error = new InvalidInputError('binary-input', 'names "a.bin", which changed', 'another');
    expect(evaluateRun({ status: 'not-created', error }, LIMITS, CRITERIA, locate)).toEqual({
      outcome: 'infrastructure',
      title: 'Invalid input',
      message: error.message,
      warnings: [],
    });
  });

  it.each<Interruption>([
    { status: 'cancelled', mayRun: true },
    { status: 'internal-error', error: 'boom', mayRun: true },
  ])('broken off ($end) before a task that was there already was read, goes on', (run) => {
    const limits = { ...LIMITS, task: CREATED.path };
    expect(evaluateRun(run, limits, CRITERIA, locate).message).toMatch(
      new RegExp(`goes on at Roblox for as long as it was created to run at most.*${PATH}\\.$`),
    );
  });

  it('always comes with advice, unless it was cancelled', () => {
    for (const [, run, outcome] of cases) {
      const { advice } = evaluateRun(run, LIMITS, CRITERIA, locate);
      expect(advice === undefined).toBe(outcome === 'cancelled');
    }
  });
});

describe('a run that was held back', () => {
  const held = { status: 'quota-exceeded', error: refused(429), waitedMs: 0 } as const;

  it('is told of `max-wait`, and of `share-task` where several scripts had a task each', () => {
    const alone = evaluateRun(held, LIMITS, CRITERIA, locate);
    expect(alone.advice).toMatch(
      /^Raise `max-wait`, which may be up to 6h\. .*owner of the API key/,
    );
    expect(alone.message).toMatch(/^Roblox held the creation .* 429 Too Many Requests/);
    expect(alone.advice).not.toContain('share-task');
    const several = evaluateRun({ ...held, isOneOfSeveral: true }, LIMITS, CRITERIA, locate);
    expect(several.advice).toMatch(/^Raise `max-wait`.*`share-task: true`/);
  });
});

describe('a run that was held back for a known time', () => {
  const held = {
    status: 'quota-exceeded',
    error: refused(429),
    waitedMs: 0,
    resetMs: 60_000,
  } as const;

  it('is told of the moment as well, where the clock of the service is known', () => {
    const freeAt = Date.UTC(2026, 7, 17, 10, 25);
    expect(evaluateRun(held, { ...LIMITS, freeAt }, CRITERIA, locate).message).toMatch(
      /may be created in 1m, at 2026-08-17 10:25 UTC\.$/,
    );
    expect(evaluateRun(held, LIMITS, CRITERIA, locate).message).toMatch(/may be created in 1m\.$/);
  });
});

describe('a part of a shared task', () => {
  const error = { code: 'DEADLINE_EXCEEDED', message: 'Too long.' } as const;
  const task = { ...CREATED, state: 'FAILED', error };
  const shared = { task, isLogCut: false, notRun: [] };
  const evaluatePart = (more: Partial<SharedRun>, log: Log = { messages: [] }): Verdict => {
    const run = { status: 'ended', task, log, seenMs: 1, queuedMs: 0 } as const;
    const verdict = evaluateRun(
      { ...run, shared: { ...shared, ...more } },
      LIMITS,
      CRITERIA,
      locate,
    );
    expect(verdict.title).toBe('Luau script timed out');
    return verdict;
  };
  const messageOf = (more: Partial<SharedRun>): string => evaluatePart(more).message;

  it('has the words for what Roblox did not say of it', () => {
    expect(messageOf({})).toMatch(/^The script was not done/);
    expect(messageOf({ because: 'It had not begun' })).toBe('It had not begun');
  });

  it('names what was not run, and what nothing is known of, ten at most', () => {
    const files = Array.from({ length: 12 }, (_, at) => `${at}.luau`);
    expect(messageOf({ notRun: ['b.luau'] })).toMatch(/\nNot run, since .* ended here: b\.luau\.$/);
    expect(messageOf({ because: 'Who knows', unknown: files })).toMatch(
      /^Who knows\.\nNot judged, since nothing is known of them: 0\.luau, .*9\.luau and 2 more\.$/,
    );
    expect(messageOf({ notRun: files.slice(0, 10) })).toMatch(/8\.luau, 9\.luau\.$/);
  });

  it('has a warning where its log may not be whole, besides those of its own', () => {
    const cut = expect.stringMatching(/log of the shared task .* \(450 KB\)/);
    expect(evaluatePart({ isLogCut: true }).warnings).toEqual([cut]);
    expect(evaluatePart({}).warnings).toEqual([]);
    const log = { messages: [], error: refused(503) };
    expect(evaluatePart({ isLogCut: true }, log).warnings).toEqual([
      expect.stringContaining('503'),
      cut,
    ]);
  });
});

describe('a task that several scripts shared', () => {
  const nonce = '0123456789abcdef0123456789abcdef';
  const record = JSON.stringify({ status: 'raised', ms: 1, message: 'boom', trace: '' });
  const watched = (results: readonly Json[], task: LuauTask['path'] | undefined = CREATED.path) =>
    evaluateRun(
      {
        status: 'ended',
        task: { ...CREATED, state: 'COMPLETE', results },
        log: { messages: [] },
        seenMs: 0,
        queuedMs: 0,
      },
      { ...LIMITS, ...(task && { task }) },
      CRITERIA,
      locate,
    );

  it('is not taken for a script that passed, where another step collects it', () => {
    expect(watched([[nonce, record]])).toMatchObject({
      outcome: 'infrastructure',
      title: 'Invalid input',
      message: expect.stringMatching(
        /^`task` names a task that several scripts shared .*run the scripts again\.$/,
      ),
    });
  });

  it.each<[string, readonly Json[]]>([
    ['of other strings', [[nonce, 'a', 'b']]],
    ['without a record', [[nonce]]],
    ['that begins otherwise', [['a', record]]],
    ['that is none', [nonce]],
    ['that is not there', []],
  ])('is not mistaken for one whose script returned a table %s', (_, results) => {
    expect(watched(results).outcome).toBe('passed');
  });

  it('is told only of a task that another step created', () => {
    expect(completed([[nonce, record]]).outcome).toBe('passed');
  });

  it('is cancelled where its collection is', () => {
    const run: RunResult = {
      status: 'ended',
      task: { ...CREATED, state: 'COMPLETE', results: [[nonce, record]] },
      log: { messages: [] },
      seenMs: 0,
      queuedMs: 0,
      interruption: { status: 'cancelled', mayRun: false },
    };
    expect(evaluateRun(run, { ...LIMITS, task: CREATED.path }, CRITERIA, locate).outcome).toBe(
      'cancelled',
    );
  });
});

describe('a run whose task was not found', () => {
  const task = { universeId: '1', placeId: '2', placeVersion: '3', sessionId: 's', taskId: 't' };

  it('is told that tasks are forgotten 24 hours after their end', () => {
    const verdict = evaluateRun(
      { status: 'not-found', task, error: refused(404) },
      LIMITS,
      CRITERIA,
      locate,
    );
    expect(verdict).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
    });
    expect(verdict.message).toContain(`There is no task ${PATH}. GET /task was answered with 404`);
    expect(verdict.advice).toMatch(/^Roblox forgets a task 24 hours after its end.*`task-path`/);
  });

  it.each([
    [403, 'Roblox refused the API key'],
    [503, 'Roblox Open Cloud request failed'],
  ])('but could not be read, for %d, is told that', (status, title) => {
    const error = refused(status);
    const verdict = evaluateRun({ status: 'not-found', task, error }, LIMITS, CRITERIA, locate);
    expect(verdict).toMatchObject({ outcome: 'infrastructure', title, advice: error.advice });
    expect(verdict.message).toMatch(new RegExp(`The task ${PATH} could not be read\\..*${status}`));
  });
});

describe('a run that nobody waits for', () => {
  it('is pending, with its task and the way to its verdict', () => {
    const task = { ...CREATED, state: 'QUEUED' };
    const verdict = evaluateRun(
      { status: 'pending', task, seenMs: 0, queuedMs: 0 },
      LIMITS,
      CRITERIA,
      locate,
    );
    expect(verdict).toMatchObject({ outcome: 'pending', warnings: [] });
    expect(verdict).not.toHaveProperty('title');
    expect(verdict.message).toContain(PATH);
    expect(verdict.advice).toMatch(/24 hours of.*`task-path`, to another step as `task`\.$/);
    expect(failsStep(verdict.outcome)).toBe(false);
  });

  it('is to be collected earlier where its binary output is wanted', () => {
    const task = { ...CREATED, state: 'QUEUED' };
    const run: RunResult = { status: 'pending', task, seenMs: 0, queuedMs: 0 };
    const { advice } = evaluateRun(
      run,
      { ...LIMITS, binaryOutput: '/w/out.bin' },
      CRITERIA,
      locate,
    );
    expect(advice).toMatch(/within 15 minutes, .* binary output/);
    expect(advice).not.toContain('24 hours');
  });
});

describe('a run that was not run', () => {
  it('has failed, and names what ended the task before it', () => {
    const because = 'tests/a.luau ended the task that they share';
    expect(
      evaluateRun({ status: 'not-run', because, cause: 'script' }, LIMITS, CRITERIA, locate),
    ).toMatchObject({
      outcome: 'failed',
      title: 'Luau execution failed',
      message: because,
      advice: expect.stringContaining('a task of its own'),
      warnings: [],
    });
  });

  it('for a fault of Roblox has not failed itself, and leads to the script before it', () => {
    const because = 'Nothing is known of the task.';
    const verdict = evaluateRun(
      { status: 'not-run', because, cause: 'infrastructure' },
      LIMITS,
      CRITERIA,
      locate,
    );
    expect(verdict).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
      message: because,
      advice: expect.stringContaining('script before it'),
    });
  });

  it('since the workflow was cancelled is cancelled, too', () => {
    const because = 'The workflow was cancelled.';
    expect(
      evaluateRun({ status: 'not-run', because, cause: 'cancelled' }, LIMITS, CRITERIA, locate),
    ).toStrictEqual({
      outcome: 'cancelled',
      title: 'Luau execution cancelled',
      message: because,
      warnings: [],
    });
  });
});

describe('a binary output', () => {
  const lateStorage = errorFromResponse(
    { method: 'GET', path: '(binary output)', target: 'presigned' },
    { status: 403, headers: {}, text: '<Error>Expired</Error>' },
  );

  function returned(binaryOutput: BinaryOutput, results: readonly Json[] = []): Verdict {
    const task = { ...CREATED, state: 'COMPLETE', results };
    const run: RunResult = {
      status: 'ended',
      task,
      log: { messages: [] },
      seenMs: 1,
      queuedMs: 0,
      binaryOutput,
    };
    return evaluateRun(run, LIMITS, CRITERIA, locate);
  }

  it('that was written changes nothing', () => {
    expect(returned({ status: 'written', file: '/w/out.bin', bytes: 3 })).toMatchObject({
      outcome: 'passed',
      warnings: [],
    });
  });

  it('that cannot be fetched fails the step, whatever the script did', () => {
    for (const results of [[true], [false]]) {
      const verdict = returned({ status: 'failed', error: refused(500) }, results);
      expect(verdict).toMatchObject({
        outcome: 'infrastructure',
        title: 'Roblox Open Cloud request failed',
        tests: {},
      });
      expect(verdict.message).toMatch(/binary output could not be fetched\. .*500/);
    }
  });

  it('that the storage refuses says nothing of the key', () => {
    const verdict = returned({ status: 'failed', error: lateStorage });
    expect(verdict.title).toBe('Roblox Open Cloud request failed');
    expect(verdict.advice).toMatch(/15 minutes.*whatever the API key is/);
    expect(verdict.advice).not.toMatch(/scope/);
  });

  it('that cannot be fetched points to no line of the script', () => {
    const test = { name: 'adds', ok: false, error: 'TaskScript:3: no' };
    const results = [{ tests: [test] }];
    expect(returned({ status: 'written', file: '/w', bytes: 1 }, results).location).toBeDefined();
    expect(returned({ status: 'failed', error: refused(500) }, results)).not.toHaveProperty(
      'place',
    );
  });

  it('that was not returned is a warning, with what to return', () => {
    const { outcome, warnings } = returned({ status: 'none' });
    expect(outcome).toBe('passed');
    expect(warnings).toEqual([expect.stringMatching(/returned no binary output.*BinaryOutput = /)]);
  });

  it('that cannot be stored is a warning, and the verdict stands', () => {
    for (const [results, outcome] of [
      [[true], 'passed'],
      [[false], 'failed'],
    ] as const) {
      const verdict = returned(
        { status: 'unwritable', reason: 'EACCES: permission denied' },
        results,
      );
      expect(verdict.outcome).toBe(outcome);
      expect(verdict.warnings).toEqual([
        '`binary-output` could not be written: EACCES: permission denied.',
      ]);
    }
  });
});

describe('a place file that became no version', () => {
  const upload = {
    file: 'build/game.rbxl',
    sizeBytes: 5,
    versionType: 'Saved',
    place: { universeId: '1', placeId: '2' },
  } as const;
  const failure = (status: number): OpenCloudError =>
    errorFromResponse(
      { method: 'POST', path: '/universes/v1/1/places/2/versions', operation: 'uploadVersion' },
      { status, headers: {}, text: '' },
    );

  it('is told with its name and its place, and that nothing ran', () => {
    expect(evaluateUpload({ status: 'failed', error: failure(500) }, upload)).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
      message: expect.stringMatching(
        /^The place file build\/game\.rbxl could not be uploaded to place 2, and no script was run\. .*500/,
      ),
    });
  });

  it('for a refused key names the scope that uploads need', () => {
    const verdict = evaluateUpload({ status: 'failed', error: failure(401) }, upload);
    expect(verdict.title).toBe('Roblox refused the API key');
    expect(verdict.advice).toContain('`universe-places:write`');
  });

  it('for a cancelled workflow says that Roblox may have it', () => {
    expect(evaluateUpload({ status: 'cancelled' }, upload)).toMatchObject({
      outcome: 'cancelled',
      title: 'Luau execution cancelled',
      message: expect.stringMatching(/during the upload of build\/game\.rbxl.*saved version/),
      warnings: [],
    });
  });
});

describe('a step in which nothing ran', () => {
  it('for lack of a key fails, or is skipped', () => {
    expect(failForMissingKey(undefined)).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox API key missing',
    });
    expect(failForMissingKey(undefined).advice).toMatch(/from a fork.*neither secrets/);
    expect(skipForMissingKey(undefined).advice).toMatch(/name of the secret/);
    expect(skipForMissingKey(undefined)).toMatchObject({
      outcome: 'skipped',
      title: 'Luau execution skipped',
    });
    expect(failsStep(skipForMissingKey(undefined).outcome)).toBe(false);
  });

  it('for an invalid input says which', () => {
    expect(explainError(new InvalidInputError('place-id', 'is "x"', 'digits'))).toMatchObject({
      outcome: 'infrastructure',
      title: 'Invalid input',
      message: '`place-id` is "x". Expected digits.',
    });
  });

  it.each([new TypeError('x is undefined'), 'x is undefined'])(
    'for a fault of the action says so: %s',
    (problem) => {
      expect(explainError(problem)).toMatchObject({
        outcome: 'infrastructure',
        title: 'Internal error',
        message: 'The action itself failed: x is undefined',
      });
    },
  );
});
