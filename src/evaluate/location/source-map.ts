import { findJsonExcess } from '../../util/json-limits.ts';
import { sentence } from '../../util/text.ts';

/** A script has about ten values and names, so these are 80,000 scripts with their folders. */
const MAX_SOURCE_MAP = { maxParts: 800_000, maxDepth: Infinity };

/** Maps scripts of the data model to files of the repository. */
export interface SourceMap {
  /**
   * @param chunk a full name, such as `ReplicatedStorage.Shared.Inventory`, with or without `game.`; in
   *   the map of a model or a package, with or without the name of the root
   * @returns the path from the workspace, with forward slashes; undefined if the file is unknown or
   *   ambiguous, since a wrong file is worse than none
   */
  fileOf(chunk: string): string | undefined;
}

/** Files by the names of scripts; `undefined` if the script has no file or shares its name with another. */
type FileIndex = ReadonlyMap<string, string | undefined>;

interface MapNode {
  readonly name: string;
  readonly className: string | undefined;
  readonly filePaths: readonly string[];
  readonly children: readonly unknown[];
}

/**
 * Parses the output of `rojo sourcemap`.
 *
 * @param folder the folder that paths of the map are relative to, as a path from the workspace
 * @param workspace the absolute path of the workspace, for maps written with `--absolute`
 * @param realWorkspace the same without links, which Rojo may have followed
 * @throws Error whose message is a sentence: why the text is not a source map
 */
export function parseSourceMap(
  text: string,
  folder = '',
  workspace = '',
  realWorkspace = workspace,
): SourceMap {
  const root = readRoot(text);
  const files = indexFiles(
    root,
    (path) =>
      findInWorkspace(path, folder, workspace) ?? findInWorkspace(path, folder, realWorkspace),
  );
  const services = indexServices(root);
  return {
    fileOf(chunk) {
      const bare = chunk.replace(/^game\./i, '');
      const head = bare.replace(/\..*/s, '');
      const service = services.get(head.toLowerCase()) ?? head;
      const spellings = [chunk, bare, service + bare.slice(head.length)];
      return files.get(spellings.find((name) => files.has(name)) ?? chunk);
    },
  };
}

const HOW_TO_WRITE_ONE =
  'A source map is what `rojo sourcemap default.project.json --output sourcemap.json` writes.';

function readRoot(text: string): MapNode {
  const excess = findJsonExcess(text, MAX_SOURCE_MAP);
  if (excess !== undefined) {
    throw new Error(
      `The source map ${excess}. Leave out what has no scripts, or use the map of a part.`,
    );
  }
  let value: unknown;
  try {
    // Windows PowerShell writes a byte order mark.
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new Error(`The source map is not JSON: ${sentence(reason)} ${HOW_TO_WRITE_ONE}`, {
      cause: error,
    });
  }
  if (typeof value === 'object' && value !== null && 'tree' in value) {
    throw new Error(`The source map is a project file of Rojo. ${HOW_TO_WRITE_ONE}`);
  }
  return readNode(value, 'its root');
}

function readNode(value: unknown, what: string): MapNode {
  const refuse = (reason: string) =>
    new Error(`The source map is not one of Rojo's: ${what} ${reason}. ${HOW_TO_WRITE_ONE}`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuse('is not an object');
  }
  const { name, className, filePaths = [], children = [] } = value as Record<string, unknown>;
  if (typeof name !== 'string') {
    throw refuse('has no `name`');
  }
  if (!isListOfTexts(filePaths)) {
    throw refuse('has `filePaths` that are not a list of paths');
  }
  if (!Array.isArray(children)) {
    throw refuse('has `children` that are not a list');
  }
  return {
    name,
    className: typeof className === 'string' ? className : undefined,
    filePaths,
    children,
  };
}

function isListOfTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** Luau truncates chunk names to 255 characters, so nobody looks up a longer name. */
const MAX_NAME_CHARACTERS = 512;

