import { describe, expect, it } from '@jest/globals';
import { readPace } from '../../src/execution/read-pace.ts';
import { waitForEnd, type Waited, type WaitEvent } from '../../src/execution/wait.ts';
import { refusal } from '../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../src/open-cloud/luau-execution.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
import { virtualPatience } from '../support/patience.ts';
import { CREATED, timeline } from '../support/timeline.ts';

type Patience = ReturnType<typeof virtualPatience>;

const REQUEST = { method: 'GET', path: '/task' };
const refused = (status: number, headers = {}) => refusal(REQUEST, { status, headers, text: '' });

function wait(
  client: Pick<LuauExecution, 'getTask'>,
  patience: Patience,
  limitMs = 360_000,
  onEvent: (event: WaitEvent) => void = () => {},
): Promise<Waited> {
  return waitForEnd(CREATED, limitMs, client, patience, readPace(patience), onEvent);
}

/** The most reads that any minute holds. */
function mostInAMinute(reads: readonly number[]): number {
  return Math.max(
    ...reads.map((from) => reads.filter((at) => at >= from && at < from + 60_000).length),
  );
}

describe('waiting for a task', () => {
  it.each(['COMPLETE', 'FAILED', 'CANCELLED'])('ends with the state %s', async (state) => {
    const patience = virtualPatience();
    const waited = await wait(timeline(patience.clock, [[2_000, state]]), patience);
    expect(waited).toMatchObject({ end: 'ended', task: { state } });
  });

  it('goes on through QUEUED, STATE_UNSPECIFIED and states that nobody knows', async () => {
    const patience = virtualPatience();
    const client = timeline(patience.clock, [
      [0, 'QUEUED'],
      [2_000, 'STATE_UNSPECIFIED'],
      [4_000, 'HIBERNATING'],
      [6_000, 'COMPLETE'],
    ]);
    const states: string[] = [];
    const waited = await wait(client, patience, 360_000, (event) => {
      if (event.kind === 'state') {
        states.push(event.task.state);
      }
    });
    expect(waited.task.state).toBe('COMPLETE');
    expect(states).toEqual(['QUEUED', 'STATE_UNSPECIFIED', 'HIBERNATING', 'COMPLETE']);
  });

  it('does not look again at a task that had ended when it was created', async () => {
    const patience = virtualPatience();
    const client = timeline(patience.clock, []);
    const pace = readPace(patience);
    const done = { ...CREATED, state: 'COMPLETE' };
    await waitForEnd(done, 1_000, client, patience, pace, () => {});
    expect(client.reads).toEqual([]);
  });

  it('gives up on a task that never leaves PROCESSING, after a last look', async () => {
    const patience = virtualPatience();
    const client = timeline(patience.clock, []);
    const waited = await wait(client, patience, 90_000);
    expect(waited).toMatchObject({ end: 'never-finished', task: { state: 'PROCESSING' } });
    expect(patience.clock.now()).toBe(90_000);
    expect(client.reads.at(-1)).toBe(90_000);
  });

  it('sees a task that ends at the very last moment', async () => {
    const patience = virtualPatience();
    const waited = await wait(timeline(patience.clock, [[90_000, 'COMPLETE']]), patience, 90_000);
    expect(waited.end).toBe('ended');
  });

  it('says once a minute that it still waits', async () => {
    const patience = virtualPatience();
    const at: number[] = [];
    await wait(timeline(patience.clock, []), patience, 300_000, (event) => {
      if (event.kind === 'still') {
        at.push(Math.floor(event.elapsedMs / 60_000));
      }
    });
    expect(at).toEqual([1, 2, 3, 4]);
  });

  it('stops at once when the workflow is cancelled', async () => {
    const patience = virtualPatience();
    const reason = new Error('cancelled');
    const client = timeline(patience.clock, []);
    const waiting = wait(client, patience);
    patience.abort(reason);
    await expect(waiting).rejects.toBe(reason);
  });
});

