import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request, as the service got it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The connection it came over: the same number for the same connection. */
  readonly connection: number;
}

/** What the service does with a request. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly json: unknown }
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly text: string }
  /** A 200 whose body ends before its length. */
  | { readonly cutAfter: string }
  /** The connection is reset before an answer. */
  | 'reset'
  /** Nothing ever comes; `onHang` is told. */
  | 'hang';

/** A service of a test's own, on loopback. */
export interface LoopbackService {
  readonly url: string;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
}

/** Starts a service that answers each request as `answer` says; `count` is how many came before. */
export async function startService(
  answer: (request: Received, count: number) => Reply,
  onHang: () => void = () => {},
): Promise<LoopbackService> {
  const received: Received[] = [];
  const connections = new Map<Socket, number>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {}); // A client that gave up.
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://loopback');
      const one: Received = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        connection: connections.get(request.socket) ?? 0,
      };
      const count = received.length;
      received.push(one);
      send(answer(one, count), response, onHang);
    });
  });
  server.on('connection', (socket) => connections.set(socket, connections.size + 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(reply: Reply, response: ServerResponse, onHang: () => void): void {
  if (reply === 'hang') {
    onHang();
  } else if (reply === 'reset') {
    response.socket?.resetAndDestroy();
  } else if ('cutAfter' in reply) {
    response.writeHead(200, { 'content-length': reply.cutAfter.length + 10 });
    response.write(reply.cutAfter, () => response.socket?.destroy());
  } else {
    const text = 'json' in reply ? JSON.stringify(reply.json) : reply.text;
    response.writeHead(reply.status ?? 200, reply.headers);
    response.end(text);
  }
}
