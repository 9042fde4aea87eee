/** The status that a word or a flag of a check means. */
export type CheckStatus = 'passed' | 'failed' | 'skipped' | 'warning';

/** Words for a status, in lower case and without separators. */
const WORDS: Readonly<Record<CheckStatus, string>> = {
  passed: 'pass passed passing ok success successful succeeded focused done complete completed ✓',
  failed: 'fail failed failing failure error errored timeout timedout ✗ ✘',
  skipped: 'skip skipped pending todo disabled ignored',
  warning: 'warn warning warned',
};

/** Words for a level that mean a status only if the check has no other. */
const LEVEL_WORDS: Readonly<Record<string, string>> = {
  passed: 'info notice debug',
  failed: 'fatal critical',
};

function words(text: string): readonly string[] {
  return text.split(' ');
}

const STATUS_OF_WORD = indexWords(WORDS);
const STATUS_OF_LEVEL = indexWords(LEVEL_WORDS);

function indexWords(lists: Readonly<Record<string, string>>): ReadonlyMap<string, CheckStatus> {
  return new Map(
    Object.entries(lists).flatMap(([status, list]) =>
      words(list).map((word) => [word, status as CheckStatus] as const),
    ),
  );
}

/** A name or a word in its one spelling: `AllPassed`, `all_passed` and `ALL PASSED` are the same. */
export function fold(text: string): string {
  return text.toLowerCase().replace(/[_\- ]/g, '');
}

/** Reads a word for a status, in any spelling; undefined if it is unknown. */
export function readStatusWord(word: string): CheckStatus | undefined {
  return STATUS_OF_WORD.get(fold(word.trim()));
}

/** Reads a word for a level, or else for a status; undefined if it is unknown. */
export function readLevelWord(word: string): CheckStatus | undefined {
  return readStatusWord(word) ?? STATUS_OF_LEVEL.get(word.toLowerCase());
}

// Names of fields, folded. The first one in a list has precedence.

/** Flags of a check: true if it passed. */
export const CHECK_FLAGS = words('ok passed success pass');
/** Flags of a whole report: true if all passed. */
export const REPORT_FLAGS = words('ok success passed allpass allpassed');
/** The level of a check. */
export const LEVELS = words('level severity');
/** All fields that state the outcome of a check. */
export const STATUS_FIELDS: readonly string[] = [...CHECK_FLAGS, 'status', ...LEVELS];
/** Fields that state an outcome or contain what was checked. Only known words count. */
export const SECONDARY_STATUS_FIELDS = words('state outcome result');
/** The name of a check. */
export const NAMES = words('name title fullname test check id label suite');
/** The name of a check that contains checks. */
export const SUITE_NAMES: readonly string[] = ['name', 'title', 'suite', ...NAMES];
/** Lists of checks in a check. */
export const NESTED_LISTS = words('tests checks children cases');
/** What a check says of its failure. */
export const MESSAGES = words('message detail details error err reason');
/** What a report says as a whole. */
export const REPORT_MESSAGES = words('message error reason detail output');
/** The stack trace of a failure. */
export const TRACES = words('trace traceback stack');
/** Durations in milliseconds. */
export const DURATIONS_MS = words('durationms ms timems elapsedms');
/** Durations in seconds. */
export const DURATIONS_S = words('duration time elapsed seconds');
/** Tables that contain a report. */
export const WRAPPERS = words('summary results');
/** Flags in data that look like those of a report. */
export const UNREAD_FLAGS: ReadonlySet<string> = new Set([
  ...REPORT_FLAGS,
  ...words('succeeded pass alltestspassed'),
]);
/** Counts and lists in data that look like failures. */
export const UNREAD_COUNTERS: ReadonlySet<string> = new Set(
  words(
    'failed fail failures failcount failedcount failurecount numfailed numfailedtests numfailedtestsuites errors errorcount',
  ),
);
/** Flags that excuse a check that did not pass. */
export const EXCUSES = words('skip skipped pending todo');
/** Values that a check compares: a failure in them can be intended. */
export const COMPARED: ReadonlySet<string> = new Set(['expected', 'actual', 'received']);
