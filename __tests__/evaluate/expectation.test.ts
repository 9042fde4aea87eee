import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../src/open-cloud/types.ts';
import { matchesExpected, showValue } from '../../src/evaluate/expectation.ts';

describe('matchesExpected', () => {
  it.each<readonly [Json, Json | undefined]>([
    [3, 3],
    ['done', 'done'],
    [true, true],
    [null, null],
    [null, undefined],
    [{ a: [1, { b: null }] }, { a: [1, { b: null }] }],
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ ok: true }, '{"ok": true}'],
    [3, '3'],
    ['3', '3'],
    [[], {}],
    [{ list: [] }, { list: {} }],
    ['', ''],
  ])('accepts for %j the value %j', (expected, returned) => {
    expect(matchesExpected(expected, returned)).toBe(true);
  });

  it.each<readonly [Json, Json | undefined]>([
    [3, 4],
    [3, undefined],
    ['done', undefined],
    [false, null],
    [0, false],
    ['3', 3],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: 1 }, { b: 1 }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], { 0: 1 }],
    [[], [1]],
    [{}, ''],
    [{ ok: true }, '{"ok": tru'],
    [3, [3]],
    [JSON.parse('{"__proto__": {}}') as Json, { a: 1 }],
    [{ a: 1 }, { __proto__: { a: 1 } }],
  ])('refuses for %j the value %j', (expected, returned) => {
    expect(matchesExpected(expected, returned)).toBe(false);
  });

  it('accepts any value for itself, and its JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(matchesExpected(value as Json, value as Json)).toBe(true);
        expect(matchesExpected(value as Json, JSON.stringify(value))).toBe(true);
      }),
    );
  });

  it('compares values as deep as JSON can be parsed', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as Json;
    expect(matchesExpected(deep, deep)).toBe(true);
    expect(matchesExpected(deep, [[]])).toBe(false);
    expect(showValue(deep)).toMatch(/nested too deeply/);
  });
});

it('showValue formats a value as short JSON', () => {
  expect(showValue({ a: 'b' })).toBe('{"a":"b"}');
  expect(showValue(undefined)).toBe('nothing');
  expect(showValue('x'.repeat(500))).toHaveLength(301);
  expect(showValue('x'.repeat(299))).toMatch(/…$/);
  expect(showValue('x'.repeat(298))).toBe(`"${'x'.repeat(298)}"`);
});
