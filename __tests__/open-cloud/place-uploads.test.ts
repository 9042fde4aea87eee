import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock, type Clock } from '../../src/util/clock.ts';
import { UnsendableFile, type FileBody } from '../../src/open-cloud/http/file-body.ts';
import { placeUploads } from '../../src/open-cloud/client.ts';
import { createTransport } from '../../src/open-cloud/http/transport.ts';
import { startRawServer, type RawServer } from '../support/raw-server.ts';
import { virtualClock } from '../support/virtual-clock.ts';

/** More than sockets hold between them, so that a server can stop it halfway. */
const LARGE_BYTES = 32 * 1024 * 1024;

const PLACE = { universeId: '1', placeId: '2' };

let folder: string;
let controller: AbortController;
let undo: (() => Promise<unknown>)[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'places-'));
  controller = new AbortController();
  undo = [() => rm(folder, { recursive: true })];
});

afterEach(async () => {
  for (const step of undo.toReversed()) {
    await step();
  }
});

async function serve(answer: Parameters<typeof startRawServer>[0]): Promise<RawServer> {
  const server = await startRawServer(answer);
  undo.push(server.close);
  return server;
}

async function place(content: string | Buffer): Promise<FileBody> {
  const location = path.join(folder, 'place.rbxl');
  await writeFile(location, content);
  return { location, sizeBytes: content.length, contentType: 'application/octet-stream' };
}

async function largePlace(): Promise<FileBody> {
  const body = await place('x');
  await truncate(body.location, LARGE_BYTES);
  return { ...body, sizeBytes: LARGE_BYTES };
}

function upload(
  origin: string,
  body: FileBody,
  { clock = systemClock, onProgress }: { clock?: Clock; onProgress?: (bytes: number) => void } = {},
): Promise<unknown> {
  const transport = createTransport({ origin, apiKey: 'a-key', userAgent: 'test/1', clock });
  undo.push(() => transport.close());
  const options = { signal: controller.signal, ...(onProgress && { onProgress }) };
  return placeUploads(transport).uploadVersion(PLACE, body, 'Saved', options);
}

/** The real clock; it tells which deadlines were set, and how many are open. */
function watchedClock(): Clock & { readonly allowed: number[]; readonly open: () => number } {
  const allowed: number[] = [];
  const open = new Set<object>();
  return {
    ...systemClock,
    allowed,
    open: () => open.size,
    deadline: (ms) => {
      const one = {};
      allowed.push(ms);
      open.add(one);
      return () => void open.delete(one);
    },
  };
}

async function failureOf(sent: Promise<unknown>): Promise<unknown> {
  return sent.then(
    (value) => ({ none: value }),
    (error: unknown) => error,
  );
}

