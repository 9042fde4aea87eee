import { beforeEach, describe, expect, it } from '@jest/globals';
import { PollLimiter, type PollSlot } from '../../src/tasks/poll-limiter.ts';
import { eventClock, type EventClock } from '../../tools/simulate/event-clock.ts';

const { signal } = new AbortController();
let clock: EventClock;
let draw: number;
let limiter: PollLimiter;

beforeEach(() => {
  clock = eventClock();
  draw = 0.5;
  limiter = new PollLimiter({ clock, random: () => draw });
});

/** Lets time pass until this moment. */
const passUntil = (at: number): Promise<void> => clock.run(clock.sleep(at - clock.now()));

/** Sends a read at this time, however little of the quota is left. */
async function readAt(slot: PollSlot, at: number): Promise<void> {
  await clock.run(slot.acquire(at, at, signal));
}

/** Waits for a read that is due at once, and returns when it may be sent. */
async function nextReadAt(slot: PollSlot): Promise<number> {
  await clock.run(slot.acquire(0, Infinity, signal));
  return clock.now();
}

interface Read {
  readonly task: number;
  readonly at: number;
}

/** Polls tasks of these ages, as often as the limiter allows, until this time. */
async function poll(
  agesMs: readonly number[],
  untilMs: number,
  limit?: number,
): Promise<readonly Read[]> {
  limiter.learn(limit === undefined ? undefined : { limit });
  const reads: Read[] = [];
  const pollOne = async (ageMs: number, task: number): Promise<void> => {
    const slot = limiter.join();
    while (clock.now() < untilMs) {
      const dueAt = clock.now() + limiter.pollDelayMs(ageMs + clock.now());
      await slot.acquire(dueAt, Infinity, signal);
      reads.push({ task, at: clock.now() });
      await clock.sleep(100);
    }
    slot.leave();
  };
  await clock.run(Promise.all(agesMs.map(pollOne)));
  return reads.filter(({ at }) => at < untilMs);
}

function maxInAMinute(reads: readonly Read[]): number {
  return Math.max(
    ...reads.map(
      ({ at: from }) => reads.filter(({ at }) => at >= from && at < from + 60_000).length,
    ),
  );
}

describe('the poll delay', () => {
  it.each([
    ['at least 0.2 s, for a new task', 0, 200],
    ['at least 0.2 s, for a task of a second', 1_000, 200],
    ['a tenth of the age, for a task of seconds', 5_000, 500],
    ['no more than an even spread of the quota', 60_000, 60_000 / 45],
  ])('is %s', (_, ageMs, delayMs) => {
    expect(limiter.pollDelayMs(ageMs)).toBeCloseTo(delayMs);
  });

  it('is shorter if more reads are advertised, and grows by 0.4 % of the age after minutes', () => {
    limiter.learn({ limit: 200 });
    expect(limiter.pollDelayMs(60_000)).toBeCloseTo(300);
    expect(limiter.pollDelayMs(250_000)).toBeCloseTo(1_000);
  });

  it('varies by 15 % to both sides, so that jobs do not poll in step', () => {
    draw = 0;
    expect(limiter.pollDelayMs(5_000)).toBeCloseTo(425);
    draw = 1;
    expect(limiter.pollDelayMs(5_000)).toBeCloseTo(575);
  });
});

describe('an advertised window', () => {
  it('is spread evenly over several tasks, and by 0.4 of that for one task', async () => {
    const slot = limiter.join();
    const other = limiter.join();
    await readAt(slot, 1_000);
    limiter.learn({ limit: 45, remaining: 3, resetMs: 40_000 });
    expect(await nextReadAt(slot)).toBe(11_000);
    other.leave();
    // Two reads are left for thirty seconds: ten seconds apart, or four.
    expect(await nextReadAt(slot)).toBe(15_000);
  });

  it('counts from its response if nothing was sent before', async () => {
    await passUntil(1_000);
    const slot = limiter.join();
    limiter.join();
    limiter.learn({ limit: 45, remaining: 3, resetMs: 40_000 });
    expect(await nextReadAt(slot)).toBe(11_000);
  });

  it('without a read left is waited for, until another response says more', async () => {
    const slot = limiter.join();
    limiter.learn({ limit: 45, remaining: 2, resetMs: 40_000 });
    await readAt(slot, 1_000);
    await readAt(slot, 2_000);
    const waiting = slot.acquire(0, Infinity, signal).then(() => clock.now());
    await passUntil(5_000);
    limiter.learn({ limit: 45, remaining: 1, resetMs: 36_000 });
    // 39 s are left, for one read.
    expect(await clock.run(waiting)).toBe(2_000 + 0.4 * (39_000 / 2));
    expect(await nextReadAt(slot)).toBe(41_000);
  });

  it('lasts a minute at most, whatever is advertised', async () => {
    const slot = limiter.join();
    limiter.learn({ limit: 45, remaining: 0, resetMs: 3_600_000 });
    expect(await nextReadAt(slot)).toBe(60_000);
  });

  it.each([
    { limit: 45, remaining: 0 },
    { limit: 45, resetMs: 30_000 },
  ])('is unknown if a part is missing: %j', async (quota) => {
    const slot = limiter.join();
    limiter.learn(quota);
    expect(await nextReadAt(slot)).toBe(0);
  });

  it('is not forgotten if a response advertises nothing', async () => {
    const slot = limiter.join();
    limiter.learn({ limit: 45, remaining: 0, resetMs: 30_000 });
    limiter.learn(undefined);
    expect(await nextReadAt(slot)).toBe(30_000);
  });

  it('is followed by one of the same limit until a response says otherwise', async () => {
    const slot = limiter.join();
    const other = limiter.join();
    limiter.learn({ limit: 60, remaining: 0, resetMs: 30_000 });
    await readAt(slot, 29_500);
    await passUntil(30_000);
    expect(await nextReadAt(slot)).toBe(30_500);
    other.leave();
    expect(await nextReadAt(slot)).toBe(30_900);
  });

  it('does not delay the last read of a task', async () => {
    const slot = limiter.join();
    limiter.learn({ limit: 45, remaining: 0, resetMs: 50_000 });
    await clock.run(slot.acquire(0, 7_000, signal));
    expect(clock.now()).toBe(7_000);
  });
});

