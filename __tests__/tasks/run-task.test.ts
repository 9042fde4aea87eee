import { describe, expect, it } from '@jest/globals';
import { runScript } from '../../src/tasks/run-task.ts';
import type { BinaryOutput, RunResult, RunEvent, RunPlan } from '../../src/tasks/run-result.ts';
import { CreateLimiter } from '../../src/tasks/create-limiter.ts';
import { InternalError } from '../../src/tasks/internal-error.ts';
import { PollLimiter } from '../../src/tasks/poll-limiter.ts';
import { OpenCloudError, errorFromResponse, type Failure } from '../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import type { LogPage, LuauTask } from '../../src/open-cloud/types.ts';
import type { TaskPath } from '../../src/open-cloud/task-path.ts';
import { virtualContext } from '../support/context.ts';
import { CREATED, timeline } from '../support/timeline.ts';

const REQUEST = { method: 'POST', path: '/tasks' };
const PLAN: RunPlan = {
  script: { file: 'a.luau', text: 'print(1)' },
  place: { universeId: '1', placeId: '2' },
  timeoutMs: 300_000,
  bootTimeoutMs: 60_000,
  maxWaitMs: 600_000,
};

const failed = (failure: Failure): OpenCloudError =>
  new OpenCloudError({ failure, request: REQUEST });
const refused = (status: number, headers = {}, text = ''): OpenCloudError =>
  errorFromResponse(REQUEST, { status, headers, text });

type Creation = LuauTask | OpenCloudError;

interface RunDependencies {
  readonly context?: ReturnType<typeof virtualContext>;
  readonly plan?: RunPlan;
  readonly states?: Parameters<typeof timeline>[1];
  readonly client?: Partial<LuauExecution>;
  readonly onEvent?: (event: RunEvent) => void;
  readonly fetchBinaryOutput?: (uri: string, file: string) => Promise<BinaryOutput>;
  /** Told of each created task that takes no room of the place any more. */
  readonly onFreed?: (task: TaskPath) => void;
}

/** Runs the plan on a service whose creations go like this, one after another. */
async function run(
  limiter: readonly Creation[],
  {
    context = virtualContext(),
    plan = PLAN,
    states = [[3_000, 'COMPLETE']],
    client = {},
    onEvent = () => {},
    fetchBinaryOutput = () => Promise.reject(new Error('not asked for')),
    onFreed = () => {},
  }: RunDependencies = {},
): Promise<{ run: RunResult; creates: number; events: RunEvent[]; endedAtMs: number }> {
  let creates = 0;
  const events: RunEvent[] = [];
  const service: LuauExecution = {
    createTask: () => {
      const creation = limiter[Math.min(creates, limiter.length - 1)];
      creates += 1;
      return creation instanceof Error
        ? Promise.reject(creation)
        : Promise.resolve({ value: creation as LuauTask });
    },
    listLogs: () => Promise.resolve({ value: { messages: [{ text: '1' }] } }),
    createBinaryInput: () => Promise.reject(new Error('not asked for')),
    ...timeline(context.clock, states),
    ...client,
  };
  const pollLimiter = new PollLimiter(context);
  const creating = new CreateLimiter(context);
  const markEnded = creating.markEnded.bind(creating);
  const ended = await runScript(plan, {
    client: service,
    context,
    pollLimiter,
    limiter: Object.assign(creating, {
      markEnded: (task: TaskPath) => {
        onFreed(task);
        markEnded(task);
      },
    }),
    fetchBinaryOutput,
    onEvent: (event) => {
      events.push(event);
      onEvent(event);
    },
  });
  return { run: ended, creates, events, endedAtMs: context.clock.now() };
}

