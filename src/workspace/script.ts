import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { readWorkspaceFile } from './files.ts';

/** A Luau script that was checked. */
export interface Script {
  /** Its path from the workspace, with forward slashes; absent for an inline script. */
  readonly file?: string;
  readonly text: string;
  /** Set if the input names only a link to it. */
  readonly isLinked?: true;
  /** Set for the script of an existing task, as Roblox returns it. */
  readonly isOfTask?: true;
}

/**
 * The documentation says "4 MB", as it does for results, where 4 MiB were measured. The service
 * decides about scripts between the two.
 */
export const MAX_SCRIPT_BYTES = 4 * 1024 * 1024;

/**
 * Reads the script of the `script` input.
 *
 * @param named a path, relative to the workspace
 * @throws {InvalidInputError} if it is no readable file of the workspace, or is empty
 */
export async function readScript(named: string, workspace: string): Promise<Script> {
  const script = await readWorkspaceFile(named, workspace, {
    input: 'script',
    kind: 'a Luau file',
    maxBytes: MAX_SCRIPT_BYTES,
  });
  if (script.text.trim() === '') {
    throw new InvalidInputError(
      'script',
      `names "${named}", which is empty`,
      'a Luau file with a script in it',
    );
  }
  return script;
}

/** Checks the script of the `source` input and returns it. */
export function inlineScript(source: string): Script {
  // Luau takes a byte-order mark for a syntax error.
  return { text: checkLength(source.replace(/^\uFEFF/, ''), 'source') };
}

/**
 * Checks that a script is not longer than Roblox takes, and returns it.
 *
 * @param input the input to blame
 * @throws {InvalidInputError} if it is longer
 */
export function checkLength(text: string, input: 'source' | 'args' | 'recover'): string {
  const bytes = Buffer.byteLength(text);
  if (bytes > MAX_SCRIPT_BYTES) {
    throw new InvalidInputError(
      input,
      `makes a script of ${bytes} bytes`,
      `at most ${MAX_SCRIPT_BYTES}, the most that Roblox takes`,
    );
  }
  return text;
}
