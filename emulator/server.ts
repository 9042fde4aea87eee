import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BROKEN, INVALID_KEY, NO_SUCH_ROUTE, TOO_LARGE } from './answers.ts';
import type { Answer } from './answers.ts';
import { answerRequest } from './routes.ts';
import type { Cloud } from './routes.ts';
import { TaskStore } from './tasks.ts';

/** What an emulator is started with; every field has a default. */
export interface EmulatorOptions {
  /** The TCP port on 127.0.0.1; 0, the default, takes any free one. */
  port?: number;
  /** The key that is accepted; by default a random one. */
  apiKey?: string;
  /** The latest version of every place; 1 by default. */
  placeVersion?: number;
  /**
   * How long a task is QUEUED before it is PROCESSING, in milliseconds. At 0, the default, it never is: the service
   * answers a create with PROCESSING.
   */
  queueDelayMs?: number;
  /** How long a place "boots" before the first line of its script, in milliseconds; 0 by default. */
  bootDelayMs?: number;
}

/** A request that the emulator was sent, with or without a valid key. */
export interface RecordedRequest {
  method: string;
  /** With the query, as it was sent. */
  path: string;
  /** Without the key. */
  headers: Readonly<IncomingHttpHeaders>;
  body: string;
}

/** A running emulator. */
export interface Emulator {
  /** The origin, such as `http://127.0.0.1:4080`. */
  url: string;
  apiKey: string;
  /** Ends every task and connection, and resolves when nothing of the emulator is left. */
  close(): Promise<void>;
  /** The latest 1000 requests, in the order in which they had been read. */
  requests: readonly RecordedRequest[];
}

/** The largest script, with each of its bytes escaped in JSON, fits well. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

const MAX_RECORDED_REQUESTS = 1000;

const KEY_HEADER = 'x-api-key';

/**
 * Starts a local Open Cloud that runs Luau scripts: see `routes.ts` for what it answers.
 *
 * @throws {Error} when the port is taken or may not be listened on
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const apiKey = options.apiKey ?? randomBytes(24).toString('base64url');
  const tasks = new TaskStore({
    queueDelayMs: options.queueDelayMs ?? 0,
    bootDelayMs: options.bootDelayMs ?? 0,
  });
  const cloud: Cloud = { tasks, placeVersion: options.placeVersion ?? 1 };
  const requests: RecordedRequest[] = [];

  const answer = async (incoming: IncomingMessage): Promise<Answer> => {
    const { method = '', url: path = '', headers } = incoming;
    const body = await readBody(incoming);
    const { [KEY_HEADER]: key, ...otherHeaders } = headers;
    requests.push({ method, path, headers: otherHeaders, body: body ?? '' });
    if (requests.length > MAX_RECORDED_REQUESTS) requests.shift();

    if (typeof key !== 'string' || !isSameKey(key, apiKey)) return INVALID_KEY;
    if (body === undefined) return TOO_LARGE;
    const url = URL.parse(path, 'http://emulator');
    if (url === null) return NO_SUCH_ROUTE;
    return answerRequest(cloud, { method, pathname: url.pathname, query: url.searchParams, body });
  };

  const server = createServer((incoming, response) => {
    answer(incoming).then(
      (found) => send(response, found),
      () => send(response, BROKEN),
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    requests,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await Promise.all([closed, tasks.close()]);
    },
  };
}

/** The whole body; undefined when it is larger than MAX_BODY_BYTES, of which the rest is read and thrown away. */
async function readBody(incoming: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks).toString('utf8') : undefined;
}

function isSameKey(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
