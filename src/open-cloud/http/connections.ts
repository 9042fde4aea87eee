import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';

/** Connections to one origin, which can be broken off even while they are being made. */
export interface Connections {
  readonly dispatcher: Dispatcher;
  /**
   * Ends every attempt to connect. undici itself heeds an abort only once there is a connection,
   * and a proxy or a server that says nothing would hold it for as long as it likes.
   */
  interrupt(): void;
  /** Ends everything, so that nothing keeps the process alive. */
  close(): Promise<void>;
}

/** What it may take to connect: name, TCP, the proxy and TLS together. A busy proxy takes seconds. */
const CONNECT_TIMEOUT_MS = 15_000;

interface Breakable {
  destroy(): unknown;
}

/** Adds TLS to a socket where the origin is https; it checks certificates as Node.js does. */
const secure = buildConnector({ timeout: 0 });

/**
 * Prepares connections over HTTP/1.1, directly or through a proxy.
 *
 * @param proxy an http or https proxy, which is asked for a tunnel and sees nothing of a request
 */
export function prepareConnections(proxy: URL | undefined): Connections {
  const attempts = new Set<(why: string) => void>();

  const connect: buildConnector.connector = (options, callback) => {
    const parts: Breakable[] = [];
    let isSettled = false;
    const fail = (error: Error): void => {
      for (const part of parts) {
        part.destroy();
      }
      if (!isSettled) {
        isSettled = true;
        cleanUp();
        callback(error, null);
      }
    };
    const interrupt = (why: string): void => fail(new Error(why));
    const timer = setTimeout(interrupt, CONNECT_TIMEOUT_MS, describeTimeout(proxy));
    const cleanUp = (): void => {
      clearTimeout(timer);
      attempts.delete(interrupt);
    };
    attempts.add(interrupt);

    const port = Number(options.port || (options.protocol === 'https:' ? 443 : 80));
    reach(proxy, options.hostname, port, parts, fail, (socket) => {
      const finish: buildConnector.Callback = (error, connected) => {
        if (error !== null) {
          fail(error);
        } else if (isSettled) {
          connected.destroy();
        } else {
          isSettled = true;
          cleanUp();
          outliveBrokenWrites(connected);
          callback(null, connected);
        }
      };
      if (options.protocol === 'https:') {
        secure({ ...options, httpSocket: socket }, finish);
      } else {
        finish(null, socket);
      }
    });
  };

  const dispatcher = new Agent({
    connect,
    // The deadline of the request is the one limit of time: undici's own would count besides it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    dispatcher,
    interrupt: () => {
      for (const interrupt of attempts) {
        interrupt('broken off before there was a connection');
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Reaches a host by TCP, or has the proxy reach it. What could be destroyed is added to `parts`. */
function reach(
  proxy: URL | undefined,
  hostname: string,
  port: number,
  parts: Breakable[],
  fail: (error: Error) => void,
  onReached: (socket: net.Socket) => void,
): void {
  if (proxy === undefined) {
    const socket = net.connect({ host: withoutBrackets(hostname), port });
    parts.push(socket);
    // The errors of a connection that was made are undici's; this listener only bears the first ones.
    socket.once('error', fail);
    socket.once('connect', () => {
      socket.off('error', fail);
      socket.on('error', () => {});
      onReached(socket);
    });
    return;
  }
  const target = `${hostname}:${port}`;
  const ask = (proxy.protocol === 'https:' ? https : http).request({
    host: withoutBrackets(proxy.hostname),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: target,
    agent: false,
    headers: { host: target, ...credentialsOf(proxy) },
  });
  parts.push(ask);
  ask.once('error', fail);
  ask.once('connect', (response, socket: net.Socket) => {
    parts.push(socket);
    socket.on('error', () => {});
    if (response.statusCode === 200) {
      onReached(socket);
    } else {
      fail(new Error(`the proxy answered with ${response.statusCode} to the wish for a tunnel`));
    }
  });
  ask.end();
}

/**
 * Lets a socket be read to its end although a write to it broke. A server that refuses a long body
 * answers and hangs up while it is still being sent; Node.js destroys a socket over a broken write
 * at once, and the answer, which has arrived by then, would be lost. So such a write never comes
 * back; the end of what can be read says how the exchange ended.
 */
function outliveBrokenWrites(socket: net.Socket): void {
  type Done = (error?: Error | null) => void;
  const unlessBroken =
    (done: Done): Done =>
    (error) => {
      if (!error || socket.destroyed) {
        done(error);
      }
    };
  // These two are how Node.js has a stream's writing replaced; nothing else of it is touched.
  /* oxlint-disable no-underscore-dangle */
  const write = socket._write.bind(socket);
  const writev = socket._writev?.bind(socket);
  socket._write = (chunk, encoding, done) => write(chunk, encoding, unlessBroken(done));
  socket._writev = (chunks, done) => writev?.(chunks, unlessBroken(done));
  /* oxlint-enable no-underscore-dangle */
}

function credentialsOf({ href }: URL): { 'proxy-authorization'?: string } {
  // GitHub's toolkit hands out URLs whose parts are decoded already, and a password may hold a `%`.
  const { username, password } = new URL(href);
  if (username === '' && password === '') {
    return {};
  }
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** URLs write IPv6 addresses in brackets, and sockets do not. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function describeTimeout(proxy: URL | undefined): string {
  return `no connection after ${CONNECT_TIMEOUT_MS / 1000} s${proxy === undefined ? '' : ' through the proxy'}`;
}
