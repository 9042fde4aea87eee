import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { evaluateRun } from '../../src/evaluate/evaluate-run.ts';
import { requestFailed } from '../../src/evaluate/evaluate-task.ts';
import { locate as locateIn } from '../../src/evaluate/location/locate.ts';
import { parseSourceMap } from '../../src/evaluate/location/source-map.ts';
import type { Criteria, Locate, Verdict } from '../../src/evaluate/types.ts';
import { errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { Json, LogMessage, LuauTask } from '../../src/open-cloud/types.ts';
import type { Log } from '../../src/tasks/run-result.ts';
import { CREATED } from '../support/timeline.ts';

const LIMITS = { timeoutMs: 300_000, bootTimeoutMs: 60_000, maxWaitMs: 600_000 };
const refused = (status: number, target?: 'presigned') =>
  errorFromResponse(
    { method: 'GET', path: '/task', ...(target && { target }) },
    { status, headers: {}, text: '' },
  );

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

describe('evaluateRun, for a task that ended', () => {
  it('passes a COMPLETE task whose log was read', () => {
    const verdict = ended({ state: 'COMPLETE' });
    expect(verdict).toMatchObject({
      outcome: 'passed',
      message: expect.stringContaining('without an error'),
      warnings: [],
    });
    expect(verdict.title).toBeUndefined();
  });

  it('does not pass a COMPLETE task whose log could not be read', () => {
    const verdict = ended({ state: 'COMPLETE' }, { messages: [], error: refused(503) });
    expect(verdict).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
    });
    expect(verdict.message).toMatch(/log could not be read.*503 Service Unavailable\./);
  });

  it.each([401, 503])('reports once that the log could not be read: %d', (status) => {
    const verdict = ended({ state: 'COMPLETE' }, { messages: [], error: refused(status) });
    expect(verdict).toMatchObject({ outcome: 'infrastructure', warnings: [] });
  });

  it('ignores the return values of a FAILED task', () => {
    const verdict = ended({ state: 'FAILED', results: [{ ok: true }] });
    expect(verdict).not.toHaveProperty('tests');
  });

  it('reports that a CANCELLED task was cancelled at Roblox', () => {
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
  ])('evaluates FAILED with %s as %s: %s', (code, outcome, title) => {
    const verdict = failed(code, 'What Roblox said.');
    expect(verdict).toMatchObject({ outcome, title });
    expect(verdict.message).toContain('What Roblox said.');
    expect(failed(code)).toMatchObject({ outcome, title });
    expect(failed(code).message).toContain('no message');
  });

  it.each(['SCRIPT_ERROR', 'DEADLINE_EXCEEDED', 'OUT_OF_LUCK'])(
    'locates the line in the message of a %s',
    (code) => {
      expect(failed(code, 'TaskScript:5: x').location).toEqual({ file: 'smoke.luau', line: 5 });
      expect(failed('INTERNAL_ERROR', 'TaskScript:5: x').location).toBeUndefined();
    },
  );

  it('finds the location in a stack that was logged line by line', () => {
    const messages = [
      { type: 'ERROR', text: 'boom' },
      ...[
        'Stack Begin',
        "Script 'ReplicatedStorage.Shop', Line 91 - function buy",
        "Script 'TaskScript', Line 3",
        'Stack End',
      ].map((text) => ({ type: 'INFO', text })),
    ];
    expect(failed('SCRIPT_ERROR', 'boom', { messages })).toMatchObject({
      location: { file: 'src/Shop.luau', line: 91 },
      trace: "Script 'ReplicatedStorage.Shop', Line 91 - function buy\nScript 'TaskScript', Line 3",
    });
  });

  it.each([
    ['INTERNAL_ERROR', 'Out of memory', 'infrastructure', 'Roblox internal error'],
    [
      'INTERNAL_ERROR',
      'The task exceeded its memory limit.',
      'infrastructure',
      'Roblox internal error',
    ],
    ['SCRIPT_ERROR', 'TaskScript:3: not enough memory', 'failed', 'Luau script error'],
  ])('says of a %s for "%s" what the script can do', (code, text, outcome, title) => {
    const verdict = failed(code, text);
    expect(verdict).toMatchObject({ outcome, title });
    expect(verdict.message).not.toContain('not in the script');
    expect(verdict.message).toContain(text);
    expect(verdict.advice).toMatch(/need more memory than a task has.*less data at a time/);
  });

  it('a returned text that is too large to be read as test results is never a pass', () => {
    const text = `{"tests":[${'{"ok":true},'.repeat(250_000)}{"ok":false}]}`;
    expect(ended({ state: 'COMPLETE', results: [text] })).toMatchObject({
      outcome: 'failed',
      title: 'Luau script returned too much',
      message: expect.stringContaining('has more than 600000 values and names'),
      advice: expect.stringContaining('Return counts'),
    });
  });

  it('names the limit that a FAILED task exceeded', () => {
    const late = failed('DEADLINE_EXCEEDED', 'x');
    expect(late.message).toContain('`timeout` of 5m');
    expect(late.advice).toMatch(/a loop that does not end.*at most 5m.*first line of the script/);
    expect(failed('OUTPUT_SIZE_LIMIT_EXCEEDED', 'x').advice).toContain('4 MiB');
  });

  it('advises to run a task again that failed inside Roblox', () => {
    expect(failed('INTERNAL_ERROR', 'x').advice).toMatch(/Run it again.*status\.roblox\.com/);
  });

  it('names an unknown error code', () => {
    expect(failed('OUT_OF_LUCK', 'x').message).toContain('the error code OUT_OF_LUCK');
    expect(failed(undefined, 'x').message).toContain('no error code');
  });

  it('keeps the verdict of a FAILED task without its log, with a warning', () => {
    const verdict = failed('SCRIPT_ERROR', 'TaskScript:3: x', {
      messages: [],
      error: refused(401),
    });
    expect(verdict).toMatchObject({ title: 'Luau script error', location: { line: 3 } });
    expect(verdict.warnings).toEqual([expect.stringMatching(/could not be read.*401/)]);
  });
});

