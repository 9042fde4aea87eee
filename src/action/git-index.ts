/** Of an entry: ten numbers of 4 bytes. The seventh is the file's mode. */
const STAT_BYTES = 40;
const MODE_OFFSET = 24;
const HEADER_BYTES = 12;

/** Bits of an entry's flags. */
const EXTENDED = 0x4000;
const STAGE = 0x3000;

/** The kind in a file's mode: a plain file, and neither a link nor a submodule. */
const KIND = 0xf000;
const PLAIN_FILE = 0x8000;

/**
 * Reads git's index, which lists the files that git checked out, with the hashes of their contents.
 * Format: https://git-scm.com/docs/index-format, versions 2 to 4.
 *
 * @param hashBytes 20 in a repository of SHA-1, 32 in one of SHA-256
 * @returns the hashes in hexadecimal digits, by path; undefined where it is none that can be read,
 *   or only a part of one
 */
export function parseIndex(index: Buffer, hashBytes: number): Map<string, string> | undefined {
  if (index.length < HEADER_BYTES || index.toString('latin1', 0, 4) !== 'DIRC') {
    return undefined;
  }
  const version = index.readUInt32BE(4);
  if (version < 2 || version > 4) {
    return undefined;
  }
  const files = new Map<string, string>();
  let offset = HEADER_BYTES;
  let last = Buffer.alloc(0);
  for (let left = index.readUInt32BE(8); left > 0; left -= 1) {
    const hashAt = offset + STAT_BYTES;
    if (hashAt + hashBytes + 4 > index.length) {
      return undefined;
    }
    const flags = index.readUInt16BE(hashAt + hashBytes);
    let nameAt = hashAt + hashBytes + ((flags & EXTENDED) === 0 ? 2 : 4);
    let kept = Buffer.alloc(0);
    if (version === 4) {
      // A name leaves out what it shares with the one before, and says how much that one goes on.
      const { value, next } = readVariableWidth(index, nameAt);
      if (value > last.length) {
        return undefined;
      }
      kept = last.subarray(0, last.length - value);
      nameAt = next;
    }
    const end = index.indexOf(0, nameAt);
    if (end === -1) {
      return undefined;
    }
    last = Buffer.concat([kept, index.subarray(nameAt, end)]);
    const kind = index.readUInt32BE(offset + MODE_OFFSET) & KIND;
    // A file that is being merged has up to three entries, none of them what lies there.
    if (kind === PLAIN_FILE && (flags & STAGE) === 0) {
      files.set(last.toString(), index.toString('hex', hashAt, hashAt + hashBytes));
    }
    // Up to version 3 one to eight zeros make an entry's length a multiple of eight.
    offset = version === 4 ? end + 1 : offset + (Math.floor((end - offset) / 8) + 1) * 8;
  }
  return isSplit(index, offset, hashBytes) ? undefined : files;
}

/** A number of seven bits a byte, the highest first, of which each but the last counts one more. */
function readVariableWidth(index: Buffer, at: number): { value: number; next: number } {
  let next = at;
  let byte = index[next] ?? 0;
  let value = byte & 0x7f;
  while ((byte & 0x80) !== 0) {
    next += 1;
    byte = index[next] ?? 0;
    value = (value + 1) * 0x80 + (byte & 0x7f);
  }
  return { value, next: next + 1 };
}

/** Whether an extension named `link` says that most entries are in another file. */
function isSplit(index: Buffer, extensionsAt: number, hashBytes: number): boolean {
  for (let at = extensionsAt; at + 8 <= index.length - hashBytes;) {
    if (index.toString('latin1', at, at + 4) === 'link') {
      return true;
    }
    at += 8 + index.readUInt32BE(at + 4);
  }
  return false;
}
