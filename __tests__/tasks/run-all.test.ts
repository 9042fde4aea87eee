import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InternalError } from '../../src/tasks/internal-error.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import type { RunResult, RunEvent, RunPlan } from '../../src/tasks/run-result.ts';
import { runAll, type Progress, type Scheduled } from '../../src/tasks/run-all.ts';
import type { Clock } from '../../src/util/clock.ts';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import { earliestCreations } from '../../tools/simulate/bound.ts';
import { eventClock } from '../../tools/simulate/event-clock.ts';
import {
  HOUR_MS,
  MINUTE_MS,
  simulatedService,
  type Quotas,
  type Service,
} from '../../tools/simulate/service.ts';

const QUOTAS: Quotas = {
  createsAMinute: 5,
  createsAnHour: Infinity,
  readsAMinute: 45,
  isAdvertised: true,
};
const REQUEST = { method: 'POST', path: '/tasks' };

interface Ran {
  readonly scheduled: readonly Scheduled[];
  readonly ends: readonly string[];
  readonly events: readonly (RunEvent & { readonly index: number })[];
  readonly progress: readonly Progress[];
  readonly internalErrors: readonly unknown[];
  readonly service: Service;
  readonly endedAtMs: number;
}

interface Settings {
  readonly quotas?: Partial<Quotas>;
  readonly phaseMs?: number;
  readonly plan?: Partial<RunPlan>;
  readonly random?: () => number;
  readonly obtainBinaryInput?: () => Promise<string>;
  /** Changes what the service does. */
  readonly tamper?: (client: LuauExecution, clock: Clock) => Partial<LuauExecution>;
  /** Makes the clock that the schedule sees of the one that the service has. */
  readonly seen?: (clock: Clock) => Clock;
  /** Cancels the workflow at this time. */
  readonly cancelAtMs?: number;
  /** When the schedule begins. */
  readonly beginAtMs?: number;
  readonly onEvent?: (event: RunEvent, index: number) => void;
  readonly onProgress?: () => void;
}

/** Runs a script for each length on a model of the service, in virtual time. */
async function run(
  lengthsMs: readonly number[],
  {
    quotas = {},
    phaseMs = 0,
    plan = {},
    random = () => 0.5,
    obtainBinaryInput,
    tamper = () => ({}),
    seen = (clock) => clock,
    cancelAtMs,
    beginAtMs = 0,
    onEvent = () => {},
    onProgress = () => {},
  }: Settings = {},
): Promise<Ran> {
  const clock = eventClock();
  const service = simulatedService(clock, { ...QUOTAS, ...quotas }, phaseMs);
  const client = service.client(0, lengthsMs);
  const events: (RunEvent & { index: number })[] = [];
  const progress: Progress[] = [];
  const internalErrors: unknown[] = [];
  const cancellation = new AbortController();
  if (cancelAtMs !== undefined) {
    void clock.sleep(cancelAtMs).then(() => cancellation.abort(new Error('cancelled')));
  }
  await clock.run(clock.sleep(beginAtMs));
  const scheduled = await clock.run(
    runAll(
      lengthsMs.map((_, index) => ({
        script: { file: `${index}.luau`, text: String(index) },
        place: { universeId: '1', placeId: '2' },
        timeoutMs: 300_000,
        bootTimeoutMs: 60_000,
        maxWaitMs: 24 * HOUR_MS,
        ...plan,
      })),
      {
        client: { ...client, ...tamper(client, clock) },
        context: { clock: seen(clock), random, signal: cancellation.signal },
        onEvent: (event, index) => {
          events.push({ ...event, index });
          onEvent(event, index);
        },
        onProgress: (reported) => {
          progress.push(reported);
          onProgress();
        },
        onInternalError: (error) => {
          internalErrors.push(error);
          cancellation.abort(new InternalError(error));
        },
        ...(obtainBinaryInput && { obtainBinaryInput }),
      },
    ),
  );
  const ends = scheduled.map((one) => one.run.status);
  return { scheduled, ends, events, progress, internalErrors, service, endedAtMs: clock.now() };
}

const times = (count: number, lengthMs = 3_000): number[] =>
  Array.from({ length: count }, () => lengthMs);

