import { describe, expect, it } from '@jest/globals';
import { WHY, results } from './run.ts';

describe('parts', () => {
  it('have the default values of Roblox', async () => {
    const script = `
      local part = Instance.new("Part")
      local frame, label, layout = Instance.new("Frame"), Instance.new("TextLabel"), Instance.new("UIListLayout")
      return tostring(part.Size), part.Material.Name, part.BrickColor.Name, part.CanCollide, part.Anchored,
        part.CustomPhysicalProperties, tostring(part.Position), frame.Visible, frame.BorderSizePixel, label.Text,
        label.TextSize, layout.FillDirection.Name, layout.HorizontalAlignment.Name, workspace.Gravity < 196.21
    `;
    expect(await results(script)).toEqual([
      '4, 1.20000005, 2',
      'Plastic',
      'Medium stone grey',
      true,
      false,
      null,
      '0, 0, 0',
      true,
      1,
      'Label',
      8,
      'Vertical',
      'Left',
      true,
    ]);
  });

  it('have one place, which their CFrame, Position and Orientation show', async () => {
    const script = `
      local part, log = Instance.new("Part"), {}
      part.Changed:Connect(function(name) table.insert(log, name) end)
      part.Position = Vector3.new(1, 2, 3)
      part.Orientation = Vector3.new(0, 90, 0)
      local moved = part.CFrame
      part.CFrame = CFrame.new(4, 5, 6)
      return log, moved.X, math.abs(moved.LookVector.X + 1) < 1e-5, tostring(part.Position), tostring(part.Orientation)
    `;
    expect(await results(script)).toEqual([
      [
        'CFrame',
        'Position',
        'CFrame',
        'Orientation',
        'Rotation',
        'CFrame',
        'Position',
        'Orientation',
        'Rotation',
      ],
      1,
      true,
      '4, 5, 6',
      '0, 0, 0',
    ]);
  });

  it('are not the only class with the default values of Roblox', async () => {
    const script = `
      local function of(class, property) return tostring(Instance.new(class)[property]) end
      return of("NoCollisionConstraint", "Enabled"), of("LinearVelocity", "RelativeTo"), of("Sky", "StarCount"),
        of("BodyColors", "HeadColor3"), of("UIPageLayout", "EasingStyle"), of("Handles", "Faces"), of("Sound", "PlaybackSpeed"),
        of("Sound", "LoopRegion"), of("SurfaceGui", "CanvasSize"), of("Camera", "FieldOfView")
    `;
    expect(await results(script)).toEqual([
      'true',
      'Enum.ActuatorRelativeTo.World',
      '3000',
      '0.992157, 0.917647, 0.552941',
      'Enum.EasingStyle.Back',
      'Right, Top, Back, Left, Bottom, Front',
      '1',
      '0 60000 ',
      '800, 600',
      '70',
    ]);
  });

  it('have one color, which Color and BrickColor show', async () => {
    const script = `
      local part = Instance.new("Part")
      part.BrickColor = BrickColor.new("Bright red")
      local red = part.Color
      part.Color = Color3.new(1, 1, 1)
      return math.round(red.R * 255), part.BrickColor.Name
    `;
    expect(await results(script)).toEqual([196, 'Institutional white']);
  });

  it('move with their model', async () => {
    const script = `${WHY}
      local model = Instance.new("Model")
      local first, second = Instance.new("Part", model), Instance.new("Part", model)
      second.Position = Vector3.new(2, 0, 0)
      model.PrimaryPart = first
      model:PivotTo(CFrame.new(10, 0, 0))
      return first.Position.X, second.Position.X, model:GetPivot().X, why(function() model:PivotTo() end),
        why(function() Instance.new("Model"):SetPrimaryPartCFrame(CFrame.new()) end)
    `;
    expect(await results(script)).toEqual([
      10,
      12,
      10,
      'TaskScript:7: Argument 1 missing or nil',
      'TaskScript:8: Model:SetPrimaryPartCFrame() failed because no PrimaryPart has been set, or the PrimaryPart no longer exists.',
    ]);
  });

  it('have the mass of their volume and their material', async () => {
    const script = `
      local function mass(class, properties)
        local part = Instance.new(class)
        for name, value in properties do part[name] = value end
        return math.round(part.Mass * 1000) / 1000
      end
      local size = Vector3.new(2, 4, 6)
      return mass("Part", {}), mass("Part", { Size = size, Material = "Metal" }), mass("Part", { Size = size, Shape = "Ball" }),
        mass("Part", { Size = size, Shape = "Cylinder" }), mass("WedgePart", { Size = size }),
        mass("Part", { Size = size, CustomPhysicalProperties = PhysicalProperties.new(2, 0, 0) }), Instance.new("Part"):GetMass() == 6.72
    `;
    expect(await results(script)).toEqual([6.72, 376.8, 2.932, 17.593, 16.8, 96, false]);
  });

  it('are no primary part of a model that they leave', async () => {
    const script = `
      local model, changes = Instance.new("Model", workspace), 0
      local part = Instance.new("Part", Instance.new("Folder", model))
      model.PrimaryPart = part
      model:GetPropertyChangedSignal("PrimaryPart"):Connect(function() changes += 1 end)
      part.Parent = model
      local kept = model.PrimaryPart == part
      part.Parent = workspace
      local left = model.PrimaryPart
      part.Parent = model
      model.PrimaryPart = part
      part:Destroy()
      return kept, left == nil, model.PrimaryPart == nil, changes
    `;
    expect(await results(script)).toEqual([true, true, true, 3]);
  });

  it('have a box around them, in whose middle a model has its pivot', async () => {
    const script = `
      local model = Instance.new("Model")
      local empty = select(2, model:GetBoundingBox())
      local first, second = Instance.new("Part", model), Instance.new("Part", model)
      first.Size, second.Size = Vector3.new(2, 2, 2), Vector3.new(2, 4, 6)
      second.CFrame = CFrame.new(10, 0, 0) * CFrame.Angles(0, math.pi / 2, 0)
      local frame, size = model:GetBoundingBox()
      local pivot = model:GetPivot()
      model:TranslateBy(Vector3.new(0, 5, 0))
      local function text(v) return string.format("%.3f %.3f %.3f", v.X, v.Y, v.Z) end
      return text(empty), text(frame.Position), text(size), text(model:GetExtentsSize()), pivot == frame,
        text(first.Position), text(model.WorldPivot.Position)
    `;
    expect(await results(script)).toEqual([
      '0.000 0.000 0.000',
      '6.000 0.000 0.000',
      '14.000 4.000 2.000',
      '14.000 4.000 2.000',
      true,
      '0.000 5.000 0.000',
      '6.000 5.000 0.000',
    ]);
  });

  it('refuse values of other types in the words of Roblox, and take enums by name and number', async () => {
    const script = `${WHY}
      local part = Instance.new("Part")
      part.Material = "Wood"
      local wood = part.Material
      part.Shape = 0
      return wood.Name, part.Shape.Name, why(function() part.Position = 5 end),
        why(function() part.CFrame = Vector3.zero end), why(function() part.Material = "Cheese" end),
        why(function() part.Material = Enum.KeyCode.A end)
    `;
    expect(await results(script)).toEqual([
      'Wood',
      'Ball',
      'TaskScript:6: Unable to assign property Position. Vector3 expected, got number',
      'TaskScript:7: Unable to assign property CFrame. CoordinateFrame expected, got Vector3',
      'TaskScript:7: Invalid value "Cheese" for enum Material',
      'TaskScript:8: Unable to assign property Material. Material expected, got EnumItem',
    ]);
  });
});
