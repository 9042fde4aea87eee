import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import {
  create,
  createBinaryInput,
  putPayload,
  read,
  run,
  send,
  uploadInput,
  pollTask,
} from './client.ts';
import type { TaskBody } from './client.ts';

const INPUTS = '/cloud/v2/universes/11/luau-execution-session-task-binary-inputs';
const CREATE = '/cloud/v2/universes/11/places/22/luau-execution-session-tasks';
const MEBIBYTE = 1024 * 1024;
const MINUTE_MS = 60 * 1000;

const ALL_BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

afterEach(() => {
  jest.useRealTimers();
});

/** Lets the clock say that so much time has passed, without any timer noticing. */
function passMinutes(minutes: number): void {
  jest.useFakeTimers({
    now: Date.now() + minutes * MINUTE_MS,
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'setInterval',
      'setTimeout',
      'clearImmediate',
      'clearInterval',
      'clearTimeout',
    ],
  });
}

async function outputOf(task: TaskBody): Promise<Buffer> {
  const response = await fetch(task.binaryOutputUri ?? 'no-uri:');
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/octet-stream');
  return Buffer.from(await response.arrayBuffer());
}

describe('creating a binary input', () => {
  it('a new binary input has a path, and a presigned URI on another origin', async () => {
    const { path, size, uploadUri } = await createBinaryInput(emulator, 5);
    expect(path).toMatch(
      /^universes\/11\/luau-execution-session-task-binary-inputs\/[0-9a-f-]{36}$/,
    );
    expect(size).toBe(5);
    const uri = new URL(uploadUri);
    expect(uri.hostname).toBe('127.0.0.1');
    expect(uri.origin).not.toBe(emulator.url);
    expect(uri.searchParams.get('signature')).toMatch(/^[\w-]{43}$/);
  });

  it.each([
    ['100 MiB and a byte', { size: 100 * MEBIBYTE + 1 }],
    ['nothing', { size: 0 }],
    ['less than nothing', { size: -1 }],
    ['half a byte', { size: 0.5 }],
    ['a text', { size: 'large' }],
    ['no size', {}],
    ['no object', 'null'],
    ['no JSON', '{"size":'],
  ])('a binary input is refused with %s', async (_, body) => {
    const reply = await send(emulator, 'POST', INPUTS, { body });
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({ code: 'INVALID_ARGUMENT', message: expect.any(String) });
  });

  it('a binary input of 100 MiB is accepted', async () => {
    expect((await createBinaryInput(emulator, 100 * MEBIBYTE)).size).toBe(100 * MEBIBYTE);
  });
});

describe('uploading a binary input', () => {
  it('an upload without its own signature is refused', async () => {
    const { uploadUri } = await createBinaryInput(emulator, 1);
    const { uploadUri: other } = await createBinaryInput(emulator, 1);
    const [address] = uploadUri.split('?');
    for (const query of ['', '?signature=', `?${other.split('?')[1]}`]) {
      expect(await putPayload(address + query, new Uint8Array(1))).toBe(403);
    }
  });

  it('accepts any content type, and refuses fewer or more bytes than announced', async () => {
    const { uploadUri } = await createBinaryInput(emulator, 2);
    expect(await putPayload(uploadUri, new Uint8Array(1))).toBe(400);
    expect(await putPayload(uploadUri, new Uint8Array(3))).toBe(400);
    expect(await putPayload(uploadUri, new Uint8Array(2), { 'content-type': 'text/x' })).toBe(200);
    expect(await putPayload(uploadUri, new Uint8Array(2), {})).toBe(200);
    expect(await putPayload(uploadUri, new Uint8Array(2))).toBe(200);
  });

  it('an upload after 15 minutes is refused', async () => {
    const { uploadUri } = await createBinaryInput(emulator, 1);
    passMinutes(14);
    expect(await putPayload(uploadUri, new Uint8Array(1))).toBe(200);
    passMinutes(2);
    expect(await putPayload(uploadUri, new Uint8Array(1))).toBe(403);
  });

  it('an upload after the configured lifetime is refused', async () => {
    const hasty = await startEmulator({ payloadLifetimeMs: 1 });
    const { uploadUri } = await createBinaryInput(hasty, 1);
    await sleep(5);
    expect(await putPayload(uploadUri, new Uint8Array(1))).toBe(403);
    await hasty.close();
  });

  it('an upload is recorded by size and hash, with its origin', async () => {
    const fresh = await startEmulator();
    await uploadInput(fresh, ALL_BYTES);
    expect(fresh.requests).toMatchObject([
      { origin: 'api', method: 'POST', path: INPUTS, body: '{"size":256}' },
      {
        origin: 'payloads',
        method: 'PUT',
        body: '',
        bytes: 256,
        sha256: createHash('sha256').update(ALL_BYTES).digest('hex'),
      },
    ]);
    await fresh.close();
  });

  it('an upload to any other address gets 404', async () => {
    const { uploadUri } = await createBinaryInput(emulator, 1);
    expect(await putPayload(uploadUri.replace('/inputs/', '/outputs/'), new Uint8Array(1))).toBe(
      404,
    );
    expect((await fetch(uploadUri)).status).toBe(404);
  });
});