describe('runScript', () => {
  it('creates a task, waits for its end, and reads its log', async () => {
    const requests: unknown[] = [];
    const { run: ended, events } = await run([CREATED], {
      client: {
        createTask: (...request) => {
          requests.push(request.slice(0, 2));
          return Promise.resolve({ value: CREATED });
        },
      },
    });
    expect(requests).toEqual([[PLAN.place, { script: 'print(1)', timeoutMs: 300_000 }]]);
    expect(ended).not.toHaveProperty('binaryOutput');
    expect(ended).toMatchObject({
      status: 'ended',
      task: { state: 'COMPLETE' },
      log: { messages: [{ text: '1' }] },
      queuedMs: 0,
    });
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'state']);
  });

  it('measures how long the task was queued', async () => {
    const context = virtualContext();
    await context.clock.sleep(1_000_000);
    const { run: ended } = await run([{ ...CREATED, state: 'QUEUED' }], {
      context,
      states: [
        [0, 'QUEUED'],
        [1_010_000, 'PROCESSING'],
        [1_020_000, 'COMPLETE'],
      ],
    });
    const { queuedMs, seenMs } = ended as RunResult & { status: 'ended' };
    // Each change is found by the first read after it, a second or two later at most.
    expect(queuedMs).toBeGreaterThanOrEqual(10_000);
    expect(queuedMs).toBeLessThan(12_000);
    expect(seenMs).toBeGreaterThanOrEqual(20_000);
    expect(seenMs).toBeLessThan(22_000);
  });

  it('gives a task that never finishes `timeout` and `boot-timeout` together', async () => {
    const { run: ended, endedAtMs } = await run([CREATED], { states: [] });
    expect(ended).toMatchObject({ status: 'poll-timeout', limitMs: 360_000 });
    expect(endedAtMs).toBe(360_000);
  });

  it('returns the last snapshot of a task that never finishes', async () => {
    const context = virtualContext();
    const getTask: LuauExecution['getTask'] = () =>
      Promise.resolve({ value: { ...CREATED, updateTime: context.clock.now() } });
    const { run: ended } = await run([CREATED], { context, client: { getTask } });
    expect(ended).toMatchObject({ status: 'poll-timeout', task: { updateTime: 360_000 } });
  });

  it('reports a task that can no longer be read', async () => {
    const { run: ended } = await run([CREATED], {
      client: { getTask: () => Promise.reject(refused(403)) },
    });
    expect(ended).toMatchObject({ status: 'unreachable', task: CREATED, error: { status: 403 } });
  });

  it.each<readonly [string, Partial<LuauExecution>]>([
    ['its task ends', {}],
    ['its task can no longer be read', { getTask: () => Promise.reject(refused(403)) }],
  ])('gives its capacity back when %s', async (_, client) => {
    const freed: TaskPath[] = [];
    await run([CREATED], { client, onFreed: (task) => freed.push(task) });
    expect(freed).toEqual([CREATED.path]);
  });

  it('ends with the creation of its task if nobody waits', async () => {
    const reads: unknown[] = [];
    const { run: ended, events } = await run([CREATED], {
      plan: { ...PLAN, isLeftPending: true },
      client: { getTask: (path) => Promise.reject(reads.push(path)) },
    });
    expect(ended).toEqual({ status: 'pending', task: CREATED, seenMs: 0, queuedMs: 0 });
    expect(events).toEqual([{ kind: 'created', task: CREATED }]);
    expect(reads).toEqual([]);
  });
});

describe('an internal error', () => {
  const error = new TypeError('x is undefined');

  it('an internal error ends a run before its task is created', async () => {
    const onEvent = (): void => {
      throw error;
    };
    const { run: ended, creates } = await run([refused(429), CREATED], { onEvent });
    expect(ended).toEqual({ status: 'internal-error', error, mayRun: false });
    expect(creates).toBe(1);
  });

  it('an internal error ends a run whose creation may have arrived', async () => {
    const createTask = (): Promise<never> => Promise.reject(error);
    const { run: ended } = await run([], { client: { createTask } });
    expect(ended).toEqual({ status: 'internal-error', error, mayRun: true });
  });

  it.each<readonly [string, Partial<LuauExecution>, RunEvent['kind'] | undefined]>([
    ['is told of', {}, 'created'],
    ['is read', { getTask: () => Promise.reject(error) }, undefined],
  ])(
    'an internal error ends a run while its task %s, and the task may go on',
    async (_, client, at) => {
      const onEvent = ({ kind }: RunEvent): void => {
        if (kind === at) throw error;
      };
      const { run: ended } = await run([CREATED], { client, onEvent });
      expect(ended).toMatchObject({
        status: 'internal-error',
        error,
        mayRun: true,
        snapshot: { task: CREATED },
      });
    },
  );

  it("an internal error after the task's end keeps everything that was read", async () => {
    const { run: ended } = await run([CREATED], {
      client: { listLogs: () => Promise.reject(error) },
    });
    expect(ended).toMatchObject({
      status: 'ended',
      task: { state: 'COMPLETE' },
      log: { messages: [], error: { serverMessage: 'the step was broken off' } },
      interruption: { status: 'internal-error', error, mayRun: false },
    });
  });

  it('an internal error elsewhere ends a run through the signal', async () => {
    const context = virtualContext();
    const onEvent = (): void => context.abort(new InternalError(error));
    const { run: ended } = await run([CREATED], { context, onEvent });
    expect(ended).toMatchObject({
      status: 'internal-error',
      error,
      mayRun: true,
      snapshot: { task: CREATED },
    });
  });
});

