import { describe, expect, it } from '@jest/globals';
import { CreateLimiter } from '../../src/tasks/create-limiter.ts';
import type { Delay } from '../../src/tasks/run-result.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
import type { TaskPath } from '../../src/open-cloud/task-path.ts';
import { eventClock } from '../../tools/simulate/event-clock.ts';

// Creations one by one, and when each may be sent. `makespan.long.test.ts` has whole schedules.

const REQUEST = { method: 'POST', path: '/tasks' };
const HOUR_MS = 3_600_000;

/** The step starts at this time, since no clock starts at zero. All times below count from it. */
const START_MS = 7_000;

interface Settings {
  /** The random numbers, in turn; the last one is repeated. */
  readonly draws?: readonly number[];
  readonly onTurn?: (number: number, limiter: CreateLimiter) => void;
}

interface Step {
  readonly limiter: CreateLimiter;
  /** Enqueues one more creation, or one that returns. */
  readonly enqueue: (maxWaitMs?: number, number?: number) => number;
  /** Lets time pass until this moment. */
  readonly passUntil: (at: number) => Promise<void>;
  readonly abort: (reason: Error) => void;
  /** The creations that might be sent, and when. */
  readonly turns: (readonly [number: number, at: number])[];
  /** Those that ended unsent. */
  readonly unsent: { readonly number: number; readonly at: number; readonly result: unknown }[];
  readonly delays: (Delay & { readonly number: number; readonly at: number })[];
}

const taskOf = (taskId: number | string): TaskPath => ({
  universeId: '1',
  placeId: '2',
  taskId: String(taskId),
});

async function start({ draws = [0], onTurn = () => {} }: Settings = {}): Promise<Step> {
  const events = eventClock();
  const clock = {
    ...events,
    sleep: (ms: number, signal?: AbortSignal) => {
      if (!(ms < Infinity)) {
        throw new RangeError(`No timer can be set for ${ms} ms.`);
      }
      return events.sleep(ms, signal);
    },
  };
  const cancellation = new AbortController();
  const now = (): number => clock.now() - START_MS;
  const passUntil = (at: number): Promise<void> => clock.run(clock.sleep(at - now()));
  await passUntil(0);
  let drawn = 0;
  const limiter = new CreateLimiter({
    clock,
    random: () => draws[Math.min((drawn += 1), draws.length) - 1] ?? 0,
    signal: cancellation.signal,
  });
  const turns: Step['turns'] = [];
  const unsent: Step['unsent'] = [];
  const delays: Step['delays'] = [];
  const enqueue: Step['enqueue'] = (maxWaitMs = HOUR_MS, number = limiter.enqueue()) => {
    void limiter
      .acquire({
        number,
        maxWaitMs,
        request: REQUEST,
        onDelayed: (delay) => delays.push({ number, at: now(), ...delay }),
      })
      .catch((error: unknown) => error)
      .then((result) => {
        if (result === undefined) {
          turns.push([number, now()]);
          onTurn(number, limiter);
        } else {
          unsent.push({ number, at: now(), result });
        }
        return undefined;
      });
    return number;
  };
  const abort = (reason: Error): void => cancellation.abort(reason);
  return { limiter, enqueue, passUntil, abort, turns, unsent, delays };
}

/** A service that never responds. */
const send = (number: number, limiter: CreateLimiter): void => limiter.markSent(number);

/** A service that responds at once, and advertises this. */
const respond =
  (quota?: Quota) =>
  (number: number, limiter: CreateLimiter): void => {
    limiter.markSent(number);
    limiter.markCreated(number, taskOf(number), quota);
  };

const quotaOf = (limit: number, remaining: number, resetMs: number): Quota => ({
  limit,
  remaining,
  resetMs,
});

const refused = (headers: Record<string, string> = {}, text = '', status = 429): OpenCloudError =>
  errorFromResponse(REQUEST, { status, headers, text });

/** A refusal with a reset. */
const until = (seconds: number): OpenCloudError =>
  refused({ 'x-ratelimit-reset': String(seconds) });

