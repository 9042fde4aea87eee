import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findCheckouts, findGitFolder, readCommit } from '../../src/action/git-commit.ts';
import { parseIndex } from '../../src/action/git-index.ts';
import { blobHash, indexOf, write } from './git-layout.ts';

const ONE = '1'.repeat(40);
const TWO = '2'.repeat(40);
const LONG = `refs/heads/${'a/'.repeat(5_000)}b`;

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'git-')));
});

afterEach(() => rm(folder, { recursive: true }));

/** The commit of a working tree. */
async function commitOf(checkout: string): Promise<string | undefined> {
  const gitFolder = await findGitFolder(checkout);
  return gitFolder && readCommit(gitFolder);
}

describe('the commit of a repository', () => {
  it.each<readonly [string, Record<string, string>]>([
    ['is what a detached HEAD says', { HEAD: `${ONE}\n` }],
    ['needs no line end', { HEAD: ONE }],
    ["is its branch's", { HEAD: 'ref: refs/heads/main\n', 'refs/heads/main': `${ONE}\n` }],
    [
      'is that of a branch in folders',
      { HEAD: 'ref: refs/heads/a/b-1.x\n', 'refs/heads/a/b-1.x': `${ONE}\n` },
    ],
    [
      'is in the list of packed branches',
      {
        HEAD: 'ref: refs/heads/main\n',
        'packed-refs': `# pack-refs with: peeled fully-peeled sorted \n${TWO} refs/remotes/refs/heads/main\n${ONE} refs/heads/main\n${TWO} refs/tags/v1\n^${TWO}\n`,
      },
    ],
    [
      "is its branch's own rather than the list's",
      {
        HEAD: 'ref: refs/heads/main\n',
        'refs/heads/main': `${ONE}\n`,
        'packed-refs': `${TWO} refs/heads/main\n`,
      },
    ],
    [
      'is in the list where only a folder is left of the name',
      {
        HEAD: 'ref: refs/heads/a\n',
        'refs/heads/a/b': `${TWO}\n`,
        'packed-refs': `${ONE} refs/heads/a\n`,
      },
    ],
  ])('%s', async (_, files) => {
    await write(path.join(folder, '.git'), files);
    expect(await commitOf(folder)).toBe(ONE);
  });

  it.each<readonly [string, Record<string, string | Buffer>]>([
    ['nothing at all', { config: '' }],
    ['an empty HEAD', { HEAD: '' }],
    ['a HEAD of two lines', { HEAD: `${ONE}\n${ONE}\n` }],
    ['a HEAD of something else', { HEAD: 'main\n' }],
    ['a short hash', { HEAD: ONE.slice(1) }],
    ['a hash in capitals', { HEAD: 'A'.repeat(40) }],
    ['a HEAD of bytes', { HEAD: Buffer.alloc(512, 0xff) }],
    ['a HEAD that ends with zeros', { HEAD: `${ONE}\0` }],
    [
      'a HEAD that is longer than any name',
      { HEAD: `ref: ${LONG}\n`, 'packed-refs': `${ONE} ${LONG}\n` },
    ],
    ['a folder named HEAD', { 'HEAD/x': ONE }],
    ['a branch that is not there', { HEAD: 'ref: refs/heads/main\n' }],
    [
      'a branch that is broken, whatever the list says',
      {
        HEAD: 'ref: refs/heads/main\n',
        'refs/heads/main': 'x',
        'packed-refs': `${ONE} refs/heads/main\n`,
      },
    ],
    [
      'a branch that leads to another one',
      { HEAD: 'ref: refs/heads/a\n', 'refs/heads/a': 'ref: refs/heads/b\n', 'refs/heads/b': ONE },
    ],
    ['a tag for a branch', { HEAD: 'ref: refs/tags/v1\n', 'refs/tags/v1': ONE }],
    ['a branch outside of it', { HEAD: 'ref: refs/heads/../../../hash\n', '../hash': ONE }],
    [
      'the format `reftable`',
      { HEAD: 'ref: refs/heads/.invalid\n', 'refs/heads/.invalid': ONE, 'reftable/t': '' },
    ],
  ])('cannot be told from %s', async (_, files) => {
    await write(path.join(folder, '.git'), files);
    expect(await commitOf(folder)).toBeUndefined();
  });

  it('is not asked of links', async () => {
    await write(folder, { hash: ONE, 'real/.git/HEAD': ONE });
    await mkdir(path.join(folder, '.git'));
    await symlink('../hash', path.join(folder, '.git/HEAD'));
    expect(await commitOf(folder)).toBeUndefined();
    await mkdir(path.join(folder, 'b'));
    await symlink('../real/.git', path.join(folder, 'b/.git'));
    expect(await commitOf(path.join(folder, 'b'))).toBeUndefined();
  });
});

