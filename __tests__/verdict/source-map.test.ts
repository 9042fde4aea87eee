import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { locate } from '../../src/verdict/locate.ts';
import { parseSourceMap } from '../../src/verdict/source-map.ts';
import { hostileLuauText } from './fixtures/hostile-luau.ts';

const PLACE = readFileSync(new URL('fixtures/sourcemap.json', import.meta.url), 'utf8');

interface Node {
  readonly name: string;
  readonly className?: string;
  readonly filePaths?: readonly string[];
  readonly children?: readonly Node[];
}

function module(name: string, filePaths: readonly string[], children: readonly Node[] = []): Node {
  return { name, className: 'ModuleScript', filePaths, children };
}

function place(...children: readonly Node[]): string {
  const storage = { name: 'ReplicatedStorage', className: 'ReplicatedStorage', children };
  return JSON.stringify({ name: 'game', className: 'DataModel', children: [storage] });
}

describe('the file of a script', () => {
  const map = parseSourceMap(PLACE);

  it.each([
    ['ReplicatedStorage.Shared.Inventory', 'src/shared/Inventory/init.luau'],
    ['ReplicatedStorage.Shared.Inventory.Slot', 'src/shared/Inventory/Slot.lua'],
    ['ReplicatedStorage.Shared.Inventory.spec', 'src/shared/Inventory.spec.luau'],
    ['ReplicatedStorage.Shared.Price List', 'src/shared/Price List.luau'],
    ['ReplicatedStorage.Shared.Ratio 3:4', 'src/shared/Ratio 3-4.luau'],
    ['ServerScriptService.Main', 'src/server/Main/init.server.lua'],
    ['game.ServerScriptService.Main', 'src/server/Main/init.server.lua'],
    ['Game.ServerScriptService.Main', 'src/server/Main/init.server.lua'],
    ['Workspace.Door', 'src/world/Door.server.luau'],
    ['workspace.Door', 'src/world/Door.server.luau'],
    ['game.workspace.Door', 'src/world/Door.server.luau'],
    ['Run Service.Loop', 'src/run/Loop.luau'],
    ['RunService.Loop', 'src/run/Loop.luau'],
  ])('%s is %s', (chunk, file) => {
    expect(map.fileOf(chunk)).toBe(file);
  });

  it.each([
    '',
    '.',
    'game',
    'game.',
    'ReplicatedStorage',
    'ReplicatedStorage.Shared',
    'ReplicatedStorage.shared.inventory',
    'ReplicatedStorage.Shared.Catalog',
    'ReplicatedStorage.Shared.Sword',
    'shop.ReplicatedStorage.Shared.Inventory',
    'Shared.Inventory',
    'Inventory',
    '__proto__',
    'constructor',
  ])('is not known for %j', (chunk) => {
    expect(map.fileOf(chunk)).toBeUndefined();
  });

  it('is found under the name of a model or a package, and without it', () => {
    const library = parseSourceMap(
      JSON.stringify(module('MyLib', ['src/init.luau'], [module('Slot', ['src/Slot.luau'])])),
    );
    const chunks = ['MyLib', 'MyLib.Slot', 'Slot'];
    expect(chunks.map((chunk) => library.fileOf(chunk))).toEqual([
      'src/init.luau',
      'src/Slot.luau',
      'src/Slot.luau',
    ]);
  });

  it('is not known where two scripts share the name, since one of them would be wrong', () => {
    const twins = parseSourceMap(
      place(
        module('Twin', ['a.luau']),
        module('Twin', ['b.luau']),
        module('Half', ['half.luau']),
        module('Half', ['half.rbxm']),
        module('Dotted', [], [module('Name', ['c.luau'])]),
        module('Dotted.Name', ['d.luau']),
      ),
    );
    for (const name of ['Twin', 'Half', 'Dotted.Name']) {
      expect(twins.fileOf(`ReplicatedStorage.${name}`)).toBeUndefined();
    }
  });

  it('is known where the others of the name are no scripts, or are the same file', () => {
    const shared = parseSourceMap(
      place(
        { name: 'Shop', className: 'Folder', children: [module('Till', ['Till.luau'])] },
        module('Shop', ['Shop.luau']),
        module('Shop', ['Shop.luau']),
      ),
    );
    expect(shared.fileOf('ReplicatedStorage.Shop')).toBe('Shop.luau');
    expect(shared.fileOf('ReplicatedStorage.Shop.Till')).toBe('Till.luau');
  });
});

