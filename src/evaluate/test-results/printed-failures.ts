import { normaliseText } from './normalise-text.ts';
import { readWord, type WordKind } from './vocabulary.ts';

/** Bounds of the search in a text. What lies beyond them is not read. */
const MAX_LINE_CHARACTERS = 300;
const MAX_LINES = 100_000;

/** A word, a number, or one character of punctuation. */
interface Token {
  readonly text: string;
  readonly kind: WordKind | 'number' | 'punctuation' | 'unknown';
}

/** A line about a failed test that states it by its form. */
const FORMS: readonly RegExp[] = [
  /^bail out!/i,
  /^##teamcity\[(?:testfailed|buildproblem)\b/i,
  /^::error\b/i,
  /\b(?:failures|errors)=["'][1-9]/i,
  /^<failure\b/i,
  /\b(?:exit|exited|exiting with|exits with|returned exit|with exit) ?\(?(?:with )?\(?(?:exit )?(?:code|status)[ :=]{0,3}-?[1-9]/i,
  /\b(?:some|several|many|your|all|every|a|an|one or more) (?:of the )?(?:unit )?(?:tests?|checks?|specs?|suites?) (?:have |has |are |were )?(?:failed|failing)(?: ?[!.:]|$)/i,
  /\bnot all (?:of the )?(?:tests?|checks?|specs?|suites?) (?:have )?(?:passed|succeeded)\b/i,
  /\bthere (?:were|was|are|is) (?:an? |some )?(?:(?:failing|failed) (?:tests?|checks?|specs?)|(?:test|check|spec) failures?)\b/i,
  /\b(?:tests?|checks?|specs?|cases?|suites?)(?: [^ ]{1,60})? (?:did not|didn't|do not|don't|does not|doesn't) pass(?: ?[.!:(]|$)/i,
  /^(?:no|none of the) (?:unit )?(?:tests?|checks?|specs?|suites?) (?:have |has )?passed\b/i,
  /(?<![\d.])\d{1,2}(?:\.\d{1,4})?% (?:of )?(?:the |all )?(?:tests?|specs?|suites?) (?:have )?(?:passed|succeeded)\b/i,
  /^(?:the )?(?:(?:test )?run |tests? |suite )?(?:completed|finished|ended|done) with (?:[1-9]\d{0,6} )?(?:test )?(?:failures?|failed tests?)\b/i,
  /^(?:the )?(?:tests?|specs?|test run|test suite|suite) (?:completed|finished|ended) with (?:[1-9]\d{0,6} )?errors?\b/i,
  /^(?:the )?test suites? failed to run\b/i,
  /^(?:failed|failing) (?:tests?|checks?|specs?|suites?)(?: ?\([1-9]\d{0,6}\))?:?$/i,
  /^(?:failed|failing) (?:tests?|checks?|specs?|suites?): (?!none\b|no\b|n\/a\b|nil\b)[^\d\s[{(-]/i,
  /^there (?:was|were) [1-9]\d{0,6} (?:failures?|errors?)(?: ?[:.!]|$)/i,
  /^(?:error: )?(?:unit )?(?:test|spec|test ?case) (?:["'`].{1,150}["'`]|[^ ]{1,100}) (?:has )?failed(?: ?[:!.(-]|$)/i,
  /(?<!\b(?:no|0) )\b(?:broken|unsuccessful) (?:tests?|specs?)\b|\b(?:tests?|specs?) (?:broke|(?:is|are) broken)\b/i,
  /^testing .{1,200}(?:\.\.\.|…|:) ?failed\b/i,
  /^fail: [^\d\s]/i,
  /^\d{1,4}\) (?:[^ ]{1,60} ){2,30}FAILED$/,
  /(?:^|: )assertion failed\b|^(?:error: )?assertion ?error\b/i,
  /\b[1-9]\d{0,6} not ok\b/i,
  /^(?:all )?(?:tests? )?passed ?[:=] ?false$/i,
  /^(?=.{0,200}[✓✔✅]).{0,200}(?:[✗✘✕✖❌] ?:? ?[1-9]|[1-9]\d{0,6} ?[✗✘✕✖❌])/,
  /^(?:the )?(?:unit )?(?:tests?|checks|specs?|suites?|test run|test suite)(?: run| suite)? (?:have |has )?failed(?: ?[!.:]| ?\[|$)(?! ?(?:0|none)\b)/i,
  /^(?:(?:final |overall |test |tests )?(?:results?|status|outcome|verdict|conclusion)) ?[:=] ?\[? ?(?:tests? )?(?:fail|failed|failure|failing)(?= ?(?:$|[^\w\s]|\d)| tests?\b)/i,
  /^(?:-{3} )?FAIL(?:ED|URE)?(?=:? [^\d[(:])(?! [A-Z]+ \d+$)(?! (?:to|TO|at|in|on|with|for)\b)(?!:? ?(?:0|[Nn]one|NONE)\b)/,
  /^(?:(?:ALL |SOME )?TESTS? )?FAIL(?:ED|URE|URES)?[.!]?$/,
  /(?:\.\.\.?|…|-|→|=>|->|[^ :=]+ [^ :=]+) ?(?:[✗✘✕✖❌])$/,
  /\b(?:tests?|specs?|test ?cases?)\b.{1,150}[✗✘✕✖❌]$/i,
  /(?:\.\.\.?|:| -|=>|->) ?\[? ?FAIL(?:ED|URE)? ?\]?[.!]?$/,
];

/** A bullet, a time, or a tag other than that of a failure. */
const PREFIX =
  /^(?:[-*•●|>]+ |[^ ]{1,100}[./](?:spec|test)s?(?:\.luau?)?: |\[?\d{1,2}:\d\d(?::\d\d)?(?:\.\d{1,6})?\]? |\[(?:tests?|specs?|runner|ci)\] ){1,3}/i;

/** A mark of a failed test at the start of a line, or a label in brackets. Before 0 it is only a label. */
const MARK =
  /^(?:\[ ?)?(?:[✗✘✕✖❌]|×(?! ?\d)|\((?:FAIL(?:ED|URE)?|fail(?:ed)?)\)|\[ ?(?:FAIL(?:ED|URE)?|fail(?:ed|ure)?|Fail(?:ed|ure)?) ?(?=\]))(?: ?\])? ?(?!:? ?(?:fail(?:ed|ing|ures?|s)? ?[:=]? ?)?(?:0|none)\b)(?:: ?)?[^ \]:=]/i;
const NOT_OK = /^not ok \d(?!.*# ?(?:skip|todo))/i;

/**
 * Finds a line that says that tests failed. Such lines are too ambiguous to decide.
 * Takes time that is linear in the length of the text.
 *
 * @returns the line in its normal form; undefined if there is none
 */
export function findPrintedFailure(text: string): string | undefined {
  let start = 0;
  for (let count = 0; count < MAX_LINES && start <= text.length; count += 1) {
    const next = text.indexOf('\n', start);
    const end = next === -1 ? text.length : next;
    // An escape sequence is no text, and full-width forms can become longer.
    const line = normaliseText(text.slice(start, Math.min(end, start + 4 * MAX_LINE_CHARACTERS)));
    if (line.length <= MAX_LINE_CHARACTERS && isFailureLine(line)) {
      return line;
    }
    start = end + 1;
  }
  return undefined;
}

function isFailureLine(line: string): boolean {
  const content = line.replace(PREFIX, '').replace(/ \|$/, '');
  return (
    FORMS.some((form) => form.test(content)) ||
    MARK.test(content) ||
    NOT_OK.test(content) ||
    countsFailures(readTokens(content))
  );
}

const NUMBERS = 'one two three four five six seven eight nine ten'.split(' ');
const NUMBER_WORDS = new RegExp(
  `\\b(?:${NUMBERS.join('|')})\\b(?= (?:tests?|checks?|specs?|failures?)\\b)`,
  'gi',
);

/** `[tag]`, `12:30:01` and `name |` before a line are no part of what it says. */
function readTokens(line: string): readonly Token[] {
  const words = line
    .replace(/\((s|es)\)/gi, '$1')
    .replace(/^(?:\[[^\]]*\] ?)+(?=.)/, '')
    .replace(NUMBER_WORDS, (word) => String(NUMBERS.indexOf(word.toLowerCase()) + 1))
    .match(/[\p{L}\p{N}_.'%#-]*[\p{L}\p{N}%]|[^\s]/gu);
  return (words ?? []).map((text) => ({
    text,
    kind: /^\d{1,7}$/.test(text)
      ? 'number'
      : /[\p{L}\p{N}]/u.test(text)
        ? (readWord(text) ?? 'unknown')
        : 'punctuation',
  }));
}

/** Whether a line counts failed tests, and not players or attempts. */
function countsFailures(tokens: readonly Token[]): boolean {
  const isPlain = tokens.every(({ kind }) => kind !== 'unknown');
  const isOfTests = tokens.some(({ kind }) => kind === 'passed' || kind === 'test');
  // `Error: 2` can be the code of anything.
  const isOfErrors = tokens.every(({ kind, text }) => kind !== 'failed' || /^error$/i.test(text));
  if (!isOfTests && (!isPlain || (isOfErrors && hasKind(tokens, 'failed')))) {
    return false;
  }
  if (isPlain && passesFewerThanRan(tokens)) {
    return true;
  }
  return tokens.some(
    ({ kind, text }, at) =>
      kind === 'number' &&
      (isFailedNumber(tokens, at, Number(text)) || isPartlyPassed(tokens, at, Number(text))),
  );
}

/** `5 tests, 2 passed`, without a word about the others. */
function passesFewerThanRan(tokens: readonly Token[]): boolean {
  if (hasKind(tokens, 'failed') || hasKind(tokens, 'skipped')) {
    return false;
  }
  const numberBefore = (kind: WordKind): number | undefined => {
    const at = tokens.findIndex(
      (token, index) => token.kind === kind && isNumber(tokens[index - 1]),
    );
    return at === -1 ? undefined : Number(tokens[at - 1]?.text);
  };
  const ran = numberBefore('test');
  const passed = numberBefore('passed');
  return ran !== undefined && passed !== undefined && passed < ran;
}

function isNumber(token: Token | undefined): boolean {
  return token?.kind === 'number';
}

/** `2 failed`, `2 of 5 tests have failed`, `failed tests: 2`. */
function isFailedNumber(tokens: readonly Token[], at: number, number: number): boolean {
  if (number === 0) {
    return false;
  }
  const before = tokens[at - 1];
  // The total of `0/12 failed`.
  if (['/', 'of'].includes(before?.text ?? '') || before?.kind === 'retry') {
    return false;
  }
  if (before?.kind === 'unknown' || before?.kind === 'limit') {
    return isLabelled(tokens, at);
  }
  let next = skipTotal(tokens, at);
  let isTest = false;
  while (['test', 'verb'].includes(tokens[next]?.kind ?? '')) {
    isTest ||= tokens[next]?.kind === 'test';
    next += 1;
  }
  if (tokens[next]?.kind === 'failed') {
    const after = tokens[next + 1];
    return after === undefined || (after.kind !== 'unknown' && after.kind !== 'retry')
      ? tokens[next + 2]?.kind !== 'retry'
      : isTest && !/^(?:to|for)$/.test(after.text) && after.kind !== 'retry';
  }
  return isLabelled(tokens, at);
}

function skipTotal(tokens: readonly Token[], at: number): number {
  let next = at + 1;
  while (['of', 'out', 'the', '/'].includes(tokens[next]?.text.toLowerCase() ?? '')) {
    next += 1;
  }
  return next > at + 1 && tokens[next]?.kind === 'number' ? next + 1 : at + 1;
}

function hasKind(tokens: readonly Token[], kind: Token['kind']): boolean {
  return tokens.some((token) => token.kind === kind);
}

/** `failed: 2`, `failures = "2"`, `tests failed (2)`, `# fail 2`. */
function isLabelled(tokens: readonly Token[], at: number): boolean {
  let label = at - 1;
  while (tokens[label]?.kind === 'punctuation' && /^[:="'([-]$/.test(tokens[label]?.text ?? '')) {
    label -= 1;
  }
  const separated = label;
  while (tokens[label]?.kind === 'test' || tokens[label]?.kind === 'count') {
    label -= 1;
  }
  const isOfTests =
    label < separated || tokens[label - 1]?.kind === 'test' || hasKind(tokens, 'passed');
  const isApart = (separated < at - 1 && isOfTests) || !hasKind(tokens, 'unknown');
  const isLimited = tokens[label - 1]?.kind === 'limit';
  // In `3 passed 1 failed 2 skipped` the number of the failed ones is before them.
  const isCountedBefore = tokens[label - 1]?.kind === 'number' && tokens[label + 1]?.text !== ':';
  return isApart && tokens[label]?.kind === 'failed' && !isLimited && !isCountedBefore;
}

/** `3/5 tests passed`, unless the others were skipped. */
function isPartlyPassed(tokens: readonly Token[], at: number, passed: number): boolean {
  const next = skipTotal(tokens, at);
  const total = Number(tokens[next - 1]?.text);
  if (next === at + 1 || passed >= total || tokens.some(({ kind }) => kind === 'skipped')) {
    return false;
  }
  const rest = tokens.slice(next, next + 3);
  const word = rest.findIndex(({ kind }) => kind !== 'test' && kind !== 'verb');
  const isPass = rest[word]?.kind === 'passed' && tokens[next + word + 1]?.text !== 'out';
  const before = tokens[at - 1]?.kind === 'punctuation' ? tokens[at - 2] : tokens[at - 1];
  const isLabel = before?.kind === 'passed' && tokens.every(({ kind }) => kind !== 'unknown');
  return isLabel || (isPass && tokens[at - 1]?.kind !== 'unknown');
}
