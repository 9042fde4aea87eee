import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  startStep,
  type FinishedStep,
  type RunningStep,
  type StepPlan,
} from '../../runner/start-step.ts';

let folder: string;
let toDispose: FinishedStep[] = [];

beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'start-step-')));
  writeFileSync(
    path.join(folder, 'action.yml'),
    'inputs:\n  api-key:\n  timeout:\n    default: 5m\n',
  );
});

afterEach(() => {
  toDispose.forEach((step) => step.dispose());
  toDispose = [];
});

afterAll(() => rmSync(folder, { recursive: true }));

/** Starts a bundle with this source. */
function start(source: string, plan: Partial<StepPlan> = {}): RunningStep {
  const main = path.join(folder, 'index.mjs');
  writeFileSync(main, `import fs from 'node:fs';\n${source}`);
  return startStep({
    main,
    inputs: {},
    workspace: folder,
    actionFile: path.join(folder, 'action.yml'),
    ...plan,
  });
}

async function run(source: string, plan: Partial<StepPlan> = {}): Promise<FinishedStep> {
  const finished = await start(source, plan).finished;
  toDispose.push(finished);
  return finished;
}

const PRINT_ENVIRONMENT = 'process.stdout.write(JSON.stringify([process.cwd(), process.env]));';

async function environment(plan: Partial<StepPlan>): Promise<[string, Record<string, string>]> {
  return JSON.parse((await run(PRINT_ENVIRONMENT, plan)).stdout) as [
    string,
    Record<string, string>,
  ];
}

describe('startStep', () => {
  it('starts in the workspace, with the inputs and the variables of the runner', async () => {
    const [cwd, env] = await environment({ inputs: { 'api-key': 'k' } });
    expect(cwd).toBe(folder);
    expect(env).toMatchObject({
      'INPUT_API-KEY': 'k',
      INPUT_TIMEOUT: '5m',
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: folder,
      GITHUB_EVENT_NAME: 'push',
      GITHUB_SHA: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
  });

  it('passes on only the variables that every program needs', async () => {
    const [, env] = await environment({});
    const foreign = Object.keys(env).filter((name) => !/^(GITHUB|RUNNER|INPUT)_|^CI$/.test(name));
    expect(['PATH', 'HOME', 'SystemRoot', 'USERPROFILE']).toEqual(expect.arrayContaining(foreign));
  });

  it('adds and removes variables of the plan', async () => {
    const [, env] = await environment({
      env: { GITHUB_STEP_SUMMARY: undefined, GITHUB_SHA: 'abc', ROBLOX_API_KEY: 'k' },
    });
    expect(env).not.toHaveProperty('GITHUB_STEP_SUMMARY');
    expect(env).toMatchObject({ GITHUB_SHA: 'abc', ROBLOX_API_KEY: 'k' });
  });

  it('writes the payload of the event to a file', async () => {
    const { stdout } = await run(
      'process.stdout.write(process.env.GITHUB_EVENT_NAME + fs.readFileSync(process.env.GITHUB_EVENT_PATH));',
      { event: { name: 'pull_request', payload: { number: 7 } } },
    );
    expect(stdout).toBe('pull_request{"number":7}');
  });
});

describe('a finished step', () => {
  it('returns outputs from commands and from the file, which wins', async () => {
    const { outputs } = await run(`
      console.log('::set-output name=a::1');
      console.log('::set-output name=b::2');
      fs.appendFileSync(process.env.GITHUB_OUTPUT, 'b<<X\\n3\\n4\\nX\\n');`);
    expect(outputs).toEqual({ a: '1', b: '3\n4' });
  });

  it('returns the masked summary', async () => {
    const { summary, masks } = await run(`
      console.log('::add-mask::hush');
      fs.writeFileSync(process.env.GITHUB_STEP_SUMMARY, '# hush\\n');`);
    expect(summary).toBe('# ***\n');
    expect(masks).toEqual(['hush']);
  });

  it('drops a summary over 1 MiB with an error, and does not fail', async () => {
    const { summary, annotations, conclusion } = await run(
      `fs.writeFileSync(process.env.GITHUB_STEP_SUMMARY, 'ä'.repeat(600_000));`,
    );
    expect(summary).toBe('');
    expect(annotations).toEqual([
      { level: 'error', message: expect.stringContaining('upload aborted') },
    ]);
    expect(conclusion).toBe('success');
  });

  it('fails on an invalid output file', async () => {
    const { exitCode, conclusion, outputs } = await run(
      `fs.writeFileSync(process.env.GITHUB_OUTPUT, 'a=1\\nnonsense\\n');`,
    );
    expect({ exitCode, conclusion, outputs }).toEqual({
      exitCode: 0,
      conclusion: 'failure',
      outputs: { a: '1' },
    });
  });

  it('returns the whole output of both streams', async () => {
    const { stdout, stderr, log, commands, exitCode, conclusion } = await run(`
      process.stdout.write('x'.repeat(200_000) + '\\nä');
      process.stderr.write('::error::from standard error');
      process.exitCode = 3;`);
    expect(stdout).toHaveLength(200_002);
    expect(stderr).toBe('::error::from standard error');
    expect(log).toHaveLength(3);
    expect(commands).toEqual([{ name: 'error', properties: {}, text: 'from standard error' }]);
    expect({ exitCode, conclusion }).toEqual({ exitCode: 3, conclusion: 'failure' });
  });

  it('keeps RUNNER_TEMP until dispose is called', async () => {
    const finished = await run('');
    expect(existsSync(finished.runnerTemp)).toBe(true);
    finished.dispose();
    expect(existsSync(finished.runnerTemp)).toBe(false);
  });
});

describe('a running step', () => {
  it('reports lines while it runs, and accepts signals', async () => {
    const seen: string[] = [];
    const shown: string[] = [];
    const step = start(
      `process.on('SIGINT', () => { console.log('stopping'); process.exit(1); });
      console.log('::group::ready');
      setInterval(() => {}, 1000);`,
      {
        onOutput: (line) => {
          seen.push(line);
          if (line === '::group::ready') {
            step.kill('SIGINT');
          }
        },
        onLog: ({ text }) => shown.push(text),
      },
    );
    const finished = await step.finished;
    toDispose.push(finished);
    expect(finished).toMatchObject({ exitCode: 1, signal: null });
    expect(seen).toEqual(['::group::ready', 'stopping']);
    expect(shown).toEqual(['ready', 'stopping']);
    expect(step.kill('SIGINT')).toBe(false);
  });

  it('returns no exit code if a signal ended the process', async () => {
    const step = start(`console.log('ready'); setInterval(() => {}, 1000);`, {
      onOutput: () => step.kill('SIGKILL'),
    });
    const finished = await step.finished;
    toDispose.push(finished);
    expect(finished).toMatchObject({ exitCode: null, signal: 'SIGKILL', conclusion: 'failure' });
  });

  it('rejects if the process cannot be started', async () => {
    const { finished } = start('', { nodePath: path.join(folder, 'no-such-node') });
    await expect(finished).rejects.toThrow('The step could not be started');
  });
});
