import { plural } from '../../util/text.ts';
import {
  EMULATED_TITLE,
  failsStep,
  type EvaluatedRun,
  type PlaceUpload,
  type StepReport,
} from '../../evaluate/types.ts';
import { formatBytes, splitBudget } from '../../util/truncate.ts';
import { formatNumber, formatScriptCount, sumTestCounts } from '../format.ts';
import { adviseSharing, renderGantt } from './gantt.ts';
import { code, fold, nameCode } from './markdown.ts';
import { hasPassed, renderOverview, renderWarningsOfPassed, withoutWarnings } from './overview.ts';
import {
  renderSection,
  renderVerdict,
  renderWarnings,
  signedOutcome,
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
  'They ran in one task, in the order of their paths: what one of them changed in the data model, the next ones saw.';

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
    blocks = withEngine(renderBlocks(sorted, report.runs, budget, []), report);
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
    const whole = renderBlocks(sorted, report.runs, budget, splitBudget(spareBytes, needs));
    return assemble(withEngine(whole, report));
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

/** Says below the headline that the scripts ran in the emulator. */
function withEngine(
  [headline = '', ...rest]: readonly string[],
  { engine, missingKey }: StepReport,
): readonly string[] {
  return engine === 'emulator' && missingKey
    ? [headline, `**${EMULATED_TITLE}**, not at Roblox. ${missingKey.explanation}`, ...rest]
    : [headline, ...rest];
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
      `### ${signedOutcome(verdict)}`,
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
      hasPassed(evaluated) ? withoutWarnings(evaluated) : evaluated,
      budget,
      logBytes[index] ?? 0,
      repository,
    );
    return [`#### ${title}`, ...rest];
  });
  const unfolded = withSection.filter((evaluated) => !hasPassed(evaluated)).length;
  const overview = renderOverview(runs, budget.scriptRows);
  const isExplained = withSection.some(
    (evaluated) => evaluated.verdict.message === verdict.message,
  );
  const counts = sumTestCounts(runs);
  const isMisleading = hidesFailure(counts, verdict);
  const countBlocks = renderCounts(counts, isMisleading);
  return [
    `### ${signedOutcome(verdict)}: ${formatScriptCount(runs)}`,
    ...(isMisleading ? [] : countBlocks),
    ...(isExplained ? [] : renderVerdict(verdict, budget)),
    ...warnings,
    ...(isMisleading ? countBlocks : []),
    ...upload,
    ...overview.open,
    ...(hasDetails && report.isShared === true ? [SHARED_TASK_NOTE] : []),
    ...sections.slice(0, unfolded).flat(),
    ...(hasDetails ? renderWarningsOfPassed(runs, budget) : []),
    ...(hasDetails && report.isShared !== true
      ? [...renderGantt(inOrder), ...adviseSharing(inOrder)]
      : []),
    ...foldPassed(runs, [...overview.folded, ...sections.slice(unfolded).flat()]),
    ...(relevant.length > withSection.length
      ? [`The summary of the run shows ${formatNumber(relevant.length - withSection.length)} more.`]
      : []),
  ];
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

/** Folds the details of passed scripts, because few people read them. */
function foldPassed(runs: readonly EvaluatedRun[], blocks: readonly string[]): readonly string[] {
  const passed = runs.filter(hasPassed).length;
  return blocks.length === 0
    ? []
    : [fold(`${plural(passed, 'script')} that passed`, joinBlocks(blocks))];
}

function joinBlocks(blocks: readonly string[]): string {
  return blocks.length === 0 ? '' : `${blocks.join(SEPARATOR)}\n`;
}
