import type { ActionContext } from './context.ts';
import { debugError } from './debug-log.ts';
import { explainError } from './evaluate/pre-run.ts';
import type { StepReport } from './evaluate/types.ts';
import { findInternalError, InternalError } from './tasks/internal-error.ts';

/**
 * After an uncaught error, requests in flight get this long to name their tasks: a creation gets a
 * second for its answer.
 */
const UNCAUGHT_GRACE_MS = 2_000;

/**
 * Rejects shortly after an uncaught error, because the step may then never end by itself.
 *
 * @param ended aborts when the step has ended by itself
 */
export function rejectOnUncaughtError(
  { uncaughtErrors, operation: { clock } }: ActionContext,
  ended: AbortSignal,
): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => {
      if (uncaughtErrors.reason instanceof InternalError) {
        clock.sleep(UNCAUGHT_GRACE_MS, ended).then(
          () => reject(uncaughtErrors.reason),
          () => {}, // The step has ended: nothing is left to reject.
        );
      }
    };
    if (uncaughtErrors.aborted) {
      onAbort();
    } else {
      uncaughtErrors.addEventListener('abort', onAbort, { signal: ended });
    }
  });
}

/** Fails the step for an uncaught error that came before its first run began or after its last one ended. */
export function withUncaughtError(report: StepReport, { reason }: AbortSignal): StepReport {
  const isReported = report.runs.some(({ run }) => findInternalError(run) !== undefined);
  if (!(reason instanceof InternalError) || isReported) {
    return report;
  }
  debugError(reason);
  return { ...report, verdict: explainError(reason) };
}
