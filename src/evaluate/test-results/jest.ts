import type { Json } from '../../open-cloud/types.ts';
import { plural } from '../../util/text.ts';
import { isEmptyError, readFailure, type FailureDetails } from './failure-text.ts';
import { asFields, asItems, asNumber, asText, excerpt, fieldOf, type Fields } from './fields.ts';
import {
  countProblem,
  noTestsProblem,
  unknownStatusProblem,
  type PartialReport,
  type Statement,
} from './merge-reports.ts';
import { checkTestNumber, type TestCase } from './test-report.ts';

/** Fields of Jest that have another meaning in a hand-written report. */
export const JEST_FIELDS: readonly string[] = ['success'];

/** The problem of an interrupted run. */
export const INTERRUPTED_PROBLEM = 'The run of Jest was interrupted.';

const COUNTS = [
  'numTotalTests',
  'numPassedTests',
  'numFailedTests',
  'numPendingTests',
  'numTodoTests',
  'numRuntimeErrorTestSuites',
  'numFailedTestSuites',
];

/**
 * Reads Jest's aggregated result: the `results` that `Jest.runCLI` resolves to, or the variant of
 * `--json`, with `assertionResults`.
 *
 * @returns undefined without a count of failed or of all tests: then it is no report of Jest
 */
export function readJest(fields: Fields): PartialReport | undefined {
  const number = (name: string): number | undefined => asNumber(fieldOf(fields, name));
  const failed = number('numFailedTests');
  const total = number('numTotalTests');
  if (failed === undefined && total === undefined) {
    return undefined;
  }
  const passed = number('numPassedTests');
  const skipped = (number('numPendingTests') ?? 0) + (number('numTodoTests') ?? 0);
  const sum = (passed ?? 0) + (failed ?? 0) + skipped;
  const statedCounts = {
    total: total ?? sum,
    passed: passed ?? Math.max(0, (total ?? 0) - (failed ?? 0) - skipped),
    failed: failed ?? 0,
    skipped,
  };
  const suites = (asItems(fieldOf(fields, 'testResults')) ?? []).map(
    (suite) => asFields(suite) ?? {},
  );
  checkTestNumber(suites.reduce((count, suite) => count + 1 + assertionsOf(suite).length, 0));
  const otherFailures = suites.flatMap((suite) => readBrokenSuite(suite) ?? []);
  const problems = [
    ...COUNTS.map((name) => countProblem(`\`${name}\``, number(name))),
    passed !== undefined && total !== undefined && sum !== total
      ? `\`numTotalTests\` is ${total}, but the numbers of passed, failed, pending and todo tests make ${sum}.`
      : undefined,
    (total ?? passed) !== undefined && statedCounts.total === 0 && otherFailures.length === 0
      ? noTestsProblem('Jest')
      : undefined,
    ...otherFailures.map(brokenSuiteProblem),
    fieldOf(fields, 'wasInterrupted') === true ? INTERRUPTED_PROBLEM : undefined,
  ].filter((problem) => problem !== undefined);
  return {
    framework: 'Jest',
    tests: suites.flatMap(readTests),
    otherFailures,
    statedCounts,
    statements: readStatements(fields, failed, otherFailures.length > 0),
    problems,
  };
}

/** The problem of a suite that could not run. */
export function brokenSuiteProblem({ path: [name = ''] }: TestCase): string {
  return `The test suite “${excerpt(name)}” could not run.`;
}

function readStatements(
  fields: Fields,
  failed: number | undefined,
  hasBrokenSuites: boolean,
): readonly Statement[] {
  const snapshot = asFields(fieldOf(fields, 'snapshot')) ?? {};
  const statements: Statement[] = [];
  // Tests of a suite that could not run do not fail, so 0 failures say nothing beside one.
  if (failed !== undefined && !(failed === 0 && hasBrokenSuites)) {
    statements.push({ isFailure: failed !== 0, text: `\`numFailedTests\` is ${failed}` });
  }
  for (const name of ['numRuntimeErrorTestSuites', 'numFailedTestSuites']) {
    const suites = asNumber(fieldOf(fields, name));
    if (suites !== undefined && suites !== 0) {
      statements.push({ isFailure: true, text: `\`${name}\` is ${suites}` });
    }
  }
  const unmatched = asNumber(fieldOf(snapshot, 'unmatched')) ?? 0;
  if (unmatched > 0) {
    statements.push({ isFailure: true, text: `${plural(unmatched, 'snapshot')} did not match` });
  }
  if (fieldOf(snapshot, 'failure') === true) {
    const obsolete =
      (asNumber(fieldOf(snapshot, 'unchecked')) ?? 0) +
      (asNumber(fieldOf(snapshot, 'filesRemoved')) ?? 0);
    const reason = obsolete > 0 ? ` (${obsolete} of them obsolete)` : '';
    statements.push({
      isFailure: true,
      text: `Jest reports the snapshots as failed${reason}`,
    });
  }
  // `true` adds nothing to the counts, and can be inverted.
  if (fieldOf(fields, 'success') === false && !isSuccessInverted(fields, snapshot)) {
    statements.push({ isFailure: true, text: '`success` is false' });
  }
  return statements;
}

