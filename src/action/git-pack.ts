import { open, readdir, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { kindOf } from './git-commit.ts';

// Packs: files in which git keeps many objects, most of them as differences from others. Nothing in
// them is believed: who asks for an object holds what comes back against its hash.
// Format: https://git-scm.com/docs/gitformat-pack, with indexes of version 2, which git has written since 2007.

/** A folder of half a million entries; a commit is far smaller. */
export const LARGEST_OBJECT_BYTES = 32 * 1024 * 1024;

/** The names that begin with one byte, of some 400 million objects. */
const LARGEST_NAMES_BYTES = 32 * 1024 * 1024;

/** Of an entry: kind and size take up to 10 bytes, and what it differs from up to 32. */
const ENTRY_HEADER_BYTES = 64;

const INDEX_MAGIC = 0xff744f63;
const FANOUT_AT = 8;
const NAMES_AT = FANOUT_AT + 256 * 4;
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

/** What may still be done for the object that is being read. */
export interface Budget {
  /** How much may be unpacked. */
  bytes: number;
  /** How many objects it may be made of. */
  links: number;
}

/**
 * Reads an object from the packs.
 *
 * @param folder that of `objects`
 * @returns undefined where no pack has it whole
 */
export async function readPacked(
  folder: string,
  hash: string,
  budget: Budget,
): Promise<StoredObject | undefined> {
  const packs = path.join(folder, 'pack');
  const names = await readdir(packs).catch((): string[] => []);
  for (const name of names.filter((each) => each.endsWith('.idx')).toSorted()) {
    const index = path.join(packs, name);
    const pack = index.replace(/\.idx$/, '.pack');
    // Asked before they are opened: a pipe would never end.
    if ((await kindOf(index)) === 'file' && (await kindOf(pack)) === 'file') {
      const at = await whileOpen(index, (file) => findOffset(file, hash));
      const found =
        at === undefined
          ? undefined
          : await whileOpen(pack, (file) => readEntry(file, at, folder, hash.length / 2, budget));
      if (found !== undefined) {
        return found;
      }
    }
  }
  return undefined;
}

async function whileOpen<T>(
  name: string,
  read: (file: FileHandle) => Promise<T>,
): Promise<T | undefined> {
  const file = await open(name).catch(() => undefined);
  try {
    return file && (await read(file));
  } catch {
    return undefined; // It ends too soon, or is not what it seems to be.
  } finally {
    await file?.close();
  }
}

/** Finds where in its pack an object begins, by the pack's index of version 2. */
async function findOffset(index: FileHandle, hash: string): Promise<number | undefined> {
  const head = await readAt(index, 0, NAMES_AT);
  if (head.readUInt32BE(0) !== INDEX_MAGIC || head.readUInt32BE(4) !== 2) {
    return undefined;
  }
  // How many names begin with a byte up to this one.
  const upTo = (byte: number): number => (byte < 0 ? 0 : head.readUInt32BE(FANOUT_AT + byte * 4));
  const name = Buffer.from(hash, 'hex');
  const first = upTo((name[0] ?? 0) - 1);
  const length = (upTo(name[0] ?? 0) - first) * name.length;
  if (length > LARGEST_NAMES_BYTES) {
    return undefined;
  }
  const names = await readAt(index, NAMES_AT + first * name.length, length);
  const place = findName(names, name);
  if (place === undefined) {
    return undefined;
  }
  // Behind the names: a checksum of four bytes each, then an offset of four bytes each.
  const count = upTo(255);
  const offsetsAt = NAMES_AT + count * (name.length + 4);
  const offset = (await readAt(index, offsetsAt + (first + place) * 4, 4)).readUInt32BE();
  if (offset < IS_LARGE_OFFSET) {
    return offset;
  }
  // From 2 GiB on it says which of the long offsets, behind the others, it is.
  const largeAt = offsetsAt + count * 4 + (offset - IS_LARGE_OFFSET) * 8;
  return Number((await readAt(index, largeAt, 8)).readBigUInt64BE());
}

/** Halves the sorted names until one is left. */
function findName(names: Buffer, name: Buffer): number | undefined {
  let low = 0;
  let high = names.length / name.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const at = middle * name.length;
    const order = name.compare(names, at, at + name.length);
    if (order === 0) {
      return middle;
    }
    [low, high] = order < 0 ? [low, middle] : [middle + 1, high];
  }
  return undefined;
}

/**
 * Reads an entry of a pack: an object, or what makes it of another one.
 *
 * @throws where the pack ends too soon
 */
