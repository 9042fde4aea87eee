/** Limits of a JSON text. */
export interface JsonLimits {
  /** The number of brackets, commas and colons: about that of the values and of the names together. */
  readonly maxParts: number;
  /** How deep lists and objects may be nested. */
  readonly maxDepth: number;
}

/**
 * The limits of remote JSON. 4 MiB of named test results have about half a million parts. Recursive
 * functions of the language, like `JSON.stringify`, fail some 4,000 levels deep.
 */
export const MAX_JSON: JsonLimits = { maxParts: 600_000, maxDepth: 3_000 };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Compares a JSON text with its limits before it is parsed. A parser takes up to 60 bytes of memory
 * and 2 µs for each part of a hostile text, so that 30 MiB of brackets would take gigabytes.
 *
 * @returns the end of a sentence about the text; undefined if the text is within the limits
 */
export function findJsonExcess(
  text: string,
  { maxParts, maxDepth }: JsonLimits,
): string | undefined {
  let parts = 0;
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case QUOTE:
        index = findStringEnd(text, index + 1);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        parts += 1;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
      case 0x2c: // ,
      case 0x3a: // :
        parts += 1;
        break;
    }
    if (depth > maxDepth) {
      return `is nested more than ${maxDepth} levels deep`;
    }
    if (parts > maxParts) {
      return `has more than ${maxParts} values and names`;
    }
  }
  return undefined;
}

/** The index of the quote that ends a string, or of the end of the text. */
function findStringEnd(text: string, start: number): number {
  let index = start;
  for (; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      break;
    }
    index += code === BACKSLASH ? 1 : 0;
  }
  return index;
}
