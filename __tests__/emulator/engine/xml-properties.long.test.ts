import { describe, expect, it } from '@jest/globals';
import { readPlace } from '../../../emulator/place/read-place.ts';
import { results } from './run.ts';

function item(className: string, properties: string): string {
  return `<Item class="${className}"><Properties><string name="Name">It</string>${properties}</Properties></Item>`;
}

function frame(tag: string, name: string, x: number): string {
  const numbers = ['X', 'Y', 'Z', 'R00', 'R01', 'R02', 'R10', 'R11', 'R12', 'R20', 'R21', 'R22'];
  const values = [x, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1];
  const inner = numbers.map((number, index) => `<${number}>${values[index]}</${number}>`).join('');
  return tag === 'OptionalCoordinateFrame'
    ? `<${tag} name="${name}"><CFrame>${inner}</CFrame></${tag}>`
    : `<${tag} name="${name}">${inner}</${tag}>`;
}

/** What a script reads of an instance of an XML place. */
function read(className: string, properties: string, expression: string): Promise<unknown[]> {
  const place = `<roblox version="4"><Item class="Workspace"><Properties><string name="Name">Workspace</string></Properties>${item(className, properties)}</Item></roblox>`;
  const tree = readPlace(Buffer.from(place)).instances;
  return results(`local it = workspace.It return ${expression}`, { tree });
}

describe('scripts read the properties of an XML place', () => {
  it.each([
    ['Part', '<int name="BrickColor">21</int>', 'it.BrickColor.Name', 'Bright red'],
    ['Part', '<int name="BrickColor">21</int>', 'it.Color == BrickColor.new(21).Color', true],
    [
      'Part',
      '<Color3uint8 name="Color3uint8">4294901760</Color3uint8>',
      'tostring(it.Color)',
      '1, 0, 0',
    ],
    ['Part', '<token name="Material">512</token>', 'it.Material.Name', 'Wood'],
    ['Part', '<token name="shape">0</token>', 'it.Shape.Name', 'Ball'],
    [
      'Part',
      '<Vector3 name="size"><X>1</X><Y>2</Y><Z>3</Z></Vector3>',
      'tostring(it.Size)',
      '1, 2, 3',
    ],
    ['Part', frame('CoordinateFrame', 'CFrame', 1), 'tostring(it.Position)', '1, 2, 3'],
    ['Model', frame('OptionalCoordinateFrame', 'WorldPivotData', 9), 'it.WorldPivot.X', 9],
    [
      'SpecialMesh',
      '<Content name="MeshId"><url>rbxassetid://5</url></Content>',
      'it.MeshId',
      'rbxassetid://5',
    ],
    [
      'Sound',
      '<Content name="SoundId"><url>rbxassetid://6</url></Content>',
      'it.SoundId',
      'rbxassetid://6',
    ],
    ['Sound', '<float name="xmlRead_MaxDistance_3">77</float>', 'it.RollOffMaxDistance', 77],
    [
      'Decal',
      '<Content name="Texture"><url>rbxassetid://7</url></Content>',
      'it.TextureContent.Uri',
      'rbxassetid://7',
    ],
    ['SpawnLocation', '<int name="TeamColor">23</int>', 'it.TeamColor.Name', 'Bright blue'],
    ['Humanoid', '<float name="Health_XML">55</float>', 'it.Health', 55],
    ['BrickColorValue', '<int name="Value">21</int>', 'it.Value.Name', 'Bright red'],
    ['IntValue', '<int64 name="Value">5</int64>', 'it.Value', 5],
    ['TextLabel', '<token name="Font">3</token>', 'it.Font.Name', 'SourceSans'],
    ['TextLabel', '<token name="Font">4</token>', 'it.FontFace.Weight.Name', 'Bold'],
  ])('%s with %s: %s', async (className, properties, expression, value) => {
    expect(await read(className, properties, expression)).toEqual([value]);
  });
});
