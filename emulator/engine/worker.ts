/** One task's script, in a thread of its own: see `run-script.ts`, which starts and ends it. */
import { parentPort, workerData } from 'node:worker_threads';
import { createDeferred } from './deferred.ts';
import type { ScriptOutcome, WorkerAnswer, WorkerInput, WorkerMessage } from './messages.ts';
import { PART_PREFIX, ScriptHost, readPart } from './script-host.ts';
import { MEMORY_MIB, startVm } from './vm.ts';

const SCRIPT_NAME = 'TaskScript';

/** The longest sleep between two looks at the scheduler; also what keeps a thread alive that waits for nothing. */
const MAX_SLEEP_MS = 60_000;

/** `moved` is handed over instead of copied, and gone in this thread. */
function tell(message: WorkerMessage, moved: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

/** Sleeps for a time, or until `wake` is called. */
class Nap {
  #end: (() => void) | undefined;

  async take(ms: number): Promise<void> {
    const { promise, resolve } = createDeferred<void>();
    this.#end = resolve;
    const timer = setTimeout(resolve, ms);
    await promise;
    clearTimeout(timer);
  }

  wake(): void {
    this.#end?.();
  }
}

async function run(work: WorkerInput): Promise<ScriptOutcome> {
  const vm = await startVm(
    work.compiledVm,
    (module) => tell({ kind: 'compiled', module }),
    work.writesMemory,
  );
  const host = new ScriptHost(work, vm, tell);
  const nap = new Nap();
  parentPort?.on('message', (answer: WorkerAnswer) => {
    host.receive(answer);
    nap.wake();
  });

  const main = vm.load(readPart('main') ?? '', `${PART_PREFIX}main`);
  const [start, step] = (await main(vm.expose(host))) as [
    (script: unknown) => Promise<unknown>,
    () => Promise<[number | null]>,
  ];

  tell({ kind: 'started' });
  let chunk;
  try {
    chunk = vm.load(work.script, SCRIPT_NAME);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    host.write('ERROR', Buffer.from(error.message).toString('latin1'));
    return { kind: 'raised', message: error.message };
  }

  host.frameTime = new Date().toISOString();
  await start(chunk);
  for (;;) {
    const [seconds] = await step();
    if (host.outcome !== undefined) return host.outcome;
    if (seconds === null) throw new Error('The prelude ended the script without an outcome.');
    // An answer may have come while the VM ran.
    if (!host.hasAnswers) await nap.take(Math.min(Math.ceil(seconds * 1000), MAX_SLEEP_MS));
    host.frameTime = new Date().toISOString();
  }
}

/** What broke the VM, in words for the script's author. */
function describeCrash(error: unknown): string {
  const text = String(error);
  return text.includes('Cannot enlarge memory')
    ? `The script needed more than the ${MEMORY_MIB} MiB of memory that the emulator gives a task.`
    : `The emulator's Luau VM broke: ${text}`;
}

try {
  const outcome = await run(workerData as WorkerInput);
  const binaryOutput = outcome.kind === 'returned' ? outcome.binaryOutput : undefined;
  tell({ kind: 'ended', outcome }, binaryOutput ? [binaryOutput.buffer] : []);
} catch (error) {
  tell({
    kind: 'ended',
    outcome: { kind: 'crashed', message: describeCrash(error) },
  });
}
