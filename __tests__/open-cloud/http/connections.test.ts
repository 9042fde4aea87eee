import {
  afterEach,
  beforeAll,
  beforeEach,
  afterAll,
  describe,
  expect,
  it,
  jest,
} from '@jest/globals';
import http, { createServer, type Server } from 'node:http';
import https, { createServer as createTlsServer } from 'node:https';
import net, { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { PassThrough, type Readable } from 'node:stream';
import tls from 'node:tls';
import { request } from 'undici';
import { prepareConnections, type Connections } from '../../../src/open-cloud/http/connections.ts';
import { certifyItself } from '../../faults/certificate.ts';
import { startRawServer } from '../../support/raw-server.ts';

/** Of a server that this process trusts, and of one that it does not. */
const TRUSTED = certifyItself(['localhost']);
const STRANGE = certifyItself(['localhost']);

const authorities = tls.getCACertificates('default');
let undo: (() => unknown)[];

beforeAll(() => tls.setDefaultCACertificates([...authorities, TRUSTED.cert]));
afterAll(() => tls.setDefaultCACertificates(authorities));

beforeEach(() => {
  undo = [];
});

afterEach(async () => {
  jest.useRealTimers();
  jest.restoreAllMocks();
  for (const step of undo.toReversed()) {
    await step();
  }
});

function connectionsOver(proxy?: string): Connections {
  const connections = prepareConnections(proxy === undefined ? undefined : new URL(proxy));
  undo.push(() => connections.close());
  return connections;
}

/** Asks for a page, or sends what is given, piece by piece, as it is done with files. */
async function ask(
  url: string,
  { dispatcher }: Connections,
  pieces?: AsyncGenerator<Buffer>,
): Promise<string> {
  const method = pieces === undefined ? 'GET' : 'POST';
  const body = (pieces ?? null) as Readable | null;
  const answer = await request(url, { dispatcher, method, body });
  return `${answer.statusCode} ${await answer.body.text()}`;
}

async function failureOf(asked: Promise<unknown>): Promise<string> {
  return asked.then(
    (value) => `none: ${String(value)}`,
    (error: unknown) => (error as Error).message,
  );
}

async function listen(server: net.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {}); // A client that gave up.
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as AddressInfo).port;
}

/** A listener that takes a connection and says nothing; it tells of each, and of its end. */
async function mute(): Promise<{ port: number; taken: Promise<void>; ended: Promise<void> }> {
  const taken = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const port = await listen(
    createTcpServer((socket) => {
      socket.on('close', () => ended.resolve());
      socket.resume();
      taken.resolve();
    }),
  );
  return { port, taken: taken.promise, ended: ended.promise };
}

/** A service that answers with the path that it was asked for. */
async function service(identity?: { key: string; cert: string }): Promise<string> {
  const answer: http.RequestListener = (asked, response) => void response.end(asked.url);
  const server = identity === undefined ? createServer(answer) : createTlsServer(identity, answer);
  return `${identity === undefined ? 'http' : 'https'}://localhost:${await listen(server)}`;
}

/** What a proxy was asked for: the target, and the headers. */
interface Asked {
  readonly target: string | undefined;
  readonly headers: http.IncomingHttpHeaders;
  readonly socket: Socket;
}

