import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInputError } from '../../../src/inputs/invalid-input-error.ts';
import { OpenCloudError } from '../../../src/open-cloud/errors.ts';
import { renderSummary, SUMMARY_LIMIT_BYTES } from '../../../src/report/pages/summary.ts';
import {
  explainError,
  failForMissingKey,
  skipForMissingKey,
} from '../../../src/evaluate/pre-run.ts';
import { evaluateUpload } from '../../../src/evaluate/evaluate-run.ts';
import type { EvaluatedRun, StepReport } from '../../../src/evaluate/types.ts';
import { golden } from '../golden.ts';
import { arbitraryRun } from '../arbitrary-runs.ts';
import {
  CREATED,
  createTask,
  ended,
  failed,
  FAILING,
  evaluated,
  logged,
  noAnswer,
  reportOf,
  reportWithoutRuns,
  scriptError,
  snapshotWith,
  INVENTORY,
  inventoryRun,
  passing,
  REPOSITORY,
  reportTests,
  SPEC,
  tested,
  testedReport,
} from '../evaluated-runs.ts';
import { findMarkdownProblems } from '../markdown-scan.ts';
import { mixedStep, withSpan, script, sharedStep, stepOf, UPLOADED } from '../several-runs.ts';

/** Hundreds of runs take 2 s, and more on a busy machine. */
const PROPERTY_TIMEOUT_MS = 60_000;

describe('the summary of one run', () => {
  it('shows facts, results and the log of a pass', () => {
    const run = ended(
      {
        results: [
          { ok: true, checks: ['players spawn', 'the shop opens', 'data is saved'], seconds: 1.25 },
        ],
      },
      { messages: [logged('ready'), logged('12 checks', 'INFO', 6_300)] },
    );
    const markdown = renderSummary(reportOf(run));
    expect(markdown).toBe(golden('pass.md', markdown));
  });

  it('is short for a pass without log and results', () => {
    const run = ended({ path: { universeId: '123', placeId: '456', taskId: 't' } });
    const markdown = renderSummary(reportOf(run, { script: { text: 'return' } }));
    expect(markdown).toBe(golden('pass-without-a-word.md', markdown));
  });

  it('shows several return values as one array', () => {
    const run = ended({ results: ['two\nlines', null, 3] });
    const markdown = renderSummary(reportOf(run));
    expect(markdown).toBe(golden('pass-three-values.md', markdown));
  });

  it('shows the lines around a script error', () => {
    const markdown = renderSummary(reportOf(scriptError(), { script: FAILING }));
    expect(markdown).toBe(golden('script-error.md', markdown));
  });

  it('shows an error of an inline script without naming a file', () => {
    const run = failed({ code: 'SCRIPT_ERROR', message: 'TaskScript:1: no' });
    const markdown = renderSummary(reportOf(run, { script: { text: 'error("no")' } }));
    expect(markdown).toBe(golden('script-error-inline.md', markdown));
  });

  it('explains a timeout', () => {
    const run = failed(
      {
        code: 'DEADLINE_EXCEEDED',
        message: 'Script execution timed out. The script took longer than the configured timeout.',
      },
      { messages: [logged('waiting for the boss', 'OUTPUT', 2_000)] },
    );
    const markdown = renderSummary(reportOf(run, { timeoutMs: 90_000 }));
    expect(markdown).toBe(golden('timed-out.md', markdown));
  });

  it('shows the last state of a task that never finished', () => {
    const snapshot = {
      ...snapshotWith({ state: 'PROCESSING', updateTime: 0 }, 360_000),
      queuedMs: 12_000,
    };
    const markdown = renderSummary(
      reportOf({ status: 'poll-timeout', limitMs: 360_000, ...snapshot }),
    );
    expect(markdown).toBe(golden('poll-timeout.md', markdown));
  });

  it('says that the script may be running', () => {
    const markdown = renderSummary(
      reportOf(
        { status: 'unknown-create-outcome', error: noAnswer() },
        { place: { universeId: '123', placeId: '456', placeVersion: '7' } },
      ),
    );
    expect(markdown).toBe(golden('unknown-create-outcome.md', markdown));
  });

  it('says that the task continues after a cancellation', () => {
    const snapshot = snapshotWith({ state: 'PROCESSING' });
    const markdown = renderSummary(reportOf({ status: 'cancelled', mayRun: true, snapshot }));
    expect(markdown).toBe(golden('cancelled.md', markdown));
  });

  it('warns about a log that could not be read whole', () => {
    const error = new OpenCloudError({
      failure: 'refused',
      request: { method: 'GET', path: '/cloud/v2/universes/123/places/456/logs' },
      status: 502,
      serverMessage: '<h1>Request @octocat</h1>',
    });
    const run = failed({ code: 'SCRIPT_ERROR' }, { messages: [logged('starting')], error });
    const markdown = renderSummary(reportOf(run));
    expect(markdown).toBe(golden('log-cut-off.md', markdown));
  });
});

