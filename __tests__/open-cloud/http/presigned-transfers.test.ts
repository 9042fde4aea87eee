import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock, type Clock } from '../../../src/util/clock.ts';
import type { OpenCloudError } from '../../../src/open-cloud/errors.ts';
import type { RequestRecord } from '../../../src/open-cloud/http/send-request.ts';
import type { FileBody } from '../../../src/open-cloud/http/file-body.ts';
import {
  presignedTransfers,
  type PresignedTransfers,
} from '../../../src/open-cloud/http/presigned-transfers.ts';
import { isTransient } from '../../../src/open-cloud/transient.ts';
import { slowResponseClock } from '../../faults/slow-response-clock.ts';
import { startService } from '../../support/loopback-service.ts';
import { startRawServer, type RawServer } from '../../support/raw-server.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const SIGNED = '/bucket/secret-object?X-Amz-Signature=c0ffee5ec2e7&X-Amz-Expires=900';

let folder: string;
let body: FileBody;
let controller: AbortController;
let undo: (() => Promise<unknown>)[];
let transfers: PresignedTransfers;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'presigned-'));
  const location = path.join(folder, 'input.bin');
  await writeFile(location, 'payload');
  body = { location, sizeBytes: 7, contentType: 'application/octet-stream' };
  controller = new AbortController();
  undo = [() => rm(folder, { recursive: true })];
  transfers = presignedTransfers({
    userAgent: 'test/1',
    proxyFor: () => undefined,
    clock: systemClock,
  });
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

/** A storage whose answers trickle for ever. */
async function trickle(): Promise<{ readonly url: string; readonly clock: Clock }> {
  const clock = slowResponseClock();
  const { url, close } = await startService(
    () => ({ trickled: '', isEndless: true }),
    undefined,
    clock,
  );
  undo.push(close);
  transfers = presignedTransfers({ userAgent: 't', proxyFor: () => undefined, clock });
  return { url, clock };
}

function put(uri: string): Promise<void> {
  return transfers.put(uri, body, { signal: controller.signal });
}

async function get(
  uri: string,
  maxBytes = 1_000_000,
): Promise<{ text: string; bytes: number; most?: number }> {
  const pieces: Buffer[] = [];
  const bytes = await transfers.fetch(
    uri,
    async (piece) => {
      pieces.push(Buffer.from(piece));
    },
    { maxBytes, signal: controller.signal },
  );
  return { text: Buffer.concat(pieces).toString(), bytes };
}

async function failureOf(sent: Promise<unknown>): Promise<OpenCloudError> {
  return sent.then(
    (value) => ({ none: value }) as never,
    (error: unknown) => error as OpenCloudError,
  );
}

/** Everything that could be printed of an error. */
function printed(error: OpenCloudError): string {
  const { message, stack, cause, advice, what } = error;
  return JSON.stringify([error, message, stack, String(cause), advice, what]);
}

