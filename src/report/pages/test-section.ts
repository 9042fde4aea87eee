import { formatDuration } from '../../util/format-duration.ts';
import type { TestCounts } from '../../evaluate/test-results/test-report.ts';
import {
  failsStep,
  type EvaluatedRun,
  type LocatedReport,
  type LocatedTest,
  type Repository,
  type SourceLocation,
} from '../../evaluate/types.ts';
import { formatBytes, truncate } from '../../util/truncate.ts';
import { code, fenced, fold, prose, table } from './markdown.ts';
import { plainLine, plainText } from '../../util/plain-text.ts';
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
export interface TestBudget {
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
  evaluated: EvaluatedRun,
  budget: TestBudget,
  repository?: Repository,
  before: ShownBefore = {},
): string[] {
  const { tests: report, outcome } = evaluated.verdict;
  if (report === undefined) {
    return [];
  }
  const failing = failingTests(report);
  const shown = failing.slice(0, budget.testRows);
  const faults = renderFaults(untoldFaults(report, before.message ?? ''), budget);
  const isBeside = isBesideThePoint(report.counts, failsStep(outcome));
  const counts = renderCounts(report.counts, isBeside, warningTests(report).length);
  return [
    ...(isBeside ? [...faults, ...counts] : [...counts, ...faults]),
    ...renderTable(['Failing test', 'Where', 'Why'], shown, budget, repository),
    ...countUntold(report, failing.length, shown.length),
    ...renderExcerpts(shown, evaluated, budget, repository, before.location),
    ...renderTraces(shown, budget),
    ...renderWarnings(warningTests(report), budget, repository),
    ...renderSlowest(report.tests),
    ...renderSkipped(report, budget),
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

function renderFaults(faults: readonly string[], { testRows, reasonBytes }: TestBudget): string[] {
  const untold = faults.length - testRows;
  return [
    ...faults.slice(0, testRows).map((fault) => prose(truncate(fault, reasonBytes))),
    ...(untold > 0 ? [`And ${formatCount(untold)} more like this, which do not fit in here.`] : []),
  ];
}

function renderTable(
  [name, where, why]: readonly [string, string, string],
  tests: readonly LocatedTest[],
  { reasonBytes }: TestBudget,
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
        code(truncate(testName(test), MAX_NAME_BYTES)),
        ...(areLocated
          ? [test.location === undefined ? '' : locationLink(test.location, repository)]
          : []),
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
    .map((line) => plainLine(truncate(line, maxBytes)))
    .join('\n');
  const shown = truncate(first, maxBytes);
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
  evaluated: EvaluatedRun,
  budget: TestBudget,
  repository: Repository | undefined,
  shownBefore: SourceLocation | undefined,
): string[] {
  const { file } = evaluated.plan.script;
  const keyOf = (location: SourceLocation): string =>
    formatLocation(file === undefined ? location : { file, ...location });
  const before = shownBefore && keyOf(shownBefore);
  const excerpts = new Map<string, readonly string[]>();
  for (const test of tests) {
    if (test.location === undefined || excerpts.size >= budget.excerpts) {
      continue;
    }
    const key = keyOf(test.location);
    const isShown = key === before || excerpts.has(key);
    const excerpt = isShown ? undefined : excerptAt(evaluated, test.location);
    if (excerpt !== undefined) {
      const name = code(truncate(testName(test), MAX_NAME_BYTES));
      const where = locationLink(test.location, repository);
      excerpts.set(key, [`${name} at ${where}`, fenced(excerpt, 'luau')]);
    }
  }
  return [...excerpts.values()].flat();
}

/** What the rows cut off, in one block. */
function renderTraces(
  tests: readonly LocatedTest[],
  { reasonBytes, traceBytes }: TestBudget,
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
  const shown = truncate(text, traceBytes);
  const cut = shown === text ? '' : `, the first ${formatBytes(traceBytes)}`;
  return [fold(`Whole messages and traces${cut}`, fenced(shown, 'text'))];
}

function describeWhole(test: LocatedTest, maxBytes: number): string {
  const { message = '', trace = '' } = test;
  const text = plainText(truncate(`${message.trim()}\n${trace.trimEnd()}`.trim(), maxBytes));
  return `${testName(test)}\n${text.replace(/^(?=.)/gm, '  ')}`;
}

function renderWarnings(
  warnings: readonly LocatedTest[],
  budget: TestBudget,
  repository: Repository | undefined,
): string[] {
  const untold = warnings.length - budget.testRows;
  return [
    ...renderTable(
      ['Passed with a warning', 'Where', 'Warning'],
      warnings.slice(0, budget.testRows),
      budget,
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
            code(truncate(testName(test), MAX_NAME_BYTES)),
            formatDuration(ms),
          ]),
        ),
      ];
}

function renderSkipped({ tests }: LocatedReport, { testRows, reasonBytes }: TestBudget): string[] {
  const skipped = tests.filter(({ status }) => status === 'skipped');
  if (skipped.length === 0) {
    return [];
  }
  const lines = skipped.slice(0, testRows).map((test) => {
    const [reason] = reasonLines(test);
    const name = truncate(testName(test), MAX_NAME_BYTES);
    return reason === undefined ? name : `${name}: ${truncate(plainLine(reason), reasonBytes)}`;
  });
  const untold = skipped.length - lines.length;
  const rest = untold > 0 ? `\n\nAnd ${formatCount(untold)} more.` : '';
  return [
    fold(pluralTests(skipped.length, 'skipped '), `${fenced(lines.join('\n'), 'text')}${rest}`),
  ];
}
