import { expect, it } from '@jest/globals';
import { formatDuration, formatMoment } from '../../src/util/duration.ts';

it.each([
  [0, '0s'],
  [0.2, '0.01s'],
  [4, '0.01s'],
  [14, '0.01s'],
  [350, '0.35s'],
  [2_000, '2s'],
  [9_949, '9.9s'],
  [9_950, '10s'],
  [59_499, '59s'],
  [59_500, '1m'],
  [90_000, '1m30s'],
  [300_000, '5m'],
  [3_600_000, '1h'],
  [7_530_000, '2h5m'],
])('%i ms read as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  ['2026-08-17T10:25:00.000Z', '2026-08-17 10:25 UTC'],
  ['2026-08-17T10:25:00.001Z', '2026-08-17 10:26 UTC'],
  ['2026-12-31T23:59:31.000Z', '2027-01-01 00:00 UTC'],
])('%s reads as %s, never too early', (time, text) => {
  expect(formatMoment(Date.parse(time))).toBe(text);
});
