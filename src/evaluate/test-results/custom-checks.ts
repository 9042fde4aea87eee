import type { Json } from '../../open-cloud/types.ts';
import { caseOfError, readFailure } from './failure-text.ts';
import {
  asBoolean,
  asFields,
  asNumber,
  asText,
  findField,
  foldFields,
  type FoldedFields,
} from './fields.ts';
import { excerpt } from './text.ts';
import {
  judgeFields,
  judgeStatements,
  QUIET,
  type Judgement,
  type Meaning,
} from './check-status.ts';
import { readEntries, readTree, type Group, type Node } from './check-tree.ts';
import { claimsOfNumbers, readNumbers, settleNumbers, tellOutcome } from './custom-numbers.ts';
import { noteFailure, outermostSuite, suiteIn, type Suite } from './suites.ts';
import type { TestCase } from './test-report.ts';

const NAMES = ['name', 'title', 'fullname', 'test', 'check', 'id', 'label', 'suite'];
const SUITE_NAMES = ['name', 'title', 'suite', ...NAMES];
const MESSAGES = ['message', 'detail', 'details', 'error', 'err', 'reason'];
const TRACES = ['trace', 'traceback', 'stack'];

/**
 * Reads a list of checks, `[{ name, ok or passed or status, message or detail or error, level?,
 * duration? }]`, or a table of them by name. A check that holds checks is a suite, and so is a list
 * of checks; one that counts tests is a test by itself.
 *
 * @param noun what one without a name is called: `check`, with its number
 * @returns undefined where the value is no such list: it is data
 */
export function readChecks(value: Json, noun: string): readonly TestCase[] | undefined {
  const entries = readEntries(value);
  if (entries === undefined) {
    return undefined;
  }
  const root: Group = { isCheckLike: entries.length === 0, suite: outermostSuite() };
  const nodes = readTree(root, entries);
  if (!root.isCheckLike) {
    return undefined;
  }
  const tests: TestCase[] = [];
  const suites: { suite: Suite; check: TestCase }[] = [];
  for (const node of nodes) {
    const around = node.group.suite;
    // What is within data is data, too.
    if (around === undefined) {
      continue;
    }
    const groups = node.nested.filter(({ isCheckLike }) => isCheckLike);
    const test = readCheck(node, around, noun, groups.length > 0);
    if (groups.length === 0) {
      tests.push(test);
      if (test.status === 'failed') {
        noteFailure(around);
      }
      continue;
    }
    const suite = suiteIn(around, test.path.at(-1) ?? '');
    suites.push({ suite, check: test });
    for (const group of groups) {
      group.suite = suite;
    }
  }
  // A suite that failed says so through the test in it that did; where there is none, by itself.
  for (const { suite, check } of suites) {
    if (check.status === 'failed' && !suite.holdsFailure && statesItsOutcome(check)) {
      tests.push(check);
    }
  }
  return tests;
}

/** Reads tests that are listed for how they came out: as names, messages, or tables with both. */
export function readListed(
  value: Json,
  status: TestCase['status'],
  noun: string,
): readonly TestCase[] | undefined {
  const entries = readEntries(value);
  return entries?.map(({ name, value: item }, index) => {
    const fields = asFields(item);
    if (fields !== undefined) {
      const folded = foldFields(fields);
      const own = nameOf(folded) ?? name ?? `${noun} ${index + 1}`;
      return { path: [own], status, ...detailsOf(folded) };
    }
    const text = asText(item) ?? `${noun} ${index + 1}`;
    const details = status === 'failed' ? readFailure(text) : {};
    if (name !== undefined) {
      return { path: [name], status, ...details };
    }
    if (noun === 'error') {
      return caseOfError(text, index + 1);
    }
    // A text that is all a script gives is the name, and it is said once.
    const own = excerpt(text.split('\n', 1)[0] ?? text);
    const { message, ...rest } = details;
    return { path: [own], status, ...(message === own ? rest : details) };
  });
}

function statesItsOutcome({ message }: TestCase): boolean {
  return !message?.startsWith(QUIET);
}

function readCheck(
  { name, value, number, folded }: Node,
  around: Suite,
  noun: string,
  isSuite: boolean,
): TestCase {
  if (folded === undefined) {
    const stated = isSuite ? [] : [asBoolean(value) ?? asText(value)];
    const { status, note } = judgeStatements(stated);
    const path = [...around.path, name ?? `${noun} ${number}`];
    return { path, ...statusOf(status), ...(note !== undefined && { message: note }) };
  }
  const { status, note } = judgeTable(folded);
  const own = nameOf(folded, isSuite ? SUITE_NAMES : NAMES) ?? name ?? `${noun} ${number}`;
  const details = detailsOf(folded);
  const words = [note, details.message].filter((text) => text !== undefined);
  return {
    path: [...around.path, own],
    ...statusOf(status),
    ...details,
    ...(words.length > 0 && { message: words.join('\n') }),
  };
}

/** Judges a check by what it states, and by the tests that it counts. The redder of both decides. */
function judgeTable(folded: FoldedFields): Judgement {
  const evaluated = judgeFields(folded);
  const isQuiet = evaluated.note === QUIET;
  const numbers = readNumbers(folded, true);
  if (evaluated.status !== 'passed' && !(isQuiet && tellOutcome(numbers))) {
    return evaluated;
  }
  const { stated, faults, shortfall } = settleNumbers(numbers, false);
  const red = claimsOfNumbers(folded, numbers).find(({ isRed }) => isRed);
  const note = red === undefined ? (faults[0] ?? shortfall?.fault) : `It says that ${red.text}.`;
  if (note !== undefined) {
    return { status: 'failed', note };
  }
  const isSkipped = stated !== undefined && stated.skipped > 0 && stated.passed === 0;
  return isQuiet ? { status: isSkipped ? 'skipped' : 'passed' } : evaluated;
}

function statusOf(meaning: Meaning): Pick<TestCase, 'status' | 'isWarning'> {
  return meaning === 'warning' ? { status: 'passed', isWarning: true } : { status: meaning };
}

function nameOf(folded: FoldedFields, names = NAMES): string | undefined {
  const name = findField(folded, names)?.value;
  return typeof name === 'string' || typeof name === 'number' ? asText(name) : undefined;
}

function detailsOf(
  folded: FoldedFields,
): Pick<TestCase, 'message' | 'trace' | 'at' | 'durationMs'> {
  const message = MESSAGES.map((name) => asText(findField(folded, [name])?.value)).find(
    (text) => text !== undefined,
  );
  const details = readFailure(message ?? '', asText(findField(folded, TRACES)?.value));
  const ms = asNumber(findField(folded, ['durationms', 'ms', 'timems', 'elapsedms'])?.value);
  const seconds = asNumber(findField(folded, ['duration', 'time', 'elapsed', 'seconds'])?.value);
  const durationMs = ms ?? (seconds ?? Number.NaN) * 1000;
  return {
    ...details,
    ...(durationMs >= 0 && Number.isFinite(durationMs) && { durationMs }),
  };
}