/** The refusal of a place that is full of other jobs' tasks. */
const full = (headers: Record<string, string> = {}): OpenCloudError =>
  refused(
    headers,
    JSON.stringify({
      code: 'RESOURCE_EXHAUSTED',
      message:
        'Too many tasks already active. Task resource paths: universes/1/places/2/luau-execution-session-tasks/other',
    }),
  );

const NONE_LEFT_FOR_50_S = {
  'x-ratelimit-limit': '5',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': '50',
};

/** The error of the first creation that ended unsent. */
function errorOf({ unsent: [first] }: Step): OpenCloudError {
  const result = first?.result as { error: OpenCloudError } | undefined;
  expect(result?.error).toBeInstanceOf(OpenCloudError);
  return result?.error as OpenCloudError;
}

function enqueueMany(count: number, { enqueue }: Step): void {
  for (let index = 0; index < count; index += 1) {
    enqueue();
  }
}

/** Lets a creation's request fail, and enqueues it again. */
function refuse({ limiter, enqueue }: Step, error: OpenCloudError, number = 1): void {
  limiter.markFailed(number, error);
  enqueue(HOUR_MS, number);
}

describe('a window', () => {
  it('starts with one creation alone, until its response is overdue', async () => {
    const step = await start();
    enqueueMany(3, step);
    await step.passUntil(10_000);
    expect(step.turns).toEqual([[1, 0]]);
    step.limiter.markSent(1);
    await step.passUntil(12_000);
    step.limiter.markSent(2);
    await step.passUntil(14_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 12_000],
      [3, 14_000],
    ]);
  });

  it('lets no creation pass one that is about to be sent again', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(2, step);
    await step.passUntil(1_000);
    step.limiter.markUnsent(1);
    await step.passUntil(5_000);
    expect(step.turns).toEqual([[1, 0]]);
    step.limiter.markSent(1);
    await step.passUntil(7_000);
    expect(step.turns.at(-1)).toEqual([2, 7_000]);
  });

  it('lets as many creations follow at once as its first response says, then waits for the reset', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(5, step);
    await step.passUntil(300);
    step.limiter.markCreated(1, taskOf(1), quotaOf(5, 3, 50_000));
    await step.passUntil(400);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 300],
      [3, 300],
      [4, 300],
    ]);
    for (const number of [2, 3, 4]) {
      step.limiter.markCreated(number, taskOf(number), quotaOf(5, 4 - number, 49_900));
    }
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([5, 50_300]);
    expect(step.delays).toEqual([
      {
        number: 5,
        at: 400,
        throttle: { kind: 'quota', waitMs: 49_900 },
        waitMs: 49_900,
        isRefusal: false,
      },
    ]);
    step.limiter.markCreated(5, taskOf(5), quotaOf(5, 4, 50_000));
    step.enqueue();
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([6, 60_000]);
  });

  it('lets one follow after its reset although a response is missing', async () => {
    const step = await start({
      onTurn: (number, limiter) => {
        limiter.markSent(number);
        if (number === 1) {
          limiter.markCreated(1, taskOf(1), quotaOf(3, 1, 10_000));
        }
      },
    });
    enqueueMany(3, step);
    await step.passUntil(20_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 0],
      [3, 10_000],
    ]);
  });

  it('lets no more follow without a response than the last window took', async () => {
    const step = await start({
      onTurn: (number, limiter) => {
        limiter.markSent(number);
        if (number === 1) {
          limiter.markCreated(1, taskOf(1), quotaOf(3, 0, 10_000));
        }
      },
    });
    enqueueMany(6, step);
    await step.passUntil(50_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 10_000],
      [3, 12_000],
      [4, 14_000],
    ]);
  });

  it.each([48_000, 49_000, 50_000, 51_000, 52_000])(
    'has the smallest remaining number of its responses, one of which has a reset in %d ms',
    async (resetMs) => {
      const step = await start({ onTurn: send });
      enqueueMany(4, step);
      await step.passUntil(5_000);
      step.limiter.markCreated(1, taskOf(1), quotaOf(3, 2, 50_000));
      step.limiter.markCreated(2, taskOf(2), quotaOf(3, 0, resetMs));
      step.limiter.markCreated(3, taskOf(3), quotaOf(3, 1, 50_000));
      await step.passUntil(60_000);
      expect(step.turns.at(-1)).toEqual([4, 55_000]);
    },
  );

  it('ignores a late response of the window before', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(2, step);
    await step.passUntil(61_000);
    step.limiter.markCreated(2, taskOf(2), quotaOf(5, 4, 59_000));
    step.limiter.markCreated(1, taskOf(1), quotaOf(5, 0, 1_000));
    step.enqueue();
    await step.passUntil(61_000);
    expect(step.turns.at(-1)).toEqual([3, 61_000]);
  });

  it('lasts a minute at most, whatever is advertised', async () => {
    const step = await start({ onTurn: respond(quotaOf(5, 0, HOUR_MS)) });
    enqueueMany(2, step);
    await step.passUntil(70_000);
    expect(step.turns.at(-1)).toEqual([2, 60_000]);
  });

  it('that takes none is tried again after its reset', async () => {
    const step = await start({ onTurn: respond(quotaOf(0, 0, 10_000)) });
    enqueueMany(2, step);
    await step.passUntil(15_000);
    expect(step.turns.at(-1)).toEqual([2, 10_000]);
  });

  it('takes five if no limit is advertised', async () => {
    const step = await start({
      onTurn: (number, limiter) => {
        limiter.markSent(number);
        if (number === 1) {
          limiter.markCreated(1, taskOf(1), { remaining: 0, resetMs: 10_000 });
        }
      },
    });
    enqueueMany(7, step);
    await step.passUntil(50_000);
    expect(step.turns.map(([, at]) => at)).toEqual([0, 10_000, 12_000, 14_000, 16_000, 18_000]);
  });

  it('is followed at a random time within a second after its reset, drawn anew each time', async () => {
    const resets = [0, 10_000, 59_800, 60_000];
    const step = await start({
      draws: [0.1, 0.2, 0.3],
      onTurn: (number, limiter) => respond(quotaOf(5, 0, resets[number] ?? 0))(number, limiter),
    });
    enqueueMany(3, step);
    await step.passUntil(80_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 10_200],
      [3, 70_300],
    ]);
  });

  it('is forgotten when a response advertises nothing', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(3, step);
    await step.passUntil(3_000);
    step.limiter.markCreated(1, taskOf(1), quotaOf(5, 0, 50_000));
    await step.passUntil(3_500);
    expect(step.turns).toHaveLength(2);
    step.limiter.markCreated(2, taskOf(2), undefined);
    await step.passUntil(3_500);
    expect(step.turns.at(-1)).toEqual([3, 3_500]);
  });

  it('is learnt from a failure too', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(2, step);
    await step.passUntil(1_000);
    step.limiter.markFailed(1, refused(NONE_LEFT_FOR_50_S, '', 500));
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([2, 51_000]);
  });
});

