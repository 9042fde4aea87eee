import type { Run, Sighting } from '../tasks/run-task.ts';
import type { Script } from '../workspace/script.ts';
import type { JudgedRun } from '../evaluate/types.ts';
import { plural } from './log/log-lines.ts';
import { formatCount } from './test-facts.ts';

/** What was seen of a run's task; undefined where no task is known. */
export function sightingOf(run: Run): Sighting | undefined {
  switch (run.end) {
    case 'ended':
    case 'never-finished':
    case 'lost-sight':
    case 'pending':
      return run;
    case 'cancelled':
    case 'fault':
      return run.sighting;
    case 'not-created':
    case 'not-found':
    case 'not-run':
    case 'held-back':
    case 'maybe-running':
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
export function countScripts(runs: readonly JudgedRun[]): string {
  const others = runs.filter(({ verdict }) => verdict.outcome !== 'passed').length;
  const all = plural(runs.length, 'script');
  return others === 0 ? all : `${formatCount(others)} of ${all} did not pass`;
}
