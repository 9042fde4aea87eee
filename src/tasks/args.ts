import type { ScriptArgs } from '../inputs/args-input.ts';
import type { Json } from '../open-cloud/types.ts';
import { findFirstStatement, tokenize } from './luau-source.ts';

/**
 * Inserts a local table `args` before a script's first statement, on the same line and after its
 * comments and `--!` directives. So no line moves, and directives stay directives. A script without a
 * statement does not change.
 *
 * An array becomes a table from 1 to its length, an object one with string keys. `null` becomes `nil`:
 * the key is absent, and an array has a hole, so `#` may stop early. The table takes one of the 200
 * locals of a Luau function.
 */
export function withArgs(source: string, args: ScriptArgs): string {
  const start = findFirstStatement(source);
  return start === undefined
    ? source
    : // The semicolon separates it from a statement that begins with a bracket.
      `${source.slice(0, start)}${HEAD}${writeTables(args)}; ${source.slice(start)}`;
}

/**
 * Removes the values that {@link withArgs} inserted, for display. The script that Roblox returns with
 * a task has them. Any other script does not change.
 */
export function withoutArgs(sent: string): string {
  const start = findFirstStatement(sent);
  if (start === undefined || !sent.startsWith(HEAD, start)) {
    return sent;
  }
  for (const { text, start: at } of tokenize(sent.slice(start))) {
    // The first semicolon outside of strings ends the statement.
    if (text === ';') {
      return `${sent.slice(0, start)}${HEAD}…${sent.slice(start + at)}`;
    }
  }
  return sent;
}

const HEAD = 'local args = ';

/**
 * Writes a table as one line of Luau. Each nested table is written by itself, the innermost first, and
 * its parent refers to it. Luau refuses nested constructors whose items need more than 255 registers,
 * which long arrays do at a depth of 15.
 */
function writeTables(root: Json): string {
  const tables = [root];
  const written: string[] = [];
  // The array grows during the loop: children come after their parents.
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

/** Escapes characters that would end the string or the line. Three digits, so a digit may follow. */
function writeString(text: string): string {
  const escaped = text.replaceAll(
    // oxlint-disable-next-line no-control-regex
    /["\\\u0000-\u001F\u007F]/g,
    (character) => `\\${String(character.charCodeAt(0)).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}
