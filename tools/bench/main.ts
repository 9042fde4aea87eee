import { measureEmulatedSteps } from './emulated-steps.ts';
import { measureEmulator } from './emulator.ts';
import { measurePolls } from './polls.ts';
import { measureProcesses } from './processes.ts';
import { measureStreams } from './streams.ts';

// Machines differ, and so does one machine from minute to minute. So each figure stands beside what
// it is compared with, measured in turn.

process.stdout.write(`${await measurePolls()}\n`);
process.stdout.write('Measuring whole processes, in turn: this takes a minute or two.\n\n');
process.stdout.write(`${await measureProcesses()}\n`);
process.stdout.write(`${await measureStreams()}\n`);
process.stdout.write(`${await measureEmulator()}\n`);
process.stdout.write(`${await measureEmulatedSteps()}\n`);
