/** Writes binary places for the tests of their reader. */
import { zstdCompressSync } from 'node:zlib';

/** How chunks are compressed. */
export type Compression = 'none' | 'lz4' | 'zstd';

/** A property: the number of its type, and the bytes of its values. */
export interface WrittenProperty {
  name: string;
  type: number;
  values: Uint8Array;
}

/** A class with its instances. */
export interface WrittenClass {
  name: string;
  referents: number[];
  properties?: WrittenProperty[];
}

/** What a file has. */
export interface WrittenFile {
  classes: WrittenClass[];
  /** Child and parent; -1 for an instance at the top. All instances are at the top without. */
  parents?: (readonly [child: number, parent: number])[];
  sharedStrings?: Uint8Array[];
  compression?: Compression;
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4));
  return bytes;
}

export function f32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes;
}

export function f64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}

/** Strings, each with its length in front. */
export function strings(...values: (string | Uint8Array)[]): Buffer {
  return Buffer.concat(
    values.flatMap((value) => {
      const bytes = Buffer.from(value as string);
      return [u32(bytes.length), bytes];
    }),
  );
}

/** The first bytes of all rows, then the second ones, and so on. */
export function interleave(rows: readonly Uint8Array[]): Buffer {
  const width = rows[0]?.length ?? 0;
  return Buffer.from(
    Array.from({ length: width }, (_, column) => rows.map((row) => row[column] ?? 0)).flat(),
  );
}

/** Big-endian integers of 32 bits as they are, interleaved. */
export function u32s(...values: number[]): Buffer {
  return interleave(values.map((value) => u32(value).toReversed()));
}

/** Integers with the sign in the lowest bit, interleaved. */
export function i32s(...values: number[]): Buffer {
  return u32s(...values.map((value) => (value << 1) ^ (value >> 31)));
}

/** Integers of 64 bits with the sign in the lowest bit, interleaved. */
export function i64s(...values: bigint[]): Buffer {
  return interleave(
    values.map((value) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64BE(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
      return bytes;
    }),
  );
}

/** Floats with the sign in the lowest bit, interleaved. */
export function f32s(...values: number[]): Buffer {
  return u32s(
    ...values.map((value) => {
      const bits = f32(value).readUInt32LE();
      return (bits << 1) | (bits >>> 31);
    }),
  );
}

/** Referents, each as the difference to the one before. */
export function referents(...values: number[]): Buffer {
  return i32s(...values.map((value, index) => value - (values[index - 1] ?? 0)));
}

/** An LZ4 block of literals alone. */
export function lz4Literals(data: Uint8Array): Buffer {
  if (data.length < 15) return Buffer.concat([Buffer.from([data.length << 4]), data]);
  const rest = data.length - 15;
  const lengths = Buffer.concat([
    Buffer.alloc(Math.floor(rest / 255), 255),
    Buffer.from([rest % 255]),
  ]);
  return Buffer.concat([Buffer.from([0xf0]), lengths, data]);
}

/** A chunk; compressed bytes and the length they claim can be given for the tests of hostile files. */
export function chunk(name: string, data: Uint8Array, compression: Compression = 'none'): Buffer {
  if (compression === 'none') return rawChunk(name, 0, data.length, data);
  const packed = compression === 'lz4' ? lz4Literals(data) : zstdCompressSync(data);
  return rawChunk(name, packed.length, data.length, packed);
}

/** A chunk with lengths that need not be true. */
export function rawChunk(
  name: string,
  compressedLength: number,
  length: number,
  data: Uint8Array,
): Buffer {
  const head = Buffer.alloc(16);
  head.write(name, 'latin1');
  head.writeUInt32LE(compressedLength, 4);
  head.writeUInt32LE(length, 8);
  return Buffer.concat([head, data]);
}

/** The head of a file. */
export function header(classCount: number, instanceCount: number): Buffer {
  return Buffer.concat([
    Buffer.from('<roblox!'),
    Buffer.from('89ff0d0a1a0a', 'hex'),
    Buffer.alloc(2),
    u32(classCount, instanceCount, 0, 0),
  ]);
}

export const END = chunk('END', Buffer.from('</roblox>'));

/** A chunk INST. */
export function instanceChunk(
  classId: number,
  { name, referents: values }: WrittenClass,
  compression?: Compression,
): Buffer {
  const data = [u32(classId), strings(name), Buffer.alloc(1), u32(values.length)];
  return chunk('INST', Buffer.concat([...data, referents(...values)]), compression);
}

/** A chunk PROP. */
export function propertyChunk(
  classId: number,
  { name, type, values }: WrittenProperty,
  compression?: Compression,
): Buffer {
  const data = [u32(classId), strings(name), Buffer.from([type]), values];
  return chunk('PROP', Buffer.concat(data), compression);
}

/** A chunk PRNT. */
export function parentChunk(
  parents: (readonly [child: number, parent: number])[],
  compression?: Compression,
): Buffer {
  const data = [
    Buffer.alloc(1),
    u32(parents.length),
    referents(...parents.map(([child]) => child)),
    referents(...parents.map(([, parent]) => parent)),
  ];
  return chunk('PRNT', Buffer.concat(data), compression);
}

/** A whole file. */
export function writeBinary({
  classes,
  parents = classes.flatMap(({ referents: all }) => all.map((child) => [child, -1] as const)),
  sharedStrings = [],
  compression = 'none',
}: WrittenFile): Buffer {
  const shared = sharedStrings.flatMap((value) => [Buffer.alloc(16), strings(value)]);
  return Buffer.concat([
    header(classes.length, parents.length),
    chunk('META', Buffer.concat([u32(1), strings('ExplicitAutoJoints', 'true')]), compression),
    ...(shared.length === 0
      ? []
      : [chunk('SSTR', Buffer.concat([u32(0, sharedStrings.length), ...shared]), compression)]),
    ...classes.map((written, id) => instanceChunk(id, written, compression)),
    ...classes.flatMap(({ properties = [] }, id) =>
      properties.map((property) => propertyChunk(id, property, compression)),
    ),
    parentChunk(parents, compression),
    END,
  ]);
}
