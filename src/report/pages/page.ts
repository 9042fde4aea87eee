import { plural } from '../../util/text.ts';
import {
  failsStep,
  type EvaluatedRun,
  type PlaceUpload,
  type StepReport,
} from '../../evaluate/types.ts';
import { formatDuration } from '../../util/duration.ts';
import { formatBytes, splitBudget } from '../../util/truncate.ts';
import { formatNumber, formatScriptCount, formatTestCounts, sumTestCounts } from '../format.ts';
import { computeTiming } from '../timing.ts';
import { adviseSharing, renderGantt } from './gantt.ts';
import { code, fold, nameCode, table } from './markdown.ts';
import {
  outcomeText,
  renderSection,
  renderVerdict,
  renderWarnings,
  scriptMarkdown,
  wholeLogBytes,
  type SectionBudget,
} from './run-section.ts';
import { hidesFailure, renderCounts } from './test-section.ts';

/** The amount of each kind of content on a page. */
export interface PageBudget extends SectionBudget {
  /** The number of scripts in the overview. */
  readonly scriptRows: number;
  /** The number of scripts with a section. */
  readonly sections: number;
}

/** The limits of a page, and its fixed parts. */
export interface PageLayout {
  /** From large to small. The page uses the first one that fits. */
  readonly budgets: readonly PageBudget[];
  /** The maximum size as UTF-8. */
  readonly maxBytes: number;
  /** The first line, above all blocks. It is never left out. */
  readonly marker?: string;
  /** The last line, below all blocks. It is never left out. */
  readonly footer?: string;
  /** A sentence for the end of a page whose blocks do not all fit. */
  readonly omissionNotice: string;
}

/** Between two blocks. It is ASCII, so its length is its size. */
const SEPARATOR = '\n\n';

const SHARED_TASK_NOTE =
  'They ran in one task, in this order: what one of them changed in the data model, the next ones saw.';

/**
 * Renders the report of a step as Markdown: the outcome, the reason, then the details. Remote text
 * appears only as code (see `markdown.ts`). Only whole blocks are left out, so that no fence or fold
 * stays open. If every budget is too large, the blocks of the smallest one appear as far as they fit.
 *
 * @returns Markdown that ends with a line feed, or an empty string if nothing fits
 */
export function renderPage(report: StepReport, layout: PageLayout): string {
  const { budgets, maxBytes, marker, footer, omissionNotice } = layout;
  const assemble = (blocks: readonly string[]): string =>
    joinBlocks([marker, ...blocks, footer].filter((block) => block !== undefined));
  const sorted = { ...report, runs: failingFirst(report.runs) };
  let blocks: readonly string[] = [];
  for (const budget of budgets) {
    blocks = renderBlocks(sorted, report.runs, budget, []);
    const page = assemble(blocks);
    const spareBytes = maxBytes - Buffer.byteLength(page);
    if (spareBytes < 0) {
      continue;
    }
    if (budget.detail === 'failures') {
      return page;
    }
    // Logs share the space that is left.
    const needs = sorted.runs.map(({ run }) => wholeLogBytes(run));
    return assemble(renderBlocks(sorted, report.runs, budget, splitBudget(spareBytes, needs)));
  }
  let spareBytes = maxBytes - Buffer.byteLength(assemble([omissionNotice]));
  const fitting = blocks.filter((block) => {
    const bytes = Buffer.byteLength(block) + SEPARATOR.length;
    const fits = bytes <= spareBytes;
    spareBytes -= fits ? bytes : 0;
    return fits;
  });
  return fitting.length === 0 && footer === undefined ? '' : assemble([...fitting, omissionNotice]);
}

/** Sorts failing runs first, because people look for them, and passing runs last. */
function failingFirst(runs: readonly EvaluatedRun[]): readonly EvaluatedRun[] {
  const rank = ({ verdict: { outcome } }: EvaluatedRun): number =>
    failsStep(outcome) ? 0 : outcome === 'passed' ? 2 : 1;
  return runs.toSorted((one, other) => rank(one) - rank(other));
}

/**
 * @param report with the failing runs first
 * @param inOrder the runs in their own order
 * @param logBytes the size of each run's log
 * @returns the blocks of the page, headline first
 */
