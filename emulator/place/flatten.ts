import { type PlaceInstance, type PlaceTree, type TreeNode, setField } from './instance-tree.ts';
import { MAX_TREE_DEPTH, type PlaceBudget } from './limits.ts';
import { PlaceFileError } from './place-file-error.ts';

/**
 * Makes one list of a tree. References to instances outside of it are left out.
 *
 * @param ids Filled with the id of each node.
 */
export function flattenTree(
  roots: readonly TreeNode[],
  budget: PlaceBudget,
  ids = new Map<TreeNode, number>(),
): PlaceTree {
  const instances: PlaceInstance[] = [];
  const pending = roots.toReversed().map((node) => ({ node, parent: -1, depth: 1 }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent, depth } = next;
    if (depth > MAX_TREE_DEPTH) {
      throw new PlaceFileError(
        `Its instances are nested more than ${MAX_TREE_DEPTH} deep, which is not read.`,
      );
    }
    const id = instances.length;
    ids.set(node, id);
    const { className, name, source, properties, attributes, tags, file } = node;
    instances.push({
      id,
      parent,
      className,
      name,
      ...(source === undefined ? {} : { source }),
      properties,
      attributes,
      tags,
      ...(file === undefined ? {} : { file }),
    });
    // Not `push(...)`: a node can have more children than a call can have arguments.
    for (const child of node.children.toReversed()) {
      pending.push({ node: child, parent: id, depth: depth + 1 });
    }
  }
  for (const [node, id] of ids) {
    for (const [name, target] of node.references ?? []) {
      const targetId = ids.get(target);
      const instance = instances[id];
      if (targetId !== undefined && instance !== undefined) {
        setField(instance.properties, name, ['Ref', targetId]);
      }
    }
  }
  return { instances, warnings: budget.warnings };
}
