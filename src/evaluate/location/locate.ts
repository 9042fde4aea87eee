import { findMentions, isOfFramework, OWN_CHUNK, readNames, type Mention } from './luau-error.ts';
import type { SourceMap } from './source-map.ts';
import type { SourceLocation } from '../types.ts';

/** How many names may be looked up for one verdict: errors have a few, and only an attack has more. */
export interface LookupBudget {
  left: number;
}

/** About a second's worth. */
const MAX_LOOKUPS = 500_000;

/** Makes the budget of one verdict. */
export function lookupBudget(): LookupBudget {
  return { left: MAX_LOOKUPS };
}

/** A message may have megabytes; the place that counts stands early. */
const SEARCHED_CHARACTERS = 20_000;

/** A place in the repository, and what the text says of it. */
interface Found {
  readonly location: SourceLocation;
  /** Where in the text its name begins. */
  readonly start: number;
  /** Whether it is one to point to only where there is no other. */
  readonly isSecondary: boolean;
}

/**
 * Finds the first place of a text that is one of the repository: of the error itself, or else of
 * the innermost call that led to it. Files of packages and of test frameworks, and places that the
 * text only quotes, are named only where no other is.
 *
 * @param map what the names of modules are looked up in; without one, only the script's own place
 *   is found
 * @param ownFile the script's own file, a path from the workspace; undefined for an inline script
 */
export function locate(
  text: string,
  map: SourceMap | undefined,
  ownFile: string | undefined,
  budget = lookupBudget(),
): SourceLocation | undefined {
  let current: Found | undefined;
  let secondary: SourceLocation | undefined;
  for (const found of findAll(text.slice(0, SEARCHED_CHARACTERS), map, ownFile, budget)) {
    // A name with a colon in it (`Ratio 3:4`) covers one that ends at the colon: the longest wins.
    if (current !== undefined && found.start > current.start) {
      if (!current.isSecondary) {
        return current.location;
      }
      secondary ??= current.location;
    }
    current = found;
  }
  return current === undefined || current.isSecondary
    ? (secondary ?? current?.location)
    : current.location;
}

function* findAll(
  text: string,
  map: SourceMap | undefined,
  ownFile: string | undefined,
  budget: LookupBudget,
): Generator<Found> {
  for (const mention of findMentions(text)) {
    for (const { chunk, start } of readNames(mention)) {
      const isOwn = chunk === OWN_CHUNK;
      const file = isOwn ? ownFile : map?.fileOf(chunk);
      if (isOwn || file !== undefined) {
        const isSecondary = isOfPackage(file) || isOfFramework(chunk) || isSaidOnly(mention, start);
        yield {
          location: { ...(file !== undefined && { file }), line: mention.line },
          start,
          isSecondary,
        };
        break;
      }
      budget.left -= 1;
      if (budget.left < 0) {
        return;
      }
    }
  }
}

/** Where package managers put what they fetch: it is seldom committed, and never what a change broke. */
function isOfPackage(file = ''): boolean {
  return /(?:^|\/)(?:_Index|\.pesde|node_modules)\//.test(file);
}

/** `Expected: "Shop:7: boom"` compares texts, and is no place where anything failed. */
function isSaidOnly({ before, start: lineStart }: Mention, start: number): boolean {
  const lead = before.slice(0, start - lineStart);
  return /["'`]$/.test(lead) || /^\s*(?:Expected|Received)\b/.test(lead);
}
