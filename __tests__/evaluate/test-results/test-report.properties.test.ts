import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Json, LogMessage } from '../../../src/open-cloud/types.ts';
import {
  combineReports,
  readConsoleReports,
  readReturned,
} from '../../../src/evaluate/test-results/read-results.ts';
import { hasFailures } from '../../../src/evaluate/test-results/test-report.ts';
import { CASES } from '../../corpus/cases.ts';
import { linesOf, out, sgr } from '../../corpus/corpus-case.ts';

type Table = Readonly<Record<string, Json>>;

const isTable = (value: Json | undefined): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isRedRun(value: Json | undefined, messages: readonly LogMessage[] = []): boolean {
  const returned = value === undefined ? undefined : readReturned(value);
  const report = combineReports(returned, readConsoleReports(messages));
  return report !== undefined && hasFailures(report);
}

/** Keys and words that mean something, so that odd values come close to reports. */
const KEYS = `
  ok Success passed AllPass failed skipped total totalTests failures errors checks tests summary results
  name status level message error successCount failureCount skippedCount children planNode phrase type
  numTotalTests numPassedTests numFailedTests numPendingTests testResults assertionResults success
  snapshot ancestorTitles title failureMessages testExecError numRuntimeErrorTestSuites duration
  __proto__ constructor length
`
  .trim()
  .split(/\s+/);
const WORDS = [
  'passed',
  'failed',
  'Failure',
  'Success',
  'skipped',
  'warning',
  'It',
  'Describe',
  'true',
];

const { value: oddValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom<Json>(null, true, false, 0, 1, 2, -1, 0.5, 1e300, '', '3', ...WORDS),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...KEYS), fc.string()), tie('value'), { maxKeys: 6 }),
    fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
  ),
}));

const GREEN = CASES.filter(({ outcome }) => outcome === 'passed');
const anyGreen = fc.oneof(
  fc.constantFrom(...GREEN.map(({ returned }) => returned?.[0])),
  oddValue.filter((value) => !isRedRun(value)),
);
const anyLog = fc.oneof(
  fc.constantFrom(...CASES.map(({ messages }) => messages ?? [])),
  fc.array(fc.string().map(out), { maxLength: 4 }),
);

const RED_REPORTS = [
  'Test results:\n[-] A\n   [-] b\n3 passed, 1 failed, 0 skipped',
  'Test results:\n\n0 passed, 0 failed, 0 skipped',
  'Test Suites: 1 failed, 1 total\nTests:       1 failed, 3 passed, 4 total',
  'Test Suites: 1 failed, 1 passed, 2 total\nTests:       3 passed, 3 total',
];