describe('putting a file', () => {
  it('sends its bytes with their length to the URI as it is, and no key', async () => {
    const got: [string | undefined, string | undefined, IncomingHttpHeaders, string][] = [];
    const server = await serve((request, response) => {
      let text = '';
      request.on('data', (chunk: Buffer) => (text += chunk.toString()));
      request.on('end', () => {
        got.push([request.method, request.url, request.headers, text]);
        response.end();
      });
    });
    await put(`${server.url}${SIGNED}`);
    const [[method, url, headers, text] = []] = got;
    expect([method, url, text]).toEqual(['PUT', SIGNED, 'payload']);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '7',
      'user-agent': 'test/1',
    });
    expect(Object.keys(headers ?? {})).not.toContain('x-api-key');
    expect(Object.keys(headers ?? {})).not.toContain('authorization');
  });

  it('asks which proxy leads to the origin of the URI', async () => {
    const asked: string[] = [];
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.end());
    });
    transfers = presignedTransfers({
      userAgent: 'test/1',
      clock: systemClock,
      proxyFor: (origin) => {
        asked.push(origin);
        return undefined;
      },
    });
    await put(`${server.url}${SIGNED}`);
    expect(asked).toEqual([server.url]);
  });

  it('tells of a refusal what the storage names as its reason, and nothing that it quotes', async () => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(403, { 'content-type': 'application/xml' });
        response.end(
          '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message>' +
            '<StringToSign>AWS4 c0ffee5ec2e7</StringToSign><HostId>secret-object</HostId></Error>',
        );
      });
    });
    const error = await failureOf(put(`${server.url}${SIGNED}`));
    expect(error.message).toBe(
      'PUT (binary input) was answered with 403 Forbidden (AccessDenied): Request has expired',
    );
    expect(error.request.target).toBe('presigned');
    expect(error.advice).toMatch(/15 minutes/);
    expect(error.advice).not.toMatch(/scope/);
    expect(printed(error)).not.toMatch(/c0ffee|secret-object|127\.0\.0\.1/);
  });

  it('is told of when it is over, and while its bytes go, without a word of the URI', async () => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(201).end());
    });
    const records: RequestRecord[] = [];
    const progress: number[] = [];
    transfers = presignedTransfers({
      userAgent: 'test/1',
      proxyFor: () => undefined,
      clock: { ...systemClock, now: () => 5 },
      onDone: (record) => records.push(record),
    });
    const { signal } = controller;
    const onProgress = (bytes: number) => progress.push(bytes);
    await transfers.put(`${server.url}${SIGNED}`, body, { signal, onProgress });
    expect(progress).toEqual([0, 7]);
    await failureOf(get(`${server.url}${SIGNED}`));
    const storage = { target: 'presigned' };
    expect(records).toEqual([
      { request: { ...storage, method: 'PUT', path: '(binary input)' }, status: 201, tookMs: 0 },
      {
        request: { ...storage, method: 'GET', path: '(binary output)' },
        status: 201,
        tookMs: 0,
        failure: 'unreadable',
      },
    ]);
  });

  it('fails where the answer of the storage breaks off', async () => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half', () => response.socket?.destroy());
      });
    });
    expect(await failureOf(put(server.url))).toMatchObject({ failure: 'no-answer' });
  });

  it('ends with a cancellation, and 60 s after everything was sent', async () => {
    const clock = virtualClock();
    const reason = new Error('cancelled');
    let onHang = (): void => clock.park();
    const server = await serve((request) => request.resume().on('end', () => onHang()));
    transfers = presignedTransfers({ userAgent: 't', proxyFor: () => undefined, clock });
    expect(await failureOf(put(server.url))).toMatchObject({
      failure: 'no-answer',
      serverMessage: 'everything was sent, and nothing came for 60 s',
    });
    onHang = () => controller.abort(reason);
    expect(await failureOf(put(server.url))).toBe(reason);
  });

  it('ends 60 s after everything was sent, too, where the answer trickles for ever', async () => {
    const { url, clock } = await trickle();
    const error = await failureOf(put(url));
    expect(error.failure).toBe('no-answer');
    expect(error.serverMessage).toBe('the answer was not whole after 60 s');
    expect(clock.now()).toBe(60_000);
  });

  it('leaves no connection open', async () => {
    const end = Promise.withResolvers<void>();
    const server = await serve((request, response) => {
      request.socket.once('close', () => end.resolve());
      // The storage keeps it for as long as it is let.
      response.setHeader('connection', 'keep-alive').setHeader('keep-alive', 'timeout=600');
      request.resume().on('end', () => response.end());
    });
    await put(server.url);
    await expect(end.promise).resolves.toBeUndefined();
  });

  it('does not follow a redirect', async () => {
    let followed = 0;
    const other = await serve((_, response) => {
      followed += 1;
      response.end();
    });
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(307, { location: other.url }).end());
    });
    expect(await failureOf(put(`${server.url}/x`))).toMatchObject({
      failure: 'refused',
      status: 307,
    });
    expect(followed).toBe(0);
  });
});

