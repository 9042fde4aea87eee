import { count, excerpt } from './text.ts';
import type { TestCase, TestCounts, TestReport } from './test-report.ts';

/** A statement on how the tests came out, in words that stand within a sentence: "`ok` is true". */
export interface Claim {
  readonly isRed: boolean;
  readonly text: string;
}

/** One account of tests: what it counts, what it names, and what it claims. */
export interface Draft {
  readonly framework: TestReport['framework'];
  /** The tests it names. */
  readonly tests: readonly TestCase[];
  /** Failures it names that are no tests of their own: of suites, or given as errors only. */
  readonly extras: readonly TestCase[];
  /** The numbers it states. */
  readonly stated?: TestCounts;
  /** How many tests its parts lack to its total: a fault, unless as many warnings are named. */
  readonly shortfall?: { readonly missing: number; readonly fault: string };
  readonly claims: readonly Claim[];
  readonly faults: readonly string[];
  /** What the script says of the whole: shown where nothing else says why it is red. */
  readonly said?: string;
}

export const NO_TESTS: TestCounts = { total: 0, passed: 0, failed: 0, skipped: 0 };

/** Counts tests by their status. */
export function countTests(tests: readonly TestCase[]): TestCounts {
  const counts = { ...NO_TESTS, total: tests.length };
  for (const { status } of tests) {
    counts[status] += 1;
  }
  return counts;
}

/** Adds numbers of tests up. */
export function addCounts(one: TestCounts, other: TestCounts): TestCounts {
  return {
    total: one.total + other.total,
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** What is wrong with a number that should count tests; undefined where nothing is. */
export function faultOfNumber(label: string, number: number | undefined): string | undefined {
  return number === undefined || isNumberOfTests(number)
    ? undefined
    : `${label} is ${number}, which is no number of tests.`;
}

function isNumberOfTests(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0;
}

/** What is wrong with a total; undefined where its parts make it. */
export function faultOfSum(label: string, counts: TestCounts): string | undefined {
  const { total, passed, failed, skipped } = counts;
  return passed + failed + skipped === total
    ? undefined
    : `${label} does not add up: ${passed} passed, ${failed} failed and ${skipped} skipped are not ${total}.`;
}

/**
 * Makes one report of all accounts that a script gave of its tests. The first that has numbers
 * gives them; all may make the report red.
 */
export function settle(given: readonly Draft[], origin: TestReport['origin']): TestReport {
  const drafts = settleShortfalls(given);
  const faults = drafts.flatMap((draft) => [...draft.faults, ...faultsOfNames(draft)]);
  const numbers = drafts.map(countsOf);
  const counts = numbers.find(({ total }) => total > 0) ?? NO_TESTS;
  const tests: TestCase[] = [];
  for (const draft of drafts) {
    for (const test of [...draft.tests, ...draft.extras]) {
      tests.push(test);
    }
  }
  return {
    framework: drafts.find(({ framework }) => framework !== 'own')?.framework ?? 'own',
    origin,
    tests,
    counts,
    faults: [...faultsOfClaims(drafts, counts, faults.length > 0), ...faults],
  };
}

/** A warning is a pass, also where the numbers leave it out. */
function settleShortfalls(drafts: readonly Draft[]): readonly Draft[] {
  const warnings = drafts.flatMap(({ tests }) => tests.filter(({ isWarning }) => isWarning)).length;
  return drafts.map(({ shortfall, ...draft }) => {
    if (shortfall === undefined) {
      return draft;
    }
    const { stated, faults } = draft;
    return stated !== undefined && shortfall.missing === warnings
      ? { ...draft, stated: { ...stated, passed: stated.passed + warnings } }
      : { ...draft, faults: [...faults, shortfall.fault] };
  });
}

/**
 * An account that names more failures than it counts is read by what it names; so is one whose
 * numbers are none.
 */
function countsOf({ stated, tests }: Draft): TestCounts {
  const named = countTests(tests);
  const isUsable =
    stated !== undefined &&
    Object.values(stated).every(isNumberOfTests) &&
    named.failed <= stated.failed &&
    named.total <= stated.total;
  return isUsable ? stated : named;
}

/** An account may name fewer tests than it counts, as one that lists failures only; but not more. */
function faultsOfNames({ stated, tests }: Draft): readonly string[] {
  if (stated === undefined) {
    return [];
  }
  const named = countTests(tests);
  // Where none is counted at all, the claims disagree already.
  if (named.failed > stated.failed && stated.failed > 0) {
    return [
      `${count(named.failed, 'failed test')} ${named.failed === 1 ? 'is' : 'are'} named, but only ${stated.failed} counted.`,
    ];
  }
  // Some runners count a warning as passed, and some do not count it at all.
  const ran = tests.filter(({ status, isWarning }) => status !== 'skipped' && !isWarning).length;
  return ran > stated.passed + stated.failed && named.failed <= stated.failed
    ? [
        `${count(ran, 'test')} that ran ${ran === 1 ? 'is' : 'are'} named, but only ${stated.passed + stated.failed} counted as passed or failed.`,
      ]
    : [];
}

function faultsOfClaims(
  drafts: readonly Draft[],
  counts: TestCounts,
  isExplained: boolean,
): readonly string[] {
  const claims = drafts.flatMap((draft) => [...draft.claims, ...claimsOfNames(draft)]);
  const red = claims.find(({ isRed }) => isRed);
  if (red === undefined) {
    return [];
  }
  const said = drafts.find((draft) => draft.said !== undefined)?.said;
  const reason = said === undefined ? '' : ` The script says: ${said}`;
  const green = claims.find(({ isRed }) => !isRed);
  if (green !== undefined) {
    return [`${capitalised(green.text)}, but ${red.text}.${reason}`];
  }
  if (counts.failed > 0 || isExplained) {
    const isNamed = drafts.some(({ tests, extras }) => tests.length + extras.length > 0);
    return said === undefined || isNamed ? [] : [reason.trim()];
  }
  return [`${capitalised(red.text)}.${reason}`];
}

function claimsOfNames({ tests, extras, stated }: Draft): readonly Claim[] {
  const failure = tests.find(({ status }) => status === 'failed') ?? extras[0];
  if (failure !== undefined) {
    return [{ isRed: true, text: `“${excerpt(failure.path.join(' › '))}” failed` }];
  }
  const isComplete = tests.length > 0 && tests.length >= (stated?.total ?? 0);
  return isComplete ? [{ isRed: false, text: 'no test that is named failed' }] : [];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
