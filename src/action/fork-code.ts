import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { COMMIT, type WorkflowEvent } from './event.ts';
import { findCheckouts, findGitFolder, kindOf, readCommit, readSmallFile } from './git-commit.ts';
import { parseIndex } from './git-index.ts';
import type { Environment } from './read-input.ts';

/** The files that would reach Roblox with the key. An inline script is the workflow's own text, and none. */
export interface FilesToRun {
  /** Absolute paths; links among them are followed. */
  readonly scripts: readonly string[];
  /** Whether `place-file` and `binary-input` name a file. */
  readonly placeFile: boolean;
  readonly binaryInput: boolean;
}

/** 100,000 files with long names: about 15 MB. */
const LARGEST_INDEX_BYTES = 128 * 1024 * 1024;

/**
 * Tells why files may not run with the key: the event has secrets, runs for a fork's pull request,
 * and a file is not shown to be one of the commit `GITHUB_SHA`, which is the base's own.
 *
 * To be shown, the nearest `.git` above a script must be at that commit. Where that repository has
 * an index, as each has that checked something out, the script must be in it, unchanged: so that
 * nothing counts that was unpacked over a checkout, or beside its files. Files to upload are
 * artifacts of a build as a rule, which no commit vouches for: they are refused.
 *
 * What this does not show: that the `.git` itself is honest. Git puts none into a working tree on
 * behalf of a commit, but an archive can bring one, with the right hash in it, and a program of the
 * fork that ran before in the same job can write what it likes. The first is refused where it lies
 * inside a checkout of the base. Nor is an index proof against a step that put the fork's files into
 * it, as `git checkout <head> -- <path>` does. A source map is not asked about: it chooses lines for
 * annotations, and runs nothing.
 *
 * @param workspace an absolute path
 * @throws where a script does not exist: to be called for those that were found
 * @returns the reason, in whole sentences that may hold names of files; undefined where all may run
 */
export async function findForkCode(
  event: WorkflowEvent,
  files: FilesToRun,
  workspace: string,
  env: Environment,
): Promise<string | undefined> {
  if (!event.isForkWithSecrets) {
    return undefined;
  }
  const fault = files.placeFile
    ? '`place-file` names a file, and nothing shows that it was built from files of the base.'
    : files.binaryInput
      ? '`binary-input` names a file, and nothing shows that it is one of the base.'
      : await findForeign(files.scripts, workspace, env['GITHUB_SHA'] ?? '');
  return fault && `${explainEvent(event)} ${fault}`;
}

function explainEvent({ name, pullRequest }: WorkflowEvent): string {
  const cause =
    pullRequest?.isFork === true
      ? `pull request #${pullRequest.number}, which is not shown to come from this repository`
      : 'what is not shown to come from this repository';
  return `The event \`${name}\` has the secrets of this repository, and runs for ${cause}.`;
}

async function findForeign(
  scripts: readonly string[],
  workspace: string,
  base: string,
): Promise<string | undefined> {
  if (scripts.length === 0) {
    return undefined;
  }
  if (!COMMIT.test(base)) {
    return "`GITHUB_SHA`, which should be the base's commit, is not the full hash of one.";
  }
  const root = await realpath(workspace);
  const readIndexOnce = rememberIndexes(base.length / 2);
  for (const script of scripts) {
    const file = await realpath(script);
    const fault = await explainForeign(file, root, base, readIndexOnce);
    if (fault !== undefined) {
      return `The script ${JSON.stringify(toSlashes(path.relative(root, file)))} ${fault}`;
    }
  }
  return undefined;
}