describe('a refusal of the storage', () => {
  async function refused(text: string, uri = SIGNED): Promise<OpenCloudError> {
    const server = await serve((_, response) => response.writeHead(400).end(text));
    return failureOf(get(`${server.url}${uri}`));
  }

  it.each([
    ['<Error><Code>Only</Code></Error>', 'Only', undefined],
    ['<Error><Message>Only</Message></Error>', undefined, 'Only'],
    ['<Code>A</Code>\n<Message> one\n \ttwo </Message>', 'A', 'one two'],
    ['<Code>A</Code><Message> </Message>', 'A', undefined],
    ['<Code>A B</Code><Message></Message>', undefined, undefined],
    [`<Code>${'x'.repeat(65)}</Code>`, undefined, undefined],
    [`<Message>${'x'.repeat(501)}</Message>`, undefined, 'x'.repeat(500)],
    ['Service Unavailable', undefined, undefined],
    ['', undefined, undefined],
  ])('is read from XML that is no page: %j', async (text, code, serverMessage) => {
    const { failure, status, ...rest } = await refused(text);
    expect([failure, status]).toEqual(['refused', 400]);
    expect([rest.code, rest.serverMessage]).toEqual([code, serverMessage]);
  });

  it('is not searched where it is longer than any that a storage writes', async () => {
    const { code } = await refused(`<Code>A</Code>${' '.repeat(64 * 1024)}`);
    expect(code).toBeUndefined();
  });

  it('is told without any part of the URI, in whatever spelling it is quoted', async () => {
    const uri = '/bucket/an object?key=se%2Fcret&long=se%2Fcret-and-more&expires=900';
    const server = await serve((request, response) => {
      const { host } = request.headers;
      const whole = new URL(uri, `http://${host}`);
      const parts = [whole.href, whole.host, whole.hostname, whole.pathname, 'se/cret-and-more'];
      const withStopCommands = [...parts, 'se/cret'].flatMap((part) => [
        part,
        encodeURIComponent(part),
      ]);
      response
        .writeHead(400)
        .end(`<Message>[${withStopCommands.join('] [')}] after 900 s</Message>`);
    });
    const error = await failureOf(get(`${server.url}${uri}`));
    expect(error.serverMessage).toBe(
      `${Array.from({ length: 12 }, () => '[…]').join(' ')} after 900 s`,
    );
    expect(error.cause).toBeUndefined();
  });
});

describe('a presigned URI', () => {
  it.each([
    'http://storage.example/x?sig=c0ffee5ec2e7',
    'https://127.0.0.1:9/x?sig=\nc0ffee5ec2e7',
    'file:///etc/passwd',
    'nonsense',
    '',
  ])('is refused for good where it is %j', async (uri) => {
    for (const error of [await failureOf(put(uri)), await failureOf(get(uri))]) {
      expect(error).toMatchObject({ failure: 'not-connected', isPermanent: true });
      expect(error.message).toMatch(/an address that is not an https one$/);
      expect(error.advice).not.toMatch(/proxy/);
      expect(isTransient(error)).toBe(false);
      expect(printed(error)).not.toMatch(/c0ffee|passwd/);
    }
  });

  it('stands in no error, nor does its host, where the network fails', async () => {
    const uri = 'https://secret-bucket.invalid/secret-object?X-Amz-Signature=c0ffee5ec2e7';
    const error = await failureOf(put(uri));
    expect(error.failure).toBe('not-connected');
    expect(error.message).toMatch(/ENOTFOUND|EAI_AGAIN/);
    expect(printed(error)).not.toMatch(/secret-|c0ffee/);
  });

  it('may lead to this machine without TLS, for the emulator', async () => {
    const server = await serve((_, response) => response.end('here'));
    const uri = server.url.replace('127.0.0.1', 'localhost');
    expect(await get(uri)).toMatchObject({ text: 'here' });
  });
});

