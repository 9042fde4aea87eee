import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createBinaryInput, putPayload, run, send } from './client.ts';
import type { TaskBody } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

const CREATE = '/cloud/v2/universes/11/places/22/luau-execution-session-tasks';

const CLI = fileURLToPath(new URL('../../emulator/cli.ts', import.meta.url));

interface Ending {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command to its end; `onOutput` gets all of standard output so far, each time there is more of it. */
async function cli(
  args: string[],
  onOutput: (stdout: string, stop: () => void) => void = () => {},
): Promise<Ending> {
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let seen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    onOutput(seen, () => child.kill('SIGTERM'));
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'emulator-cli-'));
  const place = `<roblox version="4"><Item class="ReplicatedStorage" referent="a">
    <Properties><string name="Name">ReplicatedStorage</string></Properties>
    <Item class="ModuleScript" referent="b"><Properties><string name="Name">Shop</string>
    <ProtectedString name="Source">return "from game.rbxlx"</ProtectedString></Properties></Item></Item></roblox>`;
  writeFileSync(path.join(folder, 'game.rbxlx'), place);
  writeFileSync(path.join(folder, 'Shop.luau'), 'return "from default.project.json"');
  const tree = { $className: 'DataModel', ReplicatedStorage: { Shop: { $path: 'Shop.luau' } } };
  writeFileSync(path.join(folder, 'default.project.json'), JSON.stringify({ name: 'Game', tree }));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('npm run emulator', () => {
  it('`--help` explains the options', async () => {
    const { code, stdout, stderr } = await cli(['--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const option of [
      'port',
      'api-key',
      'place',
      'project',
      'place-version',
      'queue-delay',
      'boot-delay',
    ]) {
      expect(stdout).toContain(`--${option} `);
    }
    for (const quota of [
      'minute 5 creations',
      '200 reads',
      '30 uploads',
      '30\n',
      '10 unfinished',
    ]) {
      expect(stdout).toContain(quota);
    }
  });

  it('serves until a signal stops it, and prints its URL and its random key', async () => {
    let answered: Promise<TaskBody> | undefined;
    const { code, stdout, stderr } = await cli(
      ['--port', '0', '--place-version', '3', '--boot-delay', '0'],
      (seen, stop) => {
        const [, url, apiKey] = /(http:\S+)\n.* key (\S+)\n/.exec(seen) ?? [];
        if (url === undefined || apiKey === undefined) return;
        answered = run({ url, apiKey }, 'return game.PlaceVersion').finally(stop);
      },
    );
    expect(await answered).toMatchObject({ output: { results: [3] } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^The emulator listens on http:\/\/127\.0\.0\.1:\d+\n/);
  });

  it.each(['--place', '--project'])(
    '`%s FILE` is what every place is before any upload',
    async (option) => {
      const file = option === '--place' ? 'game.rbxlx' : 'default.project.json';
      let answered: Promise<TaskBody> | undefined;
      const { code } = await cli(
        ['--port', '0', '--boot-delay', '0', option, path.join(folder, file)],
        (seen, stop) => {
          const [, url, apiKey] = /(http:\S+)\n.* key (\S+)\n/.exec(seen) ?? [];
          if (url === undefined || apiKey === undefined) return;
          answered = run({ url, apiKey }, 'return require(game.ReplicatedStorage.Shop)').finally(
            stop,
          );
        },
      );
      expect(await answered).toMatchObject({ output: { results: [`from ${file}`] } });
      expect(code).toBe(0);
    },
  );

  it('a place that cannot be opened ends it with a sentence', async () => {
    const { code, stderr } = await cli(['--project', path.join(folder, 'game.rbxlx')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^The emulator did not start: the place cannot be opened\. The project "game\.rbxlx" is no valid JSON: .+\.\n$/,
    );
  });

  it('enforces the documented quotas with `--quotas`', async () => {
    let answered: Promise<string | null> | undefined;
    await cli(['--port', '0', '--quotas'], (seen, stop) => {
      const [, url, apiKey] = /(http:\S+)\n.* key (\S+)\n/.exec(seen) ?? [];
      if (url === undefined || apiKey === undefined) return;
      answered = send({ url, apiKey }, 'POST', CREATE, { body: { script: 'return 1' } })
        .then(({ headers }) => headers.get('x-ratelimit-limit'))
        .finally(stop);
    });
    expect(await answered).toMatch(/^5, /);
  });

  it('ends with an error if a key reached the payload origin', async () => {
    let put: Promise<number> | undefined;
    const { code, stderr } = await cli(['--port', '0'], (seen, stop) => {
      const [, url, apiKey] = /(http:\S+)\n.* key (\S+)\n/.exec(seen) ?? [];
      if (url === undefined || apiKey === undefined) return;
      put = createBinaryInput({ url, apiKey }, 1)
        .then(({ uploadUri }) => putPayload(uploadUri, new Uint8Array(1), { 'x-api-key': apiKey }))
        .finally(stop);
    });
    expect(await put).toBe(400);
    expect(code).toBe(1);
    expect(stderr).toContain('A key reached the payload origin');
  });

  it('does not print a key from the command line', async () => {
    const { code, stdout } = await cli(['--port', '0', '--api-key', 'given-key'], (_, stop) =>
      stop(),
    );
    expect(code).toBe(0);
    expect(stdout).not.toContain('given-key');
  });

  it.each([
    [['--port', 'high'], '--port is "high"; expected a whole number from 0 to 65535.'],
    [['--port', '70000'], '--port is "70000"; expected a whole number from 0 to 65535.'],
    [['--place-version', '0'], '--place-version is "0"; expected a whole number from 1'],
    [['--boot-delay', '1m'], '--boot-delay is "1m"; expected a number from 0'],
    [['--api-key', ''], '--api-key is empty;'],
    [['--place', 'nowhere.rbxl'], '--place is "nowhere.rbxl"; there is no such file.'],
    [['--project', '.'], '--project is "."; there is no such file.'],
    [['--place', 'a', '--project', 'b'], 'There are --place and --project; expected one of them.'],
    [['--verbose'], "Unknown option '--verbose'"],
    [['extra'], "Unexpected argument 'extra'"],
  ])('refuses the arguments %j', async (args, message) => {
    const { code, stdout, stderr } = await cli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('See --help.');
  });
});
