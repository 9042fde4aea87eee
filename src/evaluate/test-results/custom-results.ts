import { NON_FAILING_STATUSES, readStatusWord } from './check-status.ts';
import { countTests, type Claim, type Draft } from './draft.ts';
import {
  asBoolean,
  asFields,
  asNumber,
  asText,
  findField,
  foldFields,
  foldName,
  type FoldedFields,
} from './fields.ts';
import { readChecks, readListed } from './custom-checks.ts';
import {
  claimsOfNumbers,
  holdsNumbers,
  isWords,
  readNumbers,
  settleNumbers,
  tellOutcome,
} from './custom-numbers.ts';
import { excerpt } from './text.ts';
import type { TestCase } from './test-report.ts';

const FLAGS = ['ok', 'success', 'passed', 'allpass', 'allpassed'];
const SAID = ['message', 'error', 'reason', 'detail', 'output'];

/**
 * Reads what a hand-written runner returns: flags, numbers, and lists of checks.
 *
 * @param folded the fields, without those that belong to a test framework's report
 * @param depth how many layers deep a report may lie in `results` or `summary`
 * @returns undefined where none of these is there: the value is data
 */
export function readCustomResults(folded: FoldedFields, depth: number): Draft | undefined {
  const flags = readFlags(folded);
  const tests = readLists(folded);
  const failures = ['failed', 'failures'].flatMap((name) => listedIn(folded, name, 'failed'));
  const isReport =
    flags.length > 0 ||
    tests !== undefined ||
    tellOutcome(readNumbers(folded, false)) ||
    countsBesideErrors(folded);
  if (!isReport && !holdsReport(folded, depth)) {
    return undefined;
  }
  const numbers = readNumbers(folded, true);
  const errors = [...failures, ...listedIn(folded, 'errors', 'failed')];
  const named =
    tests ?? (['passed', 'skipped'] as const).flatMap((status) => listedIn(folded, status, status));
  const settled = settleNumbers(numbers, isReport && !flags.some(({ isRed }) => isRed));
  const claims = [...flags, ...readStatuses(folded), ...claimsOfNumbers(folded, numbers)];
  const said = asText(findField(folded, SAID)?.value);
  return {
    framework: 'own',
    tests: named,
    extras: withoutNamed(errors, named),
    ...settled,
    claims,
    ...(said !== undefined && { said: excerpt(said, 500) }),
  };
}

function readFlags(folded: FoldedFields): readonly Claim[] {
  const claims: Claim[] = [];
  for (const name of [...FLAGS, 'failed']) {
    for (const field of folded.get(name) ?? []) {
      const flag = asBoolean(field.value);
      if (flag !== undefined) {
        claims.push({ isRed: flag === (name === 'failed'), text: `\`${field.name}\` is ${flag}` });
      }
    }
  }
  return claims;
}

/** A status alone is data; a red one beside a report is a statement on it. */
function readStatuses(folded: FoldedFields): readonly Claim[] {
  return ['status', ...NON_FAILING_STATUSES].flatMap((name) =>
    (folded.get(name) ?? []).flatMap((field) =>
      typeof field.value === 'string' && readStatusWord(field.value) === 'failed'
        ? [{ isRed: true, text: `\`${field.name}\` is \`${excerpt(field.value, 40)}\`` }]
        : [],
    ),
  );
}

/** `{ passed: 3, failures: "the shop broke" }`: a number of tests, and words on what failed. */
function countsBesideErrors(folded: FoldedFields): boolean {
  const { passed, total } = readNumbers(folded, false);
  const hasWords = (name: string): boolean =>
    folded.get(name)?.some(({ value }) => isWords(value)) === true;
  return (
    (passed !== undefined && ['failed', 'failures', 'errors'].some(hasWords)) ||
    (total !== undefined && hasWords('failures'))
  );
}

/** Whether a report lies in the value, or is a test framework's: what else it says is of that. */
function holdsReport(folded: FoldedFields, depth: number): boolean {
  const isWrapper = (name: string): boolean =>
    folded.get(name)?.some(({ value }) => {
      const fields = asFields(value);
      return fields !== undefined && readCustomResults(foldFields(fields), depth - 1) !== undefined;
    }) === true;
  const isFramework = (name: string): boolean =>
    folded
      .get(foldName(name))
      ?.some((field) => field.name === name && asNumber(field.value) !== undefined) === true;
  return (
    (depth > 0 && ['summary', 'results'].some(isWrapper)) ||
    ['failureCount', 'numFailedTests', 'numTotalTests'].some(isFramework)
  );
}

function readLists(folded: FoldedFields): readonly TestCase[] | undefined {
  const lists = (['checks', 'tests'] as const).flatMap((name) =>
    (folded.get(name) ?? []).flatMap(({ value }) => {
      const tests = holdsNumbers(value) ? undefined : readChecks(value, name.slice(0, -1));
      return tests === undefined ? [] : [tests];
    }),
  );
  return lists.length === 0 ? undefined : lists.flat();
}

function listedIn(
  folded: FoldedFields,
  name: string,
  status: TestCase['status'],
): readonly TestCase[] {
  return (folded.get(name) ?? []).flatMap(({ value }) => {
    const list = status === 'failed' && isWords(value) ? [value] : value;
    return readListed(list, status, name === 'errors' ? 'error' : 'test') ?? [];
  });
}

/** What a list of failures tells of a test that is named already is not told twice. */
function withoutNamed(
  failures: readonly TestCase[],
  named: readonly TestCase[],
): readonly TestCase[] {
  const known = new Set(
    named.filter(({ status }) => status === 'failed').map(({ path }) => path.at(-1)),
  );
  return failures.filter(({ path }) => !known.has(path.at(-1)));
}

/** What `true` and `false` say by themselves. */
export function draftOfBoolean(isGreen: boolean): Draft {
  return {
    framework: 'own',
    tests: [],
    extras: [],
    stated: countTests([]),
    claims: isGreen ? [] : [{ isRed: true, text: 'the script returned `false`' }],
    faults: [],
  };
}
