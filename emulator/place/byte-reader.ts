import { PlaceFileError } from './place-file-error.ts';

/** Reads numbers and arrays from bytes, in order. Every read past the end throws a `PlaceFileError`. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #subject: string;
  #offset = 0;

  /** @param subject What the bytes are, as the start of a sentence. */
  constructor(bytes: Uint8Array, subject: string) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#subject = subject;
  }

  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  /** Moves past some bytes and returns where they start. */
  #advance(length: number): number {
    if (length > this.remaining) {
      throw new PlaceFileError(
        `${this.#subject} is cut short: ${length} more bytes were expected, and ${this.remaining} are left.`,
      );
    }
    const start = this.#offset;
    this.#offset += length;
    return start;
  }

  /** The next bytes, which stay part of the whole. */
  bytes(length: number): Uint8Array {
    const start = this.#advance(length);
    return this.#bytes.subarray(start, start + length);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  i16(): number {
    return this.#view.getInt16(this.#advance(2), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#advance(4), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#advance(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  f32s(count: number): number[] {
    return Array.from({ length: count }, () => this.f32());
  }

  /** The bytes of a string, which its length precedes. */
  string(): Uint8Array {
    return this.bytes(this.u32());
  }

  /** The text of a string; bytes that are not UTF-8 become U+FFFD. */
  text(): string {
    return decodeText(this.string());
  }

  /** A count of items that take at least `minBytes` each: one that cannot be true is refused before anything is allocated. */
  count(minBytes: number): number {
    const count = this.u32();
    if (count * minBytes > this.remaining) {
      throw new PlaceFileError(
        `${this.#subject} claims ${count} items, and its remaining ${this.remaining} bytes cannot hold them.`,
      );
    }
    return count;
  }

  /** Interleaved unsigned integers, big-endian: first the first bytes of all, then the second ones, and so on. */
  interleavedU32s(count: number): Uint32Array {
    const bytes = this.bytes(count * 4);
    const values = new Uint32Array(count);
    for (let index = 0; index < count; index++) {
      values[index] =
        ((bytes[index] ?? 0) << 24) |
        ((bytes[index + count] ?? 0) << 16) |
        ((bytes[index + count * 2] ?? 0) << 8) |
        (bytes[index + count * 3] ?? 0);
    }
    return values;
  }

  /** Interleaved integers whose sign is in the lowest bit. */
  interleavedI32s(count: number): Int32Array {
    const values = new Int32Array(this.interleavedU32s(count).buffer);
    for (let index = 0; index < count; index++) {
      const value = values[index] ?? 0;
      values[index] = (value >>> 1) ^ -(value & 1);
    }
    return values;
  }

  /** Interleaved floats whose sign is in the lowest bit. */
  interleavedF32s(count: number): Float32Array {
    const values = this.interleavedU32s(count);
    for (let index = 0; index < count; index++) {
      const value = values[index] ?? 0;
      values[index] = (value >>> 1) | (value << 31);
    }
    return new Float32Array(values.buffer);
  }

  /** Interleaved integers of 64 bits whose sign is in the lowest bit. */
  interleavedI64s(count: number): bigint[] {
    return this.interleavedRows(count, 8).map((row) => {
      const value = new DataView(row.buffer, row.byteOffset).getBigUint64(0);
      return BigInt.asIntN(64, (value >> 1n) ^ -(value & 1n));
    });
  }

  /** Interleaved rows of bytes. */
  interleavedRows(count: number, width: number): Uint8Array[] {
    const bytes = this.bytes(count * width);
    const rows = new Uint8Array(count * width);
    for (let column = 0; column < width; column++) {
      for (let row = 0; row < count; row++) {
        rows[row * width + column] = bytes[column * count + row] ?? 0;
      }
    }
    return Array.from({ length: count }, (_, row) => rows.subarray(row * width, (row + 1) * width));
  }

  /** Referents: each is stored as the difference to the one before. -1 refers to nothing. */
  referents(count: number): Int32Array {
    const referents = this.interleavedI32s(count);
    for (let index = 1; index < count; index++) {
      referents[index] = (referents[index] ?? 0) + (referents[index - 1] ?? 0);
    }
    return referents;
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Bytes as text; those that are not UTF-8 become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
