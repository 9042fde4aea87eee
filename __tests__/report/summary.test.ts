import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInput } from '../../src/execution/invalid-input.ts';
import { OpenCloudError } from '../../src/open-cloud/errors.ts';
import { renderSummary, SUMMARY_LIMIT_BYTES } from '../../src/report/summary.ts';
import { explainFault, KEY_MISSING, SKIPPED } from '../../src/verdict/before-run.ts';
import type { JudgedRun, StepReport } from '../../src/verdict/verdict.ts';
import { golden } from './golden.ts';
import { hostileRun } from './hostile.ts';
import {
  ended,
  failed,
  FAILING,
  judged,
  logged,
  noAnswer,
  reportOf,
  reportWithoutRuns,
  scriptError,
  sight,
} from './judged-runs.ts';
import { faultsOf } from './markdown-scan.ts';

/** Hundreds of runs take 2 s, and a busy machine takes longer. */
const PROPERTY_TIMEOUT_MS = 60_000;

describe('the summary of one run', () => {
  it('is calm about a pass', () => {
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

  it('says little about a pass that logged and returned nothing', () => {
    const run = ended({ path: { universeId: '123', placeId: '456', taskId: 't' } });
    const markdown = renderSummary(reportOf(run, { script: { text: 'return' } }));
    expect(markdown).toBe(golden('pass-without-a-word.md', markdown));
  });

  it('shows all returned values as one array', () => {
    const run = ended({ results: ['two\nlines', null, 3] });
    const markdown = renderSummary(reportOf(run));
    expect(markdown).toBe(golden('pass-three-values.md', markdown));
  });

  it('shows the line of a script error, marked, with those around it', () => {
    const markdown = renderSummary(reportOf(scriptError(), { script: FAILING }));
    expect(markdown).toBe(golden('script-error.md', markdown));
  });

  it('shows an error of an inline script without naming a file', () => {
    const run = failed({ code: 'SCRIPT_ERROR', message: 'TaskScript:1: no' });
    const markdown = renderSummary(reportOf(run, { script: { text: 'error("no")' } }));
    expect(markdown).toBe(golden('script-error-inline.md', markdown));
  });

  it('tells a time-out', () => {
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

  it('tells a task that never finished, and the state it was last seen in', () => {
    const sighting = {
      ...sight({ state: 'PROCESSING', updateTime: 0 }, 360_000),
      queuedMs: 12_000,
    };
    const markdown = renderSummary(
      reportOf({ end: 'never-finished', limitMs: 360_000, ...sighting }),
    );
    expect(markdown).toBe(golden('never-finished.md', markdown));
  });

  it('tells that the script may be running', () => {
    const markdown = renderSummary(
      reportOf(
        { end: 'maybe-running', error: noAnswer() },
        { place: { universeId: '123', placeId: '456', placeVersion: '7' } },
      ),
    );
    expect(markdown).toBe(golden('maybe-running.md', markdown));
  });

  it('tells a cancelled workflow that the task goes on', () => {
    const sighting = sight({ state: 'PROCESSING' });
    const markdown = renderSummary(reportOf({ end: 'cancelled', mayRun: true, sighting }));
    expect(markdown).toBe(golden('cancelled.md', markdown));
  });

  it('warns of a log that could not be read whole', () => {
    const error = new OpenCloudError({
      failure: 'refused',
      request: { method: 'GET', path: '/cloud/v2/universes/123/places/456/logs' },
      status: 502,
      said: '<h1>Request @octocat</h1>',
    });
    const run = failed({ code: 'SCRIPT_ERROR' }, { messages: [logged('starting')], error });
    const markdown = renderSummary(reportOf(run));
    expect(markdown).toBe(golden('log-cut-off.md', markdown));
  });
});

describe('the summary of a step without a run', () => {
  it.each([
    ['key-missing.md', KEY_MISSING],
    ['skipped.md', SKIPPED],
    [
      'invalid-input.md',
      explainFault(new InvalidInput('place-id', 'is "<b>12</b> @octocat #1"', 'digits')),
    ],
  ])('is the verdict alone (%s)', (name, verdict) => {
    const markdown = renderSummary(reportWithoutRuns(verdict));
    expect(markdown).toBe(golden(name, markdown));
  });
});

describe('the summary of several runs', () => {
  it('begins with an overview and has a section for each', () => {
    const bad = judged(scriptError(), { script: FAILING });
    const unknown = judged(
      { end: 'maybe-running', error: noAnswer() },
      { script: { file: 'examples/slow.luau', text: '' } },
    );
    const runs = [bad, unknown, judged(ended({ results: [true] }))];
    const markdown = renderSummary({ verdict: bad.verdict, runs });
    expect(markdown).toBe(golden('several-runs.md', markdown));
  });

  it('explains the step where no run does', () => {
    const runs = [judged(ended()), judged(ended())];
    const verdict = {
      outcome: 'infrastructure',
      title: 'Internal error',
      message: 'The action itself failed.',
      warnings: [],
    } as const;
    expect(renderSummary({ verdict, runs })).toContain(
      '### Internal error: 2 scripts\n\nThe action itself failed.\n',
    );
  });
});

describe('remote text in a summary', () => {
  it('is shown as code, so that it mentions nobody and breaks nothing', () => {
    const barbs =
      '@octocat @github/team #123 owner/repo#1 deadbeefdeadbeef <img src=x onerror=alert(1)> ' +
      '![x](https://evil.example/x.png) [x](javascript:x) https://evil.example `tick` | \\| *b* $x$ :tada:';
    const message = `TaskScript:2: </details>\n\`\`\`\n${barbs}`;
    const run = failed(
      { code: 'SCRIPT_ERROR', message },
      {
        messages: [
          logged(`\`\`\`\`\n</details>\n${barbs}\r\u001b[31mred\u001b[0m`, 'ERROR'),
          logged(barbs, barbs),
        ],
      },
    );
    const file = `a|b\`c\`/${barbs}.luau`;
    const text = `${barbs}\n\`\`\`\`\`\n</details>`;
    const report = reportOf(run, {
      script: { file, text },
      place: { universeId: barbs, placeId: '|' },
    });
    const warned = {
      ...report,
      verdict: { ...report.verdict, advice: `1. ${barbs}`, warnings: [`# ${barbs}`] },
    };
    const markdown = renderSummary(warned);
    expect(markdown).toBe(golden('hostile.md', markdown));
  });

  it(
    'keeps to code and plain words, and leaves no fence or fold open, whatever it is',
    () => {
      const report = fc
        .array(hostileRun, { minLength: 1, maxLength: 3 })
        .map((runs): StepReport => ({ verdict: (runs[0] as JudgedRun).verdict, runs }));
      const limit = fc.oneof(fc.constant(SUMMARY_LIMIT_BYTES), fc.nat(6_000));
      fc.assert(
        fc.property(report, limit, (any, limitBytes) => {
          const markdown = renderSummary(any, limitBytes);
          expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limitBytes);
          expect(markdown.isWellFormed()).toBe(true);
          expect(markdown).not.toMatch(/(?![\n\t])\p{Cc}/u);
          expect(faultsOf(markdown)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
    PROPERTY_TIMEOUT_MS,
  );
});
