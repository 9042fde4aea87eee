import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findScripts } from '../../src/workspace/find-scripts.ts';

let folder: string;
let workspace: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'find-scripts-'));
  workspace = path.join(folder, 'workspace');
  await put('../outside/secret.luau', 'return "secret"');
  await put('tests/b.luau');
  await put('tests/a.luau');
  await put('tests/deep/er/c.luau');
  await put('tests/notes.md');
  await put('smoke.luau');
});

afterEach(() => rm(folder, { recursive: true }));

async function put(name: string, text = `return "${name}"`): Promise<void> {
  const location = path.join(workspace, name);
  await mkdir(path.dirname(location), { recursive: true });
  await writeFile(location, text);
}

async function link(name: string, target: string): Promise<void> {
  await symlink(path.join(workspace, target), path.join(workspace, name));
}

/** The paths of what is found, in its order. */
async function find(...patterns: readonly string[]): Promise<readonly (string | undefined)[]> {
  return (await findScripts(patterns, workspace)).map(({ file }) => file);
}

describe('the scripts of patterns', () => {
  it('are read, and sorted by path, wherever they stand in the input', async () => {
    expect(await findScripts(['tests/b.luau', 'smoke.luau'], workspace)).toEqual([
      { file: 'smoke.luau', text: 'return "smoke.luau"' },
      { file: 'tests/b.luau', text: 'return "tests/b.luau"' },
    ]);
    expect(await find('tests/**/*.luau', 'smoke.luau')).toEqual([
      'smoke.luau',
      'tests/a.luau',
      'tests/b.luau',
      'tests/deep/er/c.luau',
    ]);
  });

  it('are there once, however many patterns and spellings name them', async () => {
    await link('again.luau', 'smoke.luau');
    const absolute = path.join(workspace, 'smoke.luau');
    expect(await find('*.luau', './smoke.luau', 'smoke.*', 'again.luau', absolute)).toEqual([
      'smoke.luau',
    ]);
  });

  it.each([
    ['*.luau', ['smoke.luau']],
    ['tests/*.luau', ['tests/a.luau', 'tests/b.luau']],
    ['./tests/?.luau', ['tests/a.luau', 'tests/b.luau']],
    ['tests/{b,deep/er/c}.luau', ['tests/b.luau', 'tests/deep/er/c.luau']],
    ['tests/[ac].luau', ['tests/a.luau']],
    ['**/c.luau', ['tests/deep/er/c.luau']],
  ])('are those that %s matches', async (pattern, files) => {
    expect(await find(pattern)).toEqual(files);
  });

  it.each([['[a].luau'], ['{a,b}.luau'], ['*.luau'], ['(x)+@(y).luau'], ['a "b" $c^.luau']])(
    'can be named as they are, with %s for a name',
    async (name) => {
      await put(`odd/${name}`);
      await put('odd/a.luau');
      expect(await find(`odd/${name}`)).toEqual([`odd/${name}`]);
    },
  );

  it('can lie in folders whose names begin with a dot, where these are named', async () => {
    await put('.github/ci.luau');
    expect(await find('.github/*.luau')).toEqual(['.github/ci.luau']);
    expect(await find('**/*.luau')).not.toContain('.github/ci.luau');
  });

  it('are refused for the first of them that cannot be used, however soon the others are known', async () => {
    await put('empty.luau', '');
    await put('large.luau', '-'.repeat(5 * 1024 * 1024)); // Its size is known before it is read.
    await expect(find('smoke.luau', 'empty.luau', 'large.luau')).rejects.toThrow('which is empty');
    await expect(find('smoke.luau', 'large.luau', 'empty.luau')).rejects.toThrow('5242880 bytes');
  });

  it('are refused as a file alone would be', async () => {
    await put('tests/empty.luau', '');
    await expect(find('tests/*.luau')).rejects.toThrow(
      /^`script` names "tests\/empty\.luau", which is empty/,
    );
  });
});

