import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { systemClock } from '../../src/util/clock.ts';

afterEach(() => {
  jest.useRealTimers();
});

describe('the real clock', () => {
  it('does not go back', async () => {
    const before = systemClock.now();
    await systemClock.sleep(1);
    expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  });

  it('ends a sleep at once when it is cancelled, or was before it began', async () => {
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const sleeping = systemClock.sleep(3_600_000, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await expect(systemClock.sleep(3_600_000, controller.signal)).rejects.toBe(reason);
  });

  it('sleeps to the end where nothing cancels it', async () => {
    const { signal } = new AbortController();
    await expect(systemClock.sleep(1, signal)).resolves.toBeUndefined();
  });

  it('sleeps as long as it was asked to', async () => {
    jest.useFakeTimers();
    let isOver = false;
    const sleeping = systemClock.sleep(2_000).then(() => (isOver = true));
    await jest.advanceTimersByTimeAsync(1_999);
    expect(isOver).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    await sleeping;
  });

  it('leaves no timer behind, and nobody who listens, however a sleep ends', async () => {
    jest.useFakeTimers();
    const controller = new AbortController();
    const { signal } = controller;
    const slept = systemClock.sleep(1_000, signal);
    await jest.advanceTimersByTimeAsync(1_000);
    await slept;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const cancelled = systemClock.sleep(1_000, signal);
    controller.abort(new Error('cancelled'));
    await expect(cancelled).rejects.toThrow('cancelled');
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it.each([2 ** 31, Infinity])(
    'does not take a time that no timer can be set for as none at all: %d ms',
    async (ms) => {
      jest.useFakeTimers();
      const told: string[] = [];
      const { signal } = new AbortController();
      void systemClock.sleep(ms, signal).then(() => told.push('slept'));
      const callOff = systemClock.deadline(ms, () => told.push('passed'));
      await jest.advanceTimersByTimeAsync(24 * 24 * 3_600_000);
      expect(told).toEqual([]);
      await jest.advanceTimersByTimeAsync(24 * 3_600_000);
      expect(told).toEqual(['slept', 'passed']);
      callOff();
    },
  );

  it('tells of a deadline that has passed, and not of one that was called off', async () => {
    const told: string[] = [];
    const callOff = systemClock.deadline(0, () => told.push('called off'));
    callOff();
    await new Promise<void>((resolve) => {
      systemClock.deadline(1, () => {
        told.push('passed');
        resolve();
      });
    });
    expect(told).toEqual(['passed']);
  });
});
