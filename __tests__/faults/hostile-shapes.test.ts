import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type Endpoint, type LoopbackCloud } from '../support/loopback-cloud.ts';
import type { Received, Reply } from '../support/loopback-service.ts';
import { virtualContext } from '../support/context.ts';
import { stepInProcess, type Done, type StepInProcess } from '../support/step-in-process.ts';
import { FOREIGN_TASK } from './faults.ts';

// Answers that are not documented. None makes the step hang or causes an internal error, and each ends in one error at
// most.

const TASK = 'universes/12/places/34/versions/7/luau-execution-sessions/s1/tasks/t1';

let step: StepInProcess;
let cloud: LoopbackCloud;

beforeEach(async () => {
  step = await stepInProcess();
});

afterEach(async () => {
  await cloud.close();
  await step.dispose();
});

/** Runs a script on a cloud with these answers in place of the usual ones. */
async function run(
  replies: Partial<
    Record<Endpoint, Reply | ((count: number, request: Received) => Reply | undefined)>
  >,
  inputs: Record<string, string> = {},
): Promise<Done> {
  const context = virtualContext();
  cloud = await startCloud({
    onHang: () => context.clock.park(),
    answer: (endpoint, count, request) => {
      const reply = replies[endpoint];
      return typeof reply === 'function' ? reply(count, request) : reply;
    },
  });
  return step.run(
    {
      ...minimalInputs(cloud),
      source: 'print("ready")',
      timeout: '20',
      'boot-timeout': '10',
      'max-wait': '2m',
      ...inputs,
    },
    context,
  );
}

/** The end of a step: its outcome, and the title of its one error, or warning. */
function sumUp({ outputs, annotations, exitCode }: Done): readonly unknown[] {
  return [outputs['outcome'], exitCode, ...annotations.map(({ level, title }) => title ?? level)];
}

const PASSED = ['passed', 0];
const FAILED = ['infrastructure', 1, 'Roblox Open Cloud request failed'];
const MAYBE = ['infrastructure', 1, 'Roblox may be running the script'];
const NEVER = ['infrastructure', 1, 'Roblox never finished the task'];
const SCRIPT = ['failed', 1, 'Luau script error'];
const EXECUTION = ['failed', 1, 'Luau execution failed'];

describe('reading a task', () => {
  const task = (fields: Record<string, unknown>): unknown => ({
    path: TASK,
    state: 'COMPLETE',
    ...fields,
  });
  it.each<readonly [string, unknown, readonly unknown[]]>([
    ['in a state of the future', task({ state: 'DREAMING' }), NEVER],
    ['in a known state, spelled otherwise', task({ state: 'complete' }), NEVER],
    ['without a state', task({ state: undefined }), FAILED],
    ['with a number for a state', task({ state: 4 }), FAILED],
    ['with null for a state', task({ state: null }), FAILED],
    ['without a path', task({ path: undefined }), FAILED],
    ['with a path to another host', task({ path: `https://evil.example/${TASK}` }), FAILED],
    ['that is a list', [task({})], FAILED],
    ['that is a text', 'COMPLETE', FAILED],
    ['that is a number', 7, FAILED],
    [
      'that failed with a code of the future',
      task({ state: 'FAILED', error: { code: 'NEW' } }),
      EXECUTION,
    ],
    [
      'that failed with a number for a code',
      task({ state: 'FAILED', error: { code: 7 } }),
      EXECUTION,
    ],
    ['that failed without an error', task({ state: 'FAILED' }), EXECUTION],
    ['that failed with null for an error', task({ state: 'FAILED', error: null }), EXECUTION],
    ['that failed with a text for an error', task({ state: 'FAILED', error: 'boom' }), EXECUTION],
    ['that failed with a list for an error', task({ state: 'FAILED', error: ['boom'] }), EXECUTION],
    [
      'that failed with null for a message',
      task({ state: 'FAILED', error: { code: 'SCRIPT_ERROR', message: null } }),
      SCRIPT,
    ],
    [
      'that failed with a table for a message',
      task({ state: 'FAILED', error: { code: 'SCRIPT_ERROR', message: { text: 'boom' } } }),
      SCRIPT,
    ],
    ['with null for an output', task({ output: null }), PASSED],
    ['with a list for an output', task({ output: [] }), PASSED],
    ['with null for results', task({ output: { results: null } }), PASSED],
    ['with a text for results', task({ output: { results: 'false' } }), PASSED],
    ['with a table for results', task({ output: { results: { 0: false } } }), PASSED],
    ['with null as its result', task({ output: { results: [null] } }), PASSED],
    [
      'with both an output and an error',
      task({ output: {}, error: { code: 'SCRIPT_ERROR' } }),
      PASSED,
    ],
    ['with numbers for times', task({ createTime: 1, updateTime: 2 }), PASSED],
    ['with texts that are no times', task({ createTime: 'soon', updateTime: '' }), PASSED],
    [
      'with times in the wrong order',
      task({ createTime: '2026-09-01T10:00:09Z', updateTime: '2026-09-01T10:00:00Z' }),
      PASSED,
    ],
    [
      'with null for everything else',
      task({ output: null, error: null, createTime: null }),
      PASSED,
    ],
    ['with fields of the future', task({ mood: { deep: [1, { deeper: null }] } }), PASSED],
    [
      'that holds the names of prototypes',
      { ...(task({}) as object), ['__proto__']: { a: 1 } },
      PASSED,
    ],
  ])('a step gives the expected outcome for a task %s', async (_, answer, ends) => {
    expect(sumUp(await run({ read: { json: answer } }))).toEqual(ends);
  });

  it('a step waits through unknown states until the task ends', async () => {
    const states = ['STATE_UNSPECIFIED', 'QUEUED', 'DREAMING', 'PROCESSING', 'WAKING'];
    const done = await run({
      read: (count) =>
        count < states.length ? { json: { path: TASK, state: states[count] } } : undefined,
    });
    expect(sumUp(done)).toEqual(PASSED);
  });

  it('a step reports results that are nested extremely deeply', async () => {
    const depth = 2_000;
    const deep = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const text = `{"path":"${TASK}","state":"COMPLETE","output":{"results":[${deep}]}}`;
    const done = await run({ read: { text } });
    expect(sumUp(done)).toEqual(PASSED);
    expect(await readFile(done.outputs['results-file'] ?? '', 'utf8')).toBe(`[${deep}]`);
  });
});

