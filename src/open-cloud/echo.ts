/** What is shorter is no key, and may be a part of any word. */
const SHORTEST_KEY = 12;

/**
 * Takes a key out of answers: a service, a proxy or a script may give back what it was sent, and
 * what came back is written to files and comments, where no runner hides anything. It is found as it
 * is, as JSON may escape it, and as a URL has it.
 *
 * @returns a function that puts `***` in its place
 */
export function withoutEchoOf(key: string): (text: string) => string {
  if (key.length < SHORTEST_KEY) {
    return (text) => text;
  }
  const inJson = Array.from(key, spellInJson).join('');
  const inUrl = escapeForPattern(encodeURIComponent(key)).replace(/%../g, inAnyCase);
  const echo = new RegExp(`${inJson}|${inUrl}`, 'g');
  return (text) => text.replace(echo, '***');
}

/** A sign as it is, after a backslash, or by its number. */
function spellInJson(sign: string): string {
  const digits = sign.charCodeAt(0).toString(16).padStart(4, '0');
  const number = inAnyCase(digits);
  const isEscapable = /["\\/]/.test(sign);
  return `(?:${isEscapable ? String.raw`\\?` : ''}${escapeForPattern(sign)}|\\\\u${number})`;
}

/** Hexadecimal digits in small and in capital letters: .NET writes `%2b` where others write `%2B`. */
function inAnyCase(digits: string): string {
  return digits.replace(/[a-f]/gi, (digit) => `[${digit.toLowerCase()}${digit.toUpperCase()}]`);
}

function escapeForPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
