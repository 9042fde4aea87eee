import { describe, expect, it } from '@jest/globals';
import { formatTiming, computeTiming } from '../../src/report/timing.ts';
import { CREATED, ended, logged, noAnswer, snapshotWith } from './evaluated-runs.ts';

describe('computeTiming', () => {
  it('returns nothing without a task', () => {
    expect(computeTiming({ status: 'unknown-create-outcome', error: noAnswer() })).toBeUndefined();
    expect(computeTiming({ status: 'cancelled', mayRun: true })).toBeUndefined();
  });

  it('takes the total from Roblox, and limits its parts by the earliest message', () => {
    const messages = [logged('late', 'OUTPUT', 4_000), { text: 'no time' }, logged('early')];
    expect(computeTiming(ended({}, { messages }))).toEqual({
      totalMs: 6_400,
      timedBy: 'roblox',
      queuedMs: 0,
      maxStartMs: 3_200,
      minScriptMs: 3_200,
    });
  });

  it('takes the total from the clock of the action if Roblox does not report it', () => {
    const { createTime: _, ...task } = snapshotWith().task;
    const run = {
      ...snapshotWith(),
      task,
      status: 'ended',
      log: { messages: [logged('x')] },
    } as const;
    expect(computeTiming(run)).toEqual({
      totalMs: 7_000,
      timedBy: 'action',
      queuedMs: 0,
      minScriptMs: 3_200,
    });
  });

  it('does not treat the last change of an unfinished task as its end', () => {
    const snapshot = {
      ...snapshotWith({ state: 'PROCESSING', updateTime: CREATED }),
      queuedMs: 500,
    };
    expect(computeTiming({ status: 'poll-timeout', limitMs: 1, ...snapshot })).toEqual({
      totalMs: 7_000,
      timedBy: 'action',
      queuedMs: 500,
    });
  });

  it.each([
    ['before the creation', -1_000, {}],
    ['after the end', 9_000, {}],
  ])('ignores a message from %s', (_, afterMs, bounds) => {
    expect(computeTiming(ended({}, { messages: [logged('x', 'OUTPUT', afterMs)] }))).toEqual({
      totalMs: 6_400,
      timedBy: 'roblox',
      queuedMs: 0,
      ...bounds,
    });
  });

  it('ignores an end before the creation', () => {
    expect(computeTiming(ended({ updateTime: CREATED - 1 }))).toMatchObject({
      totalMs: 7_000,
      timedBy: 'action',
    });
  });
});

describe('formatTiming', () => {
  const whole = { totalMs: 6_400, timedBy: 'roblox', queuedMs: 0 } as const;

  it('shows only the known times', () => {
    expect(formatTiming(whole)).toBe('6.4s in all');
    expect(formatTiming({ ...whole, timedBy: 'action', queuedMs: 1_000 })).toBe(
      '6.4s in all, as the action saw it; seen in the queue for 1s',
    );
    expect(formatTiming({ ...whole, maxStartMs: 6_380, minScriptMs: 20 })).toBe(
      '6.4s in all; queue and boot took at most 6.4s',
    );
    expect(formatTiming({ ...whole, maxStartMs: 3_200, minScriptMs: 3_200 })).toBe(
      '6.4s in all; queue and boot took at most 3.2s, and the script at least 3.2s',
    );
  });
});
