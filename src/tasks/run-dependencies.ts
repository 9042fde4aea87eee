import type { BinaryOutput, RunEvent } from './run-result.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import type { OperationContext } from '../util/operation-context.ts';
import type { CreateLimiter } from './create-limiter.ts';
import type { PollLimiter } from './poll-limiter.ts';

/** What a run needs from its surroundings. */
export interface RunDependencies {
  readonly client: LuauExecution;
  readonly context: OperationContext;
  readonly pollLimiter: PollLimiter;
  readonly limiter: CreateLimiter;
  readonly onEvent: (event: RunEvent) => void;
  /** The resource path of the uploaded binary input, where scripts are given one. */
  readonly obtainBinaryInput?: () => Promise<string>;
  /** Fetches a binary output into the file of this absolute path. */
  readonly fetchBinaryOutput?: (uri: string, file: string) => Promise<BinaryOutput>;
}
