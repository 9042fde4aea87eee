import type { PropertyValue } from './instance-tree.ts';
import { type JsonObject, fieldOf, isObject } from './jsonc.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import { colorOfBytes, numberValue, plainNumber, stringValue } from './values.ts';

/** A value in a project: undefined for one that stands for nil. */
type Converted = PropertyValue | undefined;

/** The weights of `Enum.FontWeight`, by name. */
const FONT_WEIGHTS: Readonly<Record<string, number>> = {
  Thin: 100,
  ExtraLight: 200,
  Light: 300,
  Regular: 400,
  Medium: 500,
  SemiBold: 600,
  Bold: 700,
  ExtraBold: 800,
  Heavy: 900,
};

function wrong(expected: string, value: unknown): PlaceFileError {
  const found =
    typeof value === 'object' && value !== null
      ? `An ${Array.isArray(value) ? 'array' : 'object'}`
      : `The value ${quoted(String(value))}`;
  return new PlaceFileError(`${found} stands where ${expected} is expected.`);
}

function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  throw wrong('a number', value);
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw wrong('a string', value);
}

function toArray(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  throw wrong('an array', value);
}

function toObject(value: unknown): JsonObject {
  if (isObject(value)) return value;
  throw wrong('an object', value);
}

/** The numbers of an array, and of the arrays in it. */
function toNumbers(value: unknown, count: number): number[] {
  const numbers = toArray(value).flat(2).map(toNumber);
  if (numbers.length !== count) throw wrong(`an array with ${count} numbers`, value);
  return numbers;
}

/** The bit of each name in a list of names. */
function toBits(value: unknown, names: readonly string[]): number {
  return toArray(value).reduce<number>((bits, item) => {
    const bit = names.indexOf(String(item));
    if (bit === -1) throw wrong(`one of ${names.join(', ')}`, item);
    return bits | (1 << bit);
  }, 0);
}

type Convert = (value: unknown) => Converted;

/** Converts arrays of that many numbers in single precision. */
function singles(
  tag: 'Color3' | 'NumberRange' | 'Rect' | 'UDim' | 'UDim2' | 'Vector2' | 'Vector3',
  count: number,
): Convert {
  return (value) => [tag, toNumbers(value, count).map((item) => plainNumber(Math.fround(item)))];
}

const number: Convert = (value) => numberValue(toNumber(value));
const single: Convert = (value) => numberValue(Math.fround(toNumber(value)));
const text: Convert = toText;
const bytes: Convert = (value) => stringValue(Buffer.from(toText(value), 'base64'));

const cframe: Convert = (value) => {
  const numbers = isObject(value)
    ? [...toNumbers(fieldOf(value, 'position'), 3), ...toNumbers(fieldOf(value, 'orientation'), 9)]
    : toNumbers(value, 12);
  return ['CFrame', numbers.map((item) => plainNumber(Math.fround(item)))];
};

function keypoints(value: unknown): JsonObject[] {
  return toArray(fieldOf(toObject(value), 'keypoints')).map(toObject);
}

const font: Convert = (value) => {
  const object = toObject(value);
  const weight = fieldOf(object, 'weight') ?? 'Regular';
  const known = typeof weight === 'string' && Object.hasOwn(FONT_WEIGHTS, weight);
  return [
    'Font',
    [
      toText(fieldOf(object, 'family')),
      known ? (FONT_WEIGHTS[weight] ?? 400) : toNumber(weight),
      fieldOf(object, 'style') === 'Italic' ? 1 : 0,
    ],
  ];
};

const PHYSICAL_FIELDS = ['density', 'friction', 'elasticity', 'frictionWeight', 'elasticityWeight'];

const physicalProperties: Convert = (value) => {
  if (value === 'Default') return undefined;
  const object = toObject(value);
  const names = [
    ...PHYSICAL_FIELDS,
    ...(Object.hasOwn(object, 'acousticAbsorption') ? ['acousticAbsorption'] : []),
  ];
  return [
    'PhysicalProperties',
    names.map((name) => plainNumber(Math.fround(toNumber(fieldOf(object, name))))),
  ];
};

const content: Convert = (value) =>
  value === 'None'
    ? ['Content', '']
    : ['Content', toText(isObject(value) ? fieldOf(value, 'Uri') : value)];

/**
 * Converters by the name of the type, as Rojo writes it in `{ "Type": value }`.
 *
 * @see https://rojo.space/docs/v7/properties/
 */
