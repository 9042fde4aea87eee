import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

describe('TweenInfo', () => {
  it('has the documented defaults and text', async () => {
    const script = `${WHY}
      local i = TweenInfo.new(2, Enum.EasingStyle.Sine, Enum.EasingDirection.In, 3, true, 0.5)
      return tostring(TweenInfo.new()), i.Time, i.EasingStyle.Name, i.EasingDirection.Name, i.RepeatCount, i.Reverses, i.DelayTime,
        i == TweenInfo.new(2, Enum.EasingStyle.Sine, Enum.EasingDirection.In, 3, true, 0.5),
        why(function() TweenInfo.new("x") end), why(function() TweenInfo.new(1, 99) end), why(function() i.Time = 5 end)
    `;
    expect(await results(script)).toEqual([
      'Time:1 DelayTime:0 RepeatCount:0 Reverses:False EasingDirection:Out EasingStyle:Quad',
      2,
      'Sine',
      'In',
      3,
      true,
      0.5,
      true,
      'TaskScript:5: TweenInfo.new first argument expects a number for time.',
      'TaskScript:5: TweenInfo.new second argument expects Enum.EasingStyle input',
      'TaskScript:5: Time cannot be assigned to',
    ]);
  });
});

describe('PathWaypoint', () => {
  it('has a position, an action and a label', async () => {
    const script = `
      local w = PathWaypoint.new(Vector3.new(1, 2, 3), Enum.PathWaypointAction.Jump, "door")
      return tostring(w.Position), w.Action.Name, w.Label, PathWaypoint.new(Vector3.one).Action.Name, PathWaypoint.new().Label
    `;
    expect(await results(script)).toEqual(['1, 2, 3', 'Jump', 'door', 'Walk', '']);
  });
});

describe('keys of curves', () => {
  it('can be changed, and compare by value', async () => {
    const script = `
      local k = FloatCurveKey.new(1, 2, Enum.KeyInterpolationMode.Cubic)
      local same, right = k == FloatCurveKey.new(1, 2, Enum.KeyInterpolationMode.Cubic), k.RightTangent
      k.Time, k.RightTangent, k.LeftTangent = 3, 4, 5
      local r = RotationCurveKey.new(0, CFrame.identity, Enum.KeyInterpolationMode.Linear)
      return same, right, k.Time, k.RightTangent, k.LeftTangent, r.Value == CFrame.identity, ValueCurveKey.new(0, "text").Value,
        pcall(function() r.RightTangent = 1 end), tostring(Path2DControlPoint.new(UDim2.fromScale(1, 0)).Position)
    `;
    expect(await results(script)).toEqual([
      true,
      null,
      3,
      4,
      5,
      true,
      'text',
      false,
      '{1, 0}, {0, 0}',
    ]);
  });
});

describe('Content', () => {
  it('refers to a URI, an object or nothing', async () => {
    const script = `${WHY}
      local uri, object = Content.fromUri("rbxassetid://1"), Content.fromObject(workspace)
      return uri.SourceType.Name, uri.Uri, uri.Object, object.SourceType.Name, object.Object == workspace, Content.none.SourceType.Name,
        Content.fromUri("") == Content.none, uri == Content.fromUri("rbxassetid://1"), why(function() Content.fromObject(nil) end) ~= nil
    `;
    expect(await results(script)).toEqual([
      'Uri',
      'rbxassetid://1',
      null,
      'Object',
      true,
      'None',
      true,
      true,
      true,
    ]);
  });
});

describe('CatalogSearchParams and DockWidgetPluginGuiInfo', () => {
  it('have the documented defaults', async () => {
    const script = `
      local c, d = CatalogSearchParams.new(), DockWidgetPluginGuiInfo.new(Enum.InitialDockState.Float, true, false, 200, 300, 150, 160)
      c.SearchKeyword = "Test"
      c.BundleTypes = { Enum.BundleType.Animations }
      return c.SearchKeyword, c.MinPrice, c.MaxPrice, c.Limit, c.SortType.Name, c.BundleTypes[1].Name, table.isfrozen(c.BundleTypes), pcall(function() c.Limit = 7 end),
        d.InitialDockState.Name, d.InitialEnabled, d.FloatingYSize, d.MinWidth
    `;
    expect(await results(script)).toEqual([
      'Test',
      0,
      2147483647,
      30,
      'Relevance',
      'Animations',
      true,
      false,
      'Float',
      true,
      300,
      150,
    ]);
  });
});

describe('SecurityCapabilities', () => {
  it('are sets that can be added to and taken from', async () => {
    const script = `
      local C = Enum.SecurityCapability
      local set = SecurityCapabilities.new(C.Basic, C.Players)
      return set:Contains(C.Basic), set:Contains(C.Basic, C.Audio), set:Add(C.Audio):Contains(C.Basic, C.Audio), set:Remove(C.Basic):Contains(C.Basic),
        set == SecurityCapabilities.new(C.Players, C.Basic), set:Contains(SecurityCapabilities.new(C.Players))
    `;
    expect(await results(script)).toEqual([true, false, true, false, true, true]);
  });
});

describe('SharedTable', () => {
  it('holds values by string and whole number, and tables as SharedTables', async () => {
    const script = `
      local st = SharedTable.new({ x = 1, y = 2, z = { "a", "b", "c" } })
      local size, nested = SharedTable.size(st), st.z[2]
      st.x, st[5] = nil, "five"
      local keys = {}
      for key in st do table.insert(keys, tostring(key)) end
      table.sort(keys)
      return size, nested, SharedTable.size(st), st.x, keys, typeof(st.z), typeof(st), st == SharedTable.new()
    `;
    expect(await results(script)).toEqual([
      3,
      'b',
      3,
      null,
      ['5', 'y', 'z'],
      'SharedTable',
      'SharedTable',
      false,
    ]);
  });

  it('has the functions of the documentation', async () => {
    const script = `
      local st = SharedTable.new({ x = 1, inner = { 1 } })
      local old = SharedTable.increment(st, "x", 4)
      SharedTable.update(st, "x", function(v) return v * 2 end)
      local shallow, deep = SharedTable.clone(st), SharedTable.clone(st, true)
      local frozen = SharedTable.cloneAndFreeze(st, true)
      SharedTable.clear(st)
      return old, shallow.x, shallow.inner == deep.inner, SharedTable.isFrozen(frozen), SharedTable.isFrozen(frozen.inner), SharedTable.isFrozen(deep),
        SharedTable.size(st), pcall(function() frozen.x = 1 end), pcall(SharedTable.new, { function() end }), pcall(SharedTable.new, { [1.5] = 1 }) 
    `;
    const [old, x, same, frozen, innerFrozen, deepFrozen, size, ...refusals] =
      await results(script);
    expect([old, x, same, frozen, innerFrozen, deepFrozen, size]).toEqual([
      1,
      10,
      false,
      true,
      true,
      false,
      0,
    ]);
    expect(refusals.filter((value) => typeof value === 'boolean')).toEqual([false, false, false]);
  });
});
