import { spawn } from 'node:child_process';
import { cpus } from 'node:os';
import path from 'node:path';
import { runScript, type ScriptRun } from '../../emulator/engine/run-script.ts';
import { runBare } from './bare-vm.ts';
import {
  DATATYPES,
  DATATYPE_RATIOS,
  HOT_LOOP_OF_INSTANCES,
  HOT_LOOP_OF_TABLES,
  PLACE_OF_MODULES,
  REQUIRE_ALL,
  SIMULATION_OF_TABLES,
  SIMULATION_OF_VECTORS,
  SPEC_OF_1000_TESTS,
} from './emulator-scripts.ts';
import { median, table } from './table.ts';

/** Runs of each script, in turn with what it is compared with. */
const RUNS = 9;

/** Measures the emulator's engine against the VM that it runs in, and its datatypes against tables. */
export async function measureEmulator(): Promise<string> {
  return [
    `The emulator, on ${cpus().length} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}. Medians of ${RUNS} runs, in turn with the bare`,
    'VM, which is the same VM without the data model.\n',
    table([['', 'emulator', 'bare VM', 'ratio'], ...(await starts()), ...(await loops())]),
    'Datatypes, in one run with what they are compared with; medians of 9 rounds.\n',
    table([['', 'compared with', 'ratio', 'aim'], ...(await datatypes())]),
    'Memory, at its peak, of a process that runs one task.\n',
    table([['', 'peak memory'], ...(await memory())]),
  ].join('\n');
}

async function starts(): Promise<(readonly string[])[]> {
  const subjects = [
    { name: 'start of a task, empty place', script: 'return 0', tree: [] },
    { name: 'start, place of 1,000 modules', script: 'return 0', tree: PLACE_OF_MODULES },
    { name: 'start, and require of all 1,000', script: REQUIRE_ALL, tree: PLACE_OF_MODULES },
  ];
  const ofEmulator = subjects.map((): number[] => []);
  const ofBare: number[] = [];
  // One round is not counted: it compiles the VM, which happens once a process.
  for (let round = 0; round <= RUNS; round += 1) {
    const bareMs = await timeMs(() => runBare('return 0'));
    for (const [index, { script, tree }] of subjects.entries()) {
      const ms = await timeMs(() => run(script, { tree, clock: 'virtual' }));
      if (round > 0) {
        ofEmulator[index]?.push(ms);
      }
    }
    if (round > 0) {
      ofBare.push(bareMs);
    }
  }
  return subjects.map(({ name }, index) => {
    const ms = ofEmulator[index] ?? [];
    const ratios = ms.map((own, round) => own / (ofBare[round] ?? Number.NaN));
    return [name, inMs(median(ms)), inMs(median(ofBare)), median(ratios).toFixed(1)];
  });
}

async function loops(): Promise<(readonly string[])[]> {
  const rows = [];
  for (const [name, script, bare] of [
    ['a hot loop with instances', HOT_LOOP_OF_INSTANCES, HOT_LOOP_OF_TABLES],
    ['a simulation with Vector2', SIMULATION_OF_VECTORS, SIMULATION_OF_TABLES],
    ['a spec of 1,000 tests', SPEC_OF_1000_TESTS, SPEC_OF_1000_TESTS],
  ] as const) {
    const pairs: [own: number, bare: number][] = [];
    for (let round = 0; round < RUNS; round += 1) {
      const own = Number(await run(script, {})) * 1_000;
      pairs.push([own, Number((await runBare(bare))[0]) * 1_000]);
    }
    rows.push([
      name,
      inMs(median(pairs.map(([own]) => own))),
      inMs(median(pairs.map(([, other]) => other))),
      median(pairs.map(([own, other]) => own / other)).toFixed(2),
    ]);
  }
  return rows;
}

async function datatypes(): Promise<(readonly string[])[]> {
  const ratios = String(await run(DATATYPES, {})).split(' ');
  return DATATYPE_RATIOS.map(([name, other, aim], index) => [
    name,
    other,
    Number(ratios[index]).toFixed(1),
    aim,
  ]);
}

async function memory(): Promise<(readonly string[])[]> {
  const rows = [];
  for (const [name, argument] of [
    ['a task on an empty place', 'empty'],
    ['a task that requires 1,000 modules', 'modules'],
  ] as const) {
    rows.push([name, `${(await peakMiB(argument)).toFixed(0)} MiB`]);
  }
  return rows;
}

async function peakMiB(argument: string): Promise<number> {
  const entry = path.join(import.meta.dirname, 'emulator-once.ts');
  const child = spawn(process.execPath, [entry, argument], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  let output = '';
  child.stdio[3]?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  return Number(output);
}

/** Runs a script in the emulator. @returns its first return value */
async function run(script: string, options: Pick<ScriptRun, 'tree' | 'clock'>): Promise<unknown> {
  const outcome = await runScript({
    script,
    place: { universeId: 1, placeId: 2, placeVersion: 1, jobId: '' },
    timeoutMs: 60_000,
    onLog: () => {},
    ...options,
  }).outcome;
  if (outcome.kind !== 'returned') {
    throw new Error(`A script of the benchmark ended otherwise: ${JSON.stringify(outcome)}`);
  }
  return outcome.results?.[0];
}

async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function inMs(ms: number): string {
  return `${ms.toFixed(0)} ms`;
}
