import type { Json } from '../open-cloud/types.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { findFirstStatement, tokenize } from './luau-source.ts';

/** What the script gets as its local table `args`. */
export type ScriptArgs = Readonly<Record<string, Json>>;

const EXPECTED = 'a JSON object, like `{"suite": "smoke", "retries": 3}`';

/**
 * Reads the `args` input. Of a key that is there twice, the last counts.
 *
 * @throws {InvalidInput} where it is no JSON object, or holds what a Luau table cannot
 */
export function parseArgs(json: string): ScriptArgs {
  let args: Json;
  try {
    args = JSON.parse(json) as Json;
  } catch {
    // Its position is not told: the words that have it quote the text, and with it a key that was pasted there.
    throw new InvalidInputError(
      'args',
      'is not JSON',
      `${EXPECTED}. An expression of the workflow that is empty leaves a gap`,
    );
  }
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    const kind = args === null ? 'null' : Array.isArray(args) ? 'an array' : `a ${typeof args}`;
    throw new InvalidInputError('args', `is ${kind}`, EXPECTED);
  }
  for (const literal of findLiterals(json)) {
    checkLiteral(literal);
  }
  return args as ScriptArgs;
}

/** Finds the strings and numbers of a text that is known to be JSON, as they are written in it. */
function findLiterals(json: string): readonly string[] {
  return json.match(/"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g) ?? [];
}

function checkLiteral(literal: string): void {
  const value = JSON.parse(literal) as string | number;
  if (typeof value === 'string') {
    if (!value.isWellFormed()) {
      throw new InvalidInputError(
        'args',
        `holds the string ${literal.slice(0, 100)}, which has half of a surrogate pair in it`,
        'whole characters: UTF-8 has no halves',
      );
    }
  } else if (!Number.isFinite(value)) {
    throw new InvalidInputError(
      'args',
      `holds the number ${literal.slice(0, 100)}`,
      `numbers up to ${Number.MAX_VALUE}, the largest that Luau has`,
    );
  } else if (/^-?\d+$/.test(literal) && !keepsDigits(literal, value)) {
    // Silently rounded, an id would be somebody else's.
    throw new InvalidInputError(
      'args',
      `holds the number ${literal.slice(0, 100)}, which Luau would round to ${value}`,
      'whole numbers up to 2^53, or a string',
    );
  }
}

/** Whether a whole number is kept, exactly or as the shortest text that stands for its double. */
function keepsDigits(literal: string, value: number): boolean {
  return String(value) === literal || BigInt(literal) === BigInt(value);
}

/**
 * Puts a local table `args` in front of a script's first statement, on the same line and behind
 * the comments and `--!` directives before it: no line moves, and directives stay directives. A
 * script without a statement is left as it is.
 *
 * An array is a table from 1 to its length, and an object one with string keys; an empty one of
 * either is `{}`. `null` is `nil`: the key of an object is then absent, and an array has a hole
 * there, so that `#` may stop early. The table takes one of the 200 locals of a Luau function.
 */
export function withArgs(source: string, args: ScriptArgs): string {
  const start = findFirstStatement(source);
  return start === undefined
    ? source
    : // The semicolon parts it from a statement that begins with a bracket.
      `${source.slice(0, start)}${HEAD}${writeTables(args)}; ${source.slice(start)}`;
}

/**
 * Takes the values out of what {@link withArgs} made, for showing: what Roblox tells of a task's
 * script holds them, and nobody asked to see them. Any other script stays as it is.
 */
export function withoutArgs(sent: string): string {
  const start = findFirstStatement(sent);
  if (start === undefined || !sent.startsWith(HEAD, start)) {
    return sent;
  }
  for (const { text, start: at } of tokenize(sent.slice(start))) {
    // The first semicolon ends the statement: none stands in what is written here but in strings.
    if (text === ';') {
      return `${sent.slice(0, start)}${HEAD}…${sent.slice(start + at)}`;
    }
  }
  return sent;
}

const HEAD = 'local args = ';

/**
 * Writes a table as one line of Luau. Each table inside is written on its own, the innermost first,
 * and named by its parent: Luau refuses constructors nested in one another once their items need
 * more than 255 registers, which with long arrays is at a depth of 15.
 */
function writeTables(root: Json): string {
  const tables = [root];
  const written: string[] = [];
  // It grows while it is walked: children come behind their parents.
  for (const table of tables) {
    const write = (value: Json): string => {
      if (typeof value !== 'object' || value === null) {
        return writeScalar(value);
      }
      tables.push(value);
      return `t[${tables.length}]`;
    };
    const items = Array.isArray(table)
      ? table.map(write)
      : Object.entries(table as ScriptArgs).map(([key, value]) => {
          return `[${writeString(key)}]=${write(value)}`;
        });
    written.push(`{${items.join(',')}}`);
  }
  if (written.length === 1) {
    return written.join('');
  }
  const assignments = written.map((table, index) => `t[${index + 1}]=${table}`).toReversed();
  return `(function() local t = {} ${assignments.join(' ')} return t[1] end)()`;
}

function writeScalar(value: null | boolean | number | string): string {
  if (typeof value === 'string') {
    return writeString(value);
  }
  if (value === null) {
    return 'nil';
  }
  // `String(-0)` is "0".
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Escapes what would end the string or the line, in three digits, so that a digit may follow. */
function writeString(text: string): string {
  const escaped = text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /["\\\u0000-\u001F\u007F]/g,
    (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}
