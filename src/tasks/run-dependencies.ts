import type { LuauExecution } from '../open-cloud/client.ts';
import type { OperationContext } from '../util/operation-context.ts';
import type { CreateLimiter } from './create-limiter.ts';
import type { PollLimiter } from './poll-limiter.ts';
import type { BinaryOutput, RunEvent } from './run-result.ts';

/** What a run needs. */
export interface RunDependencies {
  readonly client: LuauExecution;
  readonly context: OperationContext;
  readonly pollLimiter: PollLimiter;
  readonly limiter: CreateLimiter;
  readonly onEvent: (event: RunEvent) => void;
  /** What claims are made of. Only plans with `recovers` need it. */
  readonly claims?: ClaimSource;
  /** Returns the resource path of the uploaded binary input, if there is one. */
  readonly obtainBinaryInput?: () => Promise<string>;
  /** Downloads a binary output into the file of this absolute path. */
  readonly fetchBinaryOutput?: (uri: string, file: string) => Promise<BinaryOutput>;
}

/** What the claims of runs are made of. */
export interface ClaimSource {
  /** Returns hexadecimal digits that nobody can guess, new ones at each call. */
  readonly nonce: () => string;
  /** The time of day, in milliseconds since 1970. Roblox's clocks compare with it. */
  readonly wallClock: () => number;
}
