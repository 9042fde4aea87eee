import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readInputs } from '../src/inputs/inputs.ts';
import { ofShard, createPlan, readSourceMap, type ActionPlan } from '../src/plan.ts';

let workspace: string;

beforeEach(async () => {
  workspace = await mkdtemp(path.join(tmpdir(), 'prepare-'));
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

/** What a step with these inputs is about to do. */
async function prepared(inputs: Record<string, string>): Promise<ActionPlan> {
  const env = Object.entries({ 'universe-id': '12', 'place-id': '34', ...inputs });
  return createPlan(
    readInputs(
      Object.fromEntries(env.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ),
    workspace,
  );
}

const filesOf = ({ plans }: ActionPlan): readonly unknown[] =>
  plans.map(({ script }) => script.file);

describe('planning', () => {
  it('there is a plan for each script, with the settings that all share', async () => {
    await put('data.bin', 'bytes');
    const { plans, ...whole } = await prepared({
      script: 'tests/[ab].luau',
      args: '{"level": 3}',
      'place-version': '7',
      'binary-input': 'data.bin',
      timeout: '30s',
    });
    expect(whole).toEqual({
      scriptsInAll: 2,
      isShared: false,
      binaryInput: { file: 'data.bin', location: expect.any(String), sizeBytes: 5 },
      files: {
        scripts: ['a', 'b'].map((name) => ({
          file: `tests/${name}.luau`,
          isLinked: false,
          text: `return "${name}"`,
        })),
        placeFile: false,
        binaryInput: true,
      },
    });
    expect(plans).toEqual(
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

  it('an inline script is one plan without a file', async () => {
    const { plans, files, isShared } = await prepared({ source: 'return 1' });
    expect(plans).toMatchObject([{ script: { text: 'return 1' } }]);
    expect(plans[0]).not.toHaveProperty('sent');
    expect({ files, isShared }).toEqual({
      files: { scripts: [], placeFile: false, binaryInput: false },
      isShared: false,
    });
  });

  it('a task is shared only among several scripts', async () => {
    const share = { 'share-task': 'true' };
    expect((await prepared({ script: 'tests/*.luau', ...share })).isShared).toBe(true);
    expect((await prepared({ script: 'tests/a.luau', ...share })).isShared).toBe(false);
    const last = await prepared({ script: 'tests/[abc].luau', ...share, shard: '1/2' });
    expect(last.isShared).toBe(false);
  });

  it('a place file is planned with its version type and its place', async () => {
    await put('game.rbxl', Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'));
    const { placeFile, files } = await prepared({
      script: 'tests/*.luau',
      'place-file': 'game.rbxl',
      publish: 'true',
    });
    expect(placeFile).toMatchObject({
      file: { file: 'game.rbxl', format: 'rbxl' },
      versionType: 'Published',
      place: { universeId: '12', placeId: '34' },
    });
    expect(files.placeFile).toBe(true);
  });

  it('a single script can be left pending, or store its binary output', async () => {
    const { plans } = await prepared({
      script: 'tests/a.luau',
      wait: 'false',
      'binary-output': 'out/save.bin',
    });
    expect(plans).toMatchObject([
      { isLeftPending: true, binaryOutput: path.join(workspace, 'out/save.bin') },
    ]);
  });

  it.each(['tests', 'tests/', 'new/', '.'])(
    'the folder "%s" is refused as the path of a binary output',
    async (named) => {
      for (const work of [
        { script: 'tests/a.luau' },
        { task: 'universes/1/places/2/luau-execution-session-tasks/t' },
      ]) {
        await expect(prepared({ ...work, 'binary-output': named })).rejects.toThrow(
          `\`binary-output\` is "${named}", which names a folder. Expected the path of a file, like out/result.bin: its folder is made as needed.`,
        );
      }
    },
  );

  it.each([
    ['wait', 'false', '`wait: false`'],
    ['binary-output', 'out.bin', '`binary-output`'],
  ])('several scripts with %s are refused: %s, with any shard', async (name, value, told) => {
    for (const shard of ['', '1/5']) {
      await expect(prepared({ script: 'tests/*.luau', [name]: value, shard })).rejects.toThrow(
        `\`script\` names 5 files, and ${told} is given as well. Expected one script: there is one output for its task.`,
      );
    }
  });

  it('arguments that make a script too long are refused', async () => {
    await put('large.luau', `return "${'x'.repeat(4 * 1024 * 1024 - 10)}"`);
    await expect(prepared({ script: 'large.luau', args: '{"a":1}' })).rejects.toThrow(
      /^`args` makes a script of \d+ bytes/,
    );
  });
});

describe('planning of an existing task', () => {
  const task = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';

  it('an existing task is planned to be read in its own place', async () => {
    const { plans, files } = await prepared({ task });
    expect(plans).toMatchObject([
      {
        script: { text: '', isOfTask: true },
        place: { universeId: '1', placeId: '2', placeVersion: '3' },
        task: { taskId: 't' },
      },
    ]);
    expect(files.scripts).toEqual([]);
  });

  it('an existing task takes a script for its annotations, and sends nothing of it', async () => {
    const { plans, files } = await prepared({ task, script: 'tests/a.luau' });
    expect(plans).toMatchObject([{ script: { file: 'tests/a.luau', text: 'return "a"' } }]);
    expect(files.scripts).toEqual([]);
  });

  it('an existing task refuses a pattern of several scripts', async () => {
    await expect(prepared({ task, script: 'tests/*.luau' })).rejects.toThrow(
      '`script` names several files with "tests/*.luau", and `task` is given as well. Expected the one script that the task was created with.',
    );
  });
});

describe('a shard', () => {
  it('a shard is its part of the scripts', async () => {
    const parts = ['1/2', '2/2'].map((shard) => prepared({ script: 'tests/*.luau', shard }));
    const [one, other] = await Promise.all(parts);
    expect(one && filesOf(one)).toEqual(['tests/a.luau', 'tests/b.luau']);
    expect(other && filesOf(other)).toEqual(['tests/c.luau', 'tests/d.luau', 'tests/e.luau']);
    expect(one?.files.scripts).toHaveLength(2);
    expect(one?.scriptsInAll).toBe(5);
  });

  it('a shard can have no scripts', async () => {
    const { plans, scriptsInAll } = await prepared({ script: 'tests/[ab].luau', shard: '1/3' });
    expect({ plans, scriptsInAll }).toEqual({ plans: [], scriptsInAll: 2 });
  });

  it('a shard starts and ends at the documented indexes', () => {
    const seven = [0, 1, 2, 3, 4, 5, 6];
    const parts = [1, 2, 3, 4, 5].map((index) => ofShard(seven, { index, count: 5 }));
    expect(parts).toEqual([[0], [1], [2, 3], [4], [5, 6]]);
  });

  it('shards differ in size by one at most, and together are all scripts in order', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 120 }), (scripts, count) => {
        const all = Array.from({ length: scripts }, (_, at) => at);
        const parts = Array.from({ length: count }, (_, at) =>
          ofShard(all, { index: at + 1, count }),
        );
        expect(parts.flat()).toEqual(all);
        const sizes = parts.map(({ length }) => length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe('a source map', () => {
  it('a source map is read if it is named, and an invalid one is refused by its name', async () => {
    await put('sourcemap.json', '{"name":"Game","className":"DataModel"}');
    await put('other.json', '[');
    expect(await readSourceMap('', workspace)).toBeUndefined();
    expect(await readSourceMap('sourcemap.json', workspace)).toBeDefined();
    await expect(readSourceMap('other.json', workspace)).rejects.toThrow(
      /^`sourcemap` names "other\.json", which cannot be used: .*\. Expected a source map of Rojo\.$/,
    );
  });
});
