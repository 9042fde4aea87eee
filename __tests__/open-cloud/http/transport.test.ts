import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { systemClock, type Clock } from '../../../src/util/clock.ts';
import { createTransport, type Transport } from '../../../src/open-cloud/http/transport.ts';
import { startService, type LoopbackService, type Reply } from '../../support/loopback-service.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const KEY = 'a-key-of-the-test';
const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) {
    await step();
  }
});

async function serve(
  answer: Parameters<typeof startService>[0],
  onHang?: () => void,
): Promise<LoopbackService> {
  const service = await startService(answer, onHang);
  undo.push(service.close);
  return service;
}

function transportTo(origin: string, clock: Clock = systemClock, proxy?: URL): Transport {
  const transport = createTransport({ origin, apiKey: KEY, userAgent: 'test/1', clock, proxy });
  undo.push(() => transport.close());
  return transport;
}

const read = {
  name: { method: 'GET', path: '/cloud/v2/x', operation: 'getTask' },
  deadlineMs: 30_000,
} as const;
const create = {
  name: { method: 'POST', path: '/cloud/v2/x', operation: 'createTask' },
  body: { a: 'ü' },
  deadlineMs: 60_000,
} as const;

async function failureOf(sent: Promise<unknown>): Promise<unknown> {
  return sent.then(
    () => 'none',
    (error: unknown) => error,
  );
}

describe('a request', () => {
  it('carries the key, the user agent, the query and the body', async () => {
    const service = await serve(() => ({ json: {} }));
    await transportTo(service.url).send({ ...create, query: { view: 'FULL' } });
    expect(service.received[0]).toMatchObject({
      method: 'POST',
      path: '/cloud/v2/x',
      query: { view: 'FULL' },
      body: '{"a":"ü"}',
      headers: {
        'x-api-key': KEY,
        'user-agent': 'test/1',
        'content-type': 'application/json',
        'content-length': '10',
      },
    });
  });

  it('says what it takes, and names no content where it has none', async () => {
    const service = await serve(() => ({ json: {} }));
    const transport = transportTo(service.url);
    await transport.send(read);
    await transport.send({ name: create.name, deadlineMs: 60_000 });
    for (const { headers, query, body } of service.received) {
      expect([headers['accept'], headers['content-type']]).toEqual(['application/json', undefined]);
      expect([query, body]).toEqual([{}, '']);
    }
  });

  it('is told of when it is over', async () => {
    const service = await serve(() => ({ status: 404, text: '' }));
    const records: unknown[] = [];
    const transport = createTransport({
      origin: service.url,
      apiKey: KEY,
      userAgent: 'test/1',
      clock: { ...systemClock, now: () => 5 },
      onDone: (record) => records.push(record),
    });
    undo.push(() => transport.close());
    await transport.send(read);
    await transport.send(create);
    expect(records).toEqual([
      { request: read.name, status: 404, tookMs: 0 },
      { request: create.name, status: 404, tookMs: 0 },
    ]);
  });

  it('brings back nothing of the key, where somebody gives it back', async () => {
    const service = await serve(() => ({ text: `your key is ${KEY}` }));
    expect(await transportTo(service.url).send(read)).toMatchObject({ text: 'your key is ***' });
  });

  it('brings back status, headers and the whole text, whatever the status', async () => {
    const service = await serve(() => ({ status: 503, headers: { 'x-a': 'b' }, text: 'näh' }));
    const answer = await transportTo(service.url).send(read);
    expect(answer).toMatchObject({ status: 503, text: 'näh', headers: { 'x-a': 'b' } });
  });

  it('does not follow a redirect: the key stays where it was sent', async () => {
    const other = await serve(() => ({ json: {} }));
    const service = await serve(() => ({
      status: 307,
      headers: { location: other.url },
      text: '',
    }));
    expect(await transportTo(service.url).send(read)).toMatchObject({ status: 307 });
    expect(other.received).toHaveLength(0);
  });

  it('uses one connection for reads, and a fresh one for each creation', async () => {
    const service = await serve(() => ({ json: {} }));
    const transport = transportTo(service.url);
    for (const sent of [read, create, read, create]) {
      await transport.send(sent);
    }
    const [first, second, third, fourth] = service.received.map(({ connection }) => connection);
    expect(third).toBe(first);
    expect(new Set([first, second, fourth]).size).toBe(3);
  });

  it('leaves no connection open: none after a creation, and none after all', async () => {
    const ends: Promise<void>[] = [];
    const server = createServer((request, response) => {
      ends.push(
        new Promise((resolve) => {
          request.socket.once('close', () => resolve());
        }),
      );
      // The server keeps it for as long as it is let.
      response.setHeader('connection', 'keep-alive').setHeader('keep-alive', 'timeout=600');
      request.resume().on('end', () => response.end());
    });
    server.keepAliveTimeout = 0;
    const transport = transportTo(await listen(server));
    await transport.send(create);
    await ends[0];
    await transport.send(read);
    await transport.close();
    await ends[1];
    expect(ends).toHaveLength(2);
  });
});

