import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { readProject } from '../../../emulator/place/rojo-project.ts';
import { strings, writeBinary } from './binary-writer.ts';
import { outline, readFiles, readSource, withFiles } from './project-folder.ts';

describe('readProject', () => {
  it('reads services, which need no class, and folders of code', () => {
    const tree = readFiles({
      'default.project.json': `{
        // The place.
        "name": "Game",
        "tree": {
          "$className": "DataModel",
          "ReplicatedStorage": { "Shared": { "$path": "src/shared" } },
          "ServerScriptService": { "$path": "src/server" }, /* trailing comma */
        },
      }`,
      'src/shared/inventory.luau': 'return {}',
      'src/shared/util/init.lua': 'return 1',
      'src/shared/util/math.lua': 'return 2',
      'src/server/main.server.luau': 'print(1)\r\n',
    });
    expect(tree.name).toBe('Game');
    expect(tree.warnings).toEqual([]);
    expect(outline(tree)).toEqual([
      'ReplicatedStorage ReplicatedStorage',
      'Folder ReplicatedStorage/Shared',
      'ModuleScript ReplicatedStorage/Shared/inventory',
      'ModuleScript ReplicatedStorage/Shared/util',
      'ModuleScript ReplicatedStorage/Shared/util/math',
      'ServerScriptService ServerScriptService',
      'Script ServerScriptService/main',
    ]);
    expect(tree.instances.map(({ file }) => file)).toEqual([
      undefined,
      undefined,
      { path: 'src/shared/inventory.luau', isInit: false },
      { path: 'src/shared/util/init.lua', isInit: true },
      { path: 'src/shared/util/math.lua', isInit: false },
      undefined,
      { path: 'src/server/main.server.luau', isInit: false },
    ]);
    expect(tree.instances.at(-1)?.source).toBe('print(1)\n');
  });

  it('puts a library into ReplicatedStorage, under the name of its project', () => {
    const tree = readFiles({
      'default.project.json': { name: 'Library', tree: { $path: 'src' } },
      'src/init.luau': 'return {}',
      'src/a.spec.luau': 'return nil',
    });
    expect(outline(tree)).toEqual([
      'ReplicatedStorage ReplicatedStorage',
      'ModuleScript ReplicatedStorage/Library',
      'ModuleScript ReplicatedStorage/Library/a.spec',
    ]);
  });

  it('names a project without a name after its folder, or after its file', () => {
    const files = {
      'default.project.json': { tree: { $className: 'Folder' } },
      'test.project.json': { tree: { $className: 'Folder' } },
    };
    withFiles(files, (folder) => {
      expect(readProject(join(folder, 'default.project.json')).name).toBe(basename(folder));
      expect(readProject(join(folder, 'test.project.json')).name).toBe('test');
    });
  });

  it('makes scripts of every suffix, with run contexts where the project wants them', () => {
    const files = Object.fromEntries(
      ['a', 'b.server', 'c.client', 'd.plugin', 'e.legacy', 'f.local'].map((name) => [
        `${name}.luau`,
        '',
      ]),
    );
    const describeScripts = (project: object) =>
      readSource(files, project)
        .instances.slice(1)
        .map(({ name, className, properties }) => [name, className, properties['RunContext']]);
    expect(describeScripts({})).toEqual([
      ['a', 'ModuleScript', undefined],
      ['b', 'Script', ['Enum', 0]],
      ['c', 'LocalScript', undefined],
      ['d', 'Script', ['Enum', 3]],
      ['e', 'Script', ['Enum', 0]],
      ['f', 'LocalScript', undefined],
    ]);
    expect(describeScripts({ emitLegacyScripts: false }).slice(1, 3)).toEqual([
      ['b', 'Script', ['Enum', 1]],
      ['c', 'Script', ['Enum', 2]],
    ]);
  });

  it.each<[string, string, unknown]>([
    [
      'data.json',
      '{"a": [1, "x\\n", null], "b": true}',
      'return {["a"] = {1, "x\\x0a", nil}, ["b"] = true}',
    ],
    ['data.jsonc', '[1, /* two */ 2,]', 'return {1, 2}'],
    [
      'data.toml',
      'a = 1\nb = [inf]\nc = "é\\""',
      'return {["a"] = 1, ["b"] = {math.huge}, ["c"] = "é\\""}',
    ],
    ['data.yaml', 'a: [1, ~]\n2: x', 'return {["a"] = {1, nil}, [2] = "x"}'],
    ['data.yml', '- -0.5', 'return {-0.5}'],
  ])('makes a module that returns the data of %s', (file, text, source) => {
    expect(readSource({ [file]: text }).instances[1]).toMatchObject({
      name: 'data',
      className: 'ModuleScript',
      source,
      file: { path: `src/${file}`, isInit: false },
    });
  });

  it('makes string values of text files', () => {
    expect(readSource({ 'note.txt': 'one\r\ntwo' }).instances[1]).toMatchObject({
      name: 'note',
      className: 'StringValue',
      properties: { Value: 'one\ntwo' },
    });
  });

  it('makes localization tables of CSV files, without the rows that have neither key nor source', () => {
    const csv =
      'Key,Source,Context,Example,es,de\nAck,Ack!,,"An ""exclamation"", of\ndespair",¡Ay!,Ach!\n,,x,,,\n';
    const [, table] = readSource({ 'words.csv': csv }).instances;
    expect(table?.className).toBe('LocalizationTable');
    expect(JSON.parse(table?.properties['Contents'] as string)).toEqual([
      {
        key: 'Ack',
        source: 'Ack!',
        example: 'An "exclamation", of\ndespair',
        values: { de: 'Ach!', es: '¡Ay!' },
      },
    ]);
  });

  it('makes a folder with init.csv a localization table', () => {
    const tree = readSource({ 'words/init.csv': 'Key,Source\na,b', 'words/more.luau': '' });
    expect(outline(tree).slice(1)).toEqual([
      'LocalizationTable ReplicatedStorage/words',
      'ModuleScript ReplicatedStorage/words/more',
    ]);
  });

  it('reads models of every kind under the name of their file', () => {
    const binary = writeBinary({
      classes: [
        {
          name: 'Part',
          referents: [1],
          properties: [{ name: 'Name', type: 1, values: strings('Other') }],
        },
      ],
    });
    const tree = readSource({
      'a.rbxm': binary,
      'b.rbxmx': '<roblox version="4"><Item class="Model"><Item class="Part"/></Item></roblox>',
      'c.model.json': {
        className: 'Model',
        children: [{ name: 'Inner', className: 'Part', properties: { Size: [1, 2, 3] } }],
      },
      'd.model.json': { ClassName: 'Folder', Children: [{ ClassName: 'Part', Name: 'Old' }] },
      'e.model.json': '',
    });
    expect(outline(tree).slice(1)).toEqual([
      'Part ReplicatedStorage/a',
      'Model ReplicatedStorage/b',
      'Part ReplicatedStorage/b/Part',
      'Model ReplicatedStorage/c',
      'Part ReplicatedStorage/c/Inner',
      'Folder ReplicatedStorage/d',
      'Part ReplicatedStorage/d/Old',
    ]);
    expect(tree.instances[5]?.properties).toEqual({ Size: ['Vector3', [1, 2, 3]] });
  });

  it('applies metadata to files and folders', () => {
    const tree = readSource({
      'a.server.luau': '',
      'a.meta.json': { properties: { Disabled: true }, attributes: { Level: 3 } },
      'b/init.meta.json': { className: 'Configuration', properties: { Tags: ['x'] } },
      'c/init.luau': '',
      'c/init.meta.json': { attributes: { Kind: { Vector2: [1, 2] } } },
    });
    expect(outline(tree).slice(1)).toEqual([
      'Script ReplicatedStorage/a',
      'Configuration ReplicatedStorage/b',
      'ModuleScript ReplicatedStorage/c',
    ]);
    expect(tree.instances.slice(1)).toMatchObject([
      { properties: { Disabled: true }, attributes: { Level: 3 } },
      { tags: ['x'] },
      { attributes: { Kind: ['Vector2', [1, 2]] } },
    ]);
  });

  it('gives StarterPlayerScripts, StarterCharacterScripts and Terrain their classes', () => {
    const tree = readFiles({
      'default.project.json': {
        name: 'Game',
        tree: {
          $className: 'DataModel',
          StarterPlayer: {
            StarterPlayerScripts: { $path: 'client' },
            StarterCharacterScripts: {},
          },
          Workspace: { Terrain: {} },
        },
      },
      'client/a.client.luau': '',
    });
    expect(outline(tree)).toEqual([
      'StarterPlayer StarterPlayer',
      'StarterPlayerScripts StarterPlayer/StarterPlayerScripts',
      'LocalScript StarterPlayer/StarterPlayerScripts/a',
      'StarterCharacterScripts StarterPlayer/StarterCharacterScripts',
      'Workspace Workspace',
      'Terrain Workspace/Terrain',
    ]);
  });

  it('leaves out an optional path that is not there', () => {
    const tree = readFiles({
      'default.project.json': {
        name: 'Game',
        tree: {
          $className: 'DataModel',
          ReplicatedStorage: {
            There: { $path: { optional: 'there' } },
            Missing: { $path: { optional: 'missing' } },
          },
        },
      },
      'there/a.luau': '',
    });
    expect(outline(tree)).toEqual([
      'ReplicatedStorage ReplicatedStorage',
      'Folder ReplicatedStorage/There',
      'ModuleScript ReplicatedStorage/There/a',
    ]);
  });

  it('reads projects within folders, under their own names and with their own settings', () => {
    const tree = readSource(
      {
        'lib/default.project.json': {
          name: 'Library',
          tree: { $path: 'code' },
          emitLegacyScripts: false,
          globIgnorePaths: ['**/*.story.luau'],
        },
        'lib/code/init.luau': '',
        'lib/code/b.server.luau': '',
        'lib/code/c.story.luau': '',
        'lib/code/d.spec.luau': '',
        'nameless/default.project.json': { tree: { $className: 'Folder' } },
        'other.project.json': { tree: { $className: 'Model' } },
        'c.story.luau': '',
      },
      { globIgnorePaths: ['**/*.spec.luau'] },
    );
    expect(outline(tree).slice(1)).toEqual([
      'ModuleScript ReplicatedStorage/c.story',
      'ModuleScript ReplicatedStorage/Library',
      'Script ReplicatedStorage/Library/b',
      'Folder ReplicatedStorage/nameless',
      'Model ReplicatedStorage/other',
    ]);
    expect(tree.instances[3]?.properties).toEqual({ RunContext: ['Enum', 1] });
  });

  it('follows the sync rules of the project before its own', () => {
    const tree = readSource(
      {
        'a.rc.luau': '',
        'b.data.txt': '{"x": 1}',
        'c.luau': '',
        'd.md': 'text',
        'e.test.luau': '',
      },
      {
        syncRules: [
          { pattern: '*.rc.luau', use: 'runContextClientScript', suffix: '.rc.luau' },
          { pattern: 'src/*.data.txt', use: 'json', suffix: '.data.txt' },
          { pattern: '*.md', use: 'text' },
          { pattern: '*.test.luau', use: 'ignore', exclude: 'src/other/*' },
        ],
      },
    );
    expect(outline(tree).slice(1)).toEqual([
      'Script ReplicatedStorage/a',
      'ModuleScript ReplicatedStorage/b',
      'ModuleScript ReplicatedStorage/c',
      'StringValue ReplicatedStorage/d',
    ]);
  });

  it('tells the types of values by their properties', () => {
    const tree = readFiles({
      'default.project.json': {
        name: 'Game',
        tree: {
          $className: 'DataModel',
          Workspace: {
            $properties: { Gravity: 100 },
            Part: {
              $className: 'Part',
              $properties: {
                Anchored: true,
                Material: 'Neon',
                Color: [1, 0.5, 0],
                CFrame: [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1],
                BrickColor: 194,
              },
              $attributes: {
                Health: 100,
                Name: 'x',
                Area: {
                  Rect: [
                    [1, 2],
                    [3, 4],
                  ],
                },
              },
            },
          },
        },
      },
    });
    expect(tree.instances[0]?.properties).toEqual({ Gravity: 100 });
    expect(tree.instances[1]).toMatchObject({
      properties: {
        Anchored: true,
        Material: ['Enum', 'Neon'],
        Color: ['Color3', [1, 0.5, 0]],
        CFrame: ['CFrame', [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
        BrickColor: ['BrickColor', 194],
      },
      attributes: { Health: 100, Name: 'x', Area: ['Rect', [1, 2, 3, 4]] },
    });
  });

  it.each<[string, unknown, unknown]>([
    ['Axes', ['X', 'Z'], ['Axes', 5]],
    ['BinaryString', 'aGk=', 'hi'],
    ['Bool', true, true],
    [
      'CFrame',
      {
        position: [1, 2, 3],
        orientation: [
          [1, 0, 0],
          [0, 1, 0],
          [0, 0, 1],
        ],
      },
      ['CFrame', [1, 2, 3, 1, 0, 0, 0, 1, 0, 0, 0, 1]],
    ],
    ['Color3uint8', [255, 0, 51], ['Color3', [1, 0, Math.fround(0.2)]]],
    [
      'ColorSequence',
      { keypoints: [{ time: 0, color: [1, 0, 0] }] },
      ['ColorSequence', [[0, 1, 0, 0]]],
    ],
    ['Content', 'rbxassetid://1', ['Content', 'rbxassetid://1']],
    ['Enum', 3, ['Enum', 3]],
    ['EnumItem', { type: 'Material', value: 256 }, ['EnumItem', ['Material', 256]]],
    ['Faces', ['Top', 'Front'], ['Faces', 34]],
    ['Float32', 0.1, Math.fround(0.1)],
    ['Float64', 0.1, 0.1],
    ['Font', { family: 'f', weight: 'Bold', style: 'Italic' }, ['Font', ['f', 700, 1]]],
    ['NumberRange', [1, 2], ['NumberRange', [1, 2]]],
    [
      'NumberSequence',
      { keypoints: [{ time: 0, value: 1, envelope: 2 }] },
      ['NumberSequence', [[0, 1, 2]]],
    ],
    [
      'PhysicalProperties',
      { density: 1, friction: 2, elasticity: 3, frictionWeight: 4, elasticityWeight: 5 },
      ['PhysicalProperties', [1, 2, 3, 4, 5]],
    ],
    ['Ray', { origin: [1, 2, 3], direction: [4, 5, 6] }, ['Ray', [1, 2, 3, 4, 5, 6]]],
    ['UDim', [0.5, 2], ['UDim', [0.5, 2]]],
    [
      'UDim2',
      [
        [0.5, 2],
        [1, 3],
      ],
      ['UDim2', [0.5, 2, 1, 3]],
    ],
    ['Vector3int16', [1, 2, 3], ['Vector3int16', [1, 2, 3]]],
  ])('reads a value that is written with its type: %s', (type, value, expected) => {
    const tree = readFiles({
      'default.project.json': {
        tree: { $className: 'Folder', $attributes: { Test: { [type]: value } } },
      },
    });
    expect(tree.instances[1]?.attributes).toEqual({ Test: expected });
  });

  it('connects references by ids', () => {
    const tree = readSource({
      'a.model.json': {
        className: 'Model',
        attributes: { Rojo_Target_PrimaryPart: 'base', Kept: 1 },
        children: [{ name: 'Base', className: 'Part', id: 'base' }],
      },
    });
    expect(tree.instances[1]).toMatchObject({
      properties: { PrimaryPart: ['Ref', 2] },
      attributes: { Kept: 1 },
    });
    expect(tree.instances[1]?.attributes).not.toHaveProperty('Rojo_Target_PrimaryPart');
  });

  it('keeps references within a model file', () => {
    const model =
      '<Item class="Model" referent="A"><Properties><Ref name="PrimaryPart">B</Ref></Properties><Item class="Part" referent="B"/></Item>';
    const tree = readSource({ 'a.luau': '', 'm.rbxmx': `<roblox version="4">${model}</roblox>` });
    expect(tree.instances[2]?.properties).toEqual({ PrimaryPart: ['Ref', 3] });
  });

  it('warns of what it leaves out', () => {
    const { warnings } = readSource({
      'a.model.json': { className: 'Part', properties: { Wings: [1, 2], Name: 'x' } },
    });
    expect(warnings).toEqual([
      'The file "src/a.model.json" sets Part.Wings, whose type is not known: it was left out.',
      'The file "src/a.model.json" sets Name, which a project cannot: it was left out.',
    ]);
  });

  it('finds where the aliases of .luaurc lead', () => {
    const tree = readSource({ 'packages/tool/init.luau': '', 'config.luau': '' });
    expect(tree.aliases).toEqual({});
    const project = {
      name: 'Game',
      tree: { $className: 'DataModel', ReplicatedStorage: { Code: { $path: 'src' } } },
    };
    const { aliases } = readFiles({
      'default.project.json': project,
      'src/packages/tool/init.luau': '',
      'src/config.luau': '',
      '.luaurc':
        '{ "aliases": { "pkg": "src/packages", "tool": "./src/packages/tool", "config": "src/config", "lune": "~/.lune/", "up": "../other", }, }',
    });
    expect(aliases).toEqual({
      pkg: 'ReplicatedStorage/Code/packages',
      tool: 'ReplicatedStorage/Code/packages/tool',
      config: 'ReplicatedStorage/Code/config',
    });
  });

  it('finds where an alias leads whose folder is no instance itself', () => {
    const { aliases } = readFiles({
      'default.project.json': {
        name: 'Game',
        tree: {
          $className: 'DataModel',
          ReplicatedStorage: {
            Shared: { $path: 'src/shared' },
            One: { $path: 'src/lib/one.luau' },
          },
          ServerStorage: { $path: 'src/server' },
        },
      },
      'src/shared/deep/a.luau': '',
      'src/server/b.luau': '',
      'src/lib/one.luau': '',
      'srcs/c.luau': '',
      '.luaurc': '{ "aliases": { "src": "./src/" } }',
    });
    expect(aliases).toEqual({
      'src/shared': 'ReplicatedStorage/Shared',
      'src/server': 'ServerStorage',
      'src/lib/one': 'ReplicatedStorage/One',
    });
  });

  it('reads TestEZ and Jest from packages', () => {
    const modules = new URL('../../../node_modules/@rbxts/', import.meta.url);
    const files = {
      'default.project.json': {
        name: 'Packages',
        tree: { $className: 'Folder', JestLua: { $path: 'jest-lua.rbxm' } },
      },
      'jest-lua.rbxm': readFileSync(new URL('jest-vendor/jest-lua.rbxm', modules)),
    };
    const jest = readFiles(files);
    expect(jest.instances).toHaveLength(491);
    expect(outline(jest)[2]).toBe('Folder ReplicatedStorage/Packages/JestLua');

    const sources = fileURLToPath(new URL('testez/src', modules));
    const project = { 'test.project.json': { name: 'TestEZ', tree: { $path: sources } } };
    const testez = withFiles(project, (folder) =>
      readProject(join(folder, 'test.project.json'), { root: '/' }),
    );
    expect(outline(testez)).toContain('ModuleScript ReplicatedStorage/TestEZ/TestRunner');
  });
});
