import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { escapePath } from 'tinyglobby';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import {
  findUnusedExclusions,
  ignorePatterns,
  type Exclusion,
  type Included,
} from './exclusions.ts';
import { GLOB_CHARACTERS, noMatch, notFound } from './suggestions.ts';
import { readScript, type Script } from './script.ts';
import { walk, type Walked } from './walk.ts';
import { findWorkspace, isInside } from './files.ts';

/** More scripts than this come from a wrong pattern. */
const MAX_SCRIPTS = 10_000;

/** Reading files one by one takes ten times as long. More than this at once gains nothing. */
const MAX_CONCURRENT_READS = 16;

const EXPECTED = `patterns of at least one file and at most ${MAX_SCRIPTS}`;

/** How {@link findScripts} reads patterns, and what it tells about them. */
interface FindOptions {
  /** On Windows a backslash is a separator, elsewhere it escapes. Default: the system's. */
  readonly platform?: NodeJS.Platform;
  /** Called with each line that excludes nothing, without its `!`. */
  readonly onUnusedExclusion?: (line: string) => void;
}

/**
 * Finds and reads the scripts of the `script` input.
 *
 * @param lines paths and globs, relative to the workspace; a leading `!` excludes
 * @returns the scripts sorted by path, each once, however many patterns or links lead to it
 * @throws {InvalidInputError} if a pattern matches nothing, a file or folder cannot be read, or an
 *   exclusion is misspelt
 */
export async function findScripts(
  lines: readonly string[],
  workspace: string,
  { platform = process.platform, onUnusedExclusion = () => {} }: FindOptions = {},
): Promise<readonly Script[]> {
  const root = await findWorkspace(workspace);
  const patterns = platform === 'win32' ? lines.map((line) => line.replaceAll('\\', '/')) : lines;
  const including = patterns.filter((pattern) => !pattern.startsWith('!'));
  const exclusions: Exclusion[] = [];
  for (const pattern of patterns.filter((one) => one.startsWith('!'))) {
    const line = pattern.slice(1);
    exclusions.push({ line, ignore: await excluded(line, root, platform) });
  }
  if (including.length === 0) {
    throw new InvalidInputError(
      'script',
      'only excludes files',
      'a path or a pattern of those to run as well, on a line without `!`',
    );
  }
  const excluding = exclusions.flatMap(({ ignore }) => ignore);
  const files = new Set<string>();
  const included: Included[] = [];
  for (const pattern of including) {
    const matched = await match(pattern, excluding, root, platform);
    included.push(matched.included);
    for (const file of matched.kept) {
      files.add(file);
    }
  }
  for (const line of await findUnusedExclusions(exclusions, included, root)) {
    onUnusedExclusion(line);
  }
  const scripts = new Map<string, Script>();
  for await (const [file, script] of readAll([...files], workspace)) {
    const found = script.file ?? file;
    if (file === found) {
      scripts.set(found, script);
    } else if (!scripts.has(found)) {
      scripts.set(found, { ...script, isLinked: true });
    }
    if (scripts.size > MAX_SCRIPTS) {
      throw new InvalidInputError('script', `matches more than ${MAX_SCRIPTS} files`, EXPECTED);
    }
  }
  if (scripts.size === 0) {
    throw new InvalidInputError('script', 'has no file left after its exclusions', EXPECTED);
  }
  return [...scripts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, script]) => script);
}

/**
 * Reads files in their order.
 *
 * @throws {InvalidInputError} for the first one that cannot be used
 */
async function* readAll(
  files: readonly string[],
  workspace: string,
): AsyncGenerator<readonly [file: string, Script], void> {
  for (let at = 0; at < files.length; at += MAX_CONCURRENT_READS) {
    const together = files.slice(at, at + MAX_CONCURRENT_READS);
    const read = together.map((file) => readScript(file, workspace));
    await Promise.allSettled(read);
    for (const [index, file] of together.entries()) {
      yield [file, (await read[index]) as Script];
    }
  }
}

/**
 * Returns the files of a pattern, all of them and those that are not excluded, and the pattern as it
 * was matched.
 *
 * @throws {InvalidInputError} if the pattern matches no file even without exclusions
 */
