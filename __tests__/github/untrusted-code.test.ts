import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorkflowEvent } from '../../src/github/event.ts';
import { explainAllowed, findForkCode } from '../../src/github/untrusted-code.ts';
import { findScripts } from '../../src/workspace/find-scripts.ts';
import { looseObjects, makeCommit, write } from './git/layout.ts';
import { git, HAS_GIT } from './git/real-git.ts';

const TEXT = 'return 1\n';
const FILES = { 'a.luau': TEXT, 'tests/a.luau': TEXT, 'tests/b.luau': 'local a\nreturn a\n' };
const COMMIT = makeCommit(FILES);
const BASE = COMMIT.hash;
const HEAD = 'b'.repeat(40);
const OLDER = 'c'.repeat(40);

type Files = Readonly<Record<string, string | Buffer>>;

/** The `.git` of a checkout of the base, in this folder. */
function ofBase(gitFolder: string, head = `${BASE}\n`, commit = COMMIT): Files {
  const objects = Object.entries(looseObjects(commit)).map(
    ([name, bytes]) => [`${gitFolder}/objects/${name}`, bytes] as const,
  );
  return { [`${gitFolder}/HEAD`]: head, ...Object.fromEntries(objects) };
}

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

/** Asks for the scripts of these patterns, as they lie in the workspace. */
async function ask(
  scripts: readonly string[],
  {
    event = FORK,
    base = BASE,
    within = workspace,
  }: { event?: WorkflowEvent; base?: string | undefined; within?: string } = {},
): Promise<string | undefined> {
  const found = await findScripts(scripts, within);
  const read = found.map(({ file = '', isLinked = false, text }) => ({ file, isLinked, text }));
  const files = { scripts: read, placeFile: false, binaryInput: false };
  return findForkCode(event, files, within, { GITHUB_SHA: base });
}

