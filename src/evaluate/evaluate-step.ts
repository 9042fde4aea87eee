import type { RunResult } from '../tasks/run-result.ts';
import {
  failsStep,
  OUTCOMES_WORST_FIRST,
  type EvaluatedRun,
  type Outcome,
  type Verdict,
} from './types.ts';

/** Names in a message; the summary has them all. */
const MAX_NAMED = 10;

/** What one, or several, of the scripts did. */
const WHAT_THEY_DID: Readonly<Record<Outcome | 'not-run', readonly [one: string, many: string]>> = {
  failed: ['failed', 'failed'],
  'not-run': ['was not run', 'were not run'],
  infrastructure: ['failed for no fault of its own', 'failed for no fault of their own'],
  cancelled: ['was cancelled', 'were cancelled'],
  pending: ['is pending', 'are pending'],
  skipped: ['was skipped', 'were skipped'],
  passed: ['passed', 'passed'],
};

/**
 * The verdict on a step: that of its run, or of several the worst of their outcomes. The title is
 * theirs where all that fail have the same one; a script that was not run, since one before it
 * failed, has none to add.
 *
 * @param runs at least one
 */
export function evaluateStep(runs: readonly EvaluatedRun[]): Verdict {
  const [first, ...others] = runs;
  if (first !== undefined && others.length === 0) {
    return first.verdict;
  }
  const outcome =
    OUTCOMES_WORST_FIRST.find((worst) => runs.some(({ verdict }) => verdict.outcome === worst)) ??
    'passed';
  const red = runs.filter(({ verdict }) => failsStep(verdict.outcome));
  const causes = red.filter(({ run }) => run.status !== 'not-run');
  const titles = new Set((causes.length === 0 ? red : causes).map(({ verdict }) => verdict.title));
  const [title] = titles;
  return {
    outcome,
    ...(titles.size === 1 && title !== undefined && { title }),
    message: describeRuns(runs),
    warnings: [],
  };
}

/** How many did what, the worst first. It begins with a letter, as a sentence in Markdown should. */
function describeRuns(runs: readonly EvaluatedRun[]): string {
  const [worst, ...rest] = OUTCOMES_WORST_FIRST;
  const parts = [worst, 'not-run' as const, ...rest].flatMap((end) => {
    const having = runs.filter(
      ({ run, verdict }) => (isKeptOut(run) ? 'not-run' : verdict.outcome) === end,
    );
    const [one, many] = WHAT_THEY_DID[end];
    const named = end === 'passed' ? '' : `: ${nameSome(having)}`;
    return having.length === 0
      ? []
      : [`${having.length} ${having.length === 1 ? one : many}${named}`];
  });
  return runs.every(({ verdict }) => verdict.outcome === 'passed')
    ? `All ${runs.length} scripts passed.`
    : `Of ${runs.length} scripts ${parts.join('; ')}.`;
}

/** Whether one before it is why it was not run; where the task failed, nobody knows whether it was. */
function isKeptOut(run: RunResult): boolean {
  return run.status === 'not-run' && run.cause === 'script';
}

function nameSome(runs: readonly EvaluatedRun[]): string {
  const names = runs.slice(0, MAX_NAMED).map(({ plan }) => plan.script.file ?? 'inline');
  const more = runs.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
