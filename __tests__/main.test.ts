import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ACTION_VERSION } from '../src/main.ts';
import { KEY, minimalInputs } from './support/minimal-inputs.ts';
import { startService, type LoopbackService, type Reply } from './support/loopback-service.ts';
import { virtualContext } from './support/context.ts';
import { stepInProcess, type Done, type StepInProcess } from './support/step-in-process.ts';

const TASK = 'universes/12/places/34/versions/5/luau-execution-sessions/s1/tasks/t1';

let step: StepInProcess;
let service: LoopbackService | undefined;

beforeEach(async () => {
  step = await stepInProcess();
});

afterEach(async () => {
  await service?.close();
  service = undefined;
  await step.dispose();
});

interface Script {
  readonly create?: Reply;
  /** The answers to the reads of the task; the last one stays. */
  readonly reads?: readonly Reply[];
  readonly logs?: readonly Reply[];
  /** Called before each read of the task is answered. */
  readonly onRead?: (count: number) => void;
}

const PROCESSING: Reply = { json: { path: TASK, state: 'PROCESSING' } };

function complete(results?: readonly unknown[]): Reply {
  return { json: { path: TASK, state: 'COMPLETE', output: results ? { results } : {} } };
}

function failed(code: string, message: string): Reply {
  return { json: { path: TASK, state: 'FAILED', error: { code, message } } };
}

function log(...messages: readonly (string | [text: string, type: string])[]): Reply {
  const structuredMessages = messages.map((message) =>
    typeof message === 'string'
      ? { message, messageType: 'OUTPUT' }
      : { message: message[0], messageType: message[1] },
  );
  return { json: { luauExecutionSessionTaskLogs: [{ structuredMessages }], nextPageToken: '' } };
}

/** Runs the action on a service that answers like this. */
async function run(
  { create = PROCESSING, reads = [complete()], logs = [log('hello')], onRead }: Script,
  inputs: Record<string, string> = {},
  context = virtualContext(),
): Promise<Done> {
  const counts = { reads: 0, logs: 0 };
  service = await startService(
    ({ method, path: asked }) => {
      if (method === 'POST') {
        return create;
      }
      const [kind, replies] = asked.endsWith('/logs')
        ? ['logs' as const, logs]
        : ['reads' as const, reads];
      counts[kind] += 1;
      if (kind === 'reads') {
        onRead?.(counts.reads);
      }
      return replies[Math.min(counts[kind], replies.length) - 1] as Reply;
    },
    () => context.clock.park(),
  );
  return step.run(
    {
      ...minimalInputs(service),
      source: 'print("hello")',
      ...inputs,
    },
    context,
  );
}

/** The creations that reached the service. */
function creates(): number {
  return service?.received.filter(({ method }) => method === 'POST').length ?? 0;
}

