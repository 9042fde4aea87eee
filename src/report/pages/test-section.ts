import type { TestCounts } from '../../evaluate/test-results/test-report.ts';
import {
  failsStep,
  type EvaluatedRun,
  type LocatedReport,
  type LocatedTest,
  type Repository,
  type SourceLocation,
  type Verdict,
} from '../../evaluate/types.ts';
import { formatDuration } from '../../util/duration.ts';
import { plainLine, plainText } from '../../util/plain-text.ts';
import { formatBytes, truncate } from '../../util/truncate.ts';
import {
  failingTests,
  formatLocation,
  formatNumber,
  formatTestCounts,
  MISSING_REASON,
  otherProblems,
  reasonLines,
  testDurationMs,
  testName,
  warningTests,
} from '../format.ts';
import { code, fenced, fold, MAX_NAME_BYTES, nameCode, prose, table } from './markdown.ts';
import { excerptAt, locationLink } from './location.ts';

/** The amount of each kind of content about tests, in bytes of UTF-8. */
export interface TestBudget {
  /** `failures` leaves out everything except the failures. */
  readonly detail: 'all' | 'failures';
  /** The number of rows in a table of tests, and of other problems. */
  readonly testRows: number;
  /** The size of a test's message in its row. */
  readonly reasonBytes: number;
  /** The number of locations that are shown with their lines. */
  readonly excerpts: number;
  /** The size of all whole messages and traces together. */
  readonly traceBytes: number;
}

/** The lines of a message in a row. Expected and actual value are often on lines of their own. */
const MAX_REASON_LINES = 4;

/** The number of tests in the table of slow tests. */
const MAX_SLOW_TESTS = 5;

/** A faster test is never slow. */
const MIN_SLOW_MS = 100;

/** Markdown has no line break within a cell. */
const LINE_BREAK = '<br>';

/** The content above the tests of a run, which they do not repeat. */
export interface ShownAbove {
  readonly message?: string;
  /** The location whose lines are shown. */
  readonly location?: SourceLocation;
}

/** Renders the tests of a run: the failing ones first, then warnings, slow and skipped tests. */
export function renderTests(
  evaluated: EvaluatedRun,
  budget: TestBudget,
  repository: Repository | undefined,
  shownAbove: ShownAbove,
): readonly string[] {
  const { verdict } = evaluated;
  const { tests: report } = verdict;
  if (report === undefined) {
    return [];
  }
  const hasDetails = budget.detail === 'all';
  const failing = failingTests(report);
  const shown = failing.slice(0, budget.testRows);
  const warnings = hasDetails ? warningTests(report) : [];
  const problems = renderProblems(otherProblems(report, shownAbove.message ?? ''), budget);
  const isMisleading = hidesFailure(report.counts, verdict);
  const counts = renderCounts(report.counts, isMisleading, warnings.length);
  return [
    ...(isMisleading ? [...problems, ...counts] : [...counts, ...problems]),
    ...renderTable(['Failing test', 'Where', 'Why'], shown, budget, repository),
    ...countOmitted(report, failing.length, shown.length),
    ...renderExcerpts(shown, evaluated, budget, repository, shownAbove.location),
    ...renderTraces(shown, budget),
    ...renderWarningTests(warnings, budget, repository),
    ...(hasDetails ? [...renderSlowest(report.tests), ...renderSkipped(report, budget)] : []),
  ];
}

/** Whether something failed although no test did. The counts alone would look like a pass. */
export function hidesFailure({ failed }: TestCounts, { outcome }: Verdict): boolean {
  return failsStep(outcome) && failed === 0;
}

/**
 * Renders the counts of tests; nothing if there are none, as for a script that returned `true`.
 *
 * @param isDetail whether the counts are not the main result
 */
export function renderCounts(
  counts: TestCounts,
  isDetail: boolean,
  warnings = 0,
): readonly string[] {
  const { total, passed } = counts;
  if (total === 0) {
    return [];
  }
  const all = pluralTests(total);
  const withWarning = warnings === 0 ? '' : `, ${formatNumber(warnings)} with a warning`;
  const words = passed === total ? `${all} passed` : formatTestCounts(counts);
  const rest = passed === total ? '' : ` of ${all}`;
  return [`${isDetail ? words : `**${words}**`}${rest}${withWarning}`];
}

/** Formats a number of tests: `1 test`, `5,000 skipped tests`. */
function pluralTests(count: number, kind = ''): string {
  return `${formatNumber(count)} ${kind}${count === 1 ? 'test' : 'tests'}`;
}

function renderProblems(
  problems: readonly string[],
  { testRows, reasonBytes }: TestBudget,
): readonly string[] {
  const rest = problems.length - testRows;
  return [
    ...problems.slice(0, testRows).map((problem) => prose(truncate(problem, reasonBytes))),
    ...(rest > 0 ? [`And ${formatNumber(rest)} more like this, which do not fit in here.`] : []),
  ];
}

function renderTable(
  [name, where, why]: readonly [string, string, string],
  tests: readonly LocatedTest[],
  { reasonBytes }: TestBudget,
  repository: Repository | undefined,
): readonly string[] {
  if (tests.length === 0) {
    return [];
  }
  const haveLocations = tests.some(({ location }) => location !== undefined);
  return [
    table(
      [name, ...(haveLocations ? [where] : []), why],
      tests.map((test) => [
        nameCode(testName(test)),
        ...(haveLocations
          ? [test.location === undefined ? '' : locationLink(test.location, repository)]
          : []),
        shortReason(test, reasonBytes).lines.map(code).join(LINE_BREAK) ||
          (test.status === 'failed' ? MISSING_REASON : ''),
      ]),
    ),
  ];
}

