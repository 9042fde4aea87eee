import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFileHash, readObjectsOf } from '../../../src/github/git/objects.ts';
import {
  blobHash,
  changeOf,
  looseObjects,
  makeCommit,
  objectHash,
  packOf,
  variable,
  write,
  type PackEntry,
  type Stored,
} from './layout.ts';
import { git, HAS_GIT } from './real-git.ts';

const ONE = '1'.repeat(40);

/** More than any of these takes. */
const ENOUGH_BYTES = 1024 ** 3;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'objects-'));
});

afterEach(() => rm(folder, { recursive: true }));

/** Asks a store with these files. */
async function ask(
  files: Readonly<Record<string, Buffer>>,
  commit: string,
  file: string,
): Promise<{ readonly hash?: string } | undefined> {
  await write(folder, files);
  return findFileHash(readObjectsOf(folder, { bytes: ENOUGH_BYTES }), commit, file);
}

describe("a file's hash in a commit", () => {
  const commit = makeCommit({
    'a.luau': 'one',
    'tests/unit/a.luau': 'two',
    'tests/ü 1.luau': 'three',
    'tests/run.luau': { mode: '100755', hash: ONE },
    link: { mode: '120000', hash: ONE },
    sub: { mode: '160000', hash: ONE },
  });

  it.each([
    ['a.luau', blobHash('one')],
    ['tests/unit/a.luau', blobHash('two')],
    ['tests/ü 1.luau', blobHash('three')],
    ['tests/run.luau', ONE],
  ])('is that of %j', async (file, hash) => {
    expect(await ask(looseObjects(commit), commit.hash, file)).toEqual({ hash });
  });

  it.each([
    'b.luau',
    'A.luau',
    'a.lua',
    'a.luauu',
    'tests',
    'tests/a.luau',
    'tests/unit',
    'a.luau/a.luau',
    'link',
    'sub',
    'sub/a.luau',
    '',
    '/a.luau',
    'tests/../a.luau',
    './a.luau',
  ])('is none for %j', async (file) => {
    expect(await ask(looseObjects(commit), commit.hash, file)).toEqual({});
  });

  it('is not known without the commit, or without a folder on the way', async () => {
    expect(await ask({}, commit.hash, 'a.luau')).toBeUndefined();
    await write(folder, looseObjects(commit));
    const folders = [...commit.objects].filter(([, { kind }]) => kind === 'tree');
    for (const [hash] of folders) {
      await rm(path.join(folder, hash.slice(0, 2), hash.slice(2)));
    }
    expect(await ask({}, commit.hash, 'a.luau')).toBeUndefined();
    await write(folder, looseObjects({ objects: new Map(folders.slice(-1)) }));
    expect(await ask({}, commit.hash, 'a.luau')).toEqual({ hash: blobHash('one') });
    expect(await ask({}, commit.hash, 'tests/run.luau')).toBeUndefined();
  });

  it('is not known where a tree has the name of a commit', async () => {
    const [hash = ''] = [...commit.objects].find(([, { kind }]) => kind === 'tree') ?? [];
    expect(await ask(looseObjects(commit), hash, 'a.luau')).toBeUndefined();
  });

  it.each<readonly [string, Buffer]>([
    ['something else', Buffer.from('dirt')],
    ['nothing', Buffer.alloc(0)],
  ])('is not known where the file of the commit is %s', async (_, bytes) => {
    const place = `${commit.hash.slice(0, 2)}/${commit.hash.slice(2)}`;
    const files = { ...looseObjects(commit), [place]: bytes };
    expect(await ask(files, commit.hash, 'a.luau')).toBeUndefined();
  });

  it('is not known from an object that has not the hash it goes by', async () => {
    for (const [hash] of commit.objects) {
      const objects = new Map(commit.objects);
      const was = objects.get(hash);
      // One that could be read: its last byte is another one.
      const content = Buffer.from(was?.content ?? '');
      content.writeUInt8(content.readUInt8(content.length - 1) ^ 1, content.length - 1);
      objects.set(hash, { kind: was?.kind ?? 'tree', content });
      const files = looseObjects({ objects });
      expect(await ask(files, commit.hash, 'tests/unit/a.luau')).toBeUndefined();
    }
  });

  it('is not known from a tree that ends too soon, or names no end', async () => {
    for (const content of [
      Buffer.from('100644 a.luau\0short'),
      Buffer.from('100644 a.luau'),
      Buffer.from('x\0y'),
    ]) {
      const tree: Stored = { kind: 'tree', content };
      const root: Stored = {
        kind: 'commit',
        content: Buffer.from(`tree ${objectHash(tree)}\n`),
      };
      const objects = new Map([tree, root].map((object) => [objectHash(object), object]));
      expect(await ask(looseObjects({ objects }), objectHash(root), 'a.luau')).toEqual({});
    }
  });
});

