import { describe, expect, it } from '@jest/globals';
import type { PlaceInstance } from '../../../emulator/place/instance-tree.ts';
import { readPlace } from '../../../emulator/place/read-place.ts';
import {
  type Compression,
  f32,
  f32s,
  f64,
  i32s,
  i64s,
  interleave,
  referents,
  strings,
  u32,
  u32s,
  writeBinary,
} from './binary-writer.ts';

// Each place is written twice, as a binary file and as XML: both readers must make the same tree of it.

/** A property in both forms: the type in a binary file, its bytes there, and its element in XML without the name. */
interface Pair {
  readonly name: string;
  readonly type: number;
  readonly values: Uint8Array;
  readonly element: string;
  readonly content: string;
}

const XYZ = '<X>1</X><Y>-2</Y><Z>0.5</Z>';
const XYZ_BYTES = [f32s(1), f32s(-2), f32s(0.5)];
/** What is up turns to the back. */
const ROTATION =
  '<R00>1</R00><R01>0</R01><R02>0</R02><R10>0</R10><R11>0</R11><R12>-1</R12><R20>0</R20><R21>1</R21><R22>0</R22>';
const TAGS = 'Lava\0Hot';
const ATTRIBUTES = Buffer.concat([u32(1), strings('Price'), Buffer.from([0x06]), f64(12.5)]);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function pair(
  name: string,
  type: number,
  values: Uint8Array,
  element: string,
  content: string,
): Pair {
  return { name, type, values, element, content };
}

const PAIRS: readonly Pair[] = [
  pair('String', 0x01, strings(' a\n<b> é '), 'string', ' a\n&lt;b&gt; é '),
  pair('Bytes', 0x01, strings(Buffer.from([0xff, 0])), 'BinaryString', '/wA='),
  pair('Bool', 0x02, Buffer.from([1]), 'bool', 'true'),
  pair('Int', 0x03, i32s(-7), 'int', '-7'),
  pair('Float', 0x04, f32s(0.1), 'float', '0.1'),
  pair('Infinite', 0x04, f32s(-Infinity), 'float', '-INF'),
  pair('NoNumber', 0x05, f64(NaN), 'double', 'NAN'),
  pair('Double', 0x05, f64(0.001), 'double', '1e-3'),
  pair('UDim', 0x06, Buffer.concat([f32s(0.5), i32s(-7)]), 'UDim', '<S>0.5</S><O>-7</O>'),
  pair(
    'UDim2',
    0x07,
    Buffer.concat([f32s(0.5), f32s(1), i32s(-7), i32s(8)]),
    'UDim2',
    '<XS>0.5</XS><XO>-7</XO><YS>1</YS><YO>8</YO>',
  ),
  pair(
    'Ray',
    0x08,
    f32(1, -2, 0.5, 1, -2, 0.5),
    'Ray',
    `<origin>${XYZ}</origin><direction>${XYZ}</direction>`,
  ),
  pair('Faces', 0x09, Buffer.from([0x26]), 'Faces', '<faces>38</faces>'),
  pair('Axes', 0x0a, Buffer.from([5]), 'Axes', '<axes>5</axes>'),
  pair('BrickColor', 0x0b, u32s(1004), 'BrickColor', '1004'),
  pair(
    'Color3',
    0x0c,
    Buffer.concat([f32s(1), f32s(0.5), f32s(0.25)]),
    'Color3',
    '<R>1</R><G>0.5</G><B>0.25</B>',
  ),
  pair('Vector2', 0x0d, Buffer.concat([f32s(1), f32s(-2)]), 'Vector2', '<X>1</X><Y>-2</Y>'),
  pair('Vector3', 0x0e, Buffer.concat(XYZ_BYTES), 'Vector3', XYZ),
  pair(
    'CFrame',
    0x10,
    Buffer.concat([Buffer.from([3]), ...XYZ_BYTES]),
    'CoordinateFrame',
    XYZ + ROTATION,
  ),
  pair(
    'CFrameOfMatrix',
    0x10,
    Buffer.concat([Buffer.from([0]), f32(1, 0, 0, 0, 0, -1, 0, 1, 0), ...XYZ_BYTES]),
    'CoordinateFrame',
    XYZ + ROTATION,
  ),
  pair('Token', 0x12, u32s(256), 'token', '256'),
  pair('Ref', 0x13, referents(2), 'Ref', 'B'),
  pair('NoRef', 0x13, referents(-1), 'Ref', 'null'),
  pair(
    'Vector3int16',
    0x14,
    Buffer.from([1, 0, 0xfe, 0xff, 3, 0]),
    'Vector3int16',
    '<X>1</X><Y>-2</Y><Z>3</Z>',
  ),
  pair(
    'NumberSequence',
    0x15,
    Buffer.concat([u32(2), f32(0, 1, 0, 1, 0.5, 0.25)]),
    'NumberSequence',
    '0 1 0 1 0.5 0.25 ',
  ),
  pair(
    'ColorSequence',
    0x16,
    Buffer.concat([u32(2), f32(0, 1, 0.5, 0, 0, 1, 0, 0, 1, 0)]),
    'ColorSequence',
    '0 1 0.5 0 0 1 0 0 1 0 ',
  ),
  pair('NumberRange', 0x17, f32(0.5, 2), 'NumberRange', '0.5 2 '),
  pair(
    'Rect',
    0x18,
    Buffer.concat([f32s(1), f32s(2), f32s(3), f32s(4)]),
    'Rect2D',
    '<min><X>1</X><Y>2</Y></min><max><X>3</X><Y>4</Y></max>',
  ),
  pair(
    'DefaultPhysics',
    0x19,
    Buffer.from([0]),
    'PhysicalProperties',
    '<CustomPhysics>false</CustomPhysics>',
  ),
  pair(
    'Physics',
    0x19,
    Buffer.concat([Buffer.from([1]), f32(1, 2, 3, 4, 5)]),
    'PhysicalProperties',
    '<CustomPhysics>true</CustomPhysics><Density>1</Density><Friction>2</Friction><Elasticity>3</Elasticity><FrictionWeight>4</FrictionWeight><ElasticityWeight>5</ElasticityWeight>',
  ),
  pair('Tint', 0x1a, Buffer.from([0, 255, 51]), 'Color3uint8', '4278255411'),
  pair('Int64', 0x1b, i64s(2n ** 63n - 1n), 'int64', '9223372036854775807'),
  pair('Shared', 0x1c, u32s(0), 'SharedString', 'key'),
  pair(
    'OptionalCFrame',
    0x1e,
    Buffer.concat([Buffer.from([0x10, 3]), ...XYZ_BYTES, Buffer.from([2, 1])]),
    'OptionalCoordinateFrame',
    `<CFrame>${XYZ}${ROTATION}</CFrame>`,
  ),
  pair(
    'NoCFrame',
    0x1e,
    Buffer.concat([Buffer.from([0x10, 2]), f32s(0), f32s(0), f32s(0), Buffer.from([2, 0])]),
    'OptionalCoordinateFrame',
    '',
  ),
  pair(
    'UniqueId',
    0x1f,
    interleave([Buffer.from('00112233445566778899aabbccddeeff', 'hex')]),
    'UniqueId',
    '00112233445566778899aabbccddeeff',
  ),
  pair(
    'Font',
    0x20,
    Buffer.concat([strings('rbxasset://a.json'), Buffer.from([0xbc, 2, 1]), strings('')]),
    'Font',
    '<Family><url>rbxasset://a.json</url></Family><Weight>700</Weight><Style>Italic</Style>',
  ),
  pair('Capabilities', 0x21, i64s(-1n), 'SecurityCapabilities', '-1'),
  pair(
    'Content',
    0x22,
    Buffer.concat([u32s(1), u32(1), strings('rbxassetid://1'), u32(0, 0)]),
    'Content',
    '<uri>rbxassetid://1</uri>',
  ),
  pair('Tags', 0x01, strings(TAGS), 'BinaryString', base64(Buffer.from(TAGS))),
  pair('AttributesSerialize', 0x01, strings(ATTRIBUTES), 'BinaryString', base64(ATTRIBUTES)),
];

