import { basename, dirname, join, resolve } from 'node:path';
import type { ClassTypes } from './class-types.ts';
import { type TreeNode, createNode } from './instance-tree.ts';
import {
  type JsonObject,
  arrayField,
  fieldOf,
  isObject,
  objectField,
  parseJsonc,
  stringField,
} from './jsonc.ts';
import { MAX_TREE_DEPTH } from './limits.ts';
import { PlaceFileError, quoted } from './place-file-error.ts';
import { type ProjectWork, applyMetadata, readLeaf } from './project-leaves.ts';
import {
  type FileKind,
  type SyncRule,
  matchBelow,
  matchFile,
  parseSyncRule,
} from './sync-rules.ts';

/** Project files that stand for their folder. */
const FOLDER_PROJECTS = ['default.project.json', 'default.project.jsonc'];

/** Files that make an instance of another class of their folder, in the order in which Rojo looks for them. */
const INIT_FILES: readonly (readonly [name: string, kind: FileKind])[] = [
  ...(
    [
      ['', 'moduleScript'],
      ['.server', 'serverScript'],
      ['.client', 'clientScript'],
      ['.plugin', 'pluginScript'],
      ['.legacy', 'legacyServerScript'],
      ['.local', 'legacyClientScript'],
    ] as const
  ).flatMap(([suffix, kind]) => [
    [`init${suffix}.luau`, kind] as const,
    [`init${suffix}.lua`, kind] as const,
  ]),
  ['init.csv', 'csv'],
];

/** Classes that a project need not name, by that of the parent. */
const SINGLE_CHILDREN: Readonly<Record<string, readonly string[]>> = {
  StarterPlayer: ['StarterPlayerScripts', 'StarterCharacterScripts'],
  Workspace: ['Terrain'],
};

/** What a project says about the files below it. */
interface Context {
  emitsLegacyScripts: boolean;
  /** Tests for paths that are left out: those of all projects around. */
  ignores: readonly ((path: string) => boolean)[];
  /** The rules of the innermost project. */
  syncRules: readonly SyncRule[];
}

/** A project file and the name of its instance. */
interface LoadedProject {
  path: string;
  subject: string;
  name: string;
  tree: JsonObject;
  context: Context;
}

/** Reads projects, folders and files as Rojo does. */
export class ProjectReader {
  /** The instances that files and folders became, by their paths without symbolic links. */
  readonly nodesByPath = new Map<string, TreeNode>();
  readonly #work: ProjectWork;
  readonly #types: ClassTypes;
  /** The projects and folders that are being read: one that comes again leads to itself. */
  readonly #active = new Set<string>();

  constructor(work: ProjectWork, types: ClassTypes) {
    this.#work = work;
    this.#types = types;
  }

  /** The instance of a project file, at the top. */
  readProject(path: string): TreeNode {
    const none: Context = { emitsLegacyScripts: true, ignores: [], syncRules: [] };
    const isOfFolder = FOLDER_PROJECTS.includes(basename(path));
    const fallback = isOfFolder
      ? basename(dirname(path))
      : basename(path).replace(/(?:\.project)?\.jsonc?$/, '');
    const node = this.#readProject(path, fallback, none, 0);
    if (node === undefined) {
      throw new PlaceFileError(
        `The project ${quoted(this.#display(path))} describes no instance: its optional $path is not there.`,
      );
    }
    return node;
  }

