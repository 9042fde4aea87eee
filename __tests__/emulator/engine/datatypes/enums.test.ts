import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

describe('Enum', () => {
  it('names each level as Roblox prints it', async () => {
    const script = `
      local item = Enum.PartType.Cylinder
      return tostring(item), item.Name, item.Value, tostring(item.EnumType), tostring(Enum), typeof(item), typeof(Enum.PartType), typeof(Enum),
        item.EnumType == Enum.PartType, item == Enum.PartType.Cylinder, item == Enum.PartType.Ball
    `;
    expect(await results(script)).toEqual([
      'Enum.PartType.Cylinder',
      'Cylinder',
      2,
      'PartType',
      'Enums',
      'EnumItem',
      'Enum',
      'Enums',
      true,
      true,
      false,
    ]);
  });

  it('finds items by name and by value, nil when there is none', async () => {
    const script = `
      local E = Enum.PartType
      return E:FromName("Ball") == E.Ball, E:FromValue(2) == E.Cylinder, E:FromName("Nope"), E:FromValue(99) == nil, E.Ball:IsA("PartType"), E.Ball:IsA("Material")
    `;
    expect(await results(script)).toEqual([true, true, null, true, true, false]);
  });

  it('lists the items by value, and the enums', async () => {
    const script = `
      local names = {}
      for _, item in Enum.Axis:GetEnumItems() do table.insert(names, item.Name) end
      local enums = Enum:GetEnums()
      return names, #enums > 600, table.find(enums, Enum.Axis) ~= nil
    `;
    expect(await results(script)).toEqual([['X', 'Y', 'Z'], true, true]);
  });

  it('raises errors in the engine words for members that do not exist', async () => {
    const script = `${WHY}
      return why(function() return Enum.Nope end), why(function() return Enum.Material.Nope end),
        why(function() return Enum.Material.Plastic.Nope end), why(function() Enum.Material.Plastic.Name = "x" end)
    `;
    expect(await results(script)).toEqual([
      'TaskScript:2: Nope is not a valid member of "Enum"',
      'TaskScript:2: Nope is not a valid member of "Enum.Material"',
      'TaskScript:3: Nope is not a valid member of "Enum.Material.Plastic"',
      'TaskScript:3: Name cannot be assigned to',
    ]);
  });
});
