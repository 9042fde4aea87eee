import type { Json, LogMessage } from '../../open-cloud/types.ts';
import { plural } from '../../util/text.ts';
import { readConsoleJest } from './console-jest.ts';
import { readConsoleTestEz } from './console-testez.ts';
import { isCountTable } from './custom-numbers.ts';
import { readCustomResults, reportOfBoolean } from './custom-results.ts';
import { asFields, foldFields, parseJsonText, type Fields } from './fields.ts';
import { JEST_FIELDS, readJest } from './jest.ts';
import { readLines } from './log-lines.ts';
import { addCounts, mergeReports, NO_TESTS, type PartialReport } from './merge-reports.ts';
import {
  checkTestNumber,
  hasFailures,
  MAX_TESTS,
  TooManyTests,
  type TestReport,
} from './test-report.ts';
import { readTestEz, TESTEZ_FIELDS } from './testez.ts';
import { fold, WRAPPERS } from './vocabulary.ts';

/**
 * Reads the first return value of a script as a test report: in the shape of TestEZ or Jest, or in one
 * of hand-written runners. A string that contains JSON is read as that JSON.
 *
 * @param second the second return value: after `false`, as `pcall` returns it, a text is the reason
 * @returns undefined if the value is data, which does not decide the outcome
 */
export function readReturned(value: Json, second?: Json): TestReport | undefined {
  const parsed = parseJsonText(value);
  if (typeof parsed === 'boolean') {
    const reason = typeof second === 'string' ? second : '';
    return mergeReports([reportOfBoolean(parsed, reason)], 'returned');
  }
  const fields = asFields(parsed);
  return fields && readAtMost('returned', () => readLayers(fields, MAX_WRAPPERS), mergeLayers);
}

function mergeLayers(reports: readonly PartialReport[]): TestReport | undefined {
  return reports.length === 0 ? undefined : mergeReports(reports, 'returned');
}

/** Reads and merges reports; too many tests are a report with this problem. */
function readAtMost(
  origin: TestReport['origin'],
  read: () => readonly PartialReport[],
  merge: (reports: readonly PartialReport[]) => TestReport | undefined,
): TestReport | undefined {
  try {
    const reports = read();
    checkTestNumber(
      reports.reduce(
        (sum, { tests, otherFailures }) => sum + tests.length + otherFailures.length,
        0,
      ),
    );
    return merge(reports);
  } catch (error) {
    if (!(error instanceof TooManyTests)) {
      throw error;
    }
    const problem = `The script ${origin} more than ${MAX_TESTS} tests, which are more than the action reads: report counts, or only the tests that failed.`;
    return { framework: 'custom', origin, tests: [], counts: NO_TESTS, problems: [problem] };
  }
}

/**
 * Reads the reports of TestEZ and Jest in a log, and adds them up.
 *
 * @returns undefined if there is none
 */
export function readConsoleReports(messages: readonly LogMessage[]): TestReport | undefined {
  const lines = readLines(messages);
  return readAtMost(
    'printed',
    () => [...readConsoleTestEz(lines), ...readConsoleJest(lines)],
    addReports,
  );
}

function addReports(parts: readonly PartialReport[]): TestReport | undefined {
  const reports = parts.map((report) => mergeReports([report], 'printed'));
  const [first] = reports;
  return (
    first && {
      ...first,
      tests: reports.flatMap(({ tests }) => tests),
      counts: reports.map(({ counts }) => counts).reduce(addCounts),
      problems: reports.flatMap(({ problems }) => problems),
    }
  );
}

/**
 * Combines the returned and the printed report. The counts are those of the returned one, and a
 * failure in either decides. The names are those of the printed one if it names more of the same tests.
 */
export function combineReports(
  returned: TestReport | undefined,
  printed: TestReport | undefined,
): TestReport | undefined {
  if (returned === undefined || printed === undefined) {
    return returned ?? printed;
  }
  const { counts, tests } = returned;
  const problems = [
    ...new Set([
      ...returned.problems,
      ...contradictionProblems(returned, printed),
      ...printed.problems,
    ]),
  ];
  // `true` and `false` alone have no counts.
  if (counts.total === 0 && tests.length === 0) {
    return { ...printed, problems };
  }
  const isSameRun =
    counts.passed === printed.counts.passed && counts.failed === printed.counts.failed;
  if (isSameRun) {
    return {
      ...returned,
      tests: tests.length < printed.tests.length ? printed.tests : tests,
      problems,
    };
  }
  const failures = printed.tests.filter(({ status }) => status === 'failed');
  return { ...returned, tests: [...tests, ...failures], problems };
}

function contradictionProblems(returned: TestReport, printed: TestReport): readonly string[] {
  return hasFailures(printed) && !hasFailures(returned)
    ? [
        `The script returned ${describeReport(returned)}, but it printed ${describeReport(printed)}.`,
      ]
    : [];
}

function describeReport({ counts, framework, origin, problems }: TestReport): string {
  if (counts.total === 0 && framework === 'custom') {
    return 'that all is well';
  }
  const source = framework === 'custom' ? 'results' : `a report of ${framework}`;
  return origin === 'printed' && counts.failed === 0
    ? `${source} with ${plural(problems.length, 'problem')}`
    : `${source} with ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`;
}

/** `{ format, results = { … } }`, and three more layers in it. */
const MAX_WRAPPERS = 4;
const LISTS = new Set(['checks', 'tests']);

/** The reports in an object: its own ones, and those of the tables that it wraps. */
function readLayers(fields: Fields, depth: number): readonly PartialReport[] {
  const jest = readJest(fields);
  const testEz = readTestEz(fields);
  const frameworkFields = new Set([...(jest ? JEST_FIELDS : []), ...(testEz ? TESTEZ_FIELDS : [])]);
  const otherFields = Object.entries(fields).filter(([name]) => !frameworkFields.has(name));
  const custom = readCustomResults(foldFields(Object.fromEntries(otherFields)), depth);
  const wrapped =
    depth === 0
      ? []
      : Object.entries(fields).flatMap(([name, value]) => {
          const key = fold(name);
          const isWrapper = WRAPPERS.includes(key) || (LISTS.has(key) && isCountTable(value));
          const inner = isWrapper ? asFields(parseJsonText(value)) : undefined;
          return inner === undefined ? [] : readLayers(inner, depth - 1);
        });
  return [jest, testEz, custom, ...wrapped].filter((report) => report !== undefined);
}
