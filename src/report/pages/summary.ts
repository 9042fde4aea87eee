import { formatDuration } from '../../util/format-duration.ts';
import {
  failsStep,
  type EvaluatedRun,
  type PlaceUpload,
  type Repository,
  type StepReport,
} from '../../evaluate/types.ts';
import { formatBytes, truncate, splitBudget } from '../../util/truncate.ts';
import { adviseSharing, renderGantt } from './gantt.ts';
import { plural } from '../log/log-lines.ts';
import { code, fold, table } from './markdown.ts';
import { countScripts } from '../run-facts.ts';
import {
  explain,
  explained,
  headline,
  outcomeWords,
  renderRun,
  scriptName,
  warn,
  wholeLogBytes,
  type PageBudget,
} from './run-section.ts';
import { MAX_NAME_BYTES } from './source-link.ts';
import { addCounts, countTests } from '../test-facts.ts';
import { isBesideThePoint, renderCounts, renderTests } from './test-section.ts';
import { computeTiming } from '../timing.ts';

/**
 * The runner drops a whole summary of more than 1 MiB (1,048,576 bytes). What lies between is left
 * to others who write to the same file in the same step.
 */
export const SUMMARY_LIMIT_BYTES = 1_000_000;

/**
 * What a summary may show, from the most to the least: the first of these that fits is taken, and
 * logs share what it leaves. So logs give way first, then results, then traces and the lines of
 * files, then tests that failed after others did.
 */
const BUDGETS: readonly PageBudget[] = [
  {
    messageBytes: 8 * 1024,
    resultBytes: 16 * 1024,
    excerpts: 3,
    testRows: 200,
    reasonBytes: 600,
    traceBytes: 32 * 1024,
  },
  {
    messageBytes: 8 * 1024,
    resultBytes: 1024,
    excerpts: 3,
    testRows: 200,
    reasonBytes: 600,
    traceBytes: 32 * 1024,
  },
  {
    messageBytes: 2 * 1024,
    resultBytes: 0,
    excerpts: 1,
    testRows: 50,
    reasonBytes: 300,
    traceBytes: 4 * 1024,
  },
  {
    messageBytes: 512,
    resultBytes: 0,
    excerpts: 0,
    testRows: 10,
    reasonBytes: 120,
    traceBytes: 0,
  },
];

/** Between two blocks; ASCII, so that its length is its bytes. */
const BETWEEN = '\n\n';

const SHARED =
  'They ran in one task, in this order: what one of them changed in the data model, the next ones saw.';

/** What became of a script whose task ended before it. */
const NOT_RUN = 'Not run';

const LEFT_OUT = 'More does not fit in here; the job log has it.';

/**
 * Renders the report of a step as Markdown for its summary: the outcome first, then why, then what
 * else is known. Remote text is shown as code only (see `markdown.ts`), and nothing is ever cut in
 * a way that leaves a fence or a fold open.
 *
 * @param limitBytes the most that it may have as UTF-8
 * @returns Markdown that ends with a line feed; the empty string where nothing at all would fit
 */
export function renderSummary(report: StepReport, limitBytes = SUMMARY_LIMIT_BYTES): string {
  const sorted = { ...report, runs: failingFirst(report.runs) };
  let blocks: readonly string[] = [];
  for (const budget of BUDGETS) {
    blocks = renderReport(sorted, report.runs, budget, []);
    const spareBytes = limitBytes - Buffer.byteLength(join(blocks));
    if (spareBytes >= 0) {
      const needs = sorted.runs.map(({ run }) => wholeLogBytes(run));
      return join(renderReport(sorted, report.runs, budget, splitBudget(spareBytes, needs)));
    }
  }
  return joinWhatFits(blocks, limitBytes);
}

/**
 * The sections of runs that fail the step come first, since nobody should have to look for them, and
 * those of runs that passed come last.
 */
