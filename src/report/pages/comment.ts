import type { RunAttempt, StepIdentity } from '../../github/pull-request-comment.ts';
import { formatDuration } from '../../util/format-duration.ts';
import {
  failsStep,
  type EvaluatedRun,
  type Repository,
  type StepReport,
} from '../../evaluate/types.ts';
import { truncate } from '../../util/truncate.ts';
import { plural } from '../log/log-lines.ts';
import { code, table } from './markdown.ts';
import { countScripts, snapshotOf } from '../run-facts.ts';
import {
  explain,
  explained,
  headline,
  outcomeWords,
  scriptName,
  type PageBudget,
} from './run-section.ts';
import { MAX_NAME_BYTES } from './source-link.ts';
import { addCounts, countTests, failingTests, formatCount } from '../test-facts.ts';
import { isBesideThePoint, renderCounts, renderTests } from './test-section.ts';
import { computeTiming } from '../timing.ts';

/**
 * GitHub refuses a comment of more than 65,536 characters. It is said nowhere what it takes for a
 * character; no text has more of any kind than it has bytes.
 */
export const COMMENT_LIMIT_BYTES = 65_536;

/** What a comment needs to know besides the report. */
export interface CommentContext {
  /** The comment's first line, an HTML comment, by which it is found again. */
  readonly marker: string;
  readonly step: StepIdentity;
  readonly attempt: RunAttempt;
}

/** How much of each kind may be shown: a comment is read in passing, and the summary has the rest. */
interface CommentBudget extends PageBudget {
  /** How many scripts the overview names. */
  readonly scriptRows: number;
  /** How many failing scripts have a section of their own. */
  readonly sections: number;
}

const BRIEF = { resultBytes: 0, excerpts: 0, traceBytes: 0 } as const;

/** From the most to the least: the first of these that fits is taken. */
const BUDGETS: readonly CommentBudget[] = [
  { ...BRIEF, messageBytes: 2_048, testRows: 25, reasonBytes: 400, scriptRows: 50, sections: 10 },
  { ...BRIEF, messageBytes: 1_024, testRows: 10, reasonBytes: 200, scriptRows: 30, sections: 5 },
  { ...BRIEF, messageBytes: 512, testRows: 5, reasonBytes: 120, scriptRows: 20, sections: 3 },
];

/** Between two blocks; ASCII, so that its length is its bytes. */
const BETWEEN = '\n\n';

const LEFT_OUT = 'More does not fit in here; the summary of the run has it.';

/** Versions of the place that are named: more than one is rare. */
const MAX_VERSIONS = 3;

/** A commit is named by this many digits, as GitHub does. */
const SHORT_COMMIT = 7;

/**
 * Renders the report of a step as Markdown for a comment on a pull request: the outcome, numbers
 * of tests, what failed and where, what to do, and the way to the rest. Remote text is shown as code
 * only (see `markdown.ts`): GitHub mentions nobody and links nothing there. Whole blocks are left out where
 * they do not fit, so that no fence is ever left open.
 *
 * @param limitBytes the most that it may have as UTF-8; its first line, its headline and its last line are always there
 */
export function renderComment(
  report: StepReport,
  context: CommentContext,
  limitBytes = COMMENT_LIMIT_BYTES,
): string {
  const footer = renderFooter(report, context);
  let body: readonly string[] = [];
  for (const budget of BUDGETS) {
    body = renderBody(report, budget);
    const whole = join([context.marker, ...body, footer]);
    if (Buffer.byteLength(whole) <= limitBytes) {
      return whole;
    }
  }
  const [title = '', ...blocks] = body;
  let spareBytes = limitBytes - Buffer.byteLength(join([context.marker, title, LEFT_OUT, footer]));
  const fitting = blocks.filter((block) => {
    const bytes = Buffer.byteLength(block) + BETWEEN.length;
    const fits = bytes <= spareBytes;
    spareBytes -= fits ? bytes : 0;
    return fits;
  });
  return join([context.marker, title, ...fitting, LEFT_OUT, footer]);
}

/** Blocks of Markdown, each whole in itself; the first is the headline. */
function renderBody(
  { verdict, runs, repository }: StepReport,
  budget: CommentBudget,
): readonly string[] {
  const [first, ...others] = runs;
  if (first === undefined) {
    return [`### ${outcomeWords(verdict)}`, ...explain(verdict, budget)];
  }
  if (others.length === 0) {
    return renderSection('###', { ...first, verdict }, budget, repository);
  }
  const failing = runs.filter((evaluated) => failsStep(evaluated.verdict.outcome));
  const detailed = failing.slice(0, budget.sections);
  const isTold = detailed.some((evaluated) => evaluated.verdict.message === verdict.message);
  const counts = addCounts(runs);
  return [
    `### ${outcomeWords(verdict)}: ${countScripts(runs)}`,
    ...renderCounts(counts, isBesideThePoint(counts, failsStep(verdict.outcome))),
    ...(isTold ? [] : explain(verdict, budget)),
    ...renderOverview(runs, budget),
    ...detailed.flatMap((evaluated) => renderSection('####', evaluated, budget, repository)),
    ...(failing.length > detailed.length
      ? [`The summary of the run tells of ${formatCount(failing.length - detailed.length)} more.`]
      : []),
  ];
}

