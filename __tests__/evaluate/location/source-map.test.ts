import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseSourceMap } from '../../../src/evaluate/location/source-map.ts';

const PLACE = readFileSync(new URL('../fixtures/sourcemap.json', import.meta.url), 'utf8');

interface Node {
  readonly name: string;
  readonly className?: string;
  readonly filePaths?: readonly string[];
  readonly children?: readonly Node[];
}

function module(name: string, filePaths: readonly string[], children: readonly Node[] = []): Node {
  return { name, className: 'ModuleScript', filePaths, children };
}

function location(...children: readonly Node[]): string {
  const storage = { name: 'ReplicatedStorage', className: 'ReplicatedStorage', children };
  return JSON.stringify({ name: 'game', className: 'DataModel', children: [storage] });
}

/** The file that the map of a place has for a script. */
function fileOf(chunk: string): string | undefined {
  return parseSourceMap(PLACE).fileOf(chunk);
}

describe('fileOf', () => {
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
  ])('resolves %s to %s', (chunk, file) => {
    expect(fileOf(chunk)).toBe(file);
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
  ])('does not resolve %j', (chunk) => {
    expect(fileOf(chunk)).toBeUndefined();
  });

  it('resolves the full name only', () => {
    const map = parseSourceMap(
      location(module('Minigame', ['a.luau'], [module('Shop', ['b.luau'])])),
    );
    const name = 'ReplicatedStorage.Minigame.Shop';
    const ends = Array.from({ length: name.length }, (_, at) => name.slice(at + 1));
    expect(map.fileOf(name)).toBe('b.luau');
    expect(ends.filter((end) => map.fileOf(end) !== undefined)).toEqual([]);
  });

  it('keeps `game.` in a name that contains it', () => {
    const map = parseSourceMap(location(module('MiniShop', ['a.luau'])));
    expect(map.fileOf('ReplicatedStorage.Minigame.Shop')).toBeUndefined();
  });

  it('ignores files that are not Luau', () => {
    const map = parseSourceMap(location(module('Prices', ['Prices.luau.json'])));
    expect(map.fileOf('ReplicatedStorage.Prices')).toBeUndefined();
  });

  it('resolves names in a model or a package with and without its own name', () => {
    const library = parseSourceMap(
      JSON.stringify(module('MyLib', ['src/init.luau'], [module('Slot', ['src/Slot.luau'])])),
    );
    const chunks = ['MyLib', 'MyLib.Slot', 'Slot', '', 'ib.Slot', 'slot'];
    expect(chunks.map((chunk) => library.fileOf(chunk))).toEqual([
      'src/init.luau',
      'src/Slot.luau',
      'src/Slot.luau',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('does not resolve a name that two scripts share', () => {
    const twins = parseSourceMap(
      location(
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

  it.each(['Script', 'LocalScript', 'ModuleScript'])(
    'does not resolve a name that a %s of a model file shares',
    (className) => {
      const twins = parseSourceMap(
        location(module('Twin', ['a.luau']), { name: 'Twin', className, filePaths: ['b.rbxm'] }),
      );
      expect(twins.fileOf('ReplicatedStorage.Twin')).toBeUndefined();
    },
  );

  it.each(['Folder', 'ScriptDebugger', 'BaseScript', undefined])(
    'resolves a name that an instance of the class %s shares',
    (className) => {
      const other = { name: 'Shop', ...(className !== undefined && { className }) };
      const map = parseSourceMap(location(module('Shop', ['Shop.luau']), other));
      expect(map.fileOf('ReplicatedStorage.Shop')).toBe('Shop.luau');
    },
  );

  it('resolves a name that scripts share only with other instances, or with the same file', () => {
    const shared = parseSourceMap(
      location(
        { name: 'Shop', className: 'Folder', children: [module('Till', ['Till.luau'])] },
        module('Shop', ['Shop.luau']),
        module('Shop', ['Shop.luau']),
      ),
    );
    expect(shared.fileOf('ReplicatedStorage.Shop')).toBe('Shop.luau');
    expect(shared.fileOf('ReplicatedStorage.Shop.Till')).toBe('Till.luau');
  });
});

describe('parseSourceMap, for paths', () => {
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
  ])('resolves %s in the folder %j of %j to %s', (path, folder, workspace, file) => {
    const map = parseSourceMap(location(module('A', [path])), folder, workspace);
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
    ['../../../../A.luau', '', 'D:\\a\\repo'],
    ['/home/runner/repo.luau', '', '/home/runner/repo.luau'],
    ['/home/runner/x:y/repo/A.luau', '', '/home/runner/x:y/Repo'],
  ])('refuses %s in the folder %j of %j, outside the workspace', (path, folder, workspace) => {
    const map = parseSourceMap(location(module('A', [path])), folder, workspace);
    expect(map.fileOf('ReplicatedStorage.A')).toBeUndefined();
  });
});

describe('parseSourceMap', () => {
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
    [location({} as Node), /a child of `ReplicatedStorage` has no `name`/],
    ['{"name": "game", "className": "DataModel", "children": [7]}', /a child of `game` is not an/],
  ])('refuses %j', (text, message) => {
    expect(() => parseSourceMap(text)).toThrow(message);
  });

  it("refuses text that is not JSON with the parser's message", () => {
    expect(() => parseSourceMap('{')).toThrow(
      expect.objectContaining({ cause: expect.objectContaining({ name: 'SyntaxError' }) }),
    );
  });

  it('accepts classes that are not strings', () => {
    const service = { name: 'ReplicatedStorage', className: 7, children: [module('A', ['A.lua'])] };
    const map = parseSourceMap(
      JSON.stringify({ name: 'game', className: 'DataModel', children: [service] }),
    );
    expect(map.fileOf('replicatedstorage.A')).toBe('A.lua');
  });

  it('accepts a byte order mark', () => {
    const map = parseSourceMap(`\uFEFF${PLACE}`);
    expect(map.fileOf('Workspace.Door')).toBe('src/world/Door.server.luau');
  });

  it('accepts a map without scripts', () => {
    const map = parseSourceMap('{"name": "game", "className": "DataModel"}');
    expect(map.fileOf('ReplicatedStorage.Shop')).toBeUndefined();
  });

  it('accepts deep nesting', () => {
    const depth = 50_000;
    const open = '{"name":"Deep","filePaths":["Deep.luau"],"children":[';
    const map = parseSourceMap(open.repeat(depth) + ']}'.repeat(depth));
    expect(map.fileOf('Deep.Deep.Deep')).toBe('Deep.luau');
  });

  it('accepts the scripts of a large game', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `M${index}`);
    const map = parseSourceMap(
      location(...names.map((name) => module(name, [`src/${name}.luau`]))),
    );
    expect(map.fileOf('ReplicatedStorage.M49999')).toBe('src/M49999.luau');
  });
});

it('finds absolute paths by the name of the workspace and by its path without links', () => {
  const text = JSON.stringify({
    name: 'Place',
    className: 'DataModel',
    children: ['/tmp/work/a.luau', '/private/tmp/work/b.luau', '/elsewhere/c.luau'].map(
      (file, index) => ({ name: `M${index}`, className: 'ModuleScript', filePaths: [file] }),
    ),
  });
  const map = parseSourceMap(text, '', '/tmp/work', '/private/tmp/work');
  expect(['M0', 'M1', 'M2'].map((name) => map.fileOf(name))).toEqual([
    'a.luau',
    'b.luau',
    undefined,
  ]);
});
