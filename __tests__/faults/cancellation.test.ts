import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type Endpoint, type LoopbackCloud } from '../support/loopback-cloud.ts';
import { startGitHub, TOKEN } from '../support/loopback-github.ts';
import type { Reply } from '../support/loopback-service.ts';
import { stepInProcess, type Done, type StepInProcess } from '../support/step-in-process.ts';
import { Cancelled } from '../../src/process-events.ts';
import { virtualContext } from '../support/context.ts';
import { slowResponseClock } from './slow-response-clock.ts';

// The runner gives a cancelled step 7.5 s. The step ends within two.

const MOST_MS = 2_000;

let step: StepInProcess;
let cloud: LoopbackCloud;

beforeEach(async () => {
  step = await stepInProcess();
  await writeFile(path.join(step.workspace, 'a.luau'), 'print("a")\nreturn 1');
  await writeFile(path.join(step.workspace, 'b.luau'), 'print("b")\nreturn 2');
  await writeFile(path.join(step.workspace, 'in.bin'), 'the bytes of a binary input');
  await writeFile(path.join(step.workspace, 'game.rbxlx'), '<roblox version="4"></roblox>');
});

afterEach(async () => {
  await cloud.close();
  await step.dispose();
});

const ONE = { script: 'a.luau' };
const HELD: Reply = { status: 429, headers: { 'x-ratelimit-reset': '30' }, text: '' };
const BROKEN: Reply = { status: 500, text: '' };
const PROCESSING = 'processing';

interface Point {
  readonly inputs: Record<string, string>;
  /** The request at which it is cancelled, and its number. */
  readonly at: Endpoint;
  readonly count?: number;
  /** The answer to that request. */
  readonly reply: Reply | typeof PROCESSING | undefined;
  /** How long after the request it is cancelled, in virtual time. */
  readonly afterMs?: number;
  /** Whether the step knows its task by then. */
  readonly knowsTask: boolean;
  /** The number of errors: one for each task that still runs. */
  readonly errors?: number;
  /** The log that had arrived, if the task has ended. */
  readonly logged?: string;
}

const POINTS: readonly (readonly [string, Point])[] = [
  [
    'while a quota holds its creation back',
    { inputs: ONE, at: 'create', reply: HELD, afterMs: 5_000, knowsTask: false },
  ],
  [
    'while a creation is not answered',
    { inputs: ONE, at: 'create', reply: 'hang', knowsTask: false },
  ],
  [
    'while a creation is answered',
    { inputs: ONE, at: 'create', reply: undefined, knowsTask: true },
  ],
  [
    'between two polls of its task',
    { inputs: ONE, at: 'read', count: 5, reply: PROCESSING, afterMs: 100, knowsTask: true },
  ],
  ['while a poll is not answered', { inputs: ONE, at: 'read', reply: 'hang', knowsTask: true }],
  [
    'between two polls that fail',
    { inputs: ONE, at: 'read', count: 3, reply: BROKEN, afterMs: 50, knowsTask: true },
  ],
  [
    'while its log is not answered',
    { inputs: ONE, at: 'logs', reply: 'hang', knowsTask: true, logged: '' },
  ],
  [
    'while the second page of its log is not answered',
    { inputs: ONE, at: 'logs', count: 2, reply: 'hang', knowsTask: true, logged: 'page 1' },
  ],
  [
    'while it waits for a log that is empty',
    {
      inputs: ONE,
      at: 'logs',
      reply: { json: { luauExecutionSessionTaskLogs: [] } },
      afterMs: 100,
      knowsTask: true,
      logged: '',
    },
  ],
  [
    'while its place file is not answered',
    {
      inputs: { ...ONE, 'place-file': 'game.rbxlx' },
      at: 'upload',
      reply: 'hang',
      knowsTask: false,
    },
  ],
  [
    'before its place file is sent again',
    {
      inputs: { ...ONE, 'place-file': 'game.rbxlx' },
      at: 'upload',
      reply: BROKEN,
      afterMs: 10,
      knowsTask: false,
    },
  ],
  [
    'while its binary input is created',
    {
      inputs: { ...ONE, 'binary-input': 'in.bin' },
      at: 'binary-input',
      reply: 'hang',
      knowsTask: false,
    },
  ],
  [
    'while its binary input is stored',
    {
      inputs: { ...ONE, 'binary-input': 'in.bin' },
      at: 'payload-put',
      reply: 'hang',
      knowsTask: false,
    },
  ],
  [
    'while its binary output does not begin to come',
    {
      inputs: { ...ONE, 'binary-output': 'out/b.bin' },
      at: 'payload-get',
      reply: 'hang',
      knowsTask: true,
      logged: 'page 1\npage 2',
    },
  ],
  [
    'in the middle of its binary output',
    {
      inputs: { ...ONE, 'binary-output': 'out/b.bin' },
      at: 'payload-get',
      reply: { trickled: 'the bytes of a binary output, one by one' },
      afterMs: 10_000,
      knowsTask: true,
      logged: 'page 1\npage 2',
    },
  ],
  [
    'with many scripts under way',
    {
      inputs: { script: '*.luau' },
      at: 'read',
      count: 6,
      reply: PROCESSING,
      afterMs: 100,
      knowsTask: true,
      errors: 2,
    },
  ],
  [
    'with scripts that share a task',
    {
      inputs: { script: '*.luau', 'share-task': 'true' },
      at: 'read',
      count: 2,
      reply: PROCESSING,
      afterMs: 100,
      knowsTask: true,
    },
  ],
];

