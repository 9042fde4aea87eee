import { describe, expect, it } from '@jest/globals';
import { runShared, type SharingEvent } from '../../src/execution/run-shared.ts';
import type { Run, RunEvent } from '../../src/execution/run.ts';
import { refusal, type OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../src/open-cloud/luau-execution.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
import type { LogMessage, LuauTask } from '../../src/open-cloud/resources.ts';
import { eventClock } from '../../tools/simulate/event-clock.ts';

const NONCE = '0123456789abcdef';
const PATH = { universeId: '1', placeId: '2', placeVersion: '3', sessionId: 's' };

/** How a task ends, in the order of creation; or how its creation fails. */
type End =
  | (Omit<LuauTask, 'path'> & { readonly logged?: readonly string[]; readonly quota?: Quota })
  | OpenCloudError;

interface Shared {
  readonly runs: readonly Run[];
  readonly events: readonly (RunEvent | SharingEvent)[];
  /** What was sent, and when. */
  readonly sent: readonly { readonly script: string; readonly at: number }[];
}

/** Runs the scripts `a.luau`, `b.luau`, … in one task, on a service whose tasks end like this. */
async function run(texts: readonly string[], ends: readonly End[], maxWaitMs = 0): Promise<Shared> {
  const clock = eventClock();
  const events: (RunEvent | SharingEvent)[] = [];
  const sent: { script: string; at: number }[] = [];
  const endOf = (taskId: string): Exclude<End, Error> => {
    const end = ends[Number(taskId)];
    if (end === undefined || end instanceof Error) {
      throw new Error(`Nobody created the task ${taskId}.`);
    }
    return end;
  };
  const client: LuauExecution = {
    createTask: async (_, { script }) => {
      const taskId = String(sent.length);
      sent.push({ script, at: clock.now() });
      const end = ends[Number(taskId)];
      if (end instanceof Error) {
        throw end;
      }
      return {
        value: { path: { ...PATH, taskId }, state: 'PROCESSING' },
        ...(end?.quota && { quota: end.quota }),
      };
    },
    getTask: async (path) => {
      const { logged: _, quota: _quota, ...task } = endOf(path.taskId);
      return { value: { path, ...task } };
    },
    listLogs: async ({ taskId }) => ({
      value: {
        messages: (endOf(taskId).logged ?? []).map((text): LogMessage => ({
          text,
          type: 'OUTPUT',
        })),
      },
    }),
    createBinaryInput: () => Promise.reject(new Error('No script has an input.')),
  };
  const scheduled = await clock.run(
    runShared(
      texts.map((text, index) => ({
        script: { file: `${String.fromCodePoint(97 + index)}.luau`, text },
        place: { universeId: '1', placeId: '2' },
        timeoutMs: 300_000,
        bootTimeoutMs: 60_000,
        maxWaitMs,
      })),
      {
        client,
        patience: { clock, random: () => 0, signal: new AbortController().signal },
        onEvent: (event) => events.push(event),
        onProgress: () => {},
        nonce: () => NONCE,
      },
    ),
  );
  return { runs: scheduled.map((one) => one.run), events, sent };
}

const mark = (event: string): string => `[share-task ${NONCE}] ${event}`;
const THREE = ['return 1', 'return 2', 'return 3'];

describe('scripts that share a task', () => {
  it('tell of a task that told nothing once, and not in the words of each', async () => {
    const { runs } = await run(THREE, [
      { state: 'FAILED', error: { code: 'DEADLINE_EXCEEDED', message: 'Too long.' } },
    ]);
    expect(runs).toMatchObject([
      {
        end: 'ended',
        task: { error: { code: 'DEADLINE_EXCEEDED' } },
        shared: { unknown: ['b.luau', 'c.luau'], because: expect.stringMatching(/^Nothing tells/) },
      },
      { end: 'not-run', because: expect.stringMatching(/^Nobody knows/), cause: 'script' },
      { end: 'not-run', because: expect.stringMatching(/^Nobody knows/), cause: 'script' },
    ]);
  });

  it.each([
    ['a fault of Roblox', { code: 'INTERNAL_ERROR' }, 'FAILED', 'infrastructure'],
    ['a cancellation', undefined, 'CANCELLED', 'cancelled'],
    ['a script', { code: 'DEADLINE_EXCEEDED' }, 'FAILED', 'script'],
  ])(
    'behind the one that %s ended were not run for that reason',
    async (_, error, state, cause) => {
      const { runs } = await run(THREE, [
        { state, ...(error && { error }), logged: [mark('begin 1')] },
      ]);
      expect(runs).toMatchObject([
        { end: 'ended', task: { state }, shared: { notRun: ['b.luau', 'c.luau'] } },
        { end: 'not-run', cause, because: expect.stringContaining('ended in a.luau') },
        { end: 'not-run', cause },
      ]);
    },
  );

  it('may all be running, where the answer to the creation was lost', async () => {
    const error = refusal(
      { method: 'POST', path: '/tasks' },
      { status: 502, headers: {}, text: '' },
    );
    const { runs, sent } = await run(THREE, [error]);
    expect(sent).toHaveLength(1);
    const behind = {
      end: 'not-run',
      because: 'Nobody knows whether its turn came in the task that it shares.',
      cause: 'infrastructure',
    };
    expect(runs).toEqual([{ end: 'maybe-running', error }, behind, behind]);
  });
});

describe('a second creation, without the script that is no Luau', () => {
  // The runner stands before the first script; the error is found by its line in what was sent.
  const wrongLine = (script: string): number =>
    script.split('\n').findIndex((line) => line === 'x = =') + 1;

  async function runTwice(maxWaitMs: number): Promise<Shared> {
    const texts = ['return 1', 'x = =', 'return 3'];
    const { sent } = await run(texts, [{ state: 'COMPLETE' }]);
    const message = `TaskScript:${wrongLine(sent[0]?.script ?? '')}: Expected identifier`;
    return run(
      texts,
      [
        {
          state: 'FAILED',
          error: { code: 'SCRIPT_ERROR', message },
          logged: [message],
          quota: { limit: 5, remaining: 0, resetMs: 40_000 },
        },
        {
          state: 'COMPLETE',
          results: [[NONCE, '{"end":"returned","ms":1}', '{"end":"returned","ms":1}']],
        },
      ],
      maxWaitMs,
    );
  }

  it('waits for the quota of which the first has told', async () => {
    const { runs, sent, events } = await runTwice(60_000);
    expect(runs).toMatchObject([
      { task: { state: 'COMPLETE' } },
      { task: { error: { message: 'TaskScript:1: Expected identifier' } } },
      { task: { state: 'COMPLETE' } },
    ]);
    expect(sent[1]?.at).toBeGreaterThanOrEqual(40_000);
    expect(sent).toHaveLength(2);
    expect(events.map(({ kind }) => kind)).toContain('held-back');
  });

  it('is not sent where that lasts longer than `max-wait`', async () => {
    const { runs, sent } = await runTwice(0);
    expect(sent).toHaveLength(1);
    expect(runs.map(({ end }) => end)).toEqual(['held-back', 'ended', 'not-run']);
    // They share a task already.
    expect(runs[0]).not.toHaveProperty('isOneOfSeveral');
  });
});
