import type { Clock } from '../../util/clock.ts';
import { prepareConnections, type Connections } from './connections.ts';
import { createRedactor } from '../../util/redact.ts';
import { OpenCloudError } from '../errors.ts';
import { sendRequest, readText, type RequestRecord, type TimeLimit } from './send-request.ts';
import type { FileBody } from './file-body.ts';
import type { Headers } from '../rate-limit.ts';

interface RequestBase {
  readonly method: 'GET' | 'POST';
  /** An absolute path below the origin, without a query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

/** One request to the service: with JSON, with a file, or with nothing but its path. */
export type ServiceRequest = RequestBase &
  (
    | {
        /** Sent as JSON. */
        readonly body?: unknown;
        /** For everything together: connecting, sending, waiting, and reading the answer. */
        readonly deadlineMs: number;
        readonly file?: undefined;
      }
    | {
        /** Sent as it is. */
        readonly file: FileBody;
        readonly limit: TimeLimit;
        /** Told, from 0 on, how many bytes the network has taken. */
        readonly onProgress?: (sentBytes: number) => void;
      }
  );

/** An answer, whatever its status, whose body came whole. */
export interface ServiceResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends requests to one origin with one key. */
export interface Transport {
  /**
   * @throws {OpenCloudError} `not-connected` or `no-answer`, where no whole answer came
   * @throws {UnsendableFile} where a file cannot be sent as it was found
   * @throws the signal's reason, where it aborted
   */
  send(request: ServiceRequest): Promise<ServiceResponse>;
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
  /** Told of each request when it is over. */
  readonly onDone?: ((record: RequestRecord) => void) | undefined;
}

/**
 * The largest answer that is read: 4 MiB of results or a script of 4 MB can be six times as long
 * once every character of them is escaped. Beyond that it is no answer of this service.
 */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** A transport over undici: HTTP/1.1, no redirects, and no repeats of its own. */
export function createTransport(options: TransportOptions): Transport {
  const pool = prepareConnections(options.proxy);
  const clean = createRedactor(options.apiKey);
  return {
    close: () => pool.close(),
    send: async (sent) => {
      if (sent.method === 'GET') {
        return sendOver(pool, sent, options, clean);
      }
      // What is not safe to send twice gets a connection of its own. On a kept one, a reset that
      // only says that the service closed it long ago looks just like one that lost an answer.
      // Uploads over kept ones were seen to fail more often, too.
      const own = prepareConnections(options.proxy);
      try {
        return await sendOver(own, sent, options, clean);
      } finally {
        await own.close();
      }
    },
  };
}

function sendOver(
  connections: Connections,
  sent: ServiceRequest,
  { origin, apiKey, userAgent, clock, onDone }: TransportOptions,
  clean: (text: string) => string,
): Promise<ServiceResponse> {
  const { method, path, query, signal } = sent;
  const name = { method, path };
  const url = new URL(path, origin);
  url.search = new URLSearchParams(query).toString();
  const isJson = sent.file === undefined && sent.body !== undefined;
  const headers = {
    'x-api-key': apiKey,
    'user-agent': userAgent,
    accept: 'application/json',
    ...(isJson && { 'content-type': 'application/json' }),
  };
  return sendRequest(
    {
      method,
      url,
      headers,
      name,
      signal,
      onDone,
      ...(sent.file === undefined
        ? {
            body: isJson ? JSON.stringify(sent.body) : undefined,
            limit: { totalMs: sent.deadlineMs },
          }
        : { body: sent.file, limit: sent.limit, onProgress: sent.onProgress }),
    },
    connections,
    clock,
    async ({ status, headers: answered, body }) => {
      const text = await readText(body, MAX_ANSWER_BYTES);
      if (text === undefined) {
        const serverMessage = `it is longer than ${MAX_ANSWER_BYTES} bytes`;
        throw new OpenCloudError({ failure: 'unreadable', request: name, status, serverMessage });
      }
      return { status, headers: answered, text: clean(text) };
    },
  );
}
