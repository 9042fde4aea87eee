/**
 * Ends a text as a sentence, if it does not end as one. For every text of others in a sentence of ours:
 * nobody knows whether it ends with a full stop.
 */
export function sentence(text: string): string {
  const shown = text.trimEnd();
  return /[.!?…]$/.test(shown) ? shown : `${shown}.`;
}

/** The first line of a text, of which the others are a trace. */
export function firstLine(text: string): string {
  return text.replace(/\n.*/s, '');
}

/** Formats a count with its noun: `1 message`, `2 messages`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** The source of a pattern that matches one SGR sequence: the colours that Jest-Lua prints. */
export const COLOUR_PATTERN = String.raw`\u001B\[[\d;:]*m`;

/** Joins the first names for a sentence, and counts the rest: `a, b and 3 more`. */
export function listNames(names: readonly string[], max = 10): string {
  const rest = names.length - max;
  return `${names.slice(0, max).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
