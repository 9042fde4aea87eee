/** Something was thrown that nobody caught, or nothing is left to go on with: a fault of the action. */
export class Uncaught extends Error {
  override readonly name = 'Uncaught';

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    // Where it was caught says nothing; where it was thrown is what a report needs.
    if (cause instanceof Error && cause.stack !== undefined) {
      this.stack = cause.stack;
    }
  }
}

/** What of a process this needs. */
interface FaultSource {
  on(event: 'uncaughtException' | 'beforeExit', listener: (thrown: unknown) => void): unknown;
}

/**
 * Turns what nobody caught into an abort, so that the step still ends as one error with everything
 * written. Node.js would print a stack, in which no error is annotated, and lose the rest. Rejections
 * that nobody handles come as exceptions, too.
 *
 * @param onLate told of what comes once `isOver`: nothing is under way then that could be aborted
 */
export function listenForFaults(
  source: FaultSource,
  isOver: () => boolean,
  onLate: (fault: Uncaught) => void,
): AbortSignal {
  const abort = new AbortController();
  source.on('uncaughtException', (thrown) => {
    const fault = new Uncaught(thrown);
    if (isOver()) {
      onLate(fault);
    } else {
      abort.abort(fault);
    }
  });
  // The event loop is empty, and the step waits for something that will never come.
  source.on('beforeExit', () => {
    if (!isOver()) {
      abort.abort(new Uncaught('it waits for something that nothing will bring'));
    }
  });
  return abort.signal;
}
