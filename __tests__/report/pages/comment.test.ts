import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { InvalidInputError } from '../../../src/inputs/invalid-input-error.ts';
import {
  COMMENT_LIMIT_BYTES,
  renderComment,
  type CommentContext,
} from '../../../src/report/pages/comment.ts';
import { explainError, skipForMissingKey } from '../../../src/evaluate/pre-run.ts';
import type { EvaluatedRun, StepReport } from '../../../src/evaluate/types.ts';
import { golden } from '../golden.ts';
import { arbitraryRun, arbitraryText } from '../arbitrary-runs.ts';
import {
  ended,
  FAILING,
  inventoryRun,
  evaluated,
  logged,
  noAnswer,
  passing,
  reportOf,
  REPOSITORY,
  reportTests,
  scriptError,
  tested,
  testedReport,
} from '../evaluated-runs.ts';
import { findMarkdownProblems } from '../markdown-scan.ts';

/** Hundreds of runs take 2 s, and more on a busy machine. */
const PROPERTY_TIMEOUT_MS = 60_000;

const CONTEXT: CommentContext = {
  marker: '<!-- luau-execution 0123456789abcdef0123456789abcdef run 9000 attempt 2 -->',
  step: { workflow: 'CI', job: 'test', action: 'luau', placeId: '456', shard: '' },
  attempt: { id: 9_000, attempt: 2 },
};

/** The links of the footer. */
const FOOTER_LINKS =
  / · commit \[`[\da-f]{7}`\]\(https:\/\/github\.com\/studio\/game\/commit\/[\da-f]{40}\)| · \[summary of the run\]\(https:\/\/github\.com\/studio\/game\/actions\/runs\/9000\/attempts\/2\)$/gm;

/** Finds untrusted text outside of code, and open fences or folds. */
function findCommentProblems(markdown: string): readonly string[] {
  const [marker, ...lines] = markdown.split('\n');
  return [
    ...(marker === CONTEXT.marker ? [] : ['it does not start with its marker']),
    ...findMarkdownProblems(lines.join('\n').replace(FOOTER_LINKS, '')),
  ];
}

function withRepository(report: StepReport): StepReport {
  return { ...report, repository: REPOSITORY };
}

