import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readPlace } from '../../../emulator/place/read-place.ts';
import { expandLz4 } from '../../../emulator/place/lz4.ts';
import { expandWithFzstd, expandWithZlib, expandZstd } from '../../../emulator/place/zstd.ts';
import { zstdCompressSync } from 'node:zlib';
import {
  type Compression,
  type WrittenFile,
  f32,
  f32s,
  f64,
  i32s,
  i64s,
  interleave,
  lz4Literals,
  referents,
  strings,
  u32,
  u32s,
  writeBinary,
} from './binary-writer.ts';

const SMALL_PLACE: WrittenFile = {
  classes: [
    { name: 'Workspace', referents: [7] },
    {
      name: 'Part',
      referents: [3, 4],
      properties: [
        { name: 'Name', type: 0x01, values: strings('Floor', 'Wall') },
        { name: 'size', type: 0x0e, values: Buffer.concat([f32s(4, 1), f32s(1, 2), f32s(2, 3)]) },
        { name: 'Anchored', type: 0x02, values: Buffer.from([1, 0]) },
      ],
    },
    {
      name: 'ModuleScript',
      referents: [9],
      properties: [{ name: 'Source', type: 0x01, values: strings('return "é"') }],
    },
  ],
  parents: [
    [9, 4],
    [4, 7],
    [3, 7],
    [7, -1],
  ],
};

/** The value of one property of the type, with the bytes. */
function readValue(type: number, values: Uint8Array, sharedStrings: Uint8Array[] = []): unknown {
  const properties = [{ name: 'Test', type, values }];
  const file = writeBinary({
    classes: [{ name: 'Folder', referents: [1], properties }],
    sharedStrings,
  });
  return readPlace(file).instances[0]?.properties['Test'];
}

