import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { create, send, pollTask } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

/**
 * The shapes of Open Cloud's Luau execution API in short, after its published description: the emulator may leave a
 * field out, as the service does, but has none that the service has not, and none of another type.
 */
type Shape = (value: unknown) => boolean;

const text: Shape = (value) => typeof value === 'string';
const yesOrNo: Shape = (value) => typeof value === 'boolean';
const anything: Shape = () => true;

function matching(pattern: RegExp): Shape {
  return (value) => typeof value === 'string' && pattern.test(value);
}

function oneOf(...names: string[]): Shape {
  return (value) => names.some((name) => name === value);
}

function listOf(shape: Shape): Shape {
  return (value) => Array.isArray(value) && value.every((item) => shape(item));
}

/** An object with these fields, each of which may be absent, and no other ones. */
function fields(shapes: Record<string, Shape>): Shape {
  return (value) =>
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.entries(value).every(([name, field]) => shapes[name]?.(field) === true);
}

const PLACE = String.raw`universes/\d+/places/\d+(/versions/\d+)?`;
const TASK_PATH = `${PLACE}/(luau-execution-session-tasks/[^/]+|luau-execution-sessions/[^/]+/tasks/[^/]+)`;

const time = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/);
const duration = matching(/^\d+(\.\d{1,9})?s$/);

const TASK = fields({
  path: matching(new RegExp(`^${TASK_PATH}$`)),
  createTime: time,
  updateTime: time,
  user: text,
  state: oneOf('STATE_UNSPECIFIED', 'QUEUED', 'PROCESSING', 'CANCELLED', 'COMPLETE', 'FAILED'),
  script: text,
  timeout: duration,
  error: fields({
    code: oneOf(
      'ERROR_CODE_UNSPECIFIED',
      'SCRIPT_ERROR',
      'DEADLINE_EXCEEDED',
      'OUTPUT_SIZE_LIMIT_EXCEEDED',
      'INTERNAL_ERROR',
    ),
    message: text,
  }),
  output: fields({ results: listOf(anything) }),
  binaryInput: text,
  enableBinaryOutput: yesOrNo,
  binaryOutputUri: text,
  // The emulator's own.
  emulator: fields({ unavailable: fields({}), mark: text }),
});

const LOG_PAGE = fields({
  luauExecutionSessionTaskLogs: listOf(
    fields({
      path: matching(new RegExp(`^${TASK_PATH}/logs/[^/]+$`)),
      messages: listOf(text),
      structuredMessages: listOf(
        fields({
          message: text,
          createTime: time,
          messageType: oneOf('MESSAGE_TYPE_UNSPECIFIED', 'OUTPUT', 'INFO', 'WARNING', 'ERROR'),
        }),
      ),
    }),
  ),
  nextPageToken: text,
});

const REFUSAL = fields({ code: matching(/^[A-Z_]+$/), message: text });

const SCRIPTS = {
  'returns nothing': 'local x = 1',
  'returns values': 'print("text") warn("text") return 1, { a = { 2, false } }, "three"',
  'raises an error': 'print("text") error("no")',
  'is not Luau': 'return }',
  'returns too much': 'return string.rep("x", 5000000)',
};

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ placeVersion: 2, queueDelayMs: 20 });
});
afterAll(() => emulator.close());

describe('the shapes of the API', () => {
  it.each(Object.entries(SCRIPTS))(
    'answers have the recorded shapes for a task whose script %s',
    async (_, script) => {
      const created = await create(emulator, { script, timeout: '1.5s' });
      expect({ created, fits: TASK(created) }).toEqual({ created, fits: true });
      const ended = await pollTask(emulator, created.path);
      expect({ ended, fits: TASK(ended) }).toEqual({ ended, fits: true });
      expect('error' in ended).not.toBe('output' in ended);
      for (const view of ['BASIC', 'FULL']) {
        const { body } = await send(emulator, 'GET', `/cloud/v2/${created.path}?view=${view}`);
        expect({ body, fits: TASK(body) }).toEqual({ body, fits: true });
      }
      for (const [view, field, other] of [
        ['FLAT', 'messages', 'structuredMessages'],
        ['STRUCTURED', 'structuredMessages', 'messages'],
      ] as const) {
        const { body } = await send(emulator, 'GET', `/cloud/v2/${created.path}/logs?view=${view}`);
        expect({ body, fits: LOG_PAGE(body) }).toEqual({ body, fits: true });
        expect(body).toMatchObject({
          luauExecutionSessionTaskLogs: [{ [field]: expect.any(Array) }],
        });
        expect(body).not.toMatchObject({
          luauExecutionSessionTaskLogs: [{ [other]: expect.anything() }],
        });
      }
    },
  );

  it('refusals have the recorded shapes', async () => {
    const tasks = '/cloud/v2/universes/11/places/22/luau-execution-session-tasks';
    for (const { body } of [
      await send(emulator, 'POST', tasks, { body: {} }),
      await send(emulator, 'GET', `${tasks}/none`),
      await send(emulator, 'GET', `${tasks}/none/logs`),
    ]) {
      expect({ body, fits: REFUSAL(body) }).toEqual({ body, fits: true });
    }
  });

  it('the shape check rejects other shapes', () => {
    expect(TASK({ state: 'DONE' })).toBe(false);
    expect(TASK({ extra: 1 })).toBe(false);
    expect(LOG_PAGE({ luauExecutionSessionTaskLogs: [{ path: 'elsewhere' }] })).toBe(false);
  });
});
