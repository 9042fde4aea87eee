import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json } from '../../../src/open-cloud/types.ts';
import {
  asBoolean,
  asFields,
  asItems,
  asNumber,
  asText,
  fieldOf,
  findField,
  foldFields,
} from '../../../src/evaluate/test-results/fields.ts';
import { fold } from '../../../src/evaluate/test-results/vocabulary.ts';
import { sgr } from '../../corpus/corpus-case.ts';

describe('a value', () => {
  it('is an object where it has fields, or is an empty table', () => {
    expect(asFields({ a: 1 })).toEqual({ a: 1 });
    expect(asFields([])).toEqual({});
    for (const value of [['a'], null, undefined, 'a', 1, true]) {
      expect(asFields(value)).toBeUndefined();
    }
  });

  it('is a list where it has items, or is an empty table', () => {
    expect(asItems(['a'])).toEqual(['a']);
    expect(asItems({})).toEqual([]);
    for (const value of [{ a: 1 }, null, undefined, '', 1, true]) {
      expect(asItems(value)).toBeUndefined();
    }
  });

  it('is a boolean, also as a text', () => {
    for (const value of [true, 'true', ' True\n']) {
      expect(asBoolean(value)).toBe(true);
    }
    for (const value of [false, 'FALSE', ' false']) {
      expect(asBoolean(value)).toBe(false);
    }
    for (const value of ['', 'yes', 0, 1, null, undefined, []]) {
      expect(asBoolean(value)).toBeUndefined();
    }
  });

  it('is a number, also a whole one as a text', () => {
    expect(asNumber(-1.5)).toBe(-1.5);
    expect(asNumber('12')).toBe(12);
    expect(asNumber(' 12\n')).toBe(12);
    expect(asNumber('9'.repeat(15))).toBe(999_999_999_999_999);
    for (const value of ['', '1.5', '-1', '12 coins', 'x12', '9'.repeat(16), true, null, [1]]) {
      expect(asNumber(value)).toBeUndefined();
    }
  });

  it('is the same number as the text that tostring makes of it', () => {
    fc.assert(
      fc.property(fc.nat(), (number) => {
        expect(asNumber(String(number))).toBe(number);
      }),
    );
  });
});

describe('the text of a value', () => {
  it.each<[Json, string]>([
    ['a\n', 'a'],
    [sgr('31', ' red '), 'red'],
    [12, '12'],
    [false, 'false'],
    [{ a: [1] }, '{"a":[1]}'],
    [['a', 1, { b: 2 }], 'a\n1\n{"b":2}'],
    [['a', null, 'b'], 'a\n\nb'],
  ])('of %j is %j', (value, text) => {
    expect(asText(value)).toBe(text);
  });

  it.each<Json>(['', ' \n', null, [], {}, [null], [{}], ['']])('is none of %j', (value) => {
    expect(asText(value)).toBeUndefined();
  });

  it('is words for a table that is nested too deeply to be written', () => {
    let value: Json = { a: 1 };
    for (let depth = 0; depth < 20_000; depth += 1) {
      value = { a: value };
    }
    expect(asText(value)).toBe('(a deeply nested table)');
  });
});

describe('a field', () => {
  it('is never one that all objects have', () => {
    expect(fieldOf({ a: 1 }, 'a')).toBe(1);
    expect(fieldOf({ a: 1 }, 'constructor')).toBeUndefined();
    expect(foldFields({ a: 1 }).get('constructor')).toBeUndefined();
  });

  it('has a name without its style', () => {
    for (const name of ['allPassed', 'all_passed', 'ALL PASSED', 'all-passed']) {
      expect(fold(name)).toBe('allpassed');
    }
  });

  it('stands beside others of its folded name', () => {
    expect(foldFields({ ok: 1, OK: 2, a: 3 })).toEqual(
      new Map([
        [
          'ok',
          [
            { name: 'ok', value: 1 },
            { name: 'OK', value: 2 },
          ],
        ],
        ['a', [{ name: 'a', value: 3 }]],
      ]),
    );
  });

  it('is found by the first name that has a value', () => {
    const folded = foldFields({ b: 1, A: null, a: 2, c: null });
    expect(findField(folded, ['c', 'a', 'b'])).toEqual({ name: 'a', value: 2 });
    expect(findField(folded, ['c', 'd'])).toBeUndefined();
  });
});
