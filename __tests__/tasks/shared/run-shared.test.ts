import { describe, expect, it } from '@jest/globals';
import { InternalError } from '../../../src/tasks/internal-error.ts';
import { InvalidInputError } from '../../../src/inputs/invalid-input-error.ts';
import {
  checkSharing,
  runShared,
  type SharingEvent,
} from '../../../src/tasks/shared/run-shared.ts';
import type { RunResult, RunEvent, RunPlan } from '../../../src/tasks/run-result.ts';
import type { Scheduled } from '../../../src/tasks/run-all.ts';
import { buildSharedTask } from '../../../src/tasks/shared/build-shared-task.ts';
import { errorFromResponse, type OpenCloudError } from '../../../src/open-cloud/errors.ts';
import type { LuauExecution } from '../../../src/open-cloud/client.ts';
import type { Quota } from '../../../src/open-cloud/rate-limit.ts';
import type { LogMessage, LuauTask } from '../../../src/open-cloud/types.ts';
import { eventClock } from '../../../tools/simulate/event-clock.ts';

const NONCE = '0123456789abcdef';
const PATH = { universeId: '1', placeId: '2', placeVersion: '3', sessionId: 's' };

/** How a task ends, in the order of creation; or how its creation fails. */
type End =
  | (Omit<LuauTask, 'path'> & { readonly logged?: readonly string[]; readonly quota?: Quota })
  | OpenCloudError;

type Event = (RunEvent | SharingEvent) & { readonly index?: number };

interface Shared {
  readonly scheduled: readonly Scheduled[];
  readonly runs: readonly RunResult[];
  /** The events, each with the index of its plan. */
  readonly events: readonly Event[];
  /** When a log was read. */
  readonly loggedAt: readonly number[];
  /** What was sent, and when. */
  readonly sent: readonly { readonly script: string; readonly at: number }[];
}

interface Settings {
  readonly maxWaitMs?: number;
  /** Cancels the workflow so long after the beginning. */
  readonly cancelAfterMs?: number;
  /** Cancels the workflow when a log is read. */
  readonly isCancelledAtLog?: boolean;
  /** What is sent of each script. */
  readonly sentOf?: (text: string) => string;
}

const planOf = (text: string, index: number): RunPlan => ({
  script: { file: `${String.fromCodePoint(97 + index)}.luau`, text },
  place: { universeId: '1', placeId: '2' },
  timeoutMs: 300_000,
  bootTimeoutMs: 60_000,
  maxWaitMs: 0,
});

/** When the step begins: no clock begins at zero. */
const BEGIN_MS = 7_000;

/** Runs the scripts `a.luau`, `b.luau`, … in one task, on a service whose tasks end like this. */
async function run(
  texts: readonly string[],
  ends: readonly End[],
  { maxWaitMs = 0, cancelAfterMs, isCancelledAtLog = false, sentOf }: Settings = {},
): Promise<Shared> {
  const clock = eventClock();
  await clock.run(clock.sleep(BEGIN_MS));
  const cancellation = new AbortController();
  if (cancelAfterMs !== undefined) {
    void clock.sleep(cancelAfterMs).then(() => cancellation.abort(new Error('cancelled')));
  }
  const events: Event[] = [];
  const loggedAt: number[] = [];
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
      sent.push({ script, at: clock.now() - BEGIN_MS });
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
    listLogs: async ({ taskId }) => {
      loggedAt.push(clock.now() - BEGIN_MS);
      if (isCancelledAtLog) {
        cancellation.abort(new Error('cancelled'));
        throw cancellation.signal.reason;
      }
      const logged = endOf(taskId).logged ?? [];
      return { value: { messages: logged.map((text): LogMessage => ({ text, type: 'OUTPUT' })) } };
    },
    createBinaryInput: () => Promise.reject(new Error('No script has an input.')),
  };
  const scheduled = await clock.run(
    runShared(
      texts.map((text, index) => ({
        ...planOf(text, index),
        maxWaitMs,
        ...(sentOf && { sent: sentOf(text) }),
      })),
      {
        client,
        context: { clock, random: () => 0, signal: cancellation.signal },
        onEvent: (event, index) => events.push({ ...event, ...(index !== undefined && { index }) }),
        onProgress: () => {},
        onInternalError: (error) => cancellation.abort(new InternalError(error)),
        nonce: () => NONCE,
      },
    ),
  );
  return { scheduled, runs: scheduled.map((one) => one.run), events, loggedAt, sent };
}

