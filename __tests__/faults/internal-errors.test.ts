import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { connectToOpenCloud } from '../../src/connect.ts';
import { InternalError } from '../../src/tasks/internal-error.ts';
import { inlineScript } from '../../src/workspace/script.ts';
import type { Clock } from '../../src/util/clock.ts';
import { executePlan, type ExecuteDependencies } from '../../src/execute.ts';
import { createJobLog } from '../../src/report/log/job-log.ts';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type CloudScript, type LoopbackCloud } from '../support/loopback-cloud.ts';
import { virtualContext } from '../support/context.ts';
import { stepInProcess, type Done, type StepInProcess } from '../support/step-in-process.ts';

// Errors of the action itself, or in its files, while several scripts run: no more requests are sent, and every created
// task is reported.

let step: StepInProcess;
let cloud: LoopbackCloud;

beforeEach(async () => {
  step = await stepInProcess();
  for (const name of ['a', 'b', 'c']) {
    await writeFile(path.join(step.workspace, `${name}.luau`), `print("${name}")`);
  }
  await writeFile(path.join(step.workspace, 'in.bin'), 'as it was');
});

afterEach(async () => {
  await cloud.close();
  await step.dispose();
});

async function run(
  script: CloudScript,
  inputs: Record<string, string> = {},
  context: ReturnType<typeof virtualContext> & { uncaughtErrors?: AbortSignal } = virtualContext(),
): Promise<Done> {
  cloud = await startCloud({ onHang: () => context.clock.park(), ...script });
  return step.run(
    {
      ...minimalInputs(cloud),
      script: '*.luau',
      ...inputs,
    },
    context,
  );
}

interface ToldRun {
  readonly script: string;
  readonly outcome: string;
  readonly taskId: string | null;
}

const toldRuns = ({ outputs }: Done): readonly ToldRun[] =>
  JSON.parse(outputs['runs'] ?? '[]') as readonly ToldRun[];

/** The first task is complete at its first poll. At the fifth poll of the others, this happens. */
const atFifthLook =
  (happens: () => void): NonNullable<CloudScript['answer']> =>
  (endpoint, count, { path: asked }) => {
    if (endpoint !== 'read' || asked.endsWith('/t1')) {
      return undefined;
    }
    if (count === 5) {
      happens();
    }
    return { json: { path: asked.replace('/cloud/v2/', ''), state: 'PROCESSING' } };
  };

/** What the step reports of the runs, their tasks and the errors. */
async function sumUp(done: Done): Promise<unknown> {
  return {
    outcome: [done.exitCode, done.outputs['outcome']],
    runs: toldRuns(done).map(({ script, outcome, taskId }) => [script, outcome, taskId]),
    errors: done.annotations.map(({ title, message }) => [title, message.split('\n')[0]]),
    log: await readFile(done.outputs['logs-file'] ?? '', 'utf8'),
  };
}

const goesOn = (script: string, number: number): unknown => [
  'Internal error',
  expect.stringMatching(
    new RegExp(`^${script}: .*x is undefined\\. The task goes on at Roblox .*tasks/t${number}\\.$`),
  ),
];

/** The ended task keeps its verdict, and the errors name the others. */
const ALL_IS_TOLD = {
  outcome: [1, 'infrastructure'],
  runs: [
    ['a.luau', 'passed', 't1'],
    ['b.luau', 'infrastructure', 't2'],
    ['c.luau', 'infrastructure', 't3'],
  ],
  errors: [goesOn('b.luau', 2), goesOn('c.luau', 3)],
  log: 'ready',
};

describe('a binary input that changes', () => {
  it('a binary input that changes during its upload ends every script before its creation', async () => {
    const done = await run(
      {
        answer: (endpoint) => {
          if (endpoint === 'binary-input') {
            writeFileSync(path.join(step.workspace, 'in.bin'), 'as it is now');
          }
          return undefined;
        },
      },
      { 'binary-input': 'in.bin' },
    );
    expect(done.exitCode).toBe(1);
    expect(done.annotations.map(({ title }) => title)).toEqual(Array(3).fill('Invalid input'));
    expect(toldRuns(done).map(({ outcome }) => outcome)).toEqual(Array(3).fill('infrastructure'));
    expect(cloud.received('binary-input')).toHaveLength(1);
    expect(cloud.received('create')).toEqual([]);
  });
});

