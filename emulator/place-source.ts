import { readFileSync } from 'node:fs';
import type { InstanceNode } from './engine/instance-node.ts';
import { readPlace } from './place/read-place.ts';

/** Where a place comes from: a place file, or instances that are read already. */
export type PlaceSource =
  | { file: string }
  | {
      tree: readonly InstanceNode[];
      aliases?: Readonly<Record<string, string>>;
      warnings?: readonly string[];
    };

/** A place that tasks can run on. */
export interface OpenedPlace {
  instances: readonly InstanceNode[];
  /** Sentences about parts that were left out. */
  warnings: readonly string[];
  /** Where aliases of string requires lead: paths below `game`, by alias. */
  aliases?: Readonly<Record<string, string>>;
}

/**
 * Reads a place; an empty one if there is no source.
 *
 * @throws {Error} if a file cannot be read or is not valid
 */
export function readPlaceSource(source: PlaceSource | undefined): OpenedPlace {
  if (source === undefined) return { instances: [], warnings: [] };
  if ('tree' in source) {
    const { tree, warnings = [], aliases = {} } = source;
    return { instances: tree, warnings, aliases };
  }
  return readPlace(readFileSync(source.file));
}

const MAX_WARNINGS = 3;

/** One message about all parts of a place that were left out; undefined if there are none. */
export function warningOf({ warnings }: OpenedPlace): string | undefined {
  if (warnings.length === 0) return undefined;
  const more = warnings.length - MAX_WARNINGS;
  return `The emulator left out parts of the place. ${warnings.slice(0, MAX_WARNINGS).join(' ')}${
    more > 0 ? ` There are ${more} more such warnings.` : ''
  }`;
}
