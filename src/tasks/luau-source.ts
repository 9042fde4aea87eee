/** A piece of Luau source that is neither white space nor a comment. */
export interface Token {
  /** An interpolated string becomes several `string` tokens, and a `symbol` for each `{` and `}`. */
  readonly kind: 'word' | 'number' | 'string' | 'symbol' | 'broken';
  readonly text: string;
  /** Its index in the source. */
  readonly start: number;
}

const SPACE = /[ \t\n\v\f\r]+/y;
const WORD = /[A-Za-z_]\w*/y;
const NUMBER = /\.?\d[\d._]*(?:[eE][+-]?)?\w*/y;
const LONG_OPENING = /\[(=*)\[/y;
// A lone carriage return ends such a comment, although it starts no line.
const LINE_COMMENT = /[^\r\n\0]*/y;
/** Symbols of more than one character. Any other character is a symbol by itself. */
const LONG_SYMBOL = /\.{3}|\.\.=?|->|::|\/\/=?|[-+*/%^=~<>]=/y;
/** A finished comment, in source without strings. The second group is a line comment's text. */
const COMMENT = /--(?:\[(=*)\[[^]*?\]\1\]|([^\r\n\0]*))/g;

/** The characters that end, escape or break a string of each kind. */
const STOPS = {
  '"': /["\\\r\n\0]/g,
  "'": /['\\\r\n\0]/g,
  '`': /[`{\\\r\n\0]/g,
} as const;
type Quote = keyof typeof STOPS;

/** A position in Luau source, and the steps that move it. */
class Scanner {
  readonly #source: string;
  at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.at;
    return pattern.exec(this.#source) ?? undefined;
  }

  /** Skips a long bracket; returns whether it has an end. */
  skipLong([opening, level]: RegExpExecArray): boolean {
    const closing = `]${level}]`;
    const end = this.#source.indexOf(closing, this.at + opening.length);
    this.at = end === -1 ? this.#source.length : end + closing.length;
    return end !== -1;
  }

  /** Skips a string, or the next section of an interpolated one. */
  skipString(quote: Quote): 'ended' | 'interpolates' | 'broken' {
    for (;;) {
      const stop = this.match(STOPS[quote]);
      const found = stop?.[0];
      this.at = (stop?.index ?? this.#source.length) + 1;
      if (found === quote) {
        return 'ended';
      }
      if (found === '{') {
        return 'interpolates';
      }
      if (found !== '\\') {
        return 'broken';
      }
      this.at = skipEscape(this.#source, this.at);
    }
  }

  /** Skips a comment; returns whether it has an end. */
  skipComment(): boolean {
    this.at += 2;
    const long = this.match(LONG_OPENING);
    if (long !== undefined) {
      return this.skipLong(long);
    }
    this.at += this.match(LINE_COMMENT)?.[0].length ?? 0;
    return true;
  }
}

/**
 * Splits Luau source into tokens, by the rules of Luau's own lexer. An unfinished string or comment,
 * and NUL, at which Luau stops reading, is a `broken` token, and the last one.
 */
export function* tokenize(source: string): Generator<Token> {
  /** The open braces: whether each belongs to an interpolated string. */
  const braces: boolean[] = [];
  const scanner = new Scanner(source);
  while (scanner.at < source.length) {
    const start = scanner.at;
    const character = source.charAt(start);
    const space = scanner.match(SPACE);
    if (space) {
      scanner.at += space[0].length;
    } else if (source.startsWith('--', start)) {
      if (!scanner.skipComment()) {
        return yield { kind: 'broken', text: '--[[', start };
      }
    } else if (character === '"' || character === "'") {
      scanner.at += 1;
      if (scanner.skipString(character) !== 'ended') {
        return yield { kind: 'broken', text: character, start };
      }
      yield { kind: 'string', text: source.slice(start, scanner.at), start };
    } else if (character === '`' || (character === '}' && braces.at(-1) === true)) {
      if (character === '}') {
        braces.pop();
        yield { kind: 'symbol', text: '}', start };
      }
      scanner.at += 1;
      const end = scanner.skipString('`');
      if (end === 'broken') {
        return yield { kind: 'broken', text: '`', start };
      }
      yield { kind: 'string', text: source.slice(start, scanner.at), start };
      if (end === 'interpolates') {
        braces.push(true);
        yield { kind: 'symbol', text: '{', start: scanner.at - 1 };
      }
    } else if (character === '\0') {
      return yield { kind: 'broken', text: character, start };
    } else {
      yield readToken(scanner, source, braces);
    }
  }
}