/** A realistic clock: it moves on between two readings, and its timers fire a little early. */
function realistic(clock: Clock): { readonly clock: Clock; readonly sleeps: () => number } {
  let readings = 0;
  let sleeps = 0;
  return {
    sleeps: () => sleeps,
    clock: {
      ...clock,
      now: () => clock.now() + (readings += 1) / 1_000,
      sleep: (ms, signal) => {
        sleeps += 1;
        // A timer is never set for less than a millisecond.
        return clock.sleep(Math.max(1, ms) - 0.9, signal);
      },
    },
  };
}

/** Of a schedule in which nothing of the action fails. */
const fail = (error: unknown): never => {
  throw error;
};

/** The most of these moments that any stretch of this length holds. */
function mostWithin(stretchMs: number, moments: readonly number[]): number {
  return Math.max(
    ...moments.map((from) => moments.filter((at) => at >= from && at < from + stretchMs).length),
  );
}

/** Fails and counts the creations from this one on. */
function failingFrom(first: number, error: OpenCloudError, until = Infinity) {
  const count = { creates: 0 };
  const tamper = (client: LuauExecution): Partial<LuauExecution> => ({
    createTask: (...request) => {
      count.creates += 1;
      return count.creates >= first && count.creates < until
        ? Promise.reject(error)
        : client.createTask(...request);
    },
  });
  return { count, tamper };
}

const refused = (status: number, headers = {}, text = ''): OpenCloudError =>
  errorFromResponse(REQUEST, { status, headers, text });

