import { dirname, resolve } from 'node:path';
import { loadApi } from '../engine/api/api.ts';
import { type ClassTypes, classTypesOf } from './class-types.ts';
import { flattenTree } from './flatten.ts';
import { type PlaceInstance, type PlaceTree, type TreeNode, createNode } from './instance-tree.ts';
import { PlaceBudget } from './limits.ts';
import { readAliases } from './luaurc.ts';
import { ProjectFiles } from './project-files.ts';
import { ProjectProperties } from './project-properties.ts';
import { ProjectReader } from './project-reader.ts';
import { pathBelow } from './sync-rules.ts';

/** How a project is read. */
export interface ProjectOptions {
  /**
   * The folder that holds all files of the project: paths that lead out of it are refused. By default the folder of the
   * project file.
   */
  root?: string;
  /** What is known of Roblox's classes; by default the table of the emulator's API. */
  types?: ClassTypes;
}

/** A project as a place. */
export interface ProjectTree extends PlaceTree {
  /** The name of the project. */
  name: string;
  /**
   * Where aliases of string requires lead: names below `game` with slashes between, by alias. An alias
   * of a folder that is no instance is there with the names below it, such as `src/shared`.
   */
  aliases: Record<string, string>;
}

/** Where the instance of a project goes that is a library and not a place. */
const LIBRARY_PARENT = 'ReplicatedStorage';

/** The instances that are below `game`. */
function rootsOf(node: TreeNode, { isService }: ClassTypes): TreeNode[] {
  if (node.className === 'DataModel') return node.children;
  if (isService(node.className)) return [node];
  const parent = createNode(LIBRARY_PARENT);
  parent.children.push(node);
  return [parent];
}

/** All nodes of a tree. */
function allNodes(roots: readonly TreeNode[]): Set<TreeNode> {
  const nodes = new Set(roots);
  // A set visits what is added while it is visited.
  for (const node of nodes) for (const child of node.children) nodes.add(child);
  return nodes;
}

/** The names from below `game` to an instance. */
function pathOf(instances: readonly PlaceInstance[], id: number): string {
  const names: string[] = [];
  for (let found = instances[id]; found !== undefined; found = instances[found.parent]) {
    names.unshift(found.name);
  }
  return names.join('/');
}

/**
 * Reads a Rojo project, without Rojo. The result has no instance for `game`: what is below it is at the top. A project
 * that describes a library goes to ReplicatedStorage, under the project's name, so that its modules can be required.
 *
 * @param file The project file, such as `default.project.json`.
 * @throws PlaceFileError if a file of the project is damaged, missing, or exceeds a bound.
 * @see https://rojo.space/docs/v7/project-format/
 */
export function readProject(file: string, options: ProjectOptions = {}): ProjectTree {
  const types = options.types ?? classTypesOf(loadApi());
  const budget = new PlaceBudget();
  const files = new ProjectFiles(file, options.root);
  const properties = new ProjectProperties(types, budget);
  const reader = new ProjectReader({ files, budget, properties }, types);

  const node = reader.readProject(resolve(file));
  const { name } = node;
  const roots = rootsOf(node, types);
  properties.connect(allNodes(roots));
  const ids = new Map<TreeNode, number>();
  const { instances, warnings } = flattenTree(roots, budget, ids);

  const aliases: Record<string, string> = {};
  for (const [alias, path] of readAliases(files, resolve(options.root ?? files.base))) {
    for (const [aliasName, target] of nodesOfAlias(alias, path, reader.nodesByPath, files)) {
      const id = ids.get(target);
      if (id !== undefined) aliases[aliasName] = pathOf(instances, id);
    }
  }
  return { name, instances, warnings, aliases };
}

/**
 * What an alias leads to: one instance, or those that the project has of a folder that is no instance
 * itself. Those have the alias and a path below it: `src/shared` for an alias `src`.
 */
function nodesOfAlias(
  alias: string,
  path: string,
  nodesByPath: ReadonlyMap<string, TreeNode>,
  files: ProjectFiles,
): readonly (readonly [string, TreeNode])[] {
  // An alias can name a script without its extension.
  for (const candidate of [path, `${path}.luau`, `${path}.lua`]) {
    const node = nodesByPath.get(files.identity(candidate));
    if (node !== undefined) return [[alias, node]];
  }
  const folder = files.identity(path);
  const below = [...nodesByPath].flatMap(([nodePath, node]) => {
    const rest = pathBelow(folder, nodePath);
    return rest === undefined ? [] : [[`${alias}/${rest.replace(/\.luau?$/, '')}`, node] as const];
  });
  const names = new Set<string>(below.map(([name]) => name));
  return below.filter(([name]) => !names.has(dirname(name)));
}