function failingFirst(runs: readonly EvaluatedRun[]): readonly EvaluatedRun[] {
  const rank = ({ verdict: { outcome } }: EvaluatedRun): number =>
    failsStep(outcome) ? 0 : outcome === 'passed' ? 2 : 1;
  return runs.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * @param logBytes how much each run's log may take; nothing where it is not said
 * @returns blocks of Markdown, each whole in itself
 */
function renderReport(
  { verdict, runs, repository, upload, isShared }: StepReport,
  inOrder: readonly EvaluatedRun[],
  budget: PageBudget,
  logBytes: readonly number[],
): readonly string[] {
  const [first, ...others] = runs;
  if (first === undefined) {
    return [
      `### ${outcomeWords(verdict)}`,
      ...explain(verdict, budget),
      ...warn(verdict, budget),
      ...tellUpload(upload),
    ];
  }
  if (others.length === 0) {
    const [title = '', ...rest] = renderSection(
      '###',
      { ...first, verdict },
      budget,
      logBytes[0] ?? 0,
      repository,
    );
    return [title, ...tellUpload(upload), ...rest];
  }
  const passed = runs.filter((evaluated) => evaluated.verdict.outcome === 'passed');
  const section = (evaluated: EvaluatedRun, index: number): readonly string[] =>
    renderSection('####', evaluated, budget, logBytes[index] ?? 0, repository);
  const isTold = runs.some((evaluated) => evaluated.verdict.message === verdict.message);
  const all = addCounts(runs);
  const isBeside = isBesideThePoint(all, failsStep(verdict.outcome));
  const counts = renderCounts(all, isBeside);
  return [
    `### ${outcomeWords(verdict)}: ${countScripts(runs)}`,
    ...(isBeside ? [] : counts),
    ...(isTold ? [] : explain(verdict, budget)),
    ...warn(verdict, budget),
    ...(isBeside ? counts : []),
    ...tellUpload(upload),
    renderOverview(inOrder),
    ...(isShared === true ? [SHARED] : [...renderGantt(inOrder), ...adviseSharing(inOrder)]),
    ...runs
      .slice(0, others.length + 1 - passed.length)
      .flatMap((evaluated, index) => section(evaluated, index)),
    ...foldPassed(passed.map((evaluated) => section(evaluated, runs.indexOf(evaluated)))),
  ];
}

function renderSection(
  level: '###' | '####',
  evaluated: EvaluatedRun,
  budget: PageBudget,
  logBytes: number,
  repository: Repository | undefined,
): readonly string[] {
  const { plan, run, verdict } = evaluated;
  const title =
    run.status === 'not-run'
      ? `${NOT_RUN}: ${scriptName(plan.script)}`
      : headline(verdict, plan.script, repository);
  return [
    `${level} ${title}`,
    ...explain(verdict, budget, evaluated),
    ...renderTests(evaluated, budget, repository, explained(evaluated, budget)),
    ...warn(verdict, budget),
    ...renderRun(evaluated, budget, logBytes),
  ];
}

/** Of many scripts, those that passed are there to be looked up. */
function foldPassed(sections: readonly (readonly string[])[]): readonly string[] {
  return sections.length === 0
    ? []
    : [fold(`${plural(sections.length, 'script')} that passed`, join(sections.flat()))];
}

/** Which file became which version. */
function tellUpload(upload: PlaceUpload | undefined): readonly string[] {
  if (upload?.became === undefined) {
    return [];
  }
  const { file, sizeBytes, versionType, place, became } = upload;
  return [
    `${code(truncate(file, MAX_NAME_BYTES))} (${formatBytes(sizeBytes)}) was ${versionType.toLowerCase()} as version ${code(became.version)} of place ${code(place.placeId)}.`,
  ];
}

function renderOverview(runs: readonly EvaluatedRun[]): string {
  const haveTests = addCounts(runs).total > 0;
  return table(
    ['Script', 'Outcome', ...(haveTests ? ['Tests'] : []), 'Time'],
    runs.map(({ plan, run, verdict }) => {
      const timing = computeTiming(run);
      const { counts } = verdict.tests ?? {};
      return [
        scriptName(plan.script),
        run.status === 'not-run' ? NOT_RUN : outcomeWords(verdict),
        ...(haveTests
          ? [counts === undefined || counts.total === 0 ? '' : countTests(counts)]
          : []),
        timing === undefined ? '' : formatDuration(timing.totalMs),
      ];
    }),
  );
}

function join(blocks: readonly string[]): string {
  return blocks.length === 0 ? '' : `${blocks.join(BETWEEN)}\n`;
}

/** The blocks that fit, in their order, and a word on those that do not. */
function joinWhatFits(blocks: readonly string[], limitBytes: number): string {
  let spareBytes = limitBytes - Buffer.byteLength(join([LEFT_OUT]));
  const fitting = blocks.filter((block) => {
    const bytes = Buffer.byteLength(block) + BETWEEN.length;
    const fits = bytes <= spareBytes;
    spareBytes -= fits ? bytes : 0;
    return fits;
  });
  return fitting.length === 0 ? '' : join([...fitting, LEFT_OUT]);
}
