import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorkflowEvent } from '../../src/action/event.ts';
import { findForkCode } from '../../src/action/fork-code.ts';
import { blobHash, indexOf, write } from './git-layout.ts';

const BASE = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const OLDER = 'c'.repeat(40);
const TEXT = 'return 1\n';

const FORK: WorkflowEvent = {
  name: 'pull_request_target',
  pullRequest: { number: 7, headSha: HEAD, isFork: true },
  isForkWithSecrets: true,
};

let workspace: string;

beforeEach(async () => {
  // macOS shows its folder for temporary files under a link.
  workspace = await realpath(await mkdtemp(path.join(tmpdir(), 'fork-')));
});

afterEach(() => rm(workspace, { recursive: true }));

/** Asks for scripts, by their paths from the workspace. */
function ask(
  scripts: readonly string[],
  { event = FORK, base = BASE }: { event?: WorkflowEvent; base?: string | undefined } = {},
): Promise<string | undefined> {
  return findForkCode(
    event,
    {
      scripts: scripts.map((script) => path.join(workspace, script)),
      placeFile: false,
      binaryInput: false,
    },
    workspace,
    { GITHUB_SHA: base },
  );
}

/** An index that holds these texts. */
function indexWith(texts: Readonly<Record<string, string>>): Buffer {
  return indexOf(Object.entries(texts).map(([name, text]) => ({ name, hash: blobHash(text) })));
}