describe('a request without an answer', () => {
  it.each<readonly [string, Reply]>([
    ['reset', 'reset'],
    ['cut short', { cutAfter: '{"path":' }],
  ])('that was sent and then %s may have arrived', async (_, reply) => {
    const service = await serve(() => reply);
    const error = await failureOf(transportTo(service.url).send(create));
    expect(error).toMatchObject({ name: 'OpenCloudError', failure: 'no-answer' });
    expect(service.received).toHaveLength(1);
  });

  it('ends at its deadline', async () => {
    const clock = virtualClock();
    const service = await serve(
      () => 'hang',
      () => clock.park(),
    );
    const error = await failureOf(transportTo(service.url, clock).send(create));
    expect(error).toMatchObject({ failure: 'no-answer', serverMessage: 'nothing after 60 s' });
    expect(clock.now()).toBe(60_000);
  });

  it('ends with the reason of a cancellation', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const service = await serve(
      () => 'hang',
      () => controller.abort(reason),
    );
    const sent = transportTo(service.url).send({ ...read, signal: controller.signal });
    expect(await failureOf(sent)).toBe(reason);
    const again = transportTo(service.url).send({ ...read, signal: controller.signal });
    expect(await failureOf(again)).toBe(reason);
    expect(service.received).toHaveLength(1);
  });

  it('never arrived where no connection was made', async () => {
    const gone = await startService(() => ({ json: {} }));
    await gone.close();
    for (const sent of [read, create]) {
      const error = await failureOf(transportTo(gone.url).send(sent));
      expect(error).toMatchObject({ failure: 'not-connected' });
      expect((error as Error).message).toMatch(/ECONNREFUSED/);
    }
    const unknown = await failureOf(transportTo('http://no-such-host.invalid').send(create));
    expect(unknown).toMatchObject({ failure: 'not-connected' });
  });

  it('never arrived where TLS could not be agreed upon', async () => {
    const plain = await serve(() => ({ json: {} }));
    const error = await failureOf(transportTo(plain.url.replace('http:', 'https:')).send(create));
    expect(error).toMatchObject({ failure: 'not-connected' });
    const withoutCertificate = createTlsServer();
    const url = await listen(withoutCertificate);
    expect(await failureOf(transportTo(url.replace('http:', 'https:')).send(create))).toMatchObject(
      {
        failure: 'not-connected',
      },
    );
    expect(plain.received).toHaveLength(0);
  });

  it('is refused where it is longer than any answer of the service', async () => {
    const server = createServer((_, response) => {
      const chunk = Buffer.alloc(1024 * 1024, 32);
      const more = (): void => {
        while (!response.destroyed && response.write(chunk)) {
          // As fast as it is taken.
        }
      };
      response.on('drain', more);
      response.on('error', () => {});
      more();
    });
    const error = await failureOf(transportTo(await listen(server)).send(read));
    expect(error).toMatchObject({
      failure: 'too-large',
      status: 200,
      request: read.name,
      serverMessage: 'it has more than 32 MiB',
    });
  });

  it('tells nothing of the key', async () => {
    const service = await serve(() => 'reset');
    const error = (await failureOf(transportTo(service.url).send(create))) as Error;
    expect(JSON.stringify([error, error.message, error.stack, String(error.cause)])).not.toContain(
      KEY,
    );
  });
});