describe("a run's binary output", () => {
  const plan = { ...PLAN, binaryOutput: '/out/a.bin' };
  const uri = 'https://storage/out?signature=sesame';
  const endsAs = (end: Partial<LuauTask>): Partial<LuauExecution> => ({
    getTask: () => Promise.resolve({ value: { ...CREATED, state: 'COMPLETE', ...end } }),
  });

  it('a binary output is downloaded into the given file', async () => {
    const requests: unknown[] = [];
    const written: BinaryOutput = { status: 'written', file: '/out/a.bin', bytes: 9 };
    const { run: ended } = await run([CREATED], {
      plan,
      client: endsAs({ binaryOutputUri: uri }),
      fetchBinaryOutput: (...request) => {
        requests.push(request);
        return Promise.resolve(written);
      },
    });
    expect(requests).toEqual([[uri, '/out/a.bin']]);
    expect(ended).toMatchObject({
      status: 'ended',
      task: { state: 'COMPLETE' },
      log: { messages: [{ text: '1' }] },
      binaryOutput: written,
    });
  });

  it('a task may return no binary output', async () => {
    const { run: ended } = await run([CREATED], { plan, client: endsAs({}) });
    expect(ended).toMatchObject({ status: 'ended', binaryOutput: { status: 'none' } });
  });

  it.each<readonly [string, RunDependencies]>([
    ['none was asked for', { client: endsAs({ binaryOutputUri: uri }) }],
    ['the task failed', { plan, client: endsAs({ state: 'FAILED', binaryOutputUri: uri }) }],
  ])('a result has no binary output if %s', async (_, dependencies) => {
    const { run: ended } = await run([CREATED], dependencies);
    expect(ended).toMatchObject({ status: 'ended', log: { messages: [{ text: '1' }] } });
    expect(ended).not.toHaveProperty('binaryOutput');
    expect(ended).not.toHaveProperty('brokenOff');
  });
});

