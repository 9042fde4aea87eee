import { flattenTree } from './flatten.ts';
import type { PlaceTree, TreeNode } from './instance-tree.ts';
import { MAX_FILE_BYTES, PlaceBudget } from './limits.ts';
import { PlaceFileError } from './place-file-error.ts';
import { isBinary, readBinary } from './read-binary.ts';
import { isXml, readXml } from './read-xml.ts';

/** Reads the instances at the top of a place or model, with all that is below them. */
export function readNodes(bytes: Uint8Array, budget: PlaceBudget): TreeNode[] {
  if (bytes.length > MAX_FILE_BYTES) {
    throw new PlaceFileError(
      `It has ${bytes.length} bytes, and at most ${MAX_FILE_BYTES} are read.`,
    );
  }
  if (isBinary(bytes)) return readBinary(bytes, budget);
  if (isXml(bytes)) return readXml(bytes, budget);
  throw new PlaceFileError(
    'It is neither a binary place or model (.rbxl, .rbxm) nor one in XML (.rbxlx, .rbxmx).',
  );
}

/**
 * Reads a place or model, binary or XML: the content decides, not the name of the file. The instances at the top of a
 * place are its services; those of a model can be of any class.
 *
 * @throws PlaceFileError if the file is damaged or exceeds a bound of `limits.ts`.
 */
export function readPlace(bytes: Uint8Array): PlaceTree {
  const budget = new PlaceBudget();
  return flattenTree(readNodes(bytes, budget), budget);
}
