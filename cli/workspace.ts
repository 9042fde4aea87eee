import path from 'node:path';

/** The folder that scripts are searched in, and the scripts as paths in it. */
export interface ScriptWorkspace {
  readonly folder: string;
  /** With forward slashes. */
  readonly patterns: readonly string[];
}

/**
 * Finds the folder that holds all named scripts: the user's own folder, or one above it if a script
 * is outside. The action reads only files below its workspace.
 *
 * @param scripts paths and globs, relative to `current` or absolute; `!` at the front excludes
 * @param current the user's folder
 */
export function workspaceOf(scripts: readonly string[], current: string): ScriptWorkspace {
  const targets = scripts.map((script) => {
    const isExcluded = script.startsWith('!');
    return { isExcluded, target: path.resolve(current, isExcluded ? script.slice(1) : script) };
  });
  const folder = targets.reduce((found, { target }) => commonFolder(found, target), current);
  const patterns = targets.map(({ isExcluded, target }) => {
    const pattern = path.relative(folder, target).split(path.sep).join('/');
    return isExcluded ? `!${pattern}` : pattern;
  });
  return { folder, patterns };
}

/** The innermost folder above both, or the folder itself if it holds the target. */
function commonFolder(folder: string, target: string): string {
  let found = folder;
  while (isOutside(found, target) && path.dirname(found) !== found) {
    found = path.dirname(found);
  }
  return found;
}

/** Whether a path leads out of a folder. */
export function isOutside(folder: string, target: string): boolean {
  const relative = path.relative(folder, target);
  return relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}
