import type { ByteReader } from './byte-reader.ts';
import type { PlainNumber, PropertyValue } from './instance-tree.ts';
import { PlaceFileError } from './place-file-error.ts';
import {
  colorOfBytes,
  int64Value,
  numberValue,
  plainNumber,
  plainNumbers,
  rotationOfId,
} from './values.ts';

/** A value as it is in a file: strings are bytes, and a property without a value is undefined. */
export type RawValue = PropertyValue | Uint8Array | undefined;

/** The types of properties that are more than values: they refer to instances or to shared strings. */
export const REFERENT_TYPE = 0x13;
export const SHARED_STRING_TYPE = 0x1c;

/** The least that a keypoint of a sequence takes. */
export const MIN_KEYPOINT_BYTES = 12;

/** Whether values of a type can have many parts: a sequence has as many keypoints as it says. */
export function isSequenceType(type: number): boolean {
  return type === 0x15 || type === 0x16;
}

type Decode = (reader: ByteReader, count: number) => RawValue[];

/** Decodes values one by one. Loops are several times as fast as `Array.from`, and places have millions of values. */
function repeat(count: number, decode: (index: number) => RawValue): RawValue[] {
  const values: RawValue[] = [];
  for (let index = 0; index < count; index++) values.push(decode(index));
  return values;
}

/** Decodes values that follow each other whole. */
function each(decode: (reader: ByteReader) => RawValue): Decode {
  return (reader, count) => repeat(count, () => decode(reader));
}

/** Decodes values of several numbers, of which first all first ones are stored, then all second ones, and so on. */
function columns(
  tag: 'Color3' | 'Rect' | 'UDim' | 'UDim2' | 'Vector2' | 'Vector3',
  read: (reader: ByteReader, count: number) => ArrayLike<number>[],
): Decode {
  return (reader, count) => {
    const parts = read(reader, count);
    return repeat(count, (index) => [tag, parts.map((part) => plainNumber(part[index] ?? 0))]);
  };
}

/** Decodes values of that many interleaved floats. */
function floatColumns(tag: 'Color3' | 'Rect' | 'Vector2' | 'Vector3', width: number): Decode {
  return columns(tag, (reader, count) =>
    Array.from({ length: width }, () => reader.interleavedF32s(count)),
  );
}

/** Keypoints of that many floats each, of which the first `kept` count. */
export function readKeypoints(reader: ByteReader, width: number, kept: number): PlainNumber[][] {
  return Array.from({ length: reader.count(width * 4) }, () =>
    plainNumbers(reader.f32s(width)).slice(0, kept),
  );
}

const decodeCFrames = (reader: ByteReader, count: number): PropertyValue[] => {
  const rotations = Array.from({ length: count }, () => {
    const id = reader.u8();
    return id === 0 ? reader.f32s(9) : rotationOfId(id);
  });
  const axes = [0, 1, 2].map(() => reader.interleavedF32s(count));
  return rotations.map((rotation, index) => [
    'CFrame',
    plainNumbers([...axes.map((axis) => axis[index] ?? 0), ...rotation]),
  ]);
};

const decodeOptionalCFrames: Decode = (reader, count) => {
  if (reader.u8() !== 0x10) {
    throw new PlaceFileError('An optional value is no CFrame, which is the only optional type.');
  }
  const cframes = decodeCFrames(reader, count);
  if (reader.u8() !== 0x02) {
    throw new PlaceFileError('Optional CFrames are not followed by the booleans that they need.');
  }
  return cframes.map((cframe) => (reader.u8() === 0 ? undefined : cframe));
};

/** The first bit: there are custom properties. The second: they have an acoustic absorption. */
function decodePhysicalProperties(reader: ByteReader): RawValue {
  const flags = reader.u8();
  if ((flags & 1) === 0) return undefined;
  return ['PhysicalProperties', plainNumbers(reader.f32s((flags & 2) === 0 ? 5 : 6))];
}

function decodeFont(reader: ByteReader): RawValue {
  const family = reader.text();
  const weight = reader.u16();
  const style = reader.u8();
  // The cached face: a file of Studio's.
  reader.string();
  return ['Font', [family, weight, style]];
}

