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
import { hostileRun, hostileText } from '../hostile.ts';
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
import { faultsOf } from '../markdown-scan.ts';

/** Hundreds of runs take 2 s, and a busy machine takes longer. */
const PROPERTY_TIMEOUT_MS = 60_000;

const CONTEXT: CommentContext = {
  marker: '<!-- luau-execution 0123456789abcdef0123456789abcdef run 9000 attempt 2 -->',
  step: { workflow: 'CI', job: 'test', action: 'luau', placeId: '456', shard: '' },
  attempt: { id: 9_000, attempt: 2 },
};

/** The links that are the comment's own, besides those to lines of the repository. */
const OWN_LINKS =
  / · commit \[`[\da-f]{7}`\]\(https:\/\/github\.com\/studio\/game\/commit\/[\da-f]{40}\)| · \[summary of the run\]\(https:\/\/github\.com\/studio\/game\/actions\/runs\/9000\/attempts\/2\)$/gm;

/** What of a comment is more than its own words, and what is left open. */
function faultsOfComment(markdown: string): readonly string[] {
  const [marker, ...lines] = markdown.split('\n');
  return [
    ...(marker === CONTEXT.marker ? [] : ['it does not begin with its mark']),
    ...faultsOf(lines.join('\n').replace(OWN_LINKS, '')),
  ];
}

function placed(report: StepReport): StepReport {
  return { ...report, repository: REPOSITORY };
}

describe('a comment', () => {
  it('is short about a pass', () => {
    const tests = Array.from({ length: 12 }, (_, at) => passing('Shop', `sells item ${at + 1}`));
    const run = ended({ results: [true] }, { messages: [logged('ready')] });
    const markdown = renderComment(
      testedReport(tested(reportTests(tests), evaluated(run))),
      CONTEXT,
    );
    expect(markdown).toBe(golden('comment-pass.md', markdown));
  });

  it('names the tests that failed, where and why', () => {
    const markdown = renderComment(testedReport(inventoryRun()), CONTEXT);
    expect(markdown).toBe(golden('comment-tests-failed.md', markdown));
    expect(faultsOfComment(markdown)).toEqual([]);
  });

  it('quotes a script error, and links its line', () => {
    const markdown = renderComment(placed(reportOf(scriptError(), { script: FAILING })), CONTEXT);
    expect(markdown).toBe(golden('comment-script-error.md', markdown));
  });

  it('says what to do where the script is not to blame', () => {
    const markdown = renderComment(
      placed(reportOf({ status: 'unknown-create-outcome', error: noAnswer() })),
      CONTEXT,
    );
    expect(markdown).toBe(golden('comment-unknown-create-outcome.md', markdown));
  });

  it('has an overview of several scripts, the failing ones first', () => {
    const calm = tested(reportTests([passing('a'), passing('b')]), evaluated(ended()));
    const other = evaluated(ended(), { script: { file: 'tests/z.luau', text: '' } });
    const error = evaluated(scriptError(), { script: FAILING });
    const bad = inventoryRun();
    const verdict = { ...bad.verdict, message: '2 of 4 scripts failed.' };
    const step = { ...CONTEXT.step, shard: '2/5' };
    const markdown = renderComment(
      { verdict, runs: [calm, other, bad, error], repository: REPOSITORY },
      { ...CONTEXT, step },
    );
    expect(markdown).toBe(golden('comment-several-runs.md', markdown));
    expect(faultsOfComment(markdown)).toEqual([]);
  });

  it('names so many scripts that it can still be read, and counts the rest', () => {
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
  ])('of a step without runs is the verdict alone (%s)', (name, verdict) => {
    const step = { ...CONTEXT.step, placeId: '' };
    const markdown = renderComment(placed({ verdict, runs: [] }), { ...CONTEXT, step });
    expect(markdown).toBe(golden(name, markdown));
  });

  it('does without links where the repository is not known', () => {
    const { verdict, runs } = testedReport(inventoryRun());
    const markdown = renderComment({ verdict, runs }, CONTEXT);
    expect(markdown).not.toContain('](');
    expect(markdown).toMatch(/\n`CI` \/ `test` · version `7` of place `456`\n$/);
  });
});

it('shows no place id and no shard that is none: a key may stand there by mistake', () => {
  const report = { verdict: skipForMissingKey(undefined), runs: [] };
  const wrong = { ...CONTEXT, step: { ...CONTEXT.step, placeId: 'a-key', shard: 'a-key' } };
  expect(renderComment(report, wrong)).not.toContain('a-key');
  const right = { ...CONTEXT, step: { ...CONTEXT.step, shard: '2 / 5' } };
  expect(renderComment(report, right)).toMatch(/, shard `2 \/ 5` · place `456`/);
});

describe('a comment that would be too long', () => {
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

  it('shows less of each thing, and counts what it leaves out', () => {
    const markdown = renderComment(report, CONTEXT);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(COMMENT_LIMIT_BYTES);
    expect(markdown).toContain('more failing tests do not fit in here');
    expect(faultsOfComment(markdown)).toEqual([]);
  });

  it('leaves out whole blocks where that is not enough, and says so', () => {
    const markdown = renderComment(report, CONTEXT, 5_000);
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(5_000);
    expect(markdown).toContain('\n\nMore does not fit in here; the summary of the run has it.\n\n');
    expect(markdown).toContain('[summary of the run](');
    expect(faultsOfComment(markdown)).toEqual([]);
  });
});

describe('remote text in a comment', () => {
  it(
    'keeps to code and plain words, mentions nobody, and leaves nothing open, whatever it is',
    () => {
      const report = fc.array(hostileRun, { maxLength: 4 }).map((runs): StepReport => ({
        verdict: runs[0]?.verdict ?? skipForMissingKey(undefined),
        runs,
        repository: REPOSITORY,
      }));
      const step = fc.record({
        workflow: hostileText,
        job: hostileText,
        action: hostileText,
        placeId: hostileText,
        shard: hostileText,
      });
      // A headline with its link and a last line of hostile names take so much at most.
      const limit = fc.oneof(
        fc.constant(COMMENT_LIMIT_BYTES),
        fc.integer({ min: 6_000, max: 9_000 }),
      );
      fc.assert(
        fc.property(report, step, limit, (any, hostileStep, limitBytes) => {
          const markdown = renderComment(any, { ...CONTEXT, step: hostileStep }, limitBytes);
          expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(limitBytes);
          expect(markdown.isWellFormed()).toBe(true);
          expect(markdown).not.toMatch(/(?![\n\t])\p{Cc}/u);
          expect(faultsOfComment(markdown)).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
    PROPERTY_TIMEOUT_MS,
  );
});
