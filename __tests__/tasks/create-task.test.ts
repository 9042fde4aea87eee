import { describe, expect, it } from '@jest/globals';
import { getEventListeners } from 'node:events';
import { createTask } from '../../src/tasks/create-task.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';
import { CreateLimiter } from '../../src/tasks/create-limiter.ts';
import { PollLimiter } from '../../src/tasks/poll-limiter.ts';
import type { RunDependencies } from '../../src/tasks/run-dependencies.ts';
import type { RunPlan } from '../../src/tasks/run-result.ts';
import type { Clock } from '../../src/util/clock.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
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
const NOT_CONNECTED = new OpenCloudError({ failure: 'not-connected', request: REQUEST });
const reason = new Error('cancelled');

type OperationContext = ReturnType<typeof virtualContext>;

/** What creations of one step share; `answer` responds to each. */
function step(context: OperationContext, answer: LuauExecution['createTask']): RunDependencies {
  const client: LuauExecution = {
    createTask: answer,
    listLogs: () => Promise.reject(new Error('not asked for')),
    createBinaryInput: () => Promise.reject(new Error('not asked for')),
    ...timeline(context.clock, []),
  };
  const pollLimiter = new PollLimiter(context);
  const limiter = new CreateLimiter(context);
  return { client, context, pollLimiter, limiter, onEvent: () => {} };
}

const planOf = (text: string): RunPlan => ({ ...PLAN, script: { text } });

/** Answers each creation at once, and notes which script was sent when. */
function noting({ clock }: OperationContext, quota?: Quota) {
  const sent: (readonly [script: string, endedAtMs: number])[] = [];
  const answer: LuauExecution['createTask'] = (_, { script }) => {
    sent.push([script, clock.now()]);
    return Promise.resolve({ value: CREATED, ...(quota && { quota }) });
  };
  return { sent, answer };
}

describe('the body of a creation', () => {
  /** What was sent for this plan. */
  async function sentFor(plan: RunPlan, more: Partial<RunDependencies> = {}): Promise<unknown> {
    const sent: unknown[] = [];
    const answer: LuauExecution['createTask'] = (place, task) => {
      sent.push({ place, task });
      return Promise.resolve({ value: CREATED });
    };
    await createTask(plan, { ...step(virtualContext(), answer), ...more });
    return sent;
  }

  it('a creation has the script and the timeout', async () => {
    expect(await sentFor(PLAN)).toStrictEqual([
      { place: PLAN.place, task: { script: 'print(1)', timeoutMs: 300_000 } },
    ]);
  });

  it('a creation has the script with its arguments, and the payloads if there are any', async () => {
    const plan = { ...PLAN, sent: 'local args = {}; print(1)', binaryOutput: '/out.bin' };
    expect(
      await sentFor(plan, { obtainBinaryInput: () => Promise.resolve('inputs/1') }),
    ).toStrictEqual([
      {
        place: PLAN.place,
        task: {
          script: 'local args = {}; print(1)',
          timeoutMs: 300_000,
          binaryInput: 'inputs/1',
          enableBinaryOutput: true,
        },
      },
    ]);
  });
});