describe('an existing task', () => {
  const plan: RunPlan = { ...PLAN, script: { text: '', isOfTask: true }, task: CREATED.path };
  const script = 'print(1)';

  it('an existing task is read with its script and polled to its end', async () => {
    const context = virtualContext();
    const states = timeline(context.clock, [[3_000, 'COMPLETE']]);
    const requests: unknown[] = [];
    const {
      run: ended,
      creates,
      events,
    } = await run([], {
      context,
      plan,
      client: {
        getTask: async (...request) => {
          requests.push(request);
          const { value } = await states.getTask(...request);
          return { value: { ...value, script } };
        },
      },
    });
    expect(requests[0]).toEqual([CREATED.path, { view: 'FULL', signal: context.signal }]);
    expect(creates).toBe(0);
    expect(ended).toMatchObject({ status: 'ended', task: { state: 'COMPLETE' } });
    expect(events).toMatchObject([
      { kind: 'attached', task: { state: 'PROCESSING', script } },
      { kind: 'state', task: { state: 'COMPLETE' } },
    ]);
  });

  it.each<readonly [string, RunPlan['script'], string | undefined, number]>([
    ['it prints', plan.script, 'print(1)', 2],
    ['nobody knows what it runs', plan.script, undefined, 2],
    ['it is known to log nothing', plan.script, 'return 1', 1],
    ['its file is given, and prints', { file: 'a.luau', text: 'print(1)' }, 'return 1', 2],
    ['its file is given, and logs nothing', { file: 'a.luau', text: 'return 1' }, 'print(1)', 1],
  ])('an empty log is read again or not if %s', async (_, named, runs, times) => {
    const pages: LogPage[] = [{ messages: [] }, { messages: [{ text: 'late' }] }];
    let requests = 0;
    await run([], {
      plan: { ...plan, script: named },
      client: {
        getTask: () =>
          Promise.resolve({
            value: { ...CREATED, state: 'COMPLETE', ...(runs !== undefined && { script: runs }) },
          }),
        listLogs: () => {
          requests += 1;
          return Promise.resolve({ value: pages[requests - 1] as LogPage });
        },
      },
    });
    expect(requests).toBe(times);
  });

  /** Runs with a task whose first reads go wrong like this, the first one at this time. */
  async function attach(errors: readonly Error[], startMs = 0, firstTakesMs = 0) {
    const context = virtualContext();
    await context.clock.sleep(startMs);
    let reads = 0;
    const done = await run([], {
      context,
      plan,
      client: {
        getTask: async () => {
          const error = errors[reads] ?? (errors.length === 1 ? errors[0] : undefined);
          reads += 1;
          await context.clock.sleep(reads === 1 ? firstTakesMs : 0);
          if (error !== undefined) {
            throw error;
          }
          return { value: { ...CREATED, state: 'COMPLETE' } };
        },
      },
    });
    return { ...done, reads };
  }

  it.each([
    ['may be one that was created just before', refused(404)],
    ['is looked for again where that may help', refused(503)],
  ])('an existing task %s', async (_, error) => {
    const { run: ended, reads } = await attach([error, error], 1_000_000);
    expect(ended).toMatchObject({ status: 'ended', task: { state: 'COMPLETE' } });
    expect(reads).toBe(3);
  });

  it.each([
    [4_999, 2],
    [5_000, 1],
  ])(
    'an existing task that is not found after %d ms is read %d times in all',
    async (firstTakesMs, times) => {
      const error = refused(404);
      const { run: ended, reads } = await attach([error], 0, firstTakesMs);
      expect(ended).toEqual({ status: 'not-found', task: CREATED.path, error });
      expect(reads).toBe(times);
    },
  );

  it('an existing task that cannot be read for half a minute counts as not found', async () => {
    const error = refused(503);
    const { run: ended, endedAtMs } = await attach([error], 1_000_000);
    expect(ended).toEqual({ status: 'not-found', task: CREATED.path, error });
    expect(endedAtMs).toBe(1_030_000);
  });

  it('an existing task that the key may not read ends the run at once', async () => {
    const error = refused(403);
    const { run: ended, reads } = await attach([error]);
    expect(ended).toEqual({ status: 'not-found', task: CREATED.path, error });
    expect(reads).toBe(1);
  });

  it('an existing task goes on if the workflow is cancelled before it was read', async () => {
    const context = virtualContext();
    const { run: ended } = await run([], {
      context,
      plan,
      client: {
        getTask: () => {
          const reason = new Error('cancelled');
          context.abort(reason);
          return Promise.reject(reason);
        },
      },
    });
    expect(ended).toEqual({ status: 'cancelled', mayRun: true });
  });

  it('an existing task may go on if an internal error ends the run', async () => {
    const error = new TypeError('x is undefined');
    const { run: ended } = await attach([error]);
    expect(ended).toEqual({ status: 'internal-error', error, mayRun: true });
  });
});

