import type { Json, LogMessage } from '../../open-cloud/types.ts';
import { addCounts, settle, type Draft } from './draft.ts';
import { asFields, foldFields, foldName, type Fields } from './fields.ts';
import { JEST_FIELDS, readJest } from './jest.ts';
import { readLines } from './log-lines.ts';
import { holdsNumbers } from './custom-numbers.ts';
import { draftOfBoolean, readCustomResults } from './custom-results.ts';
import { count } from './text.ts';
import { readConsoleJest } from './console-jest.ts';
import { readConsoleTestEz } from './console-testez.ts';
import { readTestEz, TESTEZ_FIELDS } from './testez.ts';
import { isRed, type TestReport } from './test-report.ts';

/**
 * Reads what a script returned first as a report of tests: in the shape of TestEZ or Jest, or in one
 * that hand-written runners use. A string that holds JSON is read as that JSON.
 *
 * @returns undefined where it is data, which decides nothing
 */
export function readReturned(value: Json): TestReport | undefined {
  const read = understood(value);
  if (typeof read === 'boolean') {
    return settle([draftOfBoolean(read)], 'returned');
  }
  const fields = asFields(read);
  const drafts = fields === undefined ? [] : readDrafts(fields, MAX_WRAPPERS);
  return drafts.length === 0 ? undefined : settle(drafts, 'returned');
}

/**
 * Reads the reports of TestEZ and Jest that a log holds, and adds them up.
 *
 * @returns undefined where it holds none
 */
export function readConsoleReports(messages: readonly LogMessage[]): TestReport | undefined {
  const lines = readLines(messages);
  const reports = [...readConsoleTestEz(lines), ...readConsoleJest(lines)].map((draft) =>
    settle([draft], 'printed'),
  );
  const [first] = reports;
  return (
    first && {
      ...first,
      tests: reports.flatMap(({ tests }) => tests),
      counts: reports.map(({ counts }) => counts).reduce(addCounts),
      faults: reports.flatMap(({ faults }) => faults),
    }
  );
}

/**
 * Makes one report of the returned and the printed one. The returned one's numbers are shown, and the
 * redder one decides. Names come from the printed one where it has more of the same tests.
 */
export function combine(
  returned: TestReport | undefined,
  printed: TestReport | undefined,
): TestReport | undefined {
  if (returned === undefined || printed === undefined) {
    return returned ?? printed;
  }
  const { counts, tests } = returned;
  const faults = [
    ...new Set([...returned.faults, ...disagreement(returned, printed), ...printed.faults]),
  ];
  // A mere `true` or `false` has no numbers of its own.
  if (counts.total === 0 && tests.length === 0) {
    return { ...printed, faults };
  }
  const isSameRun =
    counts.passed === printed.counts.passed && counts.failed === printed.counts.failed;
  if (isSameRun) {
    return {
      ...returned,
      tests: tests.length < printed.tests.length ? printed.tests : tests,
      faults,
    };
  }
  const failures = printed.tests.filter(({ status }) => status === 'failed');
  return { ...returned, tests: [...tests, ...failures], faults };
}

function disagreement(returned: TestReport, printed: TestReport): readonly string[] {
  return isRed(printed) && !isRed(returned)
    ? [`The script returned ${describe(returned)}, but it printed ${describe(printed)}.`]
    : [];
}

function describe({ counts, framework, origin, faults }: TestReport): string {
  if (counts.total === 0 && framework === 'own') {
    return 'that all is well';
  }
  const source = framework === 'own' ? 'results' : `a report of ${framework}`;
  const numbers = `${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
  return origin === 'printed' && counts.failed === 0
    ? `${source} with ${count(faults.length, 'fault')}`
    : `${source} with ${numbers}`;
}

/** A value as it is read: a string that holds JSON is that JSON, and any other string is undefined. */
export function understood(value: Json): Json | undefined {
  if (typeof value !== 'string') {
    return value;
  }
  try {
    return JSON.parse(value.trim()) as Json;
  } catch {
    return undefined;
  }
}

/** `{ format, results = { … } }`, and three more layers in it. */
const MAX_WRAPPERS = 4;
const WRAPPERS = new Set(['results', 'summary']);
const LISTS = new Set(['checks', 'tests']);

/** All accounts of tests that an object gives: by itself, and in what it wraps. */
function readDrafts(fields: Fields, depth: number): readonly Draft[] {
  const jest = readJest(fields);
  const testEz = readTestEz(fields);
  const taken = new Set([...(jest ? JEST_FIELDS : []), ...(testEz ? TESTEZ_FIELDS : [])]);
  const own = readCustomResults(
    foldFields(Object.fromEntries(Object.entries(fields).filter(([name]) => !taken.has(name)))),
    depth,
  );
  const wrapped =
    depth === 0
      ? []
      : Object.entries(fields).flatMap(([name, value]) => {
          const isWrapper =
            WRAPPERS.has(foldName(name)) || (LISTS.has(foldName(name)) && holdsNumbers(value));
          const within = isWrapper ? asFields(understood(value)) : undefined;
          return within === undefined ? [] : readDrafts(within, depth - 1);
        });
  return [jest, testEz, own, ...wrapped].filter((draft) => draft !== undefined);
}
