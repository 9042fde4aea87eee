import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

/** Luau: the numbers of a frame, rounded so that rotations by right angles come out whole. */
const ROUND = `
  local function round(value)
    local numbers = if typeof(value) == "CFrame" then { value:GetComponents() } else { value.X, value.Y, value.Z }
    for index, number in numbers do numbers[index] = math.round(number * 1000) / 1000 + 0 end
    return table.concat(numbers, ", ")
  end
`;

describe('CFrame.new', () => {
  it('takes nothing, a position, two positions, 3, 7 or 12 numbers', async () => {
    const script = `${ROUND}
      local v = Vector3.new(1, 2, 3)
      return tostring(CFrame.new()), tostring(CFrame.new(v)), tostring(CFrame.new(1, 2, 3)),
        round(CFrame.new(v, v + Vector3.xAxis)), round(CFrame.new(1, 2, 3, 0, 1, 0, 0)),
        tostring(CFrame.new(1, 2, 3, 0, 0, 1, 0, 1, 0, -1, 0, 0)), CFrame.new() == CFrame.identity
    `;
    expect(await results(script)).toEqual([
      '0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1',
      '1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1',
      '1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1',
      // Looking along X: right is Z, up is Y, back is -X.
      '1, 2, 3, 0, 0, -1, 0, 1, 0, 1, 0, 0',
      // Half a turn around Y.
      '1, 2, 3, -1, 0, 0, 0, 1, 0, 0, 0, -1',
      '1, 2, 3, 0, 0, 1, 0, 1, 0, -1, 0, 0',
      true,
    ]);
  });

  it('raises errors for other arguments', async () => {
    const script = `${WHY}
      return why(function() CFrame.new("a") end), why(function() CFrame.new(1, 2, "c") end),
        why(function() CFrame.new(1, 2, 3, 4) end), why(function() CFrame.new(Vector3.zero, 5) end)
    `;
    expect(await results(script)).toEqual([
      "TaskScript:2: invalid argument #1 to 'new' (Vector3 expected, got string)",
      "TaskScript:2: invalid argument #3 to 'new' (number expected, got string)",
      'TaskScript:3: Invalid number of arguments: 4',
      "TaskScript:3: invalid argument #2 to 'new' (Vector3 expected, got number)",
    ]);
  });
});

