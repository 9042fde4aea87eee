import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { Agent, buildConnector, type Dispatcher } from 'undici';
import { acceptContinue } from './interim-answers.ts';
import { keepReadableAfterBrokenWrite } from './broken-writes.ts';

/** Connections to one origin, which can be interrupted while they are being made. */
export interface Connections {
  readonly dispatcher: Dispatcher;
  /**
   * Ends every attempt to connect. undici reacts to an abort only after a connection is made, so a
   * silent proxy or server could delay it for ever.
   */
  interrupt(): void;
  /** Closes all connections, so that none keeps the process alive. */
  close(): Promise<void>;
}

/** The time for the name lookup, TCP, the proxy and TLS together. A busy proxy takes seconds. */
const CONNECT_TIMEOUT_MS = 15_000;

interface Destroyable {
  destroy(): unknown;
}

/** Adds TLS to a socket for an https origin. It checks certificates as Node.js does. */
const secure = buildConnector({ timeout: 0 });

/**
 * Prepares connections over HTTP/1.1, directly or through a proxy.
 *
 * @param proxy an http or https proxy; it opens a tunnel and sees no request
 */
export function prepareConnections(proxy: URL | undefined): Connections {
  const attempts = new Set<(why: string) => void>();

  const connect: buildConnector.connector = (options, callback) => {
    const parts: Destroyable[] = [];
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
          keepReadableAfterBrokenWrite(connected);
          acceptContinue(connected);
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
    // Each request has its own deadline; undici's timeouts would apply besides it.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    dispatcher,
    interrupt: () => {
      for (const interrupt of attempts) {
        interrupt('interrupted before there was a connection');
      }
    },
    close: () => dispatcher.destroy(),
  };
}

/** Connects to a host by TCP or through the proxy. Adds what can be destroyed to `parts`. */
function reach(
  proxy: URL | undefined,
  hostname: string,
  port: number,
  parts: Destroyable[],
  fail: (error: Error) => void,
  onReached: (socket: net.Socket) => void,
): void {
  if (proxy === undefined) {
    const socket = net.connect({ host: withoutBrackets(hostname), port });
    parts.push(socket);
    // undici handles the errors of a connection that was made; this listener is for the time before.
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
      fail(new Error(`the proxy answered with ${response.statusCode} to the request for a tunnel`));
    }
  });
  ask.end();
}

function credentialsOf({ href }: URL): { 'proxy-authorization'?: string } {
  // GitHub's toolkit returns URLs with decoded parts, and a password may contain a `%`.
  const { username, password } = new URL(href);
  if (username === '' && password === '') {
    return {};
  }
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** URLs have IPv6 addresses in brackets; sockets need them without. */
function withoutBrackets(hostname: string): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function describeTimeout(proxy: URL | undefined): string {
  return `no connection after ${CONNECT_TIMEOUT_MS / 1000} s${proxy === undefined ? '' : ' through the proxy'}`;
}
