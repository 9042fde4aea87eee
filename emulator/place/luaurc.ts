import { dirname, join, resolve } from 'node:path';
import { isObject, objectField, parseJsonc } from './jsonc.ts';
import { quoted } from './place-file-error.ts';
import type { ProjectFiles } from './project-files.ts';
import { pathBelow } from './sync-rules.ts';

/** How many folders above the project's are looked through. */
const MAX_PARENT_FOLDERS = 64;

/**
 * The aliases of string requires for a project: those of the `.luaurc` in its folder, and of those in the folders above
 * that may be read. The nearest one counts.
 *
 * @param root The uppermost folder that may be read.
 * @returns Absolute paths, by alias.
 * @see https://rfcs.luau.org/require-by-string-aliases.html
 */
export function readAliases(files: ProjectFiles, root: string): Map<string, string> {
  const aliases = new Map<string, string>();
  let folder = files.base;
  for (let steps = 0; steps < MAX_PARENT_FOLDERS; steps++) {
    const found = files.firstText(folder, ['.luaurc']);
    if (found !== undefined) {
      const subject = `The file ${quoted(files.display(found.path))}`;
      const config = parseJsonc(found.text, subject);
      const entries = isObject(config) ? objectField(config, 'aliases', subject) : {};
      for (const [alias, path] of Object.entries(entries)) {
        if (typeof path !== 'string' || aliases.has(alias)) continue;
        const target = resolve(folder, path);
        // Aliases of other tools, such as Lune's, lead elsewhere.
        if (pathBelow(root, target) !== undefined) aliases.set(alias, target);
      }
    }
    const parent = dirname(folder);
    if (parent === folder || pathBelow(root, join(parent, 'x')) === undefined) break;
    folder = parent;
  }
  return aliases;
}
