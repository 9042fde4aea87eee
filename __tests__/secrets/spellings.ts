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
    ['URI in small letters', inSmallLetters(encodeURIComponent(secret))],
    ['URI twice', encodeURIComponent(encodeURIComponent(secret))],
    ['URI of every sign', bySign(secret, (code) => `%${hexOf(code)}`)],
    ['URI of every sign, twice', bySign(secret, (code) => `%25${hexOf(code)}`)],
    ['form', new URLSearchParams([['', secret]]).toString().slice(1)],
    ['JSON', json],
    ['JSON with its slashes escaped', json.replaceAll('/', '\\/')],
    ['JSON with its signs escaped', escapeSigns(secret)],
    ['JSON in JSON', JSON.stringify(json).slice(1, -1)],
    ['XML', escapeXml(secret)],
    ['XML in JSON of .NET', escapeSigns(escapeXml(secret))],
    ['HTML by names', byName(secret)],
    ['HTML by numbers', bySign(secret, (code) => `&#${code};`)],
    ['HTML by hexadecimal numbers', bySign(secret, (code) => `&#x${hexOf(code)};`)],
    ['HTML by numbers, in small letters', bySign(secret, (code) => `&#x${code.toString(16)};`)],
    ['HTML twice', escapeXml(bySign(secret, (code) => `&#0${code};`))],
    ['HTML in JSON of .NET', escapeSigns(bySign(secret, (code) => `&#x${hexOf(code)};`))],
    ['hex', hex],
    ['HEX', hex.toUpperCase()],
  ];
  return new Map(spellings);
}

/** The spellings that hold the whole of a secret: whoever takes that out of a text finds these. */
export function wholeSpellingsOf(secret: string): readonly (readonly [string, string])[] {
  return [...spellingsOf(secret)].filter(([name]) => name !== 'its beginning');
}

function hexOf(code: number): string {
  return code.toString(16).toUpperCase().padStart(2, '0');
}

function inSmallLetters(uri: string): string {
  return uri.replace(/%../g, (escape) => escape.toLowerCase());
}

/** Every sign that is no letter and no digit by what stands for its number. */
function bySign(text: string, spell: (code: number) => string): string {
  return text.replace(/[^a-z0-9]/gi, (sign) => spell(sign.charCodeAt(0)));
}

/** As HTML may have it that names every sign it can. */
function byName(text: string): string {
  return escapeXml(text)
    .replaceAll("'", '&apos;')
    .replaceAll('+', '&plus;')
    .replaceAll('/', '&sol;')
    .replaceAll('=', '&equals;');
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