async function readEntry(
  pack: FileHandle,
  at: number,
  folder: string,
  hashBytes: number,
  budget: Budget,
): Promise<StoredObject | undefined> {
  const changes: Buffer[] = [];
  for (let entryAt = at; budget.links > 0; budget.links -= 1) {
    const header = await readUpTo(pack, entryAt, ENTRY_HEADER_BYTES);
    const { kind, size, length } = readKindAndSize(header);
    let base: number | undefined;
    let dataAt = entryAt + length;
    if (kind === DIFFERS_FROM_OFFSET) {
      const { value, next } = readDistance(header, length);
      base = entryAt - value;
      dataAt = entryAt + next;
    } else if (kind === DIFFERS_FROM_NAMED) {
      dataAt += hashBytes;
    }
    if (size > LARGEST_OBJECT_BYTES) {
      return undefined;
    }
    // What zlib cannot compress takes a few bytes more than it has.
    const packed = await readUpTo(pack, dataAt, size + (size >> 8) + 1024);
    const content = await unpack(packed, size, budget);
    if (content?.length !== size) {
      return undefined;
    }
    const stored = KINDS[kind];
    if (stored !== undefined) {
      return applied(changes, { kind: stored, content }, budget);
    }
    changes.unshift(content);
    if (kind === DIFFERS_FROM_NAMED) {
      const named = header.toString('hex', length, length + hashBytes);
      budget.links -= 1;
      const found = await readPacked(folder, named, budget);
      return found && applied(changes, found, budget);
    }
    if (base === undefined || base <= 0 || base >= entryAt) {
      return undefined;
    }
    entryAt = base;
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

/** Makes an object of the one it differs from. */
function applied(
  changes: readonly Buffer[],
  { kind, content }: StoredObject,
  budget: Budget,
): StoredObject | undefined {
  let made: Buffer | undefined = content;
  for (const change of changes) {
    made = made && applyChange(made, change, budget);
  }
  return made && { kind, content: made };
}

/**
 * A change is two sizes, that of the base and that of the result, and orders: to copy a piece of
 * the base, or to insert the bytes that follow.
 */
function applyChange(base: Buffer, change: Buffer, budget: Budget): Buffer | undefined {
  const baseSize = readSize(change, 0);
  const size = readSize(change, baseSize.next);
  budget.bytes -= size.value;
  if (baseSize.value !== base.length || size.value > LARGEST_OBJECT_BYTES || budget.bytes < 0) {
    return undefined;
  }
  const made = Buffer.alloc(size.value);
  let end = 0;
  let at = size.next;
  while (at < change.length) {
    const order = change.readUInt8(at);
    at += 1;
    let piece: Buffer;
    if ((order & 0x80) === 0) {
      piece = change.subarray(at, at + order);
      at += order;
    } else {
      let from = 0;
      let length = 0;
      // Seven bits tell which bytes follow: four of where the piece begins, three of its length.
      for (let bit = 0; bit < 7; bit += 1) {
        if ((order & (1 << bit)) !== 0) {
          const byte = change.readUInt8(at);
          at += 1;
          from += bit < 4 ? byte * 2 ** (bit * 8) : 0;
          length += bit < 4 ? 0 : byte * 2 ** ((bit - 4) * 8);
        }
      }
      piece = base.subarray(from, from + (length === 0 ? 0x10000 : length));
    }
    // An order of nothing would go on for ever at no cost, and one too many would be lost unseen.
    if (piece.length === 0 || piece.copy(made, end) < piece.length) {
      return undefined;
    }
    end += piece.length;
  }
  return end === made.length ? made : undefined;
}

/** Seven bits a byte, the lowest first. */
function readSize(change: Buffer, at: number): { value: number; next: number } {
  let value = 0;
  let next = at;
  for (let unit = 1; ; unit *= 0x80) {
    const byte = change.readUInt8(next);
    next += 1;
    value += (byte & 0x7f) * unit;
    if ((byte & 0x80) === 0) {
      return { value, next };
    }
  }
}

const inflateBytes = promisify(inflate) as (
  packed: Buffer,
  options: { readonly maxOutputLength: number },
) => Promise<Buffer>;

/** Decompresses the beginning of these bytes, whatever follows; undefined where it is broken or too long. */
export async function unpack(
  packed: Buffer,
  mostBytes: number,
  budget: Budget,
): Promise<Buffer | undefined> {
  const most = Math.min(mostBytes, budget.bytes);
  if (most < 0) {
    return undefined;
  }
  const content = await inflateBytes(packed, { maxOutputLength: Math.max(1, most) }).catch(
    () => undefined,
  );
  budget.bytes -= content?.length ?? 0;
  return content;
}

/** @throws where the file ends before that */
async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = await readUpTo(file, at, length);
  if (bytes.length < length) {
    throw new Error(
      `The file ends at ${at + bytes.length}, ${length - bytes.length} bytes too soon.`,
    );
  }
  return bytes;
}

/** Reads as much of this as the file has. */
async function readUpTo(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, at + read);
    if (bytesRead === 0) {
      break;
    }
    read += bytesRead;
  }
  return bytes.subarray(0, read);
}