describe('scripts in an event with secrets, for a fork', () => {
  it.each<readonly [string, string, Files]>([
    ['the workspace', 'tests/a.luau', ofBase('.git')],
    ['a checkout in a sub-folder', 'base/a.luau', ofBase('base/.git')],
    [
      "a checkout inside the fork's",
      'base/tests/a.luau',
      { '.git/HEAD': HEAD, ...ofBase('base/.git') },
    ],
    [
      'a branch of its own file',
      'a.luau',
      { ...ofBase('.git', 'ref: refs/heads/main\n'), '.git/refs/heads/main': `${BASE}\n` },
    ],
    [
      'a packed branch',
      'a.luau',
      {
        ...ofBase('.git', 'ref: refs/heads/main\n'),
        '.git/packed-refs': `${BASE} refs/heads/main\n`,
      },
    ],
    [
      "a worktree of the fork's checkout",
      'base/a.luau',
      {
        ...ofBase('.git', HEAD),
        '.git/worktrees/base/HEAD': BASE,
        '.git/worktrees/base/commondir': '../..\n',
        'base/.git': 'gitdir: ../.git/worktrees/base\n',
      },
    ],
    [
      "a worktree of the base's checkout",
      'base/a.luau',
      {
        ...ofBase('.git'),
        '.git/worktrees/base/HEAD': BASE,
        '.git/worktrees/base/commondir': '../..\n',
        'base/.git': 'gitdir: ../.git/worktrees/base\n',
      },
    ],
  ])('may run where the base is in %s', async (_, script, files) => {
    await write(workspace, { ...files, [script]: TEXT });
    expect(await ask([script])).toBeUndefined();
  });

  it.each<readonly [string, string, Files, RegExp]>([
    [
      "the fork's commit",
      'a.luau',
      ofBase('.git', HEAD),
      new RegExp(`at the commit b{40}; the base is at ${BASE}\\.$`),
    ],
    ['an older commit of the fork', 'a.luau', ofBase('.git', OLDER), /at the commit c{40};/],
    [
      "the fork's checkout in a sub-folder of the base's",
      'pr/tests/a.luau',
      { ...ofBase('.git'), 'pr/.git/HEAD': HEAD },
      /`\.git` is in "pr"\. That is at the commit b{40};/,
    ],
    ['no repository', 'a.luau', {}, /no checkout: .*`\.git`.* containers\.$/],
    [
      "a repository that cannot be read inside the base's",
      'pr/a.luau',
      { ...ofBase('.git'), 'pr/.git/config': '' },
      /cannot be told\.$/,
    ],
    [
      'a worktree at the commit of the fork',
      'pr/a.luau',
      {
        ...ofBase('.git'),
        '.git/worktrees/pr/HEAD': HEAD,
        '.git/worktrees/pr/commondir': '../..\n',
        'pr/.git': 'gitdir: ../.git/worktrees/pr\n',
      },
      /at the commit b{40};/,
    ],
    [
      'a branch that is packed at the commit of the fork',
      'a.luau',
      {
        ...ofBase('.git', 'ref: refs/heads/main\n'),
        '.git/packed-refs': `${HEAD} refs/heads/main\n`,
      },
      /at the commit b{40};/,
    ],
    [
      'a submodule',
      'sub/a.luau',
      {
        ...ofBase('.git'),
        '.git/modules/sub/HEAD': OLDER,
        'sub/.git': 'gitdir: ../.git/modules/sub\n',
      },
      /at the commit c{40};/,
    ],
    [
      'an unpacked archive with a `.git` that only says it is the base',
      'pr/a.luau',
      { ...ofBase('.git'), 'pr/.git/HEAD': BASE },
      /`\.git` is in "pr", inside another one at the same commit/,
    ],
    [
      'a `.git` whose commit is another one under the hash of the base',
      'a.luau',
      forged(BASE, makeCommit({ 'a.luau': TEXT, 'b.luau': '' })),
      /or a folder of it, cannot be read there/,
    ],
    [
      'a worktree that does not say whose objects are its own',
      'a.luau',
      {
        ...ofBase('all'),
        'side/HEAD': BASE,
        'side/commondir': '',
        '.git': 'gitdir: side\n',
      },
      /cannot be read there\. What another repository lends/,
    ],
    [
      'a `.git` file that leads nowhere',
      'a.luau',
      { '.git': 'gitdir: /nowhere/at/all\n' },
      /cannot be told\.$/,
    ],
    ['the folder `.git` itself', '.git/a.luau', ofBase('.git'), /is no file of the base/],
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
      ...ofBase('.git'),
      'pr/.git/HEAD': HEAD,
      'a.luau': TEXT,
      'pr/b.luau': TEXT,
    });
    expect(await ask(['a.luau'])).toBeUndefined();
    expect(await ask(['a.luau', 'pr/b.luau'])).toContain('"pr/b.luau"');
  });

  it('are refused where a link is the only way to them', async () => {
    await write(workspace, { ...ofBase('.git'), 'a.luau': TEXT, 'tests/a.luau': TEXT });
    await mkdir(path.join(workspace, 'pr'));
    await symlink('../a.luau', path.join(workspace, 'pr/evil.luau'));
    await symlink('../tests', path.join(workspace, 'pr/tests'));
    expect(await ask(['pr/evil.luau'])).toMatch(/"a\.luau" is reached by a link only/);
    expect(await ask(['pr/tests/*.luau'])).toMatch(/"tests\/a\.luau" is reached by a link only/);
    // The workflow names it itself, too.
    expect(await ask(['pr/evil.luau', 'a.luau'])).toBeUndefined();
    expect(await ask(['a.luau', 'pr/evil.luau'])).toBeUndefined();
  });

  it('are refused from a repository around the workspace', async () => {
    await write(workspace, { ...ofBase('.git'), 'work/a.luau': TEXT });
    const within = path.join(workspace, 'work');
    expect(await ask(['a.luau'], { within })).toMatch(/no checkout/);
  });

  it.each([undefined, '', 'main', BASE.slice(1), `${BASE}\n`])(
    'are refused where the base is %j',
    async (base) => {
      await write(workspace, { '.git/HEAD': base ?? '' });
      const files = {
        scripts: [{ file: 'a.luau', isLinked: false, text: TEXT }],
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
    const files = { scripts: [], placeFile: false, binaryInput: false };
    expect(await findForkCode(FORK, files, workspace, { GITHUB_SHA: '' })).toBeUndefined();
  });
});

