import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  createPollLimiter,
  type PollSlot,
  type PollLimiter,
} from '../../src/tasks/poll-limiter.ts';
import { eventClock, type EventClock } from '../../tools/simulate/event-clock.ts';

interface Look {
  readonly task: number;
  readonly at: number;
}

/** Looks at tasks of these ages, as fast as the pace allows, for this long. */
async function lookAt(createdAt: readonly number[], forMs: number, limit?: number) {
  const clock = eventClock();
  const { signal } = new AbortController();
  const pollLimiter = createPollLimiter({ clock, random: () => 0.5 });
  pollLimiter.learn(limit === undefined ? undefined : { limit });
  const polls: Look[] = [];
  const watch = async (born: number, task: number): Promise<void> => {
    const slot = pollLimiter.join(born);
    while (clock.now() < forMs) {
      await slot.acquire(clock.now() + pollLimiter.next(clock.now() - born), Infinity, signal);
      polls.push({ task, at: clock.now() });
      await clock.sleep(100);
    }
    slot.leave();
  };
  await clock.run(Promise.all(createdAt.map(watch)));
  return polls.filter(({ at }) => at < forMs);
}

function mostInAMinute(polls: readonly Look[]): number {
  return Math.max(
    ...polls.map(
      ({ at: from }) => polls.filter(({ at }) => at >= from && at < from + 60_000).length,
    ),
  );
}

