import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

// Expected values are from Roblox's documentation of the datatypes, from arithmetic, or from numbers that scripts in
// Roblox printed; words of errors are those of Luau's own library.

describe('Vector3', () => {
  it('is a native vector that typeof names Vector3', async () => {
    const script = `
      local v = Vector3.new(1, 2, 3)
      return typeof(v), type(v), tostring(v), v.X, v.Y, v.Z, rawequal(v, Vector3.new(1, 2, 3)), ({ [v] = "key" })[Vector3.new(1, 2, 3)]
    `;
    expect(await results(script)).toEqual(['Vector3', 'vector', '1, 2, 3', 1, 2, 3, true, 'key']);
  });

  it('has its components under names in a variable', async () => {
    const script = `
      local read = {}
      for _, name in { "X", "Y", "Z", "x", "y", "z" } do table.insert(read, Vector3.new(1, 2, 3)[name]) end
      return read
    `;
    expect(await results(script)).toEqual([[1, 2, 3, 1, 2, 3]]);
  });

  it('stores float32 and prints nine digits of it', async () => {
    const script = `return tostring(Vector3.new(4, 1.2, -0.1)), Vector3.new(1.2).X, Vector3.new(1, 1, 1).Magnitude`;
    expect(await results(script)).toEqual([
      '4, 1.20000005, -0.100000001',
      Math.fround(1.2),
      Math.fround(Math.sqrt(3)),
    ]);
  });

  it('has the methods of the documentation', async () => {
    const script = `
      local a, b = Vector3.new(1, 2, 3), Vector3.new(4, 5, -6)
      return a:Dot(b), tostring(a:Cross(b)), tostring(a:Lerp(b, 0.5)), tostring(a:Max(b, Vector3.new(9))), tostring(a:Min(b)),
        tostring(Vector3.new(3, 0, 4).Unit), a:FuzzyEq(Vector3.new(1, 2, 3.000001)), a:FuzzyEq(b),
        tostring(Vector3.new(-2.6, 5.1, 0):Floor()), tostring(Vector3.new(-2.6, 5.1, 0):Ceil()),
        tostring(Vector3.new(-2.6, 5.1, 0):Sign()), tostring(b:Abs()),
        math.round(math.deg(Vector3.xAxis:Angle(Vector3.yAxis))),
        math.round(math.deg(Vector3.yAxis:Angle(Vector3.xAxis, Vector3.zAxis)))
    `;
    expect(await results(script)).toEqual([
      -4,
      '-27, 18, -3',
      '2.5, 3.5, -1.5',
      '9, 5, 3',
      '1, 2, -6',
      '0.600000024, 0, 0.800000012',
      true,
      false,
      '-3, 5, 0',
      '-2, 6, 0',
      '-1, 1, 0',
      '4, 5, 6',
      90,
      -90,
    ]);
  });

  it('has constants, and directions of normals and axes', async () => {
    const script = `
      local V = Vector3
      return tostring(V.zero), tostring(V.one), tostring(V.xAxis + V.yAxis * 2 + V.zAxis * 3),
        tostring(V.FromNormalId(Enum.NormalId.Front)), tostring(V.FromNormalId(Enum.NormalId.Top)), tostring(V.FromAxis(Enum.Axis.Y))
    `;
    expect(await results(script)).toEqual([
      '0, 0, 0',
      '1, 1, 1',
      '1, 2, 3',
      '0, 0, -1',
      '0, 1, 0',
      '0, 1, 0',
    ]);
  });

  it('takes what is no number for 0, as Roblox does', async () => {
    const script = `return tostring(Vector3.new(Enum.EasingStyle, 2, "3")), tostring(Vector3.new())`;
    expect(await results(script)).toEqual(['0, 2, 3', '0, 0, 0']);
  });

  it('raises errors in the engine words for members and arguments that are wrong', async () => {
    const script = `${WHY}
      local v = Vector3.zero
      return why(function() return v.Foo end), why(function() v.X = 1 end), why(function() v:Dot(5) end),
        why(function() return v + 1 end)
    `;
    expect(await results(script)).toEqual([
      'TaskScript:3: Foo is not a valid member of Vector3',
      'TaskScript:3: X cannot be assigned to',
      'TaskScript:3: invalid argument #2 (Vector3 expected, got number)',
      'TaskScript:4: attempt to perform arithmetic (add) on Vector3 and number',
    ]);
  });
});

