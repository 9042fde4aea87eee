import { describe, expect, it } from '@jest/globals';
import { readSharedTask, type SharedPart } from '../../../src/tasks/shared/read-shared-task.ts';
import { wasShared } from '../../../src/tasks/shared/records.ts';
import { buildSharedTask } from '../../../src/tasks/shared/build-shared-task.ts';
import { OpenCloudError } from '../../../src/open-cloud/errors.ts';
import type { Json, LogMessage, LuauTask } from '../../../src/open-cloud/types.ts';
import { fail } from '../luau.ts';

const NONCE = '0123456789abcdef';
const PATH = { universeId: '11', placeId: '22', taskId: 'task' };
const DEADLINE = { code: 'DEADLINE_EXCEEDED', message: 'Too long.' };

const SHARED = buildSharedTask(
  ['a.luau', 'b.luau', 'c.luau'].map((file) => ({ file, text: '\n' })),
  NONCE,
);

/** Which line of the chunk one of a script is. */
function chunkLine(script: number, line: number): number {
  return (SHARED.lines[script]?.first ?? fail('no such script')) + line - 1;
}

/** A line that the runner logs. */
function mark(text: string): LogMessage {
  return { text: `[share-task ${NONCE}] ${text}`, type: 'OUTPUT' };
}

function out(text: string): LogMessage {
  return { text, type: 'OUTPUT' };
}

function raised(text: string): LogMessage {
  return { text, type: 'ERROR' };
}

function read(
  messages: readonly LogMessage[],
  ended: Partial<LuauTask> = { state: 'FAILED', error: DEADLINE },
): readonly SharedPart[] {
  return readSharedTask(SHARED, { path: PATH, state: 'FAILED', ...ended }, { messages });
}

/** What becomes of the scripts with these records in the table that the task returned. */
function readTable(...records: readonly Json[]): readonly SharedPart[] {
  return read([], { state: 'COMPLETE', results: [[NONCE, ...records]] });
}

/** A part in a line: its state, and what it returned or why it failed. */
function reported({ status: end, task: { state, results, error } }: SharedPart): string {
  const what =
    error === undefined ? JSON.stringify(results) : `${error.code ?? ''} ${error.message}`;
  return `${end} ${state} ${what}`;
}

function logged({ log }: SharedPart): readonly string[] {
  return log.messages.map(({ text, type }) => `${type} ${text}`);
}

const RETURNED = '{"status":"returned","ms":1}';

