import { describe, expect, it } from '@jest/globals';
import { readQuota, readRetryAfter, readThrottle } from '../../src/open-cloud/rate-limit.ts';

describe('the quota headers', () => {
  it('bind with the first limit, the smallest remaining and the largest reset', () => {
    expect(
      readQuota({
        'x-ratelimit-limit': '40, 45;w=60, 40;w=60, 70000',
        'x-ratelimit-remaining': '39, 12, 69999',
        'x-ratelimit-reset': '7, 31',
      }),
    ).toEqual({ limit: 40, remaining: 12, resetMs: 31_000 });
  });

  it('may come as several header lines, or only in part', () => {
    expect(readQuota({ 'x-ratelimit-remaining': ['5', '3'] })).toEqual({ remaining: 3 });
    expect(readQuota({ 'x-ratelimit-reset': '0.25' })).toStrictEqual({ resetMs: 250 });
    expect(readQuota({ 'x-ratelimit-limit': ' 40 ;w=60' })).toStrictEqual({ limit: 40 });
  });

  it('are nothing where they are missing or no numbers', () => {
    expect(readQuota({})).toBeUndefined();
    expect(readQuota({ 'x-ratelimit-limit': 'many', 'x-ratelimit-reset': '' })).toBeUndefined();
    for (const text of ['at most 40', '40x', '40 a minute', '-40', '1e3']) {
      expect(readQuota({ 'x-ratelimit-limit': text })).toBeUndefined();
    }
  });
});

describe('a 429', () => {
  const path = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';

  it('over a quota waits for the reset, since retry-after is too short', () => {
    const headers = {
      'x-envoy-ratelimited': 'true',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '42',
      'retry-after': '5',
    };
    expect(readThrottle(headers, undefined)).toEqual({ kind: 'quota', waitMs: 42_000 });
  });

  it('over a quota without a reset waits for retry-after, or nobody knows how long', () => {
    expect(readThrottle({ 'retry-after': '5' }, undefined)).toEqual({
      kind: 'quota',
      waitMs: 5_000,
    });
    expect(readThrottle({}, undefined)).toStrictEqual({ kind: 'quota' });
  });

  it('over the unfinished tasks of a place names them', () => {
    const serverMessage = `Too many tasks already active. Task resource paths: ${path}, ${path}2, https://evil.example/${path}`;
    const { kind, ...rest } = readThrottle({ 'x-ratelimit-remaining': '3' }, serverMessage);
    expect(kind).toBe('capacity');
    expect(rest).toMatchObject({ tasks: [{ taskId: 't' }, { taskId: 't2' }] });
  });

  it('over the hourly limit tells when it is over', () => {
    expect(readThrottle({ 'retry-after': '1500' }, 'Slow down.')).toEqual({
      kind: 'hourly',
      waitMs: 1_500_000,
    });
    // As long as the window of a quota lasts, it may be about one.
    expect(readThrottle({ 'retry-after': '60' }, undefined)).toMatchObject({ kind: 'quota' });
    expect(readThrottle({ 'retry-after': '61' }, undefined)).toMatchObject({ kind: 'hourly' });
  });

  it('whose retry-after is a date tells nothing by it', () => {
    expect(readRetryAfter({ 'retry-after': 'Sun, 22 Nov 2026 10:00:00 GMT' })).toBeUndefined();
  });
});