describe('a creation', () => {
  it.each([
    ['no answer came', failed('no-answer')],
    ['the answer was unreadable', failed('unreadable')],
    ['a 500 came', refused(500)],
    ['a 502 came', refused(502, {}, '<h1>Bad Gateway</h1>')],
    ['a 504 came', refused(504)],
    ['a 408 came', refused(408)],
  ])('a creation that may have arrived is never sent again: %s', async (_, error) => {
    const { run: ended, creates } = await run([error, CREATED]);
    expect(ended).toEqual({ status: 'unknown-create-outcome', error });
    expect(creates).toBe(1);
  });

  it.each([400, 401, 403, 404, 302])(
    'a creation that is refused with %i is not retried',
    async (status) => {
      const error = refused(status);
      const { run: ended, creates } = await run([error, CREATED]);
      expect(ended).toEqual({ status: 'not-created', error });
      expect(creates).toBe(1);
    },
  );

  it('a creation without a connection is retried for 30 s', async () => {
    const error = failed('not-connected');
    const { run: later, creates, events } = await run([error, error, CREATED]);
    expect(later.status).toBe('ended');
    expect(creates).toBe(3);
    expect(events.map(({ kind }) => kind)).toEqual([
      'not-connected',
      'not-connected',
      'created',
      'state',
    ]);
    const { run: never, endedAtMs } = await run([error]);
    expect(never).toEqual({ status: 'not-created', error });
    expect(endedAtMs).toBe(30_000);
  });

  it('a creation that a quota refuses is sent again at the reset', async () => {
    const held = refused(429, { 'x-ratelimit-reset': '45' });
    const { run: ended, creates, events } = await run([held, CREATED]);
    expect(ended.status).toBe('ended');
    expect(creates).toBe(2);
    expect(events[0]).toMatchObject({ kind: 'quota-exceeded', throttle: { kind: 'quota' } });
    expect((events[0] as { waitMs: number }).waitMs).toBeGreaterThanOrEqual(45_000);
  });

  it('a creation that a full place refuses is sent again after a back-off', async () => {
    const full = refused(429, {}, '{"message":"Too many tasks already active."}');
    const { run: ended, creates, endedAtMs } = await run([full, full, full, CREATED]);
    expect(ended.status).toBe('ended');
    expect(creates).toBe(4);
    expect(endedAtMs).toBeGreaterThanOrEqual(6_000);
  });

  it('a creation that is refused without a reset waits for twelve seconds', async () => {
    const { creates, endedAtMs } = await run([refused(429), refused(429), CREATED]);
    expect(creates).toBe(3);
    expect(endedAtMs).toBeGreaterThanOrEqual(24_000);
  });

  it('a creation ends before a wait that `max-wait` does not allow', async () => {
    const hourly = refused(429, { 'retry-after': '1500' }, '{"code":"X"}');
    const { run: ended, creates, endedAtMs } = await run([hourly, CREATED]);
    expect(ended).toEqual({
      status: 'quota-exceeded',
      error: hourly,
      waitedMs: 0,
      resetMs: 1_500_000,
    });
    expect([creates, endedAtMs]).toEqual([1, 0]);
  });

  it('a creation ends when its waits together exceed `max-wait`', async () => {
    const held = refused(429, { 'x-ratelimit-reset': '50' });
    const {
      run: ended,
      creates,
      endedAtMs,
    } = await run([held], {
      plan: { ...PLAN, maxWaitMs: 120_000 },
    });
    // After the third refusal, the reset lies past the end.
    expect(ended).toMatchObject({ status: 'quota-exceeded', error: held, waitedMs: endedAtMs });
    expect(endedAtMs).toBeGreaterThanOrEqual(100_000);
    expect(endedAtMs).toBeLessThanOrEqual(120_000);
    expect(creates).toBe(3);
  });

  it('a creation waits for a reset that just fits into `max-wait`, whatever is drawn', async () => {
    const context = virtualContext(0.999);
    const held = refused(429, { 'x-ratelimit-reset': '58' });
    const { run: ended, endedAtMs } = await run([held, CREATED], {
      context,
      plan: { ...PLAN, maxWaitMs: 60_000 },
      states: [[0, 'COMPLETE']],
    });
    expect(ended.status).toBe('ended');
    expect(endedAtMs).toBeGreaterThanOrEqual(58_000);
  });

  it('a creation uses all of a `max-wait` that is shorter than its own wait', async () => {
    const plan = { ...PLAN, maxWaitMs: 5_000 };
    const { run: ended, creates, endedAtMs } = await run([refused(429)], { plan });
    expect(ended).toMatchObject({ status: 'quota-exceeded', waitedMs: 5_000 });
    expect([creates, endedAtMs]).toEqual([2, 5_000]);
    expect((await run([refused(429)], { plan: { ...PLAN, maxWaitMs: 0 } })).creates).toBe(1);
  });
});