/** A `.git` at one commit, whose store has another one's objects, the commit under the first one's hash. */
function forged(hash: string, other: typeof COMMIT): Files {
  const commit = other.objects.get(other.hash);
  const objects = new Map(other.objects);
  if (commit !== undefined) {
    objects.set(hash, commit);
  }
  return ofBase('.git', hash, { hash, objects });
}

describe('scripts in a checkout of the base', () => {
  it('may run as the base has them, with the line ends of Windows, and with a byte-order mark', async () => {
    const marked = makeCommit({ ...FILES, 'marked.luau': `\uFEFF${TEXT}` });
    await write(workspace, {
      ...ofBase('.git', marked.hash, marked),
      'a.luau': TEXT,
      'tests/b.luau': 'local a\r\nreturn a\r\n',
      'marked.luau': `\uFEFF${TEXT}`,
    });
    const base = marked.hash;
    expect(await ask(['a.luau', 'tests/b.luau', 'marked.luau'], { base })).toBeUndefined();
  });

  it.each([
    ['with some line ends of Windows', 'local a\r\nreturn a\n'],
    ['with a CR that no LF follows', 'local a\r\r\nreturn a\r\n'],
    ['with a second byte-order mark', '\uFEFF\uFEFFlocal a\nreturn a\n'],
  ])('are refused %s that the base has not', async (_, text) => {
    await write(workspace, { ...ofBase('.git'), 'tests/b.luau': text });
    expect(await ask(['tests/b.luau'])).toMatch(/is not as the base has it/);
  });

  it('are known by their paths in a checkout in a sub-folder', async () => {
    await write(workspace, {
      ...ofBase('base/.git'),
      'base/tests/a.luau': TEXT,
      'base/base/tests/a.luau': TEXT,
    });
    expect(await ask(['base/tests/a.luau'])).toBeUndefined();
    expect(await ask(['base/base/tests/a.luau'])).toMatch(/is no file of the base/);
  });

  it('are refused where an archive was unpacked over them, whatever its text', async () => {
    await write(workspace, { ...ofBase('.git'), 'a.luau': 'return 2\n' });
    expect(await ask(['a.luau'])).toMatch(/"a\.luau" is not as the base has it/);
    await write(workspace, { 'a.luau': FILES['tests/b.luau'] });
    expect(await ask(['a.luau'])).toMatch(/"a\.luau" is not as the base has it/);
  });

  it('are refused where an archive was unpacked beside them', async () => {
    await write(workspace, { ...ofBase('.git'), 'a.luau': TEXT, 'artifact/a.luau': TEXT });
    expect(await ask(['a.luau', 'artifact/a.luau'])).toMatch(
      /"artifact\/a\.luau" is no file of the base/,
    );
  });

  it.each<readonly [string, Files]>([
    ['leads to that of the base', { 'art/.git': 'gitdir: ../.git\n' }],
    ['is a whole one of the base', ofBase('art/.git')],
  ])("are refused where an archive's `.git` %s", async (_, files) => {
    // A script of the base, which the pattern would not find where the base has it.
    await write(workspace, { ...ofBase('.git'), ...files, 'art/tests/a.luau': TEXT });
    expect(await ask(['art/**/*.luau'])).toMatch(/"art", inside another one at the same commit/);
  });

  it('are refused where the `.git` leads out of the workspace, which is not followed', async () => {
    const within = path.join(workspace, 'work');
    await write(workspace, {
      ...ofBase('elsewhere'),
      'work/.git': 'gitdir: ../elsewhere\n',
      'work/a.luau': TEXT,
    });
    expect(await ask(['a.luau'], { within })).toMatch(/Which commit that is at cannot be told\.$/);
  });

  it('are asked about as they were read, whatever the file has become since', async () => {
    await write(workspace, { ...ofBase('.git'), 'a.luau': TEXT });
    const files = {
      scripts: [{ file: 'a.luau', isLinked: false, text: 'return 2\n' }],
      placeFile: false,
      binaryInput: false,
    };
    expect(await findForkCode(FORK, files, workspace, { GITHUB_SHA: BASE })).toMatch(
      /is not as the base has it/,
    );
  });

  it('may run in a repository of SHA-256', async () => {
    const commit = makeCommit(FILES, 'sha256');
    const base = commit.hash;
    await write(workspace, { ...ofBase('.git', base, commit), 'tests/a.luau': TEXT });
    expect(await ask(['tests/a.luau'], { base })).toBeUndefined();
    await write(workspace, { 'tests/a.luau': 'return 2\n' });
    expect(await ask(['tests/a.luau'], { base })).toMatch(/is not as the base has it/);
  });
});