describe('creations of one step', () => {
  it('the next creation does not wait for a slow response, but for an upload before the first one', async () => {
    const context = virtualContext();
    const { sent, answer } = noting(context);
    const slow = step(context, async (...request) => {
      const answered = answer(...request);
      await context.clock.sleep(30_000);
      return answered;
    });
    await Promise.all([
      createTask(planOf('first'), {
        ...slow,
        obtainBinaryInput: async () => {
          await context.clock.sleep(60_000);
          return 'inputs/1';
        },
      }),
      createTask(planOf('second'), slow),
    ]);
    expect(sent).toEqual([
      ['first', 60_000],
      ['second', 62_000],
    ]);
  });

  it('a creation waits for the reset that the one before it has learnt', async () => {
    const context = virtualContext();
    const { sent, answer } = noting(context, { limit: 5, remaining: 0, resetMs: 40_000 });
    const dependencies = step(context, answer);
    await createTask(planOf('first'), dependencies);
    await createTask(planOf('second'), dependencies);
    expect(sent[1]?.[1]).toBeGreaterThanOrEqual(40_000);
  });

  it('the error of an unsent creation names its request', async () => {
    const context = virtualContext();
    const { sent, answer } = noting(context, { limit: 5, remaining: 0, resetMs: 40_000 });
    const dependencies = step(context, answer);
    await createTask(PLAN, dependencies);
    const place = { ...PLAN.place, placeVersion: '7' };
    expect(await createTask({ ...PLAN, place, maxWaitMs: 10_000 }, dependencies)).toMatchObject({
      status: 'quota-exceeded',
      error: {
        request: {
          method: 'POST',
          path: '/cloud/v2/universes/1/places/2/versions/7/luau-execution-session-tasks',
        },
      },
    });
    expect(sent).toHaveLength(1);
  });

  it('no creation passes one that is retried without a connection', async () => {
    const context = virtualContext();
    const tried: string[] = [];
    const dependencies = step(context, (_, { script }) => {
      tried.push(script);
      return context.clock.now() < 6_000
        ? Promise.reject(NOT_CONNECTED)
        : Promise.resolve({ value: CREATED });
    });
    await Promise.all([
      createTask(planOf('first'), dependencies),
      createTask(planOf('second'), dependencies),
    ]);
    expect(tried).toEqual(['first', 'first', 'first', 'first', 'first', 'first', 'second']);
  });
});

describe('a creation without its binary input', () => {
  async function createdWithout(problem: Error): Promise<unknown> {
    const { sent, answer } = noting(virtualContext());
    const created = await createTask(PLAN, {
      ...step(virtualContext(), answer),
      obtainBinaryInput: () => Promise.reject(problem),
    });
    expect(sent).toEqual([]);
    return created;
  }

  it('a changed file ends the creation as an invalid input', async () => {
    const error = new InvalidInputError('binary-input', 'names "a.bin", which changed', 'another');
    expect(await createdWithout(error)).toEqual({ status: 'not-created', error });
  });

  it('an internal error before the request leaves nothing running', async () => {
    const error = new TypeError('boom');
    expect(await createdWithout(error)).toEqual({ status: 'internal-error', error, mayRun: false });
  });
});

describe('a creation in a cancelled workflow', () => {
  it('a creation is not sent if the workflow is cancelled during its upload', async () => {
    const context = virtualContext();
    const { sent, answer } = noting(context);
    const created = await createTask(PLAN, {
      ...step(context, answer),
      obtainBinaryInput: () => {
        context.abort(reason);
        return Promise.resolve('inputs/1');
      },
    });
    expect(created).toEqual({ status: 'cancelled', mayRun: false });
    expect(sent).toEqual([]);
  });

  it('a cancellation between two attempts without a connection leaves nothing running', async () => {
    const context = virtualContext();
    const created = await createTask(PLAN, {
      ...step(context, () => Promise.reject(NOT_CONNECTED)),
      onEvent: () => context.abort(reason),
    });
    expect(created).toEqual({ status: 'cancelled', mayRun: false });
  });

  it('a cancellation during an attempt without a connection leaves nothing running', async () => {
    const context = virtualContext();
    const answer = () => {
      if (context.clock.now() === 30_000) {
        context.abort(reason);
      }
      return Promise.reject(NOT_CONNECTED);
    };
    const created = await createTask(PLAN, step(context, answer));
    expect(created).toEqual({ status: 'cancelled', mayRun: false });
  });

  it('a response ends the grace period after a cancellation', async () => {
    const context = virtualContext();
    let waiting = 0;
    const clock: Clock = {
      ...context.clock,
      sleep: (ms, signal) => {
        waiting += 1;
        return context.clock.sleep(ms, signal).finally(() => (waiting -= 1));
      },
    };
    const answer: LuauExecution['createTask'] = async () => {
      context.abort(reason);
      await context.clock.sleep(200);
      return { value: CREATED };
    };
    const dependencies = { ...step(context, answer), context: { ...context, clock } };
    expect(await createTask(PLAN, dependencies)).toBe(CREATED);
    expect(waiting).toBe(0);
  });
});

it('createTask leaves no listener on the shared signal', async () => {
  const context = virtualContext();
  const dependencies = step(context, () => Promise.resolve({ value: CREATED }));
  const before = getEventListeners(context.signal, 'abort').length;
  await createTask(PLAN, dependencies);
  expect(getEventListeners(context.signal, 'abort')).toHaveLength(before);
});