describe('runAll', () => {
  it('returns how each script ended and when, in the order of the plans', async () => {
    const { scheduled, ends } = await run([9_000, 1_000, 4_000]);
    expect(ends).toEqual(['ended', 'ended', 'ended']);
    const [first, second, third] = scheduled as [Scheduled, Scheduled, Scheduled];
    expect(first.createdMs).toBeLessThan(second.createdMs ?? 0);
    expect(second.createdMs).toBeLessThanOrEqual(third.createdMs ?? 0);
    expect(second.endedMs).toBeLessThan(third.endedMs);
    expect(third.endedMs).toBeLessThan(first.endedMs);
  });

  it('counts times from its own start', async () => {
    const { scheduled } = await run([10_000], { beginAtMs: 50_000 });
    const [{ createdMs = Infinity, endedMs }] = scheduled as [Scheduled];
    expect(createdMs).toBeLessThan(2_000);
    expect(endedMs).toBeGreaterThanOrEqual(10_000);
    expect(endedMs).toBeLessThan(15_000);
  });

  it('has no creation time for a script without a task', async () => {
    const error = refused(400);
    const { scheduled } = await run([1_000], failingFrom(1, error));
    expect(scheduled).toStrictEqual([{ run: { status: 'not-created', error }, endedMs: 0 }]);
  });

  it('reports no progress for a single long script, only its own events', async () => {
    const { progress, events } = await run([200_000]);
    expect(progress).toEqual([]);
    expect(events.map(({ kind }) => kind)).toContain('still-running');
  });

  it('reports no progress for a single script', async () => {
    const { ends, progress, events } = await run([2_000]);
    expect(ends).toEqual(['ended']);
    expect(progress).toEqual([]);
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'state']);
  });

  it('uses each window completely and never sends more than it takes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 500, max: 6_000 }), { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 9 }),
        // A job that begins within the last seconds of a window cannot use it up.
        fc.integer({ min: 0, max: 50_000 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        async (lengthsMs, createsAMinute, phaseMs, draws) => {
          const quotas = { ...QUOTAS, createsAMinute };
          const { ends, service } = await run(lengthsMs, {
            quotas,
            phaseMs,
            random: () => draws.next().value as number,
          });
          expect(new Set(ends)).toEqual(new Set(['ended']));
          expect(service.tally.refusedCreates).toBe(0);
          const windowOf = (at: number): number => Math.floor((at + phaseMs) / MINUTE_MS);
          const possible = earliestCreations(
            lengthsMs.map((lengthMs) => ({ lengthMs, startsAt: 0 })),
            quotas,
            phaseMs,
          );
          expect(service.tally.created.map(({ at }) => windowOf(at))).toEqual(
            possible.map(windowOf),
          );
        },
      ),
      { numRuns: 30 },
    );
  });

  it('never has an eleventh unfinished task, and creates one when there is capacity', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1_000, max: 90_000 }), { minLength: 11, maxLength: 40 }),
        async (lengthsMs) => {
          const quotas = { createsAMinute: 40, readsAMinute: 200 };
          const { ends, service } = await run(lengthsMs, { quotas });
          expect(new Set(ends)).toEqual(new Set(['ended']));
          // The service would have refused it.
          expect(service.tally.refusedCreates).toBe(0);
        },
      ),
      { numRuns: 15 },
    );
  });

  it.each([
    ['the quota', times(30), {}],
    ['the hour', times(32), { createsAnHour: 30 }],
    ['room', times(24, 40_000), { createsAMinute: 40, readsAMinute: 200 }],
    ['what is documented', times(12), { isAdvertised: false }],
  ])(
    'sleeps while it waits for %s, on a clock that moves while it is read',
    async (_, lengthsMs, quotas) => {
      let sleeps = (): number => 0;
      const { ends, service } = await run(lengthsMs, {
        quotas,
        seen: (clock) => {
          const real = realistic(clock);
          ({ sleeps } = real);
          return real.clock;
        },
      });
      expect(new Set(ends)).toEqual(new Set(['ended']));
      expect(service.tally.refusedCreates).toBeLessThanOrEqual(1);
      // For each read there are turns that others had; a loop that does not rest has millions.
      expect(sleeps()).toBeLessThan(12 * (service.tally.reads + lengthsMs.length));
    },
  );

  it.each([10_000, 30_000, 50_000])(
    'sends no more than the window takes if a response takes %d ms',
    async (answerMs) => {
      const { ends, service } = await run(times(20), {
        tamper: (client, clock) => ({
          createTask: async (...request) => {
            const answer = await client.createTask(...request).catch((error: unknown) => error);
            await clock.sleep(answerMs);
            if (answer instanceof Error) {
              throw answer;
            }
            return answer as Awaited<ReturnType<LuauExecution['createTask']>>;
          },
        }),
      });
      expect(new Set(ends)).toEqual(new Set(['ended']));
      expect(service.tally.refusedCreates).toBe(0);
    },
  );

  it('creates five tasks a minute if nothing is advertised', async () => {
    const { ends, service } = await run(times(23), {
      quotas: { isAdvertised: false },
      phaseMs: 17_000,
    });
    expect(new Set(ends)).toEqual(new Set(['ended']));
    const created = service.tally.created.map(({ at }) => at);
    expect(mostWithin(MINUTE_MS, created)).toBe(5);
    expect(service.tally.refusedCreates).toBe(0);
  });

  it('reads all tasks within the quota of reads', async () => {
    const { service } = await run(times(20, 100_000), { quotas: { isAdvertised: false } });
    expect(service.tally.refusedReads).toBe(0);
  });

  it('sends the first creation alone, because its response says how many may follow', async () => {
    let most = 0;
    let open = 0;
    const seen: number[] = [];
    await run(times(5), {
      tamper: (client) => ({
        createTask: async (...request) => {
          open += 1;
          most = Math.max(most, open);
          seen.push(open);
          try {
            return await client.createTask(...request);
          } finally {
            open -= 1;
          }
        },
      }),
    });
    expect(seen).toEqual([1, 1, 2, 3, 4]);
  });

  it("waits for the hour's limit and goes on then", async () => {
    const { ends, service, progress } = await run(times(40), { quotas: { createsAnHour: 30 } });
    expect(new Set(ends)).toEqual(new Set(['ended']));
    expect(service.tally.refusedCreates).toBe(1);
    expect(service.tally.created[30]?.at).toBeGreaterThanOrEqual(HOUR_MS);
    const reported = progress.find(({ blockedBy }) => blockedBy === 'hourly');
    expect(reported?.untilMs).toBeGreaterThan(50 * MINUTE_MS);
  });

  it('reports progress in numbers that add up', async () => {
    const { progress } = await run(times(12));
    expect(progress.length).toBeGreaterThanOrEqual(2);
    for (const { done, running, waiting } of progress) {
      expect(done + running + waiting).toBe(12);
    }
    expect(progress.find(({ blockedBy }) => blockedBy === 'quota')).toMatchObject({
      running: 5,
      waiting: 7,
    });
  });
});

