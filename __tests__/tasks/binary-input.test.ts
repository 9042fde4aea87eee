import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  binaryInputSource,
  readBinaryInputFile,
  type BinaryInputEvent,
  type BinaryInputSource,
} from '../../src/tasks/binary-input.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import { luauExecution } from '../../src/open-cloud/client.ts';
import { presignedTransfers } from '../../src/open-cloud/http/presigned-transfers.ts';
import { createTransport } from '../../src/open-cloud/http/transport.ts';
import {
  startService,
  type LoopbackService,
  type Received,
  type Reply,
} from '../support/loopback-service.ts';
import { virtualContext } from '../support/context.ts';

const MINUTE_MS = 60_000;
const INPUTS = 'universes/1/luau-execution-session-task-binary-inputs';

let workspace: string;
let undo: (() => Promise<unknown>)[];

beforeEach(async () => {
  workspace = await mkdtemp(path.join(tmpdir(), 'binary-input-'));
  undo = [() => rm(workspace, { recursive: true })];
});

afterEach(async () => {
  for (const step of undo.toReversed()) {
    await step();
  }
});

describe('readBinaryInputFile', () => {
  it('accepts at most 100 MiB', async () => {
    const location = path.join(workspace, 'a.bin');
    await writeFile(location, 'x');
    await truncate(location, 100 * 1024 * 1024);
    expect(await readBinaryInputFile('a.bin', workspace)).toMatchObject({
      file: 'a.bin',
      sizeBytes: 104_857_600,
    });
    await truncate(location, 100 * 1024 * 1024 + 1);
    await expect(readBinaryInputFile('a.bin', workspace)).rejects.toThrow(
      /^`binary-input` names "a.bin", which has 104857601 bytes. Expected at most 104857600/,
    );
  });

  it.each([
    ['missing.bin', /there is no such file .* Expected the path of a file, relative/],
    ['empty.bin', /^`binary-input` names "empty.bin", which is empty. Expected a file with bytes/],
    ['../x', /no such file|outside the workspace/],
  ])('refuses %s', async (named, message) => {
    await writeFile(path.join(workspace, 'empty.bin'), '');
    await expect(readBinaryInputFile(named, workspace)).rejects.toThrow(message);
  });
});

