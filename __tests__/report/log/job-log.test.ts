import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunEvent, RunPlan } from '../../../src/tasks/run-result.ts';
import { OpenCloudError } from '../../../src/open-cloud/errors.ts';
import { createJobLog, type JobLog } from '../../../src/report/log/job-log.ts';
import { failForMissingKey } from '../../../src/evaluate/pre-run.ts';
import { golden } from '../golden.ts';
import { arbitraryError, arbitraryRun, arbitraryText } from '../arbitrary-runs.ts';
import {
  createPlan,
  createTask,
  ended,
  failed,
  FAILING,
  logged,
  noAnswer,
  reportOf,
  reportWithoutRuns,
  scriptError,
  snapshotWith,
  inventoryRun,
  evaluated,
  passing,
  reportTests,
  tested,
  testedReport,
} from '../evaluated-runs.ts';
import { findCommandProblems, readCommands } from '../runner-grammar.ts';
import { mixedStep, script, sharedStep, stepOf, taskNamed, UPLOADED } from '../several-runs.ts';

/** Hundreds of runs take 2 s, and more on a busy machine. */
const PROPERTY_TIMEOUT_MS = 60_000;

describe('the job log of one script', () => {
  it('shows the calls of a script error again only if they name files', () => {
    const only = evaluated(scriptError(), { script: FAILING });
    const outputWith = (trace: string): string => {
      const { jobLog, output } = record();
      jobLog.finish({
        verdict: only.verdict,
        runs: [{ ...only, verdict: { ...only.verdict, trace } }],
      });
      return output();
    };
    const call = "Script 'TaskScript', Line 9 - function main";
    expect(outputWith(call).split(call)).toHaveLength(2);
    const named = "Script 'src/shared/Shop.luau', Line 3 - function buy";
    expect(outputWith(`${named}\n${call}`)).toContain(`  ${named}\n  ${call}\n`);
  });

  it('shows for a pass what ran, where, how long, and what it returned', () => {
    const report = reportOf(
      ended(
        {
          results: [
            { ok: true, checks: ['players spawn', 'the shop opens', 'data is saved'] },
            'as "text"',
          ],
        },
        {
          messages: [
            logged('ready'),
            logged('12 checks\nin all', 'INFO'),
            logged('slow', 'WARNING'),
          ],
        },
      ),
    );
    const { jobLog, output } = record();
    play(jobLog, report.runs[0]?.plan, [
      { kind: 'created', task: createTask({ state: 'PROCESSING' }) },
      { kind: 'still-running', state: 'PROCESSING', elapsedMs: 60_400 },
      { kind: 'state', task: createTask(), elapsedMs: 64_000 },
    ]);
    jobLog.finish(report);
    expect(visible(output())).toBe(golden('pass.txt', visible(output())));
  });

  it('shows the log of a script error, and leaves the error to the annotation', () => {
    const report = reportOf(scriptError(), { script: FAILING });
    const { jobLog, output } = record();
    play(jobLog, report.runs[0]?.plan, [
      { kind: 'created', task: createTask({ state: 'QUEUED' }) },
      { kind: 'state', task: createTask({ state: 'PROCESSING' }), elapsedMs: 900 },
      { kind: 'state', task: createTask({ state: 'FAILED' }), elapsedMs: 7_000 },
    ]);
    jobLog.finish(report);
    expect(visible(output())).toBe(golden('script-error.txt', visible(output())));
  });

  it('shows the time and the reason of each wait', () => {
    const { jobLog, output } = record();
    const unreachable = new OpenCloudError({
      failure: 'not-connected',
      request: { method: 'POST', path: '/cloud/v2/universes/123' },
      serverMessage: 'ECONNREFUSED',
    });
    play(jobLog, createPlan({ place: { universeId: '123', placeId: '456', placeVersion: '7' } }), [
      { kind: 'not-connected', error: unreachable, waitMs: 1_000 },
      {
        kind: 'quota-exceeded',
        throttle: { kind: 'quota', waitMs: 12_000 },
        waitMs: 12_600,
        isRefusal: true,
      },
      {
        kind: 'quota-exceeded',
        throttle: { kind: 'capacity', tasks: [] },
        waitMs: 10_300,
        isRefusal: true,
      },
      {
        kind: 'quota-exceeded',
        throttle: { kind: 'hourly', waitMs: 900_000 },
        waitMs: 900_000,
        isRefusal: true,
      },
      { kind: 'created', task: createTask({ state: 'PROCESSING' }) },
      { kind: 'poll-failed', error: noAnswer(), waitMs: 2_000 },
      { kind: 'still-running', state: 'PROCESSING', elapsedMs: 120_000 },
    ]);
    const snapshot = snapshotWith({ state: 'PROCESSING' }, 360_000);
    jobLog.finish(reportOf({ status: 'poll-timeout', limitMs: 360_000, ...snapshot }));
    expect(visible(output())).toBe(golden('poll-timeout.txt', visible(output())));
  });

  it('closes its group if no task was created', () => {
    const report = reportOf(
      { status: 'unknown-create-outcome', error: noAnswer() },
      { script: { text: 'return' } },
    );
    const { jobLog, output } = record();
    play(jobLog, report.runs[0]?.plan, []);
    jobLog.finish(report);
    expect(visible(output())).toBe(golden('unknown-create-outcome.txt', visible(output())));
  });

  it('closes its group after an internal error', () => {
    const { jobLog, output } = record();
    jobLog.begin({ plans: [createPlan()] });
    jobLog.finish(reportWithoutRuns(failForMissingKey(undefined)));
    expect(readCommands(output()).map(({ name }) => name)).toEqual(['group', 'endgroup']);
  });

  it('writes nothing if nothing started', () => {
    const { jobLog, output } = record();
    jobLog.finish(reportWithoutRuns(failForMissingKey(undefined)));
    expect(output()).toBe('');
  });

  it('says that the log is empty', () => {
    expect(finished(reportOf(ended()))).toContain('\nThe log is empty.\n');
  });

  it('says that the log, or the rest of it, could not be read', () => {
    const error = noAnswer('/logs');
    expect(finished(reportOf(ended({}, { messages: [], error })))).toContain(
      '::group::Luau output\nThe log could not be read: POST /logs was sent',
    );
    expect(finished(reportOf(failed({}, { messages: [logged('a')], error })))).toContain(
      '::token-1::\nThe rest of the log could not be read: POST /logs was sent',
    );
  });

  it('truncates long results, and names the file that contains all', () => {
    const output = finished(
      reportOf(ended({ results: ['x'.repeat(100_000)] })),
      '/tmp/results.json',
    );
    expect(output).toContain(
      'xxx…\n::token-1::\nCut here, after 16 KiB of 98 KiB. All of it is in /tmp/results.json, the output `results-file`: upload it to keep it.\n',
    );
    expect(output.length).toBeLessThan(17_500);
  });

  it('keeps an unknown level from the start of a line', () => {
    const levels = ['DEBUG_VERBOSE', '##[error]x', '::error::x', ' ::error::x'];
    const messages = levels.map((level) => logged('hm', level));
    expect(finished(reportOf(ended({}, { messages })))).toContain(
      '\n(DEBUG_VERBOSE)  hm\n(##[error]x)  hm\n(::error::x)  hm\n(::error::x)  hm\n',
    );
  });

  it('limits colours to their line, and removes other escape sequences', () => {
    const messages = [logged('\u001b[32mgreen\nplain\u001b[2J\u001b[1;31mbold\u0007\u009b3m')];
    expect(finished(reportOf(ended({}, { messages })))).toContain(
      '\n        \u001b[32mgreen\u001b[0m\n        plain\u001b[1;31mbold\u001b[0m\n',
    );
  });
});

