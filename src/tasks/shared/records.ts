import type { Json, LuauTask } from '../../open-cloud/types.ts';
import { findJsonExcess, MAX_JSON } from '../../util/json-limits.ts';
import { mapText, type LineMap } from './script-lines.ts';
import type { EndRecord } from './runner.ts';

// Each script of a shared task leaves a record of its end, in the returned table and in the log.
// Anything else may be truncated, or forged by a script.

/** Reads the table that a shared task returned: each script's record, or nothing from another table. */
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

/** Whether a task of another step was a shared one, by the table that it returned. */
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

/** Reads a record, and maps the locations in its texts to the script's own lines. */
export function readRecord(text: unknown, lines: LineMap, script: number): EndRecord | undefined {
  if (typeof text !== 'string' || findJsonExcess(text, MAX_JSON) !== undefined) {
    return undefined;
  }
  const map = (_: string, value: Json): Json =>
    typeof value === 'string' ? mapText(value, lines, script) : value;
  try {
    const record = JSON.parse(text, map) as Partial<EndRecord> | null;
    return isRecord(record) ? record : undefined;
  } catch {
    // Truncated, or forged by a script.
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
