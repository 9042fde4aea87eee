/** How much of a secret's beginning tells too much of it: what is cut off may leave so much. */
const TELLING_CHARACTERS = 10;

/** The spellings of a secret that somebody could read it out of. */
export function spellingsOf(secret: string): ReadonlyMap<string, string> {
  const bytes = Buffer.from(secret);
  const hex = bytes.toString('hex');
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].map((before) => alignedBase64(bytes, before));
  const spellings: readonly (readonly [string, string])[] = [
    ['plain', secret],
    ['its beginning', secret.slice(0, TELLING_CHARACTERS)],
    ...base64.map((text, before) => [`base64 after ${before} bytes`, text] as const),
    ...base64.map((text, before) => [`base64url after ${before} bytes`, toUrl(text)] as const),
    ['URI', encodeURIComponent(secret)],
    ['URI, as a whole', encodeURI(secret)],
    ['form', new URLSearchParams([['', secret]]).toString().slice(1)],
    ['JSON', json],
    ['JSON with its slashes escaped', json.replaceAll('/', '\\/')],
    ['JSON with its signs escaped', escapeSigns(secret)],
    ['JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['XML', escapeXml(secret)],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
  ];
  return new Map(spellings);
}

/** The characters of base64 that stand for these bytes alone, whatever stands before and after them. */
function alignedBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
  const first = Math.ceil((before * 8) / 6);
  const last = Math.floor(((before + bytes.length) * 8) / 6);
  return text.slice(first, last);
}

function toUrl(base64: string): string {
  return base64.replaceAll('+', '-').replaceAll('/', '_');
}

/** As .NET writes JSON, which Roblox's services are made with. */
function escapeSigns(text: string): string {
  return text.replace(
    /[^\w.:;,~ ()*!?@#$%^={}[\]|/-]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
