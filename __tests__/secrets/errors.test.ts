import { describe, expect, it } from '@jest/globals';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { createTransport } from '../../src/open-cloud/http/transport.ts';
import { runWholeStep } from '../untrusted-text/whole-step.ts';
import { startService, type Reply } from '../support/loopback-service.ts';
import { virtualContext } from '../support/context.ts';
import { everyByte, leaksOf } from './every-byte.ts';

const KEY = 'Zq7+K3y/of=the&"tests\'<1>\\%41+and-it~is?long';

const CREATE = { method: 'POST', path: '/cloud/v2', operation: 'createTask' } as const;
const READ = { method: 'GET', path: '/cloud/v2', operation: 'getTask' } as const;

/** Everything that an error holds, its causes and what nobody sees included. */
function everythingOf(error: unknown): ReadonlyMap<string, string> {
  const told = inspect(error, { depth: Infinity, showHidden: true, maxStringLength: Infinity });
  return new Map([['the error', `${told}\n${JSON.stringify(error)}\n${String(error)}`]]);
}

/** What a request to a service that answers like this throws, or gives. */
async function outcomeOf(reply: Reply): Promise<unknown> {
  const { clock } = virtualContext();
  const service = await startService(
    () => reply,
    () => clock.park(),
  );
  const transport = createTransport({
    origin: service.url,
    apiKey: KEY,
    userAgent: 'test/1',
    clock,
  });
  try {
    return await transport
      .send({ name: CREATE, body: {}, deadlineMs: 1_000 })
      .catch((error: unknown) => error);
  } finally {
    await transport.close();
    await service.close();
  }
}

describe('an error of the client', () => {
  it.each<readonly [string, Reply]>([
    ['a reset', 'reset'],
    ['half an answer', { cutAfter: '{' }],
    ['no answer at all', 'hang'],
  ])('holds nothing of the key after %s', async (_, reply) => {
    const error = await outcomeOf(reply);
    expect(error).toBeInstanceOf(Error);
    expect(leaksOf(everythingOf(error), [KEY])).toEqual([]);
  });

  it.each<readonly [string, (sent: string, key: string) => string]>([
    ['a version that is none', (sent) => `HTTP/9.9 what\r\n${sent}`],
    ['no HTTP at all', (sent) => `ERR ${sent}`],
    ['a broken header', (_, key) => `HTTP/1.1 200 OK\r\nx-\u0001: ${key}\r\n\r\n`],
    [
      'a broken chunk',
      (_, key) => `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nZZ${key}\r\n`,
    ],
  ])('holds nothing of the key where it comes back with %s', async (_, answer) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => {}); // A client that gave up.
      socket.once('data', (sent) => socket.end(answer(sent.toString('latin1'), KEY)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const origin = `http://127.0.0.1:${port}`;
    const { clock } = virtualContext();
    const transport = createTransport({ origin, apiKey: KEY, userAgent: 'test/1', clock });
    const error = await transport
      .send({ name: CREATE, body: {}, deadlineMs: 1_000 })
      .catch((thrown: unknown) => thrown);
    await transport.close();
    await new Promise((resolve) => server.close(resolve));
    expect(error).toMatchObject({
      failure: 'no-answer',
      serverMessage: expect.stringContaining('HPE_'),
    });
    expect(leaksOf(everythingOf(error), [KEY])).toEqual([]);
  });

  it('holds nothing of the key where nobody listens', async () => {
    const { clock } = virtualContext();
    const origin = 'http://127.0.0.1:9';
    const transport = createTransport({ origin, apiKey: KEY, userAgent: 'test/1', clock });
    const error = await transport
      .send({ name: READ, deadlineMs: 1_000 })
      .catch((thrown: unknown) => thrown);
    await transport.close();
    expect(error).toBeInstanceOf(Error);
    expect(leaksOf(everythingOf(error), [KEY])).toEqual([]);
  });
});

describe('a proxy', () => {
  it('learns nothing of the key, and its own password is told nobody', async () => {
    const password = 'pa55word-of-the-proxy';
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ method, url, headers }: IncomingMessage, socket) => {
      asked.push(JSON.stringify({ method, url, headers }));
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const { port } = proxy.address() as AddressInfo;
    const step = await runWholeStep({
      inputs: {
        'api-key': KEY,
        'universe-id': '12',
        'place-id': '34',
        'base-url': 'https://apis.roblox.invalid',
        source: 'return 1',
        'junit-file': 'junit.xml',
      },
      env: { RUNNER_DEBUG: '1' },
      processEnv: {
        HTTPS_PROXY: `http://user:${password}@127.0.0.1:${port}`,
        https_proxy: `http://user:${password}@127.0.0.1:${port}`,
        NO_PROXY: '',
        no_proxy: '',
        RUNNER_DEBUG: '1',
      },
      context: virtualContext(),
    });
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    expect(step.exitCode).toBe(1);
    expect(asked.length).toBeGreaterThan(0);
    expect(leaksOf(new Map([['the request for a tunnel', asked.join('\n')]]), [KEY])).toEqual([]);
    expect(leaksOf(everyByte(step), [KEY, password])).toEqual([]);
  });
});
