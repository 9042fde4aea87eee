import { beforeEach, describe, expect, it } from '@jest/globals';
import { readPace, type Looker, type ReadPace } from '../../src/tasks/poll-limiter.ts';
import { eventClock, type EventClock } from '../../tools/simulate/event-clock.ts';

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

  it.each([0, 0.001, -1])(
    'are one a minute at least, whatever is advertised: %d',
    async (limit) => {
      const looks = await lookAt([0, 0], 600_000, limit);
      expect(looks.map(({ at }) => at)).toEqual(
        Array.from({ length: 10 }, (_, at) => 200 + at * 60_000),
      );
    },
  );

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

describe('the pace of reads', () => {
  const { signal } = new AbortController();
  let clock: EventClock;
  let draw: number;
  let pace: ReadPace;

  beforeEach(() => {
    clock = eventClock();
    draw = 0.5;
    pace = readPace({ clock, random: () => draw });
  });

  /** Lets time pass until this moment, and all that happens in it happen. */
  const passUntil = (at: number): Promise<void> => clock.run(clock.sleep(at - clock.now()));

  /** Looks at this time, however little of the quota is left. */
  async function readAt(looker: Looker, at: number): Promise<void> {
    await clock.run(looker.turn(at, at, signal));
  }

  describe('between two looks at one task', () => {
    it.each([
      ['no less than 0.2 s, of a task that is just there', 0, 200],
      ['no less than 0.2 s, of one that is there for a moment', 900, 200],
      ['a fifth of what has passed', 5_000, 1_000],
      ['little more than the rhythm of the quota', 60_000, 1.15 * (60_000 / 45)],
      ['a hundredth of what has passed, after minutes', 250_000, 2_500],
    ])('leaves %s', (_, elapsedMs, intervalMs) => {
      expect(pace.next(elapsedMs)).toBeCloseTo(intervalMs);
    });

    it('leaves less where more is advertised', () => {
      pace.learn({ limit: 120 });
      expect(pace.next(60_000)).toBeCloseTo(600);
      pace.learn({ limit: 120, remaining: 100 });
      expect(pace.next(20_000)).toBeCloseTo(575);
    });

    it('varies by 15 % to both sides, so that jobs do not look in step', () => {
      draw = 0;
      expect(pace.next(5_000)).toBeCloseTo(850);
      draw = 1;
      expect(pace.next(5_000)).toBeCloseTo(1_150);
    });

    it('leaves what the quota asks for, and never less of it', () => {
      pace.learn({ limit: 45, remaining: 0, resetMs: 40_000 });
      draw = 0;
      expect(pace.next(5_000)).toBe(40_000);
      draw = 1;
      expect(pace.next(5_000)).toBeCloseTo(52_000);
    });
  });

  describe('of what is advertised', () => {
    it('spreads what is left over what is left of the window', async () => {
      const looker = pace.join(0);
      await passUntil(1_000);
      pace.learn({ limit: 45, remaining: 3, resetMs: 40_000 });
      expect(pace.untilAllowed()).toBe(10_000);
      await passUntil(5_000);
      expect(pace.untilAllowed()).toBe(6_000);
      await readAt(looker, 11_000);
      // Two are left for thirty seconds.
      expect(pace.untilAllowed()).toBe(10_000);
      await readAt(looker, 26_000);
      expect(pace.untilAllowed()).toBe(7_500);
    });

    it('counts what was sent since it was told, and starts to count anew when it is told', async () => {
      const looker = pace.join(0);
      pace.learn({ limit: 45, remaining: 2, resetMs: 40_000 });
      await readAt(looker, 1_000);
      await readAt(looker, 2_000);
      await readAt(looker, 4_000);
      // More was sent than was left: nothing is allowed before the reset.
      expect(pace.untilAllowed()).toBe(36_000);
      pace.learn({ limit: 45, remaining: 2, resetMs: 36_000 });
      expect(pace.untilAllowed()).toBe(12_000);
    });

    it('waits no longer than a minute for a reset', () => {
      pace.learn({ limit: 45, remaining: 0, resetMs: 3_600_000 });
      expect(pace.untilAllowed()).toBe(60_000);
    });

    it('takes in what goes together only: what is left, and until when', () => {
      pace.join(0);
      pace.learn({ limit: 45, remaining: 0 });
      expect(pace.untilAllowed()).toBe(0);
      pace.learn({ limit: 45, resetMs: 30_000 });
      expect(pace.untilAllowed()).toBe(0);
    });

    it('forgets nothing where an answer advertises nothing', () => {
      pace.learn({ limit: 45, remaining: 0, resetMs: 30_000 });
      pace.learn(undefined);
      expect(pace.untilAllowed()).toBe(30_000);
    });
  });

  describe('after the reset', () => {
    it('lets a single task be looked at as often as helps', async () => {
      const looker = pace.join(0);
      pace.learn({ limit: 60, remaining: 0, resetMs: 30_000 });
      await readAt(looker, 29_500);
      expect(pace.untilAllowed()).toBe(500);
      await passUntil(30_000);
      expect(pace.untilAllowed()).toBe(0);
    });

    it('keeps several to the rhythm of the quota', async () => {
      const looker = pace.join(0);
      pace.join(0);
      pace.learn({ limit: 60, remaining: 0, resetMs: 30_000 });
      await readAt(looker, 29_500);
      await passUntil(30_000);
      expect(pace.untilAllowed()).toBe(500);
    });

    it('lets several begin at once, where nothing was looked at yet', async () => {
      pace.join(0);
      pace.join(0);
      pace.learn({ limit: 60, remaining: 0, resetMs: 30_000 });
      await passUntil(31_000);
      expect(pace.untilAllowed()).toBe(0);
    });
  });

  describe('where nothing is advertised', () => {
    it('lets 44 reads of one task through in a minute, and keeps one for its last look', async () => {
      const looker = pace.join(0);
      for (let look = 1; look <= 43; look += 1) {
        await readAt(looker, look * 100);
      }
      expect(pace.untilAllowed()).toBe(0);
      await readAt(looker, 4_400);
      expect(pace.untilAllowed()).toBe(60_100 - 4_400);
      await readAt(looker, 4_500);
      expect(pace.untilAllowed()).toBe(60_200 - 4_500);
      await readAt(looker, 4_600);
      expect(pace.untilAllowed()).toBe(60_300 - 4_600);
    });

    it('keeps several to 45 a minute, and one that is left to nothing', async () => {
      const looker = pace.join(0);
      const other = pace.join(0);
      expect(pace.untilAllowed()).toBe(0);
      await readAt(looker, 1_000);
      expect(pace.untilAllowed()).toBeCloseTo(60_000 / 45);
      other.leave();
      expect(pace.untilAllowed()).toBe(0);
    });

    it('keeps one task to no rhythm, where only the limit is told', async () => {
      const looker = pace.join(0);
      pace.learn({ limit: 45 });
      await readAt(looker, 1_000);
      expect(pace.untilAllowed()).toBe(0);
    });
  });

  describe('the turn of a task among several', () => {
    let seen: string[];
    let often: Looker;
    let seldom: Looker;

    /** Looks at a task when it is its turn. */
    const look = async (name: string, looker: Looker, dueAt: number): Promise<void> => {
      await looker.turn(dueAt, Infinity, signal);
      seen.push(`${name} ${clock.now()}`);
    };

    // One that was just looked at, and one that never was: a look at the second finds more.
    beforeEach(async () => {
      seen = [];
      pace.learn({ limit: 60 });
      often = pace.join(0);
      seldom = pace.join(0);
      await readAt(often, 10_000);
    });

    it('goes to what was not seen for long, of those that wait for the quota', async () => {
      const both = [look('often', often, 10_500), look('seldom', seldom, 10_500)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['seldom 11000', 'often 12000']);
    });

    it('goes to it too where it asks only when the quota lets a read through', async () => {
      const both = [look('often', often, 10_500), look('seldom', seldom, 11_000)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['seldom 11000', 'often 12000']);
    });

    it('goes to it too where all wanted to rest for longer than the quota asks', async () => {
      const both = [look('often', often, 20_000), look('seldom', seldom, 20_000)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['seldom 20000', 'often 21000']);
    });

    it('is not kept for one that does not ask yet', async () => {
      const both = [look('often', often, 11_000), look('seldom', seldom, 11_001)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['often 11000', 'seldom 12000']);
    });

    it('is not kept for one that is being looked at', async () => {
      await readAt(seldom, 11_000);
      await clock.run(look('often', often, 11_000));
      expect(seen).toEqual(['often 12000']);
    });
  });

  it('sends nothing for a task whose wait is over, where the workflow is cancelled', async () => {
    const looker = pace.join(0);
    pace.join(0);
    const reason = new Error('cancelled');
    await expect(looker.turn(0, 0, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(pace.untilAllowed()).toBe(0);
  });
});
