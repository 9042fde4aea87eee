import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';

/** A text file of the workspace. */
export interface WorkspaceFile {
  /** Its path from the workspace, with forward slashes. */
  readonly file: string;
  /** Its text, without a byte-order mark. */
  readonly text: string;
}

/** A file of the workspace whose content is not read yet. */
export interface FoundFile {
  /** Its path from the workspace, with forward slashes. */
  readonly file: string;
  /** Its absolute path, without links. */
  readonly location: string;
  readonly sizeBytes: number;
}

/** What a file is for, for error messages. */
export interface Purpose {
  /** The input that names it. */
  readonly input: string;
  /** For example `a Luau file`. */
  readonly kind: string;
  readonly maxBytes?: number;
}

/**
 * Returns the workspace's absolute path, without links.
 *
 * @throws {InvalidInputError} if it does not exist
 */
export async function findWorkspace(workspace: string): Promise<string> {
  return realpath(workspace).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'and there is no such folder' : 'which cannot be read';
    throw new InvalidInputError(
      'GITHUB_WORKSPACE',
      `names "${workspace}", ${problem}${code === 'ENOENT' ? '' : `: ${code}`}`,
      'the folder that the repository is checked out to',
    );
  });
}

/** Whether a path is this folder or inside it. Both are absolute and without links. */
export function isInside(folder: string, location: string): boolean {
  const relative = path.relative(folder, location);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/**
 * Finds a file of the workspace. Links that lead outside are refused.
 *
 * @param named a path, relative to the workspace
 * @throws {InvalidInputError} if it is no file of the workspace, or is too large
 */
export async function findWorkspaceFile(
  named: string,
  workspace: string,
  purpose: Purpose,
): Promise<FoundFile> {
  const { kind, maxBytes = Infinity } = purpose;
  const root = await findWorkspace(workspace);
  const location = await realpath(path.resolve(root, named)).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') {
      const problem = `which cannot be read: ${code ?? String(error)}`;
      throw refuse(named, purpose, problem, 'a readable file');
    }
    throw refuse(
      named,
      purpose,
      `and there is no such file in the workspace ${workspace}`,
      `the path of ${kind}, relative to the workspace. Is the repository checked out, and the file made, before this step?`,
    );
  });
  // After links are resolved, a file inside the workspace may turn out to be outside.
  if (location === root || !isInside(root, location)) {
    throw refuse(
      named,
      purpose,
      'which lies outside the workspace',
      'a file inside the workspace: nothing outside it is ever read',
    );
  }
  const found = await stat(location);
  if (!found.isFile()) {
    throw refuse(named, purpose, 'which is not a file', kind);
  }
  // Checked before reading: a file of gigabytes should cost nothing.
  if (found.size > maxBytes) {
    throw refuse(named, purpose, `which has ${found.size} bytes`, `at most ${maxBytes}`);
  }
  const file = path.relative(root, location).split(path.sep).join('/');
  return { file, location, sizeBytes: found.size };
}

/**
 * Reads a text file of the workspace. Links that lead outside are refused.
 *
 * @param named a path, relative to the workspace
 * @throws {InvalidInputError} if it is no readable text file of the workspace, or is too large
 */
export async function readWorkspaceFile(
  named: string,
  workspace: string,
  purpose: Purpose,
): Promise<WorkspaceFile> {
  const { file, location } = await findWorkspaceFile(named, workspace, purpose);
  const bytes = await readFile(location).catch((cause: unknown) => {
    throw refuse(named, purpose, `which cannot be read: ${String(cause)}`, 'a readable file');
  });
  try {
    // The decoder drops a byte-order mark, which Luau takes for a syntax error.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { file, text };
  } catch {
    throw refuse(named, purpose, 'which is not UTF-8 text', `${purpose.kind} in UTF-8`);
  }
}

function refuse(
  named: string,
  { input }: Purpose,
  problem: string,
  expected: string,
): InvalidInputError {
  return new InvalidInputError(input, `names "${named}", ${problem}`, expected);
}
