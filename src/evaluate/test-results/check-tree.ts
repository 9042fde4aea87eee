import type { Json } from '../../open-cloud/types.ts';
import { hasOutcome, isCountTable, readNumbers } from './custom-numbers.ts';
import { asFields, asItems, foldFields, type FoldedFields } from './fields.ts';
import type { Suite } from './suites.ts';
import { checkTestNumber } from './test-report.ts';
import {
  NESTED_LISTS,
  readStatusWord,
  SECONDARY_STATUS_FIELDS,
  STATUS_FIELDS,
} from './vocabulary.ts';

/** An item of a list, or a field of a table. */
export interface Entry {
  readonly name?: string;
  readonly value: Json;
}

/** A list or a table that may contain checks. */
export interface Group {
  /** Whether anything in it, at any depth, looks like a check. */
  isCheckLike: boolean;
  /** The suite of its checks; absent if it is data. */
  suite?: Suite;
}

/** An entry of a group, with the groups in it. */
export interface Node extends Entry {
  /** Its position in its group, counted from 1. */
  readonly number: number;
  readonly group: Group;
  /** Its fields, if it is an object. */
  readonly folded?: FoldedFields;
  readonly nested: readonly Group[];
}

/** An entry whose value is still unread. */
type PendingNode = Omit<Node, 'folded' | 'nested'>;

/**
 * Reads a list and all lists in it. Iterative, since lists can be nested thousands deep.
 *
 * @returns its nodes in document order: each before those in it
 */
export function readTree(root: Group, entries: readonly Entry[]): readonly Node[] {
  const nodes: Node[] = [];
  const pending: PendingNode[] = [];
  pushReversed(pending, entries, root);
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    const fields = asFields(at.value);
    const folded = fields && foldFields(fields);
    const lists = findLists(at.value, folded);
    const nested = lists.map((): Group => ({ isCheckLike: false }));
    nodes.push({ ...at, ...(folded && { folded }), nested });
    checkTestNumber(nodes.length);
    for (const [index, list] of [...lists.entries()].toReversed()) {
      pushReversed(pending, list, nested[index] ?? root);
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

/** The items of a list or the fields of a table; undefined for other values. */
export function readEntries(value: Json): readonly Entry[] | undefined {
  const items = asItems(value);
  if (items !== undefined) {
    return items.map((item) => ({ value: item }));
  }
  const fields = asFields(value);
  return fields && Object.entries(fields).map(([name, item]) => ({ name, value: item }));
}

function pushReversed(pending: PendingNode[], entries: readonly Entry[], group: Group): void {
  checkTestNumber(pending.length + entries.length);
  for (const [index, entry] of [...entries.entries()].toReversed()) {
    pending.push({ ...entry, group, number: index + 1 });
  }
}

/** The lists in a value. A table of counts instead of a list is one test. */
function findLists(value: Json, folded: FoldedFields | undefined): readonly (readonly Entry[])[] {
  const lists = Array.isArray(value)
    ? [readEntries(value)]
    : NESTED_LISTS.flatMap((name) =>
        (folded?.get(name) ?? []).map((field) =>
          isCountTable(field.value) ? [field] : readEntries(field.value),
        ),
      );
  return lists.filter((entries) => entries !== undefined);
}

/** Whether an entry looks like a check. A table with a name does, even without a status. */
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
  const hasField = (names: readonly string[], test: (value: Json) => boolean): boolean =>
    names.some((key) => folded.get(key)?.some((field) => test(field.value)));
  return (
    hasField(
      ['name', 'title', ...STATUS_FIELDS],
      (field) => typeof field === 'string' || typeof field === 'boolean',
    ) ||
    hasField(SECONDARY_STATUS_FIELDS, (field) =>
      typeof field === 'string' ? readStatusWord(field) !== undefined : typeof field === 'boolean',
    ) ||
    hasOutcome(readNumbers(folded, false))
  );
}
