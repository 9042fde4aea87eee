import { PlaceFileError, quoted } from './place-file-error.ts';

/** The end of the string that starts at a quote: the position behind its closing quote. */
function endOfString(text: string, start: number): number {
  let position = start + 1;
  while (position < text.length && text[position] !== '"') {
    position += text[position] === '\\' ? 2 : 1;
  }
  return position + 1;
}

/** The end of the comment that starts at a slash, or the same position if none does. */
function endOfComment(text: string, start: number): number {
  const end = (closing: string): number => {
    const found = text.indexOf(closing, start + 2);
    return found === -1 ? text.length : found + closing.length;
  };
  if (text.startsWith('//', start)) return end('\n');
  return text.startsWith('/*', start) ? end('*/') : start;
}

/** The end of a string, of one character that matters, or of all that follows up to the next one. */
function endOfPart(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  const ORDINARY = /[^"/,}\]]+/y;
  ORDINARY.lastIndex = start;
  return ORDINARY.test(text) ? ORDINARY.lastIndex : start + 1;
}

/** The text without comments, and without commas in front of a closing bracket. */
function toJson(text: string): string {
  const kept: string[] = [];
  // The position of a comma in `kept` after which only white space followed.
  let comma = -1;
  for (let position = 0; position < text.length;) {
    const character = text[position] ?? '';
    const afterComment = character === '/' ? endOfComment(text, position) : position;
    if (afterComment > position) {
      position = afterComment;
      continue;
    }
    const end = endOfPart(text, position);
    const part = text.slice(position, end);
    if ((part === '}' || part === ']') && comma !== -1) kept[comma] = '';
    if (part.trim() !== '') comma = part === ',' ? kept.length : -1;
    kept.push(part);
    position = end;
  }
  return kept.join('');
}

/**
 * Parses JSON that may have comments and trailing commas.
 *
 * @param subject The file, for the message of an error.
 */
export function parseJsonc(text: string, subject: string): unknown {
  try {
    return JSON.parse(toJson(text.replace(/^\uFEFF/, '')));
  } catch (cause) {
    throw new PlaceFileError(`${subject} is no valid JSON: ${quoted((cause as Error).message)}.`, {
      cause,
    });
  }
}

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a JSON value is an object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field of an object that must be an object if it is there. */
export function objectField(object: JsonObject, key: string, subject: string): JsonObject {
  const value = fieldOf(object, key) ?? {};
  if (isObject(value)) return value;
  throw new PlaceFileError(`${subject} has no object in the field "${key}".`);
}

/** A field of an object that must be a string if it is there. */
export function stringField(object: JsonObject, key: string, subject: string): string | undefined {
  const value = fieldOf(object, key) ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw new PlaceFileError(`${subject} has no string in the field "${key}".`);
}

/** A field of an object that must be an array if it is there. */
export function arrayField(object: JsonObject, key: string, subject: string): readonly unknown[] {
  const value = fieldOf(object, key) ?? [];
  if (Array.isArray(value)) return value as unknown[];
  throw new PlaceFileError(`${subject} has no array in the field "${key}".`);
}

/** A field, and nothing that objects inherit. */
export function fieldOf(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
