import { describe, expect, it } from '@jest/globals';
import type {
  BinaryOutput,
  Interruption,
  Log,
  RunResult,
  SharedRun,
} from '../../src/tasks/run-result.ts';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { Json, LuauTask } from '../../src/open-cloud/types.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { evaluateRun, evaluateUpload } from '../../src/evaluate/evaluate-run.ts';
import { locate as locateIn } from '../../src/evaluate/location/locate.ts';
import {
  failsStep,
  type Criteria,
  type Limits,
  type Locate,
  type Verdict,
} from '../../src/evaluate/types.ts';
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

const locate: Locate = (text) => locateIn(text, undefined, 'smoke.luau');

describe('evaluateRun, for a run whose task did not end', () => {
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
      'unreachable',
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
      'ended by an internal error',
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
      'ended by an internal error before anything was sent',
      { status: 'internal-error', error: 'boom', mayRun: false },
      'infrastructure',
      'Internal error',
      /itself failed: boom\. That was before a task was created\.$/,
    ],
  ];

  it.each(cases)('evaluates a run that was %s', (_, run, outcome, title, message) => {
    const verdict = evaluateRun(run, LIMITS, CRITERIA, locate);
    expect(verdict).toMatchObject({ outcome, title, warnings: [] });
    expect(verdict.message).toMatch(message);
    expect(failsStep(verdict.outcome)).toBe(true);
  });

  it('counts the time from the creation, or from the start of the step for an existing task', () => {
    const run: RunResult = { status: 'poll-timeout', limitMs: 360_000, ...seen };
    const { path } = CREATED;
    const messageFor = (limits: Limits): string =>
      evaluateRun(run, limits, CRITERIA, locate).message;
    expect(messageFor(LIMITS)).toContain('6m after its creation,');
    expect(messageFor({ ...LIMITS, task: path })).toContain('after this step began to watch it,');
  });

  it('names the version of the place to open', () => {
    const { placeVersion: _, ...unpinned } = CREATED.path;
    const adviceFor = (path: LuauTask['path']): string | undefined => {
      const task = { ...CREATED, path };
      const run: RunResult = { status: 'poll-timeout', limitMs: 1, ...seen, task };
      return evaluateRun(run, LIMITS, CRITERIA, locate).advice;
    };
    expect(adviceFor(CREATED.path)).toMatch(/open version 3 of place 2 in .* `boot-timeout`\./);
    expect(adviceFor(unpinned)).toContain('open place 2 in');
  });

  it('says how long a cancelled task continues, if this step created it', () => {
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

  it('advises to check the data of a script that may have run', () => {
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
    'ignores the return values of a run that was interrupted after its task: %s',
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

  it.each(['unreachable', 'not-found'] as const)(
    'an answer with too large results is the fault of the script: %s',
    (status) => {
      const error = new OpenCloudError({
        failure: 'too-large',
        request: { method: 'GET', path: '/cloud/v2/x', operation: 'getTask' },
        status: 200,
        serverMessage: 'its results have more than 6 MiB',
      });
      const run: RunResult = { status, error, ...seen, task: CREATED.path as never };
      expect(evaluateRun(run, LIMITS, CRITERIA, locate)).toMatchObject({
        outcome: 'failed',
        title: 'Luau script returned too much',
        message: expect.stringContaining('its results have more than 6 MiB.'),
        advice: expect.stringContaining('at most 4 MiB'),
      });
    },
  );

  it('reports a file that changed as an invalid input', () => {
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
  ])('says that an existing task continues after an interruption: $status', (run) => {
    const limits = { ...LIMITS, task: CREATED.path };
    expect(evaluateRun(run, limits, CRITERIA, locate).message).toMatch(
      new RegExp(`goes on at Roblox for as long as it was created to run at most.*${PATH}\\.$`),
    );
  });

  it('gives advice unless the run was cancelled', () => {
    for (const [, run, outcome] of cases) {
      const { advice } = evaluateRun(run, LIMITS, CRITERIA, locate);
      expect(advice === undefined).toBe(outcome === 'cancelled');
    }
  });
});

describe('evaluateRun, for a quota', () => {
  const held = { status: 'quota-exceeded', error: refused(429), waitedMs: 0 } as const;

  it('advises `max-wait`, and `share-task` for several scripts', () => {
    const alone = evaluateRun(held, LIMITS, CRITERIA, locate);
    expect(alone.advice).toMatch(
      /^Raise `max-wait`, which may be up to 6h\. .*owner of the API key/,
    );
    expect(alone.message).toMatch(
      /^The creation of the task was held back: .* 429 Too Many Requests/,
    );
    expect(alone.advice).not.toContain('share-task');
    const several = evaluateRun({ ...held, isOneOfSeveral: true }, LIMITS, CRITERIA, locate);
    expect(several.advice).toMatch(/^Raise `max-wait`.*`share-task: true`/);
  });
});

describe('evaluateRun, for a quota with a reset', () => {
  const held = {
    status: 'quota-exceeded',
    error: refused(429),
    waitedMs: 0,
    resetMs: 60_000,
  } as const;

  it('names the time of the reset if the clock of the service is known', () => {
    const freeAt = Date.UTC(2026, 7, 17, 10, 25);
    expect(evaluateRun(held, { ...LIMITS, freeAt }, CRITERIA, locate).message).toMatch(
      /may be created in 1m, at 2026-08-17 10:25 UTC\.$/,
    );
    expect(evaluateRun(held, LIMITS, CRITERIA, locate).message).toMatch(/may be created in 1m\.$/);
  });
});

describe('evaluateRun, for a script of a shared task', () => {
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

  it('uses the message of the shared run if it has one', () => {
    expect(messageOf({})).toMatch(/^The script was not done/);
    expect(messageOf({ because: 'It had not begun' })).toBe('It had not begun');
  });

  it('names at most ten scripts that did not run or are unknown', () => {
    const files = Array.from({ length: 12 }, (_, at) => `${at}.luau`);
    expect(messageOf({ notRun: ['b.luau'] })).toMatch(/\nNot run, since .* ended here: b\.luau\.$/);
    expect(messageOf({ because: 'Who knows', unknown: files })).toMatch(
      /^Who knows\.\nNot judged, since nothing is known of them: 0\.luau, .*9\.luau and 2 more\.$/,
    );
    expect(messageOf({ notRun: files.slice(0, 10) })).toMatch(/8\.luau, 9\.luau\.$/);
  });

  it('warns of a log that is probably cut, beside its own warnings', () => {
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

describe('evaluateRun, for a shared task that another step created', () => {
  const nonce = '0123456789abcdef0123456789abcdef';
  const record = JSON.stringify({ status: 'raised', ms: 1, message: 'boom', trace: '' });
  const collected = (
    results: readonly Json[],
    limits: Limits = { ...LIMITS, task: CREATED.path },
  ): Verdict =>
    evaluateRun(
      {
        status: 'ended',
        task: { ...CREATED, state: 'COMPLETE', results },
        log: { messages: [] },
        seenMs: 0,
        queuedMs: 0,
      },
      limits,
      CRITERIA,
      locate,
    );

  it('refuses to collect it', () => {
    expect(collected([[nonce, record]])).toMatchObject({
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
  ])('accepts a task that returned a table %s', (_, results) => {
    expect(collected(results).outcome).toBe('passed');
  });

  it('does not refuse a task of this step', () => {
    expect(collected([[nonce, record]], LIMITS).outcome).toBe('passed');
  });

  it('reports that its collection was cancelled', () => {
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

describe('evaluateRun, for a task that was not found', () => {
  const task = { universeId: '1', placeId: '2', placeVersion: '3', sessionId: 's', taskId: 't' };

  it('says that Roblox deletes tasks 24 hours after their end', () => {
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
  ])('reports an answer with %d', (status, title) => {
    const error = refused(status);
    const verdict = evaluateRun({ status: 'not-found', task, error }, LIMITS, CRITERIA, locate);
    expect(verdict).toMatchObject({ outcome: 'infrastructure', title, advice: error.advice });
    expect(verdict.message).toMatch(new RegExp(`The task ${PATH} could not be read\\..*${status}`));
  });
});

describe('evaluateRun, under `wait: false`', () => {
  it('is pending, and says how to collect the verdict', () => {
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

  it('advises to collect a binary output within 15 minutes', () => {
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

describe('evaluateRun, for a script that did not run', () => {
  it('fails, and names the script that ended the task', () => {
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

  it('blames the infrastructure if the task failed, and names the script before it', () => {
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

  it('is cancelled if the workflow was', () => {
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

describe('evaluateRun, for a binary output', () => {
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

  it('passes if it was written', () => {
    expect(returned({ status: 'written', file: '/w/out.bin', bytes: 3 })).toMatchObject({
      outcome: 'passed',
      warnings: [],
    });
  });

  it('fails the step if it cannot be fetched, whatever the script did', () => {
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

  it('does not blame the key if the storage refuses', () => {
    const verdict = returned({ status: 'failed', error: lateStorage });
    expect(verdict.title).toBe('Roblox Open Cloud request failed');
    expect(verdict.advice).toMatch(/15 minutes.*whatever the API key is/);
    expect(verdict.advice).not.toMatch(/scope/);
  });

  it('has no location if it cannot be fetched', () => {
    const test = { name: 'adds', ok: false, error: 'TaskScript:3: no' };
    const results = [{ tests: [test] }];
    expect(returned({ status: 'written', file: '/w', bytes: 1 }, results).location).toBeDefined();
    expect(returned({ status: 'failed', error: refused(500) }, results)).not.toHaveProperty(
      'place',
    );
  });

  it('warns if the script did not return one', () => {
    const { outcome, warnings } = returned({ status: 'none' });
    expect(outcome).toBe('passed');
    expect(warnings).toEqual([expect.stringMatching(/returned no binary output.*BinaryOutput = /)]);
  });

  it('warns if it cannot be written, and keeps the verdict', () => {
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

describe('evaluateUpload', () => {
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

  it('names the file and the place, and says that no script ran', () => {
    expect(evaluateUpload({ status: 'failed', error: failure(500) }, upload)).toMatchObject({
      outcome: 'infrastructure',
      title: 'Roblox Open Cloud request failed',
      message: expect.stringMatching(
        /^The place file build\/game\.rbxl could not be uploaded to place 2, and no script was run\. .*500/,
      ),
    });
  });

  it('names the scope of uploads if the key is refused', () => {
    const verdict = evaluateUpload({ status: 'failed', error: failure(401) }, upload);
    expect(verdict.title).toBe('Roblox refused the API key');
    expect(verdict.advice).toContain('`universe-places:write`');
  });

  it('says that Roblox may have a version if the workflow was cancelled', () => {
    expect(evaluateUpload({ status: 'cancelled' }, upload)).toMatchObject({
      outcome: 'cancelled',
      title: 'Luau execution cancelled',
      message: expect.stringMatching(/during the upload of build\/game\.rbxl.*saved version/),
      warnings: [],
    });
  });
});
