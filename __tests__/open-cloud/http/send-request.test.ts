import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock, type Clock } from '../../../src/util/clock.ts';
import { prepareConnections, type Connections } from '../../../src/open-cloud/http/connections.ts';
import { OpenCloudError } from '../../../src/open-cloud/errors.ts';
import {
  sendRequest,
  readText,
  type RequestRecord,
  type HttpResponse,
  type HttpRequest,
} from '../../../src/open-cloud/http/send-request.ts';
import { startRawServer } from '../../support/raw-server.ts';

const NAME = { method: 'GET', path: '/what/errors/call/it' };

let undo: (() => unknown)[];
let connections: Connections;
let records: RequestRecord[];

beforeEach(() => {
  records = [];
  connections = prepareConnections(undefined);
  undo = [() => connections.close()];
});

afterEach(async () => {
  for (const step of undo.toReversed()) {
    await step();
  }
});

async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<URL> {
  const server = await startRawServer(answer);
  undo.push(server.close);
  return new URL('/x', server.url);
}

function get(url: URL, more: Partial<HttpRequest> = {}): HttpRequest {
  return {
    method: 'GET',
    url,
    headers: {},
    name: NAME,
    limit: { totalMs: 30_000 },
    onDone: (record) => records.push(record),
    ...more,
  };
}

const asText = async ({ status, body }: HttpResponse): Promise<string> =>
  `${status} ${await readText(body, 1_000)}`;

async function failureOf(sent: Promise<unknown>): Promise<unknown> {
  return sent.then(
    (value) => ({ none: value }),
    (error: unknown) => error,
  );
}

/** A clock that says one of these times after the other, and whose deadlines never come. */
function clockSaying(...times: number[]): Clock {
  return { ...systemClock, now: () => times.shift() ?? Number.NaN, deadline: () => () => {} };
}

/**
 * A clock that says `time`, and tells which deadlines were set, and how many were open at most, and
 * are.
 */
function watchedClock(): Clock & {
  time: number;
  allowed: number[];
  open: number;
  mostOpen: number;
} {
  const clock = {
    ...systemClock,
    time: 0,
    now: () => clock.time,
    allowed: [] as number[],
    open: 0,
    mostOpen: 0,
    deadline: (ms: number) => {
      clock.allowed.push(ms);
      clock.open += 1;
      clock.mostOpen = Math.max(clock.mostOpen, clock.open);
      let isOpen = true;
      return () => {
        clock.open -= isOpen ? 1 : 0;
        isOpen = false;
      };
    },
  };
  return clock;
}

async function fileOf(content: string): Promise<HttpRequest['body'] & object> {
  const folder = await mkdtemp(path.join(tmpdir(), 'exchange-'));
  undo.push(() => rm(folder, { recursive: true }));
  const location = path.join(folder, 'file');
  await writeFile(location, content);
  return { location, sizeBytes: content.length, contentType: 'text/x-test' };
}

describe('the record of a request', () => {
  it('tells what was asked, how it was answered, how long it took, and what the quota is', async () => {
    const url = await serve((_, response) => {
      response.writeHead(404, { 'x-ratelimit-remaining': '7' }).end('no');
    });
    expect(await sendRequest(get(url), connections, clockSaying(100, 175), asText)).toBe('404 no');
    expect(records).toStrictEqual([
      { request: NAME, status: 404, tookMs: 75, quota: { remaining: 7 } },
    ]);
  });

  it('has no quota where none is told of', async () => {
    const url = await serve((_, response) => response.end());
    await sendRequest(get(url), connections, clockSaying(1, 2), asText);
    expect(records).toStrictEqual([{ request: NAME, status: 200, tookMs: 1 }]);
  });

  it('has no status where no answer came, but why there is none', async () => {
    const url = await serve((request) => request.socket.destroy());
    await failureOf(sendRequest(get(url), connections, clockSaying(1, 2), asText));
    await failureOf(
      sendRequest(get(new URL('http://127.0.0.1:9')), connections, clockSaying(1, 2), asText),
    );
    expect(records).toStrictEqual([
      { request: NAME, tookMs: 1, failure: 'no-answer' },
      { request: NAME, tookMs: 1, failure: 'not-connected' },
    ]);
  });

  it('has both where the answer is cut short, or is not what it should be', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half', () => response.socket?.destroy());
    });
    await failureOf(sendRequest(get(url), connections, clockSaying(1, 2), asText));
    const refused = new OpenCloudError({ failure: 'refused', request: NAME, status: 200 });
    const refuse = (): Promise<never> => Promise.reject(refused);
    expect(await failureOf(sendRequest(get(url), connections, clockSaying(1, 2), refuse))).toBe(
      refused,
    );
    expect(records).toStrictEqual([
      { request: NAME, status: 200, tookMs: 1, failure: 'no-answer' },
      { request: NAME, status: 200, tookMs: 1, failure: 'refused' },
    ]);
  });

  it('names no failure where it was cancelled', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort(new Error('cancelled')));
    const { signal } = controller;
    await failureOf(sendRequest(get(url, { signal }), connections, clockSaying(1, 2), asText));
    expect(records).toStrictEqual([{ request: NAME, tookMs: 1 }]);
  });
});

