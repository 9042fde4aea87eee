import { constants } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';

// Files of a `.git` may be anybody's. Only plain ones are read, by no link of their own, and never
// more of them than was asked for.

/** Opens what lies there without following a link, and without waiting for a writer of a pipe. Windows knows neither. */
const READ_PLAINLY = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** What lies there; a link is something else, since git makes none of those that are read here. */
export async function kindOf(place: string): Promise<'file' | 'folder' | 'absent' | 'other'> {
  try {
    const found = await lstat(place);
    return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'absent' : 'other';
  }
}

/**
 * Opens a plain file while it is being read.
 *
 * @param read gets the file, and how many bytes it says it has: a file of the system may have none
 *   and go on for ever
 * @returns undefined where there is no such file, and where reading it failed
 */
export async function whileOpen<T>(
  name: string,
  read: (file: FileHandle, sizeBytes: number) => Promise<T>,
): Promise<T | undefined> {
  let file: FileHandle | undefined;
  try {
    file = await open(name, READ_PLAINLY);
    const found = await file.stat();
    return found.isFile() ? await read(file, found.size) : undefined;
  } catch {
    return undefined;
  } finally {
    await file?.close();
  }
}

/** Reads a plain file; undefined where there is none, and where it is larger. */
export function readSmallFile(file: string, maxBytes: number): Promise<Buffer | undefined> {
  return whileOpen(file, async (opened, sizeBytes) =>
    sizeBytes <= maxBytes ? readUpTo(opened, 0, sizeBytes) : undefined,
  );
}

/** Reads as much of this as the file has. */
export async function readUpTo(file: FileHandle, at: number, length: number): Promise<Buffer> {
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

/** @throws where the file ends before that */
export async function readAt(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = await readUpTo(file, at, length);
  if (bytes.length < length) {
    throw new RangeError(`The file ends ${length - bytes.length} bytes too soon.`);
  }
  return bytes;
}
