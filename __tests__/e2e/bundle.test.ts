import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import { STEP_TOKEN } from '../../runner/action-file.ts';
import type { FinishedStep, RunningStep, StepPlan } from '../../runner/start-step.ts';
import { bundleSteps, logOf, type BundleSteps } from '../support/bundle-steps.ts';

// The committed bundle, started as the runner starts it, on a service that really runs Luau.

let emulator: Emulator;
let steps: BundleSteps;

beforeAll(async () => {
  emulator = await startEmulator({ placeVersion: 7 });
});

afterAll(() => emulator.close());

beforeEach(() => {
  steps = bundleSteps();
});

afterEach(() => steps.dispose());

type Given = readonly [
  script: string | undefined,
  inputs?: Record<string, string>,
  plan?: Partial<StepPlan>,
];

/** The inputs for a script, which is a file of the workspace. */
function inputsFor([script, inputs]: Given): Record<string, string> {
  if (script !== undefined) {
    steps.put('smoke.luau', script);
  }
  return { ...(script !== undefined && { script: 'smoke.luau' }), ...inputs };
}

function start(...given: Given): RunningStep {
  return steps.start(emulator, inputsFor(given), given[2]);
}

function run(...given: Given): Promise<FinishedStep> {
  return steps.run(emulator, inputsFor(given), given[2]);
}

describe('the bundle', () => {
  it('passes if the script passes', async () => {
    const step = await run(
      'print("gold", 3)\nwarn("careful")\nreturn { gold = 3, place = game.PlaceId }, "two"',
    );
    expect(step.exitCode).toBe(0);
    expect(step.stderr).toBe('');
    expect(step.annotations).toEqual([]);
    expect(step.outputs).toMatchObject({
      outcome: 'passed',
      state: 'COMPLETE',
      results: '[{"gold":3,"place":34},"two"]',
      result: '{"gold":3,"place":34}',
      'place-version': '7',
      logs: 'gold 3\ncareful',
    });
    expect(readFileSync(step.outputs['logs-file'] as string, 'utf8')).toBe('gold 3\ncareful');
    expect(logOf(step)).toMatch(/ {8}gold 3/);
    expect(logOf(step)).toMatch(/Passed: smoke\.luau/);
    expect(step.summary).toMatch(/^### :white_check_mark: Passed/);
  });

  it('fails with a runtime error on its line', async () => {
    const step = await run(
      'local shop = nil\n\nlocal function buy()\n\treturn shop.price\nend\nbuy()\n',
    );
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({
      outcome: 'failed',
      state: 'FAILED',
      'error-code': 'SCRIPT_ERROR',
    });
    expect(step.annotations).toEqual([
      expect.objectContaining({
        level: 'error',
        title: 'Luau script error',
        file: 'smoke.luau',
        line: 4,
      }),
    ]);
    expect(step.summary).toMatch(/> 4 \| +return shop\.price/);
    expect(logOf(step)).toMatch(/Script 'TaskScript', Line 6/);
  });

  it('fails with a syntax error on its line', async () => {
    const step = await run('print(1)\nlocal = 2\n');
    expect(step.annotations).toEqual([
      expect.objectContaining({ title: 'Luau script error', file: 'smoke.luau', line: 2 }),
    ]);
  });

  it('fails if the script runs into its timeout', async () => {
    const step = await run('print("before")\nwhile true do end', { timeout: '1s' });
    expect(step.exitCode).toBe(1);
    expect(step.outputs).toMatchObject({ 'error-code': 'DEADLINE_EXCEEDED', logs: 'before' });
    expect(step.annotations).toEqual([expect.objectContaining({ title: 'Luau script timed out' })]);
  });

  it('runs an inline script on the requested place version', async () => {
    const step = await run(undefined, { source: 'return game.PlaceVersion', 'place-version': '3' });
    expect(step.outputs).toMatchObject({ outcome: 'passed', result: '3', 'place-version': '3' });
  });

  it('reports that Roblox refused a wrong key', async () => {
    const step = await run('return 1', { 'api-key': 'wrong' });
    expect(step.exitCode).toBe(1);
    expect(step.outputs['outcome']).toBe('infrastructure');
    expect(step.outputs).not.toHaveProperty('task-path');
    expect(step.annotations).toEqual([
      expect.objectContaining({ title: 'Roblox refused the API key' }),
    ]);
    expect(step.annotations[0]?.message).toMatch(/Invalid API Key/);
  });

  it('is skipped without a key if `missing-key` is `skip`', async () => {
    const step = await run('return 1', { 'api-key': '', 'missing-key': 'skip' });
    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([expect.objectContaining({ level: 'warning' })]);
  });

  it('takes the key and the ids from environment variables', async () => {
    const ids = { 'api-key': '', 'universe-id': '', 'place-id': '' };
    const env = {
      ROBLOX_API_KEY: emulator.apiKey,
      ROBLOX_UNIVERSE_ID: '5',
      ROBLOX_PLACE_ID: '6',
    };
    const step = await run('return game.GameId', ids, { env });
    expect(step.outputs['result']).toBe('5');
  });

  it('lets no line of the script become a workflow command', async () => {
    const forged = [
      '::error title=forged::forged',
      '  ::set-output name=outcome::forged',
      '##[error]forged',
      'text ##[set-output name=outcome]forged',
      '::add-mask::o',
      'a\\r::error::forged',
      '::stop-commands::x\\n::x::\\n::error::forged',
      '\\27[2J##[group]forged',
    ];
    const lines = forged.map((line) => `print("${line}")`).join('\n');
    const step = await run(`${lines}\nerror("::error::forged\\n##[warning]forged", 0)`);
    expect(step.annotations).toEqual([expect.objectContaining({ title: 'Luau script error' })]);
    expect(step.outputs['outcome']).toBe('failed');
    expect(step.masks).toEqual([emulator.apiKey, STEP_TOKEN]);
    expect(new Set(step.commands.map(({ name }) => name))).toEqual(
      new Set(['add-mask', 'group', 'endgroup', 'stop-commands', 'error']),
    );
    expect(step.log.filter(({ kind }) => kind === 'error')).toHaveLength(1);
    expect(step.log.filter(({ kind }) => kind === 'warning' || kind === 'notice')).toEqual([]);
  });

  it('passes if the runner names no files for outputs and summary', async () => {
    const step = await run(
      'return 1',
      {},
      { env: { GITHUB_STEP_SUMMARY: undefined, GITHUB_OUTPUT: undefined } },
    );
    expect(step.exitCode).toBe(0);
    expect(step.outputs['outcome']).toBe('passed');
  });

  it('reports outputs and a summary that cannot be written in one warning', async () => {
    const nowhere = path.join(steps.workspace, 'no', 'such', 'folder');
    const env = { GITHUB_STEP_SUMMARY: nowhere, GITHUB_OUTPUT: nowhere };
    const step = await run('return 1', {}, { env });
    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([expect.objectContaining({ level: 'warning' })]);
    expect(step.annotations[0]?.message).toMatch(
      /outputs could not be set[^]*summary could not be/,
    );
  });

  it('connects to a loopback address without the proxy', async () => {
    const dead = 'http://127.0.0.1:9';
    const step = await run(
      'return 1',
      {},
      { env: { HTTP_PROXY: dead, http_proxy: dead, HTTPS_PROXY: dead } },
    );
    expect(step.outputs['outcome']).toBe('passed');
  });

  it('connects through a configured proxy', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:9' };
    const step = start(
      'return 1',
      { 'base-url': 'https://apis.example' },
      {
        env,
        onLog: ({ text }) => {
          // It would go on trying for half a minute.
          if (text.includes('ECONNREFUSED 127.0.0.1:9')) {
            step.kill('SIGTERM');
          }
        },
      },
    );
    const done = await step.finished;
    expect(done.outputs['outcome']).toBe('cancelled');
    expect(logOf(done)).toMatch(/before a task was created/);
  });
});

