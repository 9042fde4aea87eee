import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument, XsdValidator, type XmlNode } from 'libxml2-wasm';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { renderJUnit } from '../../src/report/junit.ts';
import { failForMissingKey, skipForMissingKey } from '../../src/evaluate/pre-run.ts';
import { evaluateUpload } from '../../src/evaluate/evaluate-run.ts';
import type { TestReport } from '../../src/evaluate/test-results/test-report.ts';
import { readReturned } from '../../src/evaluate/test-results/read-results.ts';
import { TITLES, type EvaluatedRun, type StepReport } from '../../src/evaluate/types.ts';
import { golden } from './golden.ts';
import { arbitraryRun } from './arbitrary-runs.ts';
import {
  ended,
  FAILING,
  inventoryRun,
  evaluated,
  logged,
  noAnswer,
  passing,
  reportOf,
  reportTests,
  reportWithoutRuns,
  scriptError,
  snapshotWith,
  tested,
  testedReport,
} from './evaluated-runs.ts';
import { sharedStep, UPLOADED } from './several-runs.ts';

/** Hundreds of documents take seconds, and more on a busy machine. */
const PROPERTY_TIMEOUT_MS = 60_000;

const schema = XsdValidator.fromDoc(
  XmlDocument.fromString(readFileSync(path.join(import.meta.dirname, 'junit.xsd'), 'utf8')),
);