describe('without an advertised quota', () => {
  it.each<readonly [string, Quota | undefined]>([
    ['nothing', undefined],
    ['no reset', { limit: 5, remaining: 0 }],
    ['no remaining number', { limit: 5, resetMs: 30_000 }],
  ])('five creations go in any minute: %s is advertised', async (_, quota) => {
    const step = await start({ draws: [0.5], onTurn: respond(quota) });
    enqueueMany(7, step);
    await step.passUntil(70_000);
    expect(step.turns).toEqual([
      ...[1, 2, 3, 4, 5].map((number) => [number, 0]),
      [6, 60_500],
      [7, 60_500],
    ]);
    expect(step.delays).toMatchObject([{ number: 6, at: 0, waitMs: 60_500, isRefusal: false }]);
  });

  it('the minute counts from the sending of the first of five, not from its response', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(5, step);
    await step.passUntil(9_000);
    for (const number of [2, 3, 4, 5]) {
      step.limiter.markCreated(number, taskOf(number), undefined);
    }
    await step.passUntil(10_000);
    step.limiter.markCreated(1, taskOf(1), undefined);
    step.enqueue();
    await step.passUntil(70_000);
    expect(step.turns.at(-1)).toEqual([6, 60_000]);
  });

  it('creations in flight count against the five', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(6, step);
    await step.passUntil(70_000);
    expect(step.turns.map(([, at]) => at)).toEqual([0, 2_000, 4_000, 6_000, 8_000, 60_000]);
  });

  it('a creation that is not sent yet does not count against the five', async () => {
    const step = await start({
      onTurn: (number, limiter) => number < 5 && respond()(number, limiter),
    });
    enqueueMany(6, step);
    await step.passUntil(1_000);
    expect(step.turns).toHaveLength(5);
    expect(step.limiter.blockedBy()).toBeUndefined();
  });

  it('a creation that failed before it was sent does not count against the five', async () => {
    const step = await start({
      onTurn: (number, limiter) =>
        number === 1 ? limiter.markFailed(1, refused({}, '', 400)) : respond()(number, limiter),
    });
    enqueueMany(7, step);
    await step.passUntil(1_000);
    expect(step.turns.map(([number]) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a refused creation', () => {
  it.each<readonly [string, OpenCloudError, number]>([
    ['goes first, half a second after the reset', until(20), 20_500],
    ['waits twelve seconds if no reset is named', refused(), 12_500],
    ['waits as long as the hourly limit says', refused({ 'retry-after': '1500' }), 1_500_500],
  ])('%s, with a jitter of half a second', async (_, error, delayMs) => {
    const step = await start({ draws: [0.5], onTurn: send });
    enqueueMany(3, step);
    await step.passUntil(500);
    refuse(step, error);
    await step.passUntil(500 + delayMs);
    expect(step.turns).toEqual([
      [1, 0],
      [1, 500 + delayMs],
    ]);
    expect(step.delays[0]).toMatchObject({ waitMs: delayMs, isRefusal: true });
  });

  it.each([0, 2, 30, 59])(
    'goes out again within two seconds after a reset in %d s, whatever is drawn',
    async (seconds) => {
      const step = await start({ draws: [0.999_999], onTurn: send });
      step.enqueue();
      await step.passUntil(200);
      refuse(step, until(seconds));
      await step.passUntil(200 + seconds * 1_000 + 2_000);
      expect(step.turns).toHaveLength(2);
      expect(step.turns[1]?.[1]).toBeGreaterThanOrEqual(200 + seconds * 1_000);
    },
  );

  /** Refuses a creation again and again, and returns how many whole windows passed before each turn. */
  async function skippedWindows(draw: number, refusals: number): Promise<readonly number[]> {
    const step = await start({ draws: [draw], onTurn: send });
    step.enqueue();
    const skipped: number[] = [];
    for (let refusal = 0; refusal < refusals; refusal += 1) {
      const from = refusal * 600_000;
      await step.passUntil(from);
      refuse(step, until(60));
      await step.passUntil(from + 590_000);
      skipped.push(Math.floor(((step.turns.at(-1)?.[1] ?? 0) - from) / 60_000) - 1);
    }
    return skipped;
  }

  it('skips up to 1, 3 and then 7 windows from the third refusal in a row on', async () => {
    expect(await skippedWindows(0.999_999, 6)).toEqual([0, 0, 1, 3, 7, 7]);
  });

  it('may skip no window at all, however often it was refused', async () => {
    expect(await skippedWindows(0, 6)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  it('skips few windows rather than many', async () => {
    expect(await skippedWindows(0.5, 5)).toEqual([0, 0, 0, 1, 2]);
  });

  it('skips no window after a success', async () => {
    const step = await start({ draws: [0.999_999], onTurn: send });
    step.enqueue();
    for (let refusal = 1; refusal <= 3; refusal += 1) {
      await step.passUntil(refusal * 200_000);
      refuse(step, until(60));
    }
    await step.passUntil(1_000_000);
    step.limiter.markCreated(1, taskOf(1), undefined);
    step.enqueue();
    await step.passUntil(1_100_000);
    refuse(step, until(60), 2);
    await step.passUntil(1_162_000);
    expect(step.turns.at(-1)?.[0]).toBe(2);
    expect(step.turns.at(-1)?.[1]).toBeGreaterThanOrEqual(1_160_000);
  });

  it('counts once with all that were in flight together', async () => {
    const step = await start({ draws: [0.999_999], onTurn: send });
    enqueueMany(3, step);
    await step.passUntil(5_000);
    for (const number of [1, 2, 3]) {
      refuse(step, until(10), number);
    }
    await step.passUntil(17_000);
    expect(step.turns.at(-1)?.[0]).toBe(1);
    expect(step.turns).toHaveLength(4);
    // This is the second refusal in a row, so it skips no window.
    refuse(step, until(60));
    await step.passUntil(79_000);
    expect(step.turns.at(-1)?.[1]).toBeGreaterThanOrEqual(77_000);
  });

  it('goes alone when it is sent again, although the window has more left', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(3, step);
    await step.passUntil(500);
    refuse(step, full({ 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': '50' }));
    await step.passUntil(4_000);
    expect(step.turns.slice(1)).toEqual([[1, 2_500]]);
    step.limiter.markCreated(1, taskOf(1), quotaOf(5, 3, 46_000));
    await step.passUntil(4_000);
    expect(step.turns.slice(2)).toEqual([
      [2, 4_000],
      [3, 4_000],
    ]);
  });

  it('does not go earlier because a task has ended', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(3, step);
    await step.passUntil(3_000);
    step.limiter.markCreated(1, taskOf(1), quotaOf(5, 4, 50_000));
    refuse(step, until(30), 2);
    step.limiter.markEnded(taskOf(1));
    await step.passUntil(40_000);
    expect(step.turns.at(-1)).toEqual([2, 33_000]);
  });
});

describe('a failed creation', () => {
  it.each<readonly [string, Error]>([
    ['401', refused({}, '', 401)],
    ['403', refused({}, '', 403)],
    ['404', refused({}, '', 404)],
    ['no connection', new OpenCloudError({ failure: 'not-connected', request: REQUEST })],
    ['a file that changed', new InvalidInputError('binary-input', 'changed', 'one that does not')],
  ])(
    'ends all others, and those that come later, if they would fail alike: %s',
    async (_, error) => {
      const step = await start({ onTurn: send });
      enqueueMany(3, step);
      await step.passUntil(500);
      step.limiter.markFailed(1, error);
      step.enqueue();
      await step.passUntil(500);
      const result = { status: 'not-created', error };
      expect(step.unsent).toEqual([2, 3, 4].map((number) => ({ number, at: 500, result })));
      expect(step.turns).toHaveLength(1);
    },
  );

  it.each<readonly [string, Error]>([
    ['400', refused({}, '', 400)],
    ['500', refused({}, '', 500)],
    ['no answer', new OpenCloudError({ failure: 'no-answer', request: REQUEST })],
  ])('lets the next one go at once if it failed alone: %s', async (_, error) => {
    const step = await start({ onTurn: send });
    enqueueMany(2, step);
    await step.passUntil(500);
    step.limiter.markFailed(1, error);
    await step.passUntil(500);
    expect(step.turns.at(-1)).toEqual([2, 500]);
  });

  it('rejects all others with its internal error', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(3, step);
    await step.passUntil(500);
    const error = Object.assign(new Error('no function'), { status: 403 });
    step.limiter.markFailed(1, error);
    step.enqueue();
    await step.passUntil(500);
    expect(step.unsent).toEqual([2, 3, 4].map((number) => ({ number, at: 500, result: error })));
  });
});

describe('`max-wait`', () => {
  /** A creation that was refused after half a second, and returns. */
  async function refusedOnce(
    error: OpenCloudError,
    maxWaitMs: number,
    draws: readonly number[] = [0],
  ): Promise<Step> {
    const step = await start({ onTurn: send, draws });
    step.enqueue(maxWaitMs);
    await step.passUntil(500);
    step.limiter.markFailed(1, error);
    step.enqueue(maxWaitMs, 1);
    await step.passUntil(500);
    return step;
  }

  it('ends a creation at once if the reset comes later', async () => {
    const error = until(20);
    const step = await refusedOnce(error, 19_999);
    const result = { status: 'quota-exceeded', error, waitedMs: 0, resetMs: 20_000 };
    expect(step.unsent).toStrictEqual([{ number: 1, at: 500, result }]);
    expect(step.delays).toEqual([]);
  });

  it('cuts the jitter if it ends at the reset', async () => {
    const step = await refusedOnce(until(20), 20_000, [0.9]);
    await step.passUntil(30_000);
    expect(step.unsent).toEqual([]);
    expect(step.turns.at(-1)).toEqual([1, 20_500]);
  });

  it('of zero allows one more attempt if the reset is now', async () => {
    const step = await refusedOnce(until(0), 0);
    expect(step.unsent).toEqual([]);
    expect(step.turns.at(-1)).toEqual([1, 500]);
  });

  it('ends a creation that is refused after it', async () => {
    const step = await refusedOnce(until(0), 0);
    await step.passUntil(700);
    const error = until(0);
    step.limiter.markFailed(1, error);
    step.enqueue(0, 1);
    await step.passUntil(700);
    const result = { status: 'quota-exceeded', error, waitedMs: 200 };
    expect(step.unsent).toStrictEqual([{ number: 1, at: 700, result }]);
  });

  it.each([
    [HOUR_MS, 430_000],
    [300_000, 250_000],
    [100_000, 70_000],
  ])('of %d ms leaves time for an attempt after the skipped windows', async (maxWaitMs, at) => {
    const step = await start({ draws: [...Array<number>(10).fill(0), 0.999_999], onTurn: send });
    step.enqueue(maxWaitMs);
    await step.passUntil(0);
    for (const error of [until(0), until(0), until(0), until(0), until(10)]) {
      step.limiter.markFailed(1, error);
      step.enqueue(maxWaitMs, 1);
      await step.passUntil(0);
    }
    await step.passUntil(500_000);
    expect(step.turns).toHaveLength(6);
    expect(step.turns.at(-1)).toEqual([1, at]);
  });

  it('ends with a last attempt if no reset is named', async () => {
    const step = await refusedOnce(refused(), 5_000, [0.5]);
    await step.passUntil(5_500);
    expect(step.turns.at(-1)).toEqual([1, 5_500]);
    const error = refused();
    step.limiter.markFailed(1, error);
    step.enqueue(5_000, 1);
    await step.passUntil(6_000);
    const result = { status: 'quota-exceeded', error, waitedMs: 5_000 };
    expect(step.unsent).toStrictEqual([{ number: 1, at: 5_500, result }]);
  });

  it('covers the longer one of two limits', async () => {
    const hourly = refused({ ...NONE_LEFT_FOR_50_S, 'retry-after': '70' });
    const first = await refusedOnce(hourly, HOUR_MS);
    await first.passUntil(100_000);
    expect(first.turns.at(-1)).toEqual([1, 70_500]);
    const second = await refusedOnce(full(NONE_LEFT_FOR_50_S), HOUR_MS);
    await second.passUntil(100_000);
    expect(second.turns.at(-1)).toEqual([1, 50_500]);
  });

  it('is exceeded by one limit although another one ends in time', async () => {
    const hourly = refused({ ...NONE_LEFT_FOR_50_S, 'retry-after': '70' });
    const first = await refusedOnce(hourly, 60_000);
    expect(first.unsent).toMatchObject([
      { at: 500, result: { status: 'quota-exceeded', error: hourly, resetMs: 70_000 } },
    ]);
    const second = await refusedOnce(full(NONE_LEFT_FOR_50_S), 20_000);
    expect(second.unsent).toMatchObject([{ at: 500, result: { resetMs: 50_000 } }]);
    // Roblox spoke of the full place, which is not the reason.
    const error = errorOf(second);
    expect(error).toMatchObject({ failure: 'refused', status: 429, throttle: { kind: 'quota' } });
    expect(error.message).toContain('POST /tasks was not sent');
    expect(error.message).toContain('quota of requests a minute');
    expect(error.message).toBe(error.what);
  });

  it('ends with the refusal although a later response has named the reset', async () => {
    const step = await start({ onTurn: send });
    step.enqueue(10_000);
    step.enqueue(10_000);
    await step.passUntil(3_000);
    const error = until(5);
    step.limiter.markFailed(1, error);
    step.limiter.markCreated(2, taskOf(2), quotaOf(5, 0, 50_000));
    step.enqueue(10_000, 1);
    await step.passUntil(3_000);
    const result = { status: 'quota-exceeded', error, waitedMs: 0, resetMs: 50_000 };
    expect(step.unsent).toStrictEqual([{ number: 1, at: 3_000, result }]);
  });
});

describe('a full place', () => {
  const generous = respond(quotaOf(40, 30, 50_000));

  it('of our own ten tasks takes the eleventh ten seconds after one has ended', async () => {
    const step = await start({ onTurn: generous });
    enqueueMany(11, step);
    await step.passUntil(5_000);
    expect(step.turns).toHaveLength(10);
    expect(step.limiter.blockedBy()).toStrictEqual({ kind: 'capacity' });
    step.limiter.markEnded(taskOf(3));
    expect(step.limiter.blockedBy()).toStrictEqual({ kind: 'capacity', untilMs: 10_000 });
    await step.passUntil(20_000);
    expect(step.turns.at(-1)).toEqual([11, 15_000]);
    const delay = { number: 11, throttle: { kind: 'capacity', tasks: [] }, isRefusal: false };
    expect(step.delays).toEqual([
      { ...delay, at: 0, waitMs: HOUR_MS },
      { ...delay, at: 5_000, waitMs: 10_000 },
    ]);
  });

  it('counts creations in flight as tasks', async () => {
    const step = await start({
      onTurn: (number, limiter) =>
        number < 10 ? generous(number, limiter) : limiter.markSent(number),
    });
    enqueueMany(11, step);
    await step.passUntil(30_000);
    expect(step.turns).toHaveLength(10);
  });

  it('ends the eleventh creation, unsent, when `max-wait` is over', async () => {
    const step = await start({ onTurn: generous });
    enqueueMany(10, step);
    step.enqueue(30_000);
    await step.passUntil(40_000);
    expect(step.unsent).toMatchObject([
      { number: 11, at: 30_000, result: { status: 'quota-exceeded', waitedMs: 30_000 } },
    ]);
    const error = errorOf(step);
    expect(error.throttle).toEqual({ kind: 'capacity', tasks: [] });
    expect(error.message).toContain('ten unfinished tasks');
  });

  it('is tried again after a random back-off of at most 4, 8, 16 and then 30 seconds', async () => {
    const step = await start({ draws: [1], onTurn: send });
    step.enqueue();
    const waits: number[] = [];
    for (let refusal = 0; refusal < 6; refusal += 1) {
      const from = refusal * 50_000;
      await step.passUntil(from);
      refuse(step, full());
      await step.passUntil(from + 40_000);
      waits.push((step.turns.at(-1)?.[1] ?? 0) - from);
    }
    expect(waits).toEqual([4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('starts its back-off anew after a success', async () => {
    const step = await start({ draws: [1], onTurn: send });
    step.enqueue();
    await step.passUntil(0);
    refuse(step, full());
    await step.passUntil(10_000);
    step.limiter.markCreated(1, taskOf(1), undefined);
    step.enqueue();
    await step.passUntil(20_000);
    refuse(step, full(), 2);
    await step.passUntil(30_000);
    expect(step.turns.at(-1)).toEqual([2, 24_000]);
  });

  it('is tried again earlier if one of our own tasks ends', async () => {
    const step = await start({ draws: [1], onTurn: send });
    enqueueMany(2, step);
    await step.passUntil(0);
    step.limiter.markCreated(1, taskOf(1), quotaOf(40, 30, 60_000));
    for (const at of [0, 10_000, 20_000, 40_000]) {
      await step.passUntil(at);
      refuse(step, full(), 2);
    }
    step.limiter.markEnded(taskOf('another job’s'));
    await step.passUntil(41_000);
    step.limiter.markEnded(taskOf(1));
    await step.passUntil(90_000);
    expect(step.turns.at(-1)).toEqual([2, 51_000]);
  });

  it('is tried again when the place has released a task that ended just before', async () => {
    const step = await start({ draws: [1], onTurn: send });
    enqueueMany(2, step);
    await step.passUntil(0);
    step.limiter.markCreated(1, taskOf(1), quotaOf(40, 30, 60_000));
    for (const at of [0, 10_000, 20_000]) {
      await step.passUntil(at);
      refuse(step, full(), 2);
    }
    await step.passUntil(40_000);
    step.limiter.markEnded(taskOf(1));
    refuse(step, full(), 2);
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([2, 50_000]);
  });

  it('ends with the refusal when `max-wait` is over', async () => {
    const step = await start({ draws: [1], onTurn: send });
    step.enqueue(2_000);
    await step.passUntil(0);
    step.limiter.markFailed(1, full());
    step.enqueue(2_000, 1);
    await step.passUntil(2_000);
    const error = full();
    step.limiter.markFailed(1, error);
    step.enqueue(2_000, 1);
    await step.passUntil(40_000);
    const result = { status: 'quota-exceeded', error, waitedMs: 2_000 };
    expect(step.unsent).toStrictEqual([{ number: 1, at: 2_000, result }]);
  });

  it('does not count as a refusal by the quota', async () => {
    const step = await start({ draws: [0.999_999], onTurn: send });
    step.enqueue();
    for (const at of [0, 20_000, 40_000]) {
      await step.passUntil(at);
      refuse(step, full());
    }
    await step.passUntil(80_000);
    refuse(step, until(60));
    await step.passUntil(142_000);
    expect(step.turns.at(-1)?.[1]).toBeGreaterThanOrEqual(140_000);
  });
});

describe('a delay', () => {
  it('is reported once, however many creations wait', async () => {
    const step = await start({ onTurn: respond(quotaOf(5, 0, 50_000)) });
    enqueueMany(2, step);
    await step.passUntil(1_000);
    step.enqueue();
    step.enqueue();
    await step.passUntil(2_000);
    expect(step.delays).toMatchObject([{ number: 2, at: 0, waitMs: 50_000 }]);
    expect(step.limiter.blockedBy()).toStrictEqual({ kind: 'quota', untilMs: 48_000 });
  });

  it('claims no quota of Roblox if the service advertised none', async () => {
    const step = await start({ onTurn: respond(undefined) });
    enqueueMany(6, step);
    await step.passUntil(1_000);
    expect(step.delays).toMatchObject([{ number: 6, throttle: { kind: 'assumed' } }]);
    expect(step.limiter.blockedBy()?.kind).toBe('assumed');
  });

  it('is reported when no creation is in flight any more', async () => {
    const step = await start({ onTurn: send });
    enqueueMany(3, step);
    await step.passUntil(3_000);
    step.limiter.markCreated(1, taskOf(1), quotaOf(5, 0, 50_000));
    await step.passUntil(4_000);
    expect(step.delays).toEqual([]);
    step.limiter.markCreated(2, taskOf(2), quotaOf(5, 0, 49_000));
    expect(step.delays).toMatchObject([{ number: 3, at: 4_000, waitMs: 49_000 }]);
  });

  it('is reported again in the next window, to the next creation', async () => {
    const step = await start({ onTurn: respond(quotaOf(5, 0, 50_000)) });
    enqueueMany(3, step);
    await step.passUntil(60_000);
    expect(step.delays.map(({ number, at }) => [number, at])).toEqual([
      [2, 0],
      [3, 50_000],
    ]);
  });

  it('blocks nothing if no creation waits', async () => {
    const step = await start({ onTurn: respond(quotaOf(5, 0, 50_000)) });
    step.enqueue();
    await step.passUntil(1_000);
    expect(step.limiter.blockedBy()).toBeUndefined();
  });
});

it('rejects every creation that waits or comes later when the workflow is cancelled', async () => {
  const step = await start({ onTurn: respond(quotaOf(5, 0, 50_000)) });
  enqueueMany(3, step);
  await step.passUntil(1_000);
  const reason = new Error('cancelled');
  step.abort(reason);
  await step.passUntil(2_000);
  step.enqueue();
  await step.passUntil(2_000);
  expect(step.unsent).toEqual([
    { number: 2, at: 1_000, result: reason },
    { number: 3, at: 1_000, result: reason },
    { number: 4, at: 2_000, result: reason },
  ]);
});
