import { createHash } from 'node:crypto';
import path from 'node:path';
import { readSmallFile } from './files.ts';
import { findPacks, readPacked, type ObjectKind, type StoredObject } from './pack.ts';
import { MAX_OBJECT_BYTES, unpack, type Budget } from './unpack.ts';

// Git's objects, read without git. A store may be anybody's work, and need not be honest: what is
// read is taken only where it has the hash that was asked for. So what a commit's hash leads to, from
// hash to hash, is that commit's, whoever wrote the store. That is all that is asked of it.
// Format: https://git-scm.com/book/en/v2/Git-Internals-Git-Objects.

/** Modes, in octal digits: neither a link nor a submodule. */
const PLAIN_FILE = /^100\d{3}$/;
const FOLDER = /^40000$/;

/** Looks an object up by its hash; undefined where the store has none that is it. */
export type ReadObject = (hash: string, kind: ObjectKind) => Promise<Buffer | undefined>;

/**
 * Opens the objects of a repository, and remembers those that were read.
 *
 * @param folder that of `objects`
 * @param budget how much work all of this may be
 */
export function readObjectsOf(folder: string, budget: Budget): ReadObject {
  const known = new Map<string, Promise<StoredObject | undefined>>();
  const packs = findPacks(folder);
  return async (hash, kind) => {
    const reading = known.get(hash) ?? readHonest(folder, await packs, hash, budget);
    known.set(hash, reading);
    const object = await reading;
    return object?.kind === kind ? object.content : undefined;
  };
}

/**
 * Finds the hash of a plain file's content, as a commit has it.
 *
 * @param file its path in the repository, with forward slashes
 * @returns no hash where the commit has no such file; undefined where it, or a folder on the way
 *   to the file, cannot be read
 */
export async function findFileHash(
  readObject: ReadObject,
  commit: string,
  file: string,
): Promise<{ readonly hash?: string } | undefined> {
  const text = (await readObject(commit, 'commit'))?.toString('latin1') ?? '';
  const [, root = ''] = /^tree (\w+)\n/.exec(text) ?? [];
  if (root.length !== commit.length) {
    return undefined;
  }
  const names = file.split('/');
  let hash = root;
  for (const [depth, name] of names.entries()) {
    const tree = await readObject(hash, 'tree');
    if (tree === undefined) {
      return undefined;
    }
    const entry = findEntry(tree, name, commit.length / 2);
    const mode = depth === names.length - 1 ? PLAIN_FILE : FOLDER;
    if (entry === undefined || !mode.test(entry.mode)) {
      return {};
    }
    hash = entry.hash;
  }
  return { hash };
}

/** A tree lists mode, name and hash of each of its entries: `100644 a.luau`, a zero, the hash's bytes. */
function findEntry(
  tree: Buffer,
  wanted: string,
  hashBytes: number,
): { readonly mode: string; readonly hash: string } | undefined {
  const sought = Buffer.from(wanted);
  for (let at = 0; at < tree.length;) {
    const space = tree.indexOf(0x20, at);
    const end = tree.indexOf(0, at);
    if (space === -1 || end === -1) {
      return undefined;
    }
    const next = end + 1 + hashBytes;
    if (next <= tree.length && tree.subarray(space + 1, end).equals(sought)) {
      return {
        mode: tree.toString('latin1', at, space),
        hash: tree.toString('hex', end + 1, next),
      };
    }
    at = next;
  }
  return undefined;
}

/** Reads an object wherever it lies, and takes none that is not what its hash says. */
async function readHonest(
  folder: string,
  packs: readonly string[],
  hash: string,
  budget: Budget,
): Promise<StoredObject | undefined> {
  const isHonest = (object: StoredObject | undefined): boolean =>
    object !== undefined && hashOf(object, hash.length) === hash;
  const loose = await readLoose(folder, hash, budget);
  if (isHonest(loose)) {
    return loose;
  }
  for (const pack of packs) {
    const packed = await readPacked(pack, hash, budget);
    if (isHonest(packed)) {
      return packed;
    }
  }
  return undefined;
}

function hashOf({ kind, content }: StoredObject, digits: number): string {
  return createHash(digits === 40 ? 'sha1' : 'sha256')
    .update(`${kind} ${content.length}\0`)
    .update(content)
    .digest('hex');
}

/** Reads an object that has a file of its own: kind, length, a zero and the content, compressed. */
async function readLoose(
  folder: string,
  hash: string,
  budget: Budget,
): Promise<StoredObject | undefined> {
  const file = path.join(folder, hash.slice(0, 2), hash.slice(2));
  const packed = await readSmallFile(file, MAX_OBJECT_BYTES);
  const bytes = packed && (await unpack(packed, MAX_OBJECT_BYTES, budget));
  const end = bytes?.indexOf(0) ?? -1;
  const kind = /^(commit|tree) \d+$/.exec(
    bytes?.toString('latin1', 0, Math.min(end, 32)) ?? '',
  )?.[1];
  return bytes === undefined || kind === undefined
    ? undefined
    : { kind: kind as ObjectKind, content: bytes.subarray(end + 1) };
}