describe('scripts in an event with secrets, for a fork', () => {
  it.each<readonly [string, string, Record<string, string>]>([
    ['the workspace', 'tests/a.luau', { '.git/HEAD': `${BASE}\n` }],
    ['a checkout in a sub-folder', 'base/a.luau', { 'base/.git/HEAD': `${BASE}\n` }],
    [
      "a checkout inside the fork's",
      'base/a.luau',
      { '.git/HEAD': HEAD, 'base/.git/HEAD': `${BASE}\n` },
    ],
    [
      'a branch of its own file',
      'a.luau',
      { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${BASE}\n` },
    ],
    [
      'a packed branch',
      'a.luau',
      { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `${BASE} refs/heads/main\n` },
    ],
    [
      "a worktree of the fork's checkout",
      'base/a.luau',
      {
        '.git/HEAD': HEAD,
        '.git/worktrees/base/HEAD': BASE,
        '.git/worktrees/base/commondir': '../..\n',
        'base/.git': 'gitdir: ../.git/worktrees/base\n',
      },
    ],
    [
      "a worktree of the base's checkout",
      'base/a.luau',
      {
        '.git/HEAD': BASE,
        '.git/worktrees/base/HEAD': BASE,
        'base/.git': 'gitdir: ../.git/worktrees/base\n',
      },
    ],
  ])('may run where the base is in %s', async (_, script, files) => {
    await write(workspace, { ...files, [script]: TEXT });
    expect(await ask([script])).toBeUndefined();
  });

  it.each<readonly [string, string, Record<string, string>, RegExp]>([
    ["the fork's commit", 'a.luau', { '.git/HEAD': HEAD }, /at the commit b{40}\. .* a{40}\.$/],
    ['an older commit of the fork', 'a.luau', { '.git/HEAD': OLDER }, /at the commit c{40}\./],
    [
      "the fork's checkout in a sub-folder of the base's",
      'pr/tests/a.luau',
      { '.git/HEAD': BASE, 'pr/.git/HEAD': HEAD },
      /`\.git` is in "pr", that is at the commit b{40}\./,
    ],
    ['no repository', 'a.luau', {}, /no checkout: .*`\.git`.* containers\.$/],
    [
      "a repository that cannot be read inside the base's",
      'pr/a.luau',
      { '.git/HEAD': BASE, 'pr/.git/config': '' },
      /cannot be told\.$/,
    ],
    [
      'a worktree at the commit of the fork',
      'pr/a.luau',
      {
        '.git/HEAD': BASE,
        '.git/worktrees/pr/HEAD': HEAD,
        '.git/worktrees/pr/commondir': '../..\n',
        'pr/.git': 'gitdir: ../.git/worktrees/pr\n',
      },
      /at the commit b{40}\./,
    ],
    [
      'a branch that is packed at the commit of the fork',
      'a.luau',
      { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `${HEAD} refs/heads/main\n` },
      /at the commit b{40}\./,
    ],
    [
      'a submodule',
      'sub/a.luau',
      {
        '.git/HEAD': BASE,
        '.git/modules/sub/HEAD': OLDER,
        'sub/.git': 'gitdir: ../.git/modules/sub\n',
      },
      /at the commit c{40}\./,
    ],
    [
      'an unpacked archive with a `.git` that says it is the base',
      'pr/a.luau',
      { '.git/HEAD': BASE, 'pr/.git/HEAD': BASE },
      /inside another one at the same commit/,
    ],
    [
      "an unpacked archive whose `.git` leads to the base's",
      'pr/a.luau',
      { '.git/HEAD': BASE, 'pr/.git': 'gitdir: ../.git\n' },
      /inside another one at the same commit/,
    ],
    [
      'a `.git` file that leads nowhere',
      'a.luau',
      { '.git': 'gitdir: /nowhere/at/all\n' },
      /cannot be told\.$/,
    ],
    ['the folder `.git` itself', '.git/a.luau', { '.git/HEAD': BASE }, /folder `\.git`/],
  ])('are refused from %s', async (_, script, files, reason) => {
    await write(workspace, { ...files, [script]: TEXT });
    const said = await ask([script]);
    expect(said).toMatch(reason);
    expect(said).toContain('`pull_request_target` has the secrets of this repository');
    expect(said).toContain('pull request #7');
    expect(said).toContain(`The script "${script}"`);
  });

  it('are refused each by itself, among others that may run', async () => {
    await write(workspace, {
      '.git/HEAD': BASE,
      'pr/.git/HEAD': HEAD,
      'a.luau': '',
      'pr/b.luau': '',
    });
    expect(await ask(['a.luau'])).toBeUndefined();
    expect(await ask(['a.luau', 'pr/b.luau'])).toContain('"pr/b.luau"');
  });

  it('are asked for where they really lie', async () => {
    await write(workspace, { 'base/.git/HEAD': BASE, 'pr/.git/HEAD': HEAD, 'pr/a.luau': TEXT });
    await symlink('../pr/a.luau', path.join(workspace, 'base/a.luau'));
    expect(await ask(['base/a.luau'])).toContain('The script "pr/a.luau"');
    await symlink('../pr', path.join(workspace, 'base/tests'));
    expect(await ask(['base/tests/a.luau'])).toContain('The script "pr/a.luau"');
  });

  it('are refused from a repository around the workspace', async () => {
    await write(workspace, { '.git/HEAD': BASE, 'work/a.luau': TEXT });
    const script = path.join(workspace, 'work/a.luau');
    const files = { scripts: [script], placeFile: false, binaryInput: false };
    const inner = path.join(workspace, 'work');
    expect(await findForkCode(FORK, files, inner, { GITHUB_SHA: BASE })).toMatch(/no checkout/);
  });

  it.each([undefined, '', 'main', BASE.slice(1), `${BASE}\n`])(
    'are refused where the base is %j',
    async (base) => {
      await write(workspace, { '.git/HEAD': base ?? '', 'a.luau': TEXT });
      const files = {
        scripts: [path.join(workspace, 'a.luau')],
        placeFile: false,
        binaryInput: false,
      };
      expect(await findForkCode(FORK, files, workspace, { GITHUB_SHA: base })).toMatch(
        /`GITHUB_SHA`, .* is not the full hash/,
      );
    },
  );

  it('are refused, too, where the event does not say what it runs for', async () => {
    await write(workspace, { '.git/HEAD': HEAD, 'a.luau': TEXT });
    const event = { name: 'workflow_run', isForkWithSecrets: true };
    expect(await ask(['a.luau'], { event })).toMatch(
      /^The event `workflow_run` .* runs for what is not shown to come from this repository\./,
    );
  });

  it('may run, wherever they are from, in every other event', async () => {
    const event = { ...FORK, name: 'pull_request', isForkWithSecrets: false };
    await write(workspace, { 'a.luau': TEXT });
    expect(await ask(['a.luau'], { event })).toBeUndefined();
  });

  it('may run where they are inline, whatever lies in the workspace', async () => {
    await mkdir(path.join(workspace, '.git'));
    expect(await ask([], { base: '' })).toBeUndefined();
  });
});

describe('scripts in a checkout of the base that has an index', () => {
  it('may run as git put them there, and with the line ends of Windows', async () => {
    const index = indexWith({ 'a.luau': TEXT, 'tests/b.luau': 'local a\nreturn a\n' });
    await write(workspace, {
      '.git/HEAD': BASE,
      '.git/index': index,
      'a.luau': TEXT,
      'tests/b.luau': 'local a\r\nreturn a\r\n',
    });
    expect(await ask(['a.luau', 'tests/b.luau'])).toBeUndefined();
  });

  it('are known by their paths in a checkout in a sub-folder', async () => {
    const index = indexWith({ 'tests/a.luau': TEXT });
    await write(workspace, {
      'base/.git/HEAD': BASE,
      'base/.git/index': index,
      'base/tests/a.luau': TEXT,
      'base/base/tests/a.luau': TEXT,
    });
    expect(await ask(['base/tests/a.luau'])).toBeUndefined();
    expect(await ask(['base/base/tests/a.luau'])).toMatch(/is no file of the base/);
  });

  it('are refused where an archive was unpacked over them', async () => {
    await write(workspace, {
      '.git/HEAD': BASE,
      '.git/index': indexWith({ 'a.luau': TEXT }),
      'a.luau': 'return 2\n',
    });
    expect(await ask(['a.luau'])).toMatch(/was changed after it was checked out\.$/);
  });

  it('are refused where an archive was unpacked beside them', async () => {
    await write(workspace, {
      '.git/HEAD': BASE,
      '.git/index': indexWith({ 'a.luau': TEXT }),
      'a.luau': TEXT,
      'artifact/a.luau': TEXT,
    });
    expect(await ask(['a.luau', 'artifact/a.luau'])).toMatch(
      /"artifact\/a\.luau" is no file of the base/,
    );
  });

  it("are refused where the archive's `.git` leads to a worktree of the base", async () => {
    await write(workspace, {
      '.git/HEAD': BASE,
      '.git/worktrees/base/HEAD': BASE,
      '.git/worktrees/base/index': indexWith({ 'a.luau': TEXT }),
      'pr/.git': 'gitdir: ../.git/worktrees/base\n',
      'pr/a.luau': 'return 2\n',
    });
    expect(await ask(['pr/a.luau'])).toMatch(/was changed/);
  });

  it('are refused where a merge of another commit is not committed yet', async () => {
    await write(workspace, {
      '.git/HEAD': BASE,
      '.git/MERGE_HEAD': `${HEAD}\n`,
      '.git/index': indexWith({ 'a.luau': TEXT }),
      'a.luau': TEXT,
    });
    expect(await ask(['a.luau'])).toMatch(/into which another commit is being merged\.$/);
  });

  it('are refused where the index cannot be read', async () => {
    await write(workspace, { '.git/HEAD': BASE, '.git/index': 'DIRT', 'a.luau': TEXT });
    expect(await ask(['a.luau'])).toMatch(/whose index cannot be read\.$/);
    await rm(path.join(workspace, '.git/index'));
    await mkdir(path.join(workspace, '.git/index'));
    expect(await ask(['a.luau'])).toMatch(/whose index cannot be read\.$/);
  });

  it('may run in a repository of SHA-256', async () => {
    const base = 'd'.repeat(64);
    const index = indexOf([{ name: 'a.luau', hash: blobHash(TEXT, 'sha256') }]);
    await write(workspace, { '.git/HEAD': base, '.git/index': index, 'a.luau': TEXT });
    expect(await ask(['a.luau'], { base })).toBeUndefined();
    await write(workspace, { 'a.luau': 'return 2\n' });
    expect(await ask(['a.luau'], { base })).toMatch(/was changed/);
  });
});

describe('files to upload, in an event with secrets, for a fork', () => {
  it.each([
    ['place-file', { placeFile: true, binaryInput: false }],
    ['binary-input', { placeFile: false, binaryInput: true }],
  ])('are refused, wherever they lie: `%s`', async (input, named) => {
    await write(workspace, { '.git/HEAD': BASE });
    const env = { GITHUB_SHA: BASE };
    const files = { scripts: [], ...named };
    expect(await findForkCode(FORK, files, workspace, env)).toContain(`\`${input}\` names a file`);
    const own = { ...FORK, isForkWithSecrets: false };
    expect(await findForkCode(own, files, workspace, env)).toBeUndefined();
  });
});
