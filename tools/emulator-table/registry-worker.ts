/** Starts the engine in a thread of its own, and posts what it has built: see `registry.ts`. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerInput } from '../../emulator/engine/messages.ts';
import { PART_PREFIX, readPart, ScriptHost } from '../../emulator/engine/script-host.ts';
import { startVm } from '../../emulator/engine/vm.ts';

/** The part of the engine that is loaded last. */
const LAST_PART = 'results';

const PROBE = readFileSync(new URL('./probe.luau', import.meta.url), 'utf8');

const work: WorkerInput = {
  script: '',
  place: { universeId: 1, placeId: 2, placeVersion: 1, jobId: '' },
  tree: [],
  clock: 'virtual',
  timeoutMs: 1_000,
  aliases: {},
  mark: '',
  binaryInput: undefined,
  enableBinaryOutput: false,
  writesMemory: true,
  compiledVm: undefined,
};

const vm = await startVm(undefined, () => {}, true);
const host = new ScriptHost(work, vm, () => {});

/** The last part of the engine, with the probe behind it. */
function withProbe(): unknown {
  const source = `local part = (function() ${readPart(LAST_PART) ?? ''}\nend)()
local probe = (function() ${PROBE}\nend)()
return function(engine) part(engine) probe(engine) end`;
  return vm.load(source, PART_PREFIX + LAST_PART);
}

const main = vm.load(readPart('main') ?? '', `${PART_PREFIX}main`);
await main(
  vm.expose({
    read: (name) => {
      if (name === 'datatypes') {
        return workerData as string;
      }
      if (name === 'rest') {
        return '';
      }
      return name === `part:${LAST_PART}` ? withProbe() : host.read(name);
    },
    write: (name, value) => {
      if (name === 'registry') {
        parentPort?.postMessage(String(value), []);
      } else {
        host.write(name, value);
      }
    },
  }),
);
