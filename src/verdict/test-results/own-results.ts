import type { Json } from '../../open-cloud/resources.ts';
import { countTests, faultOfNumber, type Claim, type Draft } from './draft.ts';
import {
  asBoolean,
  asFields,
  asItems,
  asNumber,
  asText,
  findField,
  foldFields,
  type Field,
  type FoldedFields,
} from './fields.ts';
import { readChecks, readListed } from './own-checks.ts';
import { count, excerpt } from './plain-words.ts';
import type { TestCase, TestCounts } from '../test-report.ts';

const FLAGS = ['ok', 'success', 'passed', 'allpass', 'allpassed'];
const SAID = ['message', 'error', 'reason', 'detail', 'output'];

/**
 * Reads what a hand-written runner returns: flags, numbers, and lists of checks.
 *
 * @param folded the fields, without those that belong to a test framework's report
 * @returns undefined where none of these is there: the value is data
 */
export function readOwnResults(folded: FoldedFields): Draft | undefined {
  const flags = readFlags(folded);
  const tests = readLists(folded);
  const failures = ['failed', 'failures'].flatMap((name) => listedIn(folded, name, 'failed') ?? []);
  const numbers = readNumbers(folded);
  const isReport =
    flags.length > 0 ||
    tests !== undefined ||
    numbers.failed !== undefined ||
    (numbers.passed !== undefined && numbers.total !== undefined);
  if (!isReport) {
    return undefined;
  }
  const errors = [...failures, ...(listedIn(folded, 'errors', 'failed') ?? [])];
  const listed = ['passed', 'skipped'].flatMap((name) =>
    tests === undefined ? (listedIn(folded, name, name as 'passed' | 'skipped') ?? []) : [],
  );
  const named = [...(tests ?? []), ...listed];
  const { stated, faults } = settleNumbers(numbers, !flags.some(({ isRed }) => isRed));
  const claims = [...flags, ...claimsOfNumbers(folded, numbers)];
  const said = asText(findField(folded, SAID)?.value);
  return {
    framework: 'own',
    tests: named,
    extras: withoutNamed(errors, named),
    ...(stated && { stated }),
    claims,
    faults,
    ...(said !== undefined && { said: excerpt(said, 500) }),
  };
}

function readFlags(folded: FoldedFields): readonly Claim[] {
  const claims: Claim[] = [];
  for (const name of [...FLAGS, 'failed']) {
    for (const field of folded.get(name) ?? []) {
      const flag = asBoolean(field.value);
      if (flag !== undefined) {
        claims.push({ isRed: flag === (name === 'failed'), text: `\`${field.name}\` is ${flag}` });
      }
    }
  }
  return claims;
}

function readLists(folded: FoldedFields): readonly TestCase[] | undefined {
  const lists = (['checks', 'tests'] as const).flatMap((name) =>
    (folded.get(name) ?? []).flatMap(({ value }) => {
      const tests = holdsNumbers(value) ? undefined : readChecks(value, name.slice(0, -1));
      return tests === undefined ? [] : [tests];
    }),
  );
  return lists.length === 0 ? undefined : lists.flat();
}

/** `tests: { passed: 3, failed: 0 }` counts tests, and names none. */
export function holdsNumbers(value: Json): boolean {
  const fields = asItems(value) === undefined ? asFields(value) : undefined;
  const folded = fields && foldFields(fields);
  return ['passed', 'failed'].some((name) =>
    folded
      ?.get(name)
      ?.some((field) => Array.isArray(field.value) || asNumber(field.value) !== undefined),
  );
}

function listedIn(
  folded: FoldedFields,
  name: string,
  status: TestCase['status'],
): readonly TestCase[] | undefined {
  const field = findField(folded, [name]);
  return field && readListed(field.value, status, name === 'errors' ? 'error' : 'test');
}

/** What a list of failures tells of a test that is named already is not told twice. */
function withoutNamed(
  failures: readonly TestCase[],
  named: readonly TestCase[],
): readonly TestCase[] {
  const known = new Set(
    named.filter(({ status }) => status === 'failed').map(({ path }) => path.at(-1)),
  );
  return failures.filter(({ path }) => !known.has(path.at(-1)));
}

interface Numbers {
  readonly passed?: number;
  readonly failed?: number;
  readonly skipped?: number;
  readonly total?: number;
  readonly warned?: number;
  /** The names that the script gave them, as words. */
  readonly labels: Readonly<Record<'passed' | 'failed' | 'skipped' | 'total', string>>;
}

