import type { Json } from '../../open-cloud/types.ts';
import {
  evaluateFields,
  evaluateStatusValues,
  NO_STATUS,
  type CheckOutcome,
} from './check-status.ts';
import { readEntries, readTree, type Group, type Node } from './check-tree.ts';
import { countStatements, hasOutcome, readNumbers, resolveCounts } from './custom-numbers.ts';
import { readFailure, testOfError } from './failure-text.ts';
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
import { childSuite, markFailed, rootSuite, type Suite } from './suites.ts';
import { checkTestNumber, type TestCase } from './test-report.ts';
import {
  DURATIONS_MS,
  DURATIONS_S,
  MESSAGES,
  NAMES,
  SUITE_NAMES,
  TRACES,
  type CheckStatus,
} from './vocabulary.ts';

/**
 * Reads a list of checks, `[{ name, ok or passed or status, message or detail or error, level?,
 * duration? }]`, or a table of them by name. A check that contains checks is a suite, and so is a
 * list of checks. A check that counts tests is one test.
 *
 * @param noun the name of a check without a name, before its number
 * @returns undefined if the value is data and no list of checks
 */
export function readChecks(value: Json, noun: string): readonly TestCase[] | undefined {
  const entries = readEntries(value);
  if (entries === undefined) {
    return undefined;
  }
  const root: Group = { isCheckLike: entries.length === 0, suite: rootSuite() };
  const nodes = readTree(root, entries);
  if (!root.isCheckLike) {
    return undefined;
  }
  const tests: TestCase[] = [];
  const suites: { suite: Suite; check: TestCase }[] = [];
  for (const node of nodes) {
    const parent = node.group.suite;
    // Whatever is in data is data too.
    if (parent === undefined) {
      continue;
    }
    const groups = node.nested.filter(({ isCheckLike }) => isCheckLike);
    const test = readCheck(node, parent, noun, groups.length > 0);
    if (groups.length === 0) {
      tests.push(test);
      if (test.status === 'failed') {
        markFailed(parent);
      }
      continue;
    }
    const suite = childSuite(parent, test.path.at(-1) ?? '');
    suites.push({ suite, check: test });
    for (const group of groups) {
      group.suite = suite;
    }
  }
  // A failed suite is a failed test of its own only if no test in it failed.
  for (const { suite, check } of suites) {
    if (check.status === 'failed' && !suite.hasFailure && hasStatus(check)) {
      tests.push(check);
    }
  }
  return tests;
}

/** Reads a list of tests of one status: names, messages, or tables with both. */
export function readListed(
  value: Json,
  status: TestCase['status'],
  noun: string,
): readonly TestCase[] | undefined {
  const entries = readEntries(value);
  checkTestNumber(entries?.length ?? 0);
  return entries?.map(({ name, value: item }, index) => {
    const fields = asFields(item);
    if (fields !== undefined) {
      const folded = foldFields(fields);
      return {
        path: [readName(folded) ?? name ?? `${noun} ${index + 1}`],
        status,
        ...readDetails(folded),
      };
    }
    const text = asText(item) ?? `${noun} ${index + 1}`;
    const details = status === 'failed' ? readFailure(text) : {};
    if (name !== undefined) {
      return { path: [name], status, ...details };
    }
    if (noun === 'error') {
      return testOfError(text, index + 1);
    }
    // A text with a place is a reason, and named after its place as an error is.
    if (details.at !== undefined) {
      return testOfError(text, index + 1);
    }
    const split = status === 'failed' ? NAME_AND_REASON.exec(text)?.groups : undefined;
    if (split?.['name'] !== undefined && split['reason'] !== undefined) {
      return { path: [split['name']], status, ...readFailure(split['reason']) };
    }
    // Any other text without a name is the name. A message that only repeats it is dropped.
    const firstLine = excerpt(text.split('\n', 1)[0] ?? text);
    const { message, ...rest } = details;
    return { path: [firstLine], status, ...(message === firstLine ? rest : details) };
  });
}

/** A text like `Shop sells: expected 4, got 3`. */
const NAME_AND_REASON = /^(?<name>[^\n:]{1,120}?)(?:: | [-–—] )(?<reason>\S[^]*)$/;

function hasStatus({ message }: TestCase): boolean {
  return !message?.startsWith(NO_STATUS);
}

function readCheck(
  { name, value, number, folded }: Node,
  parent: Suite,
  noun: string,
  isSuite: boolean,
): TestCase {
  if (folded === undefined) {
    const values = isSuite ? [] : [asBoolean(value) ?? asText(value)];
    const { status, note } = evaluateStatusValues(values);
    const path = [...parent.path, name ?? `${noun} ${number}`];
    return { path, ...toTestStatus(status), ...(note !== undefined && { message: note }) };
  }
  const { status, note } = evaluateTable(folded);
  const ownName = readName(folded, isSuite ? SUITE_NAMES : NAMES) ?? name ?? `${noun} ${number}`;
  const details = readDetails(folded);
  const messages = [note, details.message].filter((text) => text !== undefined);
  return {
    path: [...parent.path, ownName],
    ...toTestStatus(status),
    ...details,
    ...(messages.length > 0 && { message: messages.join('\n') }),
  };
}

/** Evaluates the status of a check and the tests that it counts. The worse of both decides. */
function evaluateTable(folded: FoldedFields): CheckOutcome {
  const outcome = evaluateFields(folded);
  const hasNoStatus = outcome.note === NO_STATUS;
  const numbers = readNumbers(folded, true);
  if (outcome.status !== 'passed' && !(hasNoStatus && hasOutcome(numbers))) {
    return outcome;
  }
  const { statedCounts, problems, shortfall } = resolveCounts(numbers, false);
  const failure = countStatements(folded, numbers).find(({ isFailure }) => isFailure);
  const note =
    failure === undefined ? (problems[0] ?? shortfall?.problem) : `It says that ${failure.text}.`;
  if (note !== undefined) {
    return { status: 'failed', note };
  }
  const isSkipped =
    statedCounts !== undefined && statedCounts.skipped > 0 && statedCounts.passed === 0;
  return hasNoStatus ? { status: isSkipped ? 'skipped' : 'passed' } : outcome;
}

function toTestStatus(status: CheckStatus): Pick<TestCase, 'status' | 'isWarning'> {
  return status === 'warning' ? { status: 'passed', isWarning: true } : { status };
}

function readName(folded: FoldedFields, names = NAMES): string | undefined {
  const name = findField(folded, names)?.value;
  return typeof name === 'string' || typeof name === 'number' ? asText(name) : undefined;
}

function readDetails(
  folded: FoldedFields,
): Pick<TestCase, 'message' | 'trace' | 'at' | 'durationMs'> {
  const message = MESSAGES.map((name) => asText(findField(folded, [name])?.value)).find(
    (text) => text !== undefined,
  );
  const details = readFailure(message ?? '', asText(findField(folded, TRACES)?.value));
  const ms = asNumber(findField(folded, DURATIONS_MS)?.value);
  const seconds = asNumber(findField(folded, DURATIONS_S)?.value);
  const durationMs = ms ?? (seconds ?? Number.NaN) * 1000;
  return {
    ...details,
    ...(durationMs >= 0 && Number.isFinite(durationMs) && { durationMs }),
  };
}
