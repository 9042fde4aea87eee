#!/usr/bin/env node
import { setMaxListeners } from 'node:events';
import { main } from './main.ts';
import { createTerminal } from './terminal.ts';

// The reader of the output may close it early, as `head` does.
process.stdout.on('error', () => {});
const interrupted = new AbortController();
// Each script listens, and more than ten would make Node.js warn of a leak.
setMaxListeners(0, interrupted.signal);
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('ended')));

process.exitCode = await main(process.argv.slice(2), {
  current: process.cwd(),
  terminal: createTerminal(process.stdout, process.env),
  writeError: (text) => process.stderr.write(text),
  signal: interrupted.signal,
});
