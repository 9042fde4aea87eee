import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { readProject } from '../../emulator/place/rojo-project.ts';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import { results, run, type TaskBody } from '../emulator/client.ts';

// The examples run on `examples/place`, with TestEZ and Jest-Lua from `node_modules`. Arguments and
// changes are put before a script, on its first line, so that the lines in errors stay those of the file.

const PROJECT = 'examples/place/test.project.json';

let emulator: Emulator;

beforeAll(async () => {
  const { instances: tree, aliases } = readProject(PROJECT, { root: '.' });
  emulator = await startEmulator({ placeVersion: 57, place: { tree, aliases } });
});
afterAll(() => emulator.close());

function source(name: string): string {
  return readFileSync(`examples/${name}.luau`, 'utf8');
}

/** The line of an example that holds this text. */
function lineOf(name: string, text: string): number {
  return (
    source(name)
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}

async function runAfter(setting: string, name: string): Promise<TaskBody> {
  return await run(emulator, `${setting.replaceAll(/\s+/g, ' ')} ${source(name)}`);
}

it('every example script has a test', () => {
  const scripts = readdirSync('examples').filter((name) => name.endsWith('.luau'));
  expect(scripts.toSorted()).toEqual([
    'checks.luau',
    'export-leaderboard.luau',
    'jest-lua.luau',
    'live-version.luau',
    'smoke-test-with-a-bug.luau',
    'smoke-test.luau',
    'testez.luau',
  ]);
});

interface Check {
  readonly ok: boolean;
  readonly message?: string;
}

async function checksOf(script: string): Promise<readonly Check[]> {
  const [returned] = await results(emulator, script);
  return (returned as { checks: Check[] }).checks;
}

describe.each(['checks', 'smoke-test'])('%s', (name) => {
  it('returns checks that all pass', async () => {
    const checks = await checksOf(source(name));
    expect(checks.length).toBeGreaterThan(1);
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('checks', () => {
  it('`checks` continues after a failing check, and returns its line', async () => {
    const failing = source('checks').replace('game.PlaceId > 0', 'game.PlaceId < 0');
    const checks = await checksOf(failing);
    expect(checks.map(({ ok }) => ok)).toEqual([false, true]);
    expect(checks[0]?.message).toContain(
      `TaskScript:${lineOf('checks', 'game.PlaceId > 0')}: the id of the place is 22`,
    );
  });
});

describe('smoke-test-with-a-bug', () => {
  it('`smoke-test-with-a-bug` fails with its bug', async () => {
    const { error } = await run(emulator, source('smoke-test-with-a-bug'));
    expect(error?.message).toMatch(
      `TaskScript:${lineOf('smoke-test-with-a-bug', 'item.sale.percent')}: attempt to index nil`,
    );
  });
});

describe('live-version', () => {
  it.each([57, 56])('`live-version` returns its version if %d was published', async (version) => {
    const { output } = await runAfter(`local args = { published = ${version} }`, 'live-version');
    expect(output?.results).toEqual([57]);
  });

  it('`live-version` fails on a version older than the published one', async () => {
    const { error } = await runAfter('local args = { published = 58 }', 'live-version');
    expect(error?.message).toBe(
      `TaskScript:${lineOf('live-version', 'assert')}: this server has version 57, older than 58`,
    );
  });
});

/** Changes a price of the shop before the tests read it. */
const WITH_A_BUG = 'require(game.ReplicatedStorage.Shared.Shop).find("torch").price = 500';

describe('testez', () => {
  it('`testez` returns the counts of the tests of TestEZ', async () => {
    expect(await results(emulator, source('testez'))).toEqual([
      { successCount: 4, failureCount: 0, skippedCount: 0, errors: [] },
    ]);
  });

  it('`testez` returns the errors of failing tests', async () => {
    const { output } = await runAfter(WITH_A_BUG, 'testez');
    expect(output?.results).toEqual([
      {
        successCount: 3,
        failureCount: 1,
        skippedCount: 0,
        errors: [expect.stringContaining('Expected value "15" (number), got "1500"')],
      },
    ]);
  });
});

describe('jest-lua', () => {
  async function resultsOfJest(pattern: string, setting = ''): Promise<unknown> {
    const args = `local args = { testNamePattern = "${pattern}" }`;
    const { output } = await runAfter(`${args} ${setting}`, 'jest-lua');
    return JSON.parse(String(output?.results?.[0]));
  }

  it('`jest-lua` returns the results of Jest as JSON', async () => {
    expect(await resultsOfJest('')).toMatchObject({ numPassedTests: 3, numFailedTests: 0 });
  });

  it('`jest-lua` runs only the tests whose names match the pattern', async () => {
    expect(await resultsOfJest('stack')).toMatchObject({ numPassedTests: 1, numPendingTests: 2 });
  });

  it('`jest-lua` fails if Jest could not run', async () => {
    const setting =
      'local args = { testNamePattern = "" } game.ReplicatedStorage.Tests["jest.config"]:Destroy()';
    const { error } = await runAfter(setting, 'jest-lua');
    expect(error?.message).toMatch(
      `TaskScript:${lineOf('jest-lua', 'assert(')}: Jest could not run: `,
    );
  });
});

describe('the script of the README', () => {
  const [, script = ''] = /^```luau\n(.*?)^```/ms.exec(readFileSync('README.md', 'utf8')) ?? [];

  it('the first script of the README passes on `examples/place`', async () => {
    expect(await results(emulator, script)).toEqual([{ items: 3 }]);
  });

  it('the first script of the README names an item without a price', async () => {
    const bug = 'require(game.ReplicatedStorage.Shared.Shop).find("torch").price = 0';
    const { error } = await run(emulator, `${bug} ${script}`);
    expect(error?.message).toMatch(/^TaskScript:\d+: Torch has no price$/);
  });
});

describe('export-leaderboard', () => {
  /**
   * Puts so many entries into a data store of the emulator, runs the script, and returns the bytes of its binary output as
   * text, and its other values.
   */
  async function exported(entries: number, rows: number): Promise<[string, unknown]> {
    const store = `Coins${entries}of${rows}`;
    const setting = `
      local args = { store = "${store}", rows = ${rows} }
      local entries = game:GetService("DataStoreService"):GetOrderedDataStore(args.store)
      for rank = 1, ${entries} do entries:SetAsync("player" .. rank, 1000 - rank) end
    `.replaceAll(/\s+/g, ' ');
    const [csv, values] = await results(
      emulator,
      `${setting} local function export() ${source('export-leaderboard')} end
      local result = export()
      return buffer.tostring(result.BinaryOutput), result.ReturnValues`,
    );
    return [String(csv), values];
  }

  it.each([
    [3, 1000, 3],
    [250, 1000, 250],
    [250, 120, 120],
  ])(
    '`export-leaderboard` writes, of %d entries, at most %d: %d rows',
    async (entries, rows, written) => {
      const [csv, values] = await exported(entries, rows);
      const ranks = Array.from({ length: written }, (_, index) => `${index + 1},${999 - index}`);
      expect(csv.split('\n')).toEqual(['rank,score', ...ranks, '']);
      expect(values).toEqual([{ rows: written }]);
    },
  );

  it('`export-leaderboard` fails if there is nothing to export', async () => {
    await expect(exported(0, 10)).rejects.toThrow(
      `TaskScript:${lineOf('export-leaderboard', 'assert(')}: the data store Coins0of10 is empty`,
    );
  });
});
