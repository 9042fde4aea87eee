import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

describe('UDim', () => {
  it('has a float32 scale and a whole offset, and adds', async () => {
    const script = `
      local a, b = UDim.new(0.5, 8), UDim.new(0.1, 2.6)
      return tostring(a), a.Scale, a.Offset, b.Scale, b.Offset, tostring(a + a), tostring(a - UDim.new(1, 1)), tostring(-a),
        a == UDim.new(0.5, 8), tostring(UDim.new()), typeof(a)
    `;
    expect(await results(script)).toEqual([
      '0.5, 8',
      0.5,
      8,
      Math.fround(0.1),
      3,
      '1, 16',
      '-0.5, 7',
      '-0.5, -8',
      true,
      '0, 0',
      'UDim',
    ]);
  });

  it('raises errors in the engine words for what is wrong', async () => {
    const script = `${WHY}
      return why(function() UDim.new("a", 1) end), why(function() return UDim.new() + 1 end), why(function() return UDim.new().X end),
        why(function() UDim.new().Scale = 1 end)
    `;
    expect(await results(script)).toEqual([
      "TaskScript:2: invalid argument #1 to 'new' (number expected, got string)",
      'TaskScript:2: invalid argument #2 (UDim expected, got number)',
      'TaskScript:2: X is not a valid member of UDim',
      'TaskScript:3: Scale cannot be assigned to',
    ]);
  });
});

describe('UDim2', () => {
  it('is made of four numbers, two UDims, scales or offsets', async () => {
    const script = `
      return tostring(UDim2.new(0, 1, 0.5, 2)), tostring(UDim2.new(UDim.new(1, 2), UDim.new(3, 4))), tostring(UDim2.fromScale(0.5, 1)),
        tostring(UDim2.fromOffset(10, -20)), tostring(UDim2.new()), tostring(UDim2.new(0.1, 0, 0, 0))
    `;
    expect(await results(script)).toEqual([
      '{0, 1}, {0.5, 2}',
      '{1, 2}, {3, 4}',
      '{0.5, 0}, {1, 0}',
      '{0, 10}, {0, -20}',
      '{0, 0}, {0, 0}',
      '{0.100000001, 0}, {0, 0}',
    ]);
  });

  it('has two UDims, arithmetic and interpolation', async () => {
    const script = `${WHY}
      local a, b = UDim2.new(0, 10, 1, 20), UDim2.new(1, 30, 0, 40)
      return tostring(a.X), tostring(a.Y), a.Width == a.X, a.Height == a.Y, tostring(a + b), tostring(b - a), tostring(-a),
        tostring(a:Lerp(b, 0.25)), a == UDim2.new(0, 10, 1, 20), a ~= b, why(function() return a[1] end), why(function() return a + a.X end)
    `;
    expect(await results(script)).toEqual([
      '0, 10',
      '1, 20',
      true,
      true,
      '{1, 40}, {1, 60}',
      '{1, 20}, {-1, 20}',
      '{-0, -10}, {-1, -20}',
      '{0.25, 15}, {0.75, 25}',
      true,
      true,
      'TaskScript:4: 1 is not a valid member of UDim2',
      'TaskScript:4: invalid argument #2 (UDim2 expected, got UDim)',
    ]);
  });
});

describe('Rect', () => {
  it('is made of two vectors or four numbers', async () => {
    const script = `${WHY}
      local r = Rect.new(1, 2, 11, 22)
      return tostring(r), tostring(r.Min), tostring(r.Max), r.Width, r.Height, r == Rect.new(Vector2.new(1, 2), Vector2.new(11, 22)),
        tostring(Rect.new()), why(function() Rect.new(Vector2.zero) end), why(function() return r.Foo end)
    `;
    expect(await results(script)).toEqual([
      '1, 2, 11, 22',
      '1, 2',
      '11, 22',
      10,
      20,
      true,
      '0, 0, 0, 0',
      "TaskScript:4: invalid argument #2 to 'new' (Vector2 expected, got nil)",
      'TaskScript:4: Foo is not a valid member of Rect',
    ]);
  });
});

describe('Font', () => {
  it('has a family, a weight and a style, which can be changed and compare by value', async () => {
    const script = `${WHY}
      local f = Font.new("rbxasset://fonts/families/Arial.json")
      local same = f == Font.new("rbxasset://fonts/families/Arial.json", Enum.FontWeight.Regular, Enum.FontStyle.Normal)
      local text, isBold = tostring(f), f.Bold
      f.Bold = true
      f.Style = Enum.FontStyle.Italic
      return same, text, isBold, tostring(f.Weight), f.Bold, f.Style.Name, why(function() f.Weight = 5 end), why(function() f.Foo = 5 end)
    `;
    expect(await results(script)).toEqual([
      true,
      'Font { Family = rbxasset://fonts/families/Arial.json, Weight = Regular, Style = Normal }',
      false,
      'Enum.FontWeight.Bold',
      true,
      'Italic',
      'TaskScript:7: invalid argument #3 (FontWeight expected, got number)',
      'TaskScript:7: Foo is not a valid member of Font',
    ]);
  });

  it('is found by its name, its id or the old enum', async () => {
    const script = `${WHY}
      local light, italic = Font.fromEnum(Enum.Font.SourceSansLight), Font.fromEnum(Enum.Font.SourceSansItalic)
      return Font.fromName("FredokaOne").Family, Font.fromId(12187365977).Family, light.Family, light.Weight.Name, italic.Style.Name,
        Font.fromEnum(Enum.Font.Ubuntu).Family, why(function() Font.fromEnum(Enum.Font.Unknown) end) ~= nil
    `;
    expect(await results(script)).toEqual([
      'rbxasset://fonts/families/FredokaOne.json',
      'rbxassetid://12187365977',
      'rbxasset://fonts/families/SourceSansPro.json',
      'Light',
      'Italic',
      'rbxasset://fonts/families/Ubuntu.json',
      true,
    ]);
  });
});
