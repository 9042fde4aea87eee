import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { escapePath } from 'tinyglobby';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { noMatch, notFound } from './suggestions.ts';
import { readScript, type Script } from './script.ts';
import { walk } from './walk.ts';
import { findWorkspace, isInside } from './files.ts';

/** A step with more scripts than this was given the wrong pattern. */
const MAX_SCRIPTS = 10_000;

/** One by one, files take ten times as long to be read; more than this at a time gain nothing. */
const READ_TOGETHER = 16;

const EXPECTED = `patterns of at least one file and at most ${MAX_SCRIPTS}`;

/**
 * Finds and reads the scripts of the `script` input.
 *
 * @param patterns paths and globs, relative to the workspace; those that begin with `!` exclude
 * @returns the scripts sorted by path, each once, however many patterns or links lead to it
 * @throws {InvalidInput} where a pattern matches nothing, or a file cannot be used
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
 * Reads these files, in their order.
 *
 * @throws {InvalidInput} for the first of them that cannot be used
 */
async function* readAll(
  files: readonly string[],
  workspace: string,
): AsyncGenerator<readonly [file: string, Script], void> {
  for (let at = 0; at < files.length; at += READ_TOGETHER) {
    const together = files.slice(at, at + READ_TOGETHER);
    const read = together.map((file) => readScript(file, workspace));
    await Promise.allSettled(read);
    for (const [index, file] of together.entries()) {
      yield [file, (await read[index]) as Script];
    }
  }
}

/**
 * The files of a pattern that are not excluded.
 *
 * @throws {InvalidInput} where it matches none, whatever is excluded
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

/** What is excluded: files of this name, and what is below folders of this name. */
async function excluded(pattern: string, root: string): Promise<readonly string[]> {
  const named = await findNamed(pattern, root);
  const matching = named === undefined ? checkGlob(pattern, root) : escapePath(named.path);
  return [matching, `${matching}/**`];
}

/** What is called just so, whatever characters are in its name; its path has forward slashes. */
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
 * Checks that a pattern does not climb; that links do not lead out is seen on the way.
 *
 * @throws {InvalidInput} where it does
 */
function checkGlob(pattern: string, root: string): string {
  // To the walk, an escaped dot is a dot.
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

/** Like {@link checkGlob}, with a hint for a path that begins at the root where the workspace is meant. */
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
