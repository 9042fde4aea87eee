import { describe, expect, it } from '@jest/globals';
import { createRivals, type Rivals } from '../../src/tasks/rivals.ts';

const MINUTE_MS = 60_000;

const most = ([, maxMs]: readonly [number, number]): number => maxMs;
const middle = ([minMs, maxMs]: readonly [number, number]): number => (minMs + maxMs) / 2;

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
    const [minMs, maxMs] = rivals.spread('quota', true);
    expect(minMs).toBe(0);
    expect(maxMs).toBeGreaterThan(30_000);
    expect(maxMs).toBeLessThan(60_000);
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
    const rivals = behind(5);
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

  it.each([
    [1, 0, 3],
    [2, 0, 6],
    [3, 3.75, 7.5],
    [8, 3.75, 7.5],
    [16, 7.5, 15],
  ])('is, after %d losses, from %d to %d minutes', (losses, least, mostMinutes) => {
    expect(behind(losses).spread('quota', false)).toEqual([
      least * MINUTE_MS,
      mostMinutes * MINUTE_MS,
    ]);
  });

  it('is that of a first loss again, after many creations', () => {
    const rivals = behind(8);
    for (let creation = 0; creation < 20; creation += 1) {
      rivals.won();
    }
    rivals.lost('quota');
    expect(rivals.spread('quota', false)).toEqual([0, 3 * MINUTE_MS]);
  });

  it('is within a minute for the room of a place, however often others were faster', () => {
    const rivals = behind(1);
    expect(rivals.spread('capacity', false)).toEqual([0, MINUTE_MS]);
    rivals.lost('capacity');
    rivals.lost('capacity');
    expect(rivals.spread('capacity', false)).toEqual([0, MINUTE_MS]);
  });

  it('does not let others in where it is not a window that they wait for', () => {
    const rivals = createRivals();
    rivals.won();
    expect(most(rivals.spread('capacity', true))).toBeLessThanOrEqual(1_000);
    expect(most(rivals.spread('hourly', true))).toBeLessThanOrEqual(1_000);
  });
});

/** What a job knows that was slower so many times in a row. */
function behind(losses: number): Rivals {
  const rivals = createRivals();
  for (let loss = 0; loss < losses; loss += 1) {
    rivals.lost('quota');
  }
  return rivals;
}