describe('the file `.git`', () => {
  it('of a worktree leads to a HEAD of its own, and to branches that are shared', async () => {
    await write(folder, {
      'main/.git/HEAD': TWO,
      'main/.git/refs/heads/side': `${ONE}\n`,
      'main/.git/worktrees/side/HEAD': 'ref: refs/heads/side\n',
      'main/.git/worktrees/side/commondir': '../..\n',
      'side/.git': `gitdir: ${path.join(folder, 'main/.git/worktrees/side')}\n`,
    });
    expect(await commitOf(path.join(folder, 'side'))).toBe(ONE);
    await write(folder, { 'main/.git/worktrees/side/HEAD': `${TWO}\n` });
    expect(await commitOf(path.join(folder, 'side'))).toBe(TWO);
  });

  it("of a submodule leads to the submodule's own commit", async () => {
    await write(folder, {
      '.git/HEAD': ONE,
      '.git/modules/sub/HEAD': `${TWO}\n`,
      'sub/.git': 'gitdir: ../.git/modules/sub\n',
    });
    expect(await commitOf(path.join(folder, 'sub'))).toBe(TWO);
  });

  it.each(['', 'gitdir: ', 'gitdir: nowhere\n', 'gitdir: file\n', 'x', 'gitdir: a\nb\n'])(
    'leads nowhere with %j',
    async (text) => {
      await write(folder, { '.git': text, file: '' });
      expect(await findGitFolder(folder)).toBeUndefined();
    },
  );

  it('leads to no branches where the worktree does not say whose it is', async () => {
    await write(folder, {
      '.git': 'gitdir: side\n',
      'side/HEAD': 'ref: refs/heads/a\n',
      'side/refs/heads/a': ONE,
      'side/commondir': '',
    });
    expect(await commitOf(folder)).toBeUndefined();
  });
});

describe('the checkouts around a file', () => {
  it('are found from the inside out, and not above the workspace', async () => {
    await write(folder, {
      '.git/HEAD': ONE,
      'w/.git/HEAD': ONE,
      'w/a/.git': '',
      'w/a/b/c.luau': '',
    });
    const file = path.join(folder, 'w/a/b/c.luau');
    expect(await findCheckouts(file, path.join(folder, 'w'))).toEqual([
      path.join(folder, 'w/a'),
      path.join(folder, 'w'),
    ]);
    expect(await findCheckouts(file, path.join(folder, 'w/a/b'))).toEqual([]);
  });
});

