import type { Json } from '../../open-cloud/types.ts';
import { NON_FAILING_STATUSES, readStatusWord, STATING } from './check-status.ts';
import { asFields, asItems, foldFields, type FoldedFields } from './fields.ts';
import { holdsNumbers, readNumbers, tellOutcome } from './custom-numbers.ts';
import type { Suite } from './suites.ts';

const NESTED = ['tests', 'checks', 'children', 'cases'];

/** One of a list, or of a table by name. */
export interface Entry {
  readonly name?: string;
  readonly value: Json;
}

/** A list or a table that may be one of checks. */
export interface Group {
  /** Whether anything in it, at any depth, is like a check. */
  isCheckLike: boolean;
  /** The suite that it makes; none where it is data. */
  suite?: Suite;
}

/** An entry of a group, with the groups that it holds itself. */
export interface Node extends Entry {
  /** Its number in its group, from 1. */
  readonly number: number;
  readonly group: Group;
  /** Its fields, where it has any. */
  readonly folded?: FoldedFields;
  readonly nested: readonly Group[];
}

/** An entry that is not looked into yet. */
type Opened = Omit<Node, 'folded' | 'nested'>;

/**
 * Reads a list, and all lists in it, which may be nested thousands deep.
 *
 * @returns its nodes, each before those in it
 */
export function readTree(root: Group, entries: readonly Entry[]): readonly Node[] {
  const nodes: Node[] = [];
  const open: Opened[] = [];
  pushReversed(open, entries, root);
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const fields = asFields(at.value);
    const folded = fields && foldFields(fields);
    const lists = listsIn(at.value, folded);
    const nested = lists.map((): Group => ({ isCheckLike: false }));
    const node = { ...at, ...(folded && { folded }), nested };
    nodes.push(node);
    for (const [index, list] of [...lists.entries()].toReversed()) {
      pushReversed(open, list, nested[index] ?? root);
    }
  }
  // From the innermost outwards.
  for (const node of nodes.toReversed()) {
    if (isCheckLike(node) || node.nested.some((group) => group.isCheckLike)) {
      node.group.isCheckLike = true;
    }
  }
  return nodes;
}

/** The entries of a list, or of a table by name; undefined where the value is neither. */
export function readEntries(value: Json): readonly Entry[] | undefined {
  const items = asItems(value);
  if (items !== undefined) {
    return items.map((item) => ({ value: item }));
  }
  const fields = asFields(value);
  return fields && Object.entries(fields).map(([name, item]) => ({ name, value: item }));
}

function pushReversed(open: Opened[], entries: readonly Entry[], group: Group): void {
  for (const [index, entry] of [...entries.entries()].toReversed()) {
    open.push({ ...entry, group, number: index + 1 });
  }
}

/** A list is a suite by itself; numbers in the place of a list are one test. */
function listsIn(value: Json, folded: FoldedFields | undefined): readonly (readonly Entry[])[] {
  const lists = Array.isArray(value)
    ? [readEntries(value)]
    : NESTED.flatMap((name) =>
        (folded?.get(name) ?? []).map((field) =>
          holdsNumbers(field.value) ? [field] : readEntries(field.value),
        ),
      );
  return lists.filter((entries) => entries !== undefined);
}

/** A table with a name counts as a check, even where it keeps quiet about how it came out. */
function isCheckLike({ name, value, folded }: Node): boolean {
  if (typeof value === 'boolean') {
    return true;
  }
  if (typeof value === 'string') {
    return name !== undefined && readStatusWord(value) !== undefined;
  }
  if (folded === undefined) {
    return false;
  }
  const isStated = ['name', 'title', ...STATING].some((key) =>
    folded.get(key)?.some((field) => ['string', 'boolean'].includes(typeof field.value)),
  );
  const isKnown = NON_FAILING_STATUSES.some((key) =>
    folded
      .get(key)
      ?.some((field) =>
        typeof field.value === 'string'
          ? readStatusWord(field.value) !== undefined
          : typeof field.value === 'boolean',
      ),
  );
  return isStated || isKnown || tellOutcome(readNumbers(folded, false));
}
