import { describe, expect, it } from '@jest/globals';
import { findJsonExcess, MAX_JSON } from '../../src/util/json-limits.ts';

const limits = { maxParts: 4, maxDepth: 2 };

describe('findJsonExcess', () => {
  it.each(['[1,2,3]', '{"a":[1]}', '"[[[["', '[]', '7', '', '["\\\\",1,2]'])(
    'accepts a text within its limits: %s',
    (text) => {
      expect(findJsonExcess(text, limits)).toBeUndefined();
    },
  );

  it.each(['[1,2,3,4,5]', '{"a":1,"b":[]}', '[[],[],[]]', '["\\"",1,2,3,4]'])(
    'counts values and names: %s',
    (text) => {
      expect(findJsonExcess(text, limits)).toBe('has more than 4 values and names');
    },
  );

  it.each(['[[[]]]', '{"a":{"b":{}}}', '[{"a":['])('counts levels: %s', (text) => {
    expect(findJsonExcess(text, limits)).toBe('is nested more than 2 levels deep');
  });

  it.each(['"a,,,,,,', '"\\', '["\\",,,,,,', '"]]]]'])(
    'ignores what stands in a string, even in one that never ends: %s',
    (text) => {
      expect(findJsonExcess(text, limits)).toBeUndefined();
    },
  );

  it('leaves a value that the functions of the language can convert', () => {
    const { maxDepth } = MAX_JSON;
    const text = '['.repeat(maxDepth) + ']'.repeat(maxDepth);
    expect(findJsonExcess(text, MAX_JSON)).toBeUndefined();
    expect(JSON.stringify(JSON.parse(text))).toBe(text);
  });
});
