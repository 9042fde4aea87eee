import { describe, expect, it } from '@jest/globals';
import type { InstanceNode } from '../../../emulator/engine/instance-node.ts';
import { results, run } from './run.ts';

/** A Luau function that writes a vector in whole numbers. */
const ROUND = `
  local function round(v)
    local function whole(n) return math.round(n) + 0 end
    return \`{whole(v.X)}, {whole(v.Y)}, {whole(v.Z)}\`
  end`;

describe('attachments', () => {
  it('have one frame, which their other properties show, also in the world', async () => {
    const script = `${ROUND}
      local part = Instance.new("Part")
      part.CFrame = CFrame.new(10, 0, 0) * CFrame.Angles(0, math.pi / 2, 0)
      local attachment = Instance.new("Attachment", part)
      attachment.Position = Vector3.new(1, 2, 3)
      attachment.Orientation = Vector3.new(0, -90, 0)
      local shown = {
        round(attachment.CFrame.Position), round(attachment.WorldPosition), round(attachment.WorldOrientation),
        round(attachment.Axis), round(attachment.SecondaryAxis), round(attachment.WorldAxis),
      }
      attachment.WorldPosition = Vector3.new(10, 5, 0)
      table.insert(shown, round(attachment.Position))
      attachment.WorldCFrame = CFrame.new(10, 0, 0)
      table.insert(shown, round(attachment.Orientation))
      return shown`;
    expect(await results(script)).toEqual([
      ['1, 2, 3', '13, 2, -1', '0, 0, 0', '0, 0, 1', '0, 1, 0', '1, 0, 0', '0, 5, 0', '0, -90, 0'],
    ]);
  });

  it('turn to a new axis, and keep the other one as near as they can', async () => {
    const script = `${ROUND}
      local attachment = Instance.new("Attachment")
      attachment.Axis = Vector3.new(0, 0, 5)
      local turned = { round(attachment.Axis), round(attachment.SecondaryAxis) }
      attachment.SecondaryAxis = Vector3.new(0, 0, 1)
      return turned, round(attachment.SecondaryAxis), math.round(attachment.Axis.Magnitude)`;
    expect(await results(script)).toEqual([['0, 0, 1', '0, 1, 0'], '0, 0, 1', 1]);
  });

  it('of bones lie in those of their parents', async () => {
    const script = `${ROUND}
      local part = Instance.new("Part")
      part.Position = Vector3.new(0, 10, 0)
      local hip = Instance.new("Bone", part)
      hip.Position = Vector3.new(0, 1, 0)
      local knee = Instance.new("Bone", hip)
      knee.Position = Vector3.new(0, 2, 0)
      knee.Transform = CFrame.new(5, 0, 0)
      return round(knee.WorldPosition), round(knee.TransformedWorldCFrame.Position)`;
    expect(await results(script)).toEqual(['0, 13, 0', '5, 13, 0']);
  });

  it('tell that each of their properties changed', async () => {
    const script = `
      local attachment, count = Instance.new("Attachment"), 0
      attachment:GetPropertyChangedSignal("Position"):Connect(function() count += 1 end)
      attachment.CFrame = CFrame.new(1, 0, 0)
      attachment.CFrame = CFrame.new(1, 0, 0)
      return count`;
    expect(await results(script)).toEqual([1]);
  });
});

describe('the health of a humanoid', () => {
  it('stays between 0 and MaxHealth, and tells of each change and of the death', async () => {
    const { outcome, log } = await run(`
      local character = Instance.new("Model", workspace)
      local humanoid = Instance.new("Humanoid", character)
      humanoid.HealthChanged:Connect(function(health) print("health", health) end)
      humanoid.Died:Connect(function() print("died") end)
      humanoid:TakeDamage(30)
      humanoid.Health = 500
      humanoid.MaxHealth = 50
      local shield = Instance.new("ForceField", character)
      humanoid:TakeDamage(10)
      shield:Destroy()
      humanoid:TakeDamage(70)
      humanoid.Health = 0
      return humanoid.Health`);
    expect(outcome).toEqual({ kind: 'returned', results: [0] });
    expect(log).toEqual([
      'OUTPUT health 70',
      'OUTPUT health 100',
      'OUTPUT health 50',
      'OUTPUT health 0',
      'OUTPUT died',
    ]);
  });
});

