import { distance } from 'fastest-levenshtein';
import path from 'node:path';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { walk } from './walk.ts';

/** Characters that make a path a pattern. */
export const GLOB_CHARACTERS = /[*?[\]{}()]/;

/** A larger distance, in parts of the name's length, is another name rather than a typo. */
const MAX_TYPO_SHARE = 0.4;

/**
 * Builds the error of a path or pattern without a match, with a did-you-mean suggestion.
 *
 * @param root the workspace: an absolute path without links
 */
export async function noMatch(pattern: string, root: string): Promise<InvalidInputError> {
  const { found } = await walk('**/*.{luau,lua}', ['**/node_modules/**'], root);
  if (!GLOB_CHARACTERS.test(pattern)) {
    const near = nearest(pattern, found);
    return notFound(
      pattern,
      root,
      near === undefined ? describeFiles(found) : `Is "${near}" meant?`,
    );
  }
  const meant = await findSimilarPattern(pattern, root);
  return new InvalidInputError(
    'script',
    `has the pattern "${pattern}", which matches no file in the workspace ${root}`,
    `a pattern relative to the workspace, like tests/**/*.luau. ${meant ?? describeFiles(found)}`,
  );
}

/** Builds the "no such file" error. */
export function notFound(named: string, root: string, hint: string): InvalidInputError {
  return new InvalidInputError(
    'script',
    `names "${named}", and there is no such file in the workspace ${root}`,
    `the path of a Luau file, relative to the workspace. ${hint}`,
  );
}

/** Says which Luau files there are. */
function describeFiles(files: readonly string[]): string {
  const [first, ...others] = files.toSorted();
  return first === undefined
    ? 'There is no Luau file in it at all: is the repository checked out before this step?'
    : others.length === 0
      ? `The only Luau file in it is "${first}"`
      : `There are ${files.length} Luau files in it, like "${first}"`;
}

/** Finds a pattern with the other extension, or for deeper folders, that matches something. */
async function findSimilarPattern(pattern: string, root: string): Promise<string | undefined> {
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

/** Finds the file with the most similar path or name; extensions do not count. */
function nearest(named: string, files: readonly string[]): string | undefined {
  const wanted = stemOf(path.posix.normalize(named.replaceAll('\\', '/')));
  const name = path.posix.basename(wanted);
  const [best] = files
    .map((file) => {
      const stem = stemOf(file);
      const byPath = distance(wanted, stem) / wanted.length;
      const byName = distance(name, path.posix.basename(stem)) / name.length;
      return { file, share: Math.min(byPath, byName), total: byPath + byName };
    })
    .filter(({ share }) => share <= MAX_TYPO_SHARE)
    .toSorted((one, other) => one.total - other.total || (one.file < other.file ? -1 : 1));
  return best?.file;
}

function stemOf(file: string): string {
  return file.toLowerCase().replace(/\.luau?$/, '');
}