describe('a pack', () => {
  // A folder of so many files that its tree is worth making of another one.
  const names = Array.from({ length: 40 }, (_, index) => `file-${index}.luau`);
  const files = Object.fromEntries(names.map((name) => [name, name]));
  const commit = makeCommit(files);
  const [treeHash = '', tree = { kind: 'tree', content: Buffer.alloc(0) }] =
    [...commit.objects].find(([, { kind }]) => kind === 'tree') ?? [];
  const text = commit.objects.get(commit.hash)?.content ?? Buffer.alloc(0);
  const whole: PackEntry = { hash: commit.hash, kind: 1, content: text };
  const wholeTree: PackEntry = { hash: treeHash, kind: 2, content: tree.content };
  const expected = { hash: blobHash('file-7.luau') };

  /** A tree that begins like the one asked for. */
  const older = Buffer.concat([tree.content.subarray(0, 500), Buffer.from('40000 z\0')]);
  const olderHash = objectHash({ kind: 'tree', content: older });
  const change = changeOf(older, 500, tree.content.subarray(500));
  const base: PackEntry = { hash: olderHash, kind: 2, content: older };

  const askPack = (
    entries: readonly PackEntry[],
  ): Promise<{ readonly hash?: string } | undefined> =>
    ask(packOf(entries), commit.hash, 'file-7.luau');

  it.each<readonly [string, readonly PackEntry[]]>([
    ['whole', [whole, wholeTree]],
    [
      'as what differs from an entry before',
      [whole, base, { hash: treeHash, kind: 6, content: change, base: 1 }],
    ],
    [
      'as what differs from one far before, by a distance of three bytes',
      [
        whole,
        base,
        { hash: '0'.repeat(40), kind: 3, content: noise(40_000) },
        { hash: treeHash, kind: 6, content: change, base: 2 },
      ],
    ],
    [
      'as what differs from a named one',
      [whole, { hash: treeHash, kind: 7, content: change, base: olderHash }, base],
    ],
    [
      'as what differs from what differs',
      [
        whole,
        base,
        { hash: ONE, kind: 6, content: changeOf(older, 300, noise(200)), base: 1 },
        {
          hash: treeHash,
          kind: 6,
          content: changeOf(
            Buffer.concat([older.subarray(0, 300), noise(200)]),
            300,
            tree.content.subarray(300),
          ),
          base: 1,
        },
      ],
    ],
  ])('holds objects %s', async (_, entries) => {
    expect(await askPack(entries)).toEqual(expected);
  });

  it('holds objects beyond its first two gigabytes', async () => {
    const made = packOf([whole, base, wholeTree], { isFarOff: true });
    expect(await ask(made, commit.hash, 'file-7.luau')).toEqual(expected);
  });

  it('holds objects of SHA-256', async () => {
    const long = makeCommit(files, 'sha256');
    const entries = [...long.objects].map(([hash, { kind, content }]) => ({
      hash,
      kind: kind === 'commit' ? 1 : 2,
      content,
    }));
    expect(await ask(packOf(entries), long.hash, 'file-7.luau')).toEqual({
      hash: blobHash('file-7.luau', 'sha256'),
    });
  });

  const sizes = (from: number, to: number): Buffer => Buffer.concat([variable(from), variable(to)]);
  const { length } = older;
  it.each<readonly [string, readonly PackEntry[]]>([
    ['has not the tree', [whole, base]],
    ['has another text under its hash', [whole, { ...wholeTree, content: older }]],
    ['has a kind of object that is none', [whole, { ...wholeTree, kind: 5 }]],
    ['has a file for a tree', [whole, { ...wholeTree, kind: 3 }]],
    ['has a tree for a commit', [{ ...whole, kind: 2 }, wholeTree]],
    ['says less than there is', [whole, { ...wholeTree, size: tree.content.length - 1 }]],
    ['says more than there is', [whole, { ...wholeTree, size: tree.content.length + 1 }]],
    ['says far more than could be', [whole, { ...wholeTree, size: 2 ** 60 }]],
    ['differs from itself', [whole, { hash: treeHash, kind: 7, content: change, base: treeHash }]],
    [
      'differs from what differs from it',
      [
        whole,
        { hash: treeHash, kind: 7, content: change, base: ONE },
        { hash: ONE, kind: 7, content: change, base: treeHash },
      ],
    ],
    [
      'differs from one that is not there',
      [whole, { hash: treeHash, kind: 7, content: change, base: ONE }],
    ],
    [
      'differs from an entry at no distance',
      [whole, { hash: treeHash, kind: 6, content: change, base: 0 }],
    ],
    [
      'is made of one of another length',
      [whole, base, changed(Buffer.concat([sizes(length + 1, 1), Buffer.from([1, 0])]))],
    ],
    [
      'is made longer than it says',
      [whole, base, changed(Buffer.concat([sizes(length, 1), Buffer.from([2, 0, 0])]))],
    ],
    [
      'is made shorter than it says',
      [whole, base, changed(Buffer.concat([sizes(length, 3), Buffer.from([2, 0, 0])]))],
    ],
    [
      'is made of an order of nothing',
      [whole, base, changed(Buffer.concat([sizes(length, 0), Buffer.from([0])]))],
    ],
    [
      'is made of what lies behind its base',
      [whole, base, changed(Buffer.concat([sizes(length, 16), Buffer.from([0x92, 0xff, 16])]))],
    ],
    [
      'is made far larger than could be',
      [whole, base, changed(Buffer.concat([sizes(length, 2 ** 40), Buffer.from([1, 0])]))],
    ],
    ['is made of a change that ends too soon', [whole, base, changed(Buffer.from([0xff]))]],
    [
      'is made of an order that ends too soon',
      [whole, base, changed(Buffer.concat([sizes(length, 1), Buffer.from([0xff])]))],
    ],
  ])('tells nothing where it %s', async (_, entries) => {
    expect(await askPack(entries)).toBeUndefined();
  });

  function changed(content: Buffer): PackEntry {
    return { hash: treeHash, kind: 6, content, base: 1 };
  }

  it('is read only as far as there is work left for it', async () => {
    await write(
      folder,
      packOf([whole, base, { hash: treeHash, kind: 6, content: change, base: 1 }]),
    );
    let least = 0;
    for (let most = ENOUGH_BYTES; most - least > 1;) {
      const bytes = Math.floor((least + most) / 2);
      const found = await findFileHash(
        readObjectsOf(folder, { bytes }),
        commit.hash,
        'file-7.luau',
      );
      [least, most] = found === undefined ? [bytes, most] : [least, bytes];
    }
    // Two looks into the index, what is unpacked, what is made of it, and the orders for that.
    const unpacked = text.length + change.length + older.length + tree.content.length;
    expect(least).toBeGreaterThan(unpacked);
    expect(least).toBeLessThan(1024 ** 2);
  });

  it('tells nothing of a row of differences that goes on and on', async () => {
    const row = Array.from({ length: 1_200 }, (_, index): PackEntry => {
      const content = changeOf(older, 500, older.subarray(500));
      return {
        hash: index === 1_199 ? treeHash : index.toString(16).padStart(40, '0'),
        kind: 6,
        content,
        base: 1,
      };
    });
    expect(await askPack([whole, base, ...row])).toBeUndefined();
  });

  it.each(['pack', 'idx'])('tells nothing where its %s is cut off anywhere', async (end) => {
    const made = packOf([whole, wholeTree]);
    const name = `pack/pack-1.${end}`;
    const bytes = made[name] ?? Buffer.alloc(0);
    // What is behind the last entry, or the last offset, is a checksum that needs no reading.
    const needed = end === 'pack' ? bytes.length : bytes.length - 40;
    for (let cut = 0; cut < needed; cut += 97) {
      const cutOff = { ...made, [name]: bytes.subarray(0, cut) };
      expect(await ask(cutOff, commit.hash, 'file-7.luau')).toBeUndefined();
    }
  });

  it('tells nothing with an index that is none, or is of another version', async () => {
    const made = packOf([whole, wholeTree]);
    for (const at of [0, 7]) {
      const index = Buffer.from(made['pack/pack-1.idx'] ?? '');
      index.writeUInt8(index.readUInt8(at) ^ 1, at);
      expect(
        await ask({ ...made, 'pack/pack-1.idx': index }, commit.hash, 'file-7.luau'),
      ).toBeUndefined();
    }
  });

  it('tells nothing with an index that counts more than can be', async () => {
    const made = packOf([whole, wholeTree]);
    const index = Buffer.from(made['pack/pack-1.idx'] ?? '');
    index.fill(0xff, 8 + 4 * Number.parseInt(commit.hash.slice(0, 2), 16), 8 + 256 * 4);
    expect(
      await ask({ ...made, 'pack/pack-1.idx': index }, commit.hash, 'file-7.luau'),
    ).toBeUndefined();
  });

  it('is no matter where another one has the object', async () => {
    await mkdir(path.join(folder, 'pack/pack-0.idx'), { recursive: true });
    await write(folder, { 'pack/pack-2.idx': '', 'pack/pack-0.pack': '', 'pack/pack-2.pack': '' });
    expect(await askPack([whole, wholeTree])).toEqual(expected);
  });

  it('is asked also for what has a file of its own that is not what it should be', async () => {
    const place = `${treeHash.slice(0, 2)}/${treeHash.slice(2)}`;
    const other = looseObjects(makeCommit({ 'file-7.luau': 'other' }));
    await write(folder, packOf([whole, wholeTree]));
    for (const bytes of [Buffer.from('dirt'), ...Object.values(other)]) {
      expect(await ask({ [place]: bytes }, commit.hash, 'file-7.luau')).toEqual(expected);
    }
  });

  it('is asked only for what has no file of its own', async () => {
    const loose = looseObjects(commit);
    const place = `${treeHash.slice(0, 2)}/${treeHash.slice(2)}`;
    await write(folder, packOf([whole]));
    expect(
      await ask({ [place]: loose[place] ?? Buffer.alloc(0) }, commit.hash, 'file-7.luau'),
    ).toEqual(expected);
  });
});