describe('an exclusion', () => {
  it.each([
    ['a file', '!tests/a.luau', ['tests/b.luau', 'tests/deep/er/c.luau']],
    ['a pattern', '!**/[bc].luau', ['tests/a.luau']],
    ['a folder', '!tests/deep', ['tests/a.luau', 'tests/b.luau']],
    ['a folder with a slash', '!tests/deep/', ['tests/a.luau', 'tests/b.luau']],
    ['what a folder holds', '!tests/deep/**', ['tests/a.luau', 'tests/b.luau']],
    ['a group', '!(tests/deep/**|smoke.luau)', ['tests/a.luau', 'tests/b.luau']],
    ['nothing', '!nothing', ['tests/a.luau', 'tests/b.luau', 'tests/deep/er/c.luau']],
  ])('takes %s away, before or after what it is taken from', async (_, exclusion, left) => {
    expect(await find(exclusion, 'tests/**/*.luau')).toEqual(left);
    expect(await find('tests/**/*.luau', exclusion)).toEqual(left);
  });

  it('cannot take everything away', async () => {
    await expect(find('tests/**/*.luau', '!**/?.luau')).rejects.toThrow(
      '`script` has no file left after its exclusions. Expected patterns of at least one file',
    );
  });

  it('takes a file away that is named as it is, and one within its folder', async () => {
    await put('odd/[a].luau');
    expect(await find('odd/[a].luau', 'smoke.luau', '!odd/[a].luau')).toEqual(['smoke.luau']);
    expect(await find('odd/[a].luau', 'smoke.luau', '!odd')).toEqual(['smoke.luau']);
    expect(await find('odd/[a].luau', '!odd/b*')).toEqual(['odd/[a].luau']);
  });

  it('takes away what is named by an absolute path, and a folder whose name is a pattern', async () => {
    await put('odd[x]/a.luau');
    await put('oddx/a.luau');
    expect(await find('odd*/*', `!${path.join(workspace, 'oddx')}`)).toEqual(['odd[x]/a.luau']);
    expect(await find('odd*/*', '!odd[x]')).toEqual(['oddx/a.luau']);
  });

  it('excuses no pattern that matches nothing without it', async () => {
    await expect(find('*.lua', 'smoke.luau', '!*.lua')).rejects.toThrow(
      '`script` has the pattern "*.lua", which matches no file',
    );
    expect(await find('tests/deep/er/*.luau', 'smoke.luau', '!tests/deep/**')).toEqual([
      'smoke.luau',
    ]);
  });

  it('is not enough by itself', async () => {
    await expect(find('!tests/a.luau')).rejects.toThrow(/^`script` only excludes files\. Expected/);
  });
});

describe('nothing outside the workspace', () => {
  it.each([
    ['../outside/secret.luau'],
    ['../outside/*.luau'],
    ['tests/../../outside/*.luau'],
    ['\\.\\./outside/*.luau'],
    ['..\\outside\\*.luau'],
    ['!../outside/**'],
  ])('is reached by %s', async (pattern) => {
    await expect(find(pattern, 'smoke.luau')).rejects.toThrow(
      /^`script` names ".*", which may lead outside the workspace .* without `\.\.`/,
    );
  });

  it('is reached by an absolute path', async () => {
    for (const name of ['secret.luau', '*.luau']) {
      await expect(find(path.join(folder, 'outside', name))).rejects.toThrow(
        /which may lead outside the workspace/,
      );
    }
  });

  it('is reached by braces', async () => {
    await expect(find('{../outside,tests}/secret.luau')).rejects.toThrow(/matches no file/);
  });

  it('is read through a link to a file, whatever pattern finds it', async () => {
    await link('tests/leak.luau', '../outside/secret.luau');
    for (const pattern of ['tests/leak.luau', 'tests/*.luau', 'tests/**', 'tests/{leak,x}.luau']) {
      await expect(find(pattern, '!tests/notes.md')).rejects.toThrow(
        '`script` names "tests/leak.luau", which lies outside the workspace',
      );
    }
    expect(await find('tests/*.luau', '!tests/leak.luau')).toEqual([
      'tests/a.luau',
      'tests/b.luau',
    ]);
  });

  it('is read through a link to a folder, whatever pattern finds it', async () => {
    await link('tests/leak', '../outside');
    await expect(find('tests/leak/secret.luau')).rejects.toThrow(
      '`script` names "tests/leak/secret.luau", which lies outside the workspace',
    );
    for (const pattern of ['tests/leak/*.luau', 'tests/**/*.luau', '**', 'tests/*/secret.luau']) {
      await expect(find(pattern)).rejects.toThrow(
        `\`script\` has the pattern "${pattern}", which reaches the link "tests/leak", and that leads outside the workspace`,
      );
    }
  });

  it('matters where a link to it is excluded, or no match could lie behind it', async () => {
    await link('tests/leak', '../outside');
    expect(await find('tests/*.luau')).toEqual(['tests/a.luau', 'tests/b.luau']);
    expect(await find('tests/deep/**/*.luau')).toEqual(['tests/deep/er/c.luau']);
    expect(await find('tests/**/*.luau', '!tests/leak')).toHaveLength(3);
  });
});

