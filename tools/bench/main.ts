import { measureLooks } from './looks.ts';
import { measureProcesses } from './processes.ts';

// Each figure stands beside what it is compared with, and the ratio of the two: machines differ,
// and so does one machine from minute to minute, but two things measured in turn share that.

process.stdout.write('Measuring whole processes, in turn: this takes half a minute.\n\n');
process.stdout.write(`${await measureProcesses()}\n`);
process.stdout.write(`${await measureLooks()}\n`);
