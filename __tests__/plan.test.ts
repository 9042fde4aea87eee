import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readInputs } from '../src/inputs/inputs.ts';
import { scriptsOfShard, createPlan, readSourceMap, type ActionPlan } from '../src/plan.ts';

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(path.join(tmpdir(), 'plan-'));
  for (const name of ['a', 'b', 'c', 'd', 'e']) {
    await put(`tests/${name}.luau`, `return "${name}"`);
  }
});

afterEach(() => rm(workspace, { recursive: true }));

async function put(name: string, content: string | Buffer): Promise<void> {
  const location = path.join(workspace, name);
  await mkdir(path.dirname(location), { recursive: true });
  await writeFile(location, content);
}

/** The plan of a step with these inputs. */
async function planOf(inputs: Record<string, string>): Promise<ActionPlan> {
  const env = Object.entries({ 'universe-id': '12', 'place-id': '34', ...inputs });
  return createPlan(
    readInputs(
      Object.fromEntries(env.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ),
    workspace,
  );
}

const filesOf = ({ runs }: ActionPlan): readonly unknown[] => runs.map(({ script }) => script.file);

describe('createPlan', () => {
  it('plans a run for each script, with the same arguments, version and time limits', async () => {
    await put('data.bin', 'bytes');
    const { runs, ...rest } = await planOf({
      script: 'tests/[ab].luau',
      args: '{"level": 3}',
      'place-version': '7',
      'binary-input': 'data.bin',
      timeout: '30s',
    });
    expect(rest).toEqual({
      totalScripts: 2,
      isShared: false,
      binaryInput: { file: 'data.bin', location: expect.any(String), sizeBytes: 5 },
      fileInputs: ['script', 'binary-input'],
    });
    expect(runs).toEqual(
      ['a', 'b'].map((name) => ({
        script: { file: `tests/${name}.luau`, text: `return "${name}"` },
        place: { universeId: '12', placeId: '34', placeVersion: '7' },
        sent: expect.stringMatching(new RegExp(`level.*return "${name}"$`, 's')),
        timeoutMs: 30_000,
        bootTimeoutMs: 60_000,
        maxWaitMs: 600_000,
      })),
    );
  });

  it('plans one run without a file for an inline script', async () => {
    const { runs, fileInputs, isShared } = await planOf({ source: 'return 1' });
    expect(runs).toMatchObject([{ script: { text: 'return 1' } }]);
    expect(runs[0]).not.toHaveProperty('sent');
    expect({ fileInputs, isShared }).toEqual({ fileInputs: [], isShared: false });
  });

  it('shares a task only among several scripts', async () => {
    const share = { 'share-task': 'true' };
    expect((await planOf({ script: 'tests/*.luau', ...share })).isShared).toBe(true);
    expect((await planOf({ script: 'tests/a.luau', ...share })).isShared).toBe(false);
    const last = await planOf({ script: 'tests/[abc].luau', ...share, shard: '1/2' });
    expect(last.isShared).toBe(false);
  });

  it('plans the upload of a place file, with its place and its kind of version', async () => {
    await put('game.rbxl', Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'));
    const { placeFile, fileInputs } = await planOf({
      script: 'tests/*.luau',
      'place-file': 'game.rbxl',
      publish: 'true',
    });
    expect(placeFile).toMatchObject({
      file: { file: 'game.rbxl', format: 'rbxl' },
      versionType: 'Published',
      place: { universeId: '12', placeId: '34' },
    });
    expect(fileInputs).toEqual(['script', 'place-file']);
  });

  it('plans for a single script to stay pending, or to store its binary output', async () => {
    const { runs } = await planOf({
      script: 'tests/a.luau',
      wait: 'false',
      'binary-output': 'out/save.bin',
    });
    expect(runs).toMatchObject([
      { isLeftPending: true, binaryOutput: path.join(workspace, 'out/save.bin') },
    ]);
  });

  it.each(['tests', 'tests/', 'new/', '.'])(
    'refuses the folder "%s" as the path of a binary output',
    async (named) => {
      for (const work of [
        { script: 'tests/a.luau' },
        { task: 'universes/1/places/2/luau-execution-session-tasks/t' },
      ]) {
        await expect(planOf({ ...work, 'binary-output': named })).rejects.toThrow(
          `\`binary-output\` is "${named}", which names a folder. Expected the path of a file, like out/result.bin: its folder is made as needed.`,
        );
      }
    },
  );

  it.each([
    ['wait', 'false', '`wait: false`'],
    ['binary-output', 'out.bin', '`binary-output`'],
  ])('refuses several scripts with %s: %s, whatever the shard', async (name, value, shown) => {
    for (const shard of ['', '1/5']) {
      await expect(planOf({ script: 'tests/*.luau', [name]: value, shard })).rejects.toThrow(
        `\`script\` names 5 files, and ${shown} is given as well. Expected one script: there is one output for its task.`,
      );
    }
  });

  it('refuses arguments that make a script longer than 4 MiB', async () => {
    await put('large.luau', `return "${'x'.repeat(4 * 1024 * 1024 - 10)}"`);
    await expect(planOf({ script: 'large.luau', args: '{"a":1}' })).rejects.toThrow(
      /^`args` makes a script of \d+ bytes/,
    );
  });
});

describe('createPlan for an existing task', () => {
  const task = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';

  it('plans to poll the task in the place that its path names', async () => {
    const { runs, fileInputs } = await planOf({ task });
    expect(runs).toMatchObject([
      {
        script: { text: '', isOfTask: true },
        place: { universeId: '1', placeId: '2', placeVersion: '3' },
        task: { taskId: 't' },
      },
    ]);
    expect(fileInputs).toEqual([]);
  });

  it('reads the script that `script` names for annotations, and sends nothing of it', async () => {
    const { runs, fileInputs } = await planOf({ task, script: 'tests/a.luau' });
    expect(runs).toMatchObject([{ script: { file: 'tests/a.luau', text: 'return "a"' } }]);
    expect(fileInputs).toEqual([]);
  });

  it('refuses a pattern of several scripts', async () => {
    await expect(planOf({ task, script: 'tests/*.luau' })).rejects.toThrow(
      '`script` names several files with "tests/*.luau", and `task` is given as well. Expected the one script that the task was created with.',
    );
  });
});

describe('createPlan with `shard`', () => {
  it('plans only the scripts of the shard', async () => {
    const parts = ['1/2', '2/2'].map((shard) => planOf({ script: 'tests/*.luau', shard }));
    const [one, other] = await Promise.all(parts);
    expect(one && filesOf(one)).toEqual(['tests/a.luau', 'tests/b.luau']);
    expect(other && filesOf(other)).toEqual(['tests/c.luau', 'tests/d.luau', 'tests/e.luau']);
    expect(one?.totalScripts).toBe(5);
  });

  it('plans no run if the shard has no script', async () => {
    const { runs, totalScripts } = await planOf({ script: 'tests/[ab].luau', shard: '1/3' });
    expect({ runs, totalScripts }).toEqual({ runs: [], totalScripts: 2 });
  });

  it('takes scripts from floor((i-1)n/c) to before floor(in/c)', () => {
    const seven = [0, 1, 2, 3, 4, 5, 6];
    const parts = [1, 2, 3, 4, 5].map((index) => scriptsOfShard(seven, { index, count: 5 }));
    expect(parts).toEqual([[0], [1], [2, 3], [4], [5, 6]]);
  });

  it('splits scripts into shards whose sizes differ by one at most and which add up to all, in order', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 120 }), (scripts, count) => {
        const all = Array.from({ length: scripts }, (_, at) => at);
        const parts = Array.from({ length: count }, (_, at) =>
          scriptsOfShard(all, { index: at + 1, count }),
        );
        expect(parts.flat()).toEqual(all);
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('readSourceMap', () => {
  it('returns nothing if the input is empty', async () => {
    expect(await readSourceMap('', workspace)).toBeUndefined();
  });

  it('reads a small map at once, and refuses a small file that is no source map', async () => {
    await put('sourcemap.json', '{"name":"Game","className":"DataModel"}');
    await put('other.json', '[');
    expect((await readSourceMap('sourcemap.json', workspace))?.get()).toBeDefined();
    await expect(readSourceMap('other.json', workspace)).rejects.toThrow(
      /^`sourcemap` names "other\.json", which cannot be used: .*\. Expected a source map of Rojo\.$/,
    );
  });

  it('parses a map over 1 MiB at the first failure only, and then says why it cannot', async () => {
    await put('large.json', `[${' '.repeat(1024 * 1024)}`);
    const map = await readSourceMap('large.json', workspace);
    expect(map?.problem()).toBeUndefined();
    expect(map?.get()).toBeUndefined();
    expect(map?.problem()).toMatch(/^The source map is not JSON/);
  });
});