/** A completed task with the records of all its scripts. */
const completed = (scripts: number): End => ({
  state: 'COMPLETE',
  results: [[NONCE, ...Array.from({ length: scripts }, () => '{"status":"returned","ms":1}')]],
});

const mark = (event: string): string => `[share-task ${NONCE}] ${event}`;
const THREE = ['return 1', 'return 2', 'return 3'];

describe('scripts that share a task', () => {
  it('a task without any sign of progress is reported once', async () => {
    const { runs } = await run(THREE, [
      { state: 'FAILED', error: { code: 'DEADLINE_EXCEEDED', message: 'Too long.' } },
    ]);
    expect(runs).toMatchObject([
      {
        status: 'ended',
        task: { error: { code: 'DEADLINE_EXCEEDED' } },
        shared: { unknown: ['b.luau', 'c.luau'], because: expect.stringMatching(/^Nothing tells/) },
      },
      { status: 'not-run', because: expect.stringMatching(/^Nobody knows/), cause: 'script' },
      { status: 'not-run', because: expect.stringMatching(/^Nobody knows/), cause: 'script' },
    ]);
  });

  it.each([
    ['a fault of Roblox', { code: 'INTERNAL_ERROR' }, 'FAILED', 'infrastructure'],
    ['a cancellation', undefined, 'CANCELLED', 'cancelled'],
    ['a script', { code: 'DEADLINE_EXCEEDED' }, 'FAILED', 'script'],
  ])(
    'the scripts after one that %s ended are not run, for that reason',
    async (_, error, state, cause) => {
      const { runs } = await run(THREE, [
        { state, ...(error && { error }), logged: [mark('begin 1')] },
      ]);
      expect(runs).toMatchObject([
        { status: 'ended', task: { state }, shared: { notRun: ['b.luau', 'c.luau'] } },
        { status: 'not-run', cause, because: expect.stringContaining('ended in a.luau') },
        { status: 'not-run', cause },
      ]);
    },
  );

  it('each script gets its own part: its result and its time', async () => {
    const { runs, events, sent } = await run(THREE, [completed(3)]);
    expect(sent).toHaveLength(1);
    expect(runs).toHaveLength(3);
    const task = expect.objectContaining({ state: 'COMPLETE', path: { ...PATH, taskId: '0' } });
    for (const one of runs) {
      expect(one).toMatchObject({ status: 'ended', task: { state: 'COMPLETE' } });
      expect((one as RunResult & { status: 'ended' }).shared).toStrictEqual({
        task,
        isLogCut: false,
        notRun: [],
        ranMs: 1,
      });
    }
    // What happens to their task happens to none of them alone.
    expect(events.filter(({ index }) => index !== undefined)).toEqual([]);
  });

  it('only a script that ended the task lists the scripts after it', async () => {
    const { runs } = await run(THREE, [
      { state: 'FAILED', error: { code: 'DEADLINE_EXCEEDED' }, logged: [mark('begin 2')] },
    ]);
    expect(runs.map((one) => (one.status === 'ended' ? one.shared : one.status))).toStrictEqual([
      expect.objectContaining({ notRun: [], because: expect.stringContaining('was lost') }),
      { task: expect.anything(), isLogCut: false, notRun: ['c.luau'] },
      'not-run',
    ]);
  });

  it('the chunk has the scripts with their arguments', async () => {
    const { sent } = await run(['return ...'], [completed(1)], {
      sentOf: (text) => `--[[with arguments]] ${text}`,
    });
    expect(sent[0]?.script.split('\n')).toContain('--[[with arguments]] return ...');
  });

  it("all scripts may be running if the creation's response was lost", async () => {
    const error = errorFromResponse(
      { method: 'POST', path: '/tasks' },
      { status: 502, headers: {}, text: '' },
    );
    const { scheduled, sent } = await run(THREE, [error]);
    expect(sent).toHaveLength(1);
    const behind = {
      status: 'not-run',
      because: 'Nobody knows whether its turn came in the task that it shares.',
      cause: 'infrastructure',
    };
    expect(scheduled).toStrictEqual(
      [{ status: 'unknown-create-outcome', error } as const, behind, behind].map((one) => ({
        run: one,
        endedMs: 0,
      })),
    );
  });

  it('all scripts may be running if their task never ended', async () => {
    const { runs } = await run(THREE, [{ state: 'PROCESSING' }]);
    expect(runs.map(({ status: end }) => end)).toEqual(['poll-timeout', 'not-run', 'not-run']);
    expect(runs[2]).toEqual({
      status: 'not-run',
      because: expect.stringMatching(/^Nobody knows/),
      cause: 'infrastructure',
    });
  });

  it('no script was run if the task was not created', async () => {
    const error = errorFromResponse(
      { method: 'POST', path: '/tasks' },
      { status: 400, headers: {}, text: '' },
    );
    const { runs } = await run(THREE, [error]);
    const behind = {
      status: 'not-run',
      because: expect.stringContaining('came to nothing'),
      cause: 'infrastructure',
    };
    expect(runs).toEqual([{ status: 'not-created', error }, behind, behind]);
  });

  it('results are kept if the workflow is cancelled before the log is read', async () => {
    const results = [
      [
        NONCE,
        ...[1, 2].map((value) => JSON.stringify({ status: 'returned', ms: 1, results: [value] })),
      ],
    ];
    const { runs } = await run(THREE.slice(1), [{ state: 'COMPLETE', results }], {
      isCancelledAtLog: true,
    });
    expect(runs).toMatchObject(
      [1, 2].map((value) => ({
        status: 'ended',
        task: { state: 'COMPLETE', results: [value] },
        interruption: { status: 'cancelled', mayRun: false },
      })),
    );
  });

  it('scripts do not fail if the workflow is cancelled before their log is read', async () => {
    const error = { code: 'SCRIPT_ERROR', message: 'boom' };
    const { runs } = await run(THREE, [{ state: 'FAILED', error }], { isCancelledAtLog: true });
    const behind = {
      status: 'not-run',
      because: 'The workflow was cancelled.',
      cause: 'cancelled',
    };
    expect(runs).toEqual([
      expect.objectContaining({ interruption: expect.objectContaining({ status: 'cancelled' }) }),
      behind,
      behind,
    ]);
  });

  it('an internal error ends all scripts of the task', async () => {
    const { runs } = await run(THREE, []);
    const behind = {
      status: 'not-run',
      because: 'Nobody knows whether its turn came in the task that it shares.',
      cause: 'infrastructure',
    };
    expect(runs).toEqual([
      expect.objectContaining({ status: 'internal-error', mayRun: true }),
      behind,
      behind,
    ]);
  });

  it('a cancellation ends all scripts of the task', async () => {
    const { runs } = await run(THREE, [{ state: 'PROCESSING' }], { cancelAfterMs: 5_000 });
    const behind = {
      status: 'not-run',
      because: expect.stringContaining('Nobody knows whether its turn came'),
      cause: 'cancelled',
    };
    expect(runs).toEqual([
      expect.objectContaining({ status: 'cancelled', mayRun: true }),
      behind,
      behind,
    ]);
  });
});