describe('readPlace with a binary file', () => {
  it.each<Compression>(['none', 'lz4', 'zstd'])(
    'reads instances, parents first and in the order of the file, from chunks with compression %s',
    (compression) => {
      const { instances, warnings } = readPlace(writeBinary({ ...SMALL_PLACE, compression }));
      expect(warnings).toEqual([]);
      const shape = instances.map(({ id, parent, className, name }) => [
        id,
        parent,
        className,
        name,
      ]);
      expect(shape).toEqual([
        [0, -1, 'Workspace', 'Workspace'],
        [1, 0, 'Part', 'Wall'],
        [2, 1, 'ModuleScript', 'ModuleScript'],
        [3, 0, 'Part', 'Floor'],
      ]);
      expect(instances[2]?.source).toBe('return "é"');
      expect(instances[1]?.properties).toEqual({ Size: ['Vector3', [1, 2, 3]], Anchored: false });
      expect(instances[3]?.properties).toEqual({ Size: ['Vector3', [4, 1, 2]], Anchored: true });
    },
  );

  it.each<[string, number, Uint8Array, unknown]>([
    ['text', 0x01, strings('a\0ü'), 'a\0ü'],
    ['bytes that are not UTF-8', 0x01, strings(Buffer.from([0xff, 0])), ['Bytes', '/wA=']],
    ['a boolean', 0x02, Buffer.from([1]), true],
    ['a negative integer', 0x03, i32s(-2_147_483_648), -2_147_483_648],
    ['a float', 0x04, f32s(-0.15625), -0.15625],
    ['a float that is infinite', 0x04, f32s(-Infinity), ['Number', '-inf']],
    ['a double that is no number', 0x05, f64(NaN), ['Number', 'nan']],
    ['a negative zero', 0x05, f64(-0), ['Number', '-0']],
    ['a UDim', 0x06, Buffer.concat([f32s(0.5), i32s(-7)]), ['UDim', [0.5, -7]]],
    [
      'a UDim2',
      0x07,
      Buffer.from('7e8000007f8000010000003b00000078', 'hex'),
      ['UDim2', [0.75, -30, -1.5, 60]],
    ],
    ['a Ray', 0x08, f32(1, 2, 3, -1, -2, -3), ['Ray', [1, 2, 3, -1, -2, -3]]],
    ['Faces', 0x09, Buffer.from([0x26]), ['Faces', 0x26]],
    ['Axes', 0x0a, Buffer.from([0x05]), ['Axes', 5]],
    ['a BrickColor', 0x0b, u32s(1004), ['BrickColor', 1004]],
    ['a Color3', 0x0c, Buffer.concat([f32s(1), f32s(0.5), f32s(0)]), ['Color3', [1, 0.5, 0]]],
    ['a Vector2', 0x0d, Buffer.concat([f32s(-1), f32s(Infinity)]), ['Vector2', [-1, 'inf']]],
    ['a Vector3', 0x0e, Buffer.concat([f32s(1), f32s(2), f32s(3)]), ['Vector3', [1, 2, 3]]],
    ['an Enum', 0x12, u32s(256), ['Enum', 256]],
    ['a Vector3int16', 0x14, Buffer.from([1, 0, 0xfe, 0xff, 3, 0]), ['Vector3int16', [1, -2, 3]]],
    [
      'a NumberSequence',
      0x15,
      Buffer.concat([u32(2), f32(0, 1, 0), f32(1, 0.5, 0.25)]),
      [
        'NumberSequence',
        [
          [0, 1, 0],
          [1, 0.5, 0.25],
        ],
      ],
    ],
    [
      'a ColorSequence',
      0x16,
      Buffer.concat([u32(1), f32(0, 1, 0.5, 0, 9)]),
      ['ColorSequence', [[0, 1, 0.5, 0]]],
    ],
    ['a NumberRange', 0x17, f32(0.5, 1), ['NumberRange', [0.5, 1]]],
    ['a Rect', 0x18, Buffer.concat([f32s(1), f32s(2), f32s(3), f32s(4)]), ['Rect', [1, 2, 3, 4]]],
    ['default physical properties', 0x19, Buffer.from([0]), undefined],
    [
      'custom physical properties',
      0x19,
      Buffer.concat([Buffer.from([1]), f32(0.5, 1, 2, 3, 4)]),
      ['PhysicalProperties', [0.5, 1, 2, 3, 4]],
    ],
    [
      'physical properties with acoustic absorption',
      0x19,
      Buffer.concat([Buffer.from([3]), f32(0.5, 1, 2, 3, 4, 5)]),
      ['PhysicalProperties', [0.5, 1, 2, 3, 4, 5]],
    ],
    ['a Color3uint8', 0x1a, Buffer.from([255, 0, 51]), ['Color3', [1, 0, Math.fround(0.2)]]],
    ['an integer of 64 bits', 0x1b, i64s(-(2n ** 53n)), -(2 ** 53)],
    [
      'an integer that no double has',
      0x1b,
      i64s(2n ** 63n - 1n),
      ['Int64', String(2n ** 63n - 1n)],
    ],
    [
      'an optional CFrame that is there',
      0x1e,
      Buffer.concat([Buffer.from([0x10, 2]), f32s(1), f32s(2), f32s(3), Buffer.from([2, 1])]),
      ['CFrame', [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ],
    [
      'an optional CFrame that is not there',
      0x1e,
      Buffer.concat([Buffer.from([0x10, 2]), f32s(0), f32s(0), f32s(0), Buffer.from([2, 0])]),
      undefined,
    ],
    [
      'a UniqueId',
      0x1f,
      interleave([Buffer.from('00112233445566778899aabbccddeeff', 'hex')]),
      ['UniqueId', '00112233445566778899aabbccddeeff'],
    ],
    [
      'a Font',
      0x20,
      Buffer.concat([strings('rbxasset://a.json'), Buffer.from([0xbc, 2, 1]), strings('cached')]),
      ['Font', ['rbxasset://a.json', 700, 1]],
    ],
    ['SecurityCapabilities', 0x21, i64s(-1n), ['SecurityCapabilities', String(2n ** 64n - 1n)]],
    [
      'a Content with a URI',
      0x22,
      Buffer.concat([u32s(1), u32(1), strings('rbxassetid://1'), u32(0, 0)]),
      ['Content', 'rbxassetid://1'],
    ],
    ['a Content without a source', 0x22, Buffer.concat([u32s(0), u32(0, 0, 0)]), ['Content', '']],
    [
      'a Content of an object',
      0x22,
      Buffer.concat([u32s(2), u32(0, 1), referents(5), u32(0)]),
      undefined,
    ],
  ])('reads the value of a property: %s', (_, type, values, expected) => {
    expect(readValue(type, values)).toEqual(expected);
  });

  it.each<[number, number[]]>([
    [0x02, [1, 0, 0, 0, 1, 0, 0, 0, 1]],
    // (90, 0, 0): what is up turns to the back.
    [0x03, [1, 0, 0, 0, 0, -1, 0, 1, 0]],
    // (0, 90, 0): what is right turns to the front.
    [0x20, [0, 0, 1, 0, 1, 0, -1, 0, 0]],
    // (0, 0, 90): what is right turns up.
    [0x0a, [0, -1, 0, 1, 0, 0, 0, 0, 1]],
    // (90, -90, 0), about Y first.
    [0x10, [0, -1, 0, 0, 0, -1, 1, 0, 0]],
  ])('reads the rotation %d of a CFrame by its id', (id, rotation) => {
    const values = Buffer.concat([Buffer.from([id]), f32s(1), f32s(2), f32s(3)]);
    const value = readValue(0x10, values);
    expect(value).toEqual(['CFrame', [1, 2, 3, ...rotation]]);
    expect(JSON.stringify(value)).not.toContain('-0');
  });

  it('reads CFrames with and without a matrix side by side', () => {
    const matrix = [0.5, 0, 0, 0, 0.5, 0, 0, 0, 0.5];
    const rotations = Buffer.concat([Buffer.from([0]), f32(...matrix), Buffer.from([2])]);
    const values = Buffer.concat([rotations, f32s(1, 4), f32s(2, 5), f32s(3, 6)]);
    const properties = [{ name: 'CFrame', type: 0x10, values }];
    const file = writeBinary({ classes: [{ name: 'Part', referents: [1, 2], properties }] });
    expect(readPlace(file).instances.map((instance) => instance.properties['CFrame'])).toEqual([
      ['CFrame', [1, 2, 3, ...matrix]],
      ['CFrame', [4, 5, 6, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ]);
  });

  it('turns referents into ids, and leaves out references to nothing', () => {
    const properties = [{ name: 'Value', type: 0x13, values: referents(20, -1) }];
    const { instances } = readPlace(
      writeBinary({
        classes: [
          { name: 'ObjectValue', referents: [10, 11], properties },
          { name: 'Part', referents: [20] },
        ],
      }),
    );
    expect(instances.map((instance) => instance.properties)).toEqual([
      { Value: ['Ref', 2] },
      {},
      {},
    ]);
  });

  it('reads shared strings, and leaves out those too long for anything that scripts can read', () => {
    const shared = [Buffer.from('first'), Buffer.from('second'), Buffer.alloc(5000)];
    expect(readValue(0x1c, u32s(1), shared)).toBe('second');
    expect(readValue(0x1c, u32s(2), shared)).toBeUndefined();
  });

  it('reads tags and attributes', () => {
    const attributes = Buffer.concat([u32(1), strings('Level'), Buffer.from([0x06]), f64(3)]);
    const properties = [
      { name: 'Tags', type: 0x01, values: strings('Enemy\0Boss') },
      { name: 'AttributesSerialize', type: 0x01, values: strings(attributes) },
    ];
    const [instance] = readPlace(
      writeBinary({ classes: [{ name: 'Folder', referents: [1], properties }] }),
    ).instances;
    expect(instance).toMatchObject({
      tags: ['Enemy', 'Boss'],
      attributes: { Level: 3 },
      properties: {},
    });
  });

  it('keeps properties whose names are those of every JavaScript object', () => {
    const properties = ['__proto__', 'constructor'].map((name) => ({
      name,
      type: 0x01,
      values: strings('own'),
    }));
    const [instance] = readPlace(
      writeBinary({ classes: [{ name: 'Folder', referents: [1], properties }] }),
    ).instances;
    expect(Object.entries(instance?.properties ?? {})).toEqual([
      ['__proto__', 'own'],
      ['constructor', 'own'],
    ]);
  });

  it('leaves out properties of unknown types and compiled code, with a warning for each type', () => {
    const properties = [0x1d, 0x7f, 0x7f].map((type, index) => ({
      name: `Unknown${index}`,
      type,
      values: strings('x'),
    }));
    const { instances, warnings } = readPlace(
      writeBinary({ classes: [{ name: 'Folder', referents: [1], properties }] }),
    );
    expect(instances[0]?.properties).toEqual({});
    expect(warnings).toEqual([
      'Properties of the type 0x1d are not read: they were left out.',
      'Properties of the type 0x7f are not read: they were left out.',
    ]);
  });

  it('gives a result that JSON and structured clone keep as it is', () => {
    const { instances } = readPlace(writeBinary(SMALL_PLACE));
    expect(JSON.parse(JSON.stringify(instances))).toEqual(instances);
    expect(structuredClone(instances)).toEqual(instances);
  });

  it('reads the model of Jest that Roblox wrote', () => {
    const url = new URL('../../../node_modules/@rbxts/jest-vendor/jest-lua.rbxm', import.meta.url);
    const { instances, warnings } = readPlace(readFileSync(url));
    expect(warnings).toEqual([]);
    expect(instances).toHaveLength(489);
    expect(instances[0]).toMatchObject({ parent: -1, className: 'Folder', name: 'JestLua' });
    const jest = instances.find(({ name, parent }) => name === 'Jest' && parent === 0);
    expect(jest).toMatchObject({ className: 'ModuleScript' });
    expect(jest?.source).toContain('require(');
    const scripts = instances.filter(({ className }) => className === 'ModuleScript');
    expect(scripts.every(({ source }) => (source ?? '').length > 0)).toBe(true);
  });
});

describe('expandLz4', () => {
  it('copies matches that overlap what they write', () => {
    // "ab", then six bytes from two back, then "c".
    const block = Buffer.from([0x22, 0x61, 0x62, 2, 0, 0x10, 0x63]);
    expect(Buffer.from(expandLz4(block, 9)).toString()).toBe('ababababc');
  });

  it('reads lengths that take more than one byte', () => {
    const data = Buffer.alloc(700, 'x');
    expect(Buffer.from(expandLz4(lz4Literals(data), 700))).toEqual(data);
  });
});

describe('expandZstd', () => {
  it.each([
    ['Node', expandWithZlib],
    ['fzstd', expandWithFzstd],
  ])('expands a frame with %s', (_, expand) => {
    const data = Buffer.from('Roblox '.repeat(10_000));
    expect(Buffer.from(expandZstd(zstdCompressSync(data), data.length, expand))).toEqual(data);
  });
});