describe('a creation', () => {
  it.each<readonly [string, unknown]>([
    ['without a path', { state: 'PROCESSING' }],
    ['without a state', { path: TASK }],
    ['with a number for a path', { path: 12, state: 'PROCESSING' }],
    ['with an empty path', { path: '', state: 'PROCESSING' }],
    ['with a list', [{ path: TASK, state: 'PROCESSING' }]],
    ['with a text', TASK],
    ['with a number', 0],
    ['with a boolean', true],
  ])('a creation that is answered %s may be running', async (_, answer) => {
    expect(sumUp(await run({ create: { json: answer } }))).toEqual(MAYBE);
    expect(cloud.received('create')).toHaveLength(1);
  });

  it('a creation that is refused with a 5xx and an object as its code may be running', async () => {
    const text = '{"errors":{"field":{"toString":1}}}';
    expect(sumUp(await run({ create: { status: 500, text } }))).toEqual(MAYBE);
    expect(cloud.received('create')).toHaveLength(1);
  });

  it.each<readonly [string, Record<string, string>]>([
    ['a negative wait', { 'retry-after': '-5' }],
    ['a date to wait for', { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }],
    ['a reset that is no number', { 'x-ratelimit-reset': 'soon', 'retry-after': 'NaN' }],
    ['empty headers', { 'x-ratelimit-reset': '', 'retry-after': '' }],
    ['a wait of nothing', { 'x-ratelimit-reset': '0', 'retry-after': '0' }],
  ])('a creation that is refused by a 429 with %s is sent again later', async (_, headers) => {
    const done = await run({
      create: (count) => (count === 0 ? { status: 429, headers, text: '' } : undefined),
    });
    expect(sumUp(done)).toEqual(PASSED);
    expect(cloud.received('create')).toHaveLength(2);
  });

  it.each<readonly [string, unknown]>([
    ['null for errors', { errors: null }],
    ['null as an error', { errors: [null] }],
    ['numbers for everything', { code: 7, message: 8, errors: 9 }],
    ['null', null],
    ['lists in lists', [[['no']]]],
    ['a table for a message', { message: { text: 'no' }, errors: { field: { deep: null } } }],
    ['a table that is no text', { errors: { field: { toString: 1, valueOf: 2 } } }],
  ])('a creation that is refused with %s is reported as refused', async (_, answer) => {
    const done = await run({ create: { status: 400, json: answer } });
    expect(sumUp(done).slice(0, 2)).toEqual(['infrastructure', 1]);
    expect(done.annotations).toMatchObject([{ level: 'error' }]);
    expect(done.annotations[0]?.title).not.toBe('Internal error');
  });
});

