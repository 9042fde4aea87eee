import { describe, expect, it } from '@jest/globals';
import type { Log } from '../../src/execution/log.ts';
import type { Run } from '../../src/execution/run.ts';
import { OpenCloudError, refusal } from '../../src/open-cloud/errors.ts';
import type { LuauTask } from '../../src/open-cloud/resources.ts';
import { InvalidInput } from '../../src/execution/invalid-input.ts';
import { explainFault, KEY_MISSING, SKIPPED } from '../../src/verdict/before-run.ts';
import { judge } from '../../src/verdict/judge.ts';
import { failsStep, type Verdict } from '../../src/verdict/verdict.ts';
import { CREATED } from '../support/timeline.ts';

const LIMITS = { timeoutMs: 300_000, bootTimeoutMs: 60_000, maxWaitMs: 600_000 };
const PATH = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';

const refused = (status: number, text = ''): OpenCloudError =>
  refusal({ method: 'GET', path: '/task' }, { status, headers: {}, text });
const lost = new OpenCloudError({
  failure: 'no-answer',
  request: { method: 'POST', path: '/tasks' },
  said: 'other side closed',
});

function ended(task: Partial<LuauTask>, log: Log = { messages: [] }): Verdict {
  return judge(
    { end: 'ended', task: { ...CREATED, ...task }, log, seenMs: 1_000, queuedMs: 0 },
    LIMITS,
  );
}

function failed(code?: string, message?: string, log?: Log): Verdict {
  const error = { ...(code && { code }), ...(message && { message }) };
  return ended({ state: 'FAILED', error }, log);
}

