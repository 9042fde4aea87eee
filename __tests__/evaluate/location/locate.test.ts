import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { locate, lookupBudget } from '../../../src/evaluate/location/locate.ts';
import { parseSourceMap } from '../../../src/evaluate/location/source-map.ts';
import { hostileLuauText } from '../fixtures/hostile-luau.ts';

const PLACE = readFileSync(new URL('../fixtures/sourcemap.json', import.meta.url), 'utf8');

/** The map of a package `Lib` with these modules, by their names. */
function library(files: Readonly<Record<string, string>>): string {
  const children = Object.entries(files).map(([name, file]) => ({
    name,
    className: 'ModuleScript',
    filePaths: [file],
  }));
  return JSON.stringify({ name: 'Lib', className: 'Folder', children });
}

describe('locate', () => {
  const map = parseSourceMap(PLACE);

  it.each([
    ['TaskScript:12: boom', 'tests/smoke.luau', 12],
    ['TaskScript:12, and nothing more', 'tests/smoke.luau', 12],
    ['it was TaskScript:12', 'tests/smoke.luau', 12],
    ['ReplicatedStorage.Unknown TaskScript:12: boom', 'tests/smoke.luau', 12],
    ['ReplicatedStorage.Shared.Inventory:40: boom', 'src/shared/Inventory/init.luau', 40],
    ['game.ReplicatedStorage.Shared.Inventory:40: boom', 'src/shared/Inventory/init.luau', 40],
    ['[string "ReplicatedStorage.Shared.Price List"]:7: boom', 'src/shared/Price List.luau', 7],
    ['no luck: ReplicatedStorage.Shared.Price List:7: boom', 'src/shared/Price List.luau', 7],
    ['in (ReplicatedStorage.Shared.Price List:7)', 'src/shared/Price List.luau', 7],
    ['ReplicatedStorage.Shared.Inventory.spec:3: boom', 'src/shared/Inventory.spec.luau', 3],
    ['ReplicatedStorage.Shared.Ratio 3:4: boom', 'src/shared/Ratio 3.luau', 4],
    ['ReplicatedStorage.Shared.Ratio 3:4:12: boom', 'src/shared/Ratio 3-4.luau', 12],
    [
      'ReplicatedStorage.Shared.Ratio 3:4: ReplicatedStorage.Shared.List:9: boom',
      'src/shared/Ratio 3.luau',
      4,
    ],
    ['ReplicatedStorage.Shared.List:4: [string "Workspace.Door"]:9', 'src/shared/List.luau', 4],
  ])('locates %j in %s, line %i', (text, file, line) => {
    expect(locate(text, map, 'tests/smoke.luau')).toEqual({ file, line });
  });

  it.each([
    '',
    'boom',
    'ReplicatedStorage.Unknown:3: boom',
    'ReplicatedStorage.Shared.Sword:3: in a model file',
    'ReplicatedStorage.TaskScript:3: a module of that name',
    'NotReplicatedStorage.Shared.List:3: boom',
    'My.ReplicatedStorage.Shared.List:3: boom',
    'ReplicatedStorage.Shared.List opened at 12:30',
  ])('does not locate %j', (text) => {
    expect(locate(text, map, 'tests/smoke.luau')).toBeUndefined();
  });

  it('returns the first frame that is in the repository', () => {
    const text = `CorePackages.Promise:20: out of gold
Stack Begin
Script 'CorePackages.Promise', Line 20 - function step
Script '[string "ReplicatedStorage.Shared.Price List"]', Line 31 - function find
Script 'ServerScriptService.Shop.spec', Line 45
Script 'TaskScript', Line 7
Stack End`;
    expect(locate(text, map, 'tests/smoke.luau')).toEqual({
      file: 'src/shared/Price List.luau',
      line: 31,
    });
    expect(locate(text, undefined, 'tests/smoke.luau')).toEqual({
      file: 'tests/smoke.luau',
      line: 7,
    });
  });

  it.each([
    ['Jest', 'Expected: 3\nReceived: 2\n\n  at ServerScriptService.Shop.spec:45\n'],
    ['TestEZ', 'Expected value "2" (number)\nServerScriptService.Shop.spec:45\n'],
    [
      'debug.traceback',
      'CorePackages.Promise:3 function step\nServerScriptService.Shop.spec:45 function it',
    ],
  ])('locates a trace of %s', (_, text) => {
    expect(locate(text, map, undefined)).toEqual({ file: 'src/server/Shop.spec.luau', line: 45 });
  });

  it('returns a line without a file for an inline script', () => {
    expect(locate('TaskScript:12: boom', undefined, undefined)).toStrictEqual({ line: 12 });
  });

  it('returns a file of a package only if there is no other', () => {
    const signal = 'ReplicatedStorage.Packages._Index.maker_signal@2.0.1.signal';
    const file = 'Packages/_Index/maker_signal@2.0.1/signal/init.lua';
    const caller = { file: 'src/server/Main/init.server.lua', line: 4 };
    expect(locate(`${signal}:12: boom\nServerScriptService.Main:4`, map, undefined)).toEqual(
      caller,
    );
    expect(locate(`${signal}:12: boom\n${signal}:30`, map, undefined)).toEqual({ file, line: 12 });
  });

  it.each([
    ['Wally', 'Packages/_Index/maker_signal@2.0.1/signal/init.lua'],
    ['pesde', 'roblox_packages/.pesde/maker+signal/2.0.1/init.luau'],
    ['npm', 'node_modules/@rbxts/signal/init.lua'],
    ['npm, in a folder', 'game/node_modules/@rbxts/signal/init.lua'],
    ['a folder that is the workspace', '_Index/maker_signal@2.0.1/init.lua'],
  ])('returns a file of %s only if there is no other', (_, file) => {
    const both = parseSourceMap(library({ Signal: file, Shop: 'src/Shop.luau' }));
    expect(locate('Lib.Signal:12: boom\nLib.Shop:4', both, undefined)).toEqual({
      file: 'src/Shop.luau',
      line: 4,
    });
    expect(locate('Lib.Signal:12: boom', both, undefined)).toEqual({ file, line: 12 });
  });

  it.each(['src/_Index.luau', 'src/my_node_modules/Till.luau', 'src/pesde/Till.luau'])(
    'does not treat %s as a package',
    (file) => {
      const both = parseSourceMap(library({ Till: file, Shop: 'src/Shop.luau' }));
      expect(locate('Lib.Till:12: boom\nLib.Shop:4', both, undefined)).toEqual({ file, line: 12 });
    },
  );

  it('reads a single word as a module only at the start of a line', () => {
    const stock = parseSourceMap(library({ Stock: 'S.lua' }));
    const line = (text: string) => locate(text, stock, undefined)?.line;
    expect(['Stock:3: boom', '  at Stock:4', 'in Stock:5: boom'].map(line)).toEqual([
      3,
      4,
      undefined,
    ]);
  });

  it('returns a line from 1 for any text', () => {
    fc.assert(
      fc.property(hostileLuauText, (text) => {
        expect(locate(text, map, 'a.luau')?.line ?? 1).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('accepts any source map, or refuses it with a sentence', () => {
    const names = fc.constantFrom('ReplicatedStorage', 'Shared', 'Inventory.spec', 'Ratio 3:4', '');
    const { node } = fc.letrec((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        fc.record(
          {
            name: fc.oneof(names, fc.anything()),
            className: fc.constantFrom('DataModel', 'ModuleScript', 'Folder', 7),
            filePaths: fc.oneof(fc.array(fc.string()), fc.constant(['a.luau']), fc.anything()),
            children: fc.oneof(fc.array(tie('node')), fc.anything()),
          },
          { requiredKeys: ['name'] },
        ),
        fc.jsonValue(),
      ),
    }));
    fc.assert(
      fc.property(node, hostileLuauText, (value, text) => {
        let refusal = '';
        try {
          locate(text, parseSourceMap(JSON.stringify(value)), undefined);
        } catch (error) {
          refusal = String(error);
        }
        expect(refusal).toMatch(/^(?:Error: The source map is .+\.)?$/s);
      }),
    );
  });

  it.each([
    ['numbers', 'a.b:1 '.repeat(75_000)],
    ['places', 'TaskScript:1 '.repeat(34_000)],
    ['words', `${'x '.repeat(149)}y.z:1`.repeat(1400)],
    ['quotes', `${"Script '".repeat(30_000)}', Line 1`.repeat(2)],
    ['one long name', `${'x'.repeat(450_000)}:1`],
    ['blank lines', '\n'.repeat(450_000)],
  ])('searches a full log of %s in linear time', (_, text) => {
    // What takes milliseconds would take longer than a test may if it were not linear.
    expect(locate(text, map, 'a.luau')).toEqual(locate(text, undefined, 'a.luau'));
  });
});

describe('locate, for secondary locations', () => {
  const map = parseSourceMap(
    JSON.stringify({
      name: 'game',
      className: 'DataModel',
      children: [
        {
          name: 'ReplicatedStorage',
          className: 'ReplicatedStorage',
          children: [
            { name: 'Inv', className: 'ModuleScript', filePaths: ['src/Inv.luau'] },
            { name: 'Inv.spec', className: 'ModuleScript', filePaths: ['src/Inv.spec.luau'] },
            {
              name: 'TestEZ',
              className: 'Folder',
              children: [
                {
                  name: 'TestRunner',
                  className: 'ModuleScript',
                  filePaths: ['modules/testez/TestRunner.lua'],
                },
              ],
            },
          ],
        },
      ],
    }),
  );

  it.each([
    [
      "the test framework's own",
      'no torch\nReplicatedStorage.TestEZ.TestRunner:73 function fail\nReplicatedStorage.Inv.spec:12',
      12,
    ],
    [
      'one that an expectation quotes',
      'expect(received).toBe(expected)\n\nExpected: "ReplicatedStorage.Inv:7: bad"\n\n  at ReplicatedStorage.Inv.spec:45',
      45,
    ],
    [
      'one that a message quotes',
      'Expected value "ReplicatedStorage.Inv:7" (string), got nil\nReplicatedStorage.Inv.spec:9',
      9,
    ],
    [
      'one in quotes, anywhere',
      'not equal:\n  got "ReplicatedStorage.Inv:7"\nReplicatedStorage.Inv.spec:10',
      10,
    ],
    [
      'one that was received',
      'Expected: nothing\n    Received: ReplicatedStorage.Inv:7: bad\n  at ReplicatedStorage.Inv.spec:11',
      11,
    ],
    [
      'one that was expected',
      'Expected: ReplicatedStorage.Inv:7: bad\n  at ReplicatedStorage.Inv.spec:12',
      12,
    ],
  ])('prefers another location to %s', (_, text, line) => {
    expect(locate(text, map, 'a.luau')).toEqual({ file: 'src/Inv.spec.luau', line });
  });

  it.each([
    ['after a quoted word', 'cannot sell "torch" at ReplicatedStorage.Inv:7: bad'],
    ['after a word that is no label', 'Not Expected: ReplicatedStorage.Inv:7: bad'],
    ['after a longer word', 'ExpectedTorch: ReplicatedStorage.Inv:7: bad'],
  ])('accepts a location %s', (_, message) => {
    expect(locate(`${message}\nReplicatedStorage.Inv.spec:9`, map, 'a.luau')).toEqual({
      file: 'src/Inv.luau',
      line: 7,
    });
  });

  it('returns a framework file if there is no other', () => {
    expect(locate('ReplicatedStorage.TestEZ.TestRunner:73: x', map, 'a.luau')).toEqual({
      file: 'modules/testez/TestRunner.lua',
      line: 73,
    });
  });

  it('does not locate an address', () => {
    expect(locate('cannot reach http://TaskScript:80/x', map, 'a.luau')).toBeUndefined();
  });

  it('stops at the budget of the verdict', () => {
    const budget = { left: 1_000 };
    const hostile = `${'x '.repeat(90)}x.y${':1'.repeat(55)} `.repeat(50);
    for (let count = 0; count < 100; count += 1) {
      locate(hostile, map, 'a.luau', budget);
    }
    expect(budget.left).toBeLessThan(0);
    expect(budget.left).toBeGreaterThan(-200);
  });

  it('looks up as many unknown names as the budget allows', () => {
    const text = 'ReplicatedStorage.Unknown:1\nReplicatedStorage.Inv:7';
    expect(locate(text, map, undefined, { left: 1 })?.line).toBe(7);
    expect(locate(text, map, undefined, { left: 0 })).toBeUndefined();
  });

  it('has a budget of hundreds of thousands of names', () => {
    const { left } = lookupBudget();
    expect(left).toBeGreaterThan(100_000);
    expect(left).toBeLessThan(10_000_000);
  });
});

describe('locate, in a very long text', () => {
  it('searches the first 20,000 characters', () => {
    const filler = `${'x'.repeat(99)}\n`;
    const after = (lines: number) =>
      locate(`${filler.repeat(lines)}TaskScript:12: boom`, undefined, undefined);
    expect(after(190)).toEqual({ line: 12 });
    expect(after(210)).toBeUndefined();
  });
});
