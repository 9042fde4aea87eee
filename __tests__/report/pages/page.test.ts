import { describe, expect, it } from '@jest/globals';
import { renderSummary, SUMMARY_LIMIT_BYTES } from '../../../src/report/pages/summary.ts';
import type { EvaluatedRun } from '../../../src/evaluate/types.ts';
import {
  ended,
  failed,
  FAILING,
  evaluated,
  logged,
  reportOf,
  reportTests,
  tested,
  testedReport,
} from '../evaluated-runs.ts';
import { findMarkdownProblems } from '../markdown-scan.ts';

const RUNNER_LIMIT_BYTES = 1_048_576;

describe('the size of a page', () => {
  const wide = '\u{1F600}é漢'.repeat(40);

  it('stays below the limit of the runner, and keeps the end of a log', () => {
    const messages = Array.from({ length: 5_000 }, (_, at) => logged(`${at} ${wide}`));
    const markdown = renderSummary(reportOf(ended({}, { messages })));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_LIMIT_BYTES);
    expect(Buffer.byteLength(markdown)).toBeGreaterThan(SUMMARY_LIMIT_BYTES * 0.99);
    expect(SUMMARY_LIMIT_BYTES).toBeLessThan(RUNNER_LIMIT_BYTES);
    expect(markdown).toMatch(
      /Only the newest 976 KiB of 1.8 MiB fit in here; the job log has all of it\.\n\n```text\n {8}\d+ /,
    );
    expect(markdown).toContain(`4999 ${wide}\n\`\`\`\n\n</details>\n`);
    expect(markdown).not.toContain('\ufffd');
    expect(findMarkdownProblems(markdown)).toEqual([]);
  });

  it('keeps whole characters from the end of a single line that is too long', () => {
    const run = ended({}, { messages: [logged('漢'.repeat(2_000))] });
    const markdown = renderSummary(reportOf(run), 3_000);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(3_000);
    expect(markdown).toMatch(/```text\n漢+\n```/);
  });

  it('drops the log first, then results, then excerpts, then the last blocks', () => {
    const messages = Array.from({ length: 500 }, (_, at) => logged(`message ${at}`));
    const error = { code: 'SCRIPT_ERROR', message: 'TaskScript:9: no' };
    const failingRun = evaluated(failed(error, { messages }), { script: FAILING });
    const passedRun = evaluated(ended({ results: ['r'.repeat(20_000)] }));
    const parts = [
      'message 0\n',
      'message 499\n',
      'r'.repeat(10_000),
      'rrr',
      '>  9 |',
      'TaskScript:9',
    ] as const;
    const [oldest, newest, most, some, line, message] = parts;
    const shownIn = (limitBytes: number): readonly string[] => {
      const markdown = renderSummary(
        { verdict: failingRun.verdict, runs: [failingRun, passedRun] },
        limitBytes,
      );
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limitBytes);
      expect(findMarkdownProblems(markdown)).toEqual([]);
      return parts.filter((part) => markdown.includes(part));
    };
    expect(shownIn(30_000)).toEqual([oldest, newest, most, some, line, message]);
    expect(shownIn(25_000)).toEqual([newest, most, some, line, message]);
    expect(shownIn(18_000)).toEqual([most, some, line, message]);
    // Shorter results leave space for the log again.
    expect(shownIn(15_000)).toEqual([oldest, newest, some, line, message]);
    expect(shownIn(2_500)).toEqual([some, line, message]);
    expect(shownIn(2_000)).toEqual([newest, line, message]);
    expect(shownIn(1_500)).toEqual([line, message]);
    expect(shownIn(1_100)).toEqual([message]);
    expect(shownIn(130)).toEqual([]);
  });

  it('shares the spare size among the logs of several runs, small ones whole', () => {
    const long = { messages: [logged('long '.repeat(50_000))] };
    const runs = [ended({}, long), ended({}, { messages: [logged('short')] }), ended({}, long)].map(
      (run) => evaluated(run),
    );
    const markdown = renderSummary({ verdict: (runs[0] as EvaluatedRun).verdict, runs }, 100_000);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(100_000);
    expect(markdown).toContain('        short\n```');
    expect(markdown.match(/Only the newest 48 KiB of 244 KiB/g)).toHaveLength(2);
  });

  it('stays below the limit with more scripts than fit', () => {
    const runs = Array.from({ length: 8_000 }, () => evaluated(ended()));
    const markdown = renderSummary({ verdict: (runs[0] as EvaluatedRun).verdict, runs });
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_LIMIT_BYTES);
    expect(markdown).toMatch(/^### :white_check_mark: Passed: 8000 scripts\n/);
    expect(markdown).toMatch(/More does not fit in here; the job log has it\.\n$/);
  });

  it('truncates long results with a notice', () => {
    const markdown = renderSummary(reportOf(ended({ results: ['x'.repeat(3_000_000)] })));
    expect(markdown).toContain('**Returned**, cut after 16 KiB of 2.9 MiB\n\n```json\n"xxx');
  });

  it('includes the long fences of a log of backticks', () => {
    const messages = Array.from({ length: 400 }, (_, at) => logged('`'.repeat(at)));
    const report = reportOf(ended({}, { messages }));
    for (let limitBytes = 1_000; limitBytes < 6_000; limitBytes += 100) {
      const markdown = renderSummary(report, limitBytes);
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limitBytes);
      expect(findMarkdownProblems(markdown)).toEqual([]);
    }
  });

  describe('with 5,000 failing tests', () => {
    const nasty = '`|</details>@octocat ```'.repeat(40);
    const failing = (at: number, message: string) =>
      ({
        path: ['Suite', `${at} ${nasty}`],
        status: 'failed',
        message,
        trace: `TaskScript:${at}\n${nasty}`,
        location: { file: `tests/${'deep/'.repeat(100)}${at}.luau`, line: at + 1 },
      }) as const;
    const tests = Array.from({ length: 5_000 }, (_, at) => failing(at, `${nasty}\n`.repeat(20)));

    it('shows the first tests, counts the rest, and leaves space for the log', () => {
      const messages = [logged('the end')];
      const only = tested(reportTests(tests), evaluated(ended({}, { messages })));
      const markdown = renderSummary(testedReport(only));
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_LIMIT_BYTES);
      expect(findMarkdownProblems(markdown)).toEqual([]);
      expect(markdown).toContain('\n**5,000 failed** of 5,000 tests\n');
      expect(markdown.match(/^\| `+ ?Suite/gm)).toHaveLength(200);
      expect(markdown).toContain(
        '\nAnd 4,800 more failing tests do not fit in here; the job log names all of them.\n',
      );
      expect(markdown).toMatch(/Whole messages and traces, the first 32 KiB</);
      expect(markdown).toContain('the end\n');
    });

    it.each([300_000, 60_000, 20_000, 5_000, 1_000, 300])('stays within %d bytes', (limitBytes) => {
      const markdown = renderSummary(testedReport(tested(reportTests(tests))), limitBytes);
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limitBytes);
      expect(findMarkdownProblems(markdown)).toEqual([]);
      expect(markdown).toMatch(/more failing tests do not fit|More does not fit in here/);
    });

    it('stays below the limit for many scripts with many tests', () => {
      const runs = Array.from({ length: 40 }, () => tested(reportTests(tests)));
      const markdown = renderSummary({ verdict: tested(reportTests(tests)).verdict, runs });
      expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(SUMMARY_LIMIT_BYTES);
      expect(findMarkdownProblems(markdown)).toEqual([]);
      expect(markdown).toContain('**200,000 failed** of 200,000 tests');
    });
  });

  it('truncates lists of skipped tests, warnings and problems with a notice', () => {
    const skipped = Array.from({ length: 300 }, (_, at) => ({
      path: [`later ${at}`],
      status: 'skipped' as const,
    }));
    const warned = Array.from({ length: 300 }, (_, at) => ({
      path: [`slow ${at}`],
      status: 'passed' as const,
      isWarning: true as const,
      message: 'slow',
    }));
    const problems = Array.from(
      { length: 300 },
      (_, at) => `The suite number ${at} could not run.`,
    );
    const markdown = renderSummary(
      testedReport(tested(reportTests([...skipped, ...warned], { problems }))),
    );
    expect(markdown).toContain('\n300 passed, 300 skipped of 600 tests, 300 with a warning\n');
    expect(markdown).toContain('later 199\n```\n\nAnd 100 more.\n\n</details>');
    expect(markdown).toContain('\nAnd 100 more with a warning; the job log names all of them.\n');
    expect(markdown).toContain('\nAnd 100 more like this, which do not fit in here.\n');
    expect(findMarkdownProblems(markdown)).toEqual([]);
  });

  it('is zero if nothing fits', () => {
    expect(renderSummary(reportOf(ended()), 20)).toBe('');
  });
});
