import type { Json, LuauTask } from '../open-cloud/types.ts';
import type { Log } from '../tasks/run-result.ts';
import { findRequireCause, findTaskErrorText, isRequireFailure } from './log-errors.ts';
import type { TestCase, TestReport } from './test-results/test-report.ts';
import { TITLES, type Verdict } from './types.ts';

// What the emulator does not have decides nothing. Its errors about that end with a random mark,
// which the task names: a script cannot write it without an attempt to use what is missing.

/** Names of what is missing in one text. */
const MAX_NAMES = 10;

/** A script can try names without end, and each is searched in the texts of the tests. */
const MAX_SEARCHED_NAMES = 100;

/** An error names what is missing at its start. */
const MAX_SEARCHED_CHARACTERS = 2_000;

/** Deeper texts keep the mark, because the search is recursive. */
const MAX_LEVELS = 1_000;

/** What a script of the emulator tried to use, and the emulator does not have. */
export interface Unavailable {
  /** Each name, sorted. */
  readonly names: readonly string[];
  /** Whether a text has the mark. */
  readonly isIn: (text: string | undefined) => boolean;
  /** The texts that may have the mark: the error, the log and the first return value. */
  readonly isAnywhere: boolean;
}

/** Reads what is missing from a task; undefined if the task is not one of the emulator. */
export function readUnavailable(
  { emulator, error, results }: LuauTask,
  log: Log,
): Unavailable | undefined {
  if (emulator === undefined) {
    return undefined;
  }
  const suffix = suffixOf(emulator.mark);
  const isIn = (text: string | undefined): boolean => text?.includes(suffix) === true;
  return {
    names: Object.keys(emulator.unavailable).toSorted().slice(0, MAX_SEARCHED_NAMES),
    isIn,
    isAnywhere:
      isIn(error?.message) ||
      isIn(toText(results?.[0])) ||
      log.messages.some(({ text }) => isIn(text)),
  };
}

/**
 * Counts each test that failed with the mark as skipped. Failures without a name count as skipped if
 * the mark is anywhere, because nothing shows that they have another cause.
 */
export function skipUnavailableTests(report: TestReport, unavailable: Unavailable): TestReport {
  const isMarked = ({ status, message, trace }: TestCase): boolean =>
    status === 'failed' && (unavailable.isIn(message) || unavailable.isIn(trace));
  const marked = report.tests.filter(isMarked).length;
  const named = report.tests.filter(({ status }) => status === 'failed').length;
  const unnamed = unavailable.isAnywhere ? Math.max(0, report.counts.failed - named) : 0;
  const skipped = marked + unnamed;
  const isExplained = unavailable.isAnywhere && named === marked;
  return {
    ...report,
    tests: report.tests.map((test): TestCase => {
      if (!isMarked(test)) {
        return test;
      }
      const { trace = '', at: _, message = '', ...rest } = test;
      return {
        ...rest,
        status: 'skipped',
        message: describeNeed(`${message}\n${trace}`, unavailable),
      };
    }),
    counts: {
      ...report.counts,
      failed: report.counts.failed - skipped,
      skipped: report.counts.skipped + skipped,
    },
    problems: isExplained ? [] : report.problems.filter((problem) => !unavailable.isIn(problem)),
  };
}

/** A verdict without its evidence. */
type Decision = Omit<Verdict, 'warnings' | 'tests' | 'locatedWarnings'>;

/**
 * Replaces a failure that has the mark by a skipped run.
 *
 * @param read the report of the script
 * @param revised the same report after {@link skipUnavailableTests}
 */
export function skipUnavailable(
  decision: Decision,
  unavailable: Unavailable,
  { error, results }: LuauTask,
  { messages }: Log,
  read: TestReport | undefined,
  revised: TestReport | undefined,
): Decision {
  const { isIn } = unavailable;
  const skip = (text: string): Decision => ({
    outcome: 'skipped',
    title: TITLES.skipped,
    message: describeNeed(text, unavailable),
    advice: 'With an API key, the script runs at Roblox, which has it.',
  });
  switch (decision.title) {
    case TITLES.scriptError: {
      const message = error?.message ?? '';
      const texts = [
        error?.message,
        findTaskErrorText(error?.message, messages),
        isRequireFailure(message) ? findRequireCause(message, messages)?.text : undefined,
      ];
      const text = texts.find(isIn);
      return text === undefined ? decision : skip(text);
    }
    case TITLES.unexpectedValue: {
      const text = toText(results?.[0]);
      return isIn(text) ? skip(text) : decision;
    }
    case TITLES.robloxInternalError:
      return {
        ...decision,
        message: `The emulator could not run the script. ${error?.message ?? ''}`.trim(),
        advice: 'With an API key, the script runs at Roblox.',
      };
    default: {
      const wasFailing = read !== undefined && (read.counts.failed > 0 || read.problems.length > 0);
      const passed = revised?.counts.passed ?? 0;
      return decision.outcome === 'passed' && wasFailing && passed === 0
        ? skip(messages.map(({ text }) => text).find(isIn) ?? '')
        : decision;
    }
  }
}

/** Warns that a pass used something missing and went on. */
export function warnOfUnavailable(
  { names }: Unavailable,
  tests: TestReport | undefined,
): readonly string[] {
  const explained = (tests?.tests ?? [])
    .filter(({ status }) => status === 'skipped')
    .map(({ message = '' }) => message);
  const others = names.filter((name) => !explained.some((text) => text.includes(name)));
  return others.length === 0
    ? []
    : [
        `The script used what the emulator does not have, and went on: ${listNames(others)}. Its result at Roblox may differ.`,
      ];
}

/** Removes the mark of a task from all texts of a value. */
export function withoutMark<T>(value: T, { emulator }: Pick<LuauTask, 'emulator'>): T {
  return emulator === undefined ? value : (strip(value, suffixOf(emulator.mark), MAX_LEVELS) as T);
}

function toText(value: Json = null): string {
  try {
    return JSON.stringify(value);
  } catch {
    return ''; // `JSON.stringify` is recursive.
  }
}

function strip(value: unknown, suffix: string, levels: number): unknown {
  if (levels === 0) {
    return value;
  }
  if (typeof value === 'string') {
    return value.replaceAll(suffix, '');
  }
  if (Array.isArray(value)) {
    return value.map((item) => strip(item, suffix, levels - 1));
  }
  // An error or a map has no text of the script.
  if (typeof value === 'object' && value !== null && isPlain(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, field]) => [key, strip(field, suffix, levels - 1)]),
    );
  }
  return value;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function suffixOf(mark: string): string {
  return ` [emulator ${mark}]`;
}

/** Names what a text with the mark is about; all that is missing if the text names none of it. */
function describeNeed(text: string, { names }: Unavailable): string {
  const start = text.slice(0, MAX_SEARCHED_CHARACTERS);
  const named = names.filter((name) => start.indexOf(name) !== -1);
  return `It needs what the emulator does not have: ${listNames(named.length > 0 ? named : names)}.`;
}

function listNames(names: readonly string[]): string {
  const rest = names.length - MAX_NAMES;
  return `${names.slice(0, MAX_NAMES).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
