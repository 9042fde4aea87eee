import { describe, expect, it } from '@jest/globals';
import { systemClock } from '../../src/open-cloud/clock.ts';

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
