import { describe, expect, it } from '@jest/globals';
import type { RunResult } from '../../src/tasks/run-result.ts';
import { formatTaskPath } from '../../src/open-cloud/task-path.ts';
import {
  explainOmittedOutputs,
  finalOutputs,
  taskOutputs,
  type Outputs,
} from '../../src/report/outputs.ts';
import type { EvaluatedRun, StepReport } from '../../src/evaluate/types.ts';
import {
  CREATED,
  createTask,
  ended,
  failed,
  evaluated,
  logged,
  noAnswer,
  reportOf,
  reportTests,
  reportWithoutRuns,
  snapshotWith,
  tested,
} from './evaluated-runs.ts';
import { failForMissingKey } from '../../src/evaluate/pre-run.ts';
import {
  mixedStep,
  withSpan,
  script,
  sharedStep,
  stepOf,
  taskNamed,
  UPLOADED,
} from './several-runs.ts';

const RESULTS = { resultsFile: '/tmp/results.json' };

function outputsOf(report: StepReport): Outputs {
  return finalOutputs(report).outputs;
}

function runsOf(report: StepReport): readonly Record<string, unknown>[] {
  return JSON.parse(outputsOf(report).runs ?? '') as readonly Record<string, unknown>[];
}

/** A script with these results. */
function returning(file: string, results: RunResult & { status: 'ended' }): EvaluatedRun {
  return evaluated(results, { script: script(file) });
}

const returned = (taskId: string, ...results: readonly (string | number)[]) =>
  ended(taskNamed(taskId, { results })) as RunResult & { status: 'ended' };

describe('the outputs of one script', () => {
  it('contain everything that is known', () => {
    const run = ended({ results: ['done', { a: 1 }] }, { messages: [logged('a'), logged('b')] });
    const { path } = createTask();
    expect(outputsOf(reportOf(run))).toEqual({
      outcome: 'passed',
      state: 'COMPLETE',
      result: 'done',
      results: '["done",{"a":1}]',
      'task-path': formatTaskPath(path),
      'task-id': path.taskId,
      'session-id': path.sessionId,
      'place-version': '7',
      duration: '6.4',
      logs: 'a\nb',
      runs: expect.any(String),
    });
  });

  it('contain one object in `runs`, with native JSON, and null for unknown values', () => {
    const run = ended({ results: ['done', { a: [1] }] });
    expect(runsOf(reportOf(run))).toEqual([
      {
        script: 'tests/smoke.luau',
        outcome: 'passed',
        state: 'COMPLETE',
        errorCode: null,
        errorMessage: null,
        result: 'done',
        results: ['done', { a: [1] }],
        taskPath: formatTaskPath(createTask().path),
        taskId: createTask().path.taskId,
        sessionId: createTask().path.sessionId,
        placeVersion: '7',
        duration: 6.4,
        tests: { total: null, passed: null, failed: null, skipped: null },
      },
    ]);
    const lost = { status: 'unknown-create-outcome', error: noAnswer() } as const;
    expect(runsOf(reportOf(lost, { script: { text: 'return' } }))).toEqual([
      {
        script: null,
        outcome: 'infrastructure',
        state: null,
        errorCode: null,
        errorMessage: null,
        result: null,
        results: null,
        taskPath: null,
        taskId: null,
        sessionId: null,
        placeVersion: null,
        duration: null,
        tests: { total: null, passed: null, failed: null, skipped: null },
      },
    ]);
  });

  it('contain the error of Roblox after a failure', () => {
    const run = failed({ code: 'SCRIPT_ERROR', message: 'TaskScript:1: no' });
    expect(outputsOf(reportOf(run))).toMatchObject({
      outcome: 'failed',
      state: 'FAILED',
      'error-code': 'SCRIPT_ERROR',
      'error-message': 'TaskScript:1: no',
    });
    expect(outputsOf(reportOf(run))).not.toHaveProperty('result');
    expect(runsOf(reportOf(run))).toMatchObject([{ errorCode: 'SCRIPT_ERROR', result: null }]);
  });

  it('contain the task of a pending run, but no duration', () => {
    const report = reportOf({ status: 'pending', ...snapshotWith({ state: 'QUEUED' }, 0) });
    const outputs = outputsOf(report);
    expect(outputs).toMatchObject({
      outcome: 'pending',
      state: 'QUEUED',
      ...taskOutputs(createTask()),
    });
    expect(outputs).not.toHaveProperty('duration');
    expect(outputs).not.toHaveProperty('logs');
    expect(runsOf(report)).toMatchObject([{ outcome: 'pending', duration: null }]);
  });

  it('contain the file of a binary output if it was written', () => {
    const run = ended() as RunResult & { status: 'ended' };
    const written = { status: 'written', file: '/w/out.bin', bytes: 3 } as const;
    expect(outputsOf(reportOf({ ...run, binaryOutput: written }))['binary-output']).toBe(
      '/w/out.bin',
    );
    expect(outputsOf(reportOf({ ...run, binaryOutput: { status: 'none' } }))).not.toHaveProperty(
      'binary-output',
    );
  });

  it('contain no test counts for a script that returned only `true` or `false`', () => {
    const bare = reportTests([], { problems: ['The script returned `false`.'] });
    expect(outputsOf(stepOf([tested(bare)]))).not.toHaveProperty('tests-total');
    const none = reportTests([], { framework: 'Jest', problems: ['No test ran.'] });
    expect(outputsOf(stepOf([tested(none)]))).toMatchObject({ 'tests-total': '0' });
  });
});

