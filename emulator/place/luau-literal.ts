import { PlaceFileError } from './place-file-error.ts';

/** How deep the data of a file may be nested. Luau refuses code that is nested about a thousand deep. */
export const MAX_DATA_DEPTH = 200;

/** What needs an escape in a Luau string. U+2028 and U+2029 are ordinary characters there. */
// oxlint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001F\u007F]/g;

function stringLiteral(text: string): string {
  const escaped = text.replace(ESCAPED, (character) => {
    if (character === '"' || character === '\\') return `\\${character}`;
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `"${escaped}"`;
}

function numberLiteral(value: number): string {
  if (Number.isNaN(value)) return '0 / 0';
  if (!Number.isFinite(value)) return value > 0 ? 'math.huge' : '-math.huge';
  return Object.is(value, -0) ? '-0' : String(value);
}

function keyLiteral(key: unknown, depth: number): string {
  return `[${luauLiteral(key, depth)}]`;
}

/**
 * A value as a Luau expression: values of JSON, TOML and YAML. Null is `nil`; a date is the text that TOML has for it.
 */
export function luauLiteral(value: unknown, depth = 0): string {
  if (depth > MAX_DATA_DEPTH) {
    throw new PlaceFileError(
      `Its data is nested more than ${MAX_DATA_DEPTH} deep, which is not read.`,
    );
  }
  if (value === null || value === undefined) return 'nil';
  if (typeof value === 'string') return stringLiteral(value);
  if (typeof value === 'number') return numberLiteral(value);
  if (typeof value === 'bigint') return numberLiteral(Number(value));
  if (typeof value === 'boolean') return String(value);
  if (value instanceof Date) return stringLiteral(value.toISOString());
  if (Array.isArray(value)) {
    return `{${value.map((item) => luauLiteral(item, depth + 1)).join(', ')}}`;
  }
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  return `{${entries.map(([key, item]) => `${keyLiteral(key, depth + 1)} = ${luauLiteral(item, depth + 1)}`).join(', ')}}`;
}