describe('a request that is cancelled', () => {
  const reason = new Error('cancelled');

  it('before it began is none, and there is no record of it', async () => {
    const signal = AbortSignal.abort(reason);
    const body = { location: '/no/such/file', sizeBytes: 1, contentType: 'x' };
    const sent = get(new URL('http://127.0.0.1:9'), { method: 'POST', body, signal });
    expect(await failureOf(sendRequest(sent, connections, systemClock, asText))).toBe(reason);
    expect(records).toEqual([]);
  });

  it('while its file is opened is never sent', async () => {
    let requests = 0;
    const url = await serve((_, response) => {
      requests += 1;
      response.end();
    });
    const controller = new AbortController();
    const { signal } = controller;
    const sent = get(url, { method: 'POST', body: await fileOf('x'), signal });
    const failure = failureOf(sendRequest(sent, connections, systemClock, asText));
    controller.abort(reason);
    expect(await failure).toBe(reason);
    expect(requests).toBe(0);
  });

  it('while its answer comes ends with the reason, whatever is then thrown', async () => {
    const controller = new AbortController();
    const url = await serve((_, response) => response.end());
    const read = (): Promise<never> => {
      controller.abort(reason);
      return Promise.reject(new OpenCloudError({ failure: 'refused', request: NAME, status: 200 }));
    };
    const sent = get(url, { signal: controller.signal });
    expect(await failureOf(sendRequest(sent, connections, systemClock, read))).toBe(reason);
  });

  it('leaves alone another one that is being connected, once it is connected itself', async () => {
    const controller = new AbortController();
    const origin = await serve((request, response) => {
      if (request.url === '/second') {
        response.end('here');
      } else {
        controller.abort(reason);
      }
    });
    // The proxy makes the second tunnel only when the first request is over.
    const wishes: Promise<net.Socket>[] = [];
    const hasFirst = Promise.withResolvers<void>();
    const hasSecond = Promise.withResolvers<void>();
    const firstIsOver = Promise.withResolvers<void>();
    const proxy = http.createServer();
    proxy.on('connect', (_, socket: net.Socket) => {
      const wish = async (isFirst: boolean): Promise<net.Socket> => {
        if (isFirst) {
          hasFirst.resolve();
          await hasSecond.promise;
        } else {
          hasSecond.resolve();
          await firstIsOver.promise;
        }
        const onward = net.connect({ host: '127.0.0.1', port: Number(origin.port) });
        socket.on('error', () => {}).write('HTTP/1.1 200 OK\r\n\r\n');
        socket.pipe(onward.on('error', () => {})).pipe(socket);
        return onward;
      };
      wishes.push(wish(wishes.length === 0));
      undo.push(() => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    undo.push(() => proxy.close());
    const { port } = proxy.address() as net.AddressInfo;
    connections = prepareConnections(new URL(`http://127.0.0.1:${port}`));
    const { signal } = controller;
    const first = failureOf(sendRequest(get(origin, { signal }), connections, systemClock, asText));
    await hasFirst.promise;
    const second = get(new URL('/second', origin));
    const other = failureOf(sendRequest(second, connections, systemClock, asText));
    expect(await first).toBe(reason);
    firstIsOver.resolve();
    expect(await other).toEqual({ none: '200 here' });
  });

  it('or not, leaves nobody listening to the signal', async () => {
    const { signal } = new AbortController();
    const url = await serve((_, response) => response.end());
    await sendRequest(get(url, { signal }), connections, systemClock, asText);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('the time of a request', () => {
  it('is one for everything together', async () => {
    const clock = watchedClock();
    const url = await serve((_, response) => {
      response.write('a');
      setImmediate(() => response.end('b'));
    });
    await sendRequest(get(url), connections, clock, asText);
    expect([clock.allowed, clock.open]).toStrictEqual([[30_000], 0]);
  });

  it('starts anew with every piece of the answer where progress counts', async () => {
    const clock = watchedClock();
    const pieces = 4;
    let more = (): unknown => 'not asked yet';
    let last = more;
    const url = await serve((_, response) => {
      response.write('piece');
      undo.push(() => response.destroy());
      more = () => response.write('piece');
      last = () => response.end('piece');
    });
    let got = 0;
    const limit = { stallMs: 5_000, answerMs: 7_000 };
    await sendRequest(get(url, { limit }), connections, clock, async ({ body }) => {
      for await (const _ of body) {
        got += 1;
        if (got < pieces) {
          (got === pieces - 1 ? last : more)();
        }
      }
    });
    expect(got).toBe(pieces);
    expect(clock.allowed).toStrictEqual(Array.from({ length: 1 + pieces }, () => 5_000));
    expect([clock.open, clock.mostOpen]).toEqual([0, 1]);
  });

  it('is one for the whole answer as well, however its bytes trickle', async () => {
    const clock = watchedClock();
    const times = [1_000, 2_000, 3_000, 6_999];
    let more = (): unknown => 'not asked yet';
    const url = await serve((_, response) => {
      more = () => (times.length > 0 ? response.write('piece') : response.end('piece'));
      more();
    });
    clock.time = 500;
    const limit = { stallMs: 5_000, answerMs: 7_000 };
    await sendRequest(get(url, { limit }), connections, clock, async ({ body }) => {
      clock.time = 500 + (times.shift() ?? 0);
      for await (const _ of body) {
        clock.time = 500 + (times.shift() ?? 0);
        more();
      }
    });
    expect(clock.allowed).toEqual([5_000, 5_000, 5_000, 4_000, 1]);
    expect([clock.open, clock.mostOpen]).toEqual([0, 1]);
  });

  it('of an answer counts from its beginning where that comes before a file was sent', async () => {
    const clock = watchedClock();
    let more = (): unknown => 'not asked yet';
    const url = await serve((_, response) => {
      // Nobody reads the file, so that it is never sent whole.
      response.writeHead(413).write('piece');
      more = () => response.end('piece');
    });
    const limit = { stallMs: 5_000, answerMs: 7_000 };
    const body = await fileOf('x'.repeat(16 * 1024 * 1024));
    const sent = get(url, { method: 'PUT', body, limit });
    await sendRequest(sent, connections, clock, async (answer) => {
      for await (const _ of answer.body) {
        clock.time = 3_000;
        more();
      }
    });
    expect(clock.allowed.at(-1)).toBe(4_000);
    expect(new Set(clock.allowed)).toEqual(new Set([5_000, 4_000]));
  });

  it('is another one for the answer once a file was sent whole', async () => {
    const clock = watchedClock();
    const progress: number[] = [];
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const limit = { stallMs: 5_000, answerMs: 7_000 };
    const sent = get(url, {
      method: 'PUT',
      body: await fileOf('seven b'),
      limit,
      onProgress: (bytes) => progress.push(bytes),
    });
    await sendRequest(sent, connections, clock, asText);
    expect(clock.allowed).toStrictEqual([5_000, 5_000, 7_000]);
    expect([clock.open, clock.mostOpen]).toEqual([0, 1]);
    expect(progress).toEqual([0, 7]);
  });

  it('of an answer counts from when its file was sent whole', async () => {
    const clock = watchedClock();
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.end('piece'));
    });
    const limit = { stallMs: 5_000, answerMs: 7_000 };
    const onProgress = (bytes: number): number => (clock.time = bytes === 7 ? 3_000 : 0);
    const sent = get(url, { method: 'PUT', body: await fileOf('seven b'), limit, onProgress });
    await sendRequest(sent, connections, clock, asText);
    expect(clock.allowed).toEqual([5_000, 5_000, 7_000, 4_000]);
  });

  it('may be one for everything where a file is sent, too', async () => {
    const clock = watchedClock();
    const url = await serve((request, response) => {
      request.resume().on('end', () => response.end());
    });
    const sent = get(url, { method: 'PUT', body: await fileOf('x') });
    await sendRequest(sent, connections, clock, asText);
    expect(clock.allowed).toStrictEqual([30_000]);
  });
});

describe('a failure', () => {
  const withCode = (message: string, code: string): Error =>
    Object.assign(new Error(message), { code });

  it.each<readonly [string, unknown, string]>([
    ['an error', new Error('it broke'), 'it broke'],
    ['a code that the message lacks', withCode('it broke', 'EPIPE'), 'it broke (EPIPE)'],
    ['a code that the message has', withCode('write EPIPE', 'EPIPE'), 'write EPIPE'],
    [
      'the innermost cause',
      new Error('outer', { cause: new Error('middle', { cause: new Error('inner') }) }),
      'inner',
    ],
    ['a cause that is no error', new Error('outer', { cause: 'inner' }), 'outer'],
    [
      'the first of several',
      new AggregateError([new Error('first'), new Error('second')], 'all failed'),
      'first',
    ],
    ['several that are none', new AggregateError([], 'all failed'), 'all failed'],
    ['what is no error', 'a text', 'a text'],
  ])('is told in the words of %s', async (_, thrown, serverMessage) => {
    const url = await serve((__, response) => response.end());
    const read = (): Promise<never> => Promise.reject(thrown);
    const error = await failureOf(sendRequest(get(url), connections, systemClock, read));
    expect(error).toBeInstanceOf(OpenCloudError);
    expect(error).toMatchObject({ failure: 'no-answer', request: NAME, serverMessage });
    expect((error as Error).cause).toBeUndefined();
  });

  it('in what nobody reads any more is none', async () => {
    const enough = Promise.withResolvers<void>();
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 10 });
      response.write('half');
      void enough.promise.then(() => response.socket?.destroy());
    });
    const read = async ({ status }: HttpResponse): Promise<number> => status;
    expect(await sendRequest(get(url), connections, systemClock, read)).toBe(200);
    enough.resolve();
    await connections.close();
  });
});

