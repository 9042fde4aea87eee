/** A workflow command, parsed from a line of output. */
export interface Command {
  /** The registered name, in lower case. */
  readonly name: string;
  /** The unescaped properties. Their names are in lower case, because the runner ignores case. */
  readonly properties: Readonly<Record<string, string>>;
  /** The unescaped text after the name and the properties. */
  readonly text: string;
}

/**
 * The commands that the runner registers. A line with another name is not a command. Actions cannot
 * use the commands of the runner's plugins (`internal-set-repo-path`).
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

/** White space in .NET. Unlike JavaScript's `trim` it excludes the byte-order mark. */
const LEADING_SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

type Escapes = readonly (readonly [escaped: string, character: string])[];

// The percent sign comes last: `%250A` is the text `%0A`, not a newline.
const TEXT_ESCAPES: Escapes = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%25', '%'],
];
const PROPERTY_ESCAPES: Escapes = [['%3A', ':'], ['%2C', ','], ...TEXT_ESCAPES];
const LEGACY_ESCAPES: Escapes = [['%3B', ';'], ['%5D', ']'], ...TEXT_ESCAPES];

/**
 * Parses a line as the runner does: as `::name k=v,k2=v2::text` at the start of the line after any
 * white space, otherwise as `##[name k=v;k2=v2]text` anywhere in the line.
 *
 * @param isRegistered whether a name, in lower case, is currently a command
 * @returns undefined for a line that is not a command
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
  // The runner tries the first `##[` only.
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
 * A property and its value. The runner drops empty parts first: `=a==b` is `a` with the value `b`,
 * and `a=` is not a property. Spaces in a name stay: the second name of `a=1, b=2` is ` b`.
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