describe('fetching', () => {
  it('gives every byte to the writer, and no key to the storage', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const server = await serve((request, response) => {
      seen.push(request.headers);
      response.end('output');
    });
    expect(await get(`${server.url}${SIGNED}`)).toEqual({ text: 'output', bytes: 6 });
    expect(Object.keys(seen[0] ?? {}).toSorted()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it('asks for the bytes as they are', async () => {
    const seen: IncomingHttpHeaders[] = [];
    const server = await serve((request, response) => {
      seen.push(request.headers);
      response.writeHead(200, { 'content-encoding': 'identity', 'content-length': 6 });
      response.end('output');
    });
    expect(await get(server.url)).toMatchObject({ text: 'output' });
    expect(seen[0]).toMatchObject({
      accept: '*/*',
      'accept-encoding': 'identity',
      'user-agent': 'test/1',
    });
  });

  it('gives the memory of a piece back once it is written', async () => {
    const content = Buffer.alloc(4 * 1024 * 1024, 'output');
    const server = await serve((_, response) => response.end(content));
    const pieces: Buffer[] = [];
    const write = async (piece: Buffer): Promise<void> => {
      // What shares its memory with others keeps it.
      if (piece.buffer.byteLength === piece.length) {
        pieces.push(piece);
      }
    };
    const { signal } = controller;
    const options = { maxBytes: content.length, signal };
    expect(await transfers.fetch(server.url, write, options)).toBe(content.length);
    expect(pieces.length).toBeGreaterThan(0);
    expect(pieces.reduce((sum, { buffer }) => sum + buffer.byteLength, 0)).toBe(0);
  });

  it('takes an answer in chunks, whose end can be told', async () => {
    const server = await serve((_, response) => {
      response.write('out');
      response.end('put');
    });
    expect(await get(server.url)).toMatchObject({ text: 'output' });
  });

  it.each([
    ['a length', { 'content-length': 100 }],
    ['chunks', { 'transfer-encoding': 'chunked' }],
  ])(
    'fails where the connection breaks before the end that %s would have told',
    async (_, headers) => {
      const server = await serve((__, response) => {
        response.writeHead(200, headers);
        response.write('half', () => response.socket?.destroy());
      });
      const error = await failureOf(get(`${server.url}${SIGNED}`));
      expect(error.failure).toBe('no-answer');
      expect(isTransient(error)).toBe(true);
      expect(printed(error)).not.toMatch(/c0ffee|secret-object/);
    },
  );

  it.each<readonly [string, number, Record<string, string>, RegExp]>([
    ['no length', 200, { connection: 'close' }, /without a length/],
    ['an encoding', 200, { 'content-encoding': 'gzip' }, /encoded/],
    ['a part', 206, {}, /not the whole/],
    ['nothing', 204, {}, /not the whole/],
  ])('fails for good where the answer has %s', async (what, status, headers, message) => {
    const server = await serve((_, response) => {
      if (what === 'no length') {
        response.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhalf');
      } else {
        response.writeHead(status, headers).end();
      }
    });
    const error = await failureOf(get(server.url));
    expect(error).toMatchObject({
      failure: 'unreadable',
      isPermanent: true,
      status,
      request: { method: 'GET', path: '(binary output)', target: 'presigned' },
    });
    expect(error.message).toMatch(message);
  });

  it.each([
    ['announced', { 'content-length': 11 }],
    ['found', { 'transfer-encoding': 'chunked' }],
  ])('fails for good where more comes than may: %s', async (_, headers) => {
    const server = await serve((__, response) => {
      response.writeHead(200, headers);
      response.end('01234567890');
    });
    expect(await get(server.url, 11)).toMatchObject({ bytes: 11 });
    const error = await failureOf(get(server.url, 10));
    expect(error).toMatchObject({ failure: 'unreadable', isPermanent: true });
    expect(error.serverMessage).toBe('it is longer than 10 bytes');
  });

  it('writes nothing of what is announced to be more than may come', async () => {
    let sendRest = (): unknown => 'not asked yet';
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 11 });
      response.write('the first ');
      sendRest = () => response.end('b');
    });
    let pieces = 0;
    const write = async (): Promise<void> => {
      pieces += 1;
      sendRest();
    };
    const { signal } = controller;
    const error = await failureOf(transfers.fetch(server.url, write, { maxBytes: 10, signal }));
    expect(error.serverMessage).toBe('it is longer than 10 bytes');
    expect(pieces).toBe(0);
  });

  it('fails with what the writer throws', async () => {
    const server = await serve((_, response) => response.end('output'));
    const fault = new Error('ENOSPC');
    const { signal } = controller;
    const fetched = transfers.fetch(server.url, () => Promise.reject(fault), {
      maxBytes: 10,
      signal,
    });
    expect(await failureOf(fetched)).toBe(fault);
  });

  it('ends with a cancellation even where the writer fails over it', async () => {
    const server = await serve((_, response) => response.end('output'));
    const reason = new Error('cancelled');
    const write = (): Promise<never> => {
      controller.abort(reason);
      return Promise.reject(new Error('the file was closed'));
    };
    const { signal } = controller;
    expect(await failureOf(transfers.fetch(server.url, write, { maxBytes: 10, signal }))).toBe(
      reason,
    );
  });

  it('ends when the URI is good no more, where the bytes trickle for ever', async () => {
    const { url, clock } = await trickle();
    const error = await failureOf(get(url));
    expect(error.failure).toBe('no-answer');
    expect(error.serverMessage).toBe('the answer was not whole after 900 s');
    expect(clock.now()).toBe(15 * 60_000);
  });

  it('ends with a cancellation, and 60 s after the last byte', async () => {
    const clock = virtualClock();
    const reason = new Error('cancelled');
    let onHang = (): void => clock.park();
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => setTimeout(onHang, 50));
    });
    transfers = presignedTransfers({ userAgent: 't', proxyFor: () => undefined, clock });
    expect(await failureOf(get(server.url))).toMatchObject({
      failure: 'no-answer',
      serverMessage: 'nothing moved for 60 s',
    });
    onHang = () => controller.abort(reason);
    expect(await failureOf(get(server.url))).toBe(reason);
  });
});
