import type { Verdict } from '../types.ts';
import { isQuotation, type LookupBudget } from './locate.ts';
import {
  findMentions,
  MAX_SEARCHED_CHARACTERS,
  readNames,
  SCRIPT_CHUNK,
  withoutColours,
} from './parse-locations.ts';
import type { SourceMap } from './source-map.ts';

/** A name in a text, and the file that it stands for. */
interface Naming {
  readonly start: number;
  readonly end: number;
  readonly file: string;
}

/**
 * Replaces the names of modules in a message or a trace with their files, as in
 * `src/shared/Inventory.luau:10`. Locations that the text only quotes stay, and so do names that the
 * source map does not know.
 */
export function nameFiles(coloured: string, map: SourceMap, budget: LookupBudget): string {
  const text = withoutColours(coloured);
  const namings: Naming[] = [];
  for (const mention of findMentions(text.slice(0, MAX_SEARCHED_CHARACTERS))) {
    const naming = findNaming(mention, map, budget);
    // A name that contains a colon (`Ratio 3:4`) overlaps one that ends there: the longest wins.
    const last = namings.at(-1);
    if (naming !== undefined && last !== undefined && naming.start < last.end) {
      namings.pop();
    }
    namings.push(...(naming === undefined ? [] : [naming]));
  }
  let named = '';
  let end = 0;
  for (const naming of namings) {
    named += text.slice(end, naming.start) + naming.file;
    ({ end } = naming);
  }
  return namings.length === 0 ? coloured : named + text.slice(end);
}

function findNaming(
  mention: Parameters<typeof readNames>[0],
  map: SourceMap,
  budget: LookupBudget,
): Naming | undefined {
  for (const { chunk, start } of readNames(mention)) {
    if (chunk === SCRIPT_CHUNK || budget.left <= 0) {
      return undefined;
    }
    const file = map.fileOf(chunk);
    if (file !== undefined) {
      return isQuotation(mention, start) ? undefined : { start, end: start + chunk.length, file };
    }
    budget.left -= 1;
  }
  return undefined;
}

/** Names the files in the texts of a verdict that people look at: see {@link nameFiles}. */
export function nameFilesOf(
  verdict: Verdict,
  map: SourceMap | undefined,
  budget: LookupBudget,
): Verdict {
  if (map === undefined) {
    return verdict;
  }
  const { message, trace, tests: report, locatedWarnings } = verdict;
  const name = (text: string): string => nameFiles(text, map, budget);
  return {
    ...verdict,
    message: name(message),
    ...(trace !== undefined && { trace: name(trace) }),
    ...(locatedWarnings && {
      locatedWarnings: locatedWarnings.map((warning) => ({ ...warning, text: name(warning.text) })),
    }),
    ...(report && {
      tests: {
        ...report,
        problems: report.problems.map(name),
        tests: report.tests.map((test) =>
          test.status === 'failed'
            ? {
                ...test,
                ...(test.message !== undefined && { message: name(test.message) }),
                ...(test.trace !== undefined && { trace: name(test.trace) }),
              }
            : test,
        ),
      },
    }),
  };
}
