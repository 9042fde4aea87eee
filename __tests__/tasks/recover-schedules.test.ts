import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import { errorFromResponse, OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import { CreateLimiter } from '../../src/tasks/create-limiter.ts';
import { PollLimiter } from '../../src/tasks/poll-limiter.ts';
import type { RunPlan, RunResult } from '../../src/tasks/run-result.ts';
import { runScript } from '../../src/tasks/run-task.ts';
import type { Clock } from '../../src/util/clock.ts';
import { virtualContext } from '../support/context.ts';
import { runs } from '../support/runs.ts';

// A model of the service in virtual time. It reads the claim's numbers from the script that was sent, and decides by the
// rules of the prelude which task starts the script.

const REQUEST = { method: 'POST', path: '/tasks' };
const PLAN: RunPlan = {
  script: { text: 'print(1)' },
  place: { universeId: '1', placeId: '2' },
  timeoutMs: 60_000,
  bootTimeoutMs: 30_000,
  maxWaitMs: 120_000,
  recovers: true,
};
const LIMIT_MS = PLAN.timeoutMs + PLAN.bootTimeoutMs;
/** A task that ran for long is polled every ten seconds or so. */
const SEEN_LATER_MS = 20_000;

/** What happens to one creation and its task. */
interface Fate {
  readonly creation: 'answered' | 'lost' | 'never-arrived' | 'refused';
  readonly answerMs: number;
  /** From the creation to the start of the prelude; undefined for a place that never boots. */
  readonly bootMs: number | undefined;
  /** From the start to the end of the script; undefined for one that never ends. */
  readonly runMs: number | undefined;
  /** Whether its server crashes right before the prelude. */
  readonly crashes: boolean;
}

interface ModelTask {
  readonly number: number;
  readonly fate: Fate;
  readonly createdAt: number;
  readonly startsAt: number;
  readonly script: string;
  /** Decided when it starts. */
  outcome?: 'ran' | 'taken' | 'late' | 'crashed';
}

const CLAIM = /\("([0-9a-f]+)", (\d+), (\d+)\) if claim then/;

/** The service: its tasks, and the claims in its memory store. */
function modelService(fates: readonly Fate[], clock: Clock, skewMs: number) {
  const tasks: ModelTask[] = [];
  const claims = new Map<string, { readonly owner: number; readonly expiresAt: number }>();
  let creations = 0;

  /** Lets tasks start in the order of time. */
  const startUntil = (until: number): void => {
    const due = tasks.filter(({ outcome, startsAt }) => outcome === undefined && startsAt <= until);
    for (const task of due.toSorted((a, b) => a.startsAt - b.startsAt)) {
      if (task.fate.crashes) {
        task.outcome = 'crashed';
        continue;
      }
      const [, token = '', lastStart = '', expiry = ''] = CLAIM.exec(task.script) ?? [];
      const claim = claims.get(token);
      if (claim !== undefined && claim.expiresAt > task.startsAt) {
        task.outcome = 'taken';
        continue;
      }
      const expiresAt = task.startsAt + Number(expiry) * 1_000;
      claims.set(token, { owner: task.number, expiresAt });
      const serverSeconds = Math.floor((task.startsAt + skewMs) / 1_000);
      task.outcome = serverSeconds > Number(lastStart) ? 'late' : 'ran';
    }
  };
  const stateOf = (task: ModelTask): Omit<LuauTask, 'path'> => {
    const { fate, startsAt, script } = task;
    startUntil(clock.now());
    const endsAt = startsAt + (task.outcome === 'ran' ? (fate.runMs ?? Infinity) : 0);
    if (task.outcome === undefined || clock.now() < endsAt) {
      return { state: 'PROCESSING' };
    }
    if (task.outcome === 'crashed') {
      return { state: 'FAILED', error: { code: 'INTERNAL_ERROR' } };
    }
    if (task.outcome === 'ran') {
      return { state: 'COMPLETE', results: [task.number] };
    }
    const [, token = ''] = CLAIM.exec(script) ?? [];
    return { state: 'COMPLETE', results: [`luau-execution-action ${token} ${task.outcome}`] };
  };
  const pathOf = (number: number) => ({ universeId: '1', placeId: '2', taskId: `t${number}` });

  const client: LuauExecution = {
    createTask: async (_, { script }, signal) => {
      const fate = fates[Math.min(creations, fates.length - 1)] as Fate;
      creations += 1;
      if (fate.creation === 'refused') {
        throw errorFromResponse(REQUEST, {
          status: 429,
          headers: { 'x-envoy-ratelimited': 'true', 'x-ratelimit-reset': '20' },
          text: '{"errors":[{"code":0,"message":""}]}',
        });
      }
      const number = tasks.length;
      if (fate.creation !== 'never-arrived') {
        const createdAt = clock.now();
        const startsAt = createdAt + (fate.bootMs ?? Infinity);
        tasks.push({ number, fate, createdAt, startsAt, script });
      }
      await clock.sleep(fate.answerMs, signal);
      if (fate.creation !== 'answered') {
        throw new OpenCloudError({ failure: 'no-answer', request: REQUEST });
      }
      return { value: { path: pathOf(number), state: 'PROCESSING' } };
    },
    getTask: ({ taskId }) => {
      const task = tasks[Number(taskId.slice(1))] as ModelTask;
      return Promise.resolve({ value: { path: pathOf(task.number), ...stateOf(task) } });
    },
    listLogs: () => Promise.resolve({ value: { messages: [{ text: '1' }] } }),
    createBinaryInput: () => Promise.reject(new Error('not requested')),
  };
  return {
    client,
    tasks,
    settle: () => startUntil(Number.MAX_SAFE_INTEGER),
  };
}

const HOUR_MS = 3_600_000;

const FATE: fc.Arbitrary<Fate> = fc.record({
  creation: fc.constantFrom('answered', 'answered', 'lost', 'never-arrived', 'refused'),
  answerMs: fc.constantFrom(200, 2_000, 30_000),
  bootMs: fc.oneof(
    fc.integer({ min: 1_000, max: 40_000 }),
    fc.integer({ min: 20_000, max: 6 * HOUR_MS }),
    fc.constant(undefined),
  ),
  runMs: fc.oneof(fc.integer({ min: 0, max: PLAN.timeoutMs }), fc.constant(undefined)),
  crashes: fc.constantFrom(false, false, false, false, true),
});

async function runSchedule(
  fates: readonly Fate[],
  skewMs: number,
): Promise<{ run: RunResult; tasks: readonly ModelTask[]; endedAt: number }> {
  const context = virtualContext();
  const service = modelService(fates, context.clock, skewMs);
  const run = await runScript(PLAN, {
    client: service.client,
    context,
    pollLimiter: new PollLimiter(context),
    limiter: new CreateLimiter(context),
    onEvent: () => {},
    claims: { nonce: () => 'ab12', wallClock: () => context.clock.now() },
  });
  const endedAt = context.clock.now();
  service.settle();
  return { run, tasks: service.tasks, endedAt };
}

describe('a run that recovers, over random schedules', () => {
  it('never starts the script twice, even if the clocks differ by 50 minutes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(FATE, { minLength: 3, maxLength: 3 }),
        fc.integer({ min: -50 * 60_000, max: 50 * 60_000 }),
        async (fates, skewMs) => {
          const { tasks } = await runSchedule(fates, skewMs);
          expect(tasks.length).toBeLessThanOrEqual(2);
          expect(tasks.filter(({ outcome }) => outcome === 'ran').length).toBeLessThanOrEqual(1);
        },
      ),
      { numRuns: runs(2_000) },
    );
  });

  it('has an answer whenever a task that Roblox accepted could give one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(FATE, { minLength: 3, maxLength: 3 }), async (fates) => {
        const { run, tasks, endedAt } = await runSchedule(fates, 0);
        const winner = tasks.find(({ outcome }) => outcome === 'ran');
        if (winner?.fate.creation === 'answered' && winner.fate.runMs !== undefined) {
          const answeredAt = winner.createdAt + winner.fate.answerMs;
          const endsAt = Math.max(answeredAt, winner.startsAt + winner.fate.runMs);
          if (endsAt <= answeredAt + LIMIT_MS) {
            expect(run).toMatchObject({ status: 'ended', task: { results: [winner.number] } });
            expect(endedAt).toBeLessThanOrEqual(endsAt + SEEN_LATER_MS);
          }
        }
        // What has no answer says whether the script is known to have started.
        if (run.recovery?.hasStarted !== undefined) {
          expect(run.recovery.hasStarted).toBe(winner !== undefined);
        }
        if (run.status === 'ended' && run.task.state === 'COMPLETE') {
          expect(run.task.results).toEqual([winner?.number]);
        }
      }),
      { numRuns: runs(2_000) },
    );
  });
});
