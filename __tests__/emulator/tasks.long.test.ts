import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { create, read, run, send, pollTask, messagesOf } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const NO_TASK = '00000000-0000-4000-8000-000000000000';
const CREATE = '/cloud/v2/universes/11/places/22/luau-execution-session-tasks';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ placeVersion: 7 });
});
afterAll(() => emulator.close());

describe('creating a task', () => {
  it('a creation answers at once with a task that is PROCESSING', async () => {
    const task = await create(emulator, { script: 'return 1' });
    expect(task.state).toBe('PROCESSING');
    expect(task.createTime).toBe(task.updateTime);
    expect(task).not.toHaveProperty('output');
    expect(task).not.toHaveProperty('error');
  });

  it('a creation answers with the longest path, whose session and task are one UUID', async () => {
    const { path } = await create(emulator, { script: 'return 1' });
    const form = `^universes/11/places/22/versions/7/luau-execution-sessions/(${UUID})/tasks/\\1$`;
    expect(path).toMatch(new RegExp(form));
  });

  it('a task can run on any version up to the latest', async () => {
    const place = 'universes/11/places/22/versions/3';
    const { path } = await create(emulator, { script: 'return game.PlaceVersion' }, place);
    expect(path).toContain(`${place}/`);
    expect((await pollTask(emulator, path)).output).toEqual({ results: [3] });
  });

  it.each(['8', '0'])('version %s does not exist if the latest is 7', async (version) => {
    const path = `/cloud/v2/universes/11/places/22/versions/${version}/luau-execution-session-tasks`;
    const { status, body } = await send(emulator, 'POST', path, { body: { script: 'return 1' } });
    expect(status).toBe(404);
    expect(body).toEqual({ code: 'NOT_FOUND', message: expect.stringContaining(version) });
  });

  it.each([
    ['no script', {}],
    ['an empty script', { script: '' }],
    ['a script that is no string', { script: 5 }],
    ['a script over 4 MiB', { script: `--${'x'.repeat(4_194_304)}` }],
    ['a timeout without a unit', { script: 'return 1', timeout: '90' }],
    ['a timeout that is a number', { script: 'return 1', timeout: 90 }],
    ['a timeout under 1 s', { script: 'return 1', timeout: '0s' }],
    ['a timeout over 300 s', { script: 'return 1', timeout: '301s' }],
    ['an enableBinaryOutput that is no boolean', { script: 'x()', enableBinaryOutput: 'yes' }],
    ['a binaryInput that is no string', { script: 'x()', binaryInput: 5 }],
    ['a list', ['return 1']],
    ['a text that is not JSON', '{"script":'],
  ])('a creation is refused with %s', async (_, body) => {
    const reply = await send(emulator, 'POST', CREATE, { body });
    expect(reply.status).toBe(400);
    expect(reply.body).toEqual({ code: 'INVALID_ARGUMENT', message: expect.any(String) });
  });

  it('a script of nearly 4 MiB runs', async () => {
    const script = `local text = "${'x'.repeat(4_194_000)}" return #text`;
    expect((await run(emulator, script)).output).toEqual({ results: [4_194_000] });
  });

  it('null and empty fields count as absent, and unknown fields are ignored', async () => {
    const body = { script: 'return 1', timeout: null, binaryInput: '', enabledBinaryOutput: true };
    expect(await create(emulator, body)).not.toHaveProperty('timeout');
  });

  it('an unknown binary input is refused with 404', async () => {
    const binaryInput = `universes/11/luau-execution-session-task-binary-inputs/${NO_TASK}`;
    const reply = await send(emulator, 'POST', CREATE, { body: { script: 'x()', binaryInput } });
    expect(reply.status).toBe(404);
  });
});

