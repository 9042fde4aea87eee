import { asBoolean, asText, findField, type FoldedFields } from './fields.ts';
import { excerpt } from './text.ts';

const FLAGS = ['ok', 'passed', 'success', 'pass'];
const LEVELS = ['level', 'severity'];

/** The fields, by their folded names, that state how a check came out. */
export const STATING: readonly string[] = [...FLAGS, 'status', ...LEVELS];

/** Those that may, and that may as well hold what was checked: only words that are known count. */
export const NON_FAILING_STATUSES: readonly string[] = ['state', 'outcome', 'result'];

/** How a check came out, as a word or a flag says it. */
export type Meaning = 'passed' | 'failed' | 'skipped' | 'warning';

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(
  Object.entries({
    passed: [
      'pass',
      'passed',
      'passing',
      'ok',
      'success',
      'successful',
      'succeeded',
      'focused',
      'done',
      'complete',
      'completed',
      '✓',
    ],
    failed: [
      'fail',
      'failed',
      'failing',
      'failure',
      'error',
      'errored',
      'timeout',
      'timedout',
      '✗',
      '✘',
    ],
    skipped: ['skip', 'skipped', 'pending', 'todo', 'disabled', 'ignored'],
    warning: ['warn', 'warning', 'warned'],
  } satisfies Record<Meaning, readonly string[]>).flatMap(([meaning, words]) =>
    words.map((word) => [word, meaning as Meaning] as const),
  ),
);

/** How a check came out, and why, where it does not say so by itself. */
export interface Judgement {
  readonly status: Meaning;
  readonly note?: string;
}

/** Reads the status of a test, in any capitalisation; undefined where the word is not known. */
export function readStatusWord(word: string): Meaning | undefined {
  return MEANINGS.get(
    word
      .trim()
      .toLowerCase()
      .replace(/[_\- ]/g, ''),
  );
}

/** What a level means where nothing else says how the check came out. */
const LEVEL_MEANINGS: ReadonlyMap<string, Meaning> = new Map([
  ['info', 'passed'],
  ['notice', 'passed'],
  ['debug', 'passed'],
  ['fatal', 'failed'],
  ['critical', 'failed'],
]);

/** Said of a check that does not say how it came out. */
export const QUIET =
  'It says neither `ok` nor `passed` nor `status`, so nobody knows whether it passed.';

/** Judges a check by its fields: by its flags and statuses, or else by its level. */
export function judgeFields(folded: FoldedFields): Judgement {
  const level = asText(findField(folded, LEVELS)?.value);
  const meaning = level === undefined ? undefined : readStatusWord(level);
  if (meaning === 'warning') {
    return { status: 'warning' };
  }
  const stated = statementsOf(folded);
  const isSkipped = asBoolean(findField(folded, ['skipped'])?.value) === true;
  if (isSkipped && !stated.some(saysFailed)) {
    return { status: 'skipped' };
  }
  if (stated.length > 0) {
    return judgeStatements(stated);
  }
  const byLevel = meaning ?? LEVEL_MEANINGS.get(level?.toLowerCase() ?? '');
  return byLevel === undefined ? judgeStatements([]) : { status: byLevel };
}

type Statement = string | boolean;

/** What a check states: beside a flag, a status that is no known word says nothing. */
function statementsOf(folded: FoldedFields): readonly Statement[] {
  const flags: readonly Statement[] = [
    ...valuesIn(folded, FLAGS).filter((value) => typeof value === 'boolean'),
    ...valuesIn(folded, ['failed']).flatMap((value) =>
      typeof value === 'boolean' ? [value ? 'failed' : true] : [],
    ),
  ];
  const statuses = valuesIn(folded, ['status']);
  const stated = [...flags, ...(flags.length > 0 ? statuses.filter(isKnown) : statuses)];
  return stated.length > 0 ? stated : valuesIn(folded, NON_FAILING_STATUSES).filter(isKnown);
}

function valuesIn(folded: FoldedFields, names: readonly string[]): readonly Statement[] {
  return names.flatMap((name) =>
    (folded.get(name) ?? []).flatMap(
      ({ value }) => asBoolean(value) ?? (typeof value === 'string' ? value : []),
    ),
  );
}

function isKnown(statement: Statement): boolean {
  return typeof statement === 'boolean' || readStatusWord(statement) !== undefined;
}

function saysFailed(statement: Statement | undefined): boolean {
  return typeof statement === 'string' && readStatusWord(statement) === 'failed';
}

/**
 * Judges a check by what is stated of it. Of statements that disagree the red one decides, and a word
 * that is not known is no pass.
 */
export function judgeStatements(stated: readonly (Statement | undefined)[]): Judgement {
  const meanings = stated.map((statement) =>
    typeof statement === 'string'
      ? readStatusWord(statement)
      : statement === undefined
        ? undefined
        : statement
          ? 'passed'
          : 'failed',
  );
  const special = meanings.find((meaning) => meaning === 'skipped' || meaning === 'warning');
  if (special !== undefined && !stated.some(saysFailed)) {
    return { status: special };
  }
  const passes = meanings.indexOf('passed');
  const explicit = stated.findIndex(saysFailed);
  const fails = explicit === -1 ? meanings.findIndex((meaning) => meaning !== 'passed') : explicit;
  if (fails === -1 && passes !== -1) {
    return { status: 'passed' };
  }
  const red = stated[fails];
  if (passes !== -1) {
    return { status: 'failed', note: `It says both ${wordOf(stated[passes])} and ${wordOf(red)}.` };
  }
  if (meanings[fails] === 'failed') {
    return { status: 'failed' };
  }
  const note =
    red === undefined ? QUIET : `Its status ${wordOf(red)} is not known, and so it is no pass.`;
  return { status: 'failed', note };
}

function wordOf(statement: string | boolean | undefined): string {
  return `\`${excerpt(String(statement), 40)}\``;
}