describe('links within the workspace', () => {
  it('are followed to the file, which is there once and by its own path', async () => {
    await link('linked', 'tests/deep');
    expect(await find('linked/**/*.luau', 'tests/deep/er/*.luau')).toEqual([
      'tests/deep/er/c.luau',
    ]);
    expect(await find('linked/er/c.luau')).toEqual(['tests/deep/er/c.luau']);
  });

  it('are told from the file itself, where nothing else names it', async () => {
    await link('again.luau', 'smoke.luau');
    const linked = async (...patterns: readonly string[]) =>
      (await findScripts(patterns, workspace)).map(({ isLinked }) => isLinked);
    expect(await linked('again.luau')).toEqual([true]);
    expect(await linked('smoke.luau')).toEqual([undefined]);
    expect(await linked('again.luau', 'smoke.luau')).toEqual([undefined]);
    expect(await linked('smoke.luau', 'again.luau')).toEqual([undefined]);
  });

  it('that lead in circles, or nowhere, do no harm', async () => {
    await link('tests/self', 'tests');
    await link('tests/deep/root', '.');
    await link('tests/deep/er/up', 'tests/deep');
    await link('tests/gone', 'nothing');
    expect(await find('**/*.luau')).toEqual([
      'smoke.luau',
      'tests/a.luau',
      'tests/b.luau',
      'tests/deep/er/c.luau',
    ]);
  });

  it('may make hundreds of paths of a few files', async () => {
    const folders = ['a', 'b', 'c', 'd'];
    for (const name of folders) {
      await put(`web/${name}/x.luau`);
      await link(`web/${name}/up`, 'web');
      await Promise.all(folders.map((to) => link(`web/${name}/to-${to}`, `web/${to}`)));
    }
    expect(await find('web/**/*.luau')).toEqual(folders.map((name) => `web/${name}/x.luau`));
  });

  it('may lead to the workspace itself', async () => {
    await symlink(workspace, path.join(folder, 'short'));
    const scripts = await findScripts(
      [path.join(folder, 'short', 'smoke.luau'), 'tests/a*'],
      path.join(folder, 'short'),
    );
    expect(scripts.map(({ file }) => file)).toEqual(['smoke.luau', 'tests/a.luau']);
  });
});

