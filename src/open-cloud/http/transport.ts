import type { Clock } from '../../util/clock.ts';
import { createRedactor } from '../../util/redact.ts';
import { formatBytes } from '../../util/truncate.ts';
import { OpenCloudError } from '../errors.ts';
import { OPERATIONS, type RequestName, type TimeLimit } from '../operations.ts';
import type { Headers } from '../rate-limit.ts';
import { prepareConnections, type Connections } from './connections.ts';
import type { FileBody } from './file-body.ts';
import { readText, sendRequest, type RequestRecord } from './send-request.ts';

/** One request to the service. Its operation gives the method, the deadline and the connection. */
export interface ServiceRequest {
  readonly name: RequestName;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent unchanged, instead of `body`. */
  readonly file?: FileBody;
  /** Overrides the deadline of the operation. */
  readonly deadlineMs?: number;
  /** Called with the number of bytes of a file that the network has taken, from 0 on. */
  readonly onProgress?: (sentBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A complete answer with any status. */
export interface ServiceResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Sends requests to one origin with one key. */
export interface Transport {
  /**
   * @throws {OpenCloudError} `not-connected` or `no-answer` if no complete answer came
   * @throws {UnsendableFile} if a file has changed or cannot be read
   * @throws the signal's reason if the signal aborts
   */
  send(request: ServiceRequest): Promise<ServiceResponse>;
  /** Closes every connection, so that none keeps the process alive. */
  close(): Promise<void>;
}

export interface TransportOptions {
  /** An origin, like `https://apis.roblox.com`. The key goes to no other origin. */
  readonly origin: string;
  readonly apiKey: string;
  readonly userAgent: string;
  readonly proxy?: URL | undefined;
  readonly clock: Clock;
  /** Called after each request. */
  readonly onDone?: ((record: RequestRecord) => void) | undefined;
}

/** A refusal is a sentence, or a page of a machine in between. Of a longer one only the status counts. */
const MAX_REFUSAL_BYTES = 256 * 1024;

/** A transport over undici: HTTP/1.1, without redirects and retries. */
export function createTransport(options: TransportOptions): Transport {
  const shared = prepareConnections(options.proxy);
  const redact = createRedactor(options.apiKey);
  return {
    close: () => shared.close(),
    send: async (sent) => {
      const { operation } = sent.name;
      if (operation === undefined) {
        throw new TypeError(
          `${sent.name.method} ${sent.name.path} is no operation of the service.`,
        );
      }
      const { hasOwnConnection, deadline, maxAnswerBytes } = OPERATIONS[operation];
      const limit =
        sent.deadlineMs === undefined ? deadline : ({ totalMs: sent.deadlineMs } as const);
      if (!hasOwnConnection) {
        return sendOver(shared, sent, limit, maxAnswerBytes, options, redact);
      }
      const own = prepareConnections(options.proxy);
      try {
        return await sendOver(own, sent, limit, maxAnswerBytes, options, redact);
      } finally {
        await own.close();
      }
    },
  };
}

function sendOver(
  connections: Connections,
  { name, query, body, file, onProgress, signal }: ServiceRequest,
  limit: TimeLimit,
  maxAnswerBytes: number,
  { origin, apiKey, userAgent, clock, onDone }: TransportOptions,
  redact: (text: string) => string,
): Promise<ServiceResponse> {
  const url = new URL(name.path, origin);
  url.search = new URLSearchParams(query).toString();
  const json = body === undefined ? undefined : JSON.stringify(body);
  const request = {
    method: name.method as 'GET' | 'POST',
    url,
    headers: {
      'x-api-key': apiKey,
      'user-agent': userAgent,
      accept: 'application/json',
      ...(json !== undefined && { 'content-type': 'application/json' }),
    },
    name,
    limit,
    signal,
    onDone,
    onProgress,
    body: file ?? json,
  };
  return sendRequest(request, connections, clock, async ({ status, headers, body: answer }) => {
    const isSuccess = status >= 200 && status <= 299;
    const maxBytes = isSuccess ? maxAnswerBytes : MAX_REFUSAL_BYTES;
    const text = await readText(answer, maxBytes);
    if (text === undefined && isSuccess) {
      const serverMessage = `it has more than ${formatBytes(maxBytes)}`;
      throw new OpenCloudError({ failure: 'too-large', request: name, status, serverMessage });
    }
    return { status, headers, text: redact(text ?? '') };
  });
}
