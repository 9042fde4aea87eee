import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startStep, type FinishedStep, type StepPlan } from '../../runner/start-step.ts';
import { minimalInputs } from '../support/minimal-inputs.ts';
import {
  startCloud,
  type CloudScript,
  type Endpoint,
  type LoopbackCloud,
} from '../support/loopback-cloud.ts';

// The committed bundle, started as the runner starts it, under faults that only a process can meet. What a request can
// meet is in matrix.long.test.ts.

const BUNDLE = path.resolve('dist/index.js');

let workspace: string;
let cloud: LoopbackCloud | undefined;
const finished: FinishedStep[] = [];

beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'workspace-'));
});

afterEach(async () => {
  for (const step of finished.splice(0)) {
    step.dispose();
  }
  await cloud?.close();
  cloud = undefined;
  rmSync(workspace, { recursive: true });
});

/** Starts the bundle on a cloud with this script. */
async function start(
  script: CloudScript,
  inputs: Record<string, string> = {},
  plan: Partial<StepPlan> = {},
): Promise<ReturnType<typeof startStep>> {
  cloud = await startCloud(script);
  return startStep({
    main: BUNDLE,
    workspace,
    inputs: { ...usualInputs(cloud), ...inputs },
    ...plan,
  });
}

async function run(...parameters: Parameters<typeof start>): Promise<FinishedStep> {
  const step = await (await start(...parameters)).finished;
  finished.push(step);
  return step;
}

function usualInputs({ url }: LoopbackCloud): Record<string, string> {
  return {
    ...minimalInputs({ url }),
    source: 'print("ready")',
  };
}

/** Makes Node.js run this before the bundle. */
function preload(source: string): { readonly NODE_OPTIONS: string } {
  const file = path.join(workspace, 'preload.mjs');
  writeFileSync(file, source);
  return { NODE_OPTIONS: `--import=${pathToFileURL(file).href}` };
}

/** Throws in the process as soon as its task exists. */
const THROWING = `
  const { write } = process.stdout;
  process.stdout.write = function (text, ...rest) {
    if (String(text).includes('Now PROCESSING')) {
      setImmediate(() => { THROW });
    }
    return write.call(this, text, ...rest);
  };`;

describe('an uncaught error', () => {
  it.each([
    ['an exception', "throw new Error('nobody caught this');"],
    ['a rejection', "Promise.reject(new Error('nobody caught this'));"],
    ['a value that is no error', "throw 'nobody caught this';"],
  ])('an uncaught error is one error and fails the step: %s', async (_, thrown) => {
    const step = await run(
      { answer: processing },
      {},
      { env: preload(THROWING.replace('THROW', thrown)) },
    );
    expect(step.exitCode).toBe(1);
    expect(step.annotations).toEqual([
      expect.objectContaining({ level: 'error', title: 'Internal error' }),
    ]);
    expect(step.annotations[0]?.message).toContain('nobody caught this');
    expect(step.outputs).toMatchObject({ outcome: 'infrastructure', 'task-id': 't1' });
    expect(step.summary).toContain('Internal error');
    // Nothing is left open, so the process ends by itself.
    expect(step.stderr).toBe('');
  });

  it('an uncaught error fails a step that had passed, and adds nothing to one that had failed', async () => {
    const late = preload(
      "process.once('beforeExit', () => setTimeout(() => { throw new Error('late'); }, 1));",
    );
    const passed = await run({}, {}, { env: late });
    expect(passed.exitCode).toBe(1);
    expect(passed.annotations).toMatchObject([{ title: 'Internal error' }]);
    await cloud?.close();
    const failed = await run({ results: () => [false] }, {}, { env: late });
    expect(failed.exitCode).toBe(1);
    expect(failed.annotations).toMatchObject([{ title: 'Luau tests failed' }]);
  });

  it('an empty event loop before the end of the step is an internal error', async () => {
    // Timers that do not keep the process alive: it would end in the middle of its wait.
    const env = preload(`
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (...given) => setTimeout(...given).unref();`);
    const answer: NonNullable<CloudScript['answer']> = (endpoint) =>
      endpoint === 'create' ? { status: 429, headers: CLOSE, text: '' } : undefined;
    const step = await run({ answer }, {}, { env });
    expect(step.exitCode).toBe(1);
    expect(step.annotations).toMatchObject([{ level: 'error', title: 'Internal error' }]);
    expect(step.outputs['outcome']).toBe('infrastructure');
  });
});