describe('evaluateRun, for an error without a text', () => {
  it('advises to raise a string', () => {
    expect(failed('SCRIPT_ERROR', 'Error occurred, no output from Luau.').advice).toBe(
      'The script raised a value that is no text, such as a table: raise a string.',
    );
    expect(failed('SCRIPT_ERROR', 'TaskScript:1: boom').advice).toBeUndefined();
  });
});

describe('evaluateRun, for a script error', () => {
  const trace = (text: string): Log => ({ messages: [{ type: 'ERROR', text }] });

  it('locates the line in the message', () => {
    expect(failed('SCRIPT_ERROR', 'TaskScript:12: boom').location).toEqual({
      file: 'smoke.luau',
      line: 12,
    });
  });

  it('locates the line in the trace of the same message if the message has none', () => {
    const log: Log = {
      messages: [
        { type: 'ERROR', text: "other\nStack Begin\nScript 'TaskScript', Line 2\nStack End" },
        { type: 'ERROR', text: "boom\nStack Begin\nScript 'TaskScript', Line 8\nStack End" },
        { type: 'OUTPUT', text: 'boom TaskScript:99: said by print' },
      ],
    };
    expect(failed('SCRIPT_ERROR', 'boom', log).location?.line).toBe(8);
  });

  it('does not locate another error of the log', () => {
    expect(
      failed('SCRIPT_ERROR', 'boom', trace('other: TaskScript:2: x')).location,
    ).toBeUndefined();
  });

  it('takes message and location from the last error of the log if Roblox gave no message', () => {
    const verdict = failed('SCRIPT_ERROR', undefined, trace('TaskScript:2: x\nStack Begin'));
    expect(verdict).toMatchObject({
      location: { line: 2 },
      message: 'TaskScript:2: x',
    });
  });

  it('has no location if neither the message nor the log has one', () => {
    expect(failed('SCRIPT_ERROR', 'boom')).not.toHaveProperty('place');
    expect(failed('SCRIPT_ERROR', 'boom', trace('boom\nStack Begin'))).not.toHaveProperty('place');
  });
});