describe('reading a task', () => {
  it('a task is found under all four forms of its path, and answered with the longest', async () => {
    const { path } = await create(emulator, { script: 'return 1' });
    const id = path.slice(path.lastIndexOf('/') + 1);
    for (const place of ['universes/11/places/22', 'universes/11/places/22/versions/7']) {
      for (const end of [
        `luau-execution-session-tasks/${id}`,
        `luau-execution-sessions/${id}/tasks/${id}`,
      ]) {
        expect((await read(emulator, `${place}/${end}`)).path).toBe(path);
        const logs = await send(emulator, 'GET', `/cloud/v2/${place}/${end}/logs`);
        expect(logs.status).toBe(200);
      }
    }
  });

  it.each([
    ['another universe', 'universes/12/places/22/luau-execution-session-tasks/ID'],
    ['another place', 'universes/11/places/23/luau-execution-session-tasks/ID'],
    ['another version', 'universes/11/places/22/versions/6/luau-execution-session-tasks/ID'],
    ['another session', `universes/11/places/22/luau-execution-sessions/${NO_TASK}/tasks/ID`],
    ['another task', `universes/11/places/22/luau-execution-session-tasks/${NO_TASK}`],
  ])('a task is not found under %s', async (_, form) => {
    const { path } = await create(emulator, { script: 'return 1' });
    const other = form.replace('ID', path.slice(path.lastIndexOf('/') + 1));
    for (const suffix of ['', '/logs']) {
      const { status, body } = await send(emulator, 'GET', `/cloud/v2/${other}${suffix}`);
      expect(status).toBe(404);
      expect(body).toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  it('only the FULL view has the script', async () => {
    const { path } = await create(emulator, { script: 'return 1' });
    for (const query of ['', '?view=BASIC', '?view=VIEW_UNSPECIFIED']) {
      expect(await read(emulator, path + query)).not.toHaveProperty('script');
    }
    expect(await read(emulator, `${path}?view=FULL`)).toMatchObject({ script: 'return 1' });
  });

  it('an invalid view is refused', async () => {
    const { path } = await create(emulator, { script: 'return 1' });
    const { status, body } = await send(emulator, 'GET', `/cloud/v2/${path}?view=EVERYTHING`);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('how a task ends', () => {
  it('a task whose script returns values is COMPLETE with these results', async () => {
    const task = await run(emulator, 'return 1, "two", { 3 }');
    expect(task.state).toBe('COMPLETE');
    expect(task.output).toEqual({ results: [1, 'two', [3]] });
    expect(task).not.toHaveProperty('error');
  });

  it('completes a task whose script returns nothing, with an empty list of results', async () => {
    const task = await run(emulator, 'local x = 1');
    expect(task).toMatchObject({ state: 'COMPLETE', output: { results: [] } });
  });

  it('a task whose script raises an error is FAILED with the line of the error', async () => {
    const task = await run(emulator, '\n\nlocal function f()\n\terror("oh no")\nend\nf()');
    expect(task).toMatchObject({
      state: 'FAILED',
      error: { code: 'SCRIPT_ERROR', message: 'TaskScript:4: oh no' },
    });
    expect(task).not.toHaveProperty('output');
  });

  it('a task whose script is not valid Luau is FAILED with the line of the error', async () => {
    const task = await run(emulator, 'print("never")\n\nlocal = 5');
    expect(task.error?.code).toBe('SCRIPT_ERROR');
    expect(task.error?.message).toMatch(/^TaskScript:3: Expected identifier/);
    const logged = await messagesOf(emulator, task.path);
    expect(logged.map(({ message }) => message)).toEqual([task.error?.message]);
  });

  it('a script is ended at its deadline, whatever it does, and its log is kept', async () => {
    const scripts = [
      'while true do end',
      'while true do pcall(error) end',
      'task.wait(60)',
      'coroutine.yield()',
    ];
    const tasks = await Promise.all(
      scripts.map((script) => run(emulator, `print("before") ${script}`, { timeout: '1s' })),
    );
    for (const task of tasks) {
      expect(task).toMatchObject({
        state: 'FAILED',
        timeout: '1s',
        error: {
          code: 'DEADLINE_EXCEEDED',
          message:
            'Script execution timed out. The script took longer than the configured timeout.',
        },
      });
      expect(await messagesOf(emulator, task.path)).toMatchObject([{ message: 'before' }]);
    }
  });

  it('a script that prints until its deadline is ended', async () => {
    const task = await run(emulator, 'while true do print("again") end', { timeout: '1s' });
    expect(task.error?.code).toBe('DEADLINE_EXCEEDED');
  });

  it('a task that needs too much memory is FAILED with an internal error', async () => {
    const script =
      'local kept = {} while true do table.insert(kept, string.rep("x", 1e6) .. #kept) end';
    expect((await run(emulator, script)).error).toEqual({
      code: 'INTERNAL_ERROR',
      message: expect.stringContaining('1024 MiB'),
    });
  });

  it('updateTime changes with the state', async () => {
    const task = await run(emulator, 'task.wait(0.05)');
    expect(Date.parse(task.updateTime)).toBeGreaterThan(Date.parse(task.createTime));
  });

  it('tasks run at the same time, each with its own globals', async () => {
    const script = 'mine = (mine or 0) + game.PlaceId task.wait(0.1) return mine';
    const tasks = await Promise.all(
      [1, 2, 3, 4].map(async (place) => {
        const { path } = await create(emulator, { script }, `universes/11/places/${place}`);
        return await pollTask(emulator, path);
      }),
    );
    expect(tasks.map(({ output }) => output)).toEqual(
      [1, 2, 3, 4].map((place) => ({ results: [place] })),
    );
  });
});

describe('the timing of a task', () => {
  it('a task is QUEUED during the queue delay, and PROCESSING after it', async () => {
    const slow = await startEmulator({ queueDelayMs: 100, bootDelayMs: 200 });
    try {
      const { path, state } = await create(slow, { script: 'return 1' });
      expect(state).toBe('QUEUED');
      const seen = [state];
      for (let now = state; now !== 'COMPLETE'; now = (await read(slow, path)).state) {
        if (now !== seen.at(-1)) seen.push(now);
      }
      expect(seen).toEqual(['QUEUED', 'PROCESSING']);
    } finally {
      await slow.close();
    }
  });

  it('the boot does not count towards the timeout', async () => {
    const slow = await startEmulator({ bootDelayMs: 1200 });
    try {
      expect((await run(slow, 'return 1', { timeout: '1s' })).state).toBe('COMPLETE');
    } finally {
      await slow.close();
    }
  });
});

describe('retention', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('a task is deleted a day after its end', async () => {
    const hour = 60 * 60 * 1000;
    const { path } = await run(emulator, 'return 1');
    const statusAfter = async (hours: number): Promise<number> => {
      jest.useFakeTimers({
        now: Date.now() + hours * hour,
        doNotFake: [
          'hrtime',
          'nextTick',
          'performance',
          'queueMicrotask',
          'setImmediate',
          'setInterval',
          'setTimeout',
          'clearImmediate',
          'clearInterval',
          'clearTimeout',
        ],
      });
      await create(emulator, { script: 'return 1' });
      const { status } = await send(emulator, 'GET', `/cloud/v2/${path}`);
      jest.useRealTimers();
      return status;
    };
    expect(await statusAfter(23)).toBe(200);
    expect(await statusAfter(25)).toBe(404);
  });
});
