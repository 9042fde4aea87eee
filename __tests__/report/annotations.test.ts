import { describe, expect, it, jest } from '@jest/globals';
import type { Annotation } from '../../runner/annotations.ts';
import { SecretMasker } from '../../runner/secret-masker.ts';
import { StepLog } from '../../runner/step-log.ts';
import { annotationsOf } from '../../src/report/annotations.ts';
import { writeAnnotations } from '../../src/report/publish.ts';
import { failForMissingKey, skipForMissingKey } from '../../src/evaluate/pre-run.ts';
import {
  TITLES,
  type EvaluatedRun,
  type LocatedTest,
  type StepReport,
} from '../../src/evaluate/types.ts';
import {
  ended,
  failed,
  FAILING,
  inventoryRun,
  evaluated,
  passing,
  reportOf,
  reportTests,
  reportWithoutRuns,
  scriptError,
  snapshotWith,
  SMOKE,
  tested,
  testedReport,
} from './evaluated-runs.ts';
import { mixedStep, script, sharedStep, stepOf } from './several-runs.ts';

/** Returns the annotations that the runner keeps. */
function annotated(report: StepReport, isLocated = true): readonly Annotation[] {
  const written: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(String(chunk));
    return true;
  });
  try {
    writeAnnotations(annotationsOf(report, isLocated));
  } finally {
    spy.mockRestore();
  }
  const log = new StepLog('/workspace', new SecretMasker());
  const lines = written.join('').split('\n').filter(Boolean);
  for (const line of lines) {
    log.read(line);
  }
  // The runner keeps all of them.
  expect(log.annotations).toHaveLength(lines.length);
  return log.annotations;
}

/** A script with failing tests, some of them with locations. */
function failing(file: string, located: number, others = 0): EvaluatedRun {
  const tests = Array.from({ length: located + others }, (_, at): LocatedTest => ({
    path: [file, `test ${at}`],
    status: 'failed',
    message: `why ${at}`,
    ...(at < located && { location: { file, line: at + 1 } }),
  }));
  return tested(reportTests(tests), evaluated(ended(), { script: script(file) }));
}

const errorIn = (file: string): EvaluatedRun =>
  evaluated(scriptError(), { script: { ...FAILING, file } });

describe('the annotations of a step with one run', () => {
  it('are one error on the failing line, with the advice', () => {
    expect(annotated(reportOf(scriptError(), { script: FAILING }))).toMatchObject([
      { level: 'error', title: TITLES.scriptError, file: 'examples/fail.luau', line: 9 },
    ]);
  });

  it('have no location if annotations are off', () => {
    const [only, ...others] = annotated(reportOf(scriptError(), { script: FAILING }), false);
    expect(others).toEqual([]);
    expect(only?.file).toBeUndefined();
    expect(annotated(testedReport(inventoryRun()), false)).toMatchObject([
      { title: TITLES.testsFailed, message: expect.stringContaining('refuses what does not fit') },
    ]);
  });

  it('are an error for each failing test with a location, and the error of the step last', () => {
    const annotations = annotated(testedReport(inventoryRun()));
    expect(annotations).toMatchObject([
      {
        title: 'Inventory › add › refuses what does not fit',
        file: 'tests/inventory.luau',
        line: 14,
      },
      {
        title: 'Inventory › take › gives back what was added',
        file: 'src/shared/Inventory.luau',
        line: 10,
      },
      { title: TITLES.testsFailed, message: '2 of 44 tests failed.' },
    ]);
    expect(annotations[2]?.file).toBeUndefined();
  });

  it('are at most ten: nine tests, and the error of the step lists the others', () => {
    const annotations = annotated(stepOf([failing('a.luau', 12, 1)]));
    expect(annotations).toHaveLength(10);
    expect(annotations[9]?.message).toBe(
      [
        '13 of 13 tests failed.',
        '- a.luau › test 9: why 9',
        '- a.luau › test 10: why 10',
        '- a.luau › test 11: why 11',
        '- a.luau › test 12: why 12',
      ].join('\n'),
    );
  });

  it.each([
    ['passed', ended()],
    ['is pending', { status: 'pending' as const, ...snapshotWith() }],
  ])('are none if it %s', (_, run) => {
    expect(annotated(reportOf(run))).toEqual([]);
  });

  it('are at most nine located warnings of the script', () => {
    const only = evaluated(ended());
    const locatedWarnings = Array.from({ length: 12 }, (_, at) => ({
      text: `slow ${at}`,
      location: { file: 'src/a.luau', line: at + 1 },
    }));
    const report = stepOf([{ ...only, verdict: { ...only.verdict, locatedWarnings } }]);
    expect(annotated(report)).toHaveLength(9);
    expect(annotated(report)[8]).toMatchObject({ level: 'warning', message: 'slow 8', line: 9 });
    expect(annotated(report, false)).toEqual([]);
  });
});

