import type { RunResult } from '../tasks/run-result.ts';
import { listNames } from '../util/text.ts';
import {
  failsStep,
  OUTCOMES_WORST_FIRST,
  type EvaluatedRun,
  type Outcome,
  type Verdict,
} from './types.ts';

/** Phrases for the end of one script and of several. */
const ENDS: Readonly<Record<Outcome | 'not-run', readonly [one: string, many: string]>> = {
  failed: ['failed', 'failed'],
  'not-run': ['was not run', 'were not run'],
  infrastructure: ['failed for no fault of its own', 'failed for no fault of their own'],
  cancelled: ['was cancelled', 'were cancelled'],
  pending: ['is pending', 'are pending'],
  skipped: ['was skipped', 'were skipped'],
  passed: ['passed', 'passed'],
};

/**
 * Evaluates a step: the verdict of its only run, or the worst outcome of several. It has a title if
 * all failed runs have the same one. Runs that did not start because an earlier script failed are
 * ignored for it.
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
  const failing = runs.filter(({ verdict }) => failsStep(verdict.outcome));
  const causes = failing.filter(({ run }) => run.status !== 'not-run');
  const titles = new Set(
    (causes.length === 0 ? failing : causes).map(({ verdict }) => verdict.title),
  );
  const [title] = titles;
  return {
    outcome,
    ...(titles.size === 1 && title !== undefined && { title }),
    message: describeRuns(runs),
    warnings: [],
  };
}

/** Counts the runs by their ends, the worst first. It starts with a letter: a digit could start a Markdown list. */
function describeRuns(runs: readonly EvaluatedRun[]): string {
  const [worst, ...rest] = OUTCOMES_WORST_FIRST;
  const parts = [worst, 'not-run' as const, ...rest].flatMap((end) => {
    const matching = runs.filter(
      ({ run, verdict }) => (isBlocked(run) ? 'not-run' : verdict.outcome) === end,
    );
    const [one, many] = ENDS[end];
    const named =
      end === 'passed'
        ? ''
        : `: ${listNames(matching.map(({ plan }) => plan.script.file ?? 'inline'))}`;
    return matching.length === 0
      ? []
      : [`${matching.length} ${matching.length === 1 ? one : many}${named}`];
  });
  return runs.every(({ verdict }) => verdict.outcome === 'passed')
    ? `All ${runs.length} scripts passed.`
    : `Of ${runs.length} scripts ${parts.join('; ')}.`;
}

/** Whether an earlier script kept it from running. If the task itself failed, it is unknown whether it ran. */
function isBlocked(run: RunResult): boolean {
  return run.status === 'not-run' && run.cause === 'script';
}