describe('an upload', () => {
  it('sends the bytes of the file as they are, with their length and the key', async () => {
    // A piece and a part of one, and no byte like the one before.
    const content = Buffer.from(
      Array.from({ length: 640 * 1024 }, (_, at) => (at * 7 + at / 251) % 256),
    );
    const got: unknown[] = [];
    const server = await serve((request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => hash.update(chunk));
      request.on('end', () => {
        const { method, url, headers } = request;
        got.push([method, url, headers['x-api-key'], headers['content-type']]);
        got.push([headers['content-length'], headers['transfer-encoding'], hash.digest('hex')]);
        response.setHeader('x-ratelimit-remaining', '29').end('{"versionNumber":12}');
      });
    });
    const progress: number[] = [];
    const onProgress = (bytes: number) => progress.push(bytes);
    expect(await upload(server.url, await place(content), { onProgress })).toEqual({
      value: { version: '12' },
      quota: { remaining: 29 },
    });
    const hash = createHash('sha256').update(content).digest('hex');
    expect(got).toEqual([
      [
        'POST',
        '/universes/v1/1/places/2/versions?versionType=Saved',
        'a-key',
        'application/octet-stream',
      ],
      [String(content.length), undefined, hash],
    ]);
    expect(progress).toEqual([0, 512 * 1024, content.length]);
  });

  it('gets a connection of its own', async () => {
    const ports: (number | undefined)[] = [];
    const server = await serve((request, response) => {
      ports.push(request.socket.remotePort);
      request.resume().on('end', () => response.end('{"versionNumber":1}'));
    });
    const body = await place('<roblox!');
    const transport = createTransport({
      origin: server.url,
      apiKey: 'k',
      userAgent: 't',
      clock: systemClock,
    });
    const { signal } = controller;
    await placeUploads(transport).uploadVersion(PLACE, body, 'Saved', { signal });
    await placeUploads(transport).uploadVersion(PLACE, body, 'Published', { signal });
    await transport.close();
    expect(new Set(ports).size).toBe(2);
  });

  it.each([
    ['{"versionNumber":"18446744073709551615"}', '18446744073709551615'],
    ['{"versionNumber":7,"more":null}', '7'],
  ])('learns the version from %s', async (text, version) => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.end(text));
    });
    expect(await upload(server.url, await place('x'))).toEqual({ value: { version } });
  });

  it.each([
    '{"versionNumber":0}',
    '{"versionNumber":-1}',
    '{"versionNumber":1.5}',
    '{"versionNumber":9007199254740992}',
    '{"versionNumber":"100000000000000000000"}',
    '{"versionNumber":"12 "}',
    '{"versionNumber":" 12"}',
    '{"versionNumber":"012"}',
    '{"versionNumber":true}',
    '{"versionNumber":"1; rm"}',
    '{"versionNumber":null}',
    '{"versionNumber":[7]}',
    '{}',
    'null',
    '[]',
    '<h1>OK</h1>',
    '{"versionNum',
    '',
  ])('cannot be believed in where the answer is %j', async (text) => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.end(text));
    });
    const error = await failureOf(upload(server.url, await place('x')));
    expect(error).toMatchObject({ failure: 'unreadable', status: 200, isPermanent: false });
    expect((error as Error).message).toMatch(/it is not a version number|not JSON/);
  });

  it('is not sent anywhere else', async () => {
    const other: unknown[] = [];
    const elsewhere = await serve((request, response) => {
      other.push(request.url);
      response.end();
    });
    const server = await serve((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(307, { location: elsewhere.url }).end();
      });
    });
    expect(await failureOf(upload(server.url, await place('x')))).toMatchObject({
      failure: 'refused',
      status: 307,
    });
    expect(other).toEqual([]);
  });

  it('ends with a cancellation halfway', async () => {
    const reason = new Error('cancelled');
    const server = await serve((request) => {
      request.once('data', () => {
        request.pause();
        controller.abort(reason);
      });
    });
    expect(await failureOf(upload(server.url, await largePlace()))).toBe(reason);
  });
});

describe('an answer that comes while the file is still being sent', () => {
  const headers = { 'content-type': 'application/json', connection: 'close' };

  it.each([
    ['hangs up', true],
    ['takes no more of it', false],
  ])('is read and reported where the server then %s', async (_, hangsUp) => {
    const server = await serve((request, response) => {
      request.once('data', () => {
        request.pause();
        response.writeHead(401, headers);
        response.end('{"errors":[{"code":0,"message":"Invalid API Key"}]}', () => {
          if (hangsUp) {
            request.socket.destroy();
          }
        });
      });
    });
    const body = await largePlace();
    const clock = watchedClock();
    // Often enough for the hanging up to come before, between and after the pieces.
    for (let round = 0; round < 20; round += 1) {
      expect(await failureOf(upload(server.url, body, { clock }))).toMatchObject({
        failure: 'refused',
        status: 401,
        serverMessage: 'Invalid API Key',
      });
    }
    // What is still being read of the file then keeps nothing alive.
    await server.close();
    expect(clock.open()).toBe(0);
  });

  it.each([200, 299])('is no success with %i: nobody has seen the whole file', async (status) => {
    const server = await serve((request, response) => {
      request.once('data', () => {
        request.pause();
        response.writeHead(status).end('{"versionNumber":3}');
      });
    });
    expect(await failureOf(upload(server.url, await largePlace()))).toMatchObject({
      failure: 'unreadable',
      status,
      serverMessage: 'it came before the file was sent whole',
    });
  });

  it('is missing where the server hangs up without a word', async () => {
    const server = await serve((request) => {
      request.once('data', () => request.socket.destroy());
    });
    expect(await failureOf(upload(server.url, await largePlace()))).toMatchObject({
      failure: 'no-answer',
    });
  });
});

