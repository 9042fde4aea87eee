import type { Json } from '../open-cloud/types.ts';

/** Up to this length a value stands on one line. */
const MAX_ON_ONE_LINE = 80;

/** A longer value is cut when it is shown; indenting it would only show less of it. */
const MAX_INDENTED = 64 * 1024;

/** Each level indents all below it: a deep value would grow with the square of its depth. */
const MAX_INDENTED_DEPTH = 20;

/** Writes a value that a script returned for people: short ones on a line, longer ones indented. */
export function formatResult(value: Json): string {
  const compact = toJson(value);
  const isIndented =
    compact.length > MAX_ON_ONE_LINE &&
    compact.length <= MAX_INDENTED &&
    isShallow(value, MAX_INDENTED_DEPTH);
  return isIndented ? JSON.stringify(value, undefined, 2) : compact;
}

/**
 * Writes a value as JSON, however deep it is: reading JSON has no limit of depth, while the
 * language's own writer has that of the stack.
 */
export function toJson(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (error instanceof RangeError) {
      return deepToJson(value);
    }
    throw error;
  }
}

/** What is still to be written: signs as they are, and values. */
type Pending = { readonly sign: string } | { readonly value: Json };

function deepToJson(whole: Json): string {
  const written: string[] = [];
  const pending: Pending[] = [{ value: whole }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if ('sign' in next) {
      written.push(next.sign);
    } else if (next.value === null || typeof next.value !== 'object') {
      written.push(JSON.stringify(next.value));
    } else {
      // The last to be put there is the first to be taken.
      for (const part of partsOf(next.value).toReversed()) {
        pending.push(part);
      }
    }
  }
  return written.join('');
}

function partsOf(value: readonly Json[] | { readonly [key: string]: Json }): readonly Pending[] {
  const isList = Array.isArray(value);
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return [
    { sign: isList ? '[' : '{' },
    ...entries.flatMap(([key, part], index): readonly Pending[] => [
      { sign: `${index === 0 ? '' : ','}${isList ? '' : `${JSON.stringify(key)}:`}` },
      { value: part },
    ]),
    { sign: isList ? ']' : '}' },
  ];
}

function isShallow(value: Json, levels: number): boolean {
  return (
    value === null ||
    typeof value !== 'object' ||
    (levels > 0 &&
      Object.values(value as object).every((part: Json) => isShallow(part, levels - 1)))
  );
}
