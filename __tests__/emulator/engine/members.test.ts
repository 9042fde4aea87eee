import { describe, expect, it } from '@jest/globals';
import { WHY, results, run } from './run.ts';

describe('members of an instance', () => {
  it('are refused in the words of Roblox when no class has them', async () => {
    const script = `${WHY}
      local folder = Instance.new("Folder", workspace)
      folder.Name = "Box"
      return why(function() return folder.Nope end), why(function() folder.Nope = 1 end),
        why(function() folder.ClassName = "Part" end), why(function() folder.GetChildren = 5 end),
        why(function() return game.ReplicatedStorge end), why(function() return folder[1] end)
    `;
    expect(await results(script)).toEqual([
      'TaskScript:4: Nope is not a valid member of Folder "Workspace.Box"',
      'TaskScript:4: Nope is not a valid member of Folder "Workspace.Box"',
      'TaskScript:5: Unable to assign property ClassName. Property is read only',
      'TaskScript:5: GetChildren is not a valid member of Folder "Workspace.Box"',
      'TaskScript:6: ReplicatedStorge is not a valid member of DataModel "Game"',
      'TaskScript:6: 1 is not a valid member of Folder "Workspace.Box"',
    ]);
  });

  it('take values of their types only, numbers and texts for one another', async () => {
    const script = `${WHY}
      local value, text, object = Instance.new("NumberValue"), Instance.new("StringValue"), Instance.new("ObjectValue")
      value.Value = "2.5"
      text.Value = 5
      object.Value = workspace
      object.Value = nil
      local count = Instance.new("IntValue")
      count.Value = 2.6
      local scale = Instance.new("UIScale")
      scale.Scale = 0.1
      return value.Value, text.Value, object.Value, count.Value, scale.Scale == 0.1,
        math.abs(scale.Scale - 0.1) < 1e-7,
        why(function() value.Value = "many" end), why(function() text.Name = nil end),
        why(function() text.Value = {} end), why(function() object.Value = 5 end),
        why(function() workspace.CurrentCamera = text end), why(function() count.Archivable = "yes" end)
    `;
    expect(await results(script)).toEqual([
      2.5,
      '5',
      null,
      3,
      false,
      true,
      'TaskScript:13: Unable to assign property Value. number expected, got string',
      'TaskScript:13: invalid argument #3 (string expected, got nil)',
      'TaskScript:14: Unable to assign property Value. string expected, got table',
      'TaskScript:14: Unable to assign property Value. Instance expected, got number',
      'TaskScript:15: Unable to assign property CurrentCamera. Camera expected, got Instance',
      'TaskScript:15: Unable to assign property Archivable. boolean expected, got string',
    ]);
  });

  it('tell of their changes once for each other value', async () => {
    const script = `
      local value = Instance.new("IntValue")
      local log = {}
      value.Changed:Connect(function(new) table.insert(log, "Changed " .. tostring(new)) end)
      value:GetPropertyChangedSignal("Value"):Connect(function() table.insert(log, "Value") end)
      value.Value = 1
      value.Value = 1
      value.Name = "Count"
      local folder = Instance.new("Folder")
      folder.Changed:Connect(function(name) table.insert(log, name) end)
      folder.Name = "Other"
      return log, (pcall(function() folder:GetPropertyChangedSignal("Nope") end))
    `;
    expect(await results(script)).toEqual([['Value', 'Changed 1', 'Name'], false]);
  });

  it('are reset to their defaults, and known to differ from them', async () => {
    const script = `
      local value = Instance.new("StringValue")
      local before = value:IsPropertyModified("Value")
      value.Value = "x"
      local between = value:IsPropertyModified("Value")
      value:ResetPropertyToDefault("Value")
      return before, between, value.Value, value:IsPropertyModified("Value")
    `;
    expect(await results(script)).toEqual([false, true, '', false]);
  });

  it('are methods only of an instance', async () => {
    const script = `${WHY}
      return why(workspace.GetChildren), why(workspace.FindFirstChild, workspace), why(function() workspace.IsA(5, "x") end)
    `;
    expect(await results(script)).toEqual([
      "Expected ':' not '.' calling member function GetChildren",
      'Argument 1 missing or nil',
      "TaskScript:2: Expected ':' not '.' calling member function IsA",
    ]);
  });
});

