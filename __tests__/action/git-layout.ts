import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

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

interface Entry {
  readonly name: string;
  readonly hash: string;
  readonly mode?: number;
  readonly stage?: number;
}

/** An index of version 2 with these entries. */
export function indexOf(entries: readonly Entry[], extension = Buffer.alloc(0)): Buffer {
  const header = Buffer.from('DIRC\0\0\0\x02\0\0\0\0', 'latin1');
  header.writeUInt32BE(entries.length, 8);
  const body = entries.map(({ name, hash, mode = 0o100644, stage = 0 }) => {
    const stat = Buffer.alloc(40);
    stat.writeUInt32BE(mode, 24);
    const flags = Buffer.alloc(2);
    flags.writeUInt16BE((stage << 12) | Math.min(name.length, 0xfff));
    const entry = Buffer.concat([stat, Buffer.from(hash, 'hex'), flags, Buffer.from(name)]);
    return Buffer.concat([entry, Buffer.alloc(8 - (entry.length % 8))]);
  });
  return Buffer.concat([header, ...body, extension, Buffer.alloc(20)]);
}