const CONVERTERS: Readonly<Record<string, Convert>> = {
  Axes: (value) => ['Axes', toBits(value, ['X', 'Y', 'Z'])],
  BinaryString: bytes,
  Bool: (value) => {
    if (typeof value === 'boolean') return value;
    throw wrong('a boolean', value);
  },
  BrickColor: (value) => ['BrickColor', toNumber(value)],
  CFrame: cframe,
  Color3: singles('Color3', 3),
  Color3uint8: (value) => {
    const [red = 0, green = 0, blue = 0] = toNumbers(value, 3);
    return colorOfBytes(red, green, blue);
  },
  ColorSequence: (value) => [
    'ColorSequence',
    keypoints(value).map((point) =>
      [toNumber(fieldOf(point, 'time')), ...toNumbers(fieldOf(point, 'color'), 3)].map((item) =>
        plainNumber(Math.fround(item)),
      ),
    ),
  ],
  Content: content,
  ContentId: text,
  Enum: (value) => ['Enum', toNumber(value)],
  EnumItem: (value) => {
    const object = toObject(value);
    return [
      'EnumItem',
      [
        toText(fieldOf(object, 'type') ?? fieldOf(object, 'ty')),
        toNumber(fieldOf(object, 'value')),
      ],
    ];
  },
  Faces: (value) => ['Faces', toBits(value, ['Right', 'Top', 'Back', 'Left', 'Bottom', 'Front'])],
  Float32: single,
  Float64: number,
  Font: font,
  Int32: number,
  Int64: number,
  NumberRange: singles('NumberRange', 2),
  NumberSequence: (value) => [
    'NumberSequence',
    keypoints(value).map((point) =>
      ['time', 'value', 'envelope'].map((name) =>
        plainNumber(Math.fround(toNumber(fieldOf(point, name)))),
      ),
    ),
  ],
  OptionalCFrame: (value) => (value === null ? undefined : cframe(value)),
  PhysicalProperties: physicalProperties,
  Ray: (value) => {
    const object = toObject(value);
    return [
      'Ray',
      ['origin', 'direction'].flatMap((name) =>
        toNumbers(fieldOf(object, name), 3).map((item) => plainNumber(Math.fround(item))),
      ),
    ];
  },
  Rect: singles('Rect', 4),
  SecurityCapabilities: (value) => ['SecurityCapabilities', String(toNumber(value))],
  SharedString: bytes,
  String: text,
  UDim: singles('UDim', 2),
  UDim2: singles('UDim2', 4),
  UniqueId: (value) => ['UniqueId', toText(value)],
  Vector2: singles('Vector2', 2),
  Vector3: singles('Vector3', 3),
  Vector3int16: (value) => ['Vector3int16', toNumbers(value, 3)],
};

/** The converter of an object with one field, the name of a type. */
function explicitValue(value: unknown): { convert: Convert; content: unknown } | undefined {
  const [entry, ...others] = isObject(value) ? Object.entries(value) : [];
  if (entry === undefined || others.length > 0 || !Object.hasOwn(CONVERTERS, entry[0])) {
    return undefined;
  }
  const convert = CONVERTERS[entry[0]];
  return convert && { convert, content: entry[1] };
}

/**
 * The value of a property in a project.
 *
 * @param type The type of the property as in `ClassTypes`; undefined if it is not known.
 * @returns Undefined for nil, and for a value whose type nothing gives away.
 */
export function propertyValue(value: unknown, type: string | undefined): Converted {
  const explicit = explicitValue(value);
  if (explicit !== undefined) return explicit.convert(explicit.content);
  if (
    type?.startsWith('Enum.') === true &&
    (typeof value === 'string' || typeof value === 'number')
  ) {
    return ['Enum', value];
  }
  if (type !== undefined && Object.hasOwn(CONVERTERS, type)) return CONVERTERS[type]?.(value);
  const plain = plainValue(value);
  if (plain === undefined && type !== undefined) throw wrong(`a value of the type ${type}`, value);
  return plain;
}

/** The value of an attribute in a project; undefined for one that is not written with its type and needs it. */
export function attributeValue(value: unknown): Converted {
  const explicit = explicitValue(value);
  return explicit === undefined ? plainValue(value) : explicit.convert(explicit.content);
}

function plainValue(value: unknown): Converted {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return typeof value === 'number' ? numberValue(value) : undefined;
}
