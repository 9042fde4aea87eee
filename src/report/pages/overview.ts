import type { EvaluatedRun } from '../../evaluate/types.ts';
import { formatDuration } from '../../util/duration.ts';
import { plainLine } from '../../util/plain-text.ts';
import { plural } from '../../util/text.ts';
import { truncate } from '../../util/truncate.ts';
import {
  failingTests,
  formatNumber,
  formatTestCounts,
  MISSING_REASON,
  reasonLines,
  sumTestCounts,
  testName,
  warningTests,
} from '../format.ts';
import { computeTiming } from '../timing.ts';
import { code, list, nameCode, prose, table } from './markdown.ts';
import {
  isExplainedByTests,
  isScriptsOwn,
  scriptMarkdown,
  signedOutcome,
  type SectionBudget,
} from './run-section.ts';

/** With more rows the error of the first failing script would not be on the first screen. */
const MAX_OPEN_PASSED_ROWS = 10;

/** The size of a reason in its row: about two lines. */
const MAX_REASON_BYTES = 160;

/** The number of warnings of passed scripts. Their annotations and the job log have all. */
const MAX_WARNINGS = 20;

/** Whether a run passed. */
export function hasPassed({ verdict }: EvaluatedRun): boolean {
  return verdict.outcome === 'passed';
}

/** The table of a step's scripts: the part that is always visible, and the part for a fold. */
export interface Overview {
  readonly open: readonly string[];
  readonly folded: readonly string[];
}

/**
 * Renders a table with a row for each script and the first line of each reason, and counts the
 * scripts that do not fit. If scripts failed, a long list of passed ones is for a fold.
 *
 * @param runs with the failing runs first, and the passed ones last
 * @param maxRows the number of scripts
 */
export function renderOverview(runs: readonly EvaluatedRun[], maxRows: number): Overview {
  const shown = runs.slice(0, maxRows);
  const rest = runs.slice(maxRows);
  const passedRest = rest.filter(hasPassed).length;
  const outcomes =
    passedRest === rest.length
      ? 'all passed'
      : `${formatNumber(passedRest)} passed, ${formatNumber(rest.length - passedRest)} did not`;
  const more = rest.length > 0 ? [`And ${plural(rest.length, 'more script')}: ${outcomes}.`] : [];
  const others = shown.filter((evaluated) => !hasPassed(evaluated));
  const passed = shown.filter(hasPassed);
  return others.length > 0 && passed.length > MAX_OPEN_PASSED_ROWS
    ? { open: [renderTable(others), ...more], folded: [renderTable(passed)] }
    : { open: [renderTable(shown), ...more], folded: [] };
}

function renderTable(runs: readonly EvaluatedRun[]): string {
  const haveTests = sumTestCounts(runs).total > 0;
  const haveReasons = runs.some((evaluated) => !hasPassed(evaluated));
  const rows = runs.map((evaluated) => {
    const { plan, run, verdict } = evaluated;
    const timing = computeTiming(run);
    const { counts } = verdict.tests ?? {};
    return [
      scriptMarkdown(plan.script),
      signedOutcome(verdict, run),
      ...(haveReasons ? [hasPassed(evaluated) ? '' : renderReason(evaluated)] : []),
      ...(haveTests ? [counts && counts.total > 0 ? formatTestCounts(counts) : ''] : []),
      timing === undefined ? '' : formatDuration(timing.totalMs),
    ];
  });
  const columns = [
    'Script',
    'Outcome',
    ...(haveReasons ? ['Why'] : []),
    ...(haveTests ? ['Tests'] : []),
    'Time',
  ];
  return table(columns, rows);
}

/** The first failing test, or the first line of the message. */
function renderReason(evaluated: EvaluatedRun): string {
  const { verdict } = evaluated;
  const [test] = verdict.tests === undefined ? [] : failingTests(verdict.tests);
  if (test !== undefined && isExplainedByTests(evaluated)) {
    const [reason = MISSING_REASON] = reasonLines(test);
    return code(truncate(`${testName(test)}: ${plainLine(reason)}`, MAX_REASON_BYTES));
  }
  const [line = ''] = reasonLines({ message: verdict.message });
  const shown = truncate(plainLine(line), MAX_REASON_BYTES);
  return isScriptsOwn(verdict) ? code(shown) : prose(shown);
}

/**
 * Lists the warnings of passed scripts, because their sections are folded.
 *
 * @returns no blocks if there are none
 */
export function renderWarningsOfPassed(
  runs: readonly EvaluatedRun[],
  { messageBytes, reasonBytes }: SectionBudget,
): readonly string[] {
  const warnings = runs.filter(hasPassed).flatMap(({ plan, verdict }) => {
    const name = scriptMarkdown(plan.script);
    const tests = verdict.tests === undefined ? [] : warningTests(verdict.tests);
    return [
      ...verdict.warnings.map((warning) => `${name}: ${prose(truncate(warning, messageBytes))}`),
      ...tests.map((test) => {
        const [reason = ''] = reasonLines(test);
        const words = reason === '' ? '' : `: ${code(truncate(plainLine(reason), reasonBytes))}`;
        return `${name}: ${nameCode(testName(test))}${words}`;
      }),
    ];
  });
  const rest = warnings.length - MAX_WARNINGS;
  return warnings.length === 0
    ? []
    : [
        '**Warnings of scripts that passed**',
        list(warnings.slice(0, MAX_WARNINGS)),
        ...(rest > 0 ? [`And ${formatNumber(rest)} more; the job log has all of them.`] : []),
      ];
}

/** A run without the warnings that {@link renderWarningsOfPassed} shows. */
export function withoutWarnings(evaluated: EvaluatedRun): EvaluatedRun {
  return { ...evaluated, verdict: { ...evaluated.verdict, warnings: [] } };
}