describe('evaluateRun, for a module that failed to load', () => {
  const said = 'Requested module experienced an error while loading';
  const log: Log = {
    messages: [
      { type: 'ERROR', text: 'ReplicatedStorage.Shop:40: out of gold' },
      { type: 'ERROR', text: `TaskScript:3: ${said}\nStack Begin\nStack End` },
    ],
  };

  it('locates the error in the module, not the require', () => {
    const verdict = failed('SCRIPT_ERROR', `TaskScript:3: ${said}`, log);
    expect(verdict.location).toEqual({ file: 'src/Shop.luau', line: 40 });
    expect(verdict.message).toBe(`ReplicatedStorage.Shop:40: out of gold\nTaskScript:3: ${said}`);
  });

  it('locates the require if the error of the module is not in the log', () => {
    const verdict = failed('SCRIPT_ERROR', `TaskScript:3: ${said}`);
    expect(verdict.location).toEqual({ file: 'smoke.luau', line: 3 });
  });
});

describe('evaluateRun, for test results', () => {
  const red = { successCount: 1, failureCount: 1, skippedCount: 0, errors: [], children: [] };
  const printedRed: LogMessage[] = [
    {
      type: 'OUTPUT',
      text: 'Test results:\n[+] Shop\n   [-] sells\n1 passed, 1 failed, 0 skipped',
    },
  ];

  it('fails a run whose returned results have failures', () => {
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

  it('fails a run whose results contradict each other, and names each contradiction', () => {
    const checks = [{ name: 'buys', ok: true }];
    expect(completed([{ ok: false, checks }]).message).toMatch(/, but .+\.$/);
    const verdict = completed([{ ok: false, checks, passed: 0, failed: 0 }]);
    expect(verdict).toMatchObject({ outcome: 'failed', title: 'Luau tests failed' });
    expect(verdict.tests?.problems.length).toBeGreaterThan(1);
    expect(verdict.message).toBe(verdict.tests?.problems.join(' '));
  });

  it('fails a run that printed failures, whatever it returned', () => {
    for (const results of [[], [true], ['done'], [{ ok: true, total: 2 }]]) {
      expect(completed(results, printedRed)).toMatchObject({
        outcome: 'failed',
        title: 'Luau tests failed',
      });
    }
  });

  it('ignores results under `test-reports: off`', () => {
    const verdict = completed([red], printedRed, { readsTestReports: false });
    expect(verdict.outcome).toBe('passed');
    expect(verdict.tests).toBeUndefined();
  });

  it('reports printed results beside an error of the script, which decides', () => {
    const error = { code: 'SCRIPT_ERROR', message: 'TaskScript:9: 1 test failed' };
    const verdict = ended({ state: 'FAILED', error }, { messages: printedRed });
    expect(verdict).toMatchObject({
      title: 'Luau script error',
      location: { line: 9 },
      tests: { counts: { failed: 1 } },
    });
  });

  it('locates the first failing test with a location', () => {
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

describe('evaluateRun, for the location of a failing test', () => {
  /** A test of Jest that failed with this text, in this suite. */
  function failing(text: string, suite = 'ReplicatedStorage.Other', line = 5) {
    const result = { title: 'buys', status: 'failed', failureMessages: [text], location: { line } };
    const testResults = [{ testFilePath: suite, testResults: [result] }];
    const counts = { numTotalTests: 1, numFailedTests: 1, numPassedTests: 0 };
    const verdict = completed([{ ...counts, testResults }]);
    expect(verdict.outcome).toBe('failed');
    return verdict.tests?.tests[0];
  }

  it('locates the failure in the message', () => {
    expect(failing('ReplicatedStorage.Shop:3: boom\nTaskScript:9')?.location).toEqual({
      file: 'src/Shop.luau',
      line: 3,
    });
  });

  it('locates the failure in the trace if the message has no location', () => {
    expect(failing('boom\nStack Begin\nTaskScript:9\nStack End')?.location).toEqual({
      file: 'smoke.luau',
      line: 9,
    });
  });

  it('prefers the innermost location in the repository', () => {
    expect(failing('boom\nCorePackages.Promise:20\nReplicatedStorage.Shop:3')?.location).toEqual({
      file: 'src/Shop.luau',
      line: 3,
    });
  });

  it('uses the location that the framework states if the texts have none', () => {
    expect(failing('boom', 'ReplicatedStorage.Shop', 7)?.location).toEqual({
      file: 'src/Shop.luau',
      line: 7,
    });
  });

  it('has no location if none is in the repository', () => {
    expect(failing('boom')).not.toHaveProperty('place');
    expect(completed([{ checks: [{ name: 'a', ok: false }] }]).tests?.tests[0]).not.toHaveProperty(
      'place',
    );
  });
});

describe('evaluateRun, for a test that failed to load a module', () => {
  const symptom = 'TaskScript:3: Requested module experienced an error while loading';
  const results: Json[] = [{ checks: [{ name: 'loads', ok: false, message: symptom }] }];
  const error = (text: string): LogMessage => ({ type: 'ERROR', text });

  it('locates the error in the module', () => {
    const verdict = completed(results, [
      error('ReplicatedStorage.Shop:40: no gold'),
      error(symptom),
    ]);
    const [test] = verdict.tests?.tests ?? [];
    expect(test?.location).toEqual({ file: 'src/Shop.luau', line: 40 });
    expect(test?.message).toBe(`ReplicatedStorage.Shop:40: no gold\n${symptom}`);
  });

  it('ignores other messages and the errors that the report repeats', () => {
    const verdict = completed(results, [
      { type: 'OUTPUT', text: 'ReplicatedStorage.Shop:1: loading' },
      error('ReplicatedStorage.Shop:40: no gold'),
      error(symptom),
      { type: 'OUTPUT', text: 'Errors reported by tests:' },
      error('ReplicatedStorage.Shop:50: printed once more'),
    ]);
    expect(verdict.tests?.tests[0]?.location).toEqual({ file: 'src/Shop.luau', line: 40 });
  });

  it('locates the require if no module error or several are known', () => {
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

describe('evaluateRun, for `expect`', () => {
  it('passes the expected value, and names both values otherwise', () => {
    expect(completed([7], [], { expect: 7 }).outcome).toBe('passed');
    expect(completed([8], [], { expect: 7 })).toMatchObject({
      outcome: 'failed',
      title: 'Luau script returned an unexpected value',
      message: 'The script returned 8, and `expect` is 7.',
    });
    expect(completed([], [], { expect: 7 }).message).toMatch(/^The script returned nothing/);
  });

  it('does not read the value as test results', () => {
    const value = { ok: false };
    const verdict = completed([value], [], { expect: value });
    expect(verdict.outcome).toBe('passed');
    expect(verdict.tests).toBeUndefined();
    expect(completed([false], [], { expect: false }).outcome).toBe('passed');
  });

  it('fails a run that printed failures', () => {
    const text = 'Test results:\n[-] a\n0 passed, 1 failed, 0 skipped';
    const verdict = completed([7], [{ type: 'OUTPUT', text }], { expect: 7 });
    expect(verdict).toMatchObject({ outcome: 'failed', title: 'Luau tests failed' });
  });
});

describe('evaluateRun, for a message of type ERROR', () => {
  const messages: LogMessage[] = [
    { type: 'WARNING', text: 'TaskScript:1: careful' },
    { type: 'ERROR', text: 'TaskScript:4: in a handler\nStack Begin' },
  ];

  it('fails the run only under `fail-on-error-logs`', () => {
    expect(completed([], messages).outcome).toBe('passed');
    expect(completed([], messages, { failsOnErrorLogs: true })).toMatchObject({
      outcome: 'failed',
      title: 'Luau script logged an error',
      message: 'TaskScript:4: in a handler',
      location: { file: 'smoke.luau', line: 4 },
    });
    expect(completed([], messages.slice(0, 1), { failsOnErrorLogs: true }).outcome).toBe('passed');
  });

  it('reports the cause and not the require failure', () => {
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

  it('fails the run although the value is the expected one', () => {
    const criteria = { failsOnErrorLogs: true, expect: 1, readsTestReports: false };
    expect(completed([1], messages, criteria).outcome).toBe('failed');
  });
});

describe('evaluateRun, for a log that cannot be read', () => {
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
  ])('only warns if %s', (_, criteria, results) => {
    const verdict = complete(criteria, results);
    expect(verdict.outcome).toBe('passed');
    expect(verdict.warnings).toHaveLength(1);
  });

  it.each<readonly [string, Partial<Criteria>]>([
    ['test results', {}],
    ['errors', { readsTestReports: false, failsOnErrorLogs: true }],
  ])('does not pass a run in whose log %s count', (_, criteria) => {
    expect(complete(criteria)).toMatchObject({ outcome: 'infrastructure', warnings: [] });
  });
});

describe('evaluateRun, for any return values and messages', () => {
  const anything = {
    results: fc.array(fc.jsonValue(), { maxLength: 3 }),
    texts: fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }),
  };
  const messagesOf = (texts: readonly string[]): LogMessage[] =>
    texts.map((text) => ({ type: 'OUTPUT', text }));

  it('returns a verdict', () => {
    fc.assert(
      fc.property(anything.results, anything.texts, (results, texts) => {
        const { outcome } = completed(results as Json[], messagesOf(texts));
        expect(['passed', 'failed']).toContain(outcome);
      }),
    );
  });

  it('fails a run that printed a failure', () => {
    const failure = 'Test results:\n[-] a\n0 passed, 1 failed, 0 skipped';
    fc.assert(
      fc.property(anything.results, anything.texts, (results, texts) => {
        const messages = messagesOf([...texts, failure]);
        expect(completed(results as Json[], messages).outcome).toBe('failed');
      }),
    );
  });
});

describe('evaluateRun, for the log of a task', () => {
  it('warns that the start of a full log is lost', () => {
    const messages = Array.from({ length: 4_400 }, () => ({ text: 'x'.repeat(53) }));
    expect(completed([], messages).warnings).toEqual([expect.stringMatching(/450 KB/)]);
    expect(completed([], messages.slice(1)).warnings).toEqual([]);
  });

  it('locates the warnings of the script', () => {
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

describe('requestFailed', () => {
  it.each([401, 403])('blames the key for an answer with %d', (status) => {
    expect(requestFailed(refused(status), 'No log.').title).toBe('Roblox refused the API key');
  });

  it.each([400, 404, 429, 500])('blames the request for an answer with %d', (status) => {
    expect(requestFailed(refused(status), 'No log.').title).toBe(
      'Roblox Open Cloud request failed',
    );
  });

  it('does not blame the key for a request to a presigned URI, which has none', () => {
    expect(requestFailed(refused(403, 'presigned'), 'No log.').title).toBe(
      'Roblox Open Cloud request failed',
    );
  });

  it('says what failed, what Roblox answered, and what to do', () => {
    const error = refused(500);
    expect(requestFailed(error, 'The log could not be read.')).toStrictEqual({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
      message: `The log could not be read. ${error.message}.`,
      advice: error.advice,
      warnings: [],
    });
  });
});