describe('progress', () => {
  it('shows a full place at once, without a time', async () => {
    const { progress } = await run(times(12, 100_000), {
      quotas: { createsAMinute: 40, readsAMinute: 200 },
    });
    expect(progress[0]).toStrictEqual({ done: 0, running: 10, waiting: 2, blockedBy: 'capacity' });
  });

  it('is reported once a minute and counts ended tasks', async () => {
    const { progress } = await run([20_000, 80_000, 200_000]);
    expect(progress).toStrictEqual([
      { done: 1, running: 2, waiting: 0 },
      { done: 2, running: 1, waiting: 0 },
      { done: 2, running: 1, waiting: 0 },
    ]);
  });

  it('is reported when a task ends, except the last one, and not twice in a minute', async () => {
    const answersAtMs = [60_000, 119_999, 120_000, 190_000];
    const { progress } = await run(times(4), {
      tamper: (_, clock) => ({
        createTask: async (_place, { script }) => {
          await clock.sleep((answersAtMs[Number(script)] ?? 0) - clock.now());
          throw refused(400);
        },
      }),
    });
    expect(progress).toStrictEqual([
      { done: 1, running: 0, waiting: 3 },
      { done: 3, running: 0, waiting: 1 },
    ]);
  });
});

describe('a creation among several', () => {
  it.each([401, 403, 404])(
    'a creation that fails with %i ends those that wait, unsent',
    async (status) => {
      const error = refused(status);
      const { count, tamper } = failingFrom(4, error);
      const { scheduled, ends } = await run(times(30), { tamper });
      expect(ends.slice(0, 3)).toEqual(['ended', 'ended', 'ended']);
      for (const { run: one } of scheduled.slice(3)) {
        expect(one).toEqual({ status: 'not-created', error });
      }
      // The fifth was in flight with it.
      expect(count.creates).toBeLessThanOrEqual(5);
    },
  );

  it('a creation without a connection for 30 s ends those that wait, unsent', async () => {
    const error = new OpenCloudError({ failure: 'not-connected', request: REQUEST });
    const { tamper } = failingFrom(1, error);
    const { scheduled, endedAtMs } = await run(times(30), { tamper });
    for (const { run: one } of scheduled) {
      expect(one).toEqual({ status: 'not-created', error });
    }
    expect(endedAtMs).toBe(30_000);
  });

  it.each([
    ['may have arrived', refused(500), 'unknown-create-outcome'],
    ['is held to be wrong', refused(400), 'not-created'],
  ])('a creation that %s does not stop the others', async (_, error, end) => {
    const { tamper } = failingFrom(2, error, 3);
    const { ends } = await run(times(4), { tamper });
    expect(ends).toEqual(['ended', end, 'ended', 'ended']);
  });

  it('a refused creation keeps its position in the queue', async () => {
    const { tamper } = failingFrom(1, refused(429, { 'x-ratelimit-reset': '20' }), 2);
    const { events } = await run(times(4), { tamper });
    const created = events.filter(({ kind }) => kind === 'created').map(({ index }) => index);
    expect(created).toEqual([0, 1, 2, 3]);
  });
});

