import { describe, expect, it } from '@jest/globals';
import { createLimiter, type CreateLimiter } from '../../src/tasks/create-limiter.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { createPollLimiter } from '../../src/tasks/poll-limiter.ts';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import type { Quota, Throttle } from '../../src/open-cloud/rate-limit.ts';
import type { TaskPath } from '../../src/open-cloud/task-path.ts';
import { eventClock } from '../../tools/simulate/event-clock.ts';

// The order of creations and their moments, one by one: `schedule.test.ts` holds what comes of them.

const REQUEST = { method: 'POST', path: '/tasks' };
const HOUR_MS = 3_600_000;

/** When the step begins: no clock begins at zero. All times below count from then. */
const BEGIN_MS = 7_000;

interface Settings {
  /** What is drawn, in turn; the last one again and again. */
  readonly draws?: readonly number[];
  /** Told of each turn. */
  readonly onTurn?: (number: number, pollLimiter: CreateLimiter) => void;
  readonly getTask?: LuauExecution['getTask'];
}

interface Step {
  readonly pollLimiter: CreateLimiter;
  /** Asks for the turn of one more creation, or of one that comes again. */
  readonly ask: (maxWaitMs?: number, number?: number) => number;
  /** Lets time pass until this moment, and all that happens in it happen. */
  readonly passUntil: (at: number) => Promise<void>;
  readonly abort: (reason: Error) => void;
  /** The creations that had their turn, and when. */
  readonly turns: (readonly [number: number, at: number])[];
  /** Those that ended unsent. */
  readonly unsent: { readonly number: number; readonly at: number; readonly status: unknown }[];
  /** What was told of limits. */
  readonly told: {
    readonly number: number;
    readonly at: number;
    readonly throttle: Throttle;
    readonly waitMs: number;
  }[];
  /** When tasks of others were looked at. */
  readonly polls: number[];
}

const taskOf = (taskId: number | string): TaskPath => ({
  universeId: '1',
  placeId: '2',
  taskId: String(taskId),
});

async function start({
  draws = [0],
  onTurn = () => {},
  getTask = (path) => Promise.resolve({ value: { path, state: 'PROCESSING' } }),
}: Settings = {}): Promise<Step> {
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
  const now = (): number => clock.now() - BEGIN_MS;
  const passUntil = (at: number): Promise<void> => clock.run(clock.sleep(at - now()));
  await passUntil(0);
  let drawn = 0;
  const context = {
    clock,
    random: () => draws[Math.min((drawn += 1), draws.length) - 1] ?? 0,
    signal: cancellation.signal,
  };
  const polls: number[] = [];
  const pollLimiter = createLimiter(
    context,
    {
      getTask: (...request) => {
        polls.push(now());
        return getTask(...request);
      },
    },
    createPollLimiter(context),
  );
  const turns: Step['turns'] = [];
  const unsent: Step['unsent'] = [];
  const told: Step['told'] = [];
  const ask: Step['ask'] = (maxWaitMs = HOUR_MS, number = pollLimiter.enqueue()) => {
    void pollLimiter
      .acquire({
        number,
        maxWaitMs,
        request: REQUEST,
        onDelayed: (throttle, waitMs) => told.push({ number, at: now(), throttle, waitMs }),
      })
      .catch((error: unknown) => error)
      .then((end) => {
        if (end === undefined) {
          turns.push([number, now()]);
          onTurn(number, pollLimiter);
        } else {
          unsent.push({ number, at: now(), status: end });
        }
        return undefined;
      });
    return number;
  };
  return {
    pollLimiter,
    ask,
    passUntil,
    abort: (reason) => cancellation.abort(reason),
    turns,
    unsent,
    told,
    polls,
  };
}

const leave = (number: number, pollLimiter: CreateLimiter): void => pollLimiter.markSent(number);

/** A service that answers at once, and advertises this. */
const answered =
  (quota?: Quota) =>
  (number: number, pollLimiter: CreateLimiter): void => {
    pollLimiter.markSent(number);
    pollLimiter.created(number, taskOf(number), quota);
  };