/** Bytes that zlib cannot make shorter, the same each time. */
function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state & 0xff;
    }),
  );
}

if (HAS_GIT) {
  describe('what git itself stored', () => {
    const COMMITS = 6;
    const FILES = 25;

    /** Every file of a commit with its hash, as git lists them. */
    function listed(commit: string): readonly (readonly [string, string])[] {
      const lines = git(folder, 'ls-tree', '-r', '-z', commit).split('\0').slice(0, -1);
      expect(lines).toHaveLength(FILES);
      return lines.map((line) => {
        const [, hash = '', file = ''] = /^\d+ blob (\w+)\t(.+)$/.exec(line) ?? [];
        return [file, hash] as const;
      });
    }

    /** The same files, as they are found here. */
    async function found(commit: string): Promise<readonly (readonly [string, unknown])[]> {
      const read = readObjectsOf(path.join(folder, '.git/objects'), { bytes: ENOUGH_BYTES });
      return Promise.all(
        listed(commit).map(
          async ([file]) => [file, (await findFileHash(read, commit, file))?.hash] as const,
        ),
      );
    }

    /** Commits that each change a file deep in folders of many. */
    async function commitOften(format: 'sha1' | 'sha256'): Promise<readonly string[]> {
      git(folder, 'init', '--initial-branch=main', `--object-format=${format}`);
      const commits: string[] = [];
      for (let turn = 0; turn < COMMITS; turn += 1) {
        const files = Array.from({ length: FILES }, (_, index) => [
          `tests/unit/spec-${index}.luau`,
          index === turn ? `changed ${turn}` : `return ${index}`,
        ]);
        await write(folder, Object.fromEntries(files) as Record<string, string>);
        git(folder, 'add', '.');
        git(folder, 'commit', `--message=${turn}`);
        commits.push(git(folder, 'rev-parse', 'HEAD'));
      }
      return commits;
    }

    it.each(['sha1', 'sha256'] as const)(
      'is read as git reads it, loose and packed, in a repository of %s',
      async (format) => {
        const commits = await commitOften(format);
        const last = commits.at(-1) ?? '';
        expect(await found(last)).toEqual(listed(last));
        git(folder, 'repack', '-a', '-d', '-f', '--depth=50', '--window=50');
        git(folder, 'prune-packed');
        const left = await readdir(path.join(folder, '.git/objects'));
        expect(left.toSorted()).toEqual(['info', 'pack']);
        // Git keeps the newest whole, and makes the older ones of it: these are rows of differences.
        for (const commit of commits) {
          expect(await found(commit)).toEqual(listed(commit));
        }
      },
    );

    it('is read with the long offsets of packs beyond two gigabytes', async () => {
      const [first = ''] = await commitOften('sha1');
      git(folder, 'repack', '-a', '-d', '-f');
      const packs = path.join(folder, '.git/objects/pack');
      const pack = (await readdir(packs)).find((name) => name.endsWith('.pack')) ?? '';
      await rm(path.join(packs, pack.replace('.pack', '.idx')), { force: true });
      git(folder, 'index-pack', '--index-version=2,64', path.join(packs, pack));
      expect(await found(first)).toEqual(listed(first));
    });
  });
}
