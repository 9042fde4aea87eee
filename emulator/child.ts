/**
 * The emulator of a step without a key, as a process of its own: see `src/start-emulator.ts`, which starts it. It writes
 * one line of JSON, its address and its key, and ends when its standard input ends, so that it cannot outlive the step.
 */
import { availableParallelism } from 'node:os';
import { startEmulator } from './server.ts';

const emulator = await startEmulator({
  clock: 'virtual',
  maxRunning: availableParallelism(),
});
process.stdin.resume();
process.stdin.once('end', () => process.exit());
process.stdin.once('error', () => process.exit());
process.stdout.write(`${JSON.stringify({ url: emulator.url, apiKey: emulator.apiKey })}\n`);
