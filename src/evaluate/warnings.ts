import type { Log } from '../tasks/run-result.ts';
import type { Json, LuauTask } from '../open-cloud/types.ts';
import { describeRed, isRed, type TestReport } from './test-results/test-report.ts';
import { withoutColours } from './test-results/text.ts';
import { readReturned, understood } from './test-results/read-results.ts';
import { findUnreadFailure } from './test-results/unread-failures.ts';

/**
 * What whoever trusts a pass should know of it: what does not decide, and yet speaks against it.
 *
 * @param file the script's path, where it has one
 * @param tests what it reported, if anything
 */
export function warnOfPass(
  { results = [] }: Pick<LuauTask, 'results'>,
  log: Log,
  file: string | undefined,
  tests: TestReport | undefined,
): readonly string[] {
  return [
    ...warnOfUnread(results, tests),
    ...warnOfLaterValues(results),
    ...(tests === undefined ? warnOfSpec(results, file) : []),
    // A mere `true` says nothing of tests that a line of the log could not know better.
    ...(tests === undefined || hasNoNumbers(tests) ? warnOfFailures(log) : []),
  ];
}

/** What the script returned has no shape that counts, or has more in it than the one that does. */
function warnOfUnread([first]: readonly Json[], tests: TestReport | undefined): readonly string[] {
  const value = first === undefined ? undefined : understood(first);
  const failure =
    value === undefined || (tests !== undefined && tests.framework !== 'own')
      ? undefined
      : findUnreadFailure(value);
  return failure === undefined
    ? []
    : [
        `The run passed, although in what the script returned ${failure}: that is not read as the result of a test. Return results in a shape that is, like \`{ ok = false }\` or \`{ passed = 2, failed = 1 }\`, or raise an error where tests failed.`,
      ];
}

function hasNoNumbers({ framework, counts }: TestReport): boolean {
  return framework === 'own' && counts.total === 0;
}

const POSITIONS = ['first', 'second', 'third', 'fourth', 'fifth'];

/** Where `:await()` or `pcall` gives `true` before the results, that is what a script returns first. */
function warnOfLaterValues(results: readonly Json[]): readonly string[] {
  for (const [index, value] of results.entries()) {
    const report = index === 0 ? undefined : readReturned(value);
    // A `false` further back may be anything, but not after the `true` of a call that went well.
    if (report && isRed(report) && (typeof value !== 'boolean' || results[index - 1] === true)) {
      const location = POSITIONS[index] ?? `${index + 1}th`;
      return [
        `The run passed on the first value that the script returned, and only that one decides: return the results first, or alone. The ${location} one ${typeof value === 'boolean' ? 'is `false`.' : `says: ${describeRed(report)}`}`,
      ];
    }
  }
  return [];
}

/** How frameworks tell specs from other modules: `inventory.spec.luau`, `inventory.test.luau`. */
const SPEC = /\.(?:spec|test)\.luau?$/i;

/** A spec that is run as a script returns its tests, as functions, which no JSON can hold. */
function warnOfSpec([first]: readonly Json[], file: string | undefined): readonly string[] {
  return first === undefined || file === undefined || !SPEC.test(file) || holdsSomething(first)
    ? []
    : [
        `${file} passed without a report of tests. If it is a spec, it only defines tests, and none was run: leave it out, as with the line \`!**/*.spec.luau\`, and run the script that starts the test framework.`,
      ];
}

function holdsSomething(value: Json): boolean {
  return typeof value === 'object' && value !== null
    ? Object.values(value).some((field) => field !== null)
    : value !== null;
}

/** A number that counts: neither a total, as in `0 of 5 failed`, nor one of a row, as in `attempt 1 failed`. */
const NUMBER =
  '(?<![\\d.,/#-])(?<!\\b(?:of|attempt|try|retry|wave|round|stage|step|level|http|code|status) )[1-9]\\d{0,6}(?:(?: (?:out )?of | ?/ ?)\\d{1,7})?';
const TESTS = '(?:tests?|checks?|specs?|cases?|suites?)(?:\\(s\\))?';

/** How hand-written runners number failures: `1 passed, 2 failed`, `1 failing`, `failures="2"`. */
const PRINTED_NUMBER = new RegExp(
  `^.{0,80}?\\b(?:${[
    `${NUMBER} (?:${TESTS} )?(?:(?:have|has) )?(?:failed(?! to\\b|,? retry)|failing|failures?)`,
    `(?<!\\b(?:no|max|most) )(?:failed|failures?)(?: ${TESTS})? ?[=:] ?"?[1-9]\\d{0,6}`,
    `(?<!\\bno )${TESTS} failed(?= ?:)(?! ?: ?(?:0|none)\\b)`,
  ].join('|')})(?!\\w).{0,80}$`,
  'im',
);

/** How they mark a test that failed, at the beginning of its line; a summary may have the mark for none. */
const PRINTED_MARK =
  /^[ \t]{0,40}(?:(?:\[(?:FAIL(?:ED)?|✗|✘|×|❌)\]|FAIL(?:ED)?(?=:? +[^ \d(])|✗|✘|❌)(?!:? {0,9}(?:[Ff]ail(?:ed|ing|ures?))?[ :=]{0,9}(?:0|[Nn]one)\b)|not ok \d(?!.*# *(?:[Ss]kip|SKIP|[Tt]odo|TODO))).{0,160}$/m;

/** A line like that is not precise enough to decide. */
function warnOfFailures({ messages }: Log): readonly string[] {
  const line = messages
    .map(({ text }) => {
      const plain = withoutColours(text);
      return (PRINTED_NUMBER.exec(plain) ?? PRINTED_MARK.exec(plain))?.[0].trim();
    })
    .find((found) => found !== undefined);
  return line === undefined
    ? []
    : [
        `The run passed, but its log has the line "${line}". Only reports of TestEZ and Jest count as printed results: return the results, or raise an error where tests failed.`,
      ];
}
