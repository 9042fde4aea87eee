import { lstat, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { COMMIT } from './event.ts';

// A `.git` is read here as what it may be: files that somebody else wrote. Only plain files of a
// bounded size are opened, and what they hold is compared, never shown.

/** `HEAD`, a branch, `commondir` and the `.git` file hold one name or path each; Linux ends a path at 4 KiB. */
const LARGEST_LINE_FILE_BYTES = 8 * 1024;

/** A line a branch or tag, of some 70 bytes: room for half a million of them. */
const LARGEST_PACKED_REFS_BYTES = 32 * 1024 * 1024;

/**
 * Finds the nearest folder around a file that holds a `.git` of any kind.
 *
 * @param file an absolute path without links
 * @param workspace likewise; a `.git` above it is none that a checkout made
 */
export async function findCheckout(file: string, workspace: string): Promise<string | undefined> {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((await kindOf(path.join(folder, '.git'))) !== 'absent') {
      return folder;
    }
    if (folder === workspace || folder === path.dirname(folder)) {
      return undefined;
    }
  }
}

/**
 * Finds what git calls the folder of a working tree: its `.git`, or where the file `.git` of a
 * worktree or a submodule leads.
 *
 * @returns undefined where it is neither
 */
export async function findGitFolder(checkout: string): Promise<string | undefined> {
  const place = path.join(checkout, '.git');
  const kind = await kindOf(place);
  if (kind === 'folder') {
    return place;
  }
  const leads = kind === 'file' ? await readPath(place, /^gitdir: (.+)$/) : undefined;
  return leads !== undefined && (await kindOf(leads)) === 'folder' ? realpath(leads) : undefined;
}

/**
 * Reads which commit a working tree is at, as git would, without running it: a repository's own
 * settings can make git run programs.
 *
 * @param gitFolder as `findGitFolder` found it
 * @returns its full hash; undefined where it cannot be read, as in a repository of the format
 *   `reftable`
 */
export async function readCommit(gitFolder: string): Promise<string | undefined> {
  const head = await readLine(path.join(gitFolder, 'HEAD'));
  if (head === undefined || COMMIT.test(head)) {
    return head;
  }
  const branch = /^ref: (refs\/heads\/.+)$/.exec(head)?.[1];
  if (branch === undefined || !isPlainName(branch)) {
    return undefined;
  }
  // A worktree has a HEAD of its own, and shares its branches.
  const shared = await findSharedFolder(gitFolder);
  if (shared === undefined) {
    return undefined;
  }
  const loose = path.join(shared, branch);
  // What a branch's own file says goes before the list, and git leaves empty folders behind there.
  if ((await kindOf(loose)) === 'file') {
    const commit = await readLine(loose);
    return commit !== undefined && COMMIT.test(commit) ? commit : undefined;
  }
  const packed = await readSmallFile(path.join(shared, 'packed-refs'), LARGEST_PACKED_REFS_BYTES);
  const line = packed
    ?.toString()
    .split('\n')
    .find((entry) => entry.endsWith(` ${branch}`));
  const commit = line?.slice(0, -branch.length - 1) ?? '';
  return COMMIT.test(commit) ? commit : undefined;
}

/**
 * Finds the folder in which a repository keeps its branches and objects: that of its first working
 * tree, also for its others.
 *
 * @param gitFolder as `findGitFolder` found it
 * @returns undefined where that cannot be told
 */
export async function findSharedFolder(gitFolder: string): Promise<string | undefined> {
  const place = path.join(gitFolder, 'commondir');
  return (await kindOf(place)) === 'absent' ? gitFolder : readPath(place, /^(.+)$/);
}

/** Whether it names one file below the folder, on every system. */
function isPlainName(branch: string): boolean {
  return branch.split('/').every((part) => /^[^.\\:\p{Cc} ][^\\:\p{Cc} ]*$/u.test(part));
}

/** Reads a file that holds one path, relative to the file's folder. */
async function readPath(file: string, pattern: RegExp): Promise<string | undefined> {
  const named = pattern.exec((await readLine(file)) ?? '')?.[1];
  return named === undefined ? undefined : path.resolve(path.dirname(file), named);
}

/** Reads a file of one line. */
async function readLine(file: string): Promise<string | undefined> {
  const text = (await readSmallFile(file, LARGEST_LINE_FILE_BYTES))?.toString();
  return /^([^\n\r\0]+)\r?\n?$/.exec(text ?? '')?.[1];
}

/** Reads a plain file; undefined where there is none, and where it is larger. */
export async function readSmallFile(file: string, mostBytes: number): Promise<Buffer | undefined> {
  try {
    const found = await lstat(file);
    // Asked before it is opened: a pipe would never end, and a file of gigabytes should cost nothing.
    return found.isFile() && found.size <= mostBytes ? await readFile(file) : undefined;
  } catch {
    return undefined;
  }
}

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
