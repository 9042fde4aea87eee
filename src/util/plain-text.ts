const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);

/** Select Graphic Rendition: colours and weights, and nothing else that a terminal obeys. */
const COLOUR = new RegExp(`^${ESC}\\[[\\d;:]*m$`);

/** The maximum length of a command string, such as a link. A longer one stays, without its ends. */
export const MAX_COMMAND_STRING_CHARACTERS = 4_096;

/**
 * What is not text: whole escape sequences (so that no `[2J` is left of one), every control
 * character but tab and line feed, and the overrides of writing direction, which can make a line
 * read as another one. In this order: what the first ones do not match as a whole, the later ones
 * take apart. Nothing that starts a sequence is ever left behind.
 */
const NO_TEXT = new RegExp(
  [
    `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`, // a control sequence, such as a colour
    `${ESC}[\\]PX^_][^${ESC}${BEL}\\n]{0,${MAX_COMMAND_STRING_CHARACTERS}}(?:${BEL}|${ESC}\\\\)`, // a command string, such as a link
    `${ESC}[ -/]*[0-~]`,
    '[\\u202a-\\u202e\\u2066-\\u2069]',
    '(?![\\t\\n])\\p{Cc}',
  ].join('|'),
  'gu',
);

/** What may have to be replaced. One class is ten times as fast as the patterns above. */
const SUSPECT = /(?![\t\n])\p{Cc}|[\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

/**
 * Makes remote text plain: line ends are `\n`, escape sequences and control characters other than
 * tab are gone, and half a surrogate pair has become U+FFFD.
 */
export function plainText(text: string): string {
  return SUSPECT.test(text) ? normalise(text).replace(NO_TEXT, '') : text;
}

/** Plain text as one line, with white space of any kind and length as one space. */
export function plainLine(text: string): string {
  return plainText(text).replace(/\s+/g, ' ').trim();
}

/** Plain text, line by line, that keeps its colours: each line ends those that it began. */
export function colouredLines(text: string): readonly string[] {
  return normalise(text)
    .replace(NO_TEXT, (found) => (COLOUR.test(found) ? found : ''))
    .split('\n')
    .map((line) => (line.includes(ESC) ? `${line}${ESC}[0m` : line));
}

/** Colours a few words of the action's own. */
export function colour(text: string, name: 'red' | 'yellow'): string {
  return `${ESC}[${name === 'red' ? 31 : 33}m${text}${ESC}[0m`;
}

function normalise(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n');
}
