import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { KEY, minimalInputs } from './support/minimal-inputs.ts';
import {
  startCloud,
  STORED_BYTES,
  type CloudScript,
  type LoopbackCloud,
} from './support/loopback-cloud.ts';
import { virtualContext } from './support/context.ts';
import { stepInProcess, type Done, type StepInProcess } from './support/step-in-process.ts';

// What a step can be asked to do besides running one script: the whole action in this process,
// against an Open Cloud of its own.

const RBXL = Buffer.concat([Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'), Buffer.alloc(64)]);

let step: StepInProcess;
let cloud: LoopbackCloud;

beforeEach(async () => {
  step = await stepInProcess();
});

afterEach(async () => {
  await cloud.close();
  await step.dispose();
});

async function run(
  inputs: Record<string, string>,
  script: CloudScript = {},
  env: Record<string, string> = {},
): Promise<Done> {
  const context = virtualContext();
  cloud = await startCloud({ onHang: () => context.clock.park(), ...script });
  return step.run(
    {
      ...minimalInputs(cloud),
      ...inputs,
    },
    context,
    env,
  );
}

async function put(file: string, content: string | Buffer): Promise<void> {
  await mkdir(path.dirname(path.join(step.workspace, file)), { recursive: true });
  await writeFile(path.join(step.workspace, file), content);
}

/** What the creations were sent with. */
function created(): readonly Record<string, unknown>[] {
  return cloud.received('create').map(({ body }) => JSON.parse(body) as Record<string, unknown>);
}

describe('arguments', () => {
  it('arguments reach the script as a local table, and move no line', async () => {
    await put('a.luau', '--!strict\n\nprint(args.wave)\n');
    const done = await run({ script: 'a.luau', args: '{"wave": 3}' });
    expect(done.exitCode).toBe(0);
    expect(created()).toEqual([
      { script: '--!strict\n\nlocal args = {["wave"]=3}; print(args.wave)\n', timeout: '300s' },
    ]);
  });
});

describe('a pending task', () => {
  it('a step with `wait: false` passes with the outputs that another step needs', async () => {
    const done = await run({ source: 'return 1', wait: 'false' });
    expect(done.exitCode).toBe(0);
    expect(done.outputs).toMatchObject({
      outcome: 'pending',
      'task-id': 't1',
      state: 'PROCESSING',
    });
    expect(done.outputs['result']).toBeUndefined();
    expect(cloud.received('read')).toEqual([]);
    expect(done.summary).toContain('Pending');
    expect(done.summary).toContain(done.outputs['task-path']);
    expect(done.log).toContain('another step');
  });
});

describe('an existing task', () => {
  const TASK = 'universes/12/places/34/versions/7/luau-execution-sessions/s1/tasks/t1';

  it('an existing task is reported as if this step had created it', async () => {
    const done = await run(
      { task: `/cloud/v2/${TASK}`, 'universe-id': '', 'place-id': '' },
      { results: () => [{ passed: 2, failed: 1 }] },
    );
    expect(done.exitCode).toBe(1);
    expect(done.outputs).toMatchObject({
      outcome: 'failed',
      'task-path': TASK,
      'tests-failed': '1',
      logs: 'ready',
    });
    expect(done.annotations).toMatchObject([{ title: 'Luau tests failed' }]);
    expect(created()).toEqual([]);
  });

  it('an existing task shows the lines of the script that is named with it', async () => {
    await put('tests/a.luau', 'local shop\nshop.open()\n');
    const done = await run(
      { task: TASK, script: 'tests/a.luau' },
      {
        ended: () => ({
          state: 'FAILED',
          output: undefined,
          error: {
            code: 'SCRIPT_ERROR',
            message: "TaskScript:2: attempt to index nil with 'open'",
          },
        }),
      },
    );
    expect(done.annotations).toMatchObject([
      { title: 'Luau script error', file: 'tests/a.luau', line: 2 },
    ]);
    expect(done.summary).toContain('shop.open()');
  });

  it('a 404 for an existing task is retried for a while, since it may be new', async () => {
    const done = await run(
      { task: TASK },
      {
        answer: (endpoint, count) =>
          endpoint === 'read' && count === 0
            ? { status: 404, json: { code: 'NOT_FOUND', message: 'no such task' } }
            : undefined,
      },
    );
    expect(done.outputs['outcome']).toBe('passed');
  });

  it('a task that Roblox does not know is reported as deleted after 24 hours', async () => {
    const done = await run(
      { task: TASK },
      {
        answer: (endpoint) =>
          endpoint === 'read'
            ? { status: 404, json: { code: 'NOT_FOUND', message: 'no such task' } }
            : undefined,
      },
    );
    expect(done.outputs['outcome']).toBe('infrastructure');
    expect(done.annotations).toMatchObject([{ title: 'Roblox Open Cloud request failed' }]);
    expect(done.annotations[0]?.message).toContain('forgets a task 24 hours after its end');
  });

  it.each(['print("Tests: 1 failed, 1 total")', undefined])(
    'a failing log that comes a moment after the end of the task fails the step: %j',
    async (script) => {
      const done = await run(
        { task: TASK },
        {
          ended: () => ({ script }),
          log: () => ['Tests: 1 failed, 1 total'],
          answer: (endpoint, count) =>
            endpoint === 'logs' && count === 0
              ? { json: { luauExecutionSessionTaskLogs: [{ messages: [] }] } }
              : undefined,
        },
      );
      expect(done.annotations).toMatchObject([{ title: 'Luau tests failed' }]);
    },
  );

  it('the log shows nothing of the arguments that an existing task was created with', async () => {
    const done = await run(
      { task: TASK },
      {
        ended: () => ({
          state: 'FAILED',
          output: undefined,
          error: { code: 'SCRIPT_ERROR', message: 'TaskScript:1: no' },
          script: 'local args = {["password"]="hush; hush"}; error("no")',
        }),
      },
    );
    expect(done.summary).toContain('local args = …; error("no")');
    expect(done.summary).not.toContain('hush');
  });

  it('the binary output of an existing task is stored', async () => {
    const done = await run(
      { task: TASK, 'binary-output': 'out/a.bin' },
      { ended: () => ({ binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=sesame` }) },
    );
    expect(done.exitCode).toBe(0);
    expect(await readFile(done.outputs['binary-output'] ?? '', 'utf8')).toBe(STORED_BYTES);
  });
});

describe('a place file', () => {
  it('a place file becomes the version that the scripts run on', async () => {
    await put('build/game.rbxl', RBXL);
    const done = await run({ source: 'return 1', 'place-file': 'build/game.rbxl' });
    expect(done.exitCode).toBe(0);
    expect(cloud.received('upload').map(({ query }) => query)).toEqual([{ versionType: 'Saved' }]);
    expect(cloud.received('create').map(({ path: asked }) => asked)).toEqual([
      '/cloud/v2/universes/12/places/34/versions/12/luau-execution-session-tasks',
    ]);
    expect(done.outputs['place-version']).toBe('12');
    expect(done.summary).toContain('was saved as version `12` of place');
    expect(done.log).toContain('Uploaded: build/game.rbxl');
  });

  it('a place file that cannot be uploaded fails the step before any script runs', async () => {
    await put('game.rbxl', RBXL);
    const done = await run(
      { source: 'return 1', 'place-file': 'game.rbxl', publish: 'true' },
      {
        answer: (endpoint) =>
          endpoint === 'upload'
            ? { status: 401, json: { errors: [{ code: 0, message: 'Invalid API Key' }] } }
            : undefined,
      },
    );
    expect(done.outputs['outcome']).toBe('infrastructure');
    expect(done.annotations).toMatchObject([{ title: 'Roblox refused the API key' }]);
    expect(done.annotations[0]?.message).toContain('universe-places:write');
    expect(created()).toEqual([]);
  });

  it('an uploaded place file is reported even if something fails after it', async () => {
    await put('game.rbxl', RBXL);
    await put('in.bin', 'as it was');
    const done = await run(
      { source: 'return 1', 'place-file': 'game.rbxl', 'binary-input': 'in.bin' },
      {
        answer: (endpoint) => {
          if (endpoint === 'upload') {
            writeFileSync(path.join(step.workspace, 'in.bin'), 'as it is now');
          }
          return undefined;
        },
      },
    );
    expect(done.annotations).toMatchObject([{ title: 'Invalid input' }]);
    expect(done.outputs['place-version']).toBe('12');
    expect(done.summary).toContain('was saved as version `12` of place');
  });

  it('a file that is no place file is refused before any request', async () => {
    await put('game.rbxl', 'PK');
    const done = await run({ source: 'return 1', 'place-file': 'game.rbxl' });
    expect(done.annotations).toMatchObject([{ title: 'Invalid input' }]);
    expect(cloud.all()).toEqual([]);
  });
});

describe('payloads', () => {
  it('payloads go to and come from a storage that never sees the key', async () => {
    await put('in.bin', 'the input');
    const done = await run(
      { source: 'return 1', 'binary-input': 'in.bin', 'binary-output': 'out/b.bin' },
      { ended: () => ({ binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=sesame-out` }) },
    );
    expect(done.exitCode).toBe(0);
    expect(created()).toMatchObject([
      {
        binaryInput: 'universes/12/luau-execution-session-task-binary-inputs/b-1',
        enableBinaryOutput: true,
      },
    ]);
    expect(cloud.received('payload-put').map(({ body }) => body)).toEqual(['the input']);
    for (const endpoint of ['payload-put', 'payload-get'] as const) {
      expect(cloud.received(endpoint)).toHaveLength(1);
      expect(JSON.stringify(cloud.received(endpoint))).not.toContain(KEY);
    }
    expect(await readFile(path.join(step.workspace, 'out/b.bin'), 'utf8')).toBe(STORED_BYTES);
    expect(done.log).not.toContain('sesame');
    expect(done.summary).not.toContain('sesame');
    expect(done.stdout).toMatch(/::add-mask::http\S*sesame-in/);
    expect(done.stdout).toMatch(/::add-mask::http\S*sesame-out/);
  });

  it('a payload that cannot be fetched fails the step, but not as a refused key', async () => {
    const done = await run(
      { source: 'return 1', 'binary-output': 'b.bin' },
      {
        ended: () => ({ binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=sesame` }),
        answer: (endpoint) =>
          endpoint === 'payload-get'
            ? { status: 403, text: '<Error><Code>AccessDenied</Code></Error>' }
            : undefined,
      },
    );
    expect(done.outputs['outcome']).toBe('infrastructure');
    expect(done.annotations).toMatchObject([{ title: 'Roblox Open Cloud request failed' }]);
    expect(done.outputs['binary-output']).toBeUndefined();
  });

  it('a payload that the script did not return is a warning', async () => {
    const done = await run({ source: 'return 1', 'binary-output': 'b.bin' });
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toMatchObject([{ level: 'warning' }]);
    expect(done.annotations[0]?.message).toContain('returned no binary output');
  });
});

describe('several scripts', () => {
  it('several scripts run in a task each, and a failing one stops no other', async () => {
    await put('tests/b.luau', 'return "b"');
    await put('tests/a.luau', 'return "a"');
    await put('tests/slow.luau', 'return "slow"');
    const done = await run(
      { script: 'tests/*.luau\n!tests/slow.luau' },
      { results: (text) => [text.includes('"a"') ? { passed: 1, failed: 2 } : 'fine'] },
    );
    expect(done.exitCode).toBe(1);
    expect(created().map(({ script }) => script)).toEqual(['return "a"', 'return "b"']);
    expect(done.outputs).toMatchObject({
      outcome: 'failed',
      'tests-failed': '2',
      results: '[[{"passed":1,"failed":2}],["fine"]]',
      logs: 'ready\nready',
    });
    expect(JSON.parse(done.outputs['runs'] ?? '')).toMatchObject([
      { script: 'tests/a.luau', outcome: 'failed', tests: { failed: 2 } },
      { script: 'tests/b.luau', outcome: 'passed', result: 'fine', taskId: 't2' },
    ]);
    expect(done.annotations).toMatchObject([{ title: 'Luau tests failed' }]);
    expect(done.annotations[0]?.message).toContain('tests/a.luau');
  });

  it('a matrix divides the scripts among its jobs', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      await put(`${name}.luau`, `return "${name}"`);
    }
    await run({ script: '*.luau', shard: '2/3' });
    expect(created().map(({ script }) => script)).toEqual(['return "b"']);
  });

  it('a shard without scripts passes and says so', async () => {
    await put('a.luau', 'return 1');
    const done = await run({ script: 'a.luau', shard: '1/2' });
    expect(done.exitCode).toBe(0);
    expect(done.outputs['outcome']).toBe('skipped');
    expect(done.annotations).toMatchObject([{ level: 'notice' }]);
    expect(cloud.all()).toEqual([]);
  });
});

describe('an hourly limit', () => {
  it('an hourly limit is reported with the time of day of the next creation', async () => {
    const done = await run(
      { source: 'return 1', 'max-wait': '1h' },
      {
        answer: (endpoint, count) =>
          endpoint === 'create' && count === 0
            ? {
                status: 429,
                headers: { 'retry-after': '1500' },
                json: { code: 'RESOURCE_EXHAUSTED', message: 'too many in an hour' },
              }
            : undefined,
      },
    );
    expect(done.outputs['outcome']).toBe('passed');
    expect(done.log).toMatch(/Next try in \d+m.*, at 2026-08-17 1\d:\d\d UTC, since Roblox/);
  });

  it('an hourly limit longer than `max-wait` ends the step at once, with that time', async () => {
    const done = await run(
      { source: 'return 1' },
      {
        answer: (endpoint) =>
          endpoint === 'create'
            ? {
                status: 429,
                headers: { 'retry-after': '1500' },
                json: { code: 'RESOURCE_EXHAUSTED', message: 'too many in an hour' },
              }
            : undefined,
      },
    );
    expect(done.annotations).toMatchObject([{ title: 'Roblox quota exhausted' }]);
    expect(done.annotations[0]?.message).toContain('in 25m, at 2026-08-17 10:25 UTC');
    expect(created()).toHaveLength(1);
  });
});

/** Of an event that is about a pull request from a fork. */
const FORKS_PULL = {
  pull_request: { number: 9, head: { repo: { id: 2, full_name: 'them/game' } } },
  repository: { id: 1, full_name: 'us/game' },
};

/** The variables of a step that runs for this event. */
async function inEvent(name: string, payload: object): Promise<Record<string, string>> {
  await put('event.json', JSON.stringify(payload));
  return {
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: path.join(step.workspace, 'event.json'),
    GITHUB_SHA: 'a'.repeat(40),
  };
}

describe("a fork's files", () => {
  const fork = (): Promise<Record<string, string>> => inEvent('pull_request_target', FORKS_PULL);

  it("a fork's files are refused before any request in an event that has secrets", async () => {
    await put('a.luau', 'return 1');
    const done = await run({ script: 'a.luau' }, {}, await fork());
    expect(done.exitCode).toBe(1);
    expect(done.annotations).toMatchObject([{ title: "Refused to run a fork's files" }]);
    expect(cloud.all()).toEqual([]);
  });

  it("a fork's files run if the workflow allows them, with a notice", async () => {
    await put('a.luau', 'return 1');
    const done = await run({ script: 'a.luau', 'fork-code': 'allow' }, {}, await fork());
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toMatchObject([{ level: 'notice' }]);
    expect(done.annotations[0]?.message).toContain('`fork-code` is `allow`');
  });

  it("an inline script does not count as a fork's file", async () => {
    const done = await run({ source: 'return 1' }, {}, await fork());
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toEqual([]);
  });

  it("a missing key is reported before a fork's files", async () => {
    await put('a.luau', 'return 1');
    const done = await run({ script: 'a.luau', 'api-key': '' }, {}, await fork());
    expect(done.annotations).toMatchObject([{ title: 'Roblox API key missing' }]);
  });

  it("a fork's files are refused in a `workflow_run` that follows one of a fork", async () => {
    await put('a.luau', 'return 1');
    const { repository, pull_request: pull } = FORKS_PULL;
    const env = await inEvent('workflow_run', {
      workflow_run: { event: 'pull_request', head_repository: pull.head.repo },
      repository,
    });
    const done = await run({ script: 'a.luau' }, {}, env);
    expect(done.exitCode).toBe(1);
    expect(done.annotations).toMatchObject([{ title: "Refused to run a fork's files" }]);
    expect(done.annotations[0]?.message).toMatch(
      /^The event `workflow_run` has the secrets of this repository and runs for a change that is not shown to come from/,
    );
    expect(done.outputs).toMatchObject({ outcome: 'infrastructure' });
    expect(cloud.all()).toEqual([]);
  });
});

describe("a fork's `pull_request`, which has no secrets", () => {
  const env = (): Promise<Record<string, string>> => inEvent('pull_request', FORKS_PULL);

  it("a fork's `pull_request` without the key is reported with the reason and the choices", async () => {
    const done = await run({ source: 'return 1', 'api-key': '' }, {}, await env());
    expect(done.exitCode).toBe(1);
    expect(done.annotations).toMatchObject([{ level: 'error', title: 'Roblox API key missing' }]);
    expect(done.annotations[0]?.message).toMatch(
      /This is a pull request from a fork, .* With `missing-key: skip` the step ends with a notice/,
    );
    expect(cloud.all()).toEqual([]);
  });

  it("a fork's `pull_request` is skipped if the workflow says so, with the same reason", async () => {
    const inputs = { source: 'return 1', 'api-key': '', 'missing-key': 'skip' };
    const done = await run(inputs, {}, await env());
    expect(done.exitCode).toBe(0);
    expect(done.outputs).toEqual({ outcome: 'skipped' });
    expect(done.annotations).toMatchObject([{ level: 'notice', title: 'Luau execution skipped' }]);
    expect(done.annotations[0]?.message).toMatch(
      /This is a pull request from a fork, .* push them/,
    );
    expect(done.summary).toContain('This is a pull request from a fork');
    expect(cloud.all()).toEqual([]);
  });
});