describe('readReturned, for any value', () => {
  it('does not throw, and reads JSON text like the value', () => {
    fc.assert(
      fc.property(oddValue, anyLog, (value, messages) => {
        isRedRun(value, messages);
        expect(isRedRun(JSON.stringify(value))).toBe(
          typeof value === 'string' ? false : isRedRun(value),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('returns natural numbers and named tests', () => {
    fc.assert(
      fc.property(oddValue, (value) => {
        const report = readReturned(value);
        for (const number of Object.values(report?.counts ?? {})) {
          expect(number >= 0 && Number.isInteger(number)).toBe(true);
        }
        for (const { path } of report?.tests ?? []) {
          expect(path.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('a failure that is added to a passed run', () => {
  it('fails the run as a printed report', () => {
    fc.assert(
      fc.property(anyGreen, anyLog, fc.constantFrom(...RED_REPORTS), (value, messages, red) => {
        expect(isRedRun(value, [...messages, out(red)])).toBe(true);
        expect(isRedRun(value, [...linesOf(red), ...messages])).toBe(true);
      }),
    );
  });

  it('fails the run as a check, an error or a flag', () => {
    const additions: readonly ((table: Table) => Table)[] = [
      (table) => ({ ...table, checks: [...listOf(table, 'checks'), { name: 'x', ok: false }] }),
      (table) => ({
        ...table,
        tests: [...listOf(table, 'tests'), { name: 'x', status: 'failed' }],
      }),
      (table) => ({ ...table, AllPASS: false }),
      (table) => ({ ...table, failed: 1 }),
      (table) => ({ ...table, failures: ['x'] }),
    ];
    fc.assert(
      fc.property(anyGreen, fc.constantFrom(...additions), (value, addTo) => {
        fc.pre(isTable(value));
        expect(isRedRun(addTo(value))).toBe(true);
        expect(isRedRun(JSON.stringify(addTo(value)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('fails the run as a check in suites, by name or in lists', () => {
    const nestings: readonly ((inner: Json, name: string) => Json)[] = [
      (inner, name) => ({ [name]: { tests: inner } }),
      (inner, name) => ({ [name]: { tests: {}, ok: true, children: inner } }),
      (inner, name) => [{ suite: name, checks: inner }],
      (inner, name) => [{ name, ok: true, tests: ['data'], cases: inner }],
      (inner, name) => [{ name: 'a', ok: true }, { name, tests: inner }, { status: 'skipped' }],
      (inner) => [Array.isArray(inner) ? inner : { tests: inner }],
    ];
    const failures = fc.constantFrom<Json>(
      { a: true, b: false },
      [{ name: 'x', ok: false }],
      { x: { passed: 2, failed: 1 } },
      { x: { status: 'Failed', result: 'passed' } },
      [false],
    );
    fc.assert(
      fc.property(
        anyGreen,
        failures,
        fc.array(fc.constantFrom(...nestings), { maxLength: 6 }),
        fc.constantFrom('tests', 'checks'),
        fc.constantFrom('shop', 'inner', 'constructor'),
        (value, failure, path, key, name) => {
          fc.pre(isTable(value));
          const nested = path.reduce((inner, nest) => nest(inner, name), failure);
          expect(isRedRun({ ...value, [key]: nested })).toBe(true);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('fails the run as a node of TestEZ or a result of Jest', () => {
    const shop = { phrase: 'x', status: 'Failure', errors: ['boom'] };
    const additions: readonly ((table: Table) => Table)[] = [
      (table) => ({ ...table, failureCount: 1 }),
      (table) => ({ failureCount: 0, ...table, children: [...listOf(table, 'children'), shop] }),
      (table) => ({ failureCount: 0, ...table, errors: ['Error during planning: boom'] }),
      (table) => ({ ...table, numFailedTests: 1 }),
      (table) => ({
        numFailedTests: 0,
        ...table,
        testResults: [{ testResults: [{ title: 'x', status: 'failed', failureMessages: ['no'] }] }],
      }),
      (table) => ({
        numFailedTests: 0,
        ...table,
        testResults: [{ testExecError: { message: 'x' } }],
      }),
    ];
    fc.assert(
      fc.property(anyGreen, fc.constantFrom(...additions), (value, addTo) => {
        fc.pre(isTable(value));
        const added = addTo(value);
        // Without a number there it is no report of the framework.
        fc.pre([added['failureCount'], added['numFailedTests']].some(isNumber));
        fc.pre(
          [added['failureCount'], added['numFailedTests']].every(
            (n) => n === undefined || isNumber(n),
          ),
        );
        expect(isRedRun(added)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('readConsoleReports', () => {
  const REPORTS = CASES.flatMap(({ messages = [] }) =>
    messages.length > 0 && messages.every(({ type }) => type === 'OUTPUT') ? [messages] : [],
  );

  it('reads one message like many, with and without colours', () => {
    const ESC = String.fromCodePoint(27);
    const COLOUR = new RegExp(`${ESC}\\[[\\d;]*m`, 'g');
    fc.assert(
      fc.property(
        fc.constantFrom(...REPORTS),
        fc.constantFrom('1', '1;31', '38;5;9'),
        (messages, codes) => {
          const expected = readConsoleReports(messages);
          const text = messages.map((message) => message.text).join('\n');
          expect(readConsoleReports([out(text)])).toEqual(expected);
          expect(readConsoleReports(linesOf(text))).toEqual(expected);
          expect(readConsoleReports(linesOf(text.replace(COLOUR, '')))).toEqual(expected);
          expect(readConsoleReports(text.split('\n').map((line) => out(sgr(codes, line))))).toEqual(
            expected,
          );
          expect(readConsoleReports([out(text.replaceAll('\n', '\r\n'))])).toEqual(expected);
        },
      ),
    );
  });

  it('does not read prose as a report', () => {
    const word = fc.constantFrom(
      'Tests:',
      'passed,',
      'failed,',
      '2',
      'total',
      'Test',
      'skipped',
      'so',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), (words) => {
        const report = readConsoleReports([
          out(`I saw ${words.join(' ')}`),
          out(`${words.join(' ')}!`),
        ]);
        expect(report).toBeUndefined();
      }),
    );
  });
});

function isNumber(value: Json | undefined): boolean {
  return typeof value === 'number';
}

function listOf(table: Table, name: string): readonly Json[] {
  const value = table[name];
  return Array.isArray(value) ? value : [];
}
