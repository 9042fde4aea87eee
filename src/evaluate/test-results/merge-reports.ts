import { plural } from '../../util/text.ts';
import { excerpt } from './fields.ts';
import type { TestCase, TestCounts, TestReport } from './test-report.ts';

/** A statement on the outcome of all tests, worded for a sentence: "`ok` is true". */
export interface Statement {
  readonly isFailure: boolean;
  readonly text: string;
}

/** The report of one reader. A script can give several: in the layers of a value, and in its log. */
export interface PartialReport {
  readonly framework: TestReport['framework'];
  readonly tests: readonly TestCase[];
  /** Failures that are no tests: of suites, or errors without a test. */
  readonly otherFailures: readonly TestCase[];
  /** The counts that it states. */
  readonly statedCounts?: TestCounts;
  /** The tests missing to its total: a problem, unless the report names as many warnings. */
  readonly shortfall?: { readonly missing: number; readonly problem: string };
  readonly statements: readonly Statement[];
  readonly problems: readonly string[];
  /** The script's message on the whole, shown if no failure is named. */
  readonly message?: string;
}

export const NO_TESTS: TestCounts = { total: 0, passed: 0, failed: 0, skipped: 0 };

function countTests(tests: readonly TestCase[]): TestCounts {
  const counts = { ...NO_TESTS, total: tests.length };
  for (const { status } of tests) {
    counts[status] += 1;
  }
  return counts;
}

/** Adds the counts of two reports. */
export function addCounts(one: TestCounts, other: TestCounts): TestCounts {
  return {
    total: one.total + other.total,
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** The problem of a number that cannot count tests; undefined if it can, or is missing. */
export function countProblem(label: string, number: number | undefined): string | undefined {
  return number === undefined || isCount(number)
    ? undefined
    : `${label} is ${number}, which is no number of tests.`;
}

function isCount(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

/** The problem of a total that is not the sum of its parts; undefined if it is. */
export function sumProblem(label: string, counts: TestCounts): string | undefined {
  const { total, passed, failed, skipped } = counts;
  return passed + failed + skipped === total
    ? undefined
    : `${label} does not add up: ${passed} passed, ${failed} failed and ${skipped} skipped are not ${total}.`;
}

/** The problem of a framework's report without tests. */
export function noTestsProblem(framework: string): string {
  return `No test ran: the report of ${framework} is empty.`;
}

/** The problem of a status that is no known word. */
export function unknownStatusProblem(status: string): string {
  return `Its status \`${excerpt(status, 40)}\` is not known, and so it is no pass.`;
}

/**
 * Merges the partial reports of a script into one. The counts are those of the first report that has
 * any. Each report can add failures.
 */
export function mergeReports(
  parts: readonly PartialReport[],
  origin: TestReport['origin'],
): TestReport {
  const reports = resolveShortfalls(parts);
  const problems = reports.flatMap((report) => [...report.problems, ...nameProblems(report)]);
  const counts = reports.map(resolveCounts).find(({ total }) => total > 0) ?? NO_TESTS;
  return {
    framework: reports.find(({ framework }) => framework !== 'custom')?.framework ?? 'custom',
    origin,
    tests: reports.flatMap(({ tests, otherFailures }) => [...tests, ...otherFailures]),
    counts,
    problems: [...statementProblems(reports, counts, problems.length > 0), ...problems],
  };
}

/** Counts warnings as passed tests if exactly they are missing to a total. */
function resolveShortfalls(reports: readonly PartialReport[]): readonly PartialReport[] {
  const warnings = reports.flatMap(({ tests }) =>
    tests.filter(({ isWarning }) => isWarning),
  ).length;
  return reports.map(({ shortfall, ...report }) => {
    if (shortfall === undefined) {
      return report;
    }
    const { statedCounts, problems } = report;
    return statedCounts !== undefined && shortfall.missing === warnings
      ? { ...report, statedCounts: { ...statedCounts, passed: statedCounts.passed + warnings } }
      : { ...report, problems: [...problems, shortfall.problem] };
  });
}

/** The stated counts, or those of the named tests if these are more or the stated ones are invalid. */
function resolveCounts({ statedCounts, tests }: PartialReport): TestCounts {
  const named = countTests(tests);
  const isUsable =
    statedCounts !== undefined &&
    Object.values(statedCounts).every(isCount) &&
    named.failed <= statedCounts.failed &&
    named.total <= statedCounts.total;
  return isUsable ? statedCounts : named;
}

/** The problems of a report that names more tests than it counts. It may name fewer. */
function nameProblems({ statedCounts, tests }: PartialReport): readonly string[] {
  if (statedCounts === undefined) {
    return [];
  }
  const { passed, failed } = statedCounts;
  const named = countTests(tests);
  // If no failure is counted, the statements contradict each other already.
  if (named.failed > failed && failed > 0) {
    return [
      `${plural(named.failed, 'failed test')} ${named.failed === 1 ? 'is' : 'are'} named, but only ${failed} counted.`,
    ];
  }
  // Some runners count a warning as passed, and some do not count it.
  const ran = tests.filter(({ status, isWarning }) => status !== 'skipped' && !isWarning).length;
  return ran > passed + failed && named.failed <= failed
    ? [
        `${plural(ran, 'test')} that ran ${ran === 1 ? 'is' : 'are'} named, but only ${passed + failed} counted as passed or failed.`,
      ]
    : [];
}

/** The problems of statements: contradictions, and failures that nothing else explains. */
function statementProblems(
  reports: readonly PartialReport[],
  counts: TestCounts,
  isExplained: boolean,
): readonly string[] {
  const statements = reports.flatMap((report) => [...report.statements, ...nameStatements(report)]);
  const failure = statements.find(({ isFailure }) => isFailure);
  if (failure === undefined) {
    return [];
  }
  const message = reports.find((report) => report.message !== undefined)?.message;
  const reason = message === undefined ? '' : ` The script says: ${message}`;
  const pass = statements.find(({ isFailure }) => !isFailure);
  if (pass !== undefined) {
    return [`${capitalise(pass.text)}, but ${failure.text}.${reason}`];
  }
  if (counts.failed > 0 || isExplained) {
    const isNamed = reports.some(
      ({ tests, otherFailures }) => tests.length + otherFailures.length > 0,
    );
    return message === undefined || isNamed ? [] : [reason.trim()];
  }
  return [`${capitalise(failure.text)}.${reason}`];
}

/** The statement that follows from the named tests. */
function nameStatements({
  tests,
  otherFailures,
  statedCounts,
}: PartialReport): readonly Statement[] {
  const failure = tests.find(({ status }) => status === 'failed') ?? otherFailures[0];
  if (failure !== undefined) {
    return [{ isFailure: true, text: `“${excerpt(failure.path.join(' › '))}” failed` }];
  }
  const isComplete = tests.length > 0 && tests.length >= (statedCounts?.total ?? 0);
  return isComplete ? [{ isFailure: false, text: 'no test that is named failed' }] : [];
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
