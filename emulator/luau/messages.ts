import type { LogMessage } from '../logs.ts';
import type { CompiledVm } from './vm.ts';

/**
 * The most that a script may return, in bytes of JSON: "4 MB" in the documentation, this number in the service's error.
 */
export const MAX_RESULT_BYTES = 4_194_304;

/** The place that a script runs in, as `game` shows it. */
export interface PlaceIdentity {
  universeId: number;
  placeId: number;
  placeVersion: number;
  /** `game.JobId`. */
  jobId: string;
}

/** The input of a worker. */
export interface WorkerInput {
  script: string;
  place: PlaceIdentity;
  /** What the script gets as `BinaryInput`. */
  binaryInput: Uint8Array | undefined;
  /** Whether a buffer that the script returns as `BinaryOutput` is taken out of its results. */
  enableBinaryOutput: boolean;
  /** What an earlier worker sent as `compiled`. */
  compiledVm: CompiledVm | undefined;
}

/** How a script ended, unless `RunOutcome` adds another way. */
export type ScriptOutcome =
  /** `results` is absent for a script that returned nothing at all. */
  | { kind: 'returned'; results?: unknown[]; binaryOutput?: Uint8Array<ArrayBuffer> }
  /** `message` reads like `TaskScript:12: attempt to index nil with 'x'`. */
  | { kind: 'raised'; message: string }
  /** The results came to `bytes` of JSON, more than a task may return. */
  | { kind: 'too-large'; bytes: number }
  /** The VM broke, by running out of memory for instance. `message` is for people. */
  | { kind: 'crashed'; message: string };

/** The messages of a worker, in this order: `compiled` at most once, `started` once, any number of `log`, `ended` once. */
export type WorkerMessage =
  /** The compiled VM, which later workers reuse. */
  | { kind: 'compiled'; module: CompiledVm }
  /** The script's first line runs next. */
  | { kind: 'started' }
  | { kind: 'log'; message: LogMessage }
  | { kind: 'ended'; outcome: ScriptOutcome };
