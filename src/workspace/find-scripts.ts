import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { escapePath } from 'tinyglobby';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { noMatch, notFound } from './suggestions.ts';
import { readScript, type Script } from './script.ts';
import { walk } from './walk.ts';
import { findWorkspace, isInside } from './files.ts';

/** More scripts than this come from a wrong pattern. */
const MAX_SCRIPTS = 10_000;

/** Reading files one by one takes ten times as long. More than this at once gains nothing. */
const MAX_CONCURRENT_READS = 16;

const EXPECTED = `patterns of at least one file and at most ${MAX_SCRIPTS}`;

/**
 * Finds and reads the scripts of the `script` input.
 *
 * @param patterns paths and globs, relative to the workspace; a leading `!` excludes
 * @returns the scripts sorted by path, each once, however many patterns or links lead to it
 * @throws {InvalidInputError} if a pattern matches nothing, or a file cannot be used
 */
export async function findScripts(
  patterns: readonly string[],
  workspace: string,
): Promise<readonly Script[]> {
  const root = await findWorkspace(workspace);
  const including = patterns.filter((pattern) => !pattern.startsWith('!'));
  const excluding: string[] = [];
  for (const pattern of patterns.filter((one) => one.startsWith('!'))) {
    excluding.push(...(await excluded(pattern.slice(1), root)));
  }
  if (including.length === 0) {
    throw new InvalidInputError(
      'script',
      'only excludes files',
      'a path or a pattern of those to run as well, on a line without `!`',
    );
  }
  const files = new Set<string>();
  for (const pattern of including) {
    for (const file of await match(pattern, excluding, root)) {
      files.add(file);
    }
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
 * Returns the files of a pattern that are not excluded.
 *
 * @throws {InvalidInputError} if the pattern matches no file even without exclusions
 */
async function match(
  pattern: string,
  excluding: readonly string[],
  root: string,
): Promise<readonly string[]> {
  const named = await findNamed(pattern, root);
  if (named?.isFolder === true) {
    throw new InvalidInputError(
      'script',
      `names "${pattern}", which is a folder`,
      `a file, or a pattern for the files in it, like ${path.posix.join(named.path, '**/*.luau')}`,
    );
  }
  const matching =
    named === undefined ? await checkIncluding(pattern, root) : escapePath(named.path);
  const all = named === undefined ? await walk(matching, [], root) : { found: [named.path] };
  const kept = excluding.length === 0 ? all : await walk(matching, excluding, root);
  if (kept.leadingOut !== undefined) {
    throw new InvalidInputError(
      'script',
      `has the pattern "${pattern}", which reaches the link "${kept.leadingOut}", and that leads outside the workspace`,
      'a pattern that does not reach it, or a line that excludes it: nothing outside the workspace is ever read',
    );
  }
  if (all.found.length === 0) {
    throw await noMatch(pattern, root);
  }
  return kept.found;
}

/** Returns the patterns for what a line excludes: a file, or everything in a folder. */
async function excluded(pattern: string, root: string): Promise<readonly string[]> {
  const named = await findNamed(pattern, root);
  const matching = named === undefined ? checkGlob(pattern, root) : escapePath(named.path);
  return [matching, `${matching}/**`];
}

/** Returns the file or folder of exactly this name, even if it looks like a glob. */
async function findNamed(
  pattern: string,
  root: string,
): Promise<{ readonly path: string; readonly isFolder: boolean } | undefined> {
  const location = path.isAbsolute(pattern)
    ? await realpath(pattern).catch(() => pattern)
    : path.resolve(root, pattern);
  const found = isInside(root, location) ? await stat(location).catch(() => undefined) : undefined;
  return (
    found && {
      path: path.relative(root, location).split(path.sep).join('/'),
      isFolder: found.isDirectory(),
    }
  );
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
async function checkIncluding(pattern: string, root: string): Promise<string> {
  try {
    return checkGlob(pattern, root);
  } catch (error) {
    const meant = pattern.replace(/^[\\/]+/, '');
    if ((await findNamed(meant, root)) !== undefined) {
      throw notFound(pattern, root, `Is "${meant}" meant?`);
    }
    throw error;
  }
}
