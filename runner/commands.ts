/** A workflow command that a line of output was understood as. */
export interface Command {
  /** Its name as registered, in lower case. */
  readonly name: string;
  /** Its properties, unescaped; their names in lower case, since the runner ignores case. */
  readonly properties: Readonly<Record<string, string>>;
  /** What follows the name and the properties, unescaped. */
  readonly text: string;
}

/**
 * The commands that the runner registers. A line that names any other is no command at all. The
 * commands of its own plugins (`internal-set-repo-path`) are not open to an action.
 */
export const COMMAND_NAMES: readonly string[] = [
  'add-mask',
  'add-matcher',
  'add-path',
  'debug',
  'echo',
  'endgroup',
  'error',
  'group',
  'notice',
  'remove-matcher',
  'save-state',
  'set-env',
  'set-output',
  'stop-commands',
  'warning',
];

/** What .NET calls white space: not the byte-order mark, which JavaScript's `trim` takes too. */
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

type Escapes = readonly (readonly [escaped: string, character: string])[];

// The percent sign comes last, so that `%250A` is the text `%0A` and no newline.
const TEXT_ESCAPES: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const PROPERTY_ESCAPES: Escapes = [['%3A', ':'], ['%2C', ','], ...TEXT_ESCAPES];
const LEGACY_ESCAPES: Escapes = [['%3B', ';'], ['%5D', ']'], ...TEXT_ESCAPES];

/**
 * Reads a line as the runner does: as `::name k=v,k2=v2::text` where that is how it starts, white
 * space aside, and else as `##[name k=v;k2=v2]text`, wherever in the line that stands.
 *
 * @param isRegistered whether a name, in lower case, is a command's at the moment
 * @returns undefined for a line that is shown as it is
 */
export function parseCommand(
  line: string,
  isRegistered: (name: string) => boolean,
): Command | undefined {
  return parseCurrent(line, isRegistered) ?? parseLegacy(line, isRegistered);
}

function parseCurrent(line: string, isRegistered: (name: string) => boolean): Command | undefined {
  const message = line.replace(LEADING_SPACE, '');
  const end = message.indexOf('::', 2);
  if (!message.startsWith('::') || end < 0) {
    return undefined;
  }
  const { name, rest } = splitHead(message.slice(2, end));
  return isRegistered(name)
    ? {
        name,
        properties: parseProperties(rest.trim(), ',', PROPERTY_ESCAPES),
        text: unescape(message.slice(end + 2), TEXT_ESCAPES),
      }
    : undefined;
}

function parseLegacy(line: string, isRegistered: (name: string) => boolean): Command | undefined {
  // Only the first `##[` counts: where that names no command, a later one is not looked for.
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  if (end < 0) {
    return undefined;
  }
  const { name, rest } = splitHead(line.slice(start + 3, end));
  return isRegistered(name)
    ? {
        name,
        properties: parseProperties(rest, ';', LEGACY_ESCAPES),
        text: unescape(line.slice(end + 1), LEGACY_ESCAPES),
      }
    : undefined;
}

function splitHead(head: string): { readonly name: string; readonly rest: string } {
  const space = head.indexOf(' ');
  return space < 0
    ? { name: head.toLowerCase(), rest: '' }
    : { name: head.slice(0, space).toLowerCase(), rest: head.slice(space + 1) };
}

/**
 * One property with its value. Empty parts are dropped before they are counted: `=a==b` is `a` with
 * the value `b`, and `a=` is nothing. Space in a name stays, so the second of `a=1, b=2` is ` b`.
 */
const PROPERTY = /^=*([^=]+)=+([^=].*)$/s;

function parseProperties(
  text: string,
  separator: string,
  escapes: Escapes,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split(separator)
      .map((part) => PROPERTY.exec(part))
      .filter((match) => match !== null)
      .map(([, name = '', value = '']) => [name.toLowerCase(), unescape(value, escapes)]),
  );
}

function unescape(text: string, escapes: Escapes): string {
  return escapes.reduce(
    (unescaped, [escaped, character]) => unescaped.replaceAll(escaped, character),
    text,
  );
}
