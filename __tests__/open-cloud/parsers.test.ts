import { describe, expect, it } from '@jest/globals';
import { isEnd, readBinaryInput, readLogPage, readTask } from '../../src/open-cloud/parsers.ts';

const PATH = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';
const path = { universeId: '1', placeId: '2', placeVersion: '3', sessionId: 's', taskId: 't' };

describe('a task in an answer', () => {
  it('needs nothing but a path and a state', () => {
    expect(readTask({ path: PATH, state: 'PROCESSING' })).toStrictEqual({
      path,
      state: 'PROCESSING',
    });
  });

  it.each([
    [null],
    ['text'],
    [[]],
    [{ path: PATH }],
    [{ state: 'COMPLETE' }],
    [{ path: '', state: 'COMPLETE' }],
    [{ path: PATH, state: '' }],
    [{ path: PATH, state: 5 }],
    [{ path: `https://evil.example/${PATH}`, state: 'COMPLETE' }],
  ])('is none where one of the two is missing or wrong: %j', (answer) => {
    expect(readTask(answer)).toBeUndefined();
  });

  it('holds every field that the service may add, and takes the empty string for an absent one', () => {
    expect(
      readTask({
        path: PATH,
        createTime: '2026-09-01T10:00:00.5Z',
        updateTime: '2026-09-01T10:00:03.123456789Z',
        user: '7',
        state: 'COMPLETE',
        script: 'return 1',
        timeout: '300s',
        output: { results: [1, null, { a: [true] }] },
        binaryInput: '',
        binaryOutputUri: '',
        aFieldOfNextYear: {},
      }),
    ).toEqual({
      path,
      state: 'COMPLETE',
      createTime: Date.UTC(2026, 8, 1, 10, 0, 0, 500),
      updateTime: Date.UTC(2026, 8, 1, 10, 0, 3, 123),
      script: 'return 1',
      results: [1, null, { a: [true] }],
    });
  });

  it('holds why it failed, and where its binary output is', () => {
    const error = { code: 'SCRIPT_ERROR', message: 'TaskScript:1: no' };
    const binaryOutputUri = 'https://storage.example/o?signature=abc';
    expect(
      readTask({ path: PATH, state: 'FAILED', error: { ...error, details: [] }, binaryOutputUri }),
    ).toStrictEqual({ path, state: 'FAILED', error, binaryOutputUri });
    expect(readTask({ path: PATH, state: 'FAILED', error: { message: 'no' } })).toStrictEqual({
      path,
      state: 'FAILED',
      error: { message: 'no' },
    });
  });

  it('passes a state and an error code through that nobody knows yet', () => {
    const task = readTask({ path: PATH, state: 'PAUSED', error: { code: 'OUT_OF_LUCK' } });
    expect(task).toStrictEqual({ path, state: 'PAUSED', error: { code: 'OUT_OF_LUCK' } });
    expect(isEnd('PAUSED')).toBe(false);
  });

  it('bears an error without a message, an output without results, and fields of wrong types', () => {
    expect(readTask({ path: PATH, state: 'FAILED', error: {} })).toEqual({
      path,
      state: 'FAILED',
      error: {},
    });
    expect(
      readTask({ path: PATH, state: 'COMPLETE', output: {}, createTime: 12, updateTime: 'soon' }),
    ).toEqual({ path, state: 'COMPLETE' });
    expect(readTask({ path: PATH, state: 'COMPLETE', output: null, error: null })).toEqual({
      path,
      state: 'COMPLETE',
    });
  });

  it.each([
    ['COMPLETE', true],
    ['FAILED', true],
    ['CANCELLED', true],
    ['QUEUED', false],
    ['PROCESSING', false],
    ['STATE_UNSPECIFIED', false],
  ])('in the state %s has ended: %s', (state, ended) => {
    expect(isEnd(state)).toBe(ended);
  });
});

describe('a page of a log', () => {
  it('holds structured messages in the order of the service', () => {
    const page = readLogPage({
      luauExecutionSessionTaskLogs: [
        {
          path: `${PATH}/logs/1`,
          structuredMessages: [
            { message: 'b', createTime: '2026-09-01T10:00:02Z', messageType: 'OUTPUT' },
            { message: 'a\nc', createTime: '2026-09-01T10:00:01Z', messageType: 'WARNING' },
          ],
        },
        { structuredMessages: [{ message: '', messageType: '' }, { messageType: 'NEW' }] },
      ],
      nextPageToken: 'next',
    });
    expect(page).toStrictEqual({
      messages: [
        { text: 'b', type: 'OUTPUT', time: Date.UTC(2026, 8, 1, 10, 0, 2) },
        { text: 'a\nc', type: 'WARNING', time: Date.UTC(2026, 8, 1, 10, 0, 1) },
        { text: '', type: 'MESSAGE_TYPE_UNSPECIFIED' },
        { text: '', type: 'NEW' },
      ],
      nextPageToken: 'next',
    });
  });

  it('holds flat messages without types', () => {
    expect(readLogPage({ luauExecutionSessionTaskLogs: [{ messages: ['a', 'b\nc'] }] })).toEqual({
      messages: [{ text: 'a' }, { text: 'b\nc' }],
    });
    expect(readLogPage({ luauExecutionSessionTaskLogs: [{ messages: [5, null, ''] }] })).toEqual({
      messages: [{ text: '' }, { text: '' }, { text: '' }],
    });
  });

  it.each([
    [{}],
    [{ nextPageToken: '' }],
    [{ luauExecutionSessionTaskLogs: null }],
    [{ luauExecutionSessionTaskLogs: [{ messages: [] }], nextPageToken: '' }],
    [{ luauExecutionSessionTaskLogs: [null, 5, { structuredMessages: null }] }],
  ])('may be empty: %j', (answer) => {
    expect(readLogPage(answer)).toStrictEqual({ messages: [] });
  });

  it.each([[null], [[]], ['text'], [7]])('is none where the answer is no object: %j', (answer) => {
    expect(readLogPage(answer)).toBeUndefined();
  });
});

describe('a binary input in an answer', () => {
  it('holds a path and an upload URI', () => {
    const inputPath = 'universes/1/luau-execution-session-task-binary-inputs/abc';
    expect(readBinaryInput({ path: inputPath, size: '3', uploadUri: 'https://s/1' })).toEqual({
      path: inputPath,
      uploadUri: 'https://s/1',
    });
    expect(readBinaryInput({ path: inputPath })).toBeUndefined();
    expect(readBinaryInput({ uploadUri: 'https://s/1' })).toBeUndefined();
    expect(readBinaryInput({ path: 'universes/1/../2', uploadUri: 'https://s/1' })).toBeUndefined();
  });
});