async function match(
  pattern: string,
  excluding: readonly string[],
  root: string,
  platform: NodeJS.Platform,
): Promise<{
  readonly included: Included;
  readonly kept: readonly string[];
}> {
  const named = await findNamed(pattern, root, platform);
  if (named?.isFolder === true) {
    throw new InvalidInputError(
      'script',
      `names "${pattern}", which is a folder`,
      `a file, or a pattern for the files in it, like ${path.posix.join(named.path, '**/*.luau')}`,
    );
  }
  const matching =
    named === undefined ? await checkIncluding(pattern, root, platform) : escapePath(named.path);
  const all: Walked =
    named === undefined ? await walk(matching, [], root) : { found: [named.path] };
  const kept = excluding.length === 0 ? all : await walk(matching, excluding, root);
  if (kept.leadingOut !== undefined) {
    throw new InvalidInputError(
      'script',
      `has the pattern "${pattern}", which reaches the link "${kept.leadingOut}", and that leads outside the workspace`,
      'a pattern that does not reach it, or a line that excludes it: nothing outside the workspace is ever read',
    );
  }
  if (kept.unreadable !== undefined) {
    const { folder, reason } = kept.unreadable;
    throw new InvalidInputError(
      'script',
      `has the pattern "${pattern}", which reaches the folder "${folder}", and that cannot be read: ${reason}`,
      'a folder that the user of the job may read, or a line that excludes it',
    );
  }
  if (all.found.length === 0) {
    throw await noMatch(pattern, root);
  }
  return { included: { pattern: matching, files: all.found }, kept: kept.found };
}

/** Returns the patterns for what a line excludes: a file, or everything in a folder. */
async function excluded(
  pattern: string,
  root: string,
  platform: NodeJS.Platform,
): Promise<readonly string[]> {
  const named = await findNamed(pattern, root, platform);
  const matching = named === undefined ? checkGlob(pattern, root) : escapePath(named.path);
  return ignorePatterns(matching);
}

/** Whether file systems of this system usually ignore case. */
function ignoresCase(platform: NodeJS.Platform): boolean {
  return platform === 'win32' || platform === 'darwin';
}

/**
 * Returns the file or folder of exactly this name, even if it looks like a glob.
 *
 * @throws {InvalidInputError} if the file system has another answer than "no such file" for a name
 *   that is no pattern
 */
async function findNamed(
  pattern: string,
  root: string,
  platform: NodeJS.Platform,
): Promise<{ readonly path: string; readonly isFolder: boolean } | undefined> {
  const location = path.isAbsolute(pattern)
    ? await realpath(pattern).catch(() => pattern)
    : path.resolve(root, pattern);
  if (!isInside(root, location)) {
    return undefined;
  }
  try {
    const found = await stat(location);
    const real = ignoresCase(platform) ? await realpath(location) : location;
    // Links stay; a file system that ignores case finds a file by any spelling, and has one of its own.
    const isRespelt = real.toLowerCase() === location.toLowerCase();
    const named = path.relative(root, isRespelt ? real : location);
    return { path: named.split(path.sep).join('/'), isFolder: found.isDirectory() };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || GLOB_CHARACTERS.test(pattern)) {
      return undefined;
    }
    throw new InvalidInputError(
      'script',
      `names "${pattern}", which cannot be read: ${code ?? String(error)}`,
      'the path of a readable Luau file, relative to the workspace',
    );
  }
}

/**
 * Checks that a pattern stays in the workspace. Links are checked during the walk.
 *
 * @throws {InvalidInputError} if it does not
 */
function checkGlob(pattern: string, root: string): string {
  // The walk takes an escaped dot for a dot.
  const parts = pattern.replaceAll('\\.', '.').split(/[\\/]/);
  if (path.isAbsolute(pattern) || parts.includes('..')) {
    throw new InvalidInputError(
      'script',
      `names "${pattern}", which may lead outside the workspace ${root}`,
      'a path or a pattern relative to the workspace, without `..`',
    );
  }
  return pattern;
}

/** Like {@link checkGlob}, with a hint for a path with a leading slash. */
async function checkIncluding(
  pattern: string,
  root: string,
  platform: NodeJS.Platform,
): Promise<string> {
  try {
    return checkGlob(pattern, root);
  } catch (error) {
    const meant = pattern.replace(/^[\\/]+/, '');
    if ((await findNamed(meant, root, platform)) !== undefined) {
      throw notFound(pattern, root, `Is "${meant}" meant?`);
    }
    throw error;
  }
}
