import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInputError } from '../../../src/inputs/invalid-input-error.ts';
import { writeRunner } from '../../../src/tasks/shared/runner.ts';
import {
  buildSharedTask,
  findSyntaxError,
  type SharedScript,
  type ScriptSyntaxError,
} from '../../../src/tasks/shared/build-shared-task.ts';
import { OpenCloudError } from '../../../src/open-cloud/errors.ts';
import type { LogMessage, LuauTask } from '../../../src/open-cloud/types.ts';
import { fail } from '../luau.ts';

const NONCE = '0123456789abcdef';
const PATH = { universeId: '11', placeId: '22', taskId: 'task' };

/** Names scripts `a.luau`, `b.luau`, … */
function named(texts: readonly string[]): readonly SharedScript[] {
  return texts.map((text, index) => ({ file: `${String.fromCodePoint(97 + index)}.luau`, text }));
}

describe('buildSharedTask', () => {
  it('puts each script into a function of its own, after the runner', () => {
    const { source, nonce, lines } = buildSharedTask(named(['return 1', 'x()\r\n\ny()\n']), NONCE);
    const runner = writeRunner(NONCE, 2).source;
    const after = runner.split('\n').length;
    expect(nonce).toBe(NONCE);
    expect(source).toBe(
      [
        runner,
        `run_${NONCE}(1, function(...) do end;`,
        'return 1',
        'end, ...)',
        `run_${NONCE}(2, function(...) do end;`,
        'x()\r\n\ny()\n',
        'end, ...)',
        `return run_${NONCE}()`,
      ].join('\n'),
    );
    expect(lines).toEqual([
      { file: 'a.luau', first: after + 2, count: 1 },
      { file: 'b.luau', first: after + 5, count: 4 },
    ]);
  });

  it("maps each script's lines, also after directives", () => {
    const text = fc
      .array(fc.constantFrom('--!native', '--!optimize 2', '', 'x()', '\r'), { minLength: 1 })
      .map((rows) => rows.join('\n'));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (texts) => {
        const { source, lines } = buildSharedTask(named(texts), NONCE);
        const chunk = source.split('\n');
        expect(
          lines.map(({ first, count }) => chunk.slice(first - 1, first - 1 + count).join('\n')),
        ).toEqual(texts);
      }),
    );
  });

  it('keeps a directive if all scripts have it', () => {
    const head = (...scripts: string[]) =>
      buildSharedTask(named(scripts), NONCE).source.split('local run_', 1)[0];
    expect(head('--!strict\n--!native\n--!optimize 2\nreturn 1', '--!native\n--!optimize 1')).toBe(
      '--!native\n',
    );
    expect(head('--!native', 'return 1 --!native')).toBe('');
    expect(head('--[[\n--!native\n]]', '--!native')).toBe('');
  });

  it('refuses scripts that are too long together', () => {
    const large = `-- ${'x'.repeat(3_000_000)}`;
    expect(() => buildSharedTask(named([large, large]), NONCE)).toThrow(
      /^`share-task` puts 2 scripts into a chunk of 6\d{6} bytes\. Expected at most 4194304/,
    );
  });

  it('accepts exactly as many bytes as Roblox takes', () => {
    const around = Buffer.byteLength(buildSharedTask(named(['']), NONCE).source);
    const ofBytes = (bytes: number): string => `${'x'.repeat(bytes - around - 2)}ä`;
    const most = 4 * 1024 * 1024;
    const { source } = buildSharedTask(named([ofBytes(most)]), NONCE);
    expect(Buffer.byteLength(source)).toBe(most);
    expect(() => buildSharedTask(named([ofBytes(most + 1)]), NONCE)).toThrow(InvalidInputError);
  });

  it('keeps compiler directives if all scripts have them', () => {
    const head = (...scripts: string[]) =>
      buildSharedTask(named(scripts), NONCE).source.split('local run_', 1)[0];
    expect(head('--!optimize 2\n--!native')).toBe('--!optimize 2\n--!native\n');
    expect(head('--!native', '--!native', '--!strict')).toBe('');
    expect(head('--!strict', '--!strict')).toBe('');
    expect(head('--!native x\n--!optimize 3', '--!native x\n--!optimize 3')).toBe('');
  });
});