/** Replaces the writing of the summary by this. */
const summaryThat = (ends: string): { readonly NODE_OPTIONS: string } =>
  preload(`
    import files from 'node:fs/promises';
    import { syncBuiltinESMExports } from 'node:module';
    files.appendFile = () => new Promise(() => { ${ends} });
    syncBuiltinESMExports();`);

describe('a fault while the report is written', () => {
  it.each([
    ['the write never ends', ''],
    [
      'an exception, with a timer that holds the process',
      "setInterval(() => {}, 1_000); setTimeout(() => { throw new Error('nobody caught this'); });",
    ],
  ])(
    'a fault in the report fails a step that had passed, and keeps its other outputs: %s',
    async (_, ends) => {
      const step = await run({}, { 'junit-file': 'junit.xml' }, { env: summaryThat(ends) });
      expect(step.exitCode).toBe(1);
      expect(step.annotations).toMatchObject([
        { level: 'warning', message: expect.stringMatching(/^The step summary could not be/) },
        { level: 'error', title: 'Internal error' },
      ]);
      expect(step.outputs).toMatchObject({ outcome: 'infrastructure', logs: 'ready' });
      expect(readFileSync(step.outputs['results-file'] ?? '', 'utf8')).toBe('[]');
      expect(existsSync(path.join(workspace, 'junit.xml'))).toBe(true);
      expect(step.stdout).toContain('Passed: ');
    },
  );

  it('a fault in the report leaves a failed step its own error', async () => {
    const step = await run({ results: () => [false] }, {}, { env: summaryThat('') });
    expect(step.exitCode).toBe(1);
    expect(step.outputs['outcome']).toBe('failed');
    expect(step.annotations).toMatchObject([
      { level: 'warning' },
      { level: 'error', title: 'Luau tests failed' },
    ]);
  });
});

const CLOSE = { connection: 'close' };

/** A task that never ends. */
const processing: NonNullable<CloudScript['answer']> = (endpoint, _, { path: asked }) =>
  endpoint === 'read'
    ? { json: { path: asked.replace('/cloud/v2/', ''), state: 'PROCESSING' } }
    : undefined;

