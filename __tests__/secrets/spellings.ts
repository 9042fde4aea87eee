/** This much of a secret's beginning already reveals too much; a truncated text may contain it. */
const REVEALING_CHARACTERS = 10;

/** The forms of a secret that the action must not write. */
export function spellingsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const uri = encodeURIComponent(secret);
  const base64 = [0, 1, 2].map((offset) => alignedBase64(bytes, offset));
  const spellings: readonly (readonly [string, string])[] = [
    ['literal', secret],
    ['its beginning', secret.slice(0, REVEALING_CHARACTERS)],
    ...base64.map((text, offset) => [`base64 after ${offset} bytes`, text] as const),
    ...base64.map((text, offset) => [`base64url after ${offset} bytes`, toUrl(text)] as const),
    ['URI-encoded', uri],
    ['URI-encoded in lower case', uri.replace(/%../g, (escape) => escape.toLowerCase())],
    ['JSON', json],
    ['JSON with escaped slashes', json.replaceAll('/', '\\/')],
    ['JSON of .NET', escapeByNumbers(secret)],
  ];
  return new Map(spellings);
}

/** The forms that contain the whole secret. */
export function wholeSpellingsOf(secret: string): readonly (readonly [string, string])[] {
  return [...spellingsOf(secret)].filter(([name]) => name !== 'its beginning');
}

/** The base64 characters that encode these bytes alone, at this offset in a longer text. */
function alignedBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor(((offset + bytes.length) * 8) / 6);
  return text.slice(first, last);
}

function toUrl(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

/** JSON as .NET writes it, in which Roblox's services are written. */
function escapeByNumbers(text: string): string {
  return text.replace(
    /[^\w.:;,~ ()*!?@#$%^={}[\]|/-]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
