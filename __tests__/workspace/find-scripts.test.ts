import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
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

describe('findScripts', () => {
  it('reads scripts and sorts them by path', async () => {
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

  it('returns each script once, however many patterns match it', async () => {
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
  ])('returns the files that %s matches', async (pattern, files) => {
    expect(await find(pattern)).toEqual(files);
  });

  it.each([['[a].luau'], ['{a,b}.luau'], ['*.luau'], ['(x)+@(y).luau'], ['a "b" $c^.luau']])(
    'finds a file that is literally named %s',
    async (name) => {
      await put(`odd/${name}`);
      await put('odd/a.luau');
      expect(await find(`odd/${name}`)).toEqual([`odd/${name}`]);
    },
  );

  it('finds files in folders with a leading dot if the pattern names these', async () => {
    await put('.github/ci.luau');
    expect(await find('.github/*.luau')).toEqual(['.github/ci.luau']);
    expect(await find('**/*.luau')).not.toContain('.github/ci.luau');
  });

  it('refuses the first script that cannot be used', async () => {
    await put('empty.luau', '');
    await put('large.luau', '-'.repeat(5 * 1024 * 1024)); // Its size is known before it is read.
    await expect(find('smoke.luau', 'empty.luau', 'large.luau')).rejects.toThrow('which is empty');
    await expect(find('smoke.luau', 'large.luau', 'empty.luau')).rejects.toThrow('5242880 bytes');
  });

  it('refuses a script of a pattern like a single file', async () => {
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
  ])('excludes %s, before or after the pattern that matches it', async (_, exclusion, left) => {
    expect(await find(exclusion, 'tests/**/*.luau')).toEqual(left);
    expect(await find('tests/**/*.luau', exclusion)).toEqual(left);
  });

  it('refuses exclusions that leave no script', async () => {
    await expect(find('tests/**/*.luau', '!**/?.luau')).rejects.toThrow(
      '`script` has no file left after its exclusions. Expected patterns of at least one file',
    );
  });

  it('excludes a file with a literal name, and one in a folder', async () => {
    await put('odd/[a].luau');
    expect(await find('odd/[a].luau', 'smoke.luau', '!odd/[a].luau')).toEqual(['smoke.luau']);
    expect(await find('odd/[a].luau', 'smoke.luau', '!odd')).toEqual(['smoke.luau']);
    expect(await find('odd/[a].luau', '!odd/b*')).toEqual(['odd/[a].luau']);
  });

  it.each([
    ['tests\\deep\\**', 'with `/` for its backslashes'],
    ['tests\\deep', 'with `/` for its backslashes'],
    ['Tests/Deep/**', 'in another case'],
    ['tests/DEEP', 'in another case'],
    ['**/C.luau', 'in another case'],
    ['Tests\\Deep\\', 'in another case and with `/` for its backslashes'],
  ])('is refused if it would exclude files only if read in another way: %s', async (line, way) => {
    await expect(find('tests/**/*.luau', `!${line}`, '!tests/a.luau')).rejects.toThrow(
      `\`script\` has the exclusion "!${line}", which excludes nothing as it is written, and would exclude "tests/deep/er/c.luau" ${way}. Expected`,
    );
  });

  it('is reported if it excludes nothing, and only then', async () => {
    const unused: string[] = [];
    const onUnusedExclusion = (line: string): void => void unused.push(line);
    const lines = ['tests/*.luau', '!absent/**', '!tests/deep', '!tests/a.luau', '!**/a.luau'];
    const scripts = await findScripts(lines, workspace, { onUnusedExclusion });
    expect(scripts.map(({ file }) => file)).toEqual(['tests/b.luau']);
    expect(unused).toEqual(['absent/**', 'tests/deep']);
  });

  it('has backslashes for separators on Windows, and for escapes elsewhere', async () => {
    await put('odd/[a].luau');
    const lines = ['tests\\**\\*.luau', '!tests\\deep\\**'];
    const scripts = await findScripts(lines, workspace, { platform: 'win32' });
    expect(scripts.map(({ file }) => file)).toEqual(['tests/a.luau', 'tests/b.luau']);
    expect(await find('odd/\\[a\\].*')).toEqual(['odd/[a].luau']);
  });

  it('excludes a name in another case if the file system finds a file by it', async () => {
    // A link in place of such a file system.
    await link('TESTS', 'tests');
    const lines = ['tests/**/*.luau', 'smoke.luau', '!TESTS'];
    const scripts = await findScripts(lines, workspace, { platform: 'darwin' });
    expect(scripts.map(({ file }) => file)).toEqual(['smoke.luau']);
  });

  it('excludes an absolute path, and a folder whose name is a pattern', async () => {
    await put('odd[x]/a.luau');
    await put('oddx/a.luau');
    expect(await find('odd*/*', `!${path.join(workspace, 'oddx')}`)).toEqual(['odd[x]/a.luau']);
    expect(await find('odd*/*', '!odd[x]')).toEqual(['oddx/a.luau']);
  });

  it('an exclusion does not excuse a pattern that matches nothing', async () => {
    await expect(find('*.lua', 'smoke.luau', '!*.lua')).rejects.toThrow(
      '`script` has the pattern "*.lua", which matches no file',
    );
    expect(await find('tests/deep/er/*.luau', 'smoke.luau', '!tests/deep/**')).toEqual([
      'smoke.luau',
    ]);
  });

  it('refuses an input with exclusions only', async () => {
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
  ])('refuses %s', async (pattern) => {
    await expect(find(pattern, 'smoke.luau')).rejects.toThrow(
      /^`script` names ".*", which may lead outside the workspace .* without `\.\.`/,
    );
  });

  it('refuses an absolute path outside', async () => {
    for (const name of ['secret.luau', '*.luau']) {
      await expect(find(path.join(folder, 'outside', name))).rejects.toThrow(
        /which may lead outside the workspace/,
      );
    }
  });

  it('finds nothing outside through braces', async () => {
    await expect(find('{../outside,tests}/secret.luau')).rejects.toThrow(/matches no file/);
  });

  it('refuses a link to a file outside, whatever pattern matches it', async () => {
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

  it('refuses a link to a folder outside, whatever pattern matches it', async () => {
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

  it('ignores a link to the outside that is excluded or cannot match', async () => {
    await link('tests/leak', '../outside');
    expect(await find('tests/*.luau')).toEqual(['tests/a.luau', 'tests/b.luau']);
    expect(await find('tests/deep/**/*.luau')).toEqual(['tests/deep/er/c.luau']);
    expect(await find('tests/**/*.luau', '!tests/leak')).toHaveLength(3);
  });
});

describe('links inside the workspace', () => {
  it('follows a link and returns the file once, by its own path', async () => {
    await link('linked', 'tests/deep');
    expect(await find('linked/**/*.luau', 'tests/deep/er/*.luau')).toEqual([
      'tests/deep/er/c.luau',
    ]);
    expect(await find('linked/er/c.luau')).toEqual(['tests/deep/er/c.luau']);
  });

  it('marks a file that only a link matches', async () => {
    await link('again.luau', 'smoke.luau');
    const linked = async (...patterns: readonly string[]) =>
      (await findScripts(patterns, workspace)).map(({ isLinked }) => isLinked);
    expect(await linked('again.luau')).toEqual([true]);
    expect(await linked('smoke.luau')).toEqual([undefined]);
    expect(await linked('again.luau', 'smoke.luau')).toEqual([undefined]);
    expect(await linked('smoke.luau', 'again.luau')).toEqual([undefined]);
  });

  it('tolerates links that are broken or form a circle', async () => {
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

  it('returns a few files once although links make hundreds of paths', async () => {
    const folders = ['a', 'b', 'c', 'd'];
    for (const name of folders) {
      await put(`web/${name}/x.luau`);
      await link(`web/${name}/up`, 'web');
      await Promise.all(folders.map((to) => link(`web/${name}/to-${to}`, `web/${to}`)));
    }
    expect(await find('web/**/*.luau')).toEqual(folders.map((name) => `web/${name}/x.luau`));
  });

  it('tolerates a link to the workspace itself', async () => {
    await symlink(workspace, path.join(folder, 'short'));
    const scripts = await findScripts(
      [path.join(folder, 'short', 'smoke.luau'), 'tests/a*'],
      path.join(folder, 'short'),
    );
    expect(scripts.map(({ file }) => file)).toEqual(['smoke.luau', 'tests/a.luau']);
  });
});

describe('an error of the file system', () => {
  // The superuser may read everything, so these errors come from names.
  it.each([
    ['smoke.luau/a.luau', 'ENOTDIR'],
    [`${'x'.repeat(300)}.luau`, 'ENAMETOOLONG'],
    ['loop.luau', 'ELOOP'],
  ])('is no missing file: %s', async (name, code) => {
    await link('loop.luau', 'loop.luau');
    await expect(find(name)).rejects.toThrow(`"${name}", which cannot be read: ${code}.`);
  });

  it('fails a pattern that reaches the folder, with its name', async () => {
    await put('tests/locked/d.luau');
    await chmod(folder, 0o755);
    await chmod(path.join(workspace, 'tests/locked'), 0);
    // The superuser may read every folder.
    const user = process.geteuid?.() ?? 0;
    process.seteuid?.(user === 0 ? 65_534 : user);
    try {
      await expect(find('tests/**/*.luau')).rejects.toThrow(
        '`script` has the pattern "tests/**/*.luau", which reaches the folder "tests/locked", and that cannot be read: EACCES.',
      );
      await expect(find('tests/locked/d.luau')).rejects.toThrow('which cannot be read: EACCES.');
      expect(await find('tests/**/*.luau', '!tests/locked')).toHaveLength(3);
      expect(await find('tests/*.luau')).toHaveLength(2);
    } finally {
      process.seteuid?.(user);
      await chmod(path.join(workspace, 'tests/locked'), 0o755);
    }
  });
});

describe('a pattern without a match', () => {
  it('is an error although another pattern matches', async () => {
    await expect(find('smoke.luau', 'tests/*.lua')).rejects.toThrow(
      /^`script` has the pattern "tests\/\*\.lua", which matches no file in the workspace .*\. Expected a pattern relative to the workspace, /,
    );
  });

  it('is an error for a folder, with the pattern for its files', async () => {
    for (const named of ['tests', './tests/']) {
      await expect(find(named)).rejects.toThrow(
        `\`script\` names "${named}", which is a folder. Expected a file, or a pattern for the files in it, like tests/**/*.luau.`,
      );
    }
  });

  it('is an error if it matches only folders', async () => {
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
  ])('suggests the most similar file for %s', async (_, named, near) => {
    await put('a/init.luau');
    await put('others/init.luau');
    await expect(find(named)).rejects.toThrow(
      `\`script\` names "${named}", and there is no such file in the workspace ${workspace}. ` +
        `Expected the path of a Luau file, relative to the workspace. Is "${near}" meant?`,
    );
  });

  it('suggests the first of equally similar files', async () => {
    await put('aa/init.luau');
    await put('bb/init.luau');
    await put('dd/init.luau');
    await expect(find('cc/init.luau')).rejects.toThrow('Is "aa/init.luau" meant?');
    // The one further up is found before.
    await put('a/z/main.luau');
    await put('xx/main.luau');
    await expect(find('z/main.luau')).rejects.toThrow('Is "a/z/main.luau" meant?');
  });

  it('suggests no file that is too different', async () => {
    await put('node_modules/zebra.luau');
    for (const named of ['zebra.luau', 'x'.repeat(200), 'zebras/*', '*/zebr?.lua', '*.luau.txt']) {
      await expect(find(named)).rejects.toThrow(
        /\. There are 4 Luau files in it, like "smoke\.luau"\.$/,
      );
    }
  });

  it('names the only Luau file', async () => {
    await rm(path.join(workspace, 'tests'), { recursive: true });
    await expect(find('zebra.luau')).rejects.toThrow(
      /The only Luau file in it is "smoke\.luau"\.$/,
    );
  });

  it('asks for the checkout if there is no Luau file', async () => {
    await rm(path.join(workspace, 'tests'), { recursive: true });
    await rm(path.join(workspace, 'smoke.luau'));
    for (const named of ['zebra.luau', '**/*.luau']) {
      await expect(find(named)).rejects.toThrow(
        /There is no Luau file in it at all: is the repository checked out before this step\?$/,
      );
    }
  });

  it.each(['/tests/a.luau', '//tests/a.luau'])(
    'suggests the file without its leading slash: %s',
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
  ])('suggests a similar pattern, %s', async (_, pattern, meant, files) => {
    await put('old/x.lua');
    await Promise.all(['1', '2', '3'].map((name) => put(`deep/c${name}.luau`)));
    await expect(find(pattern)).rejects.toThrow(`Is "${meant}" meant, which matches ${files}?`);
  });
});
