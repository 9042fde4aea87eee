import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { COMMIT, type WorkflowEvent } from './event.ts';
import { findCheckouts, findGitFolder, findSharedFolder, readCommit } from './git/commit.ts';
import { findFileHash, readObjectsOf, type ReadObject } from './git/objects.ts';
import type { Environment } from '../inputs/parsers.ts';

/** The files that would reach Roblox with the key. An inline script is the workflow's own text, and none. */
export interface FilesToRun {
  readonly scripts: readonly FileToRun[];
  /** Whether `place-file` and `binary-input` name a file. */
  readonly placeFile: boolean;
  readonly binaryInput: boolean;
}

/** A script, as it was read: what is asked about is what is sent. */
export interface FileToRun {
  /** Its path from the workspace, without links. */
  readonly file: string;
  /** Whether only a link leads from what the input names to there. */
  readonly isLinked: boolean;
  /** Its text, without a byte-order mark. */
  readonly text: string;
}

/**
 * How much may be read of all repositories together. One of 100,000 files takes a tenth of it; a
 * store that was made to take long takes half a minute.
 */
const MAX_WORK_BYTES = 4 * 1024 ** 3;

/**
 * Tells why files may not run with the key: the event has secrets, runs for a fork's pull request,
 * and a file is not shown to be one of the commit `GITHUB_SHA`, which is the base's own.
 *
 * To be shown, the nearest `.git` above a script must be at that commit, and hold it: the script
 * must be, but for line ends, what the commit has at the script's path. Commit, folders and file are
 * each looked up by the hash that the one before names, and taken only where they have it, from
 * `GITHUB_SHA` on. So it matters neither who wrote the `.git`, nor what was merged, unpacked or
 * written over the files: whatever is not the base's own has another hash.
 *
 * Which of the base's files run is another question: a link, or a copy of the base somewhere below
 * it, could name one that the workflow does not. Both are refused.
 *
 * Files to upload are artifacts of a build as a rule, which no commit vouches for: they are refused.
 * A source map is not asked about: it chooses lines for annotations, and runs nothing.
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

/**
 * Says what runs with the key where the workflow allows that, in an event that may bring a fork's files.
 *
 * @returns undefined where there are none
 */
export function explainAllowed(event: WorkflowEvent, files: FilesToRun): string | undefined {
  const hasFiles = files.scripts.length > 0 || files.placeFile || files.binaryInput;
  return event.isForkWithSecrets && hasFiles
    ? `\`fork-code\` is \`allow\`: files that may come from a fork run with the key. ${explainEvent(event)}`
    : undefined;
}

function explainEvent({ name, pullRequest }: WorkflowEvent): string {
  const cause =
    pullRequest?.isFork === true
      ? `pull request #${pullRequest.number}, which is not shown to come from this repository`
      : 'what is not shown to come from this repository';
  return `The event \`${name}\` has the secrets of this repository, and runs for ${cause}.`;
}

async function findForeign(
  scripts: readonly FileToRun[],
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
  const openOnce = rememberStores();
  for (const script of scripts) {
    const fault = await explainForeign(script, root, base, openOnce);
    if (fault !== undefined) {
      return `The script ${JSON.stringify(script.file)} ${fault}`;
    }
  }
  return undefined;
}

/** What is wrong with a script, as the end of a sentence that begins with it, and more sentences. */
async function explainForeign(
  { file, isLinked, text }: FileToRun,
  workspace: string,
  base: string,
  openOnce: (objects: string) => ReadObject,
): Promise<string | undefined> {
  if (isLinked) {
    return "is reached by a link only. Where links lead can be a fork's choice, so none is followed in such an event.";
  }
  const location = path.resolve(workspace, file);
  const [checkout, ...around] = await findCheckouts(location, workspace);
  if (checkout === undefined) {
    return (
      'lies in no checkout: no folder above it, up to the workspace, has a `.git`. ' +
      '`actions/checkout` leaves none where it finds no git, as in many containers.'
    );
  }
  const repository = `lies in a repository whose \`.git\` is in ${nameFolder(checkout, workspace)}`;
  const gitFolder = await findGitFolder(checkout, workspace);
  const commit = gitFolder && (await readCommit(gitFolder, workspace));
  if (gitFolder === undefined || commit === undefined) {
    return `${repository}. Which commit that is at cannot be told.`;
  }
  if (commit !== base) {
    return `${repository}. That is at the commit ${commit}; the base is at ${base}.`;
  }
  if (await isInsideItsLike(gitFolder, around, workspace, base)) {
    return `${repository}, inside another one at the same commit. Which of the two the script came with cannot be told.`;
  }
  const shared = await findSharedFolder(gitFolder, workspace);
  const named = toSlashes(path.relative(checkout, location));
  const known = shared && (await findFileHash(openOnce(path.join(shared, 'objects')), base, named));
  if (known === undefined || known === '') {
    return `${repository}. It says that it is at ${base}, but that commit, or a folder of it, cannot be read there. What another repository lends (\`git clone --shared\`) is not read.`;
  }
  if (known.hash === undefined) {
    return 'is no file of the base: it is in a checkout of it, but the base has no such file.';
  }
  return hashesOf(text, base.length).includes(known.hash)
    ? undefined
    : 'is not as the base has it: something changed it, or wrote another one over it, or `.gitattributes` had git itself convert it.';
}

/**
 * Whether a checkout of the base lies inside another one. Nobody does that; yet an archive of the
 * fork that was unpacked into the outer one could look like it, and bring files of the base in other
 * places. A worktree of the outer one cannot come that way: what git knows of it is in the outer
 * one's own `.git`.
 */
async function isInsideItsLike(
  gitFolder: string,
  around: readonly string[],
  workspace: string,
  base: string,
): Promise<boolean> {
  for (const checkout of around) {
    const outer = await findGitFolder(checkout, workspace);
    if (outer !== undefined && (await readCommit(outer, workspace)) === base) {
      return !gitFolder.startsWith(path.join(outer, 'worktrees') + path.sep);
    }
  }
  return false;
}

/** Scripts share the folders above them: each store remembers what was read of it. */
function rememberStores(): (objects: string) => ReadObject {
  const budget = { bytes: MAX_WORK_BYTES };
  const stores = new Map<string, ReadObject>();
  return (objects) => {
    const store = stores.get(objects) ?? readObjectsOf(objects, budget);
    stores.set(objects, store);
    return store;
  };
}

/**
 * The hashes under which git may know a text: as it is, with the line ends that git on Windows
 * turned into CRLF when it checked the text out, and with the byte-order mark that is not sent.
 */
function hashesOf(text: string, hashDigits: number): readonly string[] {
  const algorithm = hashDigits === 40 ? 'sha1' : 'sha256';
  // Git turns each line end, and leaves no CR elsewhere.
  const isWindows = !/(?<!\r)\n|\r(?!\n)/.test(text);
  const texts = isWindows ? [text, text.replaceAll('\r\n', '\n')] : [text];
  const isMarked = text.startsWith('\uFEFF');
  return [...texts, ...(isMarked ? [] : texts.map((each) => `\uFEFF${each}`))].map((content) =>
    createHash(algorithm)
      .update(`blob ${Buffer.byteLength(content)}\0`)
      .update(content)
      .digest('hex'),
  );
}

function nameFolder(folder: string, workspace: string): string {
  const named = toSlashes(path.relative(workspace, folder));
  return named === '' ? 'the workspace' : JSON.stringify(named);
}

function toSlashes(file: string): string {
  return file.split(path.sep).join('/');
}