/** Has a server be a proxy that makes tunnels, or says no. */
function tunnels(server: Server, errorFromResponse?: string): Asked[] {
  const asked: Asked[] = [];
  server.on('connect', (wish: http.IncomingMessage, socket: Socket) => {
    asked.push({ target: wish.url, headers: wish.headers, socket });
    socket.on('error', () => {});
    if (errorFromResponse !== undefined) {
      socket.write(`HTTP/1.1 ${errorFromResponse}\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${wish.url}`);
    const onward = net.connect({ host: hostname, port: Number(port) }, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  return asked;
}

/** Lets time pass for timers alone: sockets go on as they do. */
function fakeTimers(): void {
  jest.useFakeTimers({
    doNotFake: [
      'Date',
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
    ],
  });
}

describe('a connection', () => {
  it('is made to an IPv6 address without its brackets, by itself or through a proxy', async () => {
    expect(await failureOf(ask('http://[::1]:9', connectionsOver()))).toMatch(
      /^connect E\w+ ::1:9/,
    );
    const proxied = connectionsOver('http://[::1]:9');
    expect(await failureOf(ask('http://x.example', proxied))).toMatch(/^connect E\w+ ::1:9/);
  });

  it('is one of TLS where the origin is https, to a server whose certificate holds', async () => {
    expect(await ask(`${await service(TRUSTED)}/x`, connectionsOver())).toBe('200 /x');
    expect(await failureOf(ask(await service(STRANGE), connectionsOver()))).toMatch(/self-signed/);
  });

  it('takes 15 s at most, and is then closed', async () => {
    for (const isProxied of [false, true]) {
      const { port, taken, ended } = await mute();
      fakeTimers();
      const connections = connectionsOver(isProxied ? `http://127.0.0.1:${port}` : undefined);
      const failure = failureOf(ask(`https://127.0.0.1:${port}`, connections));
      await taken;
      jest.advanceTimersByTime(14_999);
      jest.advanceTimersByTime(1);
      expect(await failure).toBe(
        `no connection after 15 s${isProxied ? ' through the proxy' : ''}`,
      );
      await ended;
      jest.useRealTimers();
    }
  });

  it('leaves no timer behind, whether it was made or not', async () => {
    const url = await service();
    fakeTimers();
    const refused = connectionsOver();
    await failureOf(ask('http://127.0.0.1:9', refused));
    expect(jest.getTimerCount()).toBe(0);
    const made = connectionsOver();
    await ask(url, made);
    await made.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('that was made bears an answer that takes longer than connecting may, and than undici waits', async () => {
    const steps: (() => void)[] = [];
    const next = async (): Promise<void> => {
      while (steps.length === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      // Step by step, as time passes: a timer of undici's counts its own ticks.
      for (let minute = 0; minute < 10; minute += 1) {
        await jest.advanceTimersByTimeAsync(60_000);
      }
      steps.shift()?.();
    };
    const server = await startRawServer((_, response) => {
      steps.push(() => {
        response.write('half ');
        steps.push(() => response.end('and half'));
      });
    });
    undo.push(server.close);
    fakeTimers();
    const answer = failureOf(ask(server.url, connectionsOver()));
    await next();
    await next();
    expect(await answer).toBe('none: 200 half and half');
  });
});

describe('breaking off', () => {
  it.each([false, true])(
    'ends what is not connected yet, and closes it; through a proxy: %s',
    async (isProxied) => {
      const { port, taken, ended } = await mute();
      const connections = connectionsOver(isProxied ? `http://127.0.0.1:${port}` : undefined);
      const failure = failureOf(ask(`https://127.0.0.1:${port}`, connections));
      await taken;
      connections.interrupt();
      expect(await failure).toBe('interrupted before there was a connection');
      await ended;
    },
  );

  it('ends a tunnel in which the origin says nothing, and closes it', async () => {
    const proxy = createServer();
    const greeted = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    proxy.on('connect', (_, socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.on('data', () => greeted.resolve());
      socket.on('end', () => ended.resolve()).on('close', () => ended.resolve());
    });
    const connections = connectionsOver(`http://127.0.0.1:${await listen(proxy)}`);
    const failure = failureOf(ask('https://apis.example', connections));
    await greeted.promise;
    connections.interrupt();
    expect(await failure).toBe('interrupted before there was a connection');
    await ended.promise;
  });

  it('leaves alone what is connected', async () => {
    const asked = Promise.withResolvers<http.ServerResponse>();
    const server = await startRawServer((_, response) => asked.resolve(response));
    undo.push(server.close);
    const connections = connectionsOver();
    const answer = failureOf(ask(server.url, connections));
    const response = await asked.promise;
    connections.interrupt();
    response.end('here');
    expect(await answer).toBe('none: 200 here');
  });
});

describe('a server that refuses a long body and hangs up', () => {
  /** More than sockets hold between them. */
  async function* pieces(): AsyncGenerator<Buffer> {
    for (let count = 0; count < 64; count += 1) {
      yield Buffer.alloc(512 * 1024);
    }
  }

  it.each([false, true])('is heard all the same; over TLS: %s', async (isSecure) => {
    const refuse: http.RequestListener = (asked, response) => {
      asked.on('error', () => {});
      asked.once('data', () => {
        asked.pause();
        response.writeHead(413, { connection: 'close' });
        response.end('too long', () => asked.socket.destroy());
      });
    };
    const server = isSecure ? createTlsServer(TRUSTED, refuse) : createServer(refuse);
    const url = `http${isSecure ? 's' : ''}://localhost:${await listen(server)}`;
    // Often enough for the hanging up to come before, between and after the pieces.
    for (let round = 0; round < 20; round += 1) {
      expect(await failureOf(ask(url, connectionsOver(), pieces()))).toBe('none: 413 too long');
    }
  });
});

describe('a proxy', () => {
  it('makes a tunnel to the origin, with TLS to the origin itself', async () => {
    const proxy = createServer();
    const asked = tunnels(proxy);
    const connections = connectionsOver(`http://localhost:${await listen(proxy)}`);
    const plain = await service();
    const secure = await service(TRUSTED);
    expect(await ask(`${plain}/a`, connections)).toBe('200 /a');
    expect(await ask(`${secure}/b`, connections)).toBe('200 /b');
    expect(await failureOf(ask(await service(STRANGE), connections))).toMatch(/self-signed/);
    expect(asked.slice(0, 2).map(({ target, headers }) => [target, headers])).toEqual(
      [plain, secure].map((url) => {
        const { host } = new URL(url);
        return [host, { host, connection: 'close' }];
      }),
    );
  });

  it('may be reached by TLS itself, where its certificate holds', async () => {
    const proxy = createTlsServer(TRUSTED);
    tunnels(proxy);
    const connections = connectionsOver(`https://localhost:${await listen(proxy)}`);
    expect(await ask(`${await service()}/a`, connections)).toBe('200 /a');
    expect(await ask(`${await service(TRUSTED)}/b`, connections)).toBe('200 /b');
    const strange = connectionsOver(`https://localhost:${await listen(createTlsServer(STRANGE))}`);
    expect(await failureOf(ask(await service(), strange))).toMatch(/self-signed/);
  });

  it('is asked for the usual port of the origin where its URL names none', async () => {
    const proxy = createServer();
    const asked = tunnels(proxy, '403 Forbidden');
    const connections = connectionsOver(`http://127.0.0.1:${await listen(proxy)}`);
    await failureOf(ask('http://apis.example', connections));
    await failureOf(ask('https://apis.example', connections));
    expect(asked.map(({ target }) => target)).toEqual(['apis.example:80', 'apis.example:443']);
  });

  it('is reached at the usual port where its own URL names none', async () => {
    const ports: unknown[] = [];
    for (const client of [http, https]) {
      jest.spyOn(client, 'request').mockImplementation(((options: http.RequestOptions) => {
        ports.push(options.port);
        return new PassThrough({ final: (done) => done(new Error('far enough')) });
      }) as unknown as typeof http.request);
    }
    for (const proxy of [
      'http://proxy.example',
      'https://proxy.example',
      'http://proxy.example:8',
    ]) {
      expect(await failureOf(ask('https://x.example', connectionsOver(proxy)))).toBe('far enough');
    }
    expect(ports.map(Number)).toEqual([80, 443, 8]);
  });

  it.each([
    ['me:p%40ss@', 'me:p@ss'],
    ['me@', 'me:'],
    [':only-a-password@', ':only-a-password'],
    ['', undefined],
  ])('is given the credentials of its URL: %j', async (inUrl, pair) => {
    const proxy = createServer();
    const asked = tunnels(proxy, '407 Proxy Authentication Required');
    const connections = connectionsOver(`http://${inUrl}127.0.0.1:${await listen(proxy)}`);
    expect(await failureOf(ask('https://apis.example', connections))).toBe(
      'the proxy answered with 407 to the request for a tunnel',
    );
    expect(asked.map(({ headers }) => headers['proxy-authorization'])).toEqual([
      pair === undefined ? undefined : `Basic ${Buffer.from(pair).toString('base64')}`,
    ]);
  });

  it('that makes no tunnel is left at once', async () => {
    const proxy = createServer();
    const asked = tunnels(proxy, '503 Service Unavailable');
    const connections = connectionsOver(`http://127.0.0.1:${await listen(proxy)}`);
    expect(await failureOf(ask('https://apis.example', connections))).toMatch(/503/);
    const socket = asked[0]?.socket.resume();
    // It is told of the end, or of a reset.
    await new Promise((resolve) => socket?.once('end', resolve).once('close', resolve));
  });

  it('that is not there is named as the network names it', async () => {
    const gone = createTcpServer();
    const port = await listen(gone);
    await new Promise((resolve) => gone.close(resolve));
    const connections = connectionsOver(`http://127.0.0.1:${port}`);
    expect(await failureOf(ask('https://apis.example', connections))).toBe(
      `connect ECONNREFUSED 127.0.0.1:${port}`,
    );
  });
});
