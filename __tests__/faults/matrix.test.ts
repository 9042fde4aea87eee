import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdir } from 'node:fs/promises';
import { STORED_BYTES, type Endpoint } from '../support/loopback-cloud.ts';
import { stepInProcess, type StepInProcess } from '../support/step-in-process.ts';
import { ENDPOINTS, FAULTS, TIMES, type Fault, type Times } from './faults.ts';
import { expected, PROCESSING_MS } from './oracle.ts';
import { committed, renderReliability } from './reliability.ts';
import { trustClouds, runUnder } from './scenario.ts';
import { expectKeptAnswer } from './expect-kept-answer.ts';

// Every request of a step meets every fault, once, twice and for ever: the whole action in this
// process, against servers on loopback, in virtual time.

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

describe.each(ENDPOINTS)('the request `%s`', (endpoint) => {
  const cases = FAULTS.flatMap((fault) =>
    ALL_TIMES.map((times) => [fault.name, times, fault] as const),
  );

  it.each(cases)('under %s, %s', async (name, times, fault) => {
    const must = expected(endpoint, fault, times);
    const result = await runUnder({ ...step, processingMs: PROCESSING_MS }, endpoint, fault, times);
    titles.set(cellKey(endpoint, name, times), result.annotations.at(-1)?.title ?? '');

    expect(result.outputs['outcome']).toBe(must.outcome);
    expect(result.annotations.map(({ level, title }) => [level, title])).toEqual(
      must.title === undefined ? [] : [['error', must.title]],
    );
    expect(result.exitCode).toBe(must.outcome === 'passed' ? 0 : 1);
    expect(result.started).toBe(must.started);
    expect(result.maxAttempts).toBeGreaterThanOrEqual(must.maxAttempts.least);
    expect(result.maxAttempts).toBeLessThanOrEqual(must.maxAttempts.most);
    expect(result.tookMs).toBeLessThanOrEqual(must.maxMs);
    expectKeptAnswer(result, endpoint, name);
    expect((await readdir(step.workspace)).filter((file) => file.endsWith('.part'))).toEqual([]);
  });
});

it('lets what trickles take its time', async () => {
  const slow = FAULTS.find(({ name }) => name === 'one byte a second') as Fault;
  const stage = { ...step, processingMs: 0 };
  const { tookMs } = await runUnder(stage, 'payload-get', slow, 'once');
  expect(tookMs).toBeGreaterThan((STORED_BYTES.length - 1) * 1_000);
  const { tookMs: givenUpMs } = await runUnder(stage, 'create', slow, 'once');
  expect(givenUpMs).toBe(60_000);
});

it('is what docs/reliability.md says', () => {
  const text = renderReliability((endpoint, fault, times) => {
    const title = titles.get(cellKey(endpoint, fault, times));
    if (title === undefined) {
      throw new Error('The table is of all cases: run this file without a filter.');
    }
    return title;
  });
  expect(text).toBe(committed(text));
});

function cellKey(endpoint: Endpoint, fault: string, times: Times): string {
  return `${endpoint}, ${fault}, ${times}`;
}