const window = (limit: number, remaining: number, resetMs: number): Quota => ({
  limit,
  remaining,
  resetMs,
});

const refused = (headers: Record<string, string> = {}, text = '', status = 429): OpenCloudError =>
  errorFromResponse(REQUEST, { status, headers, text });

/** A refusal that tells when to come again. */
const until = (seconds: number): OpenCloudError =>
  refused({ 'x-ratelimit-reset': String(seconds) });

/** The refusal of a place that is full of these tasks. */
const full = (tasks: number, headers: Record<string, string> = {}): OpenCloudError => {
  const paths = Array.from(
    { length: tasks },
    (_, index) => `universes/1/places/2/luau-execution-session-tasks/other-${index}`,
  );
  return refused(
    headers,
    JSON.stringify({
      message: `Too many tasks already active. Task resource paths: ${paths.join(', ')}`,
    }),
  );
};

const NONE_LEFT_FOR_50_S = {
  'x-ratelimit-limit': '5',
  'x-ratelimit-remaining': '0',
  'x-ratelimit-reset': '50',
};

/** The error with which the first one ended unsent. */
function errorOf({ unsent: [first] }: Step): OpenCloudError {
  const { error } = (first?.status ?? {}) as { error?: unknown };
  expect(error).toBeInstanceOf(OpenCloudError);
  return error as OpenCloudError;
}

function askFor(count: number, { ask }: Step): void {
  for (let asked = 0; asked < count; asked += 1) {
    ask();
  }
}

describe('the first creation of a window', () => {
  it('goes alone, until its answer would have come', async () => {
    const step = await start();
    askFor(3, step);
    await step.passUntil(10_000);
    expect(step.turns).toEqual([[1, 0]]);
    step.pollLimiter.markSent(1);
    await step.passUntil(12_000);
    step.pollLimiter.markSent(2);
    await step.passUntil(14_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 12_000],
      [3, 14_000],
    ]);
  });

  it('keeps the others waiting while it is about to be sent again', async () => {
    const step = await start({ onTurn: leave });
    askFor(2, step);
    await step.passUntil(1_000);
    step.pollLimiter.markUnsent(1);
    await step.passUntil(5_000);
    expect(step.turns).toEqual([[1, 0]]);
    step.pollLimiter.markSent(1);
    await step.passUntil(7_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 7_000],
    ]);
  });

  it('tells how many may follow, and these follow at once', async () => {
    const step = await start({ onTurn: leave });
    askFor(5, step);
    await step.passUntil(300);
    step.pollLimiter.created(1, taskOf(1), window(5, 3, 50_000));
    await step.passUntil(400);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 300],
      [3, 300],
      [4, 300],
    ]);
    step.pollLimiter.created(2, taskOf(2), window(5, 2, 49_900));
    step.pollLimiter.created(3, taskOf(3), window(5, 1, 49_900));
    step.pollLimiter.created(4, taskOf(4), window(5, 0, 49_900));
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([5, 50_300]);
    expect(step.told).toEqual([
      { number: 5, at: 400, throttle: { kind: 'quota', waitMs: 49_900 }, waitMs: 49_900 },
    ]);
    step.pollLimiter.created(5, taskOf(5), window(5, 4, 50_000));
    step.ask();
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([6, 60_000]);
  });

  it('is any that comes when a window ends before the answer', async () => {
    const step = await start({
      onTurn: (number, pollLimiter) => {
        pollLimiter.markSent(number);
        if (number === 1) {
          pollLimiter.created(1, taskOf(1), window(3, 1, 10_000));
        }
      },
    });
    askFor(3, step);
    await step.passUntil(20_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 0],
      [3, 10_000],
    ]);
  });

  it('lets no more follow unanswered than the last window took', async () => {
    const step = await start({
      onTurn: (number, pollLimiter) => {
        pollLimiter.markSent(number);
        if (number === 1) {
          pollLimiter.created(1, taskOf(1), window(3, 0, 10_000));
        }
      },
    });
    askFor(6, step);
    await step.passUntil(50_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 10_000],
      [3, 12_000],
      [4, 14_000],
    ]);
  });
});