describe('a key that reaches the payload origin', () => {
  it.each([
    ['its own header', (key: string) => ({ 'x-api-key': key })],
    ['its own header, whatever it says', () => ({ 'x-api-key': '' })],
    ['another header', (key: string) => ({ authorization: `Bearer ${key}` })],
  ])(
    'an upload with a key in %s is refused, and closing the emulator fails',
    async (_, headersOf) => {
      const leaky = await startEmulator();
      const { path, uploadUri } = await createBinaryInput(leaky, 1);
      const headers = {
        'content-type': 'application/octet-stream',
        ...headersOf(leaky.apiKey),
      };
      expect(await putPayload(uploadUri, new Uint8Array(1), headers)).toBe(400);
      const body = { script: 'return 1', binaryInput: path };
      expect((await send(leaky, 'POST', CREATE, { body })).status).toBe(400);
      expect(leaky.requests.at(-2)?.headers).not.toHaveProperty('x-api-key');
      await expect(leaky.close()).rejects.toThrow('A key reached the payload origin');
      await expect(fetch(leaky.url)).rejects.toThrow('fetch failed');
      await expect(fetch(uploadUri)).rejects.toThrow('fetch failed');
    },
  );

  it('a download with a key is refused, and closing the emulator fails', async () => {
    const leaky = await startEmulator();
    const task = await run(leaky, 'return { BinaryOutput = buffer.create(1) }', {
      enableBinaryOutput: true,
    });
    const headers = { 'x-api-key': leaky.apiKey };
    expect((await fetch(task.binaryOutputUri ?? '', { headers })).status).toBe(400);
    await expect(leaky.close()).rejects.toThrow('A key reached the payload origin');
  });
});

