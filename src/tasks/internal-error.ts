import type { Interruption, KnownTask, RunResult } from './run-result.ts';

/** The reason of an abort after an internal error. It ends everything that is in flight. */
export class InternalError extends Error {
  override readonly name = 'InternalError';

  /** @param cause the thrown value */
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    // A report needs the stack of the throw, not that of the catch.
    if (cause instanceof Error && cause.stack !== undefined) {
      this.stack = cause.stack;
    }
  }
}

/**
 * Returns the result of a run in which something was thrown: cancelled or failed like the signal, if
 * that has aborted, and otherwise an internal error.
 *
 * @param known what is known about its task
 */
export function interrupt(
  thrown: unknown,
  { aborted, reason }: AbortSignal,
  known: KnownTask,
): Interruption {
  if (!aborted) {
    return { status: 'internal-error', error: thrown, ...known };
  }
  return reason instanceof InternalError
    ? { status: 'internal-error', error: reason.cause, ...known }
    : { status: 'cancelled', ...known };
}

/** Returns the internal error that interrupted a run, also if its task had ended before. */
export function findInternalError(
  run: RunResult,
): Extract<Interruption, { status: 'internal-error' }> | undefined {
  const ended = run.status === 'ended' ? run.interruption : run;
  return ended?.status === 'internal-error' ? ended : undefined;
}
