import { describe, expect, it } from '@jest/globals';
import { parseDuration } from '../../src/util/duration.ts';

describe('a length of time', () => {
  it.each([
    ['90', 90_000],
    ['90s', 90_000],
    ['2m', 120_000],
    ['1m30s', 90_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
    ['1h2m3s', 3_723_000],
    ['0', 0],
    ['0.25s', 250],
  ])('%s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each([
    '',
    's',
    'm',
    '1d',
    '-5',
    '5 m',
    '1m30',
    '30s1m',
    '1e3',
    '1,5m',
    '.5m',
    '5M',
    'Infinity',
    '5ms',
  ])('%j is none', (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });
});