describe('the annotations of a step without a run', () => {
  it('are its error, or the notice of a skipped step', () => {
    expect(annotated(reportWithoutRuns(failForMissingKey(undefined)))).toMatchObject([
      { level: 'error', title: TITLES.keyMissing },
    ]);
    expect(annotated(reportWithoutRuns(skipForMissingKey(undefined)))).toMatchObject([
      { level: 'notice', title: TITLES.skipped },
    ]);
  });
});

describe('the annotations of several scripts', () => {
  it('are one error with the name of each failing script', () => {
    const runs = [errorIn('a.luau'), evaluated(ended()), errorIn('c.luau')];
    expect(annotated(stepOf(runs))).toMatchObject(
      [
        { title: TITLES.scriptError, file: 'a.luau', line: 9, message: /^a\.luau: TaskScript:9/ },
        { title: TITLES.scriptError, file: 'c.luau', line: 9, message: /^c\.luau: TaskScript:9/ },
      ].map((one) => ({ ...one, message: expect.stringMatching(one.message) })),
    );
  });

  it('include failing tests before the errors of scripts, up to ten in total', () => {
    const titles = annotated(stepOf([errorIn('a.luau'), failing('b.luau', 20)])).map(
      ({ title }) => title,
    );
    expect(titles).toEqual([
      ...Array.from({ length: 8 }, (_, at) => `b.luau › test ${at}`),
      TITLES.scriptError,
      TITLES.testsFailed,
    ]);
  });

  it('list the tests of each script only in its own error', () => {
    const annotations = annotated(stepOf([failing('a.luau', 0, 1), failing('b.luau', 0, 2)]));
    expect(annotations.map(({ message }) => message)).toEqual([
      'a.luau: 1 of 1 tests failed.\n- a.luau › test 0: why 0',
      'b.luau: 2 of 2 tests failed.\n- b.luau › test 0: why 0\n- b.luau › test 1: why 1',
    ]);
  });

  it('are ten errors of scripts for ten failing scripts', () => {
    const runs = Array.from({ length: 10 }, (_, at) => failing(`${at}.luau`, 2));
    expect(annotated(stepOf(runs)).map(({ title }) => title)).toEqual(
      Array.from({ length: 10 }, () => TITLES.testsFailed),
    );
  });

  it.each([11, 15, 40])(
    'are ten for %d failing scripts, of which the tenth counts the rest',
    (count) => {
      const runs = Array.from({ length: count }, (_, at) => errorIn(`${at}.luau`));
      const annotations = annotated(stepOf(runs));
      expect(annotations).toHaveLength(10);
      expect(annotations[8]?.message).toMatch(/^8\.luau: /);
      expect(annotations[9]?.title).toBe(TITLES.scriptError);
      const rest = count - 9;
      expect(annotations[9]?.message).toMatch(
        new RegExp(`^${rest} more scripts failed, which the summary shows: 9\\.luau, 10\\.luau`),
      );
      expect(annotations[9]?.message.includes(` and ${rest - 10} more.`)).toBe(rest > 10);
    },
  );

  it('include cancelled scripts', () => {
    expect(annotated(mixedStep()).map(({ title }) => title)).toEqual([
      'Inventory › add › refuses what does not fit',
      'Inventory › take › gives back what was added',
      TITLES.scriptError,
      TITLES.testsFailed,
      TITLES.cancelled,
    ]);
  });

  it('have no error for a script that did not run', () => {
    expect(annotated(sharedStep())).toMatchObject([
      { title: TITLES.timedOut, message: expect.stringMatching(/^tests\/b\.luau: /) },
    ]);
  });

  it('have one error if no script ran', () => {
    const notRun = evaluated(
      { status: 'not-run', because: 'it was so', cause: 'script' },
      { script: SMOKE },
    );
    expect(annotated(stepOf([notRun, notRun]))).toMatchObject([
      { level: 'error', title: TITLES.executionFailed },
    ]);
  });

  it('are none if all scripts pass', () => {
    const calm = tested(reportTests([passing('a')]));
    expect(annotated(stepOf([calm, evaluated(ended())]))).toEqual([]);
  });

  it('contain no other commands', () => {
    const message = '::error::x\n##[error]y\r\n::set-output name=outcome::passed';
    const run = failed({ code: 'SCRIPT_ERROR', message });
    const file = '::error file=x,line=1::%0A.luau';
    const annotations = annotated(
      stepOf([evaluated(run, { script: script(file) }), evaluated(ended())]),
    );
    expect(annotations).toHaveLength(1);
    expect(annotations[0]?.message).not.toContain('##[');
  });
});