describe('a window', () => {
  /** Three creations under way, and a fourth that waits, five seconds after the beginning. */
  async function threeUnderWay(): Promise<Step> {
    const step = await start({ onTurn: leave });
    askFor(4, step);
    await step.passUntil(5_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 2_000],
      [3, 4_000],
    ]);
    return step;
  }

  it.each([49_000, 50_000, 51_000, 52_000])(
    'has as much left as the least that any of its answers told, where one says %d ms',
    async (resetMs) => {
      const step = await threeUnderWay();
      step.pollLimiter.created(1, taskOf(1), window(3, 0, 50_000));
      step.pollLimiter.created(2, taskOf(2), window(3, 2, resetMs));
      step.pollLimiter.created(3, taskOf(3), window(3, 1, 50_000));
      await step.passUntil(60_000);
      expect(step.turns.at(-1)).toEqual([4, 55_000]);
    },
  );

  it('has nothing left where one of its answers says so that tells a little less time', async () => {
    const step = await threeUnderWay();
    step.pollLimiter.created(1, taskOf(1), window(3, 2, 50_000));
    step.pollLimiter.created(2, taskOf(2), window(3, 0, 48_000));
    step.pollLimiter.created(3, taskOf(3), window(3, 1, 50_000));
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([4, 55_000]);
  });

  it('has nothing to do with a late answer of the one before', async () => {
    const step = await start({ onTurn: leave });
    askFor(2, step);
    await step.passUntil(61_000);
    step.pollLimiter.created(2, taskOf(2), window(5, 4, 59_000));
    step.pollLimiter.created(1, taskOf(1), window(5, 0, 1_000));
    step.ask();
    await step.passUntil(61_000);
    expect(step.turns.at(-1)).toEqual([3, 61_000]);
  });

  it('lasts a minute at most, whatever is advertised', async () => {
    const step = await start({ onTurn: answered(window(5, 0, HOUR_MS)) });
    askFor(2, step);
    await step.passUntil(70_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 60_000],
    ]);
  });

  it.each([
    { limit: 5, remaining: 0 },
    { limit: 5, resetMs: 30_000 },
  ])('is none where not all of it is told: %j', async (quota) => {
    const step = await start({ onTurn: answered(quota) });
    askFor(7, step);
    await step.passUntil(59_000);
    // As where nothing is told at all.
    expect(step.turns).toHaveLength(5);
    await step.passUntil(60_000);
    expect(step.turns).toHaveLength(7);
  });

  it('that takes none is tried when it is over all the same', async () => {
    const step = await start({ onTurn: answered(window(0, 0, 10_000)) });
    askFor(2, step);
    await step.passUntil(15_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 10_000],
    ]);
  });

  it('takes five where no limit is told', async () => {
    const step = await start({
      draws: [0.5],
      onTurn: answered({ remaining: 0, resetMs: 10_000 }),
    });
    askFor(6, step);
    await step.passUntil(15_000);
    // No more wait than the next window takes: it is begun at once.
    expect(step.turns).toEqual([
      [1, 0],
      [2, 10_500],
    ]);
  });

  it.each([
    [3, 10_500],
    [4, 32_500],
  ])('is left to others at first, where more wait than it takes: %d', async (waiting, at) => {
    const step = await start({ draws: [0.5], onTurn: answered(window(3, 0, 10_000)) });
    askFor(1 + waiting, step);
    await step.passUntil(40_000);
    expect(step.turns[1]).toEqual([2, at]);
  });

  it('is come to at a moment that is drawn anew for each', async () => {
    const resets = [0, 10_000, 59_800, 60_000];
    const step = await start({
      draws: [0.1, 0.2, 0.3],
      onTurn: (number, pollLimiter) =>
        answered(window(5, 0, resets[number] ?? 0))(number, pollLimiter),
    });
    askFor(3, step);
    await step.passUntil(80_000);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 10_200],
      [3, 70_300],
    ]);
  });

  it('that an answer told of last is forgotten where the next one advertises nothing', async () => {
    const step = await start({ onTurn: leave });
    askFor(3, step);
    await step.passUntil(3_000);
    step.pollLimiter.created(1, taskOf(1), window(5, 0, 50_000));
    await step.passUntil(3_500);
    expect(step.turns).toHaveLength(2);
    step.pollLimiter.created(2, taskOf(2), undefined);
    await step.passUntil(3_500);
    expect(step.turns.at(-1)).toEqual([3, 3_500]);
  });

  it('is told of by a failure as well', async () => {
    const step = await start({ onTurn: leave });
    askFor(2, step);
    await step.passUntil(1_000);
    step.pollLimiter.failed(1, refused(NONE_LEFT_FOR_50_S, '', 500));
    await step.passUntil(60_000);
    expect(step.turns.at(-1)).toEqual([2, 51_000]);
  });
});