/**
 * Whether `success` is inverted: the public fork of Jest-Lua up to 3.10 (`jsdotlua/jest-lua`,
 * TestScheduler) sets it to whether something failed. A `false` is inverted if the report denies all
 * reasons that Jest has for one: failed tests and suites, an interruption, and snapshots.
 */
function isSuccessInverted(fields: Fields, snapshot: Fields): boolean {
  return (
    ['numFailedTests', 'numFailedTestSuites', 'numRuntimeErrorTestSuites'].every(
      (name) => fieldOf(fields, name) === 0,
    ) &&
    fieldOf(fields, 'wasInterrupted') === false &&
    fieldOf(snapshot, 'failure') === false &&
    fieldOf(snapshot, 'unmatched') === 0 &&
    asItems(fieldOf(fields, 'testResults')) !== undefined
  );
}

function assertionsOf(suite: Fields): readonly Json[] {
  return (
    asItems(fieldOf(suite, 'testResults')) ?? asItems(fieldOf(suite, 'assertionResults')) ?? []
  );
}

/** Each test of a suite reads its name, so that a long one would cost the product of both numbers. */
const MAX_SUITE_NAME_CHARACTERS = 1_000;

function nameOfSuite(suite: Fields): string | undefined {
  const name = fieldOf(suite, 'testFilePath') ?? fieldOf(suite, 'name');
  return asText(typeof name === 'string' ? name.slice(0, MAX_SUITE_NAME_CHARACTERS) : name);
}

/** A suite that failed although no test in it did: it could not be loaded, or a hook failed. */
function readBrokenSuite(suite: Fields): TestCase | undefined {
  const error = fieldOf(suite, 'testExecError');
  const assertions = assertionsOf(suite);
  const isBroken =
    !isEmptyError(error) ||
    (fieldOf(suite, 'status') === 'failed' &&
      !assertions.some((test) => statusOf(asFields(test) ?? {}) === 'failed'));
  if (!isBroken) {
    return undefined;
  }
  const fields = asFields(error);
  const message = fields === undefined ? asText(error) : asText(fieldOf(fields, 'message'));
  const stack = fields && asText(fieldOf(fields, 'stack'));
  const suiteMessage = asText(fieldOf(suite, 'failureMessage') ?? fieldOf(suite, 'message'));
  return {
    path: [nameOfSuite(suite) ?? 'test suite'],
    status: 'failed',
    ...readFailure(
      message ?? stack ?? suiteMessage ?? '',
      message === undefined ? '' : (stack ?? ''),
    ),
  };
}

function readTests(suite: Fields): readonly TestCase[] {
  return assertionsOf(suite).flatMap((item, index) => {
    const test = asFields(item);
    return test === undefined ? [] : [readTest(test, suite, index)];
  });
}

/** Jest's own statuses: `AssertionResult` in its `TestResult` types. */
const STATUSES: ReadonlyMap<string, TestCase['status']> = new Map([
  ['passed', 'passed'],
  ['focused', 'passed'],
  ['failed', 'failed'],
  ['pending', 'skipped'],
  ['skipped', 'skipped'],
  ['todo', 'skipped'],
  ['disabled', 'skipped'],
]);

function statusOf(test: Fields): TestCase['status'] | undefined {
  const hasMessages = asText(fieldOf(test, 'failureMessages')) !== undefined;
  const status = STATUSES.get(asText(fieldOf(test, 'status'))?.toLowerCase() ?? '');
  return hasMessages && status !== 'skipped' ? 'failed' : status;
}

function readTest(test: Fields, suite: Fields, index: number): TestCase {
  const ancestors = (asItems(fieldOf(test, 'ancestorTitles')) ?? []).flatMap(
    (title) => asText(title) ?? [],
  );
  const title = asText(
    fieldOf(test, 'title') ?? fieldOf(test, 'fullName') ?? fieldOf(test, 'name'),
  );
  const duration = asNumber(fieldOf(test, 'duration'));
  const status = statusOf(test);
  return {
    path: [...ancestors, title ?? `test ${index + 1}`],
    status: status ?? 'failed',
    ...(duration !== undefined && duration >= 0 && { durationMs: duration }),
    ...(status === 'failed' && readDetails(test, suite)),
    ...(status === undefined && {
      message: unknownStatusProblem(asText(fieldOf(test, 'status')) ?? 'none'),
    }),
  };
}

function readDetails(test: Fields, suite: Fields): FailureDetails {
  const details = readFailure(asText(fieldOf(test, 'failureMessages')) ?? '');
  const line = asNumber(fieldOf(asFields(fieldOf(test, 'location')) ?? {}, 'line'));
  const chunk = nameOfSuite(suite);
  return details.at === undefined && line !== undefined && line >= 1 && chunk !== undefined
    ? { ...details, at: { chunk, line } }
    : details;
}