describe('standard output', () => {
  const LINES = 410;
  const LONG: CloudScript = {
    log: () => Array.from({ length: LINES }, (_, n) => `line ${n} ${'x'.repeat(5_000)}`),
  };

  it('2 MB of log arrive completely at a slow reader', async () => {
    cloud = await startCloud(LONG);
    const child = spawn(process.execPath, [BUNDLE], {
      cwd: workspace,
      env: environment(usualInputs(cloud)),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    let isResting = false;
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (piece: string) => {
      text += piece;
      if (!isResting) {
        isResting = true;
        child.stdout.pause();
        setTimeout(() => {
          isResting = false;
          child.stdout.resume();
        }, 20);
      }
    });
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect(exitCode).toBe(0);
    expect(text.length).toBeGreaterThan(2_000_000);
    expect(text.match(/line \d+ x{5000}\r?\n/g)).toHaveLength(LINES);
  });

  it('a reader that closes standard output does not change the verdict', async () => {
    cloud = await startCloud(LONG);
    const child = spawn(process.execPath, [BUNDLE], {
      cwd: workspace,
      env: environment({ ...usualInputs(cloud), 'results-file': 'results.json' }),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect(exitCode).toBe(0);
    expect(existsSync(path.join(workspace, 'results.json'))).toBe(true);
  });
});

function environment(inputs: Record<string, string>): NodeJS.ProcessEnv {
  const output = path.join(workspace, 'output');
  writeFileSync(output, '');
  return {
    GITHUB_OUTPUT: output,
    PATH: process.env['PATH'],
    GITHUB_WORKSPACE: workspace,
    RUNNER_TEMP: workspace,
    ...Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
  };
}

describe('a file that is to be written', () => {
  it('a pipe without a reader and the log itself are not written as files', async () => {
    execFileSync('mkfifo', [path.join(workspace, 'pipe')]);
    const step = await run(
      { results: () => ['::error::raw'] },
      { 'results-file': '/dev/stdout', 'logs-file': 'pipe', 'junit-file': 'pipe' },
    );
    expect(step.exitCode).toBe(0);
    expect(step.annotations).toMatchObject([{ level: 'warning' }]);
    for (const name of ['results-file', 'logs-file', 'junit-file']) {
      expect(step.annotations[0]?.message).toContain(`\`${name}\` could not be written`);
      expect(step.outputs[name]).toBeUndefined();
    }
    expect(step.outputs['outcome']).toBe('passed');
  });
});

/** Linux has a disk that is always full; elsewhere a path below a file serves. */
const HAS_FULL_DISK = existsSync('/dev/full');
const full = HAS_FULL_DISK ? '/dev/full' : path.join(process.execPath, 'full');

describe('a full disk', () => {
  it('a full disk is one warning, whatever is written to it', async () => {
    const step = await run(
      {},
      { 'results-file': full, 'logs-file': full, 'junit-file': full },
      { env: { GITHUB_OUTPUT: full, GITHUB_STEP_SUMMARY: full } },
    );
    expect(step.exitCode).toBe(0);
    expect(step.annotations).toEqual([expect.objectContaining({ level: 'warning' })]);
    for (const name of ['results-file', 'logs-file', 'junit-file', 'outputs', 'summary']) {
      expect(step.annotations[0]?.message).toContain(name);
    }
  });

  it('a full disk under the log itself does not change the verdict', async () => {
    cloud = await startCloud({ results: () => [false] });
    const child = spawn(process.execPath, [BUNDLE], {
      cwd: workspace,
      env: environment(usualInputs(cloud)),
      stdio: ['ignore', HAS_FULL_DISK ? openSync(full, 'w') : 'ignore', 'ignore'],
    });
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect(exitCode).toBe(1);
    expect(readFileSync(path.join(workspace, 'output'), 'utf8')).toMatch(/^failed$/m);
  });
});

describe("the runner's files", () => {
  const FILES = ['OUTPUT', 'STEP_SUMMARY', 'STATE', 'ENV', 'PATH', 'EVENT_PATH'];
  const all = (value: string | undefined): Record<string, string | undefined> =>
    Object.fromEntries(FILES.map((name) => [`GITHUB_${name}`, value]));

  /** The step's own warnings. The runner adds one to each output that is set by a command. */
  const warnings = ({ commands }: FinishedStep): readonly string[] =>
    commands.filter(({ name }) => name === 'warning').map(({ text }) => text);

  it("missing variables for the runner's files are one warning", async () => {
    const step = await run({}, {}, { env: all(undefined) });
    expect(step.exitCode).toBe(0);
    expect(step.outputs['outcome']).toBe('passed');
    expect(warnings(step)).toEqual([
      expect.stringContaining('did not set GITHUB_OUTPUT and GITHUB_STEP_SUMMARY'),
    ]);
  });

  it('missing variables are no warning outside GitHub Actions', async () => {
    const step = await run({}, {}, { env: { ...all(undefined), GITHUB_ACTIONS: undefined } });
    expect(step.exitCode).toBe(0);
    expect(warnings(step)).toEqual([]);
  });

  it('files of the runner that do not exist are one warning', async () => {
    const step = await run({}, {}, { env: all(path.join(workspace, 'gone', 'file')) });
    expect(step.exitCode).toBe(0);
    expect(step.annotations).toMatchObject([{ level: 'warning' }]);
    expect(step.annotations[0]?.message).toMatch(/outputs could not be[^]*summary could not be/);
  });
});

describe("the machine's clock", () => {
  it('a clock that jumps by a day at each reading does not change the outcome', async () => {
    const env = preload(`
      const { now } = Date;
      let jumps = 0;
      Date.now = () => now() + ((jumps += 1) % 2 === 0 ? 1 : -1) * 86_400_000;`);
    const reads: NonNullable<CloudScript['answer']> = (endpoint, count, ...rest) =>
      count < 3 ? processing(endpoint, count, ...rest) : undefined;
    const step = await run({ answer: reads }, {}, { env });
    expect(step.exitCode).toBe(0);
    expect(step.outputs['outcome']).toBe('passed');
    expect(Number(step.outputs['duration'])).toBeLessThan(86_400);
  });
});

describe('a signal', () => {
  const STORED: CloudScript = {
    ended: () => ({ binaryOutputUri: `${cloud?.storageUrl}/stored/out?signature=sesame` }),
  };
  const POINTS: readonly (readonly [Endpoint, CloudScript, Record<string, string>])[] = [
    ['create', {}, {}],
    ['read', {}, {}],
    ['logs', {}, {}],
    ['upload', {}, { 'place-file': 'game.rbxlx' }],
    ['binary-input', {}, { 'binary-input': 'in.bin' }],
    ['payload-put', {}, { 'binary-input': 'in.bin' }],
    ['payload-get', STORED, { 'binary-output': 'out.bin' }],
  ];

  it.each(POINTS)(
    'a signal ends a step whose `%s` is never answered',
    async (at, script, inputs) => {
      writeFileSync(path.join(workspace, 'in.bin'), 'the bytes of a binary input');
      writeFileSync(path.join(workspace, 'game.rbxlx'), '<roblox version="4"></roblox>');
      // Only the signal can end it: the request would hang for half a minute or more.
      const step = await start(
        {
          ...script,
          answer: (asked) => {
            if (asked !== at) {
              return undefined;
            }
            step.kill('SIGINT');
            return 'hang';
          },
        },
        inputs,
      );
      const done = await step.finished;
      finished.push(done);
      expect(done.exitCode).toBe(1);
      expect(done.outputs['outcome']).toBe('cancelled');
      expect(done.annotations).toMatchObject([{ title: 'Luau execution cancelled' }]);
      expect(done.summary).toContain('cancelled');
      expect(readdirSync(workspace).filter((file) => file.endsWith('.part'))).toEqual([]);
    },
  );

  it('a signal ends a step that is reading its script', async () => {
    writeFileSync(path.join(workspace, 'a.luau'), 'return 1');
    // The file is read after the signal.
    const env = preload(`
      import files from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { readFile } = files;
      files.readFile = async (file, ...rest) => {
        if (String(file).endsWith('a.luau')) {
          await new Promise((resolve) => {
            const holding = setInterval(() => {}, 1_000);
            process.on('SIGINT', () => resolve(clearInterval(holding)));
            process.kill(process.pid, 'SIGINT');
          });
        }
        return readFile(file, ...rest);
      };
      syncBuiltinESMExports();`);
    const step = await run({}, { source: '', script: 'a.luau' }, { env });
    expect(step.exitCode).toBe(1);
    expect(step.outputs['outcome']).toBe('cancelled');
    expect(step.annotations).toMatchObject([{ title: 'Luau execution cancelled' }]);
    expect(step.summary).toContain('cancelled');
    expect(cloud?.all()).toEqual([]);
  });

  it('a signal ends a step whose report hangs, and the verdict stays', async () => {
    const env = summaryThat("setInterval(() => {}, 1_000); process.kill(process.pid, 'SIGINT');");
    const step = await start(
      { results: () => [false] },
      { 'results-file': 'r.json' },
      {
        env,
        // The second signal kills the process, because nothing handles it.
        onOutput: (line) => {
          if (line.startsWith('::error title=Luau tests failed')) {
            setTimeout(() => step.kill('SIGTERM'), 100);
          }
        },
      },
    );
    const done = await step.finished;
    finished.push(done);
    expect(done.signal).toBe('SIGTERM');
    expect(done.outputs['outcome']).toBe('failed');
    expect(done.annotations).toMatchObject([
      { level: 'warning', message: expect.stringContaining('The workflow was cancelled.') },
      { level: 'error', title: 'Luau tests failed' },
    ]);
    expect(readFileSync(path.join(workspace, 'r.json'), 'utf8')).toBe('[false]');
  });

  it('a signal lets a report that is being written finish', async () => {
    const env = preload(`
      import files from 'node:fs/promises';
      import { syncBuiltinESMExports } from 'node:module';
      const { appendFile } = files;
      files.appendFile = async (...given) => {
        await new Promise((resolve) => {
          const holding = setInterval(() => {}, 1_000);
          process.on('SIGINT', () => setTimeout(() => resolve(clearInterval(holding)), 100));
          process.kill(process.pid, 'SIGINT');
        });
        return appendFile(...given);
      };
      syncBuiltinESMExports();`);
    const step = await run({}, {}, { env });
    expect(step.exitCode).toBe(0);
    expect(step.outputs['outcome']).toBe('passed');
    expect(step.annotations).toEqual([]);
    expect(step.summary).toContain('Passed');
  });
});
