import { once } from 'node:events';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { startVm } from '../../emulator/engine/vm.ts';
import type { CompiledVm } from '../../emulator/engine/webassembly.ts';

// The VM as the emulator starts it, without the emulator's data model: what the emulator is compared with.

interface Work {
  readonly script: string;
  readonly compiled: CompiledVm | undefined;
}

let compiledVm: CompiledVm | undefined;

/** Runs a script in the bare VM, in a thread of its own. @returns what the script returns */
export async function runBare(script: string): Promise<readonly unknown[]> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: { script, compiled: compiledVm } satisfies Work,
  });
  try {
    const [{ results, compiled }] = (await once(worker, 'message')) as [
      { results: readonly unknown[]; compiled: CompiledVm | undefined },
    ];
    compiledVm ??= compiled;
    return results;
  } finally {
    await worker.terminate();
  }
}

if (parentPort !== null) {
  const { script, compiled } = workerData as Work;
  let made: CompiledVm | undefined;
  const vm = await startVm(
    compiled,
    (module) => {
      made = module;
    },
    false,
  );
  parentPort.postMessage({ results: await vm.load(script, 'TaskScript')(), compiled: made }, []);
}
