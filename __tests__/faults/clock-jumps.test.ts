import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type LoopbackCloud } from '../support/loopback-cloud.ts';
import { virtualContext } from '../support/context.ts';
import { stepInProcess, type StepInProcess } from '../support/step-in-process.ts';

let step: StepInProcess;
let cloud: LoopbackCloud;

beforeEach(async () => {
  step = await stepInProcess();
});

afterEach(async () => {
  jest.restoreAllMocks();
  await cloud.close();
  await step.dispose();
});

const DAY_MS = 86_400_000;

/** How long a step waits for a task that never ends, after a creation that was refused once. */
async function waitFor(jump: (polls: number) => number): Promise<number> {
  const context = virtualContext();
  const { now } = Date;
  let polls = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + jump((polls += 1)));
  cloud = await startCloud({
    answer: (endpoint, count, { path: asked }) => {
      if (endpoint === 'create' && count === 0) {
        return { status: 429, headers: { 'x-ratelimit-reset': '20' }, text: '' };
      }
      return endpoint === 'read'
        ? { json: { path: asked.replace('/cloud/v2/', ''), state: 'PROCESSING' } }
        : undefined;
    },
  });
  const done = await step.run(
    {
      ...minimalInputs(cloud),
      source: 'while true do task.wait() end',
      timeout: '60',
      'boot-timeout': '30',
    },
    context,
  );
  expect(done.annotations).toMatchObject([{ title: 'Roblox never finished the task' }]);
  jest.restoreAllMocks();
  await cloud.close();
  return context.clock.now();
}

it.each([
  ['a day ahead', () => DAY_MS],
  ['a day back', () => -DAY_MS],
  ['to and fro', (polls: number) => (polls % 2 === 0 ? DAY_MS : -DAY_MS)],
  ['further with each reading', (polls: number) => polls * DAY_MS],
])("waits neither end early nor last longer if the machine's clock jumps %s", async (_, jump) => {
  const asEver = await waitFor(() => 0);
  expect(await waitFor(jump)).toBe(asEver);
});