describe('the returned table', () => {
  it('the returned table says how each script ended and how long it ran', () => {
    const parts = readTable(
      '{"status":"returned","ms":1.5,"results":[1,null,{"a":"b"}]}',
      '{"status":"raised","ms":0,"message":"boom","trace":""}',
      '{"status":"too-large","ms":3}',
    );
    expect(parts.map(reported)).toEqual([
      'ended COMPLETE [1,null,{"a":"b"}]',
      'ended FAILED SCRIPT_ERROR boom',
      expect.stringMatching(/^ended FAILED OUTPUT_SIZE_LIMIT_EXCEEDED .*4 MiB/),
    ]);
    expect(parts.map(({ durationMs }) => durationMs)).toEqual([1.5, 0, 3]);
    expect(parts.map(logged)).toEqual([[], ['ERROR boom'], []]);
    expect(parts.map((part) => 'because' in part)).toEqual([false, false, false]);
  });

  it('the returned table takes precedence over the log', () => {
    const messages = [
      mark('begin 1'),
      mark('end 1 {"status":"elsewhere","ms":1}'),
      mark('begin 2'),
      mark('end 2 {"status":"returned","ms":1,"results":["logged"]}'),
      mark('begin 3'),
      mark(`end 3 ${RETURNED}`),
    ];
    const table = ['{"status":"returned","ms":2,"results":["returned"]}', 7];
    const ended: Partial<LuauTask> = { state: 'COMPLETE', results: [[NONCE, ...table]] };
    expect(read(messages, ended).map(reported)).toEqual([
      'ended COMPLETE ["returned"]',
      'ended COMPLETE ["logged"]',
      'ended COMPLETE undefined',
    ]);
  });

  it("each part keeps the task's other fields and the log's error", () => {
    const error = new OpenCloudError({
      failure: 'no-answer',
      request: { method: 'GET', path: '/logs' },
    });
    const task: LuauTask = {
      path: PATH,
      state: 'COMPLETE',
      createTime: 5,
      results: [[NONCE, RETURNED, RETURNED, RETURNED]],
    };
    const [first] = readSharedTask(SHARED, task, { messages: [], error });
    expect(first?.task).toEqual({ path: PATH, state: 'COMPLETE', createTime: 5 });
    expect(first?.log).toEqual({ messages: [], error });
  });

  it.each<[string, Partial<LuauTask>]>([
    ['has another nonce', { results: [['0000', RETURNED]] }],
    ['is none', { results: [NONCE] }],
    ['is missing', {}],
    ['is no table of a task that completed', { state: 'FAILED', results: [[NONCE, RETURNED]] }],
  ])('the returned table is ignored if it %s', (_, ended) => {
    const parts = read([], { state: 'COMPLETE', ...ended });
    expect(parts.map(({ status: end }) => end)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  it.each([
    '{"ms":1}',
    '{"status":"other","ms":1}',
    '{"status":"returned"}',
    '{"status":"returned","ms":"1"}',
    '{"status":"returned","ms":1,"results":{}}',
    '{"status":"raised","ms":1,"message":2}',
    '{"status":"raised","ms":1,"trace":{}}',
    '{"status":["returned"],"ms":1}',
    '{"status":"returned","ms":1',
    'null',
    '1',
    '',
    { status: 'returned', ms: 1 },
    ['{"status":"returned","ms":1}'],
    null,
  ])('%j is no record', (record) => {
    expect(readTable(record, RETURNED).map(({ status: end }) => end)).toEqual([
      'lost',
      'ended',
      'ended-task',
    ]);
  });

  it('the last record shows the last script that ran if the log does not', () => {
    const [, , third] = readTable(RETURNED, RETURNED);
    expect(third).toMatchObject({
      status: 'ended-task',
      task: { state: 'FAILED' },
      because: expect.stringContaining('although b.luau had ended'),
    });
  });
});

describe('a raised error', () => {
  const record = (message: string, trace: string): string =>
    JSON.stringify({ status: 'raised', ms: 1, message, trace });

  it("a raised error is logged as Roblox does, with the script's own lines", () => {
    const trace = [
      '',
      `TaskScript:${chunkLine(1, 2)} function f`,
      'TaskScript:3 function runner',
      `TaskScript:${chunkLine(0, 1)}`,
      'ServerStorage.Module:70 function a:b',
      'ServerStorage.Module:7: no frame',
      '[C]',
      '',
    ].join('\n');
    const [, second] = readTable('', record(`TaskScript:${chunkLine(1, 2)}: boom`, trace));
    expect(second?.task.error).toEqual({ code: 'SCRIPT_ERROR', message: 'TaskScript:2: boom' });
    expect(second?.log.messages).toEqual([
      {
        type: 'ERROR',
        text: [
          'TaskScript:2: boom',
          'Stack Begin',
          "Script 'TaskScript', Line 2 - function f",
          "Script 'a.luau', Line 1",
          "Script 'ServerStorage.Module', Line 70 - function a:b",
          'ServerStorage.Module:7: no frame',
          '[C]',
          'Stack End',
        ].join('\n'),
      },
    ]);
  });

  it("a raised error without a trace has no stack and comes after the script's messages", () => {
    const parts = read([
      mark('begin 1'),
      out('before'),
      mark(`end 1 ${record('boom', '\n')}`),
      out('after'),
      mark('begin 2'),
      mark('end 2 {"status":"raised","ms":1}'),
      mark('begin 3'),
    ]);
    expect(parts.map(logged)).toEqual([
      ['OUTPUT before', 'OUTPUT after', 'ERROR boom'],
      ['ERROR '],
      [],
    ]);
  });
});

describe('wasShared', () => {
  const nonce = '0123456789abcdef0123456789abcdef';
  const RAISED = '{"status":"raised","ms":0,"message":"boom","trace":""}';

  it("recognises another step's shared task by its table", () => {
    expect(wasShared({ state: 'COMPLETE', results: [[nonce, RETURNED]] })).toBe(true);
    expect(wasShared({ state: 'COMPLETE', results: [[nonce, RETURNED, RAISED]] })).toBe(true);
  });

  it.each<[string, LuauTask['state'], readonly Json[] | undefined]>([
    ['another state', 'FAILED', [[nonce, RETURNED]]],
    ['no results', 'COMPLETE', undefined],
    ['none of them', 'COMPLETE', []],
    ['no table', 'COMPLETE', [nonce]],
    ['no records', 'COMPLETE', [[nonce]]],
    ['one that is none', 'COMPLETE', [[nonce, RETURNED, 'x']]],
    ['one that is no text', 'COMPLETE', [[nonce, RETURNED, 1]]],
    ['a longer word', 'COMPLETE', [[`${nonce}0`, RETURNED]]],
    ['a shorter word', 'COMPLETE', [[nonce.slice(1), RETURNED]]],
    ['another word', 'COMPLETE', [[nonce.replaceAll('a', 'g'), RETURNED]]],
    ['a number', 'COMPLETE', [[Number('12345678901234567890123456789012'), RETURNED]]],
    ['a list that looks like the word', 'COMPLETE', [[[nonce], RETURNED]]],
  ])('takes a task for an ordinary one with %s', (_, state, results) => {
    expect(wasShared({ state, ...(results && { results }) })).toBe(false);
  });
});

describe("a shared task's log", () => {
  it('an empty log counts as unread, because the runner prints a line for each script', () => {
    const [first, second] = readTable(RETURNED, RETURNED);
    expect(first?.log).toMatchObject({ messages: [], error: { failure: 'unreadable' } });
    expect(first?.log.error?.message).toContain('it came empty, and the task has printed');
    expect(second?.log.error).toBe(first?.log.error);
    // Where none is known to have begun, an empty log is no wonder.
    expect(read([])[0]?.log).toEqual({ messages: [] });
    const read1 = read([mark('begin 1')], { state: 'COMPLETE', results: [[NONCE, RETURNED]] });
    expect(read1[0]?.log).toEqual({ messages: [] });
  });

  it("the log is split at the runner's lines", () => {
    const parts = read([
      mark('begin 1'),
      out(`one TaskScript:${chunkLine(0, 2)}`),
      { text: 'warned', type: 'WARNING', time: 5 },
      mark('end 1 {"status":"returned","ms":1}'),
      out('deferred'),
      mark('begin 2'),
      out(`two TaskScript:${chunkLine(0, 2)}`),
    ]);
    expect(parts.map(logged)).toEqual([
      ['OUTPUT one TaskScript:2', 'WARNING warned', 'OUTPUT deferred'],
      ['OUTPUT two a.luau:2'],
      [],
    ]);
    expect(parts[0]?.log.messages[1]?.time).toBe(5);
    expect(parts.map(({ isLogCut }) => isLogCut)).toEqual([false, false, false]);
  });

  it('a logged error goes to the script that started its thread, unless that script comes later', () => {
    const trace = (script: number): string =>
      `boom\nStack Begin\nScript 'TaskScript', Line ${chunkLine(script, 1)}\nStack End`;
    const parts = read([
      mark('begin 1'),
      raised(trace(1)),
      mark('begin 2'),
      raised(trace(0)),
      out(trace(0)),
      raised('of nobody'),
    ]);
    expect(parts.map((part) => part.log.messages.length)).toEqual([2, 2, 0]);
    expect(parts.map((part) => logged(part).at(-1))).toEqual([
      expect.stringContaining("ERROR boom\nStack Begin\nScript 'TaskScript', Line 1"),
      'ERROR of nobody',
      undefined,
    ]);
  });

  it("messages before the runner's first line go to the first script", () => {
    const parts = read([out('x'), mark('begin 1'), out('y')]);
    expect(parts.map(logged)).toEqual([['OUTPUT x', 'OUTPUT y'], [], []]);
    expect(parts.map(({ isLogCut }) => isLogCut)).toEqual([false, false, false]);
  });

  it('a log without a line of the runner belongs to no script and counts as cut for all', () => {
    const parts = read([out('flood')]);
    expect(parts.map(({ isLogCut }) => isLogCut)).toEqual([true, true, true]);
    expect(parts.map(logged)).toEqual([[], [], []]);
    expect(read([]).map(({ isLogCut }) => isLogCut)).toEqual([false, false, false]);
  });

  it("lines that only look like the runner's are kept", () => {
    const odd = [
      mark('begin 1'),
      mark('end 2 {"status":"returned","ms":1}'),
      mark('begin 4'),
      mark('begin 0'),
      mark('begin x'),
      mark('began 3'),
      mark('begin 3x'),
      mark(' begin 3'),
      out(`quoted [share-task ${NONCE}] begin 3`),
      { text: `[share-task ${NONCE}]xbegin 3`, type: 'OUTPUT' },
    ];
    const parts = read([mark('begin 2'), ...odd]);
    expect(parts.map((part) => logged(part).length)).toEqual([0, odd.length - 1, 0]);
    expect(parts.map(({ status: end }) => end)).toEqual(['lost', 'ended', 'ended-task']);
  });

  it('the first record of a script in the log counts', () => {
    const [first] = read([
      mark('begin 1'),
      mark('end 1 {"status":"returned","ms":1,"results":[1]}'),
      mark('end 1 {"status":"returned","ms":1,"results":[2]}'),
    ]);
    expect(first?.task.results).toEqual([1]);
  });
});

describe('a shared task that ends early', () => {
  it('an early end fails the running script, with its own lines', () => {
    const error = { code: 'SCRIPT_ERROR', message: `TaskScript:${chunkLine(1, 2)}: killed` };
    const parts = read(
      [mark('begin 1'), mark('end 1 {"status":"returned","ms":1}'), mark('begin 2')],
      { state: 'FAILED', error },
    );
    expect(parts.map(reported)).toEqual([
      'ended COMPLETE undefined',
      'ended-task FAILED SCRIPT_ERROR TaskScript:2: killed',
      'not-run FAILED  Not run: the task that it shared ended in b.luau, before its turn.',
    ]);
    expect(parts.map(({ because }) => because)).toEqual([
      undefined,
      undefined,
      'Not run: the task that it shared ended in b.luau, before its turn.',
    ]);
    expect(parts[1]?.task.error).toEqual({ code: 'SCRIPT_ERROR', message: 'TaskScript:2: killed' });
    expect(parts.map((part) => 'durationMs' in part)).toEqual([true, false, false]);
  });

  it('a task that completed without the table was ended by the running script', () => {
    const parts = read([mark('begin 1'), mark('begin 2')], { state: 'COMPLETE' });
    expect(parts.map(reported)).toEqual([
      'lost FAILED  The script ended, and what it returned was lost with the task that it shared.',
      'ended-task FAILED  The script ended the whole task that it shared.',
      'not-run FAILED  Not run: the task that it shared ended in b.luau, before its turn.',
    ]);
    expect(parts[1]?.because).toBe('The script ended the whole task that it shared.');
  });

  it('a script whose return values are lost keeps its duration', () => {
    const parts = read([mark('begin 1'), mark('end 1 {"status":"elsewhere","ms":7}')]);
    expect(parts.map(({ status: end, durationMs }) => [end, durationMs])).toEqual([
      ['lost', 7],
      ['ended-task', undefined],
      ['not-run', undefined],
    ]);
  });

  it('an early end is understood with any number of scripts', () => {
    const many = buildSharedTask(
      Array.from({ length: 120 }, (_, index) => ({ file: `${index + 1}.luau`, text: '' })),
      NONCE,
    );
    const task: LuauTask = { path: PATH, state: 'FAILED', error: DEADLINE };
    const messages = [mark('begin 119'), out('x'), mark('end 119 {"status":"returned","ms":1}')];
    const parts = readSharedTask(many, task, { messages: [...messages, mark('begin 120')] });
    expect(parts.slice(-3).map(({ status: end }) => end)).toEqual(['lost', 'ended', 'ended-task']);
    expect(parts.findIndex((part) => part.log.messages.length > 0)).toBe(118);
  });

  it('no message of Roblox is quoted if there is none', () => {
    const [first, second] = read(
      [mark('begin 1'), mark('end 1 {"status":"elsewhere","ms":1}'), mark('begin 2')],
      { state: 'FAILED', error: { code: 'DEADLINE_EXCEEDED' } },
    );
    expect(first?.because).toMatch(/task that it shared\.$/);
    expect(first?.task.error).toEqual({ message: first?.because });
    expect(second?.task.error).toEqual({ code: 'DEADLINE_EXCEEDED' });
  });

  it("a result size that is exceeded fails the scripts with Roblox's message", () => {
    const error = { code: 'OUTPUT_SIZE_LIMIT_EXCEEDED', message: 'Too much.' };
    const [first] = read([mark('begin 1'), mark('begin 2')], { state: 'FAILED', error });
    expect(first?.task.error).toEqual({
      code: 'OUTPUT_SIZE_LIMIT_EXCEEDED',
      message: expect.stringMatching(/ Roblox said: Too much\.$/),
    });
  });

  it('a script whose return values are lost does not pass', () => {
    const parts = read([
      mark('begin 1'),
      mark('end 1 {"status":"elsewhere","ms":1}'),
      mark('begin 2'),
      mark('end 2 {"status":"returned","ms":1,"results":[tr'),
      mark('begin 3'),
    ]);
    const lost =
      'lost FAILED  The script ended, and what it returned was lost with the task that it shared. Roblox said: Too long.';
    expect(parts.map(reported)).toEqual([
      lost,
      lost,
      'ended-task FAILED DEADLINE_EXCEEDED Too long.',
    ]);
  });

  it('messages are assigned although the head of the log was dropped', () => {
    const byEnd = read([
      out('x'),
      mark('end 2 {"status":"returned","ms":5}'),
      out('y'),
      mark('begin 3'),
    ]);
    expect(byEnd.map(logged)).toEqual([[], ['OUTPUT x', 'OUTPUT y'], []]);
    expect(byEnd.map(({ status: end, isLogCut }) => [end, isLogCut])).toEqual([
      ['lost', true],
      ['ended', true],
      ['ended-task', false],
    ]);
    const byBegin = read([out('x'), mark('begin 3'), out('y')]);
    expect(byBegin.map(logged)).toEqual([[], ['OUTPUT x'], ['OUTPUT y']]);
    expect(byBegin.map(({ status: end }) => end)).toEqual(['lost', 'lost', 'ended-task']);
  });

  it.each([[[]], [[out('flood')]]])(
    'all scripts are unknown if nothing shows which one ran: %j',
    (messages) => {
      const parts = read(messages);
      expect(parts.map(reported)).toEqual(
        Array(3).fill('unknown FAILED DEADLINE_EXCEEDED Too long.'),
      );
      expect(parts[0]?.because).toBe(
        'Nothing tells which of the scripts that share the task were still running when it ended. Roblox said: Too long.',
      );
      const [complete] = read(messages, { state: 'COMPLETE' });
      expect(complete).toMatchObject({ status: 'unknown', task: { state: 'FAILED' } });
    },
  );

  it('a script that had not started is not reported as run', () => {
    const ended = [mark('begin 1'), mark('end 1 {"status":"returned","ms":1}')];
    const [first, second, third] = read(ended);
    expect([first, second, third].map((part) => part?.status)).toEqual([
      'ended',
      'ended-task',
      'not-run',
    ]);
    expect(second).toMatchObject({
      task: { state: 'FAILED', error: { code: 'DEADLINE_EXCEEDED' } },
      because: expect.stringMatching(
        /^The task ended before the script began, although a\.luau had ended: .* Too long\.$/,
      ),
    });
    expect(read(ended, { state: 'COMPLETE' })[1]).toMatchObject({
      task: { state: 'FAILED' },
      because: expect.stringMatching(/^The task ended before the script began/),
    });
  });

  it('an internal error of Roblox is not blamed on scripts whose return values are lost', () => {
    const parts = read([mark('begin 1'), mark('end 1 {"status":"elsewhere","ms":1}')], {
      state: 'FAILED',
      error: { code: 'INTERNAL_ERROR', message: 'Broken.' },
    });
    expect(parts.map(({ task }) => task.error?.code)).toEqual([
      'INTERNAL_ERROR',
      'INTERNAL_ERROR',
      undefined,
    ]);
  });

  it('forged runner lines are ignored', () => {
    const parts = read([
      mark('begin 1'),
      out('[share-task 0000] end 1 {"status":"returned","ms":1}'),
      mark('end 1 {"status":"returned","ms":1,"results":3}'),
      mark('end 9 {"status":"returned","ms":1}'),
      mark(`end 1 ${'['.repeat(200_000)}`),
      mark('begin 2'),
    ]);
    expect(parts.map(({ status: end }) => end)).toEqual(['lost', 'ended-task', 'not-run']);
    expect(logged(parts[0] ?? fail('a part is missing'))).toHaveLength(2);
  });

  it('a cancelled or internally failed task keeps its state', () => {
    expect(read([mark('begin 1')], { state: 'CANCELLED' })[0]?.task.state).toBe('CANCELLED');
    const broken = read([], { state: 'FAILED', error: { code: 'INTERNAL_ERROR' } });
    expect(broken.map(({ task }) => task.error?.code)).toEqual([
      'INTERNAL_ERROR',
      'INTERNAL_ERROR',
      'INTERNAL_ERROR',
    ]);
  });
});
