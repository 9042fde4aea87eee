import { plainLine, plainText } from '../../util/plain-text.ts';
import { truncate } from '../../util/truncate.ts';

/** The size of a name on a page. Paths can have 4 KiB. */
export const MAX_NAME_BYTES = 256;

// Remote text appears on a page only in code blocks (`fenced`) and code spans (`code`). In code,
// Markdown has no HTML, links or images, and GitHub links no people, issues or commits. Backslashes
// are not enough, because GitHub searches the rendered text for @people and #issues.

/** Formats text as a code span. Any white space becomes one space. */
export function code(text: string): string {
  const line = plainLine(text) || ' ';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** Formats a name as a code span, truncated. */
export function nameCode(name: string): string {
  return code(truncate(name, MAX_NAME_BYTES));
}

/** Formats text as a code block. The fence is longer than any backticks in the text. */
export function fenced(text: string, language: string): string {
  const plain = plainText(text);
  const fence = '`'.repeat(fenceLength(plain));
  return `${fence}${language}\n${plain}\n${fence}`;
}

/** The length of the fence for a text. */
export function fenceLength(text: string): number {
  return Math.max(3, longestRun(text) + 1);
}

/** Formats a collapsed section. The title is text of the action; the body is Markdown. */
export function fold(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** Formats a list. Items are one line of Markdown. */
export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/** Formats a left-aligned table. Cells are one line of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => ':--'), ...rows]
    .map((cells) => `| ${cells.map(asCell).join(' | ')} |`)
    .join('\n');
}

/**
 * A pipe ends a cell even within code, and parsers disagree about escaping it after a backslash. The
 * sign for "divides" looks the same and has no meaning.
 */
function asCell(markdown: string): string {
  return markdown.replaceAll('|', '\u2223');
}

/** A word, with the punctuation that stays outside of its code span. */
interface Word {
  readonly before: string;
  /** The text that must be code. A plain word has none, and is in `before`. */
  readonly code?: string;
  readonly after: string;
}

const WORD = /^(?<before>["'(“‘]*)(?<core>.*?)(?<after>[.,;:!?"')”’…]*)$/u;

/** A word of only these characters has no meaning in Markdown, except at the start of a line. */
const PLAIN = /^[\p{L}\p{M}\p{N}.,;:!?"'()%+=/…–—“”‘’-]*$/u;

/** Plain words that GitHub or a mail client may turn into links. */
const LINKED = [
  /:\/\/|www\./i, // addresses
  /[\p{L}\p{N}]\.\p{L}{2,}/u, // names of hosts, and of files
  /[\da-f]{7,}/i, // commits
  /\p{L}[-.+=:/]\p{N}/u, // GH-12, and a repository's own TICKET-12
  /:[\p{L}\p{N}+-]+:/u, // emoji
];

/**
 * Formats sentences that contain remote text. Text between backticks becomes code, and so does every
 * word that is not plain.
 */
export function prose(text: string): string {
  const words = plainLine(text).match(/(?:`[^`]+`|\S)+/g) ?? [];
  const joined: Word[] = [];
  for (const [index, found] of words.entries()) {
    const word = readWord(found, index === 0);
    const last = joined.at(-1);
    if (last?.code !== undefined && word.code !== undefined && last.after + word.before === '') {
      joined[joined.length - 1] = {
        ...word,
        before: last.before,
        code: `${last.code} ${word.code}`,
      };
    } else {
      joined.push(word);
    }
  }
  return joined
    .map(
      ({ before, code: core, after }) => `${before}${core === undefined ? '' : code(core)}${after}`,
    )
    .join(' ');
}

function readWord(word: string, isFirst: boolean): Word {
  const isPlain =
    PLAIN.test(word) &&
    !LINKED.some((pattern) => pattern.test(word)) &&
    // A line that starts with `1.`, `-` or `+` is a list, and `=` turns the line before into a heading.
    (!isFirst || /^["'(“‘]*\p{L}/u.test(word));
  if (isPlain) {
    return { before: word, after: '' };
  }
  const { before = '', core = '', after = '' } = WORD.exec(word)?.groups ?? {};
  const quotedCode = /^`([^`]+)`$/.exec(core)?.[1];
  if (quotedCode !== undefined) {
    return { before, code: quotedCode, after };
  }
  if (core === '') {
    return { before: '', code: word, after: '' };
  }
  // The last parenthesis of `nil:call()` belongs to the code.
  const end = core.includes('(') ? after.lastIndexOf(')') + 1 : 0;
  return { before, code: core + after.slice(0, end), after: after.slice(end) };
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