describe('a connection that is never made', () => {
  /** A listener that takes connections and says nothing; told of each. */
  async function mute(onConnection: () => void): Promise<string> {
    const sockets = new Set<Socket>();
    const server = createTcpServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.resume();
      onConnection();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    );
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  it.each([
    ['a server that does not answer the TLS greeting', false],
    ['a proxy that does not answer the request for a tunnel', true],
  ])('because of %s ends at the deadline', async (_, isProxy) => {
    const clock = virtualClock();
    const address = await mute(() => clock.park());
    const transport = isProxy
      ? transportTo('https://apis.example', clock, new URL(`http://${address}`))
      : transportTo(`https://${address}`, clock);
    for (const sent of [create, read]) {
      expect(await failureOf(transport.send({ ...sent, deadlineMs: 5_000 }))).toMatchObject({
        failure: 'not-connected',
        serverMessage: 'nothing after 5 s',
      });
    }
    expect(clock.now()).toBe(10_000);
  });

  it.each([
    ['a server that does not answer the TLS greeting', false],
    ['a proxy that does not answer the request for a tunnel', true],
  ])('because of %s ends with a cancellation', async (_, isProxy) => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const address = await mute(() => controller.abort(reason));
    const transport = isProxy
      ? transportTo('https://apis.example', systemClock, new URL(`http://${address}`))
      : transportTo(`https://${address}`);
    const sent = transport.send({ ...create, signal: controller.signal });
    expect(await failureOf(sent)).toBe(reason);
  });

  it('because the proxy hangs up is one attempt, not a storm of them', async () => {
    let attempts = 0;
    const proxy = createServer();
    proxy.on('connect', (_, socket) => {
      attempts += 1;
      socket.destroy();
    });
    const uri = new URL(await listen(proxy));
    const error = await failureOf(
      transportTo('https://apis.example', systemClock, uri).send(create),
    );
    expect(error).toMatchObject({ failure: 'not-connected' });
    expect(attempts).toBe(1);
  });
});

describe('a proxy', () => {
  it('is given its user and password, decoded', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.headers['proxy-authorization']);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const uri = new URL((await listen(proxy)).replace('//', '//me:p%40ss@'));
    const error = await failureOf(
      transportTo('https://apis.example', systemClock, uri).send(create),
    );
    expect((error as Error).message).toMatch(/the proxy answered with 407/);
    expect((error as Error).message).not.toContain('p@ss');
    expect(asked).toEqual([`Basic ${Buffer.from('me:p@ss').toString('base64')}`]);
  });

  it('is given a password with a percent sign as it is, though its URL came decoded', async () => {
    const asked: (string | undefined)[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(request.headers['proxy-authorization']);
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    const uri = new URL((await listen(proxy)).replace('//', '//me:50%25off%2541@'));
    // As GitHub's toolkit makes them of HTTPS_PROXY.
    Object.defineProperty(uri, 'password', { value: '50%off%41' });
    await failureOf(transportTo('https://apis.example', systemClock, uri).send(create));
    expect(asked).toEqual([`Basic ${Buffer.from('me:50%off%41').toString('base64')}`]);
  });

  it('is asked for a tunnel, and does not see the key', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(`${request.url} ${JSON.stringify(request.headers)}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    const uri = new URL(await listen(proxy));
    const error = await failureOf(
      transportTo('https://apis.example', systemClock, uri).send(create),
    );
    expect(error).toMatchObject({ failure: 'not-connected' });
    expect(asked).toEqual([expect.stringMatching(/^apis\.example:443 /)]);
    expect(asked.join('')).not.toContain(KEY);
  });
});

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  undo.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