describe('findSyntaxError', () => {
  const SHARED = buildSharedTask(named(['return 1', 'local x =\nreturn 2\n', 'return 3']), NONCE);
  const SECOND = SHARED.lines[1] ?? fail('no second script');
  const FUNCTION = SECOND.first - 1;
  const END = SECOND.first + SECOND.count;

  interface Ended {
    readonly error?: LuauTask['error'];
    readonly messages?: readonly LogMessage[];
    readonly logError?: OpenCloudError;
  }

  /** What is made of a task that failed with this message, and logged it. */
  function findInternalError(message: string, ended: Ended = {}): ScriptSyntaxError | undefined {
    const {
      error = { code: 'SCRIPT_ERROR', message },
      messages = [{ text: message, type: 'ERROR' }],
      logError,
    } = ended;
    return findSyntaxError(
      SHARED,
      { path: PATH, state: 'FAILED', error },
      { messages, ...(logError && { error: logError }) },
    );
  }

  it.each([
    [SECOND.first, "Expected type, got '='", 1, "Expected type, got '='"],
    [SECOND.first + 1, "Expected type, got 'end'", 2, "Expected type, got 'end'"],
    [END, "Expected identifier, got 'end'", 3, 'Expected identifier, got <eof>'],
    [FUNCTION, "Expected identifier, got 'end'", 1, 'Expected identifier, got <eof>'],
    [
      SECOND.first + 1,
      `Expected 'end' (to close 'function' at line ${FUNCTION}), got 'local'`,
      2,
      "Expected <eof>, got 'local'",
    ],
    [
      SECOND.first + 1,
      `Expected 'end' (to close 'function' at line ${SECOND.first}), got 'local'`,
      2,
      "Expected 'end' (to close 'function' at line 1), got 'local'",
    ],
    [
      SECOND.first + 2,
      `Expected '}' (to close '{' at line ${SECOND.first + 1}), got 'x'`,
      3,
      "Expected '}' (to close '{' at line 2), got 'x'",
    ],
    [
      END,
      `Expected '}' (to close '{' at line ${SECOND.first}), got 'end'`,
      3,
      "Expected '}' (to close '{' at line 1), got <eof>",
    ],
    [SECOND.first, 'Expected type at line 2', 1, 'Expected type at line 2'],
    [SECOND.first, `got "TaskScript:${FUNCTION}"`, 1, `got "TaskScript:${FUNCTION}"`],
    [SECOND.first, 'Too long\nto be true', 1, 'Too long\nto be true'],
    [END, "Too long,\n got 'end'", 3, 'Too long,\n got <eof>'],
    [SECOND.first, "Expected '$&', got '$1'", 1, "Expected '$&', got '$1'"],
  ])("maps the chunk's line to the script's line: %d %j", (chunkLine, quoted, line, reported) => {
    const message = `TaskScript:${line}: ${reported}`;
    const problem = findInternalError(`TaskScript:${chunkLine}: ${quoted}`);
    expect(problem).toEqual({
      script: 1,
      task: { path: PATH, state: 'FAILED', error: { code: 'SCRIPT_ERROR', message } },
      log: { messages: [{ text: message, type: 'ERROR' }] },
    });
  });

  it('maps the error in the log and keeps the text around it', () => {
    const message = `TaskScript:${SECOND.first}: Expected type`;
    const text = `${message}\nStack Begin\nStack End`;
    const problem = findInternalError(message, { messages: [{ text, type: 'ERROR', time: 7 }] });
    expect(problem?.log).toEqual({
      messages: [
        { text: 'TaskScript:1: Expected type\nStack Begin\nStack End', type: 'ERROR', time: 7 },
      ],
    });
  });

  it('reads the first line of the log if the task has no message', () => {
    const text = `TaskScript:${SECOND.first}: Expected type\nStack Begin\nStack End`;
    const messages = [{ text, type: 'ERROR' }];
    const problem = findInternalError('', { error: { code: 'SCRIPT_ERROR' }, messages });
    expect(problem?.task.error?.message).toBe('TaskScript:1: Expected type');
    expect(
      findInternalError('', { error: { code: 'SCRIPT_ERROR' }, messages: [] }),
    ).toBeUndefined();
  });

  it('finds the error although the log is empty', () => {
    const message = `TaskScript:${SECOND.first}: Expected type`;
    expect(findInternalError(message, { messages: [] })).toMatchObject({
      script: 1,
      log: { messages: [] },
    });
  });

  it.each([
    'Script timeout: exhausted allowed execution time',
    'Script execution timed out',
    'Time out',
    'TIMEOUT.',
  ])('finds none if the script was killed before anything was logged: %j', (quoted) => {
    const message = `TaskScript:${SECOND.first}: ${quoted}`;
    expect(findInternalError(message, { messages: [] })).toBeUndefined();
    expect(findInternalError(message)).toMatchObject({ script: 1 });
  });

  it.each([
    'TaskScript:1: in the runner',
    'TaskScript:99999: beyond the chunk',
    'TaskScript:1234567890: beyond all',
    ` TaskScript:${SECOND.first}: within a text`,
    `TaskScript:${SECOND.first} without a colon`,
    'boom',
  ])('finds none if the message names no line of a script: %j', (message) => {
    expect(findInternalError(message)).toBeUndefined();
  });

  it('finds none if something ran or may have run', () => {
    const message = `TaskScript:${SECOND.first}: x`;
    const logged = { text: message, type: 'ERROR' };
    const error = new OpenCloudError({
      failure: 'no-answer',
      request: { method: 'GET', path: '/logs' },
    });
    expect(findInternalError(message)).toBeDefined();
    expect(findInternalError(message, { logError: error })).toBeUndefined();
    expect(
      findInternalError(message, { error: { code: 'INTERNAL_ERROR', message } }),
    ).toBeUndefined();
    expect(findInternalError(message, { error: { message } })).toBeUndefined();
    const mark = { text: `[share-task ${NONCE}] begin 1`, type: 'OUTPUT' };
    expect(findInternalError(message, { messages: [mark, logged] })).toBeUndefined();
    const marked = { text: `[share-task ${NONCE}] end 1 ${message}`, type: 'OUTPUT' };
    expect(findInternalError(message, { messages: [marked, logged] })).toBeUndefined();
    const printed = { text: 'printed', type: 'OUTPUT' };
    expect(findInternalError(message, { messages: [logged, printed] })).toBeUndefined();
  });

  it('finds none in a task that did not fail', () => {
    const task: LuauTask = { path: PATH, state: 'COMPLETE' };
    expect(findSyntaxError(SHARED, task, { messages: [] })).toBeUndefined();
  });
});
