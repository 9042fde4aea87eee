/** What the runner sends when a workflow is cancelled or times out: SIGINT, and 7.5 s later SIGTERM. */
const CANCELLING_SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The workflow was cancelled. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
}

/** What of a process the cancellation needs; `process` itself, but in tests. */
interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/**
 * Turns the signals that cancel a workflow into an abort. The process goes on until it has
 * reported; a second signal changes nothing.
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
