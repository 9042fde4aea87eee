import type { Readable } from 'node:stream';
import { DecoratorHandler, request } from 'undici';
import type { Clock } from '../../util/clock.ts';
import type { Connections } from './connections.ts';
import { OpenCloudError, type Failure } from '../errors.ts';
import type { RequestName } from '../operations.ts';
import { openFileBody, UnsendableFile, type FileBody, type OpenFile } from './file-body.ts';
import { readQuota, type Headers, type Quota } from '../rate-limit.ts';

/**
 * The time limit of a request. `totalMs` covers connecting, sending, waiting and reading the answer.
 * For transfers, whose duration depends on size and network: `stallMs` is the longest time without
 * progress, and `answerMs` the time for the whole answer, from the end of sending or the beginning
 * of the answer. Slow progress extends the first limit but never the second, so every request ends.
 */
export type TimeLimit =
  { readonly totalMs: number } | { readonly stallMs: number; readonly answerMs: number };

/** One HTTP request with everything that is sent. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FileBody | undefined;
  /** The name of the request in errors. */
  readonly name: RequestName;
  readonly limit: TimeLimit;
  /** Called with the number of bytes of a file that the network has taken, from 0 on. */
  readonly onProgress?: ((sentBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called after the request. */
  readonly onDone?: ((record: RequestRecord) => void) | undefined;
}

/** The record of one request for debug logging. It contains no secret. */
export interface RequestRecord {
  readonly request: RequestName;
  /** Absent if no answer came. */
  readonly status?: number;
  readonly tookMs: number;
  /** The quota that the answer advertised. */
  readonly quota?: Quota;
  /** Why there is no complete answer. */
  readonly failure?: Failure;
}

/** An answer whose headers have arrived. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Buffer>;
}

/**
 * Sends a request and reads its answer: HTTP/1.1, without redirects and retries.
 *
 * @param read reads the answer
 * @throws {OpenCloudError} `not-connected` or `no-answer` if no complete answer came; other errors
 * of `read` become a `no-answer` too
 * @throws {UnsendableFile} if a file has changed or cannot be read
 * @throws the signal's reason if the signal aborts
 */
export async function sendRequest<T>(
  sent: HttpRequest,
  connections: Connections,
  clock: Clock,
  read: (answer: HttpResponse) => Promise<T>,
): Promise<T> {
  const { body, signal, name, onDone } = sent;
  signal?.throwIfAborted();
  const file = typeof body === 'object' ? await openFileBody(body) : undefined;
  const startedAt = clock.now();
  let answered: Pick<RequestRecord, 'status' | 'quota'> = {};
  let failure: Failure | undefined;
  try {
    return await send(sent, file ?? (body as string | undefined), connections, clock, (answer) => {
      const quota = readQuota(answer.headers);
      answered = { status: answer.status, ...(quota && { quota }) };
      return read(answer);
    });
  } catch (error) {
    failure = error instanceof OpenCloudError ? error.failure : undefined;
    throw error;
  } finally {
    await file?.close();
    onDone?.({
      request: name,
      tookMs: clock.now() - startedAt,
      ...answered,
      ...(failure !== undefined && { failure }),
    });
  }
}

async function send<T>(
  { method, url, headers, body: named, name, limit, onProgress, signal }: HttpRequest,
  body: string | OpenFile | undefined,
  connections: Connections,
  clock: Clock,
  read: (answer: HttpResponse) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const abort = new AbortController();
  let isConnected = false;
  const onAbort = (): void => {
    abort.abort();
    // Before there is a connection, undici does not react to an abort.
    if (!isConnected) {
      connections.interrupt();
    }
  };
  signal?.addEventListener('abort', onAbort);

  let timeoutReason: string | undefined;
  let cancelDeadline = (): void => {};
  const allow = (ms: number, what: string, wholeMs = ms): void => {
    cancelDeadline();
    cancelDeadline = clock.deadline(ms, () => {
      timeoutReason = `${what} ${wholeMs / 1000} s`;
      onAbort();
    });
  };
  // Set when the answer can begin; from then on one time limit covers all of it.
  let answerEndsAt: number | undefined;
  const answerBegins = (): void => {
    if ('answerMs' in limit) {
      answerEndsAt ??= clock.now() + limit.answerMs;
    }
  };
  const progressed = (): void => {
    if ('stallMs' in limit) {
      const leftMs = answerEndsAt === undefined ? Infinity : answerEndsAt - clock.now();
      if (limit.stallMs <= leftMs) {
        allow(limit.stallMs, 'nothing moved for');
      } else {
        allow(leftMs, 'the answer was not whole after', limit.answerMs);
      }
    }
  };
  let isOver = false;
  const onPiece = (sentBytes: number): void => {
    if (isOver) {
      return; // The answer came before the whole file was sent; the rest is not needed.
    }
    if ('answerMs' in limit && typeof named === 'object' && sentBytes === named.sizeBytes) {
      answerBegins();
      allow(limit.answerMs, 'everything was sent, and nothing came for');
    } else {
      progressed();
    }
    onProgress?.(sentBytes);
  };
  if ('totalMs' in limit) {
    allow(limit.totalMs, 'nothing after');
  }
  if (typeof body !== 'object') {
    answerBegins(); // There is no file to send.
  }
  progressed();

  const observed = connections.dispatcher.compose((dispatch) => (opts, handler) => {
    const onConnect = (resume: () => void): void => {
      isConnected = true;
      handler.onConnect?.(resume);
    };
    return dispatch(opts, Object.assign(new DecoratorHandler(handler), { onConnect }));
  });
  try {
    const answer = await request(url, {
      dispatcher: observed,
      method,
      headers:
        typeof named === 'object'
          ? {
              ...headers,
              'content-type': named.contentType,
              'content-length': String(named.sizeBytes),
            }
          : headers,
      // undici accepts any async iterable, although its types only name streams.
      body:
        typeof body === 'object' ? (body.pieces(onPiece) as unknown as Readable) : (body ?? null),
      signal: abort.signal,
    });
    answerBegins();
    // The reader of the body gets its errors. Without a reader they must not end the process.
    answer.body.on('error', () => {});
    const { statusCode: status } = answer;
    if (typeof body === 'object' && !body.isWhole && status >= 200 && status <= 299) {
      const serverMessage = 'it came before the file was sent whole';
      throw new OpenCloudError({ failure: 'unreadable', request: name, status, serverMessage });
    }
    return await read({
      status,
      headers: answer.headers,
      body: 'stallMs' in limit ? watch(answer.body, progressed) : answer.body,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof OpenCloudError || cause instanceof UnsendableFile) {
      throw cause;
    }
    // Only the message of the cause is kept: an error of the parser contains bytes of the answer,
    // which may include the key.
    throw new OpenCloudError({
      failure: isConnected ? 'no-answer' : 'not-connected',
      request: name,
      serverMessage: timeoutReason ?? describeCause(cause),
    });
  } finally {
    isOver = true;
    cancelDeadline();
    signal?.removeEventListener('abort', onAbort);
  }
}

async function* watch(
  body: AsyncIterable<Buffer>,
  progressed: () => void,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of body) {
    progressed();
    yield chunk;
  }
}

/**
 * Reads a body as text.
 *
 * @returns undefined if it is longer than `maxBytes`
 */
export async function readText(
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Describes the innermost cause, like `connect ECONNREFUSED 127.0.0.1:9`. */
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
