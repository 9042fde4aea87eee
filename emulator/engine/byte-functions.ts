/** What EncodingService and JSON need of bytes that Luau has not or would take long for. */
import { createHash } from 'node:crypto';
import * as zlib from 'node:zlib';
import { expandWithFzstd, expandWithZlib, isZstd } from '../place/zstd.ts';

/** Longer data is not expanded: a small text can claim to be of any size. */
const MAX_EXPANDED_BYTES = 64 * 1024 * 1024;

/** Which bits of a zstd frame's descriptor say how long the field of its content's size is. */
const SIZE_FLAG_SHIFT = 6;
const SINGLE_SEGMENT_BIT = 0x20;
const DICTIONARY_BITS = 0x03;
const DICTIONARY_BYTES = [0, 1, 2, 4];
const TWO_BYTE_SIZE_OFFSET = 256;

/** Bytes made of bytes; undefined if they cannot be. */
export type ByteFunction = (bytes: Uint8Array) => Uint8Array | undefined;

/** The size that a zstd frame says its content has; undefined if it says none. */
export function zstdContentSize(frame: Uint8Array): number | undefined {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const descriptor = frame[4];
  if (!isZstd(frame) || descriptor === undefined) return undefined;
  const isSingle = (descriptor & SINGLE_SEGMENT_BIT) !== 0;
  const flag = descriptor >> SIZE_FLAG_SHIFT;
  const at = 5 + (isSingle ? 0 : 1) + (DICTIONARY_BYTES[descriptor & DICTIONARY_BITS] ?? 0);
  const length = flag === 0 ? (isSingle ? 1 : 0) : 2 ** flag;
  if (length === 0 || at + length > frame.length) return undefined;
  switch (length) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + TWO_BYTE_SIZE_OFFSET;
    case 4:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

function fromZstd(bytes: Uint8Array): Uint8Array | undefined {
  const size = zstdContentSize(bytes) ?? MAX_EXPANDED_BYTES;
  if (!isZstd(bytes) || size > MAX_EXPANDED_BYTES) return undefined;
  try {
    return (expandWithZlib ?? expandWithFzstd)(bytes, size);
  } catch {
    return undefined;
  }
}

const hash =
  (algorithm: string): ByteFunction =>
  (bytes) =>
    createHash(algorithm).update(bytes).digest();

/** The functions, by the names that the prelude calls them. */
export const BYTE_FUNCTIONS: Readonly<Record<string, ByteFunction>> = {
  toBase64: (bytes) => Buffer.from(Buffer.from(bytes).toString('base64'), 'latin1'),
  fromBase64(bytes) {
    const text = Buffer.from(bytes).toString('latin1');
    return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
  },
  // Node has it from 22.15 on.
  toZstd: (bytes) => ('zstdCompressSync' in zlib ? zlib.zstdCompressSync(bytes) : undefined),
  fromZstd,
  /** As a text. */
  zstdSize(bytes) {
    const size = zstdContentSize(bytes);
    return size === undefined ? undefined : Buffer.from(String(size));
  },
  Md5: hash('md5'),
  Sha1: hash('sha1'),
  Sha256: hash('sha256'),
};
