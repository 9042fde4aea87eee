import type { Json } from '../../open-cloud/types.ts';
import { faultOfNumber, type Claim, type Draft } from './draft.ts';
import { isNoError, readFailure, type FailureDetails } from './failure-text.ts';
import { asFields, asItems, asNumber, asText, fieldOf, type Fields } from './fields.ts';
import { count, excerpt } from './text.ts';
import type { TestCase } from './test-report.ts';
import { noTestRan } from './testez.ts';

/** The fields of Jest's report that a hand-written one may have in another meaning. */
export const JEST_FIELDS: readonly string[] = ['success'];

/**
 * Reads Jest's aggregated result: what `Jest.runCLI` resolves to under `results`, or the variant that
 * `--json` writes, with `assertionResults`.
 *
 * @returns undefined where it counts neither failed nor all tests: it is no report of Jest
 */
export function readJest(fields: Fields): Draft | undefined {
  const number = (name: string): number | undefined => asNumber(fieldOf(fields, name));
  const failed = number('numFailedTests');
  const total = number('numTotalTests');
  if (failed === undefined && total === undefined) {
    return undefined;
  }
  const passed = number('numPassedTests');
  const skipped = (number('numPendingTests') ?? 0) + (number('numTodoTests') ?? 0);
  const sum = (passed ?? 0) + (failed ?? 0) + skipped;
  const stated = {
    total: total ?? sum,
    passed: passed ?? Math.max(0, (total ?? 0) - (failed ?? 0) - skipped),
    failed: failed ?? 0,
    skipped,
  };
  const suites = (asItems(fieldOf(fields, 'testResults')) ?? []).map(
    (suite) => asFields(suite) ?? {},
  );
  const extras = suites.flatMap((suite) => readBrokenSuite(suite) ?? []);
  const faults = [
    ...[...NUMBERS, 'numRuntimeErrorTestSuites', 'numFailedTestSuites'].map((name) =>
      faultOfNumber(`\`${name}\``, number(name)),
    ),
    passed !== undefined && total !== undefined && sum !== total
      ? `\`numTotalTests\` is ${total}, but the numbers of passed, failed, pending and todo tests make ${sum}.`
      : undefined,
    (total ?? passed) !== undefined && stated.total === 0 && extras.length === 0
      ? noTestRan('Jest')
      : undefined,
    ...extras.map(faultOfSuite),
    fieldOf(fields, 'wasInterrupted') === true ? 'The run of Jest was interrupted.' : undefined,
  ].filter((fault) => fault !== undefined);
  return {
    framework: 'Jest',
    tests: suites.flatMap(readTests),
    extras,
    stated,
    claims: readClaims(fields, failed, extras.length > 0),
    faults,
  };
}

/** The fault of a suite that could not run, which is named by its only name. */
export function faultOfSuite({ path: [name = ''] }: TestCase): string {
  return `The test suite “${excerpt(name)}” could not run.`;
}

const NUMBERS = [
  'numTotalTests',
  'numPassedTests',
  'numFailedTests',
  'numPendingTests',
  'numTodoTests',
];

function readClaims(
  fields: Fields,
  failed: number | undefined,
  hasBrokenSuites: boolean,
): readonly Claim[] {
  const snapshot = asFields(fieldOf(fields, 'snapshot')) ?? {};
  const claims: Claim[] = [];
  // Where a suite could not run, it is no wonder that none of its tests failed.
  if (failed !== undefined && !(failed === 0 && hasBrokenSuites)) {
    claims.push({ isRed: failed !== 0, text: `\`numFailedTests\` is ${failed}` });
  }
  for (const name of ['numRuntimeErrorTestSuites', 'numFailedTestSuites']) {
    const suites = asNumber(fieldOf(fields, name));
    if (suites !== undefined && suites !== 0) {
      claims.push({ isRed: true, text: `\`${name}\` is ${suites}` });
    }
  }
  const unmatched = asNumber(fieldOf(snapshot, 'unmatched')) ?? 0;
  if (unmatched > 0) {
    claims.push({ isRed: true, text: `${count(unmatched, 'snapshot')} did not match` });
  }
  if (fieldOf(snapshot, 'failure') === true) {
    const obsolete =
      (asNumber(fieldOf(snapshot, 'unchecked')) ?? 0) +
      (asNumber(fieldOf(snapshot, 'filesRemoved')) ?? 0);
    const why = obsolete > 0 ? ` (${obsolete} of them obsolete)` : '';
    claims.push({ isRed: true, text: `Jest holds the snapshots for failed${why}` });
  }
  // A `true` adds nothing to the numbers, and may be upside down.
  if (fieldOf(fields, 'success') === false && !isUpsideDown(fields, snapshot)) {
    claims.push({ isRed: true, text: '`success` is false' });
  }
  return claims;
}

/**
 * The public fork of Jest-Lua up to 3.10 (`jsdotlua/jest-lua`, TestScheduler) sets `success` to
 * whether something failed. So a `false` is believed unless all that Jest makes a `false` of is there
 * and denied: failed tests and suites, an interruption, and snapshots.
 */
function isUpsideDown(fields: Fields, snapshot: Fields): boolean {
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

function nameOfSuite(suite: Fields): string | undefined {
  return asText(fieldOf(suite, 'testFilePath') ?? fieldOf(suite, 'name'));
}

/** A suite that failed without a test in it that did: it could not be loaded, or a hook failed. */
function readBrokenSuite(suite: Fields): TestCase | undefined {
  const error = fieldOf(suite, 'testExecError');
  const assertions = assertionsOf(suite);
  const isBroken =
    !isNoError(error) ||
    (fieldOf(suite, 'status') === 'failed' &&
      !assertions.some((test) => statusOf(asFields(test) ?? {}) === 'failed'));
  if (!isBroken) {
    return undefined;
  }
  const fields = asFields(error);
  const message = fields === undefined ? asText(error) : asText(fieldOf(fields, 'message'));
  const stack = fields && asText(fieldOf(fields, 'stack'));
  const told = asText(fieldOf(suite, 'failureMessage') ?? fieldOf(suite, 'message'));
  return {
    path: [nameOfSuite(suite) ?? 'test suite'],
    status: 'failed',
    ...readFailure(message ?? stack ?? told ?? '', message === undefined ? '' : (stack ?? '')),
  };
}

function readTests(suite: Fields): readonly TestCase[] {
  return assertionsOf(suite).flatMap((item, index) => {
    const test = asFields(item);
    return test === undefined ? [] : [readTest(test, suite, index)];
  });
}

/** What Jest calls a status: `AssertionResult` in its `TestResult` types. */
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
  const hasFailures = asText(fieldOf(test, 'failureMessages')) !== undefined;
  const status = STATUSES.get(asText(fieldOf(test, 'status'))?.toLowerCase() ?? '');
  return hasFailures && status !== 'skipped' ? 'failed' : status;
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
    ...(status === 'failed' && readMessages(test, suite)),
    ...(status === undefined && {
      message: `Its status \`${excerpt(asText(fieldOf(test, 'status')) ?? 'none', 40)}\` is not known, and so it is no pass.`,
    }),
  };
}

function readMessages(test: Fields, suite: Fields): FailureDetails {
  const details = readFailure(asText(fieldOf(test, 'failureMessages')) ?? '');
  const line = asNumber(fieldOf(asFields(fieldOf(test, 'location')) ?? {}, 'line'));
  const chunk = nameOfSuite(suite);
  return details.at === undefined && line !== undefined && line >= 1 && chunk !== undefined
    ? { ...details, at: { chunk, line } }
    : details;
}
