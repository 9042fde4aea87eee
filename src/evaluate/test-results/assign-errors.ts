import { findLocations, MAX_SEARCHED_CHARACTERS } from '../location/parse-locations.ts';
import { readFailure, testOfError } from './failure-text.ts';
import type { PartialReport } from './merge-reports.ts';
import type { TestCase } from './test-report.ts';

/** The tests of a tree, and the failures of suites themselves: in planning, or in hooks. */
export type Tree = Pick<PartialReport, 'tests' | 'otherFailures'>;

/** How many errors are listed in the message of a test that can have each of them. */
const MAX_LISTED_ERRORS = 5;

/**
 * Assigns the errors of a report to its failed tests, which come in the same order. If their number
 * does not match, the errors become failures of their own.
 */
export function assignErrors(tree: Tree, errors: readonly string[]): Tree {
  const { tests, otherFailures } = tree;
  const failures = failuresOf(tree);
  const known = new Set(failures.map(({ message }) => message));
  const unassigned = errors.filter((error) => !known.has(readFailure(error).message));
  const withoutMessage = failures.filter(({ message }) => message === undefined);
  if (
    unassigned.length !== withoutMessage.length ||
    otherFailures.includes(withoutMessage[0] as TestCase)
  ) {
    const unnamed = unassigned.map((error, index) => testOfError(error, index + 1));
    return { tests, otherFailures: [...otherFailures, ...unnamed] };
  }
  return withDetails(
    tree,
    new Map(unassigned.map((error, index) => [withoutMessage[index], readFailure(error)])),
  );
}

/**
 * Assigns the errors that TestEZ printed. It sorts its tests by name, and prints the errors in the
 * order in which the tests ran. So an error belongs to a test of the module that its text names; if
 * several tests of that module failed, each of them gets all of its errors.
 */
export function assignPrintedErrors(tree: Tree, errors: readonly string[]): Tree {
  const failures = failuresOf(tree).filter(({ message }) => message === undefined);
  if (
    failures.length < 2 ||
    failures.length !== errors.length ||
    tree.otherFailures.includes(failures[0] as TestCase)
  ) {
    return assignErrors(tree, errors);
  }
  const details = new Map<TestCase | undefined, Partial<TestCase>>();
  for (const group of groupByModule(failures, errors)) {
    for (const failure of group.failures) {
      details.set(failure, describeGroup(group.errors));
    }
  }
  return withDetails(tree, details);
}

function failuresOf({ tests, otherFailures }: Tree): readonly TestCase[] {
  return [...tests, ...otherFailures].filter(({ status }) => status === 'failed');
}

function withDetails(
  { tests, otherFailures }: Tree,
  details: ReadonlyMap<TestCase | undefined, Partial<TestCase>>,
): Tree {
  const describe = (test: TestCase): TestCase => ({ ...test, ...details.get(test) });
  return { tests: tests.map(describe), otherFailures: otherFailures.map(describe) };
}

/** Tests that failed, and as many errors. */
interface FailureGroup {
  readonly failures: TestCase[];
  readonly errors: string[];
}

/** Groups tests and errors by the module that both name. What does not match is one group. */
function groupByModule(
  failures: readonly TestCase[],
  errors: readonly string[],
): readonly FailureGroup[] {
  const suites = new Set(failures.flatMap(({ path }) => suitesOf(path)));
  const groups = new Map<string, FailureGroup>();
  const unmatched: FailureGroup = { failures: [], errors: [] };
  for (const error of errors) {
    const module = findModule(error, suites);
    const group = module === undefined ? unmatched : groups.get(module);
    if (group === undefined) {
      groups.set(module ?? '', { failures: [], errors: [error] });
    } else {
      group.errors.push(error);
    }
  }
  for (const failure of failures) {
    const module = suitesOf(failure.path).findLast((suite) => groups.has(suite));
    (groups.get(module ?? '') ?? unmatched).failures.push(failure);
  }
  const matched = [...groups.values()].filter((group) => {
    const isMatched = group.failures.length === group.errors.length;
    if (!isMatched) {
      unmatched.failures.push(...group.failures);
      unmatched.errors.push(...group.errors);
    }
    return isMatched;
  });
  return [...matched, unmatched];
}

/** The suites of a test, and the test itself, by their names: the outermost first. */
function suitesOf(path: readonly string[]): readonly string[] {
  return path.map((_, index) => path.slice(0, index + 1).join('.'));
}

/** The suite of the module that an error mentions. TestEZ names it without `.spec` and `.init`. */
function findModule(error: string, suites: ReadonlySet<string>): string | undefined {
  for (const { chunk } of findLocations(error.slice(0, MAX_SEARCHED_CHARACTERS))) {
    const parts = chunk
      .replace(/\.spec$/, '')
      .replace(/\.init$/, '')
      .split('.');
    for (let start = 0; start < parts.length; start += 1) {
      const suite = parts.slice(start).join('.');
      if (suites.has(suite)) {
        return suite;
      }
    }
  }
  return undefined;
}

function describeGroup(errors: readonly string[]): Partial<TestCase> {
  const [first = ''] = errors;
  if (errors.every((error) => error === first)) {
    return readFailure(first);
  }
  const listed = errors.slice(0, MAX_LISTED_ERRORS).map((error) => `- ${summarize(error)}`);
  const more = errors.length - listed.length;
  return {
    message: [
      'TestEZ does not print which test has which error. This one has one of these:',
      ...listed,
      ...(more > 0 ? [`- and ${more} more`] : []),
    ].join('\n'),
  };
}

/** The first line of an error. Its location is written as no location, because it may be another test's. */
function summarize(error: string): string {
  const { message = '', at } = readFailure(error);
  const [line = ''] = message.split('\n', 1);
  const location = at === undefined ? '' : `${at.chunk}:${at.line}: `;
  return at !== undefined && line.startsWith(location)
    ? `${line.slice(location.length)} (line ${at.line} of ${at.chunk})`
    : line;
}
