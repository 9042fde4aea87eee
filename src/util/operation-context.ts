import type { Clock } from './clock.ts';

/** What an operation that waits needs: time, randomness and a signal to abort. */
export interface OperationContext {
  readonly clock: Clock;
  /** A number from 0 to 1, 1 excluded, like `Math.random`. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}
