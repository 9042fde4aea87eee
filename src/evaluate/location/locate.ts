import {
  findMentions,
  isFrameworkChunk,
  MAX_SEARCHED_CHARACTERS,
  readNames,
  SCRIPT_CHUNK,
  type Mention,
} from './parse-locations.ts';
import type { SourceMap } from './source-map.ts';
import type { SourceLocation } from '../types.ts';

/** How many more names may be looked up for one verdict. Only hostile text needs many. */
export interface LookupBudget {
  left: number;
}

/** About one second of lookups. */
const MAX_LOOKUPS = 500_000;

/** Makes the budget of one verdict. */
export function lookupBudget(): LookupBudget {
  return { left: MAX_LOOKUPS };
}

interface Candidate {
  readonly location: SourceLocation;
  /** The offset of its name in the text, and the length of the name. */
  readonly start: number;
  readonly length: number;
  /** Whether any other location is preferred to it. */
  readonly isSecondary: boolean;
}

/**
 * Finds the first location of a text that is in the repository: of the error itself, or else of the
 * innermost call. Files of packages and test frameworks, and locations that the text only quotes,
 * are returned only if there is no other.
 *
 * @param map resolves names of modules; without it, only locations in the script itself are found
 * @param scriptFile the file of the script, a path from the workspace; undefined for an inline script
 */
export function locate(
  text: string,
  map: SourceMap | undefined,
  scriptFile: string | undefined,
  budget = lookupBudget(),
): SourceLocation | undefined {
  let current: Candidate | undefined;
  let secondary: SourceLocation | undefined;
  const searched = text.slice(0, MAX_SEARCHED_CHARACTERS);
  for (const candidate of findCandidates(searched, map, scriptFile, budget)) {
    // A name that contains a colon (`Ratio 3:4`) overlaps one that ends there: the longest wins.
    if (current !== undefined && candidate.start > current.start) {
      if (!current.isSecondary) {
        return current.location;
      }
      secondary ??= current.location;
    }
    current = candidate;
  }
  return current === undefined || current.isSecondary
    ? (secondary ?? current?.location)
    : current.location;
}

function* findCandidates(
  text: string,
  map: SourceMap | undefined,
  scriptFile: string | undefined,
  budget: LookupBudget,
): Generator<Candidate> {
  for (const mention of findMentions(text)) {
    for (const { chunk, start } of readNames(mention)) {
      const isScript = chunk === SCRIPT_CHUNK;
      const file = isScript ? scriptFile : map?.fileOf(chunk);
      if (isScript || file !== undefined) {
        const isSecondary =
          isPackageFile(file) || isFrameworkChunk(chunk) || isQuotation(mention, start);
        yield {
          location: { ...(file !== undefined && { file }), line: mention.line },
          start,
          length: chunk.length,
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

/** Whether a file is in a folder of a package manager: seldom committed, and not what a change broke. */
function isPackageFile(file = ''): boolean {
  return /(?:^|\/)(?:_Index|\.pesde|node_modules)\//.test(file);
}

/** Whether the text only compares or quotes the location, as in `Expected: "Shop:7: boom"`. */
export function isQuotation({ before, start: lineStart }: Mention, start: number): boolean {
  const lead = before.slice(0, start - lineStart);
  return /["'`]$/.test(lead) || /^\s*(?:Expected|Received)\b/.test(lead);
}
