import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { isInside } from './files.ts';

/** A link leads an output file out of the folders that the job may write to. */
export class LeadsOutsideError extends Error {
  readonly code = 'LEADS_OUTSIDE';
}

/**
 * Makes the folder of an output file. Files of a fork may contain links, so a path that names a place
 * in one of these folders must not lead out of them. A path that names a place outside is the
 * workflow author's own, and is not checked. Call this just before writing: links may change.
 *
 * @param file an absolute path
 * @param roots the workspace and `RUNNER_TEMP`: absolute paths
 * @throws {LeadsOutsideError} before anything is made
 * @throws the errors of the file system
 */
export async function makeOutputFolder(file: string, roots: readonly string[]): Promise<void> {
  const folder = path.dirname(file);
  const real = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
  const isNamedInside = [...roots, ...real].some((root) => isInside(root, folder));
  const check = async (existing: string): Promise<void> => {
    const target = await realpath(existing);
    if (isNamedInside && !real.some((root) => isInside(root, target))) {
      throw new LeadsOutsideError(
        `${existing} leads to ${target}, which is outside of the workspace and RUNNER_TEMP`,
      );
    }
  };
  await check(await deepestExisting(folder));
  await mkdir(folder, { recursive: true });
  await check(folder);
}

async function deepestExisting(folder: string): Promise<string> {
  const parent = path.dirname(folder);
  const exists = await realpath(folder).then(
    () => true,
    () => false,
  );
  return exists || parent === folder ? folder : deepestExisting(parent);
}