/** Reads a long string, a word, a number or a symbol. */
function readToken(scanner: Scanner, source: string, braces: boolean[]): Token {
  const start = scanner.at;
  const long = scanner.match(LONG_OPENING);
  if (long !== undefined) {
    const isWhole = scanner.skipLong(long);
    return { kind: isWhole ? 'string' : 'broken', text: source.slice(start, scanner.at), start };
  }
  const word = scanner.match(WORD);
  const number = scanner.match(NUMBER);
  const kind = word ? 'word' : number ? 'number' : 'symbol';
  const text = (word ?? number ?? scanner.match(LONG_SYMBOL))?.[0] ?? source.charAt(start);
  if (text === '{') {
    braces.push(false);
  } else if (text === '}') {
    braces.pop();
  }
  scanner.at += text.length;
  return { kind, text, start };
}

/** @param at the index of the character after the backslash */
function skipEscape(source: string, at: number): number {
  if (source.charAt(at) === 'z') {
    SPACE.lastIndex = at + 1;
    return at + 1 + (SPACE.exec(source)?.[0].length ?? 0);
  }
  // The brace of `\u{…}` interpolates nothing.
  return at + (source.startsWith('\r\n', at) || source.startsWith('u{', at) ? 2 : 1);
}

/** Returns the index of the first statement, after comments and `--!` directives, if there is one. */
export function findFirstStatement(source: string): number | undefined {
  const first = tokenize(source).next();
  return first.done === true ? undefined : first.value.start;
}

/** Returns the `--!` directives without the dashes. Luau ignores those after the first statement. */
export function readDirectives(source: string): readonly string[] {
  const head = source.slice(0, findFirstStatement(source));
  return Array.from(head.matchAll(COMMENT), ([, , text = '']) => text.trimEnd()).filter((text) =>
    text.startsWith('!'),
  );
}

/** The token that closes each construct. An `if` expression has no `end`, but an `else`. */
const CLOSING = {
  function: 'end',
  do: 'end',
  if: 'end',
  'if expression': 'else',
  repeat: 'until',
  '(': ')',
  '[': ']',
  '{': '}',
} as const;
type Opening = keyof typeof CLOSING;

const WORDS_BEFORE_EXPRESSION = new Set('and or not return in until while if elseif'.split(' '));
/** After these symbols an `if` starts a statement; after any other one it is an expression. */
const SYMBOLS_BEFORE_STATEMENT = new Set([')', ']', '}', '...', '?', ';']);

/**
 * Finds a construct that is not closed, or a closing token without one. Balanced source stays inside a
 * function that is put around it.
 *
 * It is no parser, so source that passes may still be invalid. Valid source fails if an `if` statement
 * follows a type's `>` on the same line: the `>` is taken for a comparison.
 *
 * @returns the end of a sentence that begins with the source's name; undefined if it is balanced
 */
export function findImbalance(source: string): string | undefined {
  const open: { readonly what: Opening; readonly start: number }[] = [];
  let previous: Token | undefined;
  /** Whether the next token starts a value rather than a statement. */
  let wantsValue = false;
  for (const token of tokenize(source)) {
    const { kind, text, start } = token;
    if (kind === 'broken') {
      const at = `on line ${lineOf(source, start)}`;
      return text === '\0' ? `has a NUL ${at}` : `does not end the string or comment ${at}`;
    }
    const top = open.at(-1)?.what;
    const isSemicolonOfTable = text === ';' && top === '{';
    const isWrapped = previous?.text === '>' && source.slice(previous.start, start).includes('\n');
    const isValue = wantsValue && !isWrapped;
    wantsValue =
      kind === 'word'
        ? WORDS_BEFORE_EXPRESSION.has(text) || top === 'if expression'
        : kind === 'symbol' && (isSemicolonOfTable || !SYMBOLS_BEFORE_STATEMENT.has(text));
    const what = text === 'if' && isValue ? 'if expression' : text;
    if (Object.hasOwn(CLOSING, what)) {
      open.push({ what: what as Opening, start });
    } else if (CLOSERS.has(text) && !(text === 'else' && top === 'if')) {
      const wanted = top && CLOSING[top];
      if (wanted !== text) {
        const expected = wanted === undefined ? 'nothing is open' : `"${wanted}" was expected`;
        return `has "${text}" on line ${lineOf(source, start)}, where ${expected}`;
      }
      open.pop();
    }
    previous = token;
  }
  const left = open.at(-1);
  return left && `does not close the "${left.what}" on line ${lineOf(source, left.start)}`;
}

const CLOSERS: ReadonlySet<string> = new Set(Object.values(CLOSING));

function lineOf(source: string, start: number): number {
  return source.slice(0, start).split('\n').length;
}
