import { describe, expect, it } from '@jest/globals';
import { interruptedLog, logCameEmpty, readLog } from '../../src/tasks/fetch-logs.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { LogPage } from '../../src/open-cloud/types.ts';
import type { TaskPath } from '../../src/open-cloud/task-path.ts';
import { virtualContext } from '../support/context.ts';

const PATH: TaskPath = { universeId: '1', placeId: '2', taskId: 't' };

/** A client that answers with these pages, or fails with these errors, one a call. */
function pages(...answers: readonly (LogPage | Error)[]) {
  const requests: { view: string; pageToken?: string }[] = [];
  return {
    requests,
    listLogs: (_: TaskPath, options: { view: string; pageToken?: string }) => {
      const { view, pageToken } = options;
      const answer = answers[Math.min(requests.length, answers.length - 1)];
      requests.push({ view, ...(pageToken !== undefined && { pageToken }) });
      return answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve({ value: answer as LogPage });
    },
  };
}

function page(text: string, nextPageToken?: string): LogPage {
  return { messages: [{ text }], ...(nextPageToken !== undefined && { nextPageToken }) };
}

const EMPTY: LogPage = { messages: [] };
const problem = (status: number): OpenCloudError =>
  new OpenCloudError({ failure: 'refused', request: { method: 'GET', path: '/logs' }, status });