describe('Instance.new', () => {
  it('creates what scripts may create, under the name that Roblox gives', async () => {
    const script = `${WHY}
      local inside = Instance.new("Folder", workspace)
      return inside.Parent == workspace, Instance.new("BindableEvent").Name, Instance.new("IntValue").Name,
        Instance.new("Model").Name, typeof(inside), type(inside), tostring(inside),
        why(Instance.new, "Nobody"), why(Instance.new, "Workspace"), why(Instance.new, "BasePart"),
        why(function() Instance.new() end), why(function() Instance.new("Folder", 5) end)
    `;
    expect(await results(script)).toEqual([
      true,
      'Event',
      'Value',
      'Model',
      'Instance',
      'userdata',
      'Folder',
      'Unable to create an Instance of type "Nobody"',
      'Unable to create an Instance of type "Workspace"',
      'Unable to create an Instance of type "BasePart"',
      "TaskScript:6: invalid argument #1 to 'new' (string expected, got nil)",
      "TaskScript:6: invalid argument #2 to 'new' (Instance expected, got number)",
    ]);
  });
});

describe('attributes and tags', () => {
  it('are kept, listed, and told of when they change', async () => {
    const script = `${WHY}
      local folder, log = Instance.new("Folder"), {}
      folder.AttributeChanged:Connect(function(name) table.insert(log, name) end)
      folder:GetAttributeChangedSignal("size"):Connect(function() table.insert(log, "size signal") end)
      folder:SetAttribute("size", 1)
      folder:SetAttribute("size", 1)
      folder:SetAttribute("name", "x")
      folder:SetAttribute("size", nil)
      folder:AddTag("b") folder:AddTag("a") folder:AddTag("a") folder:RemoveTag("c")
      local tags = folder:GetTags()
      folder:RemoveTag("a")
      return log, folder:GetAttributes(), folder:GetAttribute("size"), tags, folder:GetTags(), folder:HasTag("a"),
        why(function() folder:SetAttribute("x", {}) end), why(function() folder:SetAttribute("a b", 1) end),
        why(function() folder:SetAttribute("RBXx", 1) end)
    `;
    expect(await results(script)).toEqual([
      ['size signal', 'size', 'name', 'size signal', 'size'],
      { name: 'x' },
      null,
      ['a', 'b'],
      ['b'],
      false,
      'TaskScript:13: table is not a supported attribute type',
      'TaskScript:13: AttributeName "a b" contains invalid characters',
      'TaskScript:14: AttributeName starts with RBX, which is reserved',
    ]);
  });
});

describe('what Roblox has and the engine has not', () => {
  it('raises one error with its name when it is used, and not when it is looked at', async () => {
    const script = `${WHY}
      local looked = if workspace.Raycast then "there" else "not there"
      return looked, why(function() workspace:Raycast() end),
        why(function() return script.Parent end), why(PluginManager), why(function() return Secret.new() end)
    `;
    const sentence = 'is not available in the emulator. Run the script on Roblox to use it.';
    expect(await results(script)).toEqual([
      'there',
      `TaskScript:3: Workspace:Raycast ${sentence}`,
      `TaskScript:4: script.Parent ${sentence}`,
      `PluginManager ${sentence}`,
      `TaskScript:4: Secret.new ${sentence}`,
    ]);
  });

  it('is zero, and told, when it is a property that Roblox computes', async () => {
    const script = `
      local sound = Instance.new("Sound")
      return sound.IsLoaded, sound.IsLoaded, sound.PlaybackSpeed
    `;
    const { outcome, unavailable } = await run(script);
    expect(outcome).toEqual({ kind: 'returned', results: [false, false, 1] });
    expect(unavailable).toEqual({ 'Sound.IsLoaded': 2 });
  });

  it('is zero, and told, when it is a property whose default is not known, but not when it is set', async () => {
    const script = `
      local effect, value = Instance.new("EqualizerSoundEffect"), Instance.new("IntValue")
      effect.HighGain = 5
      return effect.HighGain, effect.MidGain, value.Value
    `;
    const { outcome, unavailable } = await run(script);
    expect(outcome).toEqual({ kind: 'returned', results: [5, 0, 0] });
    expect(unavailable).toEqual({ 'EqualizerSoundEffect.MidGain': 1 });
  });

  it('is counted by name and told at the end, also from other threads and inside pcall', async () => {
    const script = `
      for _ = 1, 3 do pcall(function() workspace:Raycast() end) end
      if game.PlaceId == 0 then Secret.new() end
      game:GetService("RunService").Heartbeat:Once(function() Instance.new("Part"):ApplyImpulse() end)
      task.wait(0.1)
    `;
    const { outcome, log, unavailable } = await run(script);
    expect(outcome).toEqual({ kind: 'returned' });
    expect(unavailable).toEqual({ 'Workspace:Raycast': 3, 'Part:ApplyImpulse': 1 });
    expect(log.at(0)).toContain('Part:ApplyImpulse is not available in the emulator.');
    expect(log.at(-1)).toBe(
      'WARNING The script reached for what is not available in the emulator: Part:ApplyImpulse, ' +
        'Workspace:Raycast (3 times). Its outcome on Roblox may differ.',
    );
  });
});