describe('`max-wait` for several scripts', () => {
  it('`max-wait` ends scripts that would wait longer, without a request', async () => {
    const { scheduled, ends, service, endedAtMs } = await run(times(12), {
      plan: { maxWaitMs: 0 },
    });
    expect(ends.slice(0, 5)).toEqual(Array(5).fill('ended'));
    for (const { run: one } of scheduled.slice(5)) {
      expect(one).toMatchObject({ status: 'quota-exceeded', waitedMs: 0 });
      const { resetMs, error } = one as { resetMs: number; error: Error };
      expect(resetMs).toBeGreaterThan(0);
      expect(error.message).toMatch(
        /was not sent, since the quota of requests a minute is used up/,
      );
    }
    expect(service.tally.refusedCreates).toBe(0);
    expect(endedAtMs).toBeLessThan(MINUTE_MS);
  });

  it('`max-wait` counts from the first delayed creation, for all scripts', async () => {
    const { ends, service } = await run(times(80), { plan: { maxWaitMs: 10.5 * MINUTE_MS } });
    const ran = ends.filter((end) => end === 'ended').length;
    // The first window, and the ten that begin within ten and a half minutes.
    expect(ran).toBe(55);
    expect(ends.slice(ran)).toEqual(Array(80 - ran).fill('quota-exceeded'));
    expect(service.tally.created).toHaveLength(55);
  });

  it("`max-wait` ends all scripts at once if the hour's limit lasts longer", async () => {
    const { scheduled, ends, service } = await run(times(60), {
      plan: { maxWaitMs: 10 * MINUTE_MS },
      quotas: { createsAnHour: 30 },
    });
    expect(ends).toEqual([...Array(30).fill('ended'), ...Array(30).fill('quota-exceeded')]);
    expect(service.tally.refusedCreates).toBe(1);
    for (const { run: one } of scheduled.slice(30)) {
      expect((one as RunResult & { status: 'quota-exceeded' }).resetMs).toBeGreaterThan(
        50 * MINUTE_MS,
      );
    }
  });

  it('the result names the longer one of two limits', async () => {
    const hourly = refused(429, {
      'retry-after': '1500',
      'x-ratelimit-limit': '5',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': '30',
    });
    const { tamper } = failingFrom(1, hourly);
    const { scheduled } = await run(times(2), { tamper, plan: { maxWaitMs: 1_000 } });
    for (const { run: one } of scheduled) {
      expect(one).toEqual({
        status: 'quota-exceeded',
        error: hourly,
        waitedMs: 0,
        resetMs: 1_500_000,
        isOneOfSeveral: true,
      });
    }
  });

  it('the result has the refusal', async () => {
    const error = refused(429, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' });
    const { tamper } = failingFrom(1, error);
    const { scheduled } = await run([1_000], { tamper, plan: { maxWaitMs: 0 } });
    expect(scheduled[0]?.run).toEqual({
      status: 'quota-exceeded',
      error,
      waitedMs: 0,
      resetMs: 30_000,
    });
  });

  it('`max-wait` ends the wait for a full place', async () => {
    const { ends } = await run(times(12, 250_000), {
      plan: { maxWaitMs: 2 * MINUTE_MS },
      quotas: { createsAMinute: 40, readsAMinute: 200 },
    });
    expect(ends).toEqual([...Array(10).fill('ended'), 'quota-exceeded', 'quota-exceeded']);
  });
});

describe("a place that is full of other jobs' tasks", () => {
  const OTHERS = Array.from(
    { length: 10 },
    (_, index) => `universes/1/places/2/luau-execution-session-tasks/other-${index}`,
  );

  it('a full place is tried again after a back-off, and no task of another job is read', async () => {
    const readTasks = new Set<string>();
    const { ends, service } = await run(times(2), {
      tamper: (client, clock) => ({
        createTask: (...request) =>
          clock.now() >= 40_000
            ? client.createTask(...request)
            : Promise.reject(
                refused(
                  429,
                  { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '50' },
                  JSON.stringify({
                    code: 'RESOURCE_EXHAUSTED',
                    message: `Too many tasks already active. Task resource paths: ${OTHERS.join(', ')}`,
                  }),
                ),
              ),
        getTask: (path, options) => {
          readTasks.add(path.taskId);
          return client.getTask(path, options);
        },
      }),
    });
    expect(ends).toEqual(['ended', 'ended']);
    expect([...readTasks]).toEqual(['0', '1']);
    const [first] = service.tally.created;
    expect(first?.at).toBeGreaterThanOrEqual(40_000);
    expect(first?.at).toBeLessThan(70_000);
  });

  it('a full place is tried by one creation at a time', async () => {
    const clock = eventClock();
    const service = simulatedService(clock, { ...QUOTAS, createsAMinute: 40 }, 0);
    const place = { universeId: '1', placeId: '2' };
    const stranger = service.client(1, [120_000]);
    const ours = service.client(0, times(4));
    const work = async (): Promise<readonly Scheduled[]> => {
      for (let created = 0; created < 10; created += 1) {
        await stranger.createTask(place, { script: '0' });
      }
      return runAll(
        times(4).map((_, index) => ({
          script: { file: `${index}.luau`, text: String(index) },
          place,
          timeoutMs: 300_000,
          bootTimeoutMs: 60_000,
          maxWaitMs: HOUR_MS,
        })),
        {
          client: ours,
          context: { clock, random: () => 0.5, signal: new AbortController().signal },
          onEvent: () => {},
          onProgress: () => {},
          onInternalError: fail,
        },
      );
    };
    const done = await clock.run(work());
    expect(done.map(({ run: one }) => one.status)).toEqual(Array(4).fill('ended'));
    // The back-off soon reaches 16 s in the mean, of the 130 s in which the place is full.
    expect(service.tally.refusedCreates).toBeLessThanOrEqual(12);
  });

  it('a full place ends a run with the refusal when `max-wait` is over', async () => {
    const error = refused(
      429,
      { 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '50' },
      `{"message":"Too many tasks already active: ${OTHERS[0]}"}`,
    );
    const { tamper } = failingFrom(1, error);
    const { scheduled } = await run(times(1), {
      plan: { maxWaitMs: 30_000 },
      tamper: (client) => ({
        ...tamper(client),
        getTask: (path) => Promise.resolve({ value: { path, state: 'PROCESSING' } }),
      }),
    });
    expect(scheduled[0]?.run).toMatchObject({ status: 'quota-exceeded', error, waitedMs: 30_000 });
  });
});

describe('a binary input of several scripts', () => {
  it('each creation has the binary input', async () => {
    const sent: unknown[] = [];
    await run(times(2), {
      obtainBinaryInput: () => Promise.resolve('inputs/1'),
      tamper: (client) => ({
        createTask: (place, task, signal) => {
          sent.push(task.binaryInput);
          return client.createTask(place, task, signal);
        },
      }),
    });
    expect(sent).toEqual(['inputs/1', 'inputs/1']);
  });

  it('a binary input that a quota refuses is retried like a creation', async () => {
    let requests = 0;
    const { ends, events } = await run([1_000], {
      obtainBinaryInput: () => {
        requests += 1;
        return requests === 1
          ? Promise.reject(refused(429, { 'x-ratelimit-reset': '30' }))
          : Promise.resolve('inputs/1');
      },
    });
    expect(ends).toEqual(['ended']);
    expect(events[0]).toMatchObject({ kind: 'quota-exceeded', throttle: { kind: 'quota' } });
  });

  it.each([500, 503, 400])(
    'a binary input that fails with %i leaves the task uncreated for certain',
    async (status) => {
      const error = refused(status);
      const { scheduled, service } = await run(times(2), {
        obtainBinaryInput: () => Promise.reject(error),
      });
      for (const { run: one } of scheduled) {
        expect(one).toEqual({ status: 'not-created', error });
      }
      expect(service.tally.created).toEqual([]);
    },
  );

  it('a changed binary input ends the scripts that wait, and none that runs', async () => {
    const error = new InvalidInputError('binary-input', 'changed', 'one that does not');
    let requests = 0;
    const { ends, scheduled, service, internalErrors } = await run(times(9, 120_000), {
      obtainBinaryInput: () =>
        (requests += 1) > 5 ? Promise.reject(error) : Promise.resolve('inputs/1'),
    });
    expect(ends).toEqual([...Array(5).fill('ended'), ...Array(4).fill('not-created')]);
    expect(scheduled.at(-1)?.run).toEqual({ status: 'not-created', error });
    expect(service.tally.created).toHaveLength(5);
    expect(requests).toBe(6);
    expect(internalErrors).toEqual([]);
  });

  it('no creation passes one whose binary input is uploaded', async () => {
    let requests = 0;
    const { service, ends } = await run(times(7), {
      obtainBinaryInput: () => {
        requests += 1;
        return Promise.resolve('inputs/1');
      },
      quotas: { createsAMinute: 5 },
    });
    expect(new Set(ends)).toEqual(new Set(['ended']));
    expect(requests).toBe(7);
    expect(service.tally.refusedCreates).toBe(0);
  });
});

describe('a cancelled schedule', () => {
  it.each([0, 100, 300, 5_000, 30_000, 70_000])(
    'a cancellation after %d ms ends every run at once',
    async (cancelAtMs) => {
      const { scheduled, service, endedAtMs } = await run(times(14, 200_000), { cancelAtMs });
      expect(endedAtMs).toBeLessThanOrEqual(cancelAtMs + 1_000);
      const running = scheduled.filter(({ run: one }) => one.status === 'cancelled' && one.mayRun);
      expect(new Set(scheduled.map(({ run: one }) => one.status))).toEqual(new Set(['cancelled']));
      expect(running).toHaveLength(service.tally.created.length);
    },
  );
});

describe('an internal error among several runs', () => {
  const error = new TypeError('x is undefined');

  /** The ids of the tasks that may go on. */
  const tasksOf = ({ scheduled }: Ran): readonly unknown[] =>
    scheduled.map(({ run: one }) =>
      'snapshot' in one ? one.snapshot?.task.path.taskId : one.status,
    );

  it('an internal error ends all runs at once and names every created task', async () => {
    const ran = await run([500, ...times(8, 60_000)], {
      onEvent: ({ kind }, index) => {
        if (kind === 'created' && index === 3) throw error;
      },
    });
    const { ends, scheduled, service, internalErrors, endedAtMs } = ran;
    const created = service.tally.created.length;
    expect(created).toBeGreaterThanOrEqual(4);
    expect(created).toBeLessThan(9);
    expect(ends).toEqual(Array(9).fill('internal-error'));
    expect(tasksOf(ran).filter((id) => id !== 'internal-error')).toHaveLength(created);
    expect(scheduled[3]?.run).toMatchObject({ error, mayRun: true });
    expect(scheduled[8]?.run).toEqual({ status: 'internal-error', error, mayRun: false });
    expect(internalErrors[0]).toBe(error);
    expect(endedAtMs).toBeLessThan(5_000);
  });

  it('an internal error leaves ended runs as they were', async () => {
    const { ends } = await run([...times(3), 200_000], {
      onEvent: ({ kind }, index) => {
        if (kind === 'still-running' && index === 3) throw error;
      },
    });
    expect(ends).toEqual(['ended', 'ended', 'ended', 'internal-error']);
  });

  it("an internal error after a task's end ends the other runs too", async () => {
    const { scheduled, internalErrors } = await run([1_000, 60_000], {
      tamper: () => ({ listLogs: () => Promise.reject(error) }),
    });
    expect(internalErrors[0]).toBe(error);
    expect(scheduled.map(({ run: one }) => one)).toMatchObject([
      { status: 'ended', interruption: { status: 'internal-error', error } },
      { status: 'internal-error', error },
    ]);
  });

  it('an internal error in the progress report ends the unfinished runs', async () => {
    const { ends, internalErrors } = await run([1_000, ...times(3, 300_000)], {
      onProgress: () => {
        throw error;
      },
    });
    expect(internalErrors[0]).toBe(error);
    expect(ends).toContain('internal-error');
  });
});

describe('jobs that share a quota', () => {
  it('jobs that share a quota all finish', async () => {
    const clock = eventClock();
    const service = simulatedService(clock, QUOTAS, 0);
    const job = async (number: number): Promise<readonly Scheduled[]> => {
      let drawn = number;
      return runAll(
        times(10).map((_, index) => ({
          script: { file: `${index}.luau`, text: String(index) },
          place: { universeId: '1', placeId: '2' },
          timeoutMs: 300_000,
          bootTimeoutMs: 60_000,
          maxWaitMs: 6 * HOUR_MS,
        })),
        {
          client: service.client(number, times(10)),
          context: {
            clock,
            random: () => (drawn = (drawn * 16_807 + 11) % 2_147_483_647) / 2_147_483_647,
            signal: new AbortController().signal,
          },
          onEvent: () => {},
          onProgress: () => {},
          onInternalError: fail,
        },
      );
    };
    const done = await clock.run(Promise.all([101, 20_202, 3_030_303, 404_040_404].map(job)));
    expect(new Set(done.flat().map(({ run: one }) => one.status))).toEqual(new Set(['ended']));
    expect(service.tally.created).toHaveLength(40);
    expect(service.tally.refusedCreates).toBeLessThan(40);
  });
});
