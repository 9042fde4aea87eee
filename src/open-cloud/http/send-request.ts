import type { Readable } from 'node:stream';
import { DecoratorHandler, request } from 'undici';
import type { Clock } from '../../util/clock.ts';
import type { Connections } from './connections.ts';
import { OpenCloudError, type Failure } from '../errors.ts';
import type { RequestName } from '../operations.ts';
import { openFileBody, UnsendableFile, type FileBody, type OpenFile } from './file-body.ts';
import { readQuota, type Headers, type Quota } from '../rate-limit.ts';

/**
 * What a request may take. Either for everything together: connecting, sending, waiting, and
 * reading the answer. Or by progress, for bytes whose number and line say how long they take: how
 * long nothing may move, and how long the answer may take in all, from when everything was sent or
 * it began. Bytes that trickle put the first one off, never the second: so every request ends.
 */
export type TimeLimit =
  { readonly totalMs: number } | { readonly stallMs: number; readonly answerMs: number };

/** One request, down to its headers: everything that is sent stands here. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FileBody | undefined;
  /** How errors name it. */
  readonly name: RequestName;
  readonly limit: TimeLimit;
  /** Told, from 0 on, how many bytes of a file the network has taken. */
  readonly onProgress?: ((sentBytes: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told of the request when it is over. */
  readonly onDone?: ((record: RequestRecord) => void) | undefined;
}

/** What became of one request, for whoever watches: nothing of it is secret. */
export interface RequestRecord {
  readonly request: RequestName;
  /** Absent where no answer came. */
  readonly status?: number;
  readonly tookMs: number;
  /** What the answer advertised of the quotas. */
  readonly quota?: Quota;
  /** Why there is no whole answer. */
  readonly failure?: Failure;
}

/** An answer that has begun to come. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AsyncIterable<Buffer>;
}

/**
 * Sends a request and reads its answer: HTTP/1.1, no redirects, and no repeats.
 *
 * @param read reads the answer to its end, or as far as it is wanted
 * @throws {OpenCloudError} `not-connected` or `no-answer`, where no whole answer came; whatever
 * else `read` throws becomes a `no-answer`, too
 * @throws {UnsendableFile} where a file cannot be sent as it was found
 * @throws the signal's reason, where it aborted
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
  const beganAt = clock.now();
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
      tookMs: clock.now() - beganAt,
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
    // Before there is a connection, the request hears nothing of an abort.
    if (!isConnected) {
      connections.interrupt();
    }
  };
  signal?.addEventListener('abort', onAbort);

  let overdue: string | undefined;
  let cancelDeadline = (): void => {};
  const allow = (ms: number, what: string, wholeMs = ms): void => {
    cancelDeadline();
    cancelDeadline = clock.deadline(ms, () => {
      overdue = `${what} ${wholeMs / 1000} s`;
      onAbort();
    });
  };
  // Set once the answer can come: from then on it has one time in all.
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
      return; // The answer came before the file was sent whole; the rest of it is not wanted.
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
    answerBegins(); // There is nothing to send that would take its time.
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
      // undici sends whatever can be iterated, although its types tell of streams only.
      body:
        typeof body === 'object' ? (body.pieces(onPiece) as unknown as Readable) : (body ?? null),
      signal: abort.signal,
    });
    answerBegins();
    // Whoever reads the body is told of its errors; where nobody does, they must not end the process.
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
    // Only the words of the cause are kept: an error of the parser holds bytes of the answer, and
    // with them the key, where they give back what was sent.
    throw new OpenCloudError({
      failure: isConnected ? 'no-answer' : 'not-connected',
      request: name,
      serverMessage: overdue ?? describeCause(cause),
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
 * @returns undefined where it is longer than this
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
