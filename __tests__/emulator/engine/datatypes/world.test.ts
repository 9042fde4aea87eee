import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

describe('Ray', () => {
  it('has an origin, a direction, a unit ray, and the nearest point to another', async () => {
    const script = `${WHY}
      local r = Ray.new(Vector3.new(1, 0, 0), Vector3.new(0, 4, 0))
      return tostring(r), tostring(r.Unit), tostring(r:ClosestPoint(Vector3.new(5, 2, 0))), r:Distance(Vector3.new(5, 2, 0)),
        tostring(r:ClosestPoint(Vector3.new(1, -9, 0))), r == Ray.new(Vector3.xAxis, Vector3.new(0, 4, 0)), typeof(r), why(function() return r.Foo end)
    `;
    expect(await results(script)).toEqual([
      '{1, 0, 0}, {0, 4, 0}',
      '{1, 0, 0}, {0, 1, 0}',
      '1, 2, 0',
      4,
      '1, 0, 0',
      true,
      'Ray',
      'TaskScript:4: Foo is not a valid member of Ray',
    ]);
  });
});

describe('Region3 and Region3int16', () => {
  it('lie between two corners', async () => {
    const script = `${WHY}
      local r = Region3.new(Vector3.new(1, 1, 1), Vector3.new(3, 5, 7))
      local i = Region3int16.new(Vector3int16.new(1, 2, 3), Vector3int16.new(4, 5, 6))
      local grid = Region3.new(Vector3.new(1, 1, 1), Vector3.new(3, 5, 7)):ExpandToGrid(4)
      return tostring(r.CFrame.Position), tostring(r.Size), r == Region3.new(Vector3.one, Vector3.new(3, 5, 7)), tostring(i.Min), tostring(i.Max),
        i == Region3int16.new(Vector3int16.new(1, 2, 3), Vector3int16.new(4, 5, 6)), tostring(grid.CFrame.Position), tostring(grid.Size),
        why(function() Region3.new(math.random) end), why(function() Region3int16.new("2") end), why(function() return r.low end)
    `;
    expect(await results(script)).toEqual([
      '2, 3, 4',
      '2, 4, 6',
      true,
      '1, 2, 3',
      '4, 5, 6',
      true,
      '2, 4, 4',
      '4, 8, 8',
      "TaskScript:7: invalid argument #1 to 'new' (Vector3 expected, got function)",
      "TaskScript:7: invalid argument #1 to 'new' (Vector3int16 expected, got string)",
      'TaskScript:7: low is not a valid member of Region3',
    ]);
  });
});

describe('RaycastParams and OverlapParams', () => {
  it('have the documented defaults and can be changed', async () => {
    const script = `${WHY}
      local p, o = RaycastParams.new(), OverlapParams.new()
      local values = { p.FilterType.Name, p.IgnoreWater, p.CollisionGroup, p.RespectCanCollide, #p.FilterDescendantsInstances, o.MaxParts, o.FilterType.Name }
      p.FilterType = Enum.RaycastFilterType.Include
      p.FilterDescendantsInstances = { workspace }
      p:AddToFilter(game.ReplicatedStorage)
      p:AddToFilter({ game.Players })
      p.IgnoreWater = true
      return values, p.FilterType.Name, #p.FilterDescendantsInstances, p.IgnoreWater, p.FilterDescendantsInstances[1] == workspace, p == RaycastParams.new(),
        why(function() p.Foo = 1 end), why(function() return p.Foo end), why(function() p.IgnoreWater = 5 end), why(function() p.FilterDescendantsInstances = { 5 } end)
    `;
    expect(await results(script)).toEqual([
      ['Exclude', false, 'Default', false, 0, 0, 'Exclude'],
      'Include',
      3,
      true,
      true,
      false,
      'TaskScript:10: Foo is not a valid member of RaycastParams',
      'TaskScript:10: Foo is not a valid member of RaycastParams',
      'TaskScript:10: invalid argument #3 (boolean expected, got number)',
      'TaskScript:10: invalid argument #3 (Instance expected, got number)',
    ]);
  });
});

describe('PhysicalProperties', () => {
  it('are given by numbers, which are kept in their ranges, or by a material', async () => {
    const script = `
      local p = PhysicalProperties.new(0.5, 3, 0.25)
      local plastic, ice = PhysicalProperties.new(Enum.Material.Plastic), PhysicalProperties.new(Enum.Material.Ice)
      return p.Density, p.Friction, p.Elasticity, p.FrictionWeight, p.ElasticityWeight, tostring(plastic), ice.FrictionWeight,
        plastic == PhysicalProperties.new(0.7, 0.3, 0.5), typeof(p)
    `;
    expect(await results(script)).toEqual([
      0.5,
      2,
      0.25,
      1,
      1,
      '0.699999988, 0.300000012, 0.5, 1, 1, 0.300000012',
      3,
      true,
      'PhysicalProperties',
    ]);
  });
});

describe('Axes and Faces', () => {
  it('are sets of directions that compare by value', async () => {
    const script = `
      local a, f = Axes.new(Enum.Axis.X, Enum.NormalId.Top), Faces.new(Enum.NormalId.Top, Enum.NormalId.Right)
      return tostring(a), a.X, a.Y, a.Z, a.Left, a.Bottom, a.Back, tostring(f), f.Top, f.Left, f == Faces.new(Enum.NormalId.Right, Enum.NormalId.Top),
        a == Axes.new(Enum.Axis.X), tostring(Faces.new())
    `;
    expect(await results(script)).toEqual([
      'X, Y',
      true,
      true,
      false,
      true,
      true,
      false,
      'Right, Top',
      true,
      false,
      true,
      false,
      '',
    ]);
  });
});