/** The names of 100,000 scripts have about 6 million characters. */
const MAX_INDEX_CHARACTERS = 64 * 1024 * 1024;

/** Indexes the scripts by their full names. Iterative, since deep nesting would overflow the stack. */
function indexFiles(root: MapNode, findFile: (path: string) => string | undefined): FileIndex {
  const files = new Map<string, string | undefined>();
  let characters = 0;
  const add = (name: string, file: string | undefined) => {
    characters += name.length;
    if (characters > MAX_INDEX_CHARACTERS) {
      throw new Error(
        `The full names in the source map have more than ${MAX_INDEX_CHARACTERS} characters. Use the map of a part.`,
      );
    }
    files.set(name, !files.has(name) || files.get(name) === file ? file : undefined);
  };
  const isPlace = root.className === 'DataModel';
  const rootPrefix = `${root.name}.`;
  const pending: { node: MapNode; fullName: string }[] = [{ node: root, fullName: root.name }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, fullName } = next;
    if (isScript(node)) {
      const path = node.filePaths.find(isLuau);
      const file = path === undefined ? undefined : findFile(path);
      add(fullName, file);
      if (!isPlace && node !== root) {
        add(fullName.slice(rootPrefix.length), file);
      }
    }
    // Luau's full names start with a service, without the data model.
    const prefix = isPlace && node === root ? '' : `${fullName}.`;
    if (prefix.length <= MAX_NAME_CHARACTERS) {
      for (const value of node.children) {
        const child = readNode(value, `a child of \`${fullName}\``);
        pending.push({ node: child, fullName: prefix + child.name });
      }
    }
  }
  return files;
}

/** Scripts without a file count too: they make a name ambiguous that another script shares. */
function isScript({ className, filePaths }: MapNode): boolean {
  return /^(?:Module|Local)?Script$/.test(className ?? '') || filePaths.some(isLuau);
}

function isLuau(path: string): boolean {
  return /\.luau?$/i.test(path);
}

/** Names of services by their lower-case names and classes: Luau also writes `workspace`. */
function indexServices(root: MapNode): ReadonlyMap<string, string> {
  const services = root.className === 'DataModel' ? root.children : [];
  const nodes = services.map((value) => readNode(value, 'a service'));
  return new Map([
    ...nodes.map(({ name, className }) => [(className ?? name).toLowerCase(), name] as const),
    ...nodes.map(({ name }) => [name.toLowerCase(), name] as const),
  ]);
}

/** Resolves a path of the map to one from the workspace; undefined if it leads outside. */
function findInWorkspace(path: string, folder: string, workspace: string): string | undefined {
  const root = splitPath(workspace);
  const isAbsolute = /^(?:[/\\]|[a-z]:[/\\])/i.test(path);
  if (isAbsolute && root.length === 0) {
    return undefined;
  }
  const full = resolveDots([
    ...(isAbsolute ? [] : [...root, ...splitPath(folder)]),
    ...splitPath(path),
  ]);
  // File names on Windows are case-insensitive.
  const fold = (name: string | undefined) =>
    /^[a-z]:/i.test(workspace) ? name?.toLowerCase() : name;
  const isInside = root.every((name, depth) => fold(name) === fold(full?.[depth]));
  return isInside && full !== undefined && full.length > root.length
    ? full.slice(root.length).join('/')
    : undefined;
}

/** Splits a path with slashes or backslashes, without the prefix `\\?\` of absolute Windows paths. */
function splitPath(path: string): readonly string[] {
  return path
    .replaceAll('\\', '/')
    .replace(/^\/\/\?\//, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
}

function resolveDots(parts: readonly string[]): readonly string[] | undefined {
  const resolved: string[] = [];
  for (const part of parts) {
    if (part !== '..') {
      resolved.push(part);
    } else if (resolved.pop() === undefined) {
      return undefined;
    }
  }
  return resolved;
}
