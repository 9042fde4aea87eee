import { open } from 'node:fs/promises';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { findWorkspaceFile, type FoundFile } from './files.ts';

/** A place file of the workspace, whose content is not read yet. */
export interface PlaceFile extends FoundFile {
  /** The format by its first bytes, whatever its name is. */
  readonly format: 'rbxl' | 'rbxlx';
}

const MAGIC_BYTES = {
  rbxl: Buffer.from('<roblox!\x89\xff\r\n\x1a\n', 'latin1'),
  rbxlx: Buffer.from('<roblox '),
} as const;

/** The first bytes of a Git LFS pointer, which a checkout without LFS has instead of the file. */
const LFS_POINTER = Buffer.from('version https://git-lfs');

/**
 * Checks the file of the `place-file` input.
 *
 * @param named a path, relative to the workspace
 * @throws {InvalidInputError} if it is no readable file of the workspace, or no place
 */
export async function readPlaceFile(named: string, workspace: string): Promise<PlaceFile> {
  const found = await findWorkspaceFile(named, workspace, {
    input: 'place-file',
    kind: 'a .rbxl or .rbxlx file',
  });
  const refuse = (problem: string, expected: string): InvalidInputError =>
    new InvalidInputError('place-file', `names "${named}", ${problem}`, expected);
  if (found.sizeBytes === 0) {
    throw refuse('which is empty', 'a .rbxl or .rbxlx file with a place in it');
  }
  const head = await readHead(found.location).catch((cause: unknown) => {
    throw refuse(`which cannot be read: ${String(cause)}`, 'a readable file');
  });
  for (const format of ['rbxl', 'rbxlx'] as const) {
    if (startsWith(head, MAGIC_BYTES[format])) {
      return { ...found, format };
    }
  }
  throw startsWith(head, LFS_POINTER)
    ? refuse(
        'which is only a pointer to a file in Git LFS',
        'the file itself: give actions/checkout the input `lfs: true`',
      )
    : refuse(
        'whose first bytes are those of neither kind of place',
        'a .rbxl file, which begins with "<roblox!", or a .rbxlx file, which begins with "<roblox "',
      );
}

async function readHead(location: string): Promise<Buffer> {
  const handle = await open(location);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(32), 0, 32, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function startsWith(bytes: Buffer, head: Buffer): boolean {
  return bytes.subarray(0, head.length).equals(head);
}