describe('the summary of tests', () => {
  it('shows failing tests first, then warnings, slow and skipped tests', () => {
    const markdown = renderSummary(testedReport(inventoryRun()));
    expect(markdown).toBe(golden('tests-failed.md', markdown));
    expect(findMarkdownProblems(markdown)).toEqual([]);
  });

  it('is short if all tests passed', () => {
    const tests = Array.from({ length: 12 }, (_, at) => passing('Shop', `sells item ${at + 1}`));
    const markdown = renderSummary(testedReport(tested(reportTests(tests))));
    expect(markdown).toBe(golden('tests-passed.md', markdown));
  });

  it('says that a report only counts its failures, and shows its problems', () => {
    const report = reportTests([], {
      framework: 'TestEZ',
      origin: 'printed',
      counts: { total: 5_000, passed: 4_998, failed: 2, skipped: 0 },
      problems: ['The suite `Shop` could not run: attempt to call a nil value, by @octocat'],
    });
    const markdown = renderSummary(testedReport(tested(report)));
    expect(markdown).toBe(golden('tests-only-counted.md', markdown));
  });

  it('shows no counts for a script that returned `false`', () => {
    const report = reportTests([], { problems: ['The script returned `false`.'] });
    expect(renderSummary(testedReport(tested(report)))).toMatch(
      /^### :x: Luau tests failed: `tests\/smoke\.luau`\n\nThe script returned `false`\.\n\n- Place/,
    );
  });

  it('shows problems before counts that hide the failure', () => {
    const report = reportTests([passing('a'), passing('b')], { problems: ['`ok` is false.'] });
    expect(renderSummary(testedReport(tested(report)))).toMatch(
      /^### :x: Luau tests failed: `tests\/smoke\.luau`\n\n\S*ok\S* is false\.\n\n2 tests passed\n\n- Place/,
    );
  });

  it('does not repeat a problem and lines that the verdict shows', () => {
    const problem = 'The suite could not run.';
    const location = { file: FAILING.file ?? '', line: 9 };
    const tests = reportTests([{ path: ['greets'], status: 'failed', location }], {
      problems: [problem],
    });
    const only = evaluated(scriptError(), { script: FAILING });
    const verdict = { ...only.verdict, message: `greet: ${problem}`, tests };
    const markdown = renderSummary(testedReport({ ...only, verdict }));
    expect(markdown.split(problem)).toHaveLength(2);
    expect(markdown.match(/^>  9 \|/gm)).toHaveLength(1);
    expect(markdown).toContain('| `greets` |');
  });

  it('shows locations without links if the repository is unknown', () => {
    const { repository: _, ...report } = testedReport(inventoryRun());
    const markdown = renderSummary(report);
    expect(markdown).toContain(
      '| `Inventory › take › gives back what was added` | `src/shared/Inventory.luau:10` | ',
    );
    expect(markdown).not.toContain('](');
  });

  it('shows a line of an inline script', () => {
    const test = { path: ['adds'], status: 'failed', location: { line: 1 } } as const;
    const only = evaluated(ended(), { script: { text: 'return test()' } });
    expect(renderSummary(testedReport(tested(reportTests([test]), only)))).toContain(
      [
        '### :x: Luau tests failed: the inline script',
        '**1 failed** of 1 test',
        '| Failing test | Where | Why |\n| :-- | :-- | :-- |\n| `adds` | line 1 | The test failed without a message. |',
        '`adds` at line 1',
        '```luau\n> 1 | return test()\n```',
      ].join('\n\n'),
    );
  });

  it('has no column for unknown locations', () => {
    const test = { path: ['adds'], status: 'failed', message: 'no' } as const;
    expect(renderSummary(testedReport(tested(reportTests([test]))))).toContain(
      '| Failing test | Why |\n| :-- | :-- |\n| `adds` | `no` |\n',
    );
  });

  it('shows each excerpt once, and at most three', () => {
    const at = (line: number) =>
      ({
        path: [`test ${line}`],
        status: 'failed',
        location: { file: SPEC.file ?? '', line },
      }) as const;
    const only = evaluated(ended(), { script: SPEC });
    const tests = reportTests([at(3), at(3), at(4), at(99), at(5), at(6)]);
    const markdown = renderSummary(testedReport(tested(tests, only)));
    expect(markdown.match(/^> .*$/gm)).toEqual([
      '> 3 |',
      '> 4 | return {',
      '> 5 |     ["keeps what is added"] = function()',
    ]);
  });

  it.each([
    ['what ends a link', "a b/(c)'!*~é|%#?.luau", 'a%20b/%28c%29%27%21%2A~%C3%A9%7C%25%23%3F.luau'],
    ['half a character', 'a\ud800.luau', 'a%EF%BF%BD.luau'],
  ])('encodes %s in the address of a file', (_, file, path) => {
    const test = { path: ['adds'], status: 'failed', location: { file, line: 7 } } as const;
    expect(renderSummary(testedReport(tested(reportTests([test]))))).toContain(
      `](https://github.com/studio/game/blob/${REPOSITORY.commit}/${path}#L7) |`,
    );
  });

  it.each([['a/../../b.luau'], ['/etc/passwd'], ['a//b.luau'], [`${'a/'.repeat(600)}b.luau`]])(
    'does not link to %s',
    (file) => {
      const test = { path: ['adds'], status: 'failed', location: { file, line: 7 } } as const;
      expect(renderSummary(testedReport(tested(reportTests([test]))))).not.toContain('](');
    },
  );

  it('names the file of a script error and the script that ran it', () => {
    const error = { code: 'SCRIPT_ERROR', message: 'ReplicatedStorage.Shared.Inventory:10: no' };
    const plain = evaluated(failed(error), { script: SPEC });
    const location = { file: INVENTORY.file, line: 10 };
    const only = {
      ...plain,
      verdict: { ...plain.verdict, location },
      sources: new Map([[INVENTORY.file, INVENTORY.text]]),
    };
    const markdown = renderSummary(testedReport(only));
    expect(markdown).toMatch(
      /^### :x: Luau script error in \[`src\/shared\/Inventory\.luau:10`\]\(\S+#L10\), run by `tests\/inventory\.luau`\n/,
    );
    expect(markdown).toContain('\n> 10 |     item.count -= 1\n');
  });

  it('names the location of a logged error in another file', () => {
    const plain = evaluated(ended());
    const verdict = {
      outcome: 'failed',
      title: 'Luau script logged an error',
      message: 'no',
      location: { file: INVENTORY.file, line: 10 },
      warnings: [],
    } as const;
    expect(renderSummary({ verdict, runs: [{ ...plain, verdict }] })).toMatch(
      /^### :x: Luau script logged an error: `tests\/smoke\.luau`, at `src\/shared\/Inventory\.luau:10`\n/,
    );
  });
});