describe('the path of a file', () => {
  it.each([
    ['src/A.luau', '', '/home/runner/repo', 'src/A.luau'],
    ['src/A.luau', 'games/one', '/home/runner/repo', 'games/one/src/A.luau'],
    ['./src/A.luau', './games/one/', '/home/runner/repo', 'games/one/src/A.luau'],
    ['../shared/A.luau', 'games/one', '/home/runner/repo', 'games/shared/A.luau'],
    ['..\\shared\\A.luau', 'games\\one', 'D:\\a\\repo', 'games/shared/A.luau'],
    ['../repo/A.luau', '', '/home/runner/repo', 'A.luau'],
    ['src/A.luau', 'games', '', 'games/src/A.luau'],
    ['/home/runner/repo/src/A.luau', 'games', '/home/runner/repo', 'src/A.luau'],
    ['/home/runner/repo/src/A.luau', '', '/home/runner/repo/', 'src/A.luau'],
    ['D:\\a\\repo\\src\\A.luau', '', 'd:/a/Repo', 'src/A.luau'],
    ['\\\\?\\D:\\a\\repo\\src\\A.luau', '', 'D:\\a\\repo', 'src/A.luau'],
  ])('%s in the folder %j of %j is %s', (path, folder, workspace, file) => {
    const map = parseSourceMap(place(module('A', [path])), folder, workspace);
    expect(map.fileOf('ReplicatedStorage.A')).toBe(file);
  });

  it.each([
    ['../A.luau', '', '/home/runner/repo'],
    ['../../../A.luau', 'games', '/home/runner/repo'],
    ['../../../../../../A.luau', 'games', '/home/runner/repo'],
    ['../A.luau', '', ''],
    ['/home/runner/repository/A.luau', '', '/home/runner/repo'],
    ['/home/runner/Repo/A.luau', '', '/home/runner/repo'],
    ['/home/runner/repo/../A.luau', '', '/home/runner/repo'],
    ['/home/runner/repo/A.luau', '', ''],
    ['C:/a/repo/A.luau', '', 'D:/a/repo'],
    ['C:/a/repo/A.luau', '', '/home/runner/repo'],
  ])('%s in the folder %j of %j is outside the workspace', (path, folder, workspace) => {
    const map = parseSourceMap(place(module('A', [path])), folder, workspace);
    expect(map.fileOf('ReplicatedStorage.A')).toBeUndefined();
  });
});

