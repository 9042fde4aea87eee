import { PlaceFileError } from './place-file-error.ts';

/** No LZ4 block expands by more: a byte of a length adds at most 255 bytes. */
export const MAX_LZ4_RATIO = 255;

function corrupt(): PlaceFileError {
  return new PlaceFileError('A chunk is no valid LZ4 block.');
}

/**
 * Expands one LZ4 block, which is the format without frames. It is written out here because the packages of npm either
 * want frames, which place files do not have, or native code, or do not check the bounds of hostile data.
 *
 * @param length What the block expands to, exactly.
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
export function expandLz4(block: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  let from = 0;
  let to = 0;

  const readLength = (nibble: number): number => {
    let total = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; total += byte) {
      if (from >= block.length) throw corrupt();
      byte = block[from++] ?? 0;
    }
    return total;
  };

  while (from < block.length) {
    const token = block[from++] ?? 0;
    const literals = readLength(token >> 4);
    if (literals > block.length - from || literals > length - to) throw corrupt();
    output.set(block.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // The last sequence has literals alone.
    if (from === block.length) break;

    if (from + 2 > block.length) throw corrupt();
    const distance = (block[from] ?? 0) | ((block[from + 1] ?? 0) << 8);
    from += 2;
    const matched = readLength(token & 15) + 4;
    if (distance === 0 || distance > to || matched > length - to) throw corrupt();
    // Byte by byte: a match may overlap what it writes.
    for (const end = to + matched; to < end; to++) output[to] = output[to - distance] ?? 0;
  }
  if (to !== length) throw corrupt();
  return output;
}