describe('a task with a binary input', () => {
  it('a script gets its binary input as a buffer of exactly these bytes', async () => {
    const bytes = Uint8Array.from([...ALL_BYTES, ...ALL_BYTES.toReversed(), 0, 0]);
    const binaryInput = await uploadInput(emulator, bytes);
    const script = `
      local input = ({...})[1].BinaryInput
      local bytes = {}
      for index = 0, buffer.len(input) - 1 do bytes[index + 1] = buffer.readu8(input, index) end
      return type(input), bytes
    `;
    const task = await run(emulator, script, { binaryInput });
    expect(task.output).toEqual({ results: ['buffer', [...bytes]] });
    expect(task.binaryInput).toBe(binaryInput);
  });

  it('a script can change a binary input of megabytes without an effect on the next task', async () => {
    const bytes = Uint8Array.from(randomBytes(20 * MEBIBYTE));
    const binaryInput = await uploadInput(emulator, bytes);
    const script = `
      local input = ({...})[1].BinaryInput
      buffer.writeu8(input, 0, bit32.bxor(buffer.readu8(input, 0), 255))
      return { BinaryOutput = input }
    `;
    // Twice: what one task writes, the next one must not see.
    for (const fields of [
      { binaryInput, enableBinaryOutput: true },
      { binaryInput, enableBinaryOutput: true },
    ]) {
      const output = await outputOf(await run(emulator, script, fields));
      expect(output[0]).toBe((bytes[0] ?? 0) ^ 255);
      expect(Buffer.compare(output.subarray(1), bytes.subarray(1))).toBe(0);
    }
  });

  it('a script gets a binary input of 100 MiB', async () => {
    const bytes = new Uint8Array(100 * MEBIBYTE);
    bytes[bytes.length - 1] = 7;
    const binaryInput = await uploadInput(emulator, bytes);
    const script = `
      local input = ({...})[1].BinaryInput
      return buffer.len(input), buffer.readu8(input, buffer.len(input) - 1)
    `;
    expect((await run(emulator, script, { binaryInput })).output).toEqual({
      results: [100 * MEBIBYTE, 7],
    });
  });

  it('a script without a binary input gets none', async () => {
    const { output } = await run(emulator, 'return ({...})[1].BinaryInput');
    expect(output).toEqual({ results: [null] });
  });

  it('all tasks of a universe can use a binary input, for 15 minutes', async () => {
    const binaryInput = await uploadInput(emulator, ALL_BYTES);
    const script = 'return buffer.len(({...})[1].BinaryInput)';
    for (const place of ['22', '23', '23/versions/1']) {
      const task = await create(emulator, { script, binaryInput }, `universes/11/places/${place}`);
      expect(await pollTask(emulator, task.path)).toMatchObject({ output: { results: [256] } });
    }
    passMinutes(16);
    const late = await send(emulator, 'POST', CREATE, { body: { script, binaryInput } });
    expect(late).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND', message: expect.stringContaining('has expired') },
    });
  });

  it('a binary input of another universe is refused', async () => {
    const binaryInput = await uploadInput(emulator, ALL_BYTES);
    const body = { script: 'return 1', binaryInput };
    const other = CREATE.replace('universes/11', 'universes/12');
    expect(await send(emulator, 'POST', other, { body })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_ARGUMENT', message: expect.stringContaining('universe 12') },
    });
  });

  it('a binary input without uploaded bytes is refused', async () => {
    const { path: binaryInput } = await createBinaryInput(emulator, 5);
    const body = { script: 'return 1', binaryInput };
    expect(await send(emulator, 'POST', CREATE, { body })).toMatchObject({
      status: 400,
      body: {
        code: 'FAILED_PRECONDITION',
        message: expect.stringContaining('Nothing has been uploaded'),
      },
    });
  });

  it('a binary input with a wrong or invalid path is refused', async () => {
    const binaryInput = await uploadInput(emulator, ALL_BYTES);
    for (const path of [binaryInput.replace('universes/11', 'universes/12'), 'elsewhere']) {
      const body = { script: 'return 1', binaryInput: path };
      expect((await send(emulator, 'POST', CREATE, { body })).status).toBe(404);
    }
  });
});

