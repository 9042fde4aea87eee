import { readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { applyDeltas } from './delta.ts';
import { readAt, readUpTo, whileOpen } from './files.ts';
import { MAX_OBJECT_BYTES, spend, unpack, type Budget } from './unpack.ts';

// Packs: files in which git keeps many objects, most of them as differences from others. Nothing in
// them is believed: who asks for an object holds what comes back against its hash.
// Format: https://git-scm.com/docs/gitformat-pack, with indexes of version 2, which git has written since 2007.

/** Git makes rows of 50 differences, and made some of 250 when it was told to be aggressive. */
const MAX_CHAIN = 1_000;

/** What a look into an index costs of the budget: it reads little, but opens files and waits. */
const LOOKUP_COSTS_BYTES = 128 * 1024;

/** Of an entry: kind and size take up to 10 bytes, and what it differs from up to 32. */
const ENTRY_HEADER_BYTES = 64;

const INDEX_MAGIC = 0xff744f63;
const FANOUT_AT = 8;
const NAMES_AT = FANOUT_AT + 256 * 4;
const CHECKSUM_BYTES = 4;
const IS_LARGE_OFFSET = 0x80000000;

const KINDS: Readonly<Record<number, ObjectKind>> = { 1: 'commit', 2: 'tree' };
const DIFFERS_FROM_OFFSET = 6;
const DIFFERS_FROM_NAMED = 7;

/** The kinds that lead from a commit to a file's hash; contents are never read. */
export type ObjectKind = 'commit' | 'tree';

/** An object as a store has it. */
export interface StoredObject {
  readonly kind: ObjectKind;
  readonly content: Buffer;
}

/**
 * Lists the packs of a store, without their endings.
 *
 * @param folder that of `objects`
 */
export async function findPacks(folder: string): Promise<readonly string[]> {
  const packs = path.join(folder, 'pack');
  const names = await readdir(packs).catch((): string[] => []);
  return names
    .filter((name) => name.endsWith('.idx'))
    .toSorted()
    .map((name) => path.join(packs, name.slice(0, -'.idx'.length)));
}

/**
 * Reads an object from a pack.
 *
 * @param pack as `findPacks` found it
 * @returns undefined where the pack has it not, or not whole
 */
export function readPacked(
  pack: string,
  hash: string,
  budget: Budget,
): Promise<StoredObject | undefined> {
  return whileOpen(`${pack}.idx`, async (index) => {
    const at = await findOffset(index, hash, budget);
    return at === undefined
      ? undefined
      : whileOpen(`${pack}.pack`, (objects) =>
          readEntry({ index, objects, hashBytes: hash.length / 2, budget }, at),
        );
  });
}

/** A pack that is being read. */
interface OpenPack {
  readonly index: FileHandle;
  readonly objects: FileHandle;
  readonly hashBytes: number;
  readonly budget: Budget;
}

/**
 * Finds where in its pack an object begins, by the pack's index.
 *
 * @throws where the index ends too soon
 */
async function findOffset(
  index: FileHandle,
  hash: string,
  budget: Budget,
): Promise<number | undefined> {
  if (!spend(budget, LOOKUP_COSTS_BYTES)) {
    return undefined;
  }
  const head = await readAt(index, 0, NAMES_AT);
  if (head.readUInt32BE(0) !== INDEX_MAGIC || head.readUInt32BE(4) !== 2) {
    return undefined;
  }
  // How many names begin with a byte up to this one. The names are sorted.
  const upTo = (byte: number): number => (byte < 0 ? 0 : head.readUInt32BE(FANOUT_AT + byte * 4));
  const name = Buffer.from(hash, 'hex');
  let low = upTo((name[0] ?? 0) - 1);
  let high = upTo(name[0] ?? 0);
  const count = upTo(255);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const order = name.compare(await readAt(index, NAMES_AT + middle * name.length, name.length));
    if (order === 0) {
      return readOffset(index, NAMES_AT + count * (name.length + CHECKSUM_BYTES), count, middle);
    }
    [low, high] = order < 0 ? [low, middle] : [middle + 1, high];
  }
  return undefined;
}

/** Behind the names and a checksum of each stand their offsets, of four bytes each. */
async function readOffset(
  index: FileHandle,
  offsetsAt: number,
  count: number,
  place: number,
): Promise<number> {
  const offset = (await readAt(index, offsetsAt + place * 4, 4)).readUInt32BE();
  if (offset < IS_LARGE_OFFSET) {
    return offset;
  }
  // From 2 GiB on it says which of the long offsets, behind the others, it is.
  const largeAt = offsetsAt + count * 4 + (offset - IS_LARGE_OFFSET) * 8;
  return Number((await readAt(index, largeAt, 8)).readBigUInt64BE());
}

/**
 * Reads an entry of a pack: an object, or what makes it of another one of the same pack.
 *
 * @throws where the pack ends too soon
 */
async function readEntry(pack: OpenPack, at: number): Promise<StoredObject | undefined> {
  const { index, objects, hashBytes, budget } = pack;
  const deltas: Buffer[] = [];
  let entryAt: number | undefined = at;
  while (entryAt !== undefined && deltas.length <= MAX_CHAIN) {
    const header = await readUpTo(objects, entryAt, ENTRY_HEADER_BYTES);
    const { kind, size, length } = readKindAndSize(header);
    let baseAt: number | undefined;
    let dataAt = entryAt + length;
    if (kind === DIFFERS_FROM_OFFSET) {
      const { value, next } = readDistance(header, length);
      baseAt = value > 0 && value < entryAt ? entryAt - value : undefined;
      dataAt = entryAt + next;
    } else if (kind === DIFFERS_FROM_NAMED) {
      const base = header.toString('hex', length, length + hashBytes);
      baseAt = await findOffset(index, base, budget);
      dataAt += hashBytes;
    }
    if (size > MAX_OBJECT_BYTES) {
      return undefined;
    }
    // What zlib cannot compress takes a few bytes more than it has.
    const packed = await readUpTo(objects, dataAt, size + (size >> 8) + 1024);
    const content = await unpack(packed, size, budget);
    if (content?.length !== size) {
      return undefined;
    }
    const stored = KINDS[kind];
    if (stored !== undefined) {
      const whole = applyDeltas(content, deltas, budget);
      return whole && { kind: stored, content: whole };
    }
    deltas.unshift(content);
    entryAt = baseAt;
  }
  return undefined;
}

/** Four bits of size in the first byte, seven in each one more, the lowest first. */
function readKindAndSize(header: Buffer): { kind: number; size: number; length: number } {
  let byte = header.readUInt8(0);
  const kind = (byte >> 4) & 7;
  let size = byte & 15;
  let length = 1;
  for (let unit = 16; (byte & 0x80) !== 0; unit *= 0x80) {
    byte = header.readUInt8(length);
    size += (byte & 0x7f) * unit;
    length += 1;
  }
  return { kind, size, length };
}

/** How far back an entry's base is: seven bits a byte, the highest first, of which each but the last counts one more. */
function readDistance(header: Buffer, at: number): { value: number; next: number } {
  let next = at;
  let byte = header.readUInt8(next);
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    next += 1;
    byte = header.readUInt8(next);
    value = (value + 1) * 0x80 + (byte & 0x7f);
  }
  return { value, next: next + 1 };
}
