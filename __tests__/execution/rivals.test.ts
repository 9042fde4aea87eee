import { describe, expect, it } from '@jest/globals';
import { createRivals } from '../../src/execution/rivals.ts';

const most = ([, mostMs]: readonly [number, number]): number => mostMs;
const middle = ([leastMs, mostMs]: readonly [number, number]): number => (leastMs + mostMs) / 2;

describe('how late a job comes to a quota that others use too', () => {
  it('is at once, as long as nobody was faster', () => {
    const rivals = createRivals();
    expect(most(rivals.spread('quota', false))).toBeLessThanOrEqual(1_000);
    rivals.won();
    expect(most(rivals.spread('quota', false))).toBeLessThanOrEqual(1_000);
  });

  it('is at any time of a window’s first part, where there is more to do than it takes', () => {
    const rivals = createRivals();
    rivals.won();
    const [leastMs, mostMs] = rivals.spread('quota', true);
    expect(leastMs).toBe(0);
    expect(mostMs).toBeGreaterThan(30_000);
    expect(mostMs).toBeLessThan(60_000);
  });

  it('is the later, the more often others were faster', () => {
    const rivals = createRivals();
    const middles = Array.from({ length: 20 }, () => {
      rivals.lost('quota');
      return middle(rivals.spread('quota', false));
    });
    expect(middles).toEqual(middles.toSorted((a, b) => a - b));
    expect(middles.at(-1)).toBeGreaterThan(middles[2] ?? Infinity);
  });

  it('is at once again after a creation, but others are not forgotten', () => {
    const rivals = createRivals();
    for (let count = 0; count < 5; count += 1) {
      rivals.lost('quota');
    }
    rivals.won();
    expect(most(rivals.spread('quota', false))).toBeLessThanOrEqual(1_000);
    rivals.lost('quota');
    const fresh = createRivals();
    fresh.lost('quota');
    expect(middle(rivals.spread('quota', false))).toBeGreaterThan(
      middle(fresh.spread('quota', false)),
    );
  });

  it('is at the hour’s reset for the job that used the hour up itself, and for no other', () => {
    const rivals = createRivals();
    rivals.won();
    rivals.lost('hourly');
    expect(most(rivals.spread('hourly', false))).toBeLessThanOrEqual(1_000);
    const other = createRivals();
    other.lost('hourly');
    expect(most(other.spread('hourly', false))).toBeGreaterThan(3_600_000);
  });
});
