import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from '../../workspace/files.ts';
import { COMMIT } from '../event.ts';
import { kindOf, readSmallFile } from './files.ts';

// A `.git` is read here as what it may be: files that somebody else wrote. Of what they hold, only
// the hash of a commit is ever shown.

/** `HEAD`, a branch, `commondir` and the `.git` file hold one name or path each; Linux ends a path at 4 KiB. */
const MAX_LINE_FILE_BYTES = 8 * 1024;

/** A line a branch or tag, of some 70 bytes: room for half a million of them. */
const MAX_PACKED_REFS_BYTES = 32 * 1024 * 1024;

/**
 * The folders around a file that hold a `.git` of any kind, the nearest first.
 *
 * @param file an absolute path without links
 * @param workspace likewise; a `.git` above it is none that a checkout made
 */
export async function findCheckouts(file: string, workspace: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if ((await kindOf(path.join(folder, '.git'))) !== 'absent') {
      found.push(folder);
    }
    if (folder === workspace || folder === path.dirname(folder)) {
      return found;
    }
  }
}

/**
 * Finds what git calls the folder of a working tree: its `.git`, or where the file `.git` of a
 * worktree or a submodule leads.
 *
 * @param workspace an absolute path without links; nothing outside of it is looked at
 * @returns undefined where it is neither
 */
export async function findGitFolder(
  checkout: string,
  workspace: string,
): Promise<string | undefined> {
  const place = path.join(checkout, '.git');
  const kind = await kindOf(place);
  if (kind === 'folder') {
    return place;
  }
  const leads = kind === 'file' ? await readPath(place, /^gitdir: (.+)$/, workspace) : undefined;
  return leads !== undefined && (await kindOf(leads)) === 'folder' ? realpath(leads) : undefined;
}

/**
 * Reads which commit a working tree is at, as git would, without running it: a repository's own
 * settings can make git run programs.
 *
 * @param gitFolder as `findGitFolder` found it
 * @param workspace as for it
 * @returns its full hash; undefined where it cannot be read, as in a repository of the format
 *   `reftable`
 */
export async function readCommit(
  gitFolder: string,
  workspace: string,
): Promise<string | undefined> {
  const head = await readLine(path.join(gitFolder, 'HEAD'));
  if (head === undefined || COMMIT.test(head)) {
    return head;
  }
  const branch = /^ref: (refs\/heads\/.+)$/.exec(head)?.[1];
  if (branch === undefined || !isPlainName(branch)) {
    return undefined;
  }
  // A worktree has a HEAD of its own, and shares its branches.
  const shared = await findSharedFolder(gitFolder, workspace);
  if (shared === undefined) {
    return undefined;
  }
  const loose = path.join(shared, branch);
  // What a branch's own file says goes before the list, and git leaves empty folders behind there.
  if ((await kindOf(loose)) === 'file') {
    const commit = await readLine(loose);
    return commit !== undefined && COMMIT.test(commit) ? commit : undefined;
  }
  const packed = await readSmallFile(path.join(shared, 'packed-refs'), MAX_PACKED_REFS_BYTES);
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
 * @param workspace as for it
 * @returns undefined where that cannot be told
 */
export async function findSharedFolder(
  gitFolder: string,
  workspace: string,
): Promise<string | undefined> {
  const place = path.join(gitFolder, 'commondir');
  return (await kindOf(place)) === 'absent' ? gitFolder : readPath(place, /^(.+)$/, workspace);
}

/** Whether it names one file below the folder, on every system. */
function isPlainName(branch: string): boolean {
  return branch.split('/').every((part) => /^[^.\\:\p{Cc} ][^\\:\p{Cc} ]*$/u.test(part));
}

/**
 * Reads a file that holds one path, relative to the file's folder; undefined where that leads out of
 * the workspace. Just to look there could do harm: on Windows it could be a stranger's server.
 */
async function readPath(
  file: string,
  pattern: RegExp,
  workspace: string,
): Promise<string | undefined> {
  const named = pattern.exec((await readLine(file)) ?? '')?.[1];
  const place = named && path.resolve(path.dirname(file), named);
  return place !== undefined && isInside(workspace, place) ? place : undefined;
}

/** Reads a file of one line. */
async function readLine(file: string): Promise<string | undefined> {
  const text = (await readSmallFile(file, MAX_LINE_FILE_BYTES))?.toString();
  return /^([^\n\r\0]+)\r?\n?$/.exec(text ?? '')?.[1];
}
