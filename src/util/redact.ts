/** A shorter text is no key and may be part of any word. */
const MIN_KEY_CHARACTERS = 12;

/**
 * Builds a function that replaces a key in a text with `***`. A service, a proxy or a script may
 * return the key that it was sent, and what it returns is written to files and comments, which the
 * runner does not mask. The key is found in its literal, URI-encoded, JSON-escaped and base64 forms.
 */
export function createRedactor(key: string): (text: string) => string {
  if (key.length < MIN_KEY_CHARACTERS) {
    return (text) => text;
  }
  const longestFirst = [...new Set(formsOf(key))].toSorted((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((redacted, form) => redacted.replaceAll(form, '***'), text);
}

function formsOf(key: string): readonly string[] {
  const uri = encodeURIComponent(key);
  const json = escapeJson(key);
  const escaped = [
    json,
    json.replaceAll('/', String.raw`\/`),
    // .NET, in which Roblox's services are written, escapes such characters by their numbers.
    key.replace(/[^\w.:;,~ ()*!?@#$%^={}[\]|/-]/g, escapeByNumber),
  ];
  const base64 = [0, 1, 2].map((offset) => alignedBase64(Buffer.from(key), offset));
  return [
    key,
    uri,
    // .NET writes `%2b` for `%2B`.
    uri.replace(/%../g, (escape) => escape.toLowerCase()),
    ...escaped,
    // A script may print JSON, which the answer that contains its log escapes again.
    ...escaped.map(escapeJson),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
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