describe('the other constructors of CFrame', () => {
  it('rotate around X, Y and Z counterclockwise', async () => {
    const script = `${ROUND}
      local q = math.pi / 2
      return round(CFrame.Angles(q, 0, 0) * Vector3.yAxis), round(CFrame.Angles(0, q, 0) * Vector3.zAxis),
        round(CFrame.Angles(0, 0, q) * Vector3.xAxis), round(CFrame.fromAxisAngle(Vector3.new(0, 5, 0), q) * Vector3.zAxis)
    `;
    expect(await results(script)).toEqual(['0, 0, 1', '1, 0, 0', '0, 1, 0', '1, 0, 0']);
  });

  it('take the sine and cosine of a float32, so a right angle is as near to one as at Roblox', async () => {
    const script = `
      return tostring(CFrame.Angles(0, math.rad(90), 0)), tostring(CFrame.fromAxisAngle(Vector3.yAxis, math.pi / 2))`;
    const turned = '0, 0, 0, -4.37113883e-08, 0, 1, 0, 1, 0, -1, 0, -4.37113883e-08';
    expect(await results(script)).toEqual([turned, turned]);
  });

  it('multiply Euler angles in the order that is asked for, XYZ by default', async () => {
    const script = `
      local x, y, z = 0.3, -0.5, 0.7
      local rx, ry, rz = CFrame.Angles(x, 0, 0), CFrame.Angles(0, y, 0), CFrame.Angles(0, 0, z)
      local F, O = CFrame.fromEulerAngles, Enum.RotationOrder
      return F(x, y, z):FuzzyEq(rx * ry * rz), F(x, y, z, O.XZY):FuzzyEq(rx * rz * ry), F(x, y, z, O.YXZ):FuzzyEq(ry * rx * rz),
        F(x, y, z, O.YZX):FuzzyEq(ry * rz * rx), F(x, y, z, O.ZXY):FuzzyEq(rz * rx * ry), F(x, y, z, O.ZYX):FuzzyEq(rz * ry * rx),
        CFrame.fromOrientation(x, y, z):FuzzyEq(ry * rx * rz), CFrame.fromEulerAnglesXYZ(x, y, z):FuzzyEq(rx * ry * rz),
        CFrame.fromEulerAnglesYXZ(x, y, z) == CFrame.fromOrientation(x, y, z)
    `;
    expect(await results(script)).toEqual(Array.from({ length: 9 }, () => true));
  });

  it('look at a point or along a direction, with -Z in front', async () => {
    const script = `${ROUND}
      local at = Vector3.new(0, 5, 0)
      local a, b = CFrame.lookAt(at, at + Vector3.new(3, 0, 0)), CFrame.lookAlong(at, Vector3.xAxis, Vector3.zAxis)
      local down = CFrame.lookAt(at, Vector3.zero)
      return round(a.LookVector), round(a.UpVector), round(b.LookVector), round(b.UpVector), round(a.Position),
        round(down.LookVector), round(down.UpVector)
    `;
    expect(await results(script)).toEqual([
      '1, 0, 0',
      '0, 1, 0',
      '1, 0, 0',
      '0, 0, 1',
      '0, 5, 0',
      '0, -1, 0',
      '1, 0, 0',
    ]);
  });

  it('make a frame of columns, and the shortest rotation between directions', async () => {
    const script = `${ROUND}
      local m = CFrame.fromMatrix(Vector3.new(1, 2, 3), Vector3.yAxis, -Vector3.xAxis)
      local r = CFrame.fromRotationBetweenVectors(Vector3.new(2, 0, 0), Vector3.new(0, 0, 3))
      local opposite = CFrame.fromRotationBetweenVectors(Vector3.xAxis, -Vector3.xAxis)
      return round(m), round(r * Vector3.xAxis), round(opposite * Vector3.xAxis)
    `;
    expect(await results(script)).toEqual([
      '1, 2, 3, 0, -1, 0, 1, 0, 0, 0, 0, 1',
      '0, 0, 1',
      '-1, 0, 0',
    ]);
  });
});

