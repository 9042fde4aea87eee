import { describe, expect, it } from '@jest/globals';
import { results, run } from './run.ts';

const MODEL = `
  local model = Instance.new("Model", workspace)
  local function part(size, frame)
    local made = Instance.new("Part")
    made.Size, made.CFrame, made.Parent = size, frame, model
    return made
  end`;

describe('the mass of a part', () => {
  it('is its density times the volume of its shape', async () => {
    const script = `
      local part = Instance.new("Part")
      local function round(number) return math.round(number * 1000) / 1000 end
      local masses = { round(part:GetMass()), round(part.Mass) }
      part.Material = Enum.Material.Metal
      table.insert(masses, round(part.Mass))
      part.CustomPhysicalProperties = PhysicalProperties.new(2, 0.5, 0.5)
      part.Size = Vector3.new(4, 2, 2)
      for _, shape in { "Block", "Ball", "Cylinder", "Wedge", "CornerWedge" } do
        part.Shape = Enum.PartType[shape]
        table.insert(masses, round(part.Mass))
      end
      local wedge = Instance.new("WedgePart")
      wedge.Size = Vector3.new(2, 2, 2)
      table.insert(masses, round(wedge.Mass))
      return masses`;
    expect(await results(script)).toEqual([
      [6.72, 6.72, 75.36, 32, 8.378, 25.133, 16, 10.667, 2.8],
    ]);
  });

  it('is refused by name for a shape that the emulator does not know', async () => {
    const { outcome, unavailable } = await run(`
      local mesh = Instance.new("MeshPart")
      return (pcall(function() return mesh.Mass end)), (pcall(function() return mesh:GetMass() end))`);
    expect(outcome).toEqual({ kind: 'returned', results: [false, false] });
    expect(unavailable).toEqual({ 'MeshPart.Mass': 1, 'MeshPart:GetMass': 1 });
  });
});

describe('the box around a model', () => {
  it('contains its parts, along the axes of the world or of its primary part', async () => {
    const script = `${MODEL}
      local first = part(Vector3.new(2, 2, 2), CFrame.new(1, 1, 1))
      part(Vector3.new(2, 4, 6), CFrame.new(10, 0, 0) * CFrame.Angles(0, math.pi / 2, 0))
      local frame, size = model:GetBoundingBox()
      first.CFrame *= CFrame.Angles(0, math.pi / 2, 0)
      model.PrimaryPart = first
      local turned, turnedSize = model:GetBoundingBox()
      local function round(v) return tostring(Vector3.new(math.round(v.X), math.round(v.Y), math.round(v.Z))) end
      return round(frame.Position * 2), round(size), round(model:GetExtentsSize()),
        math.round(turned.LookVector.X), round(turnedSize)`;
    expect(await results(script)).toEqual(['13, 0, 1', '13, 4, 3', '3, 4, 13', -1, '3, 4, 13']);
  });

  it('is empty without parts', async () => {
    const script = `${MODEL} local frame, size = model:GetBoundingBox() return tostring(frame.Position), tostring(size)`;
    expect(await results(script)).toEqual(['0, 0, 0', '0, 0, 0']);
  });
});

describe('the pivot of a model', () => {
  it('is in the middle of its parts until it is set', async () => {
    const script = `${MODEL}
      part(Vector3.one, CFrame.new(0, 0, 0))
      local other = part(Vector3.one, CFrame.new(4, 0, 0))
      local places = { tostring(model:GetPivot().Position), tostring(model.WorldPivot.Position) }
      model:PivotTo(CFrame.new(10, 0, 0))
      table.insert(places, tostring(other.Position))
      other.Position = Vector3.new(100, 0, 0)
      table.insert(places, tostring(model:GetPivot().Position))
      model:TranslateBy(Vector3.new(0, 5, 0))
      table.insert(places, tostring(other.Position))
      return places, model:GetScale()`;
    expect(await results(script)).toEqual([
      ['2, 0, 0', '2, 0, 0', '12, 0, 0', '10, 0, 0', '100, 5, 0'],
      1,
    ]);
  });
});
