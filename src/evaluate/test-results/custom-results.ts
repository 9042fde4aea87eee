import { readChecks, readListed } from './custom-checks.ts';
import {
  countStatements,
  hasOutcome,
  isCountTable,
  isFailureText,
  readNumbers,
  resolveCounts,
} from './custom-numbers.ts';
import {
  asBoolean,
  asFields,
  asNumber,
  asText,
  excerpt,
  findField,
  foldFields,
  type FoldedFields,
} from './fields.ts';
import { testOfError } from './failure-text.ts';
import { NO_TESTS, type PartialReport, type Statement } from './merge-reports.ts';
import type { TestCase } from './test-report.ts';
import {
  fold,
  GROUPS,
  readStatusWord,
  REPORT_FLAGS,
  REPORT_MESSAGES,
  SECONDARY_STATUS_FIELDS,
  WRAPPERS,
} from './vocabulary.ts';

/**
 * Reads the result of a hand-written runner: flags, counts, and lists of checks.
 *
 * @param folded the fields, without those that belong to a test framework's report
 * @param depth how many more layers of `results` or `summary` are searched for a report
 * @returns undefined if the value is data
 */
export function readCustomResults(folded: FoldedFields, depth: number): PartialReport | undefined {
  const flags = readFlags(folded);
  const checks = readCheckLists(folded);
  const isReport =
    flags.length > 0 ||
    checks !== undefined ||
    hasOutcome(readNumbers(folded, false)) ||
    hasCountAndFailureText(folded);
  if (!isReport && !containsReport(folded, depth)) {
    return undefined;
  }
  const numbers = readNumbers(folded, true);
  const failures = ['failed', 'failures', 'errors'].flatMap((name) =>
    readListedField(folded, name, 'failed'),
  );
  const tests =
    checks ??
    (['passed', 'skipped'] as const).flatMap((status) => readListedField(folded, status, status));
  const statements = [...flags, ...readStatuses(folded), ...countStatements(folded, numbers)];
  const isNameless = tests.length + failures.length === 0;
  const named =
    isNameless && statements.some(({ isFailure }) => isFailure) ? readGroups(folded) : [];
  const isPassed = isReport && !flags.some(({ isFailure }) => isFailure);
  const message = asText(findField(folded, REPORT_MESSAGES)?.value);
  return {
    framework: 'custom',
    tests,
    otherFailures: [...withoutNamed(failures, tests), ...named],
    ...resolveCounts(numbers, isPassed),
    statements,
    ...(message !== undefined && { message: excerpt(message, 500) }),
  };
}

function readFlags(folded: FoldedFields): readonly Statement[] {
  return [...REPORT_FLAGS, 'failed'].flatMap((name) =>
    (folded.get(name) ?? []).flatMap((field) => {
      const flag = asBoolean(field.value);
      return flag === undefined
        ? []
        : [{ isFailure: flag === (name === 'failed'), text: `\`${field.name}\` is ${flag}` }];
    }),
  );
}

/** The failed statuses. A status alone does not make a value a report, and passed ones say nothing. */
function readStatuses(folded: FoldedFields): readonly Statement[] {
  return ['status', ...SECONDARY_STATUS_FIELDS].flatMap((name) =>
    (folded.get(name) ?? []).flatMap((field) =>
      typeof field.value === 'string' && readStatusWord(field.value) === 'failed'
        ? [{ isFailure: true, text: `\`${field.name}\` is \`${excerpt(field.value, 40)}\`` }]
        : [],
    ),
  );
}

/** Whether a count stands beside a text on failures, as in `{ passed: 3, failures: "the shop broke" }`. */
function hasCountAndFailureText(folded: FoldedFields): boolean {
  const { passed, total } = readNumbers(folded, false);
  const hasText = (name: string): boolean =>
    folded.get(name)?.some(({ value }) => isFailureText(value)) === true;
  return (
    (passed !== undefined && ['failed', 'failures', 'errors'].some(hasText)) ||
    (total !== undefined && hasText('failures'))
  );
}

/** Whether the value wraps a report or is one of a framework. Its other fields then belong to a report. */
function containsReport(folded: FoldedFields, depth: number): boolean {
  const isWrapper = (name: string): boolean =>
    folded.get(name)?.some(({ value }) => {
      const fields = asFields(value);
      return fields !== undefined && readCustomResults(foldFields(fields), depth - 1) !== undefined;
    }) === true;
  const isFramework = (name: string): boolean =>
    folded
      .get(fold(name))
      ?.some((field) => field.name === name && asNumber(field.value) !== undefined) === true;
  return (
    (depth > 0 && WRAPPERS.some(isWrapper)) ||
    ['failureCount', 'numFailedTests', 'numTotalTests'].some(isFramework)
  );
}

function readCheckLists(folded: FoldedFields): readonly TestCase[] | undefined {
  const lists = (['checks', 'tests'] as const).flatMap((name) =>
    (folded.get(name) ?? []).flatMap(({ value }) => {
      const tests = isCountTable(value) ? undefined : readChecks(value, name.slice(0, -1));
      return tests === undefined ? [] : [tests];
    }),
  );
  return lists.length === 0 ? undefined : lists.flat();
}

function readListedField(
  folded: FoldedFields,
  name: string,
  status: TestCase['status'],
): readonly TestCase[] {
  return (folded.get(name) ?? []).flatMap(({ value }) => {
    const list = status === 'failed' && isFailureText(value) ? [value] : value;
    return readListed(list, status, name === 'errors' ? 'error' : 'test') ?? [];
  });
}

/** The failing tests of nested lists, as in `{ failed: 1, sections: [{ name, tests: […] }] }`. */
function readGroups(folded: FoldedFields): readonly TestCase[] {
  return GROUPS.flatMap((name) => folded.get(name) ?? [])
    .flatMap(({ value }) => readChecks(value, 'test') ?? [])
    .filter(({ status }) => status === 'failed');
}

/** The listed failures, each once, without tests that the checks name already. */
function withoutNamed(
  failures: readonly TestCase[],
  tests: readonly TestCase[],
): readonly TestCase[] {
  const named = new Set(
    tests.filter(({ status }) => status === 'failed').map(({ path }) => path.at(-1)),
  );
  const keys = new Set<string>();
  return failures.filter(({ path, message = '' }) => {
    const key = `${path.join('\0')}\0${message}`;
    const isNew = !named.has(path.at(-1)) && !keys.has(key);
    keys.add(key);
    return isNew;
  });
}

/**
 * The report of a script that returned only `true` or `false`.
 *
 * @param reason why it returned `false`; can be empty
 */
export function reportOfBoolean(isPassed: boolean, reason: string): PartialReport {
  const message = isPassed ? undefined : asText(reason);
  const error = message === undefined ? undefined : testOfError(message, 1);
  return {
    framework: 'custom',
    tests: [],
    // A text with a place is an error, and gives the run its place.
    otherFailures: error?.at === undefined ? [] : [error],
    statedCounts: NO_TESTS,
    statements: isPassed ? [] : [{ isFailure: true, text: 'the script returned `false`' }],
    problems: [],
    ...(message !== undefined && { message: excerpt(message, 500) }),
  };
}