describe('a script that passes', () => {
  it('a passing script leaves a passed step, its outputs, its files and a summary', async () => {
    const done = await run({ reads: [PROCESSING, complete(['done', { gold: 3 }])] });
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toEqual([]);
    expect(done.outputs).toMatchObject({
      outcome: 'passed',
      state: 'COMPLETE',
      result: 'done',
      results: '["done",{"gold":3}]',
      'task-path': TASK,
      'task-id': 't1',
      'session-id': 's1',
      'place-version': '5',
      logs: 'hello',
    });
    expect(Number(done.outputs['duration'])).toBeGreaterThan(0);
    expect(await readFile(done.outputs['results-file'] as string, 'utf8')).toBe(
      '["done",{"gold":3}]',
    );
    expect(await readFile(done.outputs['logs-file'] as string, 'utf8')).toBe('hello');
    expect(done.summary).toMatch(/^### :white_check_mark: Passed/);
    expect(done.log).toContain('hello');
    expect(creates()).toBe(1);
  });

  it('a script may return nothing, and then has no result', async () => {
    const { outputs } = await run({});
    expect(outputs).toMatchObject({ outcome: 'passed', results: '[]' });
    expect(outputs['result'] ?? '').toBe('');
  });

  it('the duration comes from Roblox if Roblox sends it', async () => {
    const times = { createTime: '2026-09-01T10:00:00Z', updateTime: '2026-09-01T10:00:04.25Z' };
    const { outputs } = await run({
      reads: [{ json: { path: TASK, state: 'COMPLETE', output: {}, ...times } }],
    });
    expect(outputs['duration']).toBe('4.25');
  });

  it('a script file runs on a version with its own time limit', async () => {
    await mkdir(path.join(step.workspace, 'tests'));
    await writeFile(path.join(step.workspace, 'tests/smoke.luau'), '\uFEFFprint("ü")\r\n');
    const done = await run(
      {},
      { source: '', script: 'tests/smoke.luau', 'place-version': '4', timeout: '1m30s' },
    );
    expect(done.exitCode).toBe(0);
    const [create] = service?.received ?? [];
    expect(create?.path).toBe(
      '/cloud/v2/universes/12/places/34/versions/4/luau-execution-session-tasks',
    );
    expect(JSON.parse(create?.body ?? '')).toEqual({ script: 'print("ü")\r\n', timeout: '90s' });
    expect(create?.headers['user-agent']).toBe(`luau-execution-action/${ACTION_VERSION}`);
  });

  it('no summary is written if `summary` is `false`', async () => {
    expect((await run({}, { summary: 'false' })).summary).toBe('');
  });
});

describe('the one error of a failing step', () => {
  const lost = { code: 0, message: '' };
  it.each<readonly [string, Script, string, string]>([
    [
      'a script error',
      { reads: [failed('SCRIPT_ERROR', 'TaskScript:1: boom')] },
      'failed',
      'Luau script error',
    ],
    [
      'a time-out',
      { reads: [failed('DEADLINE_EXCEEDED', 'Script execution timed out.')] },
      'failed',
      'Luau script timed out',
    ],
    [
      'too large a result',
      { reads: [failed('OUTPUT_SIZE_LIMIT_EXCEEDED', 'too large')] },
      'failed',
      'Luau script returned too much',
    ],
    [
      'an error inside Roblox',
      { reads: [failed('INTERNAL_ERROR', 'oops')] },
      'infrastructure',
      'Roblox internal error',
    ],
    [
      'an error code of tomorrow',
      { reads: [failed('TOMORROW', 'x')] },
      'failed',
      'Luau execution failed',
    ],
    [
      'a cancellation at Roblox',
      { reads: [{ json: { path: TASK, state: 'CANCELLED' } }] },
      'cancelled',
      'Luau execution cancelled',
    ],
    [
      'a task that never ends',
      { reads: [PROCESSING] },
      'infrastructure',
      'Roblox never finished the task',
    ],
    [
      'a state of tomorrow that stays',
      { reads: [{ json: { path: TASK, state: 'DREAMING' } }] },
      'infrastructure',
      'Roblox never finished the task',
    ],
    [
      'a key that is refused',
      { create: { status: 401, json: { errors: [{ code: 0, message: 'Invalid API Key' }] } } },
      'infrastructure',
      'Roblox refused the API key',
    ],
    [
      'a key that is refused later',
      { reads: [{ status: 403, text: '' }] },
      'infrastructure',
      'Roblox refused the API key',
    ],
    [
      'a quota that does not let go',
      { create: { status: 429, headers: { 'retry-after': '1800' }, json: lost } },
      'infrastructure',
      'Roblox quota exhausted',
    ],
    [
      'a creation whose answer is lost',
      { create: 'reset' },
      'infrastructure',
      'Roblox may be running the script',
    ],
    [
      'a creation whose answer is cut',
      { create: { cutAfter: '{"path":"uni' } },
      'infrastructure',
      'Roblox may be running the script',
    ],
    [
      'a creation without an answer',
      { create: 'hang' },
      'infrastructure',
      'Roblox may be running the script',
    ],
    [
      'a creation answered with 502',
      { create: { status: 502, text: '<h1>Bad Gateway</h1>' } },
      'infrastructure',
      'Roblox may be running the script',
    ],
    [
      'a creation answered with null',
      { create: { json: null } },
      'infrastructure',
      'Roblox may be running the script',
    ],
    [
      'a creation that is no good',
      { create: { status: 400, json: { code: 'INVALID_ARGUMENT', message: 'x' } } },
      'infrastructure',
      'Roblox Open Cloud request failed',
    ],
    [
      'reads that fail to the end',
      { reads: [{ status: 500, text: '' }] },
      'infrastructure',
      'Roblox Open Cloud request failed',
    ],
    [
      'a log that cannot be read',
      { logs: [{ status: 503, text: '' }] },
      'infrastructure',
      'Roblox Open Cloud request failed',
    ],
  ])('a step for %s has its outcome and title', async (_, script, outcome, title) => {
    const done = await run(script);
    expect(done.exitCode).toBe(1);
    expect(done.outputs['outcome']).toBe(outcome);
    expect(done.annotations).toEqual([expect.objectContaining({ level: 'error', title })]);
    expect(done.summary).toContain(title);
    expect(creates()).toBe(1);
  });

  it('an error names no file for an inline script, and the line of a script file', async () => {
    const script = { reads: [failed('SCRIPT_ERROR', 'TaskScript:2: boom')] };
    const inline = await run(script);
    expect(inline.annotations[0]?.file).toBeUndefined();
    await service?.close();
    await writeFile(path.join(step.workspace, 'a.luau'), 'local a\nerror("boom")\n');
    const file = await run(script, { source: '', script: 'a.luau' });
    expect(file.annotations).toEqual([
      expect.objectContaining({ level: 'error', file: 'a.luau', line: 2 }),
    ]);
    expect(file.summary).toContain('error("boom")');
    await service?.close();
    const plain = await run(script, { source: '', script: 'a.luau', annotations: 'false' });
    expect(plain.annotations[0]).toMatchObject({ title: 'Luau script error' });
    expect(plain.annotations[0]?.file).toBeUndefined();
  });

  it("Roblox's error code and message are in the outputs", async () => {
    const { outputs } = await run({ reads: [failed('SCRIPT_ERROR', 'TaskScript:1: boom')] });
    expect(outputs).toMatchObject({
      state: 'FAILED',
      'error-code': 'SCRIPT_ERROR',
      'error-message': 'TaskScript:1: boom',
      'task-path': TASK,
    });
  });

  it('the error of a wrong key names the scope that it needs', async () => {
    const { annotations } = await run({ create: { status: 401, text: '' } });
    expect(annotations[0]?.message).toMatch(/universe\.place\.luau-execution-session:write/);
  });

  it('a failed task whose log is missing has an error and a warning', async () => {
    const { annotations, exitCode } = await run({
      reads: [failed('SCRIPT_ERROR', 'boom')],
      logs: [{ status: 403, text: '' }],
    });
    expect(annotations.map(({ level }) => level)).toEqual(['warning', 'error']);
    expect(exitCode).toBe(1);
  });
});

describe('test results', () => {
  const red = {
    checks: [
      { name: 'buys', ok: false, message: 'no gold' },
      { name: 'sells', ok: true },
    ],
  };

  it('failing tests fail the step, and are in the outputs, the summary and the JUnit file', async () => {
    const done = await run({ reads: [complete([red])] }, { 'junit-file': 'reports/junit.xml' });
    expect(done.exitCode).toBe(1);
    expect(done.annotations).toEqual([
      expect.objectContaining({
        title: 'Luau tests failed',
        message: expect.stringMatching(/^1 of 2 tests failed\.\n- buys: no gold/),
      }),
    ]);
    expect(done.outputs).toMatchObject({
      outcome: 'failed',
      state: 'COMPLETE',
      'tests-total': '2',
      'tests-passed': '1',
      'tests-failed': '1',
      'tests-skipped': '0',
    });
    expect(done.summary).toContain('buys');
    expect(done.outputs['junit-file']).toBe(path.join(step.workspace, 'reports/junit.xml'));
    expect(await readFile(path.join(step.workspace, 'reports/junit.xml'), 'utf8')).toMatch(
      /<failure/,
    );
  });

  it.each<readonly [string, Script, Record<string, string>, number, string]>([
    ['`expect` is met', { reads: [complete([3])] }, { expect: '3' }, 0, 'passed'],
    [
      '`expect` is not met',
      { reads: [complete([4])] },
      { expect: '3' },
      1,
      'Luau script returned an unexpected value',
    ],
    ['tests do not count', { reads: [complete([red])] }, { 'test-reports': 'off' }, 0, 'passed'],
    ['an error was logged', { logs: [log(['oops', 'ERROR'])] }, {}, 0, 'passed'],
    [
      'an error was logged, which counts',
      { logs: [log(['oops', 'ERROR'])] },
      { 'fail-on-error-logs': 'true' },
      1,
      'Luau script logged an error',
    ],
    [
      'the log says that tests failed',
      {
        reads: [complete([true])],
        logs: [log('Test results:', '[-] a', '0 passed, 1 failed, 0 skipped')],
      },
      {},
      1,
      'Luau tests failed',
    ],
    [
      'the log is missing, but the tests were returned',
      { reads: [complete([{ ok: true }])], logs: [{ status: 500, text: '' }] },
      {},
      0,
      'passed',
    ],
  ])('the outcome is as expected for %s', async (_, script, inputs, exitCode, words) => {
    const done = await run(script, inputs);
    expect(done.exitCode).toBe(exitCode);
    expect([done.outputs['outcome'], done.annotations.at(-1)?.title]).toContain(words);
  });

  it('test results and the error of a script are annotated on a line each', async () => {
    await writeFile(path.join(step.workspace, 'a.luau'), 'line 1\nline 2\nline 3\n');
    const done = await run(
      {
        reads: [failed('SCRIPT_ERROR', 'TaskScript:3: 1 test failed')],
        logs: [
          log('Test results:\n[-] buys\n0 passed, 1 failed, 0 skipped', [
            'TaskScript:2: no gold\nTaskScript:2',
            'ERROR',
          ]),
        ],
      },
      { source: '', script: 'a.luau' },
    );
    expect(done.annotations.at(-1)).toMatchObject({ title: 'Luau script error', line: 3 });
    expect(done.outputs['tests-failed']).toBe('1');
  });

  it('an exclusion that excludes nothing is a line of the job log', async () => {
    await writeFile(path.join(step.workspace, 'a.luau'), 'return 1');
    const done = await run({}, { source: '', script: '*.luau\n!b.luau\n!*.lua' });
    expect(done.exitCode).toBe(0);
    expect(done.log).toContain('Exclusion: !b.luau excludes nothing');
    expect(done.log).toContain('Exclusion: !*.lua excludes nothing');
  });

  it('failing tests are annotated in the files that the source map names', async () => {
    await mkdir(path.join(step.workspace, 'src'));
    await writeFile(path.join(step.workspace, 'src/Shop.luau'), 'local Shop = {}\nreturn Shop\n');
    const children = [{ name: 'Shop', className: 'ModuleScript', filePaths: ['src/Shop.luau'] }];
    const map = {
      name: 'game',
      className: 'DataModel',
      children: [{ name: 'ReplicatedStorage', className: 'ReplicatedStorage', children }],
    };
    await writeFile(path.join(step.workspace, 'sourcemap.json'), JSON.stringify(map));
    const checks = [
      { name: 'buys', ok: false, message: 'ReplicatedStorage.Shop:2: no gold' },
      { name: 'sells', ok: false },
    ];
    const done = await run(
      {
        reads: [complete([{ checks }])],
        logs: [log(['ReplicatedStorage.Shop:1: slow', 'WARNING'])],
      },
      { sourcemap: 'sourcemap.json' },
    );
    expect(done.annotations).toEqual([
      expect.objectContaining({
        level: 'warning',
        message: 'src/Shop.luau:1: slow',
        file: 'src/Shop.luau',
        line: 1,
      }),
      expect.objectContaining({
        level: 'error',
        title: 'buys',
        message: 'src/Shop.luau:2: no gold',
        file: 'src/Shop.luau',
        line: 2,
      }),
      expect.objectContaining({
        title: 'Luau tests failed',
        message: '2 of 2 tests failed.\n- sells',
      }),
    ]);
    expect(done.summary).toMatch(/> 2 \| return Shop/);
    expect(done.summary).toContain('| `src/Shop.luau:2: no gold` |');
    expect(done.log).toContain('src/Shop.luau:2: no gold');
    await service?.close();
    const plain = await run(
      { reads: [complete([{ checks }])] },
      { sourcemap: 'sourcemap.json', annotations: 'false' },
    );
    expect(plain.annotations).toHaveLength(1);
    expect(plain.annotations[0]?.message).toMatch(/- buys: .*no gold\n- sells/);
  });

  it('an invalid source map is refused before any request', async () => {
    await writeFile(path.join(step.workspace, 'sourcemap.json'), '{"name": ');
    const done = await run({}, { sourcemap: 'sourcemap.json' });
    expect(done.annotations).toEqual([
      expect.objectContaining({
        title: 'Invalid input',
        message: expect.stringMatching(
          /^`sourcemap` names "sourcemap\.json", which cannot be used: .*not JSON/,
        ),
      }),
    ]);
    expect(service?.received).toEqual([]);
  });

  it('the outputs that count tests are empty without test results', async () => {
    expect((await run({ reads: [complete([true])] })).outputs['tests-total'] ?? '').toBe('');
  });

  it('the JUnit file is written even if nothing could run', async () => {
    const done = await run({}, { 'junit-file': 'junit.xml', 'place-id': 'x' });
    expect(await readFile(done.outputs['junit-file'] as string, 'utf8')).toMatch(/<error/);
  });
});

describe('an unreliable service', () => {
  it('a step reports failing reads and an empty log, and goes on', async () => {
    const done = await run({
      reads: [
        { status: 502, text: '<h1>x</h1>' },
        'reset',
        { cutAfter: '{' },
        { text: '<html>' },
        complete([1]),
      ],
      logs: [log(), { status: 500, text: '' }, log('late')],
    });
    expect(done).toMatchObject({ exitCode: 0, annotations: [] });
    expect(done.outputs).toMatchObject({ outcome: 'passed', result: '1', logs: 'late' });
    expect(creates()).toBe(1);
  });
});

describe('a step in which nothing can run', () => {
  it('a missing key fails the step before other inputs are required', async () => {
    const done = await run({}, { 'api-key': '', 'universe-id': '', 'place-id': '' });
    expect(done.exitCode).toBe(1);
    expect(done.annotations).toEqual([
      expect.objectContaining({ level: 'error', title: 'Roblox API key missing' }),
    ]);
    expect(done.outputs).toEqual({ outcome: 'infrastructure' });
    expect(service?.received).toEqual([]);
  });

  it('a missing key under `missing-key: skip` passes, and says that nothing was tested', async () => {
    const done = await run({}, { 'api-key': '', 'universe-id': '', 'missing-key': 'skip' });
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toEqual([
      expect.objectContaining({ level: 'notice', title: 'Luau execution skipped' }),
    ]);
    expect(done.outputs).toEqual({ outcome: 'skipped' });
    expect(done.summary).toMatch(/nothing was tested/);
  });

  it('a missing key is reported before invalid report inputs', async () => {
    const done = await run({}, { 'api-key': '', 'missing-key': 'skip', annotations: 'maybe' });
    expect(done).toMatchObject({ exitCode: 0, outputs: { outcome: 'skipped' } });
  });

  it.each([
    ['place-id', 'x'],
    ['timeout', '6m'],
    ['script', 'a.luau'],
    ['source', ''],
    ['annotations', 'perhaps'],
    ['missing-key', 'never'],
    ['sourcemap', 'sourcemap.json'],
    ['expect', 'done'],
    ['api-key', 'two words'],
  ])('an invalid `%s` fails the step before any request', async (name, value) => {
    const done = await run({}, { [name]: value });
    expect(done.exitCode).toBe(1);
    expect(done.annotations).toEqual([
      expect.objectContaining({ title: 'Invalid input', message: expect.stringContaining(name) }),
    ]);
    expect(done.outputs).toEqual({ outcome: 'infrastructure' });
    expect(service?.received).toEqual([]);
  });
});

describe('a proxy', () => {
  it.each([
    ['socks5://127.0.0.1:9', '`HTTPS_PROXY` names a socks5: proxy. Expected an http or https one'],
    ['http://me:hunter2%zz@proxy.example:8080', '`HTTPS_PROXY` is set, and is no URL. Expected'],
    ['not a proxy at all', '`HTTPS_PROXY` is set, and is no URL. Expected'],
  ])('a proxy that cannot be used is refused before any request: %s', async (proxy, message) => {
    const before = process.env['https_proxy'];
    process.env['https_proxy'] = proxy;
    try {
      const done = await run({}, { 'base-url': 'https://apis.example' });
      expect(done.annotations).toMatchObject([{ title: 'Invalid input' }]);
      expect(done.annotations[0]?.message).toContain(message);
      expect(done.stdout).not.toContain('hunter2');
    } finally {
      if (before === undefined) {
        delete process.env['https_proxy'];
      } else {
        process.env['https_proxy'] = before;
      }
    }
  });
});

describe('the key', () => {
  it('the key is masked before anything else, and written nowhere else', async () => {
    const done = await run({ reads: [failed('SCRIPT_ERROR', 'boom')] });
    expect(done.stdout.startsWith(`::add-mask::${KEY}`)).toBe(true);
    expect(done.stdout.split(KEY)).toHaveLength(2);
    expect(done.summary).not.toContain(KEY);
    expect(JSON.stringify(done.outputs)).not.toContain(KEY);
    expect(service?.received.every(({ headers }) => headers['x-api-key'] === KEY)).toBe(true);
  });
});

describe('files that cannot be written', () => {
  it('files that cannot be written are one warning, and do not change the verdict', async () => {
    await writeFile(path.join(step.workspace, 'taken'), '');
    const done = await run(
      { reads: [complete([1])] },
      { 'results-file': 'taken/results.json', 'logs-file': 'deep/er/log.txt' },
    );
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toEqual([
      expect.objectContaining({
        level: 'warning',
        message: expect.stringMatching(/`results-file` could not be written/),
      }),
    ]);
    expect(done.outputs['results-file'] ?? '').toBe('');
    expect(done.outputs['logs-file']).toBe(path.join(step.workspace, 'deep/er/log.txt'));
  });

  it('an output over 256 KiB is left empty, and its file has the value', async () => {
    const long = 'x'.repeat(300_000);
    const done = await run({
      reads: [complete([long])],
      logs: [log('y'.repeat(70_000), 'end')],
    });
    expect(done.outputs).toMatchObject({ result: '', results: '' });
    expect(done.outputs['logs']).toMatch(/^y+\nend$/);
    expect(done.outputs['logs']).toHaveLength(64 * 1024);
    expect(done.annotations).toEqual([expect.objectContaining({ level: 'warning' })]);
    expect(done.annotations[0]?.message).toContain(done.outputs['results-file']);
    expect(await readFile(done.outputs['results-file'] as string, 'utf8')).toBe(`["${long}"]`);
    expect(await readFile(done.outputs['logs-file'] as string, 'utf8')).toHaveLength(70_004);
  });
});

describe('a cancelled workflow', () => {
  it('a cancelled workflow reports which task still runs, and for how long at most', async () => {
    const context = virtualContext();
    const onRead = (count: number): void => {
      if (count === 20) {
        context.abort(new Error('cancelled'));
      }
    };
    const done = await run({ reads: [PROCESSING], onRead }, {}, context);
    expect(done.exitCode).toBe(1);
    expect(done.outputs).toMatchObject({
      outcome: 'cancelled',
      state: 'PROCESSING',
      'task-path': TASK,
    });
    expect(done.annotations).toEqual([
      expect.objectContaining({
        title: 'Luau execution cancelled',
        message: expect.stringMatching(new RegExp(`at most 5m .*${TASK}`)),
      }),
    ]);
    expect(done.summary).toContain('Luau execution cancelled');
  });
});

it('a step leaves only the two files that it names in the temporary folder', async () => {
  await run({});
  const left = await readdir(step.temp, { recursive: true });
  expect(left.filter((name) => /results\.json$|log\.txt$/.test(name))).toHaveLength(2);
});

it('the action sends the version of `package.json`', async () => {
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  expect(ACTION_VERSION).toBe(version);
});
