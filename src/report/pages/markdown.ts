import { plainLine, plainText } from '../../util/plain-text.ts';

// Remote text reaches a summary in two ways only: in a block of code (`fenced`) or in a line of
// code (`code`). There Markdown knows no HTML, no links and no images, and GitHub links no people,
// issues or commits. Escaping with backslashes does not do: GitHub looks for @people and #issues
// after that, in what Markdown has made of the text.

/** A line of code; white space of any kind and length is one space. */
export function code(text: string): string {
  const line = plainLine(text) || ' ';
  const ticks = '`'.repeat(longestRun(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

/** A block of code, which ends where it is meant to: its fence is longer than any within. */
export function fenced(text: string, language: string): string {
  const plain = plainText(text);
  const fence = '`'.repeat(fenceLength(plain));
  return `${fence}${language}\n${plain}\n${fence}`;
}

/** How long a fence must be around a text. */
export function fenceLength(text: string): number {
  return Math.max(3, longestRun(text) + 1);
}

/** A part that is folded away. The title is the action's own words; the body is Markdown. */
export function fold(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}

/** A table, aligned left as text is. Cells are Markdown of one line. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => ':--'), ...rows]
    .map((cells) => `| ${cells.map(asCell).join(' | ')} |`)
    .join('\n');
}

/**
 * A pipe ends a cell even within code, and parsers disagree on what a backslash before it does
 * after another backslash. The sign for "divides" looks the same and means nothing.
 */
function asCell(markdown: string): string {
  return markdown.replaceAll('|', '\u2223');
}

/** A word, with the punctuation that stays outside of the code that it may have to be. */
interface Word {
  readonly before: string;
  /** What must be code; a plain word has none, and is all in `before`. */
  readonly code?: string;
  readonly after: string;
}

const WORD = /^(?<before>["'(“‘]*)(?<core>.*?)(?<after>[.,;:!?"')”’…]*)$/u;

/** A word of these only has no meaning to Markdown, except at the start of a line. */
const PLAIN = /^[\p{L}\p{M}\p{N}.,;:!?"'()%+=/…–—“”‘’-]*$/u;

/** Though plain, GitHub or a reader of notifications could make more of these. */
const LINKED = [
  /:\/\/|www\./i, // addresses
  /[\p{L}\p{N}]\.\p{L}{2,}/u, // names of hosts, and of files
  /[\da-f]{7,}/i, // commits
  /\p{L}[-.+=:/]\p{N}/u, // GH-12, and a repository's own TICKET-12
  /:[\p{L}\p{N}+-]+:/u, // emoji
];

/**
 * A paragraph of sentences that hold remote text. What stands between backticks is code, as the
 * action's own sentences mean it; so is any other word that is more than a plain word.
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
    // A line that begins with `1.`, `-` or `+` is a list, and `=` makes a heading of the one before.
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
  // The last parenthesis of `nil:call()` is the call's own.
  const own = core.includes('(') ? after.lastIndexOf(')') + 1 : 0;
  return { before, code: core + after.slice(0, own), after: after.slice(own) };
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}
