import { describe, expect, it } from '@jest/globals';
import { firstLine, sentence } from '../../src/util/text.ts';

describe('sentence', () => {
  it.each([
    ['It failed', 'It failed.'],
    ['v1.2 has failed', 'v1.2 has failed.'],
    ['It failed.', 'It failed.'],
    ['It failed!', 'It failed!'],
    ['Why?', 'Why?'],
    ['and so on…', 'and so on…'],
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
