import { describe, expect, it } from '@jest/globals';
import { WHY, results } from '../run.ts';

describe('NumberRange', () => {
  it('has a minimum and a maximum, and prints each with a space behind', async () => {
    const script = `${WHY}
      local r = NumberRange.new(1, 2)
      return tostring(r), r.Min, r.Max, tostring(NumberRange.new(5)), r == NumberRange.new("1", "2"), why(function() NumberRange.new(2, 1) end) ~= nil,
        why(function() NumberRange.new(nil) end), why(function() return r.Foo end)
    `;
    expect(await results(script)).toEqual([
      '1 2 ',
      1,
      2,
      '5 5 ',
      true,
      true,
      "TaskScript:4: invalid argument #1 to 'new' (number expected, got nil)",
      'TaskScript:4: Foo is not a valid member of NumberRange',
    ]);
  });
});

describe('NumberSequence', () => {
  it('is made of one number, two, or keypoints', async () => {
    const script = `
      local K = NumberSequenceKeypoint.new
      local s = NumberSequence.new({ K(0, 1), K(0.5, 2, 0.25), K(1, 3) })
      return tostring(NumberSequence.new(0.5)), tostring(NumberSequence.new(1, 2)), tostring(s), #s.Keypoints, s.Keypoints[2].Value,
        s.Keypoints[2].Envelope, s.Keypoints[2].Time, s == NumberSequence.new({ K(0, 1), K(0.5, 2, 0.25), K(1, 3) }), s == NumberSequence.new(1),
        tostring(K(0, 1)), typeof(s), typeof(s.Keypoints[1])
    `;
    expect(await results(script)).toEqual([
      '0 0.5 0 1 0.5 0 ',
      '0 1 0 1 2 0 ',
      '0 1 0 0.5 2 0.25 1 3 0 ',
      3,
      2,
      0.25,
      0.5,
      true,
      false,
      '0 1 0 ',
      'NumberSequence',
      'NumberSequenceKeypoint',
    ]);
  });

  it('hands out copies of its keypoints', async () => {
    const script = `
      local s = NumberSequence.new(1)
      table.clear(s.Keypoints)
      return #s.Keypoints
    `;
    expect(await results(script)).toEqual([2]);
  });

  it('refuses keypoints that are too few or many, out of order, or do not go from 0 to 1', async () => {
    const script = `${WHY}
      local K = NumberSequenceKeypoint.new
      local function refused(keypoints) return why(NumberSequence.new, keypoints) ~= nil end
      local many = {}
      for index = 0, 20 do table.insert(many, K(index / 20, 0)) end
      return refused({}), refused({ K(0, 1) }), why(function() NumberSequence.new(many) end), refused({ K(0, 1), K(0.5, 1) }),
        refused({ K(0.5, 1), K(1, 1) }), refused({ K(0, 1), K(0.6, 1), K(0.5, 1), K(1, 1) }), why(function() NumberSequence.new({ 1, 2 }) end),
        why(function() NumberSequence.new() end), why(function() NumberSequence.new(1, "2") end)
    `;
    expect(await results(script)).toEqual([
      true,
      true,
      'TaskScript:6: NumberSequence.new(): table is too long.',
      true,
      true,
      true,
      'TaskScript:7: NumberSequence.new(): table of NumberSequenceKeypoints expected.',
      'TaskScript:8: NumberSequence.new(): table of NumberSequenceKeypoints expected.',
      'TaskScript:8: NumberSequence.new() arg #2: Number expected.',
    ]);
  });
});

describe('ColorSequence', () => {
  it('is made of one color, two, or keypoints', async () => {
    const script = `${WHY}
      local K, red, blue = ColorSequenceKeypoint.new, Color3.new(1, 0, 0), Color3.new(0, 0, 1)
      local s = ColorSequence.new({ K(0, red), K(1, blue) })
      return tostring(ColorSequence.new(red)), tostring(s), s == ColorSequence.new(red, blue), tostring(K(0, Color3.new(1, 1, 1))),
        s.Keypoints[2].Value == blue, why(function() ColorSequence.new(math.random) end), why(function() K(0, 1) end)
    `;
    expect(await results(script)).toEqual([
      '0 1 0 0 0 1 1 0 0 0 ',
      '0 1 0 0 0 1 0 0 1 0 ',
      true,
      '0 1 1 1 0 ',
      true,
      'TaskScript:5: ColorSequence.new(): table expected.',
      "TaskScript:5: invalid argument #2 to 'new' (Color3 expected, got number)",
    ]);
  });
});
