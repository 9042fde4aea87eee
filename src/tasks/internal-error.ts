import type { Interruption, KnownTask, RunResult } from './run-result.ts';

/** A fault of the action itself, as the reason of an abort: all that is under way ends with it. */
export class InternalError extends Error {
  override readonly name = 'Fault';

  /** @param cause what was thrown */
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    // Where it was caught says nothing; where it was thrown is what a report needs.
    if (cause instanceof Error && cause.stack !== undefined) {
      this.stack = cause.stack;
    }
  }
}

/**
 * How a run ends in which something was thrown: by what aborted the signal, where it did, and by a
 * fault where nothing else explains it.
 *
 * @param known what is known of its task
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

/** The fault of the action that broke a run off, also where its task had ended by then. */
export function findInternalError(
  run: RunResult,
): Extract<Interruption, { status: 'internal-error' }> | undefined {
  const ended = run.status === 'ended' ? run.interruption : run;
  return ended?.status === 'internal-error' ? ended : undefined;
}
