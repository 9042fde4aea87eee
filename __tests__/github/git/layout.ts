import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deflateSync } from 'node:zlib';

// Repositories written by hand, byte by byte: what the action reads must be what git's documents
// say, and not what the git of one machine happens to write.

/** Writes files with these contents, by their paths below a folder. */
export async function write(
  folder: string,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

/** The hash by which git knows a file's content. */
export function blobHash(content: string, algorithm = 'sha1'): string {
  return createHash(algorithm)
    .update(`blob ${Buffer.byteLength(content)}\0${content}`)
    .digest('hex');
}

/** Files by their paths, as a commit has them: contents, or a mode and the hash of something. */
type Tree = Readonly<Record<string, string | { readonly mode: string; readonly hash: string }>>;

/** An object as git knows it. */
export interface Stored {
  readonly kind: 'commit' | 'tree';
  readonly content: Buffer;
}

/** A commit of these files, and what leads from it to their hashes. */
export interface Commit {
  readonly hash: string;
  /** By their hashes. */
  readonly objects: ReadonlyMap<string, Stored>;
}

/** The hash by which git knows an object. */
export function objectHash({ kind, content }: Stored, algorithm = 'sha1'): string {
  return createHash(algorithm).update(`${kind} ${content.length}\0`).update(content).digest('hex');
}

/** Makes a commit, and the trees of its folders. */
export function makeCommit(files: Tree, algorithm = 'sha1'): Commit {
  const objects = new Map<string, Stored>();
  const keep = (object: Stored): string => {
    const hash = objectHash(object, algorithm);
    objects.set(hash, object);
    return hash;
  };
  const treeOf = (tree: Tree): string => {
    const folders = new Map<string, Record<string, Tree[string]>>();
    const entries = new Map<string, { mode: string; hash: string }>();
    for (const [name, file] of Object.entries(tree)) {
      const [first = '', ...rest] = name.split('/');
      if (rest.length > 0) {
        folders.set(first, { ...folders.get(first), [rest.join('/')]: file });
      } else {
        entries.set(
          first,
          typeof file === 'string' ? { mode: '100644', hash: blobHash(file, algorithm) } : file,
        );
      }
    }
    for (const [name, folder] of folders) {
      entries.set(name, { mode: '40000', hash: treeOf(folder) });
    }
    const content = [...entries]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([name, { mode, hash }]) => [
        Buffer.from(`${mode} ${name}\0`),
        Buffer.from(hash, 'hex'),
      ]);
    return keep({ kind: 'tree', content: Buffer.concat(content) });
  };
  const content = Buffer.from(`tree ${treeOf(files)}\nauthor a <a@example.com> 0 +0000\n\none\n`);
  return { hash: keep({ kind: 'commit', content }), objects };
}

/** The files below `objects` that hold these, each by itself. */
export function looseObjects({ objects }: Pick<Commit, 'objects'>): Record<string, Buffer> {
  return Object.fromEntries(
    [...objects].map(([hash, { kind, content }]) => [
      `${hash.slice(0, 2)}/${hash.slice(2)}`,
      deflateSync(Buffer.concat([Buffer.from(`${kind} ${content.length}\0`), content])),
    ]),
  );
}

/** An entry of a pack: an object, or what makes it of another one. */
export interface PackEntry {
  readonly hash: string;
  /** 1 a commit, 2 a tree, 6 differs from the entry that is `base` entries before, 7 from the named one. */
  readonly kind: number;
  readonly content: Buffer;
  readonly base?: number | string;
  /** Said instead of the content's length. */
  readonly size?: number;
}

/** A pack with these entries, and its index, as the files of `objects/pack` that hold them. */
export function packOf(
  entries: readonly PackEntry[],
  { isFarOff = false }: { readonly isFarOff?: boolean } = {},
): Record<string, Buffer> {
  const offsets: number[] = [];
  const parts: Buffer[] = [Buffer.from('PACK\0\0\0\x02\0\0\0\0', 'latin1')];
  let end = 12;
  for (const [index, { kind, content, base, size = content.length }] of entries.entries()) {
    offsets.push(end);
    const distance = typeof base === 'number' ? end - (offsets[index - base] ?? 0) : 0;
    const from: Buffer =
      typeof base === 'string'
        ? Buffer.from(base, 'hex')
        : base === undefined
          ? Buffer.alloc(0)
          : distanceBytes(distance);
    const entry = Buffer.concat([sizeBytes(kind, size), from, deflateSync(content)]);
    parts.push(entry);
    end += entry.length;
  }
  const sorted = entries
    .map(({ hash }, index) => ({ hash, offset: offsets[index] ?? 0 }))
    .toSorted((one, other) => (one.hash < other.hash ? -1 : 1));
  const fanout = Array.from({ length: 256 }, (_, byte) =>
    uint32(sorted.filter(({ hash }) => Number.parseInt(hash.slice(0, 2), 16) <= byte).length),
  );
  const index = Buffer.concat([
    Buffer.from('\xfftOc\0\0\0\x02', 'latin1'),
    ...fanout,
    ...sorted.map(({ hash }) => Buffer.from(hash, 'hex')),
    ...sorted.map(() => uint32(0)),
    ...sorted.map(({ offset }, place) => uint32(isFarOff ? 0x80000000 + place : offset)),
    ...sorted.map(({ offset }) => (isFarOff ? uint64(offset) : Buffer.alloc(0))),
    Buffer.alloc(40),
  ]);
  return { 'pack/pack-1.pack': Buffer.concat(parts), 'pack/pack-1.idx': index };
}

/** The change that makes one text of another: a piece of it is copied, another text is put behind. */
export function changeOf(base: Buffer, keep: number, added: Buffer): Buffer {
  const orders: Buffer[] = [Buffer.from([0x80 | 0x10 | 0x20, keep & 0xff, keep >> 8])];
  for (let at = 0; at < added.length; at += 127) {
    const piece = added.subarray(at, at + 127);
    orders.push(Buffer.from([piece.length]), piece);
  }
  return Buffer.concat([variable(base.length), variable(keep + added.length), ...orders]);
}

/** Seven bits a byte, the lowest first. */
export function variable(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) {
    bytes.push((left % 0x80) | 0x80);
  }
  return Buffer.from([...bytes, left]);
}

function sizeBytes(kind: number, size: number): Buffer {
  const left = Math.floor(size / 16);
  const first = (kind << 4) | (size % 16);
  return left === 0
    ? Buffer.from([first])
    : Buffer.concat([Buffer.from([first | 0x80]), variable(left)]);
}

function distanceBytes(distance: number): Buffer {
  const bytes = [distance % 0x80];
  for (let left = Math.floor(distance / 0x80); left > 0; left = Math.floor(left / 0x80)) {
    left -= 1;
    bytes.unshift((left % 0x80) | 0x80);
  }
  return Buffer.from(bytes);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
