import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { PlaceInstance } from '../emulator/place/instance-tree.ts';
import { PlaceFileError } from '../emulator/place/place-file-error.ts';
import { readPlace } from '../emulator/place/read-place.ts';
import { readProject } from '../emulator/place/rojo-project.ts';
import { parseSourceMap } from '../src/evaluate/location/source-map.ts';
import type { LazySourceMap } from '../src/plan.ts';
import { UsageError, type RunOptions } from './arguments.ts';
import { isOutside } from './workspace.ts';

/** A place that scripts can run in. */
export interface OpenPlace {
  readonly tree: readonly PlaceInstance[];
  /** Where aliases of string requires lead, by alias. */
  readonly aliases: Readonly<Record<string, string>>;
  /** The files of the place's scripts, if the place is a project. */
  readonly sourceMap?: LazySourceMap;
  /** The same as the content of a `sourcemap.json`, with absolute paths. */
  readonly sourceMapJson?: () => string;
  /** Sentences about what the reader left out. */
  readonly warnings: readonly string[];
}

const EMPTY_PLACE: OpenPlace = { tree: [], aliases: {}, warnings: [] };

/**
 * Reads the place that the options name.
 *
 * @param workspace the folder that the paths of the source map are relative to
 * @throws {UsageError} if the place cannot be read
 */
export function openPlace({ place, project }: RunOptions, workspace: string): OpenPlace {
  const file = place ?? project;
  if (file === undefined) {
    return EMPTY_PLACE;
  }
  try {
    return project === undefined
      ? { ...EMPTY_PLACE, ...namePlace(readPlace(readFileSync(file))) }
      : openProject(project, workspace);
  } catch (error) {
    if (error instanceof PlaceFileError) {
      throw new UsageError(`${path.basename(file)} cannot be opened. ${error.message}`, {
        cause: error,
      });
    }
    throw error;
  }
}

function namePlace({ instances, warnings }: ReturnType<typeof readPlace>) {
  return { tree: instances, warnings };
}

function openProject(project: string, workspace: string): OpenPlace {
  const folder = path.dirname(project);
  // A project may use files beside its folder: packages of the repository, for example.
  const root = isOutside(workspace, project) ? folder : workspace;
  const { instances, aliases, warnings } = readProject(project, { root });
  const sourceMapJson = (): string => JSON.stringify(sourceMapOf(instances, folder));
  return {
    tree: instances,
    aliases,
    warnings,
    sourceMap: createSourceMap(sourceMapJson, workspace),
    sourceMapJson,
  };
}

/** The source map that `rojo sourcemap` would write, made when a failure needs it. */
function createSourceMap(json: () => string, workspace: string): LazySourceMap {
  let map: ReturnType<typeof parseSourceMap> | undefined;
  return {
    get: () => {
      map ??= parseSourceMap(json(), '', workspace);
      return map;
    },
    problem: () => undefined,
  };
}

interface MapNode {
  readonly name: string;
  readonly className: string;
  readonly filePaths: readonly string[];
  readonly children: MapNode[];
}

function sourceMapOf(instances: readonly PlaceInstance[], folder: string): MapNode {
  const root: MapNode = { name: 'place', className: 'DataModel', filePaths: [], children: [] };
  const nodes: MapNode[] = [];
  for (const { id, parent, name, className, file } of instances) {
    const filePaths = file === undefined ? [] : [path.resolve(folder, file.path)];
    const node: MapNode = { name, className, filePaths, children: [] };
    nodes[id] = node;
    (nodes[parent] ?? root).children.push(node);
  }
  return root;
}
