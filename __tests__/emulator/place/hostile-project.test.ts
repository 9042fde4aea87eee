import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { compileGlob } from '../../../emulator/place/glob.ts';
import { PlaceFileError } from '../../../emulator/place/place-file-error.ts';
import { readProject } from '../../../emulator/place/rojo-project.ts';
import { errorOf } from './error-of.ts';
import { type ProjectFixture, outline, readFiles, withFiles } from './project-folder.ts';

/** A project whose ReplicatedStorage is written so. */
function gameWith(storage: object, others: ProjectFixture = {}): ProjectFixture {
  return {
    'default.project.json': {
      name: 'Game',
      tree: { $className: 'DataModel', ReplicatedStorage: storage },
    },
    ...others,
  };
}

/** An object nested in itself that many times. */
function nest(depth: number, leaf: string, around: (inner: string) => string): string {
  let text = leaf;
  for (let level = 0; level < depth; level++) text = around(text);
  return text;
}

describe('readProject with a hostile project', () => {
  it.each<[string, ProjectFixture, RegExp]>([
    ['no project file', {}, /default\.project\.json" cannot be read: ENOENT/],
    ['no JSON', { 'default.project.json': '{"name": }' }, /no valid JSON/],
    ['no tree', { 'default.project.json': { name: 'Game' } }, /has no tree/],
    ['a project that is not UTF-8', { 'default.project.json': Buffer.from([0xff]) }, /not UTF-8/],
    ['a path out of the folder', gameWith({ $path: '../other' }), /nothing that becomes|leads out/],
    ['an absolute path out of the folder', gameWith({ $path: '/etc/passwd' }), /leads out/],
    ['a path that is not there', gameWith({ $path: 'missing' }), /\$path "missing"/],
    ['a path of another type', gameWith({ $path: 5 }), /neither a string/],
    ['a file of an unknown kind', gameWith({ A: { $path: 'a.exe' } }, { 'a.exe': '' }), /"a\.exe"/],
    ['an instance without a class', gameWith({ Thing: {} }), /needs a \$className/],
    [
      'two classes for one instance',
      gameWith({ A: { $className: 'Part', $path: 'a.luau' } }, { 'a.luau': '' }),
      /Only a folder takes another class/,
    ],
    ['a folder that contains its own project', gameWith({ A: { $path: '.' } }), /contains itself/],
    [
      'projects that contain each other',
      gameWith(
        { A: { $path: 'a' } },
        {
          'a/default.project.json': { tree: { $path: '../b' } },
          'b/default.project.json': { tree: { $path: '../a' } },
        },
      ),
      /contains itself/,
    ],
    [
      'a model with two instances at its top',
      gameWith(
        { A: { $path: 'a.rbxmx' } },
        { 'a.rbxmx': '<roblox version="4"><Item class="A"/><Item class="B"/></roblox>' },
      ),
      /2 instances at its top/,
    ],
    [
      'a damaged model',
      gameWith({ A: { $path: 'a.rbxm' } }, { 'a.rbxm': '<roblox!' }),
      /model "a\.rbxm" cannot be read\. The file is cut short/,
    ],
    [
      'a value of the wrong type',
      gameWith({ A: { $className: 'Part', $properties: { Size: [1, 2] } } }),
      /array with 3 numbers/,
    ],
    [
      'a value that no type takes',
      gameWith({ A: { $className: 'Part', $properties: { Anchored: [1] } } }),
      /boolean/,
    ],
    [
      'a second instance of an id',
      gameWith({ A: { $className: 'Part', $id: 'x' }, B: { $className: 'Part', $id: 'x' } }),
      /id "x" to a second instance/,
    ],
    [
      'a class in the metadata of a file',
      gameWith({ A: { $path: 'a.luau' } }, { 'a.luau': '', 'a.meta.json': { className: 'Part' } }),
      /only init\.meta\.json/,
    ],
    [
      'a sync rule of an unknown kind',
      { 'default.project.json': { tree: {}, syncRules: [{ pattern: '*', use: 'virus' }] } },
      /use "virus"/,
    ],
    [
      'a pattern whose brace is not closed',
      { 'default.project.json': { tree: {}, globIgnorePaths: ['{a'] } },
      /brace that is not closed/,
    ],
    [
      'a pattern that stands for too many',
      { 'default.project.json': { tree: {}, globIgnorePaths: ['{a,b}'.repeat(30)] } },
      /more than 256 patterns/,
    ],
    [
      'instances nested too deep',
      {
        'default.project.json': `{"tree": ${nest(3000, '{"$className":"Folder"}', (inner) => `{"$className":"Folder","A":${inner}}`)}}`,
      },
      /nested more than 1000 deep/,
    ],
    [
      'data nested too deep',
      gameWith({ A: { $path: 'a.json' } }, { 'a.json': '['.repeat(300) + ']'.repeat(300) }),
      /nested more than 200 deep/,
    ],
    [
      'YAML that grows by its aliases',
      gameWith(
        { A: { $path: 'a.yaml' } },
        {
          'a.yaml': `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from({ length: 8 }, (_, level) => {
            const [from, to] = ['abcdefghi'[level], 'abcdefghi'[level + 1]];
            return `${to}: &${to} [${Array(9).fill(`*${from}`).join(',')}]`;
          }).join('\n')}`,
        },
      ),
      /no valid YAML/,
    ],
    ['TOML that is none', gameWith({ A: { $path: 'a.toml' } }, { 'a.toml': '= 1' }), /valid TOML/],
  ])('refuses %s', (_, files, expected) => {
    const error = errorOf(() => readFiles(files));
    expect(error).toBeInstanceOf(PlaceFileError);
    expect((error as PlaceFileError).message).toMatch(expected);
  });

  it('refuses symbolic links that lead to themselves or to a folder around them', () => {
    withFiles(gameWith({ $path: 'src' }, { 'src/a.luau': '' }), (folder) => {
      const project = join(folder, 'default.project.json');
      symlinkSync(join(folder, 'src'), join(folder, 'src', 'again'));
      expect(() => readProject(project)).toThrow(/contains itself/);
    });
    withFiles(gameWith({ $path: 'src' }), (folder) => {
      symlinkSync(join(folder, 'src'), join(folder, 'src'));
      expect(() => readProject(join(folder, 'default.project.json'))).toThrow(/ELOOP/);
    });
  });

  it('refuses symbolic links out of the folder, and follows those within the root that it was given', () => {
    const files = {
      'game/default.project.json': {
        name: 'Game',
        tree: { $className: 'DataModel', ReplicatedStorage: { $path: 'src' } },
      },
      'game/src/a.luau': '',
      'shared/b.luau': '',
    };
    withFiles(files, (folder) => {
      const project = join(folder, 'game', 'default.project.json');
      symlinkSync(join(folder, 'shared'), join(folder, 'game', 'src', 'shared'));
      expect(() => readProject(project)).toThrow(/leads out of the folder/);
      expect(outline(readProject(project, { root: folder }))).toEqual([
        'ReplicatedStorage ReplicatedStorage',
        'ModuleScript ReplicatedStorage/a',
        'Folder ReplicatedStorage/shared',
        'ModuleScript ReplicatedStorage/shared/b',
      ]);
    });
  });

  it('refuses projects that double with each level', () => {
    const levels = 24;
    const files = Object.fromEntries(
      Array.from({ length: levels }, (_, level) => [
        level === 0 ? 'default.project.json' : `p${level}.project.json`,
        level === levels - 1
          ? { tree: { $className: 'Folder' } }
          : {
              tree: {
                $className: 'Folder',
                A: { $path: `p${level + 1}.project.json` },
                B: { $path: `p${level + 1}.project.json` },
              },
            },
      ]),
    );
    expect(() => readFiles(files)).toThrow(/more than the \d+ (?:instances|files and folders)/);
  });
});

describe('compileGlob', () => {
  it.each<[string, string, boolean]>([
    ['*.luau', 'a/b.luau', true],
    ['**/*.spec.luau', 'x.spec.luau', true],
    ['**/*.spec.luau', 'a/b/x.spec.luau', true],
    ['**/*.spec.luau', 'a/x.luau', false],
    ['src/**', 'src/a/b', true],
    ['src/**', 'other/src', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'axb', false],
    ['*.{lua,luau}', 'a.lua', true],
    ['{a,b{c,d}}', 'bd', true],
    ['[a-c]?[!x]', 'b-y', true],
    ['[a-c]?[!x]', 'b-x', false],
    [String.raw`\*`, '*', true],
    [String.raw`\*`, 'a', false],
    ['a.b', 'axb', false],
  ])('matches %s with %s: %s', (pattern, path, expected) => {
    expect(compileGlob(pattern)(path)).toBe(expected);
  });

  it('takes little time for patterns of many stars', () => {
    expect(compileGlob('*a'.repeat(400))('a'.repeat(3_999) + 'b')).toBe(false);
  });
});
