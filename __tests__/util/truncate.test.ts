import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formatBytes, truncate, splitBudget, truncateStart } from '../../src/util/truncate.ts';

const text = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .map((any) => any.replaceAll('\ufffd', ''));

describe('headOf', () => {
  it('is the whole text, or whole characters of it and a mark', () => {
    expect(truncate('Grüße', 7)).toBe('Grüße');
    expect(truncate('Grüße', 6)).toBe('Gr…');
  });

  it('holds its limit for any text', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 3, max: 100 }), (any, maxBytes) => {
        const head = truncate(any, maxBytes);
        expect(Buffer.byteLength(head)).toBeLessThanOrEqual(maxBytes);
        expect(any.startsWith(head.replace(/…$/, ''))).toBe(true);
      }),
    );
  });
});

describe('tailOf', () => {
  it('begins with a line where that keeps enough', () => {
    expect(truncateStart('one\ntwo\nthree', 10)).toBe('two\nthree');
    expect(truncateStart('one\ntwo\nthree', 9)).toBe('two\nthree');
    expect(truncateStart('one\ntwo\nthree', 8)).toBe('three');
    expect(truncateStart('a long line\nx', 8)).toBe('g line\nx');
  });

  it('holds its limit for any text, and cuts no character', () => {
    fc.assert(
      fc.property(text, fc.nat(100), (any, maxBytes) => {
        const tail = truncateStart(any, maxBytes);
        expect(Buffer.byteLength(tail)).toBeLessThanOrEqual(maxBytes);
        expect(any.endsWith(tail)).toBe(true);
      }),
    );
  });
});

describe('shareOut', () => {
  it.each([
    ['gives all what they need', 100, [10, 20], [10, 20]],
    ['gives the small ones theirs, and the others equal shares', 100, [90, 10, 80], [45, 10, 45]],
    ['gives nothing of nothing', 0, [5, 0], [0, 0]],
  ])('%s', (_, bytes, needs, shares) => {
    expect(splitBudget(bytes, needs)).toEqual(shares);
  });
});

describe('formatBytes', () => {
  it.each([
    [812, '812 bytes'],
    [1_536, '1.5 KiB'],
    [16_384, '16 KiB'],
    [3_000_000, '2.9 MiB'],
  ])('%d is %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words);
  });
});
