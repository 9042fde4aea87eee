import { Worker } from 'node:worker_threads';
import type { LogMessage } from '../logs.ts';
import { createDeferred } from './deferred.ts';
import type { InstanceNode } from './instance-node.ts';
import type {
  Clock,
  PlaceIdentity,
  ScriptOutcome,
  UnavailableCounts,
  WorkerAnswer,
  WorkerInput,
  WorkerMessage,
} from './messages.ts';
import { summarizeUnavailable } from './unavailable-summary.ts';
import type { CompiledVm } from './webassembly.ts';

/** A script to run. */
export interface ScriptRun {
  script: string;
  place: PlaceIdentity;
  /** How long the script may run, from its first line on, in milliseconds. */
  timeoutMs: number;
  /** Called with each message as it is printed, in order. */
  onLog: (message: LogMessage) => void;
  /** What the script gets as `BinaryInput`. */
  binaryInput?: Uint8Array | undefined;
  /** Whether a buffer that the script returns as `BinaryOutput` is taken out of its results. */
  enableBinaryOutput?: boolean;
  /** The place's instances, parents before their children; an empty place without. */
  tree?: readonly InstanceNode[];
  /** `real` by default. */
  clock?: Clock;
  /** Where `require("@name/…")` starts: paths below `game`, such as `ReplicatedStorage/Packages`, by alias. */
  aliases?: Readonly<Record<string, string>>;
  /** Ends the message of each refusal, in brackets; nothing does by default. */
  mark?: string;
  /** Whether to write into the VM's memory, as `vm-memory.ts` does for speed; true by default. */
  writesMemory?: boolean;
  /**
   * Answers what a service of the script asks. Payload and answer are JSON values. An error that it throws is raised
   * in the script, with its message.
   */
  onRequest?: (service: string, payload: unknown) => Promise<unknown>;
}

/** How a run ended: by itself, at its deadline, or by a call of `stop`. */
export type RunOutcome = ScriptOutcome | { kind: 'stopped' };

/** A script that runs. */
export interface RunningScript {
  /** Never rejects. */
  outcome: Promise<RunOutcome>;
  /**
   * How often the script reached for what is not available. If it did not end by itself, a count can be as low as half
   * of what it was. Never rejects.
   */
  unavailable: Promise<UnavailableCounts>;
  /** Ends the script, if it has not ended, and resolves when its thread is gone. */
  stop(): Promise<void>;
}

/** The VM's machine code, kept from the first worker of this process for all later ones. */
let compiledVm: CompiledVm | undefined;

/** Beside this file, and beside the bundle. A variable, so that the bundler leaves its name alone. */
const HERE = import.meta.url;
const WORKER = new URL(HERE.endsWith('.ts') ? './worker.ts' : './worker.js', HERE);

function startWorker(input: WorkerInput): Worker {
  const worker = new Worker(WORKER, {
    workerData: input,
    // None of this process' flags: a test runner's, for one, would be applied to the worker.
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
  });
  // What the VM prints on its own is for nobody, and would pile up if it were not read.
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

/** Answers one request, whatever comes of it. */
async function answer(
  { id, service, payload }: Extract<WorkerMessage, { kind: 'request' }>,
  onRequest: ScriptRun['onRequest'],
): Promise<WorkerAnswer> {
  try {
    if (onRequest === undefined) throw new Error(`Nobody answers requests of ${service}.`);
    const value = await onRequest(service, JSON.parse(payload));
    return { id, ok: true, text: JSON.stringify(value ?? null) };
  } catch (error) {
    return { id, ok: false, text: JSON.stringify(error instanceof Error ? error.message : error) };
  }
}

/**
 * Runs a script in a thread of its own, which is what makes it possible to end an endless loop: the deadline terminates
 * the thread. At Roblox a script that yields is ended about a second after its deadline and a busy one about six (live
 * records); here both are ended at once. On the virtual clock the deadline passes as soon as nothing is due before it;
 * a busy loop still has the same time of the real one.
 */
export function runScript({ onLog, onRequest, ...run }: ScriptRun): RunningScript {
  const worker = startWorker({
    ...run,
    binaryInput: run.binaryInput,
    enableBinaryOutput: run.enableBinaryOutput ?? false,
    tree: run.tree ?? [],
    clock: run.clock ?? 'real',
    aliases: run.aliases ?? {},
    mark: run.mark ?? '',
    writesMemory: run.writesMemory ?? true,
    compiledVm,
  });
  const { promise: outcome, resolve } = createDeferred<RunOutcome>();
  const unavailable = createDeferred<UnavailableCounts>();
  const counts = new Map<string, number>();
  let deadline: NodeJS.Timeout | undefined;

  // The first call decides: terminating makes an `exit` of its own.
  let ended = false;
  const end = async (outcomeOfRun: RunOutcome, isByItself = false): Promise<void> => {
    clearTimeout(deadline);
    const decides = !ended;
    ended = true;
    // Only when the thread is gone has everything arrived that it printed.
    await worker.terminate();
    if (!decides) return;
    const reached = Object.fromEntries(counts);
    const warning = summarizeUnavailable(reached, isByItself);
    if (warning !== undefined) {
      onLog({ message: warning, createTime: new Date().toISOString(), messageType: 'WARNING' });
    }
    unavailable.resolve(reached);
    resolve(outcomeOfRun);
  };

  worker.on('message', (message: WorkerMessage) => {
    switch (message.kind) {
      case 'compiled':
        compiledVm = message.module;
        break;
      case 'started':
        if (!ended) deadline = setTimeout(() => void end({ kind: 'timed-out' }), run.timeoutMs);
        break;
      case 'log':
        onLog(message.message);
        break;
      case 'reached':
        counts.set(message.name, message.count);
        break;
      case 'request':
        void answer(message, onRequest).then((reply) => worker.postMessage(reply, []));
        break;
      case 'ended':
        void end(message.outcome, message.outcome.kind !== 'crashed');
        break;
    }
  });
  worker.on('error', (error) => void end({ kind: 'crashed', message: String(error) }));
  worker.on(
    'exit',
    () => void end({ kind: 'crashed', message: 'The Luau VM ended without a word.' }),
  );

  return { outcome, unavailable: unavailable.promise, stop: () => end({ kind: 'stopped' }) };
}