describe('properties that show another one', () => {
  it('Lighting has one time, as hours, minutes and a text', async () => {
    const script = `
      local lighting, changes = game:GetService("Lighting"), {}
      lighting.Changed:Connect(function(name) table.insert(changes, name) end)
      local times = { lighting.ClockTime, lighting.TimeOfDay }
      lighting.TimeOfDay = "12:30:00"
      table.insert(times, lighting.ClockTime)
      lighting.ClockTime = 25.5
      table.insert(times, lighting.TimeOfDay)
      lighting:SetMinutesAfterMidnight(90)
      table.insert(times, lighting:GetMinutesAfterMidnight())
      table.insert(times, lighting.TimeOfDay)
      return times, #changes`;
    expect(await results(script)).toEqual([[14, '14:00:00', 12.5, '01:30:00', 90, '01:30:00'], 4]);
  });

  it('Lighting of a place has the time of its file', async () => {
    const tree = [
      {
        id: 0,
        parent: -1,
        className: 'Lighting',
        name: 'Lighting',
        properties: { TimeOfDay: '06:15:00' },
      },
    ];
    expect(await results('return game.Lighting.ClockTime', { tree })).toEqual([6.25]);
  });

  it('a label has one font, as an item and as a face', async () => {
    const script = `
      local label = Instance.new("TextLabel")
      label.Font = Enum.Font.GothamBold
      local face = label.FontFace
      label.FontFace = Font.fromEnum(Enum.Font.Arial)
      local known = label.Font.Name
      label.FontFace = Font.new("rbxassetid://1")
      return face.Weight.Name, string.match(face.Family, "(%w+)%.json"), known, label.Font.Name`;
    expect(await results(script)).toEqual(['Bold', 'GothamSSm', 'Arial', 'Unknown']);
  });

  it('an image has one asset, as an id and as a Content', async () => {
    const script = `
      local label, count = Instance.new("ImageLabel"), 0
      label:GetPropertyChangedSignal("ImageContent"):Connect(function() count += 1 end)
      local states = { tostring(label.ImageContent.SourceType) }
      label.Image = "rbxassetid://1"
      table.insert(states, label.ImageContent.Uri)
      label.ImageContent = Content.fromAssetId(2)
      table.insert(states, label.Image)
      local part = Instance.new("Part")
      label.ImageContent = Content.fromObject(part)
      table.insert(states, label.Image)
      local isPart = label.ImageContent.Object == part
      label.Image = ""
      table.insert(states, tostring(label.ImageContent.SourceType))
      return states, isPart, count, Instance.new("Decal").Texture`;
    expect(await results(script)).toEqual([
      [
        'Enum.ContentSourceType.Uri',
        'rbxassetid://1',
        'rbxassetid://2',
        '',
        'Enum.ContentSourceType.None',
      ],
      true,
      4,
      '',
    ]);
  });

  it('an image of a place has the asset of its file, whichever of both it has', async () => {
    const label = (id: number, name: string): InstanceNode => ({
      id,
      parent: -1,
      className: 'ImageLabel',
      name: `Label${id}`,
      properties: { [name]: ['Content', `rbxassetid://${id}`] },
    });
    const script =
      'return game.Label1.Image, game.Label1.ImageContent.Uri, game.Label2.Image, game.Label2.ImageContent.Uri';
    const tree = [label(1, 'Image'), label(2, 'ImageContent')];
    expect(await results(script, { tree })).toEqual([
      'rbxassetid://1',
      'rbxassetid://1',
      'rbxassetid://2',
      'rbxassetid://2',
    ]);
  });

  it('colors of a frame show as BrickColors', async () => {
    const script = `
      local frame = Instance.new("Frame")
      frame.BackgroundColor = BrickColor.new("Bright red")
      return frame.BackgroundColor3 == BrickColor.new("Bright red").Color, frame.BackgroundColor.Name`;
    expect(await results(script)).toEqual([true, 'Bright red']);
  });

  it('a constrained value stays within its limits', async () => {
    const script = `
      local value = Instance.new("DoubleConstrainedValue")
      value.MaxValue = 10
      value.Value = 50
      local high = value.ConstrainedValue
      value.MaxValue = 5
      return high, value.Value`;
    expect(await results(script)).toEqual([10, 5]);
  });

  it('the size of a part has limits', async () => {
    const script = `
      local part = Instance.new("Part")
      part.Size = Vector3.new(0, 5000, 1)
      return tostring(part.Size)`;
    expect(await results(script)).toEqual(['0.00100000005, 2048, 1']);
  });
});

describe('older names', () => {
  it('reach the member under its present name', async () => {
    const script = `
      local part: any, log = Instance.new("Part"), {}
      part.brickColor = BrickColor.new("Bright red")
      part.Velocity = Vector3.new(1, 2, 3)
      part.childAdded:connect(function(child) table.insert(log, child.className) end)
      Instance.new("Folder").Parent = part
      local value: any = Instance.new("IntValue")
      value.changed:connect(function(new) table.insert(log, new) end)
      value.Value = 3
      return part.BrickColor.Name, tostring(part.AssemblyLinearVelocity), log, part.archivable,
        part:getMass() == part:GetMass(), workspace.FilteringEnabled`;
    expect(await results(script)).toEqual([
      'Bright red',
      '1, 2, 3',
      ['Folder', 3],
      true,
      true,
      true,
    ]);
  });
});
