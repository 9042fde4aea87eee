import type { Environment } from './inputs/parsers.ts';
import type { RunningEmulator } from './start-emulator.ts';
import type { OperationContext } from './util/operation-context.ts';

/** Everything that the action takes from its process. `index.ts` passes the real ones; tests pass their own. */
export interface ActionContext {
  readonly env: Environment;
  readonly operation: OperationContext;
  /** Aborts with an `InternalError` as the reason if nothing caught an error. */
  readonly uncaughtErrors: AbortSignal;
  /** The time of day, in milliseconds since 1970. For texts only; waits use the monotonic clock. */
  readonly wallClock: () => number;
  /** Writes to standard output. */
  readonly write: (text: string) => void;
  /** Starts the emulator, for a step without a key. */
  readonly startEmulator: () => Promise<RunningEmulator>;
}
