import type { Clock } from '../../util/clock.ts';
import { prepareConnections } from './connections.ts';
import { OpenCloudError } from '../errors.ts';
import type { RequestName } from '../operations.ts';
import {
  sendRequest,
  readText,
  type RequestRecord,
  type HttpResponse,
  type HttpRequest,
} from './send-request.ts';
import type { FileBody } from './file-body.ts';
import { isSecureUrl } from './secure-url.ts';

/** The longest time without progress. The size of a file limits the rest. */
const STALL_MS = 60_000;

/** The time for the storage's whole answer, after everything was sent. */
const ANSWER_MS = 60_000;

/**
 * The time for a fetch. The URI is valid for no longer, so a slower fetch could not be repeated. The
 * largest output, 256 MiB, takes this long at 2.4 Mbit/s.
 */
const FETCH_MS = 15 * 60_000;

/** Transfers to and from presigned URIs. They need no key. */
export interface PresignedTransfers {
  /**
   * Stores a file with one request, which may be repeated.
   *
   * @throws {OpenCloudError} if the request fails
   * @throws {UnsendableFile} if the file changes while it is sent
   * @throws the signal's reason if the signal aborts
   */
  put(
    uri: string,
    body: FileBody,
    options: {
      readonly signal: AbortSignal;
      /** Called with the number of bytes that the network has taken, from 0 on. */
      readonly onProgress?: (sentBytes: number) => void;
    },
  ): Promise<void>;

  /**
   * Fetches a stored payload in pieces with one request, which may be repeated from the start.
   *
   * @param write takes one piece at a time; the memory of the piece is released afterwards
   * @returns the number of bytes
   * @throws {OpenCloudError} if the request fails; more than `maxBytes` is a permanent failure
   * @throws the errors of `write`
   * @throws the signal's reason if the signal aborts
   */
  fetch(
    uri: string,
    write: (piece: Buffer) => Promise<void>,
    options: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<number>;
}

/**
 * Parses a presigned URI in the form in which it is requested and masked.
 *
 * @returns undefined if it is neither https nor on a loopback address, or contains control characters,
 * which URL parsing would drop
 */
export function presignedUrl(uri: string): URL | undefined {
  const url = URL.parse(uri);
  return url !== null && isSecureUrl(url) && !/\p{Cc}/u.test(uri) ? url : undefined;
}

/** What presigned transfers are made from. */
interface PresignedOptions {
  readonly userAgent: string;
  /** Returns the proxy for an origin, if any. */
  readonly proxyFor: (origin: string) => URL | undefined;
  readonly clock: Clock;
  /** Called after each request, without its URI. */
  readonly onDone?: ((record: RequestRecord) => void) | undefined;
}

/**
 * Prepares transfers, each over its own connection. This code never has the key, so no mistake can
 * send it.
 */
export function presignedTransfers({
  userAgent,
  proxyFor,
  clock,
  onDone,
}: PresignedOptions): PresignedTransfers {
  /** Sends one request. Its errors do not contain the URI. */
  async function transfer<T>(
    uri: string,
    sent: Pick<HttpRequest, 'method' | 'name' | 'body' | 'limit' | 'onProgress' | 'signal'>,
    read: (answer: HttpResponse) => Promise<T>,
  ): Promise<T> {
    const { name } = sent;
    const url = presignedUrl(uri);
    if (url === undefined) {
      const serverMessage = 'Roblox named an address that is not an https one';
      throw new OpenCloudError({
        failure: 'not-connected',
        request: name,
        serverMessage,
        isPermanent: true,
      });
    }
    const connections = prepareConnections(proxyFor(url.origin));
    try {
      const whole: HttpRequest = {
        ...sent,
        url,
        headers: { 'user-agent': userAgent, accept: '*/*', 'accept-encoding': 'identity' },
        onDone,
      };
      return await sendRequest(whole, connections, clock, async (answer) => {
        if (answer.status < 200 || answer.status > 299) {
          throw await readRefusal(name, answer);
        }
        return read(answer);
      });
    } catch (error) {
      throw error instanceof OpenCloudError ? redactUri(error, url) : error;
    } finally {
      await connections.close();
    }
  }

  return {
    put: (uri, body, { signal, onProgress }) => {
      const name: RequestName = { method: 'PUT', path: '(binary input)', target: 'presigned' };
      const limit = { stallMs: STALL_MS, answerMs: ANSWER_MS };
      const sent = { method: 'PUT', name, body, limit, signal, onProgress } as const;
      return transfer(uri, sent, async (answer) => {
        await readText(answer.body, MAX_TEXT_BYTES);
      });
    },

    fetch: async (uri, write, { maxBytes, signal }) => {
      const name: RequestName = { method: 'GET', path: '(binary output)', target: 'presigned' };
      const limit = { stallMs: STALL_MS, answerMs: FETCH_MS };
      let writeError: { readonly error: unknown } | undefined;
      const writePiece = async (piece: Buffer): Promise<void> => {
        try {
          await write(piece);
        } catch (error) {
          writeError = { error };
          throw error;
        }
      };
      try {
        return await transfer(uri, { method: 'GET', name, limit, signal }, (answer) =>
          readPayload(answer, name, maxBytes, writePiece),
        );
      } catch (error) {
        // A cancellation comes first: an interrupted write may look like an error of the writer.
        signal.throwIfAborted();
        throw writeError === undefined ? error : writeError.error;
      }
    },
  };
}

/** Reads a payload in pieces; returns the number of its bytes. */
async function readPayload(
  answer: HttpResponse,
  request: RequestName,
  maxBytes: number,
  write: (piece: Buffer) => Promise<void>,
): Promise<number> {
  const { status } = answer;
  const refuse = (serverMessage: string): OpenCloudError =>
    new OpenCloudError({
      failure: 'unreadable',
      request,
      status,
      serverMessage,
      isPermanent: true,
    });
  const tooLong = `it is longer than ${maxBytes} bytes`;
  const announced = checkHeaders(answer);
  if (typeof announced === 'string') {
    throw refuse(announced);
  }
  if (announced.bytes !== undefined && announced.bytes > maxBytes) {
    throw refuse(tooLong);
  }
  let bytes = 0;
  for await (const piece of answer.body) {
    bytes += piece.length;
    if (bytes > maxBytes) {
      throw refuse(tooLong);
    }
    await write(piece);
    release(piece);
  }
  return bytes;
}

/** A refusal is short; only its code and message are read. */
const MAX_TEXT_BYTES = 64 * 1024;

/**
 * Checks that the body is the stored payload, and that its end is distinguishable from a broken
 * connection.
 *
 * @returns the announced length, if any; or the problem, as the end of a sentence
 */
function checkHeaders({ status, headers }: HttpResponse): { readonly bytes?: number } | string {
  if (status !== 200) {
    return 'it is not the whole of what is stored';
  }
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') {
    return 'it came encoded, which was not asked for';
  }
  const length = headers['content-length'];
  if (length !== undefined) {
    return { bytes: Number(length) };
  }
  return headers['transfer-encoding'] === undefined
    ? 'it came without a length, so that it may be incomplete'
    : {};
}