describe('a source map', () => {
  it.each([
    ['', /^The source map is not JSON: .+ `rojo sourcemap [^`]+` writes\.$/],
    ['{"name": "game"', /^The source map is not JSON: /],
    ['{\n"name": \nx}', /^The source map is not JSON: [^\n]+$/],
    ['[]', /^The source map is not one of Rojo's: its root is not an object\. /],
    ['null', /its root is not an object/],
    ['"game"', /its root is not an object/],
    ['{}', /its root has no `name`/],
    ['{"name": "game", "tree": {}}', /^The source map is a project file of Rojo\. /],
    ['{"name": "game", "children": {}}', /its root has `children` that are not a list/],
    ['{"name": "game", "filePaths": "a.luau"}', /its root has `filePaths` that are not a list/],
    ['{"name": "game", "filePaths": [1]}', /its root has `filePaths` that are not a list/],
    [place({} as Node), /a child of `ReplicatedStorage` has no `name`/],
    ['{"name": "game", "className": "DataModel", "children": [7]}', /a child of `game` is not an/],
  ])('that reads %j is refused', (text, message) => {
    expect(() => parseSourceMap(text)).toThrow(message);
  });

  it('may begin with a byte order mark', () => {
    const map = parseSourceMap(`\uFEFF${PLACE}`);
    expect(map.fileOf('Workspace.Door')).toBe('src/world/Door.server.luau');
  });

  it('may have no scripts', () => {
    const map = parseSourceMap('{"name": "game", "className": "DataModel"}');
    expect(map.fileOf('ReplicatedStorage.Shop')).toBeUndefined();
  });

  it('may be nested as deep as its author likes', () => {
    const depth = 50_000;
    const open = '{"name":"Deep","filePaths":["Deep.luau"],"children":[';
    const map = parseSourceMap(open.repeat(depth) + ']}'.repeat(depth));
    expect(map.fileOf('Deep.Deep.Deep')).toBe('Deep.luau');
  });

  it('may hold the scripts of a large game', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `M${index}`);
    const map = parseSourceMap(place(...names.map((name) => module(name, [`src/${name}.luau`]))));
    expect(map.fileOf('ReplicatedStorage.M49999')).toBe('src/M49999.luau');
  });
});

describe('the place of a text in the repository', () => {
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
  ])('in %j is %s, line %i', (text, file, line) => {
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
  ])('is nowhere in %j', (text) => {
    expect(locate(text, map, 'tests/smoke.luau')).toBeUndefined();
  });

  it('is the first of a trace that the repository has', () => {
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
  ])('is found in the trace of %s', (_, text) => {
    expect(locate(text, map, undefined)).toEqual({ file: 'src/server/Shop.spec.luau', line: 45 });
  });

  it('is a line without a file in a script given inline', () => {
    expect(locate('TaskScript:12: boom', undefined, undefined)).toEqual({ line: 12 });
  });

  it('is that of a package only where no other is known', () => {
    const signal = 'ReplicatedStorage.Packages._Index.maker_signal@2.0.1.signal';
    const file = 'Packages/_Index/maker_signal@2.0.1/signal/init.lua';
    const caller = { file: 'src/server/Main/init.server.lua', line: 4 };
    expect(locate(`${signal}:12: boom\nServerScriptService.Main:4`, map, undefined)).toEqual(
      caller,
    );
    expect(locate(`${signal}:12: boom\n${signal}:30`, map, undefined)).toEqual({ file, line: 12 });
  });

  it('takes a word for a module of a package only at the start of a line', () => {
    const library = parseSourceMap(JSON.stringify(module('Lib', [], [module('Stock', ['S.lua'])])));
    const line = (text: string) => locate(text, library, undefined)?.line;
    expect(['Stock:3: boom', '  at Stock:4', 'in Stock:5: boom'].map(line)).toEqual([
      3,
      4,
      undefined,
    ]);
  });

  it('is looked for without an exception in any text, and has a line from 1', () => {
    fc.assert(
      fc.property(hostileLuauText, (text) => {
        expect(locate(text, map, 'a.luau')?.line ?? 1).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('is looked for in a map of any shape, or the map is refused with a sentence', () => {
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
  ])('is looked for in linear time in a log of %s, as long as one can be', (_, text) => {
    // What takes milliseconds would take longer than a test may if it were not linear.
    expect(locate(text, map, 'a.luau')).toEqual(locate(text, undefined, 'a.luau'));
  });
});

describe('a place that is not where a test failed', () => {
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
  ])('is passed over where there is another: %s', (_, text, line) => {
    expect(locate(text, map, 'a.luau')).toEqual({ file: 'src/Inv.spec.luau', line });
  });

  it('is taken where there is no other', () => {
    expect(locate('ReplicatedStorage.TestEZ.TestRunner:73: x', map, 'a.luau')).toEqual({
      file: 'modules/testez/TestRunner.lua',
      line: 73,
    });
  });

  it('may be an address', () => {
    expect(locate('cannot reach http://TaskScript:80/x', map, 'a.luau')).toBeUndefined();
  });

  it('is looked for no longer than the budget of the verdict lasts', () => {
    const budget = { left: 1_000 };
    const hostile = `${'x '.repeat(90)}x.y${':1'.repeat(55)} `.repeat(50);
    for (let count = 0; count < 100; count += 1) {
      locate(hostile, map, 'a.luau', budget);
    }
    expect(budget.left).toBeLessThan(0);
    expect(budget.left).toBeGreaterThan(-200);
  });
});