function renderBlocks(
  report: StepReport,
  inOrder: readonly EvaluatedRun[],
  budget: PageBudget,
  logBytes: readonly number[],
): readonly string[] {
  const { verdict, runs, repository } = report;
  const hasDetails = budget.detail === 'all';
  const warnings = hasDetails ? renderWarnings(verdict, budget) : [];
  const upload = hasDetails ? renderUpload(report.upload) : [];
  const [only, second] = runs;
  if (only === undefined) {
    return [
      `### ${outcomeText(verdict)}`,
      ...renderVerdict(verdict, budget),
      ...warnings,
      ...upload,
    ];
  }
  if (second === undefined) {
    const evaluated = { ...only, verdict };
    const [title = '', ...rest] = renderSection(evaluated, budget, logBytes[0] ?? 0, repository);
    return [`### ${title}`, ...upload, ...rest];
  }
  const relevant = runs.filter((evaluated) => hasDetails || failsStep(evaluated.verdict.outcome));
  const withSection = relevant.slice(0, budget.sections);
  const sections = withSection.map((evaluated, index) => {
    const [title = '', ...rest] = renderSection(
      evaluated,
      budget,
      logBytes[index] ?? 0,
      repository,
    );
    return [`#### ${title}`, ...rest];
  });
  const unfolded = withSection.filter((evaluated) => evaluated.verdict.outcome !== 'passed').length;
  const isExplained = withSection.some(
    (evaluated) => evaluated.verdict.message === verdict.message,
  );
  const counts = sumTestCounts(runs);
  const isMisleading = hidesFailure(counts, verdict);
  const countBlocks = renderCounts(counts, isMisleading);
  return [
    `### ${outcomeText(verdict)}: ${formatScriptCount(runs)}`,
    ...(isMisleading ? [] : countBlocks),
    ...(isExplained ? [] : renderVerdict(verdict, budget)),
    ...warnings,
    ...(isMisleading ? countBlocks : []),
    ...upload,
    ...renderOverview(hasDetails ? inOrder : runs, budget),
    ...(hasDetails ? renderSchedule(report, inOrder) : []),
    ...sections.slice(0, unfolded).flat(),
    ...foldPassed(sections.slice(unfolded)),
    ...(relevant.length > withSection.length
      ? [`The summary of the run shows ${formatNumber(relevant.length - withSection.length)} more.`]
      : []),
  ];
}

/** Folds the sections of passed scripts, because few people read them. */
function foldPassed(sections: readonly (readonly string[])[]): readonly string[] {
  return sections.length === 0
    ? []
    : [fold(`${plural(sections.length, 'script')} that passed`, joinBlocks(sections.flat()))];
}

/** Names the uploaded file and its version. */
function renderUpload(upload: PlaceUpload | undefined): readonly string[] {
  if (upload?.became === undefined) {
    return [];
  }
  const { file, sizeBytes, versionType, place, became } = upload;
  return [
    `${nameCode(file)} (${formatBytes(sizeBytes)}) was ${versionType.toLowerCase()} as version ${code(became.version)} of place ${code(place.placeId)}.`,
  ];
}

/** Renders a table with a row for each script, and counts the scripts that do not fit. */
function renderOverview(
  runs: readonly EvaluatedRun[],
  { scriptRows }: PageBudget,
): readonly string[] {
  const shown = runs.slice(0, scriptRows);
  const rest = runs.slice(scriptRows);
  const haveTests = sumTestCounts(shown).total > 0;
  const rows = shown.map(({ plan, run, verdict }) => {
    const timing = computeTiming(run);
    const { counts } = verdict.tests ?? {};
    return [
      scriptMarkdown(plan.script),
      outcomeText(verdict, run),
      ...(haveTests ? [counts && counts.total > 0 ? formatTestCounts(counts) : ''] : []),
      timing === undefined ? '' : formatDuration(timing.totalMs),
    ];
  });
  const passed = rest.filter(({ verdict }) => verdict.outcome === 'passed').length;
  const outcomes =
    passed === rest.length
      ? 'all passed'
      : `${formatNumber(passed)} passed, ${formatNumber(rest.length - passed)} did not`;
  return [
    table(['Script', 'Outcome', ...(haveTests ? ['Tests'] : []), 'Time'], rows),
    ...(rest.length > 0 ? [`And ${plural(rest.length, 'more script')}: ${outcomes}.`] : []),
  ];
}

/** Shows when the scripts ran. */
function renderSchedule(
  { isShared }: StepReport,
  inOrder: readonly EvaluatedRun[],
): readonly string[] {
  return isShared === true
    ? [SHARED_TASK_NOTE]
    : [...renderGantt(inOrder), ...adviseSharing(inOrder)];
}

function joinBlocks(blocks: readonly string[]): string {
  return blocks.length === 0 ? '' : `${blocks.join(SEPARATOR)}\n`;
}
