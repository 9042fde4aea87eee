import type { Json } from '../../open-cloud/resources.ts';
import { caseOfError, readFailure } from './failure-text.ts';
import {
  asBoolean,
  asFields,
  asItems,
  asNumber,
  asText,
  findField,
  foldFields,
  type FoldedFields,
} from './fields.ts';
import { excerpt } from './plain-words.ts';
import {
  judgeFields,
  judgeStatements,
  QUIET,
  readStatusWord,
  STATING,
  type Meaning,
} from './check-status.ts';
import { noteFailure, outermostSuite, suiteIn, type Suite } from './suites.ts';
import type { TestCase } from '../test-report.ts';

const NAMES = ['name', 'title', 'fullname', 'test', 'check', 'id', 'label'];
const MESSAGES = ['message', 'detail', 'details', 'error', 'err', 'reason'];
const TRACES = ['trace', 'traceback', 'stack'];
const NESTED = ['tests', 'checks', 'children', 'cases'];

interface Entry {
  readonly name?: string;
  readonly value: Json;
}

interface Check extends Entry {
  readonly suite: Suite;
  readonly number: number;
}

/**
 * Reads a list of checks, `[{ name, ok or passed or status, message or detail or error, level?,
 * duration? }]`, or a table of them by name. A check that holds checks is a suite.
 *
 * @param noun what one without a name is called: `check`, with its number
 * @returns undefined where the value is no such list: it is data
 */
export function readChecks(value: Json, noun: string): readonly TestCase[] | undefined {
  const entries = readEntries(value);
  if (entries === undefined || (entries.length > 0 && !entries.some(isCheckLike))) {
    return undefined;
  }
  const tests: TestCase[] = [];
  const suites: { suite: Suite; check: TestCase }[] = [];
  const open: Check[] = [];
  pushReversed(open, entries, outermostSuite());
  for (let check = open.pop(); check !== undefined; check = open.pop()) {
    const test = readCheck(check, noun);
    const nested = nestedEntries(check.value);
    if (nested.length > 0) {
      const suite = suiteIn(check.suite, test.path.at(-1) ?? '');
      suites.push({ suite, check: test });
      pushReversed(open, nested, suite);
    } else {
      tests.push(test);
      if (test.status === 'failed') {
        noteFailure(check.suite);
      }
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

function readEntries(value: Json): readonly Entry[] | undefined {
  const items = asItems(value);
  if (items !== undefined) {
    return items.map((item) => ({ value: item }));
  }
  const fields = asFields(value);
  return fields && Object.entries(fields).map(([name, item]) => ({ name, value: item }));
}

function pushReversed(open: Check[], entries: readonly Entry[], suite: Suite): void {
  for (let index = entries.length - 1; index >= 0; index -= 1) {
    const entry = entries[index];
    if (entry !== undefined) {
      open.push({ ...entry, suite, number: index + 1 });
    }
  }
}

/** A table with a name counts as a check, even where it keeps quiet about how it came out. */
function isCheckLike({ name, value }: Entry): boolean {
  if (typeof value === 'boolean') {
    return true;
  }
  if (typeof value === 'string') {
    return name !== undefined && readStatusWord(value) !== undefined;
  }
  const fields = Array.isArray(value) ? undefined : asFields(value);
  const folded = fields && foldFields(fields);
  return ['name', 'title', ...STATING].some((key) =>
    folded?.get(key)?.some((field) => ['string', 'boolean'].includes(typeof field.value)),
  );
}

function nestedEntries(value: Json): readonly Entry[] {
  const fields = asFields(value);
  const nested = fields && findField(foldFields(fields), NESTED)?.value;
  const entries = nested === undefined ? undefined : readEntries(nested);
  return entries?.some(isCheckLike) ? entries : [];
}

function statesItsOutcome({ message }: TestCase): boolean {
  return !message?.startsWith(QUIET);
}

function readCheck({ name, value, suite, number }: Check, noun: string): TestCase {
  const fields = asFields(value);
  if (fields === undefined) {
    const { status, note } = judgeStatements([asBoolean(value) ?? asText(value)]);
    const path = [...suite.path, name ?? `${noun} ${number}`];
    return { path, ...statusOf(status), ...(note !== undefined && { message: note }) };
  }
  const folded = foldFields(fields);
  const { status, note } = judgeFields(folded);
  const path = [...suite.path, nameOf(folded) ?? name ?? `${noun} ${number}`];
  const details = detailsOf(folded);
  const words = [note, details.message].filter((text) => text !== undefined);
  return {
    path,
    ...statusOf(status),
    ...details,
    ...(words.length > 0 && { message: words.join('\n') }),
  };
}

function statusOf(meaning: Meaning): Pick<TestCase, 'status' | 'isWarning'> {
  return meaning === 'warning' ? { status: 'passed', isWarning: true } : { status: meaning };
}

function nameOf(folded: FoldedFields): string | undefined {
  const name = findField(folded, NAMES)?.value;
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
  const durationMs = ms ?? (seconds === undefined ? undefined : seconds * 1000);
  return {
    ...details,
    ...(durationMs !== undefined &&
      durationMs >= 0 &&
      Number.isFinite(durationMs) && { durationMs }),
  };
}
