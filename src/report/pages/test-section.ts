import { formatDuration } from '../../util/format-duration.ts';
import type { TestCounts } from '../../evaluate/test-results/test-report.ts';
import {
  failsStep,
  type JudgedRun,
  type LocatedReport,
  type LocatedTest,
  type Repository,
  type SourceLocation,
} from '../../evaluate/types.ts';
import { formatBytes, headOf } from '../../util/truncate.ts';
import { code, fenced, fold, prose, table } from './markdown.ts';
import { plainLine, plainText } from '../plain-text.ts';
import { excerptAt, MAX_NAME_BYTES, locationLink } from './source-link.ts';
import {
  countTests,
  durationOf,
  failingTests,
  formatCount,
  formatLocation,
  pluralTests,
  reasonLines,
  testName,
  untoldFaults,
  warningTests,
} from '../test-facts.ts';

/** How much of a report of tests may be shown; bytes of UTF-8. */
export interface TestAllowance {
  /** How many tests a table may have, and how many other faults may be told. */
  readonly testRows: number;
  /** Of a test's message in its row. */
  readonly reasonBytes: number;
  /** How many places are shown with the lines around them. */
  readonly excerpts: number;
  /** Of all whole messages and traces together. */
  readonly traceBytes: number;
}

/** Lines of a message in a row: what was expected and what was got are often two of their own. */
const REASON_LINES = 4;

/** How many of the slowest tests are told. */
const SLOWEST_TESTS = 5;

/** A test that takes less is not slow, whatever the others take. */
const MIN_SLOW_MS = 100;

/** A line break within a cell; Markdown has none of its own there. */
const LINE_BREAK = '<br>';

/** What of a run is shown above its tests, and not said again. */
export interface ShownBefore {
  readonly message?: string;
  /** The place whose lines are shown. */
  readonly location?: SourceLocation;
}

/** What a script reported of its tests: what failed first, then what else should be known. */
export function renderTests(
  judged: JudgedRun,
  allowance: TestAllowance,
  repository?: Repository,
  before: ShownBefore = {},
): string[] {
  const { tests: report, outcome } = judged.verdict;
  if (report === undefined) {
    return [];
  }
  const failing = failingTests(report);
  const shown = failing.slice(0, allowance.testRows);
  const faults = renderFaults(untoldFaults(report, before.message ?? ''), allowance);
  const isBeside = isBesideThePoint(report.counts, failsStep(outcome));
  const counts = renderCounts(report.counts, isBeside, warningTests(report).length);
  return [
    ...(isBeside ? [...faults, ...counts] : [...counts, ...faults]),
    ...renderTable(['Failing test', 'Where', 'Why'], shown, allowance, repository),
    ...countUntold(report, failing.length, shown.length),
    ...renderExcerpts(shown, judged, allowance, repository, before.location),
    ...renderTraces(shown, allowance),
    ...renderWarnings(warningTests(report), allowance, repository),
    ...renderSlowest(report.tests),
    ...renderSkipped(report, allowance),
  ];
}

/** Whether something is red that numbers of tests do not tell: on top of it they would say all is well. */
export function isBesideThePoint({ failed }: TestCounts, isRed: boolean): boolean {
  return isRed && failed === 0;
}

/**
 * All tests in numbers; nothing where there are none, as with a script that returned `true`.
 *
 * @param isBeside whether they are no more than a detail
 */
export function renderCounts(counts: TestCounts, isBeside: boolean, warnings = 0): string[] {
  const { total, passed } = counts;
  if (total === 0) {
    return [];
  }
  const all = pluralTests(total);
  const among = warnings === 0 ? '' : `, ${formatCount(warnings)} with a warning`;
  const words = passed === total ? `${all} passed` : countTests(counts);
  const rest = passed === total ? '' : ` of ${all}`;
  return [`${isBeside ? words : `**${words}**`}${rest}${among}`];
}

function renderFaults(
  faults: readonly string[],
  { testRows, reasonBytes }: TestAllowance,
): string[] {
  const untold = faults.length - testRows;
  return [
    ...faults.slice(0, testRows).map((fault) => prose(headOf(fault, reasonBytes))),
    ...(untold > 0 ? [`And ${formatCount(untold)} more like this, which do not fit in here.`] : []),
  ];
}

function renderTable(
  [name, where, why]: readonly [string, string, string],
  tests: readonly LocatedTest[],
  { reasonBytes }: TestAllowance,
  repository: Repository | undefined,
): string[] {
  if (tests.length === 0) {
    return [];
  }
  const areLocated = tests.some(({ location }) => location !== undefined);
  return [
    table(
      [name, ...(areLocated ? [where] : []), why],
      tests.map((test) => [
        code(headOf(testName(test), MAX_NAME_BYTES)),
        ...(areLocated ? [test.location === undefined ? '' : locationLink(test.location, repository)] : []),
        shortReason(test, reasonBytes).lines.map(code).join(LINE_BREAK),
      ]),
    ),
  ];
}

/** What of a message stands in a row, and whether that is all that is known of why. */
function shortReason(
  test: LocatedTest,
  maxBytes: number,
): { readonly lines: readonly string[]; readonly isAll: boolean } {
  const all = reasonLines(test);
  const first = all
    .slice(0, REASON_LINES)
    .map((line) => plainLine(headOf(line, maxBytes)))
    .join('\n');
  const shown = headOf(first, maxBytes);
  const isCut = all.length > REASON_LINES || shown !== first || shown.includes('…');
  return {
    lines: shown === '' ? [] : shown.split('\n'),
    isAll: !isCut && !test.trace?.trim(),
  };
}

