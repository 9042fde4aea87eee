import type { LogMessage } from '../logs.ts';
import type { InstanceNode } from './instance-node.ts';
import type { CompiledVm } from './webassembly.ts';

/**
 * The most that a script may return, in bytes of JSON: "4 MB" in the documentation, this number in the service's error.
 */
export const MAX_RESULT_BYTES = 4_194_304;

/** What a script can ask its place about itself. */
export interface PlaceIdentity {
  universeId: number;
  placeId: number;
  placeVersion: number;
  /** `game.JobId`. */
  jobId: string;
}

/**
 * Which time a script lives in. `real`: as it passes. `virtual`: it stands still while code runs, but for 1 µs a
 * reading, and jumps to the next moment at which something is due, so that waiting takes no time.
 */
export type Clock = 'real' | 'virtual';

/** What a worker is started with. */
export interface WorkerInput {
  script: string;
  place: PlaceIdentity;
  /** The place's instances, parents before their children; an empty place without. */
  tree: readonly InstanceNode[];
  clock: Clock;
  /** How long the script may run, in milliseconds; the worker itself heeds it on the virtual clock only. */
  timeoutMs: number;
  /** What `require("@name/…")` starts from: paths below `game`, with slashes, by alias. */
  aliases: Readonly<Record<string, string>>;
  /** Ends the message of each refusal, in brackets, unless it is empty. */
  mark: string;
  /** What the script gets as `BinaryInput`. */
  binaryInput: Uint8Array | undefined;
  /** Whether a buffer that the script returns as `BinaryOutput` is taken out of its results. */
  enableBinaryOutput: boolean;
  /** Whether the VM's memory may be written to: see `vm-memory.ts`. */
  writesMemory: boolean;
  /** What an earlier worker sent as `compiled`. */
  compiledVm: CompiledVm | undefined;
}

/** How a script ended without being ended from outside. */
export type ScriptOutcome =
  /** `results` is absent for a script that returned nothing at all. */
  | { kind: 'returned'; results?: unknown[]; binaryOutput?: Uint8Array<ArrayBuffer> }
  /** `message` reads like `TaskScript:12: attempt to index nil with 'x'`. */
  | { kind: 'raised'; message: string }
  /** The results came to `bytes` of JSON, more than a task may return. */
  | { kind: 'too-large'; bytes: number }
  /** The virtual deadline passed, or nothing is left that could ever resume the script. */
  | { kind: 'timed-out' }
  /** The VM broke, by running out of memory for instance. `message` is for people. */
  | { kind: 'crashed'; message: string };

/** How often a script reached for each member that Roblox has and the emulator has not, by the member's name. */
export type UnavailableCounts = Readonly<Record<string, number>>;

/** What a worker tells: `compiled` at most once, `started` once, any number of the others, `ended` once. */
export type WorkerMessage =
  /** It had to compile the VM; the next workers need not. */
  | { kind: 'compiled'; module: CompiledVm }
  /** The script's first line comes next. */
  | { kind: 'started' }
  | { kind: 'log'; message: LogMessage }
  /** A service of the script asks the main thread. `payload` is JSON. */
  | { kind: 'request'; id: number; service: string; payload: string }
  /** How often the script has reached for a member that is not available: at each doubling, and at the end. */
  | { kind: 'reached'; name: string; count: number }
  | { kind: 'ended'; outcome: ScriptOutcome };

/** A message to a worker: the answer to a request, as JSON, or the message of an error to raise. */
export interface WorkerAnswer {
  id: number;
  ok: boolean;
  text: string;
}