describe('a task with binary output', () => {
  const BINARY = { enableBinaryOutput: true };
  const FILL = `
    local bytes = buffer.create(256)
    for byte = 0, 255 do buffer.writeu8(bytes, byte, byte) end
  `;

  it('binary output is served on the payload origin, and return values are the results', async () => {
    const script = `${FILL} return { BinaryOutput = bytes, ReturnValues = { 1, "two", { 3 } } }`;
    const task = await run(emulator, script, BINARY);
    expect(task).toMatchObject({
      state: 'COMPLETE',
      enableBinaryOutput: true,
      output: { results: [1, 'two', [3]] },
    });
    expect(task.binaryOutputUri).not.toContain(emulator.url);
    expect([...(await outputOf(task))]).toEqual([...ALL_BYTES]);
  });

  it('an empty binary output is served', async () => {
    const task = await run(emulator, 'return { BinaryOutput = buffer.create(0) }', BINARY);
    expect(await outputOf(task)).toHaveLength(0);
  });

  it.each(['', 'ReturnValues = {}', 'ReturnValues = "text"'])(
    'binary output without return values has no results: { BinaryOutput, %s }',
    async (fields) => {
      const script = `return { BinaryOutput = buffer.create(1), ${fields} }`;
      const { output, binaryOutputUri } = await run(emulator, script, BINARY);
      expect(output).toEqual({ results: [] });
      expect(binaryOutputUri).toBeDefined();
    },
  );

  it.each([
    ['nothing', 'local x = 1', []],
    ['something else', 'return 1, 2', [1, 2]],
    ['a buffer alone', 'return buffer.create(1)', [null]],
    ['no buffer', 'return { ReturnValues = { 1 } }', [{ ReturnValues: [1] }]],
    ['a text for a buffer', 'return { BinaryOutput = "x" }', [{ BinaryOutput: 'x' }]],
    ['more values', 'return { BinaryOutput = buffer.create(1) }, 2', [{ BinaryOutput: null }, 2]],
  ])(
    'results are as usual, and there is no URI, if the script returned %s',
    async (_, script, results) => {
      const task = await run(emulator, script, BINARY);
      expect(task.output).toEqual(results === undefined ? {} : { results });
      expect(task).not.toHaveProperty('binaryOutputUri');
    },
  );

  it('results are as usual if binary output was not enabled', async () => {
    const task = await run(emulator, 'return { BinaryOutput = buffer.create(1) }');
    expect(task.output).toEqual({ results: [{ BinaryOutput: null }] });
    expect(task).not.toHaveProperty('binaryOutputUri');
    expect(task).not.toHaveProperty('enableBinaryOutput');
  });

  it('a task has no binary output if its results are too large or its script fails', async () => {
    const large =
      'return { BinaryOutput = buffer.create(1), ReturnValues = { string.rep("x", 5e6) } }';
    expect((await run(emulator, large, BINARY)).error?.code).toBe('OUTPUT_SIZE_LIMIT_EXCEEDED');
    const failing = await run(emulator, 'error("no")', BINARY);
    expect(failing.error?.code).toBe('SCRIPT_ERROR');
    expect(failing).not.toHaveProperty('binaryOutputUri');
  });

  it('a script that redefines the language still has its binary output', async () => {
    const script = `
      tostring = function() return "buffer: 0x0000000000000008 4" end
      buffer, type, rawget = nil, nil, nil
      return { BinaryOutput = ({...})[1].BinaryInput }
    `;
    const binaryInput = await uploadInput(emulator, ALL_BYTES);
    const task = await run(emulator, script, { ...BINARY, binaryInput });
    expect([...(await outputOf(task))]).toEqual([...ALL_BYTES]);
  });

  it('a binary output that the VM cannot hold fails the task with a clear message', async () => {
    const script = 'return { BinaryOutput = buffer.create(2 ^ 30) }';
    expect((await run(emulator, script, BINARY)).error).toEqual({
      code: 'INTERNAL_ERROR',
      message: expect.stringContaining('1024 MiB'),
    });
  });

  it('binary output is served for 15 minutes, any number of times', async () => {
    const task = await run(emulator, `${FILL} return { BinaryOutput = bytes }`, BINARY);
    passMinutes(14);
    expect(await outputOf(task)).toHaveLength(256);
    expect((await read(emulator, task.path)).binaryOutputUri).toBe(task.binaryOutputUri);
    expect(await outputOf(task)).toHaveLength(256);
    passMinutes(2);
    // A new payload sweeps what has expired.
    await createBinaryInput(emulator, 1);
    expect((await fetch(task.binaryOutputUri ?? '')).status).toBe(403);
  });

  it('binary output is not served without its signature', async () => {
    const task = await run(emulator, 'return { BinaryOutput = buffer.create(1) }', BINARY);
    const [address = ''] = (task.binaryOutputUri ?? '').split('?');
    expect((await fetch(address)).status).toBe(403);
  });
});
