import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

describe('Random', () => {
  it('gives the numbers that scripts saw in Roblox for a seed', async () => {
    const script = `
      local v = Random.new(67):NextUnitVector()
      return Random.new(676767):NextInteger(1, 8), v == vector.create(-0.6120325922966003, 0.7562759518623352, -0.23122042417526245),
        Random.new(438):NextNumber()
    `;
    expect(await results(script)).toEqual([3, true, 0.01841840311174769]);
  });

  it("agrees with Luau's own math.random for the same seed", async () => {
    const script = `
      for seed = 1, 200 do
        math.randomseed(seed)
        local r = Random.new(seed)
        for _ = 1, 20 do
          if r:NextInteger(-5, 1000000) ~= math.random(-5, 1000000) or r:NextNumber() ~= math.random() then return seed end
        end
      end
      return "same"
    `;
    expect(await results(script)).toEqual(['same']);
  });

  it('rounds seeds down, and takes negative ones', async () => {
    const script = `
      return Random.new(0.99):NextNumber() == Random.new(0):NextNumber(), Random.new(-1):NextNumber() ~= Random.new(1):NextNumber(),
        Random.new(-1):NextNumber() == Random.new(-1):NextNumber()
    `;
    expect(await results(script)).toEqual([true, true, true]);
  });

  it('keeps to the bounds, shuffles in place, and can be cloned', async () => {
    const script = `
      local r, low, high = Random.new(5), 9, 0
      for _ = 1, 2000 do
        local n = r:NextInteger(2, 5)
        low, high = math.min(low, n), math.max(high, n)
      end
      local x = r:NextNumber(10, 20)
      local copy = r:Clone()
      local list = { 1, 2, 3, 4, 5, 6, 7, 8 }
      r:Shuffle(list)
      local other = { 1, 2, 3, 4, 5, 6, 7, 8 }
      copy:Shuffle(other)
      local same = table.concat(list) == table.concat(other)
      table.sort(list)
      return low, high, x >= 10 and x < 20, same, table.concat(list), r:NextInteger(3, 3), typeof(r), tostring(r)
    `;
    expect(await results(script)).toEqual([2, 5, true, true, '12345678', 3, 'Random', 'Random']);
  });

  it('raises errors in the engine words', async () => {
    const script = `${WHY}
      local r = Random.new(1)
      return why(function() Random.new("x") end), why(function() r:NextInteger(1) end), why(function() r:NextInteger(2, 1) end),
        why(function() r:Foo() end), why(function() r.NextNumber(workspace) end)
    `;
    expect(await results(script)).toEqual([
      "TaskScript:3: invalid argument #1 to 'new' (number expected, got string)",
      'TaskScript:3: invalid argument #3 (number expected, got nil)',
      'TaskScript:3: invalid argument #3 (interval is empty)',
      'TaskScript:4: Foo is not a valid member of Random',
      'TaskScript:4: invalid argument #1 (Random expected, got Instance)',
    ]);
  });
});