describe('the outputs of a step without a run', () => {
  it('are the outcome and the uploaded version', () => {
    const verdict = failForMissingKey(undefined);
    expect(outputsOf(reportWithoutRuns(verdict))).toEqual({ outcome: 'infrastructure' });
    expect(outputsOf({ verdict, runs: [], upload: UPLOADED })).toEqual({
      outcome: 'infrastructure',
      'place-version': '7',
    });
  });
});

describe('the outputs of several scripts', () => {
  it('take single-task values from the first script that has them', () => {
    const report = stepOf([
      evaluated(
        { status: 'unknown-create-outcome', error: noAnswer() },
        { script: script('a.luau') },
      ),
      evaluated(failed({ code: 'SCRIPT_ERROR', message: 'no' }), { script: script('b.luau') }),
      returning('c.luau', returned('c', 'of c')),
      returning('d.luau', returned('d', 'of d')),
    ]);
    expect(outputsOf(report)).toMatchObject({
      outcome: 'failed',
      state: 'FAILED',
      'task-path': formatTaskPath(createTask().path),
      'error-code': 'SCRIPT_ERROR',
      'error-message': 'no',
      result: 'of c',
      results: '[[],[],["of c"],["of d"]]',
    });
  });

  it('contain an object for each in `runs`, in order', () => {
    const runs = runsOf(mixedStep());
    expect(runs.map(({ script: file, outcome, tests }) => [file, outcome, tests])).toEqual([
      ['examples/fail.luau', 'failed', expect.objectContaining({ total: null })],
      ['tests/inventory.luau', 'failed', { total: 44, passed: 41, failed: 2, skipped: 1 }],
      ['tests/shop.spec.luau', 'passed', { total: 2, passed: 2, failed: 0, skipped: 0 }],
      ['tests/smoke.luau', 'passed', expect.objectContaining({ total: null })],
      ['tests/trade.spec.luau', 'cancelled', expect.objectContaining({ total: null })],
    ]);
  });

  it('add tests up, join logs, and span the time of all runs', () => {
    expect(outputsOf(mixedStep())).toMatchObject({
      'tests-total': '46',
      'tests-passed': '43',
      'tests-failed': '2',
      'tests-skipped': '1',
      logs: expect.stringMatching(/^starting\n.*\nRunning 44 tests\n.*\nopen$/s),
      duration: '19.7',
      'place-version': '7',
    });
  });

  it('mention a script that did not run only in `runs`', () => {
    const outputs = outputsOf(sharedStep());
    expect(outputs).toMatchObject({ outcome: 'failed', result: 'true', results: '[[true],[],[]]' });
    expect(runsOf(sharedStep())[2]).toMatchObject({
      script: 'tests/c.luau',
      outcome: 'failed',
      state: null,
      results: null,
    });
  });

  it('contain no duration if no task was created', () => {
    const lost = evaluated({ status: 'cancelled', mayRun: false });
    const runs = [lost, lost].map((one) => ({ ...one, span: { endedMs: 5_000 } }));
    expect(outputsOf(stepOf(runs))).not.toHaveProperty('duration');
  });

  it('support thousands of runs', () => {
    const runs = Array.from({ length: 20_000 }, (_, index) =>
      withSpan(index, index + 2, evaluated(ended({ updateTime: CREATED + 2_000 }))),
    );
    expect(outputsOf(stepOf(runs)).duration).toBe('20001');
  });
});

