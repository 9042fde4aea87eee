import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { copyFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import type { FinishedStep, StepPlan } from '../../runner/start-step.ts';
import { bundleSteps, type BundleSteps } from '../support/bundle-steps.ts';
import {
  ACTIONS_BOT,
  startGitHub,
  TOKEN,
  type LoopbackGitHub,
} from '../support/loopback-github.ts';

// The comment, by the bundle: what is loaded for it on demand is a file of its own there.

let emulator: Emulator;
let github: LoopbackGitHub;
let steps: BundleSteps;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(() => emulator.close());

beforeEach(async () => {
  github = await startGitHub();
  steps = bundleSteps();
});

afterEach(async () => {
  steps.dispose();
  await github.close();
});

function run(
  source: string,
  runId: number,
  comment: string,
  plan: Partial<StepPlan> = {},
): Promise<FinishedStep> {
  return steps.run(
    emulator,
    { source, comment, 'github-token': TOKEN },
    {
      env: {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_REPOSITORY: 'studio/game',
        GITHUB_RUN_ID: String(runId),
      },
      event: {
        name: 'pull_request',
        payload: { pull_request: { number: 12, head: { sha: 'a'.repeat(40) } } },
      },
      ...plan,
    },
  );
}

it('a failing step creates a comment, and a later pass updates it', async () => {
  const red = await run('return { passed = 1, failed = 2 }', 1, 'on-failure');
  expect(red.outputs['outcome']).toBe('failed');
  expect(github.comments).toMatchObject([{ user: ACTIONS_BOT }]);
  expect(github.comments[0]?.body).toContain('### :x: Luau tests failed');
  const green = await run('return { passed = 3, failed = 0 }', 2, 'on-failure');
  expect(green.annotations).toEqual([]);
  expect(github.comments).toHaveLength(1);
  expect(github.comments[0]?.body).toContain('### :white_check_mark: Passed');
});

it('a pass under `on-failure` creates no comment, nor does any step by default', async () => {
  await run('return true', 1, 'on-failure');
  await run('return false', 2, '');
  expect(github.comments).toEqual([]);
});

it('only a comment needs a second file of the bundle', async () => {
  const main = path.join(steps.workspace, 'index.js');
  copyFileSync('dist/index.js', main);
  copyFileSync('dist/package.json', path.join(steps.workspace, 'package.json'));
  const silent = await run('return false', 1, 'never', { main });
  expect(silent.annotations).toMatchObject([{ level: 'error' }]);
  const commenting = await run('return false', 2, 'always', { main });
  expect(commenting.annotations).toMatchObject([{ level: 'warning' }, { level: 'error' }]);
  expect(commenting.annotations[0]?.message).toContain('comment');
});
