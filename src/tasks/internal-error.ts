import type { BrokenOff, KnownTask, Run } from './run-task.ts';

/** A fault of the action itself, as the reason of an abort: all that is under way ends with it. */
export class Fault extends Error {
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
export function breakOff(
  thrown: unknown,
  { aborted, reason }: AbortSignal,
  known: KnownTask,
): BrokenOff {
  if (!aborted) {
    return { end: 'fault', error: thrown, ...known };
  }
  return reason instanceof Fault
    ? { end: 'fault', error: reason.cause, ...known }
    : { end: 'cancelled', ...known };
}

/** The fault of the action that broke a run off, also where its task had ended by then. */
export function faultOf(run: Run): Extract<BrokenOff, { end: 'fault' }> | undefined {
  const ended = run.end === 'ended' ? run.brokenOff : run;
  return ended?.end === 'fault' ? ended : undefined;
}
