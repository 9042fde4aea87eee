import { describe, expect, it } from '@jest/globals';
import { firstLine, listNames, plural, sentence } from '../../src/util/text.ts';

describe('sentence', () => {
  it.each([
    ['It failed', 'It failed.'],
    ['v1.2 has failed', 'v1.2 has failed.'],
    ['It failed.', 'It failed.'],
    ['It failed!', 'It failed!'],
    ['Why?', 'Why?'],
    ['and so on…', 'and so on…'],
    ['It said "no."', 'It said "no.".'],
    ['It has `a.b`', 'It has `a.b`.'],
    ['It failed.\n', 'It failed.'],
  ])('ends %j as %j', (text, ended) => {
    expect(sentence(text)).toBe(ended);
  });
});

describe('firstLine', () => {
  it.each([
    ['', ''],
    ['boom', 'boom'],
    ['boom\nStack Begin\nStack End', 'boom'],
    ['\nboom', ''],
  ])('of %j is %j', (text, line) => {
    expect(firstLine(text)).toBe(line);
  });
});

describe('plural', () => {
  it.each([
    [0, '0 tests'],
    [1, '1 test'],
    [2, '2 tests'],
  ])('of %d is %s', (number, text) => {
    expect(plural(number, 'test')).toBe(text);
  });
});

describe('listNames', () => {
  it('names as many as it may, and counts the rest', () => {
    expect(listNames(['a'])).toBe('a');
    expect(listNames(['a', 'b'], 2)).toBe('a, b');
    expect(listNames(['a', 'b', 'c'], 2)).toBe('a, b and 1 more');
  });
});
