import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator, EmulatorOptions } from '../../emulator/server.ts';
import { create, placeFile, send, upload } from './client.ts';
import type { Reply } from './client.ts';

const PLACE = '/cloud/v2/universes/11/places/22';
const CREATE = `${PLACE}/luau-execution-session-tasks`;
const CREATE_OF_VERSION = `${PLACE}/versions/1/luau-execution-session-tasks`;
const INPUTS = '/cloud/v2/universes/11/luau-execution-session-task-binary-inputs';
const BODY = { script: 'return 1' };
const QUOTA_SPENT = { errors: [{ code: 0, message: '' }] };

let emulator: Emulator;

async function start(options: EmulatorOptions): Promise<void> {
  emulator = await startEmulator(options);
}

afterEach(() => emulator.close());

/** The numbers of a header that is a list, in its order. */
function listOf({ headers }: Reply, name: string): string[] | undefined {
  return headers.get(`x-ratelimit-${name}`)?.split(', ');
}

describe('a quota of requests a minute', () => {
  it('a quota is advertised, and a request over it is refused as by the gateway', async () => {
    await start({ quotas: { createsPerMinute: 2 } });
    const replies: Reply[] = [];
    for (let index = 0; index < 4; index += 1) {
      replies.push(await send(emulator, 'POST', CREATE, { body: BODY }));
    }
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 429, 429]);
    for (const [index, remaining] of ['1', '0', '0', '0'].entries()) {
      const reply = replies[index] as Reply;
      expect(listOf(reply, 'limit')).toEqual(['2', '2;w=60', '70000']);
      expect(listOf(reply, 'remaining')).toEqual([remaining, '69999']);
      expect(listOf(reply, 'reset')).toEqual([expect.stringMatching(/^([1-9]|[1-5]\d|60)$/), '1']);
    }
    const [first, , refused] = replies as [Reply, Reply, Reply];
    expect(first.headers.get('retry-after')).toBe(null);
    expect(first.headers.get('x-envoy-ratelimited')).toBe(null);
    expect(refused.body).toEqual(QUOTA_SPENT);
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('x-envoy-ratelimited')).toBe('true');
  });

  it('a quota is full again in the next window', async () => {
    await start({ quotas: { readsPerMinute: 1 }, minuteMs: 50 });
    const { path } = await create(emulator, BODY);
    const readStatus = async () => (await send(emulator, 'GET', `/cloud/v2/${path}`)).status;
    expect(await readStatus()).toBe(200);
    await sleep(60);
    expect(await readStatus()).toBe(200);
  });

  it('each kind of call has its own quota, and so have creations with a version', async () => {
    await start({
      quotas: {
        createsPerMinute: 1,
        readsPerMinute: 1,
        logsPerMinute: 1,
        uploadsPerMinute: 1,
        binaryInputsPerMinute: 1,
      },
    });
    const { path } = await create(emulator, BODY);
    const calls = [
      () => send(emulator, 'POST', CREATE_OF_VERSION, { body: BODY }),
      () => send(emulator, 'GET', `/cloud/v2/${path}`),
      () => send(emulator, 'GET', `/cloud/v2/${path}/logs`),
      () => send(emulator, 'POST', INPUTS, { body: { size: 1 } }),
      () => upload(emulator, placeFile('a')),
    ];
    for (const call of calls) {
      const { status, headers } = await call();
      expect(status).toBe(200);
      expect(headers.get('x-ratelimit-remaining')).toBe('0, 69999');
      expect(await call()).toMatchObject({ status: 429, body: QUOTA_SPENT });
    }
    expect((await send(emulator, 'POST', CREATE, { body: BODY })).status).toBe(429);
    expect(emulator.uploads).toHaveLength(1);
  });

  it('a request that the API refuses counts and advertises nothing; one with a wrong key does not count', async () => {
    await start({ quotas: { createsPerMinute: 1 } });
    const headers = { 'x-api-key': 'wrong' };
    expect((await send(emulator, 'POST', CREATE, { body: BODY, headers })).status).toBe(401);
    const refused = await send(emulator, 'POST', CREATE, { body: {} });
    expect(refused.status).toBe(400);
    expect(refused.headers.get('x-ratelimit-limit')).toBe(null);
    expect((await send(emulator, 'POST', CREATE, { body: BODY })).status).toBe(429);
  });

  it('no quota is enforced or advertised by default', async () => {
    await start({ quotas: { readsPerMinute: 1 } });
    for (let index = 0; index < 7; index += 1) {
      const { status, headers } = await send(emulator, 'POST', CREATE, { body: BODY });
      expect(status).toBe(200);
      expect(headers.get('x-ratelimit-limit')).toBe(null);
    }
  });
});

describe('the quota of creations an hour', () => {
  it('a creation over the hourly quota gets a code and half an hour to wait, with or without a version', async () => {
    await start({ quotas: { createsPerMinute: 5, createsPerHour: 2 } });
    await send(emulator, 'POST', CREATE, { body: BODY });
    await send(emulator, 'POST', CREATE_OF_VERSION, { body: BODY });
    for (const path of [CREATE, CREATE_OF_VERSION]) {
      const { status, body, headers } = await send(emulator, 'POST', path, { body: BODY });
      expect(status).toBe(429);
      expect(body).toEqual({
        code: 'RESOURCE_EXHAUSTED',
        message: expect.stringContaining('hour'),
      });
      expect(headers.get('retry-after')).toBe('1800');
      expect(headers.get('x-envoy-ratelimited')).toBe(null);
      expect(headers.get('x-ratelimit-remaining')).toBe('3, 69999');
    }
  });

  it('an hour lasts for sixty configured minutes', async () => {
    await start({ quotas: { createsPerMinute: 5, createsPerHour: 1 }, minuteMs: 1000 });
    await create(emulator, BODY);
    const { headers } = await send(emulator, 'POST', CREATE, { body: BODY });
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(60);
  });
});

describe('the limit of unfinished tasks', () => {
  it('a task over the limit of unfinished tasks is refused with the paths of those of the place', async () => {
    await start({ quotas: { createsPerMinute: 9, unfinishedPerPlace: 2 } });
    const endless = { script: 'task.wait(60)' };
    const first = await create(emulator, endless);
    const second = await create(emulator, endless, 'universes/11/places/22/versions/1');
    const { status, body, headers } = await send(emulator, 'POST', CREATE, { body: endless });
    expect(status).toBe(429);
    expect(body).toEqual({
      code: 'RESOURCE_EXHAUSTED',
      message: `Too many tasks already active. Task resource paths: ${first.path}, ${second.path}`,
    });
    expect(headers.get('x-envoy-ratelimited')).toBe(null);
    expect(headers.get('retry-after')).toBe(null);
    expect(headers.get('x-ratelimit-remaining')).toBe('7, 69999');
    await create(emulator, endless, 'universes/11/places/23');
  });

  it('a task is accepted again when an unfinished one has ended', async () => {
    await start({ quotas: { unfinishedPerPlace: 1 } });
    await create(emulator, BODY);
    let status: number;
    do {
      await sleep(10);
      ({ status } = await send(emulator, 'POST', CREATE, { body: BODY }));
    } while (status === 429);
    expect(status).toBe(200);
  });
});
