import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { create, messagesOf, results, run, pollTask } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

const UNAVAILABLE = 'is not available in the emulator. Run the script on Roblox to use it.';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator({ placeVersion: 5 });
});
afterAll(() => emulator.close());

describe('game', () => {
  it('`game` has the ids of its universe, place and job', async () => {
    const { path } = await create(emulator, {
      script: 'return game.GameId, game.PlaceId, game.PlaceVersion, game.JobId',
    });
    const { output } = await pollTask(emulator, path);
    expect(output).toEqual({ results: [11, 22, 5, path.slice(path.lastIndexOf('/') + 1)] });
  });

  it('`GetService` returns one object for each service', async () => {
    const script = `
      local service = game:GetService("ReplicatedStorage")
      return service.Name, service.ClassName, typeof(service), type(service), tostring(service),
        service == game:GetService("ReplicatedStorage"), service == game.ReplicatedStorage,
        service.Parent == game, service:GetFullName(), workspace == game.Workspace,
        game:FindFirstChild("Workspace") == workspace, typeof(game), typeof(5)
    `;
    const name = 'ReplicatedStorage';
    const texts: unknown[] = [name, name, 'Instance', 'userdata', name];
    expect(await results(emulator, script)).toEqual(
      texts.concat([true, true, true, name, true, true, 'Instance', 'number']),
    );
  });

  it('`GetService` creates rare services on demand', async () => {
    const script = `
      local before = game:FindService("DataStoreService")
      local service = game:GetService("DataStoreService")
      return before, service.Name, game:FindService("DataStoreService") == service
    `;
    expect(await results(emulator, script)).toEqual([null, 'DataStoreService', true]);
  });

  it("`GetService` refuses an unknown service with Roblox's message", async () => {
    const task = await run(emulator, '\ngame:GetService("NoService")');
    expect(task.error?.message).toBe("TaskScript:2: 'NoService' is not a valid Service name");
  });

  it('services have only the children of every place', async () => {
    const script = `
      return #workspace:GetChildren(), workspace:FindFirstChild("Part"), #game.ReplicatedStorage:GetDescendants(),
        workspace:IsA("Model"), workspace:IsA("Players"), workspace:IsDescendantOf(game),
        game:IsAncestorOf(workspace), game:FindFirstChildOfClass("Players").Name, game.Parent
    `;
    expect(await results(emulator, script)).toEqual([
      2,
      null,
      0,
      true,
      false,
      true,
      true,
      'Players',
      null,
    ]);
  });
});

describe('HttpService', () => {
  it('JSONEncode writes JSON', async () => {
    const script = `
      local http = game:GetService("HttpService")
      return http:JSONEncode({ 1, "two", { three = {} } }), http:JSONEncode('"\\n'), http:JSONEncode(nil),
        http:JSONEncode({ b = 1, a = { x = true } }), http:JSONEncode("é")
    `;
    expect(await results(emulator, script)).toEqual([
      '[1,"two",{"three":[]}]',
      String.raw`"\"\n"`,
      'null',
      '{"a":{"x":true},"b":1}',
      '"é"',
    ]);
  });

  it('JSONDecode reads JSON of any source', async () => {
    const value = {
      list: [1, -2.5e3, 'text', [], {}, [true, false]],
      'key with "quotes"': String.raw`\ / é 😀`,
      nested: { a: { b: { c: 0 } } },
    };
    const json = JSON.stringify(value, null, 2).replace('😀', String.raw`\ud83d\ude00`);
    const script = `return game:GetService("HttpService"):JSONDecode([==[${json}]==])`;
    // Luau cannot tell an empty object from an empty array.
    const list = [1, -2.5e3, 'text', [], [], [true, false]];
    expect(await results(emulator, script)).toEqual([{ ...value, list }]);
  });

  it('JSONDecode refuses text that is not JSON', async () => {
    const texts = [
      '',
      '{',
      '[1,]',
      '{"a" 1}',
      '{a:1}',
      '01',
      '1.',
      'nul',
      '"\t"',
      '"a',
      '[1] 2',
      String.raw`"\x"`,
    ];
    const sources = texts.map((json) => `string.char(${[...Buffer.from(json)].join(', ')})`);
    const script = `local http, why = game:GetService("HttpService"), {}
      for _, json in { ${sources.join(', ')} } do
        table.insert(why, (select(2, pcall(function() return http:JSONDecode(json) end))))
      end
      return why`;
    expect(await results(emulator, script)).toEqual([
      texts.map(() => "TaskScript:3: Can't parse JSON"),
    ]);
  });

  it('JSONEncode refuses a table that contains itself', async () => {
    const script = 'local t = {} t.t = t return game:GetService("HttpService"):JSONEncode(t)';
    expect((await run(emulator, script)).error?.message).toBe(
      'TaskScript:1: tables cannot be cyclic',
    );
  });

  it('GenerateGUID returns GUIDs', async () => {
    const script = `
      local http = game:GetService("HttpService")
      return http:GenerateGUID(), http:GenerateGUID(false), http:GenerateGUID(false)
    `;
    const [braced, one, other] = await results(emulator, script);
    expect(braced).toMatch(/^\{[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}\}$/);
    expect(one).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
    expect(one).not.toBe(other);
  });
});

describe('RunService', () => {
  it('RunService reports a server outside Studio that is not running', async () => {
    const script = `
      local run = game:GetService("RunService")
      return run:IsServer(), run:IsStudio(), run:IsClient(), run:IsRunning(), run:IsRunMode()
    `;
    expect(await results(emulator, script)).toEqual([true, false, false, false, false]);
  });
});

describe('members that Roblox has and the emulator lacks', () => {
  const LACKS = [
    ['workspace:Raycast()', 'Workspace:Raycast'],
    ['workspace:GetPartsInPart()', 'Workspace:GetPartsInPart'],
    ['game:SavePlace()', 'DataModel:SavePlace'],
    ['game:GetService("PathfindingService"):CreatePath()', 'PathfindingService:CreatePath'],
    ['script.Parent.Name = ""', 'script.Parent'],
    ['require(5)', 'require of an asset id'],
  ] as const;

  it('a member that the emulator lacks is refused by its name, at the line that uses it', async () => {
    const sources = LACKS.map(([source]) => `select(2, pcall(function() ${source} end))`);
    const found = await results(emulator, `return\n${sources.join(',\n')}`);
    expect(
      found.map((message) => String(message).replace(/ \[emulator [\da-f]{16}\]$/, '')),
    ).toEqual(LACKS.map(([, name], index) => `TaskScript:${index + 2}: ${name} ${UNAVAILABLE}`));
  });

  it('a script that uses a missing member fails, and its log has a warning', async () => {
    const { path, error } = await run(emulator, 'workspace:Raycast()');
    expect(error?.code).toBe('SCRIPT_ERROR');
    expect(error?.message).toContain(`Workspace:Raycast ${UNAVAILABLE}`);
    const messages = await messagesOf(emulator, path);
    expect(messages.at(-1)).toMatchObject({
      messageType: 'WARNING',
      message: expect.stringContaining('Workspace:Raycast'),
    });
  });

  it('a name that Roblox does not have is nil', async () => {
    expect(await results(emulator, 'return anything, plugin')).toEqual([null, null]);
  });

  it("a method called with a dot gets Roblox's message", async () => {
    const { error } = await run(emulator, 'game.GetService("Players")');
    expect(error?.message).toBe(
      "TaskScript:1: Expected ':' not '.' calling member function GetService",
    );
  });
});
