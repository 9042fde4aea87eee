/** What is shorter is no key, and may be a part of any word. */
const MIN_KEY_CHARACTERS = 12;

/**
 * A spelling is found by its first signs, and then followed sign by sign: one pattern of all its
 * signs takes a second to compile where a key has a thousand of them, which tokens have.
 */
const HEAD_SIGNS = 4;

/**
 * Takes a key out of answers: a service, a proxy or a script may give back what it was sent, and
 * what came back is written to files and comments, where no runner hides anything. It is found as it
 * is, in base64 and in hexadecimal digits, and each of its signs may be escaped, as URLs, JSON and
 * HTML do it, and as they do it to each other's escapes. The time this takes grows with the text; only
 * one that repeats the key's beginning over and over takes as many times more as the key has signs.
 *
 * @returns a function that puts `***` in its place
 */
export function createRedactor(key: string): (text: string) => string {
  if (key.length < MIN_KEY_CHARACTERS) {
    return (text) => text;
  }
  const spellings = spell(key);
  const heads = spellings.map((signs) => signs.slice(0, HEAD_SIGNS).map(patternOf).join(''));
  // Looked ahead at, so that one which begins within another one's head is found, too.
  const begin = new RegExp(`(?=${[...new Set(heads)].join('|')})`, 'g');
  return (text) => {
    let cleaned = '';
    let done = 0;
    for (const { index } of text.matchAll(begin)) {
      const ends = index < done ? [] : spellings.map((signs) => endOf(signs, text, index));
      const end = Math.max(...ends);
      if (end > done) {
        cleaned += `${text.slice(done, index)}***`;
        done = end;
      }
    }
    return cleaned + text.slice(done);
  };
}

/** A sign as it is; or escaped, which begins with `\`, `%` or `&` in whatever way it is done. */
interface Sign {
  readonly plain: string;
  readonly escapes: readonly RegExp[];
}

/** Where the longest text ends that begins here and is read as these signs; -1 where none is. */
function endOf(signs: readonly Sign[], text: string, start: number): number {
  // A `%25` may be read as one sign or as three, and `\\` as one or as two: each way is followed.
  let ends: readonly number[] = [start];
  for (const { plain, escapes } of signs) {
    const next = new Set<number>();
    for (const end of ends) {
      if (text[end] === plain) {
        next.add(end + 1);
      }
      for (const escape of /[\\%&]/.test(text[end] ?? '') ? escapes : []) {
        escape.lastIndex = end;
        if (escape.test(text)) {
          next.add(escape.lastIndex);
        }
      }
    }
    ends = [...next];
    if (ends.length === 0) {
      return -1;
    }
  }
  return Math.max(...ends);
}

function patternOf({ plain, escapes }: Sign): string {
  return `(?:${[escapeForPattern(plain), ...escapes.map(({ source }) => source)].join('|')})`;
}

/** All spellings of a key whose signs may be escaped one by one. */
function spell(key: string): readonly (readonly Sign[])[] {
  const known = new Map<string, Sign>();
  const escapable = (plain: string): Sign => {
    const sign = known.get(plain) ?? { plain, escapes: escapesOf(plain) };
    known.set(plain, sign);
    return sign;
  };
  const bytes = Buffer.from(key);
  const base64 = [0, 1, 2].map((before) => alignedBase64(bytes, before));
  const inUrl = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const hex = bytes.toString('hex');
  return [
    Array.from(key, escapable),
    ...[...new Set([...base64, ...inUrl, hex, hex.toUpperCase()])].map((text) =>
      // Nobody escapes the letters and digits of what is encoded already.
      Array.from(text, (sign) =>
        /\w/.test(sign) ? { plain: sign, escapes: [] } : escapable(sign),
      ),
    ),
  ];
}

/** The characters of base64 that stand for these bytes alone, whatever stands before and after them. */
function alignedBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
}

/** The names that HTML has for signs of keys; it has many more, which nobody writes. */
const NAMES: Readonly<Record<string, string>> = {
  '"': 'quot',
  '&': 'amp',
  "'": 'apos',
  '+': 'plus',
  '/': 'sol',
  '<': 'lt',
  '=': 'equals',
  '>': 'gt',
};

/**
 * The ways to escape a sign: percent-encoded, up to three times over; by its number in JSON; by its
 * number or name in HTML, also twice, and where JSON escapes its `&`; with a backslash before it.
 * JSON in JSON doubles backslashes: it is followed up to three times over.
 */
function escapesOf(sign: string): readonly RegExp[] {
  const code = sign.charCodeAt(0);
  const hex = inAnyCase(code.toString(16).padStart(2, '0'));
  const name = NAMES[sign];
  const html = [`#0{0,5}${code}`, `#[xX]0{0,4}${hex}`, ...(name === undefined ? [] : [name])];
  // One end each: what may be read in two ways stands here twice.
  return [
    ...['', '25', '2525'].map((again) => `%${again}${hex}`),
    String.raw`\\{1,7}u00${hex}`,
    ...['', 'amp;'].map((again) => String.raw`(?:&|\\{1,7}u0026)${again}(?:${html.join('|')});`),
    ...(/["'/]/.test(sign) ? [String.raw`\\{1,7}${escapeForPattern(sign)}`] : []),
    ...(sign === '\\' ? [2, 4, 8].map((count) => String.raw`\\{${count}}`) : []),
  ].map((source) => new RegExp(source, 'y'));
}

/** Hexadecimal digits in small and in capital letters: .NET writes `%2b` where others write `%2B`. */
function inAnyCase(digits: string): string {
  return digits.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
