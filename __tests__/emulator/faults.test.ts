import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import {
  create,
  createBinaryInput,
  logPage,
  placeFile,
  putPayload,
  read,
  run,
  send,
  upload,
  pollTask,
} from './client.ts';

const CREATE = '/cloud/v2/universes/11/places/22/luau-execution-session-tasks';
const BODY = { script: 'return 1' };

/** How undici tells of a connection that ended too soon: `fetch failed`, or `terminated` inside the body. */
const BROKEN = /fetch failed|terminated/;

let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ quotas: { unfinishedPerPlace: 1 } });
});
afterEach(() => emulator.close());

/** Whether a task was created, told by the one that may be unfinished at a time. */
async function hasTask(): Promise<boolean> {
  emulator.misbehave('create', ['stuck']);
  return (await send(emulator, 'POST', CREATE, { body: BODY })).status === 429;
}

describe('an injected fault', () => {
  it('each injected fault hits one next request of its kind, in order', async () => {
    emulator.misbehave('create', [{ status: 500 }]);
    emulator.misbehave('create', [{ status: 502 }, { status: 503 }]);
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      const response = await fetch(emulator.url + CREATE, {
        method: 'POST',
        headers: { 'x-api-key': emulator.apiKey },
        body: JSON.stringify(BODY),
      });
      statuses.push(response.status);
    }
    expect(statuses).toEqual([500, 502, 503, 200]);
  });

  it('an injected fault does not hit a request with a wrong key or of another kind', async () => {
    emulator.misbehave('create', [{ status: 500, body: {} }]);
    const headers = { 'x-api-key': 'wrong' };
    expect((await send(emulator, 'POST', CREATE, { body: BODY, headers })).status).toBe(401);
    expect((await upload(emulator, placeFile('a'))).status).toBe(200);
    expect((await send(emulator, 'POST', CREATE, { body: BODY })).status).toBe(500);
  });

  it('a request with an injected fault is recorded', async () => {
    emulator.misbehave('create', ['reset']);
    await expect(create(emulator, BODY)).rejects.toThrow(BROKEN);
    expect(emulator.requests).toMatchObject([{ path: CREATE, body: JSON.stringify(BODY) }]);
  });
});

describe('a status', () => {
  it('an injected status is answered with its headers and text, and without the action', async () => {
    const body = '<h1>400 Bad request</h1>';
    emulator.misbehave('create', [
      { status: 400, headers: { 'content-type': 'text/html', 'x-own': 'yes' }, body },
    ]);
    const response = await fetch(emulator.url + CREATE, {
      method: 'POST',
      headers: { 'x-api-key': emulator.apiKey },
      body: JSON.stringify({ script: 'task.wait(60)' }),
    });
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toBe('text/html');
    expect(response.headers.get('x-own')).toBe('yes');
    expect(await response.text()).toBe(body);
    expect(await hasTask()).toBe(false);
  });

  it('an injected status is answered as JSON if its body is no text', async () => {
    emulator.misbehave('create', [{ status: 503, body: { code: 'UNAVAILABLE' } }]);
    const { status, body } = await send(emulator, 'POST', CREATE, { body: BODY });
    expect({ status, body }).toEqual({ status: 503, body: { code: 'UNAVAILABLE' } });
  });
});

describe('a broken connection', () => {
  it.each([
    ['reset', false],
    ['reset-after', true],
    ['cut', true],
  ] as const)(
    'a fault of kind %s breaks the connection, and the request takes effect: %s',
    async (fault, acts) => {
      emulator.misbehave('create', [fault]);
      await expect(create(emulator, { script: 'task.wait(60)' })).rejects.toThrow(BROKEN);
      expect(await hasTask()).toBe(acts);
    },
  );

  it('the fault `cut` sends the status and half of the body', async () => {
    const { path } = await create(emulator, BODY);
    const whole = await fetch(`${emulator.url}/cloud/v2/${path}`, {
      headers: { 'x-api-key': emulator.apiKey },
    }).then((response) => response.text());

    emulator.misbehave('read', ['cut']);
    const response = await fetch(`${emulator.url}/cloud/v2/${path}`, {
      headers: { 'x-api-key': emulator.apiKey },
    });
    expect(response.status).toBe(200);
    let received = '';
    const readAll = async (): Promise<void> => {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        received += Buffer.from(chunk).toString();
      }
    };
    await expect(readAll()).rejects.toThrow('terminated');
    expect(received).not.toBe('');
    expect(received.length).toBeLessThan(whole.length);
  });
});

