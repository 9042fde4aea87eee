import fs, { type Dirent } from 'node:fs';
import path from 'node:path';
import { glob } from 'tinyglobby';
import { isInside } from './files.ts';

/** The result of a walk. */
export interface Walked {
  /** Files, as paths from the workspace with forward slashes. */
  readonly found: readonly string[];
  /** A link that leads outside the workspace, and that the pattern reached. */
  readonly leadingOut?: string | undefined;
  /** A folder that the pattern reached and that could not be read, and the error of the file system. */
  readonly unreadable?: { readonly folder: string; readonly reason: string } | undefined;
}

/**
 * Finds the files of one or several patterns. Links to folders are followed inside the workspace only; nothing
 * outside is ever listed.
 *
 * @param root the workspace: an absolute path without links
 * @param ignoresCase whether `a` matches `A`, in both patterns
 */
export async function walk(
  pattern: string | readonly string[],
  ignore: readonly string[],
  root: string,
  ignoresCase = false,
): Promise<Walked> {
  const links = new Map<string, string>();
  let leadingOut: string | undefined;
  let unreadable: Walked['unreadable'];
  const noteError = (location: string, { code, message }: NodeJS.ErrnoException): void => {
    // A folder that is gone, or a link to nothing or to itself, has no files.
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') {
      unreadable ??= { folder: path.relative(root, location) || '.', reason: code ?? message };
    }
  };
  const found = await glob(pattern, {
    cwd: root,
    ignore,
    expandDirectories: false,
    caseSensitiveMatch: !ignoresCase,
    fs: {
      realpath: ((link: string, done: RealpathDone) => {
        fs.realpath(link, (error, target) => {
          links.set(target, link);
          if (error !== null) {
            noteError(link, error);
          }
          done(error, target);
        });
      }) as typeof fs.realpath,
      // Not called for folders that are excluded or cannot have a match.
      readdir: ((folder: string, options: { withFileTypes: true }, done: ReaddirDone) => {
        fs.realpath(folder, (error, location) => {
          if (error === null && !isInside(root, location)) {
            leadingOut ??= path.relative(root, links.get(location) ?? folder);
            done(null, []);
          } else {
            fs.readdir(folder, options, (failure, entries) => {
              if (failure !== null) {
                noteError(folder, failure);
              }
              done(failure, entries);
            });
          }
        });
      }) as typeof fs.readdir,
    },
  });
  return { found, leadingOut, unreadable };
}

type RealpathDone = (error: Error | null, target: string) => void;
type ReaddirDone = (error: Error | null, entries: Dirent[]) => void;