describe('what matches nothing', () => {
  it('is an error, also where another pattern matches', async () => {
    await expect(find('smoke.luau', 'tests/*.lua')).rejects.toThrow(
      /^`script` has the pattern "tests\/\*\.lua", which matches no file in the workspace .*\. Expected a pattern relative to the workspace, /,
    );
  });

  it('is an error where it is a folder, with the pattern for its files', async () => {
    for (const named of ['tests', './tests/']) {
      await expect(find(named)).rejects.toThrow(
        `\`script\` names "${named}", which is a folder. Expected a file, or a pattern for the files in it, like tests/**/*.luau.`,
      );
    }
  });

  it('is an error where a pattern matches folders alone', async () => {
    for (const pattern of ['*/d??p', 'tests/d*']) {
      await expect(find(pattern, 'smoke.luau')).rejects.toThrow(
        `\`script\` has the pattern "${pattern}", which matches no file`,
      );
    }
  });

  it.each([
    ['a slip', 'tests/deep/err/c.luau', 'tests/deep/er/c.luau'],
    ['a slip in a short name', 'tests/deep/er/d.luau', 'tests/deep/er/c.luau'],
    ['a slip in another folder', 'spec/smoek.luau', 'smoke.luau'],
    ['another folder, and backslashes', 'spec\\smoke.luau', 'smoke.luau'],
    ['another case', 'Tests/A.luau', 'tests/a.luau'],
    ['another ending', 'smoke.lua', 'smoke.luau'],
    ['another folder', 'spec/smoke.luau', 'smoke.luau'],
    ['a forgotten folder', 'c.luau', 'tests/deep/er/c.luau'],
    ['backslashes', 'tests\\b.luau', 'tests/b.luau'],
    ['the nearer of two with the name', 'other/init.luau', 'others/init.luau'],
  ])('is answered with the nearest that does, for %s', async (_, named, near) => {
    await put('a/init.luau');
    await put('others/init.luau');
    await expect(find(named)).rejects.toThrow(
      `\`script\` names "${named}", and there is no such file in the workspace ${workspace}. ` +
        `Expected the path of a Luau file, relative to the workspace. Is "${near}" meant?`,
    );
  });

  it('is answered with the first of those that are equally near', async () => {
    await put('aa/init.luau');
    await put('bb/init.luau');
    await put('dd/init.luau');
    await expect(find('cc/init.luau')).rejects.toThrow('Is "aa/init.luau" meant?');
    // The one further up is found before.
    await put('a/z/main.luau');
    await put('xx/main.luau');
    await expect(find('z/main.luau')).rejects.toThrow('Is "a/z/main.luau" meant?');
  });

  it('is not answered with something else altogether', async () => {
    await put('node_modules/zebra.luau');
    for (const named of ['zebra.luau', 'x'.repeat(300), 'zebras/*', '*/zebr?.lua', '*.luau.txt']) {
      await expect(find(named)).rejects.toThrow(
        /\. There are 4 Luau files in it, like "smoke\.luau"\.$/,
      );
    }
  });

  it('is answered with the only file that there is', async () => {
    await rm(path.join(workspace, 'tests'), { recursive: true });
    await expect(find('zebra.luau')).rejects.toThrow(
      /The only Luau file in it is "smoke\.luau"\.$/,
    );
  });

  it('is answered with the checkout where there is no file at all', async () => {
    await rm(path.join(workspace, 'tests'), { recursive: true });
    await rm(path.join(workspace, 'smoke.luau'));
    for (const named of ['zebra.luau', '**/*.luau']) {
      await expect(find(named)).rejects.toThrow(
        /There is no Luau file in it at all: is the repository checked out before this step\?$/,
      );
    }
  });

  it.each(['/tests/a.luau', '//tests/a.luau'])(
    'is answered with the file where a slash stands before its path: %s',
    async (named) => {
      await expect(find(named)).rejects.toThrow(
        new RegExp(
          `^\`script\` names "${named}", and there is no such file .* Is "tests/a\\.luau" meant\\?$`,
        ),
      );
    },
  );

  it.each([
    ['for another ending', 'tests/*.lua', 'tests/*.luau', '2 files'],
    ['for the older ending', 'old/*.luau', 'old/*.lua', 'one file'],
    ['at the root', 's*.lua', 's*.luau', 'one file'],
    ['for all folders', 'c?.luau', '**/c?.luau', '3 files'],
    ['for folders below', '*/c.luau', '*/**/c.luau', 'one file'],
    ['for a whole tree', 'tests/deep/*.lua', 'tests/deep/**/*.luau', 'one file'],
  ])('is answered with a pattern that does, %s', async (_, pattern, meant, files) => {
    await put('old/x.lua');
    await Promise.all(['1', '2', '3'].map((name) => put(`deep/c${name}.luau`)));
    await expect(find(pattern)).rejects.toThrow(`Is "${meant}" meant, which matches ${files}?`);
  });
});