describe('a cancelled workflow', () => {
  const reason = new Error('cancelled');

  it('a cancelled workflow creates no task', async () => {
    const context = virtualContext();
    context.abort(reason);
    const { run: ended, creates } = await run([CREATED], { context });
    expect(ended).toEqual({ status: 'cancelled', mayRun: false });
    expect(creates).toBe(0);
  });

  it('a cancelled workflow ends the wait for a quota', async () => {
    const context = virtualContext();
    const { run: ended } = await run([refused(429), CREATED], {
      context,
      onEvent: () => context.abort(reason),
    });
    expect(ended).toEqual({ status: 'cancelled', mayRun: false });
  });

  it('a cancelled workflow waits a second for a creation in flight, because the response names the task', async () => {
    const context = virtualContext();
    const createTask: LuauExecution['createTask'] = async () => {
      context.abort(reason);
      await context.clock.sleep(900);
      return { value: CREATED };
    };
    const { run: ended } = await run([], { context, client: { createTask } });
    expect(ended).toMatchObject({ status: 'cancelled', mayRun: true, snapshot: { task: CREATED } });
  });

  it.each([
    [500, true],
    [401, false],
    [429, false],
  ])('a run is cancelled although the creation in flight fails with %i', async (status, mayRun) => {
    const context = virtualContext();
    const createTask: LuauExecution['createTask'] = async () => {
      context.abort(reason);
      await context.clock.sleep(500);
      throw refused(status, { 'retry-after': '1800' });
    };
    const { run: ended } = await run([], { context, client: { createTask } });
    expect(ended).toEqual({ status: 'cancelled', mayRun });
  });

  it('a cancelled workflow waits no longer than a second', async () => {
    const context = virtualContext();
    const createTask: LuauExecution['createTask'] = async (_, __, signal) => {
      context.abort(reason);
      await context.clock.sleep(60_000, signal);
      return { value: CREATED };
    };
    const { run: ended, endedAtMs } = await run([], { context, client: { createTask } });
    expect(ended).toEqual({ status: 'cancelled', mayRun: true });
    expect(endedAtMs).toBe(1_000);
  });

  it('a cancelled run names the task that goes on', async () => {
    const context = virtualContext();
    const { run: ended } = await run([CREATED], {
      context,
      states: [[1_000, 'QUEUED']],
      onEvent: ({ kind }) => {
        if (kind === 'state') context.abort(reason);
      },
    });
    expect(ended).toMatchObject({
      status: 'cancelled',
      mayRun: true,
      snapshot: { task: { state: 'QUEUED', path: CREATED.path } },
    });
  });

  it('a cancelled run has the time that the task was queued', async () => {
    const context = virtualContext();
    const { run: ended } = await run([{ ...CREATED, state: 'QUEUED' }], {
      context,
      states: [[0, 'QUEUED']],
      onEvent: () => {
        void context.clock.sleep(30_000).then(() => context.abort(reason));
      },
    });
    expect(ended).toMatchObject({ snapshot: { seenMs: 30_000, queuedMs: 30_000 } });
  });

  const results = [{ gold: 3 }];
  const complete: LuauExecution['getTask'] = () =>
    Promise.resolve({
      value: { ...CREATED, state: 'COMPLETE', results, binaryOutputUri: 'https://storage/out' },
    });

  it("a cancelled run keeps the ended task's results and the part of its log", async () => {
    const context = virtualContext();
    const pages: LogPage[] = [{ messages: [{ text: '1' }], nextPageToken: 'two' }];
    const { run: ended } = await run([CREATED], {
      context,
      client: {
        getTask: complete,
        listLogs: () => {
          const page = pages.shift();
          if (page === undefined) {
            context.abort(reason);
            return Promise.reject(reason);
          }
          return Promise.resolve({ value: page });
        },
      },
    });
    expect(ended).toMatchObject({
      status: 'ended',
      task: { state: 'COMPLETE', results },
      log: { messages: [{ text: '1' }] },
      interruption: {
        status: 'cancelled',
        mayRun: false,
        snapshot: { task: { state: 'COMPLETE' } },
      },
    });
    const { log } = ended as RunResult & { status: 'ended' };
    expect(log.error?.what).toMatch(
      /^GET \/cloud\/v2\/universes.*\/logs .*: the step was broken off$/,
    );
  });

  it('a cancelled run keeps the whole log if only the binary output was missing', async () => {
    const context = virtualContext();
    const { run: ended } = await run([CREATED], {
      context,
      plan: { ...PLAN, binaryOutput: '/out/a.bin' },
      client: { getTask: complete },
      fetchBinaryOutput: () => {
        context.abort(reason);
        return Promise.reject(reason);
      },
    });
    expect(ended).toMatchObject({
      status: 'ended',
      task: { results },
      interruption: { status: 'cancelled', mayRun: false },
    });
    expect(ended).toHaveProperty('log', { messages: [{ text: '1' }] });
    expect(ended).not.toHaveProperty('binaryOutput');
  });
});
