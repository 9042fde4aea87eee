import { PlaceFileError, quoted } from './place-file-error.ts';

/** How long a pattern may be, and how many patterns its braces may stand for. */
export const MAX_GLOB_LENGTH = 1_000;
export const MAX_GLOB_ALTERNATIVES = 256;

/** One step of a pattern: any text, or one character that a test accepts. */
type Step = 'any' | ((character: string) => boolean);

/** The position of the bracket that closes the one at `start`. */
function closing(pattern: string, start: number): number {
  let depth = 0;
  for (let position = start; position < pattern.length; position++) {
    const character = pattern[position];
    if (character === '\\') position++;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return position;
  }
  throw new PlaceFileError(`The pattern ${quoted(pattern)} has a brace that is not closed.`);
}

/** The alternatives between braces. */
function splitAlternatives(text: string): string[] {
  const parts = [''];
  let depth = 0;
  for (let position = 0; position < text.length; position++) {
    let part = text[position] ?? '';
    if (part === '\\') part += text[++position] ?? '';
    else if (part === '{') depth++;
    else if (part === '}') depth--;
    if (part === ',' && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + part);
  }
  return parts;
}

/** The patterns without braces that one with braces stands for. */
function expandBraces(pattern: string): string[] {
  let open = 0;
  while (open < pattern.length && pattern[open] !== '{') open += pattern[open] === '\\' ? 2 : 1;
  if (open >= pattern.length) return [pattern];
  const close = closing(pattern, open);
  const expanded = splitAlternatives(pattern.slice(open + 1, close)).flatMap((alternative) =>
    expandBraces(pattern.slice(0, open) + alternative + pattern.slice(close + 1)),
  );
  if (expanded.length > MAX_GLOB_ALTERNATIVES) {
    throw new PlaceFileError(
      `The pattern ${quoted(pattern)} stands for more than ${MAX_GLOB_ALTERNATIVES} patterns.`,
    );
  }
  return expanded;
}

/** A class of characters, such as `[a-z]` or `[!.]`, by what is between its brackets. */
function characterClass(content: string): (character: string) => boolean {
  const isNegated = /^[!^]/.test(content);
  const body = isNegated ? content.slice(1) : content;
  const ranges = [...body.matchAll(/(.)-(.)|(.)/gsu)].map(
    ([, from, to, single]) => [from ?? single ?? '', to ?? single ?? ''] as const,
  );
  return (character) =>
    ranges.some(([from, to]) => from <= character && character <= to) !== isNegated;
}

function compile(pattern: string): Step[] {
  const steps: Step[] = [];
  for (let position = 0; position < pattern.length; position++) {
    let character = pattern[position] ?? '';
    if (character === '*') {
      if (steps.at(-1) !== 'any') steps.push('any');
      continue;
    }
    const end = character === '[' ? pattern.indexOf(']', position + 2) : -1;
    if (end !== -1) {
      steps.push(characterClass(pattern.slice(position + 1, end)));
      position = end;
    } else if (character === '?') {
      steps.push(() => true);
    } else {
      if (character === '\\') character = pattern[++position] ?? '';
      const expected = character;
      steps.push((found) => found === expected);
    }
  }
  return steps;
}

/** Whether a text matches: all positions in the pattern that its characters can lead to are followed at once. */
function matches(steps: readonly Step[], text: string): boolean {
  let states = new Set<number>([0]);
  const follow = (from: Set<number>): Set<number> => {
    // A set visits what is added while it is visited.
    for (const state of from) if (steps[state] === 'any') from.add(state + 1);
    return from;
  };
  follow(states);
  for (const character of text) {
    const next = new Set<number>();
    for (const state of states) {
      const step = steps[state];
      if (step === 'any') next.add(state);
      else if (step?.(character) === true) next.add(state + 1);
    }
    states = follow(next);
  }
  return states.has(steps.length);
}

/**
 * A test for a pattern as Rojo takes it (the crate globset): a star also stands for slashes, and a double star as a
 * whole component for any number of components. Takes time in proportion to pattern times path, whatever the pattern.
 */
export function compileGlob(pattern: string): (path: string) => boolean {
  if (pattern.length > MAX_GLOB_LENGTH) {
    throw new PlaceFileError(`A pattern is longer than ${MAX_GLOB_LENGTH} characters.`);
  }
  // As stars stand for slashes, a leading or inner double star is an optional component.
  const optional = pattern.replace(/^\*\*\//, '{,*/}').replaceAll(/\/\*\*(?=\/)/g, '{,/*}');
  const compiled = expandBraces(optional).map(compile);
  return (path) => compiled.some((steps) => matches(steps, path));
}