describe('a script with unbalanced blocks', () => {
  const failed: End = { state: 'FAILED', error: { code: 'SCRIPT_ERROR', message: 'Expected end' } };

  it('an unbalanced script gets a task of its own beside the shared one', async () => {
    const { runs, sent, events } = await run(
      ['return 1', 'if true then', 'return 3'],
      [completed(2), failed],
    );
    expect(sent).toHaveLength(2);
    expect(sent[0]?.script).not.toContain('if true then');
    expect(sent[1]?.script).toBe('if true then');
    expect(runs).toMatchObject([
      { task: { state: 'COMPLETE' }, shared: { ranMs: 1 } },
      { task: { state: 'FAILED', error: { message: 'Expected end' } } },
      { task: { state: 'COMPLETE' }, shared: { ranMs: 1 } },
    ]);
    expect(runs[1]).not.toHaveProperty('shared');
    expect(events[0]).toEqual({ kind: 'left-out', file: 'b.luau', problem: expect.any(String) });
    const created = events.filter(({ kind }) => kind === 'created');
    expect(created.map(({ index }) => index)).toEqual([undefined, 1]);
  });

  it('the balanced scripts still share a task', async () => {
    const { runs, sent } = await run(
      ['do', 'return 2', 'do', 'do'],
      [completed(1), failed, failed, failed],
    );
    expect(sent).toHaveLength(4);
    expect(runs.map((one) => one.status === 'ended' && one.task.state)).toEqual([
      'FAILED',
      'COMPLETE',
      'FAILED',
      'FAILED',
    ]);
  });

  it('no task is shared if all scripts are unbalanced', async () => {
    const { runs, sent } = await run(['do', 'if true then'], [failed, failed]);
    expect(sent.map(({ script }) => script)).toEqual(['do', 'if true then']);
    expect(runs).toMatchObject([
      { task: { path: { taskId: '0' } } },
      { task: { path: { taskId: '1' } } },
    ]);
  });

  it('a delayed shared task is one creation also beside an unbalanced script', async () => {
    const error = errorFromResponse(
      { method: 'POST', path: '/tasks' },
      { status: 429, headers: { 'x-ratelimit-reset': '30' }, text: '' },
    );
    const { runs } = await run(['return 1', 'do', 'return 3'], [error]);
    expect(runs.map(({ status: end }) => end)).toEqual([
      'quota-exceeded',
      'quota-exceeded',
      'not-run',
    ]);
    expect(runs[0]).not.toHaveProperty('isOneOfSeveral');
  });
});

