import { Worker } from 'node:worker_threads';
import type { LogMessage } from '../logs.ts';
import type { ScriptOutcome, WorkerInput, WorkerMessage } from './messages.ts';
import type { CompiledVm } from './vm.ts';

/** A script to run. */
export interface ScriptRun extends Omit<WorkerInput, 'compiledVm'> {
  /** How long the script may run, from its first line on, in milliseconds. */
  timeoutMs: number;
  /** Called with each message when it is printed, in order. */
  onLog: (message: LogMessage) => void;
}

/** How a run ended: by itself, at its deadline, or by a call of `stop`. */
export type RunOutcome = ScriptOutcome | { kind: 'timed-out' } | { kind: 'stopped' };

/** A script that runs. */
export interface RunningScript {
  /** Never rejects. */
  outcome: Promise<RunOutcome>;
  /** Ends the script, if it has not ended, and resolves when its thread is gone. */
  stop(): Promise<void>;
}

/** The VM's machine code, kept from the first worker of this process for all later ones. */
let compiledVm: CompiledVm | undefined;

/**
 * Runs a script in a thread of its own, which is what makes it possible to end an endless loop: the deadline terminates
 * the thread. At Roblox a script that yields is ended about a second after its deadline and a busy one about six (live
 * records); here both are ended at once.
 */
export function runScript({ timeoutMs, onLog, ...work }: ScriptRun): RunningScript {
  const input: WorkerInput = { ...work, compiledVm };
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: input,
    // Without this process' flags: those of a test runner would break the worker.
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
  });
  // The VM prints messages of its own. They are read and dropped, or they would fill the buffers.
  worker.stdout.resume();
  worker.stderr.resume();

  const { promise: outcome, resolve } = Promise.withResolvers<RunOutcome>();
  let deadline: NodeJS.Timeout | undefined;

  // The first call decides: terminating makes an `exit` of its own.
  let ended = false;
  const end = async (outcomeOfRun: RunOutcome): Promise<void> => {
    clearTimeout(deadline);
    const decides = !ended;
    ended = true;
    // Only when the thread is gone has everything arrived that it printed.
    await worker.terminate();
    if (decides) resolve(outcomeOfRun);
  };

  worker.on('message', (message: WorkerMessage) => {
    switch (message.kind) {
      case 'compiled':
        compiledVm = message.module;
        break;
      case 'started':
        if (!ended) deadline = setTimeout(() => void end({ kind: 'timed-out' }), timeoutMs);
        break;
      case 'log':
        onLog(message.message);
        break;
      case 'ended':
        void end(message.outcome);
        break;
    }
  });
  worker.on('error', (error) => void end({ kind: 'crashed', message: String(error) }));
  worker.on(
    'exit',
    () => void end({ kind: 'crashed', message: 'The Luau VM ended without an outcome.' }),
  );

  return {
    outcome,
    stop: () => end({ kind: 'stopped' }),
  };
}
