import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MAX_TREE_DEPTH } from '../../../emulator/place/limits.ts';
import { PlaceFileError } from '../../../emulator/place/place-file-error.ts';
import { readPlace } from '../../../emulator/place/read-place.ts';
import { errorOf } from './error-of.ts';

function readText(text: string) {
  return readPlace(Buffer.from(text));
}

/** A file with these elements at its top. */
function roblox(...elements: string[]): string {
  return `<roblox version="4">${elements.join('\n')}</roblox>`;
}

function item(className: string, properties: string, children = '', referent = ''): string {
  const reference = referent === '' ? '' : ` referent="${referent}"`;
  return `<Item class="${className}"${reference}><Properties>${properties}</Properties>${children}</Item>`;
}

/** The value of a property that is written so. */
function readValue(element: string): unknown {
  return readText(roblox(item('Folder', element))).instances[0]?.properties['Test'];
}

const POSITION = '<X>1</X><Y>2</Y><Z>3</Z>';
const ROTATION =
  '<R00>1</R00><R01>0</R01><R02>0</R02><R10>0</R10><R11>1</R11><R12>0</R12><R20>0</R20><R21>0</R21><R22>1</R22>';

describe('readPlace with an XML file', () => {
  it('reads instances, parents first and in the order of the file', () => {
    const { instances } = readText(
      `<?xml version="1.0"?>\n${roblox(
        '<Meta name="ExplicitAutoJoints">true</Meta><External>null</External>',
        item(
          'Workspace',
          '<string name="Name">Workspace</string>',
          item('Part', '<string name="Name">A &amp; B</string>') +
            item(
              'Script',
              '<ProtectedString name="Source"><![CDATA[  print("<a>")\n]]></ProtectedString>',
            ),
        ),
        item('Lighting', ''),
      )}`,
    );
    expect(instances).toEqual([
      {
        id: 0,
        parent: -1,
        className: 'Workspace',
        name: 'Workspace',
        properties: {},
        attributes: {},
        tags: [],
      },
      {
        id: 1,
        parent: 0,
        className: 'Part',
        name: 'A & B',
        properties: {},
        attributes: {},
        tags: [],
      },
      {
        id: 2,
        parent: 0,
        className: 'Script',
        name: 'Script',
        source: '  print("<a>")\n',
        properties: {},
        attributes: {},
        tags: [],
      },
      {
        id: 3,
        parent: -1,
        className: 'Lighting',
        name: 'Lighting',
        properties: {},
        attributes: {},
        tags: [],
      },
    ]);
  });

  it.each<[string, string, unknown]>([
    ['a string', '<string name="Test"> a\n b </string>', ' a\n b '],
    ['a boolean', '<bool name="Test">TRUE</bool>', true],
    ['an integer', '<int name="Test">-7</int>', -7],
    ['an integer of 64 bits', '<int64 name="Test">9007199254740992</int64>', 2 ** 53],
    [
      'an integer that no double has',
      '<int64 name="Test">9223372036854775807</int64>',
      ['Int64', '9223372036854775807'],
    ],
    ['a float in single precision', '<float name="Test">0.1</float>', Math.fround(0.1)],
    ['a double', '<double name="Test">1e-3</double>', 0.001],
    ['an infinite float', '<float name="Test">INF</float>', ['Number', 'inf']],
    ['a negative infinite double', '<double name="Test">-INF</double>', ['Number', '-inf']],
    ['what is no number', '<float name="Test">NAN</float>', ['Number', 'nan']],
    ['an enum', '<token name="Test">256</token>', ['Enum', 256]],
    ['a BrickColor', '<BrickColor name="Test">194</BrickColor>', ['BrickColor', 194]],
    ['bytes', '<BinaryString name="Test">/wA=</BinaryString>', ['Bytes', '/wA=']],
    ['Axes', '<Axes name="Test"><axes>5</axes></Axes>', ['Axes', 5]],
    ['Faces', '<Faces name="Test"><faces>42</faces></Faces>', ['Faces', 42]],
    [
      'a Color3',
      '<Color3 name="Test"><R>INF</R><G>1337</G><B>0.15625</B></Color3>',
      ['Color3', ['inf', 1337, 0.15625]],
    ],
    ['a Color3 as one number', '<Color3 name="Test">4294901760</Color3>', ['Color3', [1, 0, 0]]],
    [
      'a Color3uint8',
      '<Color3uint8 name="Test">4278255411</Color3uint8>',
      ['Color3', [0, 1, Math.fround(0.2)]],
    ],
    [
      'a ColorSequence',
      '<ColorSequence name="Test">0 1 0.5 0 0 1 0 0 1 0 </ColorSequence>',
      [
        'ColorSequence',
        [
          [0, 1, 0.5, 0],
          [1, 0, 0, 1],
        ],
      ],
    ],
    [
      'a NumberSequence',
      '<NumberSequence name="Test">0 6 3 1 4 2 </NumberSequence>',
      [
        'NumberSequence',
        [
          [0, 6, 3],
          [1, 4, 2],
        ],
      ],
    ],
    ['a NumberRange', '<NumberRange name="Test">0.5 2 </NumberRange>', ['NumberRange', [0.5, 2]]],
    ['a Vector2', '<Vector2 name="Test"><X>1</X><Y>-0</Y></Vector2>', ['Vector2', [1, '-0']]],
    ['a Vector3', `<Vector3 name="Test">${POSITION}</Vector3>`, ['Vector3', [1, 2, 3]]],
    [
      'a Vector3int16',
      `<Vector3int16 name="Test">${POSITION}</Vector3int16>`,
      ['Vector3int16', [1, 2, 3]],
    ],
    ['a UDim', '<UDim name="Test"><S>0.5</S><O>3</O></UDim>', ['UDim', [0.5, 3]]],
    [
      'a UDim2',
      '<UDim2 name="Test"><XS>1</XS><XO>2</XO><YS>3</YS><YO>4</YO></UDim2>',
      ['UDim2', [1, 2, 3, 4]],
    ],
    [
      'a Rect',
      '<Rect2D name="Test"><min><X>1</X><Y>2</Y></min><max><X>3</X><Y>4</Y></max></Rect2D>',
      ['Rect', [1, 2, 3, 4]],
    ],
    [
      'a Ray',
      `<Ray name="Test"><origin>${POSITION}</origin><direction>${POSITION}</direction></Ray>`,
      ['Ray', [1, 2, 3, 1, 2, 3]],
    ],
    [
      'a CFrame',
      `<CoordinateFrame name="Test">${POSITION}${ROTATION}</CoordinateFrame>`,
      ['CFrame', [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ],
    [
      'an optional CFrame that is there',
      `<OptionalCoordinateFrame name="Test"><CFrame>${POSITION}${ROTATION}</CFrame></OptionalCoordinateFrame>`,
      ['CFrame', [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ],
    [
      'an optional CFrame that is not there',
      '<OptionalCoordinateFrame name="Test"></OptionalCoordinateFrame>',
      undefined,
    ],
    [
      'default physical properties',
      '<PhysicalProperties name="Test"><CustomPhysics>false</CustomPhysics></PhysicalProperties>',
      undefined,
    ],
    [
      'custom physical properties',
      '<PhysicalProperties name="Test"><CustomPhysics>true</CustomPhysics><Density>1</Density><Friction>2</Friction><Elasticity>3</Elasticity><FrictionWeight>4</FrictionWeight><ElasticityWeight>5</ElasticityWeight></PhysicalProperties>',
      ['PhysicalProperties', [1, 2, 3, 4, 5]],
    ],
    [
      'a Font',
      '<Font name="Test"><Family><url>rbxasset://a.json</url></Family><Weight>700</Weight><Style>Italic</Style></Font>',
      ['Font', ['rbxasset://a.json', 700, 1]],
    ],
    [
      'a Content that is a string',
      '<Content name="Test"><url>rbxassetid://1</url></Content>',
      'rbxassetid://1',
    ],
    ['an empty ContentId', '<ContentId name="Test"><null></null></ContentId>', ''],
    [
      'a Content with a URI',
      '<Content name="Test"><uri>rbxassetid://1</uri></Content>',
      ['Content', 'rbxassetid://1'],
    ],
    [
      'SecurityCapabilities',
      '<SecurityCapabilities name="Test">-1</SecurityCapabilities>',
      ['SecurityCapabilities', String(2n ** 64n - 1n)],
    ],
    ['a UniqueId', '<UniqueId name="Test">00ff</UniqueId>', ['UniqueId', '00ff']],
  ])('reads the value of a property: %s', (_, element, expected) => {
    expect(readValue(element)).toEqual(expected);
  });

  it('reads references, also to items that follow', () => {
    const { instances } = readText(
      roblox(
        item('ObjectValue', '<Ref name="Value">B</Ref>', '', 'A'),
        item(
          'WeldConstraint',
          '<Ref name="Part0Internal">A</Ref><Ref name="Part1Internal">null</Ref>',
          '',
          'B',
        ),
        item('ObjectValue', '<Ref name="Value">nobody</Ref>'),
      ),
    );
    expect(instances.map(({ properties }) => properties)).toEqual([
      { Value: ['Ref', 1] },
      { Part0: ['Ref', 0] },
      {},
    ]);
  });

  it('reads shared strings, which follow the items', () => {
    const { instances } = readText(
      roblox(
        item('Folder', '<SharedString name="Test">key</SharedString>'),
        '<SharedStrings><SharedString md5="key">aGVs\nbG8=</SharedString></SharedStrings>',
      ),
    );
    expect(instances[0]?.properties).toEqual({ Test: 'hello' });
  });

  it('reads tags and attributes', () => {
    const attributes = Buffer.from([1, 0, 0, 0, 1, 0, 0, 0, 0x41, 3, 1]).toString('base64');
    const { instances } = readText(
      roblox(
        item(
          'Folder',
          `<BinaryString name="Tags">${Buffer.from('a\0b').toString('base64')}</BinaryString>` +
            `<BinaryString name="AttributesSerialize">${attributes}</BinaryString>`,
        ),
      ),
    );
    expect(instances[0]).toMatchObject({ tags: ['a', 'b'], attributes: { A: true } });
  });

  it('names properties as scripts do, and reads BrickColors that are written as integers', () => {
    const { instances } = readText(
      roblox(
        item('Part', '<int name="BrickColor">194</int><token name="shape">1</token>'),
        item('Fire', '<float name="heat_xml">9</float>'),
        item('BrickColorValue', '<int name="Value">21</int>'),
        item('IntValue', '<int name="Value">21</int>'),
        item('Model', '<Ref name="PrimaryPart">null</Ref><float name="ScaleFactor">2</float>'),
      ),
    );
    expect(instances.map(({ properties }) => properties)).toEqual([
      { BrickColor: ['BrickColor', 194], Shape: ['Enum', 1] },
      { Heat: 9 },
      { Value: ['BrickColor', 21] },
      { Value: 21 },
      { Scale: 2 },
    ]);
  });

  it('warns once of properties of an unknown type', () => {
    const unknown = '<Quaternion name="A">1</Quaternion><Quaternion name="B">1</Quaternion>';
    const { warnings } = readText(roblox(item('Part', unknown)));
    expect(warnings).toEqual([
      'Properties of the type "Quaternion" are not read: they were left out.',
    ]);
  });

  it('keeps characters whole that lie across the slices in which it reads', () => {
    const text = 'é€😀'.repeat(30_000);
    expect(readValue(`<string name="Test">x${text}</string>`)).toBe(`x${text}`);
  });

  it('reads the model of React that Roblox wrote', () => {
    const url = new URL(
      '../../../node_modules/@rbxts/react-vendor/react-lua.rbxmx',
      import.meta.url,
    );
    const { instances, warnings } = readPlace(readFileSync(url));
    expect(warnings).toEqual([]);
    expect(instances).toHaveLength(385);
    expect(instances[0]).toMatchObject({ parent: -1, className: 'Folder', name: 'ReactLua' });
    const react = instances.find(({ name, parent }) => name === 'React' && parent === 0);
    expect(react?.source).toContain('export type');
  });
});

describe('readPlace with a hostile XML file', () => {
  it.each<[string, string, RegExp]>([
    ['a document type', `<!DOCTYPE r [<!ENTITY a "b">]>${roblox()}`, /document type/],
    ['an entity', roblox(item('Folder', '<string name="A">&lol;</string>')), /no well-formed XML/],
    ['a file that is cut short', roblox(item('Folder', '')).slice(0, -20), /no well-formed XML/],
    ['another root', '<html version="4"></html>', /element "html"/],
    ['another version', '<roblox version="5"></roblox>', /version "5"/],
    ['an item without a class', roblox('<Item></Item>'), /no class/],
    [
      'two items with one referent',
      roblox(item('A', '', '', 'R'), item('B', '', '', 'R')),
      /referent "R"/,
    ],
    ['a number that is none', roblox(item('A', '<float name="X">1x</float>')), /"1x"/],
    ['an integer that is none', roblox(item('A', '<int name="X">1.5</int>')), /"1.5"/],
    [
      'a number of a million digits',
      roblox(item('A', `<int64 name="X">${'9'.repeat(1e6)}</int64>`)),
      /integer is expected/,
    ],
    [
      'keypoints with numbers missing',
      roblox(item('A', '<NumberSequence name="X">0 1</NumberSequence>')),
      /multiple of 3/,
    ],
    [
      'items nested too deep',
      roblox('<Item class="A">'.repeat(MAX_TREE_DEPTH + 1) + '</Item>'.repeat(MAX_TREE_DEPTH + 1)),
      /nested more than 1000 deep/,
    ],
    [
      'items nested a million deep',
      `<roblox version="4">${'<Item class="A">'.repeat(1e6)}`,
      /nested more than 1000 deep/,
    ],
    [
      'elements nested deep in a property',
      roblox(item('A', `<Vector3 name="X">${'<X>'.repeat(9)}${'</X>'.repeat(9)}</Vector3>`)),
      /nested more than 8 deep/,
    ],
    [
      'a property of many elements',
      roblox(
        item(
          'A',
          `<Vector3 name="X">${Array.from({ length: 65 }, (_, index) => `<X${index}/>`).join('')}</Vector3>`,
        ),
      ),
      /more than 64 elements/,
    ],
    [
      'an element of many attributes',
      roblox(`<Item ${Array.from({ length: 65 }, (_, index) => `a${index}="b"`).join(' ')}/>`),
      /more than 64 attributes/,
    ],
    [
      'a sequence of more keypoints than fit into memory',
      roblox(item('A', `<NumberSequence name="X">${'0 0 0 '.repeat(7_000_000)}</NumberSequence>`)),
      /properties take more than/,
    ],
    ['too many items', `<roblox version="4">${'<Item class="A"/>'.repeat(500_001)}`, /500000/],
  ])('refuses %s', (_, text, expected) => {
    const error = errorOf(() => readText(text));
    expect(error).toBeInstanceOf(PlaceFileError);
    expect((error as PlaceFileError).message).toMatch(expected);
  });

  it('refuses entities that expand to a billion laughs, before they expand', () => {
    const entities = Array.from(
      { length: 9 },
      (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
    );
    const text = `<!DOCTYPE r [<!ENTITY l0 "lol">${entities.join('')}]>${roblox(item('Folder', '<string name="A">&l9;</string>'))}`;
    const error = errorOf(() => readText(text));
    expect(error).toBeInstanceOf(PlaceFileError);
    expect((error as PlaceFileError).message).toMatch(/document type/);
  });

  it('refuses a file that is cut short at any byte', () => {
    const file = Buffer.from(roblox(item('Folder', '<string name="Name">ä &amp; b</string>')));
    for (let length = 0; length < file.length; length += 1) {
      expect(errorOf(() => readPlace(file.subarray(0, length)))).toBeInstanceOf(PlaceFileError);
    }
  });

  it('only ever throws a PlaceFileError, whatever characters of a file are changed or cut off', () => {
    const file = Buffer.from(
      roblox(
        item(
          'Part',
          `<string name="Name">a</string><CoordinateFrame name="C">${POSITION}${ROTATION}</CoordinateFrame>` +
            '<Ref name="R">A</Ref><SharedString name="S">k</SharedString><int64 name="I">5</int64>',
          item('Folder', '<BinaryString name="Tags">YQ==</BinaryString>'),
          'A',
        ),
        '<SharedStrings><SharedString md5="k">aGVsbG8=</SharedString></SharedStrings>',
      ),
    );
    const property = fc.property(
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      fc.option(fc.nat()),
      (changes, cut) => {
        const bytes = Buffer.from(file);
        for (const [position, value] of changes) bytes[position % bytes.length] = value;
        const error = errorOf(() =>
          readPlace(cut === null ? bytes : bytes.subarray(0, cut % bytes.length)),
        );
        if (error !== undefined && !(error instanceof PlaceFileError)) throw error;
      },
    );
    expect(() => fc.assert(property, { numRuns: 2_000 })).not.toThrow();
  });
});