describe('a look that fails', () => {
  it('is repeated until the deadline of the run', async () => {
    const patience = virtualPatience();
    const client = { getTask: () => Promise.reject(refused(502)) };
    const failed: number[] = [];
    const waited = await wait(client, patience, 60_000, (event) => {
      if (event.kind === 'look-failed') {
        failed.push(event.waitMs);
      }
    });
    expect(waited).toMatchObject({ end: 'lost-sight', error: { status: 502 } });
    expect(patience.clock.now()).toBe(60_000);
    expect(failed.length).toBeGreaterThan(5);
  });

  it('at the very end does not hide that the task never finished', async () => {
    const patience = virtualPatience();
    const steady = timeline(patience.clock, []);
    const getTask: LuauExecution['getTask'] = (...request) =>
      patience.clock.now() < 55_000 ? steady.getTask(...request) : Promise.reject(refused(503));
    const waited = await wait({ getTask }, patience, 60_000);
    expect(waited).toMatchObject({ end: 'never-finished', task: { state: 'PROCESSING' } });
    expect(patience.clock.now()).toBe(60_000);
  });

  it('because it hangs does not go on past the deadline, but for a moment', async () => {
    const patience = virtualPatience();
    const getTask: LuauExecution['getTask'] = async (_, { deadlineMs = 0 } = {}) => {
      await patience.clock.sleep(deadlineMs);
      throw refused(504);
    };
    expect(await wait({ getTask }, patience, 40_000)).toMatchObject({ end: 'lost-sight' });
    expect(patience.clock.now()).toBeGreaterThanOrEqual(40_000);
    expect(patience.clock.now()).toBeLessThanOrEqual(42_000);
  });

  it('over a quota whose reset lies past the deadline is repeated at the deadline', async () => {
    const patience = virtualPatience();
    const later = timeline(patience.clock, [[4_000, 'COMPLETE']]);
    const getTask: LuauExecution['getTask'] = (...request) =>
      patience.clock.now() < 20_000
        ? Promise.reject(refused(429, { 'x-ratelimit-reset': '90' }))
        : later.getTask(...request);
    expect(await wait({ getTask }, patience, 30_000)).toMatchObject({ end: 'ended' });
    expect(patience.clock.now()).toBe(30_000);
  });

  it('counts against the quota like one that succeeds', async () => {
    const patience = virtualPatience(0);
    const reads: number[] = [];
    const getTask = () => {
      reads.push(patience.clock.now());
      return Promise.reject(refused(503));
    };
    await wait({ getTask }, patience, 300_000);
    expect(mostInAMinute(reads)).toBeLessThanOrEqual(45);
  });

  it('does not matter where a later one succeeds', async () => {
    const patience = virtualPatience();
    const steady = timeline(patience.clock, [[3_000, 'COMPLETE']]);
    let count = 0;
    const getTask: LuauExecution['getTask'] = (...request) => {
      count += 1;
      return count % 2 === 1 ? Promise.reject(refused(500)) : steady.getTask(...request);
    };
    expect(await wait({ getTask }, patience)).toMatchObject({ end: 'ended' });
  });

  it.each([401, 403, 404])('for good with a %i ends the wait', async (status) => {
    const patience = virtualPatience();
    const early = timeline(patience.clock, []);
    const getTask: LuauExecution['getTask'] = (...request) =>
      patience.clock.now() < 10_000 ? early.getTask(...request) : Promise.reject(refused(status));
    expect(await wait({ getTask }, patience)).toMatchObject({
      end: 'lost-sight',
      error: { status },
    });
    expect(patience.clock.now()).toBeLessThan(20_000);
  });

  it('with a 404 just after the creation is borne', async () => {
    const patience = virtualPatience();
    const later = timeline(patience.clock, [[4_000, 'COMPLETE']]);
    const getTask: LuauExecution['getTask'] = (...request) =>
      patience.clock.now() < 2_000 ? Promise.reject(refused(404)) : later.getTask(...request);
    expect(await wait({ getTask }, patience)).toMatchObject({ end: 'ended' });
  });

  it('over the quota is repeated at the reset, not before', async () => {
    const patience = virtualPatience();
    const later = timeline(patience.clock, [[4_000, 'COMPLETE']]);
    let refusals = 0;
    const getTask: LuauExecution['getTask'] = (...request) => {
      refusals += 1;
      return refusals === 1
        ? Promise.reject(refused(429, { 'x-ratelimit-reset': '30' }))
        : later.getTask(...request);
    };
    await wait({ getTask }, patience);
    expect(later.reads[0]).toBeGreaterThan(30_000);
  });
});

describe('how often a task is looked at', () => {
  it.each([0, 0.5, 0.999])(
    'stays within 45 reads a minute where nothing is advertised (draw %d)',
    async (draw) => {
      const patience = virtualPatience(draw);
      const client = timeline(patience.clock, []);
      await wait(client, patience, 360_000);
      expect(mostInAMinute(client.reads)).toBeLessThanOrEqual(45);
    },
  );

  it('is more often where more is advertised, and within it', async () => {
    const patience = virtualPatience();
    const advertised = (): Quota => ({ limit: 200 });
    const client = timeline(patience.clock, [], advertised);
    await wait(client, patience, 120_000);
    expect(mostInAMinute(client.reads)).toBeGreaterThan(90);
    expect(mostInAMinute(client.reads)).toBeLessThanOrEqual(200);
  });

  it('is less often later', async () => {
    const patience = virtualPatience();
    const client = timeline(patience.clock, []);
    await wait(client, patience, 360_000);
    const gaps = client.reads.slice(1).map((at, index) => at - (client.reads[index] ?? 0));
    expect(gaps[0]).toBe(200);
    expect(gaps.at(-2)).toBeGreaterThan(3_000);
  });

  it('spreads what others left of the quota over what is left of its window', async () => {
    const patience = virtualPatience();
    const until = 60_000;
    const left = (): Quota => ({
      limit: 45,
      remaining: Math.max(0, 5 - Math.floor(client.reads.length)),
      resetMs: until - patience.clock.now(),
    });
    const client = timeline(patience.clock, [], left);
    await wait(client, patience, until);
    expect(client.reads.length).toBeLessThanOrEqual(7);
    expect(client.reads.at(-2)).toBeGreaterThan(30_000);
  });

  it('rests until the reset where nothing is left', () => {
    const patience = virtualPatience();
    const pace = readPace(patience);
    pace.learn({ limit: 45, remaining: 0, resetMs: 20_000 });
    expect(pace.untilAllowed()).toBe(20_000);
    expect(pace.next(1_000)).toBeGreaterThanOrEqual(20_000);
    pace.learn({ limit: 45, remaining: 0, resetMs: 3_600_000 });
    expect(pace.untilAllowed()).toBe(60_000);
  });

  it('differs from job to job', () => {
    const next = (draw: number): number => readPace(virtualPatience(draw)).next(10_000);
    expect(next(0) / next(0.5)).toBeCloseTo(0.85);
    expect(next(0.999) / next(0.5)).toBeCloseTo(1.15);
  });
});
