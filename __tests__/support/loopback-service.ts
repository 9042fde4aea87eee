import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

/** A request that the service received. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The number of its connection. */
  readonly connection: number;
}

/** How the service answers a request. */
export type Reply =
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly json: unknown }
  | { readonly status?: number; readonly headers?: Record<string, string>; readonly text: string }
  /** A 200 whose body ends before its length. */
  | { readonly cutAfter: string }
  /** The connection is reset before an answer. */
  | 'reset'
  /** The connection is closed without an answer. */
  | 'close'
  /** A 200 whose body arrives at one byte a second; if it is endless, spaces follow. */
  | { readonly trickled: string; readonly isEndless?: boolean }
  /** There is never an answer; `onHang` is called. */
  | 'hang';

/** The certificate of a server and its key, in PEM. */
export interface Identity {
  readonly key: string;
  readonly cert: string;
}

/** Options of a service. */
export interface ServiceOptions {
  /**
   * Takes a step each second while the request goes on, for `trickled`. A step ends when its byte has arrived.
   */
  readonly eachSecond?: (step: () => Promise<void>) => void;
  /** Uses TLS, with a host name that the test resolves. */
  readonly tls?: {
    readonly host: string;
    readonly identity: Identity;
    /** The identity of a connection for which `isImpostor` returns true; it is called once a connection. */
    readonly impostor: Identity;
    readonly isImpostor: () => boolean;
  };
}

/** A service on loopback. */
export interface LoopbackService {
  readonly url: string;
  readonly received: readonly Received[];
  readonly close: () => Promise<void>;
}

/** Starts a service that answers each request as `answer` says; `count` is how many came before. */
export async function startService(
  answer: (request: Received, count: number) => Reply,
  onHang: () => void = () => {},
  { eachSecond = () => {}, tls }: ServiceOptions = {},
): Promise<LoopbackService> {
  const received: Received[] = [];
  const clients = watchClientSockets();
  const connections = new Map<Socket, number>();
  const listener: RequestListener = (request, response) => {
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
      send(answer(one, count), response, onHang, eachSecond, clients.arrival);
    });
  };
  const serve = (identity?: Identity) =>
    identity === undefined
      ? createServer({ keepAliveTimeout: 0 }, listener)
      : createTlsServer({ ...identity, keepAliveTimeout: 0 }, listener);
  const server = serve(tls?.identity);
  const impostor = tls && serve(tls.impostor);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
    connections.set(socket, connections.size + 1),
  );
  const open = new Set<Socket>();
  const door = createTcpServer((socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => {}); // A client that gave up.
    (tls?.isImpostor() === true ? (impostor ?? server) : server).emit('connection', socket);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  const { port } = door.address() as AddressInfo;
  return {
    url: tls === undefined ? `http://127.0.0.1:${port}` : `https://${tls.host}:${port}`,
    received,
    close: () =>
      new Promise((resolve) => {
        clients.stop();
        door.close(() => resolve());
        for (const socket of open) {
          socket.destroy();
        }
      }),
  };
}

/** Watches the sockets that this process opens as a client, until it is stopped. */
function watchClientSockets(): {
  /** Resolves when the client of a server's socket has read all that was written, or is gone. */
  readonly arrival: (socket: Socket | null) => Promise<void>;
  readonly stop: () => void;
} {
  const clients = new Set<Socket>();
  const onSocket = (message: unknown): void => {
    clients.add((message as { readonly socket: Socket }).socket);
  };
  subscribe('net.client.socket', onSocket);
  return {
    arrival: async (socket) => {
      const client = [...clients].find(
        ({ destroyed, localPort }) => !destroyed && localPort === socket?.remotePort,
      );
      const isInFlight = (): boolean =>
        socket !== null && client?.destroyed === false && client.bytesRead < socket.bytesWritten;
      while (isInFlight()) {
        await setImmediate();
      }
    },
    // The channel is the process's own, and outlives the test files that Jest runs in it.
    stop: () => void unsubscribe('net.client.socket', onSocket),
  };
}

function send(
  reply: Reply,
  response: ServerResponse,
  onHang: () => void,
  eachSecond: (step: () => Promise<void>) => void,
  arrival: (socket: Socket | null) => Promise<void>,
): void {
  if (reply === 'hang') {
    onHang();
  } else if (reply === 'close') {
    response.socket?.end();
  } else if (reply === 'reset') {
    response.socket?.resetAndDestroy();
  } else if ('trickled' in reply) {
    const bytes = Buffer.from(reply.trickled);
    const { isEndless = false } = reply;
    response.writeHead(200, isEndless ? {} : { 'content-length': bytes.length });
    response.flushHeaders();
    let sent = 0;
    eachSecond(async () => {
      if (!response.destroyed && (sent < bytes.length || isEndless)) {
        response.write(sent < bytes.length ? bytes.subarray(sent, (sent += 1)) : ' ');
      }
      if (sent === bytes.length && !isEndless && !response.writableEnded) {
        response.end();
      }
      await arrival(response.socket);
    });
  } else if ('cutAfter' in reply) {
    response.writeHead(200, { 'content-length': reply.cutAfter.length + 10 });
    response.write(reply.cutAfter, () => response.socket?.destroy());
  } else {
    const text = 'json' in reply ? JSON.stringify(reply.json) : reply.text;
    response.writeHead(reply.status ?? 200, reply.headers);
    response.end(text);
  }
}
