import fs, { type Dirent } from 'node:fs';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { isInside } from './files.ts';

/** What a walk has found. */
export interface Walked {
  /** Files, as paths from the workspace with forward slashes. */
  readonly found: readonly string[];
  /** A link that leads out of the workspace, and behind which there could have been more. */
  readonly leadingOut?: string | undefined;
}

/**
 * Walks the workspace for the files of a pattern. A link to a folder is followed within it; nothing
 * behind a link that leads out of it is ever listed.
 *
 * @param root the workspace: an absolute path without links
 */
export async function walk(
  pattern: string,
  ignore: readonly string[],
  root: string,
): Promise<Walked> {
  const links = new Map<string, string>();
  let leadingOut: string | undefined;
  const found = await glob(pattern, {
    cwd: root,
    ignore,
    expandDirectories: false,
    fs: {
      realpath: ((link: string, done: RealpathDone) => {
        fs.realpath(link, (error, target) => {
          links.set(target, link);
          done(error, target);
        });
      }) as typeof fs.realpath,
      // Folders that are excluded, or cannot hold a match, do not come here.
      readdir: ((folder: string, options: { withFileTypes: true }, done: ReaddirDone) => {
        fs.realpath(folder, (error, location) => {
          if (error === null && !isInside(root, location)) {
            leadingOut ??= path.relative(root, links.get(location) ?? folder);
            done(null, []);
          } else {
            fs.readdir(folder, options, done);
          }
        });
      }) as typeof fs.readdir,
    },
  });
  return { found, leadingOut };
}

type RealpathDone = (error: Error | null, target: string) => void;
type ReaddirDone = (error: Error | null, entries: Dirent[]) => void;