describe('a task that ended', () => {
  it('COMPLETE with its log read has passed', () => {
    const verdict = ended({ state: 'COMPLETE' });
    expect(verdict).toMatchObject({ outcome: 'passed', warnings: [] });
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

  it('CANCELLED was cancelled at Roblox', () => {
    expect(ended({ state: 'CANCELLED' })).toMatchObject({
      outcome: 'cancelled',
      title: 'Luau execution cancelled',
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

  it('FAILED with a code that nobody knows names it', () => {
    expect(failed('OUT_OF_LUCK', 'x').message).toContain('the error code OUT_OF_LUCK');
    expect(failed(undefined, 'x').message).toContain('no error code');
  });

  it('FAILED keeps its verdict where the log is missing, with a warning', () => {
    const verdict = failed('SCRIPT_ERROR', 'TaskScript:3: x', {
      messages: [],
      error: refused(401),
    });
    expect(verdict).toMatchObject({ title: 'Luau script error', line: 3 });
    expect(verdict.warnings).toEqual([expect.stringMatching(/could not be read.*401/)]);
  });
});

describe('the line of a script error', () => {
  const trace = (text: string): Log => ({ messages: [{ type: 'ERROR', text }] });

  it('is the one that the message names', () => {
    expect(failed('SCRIPT_ERROR', 'TaskScript:12: boom').line).toBe(12);
  });

  it('is else the one in the trace that belongs to the message', () => {
    const log: Log = {
      messages: [
        { type: 'ERROR', text: "other\nStack Begin\nScript 'TaskScript', Line 2\nStack End" },
        { type: 'ERROR', text: "boom\nStack Begin\nScript 'TaskScript', Line 8\nStack End" },
        { type: 'OUTPUT', text: 'boom TaskScript:99: said by print' },
      ],
    };
    expect(failed('SCRIPT_ERROR', 'boom', log).line).toBe(8);
  });

  it('is not guessed from another error of the log', () => {
    expect(failed('SCRIPT_ERROR', 'boom', trace('other: TaskScript:2: x')).line).toBeUndefined();
  });

  it('comes from the last error of the log where Roblox gave no message', () => {
    const verdict = failed('SCRIPT_ERROR', undefined, trace('TaskScript:2: x\nStack Begin'));
    expect(verdict).toMatchObject({ line: 2, message: 'TaskScript:2: x' });
  });
});

describe('a run without an end', () => {
  const seen = { task: CREATED, seenMs: 360_000, queuedMs: 0 };
  const cases: readonly [string, Run, string, string, RegExp][] = [
    [
      'never finished',
      { end: 'never-finished', limitMs: 360_000, ...seen },
      'infrastructure',
      'Roblox never finished the task',
      /still PROCESSING 6m after.*`timeout` \(5m\).*`boot-timeout` \(1m\)/,
    ],
    [
      'lost from sight',
      { end: 'lost-sight', error: refused(500), ...seen },
      'infrastructure',
      'Roblox Open Cloud request failed',
      /could not be read any more.*500/,
    ],
    [
      'locked out',
      {
        end: 'lost-sight',
        error: refused(401, '{"errors":[{"code":0,"message":"Invalid API Key"}]}'),
        ...seen,
      },
      'infrastructure',
      'Roblox refused the API key',
      /401 Unauthorized: Invalid API Key/,
    ],
    [
      'not created',
      { end: 'not-created', error: refused(404) },
      'infrastructure',
      'Roblox Open Cloud request failed',
      /could not be created.*404 Not Found/,
    ],
    [
      'not allowed',
      { end: 'not-created', error: refused(403) },
      'infrastructure',
      'Roblox refused the API key',
      /403 Forbidden/,
    ],
    [
      'held back',
      { end: 'held-back', error: refused(429), heldMs: 90_000, untilFreeMs: 1_500_000 },
      'infrastructure',
      'Roblox quota exhausted',
      /waited for 1m 30s, and `max-wait` is 10m\. The next task may be created in 25m/,
    ],
    [
      'held back for an unknown time',
      { end: 'held-back', error: refused(429), heldMs: 0 },
      'infrastructure',
      'Roblox quota exhausted',
      /`max-wait` is 10m\.$/,
    ],
    [
      'perhaps running',
      { end: 'maybe-running', error: lost },
      'infrastructure',
      'Roblox may be running the script',
      /may be running now\. It was not sent again.*other side closed/,
    ],
    [
      'cancelled too early',
      { end: 'cancelled', mayRun: false },
      'cancelled',
      'Luau execution cancelled',
      /before a task was created/,
    ],
    [
      'cancelled while it was created',
      { end: 'cancelled', mayRun: true },
      'cancelled',
      'Luau execution cancelled',
      /while the task was being created.*at most 5m/,
    ],
    [
      'cancelled while it ran',
      { end: 'cancelled', mayRun: true, sighting: seen },
      'cancelled',
      'Luau execution cancelled',
      new RegExp(`goes on at Roblox for at most 5m.*${PATH}`),
    ],
    [
      'cancelled after its end',
      { end: 'cancelled', mayRun: false, sighting: seen },
      'cancelled',
      'Luau execution cancelled',
      new RegExp(`had ended already: ${PATH}`),
    ],
  ];

  it.each(cases)('%s', (_, run, outcome, title, message) => {
    const verdict = judge(run, LIMITS);
    expect(verdict).toMatchObject({ outcome, title });
    expect(verdict.message).toMatch(message);
    expect(failsStep(verdict.outcome)).toBe(true);
  });

  it('always comes with advice, unless it was cancelled', () => {
    for (const [, run, outcome] of cases) {
      const { advice } = judge(run, LIMITS);
      expect(advice === undefined).toBe(outcome === 'cancelled');
    }
  });
});

describe('a step in which nothing ran', () => {
  it('for lack of a key fails, or is skipped', () => {
    expect(KEY_MISSING).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox API key missing',
    });
    expect(KEY_MISSING.advice).toMatch(/from a fork.*neither secrets/);
    expect(SKIPPED).toMatchObject({ outcome: 'skipped', title: 'Luau execution skipped' });
    expect(failsStep(SKIPPED.outcome)).toBe(false);
  });

  it('for an invalid input says which', () => {
    expect(explainFault(new InvalidInput('place-id', 'is "x"', 'digits'))).toMatchObject({
      outcome: 'infrastructure',
      title: 'Invalid input',
      message: '`place-id` is "x". Expected digits.',
    });
  });

  it.each([new TypeError('x is undefined'), 'x is undefined'])(
    'for a fault of the action says so: %s',
    (fault) => {
      expect(explainFault(fault)).toMatchObject({
        outcome: 'infrastructure',
        title: 'Internal error',
        message: 'The action itself failed: x is undefined',
      });
    },
  );
});
