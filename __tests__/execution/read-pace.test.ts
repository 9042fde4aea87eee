import { describe, expect, it } from '@jest/globals';
import { readPace } from '../../src/execution/read-pace.ts';
import { eventClock } from '../../tools/simulate/event-clock.ts';

interface Look {
  readonly task: number;
  readonly at: number;
}

/** Looks at tasks of these ages, as fast as the pace allows, for this long. */
async function lookAt(createdAt: readonly number[], forMs: number, limit?: number) {
  const clock = eventClock();
  const { signal } = new AbortController();
  const pace = readPace({ clock, random: () => 0.5 });
  pace.learn(limit === undefined ? undefined : { limit });
  const looks: Look[] = [];
  const watch = async (born: number, task: number): Promise<void> => {
    const looker = pace.join(born);
    while (clock.now() < forMs) {
      await looker.turn(clock.now() + pace.next(clock.now() - born), Infinity, signal);
      looks.push({ task, at: clock.now() });
      await clock.sleep(100);
    }
    looker.leave();
  };
  await clock.run(Promise.all(createdAt.map(watch)));
  return looks.filter(({ at }) => at < forMs);
}

function mostInAMinute(looks: readonly Look[]): number {
  return Math.max(
    ...looks.map(
      ({ at: from }) => looks.filter(({ at }) => at >= from && at < from + 60_000).length,
    ),
  );
}

describe('the reads of several tasks', () => {
  it.each([2, 5, 10])('share one quota: %d tasks', async (count) => {
    const createdAt = Array.from({ length: count }, () => 0);
    const looks = await lookAt(createdAt, 300_000);
    expect(mostInAMinute(looks)).toBeLessThanOrEqual(45);
    // And use it: a read that is not made is a look that comes later.
    expect(looks.length).toBeGreaterThan(5 * 37);
  });

  it('are more where more is advertised', async () => {
    const looks = await lookAt([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 120_000, 200);
    expect(mostInAMinute(looks)).toBeGreaterThan(150);
    expect(mostInAMinute(looks)).toBeLessThanOrEqual(201);
  });

  it('go to the young more often, since these are likelier to end next, and to all', async () => {
    const looks = await lookAt([-250_000, -250_000, -120_000, -30_000, 0, 0], 60_000);
    const countOf = (task: number): number => looks.filter((look) => look.task === task).length;
    expect(countOf(5)).toBeGreaterThan(1.5 * countOf(0));
    expect(Math.min(...[0, 1, 2, 3, 4, 5].map(countOf))).toBeGreaterThanOrEqual(3);
  });

  it('leave a task its last look, whatever the quota says', async () => {
    const clock = eventClock();
    const pace = readPace({ clock, random: () => 0.5 });
    pace.learn({ limit: 45, remaining: 0, resetMs: 50_000 });
    const looker = pace.join(0);
    pace.join(0);
    await clock.run(looker.turn(0, 7_000, new AbortController().signal));
    expect(clock.now()).toBe(7_000);
  });

  it('stop when the workflow is cancelled', async () => {
    const clock = eventClock();
    const pace = readPace({ clock, random: () => 0.5 });
    const cancellation = new AbortController();
    const reason = new Error('cancelled');
    const turn = pace.join(0).turn(90_000, Infinity, cancellation.signal);
    cancellation.abort(reason);
    await expect(turn).rejects.toBe(reason);
  });
});
