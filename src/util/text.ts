/** Ends a text as a sentence, if it does not end as one. */
export function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** The first line of a text, of which the others are a trace. */
export function firstLine(text: string): string {
  return text.replace(/\n.*/s, '');
}