describe('without an advertised window', () => {
  it('44 reads of one task go in a minute, and one is reserved for its last', async () => {
    const slot = limiter.join();
    for (let read = 1; read <= 44; read += 1) {
      await readAt(slot, read * 100);
    }
    expect(await nextReadAt(slot)).toBe(60_100);
    await readAt(slot, 60_150);
    expect(await nextReadAt(slot)).toBe(60_300);
  });

  it('one task is polled more closely at first than the quota’s even spread', async () => {
    const slot = limiter.join();
    await readAt(slot, 1_000);
    expect(await nextReadAt(slot)).toBeCloseTo(1_000 + 0.4 * (60_000 / 44));
  });

  it('several tasks are polled at the quota’s even spread', async () => {
    const slot = limiter.join();
    limiter.join();
    await readAt(slot, 1_000);
    expect(await nextReadAt(slot)).toBeCloseTo(1_000 + 60_000 / 44);
    await readAt(slot, 50_000);
    expect(await nextReadAt(slot)).toBeCloseTo(50_000 + 60_000 / 44);
  });

  it.each([1, 2, 5, 10])(
    '%d tasks use the quota of a minute and never exceed it',
    async (count) => {
      const reads = await poll(Array<number>(count).fill(0), 300_000);
      expect(maxInAMinute(reads)).toBeLessThanOrEqual(45);
      expect(reads.length).toBeGreaterThan(5 * 37);
    },
  );

  it('the limit alone may be advertised', async () => {
    const reads = await poll(Array<number>(10).fill(0), 120_000, 200);
    expect(maxInAMinute(reads)).toBeGreaterThan(150);
    expect(maxInAMinute(reads)).toBeLessThanOrEqual(200);
  });

  it.each([0, 0.001, -1])('a limit of %d means one read a minute', async (limit) => {
    const reads = await poll([0, 0], 600_000, limit);
    expect(reads.map(({ at }) => at)).toEqual(
      Array.from({ length: 10 }, (_, minute) => 200 + minute * 60_000),
    );
  });
});

describe('several tasks', () => {
  it('are polled in turn, whatever their age', async () => {
    const reads = await poll([250_000, 250_000, 120_000, 30_000, 0, 0], 120_000);
    const counts = [0, 1, 2, 3, 4, 5].map((task) => reads.filter((read) => read.task === task));
    const lengths = counts.map(({ length }) => length);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(2);
  });

  it('are polled in the order in which they are due', async () => {
    limiter.learn({ limit: 60 });
    const [first, second] = [limiter.join(), limiter.join()];
    await readAt(first, 10_000);
    const order: string[] = [];
    const note = async (name: string, slot: PollSlot, dueAt: number): Promise<void> => {
      await slot.acquire(dueAt, Infinity, signal);
      order.push(name);
    };
    await clock.run(
      Promise.all([
        note('late', first, 10_600),
        note('early', second, 10_500),
        note('far', first, 90_000),
      ]),
    );
    expect(order).toEqual(['early', 'late', 'far']);
  });

  it('are polled earlier as soon as more reads are advertised', async () => {
    const slots = [limiter.join(), limiter.join(), limiter.join()];
    await readAt(slots[0] as PollSlot, 1_000);
    const waiting = Promise.all(slots.map((slot) => slot.acquire(1_000, Infinity, signal)));
    await passUntil(1_100);
    limiter.learn({ limit: 200, remaining: 199, resetMs: 59_900 });
    await clock.run(waiting);
    expect(clock.now()).toBeLessThan(2_000);
  });

  it('leave the quota to the last one', async () => {
    const [slot, other] = [limiter.join(), limiter.join()];
    await readAt(slot, 1_000);
    const waiting = slot.acquire(0, Infinity, signal).then(() => clock.now());
    await passUntil(1_100);
    other.leave();
    expect(await clock.run(waiting)).toBeCloseTo(1_000 + 0.4 * (60_000 / 44));
  });
});

describe('a cancelled workflow', () => {
  it('ends the wait for a read with its reason', async () => {
    const cancellation = new AbortController();
    const reason = new Error('cancelled');
    const acquire = limiter.join().acquire(90_000, Infinity, cancellation.signal);
    cancellation.abort(reason);
    await expect(acquire).rejects.toBe(reason);
  });

  it('sends no read even if one is due', async () => {
    const slot = limiter.join();
    const reason = new Error('cancelled');
    await expect(slot.acquire(0, 0, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('takes no unit of the quota for a wait that it ended', async () => {
    const slot = limiter.join();
    limiter.join();
    const cancellation = new AbortController();
    const ended = slot.acquire(500, Infinity, cancellation.signal).catch(() => 'ended');
    cancellation.abort();
    await passUntil(1_000);
    expect(await ended).toBe('ended');
    expect(await nextReadAt(slot)).toBe(1_000);
  });
});
