import { distance } from 'fastest-levenshtein';
import fs, { type Dirent } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { escapePath, glob } from 'tinyglobby';
import { InvalidInput } from './invalid-input.ts';
import { readScript, type Script } from './script.ts';
import { findWorkspace, isInside } from './workspace.ts';

/** A step with more scripts than this was given the wrong pattern. */
const MOST_SCRIPTS = 10_000;

/** One by one, files take ten times as long to be read; more than this at a time gain nothing. */
const READ_TOGETHER = 16;

const EXPECTED = `patterns of at least one file and at most ${MOST_SCRIPTS}`;

/** Characters that make a pattern of a path. */
const GLOB_CHARACTERS = /[*?[\]{}()]/;

/** A name further away than this part of its length is another name, not a slip. */
const NEAR = 0.4;

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
    throw new InvalidInput(
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
    if (scripts.size > MOST_SCRIPTS) {
      throw new InvalidInput('script', `matches more than ${MOST_SCRIPTS} files`, EXPECTED);
    }
  }
  if (scripts.size === 0) {
    throw new InvalidInput('script', 'has no file left after its exclusions', EXPECTED);
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
    throw new InvalidInput(
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
    throw new InvalidInput(
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
    throw new InvalidInput(
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

/** What a walk has found. */
interface Walked {
  /** Files, as paths from the workspace with forward slashes. */
  readonly found: readonly string[];
  /** A link that leads out of the workspace, and behind which there could have been more. */
  readonly leadingOut?: string | undefined;
}

/**
 * Walks the workspace. A link to a folder is followed within it; nothing behind a link that leads
 * out of it is ever listed.
 */
async function walk(pattern: string, ignore: readonly string[], root: string): Promise<Walked> {
  const links = new Map<string, string>();
  let leadingOut: string | undefined;
  const found = await glob(pattern, {
    cwd: root,
    ignore,
    expandDirectories: false,
    fs: {
      realpath: ((link: string, done: RealpathDone) => {
        fs.realpath(link, (error, target) => {
          links.set(target, link);
          done(error, target);
        });
      }) as typeof fs.realpath,
      // Folders that are excluded, or cannot hold a match, do not come here.
      readdir: ((folder: string, options: { withFileTypes: true }, done: ReaddirDone) => {
        fs.realpath(folder, (error, location) => {
          if (error === null && !isInside(root, location)) {
            leadingOut ??= path.relative(root, links.get(location) ?? folder);
            done(null, []);
          } else {
            fs.readdir(folder, options, done);
          }
        });
      }) as typeof fs.readdir,
    },
  });
  return { found, leadingOut };
}

type RealpathDone = (error: Error | null, target: string) => void;
type ReaddirDone = (error: Error | null, entries: Dirent[]) => void;

async function noMatch(pattern: string, root: string): Promise<InvalidInput> {
  const { found } = await walk('**/*.{luau,lua}', ['**/node_modules/**'], root);
  if (!GLOB_CHARACTERS.test(pattern)) {
    const near = nearest(pattern, found);
    return notFound(pattern, root, near === undefined ? tellOf(found) : `Is "${near}" meant?`);
  }
  const meant = await findMeant(pattern, root);
  return new InvalidInput(
    'script',
    `has the pattern "${pattern}", which matches no file in the workspace ${root}`,
    `a pattern relative to the workspace, like tests/**/*.luau. ${meant ?? tellOf(found)}`,
  );
}

function notFound(named: string, root: string, hint: string): InvalidInput {
  return new InvalidInput(
    'script',
    `names "${named}", and there is no such file in the workspace ${root}`,
    `the path of a Luau file, relative to the workspace. ${hint}`,
  );
}

/** Where there are scripts at all. */
function tellOf(files: readonly string[]): string {
  const [first, ...others] = files.toSorted();
  return first === undefined
    ? 'There is no Luau file in it at all: is the repository checked out before this step?'
    : others.length === 0
      ? `The only Luau file in it is "${first}"`
      : `There are ${files.length} Luau files in it, like "${first}"`;
}

/** A pattern with the other ending of Luau files, or for deeper folders as well, that matches something. */
async function findMeant(pattern: string, root: string): Promise<string | undefined> {
  const ending = ['.luau', '.lua'].find((one) => pattern.endsWith(one));
  if (ending === undefined) {
    return undefined;
  }
  const otherEnding = ending === '.lua' ? '.luau' : '.lua';
  const stem = pattern.slice(0, -ending.length);
  const deep = stem.replace(/[^/]*$/, '**/$&');
  for (const other of [stem + otherEnding, deep + ending, deep + otherEnding]) {
    const { found } = await walk(other, ['**/node_modules/**'], root);
    if (found.length > 0) {
      const files = found.length === 1 ? 'one file' : `${found.length} files`;
      return `Is "${other}" meant, which matches ${files}?`;
    }
  }
  return undefined;
}

/** The file whose path, or whose name alone, is most like this one; endings are all alike. */
function nearest(named: string, files: readonly string[]): string | undefined {
  const wanted = stemOf(path.posix.normalize(named.replaceAll('\\', '/')));
  const name = path.posix.basename(wanted);
  const [best] = files
    .map((file) => {
      const stem = stemOf(file);
      const byPath = distance(wanted, stem) / wanted.length;
      const byName = distance(name, path.posix.basename(stem)) / name.length;
      return { file, away: Math.min(byPath, byName), inAll: byPath + byName };
    })
    .filter(({ away }) => away <= NEAR)
    .toSorted((one, other) => one.inAll - other.inAll || (one.file < other.file ? -1 : 1));
  return best?.file;
}

function stemOf(file: string): string {
  return file.toLowerCase().replace(/\.luau?$/, '');
}
