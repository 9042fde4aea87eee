import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

describe('Color3', () => {
  it('stores float32, prints six digits, and compares by value', async () => {
    const script = `
      local c = Color3.fromRGB(163, 162, 165)
      return tostring(c), c.R, c == Color3.fromRGB(163, 162, 165), tostring(Color3.new()), typeof(c), tostring(Color3.fromRGB("J", 0, 0))
    `;
    expect(await results(script)).toEqual([
      '0.639216, 0.635294, 0.647059',
      Math.fround(163 / 255),
      true,
      '0, 0, 0',
      'Color3',
      '0, 0, 0',
    ]);
  });

  it('converts to and from HSV', async () => {
    const script = `
      local h, s, v = Color3.fromRGB(0, 128, 255):ToHSV()
      local function close(a, b) return math.abs(a - b) < 1e-6 end
      return tostring(Color3.fromHSV(0, 1, 1)), tostring(Color3.fromHSV(1 / 3, 1, 1)), tostring(Color3.fromHSV(2 / 3, 1, 0.5)),
        tostring(Color3.fromHSV(1, 1, 1)), tostring(Color3.fromHSV(0.5, 0, 0.25)),
        close(h, (240 - 60 * 128 / 255) / 360), close(s, 1), close(v, 1), { Color3.toHSV(Color3.new(0.5, 0.5, 0.5)) }
    `;
    expect(await results(script)).toEqual([
      '1, 0, 0',
      '0, 1, 0',
      '0, 0, 0.5',
      '1, 0, 0',
      '0.25, 0.25, 0.25',
      true,
      true,
      true,
      [0, 0, 0.5],
    ]);
  });

  it('converts to and from hexadecimal, of three or six digits', async () => {
    const script = `${WHY}
      return Color3.new(0, 1, 0):ToHex(), tostring(Color3.fromHex("#FF0000")), Color3.fromHex("#FA0") == Color3.fromHex("ffaa00"),
        why(function() Color3.fromHex("#12345") end), why(function() Color3.new(0 / 0, 0, 0):ToHex() end)
    `;
    expect(await results(script)).toEqual([
      '00ff00',
      '1, 0, 0',
      true,
      'TaskScript:3: Unable to convert characters to hex value',
      'TaskScript:3: Unable to convert color to valid hex code',
    ]);
  });

  it('interpolates, and raises errors for members and arguments that are wrong', async () => {
    const script = `${WHY}
      local c = Color3.new(1, 1, 1)
      return tostring(Color3.new():Lerp(c, 0.5)), why(function() return c.Foo end), why(function() c.R = 1 end), why(function() c:Lerp(1, 2) end)
    `;
    expect(await results(script)).toEqual([
      '0.5, 0.5, 0.5',
      'TaskScript:3: Foo is not a valid member of Color3',
      'TaskScript:3: R cannot be assigned to',
      'TaskScript:3: invalid argument #2 (Color3 expected, got number)',
    ]);
  });
});

describe('BrickColor', () => {
  it('is found by name and by number', async () => {
    const script = `
      local red = BrickColor.new("Bright red")
      return red.Number, red.Name, tostring(red), tostring(red.Color), red.r, red == BrickColor.new(21), BrickColor.Red() == red,
        rawequal(red, BrickColor.Red()), typeof(red), tostring(BrickColor.new("Pastel Blue").Color == Color3.fromRGB(128, 187, 219))
    `;
    expect(await results(script)).toEqual([
      21,
      'Bright red',
      'Bright red',
      '0.768627, 0.156863, 0.109804',
      Math.fround(196 / 255),
      true,
      true,
      false,
      'BrickColor',
      'true',
    ]);
  });

  it('is Medium stone grey for what is not known', async () => {
    const script = 'return tostring(BrickColor.new("Nope")), BrickColor.new(4).Number';
    expect(await results(script)).toEqual(['Medium stone grey', 194]);
  });

  it('is the nearest to a color', async () => {
    const script = `
      return tostring(BrickColor.new(Color3.fromRGB(254, 1, 1))), tostring(BrickColor.new(0, 0, 0)), tostring(BrickColor.new(0.95, 0.95, 0.95)),
        tostring(BrickColor.new("Bright red", "Bright red"))
    `;
    expect(await results(script)).toEqual(['Really red', 'Really black', 'White', 'Really black']);
  });

  it('has a palette of 128, and names for some colors', async () => {
    const script = `${WHY}
      local names = {}
      for _, name in { "White", "Gray", "DarkGray", "Black", "Red", "Yellow", "Green", "Blue" } do
        table.insert(names, BrickColor[name]().Name)
      end
      return BrickColor.palette(0).Number, BrickColor.palette(127).Number, typeof(BrickColor.random()), names,
        why(function() BrickColor.palette(128) end)
    `;
    expect(await results(script)).toEqual([
      141,
      1003,
      'BrickColor',
      [
        'White',
        'Medium stone grey',
        'Dark stone grey',
        'Black',
        'Bright red',
        'Bright yellow',
        'Dark green',
        'Bright blue',
      ],
      'TaskScript:7: palette index out of bounds',
    ]);
  });

  it('means the first of two colors that share a name', async () => {
    const script = `
      local numbers = {}
      for _, name in { "Gold", "Rust", "Lilac", "Deep orange" } do table.insert(numbers, BrickColor.new(name).Number) end
      return numbers, BrickColor.new(333).Name
    `;
    expect(await results(script)).toEqual([[127, 216, 219, 1005], 'Gold']);
  });
});
