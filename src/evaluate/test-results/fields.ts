import type { Json } from '../../open-cloud/types.ts';
import { findJsonExcess, MAX_JSON } from '../../util/json-limits.ts';
import { plainText } from '../../util/plain-text.ts';
import { fold } from './vocabulary.ts';

/** A JSON object. */
export type Fields = Readonly<Record<string, Json>>;

/** A field under the name that the script gave it. */
export interface Field {
  readonly name: string;
  readonly value: Json;
}

/** Fields by their folded names. Several fields can share one. */
export type FoldedFields = ReadonlyMap<string, readonly Field[]>;

/** The value as an object. Roblox can send an empty Luau table as `[]`. */
export function asFields(value: Json | undefined): Fields | undefined {
  if (Array.isArray(value)) {
    return value.length === 0 ? {} : undefined;
  }
  return typeof value === 'object' && value !== null ? (value as Fields) : undefined;
}

/** The value as a list. Roblox can send an empty Luau table as `{}`. */
export function asItems(value: Json | undefined): readonly Json[] | undefined {
  if (Array.isArray(value)) {
    return value as readonly Json[];
  }
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0
    ? []
    : undefined;
}

/**
 * The JSON in a string, or any other value as it is; undefined for a string without JSON, and for one
 * that is too large to be parsed.
 */
export function parseJsonText(value: Json): Json | undefined {
  if (typeof value !== 'string') {
    return value;
  }
  if (findJsonExcess(value, MAX_JSON) !== undefined) {
    return undefined;
  }
  try {
    return JSON.parse(value.trim()) as Json;
  } catch {
    return undefined;
  }
}

/** An own field of an object, never an inherited one such as `constructor`. */
export function fieldOf(fields: Fields, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Indexes the fields of an object by their folded names. */
export function foldFields(fields: Fields): FoldedFields {
  const folded = new Map<string, Field[]>();
  for (const [name, value] of Object.entries(fields)) {
    const key = fold(name);
    const found = folded.get(key);
    if (found === undefined) {
      folded.set(key, [{ name, value }]);
    } else {
      found.push({ name, value });
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

/** A boolean, or the `tostring` of one. */
export function asBoolean(value: Json | undefined): boolean | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  return word === true || word === 'true'
    ? true
    : word === false || word === 'false'
      ? false
      : undefined;
}

/** A number, or the `tostring` of a natural number. It is not checked to be a count. */
export function asNumber(value: Json | undefined): number | undefined {
  if (typeof value === 'string') {
    return /^\d{1,15}$/.test(value.trim()) ? Number(value) : undefined;
  }
  return typeof value === 'number' ? value : undefined;
}

/** The value as plain text, a list with a line for each item; undefined if the text is empty. */
export function asText(value: Json | undefined): string | undefined {
  const text = Array.isArray(value) ? value.map(toText).join('\n') : toText(value ?? null);
  const plain = plainText(text).trim();
  return plain === '' ? undefined : plain;
}

function toText(value: Json): string {
  return value === null ? '' : typeof value === 'object' ? toJson(value) : String(value);
}

function toJson(value: object): string {
  try {
    return Object.keys(value).length === 0 ? '' : JSON.stringify(value);
  } catch {
    return '(a deeply nested table)'; // `JSON.stringify` is recursive.
  }
}

/** The start of a text as one line, to quote it in a sentence. */
export function excerpt(text: string, maxCharacters = 200): string {
  // Slices first: a message can have megabytes.
  const line = text
    .slice(0, 4 * maxCharacters)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= maxCharacters ? line : `${line.slice(0, maxCharacters).trimEnd()}…`;
}
