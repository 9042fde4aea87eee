import * as zlib from 'node:zlib';
import { decompress } from 'fzstd';
import { PlaceFileError } from './place-file-error.ts';

/** How every frame starts. */
const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];

/** Expands zstd data into exactly `length` bytes, or throws. */
export type ExpandZstd = (data: Uint8Array, length: number) => Uint8Array;

/** Node's own, from 22.15 on; undefined before. */
export const expandWithZlib: ExpandZstd | undefined =
  'zstdDecompressSync' in zlib
    ? (data, length) => zlib.zstdDecompressSync(data, { maxOutputLength: Math.max(1, length) })
    : undefined;

/**
 * In JavaScript. It writes into a buffer of the right size and drops what does not fit, but only at the end of all blocks:
 * so there may be no more blocks than an encoder makes of so many bytes.
 */
export const expandWithFzstd: ExpandZstd = (data, length) => {
  const maxBlocks = MAX_EXTRA_BLOCKS + Math.ceil(length / MIN_BLOCK_BYTES);
  if (countBlocks(data) > maxBlocks) {
    throw new RangeError(`There are more than ${maxBlocks} blocks.`);
  }
  return decompress(data, new Uint8Array(length));
};

/** Encoders make blocks of 128 KiB, and split some of them. A block of a few bytes can expand to 128 KiB. */
const MIN_BLOCK_BYTES = 4_096;
/** Short data may have several blocks, too. */
const MAX_EXTRA_BLOCKS = 64;

/** Counts the blocks of all frames (RFC 8878, section 3.1). What is cut short or is no frame ends the count. */
function countBlocks(data: Uint8Array): number {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let count = 0;
  let at = 0;
  while (at + 8 < data.length) {
    if ((view.getUint32(at, true) & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) {
      at += 8 + view.getUint32(at + 4, true);
      continue;
    }
    const descriptor = view.getUint8(at + 4);
    const isSingleSegment = (descriptor & 0x20) !== 0;
    const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
    const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
    at += 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes + sizeBytes;
    let isLast = false;
    while (!isLast && at + 3 <= data.length) {
      const head = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
      const isOneByteRepeated = ((head >> 1) & 3) === 1;
      at += 3 + (isOneByteRepeated ? 1 : head >> 3);
      isLast = (head & 1) !== 0;
      count += 1;
    }
    at += (descriptor & 4) === 0 ? 0 : CHECKSUM_BYTES;
  }
  return count;
}

const SKIPPABLE = 0x184d2a50;
const SKIPPABLE_MASK = 0xfffffff0;
const CHECKSUM_BYTES = 4;

/** Whether data is a zstd frame. */
export function isZstd(data: Uint8Array): boolean {
  return MAGIC.every((byte, index) => data[index] === byte);
}

/** Expands a chunk that is compressed with zstd. */
export function expandZstd(
  data: Uint8Array,
  length: number,
  expand: ExpandZstd = expandWithZlib ?? expandWithFzstd,
): Uint8Array {
  let output: Uint8Array;
  try {
    output = expand(data, length);
  } catch (cause) {
    throw new PlaceFileError('A chunk is no valid zstd frame, or expands to more than it says.', {
      cause,
    });
  }
  if (output.length !== length) {
    throw new PlaceFileError(
      `A chunk says that it expands to ${length} bytes, and has ${output.length}.`,
    );
  }
  return output;
}