describe('renderJUnit', () => {
  it('writes a suite for a script, and a testcase for each of its tests', () => {
    const { tests, ...verdict } = inventoryRun().verdict;
    const few = tests?.tests.slice(0, 7) ?? [];
    const only = { ...inventoryRun(), verdict: { ...verdict, tests: reportTests(few) } };
    const xml = renderJUnit(testedReport(only));
    expect(xml).toBe(golden('tests-failed.xml', xml));
    expect(summed(xml)).toEqual({ tests: 7, failures: 2, errors: 0, skipped: 1 });
  });

  it('writes a failing testcase for a script error without tests', () => {
    const xml = renderJUnit(reportOf(scriptError(), { script: FAILING }));
    expect(xml).toBe(golden('script-error.xml', xml));
    expect(summed(xml)).toEqual({ tests: 1, failures: 1, errors: 0, skipped: 0 });
  });

  it('writes the location of a script error and of a single problem as a line of a Java trace', () => {
    const location = { file: 'src/shared/Inventory.luau', line: 10 };
    const error = evaluated(scriptError(), { script: FAILING });
    const report = reportTests([], { problems: ['The suite Shop could not run.'] });
    const problem = tested(report);
    for (const only of [error, problem]) {
      const xml = renderJUnit(testedReport({ ...only, verdict: { ...only.verdict, location } }));
      expect(read(xml, '//failure').join('').split('\n')).toContain(
        'at src.shared.TaskScript(Inventory.luau:10)',
      );
      expect(read(xml, '//testcase/@file')).toEqual([location.file]);
    }
  });

  it.each([
    ['begins with a capital', 'src/Shared/a.luau'],
    ['begins with a digit', 'src/2d/a.luau'],
    ['begins with a sign', '.github/@x/a.luau'],
    ['has a dot', 'src.server/a.luau'],
  ])(
    'writes no line of a trace if a folder %s, since a reader would find another file',
    (_, file) => {
      const error = evaluated(scriptError(), { script: FAILING });
      const verdict = { ...error.verdict, location: { file, line: 3 } };
      const xml = renderJUnit(testedReport({ ...error, verdict }));
      expect(read(xml, '//failure').join('')).not.toMatch(/^at /m);
      expect(read(xml, '//testcase/@file')).toEqual([file]);
    },
  );

  it('writes a testcase with the time of the run for a script that passed without tests', () => {
    const xml = renderJUnit(reportOf(ended()));
    expect(read(xml, '//testcase/@time')).toEqual(['6.400']);
    expect(read(xml, '//testcase/@name')).toEqual(['tests/smoke.luau']);
    expect(summed(xml)).toEqual({ tests: 1, failures: 0, errors: 0, skipped: 0 });
  });

  it('writes failures outside of the script as errors, with the advice', () => {
    const xml = renderJUnit(reportOf({ status: 'unknown-create-outcome', error: noAnswer() }));
    expect(read(xml, '//error/@type')).toEqual([TITLES.maybeRunning]);
    expect(read(xml, '//error').join('')).toMatch(/\nWhat to do: If the script changes data/);
    expect(summed(xml)).toEqual({ tests: 1, failures: 0, errors: 1, skipped: 0 });
  });

  it('writes a cancelled workflow as an error', () => {
    const snapshot = snapshotWith({ state: 'PROCESSING' });
    const xml = renderJUnit(reportOf({ status: 'cancelled', mayRun: true, snapshot }));
    expect(read(xml, '//error/@type')).toEqual([TITLES.cancelled]);
  });

  it.each([
    ['missing key', failForMissingKey(undefined), 'error'],
    ['skipped step', skipForMissingKey(undefined), 'skipped'],
  ])('writes a suite for a %s', (_, verdict, element) => {
    const xml = renderJUnit(reportWithoutRuns(verdict));
    expect(read(xml, `//testcase/${element}/@message`)).toEqual([verdict.message]);
    expect(read(xml, '//testcase/@name')).toEqual([verdict.title]);
  });

  it('writes a suite for a step that failed although no script did', () => {
    const verdict = {
      outcome: 'infrastructure',
      title: TITLES.internalError,
      message: 'The action itself failed.',
      warnings: [],
    } as const;
    const xml = renderJUnit({ verdict, runs: [evaluated(ended())] });
    expect(read(xml, '//testsuite/@name')).toEqual(['Luau execution', 'tests/smoke.luau']);
    expect(summed(xml)).toEqual({ tests: 2, failures: 0, errors: 1, skipped: 0 });
  });

  it('writes a suite for each of several scripts', () => {
    const runs = [evaluated(ended()), evaluated(scriptError(), { script: FAILING })];
    const xml = renderJUnit({ verdict: (runs[1] as EvaluatedRun).verdict, runs });
    expect(read(xml, '//testsuite/@name')).toEqual(['tests/smoke.luau', 'examples/fail.luau']);
    expect(read(xml, '/testsuites/@time')).toEqual(['12.800']);
  });

  it('writes a script that did not run as failed', () => {
    const xml = renderJUnit(sharedStep());
    expect(read(xml, '//testsuite/@name')).toEqual([
      'tests/a.luau',
      'tests/b.luau',
      'tests/c.luau',
    ]);
    expect(read(xml, '//testsuite[3]/testcase/failure/@message')).toEqual([
      'Not run: the task that it shared ended in tests/b.luau, before its turn.',
    ]);
    expect(summed(xml)).toEqual({ tests: 3, failures: 2, errors: 0, skipped: 0 });
  });

  it('writes a pending run as skipped, and a failed upload as an error', () => {
    const pending = renderJUnit(
      reportOf({ status: 'pending', ...snapshotWith({ state: 'QUEUED' }, 0) }),
    );
    expect(summed(pending)).toEqual({ tests: 1, failures: 0, errors: 0, skipped: 1 });
    const { became: _, ...upload } = UPLOADED;
    const verdict = evaluateUpload({ status: 'failed', error: noAnswer('/versions') }, upload);
    const xml = renderJUnit({ verdict, runs: [], upload });
    expect(read(xml, '//testcase/error/@message').join('')).toContain('build/game.rbxl');
  });

  it('writes a failing testcase for a problem of a report without failing tests', () => {
    const report = reportTests([passing('a')], { problems: ['The suite Shop could not run.'] });
    const xml = renderJUnit(testedReport(tested(report)));
    expect(read(xml, '//testcase[failure]/@name')).toEqual(['The suite Shop could not run.']);
    expect(summed(xml)).toEqual({ tests: 2, failures: 1, errors: 0, skipped: 0 });
  });

  it.each([
    [
      'a suite that could not run',
      {
        numPassedTests: 1,
        numFailedTests: 0,
        numTotalTests: 1,
        testResults: [{ testFilePath: 'Shop “2”', testExecError: { message: 'no' } }],
      },
    ],
    [
      'an error outside of the tests',
      { successCount: 1, failureCount: 0, skippedCount: 0, errors: ['no'] },
    ],
    ['a failed check despite ok', { ok: true, checks: [{ name: 'a', ok: false, message: 'no' }] }],
    ['an error without a count', { ok: true, errors: ['no'] }],
  ])('writes %s as one failing testcase, with its problem', (_, results) => {
    const tests = readReturned(results);
    const xml = renderJUnit(testedReport(tested(tests as TestReport)));
    expect(tests?.problems).toHaveLength(1);
    expect(summed(xml)).toEqual({ tests: 1, failures: 1, errors: 0, skipped: 0 });
    expect(read(xml, '//failure/@message')).toEqual(['no']);
    expect(read(xml, '//failure')).toEqual([`no\n${tests?.problems[0]}`]);
  });

  it('uses a problem as the message of a failing test without one', () => {
    const problem = 'The test suite “Shop” could not run.';
    const suite = { path: ['Shop'], status: 'failed' } as const;
    const counts = { total: 1, passed: 1, failed: 0, skipped: 0 };
    const report = reportTests([suite], { counts, problems: [problem, 'No test ran.'] });
    const xml = renderJUnit(testedReport(tested(report)));
    expect(read(xml, '//testcase[failure]/@name')).toEqual(['Shop']);
    expect(read(xml, '//failure/@message')).toEqual([problem]);
    expect(read(xml, '//failure')[0]).toMatch(/No test ran\./);
  });

  it('adds problems to the text of the last failing test', () => {
    const report = reportTests([{ path: ['a'], status: 'failed', message: 'no' }], {
      problems: ['`ok` is true, but `errors` holds 2 errors.'],
    });
    const xml = renderJUnit(testedReport(tested(report)));
    expect(summed(xml)).toEqual({ tests: 1, failures: 1, errors: 0, skipped: 0 });
    expect(read(xml, '//failure')[0]).toContain(report.problems[0]);
  });

  it('writes a failing testcase for failing tests without a name', () => {
    const report = reportTests([passing('a')], {
      counts: { total: 3, passed: 1, failed: 2, skipped: 0 },
    });
    const xml = renderJUnit(testedReport(tested(report)));
    expect(read(xml, '//failure/@message')).toEqual(['2 of 3 tests failed.']);
    expect(read(xml, '//testcase[failure]/@name')).toEqual(['tests/smoke.luau']);
  });

  it('writes a failing testcase for a script that failed after its tests', () => {
    const tests = reportTests([passing('a')]);
    const only = evaluated(scriptError(), { script: FAILING });
    const xml = renderJUnit(testedReport({ ...only, verdict: { ...only.verdict, tests } }));
    expect(read(xml, '//testcase/@name')).toEqual(['a', 'examples/fail.luau']);
    expect(read(xml, '//testcase[failure]/@line')).toEqual(['9']);
  });

  it('makes the names of tests unique', () => {
    const tests = [['x'], ['x'], ['x (2)'], ['x'], ['s', 'x']].map((names) => passing(...names));
    const xml = renderJUnit(testedReport(tested(reportTests(tests))));
    expect(read(xml, '//testcase/@name')).toEqual(['x', 'x (2)', 'x (2) (2)', 'x (3)', 'x']);
  });

  it('has a message for a failing test without one', () => {
    const report = reportTests([{ path: ['a'], status: 'failed' }]);
    expect(read(renderJUnit(testedReport(tested(report))), '//failure')).toEqual([
      'The test failed without a message.',
    ]);
  });

  it('keeps line ends and tabs, and removes characters that XML does not allow', () => {
    const message = 'a\tb\r\nc\u0000\u0008\ud800\ufffe\uffff\u001b[31m]]>&amp;<x>"\'';
    const report = reportTests([{ path: ['\ufffe'], status: 'failed', message }]);
    const xml = renderJUnit(testedReport(tested(report)));
    const kept = 'a\tb\nc\ufffd]]>&amp;<x>"\'';
    expect(read(xml, '//failure/@message')).toEqual([kept]);
    expect(read(xml, '//failure')).toEqual([kept]);
    expect(xml).not.toContain(']]>');
  });

  it('contains the whole log', () => {
    const messages = Array.from({ length: 5_000 }, (_, at) => logged(`${at} ${'é'.repeat(40)}`));
    const [log = ''] = read(renderJUnit(reportOf(ended({}, { messages }))), '//system-out');
    expect(log.split('\n')).toEqual(messages.map(({ text }) => text));
  });

  it('leaves out impossible times', () => {
    const tests = [Infinity, Number.NaN, -1, 1e300].map((durationMs, at) => ({
      ...passing(`test ${at}`),
      durationMs,
    }));
    const only = tested(reportTests(tests), evaluated(ended({ createTime: 8.64e15 })));
    const xml = renderJUnit(testedReport(only));
    expect(read(xml, '//testcase/@time')).toEqual(tests.map(() => '0.000'));
    expect(read(xml, '//testsuite/@timestamp')).toEqual([]);
  });

  it(
    'is valid and counts correctly for any untrusted text',
    () => {
      const report = fc
        .array(arbitraryRun, { minLength: 1, maxLength: 3 })
        .map((runs): StepReport => ({ verdict: (runs[0] as EvaluatedRun).verdict, runs }));
      fc.assert(
        fc.property(report, (any) => {
          const { tests, failures, errors } = summed(renderJUnit(any));
          expect(tests).toBeGreaterThanOrEqual(any.runs.length);
          const isRed = any.runs.some(({ verdict }) =>
            ['failed', 'infrastructure', 'cancelled'].includes(verdict.outcome),
          );
          expect(failures + errors > 0).toBe(isRed);
        }),
        { numRuns: 300 },
      );
    },
    PROPERTY_TIMEOUT_MS,
  );
});