function binaryPlace(pairs: readonly Pair[], compression: Compression): Buffer {
  const properties = pairs.map(({ name, type, values }) => ({ name, type, values }));
  const source = [{ name: 'Source', type: 0x01, values: strings('return 1') }];
  return writeBinary({
    compression,
    sharedStrings: [Buffer.from('shared')],
    classes: [
      { name: 'Folder', referents: [1], properties },
      { name: 'ModuleScript', referents: [2], properties: source },
    ],
    parents: [
      [2, 1],
      [1, -1],
    ],
  });
}

function xmlPlace(pairs: readonly Pair[]): Buffer {
  const properties = pairs
    .map(({ name, element, content }) => `<${element} name="${name}">${content}</${element}>`)
    .join('');
  return Buffer.from(`<roblox version="4"><Item class="Folder" referent="A">
    <Properties>${properties}</Properties>
    <Item class="ModuleScript" referent="B"><Properties>
      <ProtectedString name="Source">return 1</ProtectedString>
    </Properties></Item></Item>
    <SharedStrings><SharedString md5="key">${base64(Buffer.from('shared'))}</SharedString></SharedStrings>
    </roblox>`);
}

function readTree(file: Uint8Array): readonly PlaceInstance[] {
  const { instances, warnings } = readPlace(file);
  expect(warnings).toEqual([]);
  return instances;
}

describe('one place as a binary file and as XML', () => {
  it.each(PAIRS.map((each) => [each.name, each] as const))(
    'both readers make the same of a property: %s',
    (_, each) => {
      const xml = readTree(xmlPlace([each]));
      expect(xml).toHaveLength(2);
      expect(readTree(binaryPlace([each], 'none'))).toEqual(xml);
    },
  );

  it.each<Compression>(['none', 'lz4', 'zstd'])(
    'both readers make the same tree of a place with all properties, also from chunks with compression %s',
    (compression) => {
      const xml = readTree(xmlPlace(PAIRS));
      expect(readTree(binaryPlace(PAIRS, compression))).toEqual(xml);
      // What has no value, and what is no property for scripts.
      const absent = new Set([
        'NoRef',
        'DefaultPhysics',
        'NoCFrame',
        'Tags',
        'AttributesSerialize',
      ]);
      const names = PAIRS.map(({ name }) => name).filter((name) => !absent.has(name));
      expect(Object.keys(xml[0]?.properties ?? {}).toSorted()).toEqual(names.toSorted());
      expect(xml[0]).toMatchObject({ tags: ['Lava', 'Hot'], attributes: { Price: 12.5 } });
    },
  );
});
