#!/usr/bin/env node
import { main } from './main.ts';
import { createTerminal } from './terminal.ts';

// The reader of the output may close it early, as `head` does.
process.stdout.on('error', () => {});
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort(new Error('interrupted')));
process.once('SIGTERM', () => interrupted.abort(new Error('ended')));

process.exitCode = await main(process.argv.slice(2), {
  // npm starts a script in the project's folder, and keeps the user's folder in `INIT_CWD`.
  current: (process.env['npm_lifecycle_event'] && process.env['INIT_CWD']) || process.cwd(),
  terminal: createTerminal(process.stdout, process.env),
  writeError: (text) => process.stderr.write(text),
  signal: interrupted.signal,
});
