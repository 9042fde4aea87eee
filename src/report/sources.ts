import { readWorkspaceFile } from '../workspace/files.ts';
import type { Verdict } from '../evaluate/types.ts';

/** More places are shown without their lines. */
const MAX_FILES = 10;

/** A larger file is hardly one that somebody wrote. */
const MAX_SOURCE_BYTES = 4 * 1024 * 1024;

/**
 * Reads the files that a verdict's places name, so that their lines can be shown. One that is not
 * there, or not in the workspace, is shown without them.
 */
export async function readSources(
  { location, tests }: Verdict,
  workspace: string,
): Promise<ReadonlyMap<string, string>> {
  const failing = tests?.tests.filter(({ status }) => status === 'failed') ?? [];
  const files = new Set(
    [location, ...failing.map((test) => test.location)]
      .map((found) => found?.file)
      .filter((file) => file !== undefined),
  );
  const sources = new Map<string, string>();
  for (const file of [...files].slice(0, MAX_FILES)) {
    try {
      const purpose = {
        input: 'sourcemap',
        kind: 'a source file',
        maxBytes: MAX_SOURCE_BYTES,
      };
      const { file: found, text } = await readWorkspaceFile(file, workspace, purpose);
      if (isSource(found)) {
        sources.set(file, text);
      }
    } catch {
      // Its lines are not shown.
    }
  }
  return sources;
}

/**
 * Whether it is Luau that somebody wrote, wherever a link led: a map from a fork can name any file,
 * and what git keeps in the workspace is not for showing.
 */
function isSource(file: string): boolean {
  return /\.luau?$/i.test(file) && !/(?:^|\/)\.git\//i.test(file);
}
