import type { Json } from '../open-cloud/types.ts';

/**
 * Whether a returned value is the expected one: deep equality, where a string that holds JSON also
 * equals that JSON, and nothing returned equals `null`. An empty list equals an empty object, since
 * Luau has one table for both, and nobody promises as which of the two it arrives.
 */
export function matchesExpected(expected: Json, returned: Json | undefined): boolean {
  if (isEqual(expected, returned ?? null)) {
    return true;
  }
  if (typeof returned !== 'string') {
    return false;
  }
  try {
    return isEqual(expected, JSON.parse(returned) as Json);
  } catch {
    return false;
  }
}

/** Compares with a list of what is left to compare: a deep value must not overflow the stack. */
function isEqual(one: Json, other: Json): boolean {
  const left: (readonly [Json, Json])[] = [[one, other]];
  for (let pair = left.pop(); pair !== undefined; pair = left.pop()) {
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
      left.push([a[key] as Json, b[key] as Json]);
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

/** In a sentence a value is shown up to this length. */
const MAX_SHOWN_CHARACTERS = 300;

/** Writes a value as short JSON, for a sentence. */
export function showValue(value: Json | undefined): string {
  if (value === undefined) {
    return 'nothing';
  }
  let text: string;
  try {
    text = JSON.stringify(value);
  } catch {
    return 'a value that is nested too deeply to be shown'; // Writing JSON has the stack's limit.
  }
  return text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}…` : text;
}
