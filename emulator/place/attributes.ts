import { readKeypoints, type RawValue } from './binary-values.ts';
import { ByteReader } from './byte-reader.ts';
import { type PropertyValue, setField } from './instance-tree.ts';
import type { PlaceBudget } from './limits.ts';
import { numberValue, plainNumber, plainNumbers, rotationOfId, stringValue } from './values.ts';

/** The least that an attribute takes: the length of its name, its type and a value of one byte. */
const MIN_ATTRIBUTE_BYTES = 6;

function readUDim(reader: ByteReader): number[] {
  return [reader.f32(), reader.i32()];
}

function readCFrame(reader: ByteReader): PropertyValue {
  const position = reader.f32s(3);
  const id = reader.u8();
  return ['CFrame', plainNumbers([...position, ...(id === 0 ? reader.f32s(9) : rotationOfId(id))])];
}

function readFont(reader: ByteReader): PropertyValue {
  const weight = reader.u16();
  const style = reader.u8();
  const family = reader.text();
  // The cached face.
  reader.string();
  return ['Font', [family, weight, style]];
}

function readTweenInfo(reader: ByteReader): PropertyValue {
  const [time, delay] = [plainNumber(reader.f32()), plainNumber(reader.f32())];
  const [repeats, style, direction] = [reader.i32(), reader.u32(), reader.u32()];
  return ['TweenInfo', [time, style, direction, repeats, reader.u8() === 0 ? 0 : 1, delay]];
}

/** A sequence; each keypoint starts with its envelope, which Roblox uses for numbers only. */
function readSequence(reader: ByteReader, tag: 'NumberSequence' | 'ColorSequence'): PropertyValue {
  if (tag === 'ColorSequence') {
    return [tag, readKeypoints(reader, 5, 5).map((keypoint) => keypoint.slice(1))];
  }
  return [
    tag,
    readKeypoints(reader, 3, 3).map(([envelope = 0, time = 0, value = 0]) => [
      time,
      value,
      envelope,
    ]),
  ];
}

/**
 * Readers by the number of the type, which is another one than in place files.
 *
 * @see https://dom.rojo.space/attributes
 */
const READERS = new Map<number, (reader: ByteReader) => PropertyValue>([
  [0x02, (reader) => stringValue(reader.string())],
  [0x03, (reader) => reader.u8() !== 0],
  [0x04, (reader) => reader.i32()],
  [0x05, (reader) => numberValue(reader.f32())],
  [0x06, (reader) => numberValue(reader.f64())],
  [0x09, (reader) => ['UDim', plainNumbers(readUDim(reader))]],
  [0x0a, (reader) => ['UDim2', plainNumbers([...readUDim(reader), ...readUDim(reader)])]],
  [0x0e, (reader) => ['BrickColor', reader.u32()]],
  [0x0f, (reader) => ['Color3', plainNumbers(reader.f32s(3))]],
  [0x10, (reader) => ['Vector2', plainNumbers(reader.f32s(2))]],
  [0x11, (reader) => ['Vector3', plainNumbers(reader.f32s(3))]],
  [0x14, readCFrame],
  [0x15, (reader) => ['EnumItem', [reader.text(), reader.u32()]]],
  [0x17, (reader) => readSequence(reader, 'NumberSequence')],
  [0x19, (reader) => readSequence(reader, 'ColorSequence')],
  [0x1b, (reader) => ['NumberRange', plainNumbers(reader.f32s(2))]],
  [0x1c, (reader) => ['Rect', plainNumbers(reader.f32s(4))]],
  [0x21, readFont],
  [0x22, readTweenInfo],
]);

/**
 * Reads the property `AttributesSerialize`. The format does not give the lengths of values, so that after a value of an
 * unknown type the attributes that follow are left out as well.
 */
export function readAttributes(
  blob: Extract<RawValue, Uint8Array>,
  budget: PlaceBudget,
): Record<string, PropertyValue> {
  const attributes: Record<string, PropertyValue> = {};
  if (blob.length === 0) return attributes;
  const reader = new ByteReader(blob, 'The attributes of an instance');
  const count = reader.count(MIN_ATTRIBUTE_BYTES);
  // At most: keypoints of sequences take more bytes than attributes do at least.
  budget.addValues(Math.ceil(blob.length / MIN_ATTRIBUTE_BYTES));
  for (let index = 0; index < count; index++) {
    const name = reader.text();
    const type = reader.u8();
    const read = READERS.get(type);
    if (read === undefined) {
      budget.warn(
        `Attributes of the type 0x${type.toString(16)} are not known: they and those after them were left out.`,
      );
      break;
    }
    setField(attributes, name, read(reader));
  }
  return attributes;
}
