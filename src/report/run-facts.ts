import type { RunResult, TaskSnapshot } from '../tasks/run-result.ts';
import type { Script } from '../workspace/script.ts';
import type { EvaluatedRun } from '../evaluate/types.ts';
import { plural } from './log/log-lines.ts';
import { formatCount } from './test-facts.ts';

/** What was seen of a run's task; undefined where no task is known. */
export function snapshotOf(run: RunResult): TaskSnapshot | undefined {
  switch (run.status) {
    case 'ended':
    case 'poll-timeout':
    case 'unreachable':
    case 'pending':
      return run;
    case 'cancelled':
    case 'internal-error':
      return run.snapshot;
    case 'not-created':
    case 'not-found':
    case 'not-run':
    case 'quota-exceeded':
    case 'unknown-create-outcome':
      return undefined;
  }
}

/** What a script given inline is called; one from a file is called by its path. */
export const INLINE_SCRIPT = 'the inline script';

/** What the script of a task is called that was there already, where nobody named its file. */
const SCRIPT_OF_TASK = "the task's script";

/** What people call a script. */
export function nameOf({ file, isOfTask }: Script): string {
  return file ?? (isOfTask === true ? SCRIPT_OF_TASK : INLINE_SCRIPT);
}

/** How many scripts there were, and how many of them did not pass. */
export function countScripts(runs: readonly EvaluatedRun[]): string {
  const others = runs.filter(({ verdict }) => verdict.outcome !== 'passed').length;
  const all = plural(runs.length, 'script');
  return others === 0 ? all : `${formatCount(others)} of ${all} did not pass`;
}