describe('renderComment', () => {
  it('is short for a pass', () => {
    const tests = Array.from({ length: 12 }, (_, at) => passing('Shop', `sells item ${at + 1}`));
    const run = ended({ results: [true] }, { messages: [logged('ready')] });
    const markdown = renderComment(
      testedReport(tested(reportTests(tests), evaluated(run))),
      CONTEXT,
    );
    expect(markdown).toBe(golden('comment-pass.md', markdown));
  });

  it('lists the failing tests with locations and messages', () => {
    const markdown = renderComment(testedReport(inventoryRun()), CONTEXT);
    expect(markdown).toBe(golden('comment-tests-failed.md', markdown));
    expect(findCommentProblems(markdown)).toEqual([]);
  });

  it('quotes a script error, and links its line', () => {
    const markdown = renderComment(
      withRepository(reportOf(scriptError(), { script: FAILING })),
      CONTEXT,
    );
    expect(markdown).toBe(golden('comment-script-error.md', markdown));
  });

  it('gives advice if the script did not cause the failure', () => {
    const markdown = renderComment(
      withRepository(reportOf({ status: 'unknown-create-outcome', error: noAnswer() })),
      CONTEXT,
    );
    expect(markdown).toBe(golden('comment-unknown-create-outcome.md', markdown));
  });

  it('shows a table of several scripts, the failing ones first', () => {
    const passed = tested(reportTests([passing('a'), passing('b')]), evaluated(ended()));
    const other = evaluated(ended(), { script: { file: 'tests/z.luau', text: '' } });
    const error = evaluated(scriptError(), { script: FAILING });
    const failing = inventoryRun();
    const verdict = { ...failing.verdict, message: '2 of 4 scripts failed.' };
    const step = { ...CONTEXT.step, shard: '2/5' };
    const markdown = renderComment(
      { verdict, runs: [passed, other, failing, error], repository: REPOSITORY },
      { ...CONTEXT, step },
    );
    expect(markdown).toBe(golden('comment-several-runs.md', markdown));
    expect(findCommentProblems(markdown)).toEqual([]);
  });

  it('limits the rows and sections of many scripts, and counts the rest', () => {
    const runs = Array.from({ length: 80 }, (_, at) =>
      evaluated(at % 4 === 0 ? scriptError() : ended(), {
        script: { file: `tests/${at}.luau`, text: '' },
      }),
    );
    const [first] = runs as [EvaluatedRun];
    const markdown = renderComment({ verdict: first.verdict, runs }, CONTEXT);
    expect(markdown.match(/^\| `tests/gm)).toHaveLength(50);
    expect(markdown).toContain('\n\nAnd 30 more scripts: all passed.\n\n');
    expect(markdown.match(/^#### /gm)).toHaveLength(10);
    expect(markdown).toContain('\n\nThe summary of the run shows 10 more.\n\n');
  });

  it.each([
    ['comment-skipped.md', skipForMissingKey(undefined)],
    [
      'comment-invalid-input.md',
      explainError(new InvalidInputError('place-id', 'is "<b>12</b> @octocat #1"', 'digits')),
    ],
  ])('shows only the verdict of a step without runs (%s)', (name, verdict) => {
    const step = { ...CONTEXT.step, placeId: '' };
    const markdown = renderComment(withRepository({ verdict, runs: [] }), { ...CONTEXT, step });
    expect(markdown).toBe(golden(name, markdown));
  });

  it('contains no links if the repository is unknown', () => {
    const { verdict, runs } = testedReport(inventoryRun());
    const markdown = renderComment({ verdict, runs }, CONTEXT);
    expect(markdown).not.toContain('](');
    expect(markdown).toMatch(/\n`CI` \/ `test` · version `7` of place `456`\n$/);
  });
});

it('shows no invalid place id or shard, which could be a key by mistake', () => {
  const report = { verdict: skipForMissingKey(undefined), runs: [] };
  const wrong = { ...CONTEXT, step: { ...CONTEXT.step, placeId: 'a-key', shard: 'a-key' } };
  expect(renderComment(report, wrong)).not.toContain('a-key');
  const right = { ...CONTEXT, step: { ...CONTEXT.step, shard: '2 / 5' } };
  expect(renderComment(report, right)).toMatch(/, shard `2 \/ 5` · place `456`/);
});

describe('renderComment, if the comment would be too long', () => {
  const long = 'ß'.repeat(3_000);
  const failing = Array.from({ length: 400 }, (_, at) => ({
    path: [`${long} ${at}`],
    status: 'failed' as const,
    message: `${long}\n${long}`,
    location: { file: `${'folder/'.repeat(80)}${at}.luau`, line: 3 },
  }));
  const runs = Array.from({ length: 60 }, (_, at) =>
    tested(
      reportTests(failing),
      evaluated(ended(), { script: { file: `${at}/${long}.luau`, text: '' } }),
    ),
  );
  const report = { verdict: (runs[0] as EvaluatedRun).verdict, runs, repository: REPOSITORY };

  it('shows less of each kind, and counts the rest', () => {
    const markdown = renderComment(report, CONTEXT);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(COMMENT_LIMIT_BYTES);
    expect(markdown).toContain('more failing tests do not fit in here');
    expect(findCommentProblems(markdown)).toEqual([]);
  });

  it('leaves out whole blocks if that is not enough, and says so', () => {
    const markdown = renderComment(report, CONTEXT, 5_000);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(5_000);
    expect(markdown).toContain('\n\nMore does not fit in here; the summary of the run has it.\n\n');
    expect(markdown).toContain('[summary of the run](');
    expect(findCommentProblems(markdown)).toEqual([]);
  });
});

describe('untrusted text in a comment', () => {
  it(
    'appears only as code or plain words, and leaves nothing open',
    () => {
      const report = fc.array(arbitraryRun, { maxLength: 4 }).map((runs): StepReport => ({
        verdict: runs[0]?.verdict ?? skipForMissingKey(undefined),
        runs,
        repository: REPOSITORY,
      }));
      const step = fc.record({
        workflow: arbitraryText,
        job: arbitraryText,
        action: arbitraryText,
        placeId: arbitraryText,
        shard: arbitraryText,
      });
      // The size of a headline with a link and a footer of long names.
      const limit = fc.oneof(
        fc.constant(COMMENT_LIMIT_BYTES),
        fc.integer({ min: 6_000, max: 9_000 }),
      );
      fc.assert(
        fc.property(report, step, limit, (any, untrustedStep, limitBytes) => {
          const markdown = renderComment(any, { ...CONTEXT, step: untrustedStep }, limitBytes);
          expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limitBytes);
          expect(markdown.isWellFormed()).toBe(true);
          expect(markdown).not.toMatch(/(?![\n\t])\p{Cc}/u);
          expect(findCommentProblems(markdown)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
    PROPERTY_TIMEOUT_MS,
  );
});
