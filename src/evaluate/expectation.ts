import type { Json } from '../open-cloud/types.ts';
import { findJsonExcess, MAX_JSON } from '../util/json-limits.ts';

/**
 * Whether a returned value equals the expected one. The comparison is deep. A string that contains
 * JSON also equals that JSON, and no return value equals `null`. An empty list equals an empty object:
 * Luau has one table for both, and Roblox does not document which of the two it sends.
 */
export function matchesExpected(expected: Json, returned: Json | undefined): boolean {
  if (isEqual(expected, returned ?? null)) {
    return true;
  }
  if (typeof returned !== 'string' || findJsonExcess(returned, MAX_JSON) !== undefined) {
    return false;
  }
  try {
    return isEqual(expected, JSON.parse(returned) as Json);
  } catch {
    return false;
  }
}

/** Iterative, since a deep value would overflow the stack. */
function isEqual(one: Json, other: Json): boolean {
  const pending: (readonly [Json, Json])[] = [[one, other]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [a, b] = pair;
    if (a === b || (isEmptyTable(a) && isEmptyTable(b))) {
      continue;
    }
    if (!isTable(a) || !isTable(b) || Array.isArray(a) !== Array.isArray(b)) {
      return false;
    }
    const keys = Object.keys(a);
    if (keys.length !== Object.keys(b).length) {
      return false;
    }
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) {
        return false;
      }
      pending.push([a[key] as Json, b[key] as Json]);
    }
  }
  return true;
}

function isTable(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null;
}

function isEmptyTable(value: Json): boolean {
  return isTable(value) && Object.keys(value).length === 0;
}

/** The longest value in a sentence. */
const MAX_SHOWN_CHARACTERS = 300;

/** Formats a value as short JSON, for a sentence. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) {
    return 'nothing';
  }
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    return 'a value that is nested too deeply to be shown'; // `JSON.stringify` is recursive.
  }
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
