import { setImmediate } from 'node:timers/promises';
import { InternalError } from './tasks/internal-error.ts';
import type { RunResult } from './tasks/run-result.ts';
import type { OperationContext } from './util/operation-context.ts';

/** How long the evaluation goes on after a cancellation that came before it. The runner grants 7.5 s in all. */
const MAX_EVALUATION_MS = 2_000;

/**
 * Watches for a cancellation while runs are evaluated, which keeps the process busy.
 *
 * @returns a function that lets the signals arrive, and returns whether the evaluation must end
 */
export function watchForCancellation({ clock, signal }: OperationContext): () => Promise<boolean> {
  const wasAborted = signal.aborted;
  const startedAt = clock.now();
  return async () => {
    if (!signal.aborted) {
      // Node.js delivers signals between the two.
      await setImmediate();
      await setImmediate();
    }
    const isCancelled = signal.aborted && !(signal.reason instanceof InternalError);
    return isCancelled && (!wasAborted || clock.now() - startedAt > MAX_EVALUATION_MS);
  };
}

/** A run that ended, and whose evaluation was cancelled. */
export function withCancellation(run: RunResult): RunResult {
  if (run.status !== 'ended' || run.interruption !== undefined) {
    return run;
  }
  const { task, seenMs, queuedMs } = run;
  const snapshot = { task, seenMs, queuedMs };
  return { ...run, interruption: { status: 'cancelled', mayRun: false, snapshot } };
}
