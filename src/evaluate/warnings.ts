import type { Json, LuauTask } from '../open-cloud/types.ts';
import type { Log } from '../tasks/run-result.ts';
import { sentence } from '../util/text.ts';
import { excerpt, parseJsonText } from './test-results/fields.ts';
import { findPrintedFailure } from './test-results/printed-failures.ts';
import { readReturned } from './test-results/read-results.ts';
import { describeFailures, hasFailures, type TestReport } from './test-results/test-report.ts';
import { findUnreadFailure } from './test-results/unread-failures.ts';
import { fold } from './test-results/vocabulary.ts';
import { TITLES, type Locate, type LocatedText, type Verdict } from './types.ts';

/** The warnings of a log that contain a location in the repository. */
export function findLocatedWarnings(log: Log, locate: Locate): readonly LocatedText[] {
  return log.messages.flatMap(({ type, text }) => {
    const location = type === 'WARNING' ? locate(text) : undefined;
    return location === undefined ? [] : [{ text, location }];
  });
}

/**
 * Roblox keeps 450 KB of a log, counted as its text and about 47 bytes for each message, and drops
 * the start without notice. Above this size the start is probably lost. (Measured by other projects.)
 */
const MIN_FULL_LOG_BYTES = 440_000;
const MESSAGE_OVERHEAD_BYTES = 47;

/** Warns of a log that is incomplete: the rest could not be read, or Roblox dropped its start. */
export function warnOfLog(log: Log, { title }: Pick<Verdict, 'title'>): readonly string[] {
  const bytes = log.messages.reduce(
    (sum, { text }) => sum + Buffer.byteLength(text) + MESSAGE_OVERHEAD_BYTES,
    0,
  );
  const isReported = title === TITLES.requestFailed || title === TITLES.keyRefused;
  return [
    ...(log.error === undefined || isReported
      ? []
      : [`The log of the task could not be read whole. ${sentence(log.error.message)}`]),
    ...(bytes < MIN_FULL_LOG_BYTES
      ? []
      : [
          'The log is as long as Roblox keeps one (450 KB), so its beginning is probably lost, and with it what was printed there. Print less, or return the results.',
        ]),
  ];
}

/**
 * Warns of evidence against a pass that does not decide the outcome.
 *
 * @param file the path of the script, unless it is inline
 * @param tests the test report that decided, if any
 */
export function warnOfPass(
  { results = [] }: Pick<LuauTask, 'results'>,
  log: Log,
  file: string | undefined,
  tests: TestReport | undefined,
): readonly string[] {
  return [
    ...warnOfUnreadFailure(results),
    ...warnOfCall(results),
    ...warnOfNoTests(results, tests),
    ...warnOfLaterValues(results),
    ...(tests === undefined ? warnOfSpec(results, file) : []),
    // A line of the log can contradict any pass, also one with a report of a framework.
    ...warnOfPrintedFailure(log),
  ];
}

/** Warns of a failure in the returned value, in a shape that does not decide. */
function warnOfUnreadFailure([first]: readonly Json[]): readonly string[] {
  const failure =
    first === undefined ? undefined : findUnreadFailure(parseJsonText(first) ?? first);
  return failure === undefined
    ? []
    : [
        `The run passed, although in what the script returned ${failure}: that is not read as the result of a test. Return results in a shape that is, like \`{ ok = false }\` or \`{ passed = 2, failed = 1 }\`, or raise an error where tests failed.`,
      ];
}

/** Warns of what a call that failed returned: `nil, "error"`, or `"Rejected", …` of a promise. */
function warnOfCall([first, second]: readonly Json[]): readonly string[] {
  const reason = typeof second === 'string' ? excerpt(second) : '';
  const isRejected = first === 'Rejected' || first === 'Cancelled';
  return (isRejected && second !== undefined) || (first === null && reason !== '')
    ? [
        `The run passed, although the script returned ${isRejected ? `\`${first}\`` : '`nil`'}${reason === '' ? '' : ` and "${reason}"`}, as a call that failed does. Raise an error, or return \`false\`, if the call failed.`,
      ]
    : [];
}

/** Warns of results without a test: `{ checks = {} }`, `{ passed = 0, failed = 0 }`. */
function warnOfNoTests([first]: readonly Json[], tests: TestReport | undefined): readonly string[] {
  const value = first === undefined ? undefined : parseJsonText(first);
  const hasTests = tests === undefined || tests.counts.total > 0 || tests.tests.length > 0;
  const isCounted =
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).some(
      ([name, field]) =>
        EMPTY_RESULTS.has(fold(name)) &&
        (field === 0 ||
          (typeof field === 'object' && field !== null && Object.keys(field).length === 0)),
    );
  return hasTests || !isCounted
    ? []
    : ['The run passed, although its results have no test: nothing was tested.'];
}

const EMPTY_RESULTS: ReadonlySet<string> = new Set(
  'checks tests passed failed failures total totaltests summary results'.split(' '),
);

const POSITIONS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** Warns of failures in a later value: `:await()` and `pcall` return `true` before the results. */
function warnOfLaterValues(results: readonly Json[]): readonly string[] {
  for (const [index, value] of results.entries()) {
    const report = index === 0 ? undefined : readReturned(value);
    // A later `false` means a failure only after the `true` of a successful call.
    if (
      report &&
      hasFailures(report) &&
      (typeof value !== 'boolean' || results[index - 1] === true)
    ) {
      const position = POSITIONS[index] ?? `${index + 1}th`;
      return [
        `The run passed on the first value that the script returned, and only that one decides: return the results first, or alone. The ${position} one ${typeof value === 'boolean' ? 'is `false`.' : `says: ${describeFailures(report)}`}`,
      ];
    }
  }
  return [];
}

/** Names that frameworks give to specs: `inventory.spec.luau`, `inventory.test.luau`. */
const SPEC = /\.(?:spec|test)\.luau?$/i;

/** Warns of a spec that ran as a script: it returns its tests as functions, which JSON cannot contain. */
function warnOfSpec([first]: readonly Json[], file: string | undefined): readonly string[] {
  return first === undefined || file === undefined || !SPEC.test(file) || hasValues(first)
    ? []
    : [
        `${file} passed without a report of tests. If it is a spec, it only defines tests, and none was run: leave it out, as with the line \`!**/*.spec.luau\`, and run the script that starts the test framework.`,
      ];
}

function hasValues(value: Json): boolean {
  return typeof value === 'object' && value !== null
    ? Object.values(value).some((field) => field !== null)
    : value !== null;
}

/** Warns of a line that looks like a failure. Such lines are too ambiguous to decide. */
function warnOfPrintedFailure({ messages }: Log): readonly string[] {
  for (const { text } of messages) {
    const line = findPrintedFailure(text);
    if (line !== undefined) {
      return [
        `The run passed, but its log has the line "${excerpt(line)}". Only reports of TestEZ and Jest count as printed results: return the results, or raise an error where tests failed.`,
      ];
    }
  }
  return [];
}
