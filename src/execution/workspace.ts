import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from './invalid-input.ts';

/** A text file of the workspace. */
export interface WorkspaceFile {
  /** Its path from the workspace, with forward slashes. */
  readonly file: string;
  /** Its text, without a byte-order mark. */
  readonly text: string;
}

/** What a file is read for. */
export interface Purpose {
  /** The input that names it. */
  readonly input: string;
  /** What it should be, like `a Luau file`. */
  readonly kind: string;
  readonly mostBytes: number;
}

/**
 * Reads a text file of the workspace, and never one outside of it, wherever links lead.
 *
 * @param named a path, relative to the workspace
 * @throws {InvalidInput} where it is no readable text file of the workspace, or is too large
 */
export async function readWorkspaceFile(
  named: string,
  workspace: string,
  { input, kind, mostBytes }: Purpose,
): Promise<WorkspaceFile> {
  const refuse = (fault: string, expected: string): InvalidInput =>
    new InvalidInput(input, `names "${named}", ${fault}`, expected);

  const root = await realpath(workspace).catch(() => {
    throw new InvalidInput(
      'GITHUB_WORKSPACE',
      `names "${workspace}", and there is no such folder`,
      'the folder that the repository is checked out to',
    );
  });
  const location = await realpath(path.resolve(root, named)).catch(() => {
    throw refuse(
      `and there is no such file in the workspace ${workspace}`,
      `the path of ${kind}, relative to the workspace. Is the repository checked out before this step?`,
    );
  });
  const file = path.relative(root, location);
  // Links are resolved by now: a file that is shown inside the workspace may lie outside it.
  if (file === '' || file === '..' || file.startsWith(`..${path.sep}`) || path.isAbsolute(file)) {
    throw refuse(
      'which lies outside the workspace',
      'a file inside the workspace: nothing outside it is ever read',
    );
  }
  const found = await stat(location);
  if (!found.isFile()) {
    throw refuse('which is not a file', kind);
  }
  // Asked before it is read: a file of gigabytes should cost nothing.
  if (found.size > mostBytes) {
    throw refuse(`which has ${found.size} bytes`, `at most ${mostBytes}`);
  }
  const bytes = await readFile(location).catch((cause: unknown) => {
    throw refuse(`which cannot be read: ${String(cause)}`, 'a readable file');
  });
  try {
    // The decoder takes a byte-order mark away; Luau would take it for a syntax error.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { file: file.split(path.sep).join('/'), text };
  } catch {
    throw refuse('which is not UTF-8 text', `${kind} in UTF-8`);
  }
}