describe('Vector2', () => {
  it('is userdata that compares by value, with float32 numbers', async () => {
    const script = `
      local v = Vector2.new(0.1, 2)
      return typeof(v), type(v), tostring(v), v.X, v.Y, v == Vector2.new(0.1, 2), v ~= Vector2.new(1, 2), v == 5,
        getmetatable(v), tostring(Vector2.new()), tostring(Vector2.xAxis + Vector2.yAxis), tostring(Vector2.one - Vector2.zero)
    `;
    expect(await results(script)).toEqual([
      'Vector2',
      'userdata',
      '0.100000001, 2',
      Math.fround(0.1),
      2,
      true,
      true,
      false,
      'The metatable is locked',
      '0, 0',
      '1, 1',
      '1, 1',
    ]);
  });

  it('has arithmetic with vectors, and with numbers where Roblox has it', async () => {
    const script = `
      local a, b = Vector2.new(6, -3), Vector2.new(2, 4)
      return tostring(a + b), tostring(a - b), tostring(a * b), tostring(a / b), tostring(a * 2), tostring(2 * a),
        tostring(a / 2), tostring(6 / b), tostring(a // 4), tostring(-a)
    `;
    expect(await results(script)).toEqual([
      '8, 1',
      '4, -7',
      '12, -12',
      '3, -0.75',
      '12, -6',
      '12, -6',
      '3, -1.5',
      '3, 1.5',
      '1, -1',
      '-6, 3',
    ]);
  });

  it('has the methods of the documentation', async () => {
    const script = `
      local a, b = Vector2.new(1, 2), Vector2.new(2, 1)
      return tostring(a:Max(b)), tostring(a:Min(b)), a:Dot(b), a:Cross(b), tostring(a:Lerp(b, 0.5)), Vector2.new(3, 4).Magnitude,
        tostring(Vector2.new(3, 4).Unit), tostring(Vector2.new(-2.6, 5.1):Ceil()), tostring(Vector2.new(-2.6, 5.1):Floor()),
        tostring(Vector2.new(-2.6, 5.1):Sign()), tostring(Vector2.new(-2, 4):Abs()),
        math.round(math.deg(Vector2.xAxis:Angle(-Vector2.yAxis))), math.round(math.deg(Vector2.xAxis:Angle(-Vector2.yAxis, true))),
        a:FuzzyEq(Vector2.new(1, 2.000001))
    `;
    expect(await results(script)).toEqual([
      '2, 2',
      '1, 1',
      4,
      -3,
      '1.5, 1.5',
      5,
      '0.600000024, 0.800000012',
      '-2, 6',
      '-3, 5',
      '-1, 1',
      '2, 4',
      90,
      -90,
      true,
    ]);
  });

  it('raises errors in the engine words for members and operands that are wrong', async () => {
    const script = `${WHY}
      local v = Vector2.zero
      return why(function() return v.Z end), why(function() v.X = 1 end), why(function() return v + 1 end),
        why(function() return v * "a" end), why(function() v.Dot(5, v) end)
    `;
    expect(await results(script)).toEqual([
      'TaskScript:3: Z is not a valid member of Vector2',
      'TaskScript:3: X cannot be assigned to',
      'TaskScript:3: invalid argument #2 (Vector2 expected, got number)',
      'TaskScript:4: invalid argument #2 (Vector2 expected, got string)',
      'TaskScript:4: invalid argument #1 (Vector2 expected, got number)',
    ]);
  });
});

describe('vectors of 16-bit integers', () => {
  it('drop fractions and wrap around', async () => {
    const script = `
      local a, b = Vector3int16.new(1.9, -1.9, 40000), Vector2int16.new(5, 7)
      return tostring(a), tostring(b), tostring(b + b), tostring(b * 2), tostring(b / Vector2int16.new(2, 2)), tostring(-b),
        a == Vector3int16.new(1, -1, 40000), a.X, typeof(a), typeof(b)
    `;
    expect(await results(script)).toEqual([
      '1, -1, -25536',
      '5, 7',
      '10, 14',
      '10, 14',
      '2, 3',
      '-5, -7',
      true,
      1,
      'Vector3int16',
      'Vector2int16',
    ]);
  });
});
