import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findCheckouts, findGitFolder, readCommit } from '../../../src/github/git/commit.ts';
import { write } from './layout.ts';
import { git, HAS_GIT } from './real-git.ts';

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
  const gitFolder = await findGitFolder(checkout, folder);
  return gitFolder && readCommit(gitFolder, folder);
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
      expect(await findGitFolder(folder, folder)).toBeUndefined();
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

if (HAS_GIT) {
  it('the commit of a repository is read as git reads it, on a branch, packed, detached and in a worktree', async () => {
    git(folder, 'init', '--initial-branch=a/main');
    git(folder, 'commit', '--allow-empty', '--message=one');
    const first = git(folder, 'rev-parse', 'HEAD');
    expect(await commitOf(folder)).toBe(first);
    git(folder, 'pack-refs', '--all', '--prune');
    expect(await commitOf(folder)).toBe(first);
    git(folder, 'commit', '--allow-empty', '--message=two');
    const second = git(folder, 'rev-parse', 'HEAD');
    expect(await commitOf(folder)).toBe(second);
    git(folder, 'checkout', '--detach', first);
    expect(await commitOf(folder)).toBe(first);
    git(folder, 'worktree', 'add', 'side', 'a/main');
    expect(await commitOf(path.join(folder, 'side'))).toBe(second);
  });
}
