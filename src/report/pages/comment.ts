import type { EvaluatedRun, StepReport } from '../../evaluate/types.ts';
import type { RunAttempt, StepIdentity } from '../../github/pull-request-comment.ts';
import { snapshotOf } from '../format.ts';
import { nameCode } from './markdown.ts';
import { renderPage, type PageBudget } from './page.ts';

/**
 * GitHub refuses a comment of more than 65,536 characters, without a definition of a character. A
 * text has at most as many characters of any kind as bytes.
 */
export const COMMENT_LIMIT_BYTES = 65_536;

/** The inputs of a comment besides the report. */
export interface CommentContext {
  /** The first line of the comment: an HTML comment that identifies it. */
  readonly marker: string;
  readonly step: StepIdentity;
  readonly attempt: RunAttempt;
}

const FAILURES = { detail: 'failures', resultBytes: 0, excerpts: 0, traceBytes: 0 } as const;

/** A comment is short, because the summary has the rest. */
const BUDGETS: readonly PageBudget[] = [
  {
    ...FAILURES,
    messageBytes: 2_048,
    testRows: 25,
    reasonBytes: 400,
    scriptRows: 50,
    sections: 10,
  },
  { ...FAILURES, messageBytes: 1_024, testRows: 10, reasonBytes: 200, scriptRows: 30, sections: 5 },
  { ...FAILURES, messageBytes: 512, testRows: 5, reasonBytes: 120, scriptRows: 20, sections: 3 },
];

/** The number of place versions in the footer. More than one is rare. */
const MAX_VERSIONS = 3;

/** GitHub abbreviates commits to this length. */
const SHORT_COMMIT_CHARACTERS = 7;

/**
 * Renders the report of a step for a comment on a pull request: the outcome, the counts of tests,
 * the failures with their locations, and a link to the summary. GitHub makes no mentions and links
 * of remote text, because it appears only as code.
 *
 * @param maxBytes the maximum size as UTF-8. Marker and footer are never left out
 */
export function renderComment(
  report: StepReport,
  context: CommentContext,
  maxBytes = COMMENT_LIMIT_BYTES,
): string {
  return renderPage(report, {
    budgets: BUDGETS,
    maxBytes,
    marker: context.marker,
    footer: renderFooter(report, context),
    omissionNotice: 'More does not fit in here; the summary of the run has it.',
  });
}

/** One line with the step, the place, the commit and a link to the summary. */
function renderFooter({ runs, repository }: StepReport, { step, attempt }: CommentContext): string {
  const shard = /^\d+\s*\/\s*\d+$/.test(step.shard) ? `, shard ${nameCode(step.shard)}` : '';
  const commit = repository?.commit;
  return [
    `${nameCode(step.workflow)} / ${nameCode(step.job)}${shard}`,
    ...renderPlace(runs, step.placeId),
    ...(commit === undefined
      ? []
      : [
          `commit [\`${commit.slice(0, SHORT_COMMIT_CHARACTERS)}\`](${repository?.url}/commit/${commit})`,
        ]),
    ...(repository === undefined
      ? []
      : [
          `[summary of the run](${repository.url}/actions/runs/${attempt.id}/attempts/${attempt.attempt})`,
        ]),
  ].join(' · ');
}

function renderPlace(runs: readonly EvaluatedRun[], placeIdInput: string): readonly string[] {
  const placeId = runs[0]?.plan.place.placeId ?? placeIdInput;
  // If nothing ran, the input is unchecked. It may contain a key by mistake.
  if (!/^\d{1,20}$/.test(placeId)) {
    return [];
  }
  const versions = [
    ...new Set(runs.flatMap(({ run }) => snapshotOf(run)?.task.path.placeVersion ?? [])),
  ].slice(0, MAX_VERSIONS);
  const place = `place ${nameCode(placeId)}`;
  return versions.length === 0
    ? [place]
    : [
        `version${versions.length === 1 ? '' : 's'} ${versions.map(nameCode).join(', ')} of ${place}`,
      ];
}
