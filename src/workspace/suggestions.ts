import { distance } from 'fastest-levenshtein';
import path from 'node:path';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { walk } from './walk.ts';

/** Characters that make a pattern of a path. */
const GLOB_CHARACTERS = /[*?[\]{}()]/;

/** A name further away than this part of its length is another name, not a slip. */
const NEAR = 0.4;

/**
 * Says of a path or a pattern that nothing is called so, and what may have been meant.
 *
 * @param root the workspace: an absolute path without links
 */
export async function noMatch(pattern: string, root: string): Promise<InvalidInputError> {
  const { found } = await walk('**/*.{luau,lua}', ['**/node_modules/**'], root);
  if (!GLOB_CHARACTERS.test(pattern)) {
    const near = nearest(pattern, found);
    return notFound(pattern, root, near === undefined ? tellOf(found) : `Is "${near}" meant?`);
  }
  const meant = await findMeant(pattern, root);
  return new InvalidInputError(
    'script',
    `has the pattern "${pattern}", which matches no file in the workspace ${root}`,
    `a pattern relative to the workspace, like tests/**/*.luau. ${meant ?? tellOf(found)}`,
  );
}

/** Says of a path that there is no such file, and what to do. */
export function notFound(named: string, root: string, hint: string): InvalidInputError {
  return new InvalidInputError(
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