function renderSection(
  level: '###' | '####',
  evaluated: EvaluatedRun,
  budget: CommentBudget,
  repository: Repository | undefined,
): readonly string[] {
  const { plan, verdict } = evaluated;
  return [
    `${level} ${headline(verdict, plan.script, repository)}`,
    ...explain(verdict, budget, evaluated),
    ...renderTests(withFailuresOnly(evaluated), budget, repository, explained(evaluated, budget)),
  ];
}

/** Of its tests a comment shows the numbers and what failed: not what was skipped, slow or warned of. */
function withFailuresOnly(evaluated: EvaluatedRun): EvaluatedRun {
  const { tests } = evaluated.verdict;
  if (tests === undefined) {
    return evaluated;
  }
  const failing = failingTests(tests).map((test) => ({ ...test, durationMs: 0 }));
  return { ...evaluated, verdict: { ...evaluated.verdict, tests: { ...tests, tests: failing } } };
}

/** A row for each script, those that did not pass first. */
function renderOverview(
  runs: readonly EvaluatedRun[],
  { scriptRows }: CommentBudget,
): readonly string[] {
  const ranked = runs.toSorted((one, other) => rankOf(one) - rankOf(other));
  const shown = ranked.slice(0, scriptRows);
  const rest = ranked.slice(scriptRows);
  const haveTests = addCounts(shown).total > 0;
  return [
    table(
      ['Script', 'Outcome', ...(haveTests ? ['Tests'] : []), 'Time'],
      shown.map(({ plan, run, verdict }) => {
        const timing = computeTiming(run);
        const { counts } = verdict.tests ?? {};
        return [
          scriptName(plan.script),
          outcomeWords(verdict),
          ...(haveTests ? [counts && counts.total > 0 ? countTests(counts) : ''] : []),
          timing === undefined ? '' : formatDuration(timing.totalMs),
        ];
      }),
    ),
    ...(rest.length > 0 ? [`And ${plural(rest.length, 'more script')}: ${countRest(rest)}.`] : []),
  ];
}

function rankOf({ verdict: { outcome } }: EvaluatedRun): number {
  return failsStep(outcome) ? 0 : outcome === 'passed' ? 2 : 1;
}

function countRest(rest: readonly EvaluatedRun[]): string {
  const passed = rest.filter(({ verdict }) => verdict.outcome === 'passed').length;
  return passed === rest.length
    ? 'all passed'
    : `${formatCount(passed)} passed, ${formatCount(rest.length - passed)} did not`;
}

/** What was run, which step ran it, and the way to the rest, in a line. */
function renderFooter({ runs, repository }: StepReport, { step, attempt }: CommentContext): string {
  const shard = /^\d+\s*\/\s*\d+$/.test(step.shard) ? `, shard ${shownName(step.shard)}` : '';
  const commit = repository?.commit;
  return [
    `${shownName(step.workflow)} / ${shownName(step.job)}${shard}`,
    ...describePlace(runs, step.placeId),
    ...(commit === undefined
      ? []
      : [`commit [\`${commit.slice(0, SHORT_COMMIT)}\`](${repository?.url}/commit/${commit})`]),
    ...(repository === undefined
      ? []
      : [
          `[summary of the run](${repository.url}/actions/runs/${attempt.id}/attempts/${attempt.attempt})`,
        ]),
  ].join(' · ');
}

function describePlace(runs: readonly EvaluatedRun[], named: string): readonly string[] {
  const placeId = runs[0]?.plan.place.placeId ?? named;
  // Where nothing could run the input was not checked, and may hold what belongs elsewhere: a key.
  if (!/^\d{1,20}$/.test(placeId)) {
    return [];
  }
  const versions = [
    ...new Set(runs.flatMap(({ run }) => snapshotOf(run)?.task.path.placeVersion ?? [])),
  ].slice(0, MAX_VERSIONS);
  const location = `place ${shownName(placeId)}`;
  return versions.length === 0
    ? [location]
    : [
        `version${versions.length === 1 ? '' : 's'} ${versions.map(shownName).join(', ')} of ${location}`,
      ];
}

function shownName(name: string): string {
  return code(truncate(name, MAX_NAME_BYTES));
}

function join(blocks: readonly string[]): string {
  return `${blocks.join(BETWEEN)}\n`;
}
