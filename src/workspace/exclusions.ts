import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { walk } from './walk.ts';

/** A line of the `script` input that excludes files. */
export interface Exclusion {
  /** The line without its `!`. */
  readonly line: string;
  /** The patterns for a file, and for everything in a folder. */
  readonly ignore: readonly string[];
}

/** Builds the patterns for a file of this pattern, and for everything in such a folder. */
export function ignorePatterns(pattern: string): readonly string[] {
  return [pattern, `${pattern}/**`];
}

/** What another line matches without exclusions. */
export interface Included {
  readonly pattern: string;
  readonly files: readonly string[];
}

/**
 * Finds the exclusions that exclude nothing.
 *
 * @param root the workspace: an absolute path without links
 * @returns their lines
 * @throws {InvalidInputError} if one would exclude a file in another case, or with slashes for its
 *   backslashes: what the workflow leaves out must not run
 */
export async function findUnusedExclusions(
  exclusions: readonly Exclusion[],
  included: readonly Included[],
  root: string,
): Promise<readonly string[]> {
  const unused: string[] = [];
  for (const { line, ignore } of exclusions) {
    if ((await findExcluded(ignore, included, root)) === undefined) {
      await refuseMistake(line, included, root);
      unused.push(line);
    }
  }
  return unused;
}

async function refuseMistake(
  line: string,
  included: readonly Included[],
  root: string,
): Promise<void> {
  const slashes = line.replaceAll('\\', '/').replace(/\/+$/, '');
  const readings = [
    [slashes, false, 'with `/` for its backslashes'],
    [line, true, 'in another case'],
    [slashes, true, 'in another case and with `/` for its backslashes'],
  ] as const;
  for (const [pattern, ignoresCase, mistake] of line === slashes
    ? readings.slice(1, 2)
    : readings) {
    const file = await findExcluded(ignorePatterns(pattern), included, root, ignoresCase);
    if (file !== undefined) {
      throw new InvalidInputError(
        'script',
        `has the exclusion "!${line}", which excludes nothing as it is written, and would exclude "${file}" ${mistake}`,
        `an exclusion with \`/\` between folders, and the names as the workspace has them, like !${file}`,
      );
    }
  }
}

/** Returns a file that these patterns exclude. */
async function findExcluded(
  ignore: readonly string[],
  included: readonly Included[],
  root: string,
  ignoresCase = false,
): Promise<string | undefined> {
  // All patterns at once: each walk lists the folders.
  const patterns = included.map(({ pattern }) => pattern);
  const kept = new Set((await walk(patterns, ignore, root, ignoresCase)).found);
  return included.flatMap(({ files }) => files).find((file) => !kept.has(file));
}