describe('tests in the job log', () => {
  it('come last if they fail: names, locations, messages, then counts', () => {
    const output = visible(finished(testedReport(inventoryRun())));
    expect(output).toBe(golden('tests-failed.txt', output));
  });

  it('take one line if all pass', () => {
    const report = testedReport(tested(reportTests([passing('a'), passing('b')])));
    expect(finished(report)).toMatch(/\nPassed: .*\nTests: 2 passed\.\n$/);
  });

  it('name their script if there are several, failing scripts last', () => {
    const failing = inventoryRun();
    const passed = tested(
      reportTests([passing('a')]),
      evaluated(ended(), { script: { file: 'tests/z.luau', text: '' } }),
    );
    const output = finished({ verdict: failing.verdict, runs: [failing, passed] });
    const lines = output.split('\n').filter((line) => /^(?:Failing t|T)ests/.test(line));
    expect(lines).toEqual([
      'Tests of tests/z.luau: 1 passed.',
      'Tests of tests/inventory.luau that passed with a warning:',
      'Failing tests of tests/inventory.luau:',
      'Tests of tests/inventory.luau: 41 passed, 2 failed, 1 skipped of 44.',
    ]);
  });

  it('are all named, and the first hundred have a message', () => {
    const tests = Array.from({ length: 5_000 }, (_, at) => ({
      path: [`test ${at}`],
      status: 'failed' as const,
      message: `why ${at}`,
      location: { line: at + 1 },
    }));
    const output = finished(testedReport(tested(reportTests(tests))));
    expect(output).toContain('\u001b[31mtest 99\u001b[0m\n    line 100\n    why 99\n');
    expect(output).toContain('\u001b[31mtest 4999\u001b[0m  line 5000\n::token');
    expect(output).not.toContain('why 100\n');
  });

  it('have at most eight lines of a message', () => {
    const message = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('\n');
    const report = reportTests([{ path: ['long'], status: 'failed', message }]);
    expect(finished(testedReport(tested(report)))).toContain(
      '    line 7\n    and 22 more lines\n::token',
    );
  });

  it('are followed by other problems of the report', () => {
    const problem = '::error::The suite `Shop` could not run.';
    const report = reportTests([{ path: ['a'], status: 'failed' }], { problems: [problem] });
    const output = finished(testedReport(tested(report)));
    expect(output).toContain('\nWhat else is wrong:\n::stop-commands::token');
    expect(output).toContain(`\n  ${problem}\n::token`);
  });

  it('are followed by the problems of the report if no test failed, with the script', () => {
    const passed = evaluated(ended());
    const failing = tested(reportTests([], { problems: ['No test ran.'] }));
    expect(finished({ verdict: passed.verdict, runs: [passed, failing] })).toContain(
      '\nWhat is wrong with the tests of tests/smoke.luau:\n::stop-commands::token',
    );
  });

  it('do not repeat problems in the message of the step, unless it is truncated', () => {
    const problems = ['The script returned `false`.'];
    const output = finished(testedReport(tested(reportTests([passing('a')], { problems }))));
    expect(output).not.toContain('false');
    expect(output).toMatch(/\nTests: 1 passed\.\n$/);
    const many = Array.from({ length: 200 }, (_, at) => `The suite number ${at} could not run.`);
    const long = finished(testedReport(tested(reportTests([], { problems: many }))));
    expect(long).toContain('\nWhat is wrong with the tests:\n::stop-commands::token');
    expect(long).toContain('\n  The suite number 199 could not run.\n');
  });

  it('are followed by problems of the report if the script failed for another reason', () => {
    const report = reportTests([], { problems: ['::error::The suite `Shop` could not run.'] });
    const only = evaluated(scriptError(), { script: FAILING });
    const output = finished(testedReport({ ...only, verdict: { ...only.verdict, tests: report } }));
    expect(output).toContain('\nWhat is wrong with the tests:\n::stop-commands::token');
    expect(output).toContain('\n  ::error::The suite `Shop` could not run.\n::token');
    expect(output).not.toContain('Tests: ');
  });
});

