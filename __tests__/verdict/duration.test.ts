import { expect, it } from '@jest/globals';
import { formatDuration } from '../../src/verdict/duration.ts';

it.each([
  [0, '0.0 s'],
  [440, '0.4 s'],
  [9_949, '9.9 s'],
  [9_950, '10 s'],
  [59_499, '59 s'],
  [59_500, '1m'],
  [90_000, '1m 30s'],
  [300_000, '5m'],
  [3_600_000, '1h 0m'],
  [7_530_000, '2h 5m'],
])('%i ms read as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