/**
 * Releases the memory of a piece at once, if the piece has its own. The garbage collector let 30 MB
 * accumulate and took a seventh of the time. Node.js 20 has no `transfer`, and leaves it to the collector.
 */
function release({ buffer, length }: Buffer): void {
  if (buffer.byteLength === length) {
    (buffer as Partial<ArrayBuffer>).transfer?.(0);
  }
}

/**
 * Reads a refusal, which storages write in XML. Only its code and its message are used: the rest
 * quotes the request with its signature.
 */
async function readRefusal(
  request: RequestName,
  { status, body }: HttpResponse,
): Promise<OpenCloudError> {
  const text = (await readText(body, MAX_TEXT_BYTES)) ?? '';
  const code = /<Code>(\w{1,64})<\/Code>/.exec(text)?.[1];
  const serverMessage = /<Message>([^<]{1,500})/.exec(text)?.[1]?.replace(/\s+/g, ' ').trim();
  return new OpenCloudError({
    failure: 'refused',
    request,
    status,
    ...(code !== undefined && { code }),
    ...(serverMessage !== undefined && serverMessage !== '' && { serverMessage }),
  });
}

/** Shorter values of a query are words and numbers. */
const MIN_SECRET_CHARACTERS = 6;

/**
 * Removes the URI from an error. The cause goes too, because its message may name the host, as in
 * `getaddrinfo ENOTFOUND`.
 */
function redactUri(error: OpenCloudError, url: URL): OpenCloudError {
  const parts = [url.href, url.host, url.hostname, url.pathname, ...url.searchParams.values()]
    .flatMap((part) => [part, encodeURIComponent(part)])
    .filter((part) => part.length >= MIN_SECRET_CHARACTERS)
    .toSorted((a, b) => b.length - a.length);
  const serverMessage = parts.reduce<string | undefined>(
    (text, part) => text?.replaceAll(part, '…'),
    error.serverMessage,
  );
  const { failure, request, status, code, isPermanent } = error;
  return new OpenCloudError({
    failure,
    request,
    isPermanent,
    ...(status !== undefined && { status }),
    ...(code !== undefined && { code }),
    ...(serverMessage !== undefined && { serverMessage }),
  });
}
