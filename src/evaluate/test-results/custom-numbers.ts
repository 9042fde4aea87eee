import type { Json } from '../../open-cloud/types.ts';
import { faultOfNumber, type Claim, type Draft } from './draft.ts';
import {
  asBoolean,
  asFields,
  asNumber,
  asText,
  foldFields,
  type Field,
  type FoldedFields,
} from './fields.ts';
import { count } from './text.ts';

/** A number of tests that a field gives: by itself, or as a list or a text of what it counts. */
interface Found {
  readonly number: number;
  readonly field: Field;
}

/** What a hand-written account counts. */
export interface Numbers {
  readonly passed?: Found;
  readonly failed?: Found;
  readonly total?: Found;
  readonly warned?: Found;
  /** Skipped tests go by several names, and a script may give some of each. */
  readonly skipped: readonly Found[];
}

/** @param readsText whether a text under `failures` is one: it is, once the value is a report */
export function readNumbers(folded: FoldedFields, readsText: boolean): Numbers {
  const passed = numberIn(folded, ['passed'], { picks: Math.min });
  const failed = numberIn(folded, ['failed', 'failures'], { readsText });
  const total = numberIn(folded, ['total', 'totaltests', 'tests'], { readsLists: false });
  const warned = numberIn(folded, ['warnings', 'warned']);
  return {
    ...(passed && { passed }),
    ...(failed && { failed }),
    ...(total && { total }),
    ...(warned && { warned }),
    skipped: ['skipped', 'pending', 'todo'].flatMap((name) => numberIn(folded, [name]) ?? []),
  };
}

/** Whether numbers tell how tests came out: those that passed tell it only of a total. */
export function tellOutcome({ passed, failed, total }: Numbers): boolean {
  return failed !== undefined || (passed !== undefined && total !== undefined);
}

/** `tests: { passed: 3, failed: 0 }` counts tests, and names none. */
export function holdsNumbers(value: Json): boolean {
  const fields = asFields(value);
  const folded = fields && foldFields(fields);
  return ['passed', 'failed'].some((name) =>
    folded
      ?.get(name)
      ?.some((field) => Array.isArray(field.value) || asNumber(field.value) !== undefined),
  );
}

/** A text that says what failed: no number, and no flag. */
export function isWords(value: Json): value is string {
  return (
    typeof value === 'string' &&
    asText(value) !== undefined &&
    asNumber(value) === undefined &&
    asBoolean(value) === undefined
  );
}

interface Reading {
  readonly readsLists?: boolean;
  readonly readsText?: boolean;
  readonly picks?: (...numbers: number[]) => number;
}

/** The number under the first of these names that has one; of several spellings, the redder one. */
function numberIn(
  folded: FoldedFields,
  names: readonly string[],
  { readsLists = true, readsText = false, picks = Math.max }: Reading = {},
): Found | undefined {
  for (const name of names) {
    const fields = folded.get(name);
    if (fields === undefined) {
      continue;
    }
    const found = fields.flatMap((field): Found[] => {
      const isTable = typeof field.value === 'object' && field.value !== null;
      const number =
        isTable && readsLists
          ? Object.keys(field.value).length
          : readsText && isWords(field.value)
            ? 1
            : asNumber(field.value);
      return number === undefined ? [] : [{ number, field }];
    });
    if (found.length > 0) {
      const most = picks(...found.map(({ number }) => number));
      return (
        found.find(({ number }) => faultOfNumber('', number) !== undefined) ??
        found.find(({ number }) => number === most)
      );
    }
  }
  return undefined;
}

/** Makes numbers of tests of what is counted, and tells what is wrong with them. */
export function settleNumbers(
  numbers: Numbers,
  isGreen: boolean,
): Pick<Draft, 'stated' | 'faults' | 'shortfall'> {
  const parts = [numbers.passed, numbers.failed, ...numbers.skipped].filter(
    (part) => part !== undefined,
  );
  const faults = [...parts, ...(numbers.total ? [numbers.total] : [])].flatMap(
    ({ number, field }) => faultOfNumber(labelOf(field), number) ?? [],
  );
  const isCounted = numbers.passed !== undefined || numbers.failed !== undefined;
  // Beside a mere flag, a total that can be none of tests is data.
  if (!isCounted && faults.length > 0) {
    return { faults: [] };
  }
  // Nothing is made up: where only a total is given, it tells of passes only if a flag does.
  if (faults.length > 0 || (!isCounted && (numbers.total === undefined || !isGreen))) {
    return { faults };
  }
  const failed = numbers.failed?.number ?? 0;
  const skipped = skippedOf(numbers);
  const total = numbers.total?.number;
  const passed = numbers.passed?.number ?? Math.max(0, (total ?? 0) - failed - skipped);
  const sum = passed + failed + skipped;
  const stated = { total: total ?? sum, passed, failed, skipped };
  if (numbers.total === undefined || sum === stated.total) {
    return { stated, faults };
  }
  // A warning is a pass, also where a runner counts it apart.
  const missing = stated.total - sum;
  if (missing === numbers.warned?.number) {
    return { stated: { ...stated, passed: passed + missing }, faults };
  }
  const labels = parts.map(({ field }) => labelOf(field)).join(' and ');
  const fault = `${labelOf(numbers.total.field)} is ${stated.total}, but ${labels} ${parts.length === 1 ? 'is' : 'make'} ${sum}.`;
  return missing > 0
    ? { stated, faults, shortfall: { missing, fault } }
    : { stated, faults: [fault] };
}

/** All that are skipped, pending or to do, unless the total says that one name holds the others. */
function skippedOf({ passed, failed, skipped, total }: Numbers): number {
  const all = skipped.reduce((sum, { number }) => sum + number, 0);
  const first = skipped[0]?.number ?? 0;
  const sum = (passed?.number ?? 0) + (failed?.number ?? 0) + first;
  const holdsOthers = skipped.every(({ number }) => number <= first);
  return holdsOthers && total?.number === sum ? first : all;
}

/** What numbers and lists of failures and errors state of the whole. */
export function claimsOfNumbers(folded: FoldedFields, { failed }: Numbers): readonly Claim[] {
  const claims: Claim[] = [];
  if (failed !== undefined) {
    const isList = asNumber(failed.field.value) === undefined;
    const label = labelOf(failed.field);
    // That no failure is listed says less than that none is counted.
    if (!isList || failed.number > 0) {
      const text = isList
        ? `${label} holds ${count(failed.number, 'failure')}`
        : `${label} is ${failed.number}`;
      claims.push({ isRed: failed.number !== 0, text });
    }
  }
  for (const noun of ['failure', 'error']) {
    const found = numberIn(folded, [`${noun}s`], { readsText: true });
    if (found !== undefined && found.number !== 0) {
      claims.push({
        isRed: true,
        text: `${labelOf(found.field)} holds ${count(found.number, noun)}`,
      });
    }
  }
  return claims;
}

function labelOf({ name }: Field): string {
  return `\`${name}\``;
}