describe('advertised limits', () => {
  it.each(['retry-after', 'x-ratelimit-reset'])(
    'a wait that no clock can measure is longer than `max-wait`: %s',
    async (header) => {
      const headers = { [header]: '9'.repeat(15) };
      const done = await run({ create: { status: 429, headers, text: '' } });
      expect(sumUp(done)).toEqual(['infrastructure', 1, 'Roblox quota exhausted']);
    },
  );

  it.each<readonly [string, Record<string, string>]>([
    ['no numbers', { 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': 'some' }],
    ['negative numbers', { 'x-ratelimit-limit': '-1', 'x-ratelimit-remaining': '-4' }],
    ['a limit of nothing', { 'x-ratelimit-limit': '0', 'x-ratelimit-remaining': '9' }],
    ['a reset in a year', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '31536000' }],
    ['numbers that are too long', { 'x-ratelimit-limit': '9'.repeat(400) }],
    ['commas', { 'x-ratelimit-limit': ',,,', 'x-ratelimit-reset': ',' }],
  ])('a step ends normally if the advertised limits are %s', async (_, headers) => {
    const read = (count: number): Reply => ({
      headers,
      json: { path: TASK, state: count < 3 ? 'PROCESSING' : 'COMPLETE' },
    });
    const create: Reply = { headers, json: { path: TASK, state: 'PROCESSING' } };
    const done = await run({ create, read }, { timeout: '5m' });
    expect(sumUp(done)).toEqual(PASSED);
  });
});

describe('a limit of reads', () => {
  it.each(['0', '0.001', '-1', 'NaN', 'Infinity', '99999999999999999999', ''])(
    'a limit of "%s" reads is respected while the place is full and tasks run',
    async (limit) => {
      await writeFile(path.join(step.workspace, 'a.luau'), 'return 1');
      await writeFile(path.join(step.workspace, 'b.luau'), 'return 2');
      const full = { code: 'RESOURCE_EXHAUSTED', message: `Too many tasks: ${FOREIGN_TASK}` };
      const done = await run(
        {
          create: (count) => (count === 1 ? { status: 429, json: full } : undefined),
          read: (_, { path: asked }) => ({
            headers: { 'x-ratelimit-limit': limit },
            json: { path: asked.replace('/cloud/v2/', ''), state: 'PROCESSING' },
          }),
        },
        { source: '', script: '*.luau' },
      );
      expect(sumUp(done)).toEqual([...NEVER, 'Roblox never finished the task']);
      expect(cloud.received('create')).toHaveLength(3);
      // For 30 s each, at most five times a second; the last poll is always made.
      const reads = cloud.received('read').length;
      expect(reads).toBeGreaterThanOrEqual(2);
      expect(reads).toBeLessThanOrEqual(2 * 30 * 5);
    },
  );
});

describe('a log', () => {
  const entry = (fields: Record<string, unknown>): Reply => ({
    json: { luauExecutionSessionTaskLogs: [fields] },
  });
  it.each<readonly [string, Reply, string]>([
    ['with null for its entries', { json: { luauExecutionSessionTaskLogs: null } }, ''],
    ['with null as an entry', { json: { luauExecutionSessionTaskLogs: [null, 7] } }, ''],
    ['without anything', { json: {} }, ''],
    ['with null for messages', entry({ structuredMessages: null, messages: null }), ''],
    ['with a text for messages', entry({ structuredMessages: 'ready' }), ''],
    ['of flat messages only', entry({ messages: ['flat', 'text'] }), 'flat\ntext'],
    [
      'with messages of all kinds',
      entry({ structuredMessages: [null, 7, 'text', {}, { message: 7 }, { message: 'last' }] }),
      '\n\n\n\n\nlast',
    ],
    [
      'with a type of the future',
      entry({ structuredMessages: [{ message: 'a', messageType: 'SONG', createTime: 4 }] }),
      'a',
    ],
    [
      'with a number for a token',
      { json: { luauExecutionSessionTaskLogs: [{ messages: ['a'] }], nextPageToken: 7 } },
      'a',
    ],
    [
      'with null for a token',
      { json: { luauExecutionSessionTaskLogs: [{ messages: ['a'] }], nextPageToken: null } },
      'a',
    ],
  ])('a step reads a log %s as expected', async (_, logs, text) => {
    const done = await run({ logs });
    expect(sumUp(done)).toEqual(PASSED);
    expect(await readFile(done.outputs['logs-file'] ?? '', 'utf8')).toBe(text);
  });

  it.each<readonly [string, (count: number) => Reply]>([
    [
      'whose token repeats for ever',
      () => ({ json: { luauExecutionSessionTaskLogs: [{ messages: ['a'] }], nextPageToken: 'b' } }),
    ],
    [
      'with empty pages for ever',
      (count) => ({ json: { luauExecutionSessionTaskLogs: [], nextPageToken: `${count}` } }),
    ],
    [
      'with new pages for ever',
      (count) => ({
        json: {
          luauExecutionSessionTaskLogs: [{ messages: [`${count}`] }],
          nextPageToken: `${count}`,
        },
      }),
    ],
  ])('a log %s is not read without end, and counts as unread', async (_, logs) => {
    expect(sumUp(await run({ logs }))).toEqual(FAILED);
    expect(cloud.received('logs').length).toBeLessThanOrEqual(100);
  });
});

it('a log of pages of maximum size is read up to the limit of what is shown', async () => {
  const text = 'x'.repeat(1.5 * 1024 * 1024);
  const logs = (count: number): Reply => ({
    json: { luauExecutionSessionTaskLogs: [{ messages: [text] }], nextPageToken: `${count}` },
  });
  const done = await run({ logs }, { 'junit-file': 'junit.xml' });
  // The warning says that the log is incomplete.
  expect(sumUp(done)).toEqual(['infrastructure', 1, 'warning', 'Roblox Open Cloud request failed']);
  expect(cloud.received('logs')).toHaveLength(2);
  expect(await readFile(done.outputs['logs-file'] ?? '', 'utf8')).toHaveLength(text.length);
});

describe('the version of a place file', () => {
  it.each<readonly [string, unknown, readonly unknown[]]>([
    ['a text of digits', { versionNumber: '12' }, PASSED],
    ['missing', {}, FAILED],
    ['null', { versionNumber: null }, FAILED],
    ['negative', { versionNumber: -1 }, FAILED],
    ['nothing', { versionNumber: 0 }, FAILED],
    ['a fraction', { versionNumber: 1.5 }, FAILED],
    ['a list', { versionNumber: [12] }, FAILED],
    ['a path', { versionNumber: '12/../13' }, FAILED],
  ])('the answer to an upload may have %s', async (_, json, ends) => {
    await writeFile(path.join(step.workspace, 'game.rbxlx'), '<roblox version="4"></roblox>');
    const done = await run({ upload: { json } }, { 'place-file': 'game.rbxlx' });
    expect(sumUp(done)).toEqual(ends);
  });
});

describe('a binary payload', () => {
  const INPUT = 'universes/12/luau-execution-session-task-binary-inputs/b-1';
  it.each<readonly [string, unknown]>([
    ['without a path', { uploadUri: 'https://storage.example/in' }],
    ['with null for a path', { path: null, uploadUri: 'https://storage.example/in' }],
    ['with a path to another host', { path: '../b-1', uploadUri: 'https://storage.example/in' }],
    ['with null for its URI', { path: INPUT, size: '1', uploadUri: null }],
    ['with a URI of another kind', { path: INPUT, uploadUri: 'javascript:alert(1)' }],
    ['with a URI that is none', { path: INPUT, uploadUri: '::' }],
    ['with a list', [INPUT]],
  ])('a binary input whose answer comes %s creates no task', async (_, json) => {
    await writeFile(path.join(step.workspace, 'in.bin'), 'bytes');
    const done = await run({ 'binary-input': { json } }, { 'binary-input': 'in.bin' });
    expect(sumUp(done)).toEqual(FAILED);
    expect(cloud.received('create')).toEqual([]);
  });

  it.each<readonly [string, unknown, readonly unknown[]]>([
    ['without a URI', undefined, ['passed', 0, 'warning']],
    ['with null for its URI', null, ['passed', 0, 'warning']],
    ['with a number for its URI', 7, ['passed', 0, 'warning']],
    ['with an empty URI', '', ['passed', 0, 'warning']],
    ['with a URI that is none', '::', FAILED],
    ['with a URI of another kind', 'file:///etc/passwd', FAILED],
    ['with a URI without encryption', 'http://storage.example/out', FAILED],
  ])('a binary output comes %s', async (_, binaryOutputUri, ends) => {
    const done = await run(
      { read: { json: { path: TASK, state: 'COMPLETE', binaryOutputUri } } },
      { 'binary-output': 'out.bin' },
    );
    expect(sumUp(done)).toEqual(ends);
  });
});
