/** The status that a word or a flag of a check means. */
export type CheckStatus = 'passed' | 'failed' | 'skipped' | 'warning';

/** Words for a status, in lower case and without separators. */
const WORDS: Readonly<Record<CheckStatus, string>> = {
  passed:
    'pass passed passing ok success successful succeeded focused done complete completed ✓ ✔ ✅',
  failed: 'fail failed failing failure error errored timeout timedout ✗ ✘ ✕ ✖ × ❌',
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
export const NAMES = words(
  'name title fullname testname test check spec casename id label suite description',
);
/** The name of a check that contains checks. */
export const SUITE_NAMES: readonly string[] = ['name', 'title', 'suite', ...NAMES];
/** Lists of checks in a check. */
export const NESTED_LISTS = words('tests checks children cases');
/** Lists of suites in a report. They name its tests, and decide nothing. */
export const GROUPS = words('sections groups suites modules cases results children');
/** What a check says of its failure. */
export const MESSAGES = words(
  'message errormessage msg error err errormsg detail details description reason errors failure failuremessage failuremessages',
);
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
/** What a word of a line, or of the name of a field, is about. */
export type WordKind =
  'passed' | 'failed' | 'skipped' | 'test' | 'count' | 'verb' | 'limit' | 'retry';

/** The vocabulary of lines and names. A number, a tense or a plural is a word of its own. */
const KINDS: Readonly<Record<WordKind, string>> = {
  passed: 'pass passes passed passing ok success successes successful succeeded succeeding',
  failed: 'fail fails failed failing failure failures error errors errored',
  skipped: 'skip skips skipped skipping pending todo ignored disabled',
  test: 'test tests testcase testcases check checks spec specs case cases suite suites assertion assertions expectation expectations example examples',
  count:
    'num number count counts total totals sum summary result results status finished done complete completed run ran in time duration s ms sec secs second seconds and with the list unit integration final',
  verb: 'have has had did was were is are been of out all',
  limit: 'no max maximum most min minimum allowed',
  retry: 'retry retrying retries again trying',
};
const KIND_OF_WORD: ReadonlyMap<string, WordKind> = new Map(
  Object.entries(KINDS).flatMap(([kind, list]) =>
    words(list).map((word) => [word, kind as WordKind] as const),
  ),
);

/** Reads a word of a line; undefined if the vocabulary does not have it. */
export function readWord(word: string): WordKind | undefined {
  return (
    KIND_OF_WORD.get(word.toLowerCase()) ??
    (/^\d+(?:\.\d+)?(?:m?s|%|secs?|seconds)?$/i.test(word) &&
    /\D/.test(word) &&
    !/\d\.\d+$/.test(word)
      ? 'count'
      : undefined)
  );
}

const MAX_KEY_CHARACTERS = 80;

/** The words of a field's name, which is split at changes of case, digits and separators. */
function splitKey(name: string): readonly string[] {
  return name.length > MAX_KEY_CHARACTERS
    ? []
    : name
        .replace(/([a-z])([A-Z])/g, '$1 $2')
        .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
        .toLowerCase()
        .split(/[^a-z]+/)
        .flatMap((word) => JOINED.get(word) ?? (word === '' ? [] : [word]));
}

/** Names that are written in one case without separators. */
const JOINED: ReadonlyMap<string, readonly string[]> = new Map(
  ['fail', 'fails', 'failed', 'failure', 'failures', 'failing', 'error', 'errors'].flatMap(
    (failed) =>
      ['test', 'tests', 'count', 'checks', 'specs', 'suites', 'cases', 'num', 'total'].flatMap(
        (noun): readonly [string, readonly string[]][] => [
          [failed + noun, [failed, noun]],
          [noun + failed, [noun, failed]],
        ],
      ),
  ),
);

const KEY_COUNTS = new Set(
  words('num number amount count counts total totals n list names of the unit'),
);
const KEY_FLAGS = new Set(words('all is was were has have did any every overall'));

/** What the name of a field in data is about, if it is about an outcome. */
export type KeyKind = 'failures' | 'pass' | 'exit';

/**
 * Reads the name of a field, in any order of its words: `failedTests`, `tests_failed`, `numFails`.
 *
 * @returns undefined if a word has another meaning, as in `failedLogins`
 */
export function readKey(name: string): KeyKind | undefined {
  const parts = splitKey(name);
  if (
    parts.length === 2 &&
    ['exit', 'return'].includes(parts[0] ?? '') &&
    ['code', 'status'].includes(parts[1] ?? '')
  ) {
    return 'exit';
  }
  if (parts.length === 1 && parts[0] === 'exitcode') {
    return 'exit';
  }
  let kind: KeyKind | undefined;
  for (const part of parts) {
    const word = KIND_OF_WORD.get(part);
    if (word === 'failed') {
      kind = part === 'error' && parts.length === 1 ? undefined : 'failures';
    } else if (word === 'passed') {
      kind ??= 'pass';
    } else if (word !== 'test' && !KEY_COUNTS.has(part) && !KEY_FLAGS.has(part)) {
      return FOLDED_PASSES.has(fold(name)) ? 'pass' : undefined;
    }
  }
  return kind ?? (FOLDED_PASSES.has(fold(name)) ? 'pass' : undefined);
}

const FOLDED_PASSES: ReadonlySet<string> = new Set(
  words('allpass allpassed alltestspassed allok isok testspassed haspassed'),
);
/** Flags that excuse a check that did not pass. */
export const EXCUSES = words('skip skipped pending todo');
/** Values that a check compares: a failure in them can be intended. */
export const COMPARED: ReadonlySet<string> = new Set(['expected', 'actual', 'received']);
