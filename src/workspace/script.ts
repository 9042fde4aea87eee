import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { readWorkspaceFile } from './files.ts';

/** A Luau script, checked and ready to be sent. */
export interface Script {
  /** Its path from the workspace, with forward slashes; absent for a script given inline. */
  readonly file?: string;
  /** Its text, as its author wrote it. */
  readonly text: string;
  /** Set where what the input names leads there by a link only. */
  readonly isLinked?: true;
  /** Set where it is what Roblox says that a task runs, and not a script of this step. */
  readonly isOfTask?: true;
}

/**
 * "4 MB", says the documentation of a script. The limit that it calls "4 MB" for results was
 * measured to be 4 MiB, so that is the one held here: what lies between the two is left for the
 * service to decide, which loses nothing.
 */
const MAX_SCRIPT_BYTES = 4 * 1024 * 1024;

/**
 * Reads the script of the `script` input.
 *
 * @param named what the input says: a path, relative to the workspace
 * @throws {InvalidInput} where it is no readable file of the workspace, or no text that can be run
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

/** Checks the script of the `source` input. */
export function inlineScript(source: string): Script {
  // Luau would take a byte-order mark for a syntax error.
  return { text: checkLength(source.replace(/^\uFEFF/, ''), 'source') };
}

/**
 * Checks that a script is not longer than Roblox takes.
 *
 * @param input the input that made it so long
 * @throws {InvalidInput} where it is
 */
export function checkLength(text: string, input: 'source' | 'args'): string {
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
