import type { RawValue } from './binary-values.ts';
import type { PropertyValue } from './instance-tree.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import { colorOfBytes, int64Value, numberValue, plainNumber, plainNumbers } from './values.ts';

/** What an element of a property holds: its own text, and the texts of the elements within, by their path. */
export interface PropertyElement {
  type: string;
  text: string;
  /** Such as `min.X`. */
  fields: ReadonlyMap<string, string>;
}

/** No number of a file is longer, and longer ones take time to parse. */
const MAX_NUMBER_LENGTH = 400;

const NAMED_NUMBERS: Readonly<Record<string, number>> = {
  inf: Infinity,
  '+inf': Infinity,
  '-inf': -Infinity,
  nan: NaN,
  '-nan': NaN,
};

function parseNumber(text: string): number {
  const trimmed = text.trim();
  if (trimmed.length <= MAX_NUMBER_LENGTH) {
    const named = trimmed.toLowerCase();
    if (Object.hasOwn(NAMED_NUMBERS, named)) return NAMED_NUMBERS[named] ?? NaN;
    const value = /^[-+.\deE]+$/.test(trimmed) ? Number(trimmed) : NaN;
    if (!Number.isNaN(value)) return value;
  }
  throw new PlaceFileError(`The text ${quoted(trimmed)} stands where a number is expected.`);
}

function parseInteger(text: string): bigint {
  const trimmed = text.trim();
  if (/^-?\d{1,20}$/.test(trimmed)) return BigInt(trimmed);
  throw new PlaceFileError(`The text ${quoted(trimmed)} stands where an integer is expected.`);
}

/** A number in single precision, as Roblox keeps most of them. */
function parseFloat32(text: string): number {
  return Math.fround(parseNumber(text));
}

function numberList(text: string, multipleOf: number): number[] {
  const numbers = text.trim().split(/\s+/).map(parseFloat32);
  if (numbers.length % multipleOf !== 0) {
    throw new PlaceFileError(
      `A list has ${numbers.length} numbers, and a multiple of ${multipleOf} is expected.`,
    );
  }
  return numbers;
}

/** Keypoints of that many numbers each, of which the first `kept` count. */
function keypoints(text: string, width: number, kept: number) {
  const numbers = plainNumbers(numberList(text, width));
  return Array.from({ length: numbers.length / width }, (_, index) =>
    numbers.slice(index * width, index * width + kept),
  );
}

type Decode = (element: PropertyElement) => RawValue;

/** Decodes a value whose numbers are in fields. */
function fields(
  tag: 'CFrame' | 'Color3' | 'PhysicalProperties' | 'Ray' | 'Rect' | 'Vector2' | 'Vector3',
  names: readonly string[],
): (element: PropertyElement) => PropertyValue {
  return ({ fields: found }) => [
    tag,
    names.map((name) => plainNumber(parseFloat32(found.get(name) ?? '0'))),
  ];
}

const CFRAME_FIELDS = 'X Y Z R00 R01 R02 R10 R11 R12 R20 R21 R22'.split(' ');
const decodeColorFields = fields('Color3', ['R', 'G', 'B']);
const decodeBinary: Decode = ({ text }) => Buffer.from(text, 'base64');
const decodeText: Decode = ({ text }) => Buffer.from(text);

/** A color as one integer: a byte that does not count, red, green and blue. */
const decodePackedColor: Decode = ({ text }) => {
  const packed = Number(parseInteger(text) & 0xff_ff_ffn);
  return colorOfBytes(packed >> 16, (packed >> 8) & 0xff, packed & 0xff);
};

const decodeOptionalCFrame: Decode = (element) =>
  element.fields.has('CFrame.X')
    ? fields(
        'CFrame',
        CFRAME_FIELDS.map((name) => `CFrame.${name}`),
      )(element)
    : undefined;

const PHYSICAL_FIELDS = ['Density', 'Friction', 'Elasticity', 'FrictionWeight', 'ElasticityWeight'];

const decodePhysicalProperties: Decode = (element) => {
  if (element.fields.get('CustomPhysics')?.trim().toLowerCase() !== 'true') return undefined;
  const hasAbsorption = element.fields.has('AcousticAbsorption');
  return fields('PhysicalProperties', [
    ...PHYSICAL_FIELDS,
    ...(hasAbsorption ? ['AcousticAbsorption'] : []),
  ])(element);
};