describe('an internal error', () => {
  it('an internal error in one of several runs ends all, and the errors name every task', async () => {
    const context = virtualContext();
    let isBroken = false;
    let askedBefore = 0;
    const random = (): number => {
      if (isBroken) throw new TypeError('x is undefined');
      return 0.5;
    };
    const done = await run(
      {
        answer: atFifthLook(() => {
          isBroken = true;
          askedBefore = cloud.all().length;
        }),
      },
      {},
      { ...context, random },
    );
    expect(await sumUp(done)).toEqual(ALL_IS_TOLD);
    // A poll of the other task may have been in flight.
    expect(cloud.all().length - askedBefore).toBeLessThanOrEqual(1);
  });

  it('an uncaught error ends all runs, and the errors name every task', async () => {
    const context = virtualContext();
    const fault = new InternalError(new TypeError('x is undefined'));
    const done = await run({ answer: atFifthLook(() => context.abort(fault)) }, {}, context);
    expect(await sumUp(done)).toEqual(ALL_IS_TOLD);
  });

  it('an uncaught error ends the step a moment later, even if a creation hangs', async () => {
    const context = virtualContext();
    const { clock } = context;
    let abortedAt = Infinity;
    const script: CloudScript = {
      answer: (endpoint) => (endpoint === 'create' ? 'hang' : undefined),
      onHang: () => {
        abortedAt = clock.now();
        context.abort(new InternalError('boom'));
        clock.park();
      },
    };
    // The grace of the creation never ends: only the step's own limit is left.
    let endedAt = Infinity;
    const sleep: Clock['sleep'] = async (ms, signal) => {
      await (ms === 1_000 ? new Promise(() => {}) : clock.sleep(ms, signal));
      endedAt = Math.min(endedAt, clock.now());
    };
    const done = await run(
      script,
      { script: 'a.luau' },
      { ...context, clock: { ...clock, sleep } },
    );
    expect(endedAt - abortedAt).toBe(2_000);
    expect(done.outputs).toMatchObject({ outcome: 'infrastructure' });
    expect(done.annotations).toMatchObject([{ title: 'Internal error' }]);
  });

  it('an uncaught error ends the step even if its workflow was cancelled before', async () => {
    const context = virtualContext();
    const faults = new AbortController();
    const { clock } = context;
    const sleep: Clock['sleep'] = (ms, signal) => {
      if (faults.signal.aborted) {
        return clock.sleep(ms, signal);
      }
      context.abort(new Error('The workflow was cancelled.'));
      queueMicrotask(() => faults.abort(new InternalError('boom')));
      return new Promise(() => {});
    };
    const done = await run(
      {},
      { script: 'a.luau' },
      { ...context, uncaughtErrors: faults.signal, clock: { ...clock, sleep } },
    );
    expect(done.outputs).toMatchObject({ outcome: 'infrastructure', 'task-id': 't1' });
    expect(done.annotations).toMatchObject([{ title: 'Internal error' }]);
  });

  it('an uncaught error fails the step even if no run reports it', async () => {
    const context = virtualContext();
    context.abort(new InternalError('boom'));
    const done = await run({}, { script: 'a.luau', shard: '1/2' }, context);
    expect(done.exitCode).toBe(1);
    expect(done.outputs['outcome']).toBe('infrastructure');
    expect(done.annotations).toMatchObject([{ title: 'Internal error' }]);
    expect(done.annotations[0]?.message).toContain('boom');
  });

  it('an internal error in the evaluation of a run keeps what is known of its task', async () => {
    const context = virtualContext();
    const error = new TypeError('x is undefined');
    const faults: unknown[] = [];
    const place = { universeId: '12', placeId: '34' };
    cloud = await startCloud();
    const opened = connectToOpenCloud({
      origin: cloud.url,
      apiKey: 'a-key-of-the-test',
      userAgent: 'a-test/1',
      context,
      onSecret: () => {},
    });
    const report = await executePlan(
      {
        runs: [
          {
            script: inlineScript('return 1'),
            place,
            task: { ...place, placeVersion: '7', sessionId: 's1', taskId: 't1' },
            timeoutMs: 20_000,
            bootTimeoutMs: 10_000,
            maxWaitMs: 0,
          },
        ],
        totalScripts: 1,
        isShared: false,
        fileInputs: [],
      },
      {
        inputs: {
          get readsTestReports(): boolean {
            throw error;
          },
        } as ExecuteDependencies['inputs'],
        workspace: step.workspace,
        sourceMap: undefined,
        cloud: opened,
        context,
        wallClock: () => 0,
        jobLog: createJobLog({ write: () => {}, token: () => 'token' }),
        onInternalError: (fault) => faults.push(fault),
      },
    );
    await opened.close();
    expect(report.verdict.title).toBe('Internal error');
    expect(report.runs[0]?.run).toMatchObject({
      status: 'ended',
      task: { path: { taskId: 't1' } },
    });
    expect(faults).toEqual([error]);
  });
});