const RESULTS = [{ gold: 3 }];

/** The return values and the log that a step keeps; undefined if there are none. */
async function keptOf({ outputs }: Done): Promise<unknown> {
  const { results, logs } = outputs;
  return results === undefined && logs === undefined
    ? undefined
    : {
        results,
        resultsFile: await readFile(outputs['results-file'] ?? '', 'utf8'),
        logs,
        logsFile: await readFile(outputs['logs-file'] ?? '', 'utf8'),
      };
}

/** A log of two pages. */
const logPage = (token: string | undefined): unknown => ({
  luauExecutionSessionTaskLogs: [{ messages: [token === undefined ? 'page 1' : 'page 2'] }],
  ...(token === undefined && { nextPageToken: 'two' }),
});

describe('a cancelled step', () => {
  it.each(POINTS)(
    'a step that is cancelled %s ends within two seconds and reports what it knows',
    async (_, point) => {
      const { inputs, at, count = 1, reply, afterMs = 0, knowsTask, errors = 1, logged } = point;
      const clock = slowResponseClock();
      const cancellation = new AbortController();
      let cancelledAt: number | undefined;
      const cancel = (): void => {
        cancelledAt = clock.now();
        cancellation.abort(new Error('cancelled'));
      };
      cloud = await startCloud({
        onHang: () => clock.park(),
        origins: {
          service: {},
          storage: { eachSecond: (takeStep) => clock.eachSecond(takeStep) },
        },
        results: () => RESULTS,
        ended: () => ({ binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=sesame` }),
        answer: (asked, before, { path: asking, query }) => {
          if (asked === 'logs' && (at !== 'logs' || before + 1 < count)) {
            return { json: logPage(query['pageToken']) };
          }
          if (asked !== at) {
            return undefined;
          }
          if (before + 1 === count) {
            if (afterMs === 0) {
              cancel();
            } else {
              void clock.sleep(afterMs).then(cancel);
            }
          }
          return reply === PROCESSING
            ? { json: { path: asking.replace('/cloud/v2/', ''), state: 'PROCESSING' } }
            : reply;
        },
      });
      const done = await step.run(
        {
          ...minimalInputs(cloud),
          ...inputs,
        },
        { clock, random: () => 0.5, signal: cancellation.signal },
      );
      expect(clock.now() - (cancelledAt ?? -Infinity)).toBeLessThanOrEqual(MOST_MS);
      expect(done.exitCode).toBe(1);
      expect(done.outputs['outcome']).toBe('cancelled');
      expect(done.annotations.map(({ level, title }) => [level, title])).toEqual(
        Array.from({ length: errors }, () => ['error', 'Luau execution cancelled']),
      );
      expect(done.summary).toContain('Luau execution cancelled');
      expect(done.summary.includes('gold')).toBe(logged !== undefined);
      expect(done.outputs['task-id'] !== undefined).toBe(knowsTask);
      expect(await keptOf(done)).toEqual(
        logged === undefined
          ? undefined
          : {
              results: JSON.stringify(RESULTS),
              resultsFile: JSON.stringify(RESULTS),
              logs: logged,
              logsFile: logged,
            },
      );
      const left = await readdir(step.workspace, { recursive: true });
      expect(left.filter((file) => file.endsWith('.part'))).toEqual([]);
    },
  );

  it('a step that is cancelled before it starts sends nothing', async () => {
    const clock = slowResponseClock();
    cloud = await startCloud();
    const done = await step.run(
      {
        ...minimalInputs(cloud),
        ...ONE,
      },
      { clock, random: () => 0.5, signal: AbortSignal.abort(new Error('cancelled')) },
    );
    expect(done.outputs['outcome']).toBe('cancelled');
    expect(done.annotations).toMatchObject([{ title: 'Luau execution cancelled' }]);
    expect(cloud.all()).toEqual([]);
    expect(clock.now()).toBe(0);
  });

  it('a step that is cancelled while it plans sends nothing', async () => {
    const clock = slowResponseClock();
    const cancellation = new AbortController();
    cloud = await startCloud();
    const running = step.run(
      {
        ...minimalInputs(cloud),
        ...ONE,
        'place-file': 'game.rbxlx',
        'results-file': 'r.json',
      },
      { clock, random: () => 0.5, signal: cancellation.signal },
    );
    // It is reading files now, each of which takes at least one turn of the event loop.
    setImmediate(() => cancellation.abort(new Error('cancelled')));
    const done = await running;
    expect(done.exitCode).toBe(1);
    expect(done.outputs).toMatchObject({ outcome: 'cancelled' });
    expect(done.annotations).toMatchObject([{ title: 'Luau execution cancelled' }]);
    expect(done.summary).toContain('Luau execution cancelled');
    expect(await readFile(path.join(step.workspace, 'r.json'), 'utf8')).toBe('[]');
    expect(cloud.all()).toEqual([]);
    expect(clock.now()).toBe(0);
  });

  it.each([
    ['a pass', [true], 0, 'passed', []],
    ['a failure', [false], 1, 'failed', ['Luau tests failed']],
  ])(
    'a step that is cancelled while it reports is %s as before',
    async (_, results, exitCode, outcome, titles) => {
      const clock = slowResponseClock();
      const cancellation = new AbortController();
      const github = await startGitHub({
        instead: () => {
          cancellation.abort(new Error('cancelled'));
          return 'hang';
        },
      });
      cloud = await startCloud({ results: () => results });
      const event = { pull_request: { number: 12, head: { sha: 'a'.repeat(40) } } };
      await writeFile(path.join(step.workspace, 'event.json'), JSON.stringify(event));
      try {
        const done = await step.run(
          {
            ...minimalInputs(cloud),
            ...ONE,
            comment: 'always',
            'github-token': TOKEN,
          },
          { clock, random: () => 0.5, signal: cancellation.signal },
          {
            GITHUB_API_URL: github.apiUrl,
            GITHUB_REPOSITORY: 'studio/game',
            GITHUB_EVENT_NAME: 'pull_request',
            GITHUB_EVENT_PATH: path.join(step.workspace, 'event.json'),
          },
        );
        expect(done.exitCode).toBe(exitCode);
        expect(done.outputs['outcome']).toBe(outcome);
        expect(done.outputs['results-file']).toBeDefined();
        expect(done.summary).not.toBe('');
        expect(done.annotations.map(({ title }) => title)).toEqual(titles);
        expect(github.received).toHaveLength(1);
        expect(clock.now()).toBeLessThanOrEqual(MOST_MS);
      } finally {
        await github.close();
      }
    },
  );
});

it('a step that is cancelled while it evaluates its runs ends as cancelled, with all outputs', async () => {
  const context = virtualContext();
  cloud = await startCloud();
  const done = await step.run(
    { ...minimalInputs(cloud), script: '*.luau' },
    {
      ...context,
      // Before each evaluation the action reads the time of day.
      wallClock: () => {
        if (cloud.received('logs').length === 2) {
          context.abort(new Cancelled('The workflow was cancelled.'));
        }
        return 0;
      },
    },
  );
  expect(done.exitCode).toBe(1);
  expect(done.outputs['outcome']).toBe('cancelled');
  expect(done.outputs['state']).toBe('COMPLETE');
  expect(JSON.parse(done.outputs['runs'] ?? '')).toMatchObject([
    { script: 'a.luau', outcome: 'cancelled', state: 'COMPLETE' },
    { script: 'b.luau', outcome: 'cancelled', state: 'COMPLETE' },
  ]);
  expect(done.annotations.map(({ title }) => title)).toEqual([
    'Luau execution cancelled',
    'Luau execution cancelled',
  ]);
  expect(await readFile(done.outputs['logs-file'] ?? '', 'utf8')).not.toBe('');
});