  #display(path: string): string {
    return this.#work.files.display(path);
  }

  #loadProject(path: string, fallbackName: string, outer: Context): LoadedProject {
    const subject = `The project ${quoted(this.#display(path))}`;
    const value = parseJsonc(this.#work.files.text(path), subject);
    const tree = isObject(value) ? fieldOf(value, 'tree') : undefined;
    if (!isObject(value) || !isObject(tree)) {
      throw new PlaceFileError(`${subject} has no tree.`);
    }
    const folder = dirname(path);
    const ignores = arrayField(value, 'globIgnorePaths', subject).map((pattern) =>
      matchBelow(folder, String(pattern)),
    );
    const syncRules = arrayField(value, 'syncRules', subject)
      .filter((rule) => isObject(rule))
      .map((rule) => parseSyncRule(rule, folder, subject));
    return {
      path,
      subject,
      name: stringField(value, 'name', subject) ?? fallbackName,
      tree,
      context: {
        emitsLegacyScripts: fieldOf(value, 'emitLegacyScripts') !== false,
        ignores: [...outer.ignores, ...ignores],
        syncRules,
      },
    };
  }

  /** Runs while a project or folder counts as active. */
  #within<Result>(path: string, depth: number, read: () => Result): Result {
    const identity = this.#work.files.identity(path);
    if (this.#active.has(identity)) {
      throw new PlaceFileError(`The path ${quoted(this.#display(path))} contains itself.`);
    }
    if (depth > MAX_TREE_DEPTH) {
      throw new PlaceFileError(`The project is nested more than ${MAX_TREE_DEPTH} deep.`);
    }
    this.#active.add(identity);
    const result = read();
    this.#active.delete(identity);
    return result;
  }

  #readProject(path: string, name: string, outer: Context, depth: number): TreeNode | undefined {
    return this.#within(path, depth, () => {
      const project = this.#loadProject(path, name, outer);
      return this.#readNode(project, project.tree, project.name, undefined, depth);
    });
  }

  #readNode(
    project: LoadedProject,
    json: JsonObject,
    name: string,
    parentClass: string | undefined,
    depth: number,
  ): TreeNode | undefined {
    if (depth > MAX_TREE_DEPTH) {
      throw new PlaceFileError(`${project.subject} is nested more than ${MAX_TREE_DEPTH} deep.`);
    }
    const subject = `${project.subject}, at ${quoted(name)},`;
    const { path, isOptional } = parsePath(json, subject);
    const found =
      path === undefined
        ? undefined
        : this.#readPath(resolve(dirname(project.path), path), project.context, depth + 1);
    if (found === undefined && path !== undefined && !isOptional) {
      throw new PlaceFileError(
        `${subject} has the $path ${quoted(path)}, where there is nothing that becomes an instance.`,
      );
    }
    const className = this.#classOf(json, name, found, parentClass, subject);
    if (className === undefined) {
      if (path !== undefined) return undefined;
      throw new PlaceFileError(
        `${subject} needs a $className or a $path: its name is not that of a service.`,
      );
    }
    if (found === undefined) this.#work.budget.addInstances(1);
    const node = found ?? createNode(className);
    node.name = name;
    node.className = className;
    for (const [key, child] of Object.entries(json)) {
      if (key.startsWith('$')) continue;
      if (!isObject(child)) throw new PlaceFileError(`${subject} has no object in ${quoted(key)}.`);
      const childNode = this.#readNode(project, child, key, className, depth + 1);
      if (childNode !== undefined) node.children.push(childNode);
    }
    const { properties } = this.#work;
    properties.apply(
      node,
      objectField(json, '$properties', subject),
      objectField(json, '$attributes', subject),
      subject,
    );
    properties.setId(node, stringField(json, '$id', subject), subject);
    return node;
  }

  /** The class of a node: the one it names, that of its files, or one that its name and parent give away. */
  #classOf(
    json: JsonObject,
    name: string,
    found: TreeNode | undefined,
    parentClass: string | undefined,
    subject: string,
  ): string | undefined {
    const named = stringField(json, '$className', subject);
    if (named !== undefined) {
      if (found === undefined || found.className === 'Folder' || found.className === named) {
        return named;
      }
      throw new PlaceFileError(
        `${subject} has the $className ${quoted(named)}, and its $path is a ${quoted(found.className)}. Only a folder takes another class.`,
      );
    }
    if (found !== undefined && found.className !== 'Folder') return found.className;
    const isService = parentClass === 'DataModel' && this.#types.isService(name);
    const isSingle =
      parentClass !== undefined &&
      Object.hasOwn(SINGLE_CHILDREN, parentClass) &&
      SINGLE_CHILDREN[parentClass]?.includes(name) === true;
    return isService || isSingle ? name : found?.className;
  }

  /** The instance that a file or folder becomes; undefined if it becomes none. */
  #readPath(path: string, context: Context, depth: number): TreeNode | undefined {
    const kind = this.#work.files.kindOf(path);
    if (kind === undefined) return undefined;
    const node =
      kind === 'folder'
        ? this.#readFolder(path, context, depth)
        : this.#readFile(path, context, depth);
    const identity = this.#work.files.identity(path);
    if (node !== undefined && !this.nodesByPath.has(identity)) this.nodesByPath.set(identity, node);
    return node;
  }

  #readFile(path: string, context: Context, depth: number): TreeNode | undefined {
    // They belong to their folder.
    if (INIT_FILES.some(([name]) => name === basename(path))) return undefined;
    const match = matchFile(path, context.syncRules);
    if (match === undefined) return undefined;
    if (match.kind === 'project') return this.#readProject(path, match.name, context, depth);
    const node = readLeaf(path, match.kind, context.emitsLegacyScripts, this.#work);
    if (node === undefined) return undefined;
    node.name = match.name;
    applyMetadata(node, dirname(path), match.name, this.#work);
    return node;
  }

  #readFolder(path: string, context: Context, depth: number): TreeNode | undefined {
    return this.#within(path, depth, () => {
      const entries = this.#work.files.list(path);
      const project = FOLDER_PROJECTS.find((name) => entries.includes(name));
      if (project !== undefined) {
        return this.#readProject(join(path, project), basename(path), context, depth + 1);
      }
      const node = this.#folderNode(path, entries, context);
      for (const entry of entries) {
        const entryPath = join(path, entry);
        if (context.ignores.some((ignores) => ignores(entryPath))) continue;
        const child = this.#readPath(entryPath, context, depth + 1);
        if (child !== undefined) node.children.push(child);
      }
      applyMetadata(node, path, 'init', this.#work);
      return node;
    });
  }

  /** The instance of a folder without its children. */
  #folderNode(path: string, entries: readonly string[], context: Context): TreeNode {
    const init = INIT_FILES.find(([name]) => entries.includes(name));
    const node =
      init && readLeaf(join(path, init[0]), init[1], context.emitsLegacyScripts, this.#work);
    if (node === undefined) this.#work.budget.addInstances(1);
    else if (node.file !== undefined) node.file.isInit = true;
    const folder = node ?? createNode('Folder');
    folder.name = basename(path);
    return folder;
  }
}

/** The field `$path`: a path, or an object with one that need not be there. */
function parsePath(json: JsonObject, subject: string): { path?: string; isOptional: boolean } {
  const value = fieldOf(json, '$path');
  if (value === undefined) return { isOptional: false };
  const path = isObject(value) ? fieldOf(value, 'optional') : value;
  if (typeof path === 'string') return { path, isOptional: isObject(value) };
  throw new PlaceFileError(
    `${subject} has a $path that is neither a string nor an object with a string "optional".`,
  );
}