describe('the size of an output', () => {
  const whole = 'x'.repeat(256 * 1024);

  it('may be 256 KiB', () => {
    const { outputs, omitted } = finalOutputs(reportOf(ended({ results: [whole] })));
    expect(outputs.result).toBe(whole);
    // JSON adds two quotes.
    expect(outputs.results).toBe('');
    expect(explainOmittedOutputs(omitted, RESULTS)).toBe(
      'The outputs `results` and `runs` are left empty, since each would have more than 256 KiB. /tmp/results.json holds the results whole.',
    );
  });

  it('is measured in bytes; a larger output is empty, and a warning names the file', () => {
    const results = ['ü'.repeat(128 * 1024 + 1)];
    const { outputs, omitted } = finalOutputs(reportOf(ended({ results })));
    expect(outputs).toMatchObject({ outcome: 'passed', result: '', results: '', runs: '' });
    expect(explainOmittedOutputs(omitted, RESULTS)).toMatch(
      /`result`, `results` and `runs`.*\/tmp\/results\.json holds/,
    );
  });

  it('does not affect other outputs', () => {
    const message = `${whole}!`;
    const { outputs, omitted } = finalOutputs(reportOf(failed({ code: 'X', message })));
    expect(outputs).toMatchObject({ 'error-code': 'X', 'error-message': '' });
    const warning = explainOmittedOutputs(omitted, {});
    expect(warning).toMatch(/^The outputs `error-message` and `runs` are left empty/);
    expect(warning).not.toContain('holds');
  });

  it('is limited to the end of a log', () => {
    const messages = Array.from({ length: 9_000 }, (_, index) => logged(`line ${index}`));
    const { logs = '' } = outputsOf(reportOf(ended({}, { messages })));
    expect(Buffer.byteLength(logs)).toBeLessThanOrEqual(64 * 1024);
    expect(logs).toMatch(/^line \d+\n/);
    expect(logs.endsWith('\nline 8999')).toBe(true);
  });

  it('is limited to the end of many joined logs', () => {
    const texts = Array.from({ length: 3_000 }, (_, index) => `log ${index}\n${'x'.repeat(50)}`);
    const runs = texts.map((text, index) =>
      evaluated(ended({}, { messages: index % 10 === 0 ? [] : [logged(text)] })),
    );
    const all = texts.filter((_, index) => index % 10 !== 0).join('\n');
    const { logs = '' } = outputsOf(stepOf(runs));
    expect(all.endsWith(`\n${logs}`)).toBe(true);
    expect(logs.length).toBeGreaterThan(64 * 1024 - 60);
    expect(logs.length).toBeLessThanOrEqual(64 * 1024);
  });
});
