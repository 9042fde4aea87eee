import { basename, extname, relative, sep } from 'node:path';
import { compileGlob } from './glob.ts';
import { type JsonObject, stringField } from './jsonc.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';

/** What becomes of a file. The names are those of Rojo's field `use`. */
const FILE_KINDS = [
  'csv',
  'ignore',
  'json',
  'jsonModel',
  'clientScript',
  'legacyClientScript',
  'legacyServerScript',
  'moduleScript',
  'pluginScript',
  'project',
  'rbxm',
  'rbxmx',
  'runContextClientScript',
  'runContextServerScript',
  'serverScript',
  'text',
  'toml',
  'yaml',
] as const;

export type FileKind = (typeof FILE_KINDS)[number];

/** Decides what becomes of files whose path matches. */
export interface SyncRule {
  kind: FileKind;
  matches: (path: string) => boolean;
  /** What is cut from the end of a file's name to get the instance's; without it, the extension is. */
  suffix?: string | undefined;
}

/** What a file becomes, and the name of its instance. */
export interface FileMatch {
  kind: FileKind;
  name: string;
}

function rule(kind: FileKind, ...suffixes: string[]): SyncRule[] {
  return suffixes.map((suffix) => ({ kind, suffix, matches: (path) => path.endsWith(suffix) }));
}

/**
 * Rojo's own rules; the first one that matches counts. `.legacy` and `.local` are those of Studio's script sync, for
 * scripts without a run context.
 */
const DEFAULT_RULES: readonly SyncRule[] = [
  ...rule('serverScript', '.server.lua', '.server.luau'),
  ...rule('clientScript', '.client.lua', '.client.luau'),
  ...rule('pluginScript', '.plugin.lua', '.plugin.luau'),
  ...rule('legacyServerScript', '.legacy.lua', '.legacy.luau'),
  ...rule('legacyClientScript', '.local.lua', '.local.luau'),
  ...rule('moduleScript', '.lua', '.luau'),
  ...rule('project', '.project.json', '.project.jsonc'),
  ...rule('jsonModel', '.model.json', '.model.jsonc'),
  // Metadata belongs to other files.
  ...rule('ignore', '.meta.json', '.meta.jsonc'),
  ...rule('json', '.json', '.jsonc'),
  ...rule('toml', '.toml'),
  ...rule('csv', '.csv'),
  ...rule('text', '.txt'),
  ...rule('rbxmx', '.rbxmx'),
  ...rule('rbxm', '.rbxm'),
  ...rule('yaml', '.yml', '.yaml'),
];

/** A path below a folder, with slashes; undefined for one that is not below it. */
export function pathBelow(folder: string, path: string): string | undefined {
  const below = relative(folder, path);
  return below === '' || below === '..' || below.startsWith(`..${sep}`)
    ? undefined
    : below.replaceAll(sep, '/');
}

/** A test for paths that match a pattern relative to a folder. */
export function matchBelow(folder: string, pattern: string): (path: string) => boolean {
  const matches = compileGlob(pattern);
  return (path) => {
    const below = pathBelow(folder, path);
    return below !== undefined && matches(below);
  };
}

/** Reads a rule of the field `syncRules` of the project in a folder. */
export function parseSyncRule(value: JsonObject, folder: string, subject: string): SyncRule {
  const use = stringField(value, 'use', subject);
  const kind = FILE_KINDS.find((known) => known === use);
  const pattern = stringField(value, 'pattern', subject);
  const exclude = stringField(value, 'exclude', subject);
  if (kind === undefined || pattern === undefined) {
    throw new PlaceFileError(
      `${subject} has a sync rule with the pattern ${quoted(String(pattern))} and the use ${quoted(String(use))}. Both must be there, and the use must be one of ${FILE_KINDS.join(', ')}.`,
    );
  }
  const isIncluded = matchBelow(folder, pattern);
  const isExcluded = exclude === undefined ? () => false : matchBelow(folder, exclude);
  return {
    kind,
    matches: (path) => isIncluded(path) && !isExcluded(path),
    suffix: stringField(value, 'suffix', subject),
  };
}

/** What a file becomes by a project's rules, then by Rojo's; undefined if by none. */
export function matchFile(path: string, rules: readonly SyncRule[]): FileMatch | undefined {
  const found = [...rules, ...DEFAULT_RULES].find(({ matches }) => matches(path));
  if (found === undefined) return undefined;
  const file = basename(path);
  const { kind, suffix = extname(file) } = found;
  return { kind, name: file.endsWith(suffix) ? file.slice(0, file.length - suffix.length) : file };
}