describe('a cancelled workflow', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'a step that gets %s writes its outputs, its summary and its error',
    async (signal) => {
      const step = start(
        'print("long")\ntask.wait(120)',
        {},
        {
          onLog: ({ text }) => {
            if (text.includes('Now PROCESSING')) {
              step.kill(signal);
            }
          },
        },
      );
      const done = await step.finished;
      expect(done.exitCode).toBe(1);
      expect(done.outputs).toMatchObject({ outcome: 'cancelled', state: 'PROCESSING' });
      expect(done.annotations).toEqual([
        expect.objectContaining({ title: 'Luau execution cancelled' }),
      ]);
      expect(done.annotations[0]?.message).toContain(done.outputs['task-path']);
      expect(done.summary).toMatch(/cancelled/);
    },
  );
});

describe('the key', () => {
  it('the key is in nothing that a run writes', async () => {
    const step = await run('error("boom")');
    const files = ['results-file', 'logs-file'].map((name) => step.outputs[name]).filter(Boolean);
    const left = [
      step.stdout.replace(`::add-mask::${emulator.apiKey}`, ''),
      step.stderr,
      step.summary,
      JSON.stringify(step.outputs),
      ...files.map((file) => readFileSync(file as string, 'utf8')),
      JSON.stringify(emulator.requests),
    ].join('\n');
    for (const form of [
      emulator.apiKey,
      Buffer.from(emulator.apiKey).toString('base64'),
      encodeURIComponent(emulator.apiKey),
    ]) {
      expect(left).not.toContain(form);
    }
  });
});