/** Returns the texts that an XPath finds in a valid document. */
function read(xml: string, xpath: string): readonly string[] {
  return withDocument(xml, (document) => document.find(xpath).map(textOf));
}

/** Returns the counts of the report. Checks that those of suites and testcases add up to them. */
function summed(xml: string) {
  return withDocument(xml, (document) => {
    const count = (xpath: string): number => document.find(xpath).length;
    const stated = (name: string): number =>
      Number(document.find(`/testsuites/@${name}`).map(textOf).join());
    const counts = {
      tests: count('//testcase'),
      failures: count('//testcase/failure'),
      errors: count('//testcase/error'),
      skipped: count('//testcase/skipped'),
    };
    for (const [name, found] of Object.entries(counts)) {
      const suites = document.find(`//testsuite/@${name}`).map((one) => Number(textOf(one)));
      expect(stated(name)).toBe(found);
      expect(suites.reduce((sum, number) => sum + number, 0)).toBe(found);
    }
    return counts;
  });
}

function withDocument<T>(xml: string, use: (document: XmlDocument) => T): T {
  const document = XmlDocument.fromString(xml);
  try {
    schema.validate(document);
    return use(document);
  } finally {
    document.dispose();
  }
}

function textOf(node: XmlNode): string {
  return node.content;
}
