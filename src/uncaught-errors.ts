import { InternalError } from './tasks/internal-error.ts';

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
export function listenForUncaughtErrors(
  source: FaultSource,
  isOver: () => boolean,
  onLate: (fault: InternalError) => void,
): AbortSignal {
  const abort = new AbortController();
  source.on('uncaughtException', (thrown) => {
    const fault = new InternalError(thrown);
    if (isOver()) {
      onLate(fault);
    } else {
      abort.abort(fault);
    }
  });
  // The event loop is empty, and the step waits for something that will never come.
  source.on('beforeExit', () => {
    if (!isOver()) {
      abort.abort(new InternalError('it waits for something that nothing will bring'));
    }
  });
  return abort.signal;
}
