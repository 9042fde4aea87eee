/** Ends a text as a sentence, if it does not end as one. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The first line of a text, of which the others are a trace. */
export function firstLine(text: string): string {
  return text.replace(/\n.*/s, '');
}

/** A number with its noun: `1 test`, `2 tests`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Joins the first names for a sentence, and counts the rest: `a, b and 3 more`. */
export function listNames(names: readonly string[], max = 10): string {
  const rest = names.length - max;
  return `${names.slice(0, max).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
