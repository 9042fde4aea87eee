import { InternalError } from './tasks/internal-error.ts';

/**
 * The runner cancels a workflow, or ends one that timed out, with SIGINT and 7.5 s later with SIGTERM.
 * On Windows Ctrl+Break arrives as SIGBREAK.
 */
const CANCELLING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGBREAK'] as const;

/** The reason of an abort: the workflow was cancelled. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** The part of a process that {@link listenForCancellation} uses. */
interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * Turns the signals that cancel a workflow into an abort. The process continues until it has
 * written its report; a second signal changes nothing.
 */
export function listenForCancellation(source: SignalSource): {
  readonly signal: AbortSignal;
  readonly dispose: () => void;
} {
  const abort = new AbortController();
  const onSignal = (): void => abort.abort(new Cancelled('The workflow was cancelled.'));
  for (const name of CANCELLING_SIGNALS) {
    source.on(name, onSignal);
  }
  return {
    signal: abort.signal,
    dispose: () => {
      for (const name of CANCELLING_SIGNALS) {
        source.off(name, onSignal);
      }
    },
  };
}

/** The part of a process that {@link listenForUncaughtErrors} uses. */
interface ErrorSource {
  on(event: 'uncaughtException' | 'beforeExit', listener: (thrown: unknown) => void): unknown;
}

/**
 * Turns an uncaught error into an abort, so that the step still ends with one error and a full
 * report. Without this, Node.js prints a stack without an annotation and loses the report. Node.js
 * reports unhandled rejections as uncaught exceptions too.
 *
 * @param isOver whether the step has ended; then nothing is left to abort
 * @param onLate called with each error that comes after the step's end
 */
export function listenForUncaughtErrors(
  source: ErrorSource,
  isOver: () => boolean,
  onLate: (error: InternalError) => void,
): AbortSignal {
  const abort = new AbortController();
  source.on('uncaughtException', (thrown) => {
    const error = new InternalError(thrown);
    if (isOver()) {
      onLate(error);
    } else {
      abort.abort(error);
    }
  });
  // The event loop is empty: the step waits for an event that cannot come.
  source.on('beforeExit', () => {
    if (!isOver()) {
      abort.abort(new InternalError('it waits for something that nothing will bring'));
    }
  });
  return abort.signal;
}
