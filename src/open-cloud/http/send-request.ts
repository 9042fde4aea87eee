import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { DecoratorHandler, request, type Dispatcher } from 'undici';
import type { Clock } from '../../util/clock.ts';
import { OpenCloudError, type Failure } from '../errors.ts';
import type { RequestName, TimeLimit } from '../operations.ts';
import { readQuota, type Headers, type Quota } from '../rate-limit.ts';
import type { Connections } from './connections.ts';
import { startDeadlines } from './deadlines.ts';
import { openFileBody, UnsendableFile, type FileBody, type OpenFile } from './file-body.ts';

/** One request with everything that is sent. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FileBody | undefined;
  /** The request's name in errors. */
  readonly name: RequestName;
  readonly limit: TimeLimit;
  /** Called with the number of bytes of a file that the network has taken, from 0 on. */
  readonly onProgress?: ((sentBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called when the request is over. */
  readonly onDone?: ((record: RequestRecord) => void) | undefined;
}

/** The result of one request, without secrets. */
export interface RequestRecord {
  readonly request: RequestName;
  /** Absent if no answer came. */
  readonly status?: number;
  readonly tookMs: number;
  /** The quota that the answer advertises. */
  readonly quota?: Quota;
  /** Why there is no complete answer. */
  readonly failure?: Failure;
}

/** An answer whose body is still to be read. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Buffer>;
}

/**
 * Sends a request and reads its answer, over HTTP/1.1, without redirects and retries.
 *
 * @param read reads the answer to its end, or as far as it is needed
 * @throws {OpenCloudError} `not-connected` or `no-answer`, if no complete answer came; other errors
 * of `read` become a `no-answer`, too
 * @throws {UnsendableFile} if a file has changed or cannot be read
 * @throws the signal's reason, if it aborted
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
    return await send(sent, file, connections, clock, (answer) => {
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
  sent: HttpRequest,
  file: OpenFile | undefined,
  connections: Connections,
  clock: Clock,
  read: (answer: HttpResponse) => Promise<T>,
): Promise<T> {
  const { body, name, limit, onProgress, signal } = sent;
  signal?.throwIfAborted();
  const abort = new AbortController();
  let isConnected = false;
  const onAbort = (): void => {
    abort.abort();
    // undici does not abort a request before it has a connection.
    if (!isConnected) {
      connections.interrupt();
    }
  };
  signal?.addEventListener('abort', onAbort);
  const fileBytes = typeof body === 'object' ? body.sizeBytes : undefined;
  const deadlines = startDeadlines(limit, fileBytes, clock, onAbort);
  let isOver = false;
  const onPiece = (sentBytes: number): void => {
    // An early answer ends the request, and the rest of the file is dropped.
    if (!isOver) {
      deadlines.sent(sentBytes);
      onProgress?.(sentBytes);
    }
  };
  try {
    const { statusCode: status, ...answer } = await request(sent.url, {
      dispatcher: onConnected(connections.dispatcher, () => {
        isConnected = true;
      }),
      method: sent.method,
      headers: headersOf(sent),
      // undici sends any iterable, although its types only list streams.
      body: file === undefined ? (body as string) : (file.pieces(onPiece) as unknown as Readable),
      signal: abort.signal,
    });
    deadlines.answerStarted();
    // An error of a body that nobody reads must not end the process.
    answer.body.on('error', () => {});
    if (file?.isWhole === false && status >= 200 && status <= 299) {
      const serverMessage = 'it came before the file was sent whole';
      throw new OpenCloudError({ failure: 'unreadable', request: name, status, serverMessage });
    }
    return await read({
      status,
      headers: answer.headers,
      body: 'stallMs' in limit ? watch(answer.body, deadlines.answerMoved) : answer.body,
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof OpenCloudError || cause instanceof UnsendableFile) {
      throw cause;
    }
    // Without the cause itself: an error of the HTTP parser contains bytes of the answer, and they
    // may echo the key.
    throw new OpenCloudError({
      failure: isConnected ? 'no-answer' : 'not-connected',
      request: name,
      serverMessage: deadlines.expired ?? describeCause(cause),
    });
  } finally {
    isOver = true;
    deadlines.cancel();
    signal?.removeEventListener('abort', onAbort);
  }
}

function headersOf({ headers, body }: HttpRequest): Readonly<Record<string, string>> {
  return typeof body === 'object'
    ? {
        ...headers,
        'content-type': body.contentType,
        'content-length': String(body.sizeBytes),
      }
    : headers;
}

/** A dispatcher that reports when a request gets its connection. */
function onConnected(dispatcher: Dispatcher, onConnection: () => void): Dispatcher {
  return dispatcher.compose((dispatch) => (options, handler) => {
    const onConnect = (resume: () => void): void => {
      onConnection();
      handler.onConnect?.(resume);
    };
    const onHeaders: Dispatcher.DispatchHandlers['onHeaders'] = (status, headers, resume, text) =>
      handler.onHeaders?.(status, withoutInheritedNames(headers), resume, text) ?? true;
    const onComplete: Dispatcher.DispatchHandlers['onComplete'] = (trailers) =>
      handler.onComplete?.(trailers && withoutInheritedNames(trailers));
    const decorated = new DecoratorHandler(handler);
    return dispatch(options, Object.assign(decorated, { onConnect, onHeaders, onComplete }));
  });
}

/**
 * Leaves out headers like `constructor` and `__proto__`. undici collects headers in an object with a
 * prototype, takes what it inherits for an earlier header, and fails.
 *
 * @param headers names and values in turn
 */
function withoutInheritedNames<T extends string | Buffer>(headers: readonly T[]): T[] {
  return headers.filter((_, index) => {
    const name = headers[index - (index % 2)]?.toString('latin1').toLowerCase() ?? '';
    return !(name in Object.prototype);
  });
}

async function* watch(
  body: AsyncIterable<Buffer>,
  onChunk: () => void,
): AsyncGenerator<Buffer, void> {
  for await (const chunk of body) {
    onChunk();
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
  // Piece by piece: all pieces, and then their sum, would take twice the memory.
  const decoder = new StringDecoder('utf8');
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      return undefined;
    }
    text += decoder.write(chunk);
  }
  return text + decoder.end();
}

/** Describes the innermost cause: `connect ECONNREFUSED 127.0.0.1:9`, not `fetch failed`. */
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