describe('where nothing is advertised', () => {
  it('five go in any minute', async () => {
    const step = await start({ draws: [0.5], onTurn: answered() });
    askFor(7, step);
    await step.passUntil(70_000);
    expect(step.turns).toEqual([
      ...[1, 2, 3, 4, 5].map((number) => [number, 0]),
      [6, 60_500],
      [7, 60_500],
    ]);
    expect(step.told).toEqual([
      { number: 6, at: 0, throttle: { kind: 'quota', waitMs: 60_000 }, waitMs: 60_500 },
    ]);
  });

  it('the minute counts from when the first of five was sent, not from its answer', async () => {
    const step = await start({ onTurn: leave });
    askFor(5, step);
    await step.passUntil(9_000);
    for (const number of [2, 3, 4, 5]) {
      step.pollLimiter.created(number, taskOf(number), undefined);
    }
    await step.passUntil(10_000);
    step.pollLimiter.created(1, taskOf(1), undefined);
    step.ask();
    await step.passUntil(70_000);
    expect(step.turns.at(-1)).toEqual([6, 60_000]);
  });

  it('those that are under way count too', async () => {
    const step = await start({ onTurn: leave });
    askFor(6, step);
    await step.passUntil(70_000);
    expect(step.turns.map(([, at]) => at)).toEqual([0, 2_000, 4_000, 6_000, 8_000, 60_000]);
  });

  it('whoever was refused comes minutes after that minute', async () => {
    const step = await start({
      draws: [0.5],
      onTurn: (number, pollLimiter) => (number < 5 ? answered() : leave)(number, pollLimiter),
    });
    askFor(5, step);
    await step.passUntil(0);
    step.pollLimiter.failed(5, until(10));
    step.ask(HOUR_MS, 5);
    await step.passUntil(200_000);
    expect(step.turns.at(-1)).toEqual([5, 60_000 + 90_000]);
  });

  it('one that is yet to be sent does not count', async () => {
    const step = await start({
      onTurn: (number, pollLimiter) => number < 5 && answered()(number, pollLimiter),
    });
    askFor(6, step);
    await step.passUntil(1_000);
    expect(step.turns).toHaveLength(5);
    expect(step.pollLimiter.blockedBy()).toBeUndefined();
  });

  it('one that failed before it was sent does not count', async () => {
    const step = await start({
      onTurn: (number, pollLimiter) =>
        number === 1
          ? pollLimiter.failed(1, refused({}, '', 400))
          : answered()(number, pollLimiter),
    });
    askFor(7, step);
    await step.passUntil(1_000);
    expect(step.turns.map(([number]) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('a refusal', () => {
  it.each<readonly [string, OpenCloudError, number]>([
    ['until the moment that it tells', until(20), 20_500],
    ['for twelve seconds, where it tells none', refused(), 12_500],
    ['for an hour’s limit', refused({ 'retry-after': '1500' }), 1_500_500],
    ['for ten seconds, where a place is full of nobody knows what', full(0), 10_500],
    ['for a minute, where a place is full of others', full(10), 60_500],
  ])('holds all back %s, and its creation goes first', async (_, error, at) => {
    const step = await start({ onTurn: leave });
    askFor(3, step);
    await step.passUntil(500);
    step.pollLimiter.failed(1, error);
    step.ask(HOUR_MS, 1);
    await step.passUntil(at);
    expect(step.turns).toEqual([
      [1, 0],
      [1, at],
    ]);
  });

  it('tells that others were faster, so the next try comes minutes after the limit’s end', async () => {
    const step = await start({ draws: [0.5], onTurn: leave });
    step.ask();
    await step.passUntil(500);
    step.pollLimiter.failed(1, until(20));
    step.ask(HOUR_MS, 1);
    await step.passUntil(200_000);
    expect(step.turns.at(-1)).toEqual([1, 500 + 20_000 + 90_000]);
  });

  it('of several that were under way together says so once, and each further one again', async () => {
    const step = await start({ draws: [0.5], onTurn: leave });
    askFor(2, step);
    await step.passUntil(3_000);
    step.pollLimiter.failed(1, until(10));
    step.pollLimiter.failed(2, until(10));
    step.ask(HOUR_MS, 1);
    step.ask(HOUR_MS, 2);
    await step.passUntil(103_000);
    expect(step.turns.at(-1)).toEqual([1, 103_000]);
    step.pollLimiter.failed(1, until(10));
    step.ask(HOUR_MS, 1);
    await step.passUntil(400_000);
    expect(step.turns[3]).toEqual([1, 103_000 + 10_000 + 180_000]);
  });

  it('is made good by a creation that is let through', async () => {
    const step = await start({ draws: [0.5], onTurn: leave });
    askFor(2, step);
    await step.passUntil(500);
    step.pollLimiter.failed(1, until(10));
    step.ask(HOUR_MS, 1);
    await step.passUntil(100_500);
    step.pollLimiter.created(1, taskOf(1), window(5, 0, 20_000));
    await step.passUntil(200_000);
    expect(step.turns.slice(1)).toEqual([
      [1, 100_500],
      [2, 121_000],
    ]);
  });

  it('is not ended by a task that made room, where it is not room that was missing', async () => {
    const step = await start({ onTurn: leave });
    askFor(3, step);
    await step.passUntil(3_000);
    step.pollLimiter.created(1, taskOf(1), window(5, 4, 50_000));
    step.pollLimiter.failed(2, until(30));
    step.ask(HOUR_MS, 2);
    step.pollLimiter.ended(taskOf(1));
    await step.passUntil(40_000);
    expect(step.turns.at(-1)).toEqual([2, 33_000]);
  });
});

describe('a failure', () => {
  it.each<readonly [string, Error]>([
    ['401', refused({}, '', 401)],
    ['403', refused({}, '', 403)],
    ['404', refused({}, '', 404)],
    ['no connection', new OpenCloudError({ failure: 'not-connected', request: REQUEST })],
    ['a file that changed', new InvalidInputError('binary-input', 'changed', 'one that does not')],
  ])('that all would meet ends all, unsent, and those that come later: %s', async (_, error) => {
    const step = await start({ onTurn: leave });
    askFor(3, step);
    await step.passUntil(500);
    step.pollLimiter.failed(1, error);
    step.ask();
    await step.passUntil(500);
    const end = { status: 'not-created', error };
    expect(step.unsent).toEqual([2, 3, 4].map((number) => ({ number, at: 500, status: end })));
    expect(step.turns).toHaveLength(1);
  });

  it.each<readonly [string, Error]>([
    ['400', refused({}, '', 400)],
    ['500', refused({}, '', 500)],
    ['no answer', new OpenCloudError({ failure: 'no-answer', request: REQUEST })],
  ])('of one alone lets the next one go at once: %s', async (_, error) => {
    const step = await start({ onTurn: leave });
    askFor(2, step);
    await step.passUntil(500);
    step.pollLimiter.failed(1, error);
    await step.passUntil(500);
    expect(step.turns).toEqual([
      [1, 0],
      [2, 500],
    ]);
  });
});

describe('a fault of the action itself', () => {
  it('in one creation goes to those that wait, and to those that come later', async () => {
    const step = await start({ onTurn: leave });
    askFor(3, step);
    await step.passUntil(500);
    const end = Object.assign(new Error('no function'), { status: 403 });
    step.pollLimiter.failed(1, end);
    step.ask();
    await step.passUntil(500);
    expect(step.unsent).toEqual([2, 3, 4].map((number) => ({ number, at: 500, status: end })));
    expect(step.turns).toHaveLength(1);
  });
});

describe('`max-wait`', () => {
  /** A creation that was refused after half a second, and comes again. */
  async function refusedOnce(
    error: OpenCloudError,
    maxWaitMs: number,
    draws?: readonly number[],
  ): Promise<Step> {
    const step = await start({ onTurn: leave, ...(draws && { draws }) });
    step.ask(maxWaitMs);
    await step.passUntil(500);
    step.pollLimiter.failed(1, error);
    step.ask(maxWaitMs, 1);
    await step.passUntil(500);
    return step;
  }

  it('ends at once what is told to wait for longer', async () => {
    const error = until(20);
    const step = await refusedOnce(error, 19_999);
    expect(step.unsent).toStrictEqual([
      {
        number: 1,
        at: 500,
        status: { status: 'quota-exceeded', error, heldMs: 0, untilFreeMs: 20_000 },
      },
    ]);
    expect(step.told).toEqual([]);
  });

  it('lets wait what is told to wait for just as long', async () => {
    const step = await refusedOnce(until(20), 20_000, [0.9]);
    await step.passUntil(30_000);
    expect(step.unsent).toEqual([]);
    expect(step.turns.at(-1)).toEqual([1, 20_500]);
  });

  it('of nothing is enough for a limit that is over by now', async () => {
    const step = await refusedOnce(until(0), 0);
    expect(step.unsent).toEqual([]);
    expect(step.turns.at(-1)).toEqual([1, 500]);
  });

  it('ends no sooner than what is drawn', async () => {
    const step = await refusedOnce(until(20), 80_000, [0.5]);
    await step.passUntil(80_000);
    expect(step.turns.at(-1)).toEqual([1, 500 + 20_000 + 30_000]);
  });

  it.each([
    [HOUR_MS, 10_000 + 337_500],
    [100_000, 10_000 + 67_500],
  ])('of %d ms leaves time to stay away, where others were faster often', async (maxWaitMs, at) => {
    const step = await start({ draws: [0, 0, 0, 0.5], onTurn: leave });
    step.ask(maxWaitMs);
    await step.passUntil(0);
    for (const error of [until(0), until(0), until(10)]) {
      step.pollLimiter.failed(1, error);
      step.ask(maxWaitMs, 1);
      await step.passUntil(0);
    }
    await step.passUntil(400_000);
    expect(step.turns.at(-1)).toEqual([1, at]);
  });

  it('ends with a last try where nobody tells how long to wait, and that is the last', async () => {
    const step = await refusedOnce(refused(), 5_000, [0.5]);
    await step.passUntil(5_500);
    expect(step.turns.at(-1)).toEqual([1, 5_500]);
    const error = refused();
    step.pollLimiter.failed(1, error);
    step.ask(5_000, 1);
    await step.passUntil(6_000);
    expect(step.unsent).toStrictEqual([
      { number: 1, at: 5_500, status: { status: 'quota-exceeded', error, heldMs: 5_000 } },
    ]);
  });

  it('counts for the limit that lasts longer', async () => {
    const hourly = refused({ ...NONE_LEFT_FOR_50_S, 'retry-after': '70' });
    const first = await refusedOnce(hourly, HOUR_MS);
    await first.passUntil(100_000);
    expect(first.turns.at(-1)).toEqual([1, 70_500]);
    const second = await refusedOnce(full(0, NONE_LEFT_FOR_50_S), HOUR_MS);
    await second.passUntil(100_000);
    expect(second.turns.at(-1)).toEqual([1, 50_500]);
  });

  it('is exceeded by one limit, although another ends in time', async () => {
    const hourly = refused({ ...NONE_LEFT_FOR_50_S, 'retry-after': '70' });
    const first = await refusedOnce(hourly, 60_000);
    expect(first.unsent).toMatchObject([
      { at: 500, status: { status: 'quota-exceeded', error: hourly, untilFreeMs: 70_000 } },
    ]);
    const second = await refusedOnce(full(0, NONE_LEFT_FOR_50_S), 20_000);
    expect(second.unsent).toMatchObject([{ at: 500, status: { untilFreeMs: 50_000 } }]);
    const error = errorOf(second);
    // Roblox spoke of room, which is not what it is about.
    expect(error).toMatchObject({ failure: 'refused', status: 429, throttle: { kind: 'quota' } });
    expect(error.message).toContain('POST /tasks was not sent');
    expect(error.message).toContain('quota of requests a minute');
    expect(error.message).toBe(error.what);
  });

  it('ends with what Roblox said of the quota, although an answer told later how long it lasts', async () => {
    const step = await start({ onTurn: leave });
    step.ask(10_000);
    step.ask(10_000);
    await step.passUntil(3_000);
    const error = until(5);
    step.pollLimiter.failed(1, error);
    step.pollLimiter.created(2, taskOf(2), window(5, 0, 50_000));
    step.ask(10_000, 1);
    await step.passUntil(3_000);
    expect(step.unsent).toStrictEqual([
      {
        number: 1,
        at: 3_000,
        status: { status: 'quota-exceeded', error, heldMs: 0, untilFreeMs: 50_000 },
      },
    ]);
  });
});

describe('a creation that there is no room for', () => {
  const roomy = answered(window(40, 30, 50_000));

  it('waits for the end of a task, and ten seconds more', async () => {
    const step = await start({ onTurn: roomy });
    askFor(11, step);
    await step.passUntil(5_000);
    expect(step.turns).toHaveLength(10);
    expect(step.pollLimiter.blockedBy()).toStrictEqual({ kind: 'capacity' });
    step.pollLimiter.ended(taskOf(3));
    expect(step.pollLimiter.blockedBy()).toStrictEqual({ kind: 'capacity', untilMs: 10_000 });
    await step.passUntil(20_000);
    expect(step.turns.at(-1)).toEqual([11, 15_000]);
    const throttle = { kind: 'capacity', tasks: [] };
    expect(step.told).toEqual([
      { number: 11, at: 0, throttle, waitMs: HOUR_MS },
      { number: 11, at: 5_000, throttle, waitMs: 10_000 },
    ]);
  });

  it('waits for no longer than `max-wait`', async () => {
    const step = await start({ onTurn: roomy });
    askFor(10, step);
    step.ask(30_000);
    await step.passUntil(40_000);
    expect(step.unsent).toStrictEqual([
      {
        number: 11,
        at: 30_000,
        status: { status: 'quota-exceeded', error: expect.any(OpenCloudError), heldMs: 30_000 },
      },
    ]);
    const error = errorOf(step);
    expect(error.throttle).toEqual({ kind: 'capacity', tasks: [] });
    expect(error.message).toContain('ten unfinished tasks');
  });

  it('ends with what Roblox said of the others’ tasks, where it did', async () => {
    const step = await start({ onTurn: leave });
    step.ask(30_000);
    await step.passUntil(0);
    const error = full(10);
    step.pollLimiter.failed(1, error);
    step.ask(30_000, 1);
    await step.passUntil(40_000);
    expect(step.unsent).toStrictEqual([
      { number: 1, at: 30_000, status: { status: 'quota-exceeded', error, heldMs: 30_000 } },
    ]);
  });

  it('goes soon after one of the others’ tasks was seen to end, and looks at none any more', async () => {
    const step = await start({
      onTurn: leave,
      getTask: (path) => Promise.resolve({ value: { path, state: 'COMPLETE' } }),
    });
    step.ask();
    await step.passUntil(0);
    step.pollLimiter.failed(1, full(10));
    step.ask(HOUR_MS, 1);
    await step.passUntil(19_000);
    expect(step.polls).toEqual([10_000]);
    await step.passUntil(55_000);
    expect(step.turns.at(-1)).toEqual([1, 20_000]);
    // The second look was under way to the moment at which the turn came.
    expect(step.polls.filter((at) => at > 20_000)).toEqual([]);
  });

  it('does not look at the others’ tasks while it is the quota that holds it back', async () => {
    const step = await start({ draws: [0.5], onTurn: leave });
    step.ask();
    await step.passUntil(0);
    step.pollLimiter.failed(1, full(10, NONE_LEFT_FOR_50_S));
    step.ask(HOUR_MS, 1);
    await step.passUntil(200_000);
    expect(step.polls).toEqual([]);
    expect(step.turns.at(-1)).toEqual([1, 140_000]);
  });

  it('ends with a fault of the action that its looks have', async () => {
    const fault = new TypeError('no function');
    const step = await start({ onTurn: leave, getTask: () => Promise.reject(fault) });
    askFor(2, step);
    await step.passUntil(0);
    step.pollLimiter.failed(1, full(10));
    step.ask(HOUR_MS, 1);
    await step.passUntil(30_000);
    expect(step.unsent).toEqual([
      { number: 1, at: 10_000, status: fault },
      { number: 2, at: 10_000, status: fault },
    ]);
  });
});

describe('what is told of a limit', () => {
  it('is told once, however many come to wait for it', async () => {
    const step = await start({ onTurn: answered(window(5, 0, 50_000)) });
    askFor(2, step);
    await step.passUntil(1_000);
    step.ask();
    step.ask();
    await step.passUntil(2_000);
    expect(step.told).toEqual([
      { number: 2, at: 0, throttle: { kind: 'quota', waitMs: 50_000 }, waitMs: 50_000 },
    ]);
    expect(step.pollLimiter.blockedBy()).toStrictEqual({ kind: 'quota', untilMs: 48_000 });
  });

  it('is told when nothing is under way any more', async () => {
    const step = await start({ onTurn: leave });
    askFor(3, step);
    await step.passUntil(3_000);
    step.pollLimiter.created(1, taskOf(1), window(5, 0, 50_000));
    await step.passUntil(4_000);
    expect(step.told).toEqual([]);
    step.pollLimiter.created(2, taskOf(2), window(5, 0, 49_000));
    expect(step.told).toEqual([
      { number: 3, at: 4_000, throttle: { kind: 'quota', waitMs: 49_000 }, waitMs: 49_000 },
    ]);
  });

  it('is told again of the next window, to the next one that waits', async () => {
    const step = await start({ onTurn: answered(window(5, 0, 50_000)) });
    askFor(3, step);
    await step.passUntil(60_000);
    expect(step.told.map(({ number, at }) => [number, at])).toEqual([
      [2, 0],
      [3, 50_000],
    ]);
  });

  it('is nothing where nobody waits', async () => {
    const step = await start({ onTurn: answered(window(5, 0, 50_000)) });
    askFor(1, step);
    await step.passUntil(1_000);
    expect(step.pollLimiter.blockedBy()).toBeUndefined();
  });
});

describe('a cancelled workflow', () => {
  it('ends all that wait, with its reason, and all that come later', async () => {
    const step = await start({ onTurn: answered(window(5, 0, 50_000)) });
    askFor(3, step);
    await step.passUntil(1_000);
    const reason = new Error('cancelled');
    step.abort(reason);
    await step.passUntil(2_000);
    step.ask();
    await step.passUntil(2_000);
    expect(step.unsent).toEqual([
      { number: 2, at: 1_000, status: reason },
      { number: 3, at: 1_000, status: reason },
      { number: 4, at: 2_000, status: reason },
    ]);
  });
});
