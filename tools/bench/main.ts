import { measurePolls } from './polls.ts';
import { measureProcesses } from './processes.ts';
import { measureStreams } from './streams.ts';

// Each figure stands beside what it is compared with, and the ratio of the two: machines differ,
// and so does one machine from minute to minute, but two things measured in turn share that.

process.stdout.write('Measuring whole processes, in turn: this takes a minute or two.\n\n');
process.stdout.write(`${await measureProcesses()}\n`);
process.stdout.write(`${await measurePolls()}\n`);
process.stdout.write(`${await measureStreams()}\n`);