/** What is wrong with a script, as the end of a sentence that begins with it. */
async function explainForeign(
  file: string,
  workspace: string,
  base: string,
  readIndexOnce: ReturnType<typeof rememberIndexes>,
): Promise<string | undefined> {
  const [checkout, ...around] = await findCheckouts(file, workspace);
  if (checkout === undefined) {
    return (
      'lies in no checkout: no folder above it, up to the workspace, has a `.git`. ' +
      '`actions/checkout` leaves none where it finds no git, as in many containers.'
    );
  }
  const gitFolder = await findGitFolder(checkout);
  const commit = gitFolder === undefined ? undefined : await readCommit(gitFolder);
  const repository = `whose \`.git\` is in ${nameFolder(checkout, workspace)}`;
  if (gitFolder === undefined || commit === undefined) {
    return `lies in a repository, ${repository}, and which commit that is at cannot be told.`;
  }
  if (commit !== base) {
    return `lies in a repository, ${repository}, that is at the commit ${commit}. The base is at ${base}.`;
  }
  if (await isInsideItsLike(gitFolder, around, base)) {
    return `lies in a repository, ${repository}, inside another one at the same commit. Which of them the script came with cannot be told.`;
  }
  // Until it is committed, HEAD stays at the base, while files and index are already the fork's.
  if ((await kindOf(path.join(gitFolder, 'MERGE_HEAD'))) !== 'absent') {
    return `lies in a repository, ${repository}, into which another commit is being merged.`;
  }
  const named = toSlashes(path.relative(checkout, file));
  if (/^\.git\//i.test(named)) {
    return 'lies in the folder `.git`, which holds no files of a commit.';
  }
  const index = await readIndexOnce(gitFolder);
  if (index === 'none') {
    return undefined; // Whoever could take the index away could have written all of `.git`.
  }
  if (index === undefined) {
    return `lies in a repository, ${repository}, whose index cannot be read.`;
  }
  const known = index.get(named);
  if (known === undefined) {
    return 'is no file of the base: it is in a checkout of it, but git did not put it there.';
  }
  return hashesOf(await readFile(file), base.length).includes(known)
    ? undefined
    : 'is no longer as the base has it: it was changed after it was checked out.';
}

/**
 * Whether a checkout of the base lies inside another one. Nobody does that; yet an archive of the
 * fork that was unpacked into the outer one could look like it. A worktree of the outer one cannot
 * come that way: what git knows of it is in the outer one's own `.git`.
 */
async function isInsideItsLike(
  gitFolder: string,
  around: readonly string[],
  base: string,
): Promise<boolean> {
  for (const checkout of around) {
    const outer = await findGitFolder(checkout);
    if (outer !== undefined && (await readCommit(outer)) === base) {
      return !gitFolder.startsWith(path.join(outer, 'worktrees') + path.sep);
    }
  }
  return false;
}

/** Reads each index once: a repository of 100,000 files has one of 15 MB. */
function rememberIndexes(
  hashBytes: number,
): (gitFolder: string) => Promise<ReadonlyMap<string, string> | 'none' | undefined> {
  const known = new Map<string, ReadonlyMap<string, string> | 'none' | undefined>();
  return async (gitFolder) => {
    if (!known.has(gitFolder)) {
      const place = path.join(gitFolder, 'index');
      const bytes = await readSmallFile(place, LARGEST_INDEX_BYTES);
      const isAbsent = bytes === undefined && (await kindOf(place)) === 'absent';
      known.set(gitFolder, isAbsent ? 'none' : bytes && parseIndex(bytes, hashBytes));
    }
    return known.get(gitFolder);
  };
}

/**
 * The hashes under which git may know a text: as it is, and with the line ends that git on Windows
 * turned into CRLF when it checked the text out.
 */
function hashesOf(content: Buffer, hashDigits: number): readonly string[] {
  const algorithm = hashDigits === 40 ? 'sha1' : 'sha256';
  const unix = Buffer.from(content.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return [content, unix].map((bytes) =>
    createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
  );
}

function nameFolder(folder: string, workspace: string): string {
  const named = toSlashes(path.relative(workspace, folder));
  return named === '' ? 'the workspace' : JSON.stringify(named);
}

function toSlashes(file: string): string {
  return file.split(path.sep).join('/');
}