/** Contents of URIs; those of objects, which files cannot have, are left out. */
const decodeContents: Decode = (reader, count) => {
  const sources = reader.interleavedU32s(count);
  const uriCount = reader.count(4);
  if (uriCount > count) {
    throw new PlaceFileError(`There are ${uriCount} URIs for ${count} contents.`);
  }
  const uris = Array.from({ length: uriCount }, () => reader.text());
  reader.referents(reader.count(4));
  reader.referents(reader.count(4));
  let next = 0;
  return Array.from(sources, (source): RawValue => {
    if (source === 0) return ['Content', ''];
    if (source !== 1) return undefined;
    const uri = uris[next++];
    if (uri === undefined)
      throw new PlaceFileError('There are fewer URIs than contents that have one.');
    return ['Content', uri];
  });
};

const decodeColorBytes: Decode = (reader, count) => {
  const [reds, greens, blues] = [reader.bytes(count), reader.bytes(count), reader.bytes(count)];
  return Array.from(reds, (red, index) => colorOfBytes(red, greens[index] ?? 0, blues[index] ?? 0));
};

/**
 * Decoders by the number of the type.
 *
 * @see https://dom.rojo.space/binary
 */
const DECODERS = new Map<number, Decode>([
  [0x01, each((reader) => reader.string())],
  [0x02, each((reader) => reader.u8() !== 0)],
  [0x03, (reader, count) => Array.from(reader.interleavedI32s(count))],
  [0x04, (reader, count) => Array.from(reader.interleavedF32s(count), numberValue)],
  [0x05, each((reader) => numberValue(reader.f64()))],
  [0x06, columns('UDim', (reader, n) => [reader.interleavedF32s(n), reader.interleavedI32s(n)])],
  [
    0x07,
    columns('UDim2', (reader, n) => {
      const scales = [reader.interleavedF32s(n), reader.interleavedF32s(n)] as const;
      const offsets = [reader.interleavedI32s(n), reader.interleavedI32s(n)] as const;
      return [scales[0], offsets[0], scales[1], offsets[1]];
    }),
  ],
  [0x08, each((reader) => ['Ray', plainNumbers(reader.f32s(6))])],
  [0x09, each((reader) => ['Faces', reader.u8() & 0x3f])],
  [0x0a, each((reader) => ['Axes', reader.u8() & 0x07])],
  [
    0x0b,
    (reader, count) => Array.from(reader.interleavedU32s(count), (value) => ['BrickColor', value]),
  ],
  [0x0c, floatColumns('Color3', 3)],
  [0x0d, floatColumns('Vector2', 2)],
  [0x0e, floatColumns('Vector3', 3)],
  [0x10, decodeCFrames],
  [0x12, (reader, count) => Array.from(reader.interleavedU32s(count), (value) => ['Enum', value])],
  [0x14, each((reader) => ['Vector3int16', [reader.i16(), reader.i16(), reader.i16()]])],
  [0x15, each((reader) => ['NumberSequence', readKeypoints(reader, 3, 3)])],
  // The fifth number is an envelope that Roblox does not use.
  [0x16, each((reader) => ['ColorSequence', readKeypoints(reader, 5, 4)])],
  [0x17, each((reader) => ['NumberRange', plainNumbers(reader.f32s(2))])],
  [0x18, floatColumns('Rect', 4)],
  [0x19, each(decodePhysicalProperties)],
  [0x1a, decodeColorBytes],
  [0x1b, (reader, count) => Array.from(reader.interleavedI64s(count), int64Value)],
  [0x1e, decodeOptionalCFrames],
  [
    0x1f,
    (reader, count) =>
      reader
        .interleavedRows(count, 16)
        .map((row) => ['UniqueId', Buffer.from(row).toString('hex')]),
  ],
  [0x20, each(decodeFont)],
  [
    0x21,
    (reader, count) =>
      Array.from(reader.interleavedI64s(count), (value) => [
        'SecurityCapabilities',
        String(BigInt.asUintN(64, value)),
      ]),
  ],
  [0x22, decodeContents],
]);

/**
 * Decodes the values of one property for all instances of a class.
 *
 * @returns Undefined for a type that is not known, or for compiled code (0x1d), which is never run.
 */
export function decodeValues(
  reader: ByteReader,
  type: number,
  count: number,
): RawValue[] | undefined {
  // Every type takes at least a byte each: a large count with little data is refused here.
  if (count > reader.remaining) {
    throw new PlaceFileError(
      `A property of ${count} instances has only ${reader.remaining} bytes of values.`,
    );
  }
  return DECODERS.get(type)?.(reader, count);
}