describe('a body that is read as text', () => {
  async function* inPieces(...pieces: (string | number[])[]): AsyncGenerator<Buffer, void> {
    for (const piece of pieces) {
      yield Buffer.from(piece as string);
    }
  }

  it('is whole, wherever its pieces end', async () => {
    expect(await readText(inPieces('z', [0x77, 0xc3], [0xb6], 'lf'), 100)).toBe('zwölf');
    expect(await readText(inPieces(), 100)).toBe('');
  });

  it('may have as many bytes as are allowed, and none more', async () => {
    expect(await readText(inPieces('ab', 'cd'), 4)).toBe('abcd');
    expect(await readText(inPieces('ab', 'cde'), 4)).toBeUndefined();
  });
});

describe('an odd answer', () => {
  /** Answers each request on a connection with these pieces, which arrive one by one. */
  async function serveBytes(pieces: readonly string[]): Promise<URL> {
    const server = net.createServer((socket) => {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('data', () => {
        void (async () => {
          for (const piece of pieces) {
            await new Promise((resolve) => {
              socket.write(piece, 'latin1', () => setImmediate(resolve));
            });
          }
        })();
      });
      undo.push(() => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(() => server.close());
    return new URL(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/x`);
  }

  const OK = 'HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nbody';
  const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n';

  it.each([
    ['before the answer', [CONTINUE + OK]],
    ['in a piece of its own', [CONTINUE, OK]],
    ['several times, with headers', [`HTTP/1.1 100 Go\r\nx: y\r\n\r\n${CONTINUE}`, OK]],
    ['before another interim answer', [`${CONTINUE}HTTP/1.1 103 Hints\r\n\r\n${CONTINUE}${OK}`]],
    ['byte by byte', Array.from(CONTINUE + OK)],
  ])('is read after `100 Continue` %s', async (_, pieces) => {
    const url = await serveBytes(pieces);
    for (let round = 0; round < 2; round += 1) {
      expect(await sendRequest(get(url), connections, systemClock, asText)).toBe('200 body');
    }
  });

  it('keeps a body that looks like `100 Continue`', async () => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${CONTINUE.length}\r\n\r\n`;
    const url = await serveBytes([head, CONTINUE]);
    expect(await sendRequest(get(url), connections, systemClock, asText)).toBe(`200 ${CONTINUE}`);
  });

  it.each(['constructor', '__proto__', 'Constructor', 'hasOwnProperty', 'toString'])(
    'is read although it has a header and a trailer named %s',
    async (name) => {
      const url = await serveBytes([
        `HTTP/1.1 200 OK\r\n${name}: x\r\nx-a: 1\r\n${name}: y\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n${name}: z\r\n\r\n`,
      ]);
      const read = async (answer: HttpResponse): Promise<string> =>
        `${await asText(answer)} ${String(answer.headers['x-a'])}`;
      expect(await sendRequest(get(url), connections, systemClock, read)).toBe('200 body 1');
    },
  );
});
