import type { Json, LuauTask } from '../../open-cloud/types.ts';
import { mapText, type LineMap } from './script-lines.ts';
import type { EndRecord } from './runner.ts';

// The records in which the scripts of a shared task say how they ended: in the table that it
// returned, or in its log. What is no record may be cut off, or made up by a script.

/**
 * Reads the table that a shared task returned.
 *
 * @returns how each script ended, where it says so; nothing where it is not that table
 */
export function readTable(
  nonce: string,
  lines: LineMap,
  { state, results }: LuauTask,
): readonly (EndRecord | undefined)[] {
  const table = state === 'COMPLETE' ? results?.[0] : undefined;
  return Array.isArray(table) && table[0] === nonce
    ? table.slice(1).map((text, script) => readRecord(text, lines, script))
    : [];
}

/**
 * Whether a task that another step created is one that scripts shared: by the table that it returned,
 * which only a step that knows the scripts can read whole.
 */
export function wasShared({ state, results }: Pick<LuauTask, 'state' | 'results'>): boolean {
  const table = state === 'COMPLETE' ? results?.[0] : undefined;
  const [nonce, ...records] = Array.isArray(table) ? (table as readonly Json[]) : [];
  return (
    typeof nonce === 'string' &&
    /^[\da-f]{32}$/.test(nonce) &&
    records.length > 0 &&
    records.every((text) => readRecord(text, [], 0) !== undefined)
  );
}

/** Reads a record, with the script's own lines in all of its texts. */
export function readRecord(text: unknown, lines: LineMap, script: number): EndRecord | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  const map = (_: string, value: Json): Json =>
    typeof value === 'string' ? mapText(value, lines, script) : value;
  try {
    const record = JSON.parse(text, map) as Partial<EndRecord> | null;
    return isRecord(record) ? record : undefined;
  } catch {
    // Cut off, or made up by a script.
    return undefined;
  }
}

const STATUSES: readonly unknown[] = [
  'returned',
  'raised',
  'too-large',
  'elsewhere',
] satisfies readonly EndRecord['status'][];

function isRecord(
  value: { readonly [Key in keyof EndRecord]?: unknown } | null,
): value is EndRecord {
  const { status, ms, results = [], message = '', trace = '' } = value ?? {};
  return (
    STATUSES.includes(status) &&
    typeof ms === 'number' &&
    Array.isArray(results) &&
    typeof message === 'string' &&
    typeof trace === 'string'
  );
}