describe('a CFrame', () => {
  it('has a position, a rotation, and vectors of its columns', async () => {
    const script = `${ROUND}
      local f = CFrame.new(1, 2, 3) * CFrame.Angles(0, math.pi / 2, 0)
      return f.X, f.Y, f.Z, round(f.Position), round(f.Rotation), round(f.XVector), round(f.YVector), round(f.ZVector),
        round(f.LookVector), round(f.RightVector), round(f.UpVector), typeof(f), type(f)
    `;
    expect(await results(script)).toEqual([
      1,
      2,
      3,
      '1, 2, 3',
      '0, 0, 0, 0, 0, 1, 0, 1, 0, -1, 0, 0',
      '0, 0, -1',
      '0, 1, 0',
      '1, 0, 0',
      '-1, 0, 0',
      '0, 0, -1',
      '0, 1, 0',
      'CFrame',
      'userdata',
    ]);
  });

  it('composes with frames and vectors', async () => {
    const script = `${ROUND}
      local turn = CFrame.Angles(0, math.pi / 2, 0)
      local a, v = CFrame.new(10, 0, 0) * turn, Vector3.new(0, 0, -2)
      return round(a * CFrame.new(v)), round(a * v), round(a + v), round(a - v), round(a:Inverse() * a)
    `;
    expect(await results(script)).toEqual([
      '8, 0, 0, 0, 0, 1, 0, 1, 0, -1, 0, 0',
      '8, 0, 0',
      '10, 0, -2, 0, 0, 1, 0, 1, 0, -1, 0, 0',
      '10, 0, 2, 0, 0, 1, 0, 1, 0, -1, 0, 0',
      '0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1',
    ]);
  });

  it('converts between the spaces of the object and the world, several values at a time', async () => {
    const script = `
      local a, b = CFrame.new(1, 2, 3) * CFrame.Angles(0.4, 0.5, 0.6), CFrame.new(-4, 5, 6) * CFrame.Angles(1, 2, 3)
      local v, w = Vector3.new(7, 8, 9), Vector3.new(-1, 0, 2)
      local first, second = a:PointToWorldSpace(v, w)
      return a:ToWorldSpace(b):FuzzyEq(a * b), a:ToObjectSpace(b):FuzzyEq(a:Inverse() * b), first:FuzzyEq(a * v), second:FuzzyEq(a * w),
        a:PointToObjectSpace(a * v):FuzzyEq(v, 1e-4), a:VectorToWorldSpace(v):FuzzyEq(a.Rotation * v, 1e-4),
        a:VectorToObjectSpace(a.Rotation * v):FuzzyEq(v, 1e-4), select("#", a:ToObjectSpace(b, b, b))
    `;
    expect(await results(script)).toEqual([true, true, true, true, true, true, true, 3]);
  });

  it('gives back the angles that it was made of', async () => {
    const script = `
      local function near(x, y, z) return math.abs(x - 0.3) + math.abs(y + 0.5) + math.abs(z - 0.7) < 1e-5 end
      local all = {}
      for _, order in Enum.RotationOrder:GetEnumItems() do
        table.insert(all, near(CFrame.fromEulerAngles(0.3, -0.5, 0.7, order):ToEulerAngles(order)))
      end
      local axis, angle = CFrame.fromAxisAngle(Vector3.new(0, 0, -1), 2):ToAxisAngle()
      local none, zero = CFrame.identity:ToAxisAngle()
      local x, y, z = CFrame.Angles(0.3, math.pi / 2, 0):ToEulerAnglesXYZ()
      return all, near(CFrame.fromOrientation(0.3, -0.5, 0.7):ToOrientation()), axis:FuzzyEq(-Vector3.zAxis), math.abs(angle - 2) < 1e-5,
        tostring(none), zero, math.abs(x - 0.3) < 1e-3 and math.abs(y - math.pi / 2) < 1e-3 and z == 0,
        math.abs(CFrame.identity:AngleBetween(CFrame.Angles(0, 1.5, 0)) - 1.5) < 1e-5
    `;
    expect(await results(script)).toEqual([
      [true, true, true, true, true, true],
      true,
      true,
      true,
      '1, 0, 0',
      0,
      true,
      true,
    ]);
  });

  it('interpolates the position along a line and the rotation by its angle', async () => {
    const script = `
      local a, b = CFrame.new(0, 0, 0), CFrame.new(10, 0, 0) * CFrame.Angles(0, 2, 0)
      return a:Lerp(b, 0.25):FuzzyEq(CFrame.new(2.5, 0, 0) * CFrame.Angles(0, 0.5, 0)), a:Lerp(b, 0):FuzzyEq(a), a:Lerp(b, 1):FuzzyEq(b)
    `;
    expect(await results(script)).toEqual([true, true, true]);
  });

  it('becomes orthonormal again', async () => {
    const script = `${ROUND}
      return round(CFrame.fromMatrix(Vector3.zero, Vector3.new(2, 0, 0), Vector3.new(1, 3, 0), Vector3.new(0, 0, 9)):Orthonormalize())
    `;
    expect(await results(script)).toEqual(['0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1']);
  });

  it('prints nine digits of its float32 numbers', async () => {
    const script = 'return tostring(CFrame.new(0.1, 0, 0) * CFrame.Angles(0, math.pi / 4, 0))';
    expect(await results(script)).toEqual([
      '0.100000001, 0, 0, 0.707106769, 0, 0.707106769, 0, 1, 0, -0.707106769, 0, 0.707106769',
    ]);
  });

  it('raises errors in the engine words for members and operands that are wrong', async () => {
    const script = `${WHY}
      local f = CFrame.identity
      return why(function() return f.Foo end), why(function() f.Position = Vector3.one end), why(function() return f * 2 end),
        why(function() return f - f end), why(function() f:ToObjectSpace(5) end)
    `;
    expect(await results(script)).toEqual([
      'TaskScript:3: Foo is not a valid member of CFrame',
      'TaskScript:3: Position cannot be assigned to',
      'TaskScript:3: invalid argument #2 (Vector3 expected, got number)',
      'TaskScript:4: invalid argument #2 (Vector3 expected, got CFrame)',
      'TaskScript:4: invalid argument #2 (CFrame expected, got number)',
    ]);
  });
});
