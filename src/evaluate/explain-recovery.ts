import type { Recovery } from '../tasks/run-result.ts';

/** What a step without `recover` is advised if its task is lost. */
export const RECOVER_ADVICE =
  'With `recover: true` the action creates a lost task again, without running the script twice.';

/** Explains in one sentence what a recovery without a result shows about the script. */
export function explainRecovery({ cause, second, hasStarted }: Recovery): string {
  if (hasStarted === true) {
    return cause === 'unknown-create-outcome'
      ? 'A second task found that the first one has the claim of this run: the script did run, or runs now, and its result is out of reach.'
      : 'A task found that another one has the claim of this run: the script did run, or runs now.';
  }
  if (hasStarted === false) {
    return 'The script never ran: its task was ready only when the step no longer waited for it, or the clocks of the runner and of Roblox differ.';
  }
  switch (second) {
    case 'created':
      return 'A second task gave no result either. At most one of the two runs the script, and nothing shows whether one has started it.';
    case 'unknown-create-outcome':
      return 'A second creation got no usable answer either. At most one of the two tasks runs the script.';
    case 'not-created':
    case 'none':
      return 'A second task could not be created, so nothing shows whether the script has started.';
  }
}
