import { writeSync } from 'node:fs';
import { runScript } from '../../emulator/engine/run-script.ts';
import { PLACE_OF_MODULES, REQUIRE_ALL } from './emulator-scripts.ts';

// One task in a process of its own, which writes its peak memory at its end: on an empty place, or on 1,000 modules.

const isEmpty = process.argv[2] !== 'modules';
const task = runScript({
  script: isEmpty ? 'return 0' : REQUIRE_ALL,
  place: { universeId: 1, placeId: 2, placeVersion: 1, jobId: '' },
  timeoutMs: 60_000,
  clock: 'virtual',
  tree: isEmpty ? [] : PLACE_OF_MODULES,
  onLog: () => {},
});
const { kind } = await task.outcome;
if (kind !== 'returned') {
  throw new Error(`The script ended as ${kind}.`);
}
writeSync(3, String(process.resourceUsage().maxRSS / 1024));