/** Shortens a message for a row. `isAll` says whether nothing was cut and there is no trace. */
function shortReason(
  test: LocatedTest,
  maxBytes: number,
): { readonly lines: readonly string[]; readonly isAll: boolean } {
  const all = reasonLines(test);
  const first = all
    .slice(0, MAX_REASON_LINES)
    .map((line) => plainLine(truncate(line, maxBytes)))
    .join('\n');
  const shown = truncate(first, maxBytes);
  const isCut = all.length > MAX_REASON_LINES || shown !== first || shown.includes('…');
  return {
    lines: shown === '' ? [] : shown.split('\n'),
    isAll: !isCut && !test.trace?.trim(),
  };
}

/** Counts the failing tests that the table does not show, or the report does not name. */
function countOmitted({ counts }: LocatedReport, named: number, shown: number): readonly string[] {
  const unnamed = counts.failed - named;
  const omitted = named - shown;
  return [
    omitted > 0 &&
      `And ${formatNumber(omitted)} more failing ${omitted === 1 ? 'test does' : 'tests do'} not fit in here; the job log names all of them.`,
    unnamed > 0 &&
      `The report does not name ${named === 0 ? 'the' : formatNumber(unnamed)} failing ${unnamed === 1 ? 'test' : 'tests'}; the log may.`,
  ].filter((sentence) => sentence !== false);
}

/** Renders the lines around the first locations, each once, except the location above. */
function renderExcerpts(
  tests: readonly LocatedTest[],
  evaluated: EvaluatedRun,
  budget: TestBudget,
  repository: Repository | undefined,
  locationAbove: SourceLocation | undefined,
): readonly string[] {
  const { file } = evaluated.plan.script;
  const keyOf = (location: SourceLocation): string =>
    formatLocation(file === undefined ? location : { file, ...location });
  const keyAbove = locationAbove && keyOf(locationAbove);
  const excerpts = new Map<string, readonly string[]>();
  for (const test of tests) {
    if (test.location === undefined || excerpts.size >= budget.excerpts) {
      continue;
    }
    const key = keyOf(test.location);
    const isShown = key === keyAbove || excerpts.has(key);
    const excerpt = isShown ? undefined : excerptAt(evaluated, test.location);
    if (excerpt !== undefined) {
      const name = nameCode(testName(test));
      const where = locationLink(test.location, repository);
      excerpts.set(key, [`${name} at ${where}`, fenced(excerpt, 'luau')]);
    }
  }
  return [...excerpts.values()].flat();
}

/** Renders the messages that the rows shortened, in one block. */
function renderTraces(
  tests: readonly LocatedTest[],
  { reasonBytes, traceBytes }: TestBudget,
): readonly string[] {
  const shortened = tests.filter((test) => !shortReason(test, reasonBytes).isAll);
  if (shortened.length === 0 || traceBytes === 0) {
    return [];
  }
  let text = '';
  for (const test of shortened) {
    // One test more than fits, so that `truncate` marks the cut.
    if (Buffer.byteLength(text) <= traceBytes) {
      text += `${text === '' ? '' : '\n\n'}${formatWhole(test, traceBytes)}`;
    }
  }
  const shown = truncate(text, traceBytes);
  const cut = shown === text ? '' : `, the first ${formatBytes(traceBytes)}`;
  return [fold(`Whole messages and traces${cut}`, fenced(shown, 'text'))];
}

function formatWhole(test: LocatedTest, maxBytes: number): string {
  const { message = '', trace = '' } = test;
  const text = plainText(truncate(`${message.trim()}\n${trace.trimEnd()}`.trim(), maxBytes));
  return `${testName(test)}\n${text.replace(/^(?=.)/gm, '  ')}`;
}

function renderWarningTests(
  warnings: readonly LocatedTest[],
  budget: TestBudget,
  repository: Repository | undefined,
): readonly string[] {
  const rest = warnings.length - budget.testRows;
  return [
    ...renderTable(
      ['Passed with a warning', 'Where', 'Warning'],
      warnings.slice(0, budget.testRows),
      budget,
      repository,
    ),
    ...(rest > 0
      ? [`And ${formatNumber(rest)} more with a warning; the job log names all of them.`]
      : []),
  ];
}

function renderSlowest(tests: readonly LocatedTest[]): readonly string[] {
  const slowest = tests
    .map((test) => ({ test, ms: testDurationMs(test) ?? 0 }))
    .filter(({ ms }) => ms >= MIN_SLOW_MS)
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, MAX_SLOW_TESTS);
  // The duration of a single test is that of the run.
  return slowest.length === 0 || tests.length === 1
    ? []
    : [
        table(
          [slowest.length === 1 ? 'Slowest test' : 'Slowest tests', 'Time'],
          slowest.map(({ test, ms }) => [nameCode(testName(test)), formatDuration(ms)]),
        ),
      ];
}

function renderSkipped(
  { tests }: LocatedReport,
  { testRows, reasonBytes }: TestBudget,
): readonly string[] {
  const skipped = tests.filter(({ status }) => status === 'skipped');
  if (skipped.length === 0) {
    return [];
  }
  const lines = skipped.slice(0, testRows).map((test) => {
    const [reason] = reasonLines(test);
    const name = truncate(testName(test), MAX_NAME_BYTES);
    return reason === undefined ? name : `${name}: ${truncate(plainLine(reason), reasonBytes)}`;
  });
  const rest = skipped.length - lines.length;
  const more = rest > 0 ? `\n\nAnd ${formatNumber(rest)} more.` : '';
  const block = `${fenced(lines.join('\n'), 'text')}${more}`;
  return [fold(pluralTests(skipped.length, 'skipped '), block)];
}
