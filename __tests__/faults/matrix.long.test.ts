import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { STORED_BYTES } from '../support/loopback-cloud.ts';
import { stepInProcess, type StepInProcess } from '../support/step-in-process.ts';
import { ENDPOINTS, FAULTS, TIMES, type Fault, type Times } from './faults.ts';
import { expected, expectedWithRecover, PROCESSING_MS } from './oracle.ts';
import { committed, renderReliability } from './reliability.ts';
import { trustClouds, runUnder } from './scenario.ts';
import { expectKeptAnswer } from './expect-kept-answer.ts';

// Each request of a step fails in each way once, twice and for ever. The whole action runs in this process, against
// servers on loopback, in virtual time.

const ALL_TIMES = Object.keys(TIMES) as Times[];

let step: StepInProcess;
let restoreTrust: () => void;
const titles = new Map<string, string>();

beforeAll(async () => {
  step = await stepInProcess();
  restoreTrust = trustClouds();
});

afterAll(async () => {
  restoreTrust();
  await step.dispose();
});

const CASES = FAULTS.flatMap((fault) =>
  ALL_TIMES.map((times) => [fault.name, times, fault] as const),
);

describe('a step with `recover` whose creation fails', () => {
  it.each(CASES)(
    'creates a second task at most, after the fault: %s, %s',
    async (name, times, fault) => {
      const end = expectedWithRecover(fault, times);
      const stage = { ...step, processingMs: PROCESSING_MS };
      const result = await runUnder(stage, 'create', fault, times, { recover: 'true' });
      titles.set(
        cellKey('create with `recover`', name, times),
        result.annotations.at(-1)?.title ?? '',
      );

      expect(result.outputs['outcome']).toBe(end.outcome);
      expect(result.annotations.map(({ title }) => title)).toEqual(
        end.title === undefined ? [] : [end.title],
      );
      expect(result.started).toBe(end.started);
      expect(result.attempts).toBeGreaterThanOrEqual(end.attempts.min);
      expect(result.attempts).toBeLessThanOrEqual(end.attempts.max);
      expect(result.tookMs).toBeLessThanOrEqual(end.maxMs);
    },
  );
});

describe.each(ENDPOINTS)('a step whose request `%s` fails', (endpoint) => {
  it.each(CASES)('keeps its promises after the fault: %s, %s', async (name, times, fault) => {
    const end = expected(endpoint, fault, times);
    const result = await runUnder({ ...step, processingMs: PROCESSING_MS }, endpoint, fault, times);
    titles.set(cellKey(endpoint, name, times), result.annotations.at(-1)?.title ?? '');

    expect(result.outputs['outcome']).toBe(end.outcome);
    expect(result.annotations.map(({ level, title }) => [level, title])).toEqual(
      end.title === undefined ? [] : [['error', end.title]],
    );
    expect(result.exitCode).toBe(end.outcome === 'passed' ? 0 : 1);
    expect(result.started).toBe(end.started);
    expect(result.attempts).toBeGreaterThanOrEqual(end.attempts.min);
    expect(result.attempts).toBeLessThanOrEqual(end.attempts.max);
    expect(result.tookMs).toBeLessThanOrEqual(end.maxMs);
    expectKeptAnswer(result, endpoint, name);
    expect((await readdir(step.workspace)).filter((file) => file.endsWith('.part'))).toEqual([]);
  });
});

it('a step waits for a slow binary output, and gives up a slow creation after a minute', async () => {
  const slow = FAULTS.find(({ name }) => name === 'one byte a second') as Fault;
  const stage = { ...step, processingMs: 0 };
  const { tookMs } = await runUnder(stage, 'payload-get', slow, 'once');
  expect(tookMs).toBeGreaterThan((STORED_BYTES.length - 1) * 1_000);
  const { tookMs: givenUpMs } = await runUnder(stage, 'create', slow, 'once');
  expect(givenUpMs).toBe(60_000);
});

it('docs/reliability.md has the table of these tests', () => {
  const text = renderReliability((endpoint, fault, times) => {
    const title = titles.get(cellKey(endpoint, fault, times));
    if (title === undefined) {
      throw new Error('The table needs all cases: run this file without a filter.');
    }
    return title;
  });
  expect(text).toBe(committed(text));
});

function cellKey(endpoint: string, fault: string, times: Times): string {
  return `${endpoint}, ${fault}, ${times}`;
}