describe('silence', () => {
  it('a request that hangs ends with the emulator and has no effect', async () => {
    emulator.misbehave('create', ['hang']);
    const hanging = fetch(emulator.url + CREATE, {
      method: 'POST',
      headers: { 'x-api-key': emulator.apiKey },
      body: JSON.stringify({ script: 'task.wait(60)' }),
    });
    while (emulator.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(await hasTask()).toBe(false);
    await emulator.close();
    await expect(hanging).rejects.toThrow('fetch failed');
    emulator = await startEmulator();
  });

  it('a delayed request is answered after the delay', async () => {
    emulator.misbehave('create', [{ delayMs: 50 }]);
    const { path } = await create(emulator, BODY);
    expect((await pollTask(emulator, path)).state).toBe('COMPLETE');
  });

  it('a delayed request does not keep the emulator open', async () => {
    emulator.misbehave('create', [{ delayMs: 3_600_000 }]);
    const waiting = create(emulator, BODY).catch(String);
    while (emulator.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await emulator.close();
    expect(await waiting).toContain('fetch failed');
    emulator = await startEmulator();
  });
});

describe('a stuck task', () => {
  it('a stuck task stays PROCESSING without logs', async () => {
    emulator.misbehave('create', ['stuck']);
    const { path, state } = await create(emulator, { script: 'print("never")' });
    expect(state).toBe('PROCESSING');
    // Another place's task runs meanwhile, from its beginning to its end.
    const other = await create(emulator, BODY, 'universes/11/places/23');
    await pollTask(emulator, other.path);
    expect((await read(emulator, path)).state).toBe('PROCESSING');
    expect((await logPage(emulator, path)).luauExecutionSessionTaskLogs).toEqual([]);
  });
});

describe('each kind of request', () => {
  it('faults can be injected into each kind of request to the API', async () => {
    const status = 418;
    const fault = { status, body: {} };
    const { path } = await run(emulator, 'return 1');
    for (const kind of ['read', 'logs', 'upload', 'binary-input'] as const) {
      emulator.misbehave(kind, [fault]);
    }
    const inputs = '/cloud/v2/universes/11/luau-execution-session-task-binary-inputs';
    expect((await send(emulator, 'GET', `/cloud/v2/${path}`)).status).toBe(status);
    expect((await send(emulator, 'GET', `/cloud/v2/${path}/logs`)).status).toBe(status);
    expect((await send(emulator, 'POST', inputs, { body: { size: 1 } })).status).toBe(status);
    expect((await upload(emulator, placeFile('a'))).status).toBe(status);
    expect(emulator.uploads).toEqual([]);
  });

  it('faults can be injected into each kind of request to the payload origin', async () => {
    const { path, uploadUri } = await createBinaryInput(emulator, 4);
    emulator.misbehave('payload-put', ['reset', { status: 503 }, 'reset-after']);
    await expect(putPayload(uploadUri, new Uint8Array(4))).rejects.toThrow(BROKEN);
    expect(await putPayload(uploadUri, new Uint8Array(4))).toBe(503);
    const body = { script: 'return { BinaryOutput = ({...})[1].BinaryInput }', binaryInput: path };
    expect((await send(emulator, 'POST', CREATE, { body })).status).toBe(400);
    await expect(putPayload(uploadUri, new Uint8Array(4))).rejects.toThrow(BROKEN);

    const created = await create(emulator, { ...body, enableBinaryOutput: true });
    const { binaryOutputUri = '' } = await pollTask(emulator, created.path);
    emulator.misbehave('payload-get', ['cut']);
    const cut = await fetch(binaryOutputUri);
    await expect(cut.arrayBuffer()).rejects.toThrow('terminated');
    expect((await (await fetch(binaryOutputUri)).arrayBuffer()).byteLength).toBe(4);
  });
});