describe('the reads of several tasks', () => {
  it.each([2, 5, 10])('share one quota: %d tasks', async (count) => {
    const createdAt = Array.from({ length: count }, () => 0);
    const polls = await lookAt(createdAt, 300_000);
    expect(mostInAMinute(polls)).toBeLessThanOrEqual(45);
    // And use it: a read that is not made is a look that comes later.
    expect(polls.length).toBeGreaterThan(5 * 37);
  });

  it('are more where more is advertised', async () => {
    const polls = await lookAt([0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 120_000, 200);
    expect(mostInAMinute(polls)).toBeGreaterThan(150);
    expect(mostInAMinute(polls)).toBeLessThanOrEqual(201);
  });

  it.each([0, 0.001, -1])(
    'are one a minute at least, whatever is advertised: %d',
    async (limit) => {
      const polls = await lookAt([0, 0], 600_000, limit);
      expect(polls.map(({ at }) => at)).toEqual(
        Array.from({ length: 10 }, (_, at) => 200 + at * 60_000),
      );
    },
  );

  it('go to the young more often, since these are likelier to end next, and to all', async () => {
    const polls = await lookAt([-250_000, -250_000, -120_000, -30_000, 0, 0], 60_000);
    const countOf = (task: number): number => polls.filter((poll) => poll.task === task).length;
    expect(countOf(5)).toBeGreaterThan(1.5 * countOf(0));
    expect(Math.min(...[0, 1, 2, 3, 4, 5].map(countOf))).toBeGreaterThanOrEqual(3);
  });

  it('leave a task its last look, whatever the quota says', async () => {
    const clock = eventClock();
    const pollLimiter = createPollLimiter({ clock, random: () => 0.5 });
    pollLimiter.learn({ limit: 45, remaining: 0, resetMs: 50_000 });
    const slot = pollLimiter.join(0);
    pollLimiter.join(0);
    await clock.run(slot.acquire(0, 7_000, new AbortController().signal));
    expect(clock.now()).toBe(7_000);
  });

  it('stop when the workflow is cancelled', async () => {
    const clock = eventClock();
    const pollLimiter = createPollLimiter({ clock, random: () => 0.5 });
    const cancellation = new AbortController();
    const reason = new Error('cancelled');
    const acquire = pollLimiter.join(0).acquire(90_000, Infinity, cancellation.signal);
    cancellation.abort(reason);
    await expect(acquire).rejects.toBe(reason);
  });
});

describe('the pace of reads', () => {
  const { signal } = new AbortController();
  let clock: EventClock;
  let draw: number;
  let pollLimiter: PollLimiter;

  beforeEach(() => {
    clock = eventClock();
    draw = 0.5;
    pollLimiter = createPollLimiter({ clock, random: () => draw });
  });

  /** Lets time pass until this moment, and all that happens in it happen. */
  const passUntil = (at: number): Promise<void> => clock.run(clock.sleep(at - clock.now()));

  /** Looks at this time, however little of the quota is left. */
  async function readAt(slot: PollSlot, at: number): Promise<void> {
    await clock.run(slot.acquire(at, at, signal));
  }

  describe('between two looks at one task', () => {
    it.each([
      ['no less than 0.2 s, of a task that is just there', 0, 200],
      ['no less than 0.2 s, of one that is there for a moment', 900, 200],
      ['a fifth of what has passed', 5_000, 1_000],
      ['little more than the rhythm of the quota', 60_000, 1.15 * (60_000 / 45)],
      ['a hundredth of what has passed, after minutes', 250_000, 2_500],
    ])('leaves %s', (_, elapsedMs, intervalMs) => {
      expect(pollLimiter.next(elapsedMs)).toBeCloseTo(intervalMs);
    });

    it('leaves less where more is advertised', () => {
      pollLimiter.learn({ limit: 120 });
      expect(pollLimiter.next(60_000)).toBeCloseTo(600);
      pollLimiter.learn({ limit: 120, remaining: 100 });
      expect(pollLimiter.next(20_000)).toBeCloseTo(575);
    });

    it('varies by 15 % to both sides, so that jobs do not look in step', () => {
      draw = 0;
      expect(pollLimiter.next(5_000)).toBeCloseTo(850);
      draw = 1;
      expect(pollLimiter.next(5_000)).toBeCloseTo(1_150);
    });

    it('leaves what the quota asks for, and never less of it', () => {
      pollLimiter.learn({ limit: 45, remaining: 0, resetMs: 40_000 });
      draw = 0;
      expect(pollLimiter.next(5_000)).toBe(40_000);
      draw = 1;
      expect(pollLimiter.next(5_000)).toBeCloseTo(52_000);
    });
  });

  describe('of what is advertised', () => {
    it('spreads what is left over what is left of the window', async () => {
      const slot = pollLimiter.join(0);
      await passUntil(1_000);
      pollLimiter.learn({ limit: 45, remaining: 3, resetMs: 40_000 });
      expect(pollLimiter.untilAllowed()).toBe(10_000);
      await passUntil(5_000);
      expect(pollLimiter.untilAllowed()).toBe(6_000);
      await readAt(slot, 11_000);
      // Two are left for thirty seconds.
      expect(pollLimiter.untilAllowed()).toBe(10_000);
      await readAt(slot, 26_000);
      expect(pollLimiter.untilAllowed()).toBe(7_500);
    });

    it('counts what was sent since it was told, and starts to count anew when it is told', async () => {
      const slot = pollLimiter.join(0);
      pollLimiter.learn({ limit: 45, remaining: 2, resetMs: 40_000 });
      await readAt(slot, 1_000);
      await readAt(slot, 2_000);
      await readAt(slot, 4_000);
      // More was sent than was left: nothing is allowed before the reset.
      expect(pollLimiter.untilAllowed()).toBe(36_000);
      pollLimiter.learn({ limit: 45, remaining: 2, resetMs: 36_000 });
      expect(pollLimiter.untilAllowed()).toBe(12_000);
    });

    it('waits no longer than a minute for a reset', () => {
      pollLimiter.learn({ limit: 45, remaining: 0, resetMs: 3_600_000 });
      expect(pollLimiter.untilAllowed()).toBe(60_000);
    });

    it('takes in what goes together only: what is left, and until when', () => {
      pollLimiter.join(0);
      pollLimiter.learn({ limit: 45, remaining: 0 });
      expect(pollLimiter.untilAllowed()).toBe(0);
      pollLimiter.learn({ limit: 45, resetMs: 30_000 });
      expect(pollLimiter.untilAllowed()).toBe(0);
    });

    it('forgets nothing where an answer advertises nothing', () => {
      pollLimiter.learn({ limit: 45, remaining: 0, resetMs: 30_000 });
      pollLimiter.learn(undefined);
      expect(pollLimiter.untilAllowed()).toBe(30_000);
    });
  });

  describe('after the reset', () => {
    it('lets a single task be looked at as often as helps', async () => {
      const slot = pollLimiter.join(0);
      pollLimiter.learn({ limit: 60, remaining: 0, resetMs: 30_000 });
      await readAt(slot, 29_500);
      expect(pollLimiter.untilAllowed()).toBe(500);
      await passUntil(30_000);
      expect(pollLimiter.untilAllowed()).toBe(0);
    });

    it('keeps several to the rhythm of the quota', async () => {
      const slot = pollLimiter.join(0);
      pollLimiter.join(0);
      pollLimiter.learn({ limit: 60, remaining: 0, resetMs: 30_000 });
      await readAt(slot, 29_500);
      await passUntil(30_000);
      expect(pollLimiter.untilAllowed()).toBe(500);
    });

    it('lets several begin at once, where nothing was looked at yet', async () => {
      pollLimiter.join(0);
      pollLimiter.join(0);
      pollLimiter.learn({ limit: 60, remaining: 0, resetMs: 30_000 });
      await passUntil(31_000);
      expect(pollLimiter.untilAllowed()).toBe(0);
    });
  });

  describe('where nothing is advertised', () => {
    it('lets 44 reads of one task through in a minute, and keeps one for its last look', async () => {
      const slot = pollLimiter.join(0);
      for (let poll = 1; poll <= 43; poll += 1) {
        await readAt(slot, poll * 100);
      }
      expect(pollLimiter.untilAllowed()).toBe(0);
      await readAt(slot, 4_400);
      expect(pollLimiter.untilAllowed()).toBe(60_100 - 4_400);
      await readAt(slot, 4_500);
      expect(pollLimiter.untilAllowed()).toBe(60_200 - 4_500);
      await readAt(slot, 4_600);
      expect(pollLimiter.untilAllowed()).toBe(60_300 - 4_600);
    });

    it('keeps several to 45 a minute, and one that is left to nothing', async () => {
      const slot = pollLimiter.join(0);
      const other = pollLimiter.join(0);
      expect(pollLimiter.untilAllowed()).toBe(0);
      await readAt(slot, 1_000);
      expect(pollLimiter.untilAllowed()).toBeCloseTo(60_000 / 45);
      other.leave();
      expect(pollLimiter.untilAllowed()).toBe(0);
    });

    it('keeps one task to no rhythm, where only the limit is told', async () => {
      const slot = pollLimiter.join(0);
      pollLimiter.learn({ limit: 45 });
      await readAt(slot, 1_000);
      expect(pollLimiter.untilAllowed()).toBe(0);
    });
  });

  describe('the turn of a task among several', () => {
    let seen: string[];
    let often: PollSlot;
    let seldom: PollSlot;

    /** Looks at a task when it is its turn. */
    const poll = async (name: string, slot: PollSlot, dueAt: number): Promise<void> => {
      await slot.acquire(dueAt, Infinity, signal);
      seen.push(`${name} ${clock.now()}`);
    };

    // One that was just looked at, and one that never was: a look at the second finds more.
    beforeEach(async () => {
      seen = [];
      pollLimiter.learn({ limit: 60 });
      often = pollLimiter.join(0);
      seldom = pollLimiter.join(0);
      await readAt(often, 10_000);
    });

    it('goes to what was not seen for long, of those that wait for the quota', async () => {
      const both = [poll('often', often, 10_500), poll('seldom', seldom, 10_500)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['seldom 11000', 'often 12000']);
    });

    it('goes to it too where it asks only when the quota lets a read through', async () => {
      const both = [poll('often', often, 10_500), poll('seldom', seldom, 11_000)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['seldom 11000', 'often 12000']);
    });

    it('goes to it too where all wanted to rest for longer than the quota asks', async () => {
      const both = [poll('often', often, 20_000), poll('seldom', seldom, 20_000)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['seldom 20000', 'often 21000']);
    });

    it('is not kept for one that does not ask yet', async () => {
      const both = [poll('often', often, 11_000), poll('seldom', seldom, 11_001)];
      await clock.run(Promise.all(both));
      expect(seen).toEqual(['often 11000', 'seldom 12000']);
    });

    it('is not kept for one that is being looked at', async () => {
      await readAt(seldom, 11_000);
      await clock.run(poll('often', often, 11_000));
      expect(seen).toEqual(['often 12000']);
    });
  });

  it('sends nothing for a task whose wait is over, where the workflow is cancelled', async () => {
    const slot = pollLimiter.join(0);
    pollLimiter.join(0);
    const reason = new Error('cancelled');
    await expect(slot.acquire(0, 0, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(pollLimiter.untilAllowed()).toBe(0);
  });
});