describe('readLog', () => {
  it('reads page by page, in the structured view', async () => {
    const client = pages(page('a', '1'), page('b', '2'), page('c'));
    const log = await readLog(PATH, 'print()', client, virtualContext());
    expect(log.messages.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
    expect(client.requests).toEqual([
      { view: 'STRUCTURED' },
      { view: 'STRUCTURED', pageToken: '1' },
      { view: 'STRUCTURED', pageToken: '2' },
    ]);
  });

  it('reads an empty log again after 0.3, 0.7 and 1.5 s', async () => {
    const context = virtualContext();
    const client = pages(EMPTY, EMPTY, EMPTY, page('late'));
    const log = await readLog(PATH, 'local m = require(x)', client, context);
    expect(log.messages).toHaveLength(1);
    expect(context.clock.now()).toBe(2_500);
  });

  it('accepts a log that stays empty', async () => {
    const client = pages(EMPTY);
    const log = await readLog(PATH, 'error("x")', client, virtualContext());
    expect(log).toEqual({ messages: [] });
    expect(client.requests).toHaveLength(4);
  });

  it.each(['return 1', 'local printer = 1', '', 'forewarned()'])(
    'reads the log of a script that logs nothing once: %j',
    async (script) => {
      const client = pages(EMPTY);
      await readLog(PATH, script, client, virtualContext());
      expect(client.requests).toHaveLength(1);
    },
  );

  it.each([
    'task.spawn(function() assert(false) end)',
    'task.defer(f)',
    'coroutine.wrap(f)()',
    'workspace.ChildAdded:Connect(f)',
    'game:GetService("TestService"):Error("late")',
  ])('reads an empty log again if a thread of the script may log: %s', async (script) => {
    const client = pages(EMPTY, page('late'));
    const log = await readLog(PATH, script, client, virtualContext());
    expect(log.messages).toHaveLength(1);
  });

  it('reads an empty log again if the script is unknown', async () => {
    const client = pages(EMPTY, page('late'));
    const log = await readLog(PATH, undefined, client, virtualContext());
    expect(log.messages).toHaveLength(1);
  });

  it('retries after a transient failure without losing a page', async () => {
    const client = pages(page('a', '1'), problem(502), page('b'));
    const log = await readLog(PATH, 'print()', client, virtualContext());
    expect(log.messages.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(log.error).toBeUndefined();
  });

  it('gives up after five attempts and keeps the earlier pages', async () => {
    const client = pages(page('a', '1'), problem(503));
    const log = await readLog(PATH, 'print()', client, virtualContext());
    expect(log.messages).toHaveLength(1);
    expect(log.error).toMatchObject({ status: 503 });
    expect(client.requests).toHaveLength(6);
  });

  it('gives up at once after a permanent failure', async () => {
    const client = pages(problem(403));
    const log = await readLog(PATH, 'print()', client, virtualContext());
    expect(log.error).toMatchObject({ status: 403 });
    expect(client.requests).toHaveLength(1);
  });

  it('marks a log whose pages form a circle as incomplete', async () => {
    const client = pages(page('a', 'round'), page('b', 'round'));
    const log = await readLog(PATH, 'print()', client, virtualContext());
    expect(log.messages.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(log.error).toMatchObject({
      failure: 'unreadable',
      request: {
        method: 'GET',
        path: '/cloud/v2/universes/1/places/2/luau-execution-session-tasks/t/logs',
      },
      serverMessage: 'its pages do not end',
    });
  });

  it('gives up after 100 pages and marks the log as incomplete', async () => {
    let count = 0;
    const endless = {
      listLogs: () => {
        count += 1;
        return Promise.resolve({ value: page('x', String(count)) });
      },
    };
    const log = await readLog(PATH, 'print()', endless, virtualContext());
    expect(log.messages).toHaveLength(100);
    expect(log.error).toMatchObject({ failure: 'unreadable' });
  });

  it('reads at most 2 Mi characters, counted like the service, and marks a longer log as incomplete', async () => {
    const most = 2 * 1024 * 1024;
    const first = page('x'.repeat(most / 2 - 47), '1');
    const whole = pages(first, page('x'.repeat(most / 2 - 47)));
    expect((await readLog(PATH, 'print()', whole, virtualContext())).error).toBeUndefined();
    const client = pages(first, page('x'.repeat(most / 2 - 46), '2'), page('y'));
    const log = await readLog(PATH, 'print()', client, virtualContext());
    expect(log.messages).toEqual(first.messages);
    expect(log.error).toMatchObject({
      failure: 'unreadable',
      serverMessage: 'it is longer than 2097152 characters',
    });
    expect(client.requests).toHaveLength(2);
  });

  it('limits empty messages too', async () => {
    const empty = { messages: Array.from({ length: 200_000 }, () => ({ text: '' })) };
    const log = await readLog(PATH, 'print()', pages(empty), virtualContext());
    expect(log.messages).toHaveLength(Math.floor((2 * 1024 * 1024) / 47));
    expect(log.error).toMatchObject({ failure: 'unreadable' });
  });

  it('limits empty lines too', async () => {
    const lines = (count: number) => pages({ messages: [{ text: '\n'.repeat(count) }] });
    const most = (2 * 1024 * 1024 - 47) / 4;
    const whole = await readLog(PATH, 'print()', lines(Math.floor(most)), virtualContext());
    expect(whole.error).toBeUndefined();
    const log = await readLog(PATH, 'print()', lines(Math.ceil(most)), virtualContext());
    expect(log.error).toMatchObject({ failure: 'unreadable' });
  });

  it('throws an internal error', async () => {
    const bug = new TypeError('x is undefined');
    await expect(readLog(PATH, 'print()', pages(bug), virtualContext())).rejects.toBe(bug);
  });

  it('stops when the workflow is cancelled', async () => {
    const context = virtualContext();
    const reason = new Error('cancelled');
    const client = pages(EMPTY);
    const reading = readLog(PATH, 'print()', client, context);
    context.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});

describe('interruptedLog', () => {
  it('has the messages so far and an error', () => {
    const messages = [{ text: 'one', type: 'OUTPUT' as const }];
    const { messages: kept, error } = interruptedLog(PATH, messages);
    expect(kept).toBe(messages);
    expect(error?.message).toContain(
      'GET /cloud/v2/universes/1/places/2/luau-execution-session-tasks/t/logs',
    );
    expect(error).toMatchObject({ failure: 'no-answer', serverMessage: 'the step was broken off' });
  });
});

describe('logCameEmpty', () => {
  it('has an error', () => {
    const { messages, error } = logCameEmpty(PATH);
    expect(messages).toEqual([]);
    expect(error).toMatchObject({
      failure: 'unreadable',
      status: 200,
      serverMessage: 'it came empty, and the task has printed',
    });
  });
});