describe('a binary input', () => {
  let service: LoopbackService;
  let storage: LoopbackService;
  let context: ReturnType<typeof virtualContext>;
  let events: BinaryInputEvent[];
  let secrets: string[];

  /** The n-th creation names `b<n>`. Both servers may have other responses. */
  async function source(
    onCreate: (count: number) => Reply | undefined = () => undefined,
    onPut: (request: Received, count: number) => Reply | undefined = () => undefined,
  ): Promise<BinaryInputSource> {
    context = virtualContext(0.5);
    events = [];
    secrets = [];
    storage = await startService((request, count) => onPut(request, count) ?? { text: '' });
    service = await startService((_, count) => {
      const json = {
        path: `${INPUTS}/b${count}`,
        uploadUri: `${storage.url}/b${count}?sig=abcdef`,
      };
      return onCreate(count) ?? { json };
    });
    undo.push(service.close, storage.close);
    const { clock } = context;
    const transport = createTransport({
      origin: service.url,
      apiKey: 'a-key',
      userAgent: 'test/1',
      clock,
    });
    undo.push(() => transport.close());
    await writeFile(path.join(workspace, 'a.bin'), 'payload');
    return binaryInputSource(await readBinaryInputFile('a.bin', workspace), '1', {
      client: luauExecution(transport, (secret) => secrets.push(secret)),
      transfers: presignedTransfers({ userAgent: 'test/1', proxyFor: () => undefined, clock }),
      context,
      onEvent: (event) => events.push(event),
    });
  }

  it('a binary input is created, uploaded without the key, and returned as a path', async () => {
    const input = await source();
    expect(await input.obtain()).toBe(`${INPUTS}/b0`);
    expect(service.received).toMatchObject([
      {
        method: 'POST',
        path: `/cloud/v2/${INPUTS}`,
        body: '{"size":7}',
        headers: { 'x-api-key': 'a-key' },
      },
    ]);
    expect(storage.received).toMatchObject([
      {
        method: 'PUT',
        path: '/b0',
        query: { sig: 'abcdef' },
        headers: { 'content-type': 'application/octet-stream' },
        body: 'payload',
      },
    ]);
    expect(JSON.stringify(storage.received)).not.toContain('a-key');
    expect(secrets).toEqual([`${storage.url}/b0?sig=abcdef`]);
    expect(events).toEqual([{ kind: 'binary-input-uploaded', sizeBytes: 7, tookMs: 0 }]);
  });

  it('concurrent and later callers share a valid upload', async () => {
    const input = await source();
    expect(await Promise.all([input.obtain(), input.obtain()])).toEqual([
      `${INPUTS}/b0`,
      `${INPUTS}/b0`,
    ]);
    await context.clock.sleep(13 * MINUTE_MS);
    expect(await input.obtain()).toBe(`${INPUTS}/b0`);
    expect(storage.received).toHaveLength(1);
  });

  it('a binary input is uploaded again before its 15 minutes are over', async () => {
    const input = await source();
    await input.obtain();
    await context.clock.sleep(14 * MINUTE_MS);
    expect(await Promise.all([input.obtain(), input.obtain()])).toEqual([
      `${INPUTS}/b1`,
      `${INPUTS}/b1`,
    ]);
    expect(storage.received.map(({ path: at }) => at)).toEqual(['/b0', '/b1']);
  });

  it('an upload is not used in its last 90 seconds, to the millisecond', async () => {
    const input = await source();
    await input.obtain();
    await context.clock.sleep(13.5 * MINUTE_MS - 1);
    expect(await input.obtain()).toBe(`${INPUTS}/b0`);
    await context.clock.sleep(1);
    expect(await input.obtain()).toBe(`${INPUTS}/b1`);
  });

  it('progress and duration of a large upload are reported', async () => {
    context = virtualContext(0.5);
    events = [];
    const totalBytes = 8 * 1024 * 1024;
    await context.clock.sleep(1_000_000);
    await writeFile(path.join(workspace, 'a.bin'), '');
    await truncate(path.join(workspace, 'a.bin'), totalBytes);
    const input = binaryInputSource(await readBinaryInputFile('a.bin', workspace), '1', {
      client: {
        createBinaryInput: () => Promise.resolve({ value: { path: 'b0', uploadUri: 'https://s' } }),
      },
      transfers: {
        put: async (_, { sizeBytes }, { onProgress }) => {
          onProgress?.(sizeBytes / 2);
          await context.clock.sleep(7_000);
          onProgress?.(sizeBytes);
        },
      },
      context,
      onEvent: (event) => events.push(event),
    });
    await input.obtain();
    expect(events).toEqual([
      { kind: 'binary-input-progress', sentBytes: totalBytes / 2, totalBytes },
      { kind: 'binary-input-uploaded', sizeBytes: totalBytes, tookMs: 7_000 },
    ]);
  });

  it('transient failures of the creation and of the upload are retried', async () => {
    const input = await source(
      (count) => (count === 0 ? { status: 502, text: '<h1>Bad Gateway</h1>' } : undefined),
      (_, count) => (count === 0 ? 'reset' : count === 1 ? { status: 503, text: '' } : undefined),
    );
    expect(await input.obtain()).toBe(`${INPUTS}/b1`);
    expect(storage.received.map(({ path: at, body }) => `${at} ${body}`)).toEqual(
      Array.from({ length: 3 }, () => '/b1 payload'),
    );
    expect(events.filter(({ kind }) => kind === 'binary-input-failed')).toHaveLength(3);
  });

  it('an upload fails after five attempts, and the next caller starts another one', async () => {
    const input = await source(undefined, (_, count) =>
      count < 5 ? { status: 500, text: '' } : undefined,
    );
    await expect(input.obtain()).rejects.toMatchObject({ status: 500 });
    expect(storage.received).toHaveLength(5);
    expect(await input.obtain()).toBe(`${INPUTS}/b1`);
  });

  it('a 429 on the creation is left to the caller', async () => {
    const input = await source((count) =>
      count === 0 ? { status: 429, headers: { 'x-ratelimit-reset': '40' }, json: {} } : undefined,
    );
    await expect(input.obtain()).rejects.toMatchObject({
      throttle: { kind: 'quota', waitMs: 40_000 },
    });
    expect(context.clock.now()).toBe(0);
    expect(await input.obtain()).toBe(`${INPUTS}/b1`);
  });

  it('a refusal by the storage is permanent and does not blame the key', async () => {
    const input = await source(undefined, () => ({ status: 403, text: '<Error/>' }));
    await expect(input.obtain()).rejects.toMatchObject({
      status: 403,
      request: { target: 'presigned', path: '(binary input)' },
    });
    expect(storage.received).toHaveLength(1);
  });

  it.each([
    [1, 'b1'],
    [2, 'expired'],
  ])('an upload that expires while it is sent is renewed once: %i times', async (times, ended) => {
    context = virtualContext(0.5);
    await writeFile(path.join(workspace, 'a.bin'), 'payload');
    let created = 0;
    let put = 0;
    const input = binaryInputSource(await readBinaryInputFile('a.bin', workspace), '1', {
      client: {
        createBinaryInput: () => {
          created += 1;
          return Promise.resolve({ value: { path: `b${created - 1}`, uploadUri: 'https://s' } });
        },
      },
      transfers: {
        put: async () => {
          put += 1;
          if (put <= times) {
            await context.clock.sleep(15 * MINUTE_MS);
            const request = { method: 'PUT', path: '(binary input)' };
            throw new OpenCloudError({ failure: 'refused', request, status: 403 });
          }
        },
      },
      context,
      onEvent: () => {},
    });
    const obtained = input.obtain().catch(() => 'expired');
    expect(await obtained).toBe(ended);
    expect([created, put]).toEqual([2, 2]);
  });

  it('a file that changes meanwhile is an invalid input', async () => {
    const input = await source();
    await writeFile(path.join(workspace, 'a.bin'), 'other');
    await expect(input.obtain()).rejects.toThrow(InvalidInputError);
    await expect(input.obtain()).rejects.toThrow(
      /^`binary-input` names "a.bin", which had 7 bytes/,
    );
    expect(storage.received).toHaveLength(0);
  });

  it('a cancellation ends an upload with its reason', async () => {
    const reason = new Error('cancelled');
    const input = await source(undefined, () => {
      context.abort(reason);
      return 'hang';
    });
    await expect(input.obtain()).rejects.toBe(reason);
  });
});