describe('checkSharing', () => {
  const MAX_CHUNK_BYTES = 4 * 1024 * 1024;
  const nonce = 'f'.repeat(32);

  it('refuses scripts from the first byte too many on', () => {
    const [first, second] = ['return 1', 'return 2'].map(planOf) as [RunPlan, RunPlan];
    const scripts = [first, second].map(({ script }) => ({
      file: script.file ?? '',
      text: script.text,
    }));
    const besides = Buffer.byteLength(buildSharedTask(scripts, nonce).source);
    const longer = (bytes: number): readonly RunPlan[] => [
      first,
      { ...second, sent: `${second.script.text}${' '.repeat(bytes)}` },
    ];
    expect(() => checkSharing(longer(MAX_CHUNK_BYTES - besides))).not.toThrow();
    expect(() => checkSharing(longer(MAX_CHUNK_BYTES - besides + 1))).toThrow(InvalidInputError);
  });
});

describe('a second creation, without the invalid script', () => {
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
        completed(2),
      ],
      { maxWaitMs },
    );
  }

  it('the second creation waits for the quota that the first response advertised', async () => {
    const { scheduled, runs, sent, loggedAt, events } = await runTwice(60_000);
    expect(runs).toMatchObject([
      { task: { state: 'COMPLETE' } },
      { task: { error: { message: 'TaskScript:1: Expected identifier' } } },
      { task: { state: 'COMPLETE' } },
    ]);
    expect(sent[1]?.at).toBeGreaterThanOrEqual(40_000);
    expect(sent).toHaveLength(2);
    expect(events.map(({ kind }) => kind)).toContain('quota-exceeded');
    // Both rounds have the times of the one step.
    const [first, faulty, third] = scheduled as [Scheduled, Scheduled, Scheduled];
    expect(faulty.createdMs).toBe(0);
    expect(first.createdMs).toBe(sent[1]?.at);
    expect([faulty.endedMs, first.endedMs]).toEqual([loggedAt[0], loggedAt.at(-1)]);
    expect(third).toMatchObject({ createdMs: first.createdMs, endedMs: first.endedMs });
  });

  it('the invalid script is left out and named', async () => {
    const { runs, sent, events } = await runTwice(60_000);
    expect(sent[0]?.script).toContain('x = =');
    expect(sent[1]?.script).not.toContain('x = =');
    expect(events).toContainEqual({
      kind: 'left-out',
      file: 'b.luau',
      problem: expect.stringContaining('no valid Luau'),
    });
    expect((runs[1] as RunResult & { status: 'ended' }).shared).toStrictEqual({
      task: expect.objectContaining({ state: 'FAILED', path: { ...PATH, taskId: '0' } }),
      isLogCut: false,
      notRun: [],
    });
  });

  it('the second creation is not sent if its wait exceeds `max-wait`', async () => {
    const { runs, sent } = await runTwice(0);
    expect(sent).toHaveLength(1);
    expect(runs.map(({ status: end }) => end)).toEqual(['quota-exceeded', 'ended', 'not-run']);
    // They share a task already.
    expect(runs[0]).not.toHaveProperty('isOneOfSeveral');
  });
});
