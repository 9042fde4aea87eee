import { describe, expect, it } from '@jest/globals';
import { PollLimiter } from '../../src/tasks/poll-limiter.ts';
import { pollTask, type PollResult } from '../../src/tasks/poll-task.ts';
import type { PollEvent } from '../../src/tasks/run-result.ts';
import { errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
import { virtualContext } from '../support/context.ts';
import { CREATED, timeline } from '../support/timeline.ts';

type OperationContext = ReturnType<typeof virtualContext>;

const REQUEST = { method: 'GET', path: '/task' };
const refused = (status: number, headers = {}) =>
  errorFromResponse(REQUEST, { status, headers, text: '' });

function wait(
  client: Pick<LuauExecution, 'getTask'>,
  context: OperationContext,
  limitMs = 360_000,
  onEvent: (event: PollEvent) => void = () => {},
): Promise<PollResult> {
  return pollTask(CREATED, limitMs, client, context, new PollLimiter(context), onEvent);
}

/** A read that is answered at this time at the earliest, and then like this. */
function notBefore(
  { clock }: OperationContext,
  endedAtMs: number,
  answer: LuauExecution['getTask'],
): LuauExecution['getTask'] {
  return async (...request) => {
    await clock.sleep(Math.max(0, endedAtMs - clock.now()));
    return answer(...request);
  };
}

/** The most reads that any minute holds. */
function mostInAMinute(reads: readonly number[]): number {
  return Math.max(
    ...reads.map((from) => reads.filter((at) => at >= from && at < from + 60_000).length),
  );
}

describe('pollTask', () => {
  it.each(['COMPLETE', 'FAILED', 'CANCELLED'])(
    'returns a task with the state %s',
    async (state) => {
      const context = virtualContext();
      const waited = await wait(timeline(context.clock, [[2_000, state]]), context);
      expect(waited).toMatchObject({ status: 'ended', task: { state } });
    },
  );

  it('goes on through QUEUED, STATE_UNSPECIFIED and unknown states', async () => {
    const context = virtualContext();
    const client = timeline(context.clock, [
      [0, 'QUEUED'],
      [2_000, 'STATE_UNSPECIFIED'],
      [4_000, 'HIBERNATING'],
      [6_000, 'COMPLETE'],
    ]);
    const states: string[] = [];
    const waited = await wait(client, context, 360_000, (event) => {
      if (event.kind === 'state') {
        states.push(event.task.state);
      }
    });
    expect(waited.task.state).toBe('COMPLETE');
    expect(states).toEqual(['QUEUED', 'STATE_UNSPECIFIED', 'HIBERNATING', 'COMPLETE']);
  });

  it('reads no task that had ended when it was created', async () => {
    const context = virtualContext();
    const client = timeline(context.clock, []);
    const pollLimiter = new PollLimiter(context);
    const done = { ...CREATED, state: 'COMPLETE' };
    await pollTask(done, 1_000, client, context, pollLimiter, () => {});
    expect(client.reads).toEqual([]);
  });

  it('gives up on a task that never leaves PROCESSING, after a last read', async () => {
    const context = virtualContext();
    const client = timeline(context.clock, []);
    const waited = await wait(client, context, 90_000);
    expect(waited).toMatchObject({ status: 'poll-timeout', task: { state: 'PROCESSING' } });
    expect(context.clock.now()).toBe(90_000);
    expect(client.reads.at(-1)).toBe(90_000);
  });

  it('finds the end of a task at the last moment', async () => {
    const context = virtualContext();
    const waited = await wait(timeline(context.clock, [[90_000, 'COMPLETE']]), context, 90_000);
    expect(waited.status).toBe('ended');
  });

  it('reports once a minute that the task still runs', async () => {
    const context = virtualContext();
    const at: number[] = [];
    await wait(timeline(context.clock, []), context, 300_000, (event) => {
      if (event.kind === 'still-running') {
        at.push(Math.floor(event.elapsedMs / 60_000));
      }
    });
    expect(at).toEqual([1, 2, 3, 4]);
  });

  it('reports a running task exactly a minute after the last event', async () => {
    const context = virtualContext();
    const at: number[] = [];
    const getTask = notBefore(context, 60_000, () => Promise.resolve({ value: CREATED }));
    await wait({ getTask }, context, 61_000, (event) => {
      if (event.kind === 'still-running') {
        at.push(event.elapsedMs);
      }
    });
    expect(at).toEqual([60_000]);
  });

  it("counts from the task's creation, whatever the clock's time", async () => {
    const context = virtualContext();
    await context.clock.sleep(1_000_000);
    const client = timeline(context.clock, [[1_003_000, 'COMPLETE']]);
    const events: PollEvent[] = [];
    await wait(client, context, 360_000, (event) => events.push(event));
    expect(client.reads[0]).toBe(1_000_200);
    expect(events).toEqual([
      { kind: 'state', task: { ...CREATED, state: 'COMPLETE' }, elapsedMs: expect.any(Number) },
    ]);
    expect((events[0] as { elapsedMs: number }).elapsedMs).toBe(context.clock.now() - 1_000_000);
  });

  it('leaves the quota to the tasks that are still polled', async () => {
    const context = virtualContext();
    const pollLimiter = new PollLimiter(context);
    const client = timeline(context.clock, [[0, 'COMPLETE']]);
    await pollTask(CREATED, 360_000, client, context, pollLimiter, () => {});
    await pollLimiter.join().acquire(0, Infinity, context.signal);
    expect(context.clock.now()).toBeCloseTo(200 + 0.4 * (60_000 / 44));
  });

  it('throws an internal error', async () => {
    const bug = new TypeError('x is undefined');
    await expect(wait({ getTask: () => Promise.reject(bug) }, virtualContext())).rejects.toBe(bug);
  });

  it('stops at once when the workflow is cancelled', async () => {
    const context = virtualContext();
    const reason = new Error('cancelled');
    const client = timeline(context.clock, []);
    const waiting = wait(client, context);
    context.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});

describe('a failed read', () => {
  it("a failed read is retried until the run's deadline", async () => {
    const context = virtualContext();
    const client = { getTask: () => Promise.reject(refused(502)) };
    const failed: number[] = [];
    const waited = await wait(client, context, 60_000, (event) => {
      if (event.kind === 'poll-failed') {
        failed.push(event.waitMs);
      }
    });
    expect(waited).toMatchObject({ status: 'unreachable', error: { status: 502 } });
    expect(context.clock.now()).toBe(60_000);
    expect(failed.length).toBeGreaterThan(5);
  });

  it('a failed last read does not hide that the task never finished', async () => {
    const context = virtualContext();
    const steady = timeline(context.clock, []);
    const getTask: LuauExecution['getTask'] = (...request) =>
      context.clock.now() < 55_000 ? steady.getTask(...request) : Promise.reject(refused(503));
    const waited = await wait({ getTask }, context, 60_000);
    expect(waited).toMatchObject({ status: 'poll-timeout', task: { state: 'PROCESSING' } });
    expect(context.clock.now()).toBe(60_000);
  });

  it.each([
    [30_000, 'poll-timeout'],
    [29_999, 'unreachable'],
  ])('reads that fail after one at %d of 60000 ms make the task %s', async (seenAtMs, end) => {
    const context = virtualContext();
    let reads = 0;
    const getTask = notBefore(context, seenAtMs, () => {
      reads += 1;
      return reads === 1 ? Promise.resolve({ value: CREATED }) : Promise.reject(refused(503));
    });
    expect(await wait({ getTask }, context, 60_000)).toMatchObject({ status: end });
  });

  it('a read has 30 s, less towards the deadline, and at least 2 s', async () => {
    const context = virtualContext();
    const polls: (readonly [at: number, deadlineMs: number])[] = [];
    const getTask: LuauExecution['getTask'] = (_, { deadlineMs = 0, signal } = {}) => {
      expect(signal).toBe(context.signal);
      polls.push([context.clock.now(), deadlineMs]);
      return Promise.resolve({ value: CREATED });
    };
    await wait({ getTask }, context, 40_000);
    expect(polls[0]).toEqual([200, 30_000]);
    expect(polls.at(-1)).toEqual([40_000, 2_000]);
    const later = polls.filter(([at]) => at > 10_000 && at < 38_000);
    expect(new Set(later.map(([at, deadlineMs]) => at + deadlineMs))).toEqual(new Set([40_000]));
  });

  it('a hanging read goes on past the deadline for a moment only', async () => {
    const context = virtualContext();
    const getTask: LuauExecution['getTask'] = async (_, { deadlineMs = 0 } = {}) => {
      await context.clock.sleep(deadlineMs);
      throw refused(504);
    };
    expect(await wait({ getTask }, context, 40_000)).toMatchObject({ status: 'unreachable' });
    expect(context.clock.now()).toBeGreaterThanOrEqual(40_000);
    expect(context.clock.now()).toBeLessThanOrEqual(42_000);
  });

  it('a read over a quota whose reset is after the deadline is retried at the deadline', async () => {
    const context = virtualContext();
    const later = timeline(context.clock, [[4_000, 'COMPLETE']]);
    const getTask: LuauExecution['getTask'] = (...request) =>
      context.clock.now() < 20_000
        ? Promise.reject(refused(429, { 'x-ratelimit-reset': '90' }))
        : later.getTask(...request);
    expect(await wait({ getTask }, context, 30_000)).toMatchObject({ status: 'ended' });
    expect(context.clock.now()).toBe(30_000);
  });

  it('a failed read counts against the quota', async () => {
    const context = virtualContext(0);
    const reads: number[] = [];
    const getTask = () => {
      reads.push(context.clock.now());
      return Promise.reject(refused(503));
    };
    await wait({ getTask }, context, 300_000);
    expect(mostInAMinute(reads)).toBeLessThanOrEqual(45);
  });

  it("a failed read's response advertises the quota too", async () => {
    const context = virtualContext();
    const reads: number[] = [];
    const getTask: LuauExecution['getTask'] = () => {
      reads.push(context.clock.now());
      return reads.length === 1
        ? Promise.reject(refused(503, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '30' }))
        : Promise.resolve({ value: { ...CREATED, state: 'COMPLETE' } });
    };
    await wait({ getTask }, context);
    expect(reads).toEqual([200, 30_200]);
  });

  it('a failed read does not matter if a later one succeeds', async () => {
    const context = virtualContext();
    const steady = timeline(context.clock, [[3_000, 'COMPLETE']]);
    let count = 0;
    const getTask: LuauExecution['getTask'] = (...request) => {
      count += 1;
      return count % 2 === 1 ? Promise.reject(refused(500)) : steady.getTask(...request);
    };
    expect(await wait({ getTask }, context)).toMatchObject({ status: 'ended' });
  });

  it.each([401, 403, 404])('a permanent %i ends the polling', async (status) => {
    const context = virtualContext();
    const early = timeline(context.clock, []);
    const getTask: LuauExecution['getTask'] = (...request) =>
      context.clock.now() < 10_000 ? early.getTask(...request) : Promise.reject(refused(status));
    expect(await wait({ getTask }, context)).toMatchObject({
      status: 'unreachable',
      error: { status },
    });
    expect(context.clock.now()).toBeLessThan(20_000);
  });

  it.each([0, 1_000_000])(
    'a 404 just after the creation is tolerated, with the clock at %d',
    async (startMs) => {
      const context = virtualContext();
      await context.clock.sleep(startMs);
      const later = timeline(context.clock, [[startMs + 4_000, 'COMPLETE']]);
      const getTask: LuauExecution['getTask'] = (...request) =>
        context.clock.now() < startMs + 2_000
          ? Promise.reject(refused(404))
          : later.getTask(...request);
      expect(await wait({ getTask }, context)).toMatchObject({ status: 'ended' });
    },
  );

  it.each([
    [404, 9_999, 'ended'],
    [404, 10_000, 'unreachable'],
    [403, 200, 'unreachable'],
  ])('a read with a %i after %d ms makes the task %s', async (status, endedAtMs, end) => {
    const context = virtualContext();
    let reads = 0;
    const getTask = notBefore(context, endedAtMs, () => {
      reads += 1;
      return reads === 1
        ? Promise.reject(refused(status))
        : Promise.resolve({ value: { ...CREATED, state: 'COMPLETE' } });
    });
    expect(await wait({ getTask }, context)).toMatchObject({ status: end });
  });

  it('a read over the quota is retried at the reset, not before', async () => {
    const context = virtualContext();
    const later = timeline(context.clock, [[4_000, 'COMPLETE']]);
    let refusals = 0;
    const getTask: LuauExecution['getTask'] = (...request) => {
      refusals += 1;
      return refusals === 1
        ? Promise.reject(refused(429, { 'x-ratelimit-reset': '30' }))
        : later.getTask(...request);
    };
    await wait({ getTask }, context);
    expect(later.reads[0]).toBeGreaterThan(30_000);
  });
});

describe('the number of reads', () => {
  it.each([0, 0.5, 0.999])(
    'stays within 45 a minute if nothing is advertised (draw %d)',
    async (draw) => {
      const context = virtualContext(draw);
      const client = timeline(context.clock, []);
      await wait(client, context, 360_000);
      expect(mostInAMinute(client.reads)).toBeLessThanOrEqual(45);
    },
  );

  it('is higher if more is advertised, and stays within it', async () => {
    const context = virtualContext();
    const advertised = (): Quota => ({ limit: 200 });
    const client = timeline(context.clock, [], advertised);
    await wait(client, context, 120_000);
    expect(mostInAMinute(client.reads)).toBeGreaterThan(90);
    expect(mostInAMinute(client.reads)).toBeLessThanOrEqual(200);
  });

  it("declines with the task's age", async () => {
    const context = virtualContext();
    const client = timeline(context.clock, []);
    await wait(client, context, 360_000);
    const gaps = client.reads.slice(1).map((at, index) => at - (client.reads[index] ?? 0));
    expect(gaps[0]).toBeLessThan(600);
    expect(gaps.at(-2)).toBeGreaterThan(1_300);
  });

  it('does not decline because of slow responses: delays count from the sending', async () => {
    const context = virtualContext();
    const client = timeline(context.clock, [], () => ({ limit: 6_000 }));
    const slow: Pick<LuauExecution, 'getTask'> = {
      getTask: async (...request) => {
        const response = await client.getTask(...request);
        await context.clock.sleep(150);
        return response;
      },
    };
    await wait(slow, context, 2_000);
    expect(client.reads.slice(0, 4)).toEqual([200, 400, 600, 800]);
  });

  it('is spread over the window if others have used most of the quota', async () => {
    const context = virtualContext();
    const until = 60_000;
    const left = (): Quota => ({
      limit: 45,
      remaining: Math.max(0, 5 - Math.floor(client.reads.length)),
      resetMs: until - context.clock.now(),
    });
    const client = timeline(context.clock, [], left);
    await wait(client, context, until);
    expect(client.reads.length).toBeLessThanOrEqual(7);
    expect(client.reads.at(-2)).toBeGreaterThan(20_000);
  });
});
