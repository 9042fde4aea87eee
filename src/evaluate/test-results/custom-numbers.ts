import type { Json } from '../../open-cloud/types.ts';
import { plural } from '../../util/text.ts';
import {
  asBoolean,
  asFields,
  asNumber,
  asText,
  foldFields,
  type Field,
  type FoldedFields,
} from './fields.ts';
import { countProblem, type PartialReport, type Statement } from './merge-reports.ts';

/** A field with a number of tests: a number, or the length of a list. */
interface CountField {
  readonly number: number;
  readonly field: Field;
}

/** The counts of a hand-written report. */
export interface Numbers {
  readonly passed?: CountField;
  readonly failed?: CountField;
  readonly total?: CountField;
  readonly warned?: CountField;
  /** Skipped tests have several names, and a report can use more than one. */
  readonly skipped: readonly CountField[];
}

/** @param readsText whether a text in `failures` counts as one failure: only in a value known to be a report */
export function readNumbers(folded: FoldedFields, readsText: boolean): Numbers {
  const passed = findNumber(folded, ['passed'], { select: Math.min });
  const failed = findNumber(folded, ['failed', 'failures'], { readsText });
  const total = findNumber(folded, ['total', 'totaltests', 'tests'], { readsLists: false });
  const warned = findNumber(folded, ['warnings', 'warned']);
  return {
    ...(passed && { passed }),
    ...(failed && { failed }),
    ...(total && { total }),
    ...(warned && { warned }),
    skipped: ['skipped', 'pending', 'todo'].flatMap((name) => findNumber(folded, [name]) ?? []),
  };
}

/** Whether counts state an outcome. The number of passed tests does so only beside a total. */
export function hasOutcome({ passed, failed, total }: Numbers): boolean {
  return failed !== undefined || (passed !== undefined && total !== undefined);
}

/** Whether a table counts tests instead of naming them, like `tests: { passed: 3, failed: 0 }`. */
export function isCountTable(value: Json): boolean {
  const fields = asFields(value);
  const folded = fields && foldFields(fields);
  return ['passed', 'failed'].some((name) =>
    folded
      ?.get(name)
      ?.some((field) => Array.isArray(field.value) || asNumber(field.value) !== undefined),
  );
}

/** Whether a value is a text that describes a failure: no number and no flag. */
export function isFailureText(value: Json): value is string {
  return (
    typeof value === 'string' &&
    asText(value) !== undefined &&
    asNumber(value) === undefined &&
    asBoolean(value) === undefined
  );
}

interface NumberOptions {
  readonly readsLists?: boolean;
  readonly readsText?: boolean;
  readonly select?: (one: number, other: number) => number;
}

/** The number under the first of these names. If several fields share it, the worse number counts. */
function findNumber(
  folded: FoldedFields,
  names: readonly string[],
  { readsLists = true, readsText = false, select = Math.max }: NumberOptions = {},
): CountField | undefined {
  for (const name of names) {
    const found = (folded.get(name) ?? []).flatMap((field): CountField[] => {
      const isTable = typeof field.value === 'object' && field.value !== null;
      const number =
        isTable && readsLists
          ? Object.keys(field.value).length
          : readsText && isFailureText(field.value)
            ? 1
            : asNumber(field.value);
      return number === undefined ? [] : [{ number, field }];
    });
    if (found.length > 0) {
      const selected = found.map(({ number }) => number).reduce((one, other) => select(one, other));
      return (
        found.find(({ number }) => countProblem('', number) !== undefined) ??
        found.find(({ number }) => number === selected)
      );
    }
  }
  return undefined;
}

/**
 * Completes the counts of a report, and finds what is wrong with them.
 *
 * @param isPassed whether the report states that all passed: then a total alone counts passed tests
 */
export function resolveCounts(
  numbers: Numbers,
  isPassed: boolean,
): Pick<PartialReport, 'statedCounts' | 'problems' | 'shortfall'> {
  const parts = [numbers.passed, numbers.failed, ...numbers.skipped].filter(
    (part) => part !== undefined,
  );
  const problems = [...parts, ...(numbers.total ? [numbers.total] : [])].flatMap(
    ({ number, field }) => countProblem(quoteName(field), number) ?? [],
  );
  const isCounted = numbers.passed !== undefined || numbers.failed !== undefined;
  // Beside a flag alone, a total that cannot count tests is data.
  if (!isCounted && problems.length > 0) {
    return { problems: [] };
  }
  if (problems.length > 0 || (!isCounted && (numbers.total === undefined || !isPassed))) {
    return { problems };
  }
  const failed = numbers.failed?.number ?? 0;
  const skipped = countSkipped(numbers);
  const total = numbers.total?.number;
  const passed = numbers.passed?.number ?? Math.max(0, (total ?? 0) - failed - skipped);
  const sum = passed + failed + skipped;
  const statedCounts = { total: total ?? sum, passed, failed, skipped };
  if (numbers.total === undefined || sum === statedCounts.total) {
    return { statedCounts, problems };
  }
  // A warning is a pass, even if the runner counts it separately.
  const missing = statedCounts.total - sum;
  if (missing === numbers.warned?.number) {
    return { statedCounts: { ...statedCounts, passed: passed + missing }, problems };
  }
  const names = parts.map(({ field }) => quoteName(field)).join(' and ');
  const problem = `${quoteName(numbers.total.field)} is ${statedCounts.total}, but ${names} ${parts.length === 1 ? 'is' : 'make'} ${sum}.`;
  return missing > 0
    ? { statedCounts, problems, shortfall: { missing, problem } }
    : { statedCounts, problems: [problem] };
}

/** The sum of skipped, pending and todo tests. If the total says so, the first count includes the others. */
function countSkipped({ passed, failed, skipped, total }: Numbers): number {
  const all = skipped.reduce((sum, { number }) => sum + number, 0);
  const first = skipped[0]?.number ?? 0;
  const sum = (passed?.number ?? 0) + (failed?.number ?? 0) + first;
  const canIncludeOthers = skipped.every(({ number }) => number <= first);
  return canIncludeOthers && total?.number === sum ? first : all;
}

/** The statements of counts, and of lists of failures and errors, on the whole report. */
export function countStatements(folded: FoldedFields, { failed }: Numbers): readonly Statement[] {
  const statements: Statement[] = [];
  if (failed !== undefined) {
    const isList = asNumber(failed.field.value) === undefined;
    const name = quoteName(failed.field);
    // An empty list of failures is no statement; a count of 0 is one.
    if (!isList || failed.number > 0) {
      const text = isList
        ? `${name} holds ${plural(failed.number, 'failure')}`
        : `${name} is ${failed.number}`;
      statements.push({ isFailure: failed.number !== 0, text });
    }
  }
  for (const noun of ['failure', 'error']) {
    const found = findNumber(folded, [`${noun}s`], { readsText: true });
    if (found !== undefined && found.number !== 0) {
      statements.push({
        isFailure: true,
        text: `${quoteName(found.field)} holds ${plural(found.number, noun)}`,
      });
    }
  }
  return statements;
}

function quoteName({ name }: Field): string {
  return `\`${name}\``;
}