const decodeFont: Decode = ({ fields: found }) => [
  'Font',
  [
    found.get('Family.url') ?? '',
    parseNumber(found.get('Weight') ?? '400'),
    found.get('Style')?.trim() === 'Italic' ? 1 : 0,
  ],
];

/** `uri` is for the new type Content, `url` for strings that were called so before. Objects are in no file. */
const decodeContent: Decode = ({ fields: found }) => {
  const uri = found.get('uri');
  if (uri !== undefined) return ['Content', uri];
  return found.has('Ref') ? undefined : Buffer.from(found.get('url') ?? '');
};

/**
 * Decoders by the name of the element.
 *
 * @see https://dom.rojo.space/xml
 */
const DECODERS = new Map<string, Decode>([
  ['Axes', (element) => ['Axes', parseNumber(element.fields.get('axes') ?? '0') & 0x07]],
  ['BinaryString', decodeBinary],
  ['bool', ({ text }) => text.trim().toLowerCase() === 'true'],
  ['BrickColor', ({ text }) => ['BrickColor', parseNumber(text)]],
  [
    'Color3',
    (element) =>
      element.fields.has('R') ? decodeColorFields(element) : decodePackedColor(element),
  ],
  ['Color3uint8', decodePackedColor],
  // The fifth number is an envelope that Roblox does not use.
  ['ColorSequence', ({ text }) => ['ColorSequence', keypoints(text, 5, 4)]],
  ['Content', decodeContent],
  ['ContentId', decodeContent],
  ['CoordinateFrame', fields('CFrame', CFRAME_FIELDS)],
  ['double', ({ text }) => numberValue(parseNumber(text))],
  ['Faces', (element) => ['Faces', parseNumber(element.fields.get('faces') ?? '0') & 0x3f]],
  ['float', ({ text }) => numberValue(parseFloat32(text))],
  ['Font', decodeFont],
  ['int', ({ text }) => Number(BigInt.asIntN(32, parseInteger(text)))],
  ['int64', ({ text }) => int64Value(BigInt.asIntN(64, parseInteger(text)))],
  ['NumberRange', ({ text }) => ['NumberRange', plainNumbers(numberList(text, 2)).slice(0, 2)]],
  ['NumberSequence', ({ text }) => ['NumberSequence', keypoints(text, 3, 3)]],
  ['OptionalCoordinateFrame', decodeOptionalCFrame],
  ['PhysicalProperties', decodePhysicalProperties],
  ['ProtectedString', decodeText],
  [
    'Ray',
    fields(
      'Ray',
      ['origin', 'direction'].flatMap((part) => ['X', 'Y', 'Z'].map((axis) => `${part}.${axis}`)),
    ),
  ],
  ['Rect2D', fields('Rect', ['min.X', 'min.Y', 'max.X', 'max.Y'])],
  [
    'SecurityCapabilities',
    ({ text }) => ['SecurityCapabilities', String(BigInt.asUintN(64, parseInteger(text)))],
  ],
  ['string', decodeText],
  ['token', ({ text }) => ['Enum', parseNumber(text)]],
  [
    'UDim',
    ({ fields: found }) => [
      'UDim',
      plainNumbers([parseFloat32(found.get('S') ?? '0'), parseNumber(found.get('O') ?? '0')]),
    ],
  ],
  [
    'UDim2',
    ({ fields: found }) => [
      'UDim2',
      plainNumbers(['XS', 'XO', 'YS', 'YO'].map((name) => parseFloat32(found.get(name) ?? '0'))),
    ],
  ],
  ['UniqueId', ({ text }) => ['UniqueId', text.trim().slice(0, 32)]],
  ['Vector2', fields('Vector2', ['X', 'Y'])],
  ['Vector3', fields('Vector3', ['X', 'Y', 'Z'])],
  [
    'Vector3int16',
    ({ fields: found }) => [
      'Vector3int16',
      ['X', 'Y', 'Z'].map((name) =>
        Number(BigInt.asIntN(16, parseInteger(found.get(name) ?? '0'))),
      ),
    ],
  ],
]);

/** Whether the type of a property is known. `Ref` and `SharedString` are not values, and are not in the table. */
export function isKnownType(type: string): boolean {
  return DECODERS.has(type);
}

/** The value of a property; undefined if it has none. */
export function decodeElement(element: PropertyElement): RawValue {
  return DECODERS.get(element.type)?.(element);
}