describe('the job log of several scripts', () => {
  it('shows the progress, then each script by its name, then the result', () => {
    const report = mixedStep();
    const { jobLog, output } = record();
    const { became: _, ...upload } = UPLOADED;
    jobLog.begin({ plans: report.runs.map(({ plan }) => plan), upload });
    jobLog.event({ kind: 'upload-progress', sentBytes: 2_097_152, totalBytes: 3_460_300 });
    jobLog.event({ kind: 'uploaded', upload: UPLOADED });
    jobLog.event({ kind: 'created', task: taskNamed('fail') }, 0);
    jobLog.event({ kind: 'created', task: taskNamed('inventory') }, 1);
    jobLog.event({
      kind: 'progress',
      done: 0,
      running: 2,
      waiting: 3,
      blockedBy: 'quota',
      untilMs: 11_000,
    });
    jobLog.event(
      { kind: 'state', task: taskNamed('fail', { state: 'FAILED' }), elapsedMs: 6_600 },
      0,
    );
    jobLog.event({ kind: 'poll-failed', error: noAnswer(), waitMs: 2_000 }, 1);
    jobLog.event({ kind: 'state', task: taskNamed('inventory'), elapsedMs: 6_800 }, 1);
    jobLog.event({ kind: 'progress', done: 2, running: 0, waiting: 3 });
    jobLog.finish(report);
    expect(findCommandProblems(readCommands(output()))).toEqual([]);
    expect(visible(output())).toBe(golden('step-mixed.txt', visible(output())));
  });

  it('names the scripts that did not run in a shared task', () => {
    const report = sharedStep();
    const { jobLog, output } = record();
    jobLog.begin({ plans: report.runs.map(({ plan }) => plan), isShared: true });
    jobLog.finish(report);
    expect(visible(output())).toBe(golden('step-shared.txt', visible(output())));
  });

  it('gives the reason of repeated poll failures once for each script', () => {
    const { jobLog, output } = record();
    const plans = ['a', 'b'].map((name) => createPlan({ script: script(`tests/${name}.luau`) }));
    jobLog.begin({ plans });
    for (const index of [0, 1, 0, 1]) {
      jobLog.event({ kind: 'poll-failed', error: noAnswer(), waitMs: 2_000 }, index);
    }
    expect(
      output()
        .split('\n')
        .filter((line) => line.startsWith('Next poll')),
    ).toEqual([
      expect.stringMatching(/^Next poll for tests\/a\.luau in 2s, since this failed: POST/),
      expect.stringMatching(/^Next poll for tests\/b\.luau in 2s, since this failed: POST/),
      'Next poll for tests/a.luau in 2s.',
      'Next poll for tests/b.luau in 2s.',
    ]);
  });

  it('contains only its own commands for any script names', () => {
    fc.assert(
      fc.property(fc.array(arbitraryRun, { minLength: 2, maxLength: 4 }), (runs) => {
        const { jobLog, output } = record();
        jobLog.begin({ plans: runs.map(({ plan }) => plan) });
        for (const index of runs.keys()) {
          jobLog.event({ kind: 'created', task: createTask() }, index);
          jobLog.event({ kind: 'still-running', state: 'PROCESSING', elapsedMs: 60_000 }, index);
          jobLog.event({ kind: 'poll-failed', error: noAnswer(), waitMs: 1 }, index);
        }
        jobLog.finish(stepOf(runs));
        expect(findCommandProblems(readCommands(output()))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the job log of a pending task', () => {
  it('names the task and how to get its result', () => {
    const { jobLog, output } = record();
    const task = createTask({ state: 'QUEUED' });
    const plan = { isLeftPending: true } as const;
    play(jobLog, createPlan(plan), [{ kind: 'created', task }]);
    jobLog.finish(reportOf({ status: 'pending', task, seenMs: 0, queuedMs: 0 }, plan));
    expect(output()).not.toContain('Waiting for Roblox');
    expect(output()).not.toContain('Time:');
    expect(output()).toMatch(
      /::endgroup::\nPending: The task was created, and nobody waits for it here: universes\/123\/.*24 hours.*`task-path`, to another step as `task`\.\n$/,
    );
  });
});

describe('untrusted text in the job log', () => {
  const runEvent: fc.Arbitrary<RunEvent> = fc
    .record({ state: arbitraryText, error: arbitraryError, kind: fc.nat(3) })
    .map(({ state, error, kind }): RunEvent => {
      const events: readonly RunEvent[] = [
        { kind: 'created', task: createTask({ state }) },
        { kind: 'state', task: createTask({ state }), elapsedMs: 1 },
        { kind: 'still-running', state, elapsedMs: 1 },
        { kind: 'poll-failed', error, waitMs: 1 },
      ];
      return events[kind] as RunEvent;
    });

  it(
    'never becomes a command',
    () => {
      fc.assert(
        fc.property(arbitraryRun, fc.array(runEvent), arbitraryText, (any, events, resultsFile) => {
          const { jobLog, output, writes } = record();
          play(jobLog, any.plan, events);
          jobLog.finish({ verdict: any.verdict, runs: [any] }, { resultsFile });

          expect(findCommandProblems(readCommands(output()))).toEqual([]);

          // The log contains no other control characters, and each block is one write.
          expect(visible(output()).replace(/\u241b\[[\d;:]*m/g, '')).not.toMatch(
            /(?![\n\t])\p{Cc}/u,
          );
          for (const text of writes) {
            expect(text.endsWith('\n')).toBe(true);
            expect(text.startsWith('::stop-commands::')).toBe(/\n::token-\d::\n$/.test(text));
          }
        }),
        { numRuns: 300 },
      );
    },
    PROPERTY_TIMEOUT_MS,
  );

  it('is written in one piece', () => {
    const messages = Array.from({ length: 5_000 }, () => logged('::error::no'.repeat(8)));
    const { jobLog, writes } = record();
    jobLog.finish(reportOf(ended({}, { messages })));
    expect(writes.filter((text) => text.includes('::error::'))).toHaveLength(1);
  });
});

/** Creates a job log with predictable tokens, and records its writes. */
function record() {
  const writes: string[] = [];
  let tokens = 0;
  const jobLog = createJobLog({
    write: (text) => writes.push(text),
    token: () => `token-${(tokens += 1)}`,
  });
  return { jobLog, writes, output: () => writes.join('') };
}

function play(jobLog: JobLog, plan: RunPlan | undefined, events: readonly RunEvent[]): void {
  jobLog.begin({ plans: [plan ?? createPlan()] });
  for (const event of events) {
    jobLog.event(event);
  }
}

function finished(report: Parameters<JobLog['finish']>[0], resultsFile?: string): string {
  const { jobLog, output } = record();
  jobLog.finish(report, resultsFile === undefined ? {} : { resultsFile });
  return output();
}

/** Makes escape sequences visible in golden files. */
function visible(output: string): string {
  return output.replaceAll('\u001b', '\u241b');
}