/** What of the failing tests the table does not have: cut, or never named by the report. */
function countUntold({ counts }: LocatedReport, named: number, shown: number): string[] {
  const unnamed = counts.failed - named;
  return [
    ...(named > shown
      ? [
          `And ${formatCount(named - shown)} more failing ${named - shown === 1 ? 'test does' : 'tests do'} not fit in here; the job log names all of them.`,
        ]
      : []),
    ...(unnamed > 0
      ? [
          `The report does not name ${named === 0 ? 'the' : formatCount(unnamed)} failing ${unnamed === 1 ? 'test' : 'tests'}; the log may.`,
        ]
      : []),
  ];
}

/** The lines of the first places that tests fail at, each once, and none that is shown already. */
function renderExcerpts(
  tests: readonly LocatedTest[],
  judged: JudgedRun,
  allowance: TestAllowance,
  repository: Repository | undefined,
  shownBefore: SourceLocation | undefined,
): string[] {
  const { file } = judged.plan.script;
  const keyOf = (location: SourceLocation): string =>
    formatLocation(file === undefined ? location : { file, ...location });
  const before = shownBefore && keyOf(shownBefore);
  const excerpts = new Map<string, readonly string[]>();
  for (const test of tests) {
    if (test.location === undefined || excerpts.size >= allowance.excerpts) {
      continue;
    }
    const key = keyOf(test.location);
    const isShown = key === before || excerpts.has(key);
    const excerpt = isShown ? undefined : excerptAt(judged, test.location);
    if (excerpt !== undefined) {
      const name = code(headOf(testName(test), MAX_NAME_BYTES));
      const where = locationLink(test.location, repository);
      excerpts.set(key, [`${name} at ${where}`, fenced(excerpt, 'luau')]);
    }
  }
  return [...excerpts.values()].flat();
}

/** What the rows cut off, in one block. */
function renderTraces(
  tests: readonly LocatedTest[],
  { reasonBytes, traceBytes }: TestAllowance,
): string[] {
  const cutOff = tests.filter((test) => !shortReason(test, reasonBytes).isAll);
  if (cutOff.length === 0 || traceBytes === 0) {
    return [];
  }
  let text = '';
  for (const test of cutOff) {
    // A little more than fits, so that the cut below is seen as one.
    if (Buffer.byteLength(text) <= traceBytes) {
      text += `${text === '' ? '' : '\n\n'}${describeWhole(test, traceBytes)}`;
    }
  }
  const shown = headOf(text, traceBytes);
  const cut = shown === text ? '' : `, the first ${formatBytes(traceBytes)}`;
  return [fold(`Whole messages and traces${cut}`, fenced(shown, 'text'))];
}

function describeWhole(test: LocatedTest, maxBytes: number): string {
  const { message = '', trace = '' } = test;
  const text = plainText(headOf(`${message.trim()}\n${trace.trimEnd()}`.trim(), maxBytes));
  return `${testName(test)}\n${text.replace(/^(?=.)/gm, '  ')}`;
}

function renderWarnings(
  warnings: readonly LocatedTest[],
  allowance: TestAllowance,
  repository: Repository | undefined,
): string[] {
  const untold = warnings.length - allowance.testRows;
  return [
    ...renderTable(
      ['Passed with a warning', 'Where', 'Warning'],
      warnings.slice(0, allowance.testRows),
      allowance,
      repository,
    ),
    ...(untold > 0
      ? [`And ${formatCount(untold)} more with a warning; the job log names all of them.`]
      : []),
  ];
}

function renderSlowest(tests: readonly LocatedTest[]): string[] {
  const slowest = tests
    .map((test) => ({ test, ms: durationOf(test) ?? 0 }))
    .filter(({ ms }) => ms >= MIN_SLOW_MS)
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, SLOWEST_TESTS);
  // Of a single test the whole run tells how long it took.
  return slowest.length === 0 || tests.length === 1
    ? []
    : [
        table(
          [slowest.length === 1 ? 'Slowest test' : 'Slowest tests', 'Time'],
          slowest.map(({ test, ms }) => [
            code(headOf(testName(test), MAX_NAME_BYTES)),
            formatDuration(ms),
          ]),
        ),
      ];
}

function renderSkipped(
  { tests }: LocatedReport,
  { testRows, reasonBytes }: TestAllowance,
): string[] {
  const skipped = tests.filter(({ status }) => status === 'skipped');
  if (skipped.length === 0) {
    return [];
  }
  const lines = skipped.slice(0, testRows).map((test) => {
    const [reason] = reasonLines(test);
    const name = headOf(testName(test), MAX_NAME_BYTES);
    return reason === undefined ? name : `${name}: ${headOf(plainLine(reason), reasonBytes)}`;
  });
  const untold = skipped.length - lines.length;
  const rest = untold > 0 ? `\n\nAnd ${formatCount(untold)} more.` : '';
  return [
    fold(pluralTests(skipped.length, 'skipped '), `${fenced(lines.join('\n'), 'text')}${rest}`),
  ];
}
