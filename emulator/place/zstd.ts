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

/** In JavaScript. It writes into a buffer of the right size and drops what does not fit. */
export const expandWithFzstd: ExpandZstd = (data, length) =>
  decompress(data, new Uint8Array(length));

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