function readNumbers(folded: FoldedFields): Numbers {
  const passed = numberIn(folded, ['passed']);
  const failed = numberIn(folded, ['failed', 'failures']);
  const skipped = numberIn(folded, ['skipped', 'pending']);
  const total = numberIn(folded, ['total', 'totaltests', 'tests'], false);
  const warned = numberIn(folded, ['warnings', 'warned']);
  const label = (found: Field | undefined, name: string): string => `\`${found?.name ?? name}\``;
  return {
    ...(passed && { passed: passed.number }),
    ...(failed && { failed: failed.number }),
    ...(skipped && { skipped: skipped.number }),
    ...(total && { total: total.number }),
    ...(warned && { warned: warned.number }),
    labels: {
      passed: label(passed?.field, 'passed'),
      failed: label(failed?.field, 'failed'),
      skipped: label(skipped?.field, 'skipped'),
      total: label(total?.field, 'total'),
    },
  };
}

/** A number, or the length of a list in its place. */
function numberIn(
  folded: FoldedFields,
  names: readonly string[],
  mayBeList = true,
): { number: number; field: Field } | undefined {
  for (const name of names) {
    for (const field of folded.get(name) ?? []) {
      const isTable = typeof field.value === 'object' && field.value !== null;
      const number = isTable && mayBeList ? lengthOf(field.value) : asNumber(field.value);
      if (number !== undefined) {
        return { number, field };
      }
    }
  }
  return undefined;
}

function lengthOf(value: Json): number | undefined {
  return asItems(value)?.length ?? Object.keys(asFields(value) ?? {}).length;
}

function settleNumbers(
  numbers: Numbers,
  isGreen: boolean,
): { stated?: TestCounts; faults: readonly string[] } {
  const { failed, skipped = 0, total, warned = 0, labels } = numbers;
  const faults = (['passed', 'failed', 'skipped', 'total'] as const).flatMap(
    (name) => faultOfNumber(labels[name], numbers[name]) ?? [],
  );
  if (faults.length > 0) {
    return { faults };
  }
  if (total === undefined) {
    if (numbers.passed === undefined && failed === undefined) {
      return { faults };
    }
    const { passed = 0 } = numbers;
    return {
      stated: { total: passed + (failed ?? 0) + skipped, passed, failed: failed ?? 0, skipped },
      faults,
    };
  }
  // Nothing is made up: where only a total is given, it tells of passes only if a flag does.
  if (numbers.passed === undefined && failed === undefined && !isGreen) {
    return { faults };
  }
  const passed = numbers.passed ?? Math.max(0, total - (failed ?? 0) - skipped);
  const sum = passed + (failed ?? 0) + skipped;
  if (sum !== total && sum + warned !== total) {
    const parts = (['passed', 'failed', 'skipped'] as const).filter(
      (name) => numbers[name] !== undefined,
    );
    faults.push(
      `${labels.total} is ${total}, but ${parts.map((name) => labels[name]).join(' and ')} ${parts.length === 1 ? 'is' : 'make'} ${sum}.`,
    );
  }
  // A warning is a pass, also where a runner counts it apart.
  const apart = sum !== total && sum + warned === total ? warned : 0;
  return { stated: { total, passed: passed + apart, failed: failed ?? 0, skipped }, faults };
}

function claimsOfNumbers(folded: FoldedFields, { failed, labels }: Numbers): readonly Claim[] {
  const claims: Claim[] = [];
  if (failed !== undefined) {
    const isList = asNumber(findField(folded, ['failed', 'failures'])?.value) === undefined;
    // That no failure is listed says less than that none is counted.
    if (!isList || failed > 0) {
      const text = isList
        ? `${labels.failed} holds ${count(failed, 'failure')}`
        : `${labels.failed} is ${failed}`;
      claims.push({ isRed: failed !== 0, text });
    }
  }
  for (const [name, noun] of [
    ['failures', 'failure'],
    ['errors', 'error'],
  ] as const) {
    const found = numberIn(folded, [name]);
    if (found !== undefined && found.number !== 0) {
      claims.push({
        isRed: true,
        text: `\`${found.field.name}\` holds ${count(found.number, noun)}`,
      });
    }
  }
  return claims;
}

/** What `true` and `false` say by themselves. */
export function draftOfBoolean(isGreen: boolean): Draft {
  return {
    framework: 'own',
    tests: [],
    extras: [],
    stated: countTests([]),
    claims: isGreen ? [] : [{ isRed: true, text: 'the script returned `false`' }],
    faults: [],
  };
}