describe('an index', () => {
  it('lists the files, and neither links, submodules, nor what is being merged', () => {
    const entries = [
      { name: 'a', hash: ONE },
      { name: 'b/ü 1.luau', hash: TWO, mode: 0o100755 },
      { name: 'link', hash: ONE, mode: 0o120000 },
      { name: 'merged', hash: ONE, stage: 2 },
      { name: 'sub', hash: ONE, mode: 0o160000 },
    ];
    expect([...(parseIndex(indexOf(entries), 20) ?? [])]).toEqual([
      ['a', ONE],
      ['b/ü 1.luau', TWO],
    ]);
  });

  it('is read with names of every length', () => {
    const names = Array.from({ length: 20 }, (_, length) => 'n'.repeat(length + 1));
    const index = indexOf(names.map((name) => ({ name, hash: ONE })));
    expect([...(parseIndex(index, 20)?.keys() ?? [])]).toEqual(names);
  });

  it('is none in part, where an extension says that the rest is elsewhere', () => {
    const entries = [{ name: 'a', hash: ONE }];
    const tree = Buffer.from('TREE\0\0\0\x01x', 'latin1');
    const link = Buffer.from('link\0\0\0\x00', 'latin1');
    expect(parseIndex(indexOf(entries, tree), 20)?.size).toBe(1);
    expect(parseIndex(indexOf(entries, Buffer.concat([tree, link])), 20)).toBeUndefined();
  });

  it.each<readonly [string, Buffer]>([
    ['nothing', Buffer.alloc(0)],
    ['something else', Buffer.alloc(100, 'DIRT')],
    ['a version of tomorrow', Buffer.from('DIRC\0\0\0\x05\0\0\0\x00', 'latin1')],
    ['an entry too few', Buffer.from('DIRC\0\0\0\x02\0\0\0\x01', 'latin1')],
    [
      'a name that takes more of the one before than that has',
      Buffer.concat([
        Buffer.from('DIRC\0\0\0\x04\0\0\0\x01', 'latin1'),
        Buffer.alloc(62),
        Buffer.from('\x05name\0', 'latin1'),
      ]),
    ],
    ['a name without an end', Buffer.from(`DIRC\0\0\0\x02\0\0\0\x01${'x'.repeat(80)}`, 'latin1')],
  ])('is none with %s', (_, bytes) => {
    expect(parseIndex(bytes, 20)).toBeUndefined();
  });
});

const HAS_GIT = spawnSync('git', ['--version']).status === 0;

// What is written by hand above is what the documents say; this holds it against git, where there is one.
if (HAS_GIT) {
  describe('what git itself wrote', () => {
    const ENV = {
      PATH: process.env['PATH'],
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: path.join(tmpdir(), 'there-is-no-such-file'),
      GIT_AUTHOR_NAME: 'a',
      GIT_AUTHOR_EMAIL: 'a@example.com',
      GIT_COMMITTER_NAME: 'a',
      GIT_COMMITTER_EMAIL: 'a@example.com',
    };

    function git(...args: readonly string[]): string {
      const done = spawnSync('git', args, { cwd: folder, env: ENV, encoding: 'utf8' });
      expect({ args, status: done.status, stderr: done.status === 0 ? '' : done.stderr }).toEqual({
        args,
        status: 0,
        stderr: '',
      });
      return done.stdout.trim();
    }

    async function commitFiles(): Promise<void> {
      git('init', '--initial-branch=a/main');
      await write(folder, {
        'a.luau': 'return 1\n',
        'tests/smoke.luau': 'x',
        'tests/smoke2.luau': '',
      });
      git('add', '.');
      git('commit', '--message=one');
    }

    it('is read as git reads it, on a branch, packed, detached and in a worktree', async () => {
      await commitFiles();
      const first = git('rev-parse', 'HEAD');
      expect(await commitOf(folder)).toBe(first);
      git('pack-refs', '--all', '--prune');
      expect(await commitOf(folder)).toBe(first);
      git('commit', '--allow-empty', '--message=two');
      const second = git('rev-parse', 'HEAD');
      expect(await commitOf(folder)).toBe(second);
      git('checkout', '--detach', first);
      expect(await commitOf(folder)).toBe(first);
      git('worktree', 'add', 'side', 'a/main');
      expect(await commitOf(path.join(folder, 'side'))).toBe(second);
    });

    it.each(['2', '4'])('lists its files in an index of version %s', async (version) => {
      await commitFiles();
      git('update-index', '--index-version', version);
      await write(folder, { later: '' });
      git('add', '--intent-to-add', 'later'); // Makes version 3 of version 2.
      const listed = git('ls-files', '--stage').split('\n');
      const index = parseIndex(await readFile(path.join(folder, '.git/index')), 20) ?? new Map();
      expect([...index].map(([name, hash]) => `100644 ${hash} 0\t${name}`)).toEqual(listed);
      expect(index.get('a.luau')).toBe(blobHash('return 1\n'));
      git('update-index', '--split-index');
      expect(parseIndex(await readFile(path.join(folder, '.git/index')), 20)).toBeUndefined();
    });
  });
}