if (HAS_GIT) {
  describe("scripts in git's own checkouts", () => {
    let origin: string;
    let base: string;

    /** A repository with a base, and a fork's commit on top of it. */
    beforeEach(async () => {
      origin = await mkdtemp(path.join(tmpdir(), 'origin-'));
      git(origin, 'init', '--initial-branch=main');
      await write(origin, FILES);
      git(origin, 'add', '.');
      git(origin, 'commit', '--message=base');
      base = git(origin, 'rev-parse', 'HEAD');
      git(origin, 'checkout', '--quiet', '-b', 'fork');
      await write(origin, { 'a.luau': 'return 2\n', 'c.luau': 'return 3\n' });
      git(origin, 'add', '.');
      git(origin, 'commit', '--message=fork');
      git(origin, 'checkout', '--quiet', 'main');
    });

    afterEach(() => rm(origin, { recursive: true }));

    it('may run as git clones them: whole, shallow, and only in part', async () => {
      const url = `file://${origin}`;
      git(workspace, 'clone', '--quiet', url, 'whole');
      git(workspace, 'clone', '--quiet', '--depth=1', url, 'shallow');
      git(origin, 'config', 'uploadpack.allowFilter', 'true');
      git(workspace, 'clone', '--quiet', '--filter=blob:none', '--sparse', url, 'part');
      for (const clone of ['whole', 'shallow', 'part']) {
        expect(await ask([`${clone}/a.luau`], { base })).toBeUndefined();
      }
    });

    it("are refused once the fork's were checked out over them", async () => {
      git(workspace, 'clone', '--quiet', origin, '.');
      git(workspace, 'checkout', 'origin/fork', '--', 'a.luau', 'c.luau');
      expect(await ask(['tests/a.luau'], { base })).toBeUndefined();
      expect(await ask(['a.luau'], { base })).toMatch(/is not as the base has it/);
      expect(await ask(['c.luau'], { base })).toMatch(/is no file of the base/);
    });

    it("are refused while the fork's are being merged into them", async () => {
      git(workspace, 'clone', '--quiet', origin, '.');
      git(workspace, 'merge', '--quiet', '--no-ff', '--no-commit', 'origin/fork');
      expect(await ask(['a.luau'], { base })).toMatch(/is not as the base has it/);
    });

    it('are refused where nothing of the base was checked out at all', async () => {
      git(workspace, 'clone', '--quiet', '--no-checkout', origin, '.');
      await write(workspace, { 'a.luau': 'return 2\n' });
      expect(await ask(['a.luau'], { base })).toMatch(/is not as the base has it/);
    });
  });
}

describe('files to upload, in an event with secrets, for a fork', () => {
  it.each([
    ['place-file', { placeFile: true, binaryInput: false }],
    ['binary-input', { placeFile: false, binaryInput: true }],
  ])('are refused, wherever they lie: `%s`', async (input, named) => {
    const env = { GITHUB_SHA: BASE };
    const files = { scripts: [], ...named };
    expect(await findForkCode(FORK, files, workspace, env)).toContain(`\`${input}\` names a file`);
    const own = { ...FORK, isForkWithSecrets: false };
    expect(await findForkCode(own, files, workspace, env)).toBeUndefined();
  });
});

describe('what is allowed to run, in an event with secrets', () => {
  const NONE = { scripts: [], placeFile: false, binaryInput: false };
  const SCRIPT = { file: 'a.luau', isLinked: false, text: TEXT };

  it("is told where it is a file, and may be a fork's", () => {
    for (const files of [
      { ...NONE, scripts: [SCRIPT] },
      { ...NONE, placeFile: true },
      { ...NONE, binaryInput: true },
    ]) {
      expect(explainAllowed(FORK, files)).toMatch(/^`fork-code` is `allow`: .* pull request #7/);
      expect(explainAllowed({ ...FORK, isForkWithSecrets: false }, files)).toBeUndefined();
    }
    expect(explainAllowed(FORK, NONE)).toBeUndefined();
  });
});
