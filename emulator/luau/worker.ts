/** One task's script, in a thread of its own: see `run-script.ts`, which starts and ends it. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { MAX_RESULT_BYTES } from './messages.ts';
import type { ScriptOutcome, WorkerInput, WorkerMessage } from './messages.ts';
import { MEMORY_MIB, startVm } from './vm.ts';
import type { Host, LuauVm } from './vm.ts';

const PRELUDE_NAME = 'emulator';
const SCRIPT_NAME = 'TaskScript';
/** In the order in which main.luau takes them. */
const PRELUDE_PARTS = [
  'json-encode',
  'json-decode',
  'scheduler',
  'unavailable',
  'instances',
  'services',
];

/** The longest sleep between two steps of the scheduler. It also keeps a worker alive whose threads never resume. */
const MAX_SLEEP_MS = 60_000;

/** Sends a message. `moved` is transferred, not copied: this thread loses it. */
function post(message: WorkerMessage, moved: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, moved);
}

/**
 * The text of a Luau string, which the prelude sends as one character a byte. Bytes that are not UTF-8 become U+FFFD:
 * the service answers in JSON, which can carry nothing else.
 */
function toText(crossed: unknown): string {
  return Buffer.from(String(crossed), 'latin1').toString('utf8');
}

function readResults(json: string): ScriptOutcome {
  if (json === '') return { kind: 'returned' };
  const results = JSON.parse(json) as unknown[];
  const bytes = Buffer.byteLength(JSON.stringify(results));
  return bytes > MAX_RESULT_BYTES ? { kind: 'too-large', bytes } : { kind: 'returned', results };
}

function prelude(part: string): string {
  return readFileSync(new URL(`./prelude/${part}.luau`, import.meta.url), 'utf8');
}

/** Loads the emulator's own Luau; returns what starts a script, and what runs its threads until they all wait. */
async function loadPrelude(
  vm: LuauVm,
  host: Host,
): Promise<[start: (script: unknown) => Promise<unknown>, step: () => Promise<[number | null]>]> {
  const parts = PRELUDE_PARTS.map((part) => vm.load(prelude(part), PRELUDE_NAME));
  const main = vm.load(prelude('main'), PRELUDE_NAME);
  return (await main(vm.expose(host), ...parts)) as Awaited<ReturnType<typeof loadPrelude>>;
}

async function run(work: WorkerInput): Promise<ScriptOutcome> {
  const { script, place, binaryInput, enableBinaryOutput, compiledVm } = work;
  const vm = await startVm(compiledVm, (module) => post({ kind: 'compiled', module }));
  let outcome: ScriptOutcome | undefined;
  let binaryOutput: Uint8Array<ArrayBuffer> | undefined;
  // All that is printed between two waits has one time, as in one frame of the engine.
  let frameTime = new Date().toISOString();

  const host: Host = {
    read(name) {
      switch (name) {
        case 'guid':
          return randomUUID();
        case 'now':
          return Date.now() / 1000;
        case 'inputBytes':
          // There is no empty one, and undefined would not arrive as nil.
          return binaryInput?.length ?? 0;
        case 'enableBinaryOutput':
          return enableBinaryOutput;
        default:
          return place[name as keyof typeof place];
      }
    },
    write(name, value) {
      switch (name) {
        case 'OUTPUT':
        case 'WARNING':
        case 'ERROR':
          post({
            kind: 'log',
            message: { message: toText(value), createTime: frameTime, messageType: name },
          });
          break;
        case 'input':
          if (binaryInput) vm.bytesOf(String(value)).set(binaryInput);
          break;
        case 'binaryOutput':
          binaryOutput = vm.bytesOf(String(value)).slice();
          break;
        case 'returned':
          outcome = readResults(toText(value));
          if (outcome.kind === 'returned' && binaryOutput) outcome = { ...outcome, binaryOutput };
          break;
        case 'oversize':
          outcome = { kind: 'too-large', bytes: Number(value) };
          break;
        case 'failed':
          outcome = { kind: 'raised', message: toText(value) };
          break;
        default:
          throw new Error(`The prelude wrote host.${name}, which worker.ts does not know.`);
      }
    },
  };

  const [start, step] = await loadPrelude(vm, host);

  post({ kind: 'started' });
  let chunk;
  try {
    chunk = vm.load(script, SCRIPT_NAME);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    host.write('ERROR', Buffer.from(error.message).toString('latin1'));
    return { kind: 'raised', message: error.message };
  }

  frameTime = new Date().toISOString();
  await start(chunk);
  for (;;) {
    const [seconds] = await step();
    if (outcome !== undefined) return outcome;
    if (seconds === null) throw new Error('The prelude ended the script without an outcome.');
    await sleep(Math.min(Math.ceil(seconds * 1000), MAX_SLEEP_MS));
    frameTime = new Date().toISOString();
  }
}

/** The reason why the VM broke, for the script's author. */
function describeCrash(error: unknown): string {
  const text = String(error);
  return text.includes('Cannot enlarge memory')
    ? `The script needed more than the ${MEMORY_MIB} MiB of memory that the emulator gives a task.`
    : `The emulator's Luau VM broke: ${text}`;
}

const outcome = await run(workerData as WorkerInput).catch((error: unknown): ScriptOutcome => ({
  kind: 'crashed',
  message: describeCrash(error),
}));
const binaryOutput = outcome.kind === 'returned' ? outcome.binaryOutput : undefined;
post({ kind: 'ended', outcome }, binaryOutput ? [binaryOutput.buffer] : []);
