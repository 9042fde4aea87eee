import { describe, expect, it } from '@jest/globals';
import type { PropertyValue } from '../../../../emulator/place/instance-tree.ts';
import { results } from '../run.ts';

const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Luau expressions of what each attribute of the folder must be. */
const CASES: Record<string, [PropertyValue, string]> = {
  plain: [5, '5'],
  number: [['Number', 'inf'], 'math.huge'],
  int64: [['Int64', '9007199254740994'], '9007199254740994'],
  bytes: [['Bytes', 'AP/+'], '"\\0\\255\\254"'],
  brickColor: [['BrickColor', 21], 'BrickColor.new("Bright red")'],
  cframe: [['CFrame', [1, 2, 'inf', ...IDENTITY]], 'CFrame.new(1, 2, math.huge)'],
  color: [['Color3', [1, 0.5, 0]], 'Color3.new(1, 0.5, 0)'],
  colors: [
    [
      'ColorSequence',
      [
        [0, 1, 0, 0],
        [1, 0, 0, 1],
      ],
    ],
    'ColorSequence.new(Color3.new(1, 0, 0), Color3.new(0, 0, 1))',
  ],
  enumItem: [['EnumItem', ['Material', 512]], 'Enum.Material.Wood'],
  font: [
    ['Font', ['rbxasset://fonts/families/Arial.json', 700, 1]],
    'Font.new("rbxasset://fonts/families/Arial.json", Enum.FontWeight.Bold, Enum.FontStyle.Italic)',
  ],
  range: [['NumberRange', [1, 2]], 'NumberRange.new(1, 2)'],
  numbers: [
    [
      'NumberSequence',
      [
        [0, 1, 0],
        [1, 2, 0],
      ],
    ],
    'NumberSequence.new(1, 2)',
  ],
  rect: [['Rect', [1, 2, 3, 4]], 'Rect.new(1, 2, 3, 4)'],
  udim: [['UDim', [0.5, 2]], 'UDim.new(0.5, 2)'],
  udim2: [['UDim2', [0.5, 2, 0, 4]], 'UDim2.new(0.5, 2, 0, 4)'],
  vector2: [['Vector2', [1, '-inf']], 'Vector2.new(1, -math.huge)'],
  vector3: [['Vector3', [1, 2, 3]], 'Vector3.new(1, 2, 3)'],
  axes: [['Axes', 5], 'Axes.new(Enum.Axis.X, Enum.Axis.Z)'],
  faces: [['Faces', 34], 'Faces.new(Enum.NormalId.Top, Enum.NormalId.Front)'],
  ray: [['Ray', [1, 2, 3, 4, 5, 6]], 'Ray.new(Vector3.new(1, 2, 3), Vector3.new(4, 5, 6))'],
  physical: [
    ['PhysicalProperties', [1, 0.5, 0.5, 1, 2]],
    'PhysicalProperties.new(1, 0.5, 0.5, 1, 2)',
  ],
  content: [['Content', 'rbxassetid://1'], 'Content.fromUri("rbxassetid://1")'],
  tween: [
    ['TweenInfo', [2, 1, 0, 3, 1, 0.5]],
    'TweenInfo.new(2, Enum.EasingStyle.Sine, Enum.EasingDirection.In, 3, true, 0.5)',
  ],
  int16: [['Vector3int16', [1, -2, 3]], 'Vector3int16.new(1, -2, 3)'],
  capabilities: [['SecurityCapabilities', '0'], 'SecurityCapabilities.new()'],
};

describe('values of place files', () => {
  it('become what a script would make of them', async () => {
    const attributes = Object.fromEntries(
      Object.entries(CASES).map(([name, [value]]) => [name, value]),
    );
    const tree = [
      { id: 0, parent: -1, className: 'Workspace', name: 'Workspace' },
      { id: 1, parent: 0, className: 'Folder', name: 'Folder', attributes },
    ];
    const expected = Object.entries(CASES).map(([name, [, code]]) => `${name} = ${code}`);
    const script = `
      local different, count = {}, 0
      for name, expected in { ${expected.join(', ')} } do
        local value = workspace.Folder:GetAttribute(name)
        count += 1
        if value ~= expected or typeof(value) ~= typeof(expected) then
          different[name] = tostring(value)
        end
      end
      return count, next(different) and different or "none"
    `;
    expect(await results(script, { tree })).toEqual([expected.length, 'none']);
  });
});