describe('the summary of a step without a run', () => {
  it.each([
    ['key-missing.md', failForMissingKey(undefined)],
    ['skipped.md', skipForMissingKey(undefined)],
    [
      'invalid-input.md',
      explainError(new InvalidInputError('place-id', 'is "<b>12</b> @octocat #1"', 'digits')),
    ],
  ])('shows only the verdict (%s)', (name, verdict) => {
    const markdown = renderSummary(reportWithoutRuns(verdict));
    expect(markdown).toBe(golden(name, markdown));
  });
});

describe('the summary of several runs', () => {
  it('starts with a table, and has a section for each script', () => {
    const failing = evaluated(scriptError(), { script: FAILING });
    const unknown = evaluated(
      { status: 'unknown-create-outcome', error: noAnswer() },
      { script: { file: 'examples/slow.luau', text: '' } },
    );
    const runs = [failing, unknown, evaluated(ended({ results: [true] }))];
    const markdown = renderSummary({ verdict: failing.verdict, runs });
    expect(markdown).toBe(golden('several-runs.md', markdown));
  });

  it('shows the error of the first failing script in its first lines, and folds many passed ones', () => {
    const runs = Array.from({ length: 22 }, (_, at) =>
      at === 15
        ? evaluated(scriptError(), { script: FAILING })
        : evaluated(ended(), { script: script(`tests/${at}.luau`) }),
    );
    const markdown = renderSummary(stepOf(runs));
    const [visible = '', folded = ''] = markdown.split('<details><summary>21 scripts that passed');
    expect(visible.split('\n').slice(0, 7).join('\n')).toContain(
      "| `examples/fail.luau` | :x: Luau script error | `TaskScript:9: attempt to index nil with 'Name'` | 6.4s |",
    );
    expect(visible).not.toContain('tests/0.luau');
    expect(folded).toContain('| `tests/0.luau` | :white_check_mark: Passed | 6.4s |');
    expect(findMarkdownProblems(markdown)).toEqual([]);
  });

  it('shows the warnings of passed scripts outside of the fold, and counts those beyond twenty', () => {
    const warned = { ...passing('opens'), isWarning: true as const, message: 'took 0.9 s' };
    const runs = Array.from({ length: 22 }, (_, at) => {
      const only = evaluated(ended(), { script: script(`tests/${at}.luau`) });
      return at === 0
        ? tested(reportTests([warned]), only)
        : { ...only, verdict: { ...only.verdict, warnings: [`The log has ${at} errors.`] } };
    });
    const markdown = renderSummary(stepOf(runs));
    const [visible = '', folded = ''] = markdown.split('<details><summary>22 scripts that passed');
    expect(visible).toContain(
      [
        '**Warnings of scripts that passed**\n',
        '- `tests/0.luau`: `opens`: `took 0.9 s`',
        '- `tests/1.luau`: The log has 1 errors.',
      ].join('\n'),
    );
    expect(visible).toContain('\nAnd 2 more; the job log has all of them.\n');
    expect(folded).not.toContain('The log has');
    expect(findMarkdownProblems(markdown)).toEqual([]);
  });

  it('starts with failing scripts, and counts all tests', () => {
    const passed = tested(reportTests([passing('a'), passing('b')]), evaluated(ended()));
    const failing = inventoryRun();
    const runs = [
      passed,
      evaluated(ended(), { script: { file: 'tests/z.luau', text: '' } }),
      failing,
    ];
    const markdown = renderSummary({ verdict: failing.verdict, runs, repository: REPOSITORY });
    expect(markdown).toBe(golden('several-tested-runs.md', markdown));
  });

  it('shows the counts after the reason if they hide the failure', () => {
    const failing = tested(reportTests([passing('a')], { problems: ['No.'] }));
    const runs = [failing, evaluated(ended())];
    const verdict = { ...failing.verdict, message: '1 of 2 scripts failed.' };
    expect(renderSummary({ verdict, runs })).toMatch(
      /^### :x: Luau tests failed: 1 of 2 scripts did not pass\n\n.*\n\n1 test passed\n\n\| Script/,
    );
  });

  it('explains the step if no run does', () => {
    const runs = [evaluated(ended()), evaluated(ended())];
    const verdict = {
      outcome: 'infrastructure',
      title: 'Internal error',
      message: 'The action itself failed.',
      warnings: [],
    } as const;
    expect(renderSummary({ verdict, runs })).toContain(
      '### :x: Internal error: 2 scripts\n\nThe action itself failed.\n',
    );
  });
});

