import type { Json } from '../../open-cloud/types.ts';
import { withoutColours } from './text.ts';

/** A JSON object. */
export type Fields = Readonly<Record<string, Json>>;

/** A field under the name that the script gave it. */
export interface Field {
  readonly name: string;
  readonly value: Json;
}

/** Fields by their folded names; several fields can share one. */
export type FoldedFields = ReadonlyMap<string, readonly Field[]>;

/** The value as an object. An empty Luau table may arrive as `[]`: that is an empty object, too. */
export function asFields(value: Json | undefined): Fields | undefined {
  if (Array.isArray(value)) {
    return value.length === 0 ? {} : undefined;
  }
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

/** The value as a list. An empty Luau table may arrive as `{}`: that is an empty list, too. */
export function asItems(value: Json | undefined): readonly Json[] | undefined {
  if (Array.isArray(value)) {
    return value as readonly Json[];
  }
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
    ? []
    : undefined;
}

/** An own field of an object: never one that all objects have, such as `constructor`. */
export function fieldOf(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** A name without its style: `AllPassed`, `all_passed` and `ALL PASSED` are one. */
export function foldName(name: string): string {
  return name.toLowerCase().replace(/[_\- ]/g, '');
}

/** An object's fields by their folded names. */
export function foldFields(fields: Fields): FoldedFields {
  const folded = new Map<string, Field[]>();
  for (const [name, value] of Object.entries(fields)) {
    const key = foldName(name);
    const there = folded.get(key);
    if (there === undefined) {
      folded.set(key, [{ name, value }]);
    } else {
      there.push({ name, value });
    }
  }
  return folded;
}

/** The first field under one of these folded names that is not null. */
export function findField(fields: FoldedFields, names: readonly string[]): Field | undefined {
  for (const name of names) {
    const found = fields.get(name)?.find(({ value }) => value !== null);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** A boolean, or one that went through `tostring`. */
export function asBoolean(value: Json | undefined): boolean | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return word === true || word === 'true'
    ? true
    : word === false || word === 'false'
      ? false
      : undefined;
}

/** A number, or a whole one that went through `tostring`. It may be no number of tests at all. */
export function asNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'string') {
    return /^\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
  }
  return typeof value === 'number' ? value : undefined;
}

/** What a value says as text, without colours; a list says a line each. Undefined where it says nothing. */
export function asText(value: Json | undefined): string | undefined {
  const text = Array.isArray(value) ? value.map(toText).join('\n') : toText(value ?? null);
  const words = withoutColours(text).trim();
  return words === '' ? undefined : words;
}

function toText(value: Json): string {
  return value === null ? '' : typeof value === 'object' ? toJson(value) : String(value);
}

function toJson(value: object): string {
  try {
    return Object.keys(value).length === 0 ? '' : JSON.stringify(value);
  } catch {
    // Nested too deeply to be written, so too deeply to be read.
    return '(a deeply nested table)';
  }
}
