import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { InvalidInput } from './invalid-input.ts';

/** A Luau script, checked and ready to be sent. */
export interface Script {
  /** Its path from the workspace, with forward slashes; absent for a script given inline. */
  readonly file?: string;
  /** Its text, exactly as it will be sent. */
  readonly text: string;
}

/**
 * "4 MB", says the documentation of a script. The limit that it calls "4 MB" for results was
 * measured to be 4 MiB, so that is the one held here: what lies between the two is left for the
 * service to decide, which loses nothing.
 */
const LARGEST_SCRIPT_BYTES = 4 * 1024 * 1024;

/**
 * Reads the script of the `script` input.
 *
 * @param named what the input says: a path, relative to the workspace
 * @throws {InvalidInput} where it is no readable file of the workspace, or no text that can be run
 */
export async function readScript(named: string, workspace: string): Promise<Script> {
  const root = await realpath(workspace);
  const location = await realpath(path.resolve(root, named)).catch(() => {
    throw new InvalidInput(
      'script',
      `names "${named}", and there is no such file in the workspace ${workspace}`,
      'the path of a Luau file, relative to the workspace. Is the repository checked out before this step?',
    );
  });
  const file = path.relative(root, location);
  // Links are resolved by now: a file that is shown inside the workspace may lie outside it.
  if (file === '' || file === '..' || file.startsWith(`..${path.sep}`) || path.isAbsolute(file)) {
    throw new InvalidInput(
      'script',
      `names "${named}", which lies outside the workspace`,
      'a file inside the workspace: nothing outside it is ever read',
    );
  }
  const { size, isFile } = await stat(location).then((found) => ({
    size: found.size,
    isFile: found.isFile(),
  }));
  if (!isFile) {
    throw new InvalidInput('script', `names "${named}", which is not a file`, 'a Luau file');
  }
  // Asked before it is read: a file of gigabytes should cost nothing.
  checkSize('script', `names "${named}", which`, size);
  const bytes = await readFile(location).catch((cause: unknown) => {
    throw new InvalidInput(
      'script',
      `names "${named}", which cannot be read: ${String(cause)}`,
      'a readable file',
    );
  });
  return {
    file: file.split(path.sep).join('/'),
    text: decode(bytes, named),
  };
}

/** Checks the script of the `source` input. */
export function inlineScript(text: string): Script {
  checkSize('source', 'is a script that', Buffer.byteLength(text));
  return { text };
}

function decode(bytes: Buffer, named: string): string {
  let text: string;
  try {
    // The decoder takes a byte-order mark away; Luau would take it for a syntax error.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidInput(
      'script',
      `names "${named}", which is not UTF-8 text`,
      'a Luau file in UTF-8',
    );
  }
  if (text.trim() === '') {
    throw new InvalidInput(
      'script',
      `names "${named}", which is empty`,
      'a Luau file with a script in it',
    );
  }
  return text;
}

function checkSize(input: string, subject: string, bytes: number): void {
  if (bytes > LARGEST_SCRIPT_BYTES) {
    throw new InvalidInput(
      input,
      `${subject} has ${bytes} bytes`,
      `at most ${LARGEST_SCRIPT_BYTES}, the most that Roblox takes`,
    );
  }
}
