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

/** How long nothing may move before a transfer is given up. A file is sent for as long as it moves: its size ends that. */
const STALL_MS = 60_000;

/** What the storage may take to answer once it has everything, its answer included. */
const ANSWER_MS = 60_000;

/**
 * What fetching may take, however its bytes move: the URI is good for no longer, so that what takes
 * longer could not be fetched again. The largest output, 256 MiB, is through in time at 2.4 Mbit/s.
 */
const FETCH_MS = 15 * 60_000;

/** Transfers to and from URIs that Roblox signed: the URI is all the permission that they need. */
export interface PresignedTransfers {
  /**
   * Stores a file. One request; it may be repeated.
   *
   * @throws {OpenCloudError} whatever goes wrong between here and the storage
   * @throws {UnsendableFile} where the file changes while it is sent
   * @throws the signal's reason, where it aborted
   */
  put(
    uri: string,
    body: FileBody,
    options: {
      readonly signal: AbortSignal;
      /** Told, from 0 on, how many bytes the network has taken. */
      readonly onProgress?: (sentBytes: number) => void;
    },
  ): Promise<void>;

  /**
   * Fetches what is stored, piece by piece. One request; it may be repeated, from the start.
   *
   * @param write takes a piece, whose memory is gone once it is done; the next piece comes then
   * @returns how many bytes came, which is all of them
   * @throws {OpenCloudError} whatever goes wrong between here and the storage; more than
   * `maxBytes` is a failure that is final
   * @throws what `write` throws
   * @throws the signal's reason, where it aborted
   */
  fetch(
    uri: string,
    write: (piece: Buffer) => Promise<void>,
    options: { readonly maxBytes: number; readonly signal: AbortSignal },
  ): Promise<number>;
}

/**
 * Reads an address that Roblox signed, as it is requested and hidden.
 *
 * @returns undefined where it is none: not https, nor on this machine; or with control characters in
 * it, which a URL is read without
 */
export function presignedUrl(uri: string): URL | undefined {
  const url = URL.parse(uri);
  return url !== null && isSecureUrl(url) && !/\p{Cc}/u.test(uri) ? url : undefined;
}

/**
 * Prepares transfers, each over a connection of its own. They are made without the key, so that no
 * mistake can send it there.
 *
 * @param options.proxyFor the proxy to go through to this origin, if any
 */
export function presignedTransfers({
  userAgent,
  proxyFor,
  clock,
  onDone,
}: {
  readonly userAgent: string;
  readonly proxyFor: (origin: string) => URL | undefined;
  readonly clock: Clock;
  /** Told of each request when it is over, without its URI. */
  readonly onDone?: ((record: RequestRecord) => void) | undefined;
}): PresignedTransfers {
  /** Sends one request; what it throws tells nothing of the URI. */
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
      let fault: { readonly error: unknown } | undefined;
      try {
        const limit = { stallMs: STALL_MS, answerMs: FETCH_MS };
        return await transfer(uri, { method: 'GET', name, limit, signal }, async (answer) => {
          const refuse = (serverMessage: string): OpenCloudError =>
            new OpenCloudError({
              failure: 'unreadable',
              request: name,
              status: answer.status,
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
            try {
              await write(piece);
            } catch (error) {
              fault = { error };
              throw error;
            }
            release(piece);
          }
          return bytes;
        });
      } catch (error) {
        // A cancellation goes first: what it breaks off may look like a fault of the writer.
        signal.throwIfAborted();
        throw fault === undefined ? error : fault.error;
      }
    },
  };
}

/** What stands around the message of a refusal is not wanted. */
const MAX_TEXT_BYTES = 64 * 1024;

/**
 * Checks that the bytes to come are the stored ones, and that their end can be told from a break.
 *
 * @returns the length, where it is announced; or what is wrong, as the end of a sentence
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
    ? 'it came without a length, so that nobody can tell whether it is whole'
    : {};
}

/**
 * Gives the memory of a piece back at once, where it is the piece's own. Left to the collector, 30 MB
 * of them piled up, and collecting them took a seventh of the time.
 */
function release({ buffer, length }: Buffer): void {
  if (buffer.byteLength === length) {
    (buffer as ArrayBuffer).transfer(0);
  }
}

/**
 * Storages refuse in XML. Only its code and its message are taken: the rest quotes the request,
 * signature and all.
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

/** Shorter values of a query are words and numbers, no secrets. */
const MIN_SECRET_CHARACTERS = 6;

/**
 * The same error with nothing of the URI in its words, and without its cause, whose words are the
 * network's own: `getaddrinfo ENOTFOUND` names the host.
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