describe('the summary of a whole step', () => {
  it('shows what ran, where, how long, and what it returned', () => {
    const markdown = renderSummary(mixedStep());
    expect(markdown).toBe(golden('step-mixed.md', markdown));
  });

  it('shows no chart for a shared task, and names the scripts that did not run', () => {
    const markdown = renderSummary(sharedStep());
    expect(markdown).toBe(golden('step-shared.md', markdown));
    expect(findMarkdownProblems(markdown)).toEqual([]);
  });

  it('advises `share-task` if quotas cost much time', () => {
    const runs = Array.from({ length: 20 }, (_, index) =>
      withSpan(index * 12, index * 12 + 4, evaluated(ended({ updateTime: CREATED + 4_000 }))),
    );
    expect(renderSummary(stepOf(runs))).toContain(
      'would have taken 1m20s at most: see `share-task`.',
    );
    expect(renderSummary(stepOf(runs, { isShared: true }))).not.toContain('see `share-task`');
  });

  it('has a row for each of a thousand scripts, and stays within its limit', () => {
    const runs = Array.from({ length: 1_000 }, (_, index) =>
      evaluated(index === 700 ? scriptError() : ended(), { script: script(`tests/${index}.luau`) }),
    );
    const markdown = renderSummary(stepOf(runs));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_LIMIT_BYTES);
    expect(markdown).toMatch(/^### :x: Luau script error: 1 of 1000 scripts did not pass\n/);
    expect(markdown.match(/^\| `tests\/\d+\.luau` \|/gm)).toHaveLength(1_000);
    expect(markdown.match(/^#### .*/m)?.[0]).toMatch(
      /^#### :x: Luau script error in \[`tests\/700\.luau:9`\]/,
    );
  });
});

describe('the summary of a place file', () => {
  it('shows the uploaded version below the outcome', () => {
    const markdown = renderSummary({ ...reportOf(ended()), upload: UPLOADED });
    expect(markdown).toMatch(
      /^### :white_check_mark: Passed: `tests\/smoke\.luau`\n\n`build\/game\.rbxl` \(3\.3 MiB\) was saved as version `7` of place `456`\.\n/,
    );
  });

  it('shows a failed upload as the failure', () => {
    const { became: _, ...planned } = UPLOADED;
    const error = new OpenCloudError({
      failure: 'refused',
      request: {
        method: 'POST',
        path: '/universes/v1/123/places/456/versions',
        operation: 'uploadVersion',
        ids: { universe: '123', place: '456' },
      },
      status: 401,
    });
    const verdict = evaluateUpload({ status: 'failed', error }, planned);
    const markdown = renderSummary({ verdict, runs: [], upload: planned });
    expect(markdown).toBe(golden('upload-failed.md', markdown));
  });
});

describe('the summary of a pending run', () => {
  it('names the task and how to get its result', () => {
    const run = { status: 'pending', ...snapshotWith({ state: 'QUEUED' }, 0) } as const;
    const markdown = renderSummary(reportOf(run));
    expect(markdown).toMatch(
      /^### :hourglass: Pending: `tests\/smoke\.luau`\n\nThe task was created, and nobody/,
    );
    expect(markdown).toMatch(
      /\*\*What to do:\*\* .*24 hours.*`task-path`, to another step as `task`\./,
    );
    expect(markdown).toContain('- Task: `universes/123/places/456/versions/7/');
  });
});

describe('the summary of an existing task', () => {
  it('has a name for the unknown script', () => {
    const markdown = renderSummary(reportOf(ended(), { script: { text: 'x', isOfTask: true } }));
    expect(markdown).toMatch(/^### :white_check_mark: Passed: the task's script\n/);
  });

  it('explains that Roblox forgets tasks', () => {
    const error = new OpenCloudError({
      failure: 'refused',
      request: { method: 'GET', path: '/task' },
      status: 404,
    });
    const task = createTask().path;
    const markdown = renderSummary(
      reportOf({ status: 'not-found', task, error }, { script: { text: '', isOfTask: true } }),
    );
    expect(markdown).toMatch(
      /^### :x: Roblox Open Cloud request failed: the task's script\n\nThere is no task/,
    );
    expect(markdown).toMatch(/\*\*What to do:\*\* Roblox forgets a task 24 hours after its end/);
  });
});

describe('untrusted text in a summary', () => {
  const markup =
    '@octocat @github/team #123 owner/repo#1 deadbeefdeadbeef <img src=x onerror=alert(1)> ' +
    '![x](https://evil.example/x.png) [x](javascript:x) https://evil.example `tick` | \\| *b* $x$ :tada:';

  it('appears as code, mentions nobody and breaks nothing', () => {
    const message = `TaskScript:2: </details>\n\`\`\`\n${markup}`;
    const run = failed(
      { code: 'SCRIPT_ERROR', message },
      {
        messages: [
          logged(`\`\`\`\`\n</details>\n${markup}\r\u001b[31mred\u001b[0m`, 'ERROR'),
          logged(markup, markup),
        ],
      },
    );
    const file = `a|b\`c\`/${markup}.luau`;
    const text = `${markup}\n\`\`\`\`\`\n</details>`;
    const report = reportOf(run, {
      script: { file, text },
      place: { universeId: markup, placeId: '|' },
    });
    const warned = {
      ...report,
      verdict: { ...report.verdict, advice: `1. ${markup}`, warnings: [`# ${markup}`] },
    };
    const markdown = renderSummary(warned);
    expect(markdown).toBe(golden('untrusted.md', markdown));
  });

  it('appears as code in tests', () => {
    const location = { file: `${markup}/</details>.luau`, line: 2 };
    const message = `\`\`\`\n</details>\n${markup}\n\n# five`;
    const report = reportTests(
      [
        { path: [markup, '</details>'], status: 'failed', message, trace: markup, location },
        { path: ['#1'], status: 'failed', message: '```' },
        { path: ['@octocat'], status: 'passed', isWarning: true, message: '<img src=x>' },
        { path: ['</details>'], status: 'skipped', message: '```\n</details>' },
        { path: ['GH-1 | `'], status: 'passed', durationMs: 60_000 },
      ],
      { problems: [`# ${markup}`] },
    );
    const sources = new Map([[location.file, '```\n</details>\n````']]);
    const markdown = renderSummary(testedReport({ ...tested(report), sources }));
    expect(markdown).toBe(golden('untrusted-tests.md', markdown));
    expect(findMarkdownProblems(markdown)).toEqual([]);
  });

  it(
    'appears only as code or plain words, and leaves no fence or fold open',
    () => {
      const report = fc
        .array(arbitraryRun, { minLength: 1, maxLength: 3 })
        .map((runs): StepReport => ({
          verdict: (runs[0] as EvaluatedRun).verdict,
          runs,
          repository: REPOSITORY,
        }));
      const limit = fc.oneof(fc.constant(SUMMARY_LIMIT_BYTES), fc.nat(6_000));
      fc.assert(
        fc.property(report, limit, (any, limitBytes) => {
          const markdown = renderSummary(any, limitBytes);
          expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limitBytes);
          expect(markdown.isWellFormed()).toBe(true);
          expect(markdown).not.toMatch(/(?![\n\t])\p{Cc}/u);
          expect(findMarkdownProblems(markdown)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
    PROPERTY_TIMEOUT_MS,
  );
});
