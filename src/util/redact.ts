import { MAX_COMMAND_STRING_CHARACTERS } from './plain-text.ts';

/** A shorter text is no secret and may be part of any word. */
const MIN_SECRET_CHARACTERS = 12;

/** Without its backslashes a secret may be shorter. */
const MIN_PLAIN_CHARACTERS = 8;

/**
 * Builds a function that replaces a secret in a text with `***`. A service, a proxy or a script may
 * return the key that it was sent, and what it returns is written to files and comments, which the
 * runner does not mask.
 *
 * The secret is found literally and in base64, also if any of its characters are URI-encoded or
 * JSON-escaped, and if escape sequences or invisible characters stand inside, which cleaning removes.
 * The cost is linear in the length of the text.
 */
export function createRedactor(secret: string): (text: string) => string {
  if (secret.length < MIN_SECRET_CHARACTERS) {
    return (text) => text;
  }
  const base64 = [0, 1, 2].map((offset) => alignedBase64(Buffer.from(secret), offset));
  const base64Url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  const needles = [...new Set([secret, ...base64, ...base64Url])];
  const literals = [...new Set([...formsOf(secret), ...needles])].toSorted(
    (a, b) => b.length - a.length,
  );
  const plainNeedles = [...new Set(needles.map(plainCharacters))].filter(
    (plain) => plain.length >= MIN_PLAIN_CHARACTERS,
  );
  return (text) => {
    const redacted = literals.reduce((rest, form) => rest.replaceAll(form, '***'), text);
    return plainNeedles.reduce(redactSpellings, redacted);
  };
}

/** The usual forms as a whole. They matter for secrets that begin or end with half an escape. */
function formsOf(secret: string): readonly string[] {
  const uri = encodeURIComponent(secret);
  const json = escapeJson(secret);
  const escaped = [
    json,
    // .NET, in which Roblox's services are written, escapes such characters by their numbers.
    secret.replace(/[^\w.:;,~ ()*!?@#$%^={}[\]|/-]/g, escapeByNumber),
  ];
  return [
    secret,
    uri,
    // .NET writes `%2b` for `%2B`.
    uri.replace(/%../g, (escape) => escape.toLowerCase()),
    ...escaped,
    // A script may print JSON, which the answer that contains its log escapes again.
    ...escaped.map(escapeJson),
  ];
}

function escapeJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function escapeByNumber(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** The base64 characters that encode these bytes alone, at this offset in a longer text. */
function alignedBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

const ESC = String.raw`(?:\u001b|\\u001[bB])`;

/**
 * What may stand between two characters of a secret: what `plainText` removes, other invisible
 * characters, and backslashes, all of them also as JSON escapes. A secret is ASCII, so any other
 * character counts as invisible. Tabs and line ends part a text. No alternative contains a double
 * quote, so that a match stays inside one string of an answer.
 */
const IGNORED = new RegExp(
  [
    String.raw`(?:${ESC}\[|\u009b|\\u009[bB])[0-?]*[ !#-/]*[@-~]`,
    String.raw`${ESC}[\]PX^_](?:(?!\\u00(?:07|1[bB]))[^"\n\u0007\u001b]){0,${MAX_COMMAND_STRING_CHARACTERS}}?(?:\u0007|\\u0007|${ESC}(?:\\{4}|\\{1,2}))`,
    String.raw`${ESC}[ !#-/]*[0-~]`,
    String.raw`[^ -~\t\n\r\u001b\u009b]+|[\u001b\u009b]`,
    String.raw`\\u(?!000[9aAdD]|00[2-6]|007[0-9a-eA-E])[\da-fA-F]{4}`,
    String.raw`\\u005[cC]|%(?:25)*5[cC]`,
    String.raw`\\[bf]`,
    String.raw`\\(?!u00[2-7])`,
  ].join('|'),
  'y',
);

/** A printable character as JSON or a URI escapes it, also if it was escaped several times. */
const ESCAPED = /\\u00([2-7][\da-f])|%(?:25)*([2-7][\da-f])/iy;

/** Reads one character at a position, in any spelling. */
function readCharacter(text: string, at: number): { readonly sign: string; readonly end: number } {
  const sign = text.charAt(at);
  if (sign === '\\' || sign === '%') {
    ESCAPED.lastIndex = at;
    const [found, json, uri] = ESCAPED.exec(text) ?? [];
    if (found !== undefined) {
      const code = Number.parseInt(json ?? uri ?? '', 16);
      return { sign: String.fromCharCode(code), end: at + found.length };
    }
  }
  return { sign, end: at + 1 };
}

function skipIgnored(text: string, from: number): number {
  let at = from;
  while (at < text.length && isMaybeIgnored(text.charCodeAt(at))) {
    IGNORED.lastIndex = at;
    const [found] = IGNORED.exec(text) ?? [];
    if (found === undefined) {
      break;
    }
    at += found.length;
  }
  return at;
}

/** Whether a character can begin what is ignored: `\`, `%`, or no printable ASCII. */
function isMaybeIgnored(code: number): boolean {
  return code === 0x5c || code === 0x25 || code < 0x20 || code > 0x7e;
}

/** The characters of a needle, read as a text is read. */
function plainCharacters(needle: string): string {
  let plain = '';
  for (let at = skipIgnored(needle, 0); at < needle.length;) {
    const { sign, end } = readCharacter(needle, at);
    plain += sign;
    at = skipIgnored(needle, end);
  }
  return plain;
}

/**
 * Replaces a needle in any spelling, with the backslashes before it: half an escape breaks JSON. This
 * is the search of Knuth, Morris and Pratt: no part of the text is read twice.
 */
function redactSpellings(text: string, plain: string): string {
  const first = anySpelling(plain.charAt(0));
  const shorter = borderLengths(plain);
  /** Where each of the last characters begins. */
  const starts: number[] = [];
  let redacted = '';
  let done = 0;
  let matched = 0;
  for (let at = 0, count = 1; ; count += 1) {
    if (matched === 0) {
      first.lastIndex = at;
      at = first.exec(text)?.index ?? text.length;
    } else {
      at = skipIgnored(text, at);
    }
    if (at >= text.length) {
      return redacted + text.slice(done);
    }
    starts[count % plain.length] = at;
    const { sign, end } = readCharacter(text, at);
    while (matched > 0 && sign !== plain.charAt(matched)) {
      matched = shorter[matched] ?? 0;
    }
    matched += sign === plain.charAt(matched) ? 1 : 0;
    at = end;
    if (matched === plain.length) {
      let start = starts[(count + 1) % plain.length] ?? done;
      while (start > done && text.charAt(start - 1) === '\\') {
        start -= 1;
      }
      redacted += `${text.slice(done, start)}***`;
      done = end;
      matched = 0;
    }
  }
}

/** For each number of characters from a needle's start: the longest of its ends that is a start too. */
function borderLengths(plain: string): readonly number[] {
  const lengths = [0, 0];
  for (let at = 1, length = 0; at < plain.length; at += 1) {
    while (length > 0 && plain.charAt(at) !== plain.charAt(length)) {
      length = lengths[length] ?? 0;
    }
    length += plain.charAt(at) === plain.charAt(length) ? 1 : 0;
    lengths.push(length);
  }
  return lengths;
}

function anySpelling(sign: string): RegExp {
  const hex = sign.charCodeAt(0).toString(16);
  const digits = hex.replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const literal = sign.replace(/[^\w]/, String.raw`\$&`);
  return new RegExp(String.raw`${literal}|\\u00${digits}|%(?:25)*${digits}`, 'g');
}
