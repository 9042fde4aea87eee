import { DecoratorHandler, request } from 'undici';
import type { Clock } from './clock.ts';
import { prepareConnections, type Connections } from './connections.ts';
import { OpenCloudError } from './errors.ts';
import type { Headers } from './rate-limit.ts';

/** One request to the service. */
export interface ServiceRequest {
  readonly method: 'GET' | 'POST';
  /** An absolute path below the origin, without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** For everything together: connecting, sending, waiting, and reading the answer. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** An answer, whatever its status, whose body came whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends requests to one origin with one key. */
export interface Transport {
  /**
   * @throws {OpenCloudError} `not-connected` or `no-answer`, where no whole answer came
   * @throws the signal's reason, where it aborted
   */
  send(request: ServiceRequest): Promise<Answer>;
  /** Ends every connection, so that none keeps the process alive. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** An origin, like `https://apis.roblox.com`: the only one that the key is ever sent to. */
  readonly origin: string;
  readonly apiKey: string;
  readonly userAgent: string;
  /** The proxy to go through, if any. */
  readonly proxy?: URL | undefined;
  readonly clock: Clock;
}

/**
 * The largest answer that is read: 4 MiB of results or a script of 4 MB can be six times as long
 * once every character of them is escaped. Beyond that it is no answer of this service.
 */
const LARGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/** A transport over undici: HTTP/1.1, no redirects, and no repeats of its own. */
export function createTransport(options: TransportOptions): Transport {
  const pool = prepareConnections(options.proxy);
  return {
    close: () => pool.close(),
    send: async (sent) => {
      if (sent.method === 'GET') {
        return exchange(options, sent, pool);
      }
      // What is not safe to send twice gets a connection of its own. On a kept one, a reset that
      // only says that the service closed it long ago looks just like one that lost an answer.
      const own = prepareConnections(options.proxy);
      try {
        return await exchange(options, sent, own);
      } finally {
        await own.close();
      }
    },
  };
}

async function exchange(
  { origin, apiKey, userAgent, clock }: TransportOptions,
  { method, path, query, body, deadlineMs, signal }: ServiceRequest,
  connections: Connections,
): Promise<Answer> {
  signal?.throwIfAborted();
  const name = { method, path };
  const abort = new AbortController();
  let isConnected = false;
  const onAbort = (): void => {
    abort.abort();
    // Before there is a connection, the request hears nothing of an abort.
    if (!isConnected) {
      connections.breakOff();
    }
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  let isOverdue = false;
  const cancelDeadline = clock.deadline(deadlineMs, () => {
    isOverdue = true;
    onAbort();
  });
  const observed = connections.dispatcher.compose((dispatch) => (opts, handler) => {
    const onConnect = (resume: () => void): void => {
      isConnected = true;
      handler.onConnect?.(resume);
    };
    return dispatch(opts, Object.assign(new DecoratorHandler(handler), { onConnect }));
  });
  try {
    const answer = await request(new URL(path, origin), {
      dispatcher: observed,
      method,
      query: { ...query },
      headers: {
        'x-api-key': apiKey,
        'user-agent': userAgent,
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: abort.signal,
    });
    const text = await readBounded(answer.body);
    if (text === undefined) {
      const said = `it is longer than ${LARGEST_ANSWER_BYTES} bytes`;
      const { statusCode: status } = answer;
      throw new OpenCloudError({ failure: 'unreadable', request: name, status, said });
    }
    return { status: answer.statusCode, headers: answer.headers, text };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof OpenCloudError) {
      throw cause;
    }
    throw new OpenCloudError({
      failure: isConnected ? 'no-answer' : 'not-connected',
      request: name,
      said: isOverdue ? `nothing after ${deadlineMs / 1000} s` : describeCause(cause),
      cause,
    });
  } finally {
    cancelDeadline();
    signal?.removeEventListener('abort', onAbort);
  }
}

async function readBounded(body: AsyncIterable<Buffer>): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > LARGEST_ANSWER_BYTES) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The innermost cause says most: `connect ECONNREFUSED 127.0.0.1:9`, not `fetch failed`. */
function describeCause(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  if (error.cause instanceof Error) {
    return describeCause(error.cause);
  }
  if (error instanceof AggregateError && error.errors.length > 0) {
    return describeCause(error.errors[0]);
  }
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined || error.message.includes(code)
    ? error.message
    : `${error.message} (${code})`;
}