describe('a file that changes', () => {
  it.each([
    ['shrunk', (at: string) => truncate(at, 5), /had 10 bytes when it was checked, and has 5 now/],
    ['grown', (at: string) => appendFile(at, 'x'), /had 10 bytes .* and has 11 now/],
    ['gone', (at: string) => rm(at), /cannot be read: ENOENT/],
  ])('and has %s before it is sent costs no request', async (_, change, message) => {
    let requests = 0;
    const server = await serve(() => {
      requests += 1;
    });
    const body = await place('0123456789');
    await change(body.location);
    const error = await failureOf(upload(server.url, body));
    expect(error).toBeInstanceOf(UnsendableFile);
    expect((error as Error).message).toMatch(message);
    expect(requests).toBe(0);
  });

  it.each([
    ['shrinks', (at: string) => truncate(at, 20 * 1024 * 1024), /had 33554432 bytes/],
    ['grows', (at: string) => appendFile(at, 'x'), /has 33554433 now/],
    ['is written over', (at: string) => utimes(at, 1, 1), /was written to while/],
  ])('and %s while it is sent never arrives whole', async (_, change, message) => {
    let arrived = 0;
    const body = await largePlace();
    const server = await serve((request) => {
      request.on('data', (chunk: Buffer) => {
        arrived += chunk.length;
      });
      request.once('data', () => {
        request.pause();
        void change(body.location).then(() => request.resume());
      });
    });
    const error = await failureOf(upload(server.url, body));
    expect(error).toBeInstanceOf(UnsendableFile);
    expect((error as Error).message).toMatch(message);
    expect(arrived).toBeLessThan(LARGE_BYTES);
  });
});

describe('the time of an upload', () => {
  it('is 60 s anew with every piece that moves, and 5 minutes for the answer', async () => {
    const clock = watchedClock();
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.end('{"versionNumber":3}'));
    });
    await upload(server.url, await place(Buffer.alloc(4 * 1024 * 1024)), { clock });
    const untilSent = clock.allowed.slice(0, clock.allowed.indexOf(300_000));
    expect(untilSent.length).toBeGreaterThanOrEqual(5);
    expect(new Set(untilSent)).toEqual(new Set([60_000]));
    expect(clock.open()).toBe(0);
  });

  it('ends 60 s after the last byte that moved', async () => {
    const clock = virtualClock();
    const server = await serve((request) => request.pause());
    // The server takes nothing more, whatever was under way: so time may always pass.
    const parking = setInterval(() => clock.park(), 5);
    const error = await failureOf(upload(server.url, await largePlace(), { clock }));
    clearInterval(parking);
    expect(error).toMatchObject({ failure: 'no-answer', serverMessage: 'nothing moved for 60 s' });
  });

  it('ends 5 minutes after everything was sent', async () => {
    const clock = virtualClock();
    const server = await serve((request) => request.resume().on('end', () => clock.park()));
    expect(await failureOf(upload(server.url, await place('x'), { clock }))).toMatchObject({
      failure: 'no-answer',
      serverMessage: 'everything was sent, and nothing came for 300 s',
    });
    expect(clock.now()).toBe(300_000);
  });
});
