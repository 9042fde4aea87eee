/** Control sequences of terminals, colours above all. Jest-Lua writes them into messages and logs. */
const CONTROL_SEQUENCE = new RegExp(`${String.fromCodePoint(27)}\\[[\\d;:?]*[A-Za-z]`, 'g');

/** A text without colours, its line ends as `\n`. */
export function withoutColours(text: string): string {
  return text.replace(CONTROL_SEQUENCE, '').replaceAll('\r\n', '\n').replaceAll('\r', '\n');
}

/** The beginning of a text as one line, to be quoted within a sentence. */
export function excerpt(text: string, most = 200): string {
  // The cut comes first: a message may have megabytes.
  const line = text
    .slice(0, 4 * most)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length <= most ? line : `${line.slice(0, most).trimEnd()}…`;
}

/** A number with its noun: `1 test`, `2 tests`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
