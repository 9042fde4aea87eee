/** Bodies on their way in and answers on their way out, for both of the emulator's origins. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './answers.ts';

/** Size and hash of a body. */
export interface BodyDigest {
  bytes: number;
  /** In lower case hexadecimal digits. */
  sha256: string;
  /** The first bytes, at most HEAD_BYTES. */
  head: Buffer;
  /** The whole body, if it is not larger than `maxContentBytes`. */
  content: Buffer | undefined;
}

/** Enough to recognise the format. */
const HEAD_BYTES = 64;

/**
 * The whole body as text; undefined when it is larger than `maxBytes`, of which the rest is read and dropped.
 *
 * @throws {Error} when the connection breaks
 */
export async function readText(
  incoming: IncomingMessage,
  maxBytes: number,
): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes <= maxBytes ? Buffer.concat(chunks).toString('utf8') : undefined;
}

/**
 * Reads a body of any size.
 *
 * @param target receives the bytes, if given; bytes that do not fit are only counted
 * @param maxContentBytes the largest body that is kept; none is by default
 * @throws {Error} when the connection breaks
 */
export async function digestBody(
  incoming: IncomingMessage,
  target?: Uint8Array,
  maxContentBytes = -1,
): Promise<BodyDigest> {
  const hash = createHash('sha256');
  let bytes = 0;
  let head = Buffer.alloc(0);
  let chunks: Buffer[] | undefined = maxContentBytes < 0 ? undefined : [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    hash.update(chunk);
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
    if (target !== undefined && bytes + chunk.length <= target.length) target.set(chunk, bytes);
    bytes += chunk.length;
    if (bytes > maxContentBytes) chunks = undefined;
    chunks?.push(chunk);
  }
  return { bytes, sha256: hash.digest('hex'), head, content: chunks && Buffer.concat(chunks) };
}

/** Sends an answer. */
export function send(response: ServerResponse, answer: Answer): void {
  const { status, headers, bytes } = encode(answer);
  response.writeHead(status, headers);
  response.end(bytes);
}

/** Sends the first half of an answer with the `content-length` of the whole, and closes the connection. */
export function sendHalf(response: ServerResponse, answer: Answer): void {
  const { status, headers, bytes } = encode(answer);
  response.writeHead(status, headers);
  response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroy());
}

function encode({ status, body, headers = {} }: Answer): {
  status: number;
  headers: Record<string, string>;
  bytes: Uint8Array;
} {
  const [type, bytes] = contentOf(body);
  const length = String(bytes.length);
  return { status, headers: { 'content-type': type, ...headers, 'content-length': length }, bytes };
}

function contentOf(body: unknown): [type: string, bytes: Uint8Array] {
  if (body instanceof Uint8Array) return ['application/octet-stream', body];
  if (typeof body === 'string') return ['text/plain; charset=utf-8', Buffer.from(body)];
  return ['application/json; charset=utf-8', Buffer.from(JSON.stringify(body))];
}
