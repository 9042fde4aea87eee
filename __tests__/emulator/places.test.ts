import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PlaceSource } from '../../emulator/place-source.ts';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { create, messagesOf, placeFile, pollTask, run, upload } from './client.ts';

/** A place with one module, which returns this expression. */
function placeWith(expression: string): string {
  return `<roblox version="4">
    <Item class="ReplicatedStorage" referent="a">
      <Properties><string name="Name">ReplicatedStorage</string></Properties>
      <Item class="ModuleScript" referent="b">
        <Properties>
          <string name="Name">Shop</string>
          <ProtectedString name="Source">return ${expression}</ProtectedString>
        </Properties>
      </Item>
    </Item>
  </roblox>`;
}

const REQUIRE_SHOP = 'return require(game.ReplicatedStorage.Shop)';

let emulator: Emulator;
let folder: string | undefined;

afterEach(async () => {
  await emulator.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

function put(name: string, content: string): string {
  folder ??= mkdtempSync(path.join(tmpdir(), 'place-'));
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function resultsOn(place: PlaceSource, script: string): Promise<unknown> {
  emulator = await startEmulator({ place });
  return (await run(emulator, script)).output?.results;
}

describe('an uploaded place', () => {
  it('a task requires a module of the version that it runs on', async () => {
    emulator = await startEmulator();
    await upload(emulator, placeWith('"first"'));
    await upload(emulator, placeWith('"second"'));
    expect((await run(emulator, REQUIRE_SHOP)).output).toEqual({ results: ['second'] });
    const older = await create(
      emulator,
      { script: REQUIRE_SHOP },
      'universes/11/places/22/versions/2',
    );
    expect((await pollTask(emulator, older.path)).output).toEqual({ results: ['first'] });
  });

  it('each task has its own copy of the place', async () => {
    emulator = await startEmulator();
    await upload(emulator, placeWith('{ sold = 0 }'));
    const script = `
      local shop = ${REQUIRE_SHOP.slice('return '.length)}
      shop.sold += 1
      Instance.new("Folder", game.ReplicatedStorage)
      return shop.sold, #game.ReplicatedStorage:GetChildren()`;
    for (const _ of [1, 2]) {
      expect((await run(emulator, script)).output).toEqual({ results: [1, 2] });
    }
  });

  it('a place without uploads is empty', async () => {
    emulator = await startEmulator();
    const { error } = await run(emulator, REQUIRE_SHOP);
    expect(error?.message).toContain('Shop is not a valid member of ReplicatedStorage');
  });

  it('a damaged file is refused with the reason, and makes no version', async () => {
    emulator = await startEmulator();
    const { status, body } = await upload(emulator, placeFile('').subarray(0, 30));
    expect(status).toBe(400);
    expect(body).toMatchObject({
      errorMessage: expect.stringMatching(/^The place file cannot be read\. .+\.$/),
    });
    expect((await run(emulator, 'return game.PlaceVersion')).output).toEqual({ results: [1] });
  });

  it('a task on a version whose file is no longer kept fails and says so', async () => {
    emulator = await startEmulator();
    for (let file = 0; file < 9; file += 1) await upload(emulator, placeFile(String(file)));
    const place = 'universes/11/places/22/versions/2';
    const { path: task } = await create(emulator, { script: 'return 1' }, place);
    expect((await pollTask(emulator, task)).error).toEqual({
      code: 'INTERNAL_ERROR',
      message:
        'The emulator cannot open the place. It keeps the latest 8 uploaded files, and version 2 is older. Upload the file again.',
    });
  });
});

describe('the place before any upload', () => {
  it('a place file is what every place is before any upload', async () => {
    const file = put('game.rbxlx', placeWith('"from a file"'));
    expect(await resultsOn({ file }, REQUIRE_SHOP)).toEqual(['from a file']);
  });

  it('a list of instances is what every place is before any upload', async () => {
    const tree = [{ id: 0, parent: -1, className: 'Workspace', name: 'Workspace', tags: ['Lava'] }];
    const script = 'return workspace:HasTag("Lava")';
    expect(await resultsOn({ tree }, script)).toEqual([true]);
  });

  it('an upload replaces the first place', async () => {
    emulator = await startEmulator({
      place: { file: put('game.rbxlx', placeWith('"from a file"')) },
    });
    await upload(emulator, placeWith('"uploaded"'));
    expect((await run(emulator, REQUIRE_SHOP)).output).toEqual({ results: ['uploaded'] });
  });
});

describe('members that are missing in the emulator', () => {
  const SCRIPT = `
    local ok, message = pcall(function() return workspace:Raycast(Vector3.zero, Vector3.one) end)
    print(message)`;

  it('an ended task lists how often each was used, and the mark that ends their messages', async () => {
    emulator = await startEmulator();
    const task = await run(emulator, SCRIPT);
    expect(task).toMatchObject({
      emulator: {
        unavailable: { 'Workspace:Raycast': 1 },
        mark: expect.stringMatching(/^[\da-f]{16}$/),
      },
    });
    const { mark } = (task as unknown as { emulator: { mark: string } }).emulator;
    const [message] = await messagesOf(emulator, task.path);
    expect(message?.message).toMatch(/Workspace:Raycast is not available .+\.( \[emulator .+\])$/);
    expect(message?.message).toContain(` [emulator ${mark}]`);
  });

  it('each task has another mark', async () => {
    emulator = await startEmulator();
    const tasks = [await run(emulator, 'return 1'), await run(emulator, 'return 1')];
    const marks = tasks.map((task) => (task as unknown as { emulator: { mark: string } }).emulator);
    expect(marks[0]?.mark).not.toBe(marks[1]?.mark);
  });
});
