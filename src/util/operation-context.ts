import type { Clock } from './clock.ts';

/** What every wait needs. */
export interface OperationContext {
  readonly clock: Clock;
  /** A number from 0 to 1, 1 excluded, like `Math.random`. */
  readonly random: () => number;
  readonly signal: AbortSignal;
}
