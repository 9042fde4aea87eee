import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { count, excerpt } from '../../../src/evaluate/test-results/fields.ts';
import { plainText } from '../../../src/util/plain-text.ts';
import { sgr } from '../../corpus/corpus-case.ts';

describe('a text without colours', () => {
  it('has the same words, and one kind of line ends', () => {
    expect(plainText(`${sgr('1;31', 'a')}\r\nb\rc\nd`)).toBe('a\nb\nc\nd');
  });
});

describe('an excerpt', () => {
  it('is one line, without white space around it', () => {
    expect(excerpt('  a\n\n\tb  ')).toBe('a b');
  });

  it('is cut where the text is longer, and says so', () => {
    expect(excerpt('abcde', 5)).toBe('abcde');
    expect(excerpt('abcdef', 5)).toBe('abcde…');
    expect(excerpt('abcd efg', 5)).toBe('abcd…');
    expect(excerpt('x'.repeat(300))).toBe(`${'x'.repeat(200)}…`);
  });

  it('is looked for in the beginning of a text only', () => {
    expect(excerpt(`${' '.repeat(20)}a`, 5)).toBe('');
  });

  it('never has a line end, nor more characters than asked for', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 20 }), (text, most) => {
        const words = excerpt(text, most);
        expect(words).not.toMatch(/[\r\n]/);
        expect(words.replace(/…$/, '').length).toBeLessThanOrEqual(most);
      }),
    );
  });
});

describe('a number with its noun', () => {
  it.each([
    [0, '0 tests'],
    [1, '1 test'],
    [2, '2 tests'],
  ])('of %d is %s', (number, words) => {
    expect(count(number, 'test')).toBe(words);
  });
});
