import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunEvent, RunPlan } from '../../../src/tasks/run-result.ts';
import { OpenCloudError } from '../../../src/open-cloud/errors.ts';
import { createJobLog, type JobLog } from '../../../src/report/log/job-log.ts';
import { failForMissingKey } from '../../../src/evaluate/pre-run.ts';
import { golden } from '../golden.ts';
import { hostileError, hostileRun, hostileText } from '../hostile.ts';
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
  sight,
  inventoryRun,
  evaluated,
  passing,
  reportTests,
  tested,
  testedReport,
} from '../evaluated-runs.ts';
import { faultsOf, readCommands } from '../runner-grammar.ts';
import { mixedStep, script, sharedStep, stepOf, taskNamed, UPLOADED } from '../several-runs.ts';

/** Hundreds of runs take 2 s, and a busy machine takes longer. */
const PROPERTY_TIMEOUT_MS = 60_000;

describe('the job log', () => {
  it('tells of a pass: what ran, where, how long, and what came back', () => {
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

  it('shows the log of a script error, and leaves the error itself to its annotation', () => {
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

  it('tells what it waits for, and why, when something is in the way', () => {
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
    const snapshot = sight({ state: 'PROCESSING' }, 360_000);
    jobLog.finish(reportOf({ status: 'poll-timeout', limitMs: 360_000, ...snapshot }));
    expect(visible(output())).toBe(golden('poll-timeout.txt', visible(output())));
  });

  it('closes its group where no task came to be', () => {
    const report = reportOf(
      { status: 'unknown-create-outcome', error: noAnswer() },
      { script: { text: 'return' } },
    );
    const { jobLog, output } = record();
    play(jobLog, report.runs[0]?.plan, []);
    jobLog.finish(report);
    expect(visible(output())).toBe(golden('unknown-create-outcome.txt', visible(output())));
  });

  it('closes its group where the action itself failed in the middle of a run', () => {
    const { jobLog, output } = record();
    jobLog.begin({ plans: [createPlan()] });
    jobLog.finish(reportWithoutRuns(failForMissingKey(undefined)));
    expect(readCommands(output()).map(({ name }) => name)).toEqual(['group', 'endgroup']);
  });

  it('says nothing where nothing was begun', () => {
    const { jobLog, output } = record();
    jobLog.finish(reportWithoutRuns(failForMissingKey(undefined)));
    expect(output()).toBe('');
  });

  it('says so when the log is empty', () => {
    expect(finished(reportOf(ended()))).toContain('\nThe log is empty.\n');
  });

  it('says so when the log, or the rest of it, could not be read', () => {
    const error = noAnswer('/logs');
    expect(finished(reportOf(ended({}, { messages: [], error })))).toContain(
      '::group::Luau output\nThe log could not be read: POST /logs was sent',
    );
    expect(finished(reportOf(failed({}, { messages: [logged('a')], error })))).toContain(
      '::token-1::\nThe rest of the log could not be read: POST /logs was sent',
    );
  });

  it('cuts long results, and names the file that has them whole', () => {
    const output = finished(
      reportOf(ended({ results: ['x'.repeat(100_000)] })),
      '/tmp/results.json',
    );
    expect(output).toContain(
      'xxx…\n::token-1::\nCut here, after 16 KiB of 98 KiB. All of it is in /tmp/results.json, the output `results-file`: upload it to keep it.\n',
    );
    expect(output.length).toBeLessThan(17_500);
  });

  it('writes a level that it does not know as it is', () => {
    const output = finished(reportOf(ended({}, { messages: [logged('hm', 'DEBUG_VERBOSE')] })));
    expect(output).toContain('\nDEBUG_VERBOSE  hm\n');
  });

  it('keeps colours of the script to their line, and no other escape sequence', () => {
    const messages = [logged('\u001b[32mgreen\nplain\u001b[2J\u001b[1;31mbold\u0007\u009b3m')];
    expect(finished(reportOf(ended({}, { messages })))).toContain(
      '\n        \u001b[32mgreen\u001b[0m\n        plain\u001b[1;31mbold\u001b[0m\n',
    );
  });
});

describe('tests in the job log', () => {
  it('come last where they fail: names, places, messages, and then the counts', () => {
    const output = visible(finished(testedReport(inventoryRun())));
    expect(output).toBe(golden('tests-failed.txt', output));
  });

  it('are one line where all pass', () => {
    const report = testedReport(tested(reportTests([passing('a'), passing('b')])));
    expect(finished(report)).toMatch(/\nPassed: .*\nTests: 2 passed\.\n$/);
  });

  it('are told of each script by its name, of failing ones last', () => {
    const bad = inventoryRun();
    const good = tested(
      reportTests([passing('a')]),
      evaluated(ended(), { script: { file: 'tests/z.luau', text: '' } }),
    );
    const output = finished({ verdict: bad.verdict, runs: [bad, good] });
    const said = output.split('\n').filter((line) => /^(?:Failing t|T)ests/.test(line));
    expect(said).toEqual([
      'Tests of tests/z.luau: 1 passed.',
      'Tests of tests/inventory.luau that passed with a warning:',
      'Failing tests of tests/inventory.luau:',
      'Tests of tests/inventory.luau: 41 passed, 2 failed, 1 skipped of 44.',
    ]);
  });

  it('are all named, and the first hundred explained', () => {
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

  it('are cut after a few lines of what they say', () => {
    const message = Array.from({ length: 30 }, (_, at) => `line ${at}\n`).join('\n');
    const report = reportTests([{ path: ['long'], status: 'failed', message }]);
    expect(finished(testedReport(tested(report)))).toContain(
      '    line 7\n    and 22 more lines\n::token',
    );
  });

  it('have what else is wrong with them', () => {
    const fault = '::error::The suite `Shop` could not run.';
    const report = reportTests([{ path: ['a'], status: 'failed' }], { problems: [fault] });
    const output = finished(testedReport(tested(report)));
    expect(output).toContain('\nWhat else is wrong:\n::stop-commands::token');
    expect(output).toContain(`\n  ${fault}\n::token`);
  });

  it('have what is wrong with them where none failed, of the script that it is of', () => {
    const good = evaluated(ended());
    const bad = tested(reportTests([], { problems: ['No test ran.'] }));
    expect(finished({ verdict: good.verdict, runs: [good, bad] })).toContain(
      '\nWhat is wrong with the tests of tests/smoke.luau:\n::stop-commands::token',
    );
  });

  it('leave to the error of the step what it says, unless it is too long to be whole', () => {
    const problems = ['The script returned `false`.'];
    const output = finished(testedReport(tested(reportTests([passing('a')], { problems }))));
    expect(output).not.toContain('false');
    expect(output).toMatch(/\nTests: 1 passed\.\n$/);
    const many = Array.from({ length: 200 }, (_, at) => `The suite number ${at} could not run.`);
    const long = finished(testedReport(tested(reportTests([], { problems: many }))));
    expect(long).toContain('\nWhat is wrong with the tests:\n::stop-commands::token');
    expect(long).toContain('\n  The suite number 199 could not run.\n');
  });

  it('have what is wrong with them where the script failed for another reason', () => {
    const report = reportTests([], { problems: ['::error::The suite `Shop` could not run.'] });
    const only = evaluated(scriptError(), { script: FAILING });
    const output = finished(testedReport({ ...only, verdict: { ...only.verdict, tests: report } }));
    expect(output).toContain('\nWhat is wrong with the tests:\n::stop-commands::token');
    expect(output).toContain('\n  ::error::The suite `Shop` could not run.\n::token');
    expect(output).not.toContain('Tests: ');
  });
});

describe('the job log of several scripts', () => {
  it('shows how far they are, and then each by its name, and all of them in a sentence', () => {
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
    expect(faultsOf(readCommands(output()))).toEqual([]);
    expect(visible(output())).toBe(golden('step-mixed.txt', visible(output())));
  });

  it('names what was not run in the task that they share', () => {
    const report = sharedStep();
    const { jobLog, output } = record();
    jobLog.begin({ plans: report.runs.map(({ plan }) => plan), isShared: true });
    jobLog.finish(report);
    expect(visible(output())).toBe(golden('step-shared.txt', visible(output())));
  });

  it('says once why the looks at each failed, whatever happens to the others meanwhile', () => {
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

  it('never has a command in it that is not its own, whatever they are called', () => {
    fc.assert(
      fc.property(fc.array(hostileRun, { minLength: 2, maxLength: 4 }), (runs) => {
        const { jobLog, output } = record();
        jobLog.begin({ plans: runs.map(({ plan }) => plan) });
        for (const index of runs.keys()) {
          jobLog.event({ kind: 'created', task: createTask() }, index);
          jobLog.event({ kind: 'still-running', state: 'PROCESSING', elapsedMs: 60_000 }, index);
          jobLog.event({ kind: 'poll-failed', error: noAnswer(), waitMs: 1 }, index);
        }
        jobLog.finish(stepOf(runs));
        expect(faultsOf(readCommands(output()))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the job log of a task that nobody waits for', () => {
  it('says which task it is, and how to collect it', () => {
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

describe('remote text in the job log', () => {
  const happening: fc.Arbitrary<RunEvent> = fc
    .record({ state: hostileText, error: hostileError, kind: fc.nat(3) })
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
    'never becomes a command, whatever it is',
    () => {
      fc.assert(
        fc.property(hostileRun, fc.array(happening), hostileText, (any, events, resultsFile) => {
          const { jobLog, output, writes } = record();
          play(jobLog, any.plan, events);
          jobLog.finish({ verdict: any.verdict, runs: [any] }, { resultsFile });

          expect(faultsOf(readCommands(output()))).toEqual([]);

          // What has no place in a log is gone, and a block is one piece.
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

  it('may be large: a whole log is one write', () => {
    const messages = Array.from({ length: 5_000 }, () => logged('::error::no'.repeat(8)));
    const { jobLog, writes } = record();
    jobLog.finish(reportOf(ended({}, { messages })));
    expect(writes.filter((text) => text.includes('::error::'))).toHaveLength(1);
  });
});

/** A job log with tokens that can be read, and what it wrote. */
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

/** Escape sequences as a sign that can be seen in a golden file. */
function visible(output: string): string {
  return output.replaceAll('\u001b', '\u241b');
}
