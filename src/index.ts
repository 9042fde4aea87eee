import { listenForCancellation } from './cancellation.ts';
import { listenForUncaughtErrors } from './uncaught-errors.ts';
import { debugError, main } from './main.ts';
import { systemClock } from './util/clock.ts';
import { publishLate } from './report/publish.ts';
import { explainError } from './evaluate/pre-run.ts';

/** How long after its end a step that met a fault may be held by what that left open. */
const FORCED_EXIT_MS = 1_000;

await start();

/** Runs the action in this process: every end of it is an exit status, and a failing one has its error. */
async function start(): Promise<void> {
  const cancellation = listenForCancellation(process);
  // Whoever reads the log may stop reading it; the outputs and the summary are still worth writing.
  process.stdout.on('error', () => {});
  let isOver = false;
  const fail = (error: unknown): void => {
    // A step that failed already has its one error.
    if (process.exitCode !== 1) {
      process.exitCode = 1;
      debugError(error);
      publishLate(explainError(error));
    }
    forceExit();
  };
  const faults = listenForUncaughtErrors(process, () => isOver, fail);
  const signal = AbortSignal.any([cancellation.signal, faults]);
  try {
    process.exitCode = await main({
      env: process.env,
      context: { clock: systemClock, random: Math.random, signal },
      faults,
      wallClock: Date.now,
      write: (text) => process.stdout.write(text),
    });
    if (faults.aborted) {
      fail(faults.reason);
    }
  } catch (error) {
    fail(error);
  } finally {
    isOver = true;
    cancellation.dispose();
  }
}

/**
 * Ends the process also where a timer or a connection that the fault left behind would hold it
 * for ever. Not by `process.exit`, which loses what the log's reader has not taken yet.
 */
function forceExit(): void {
  setInterval(() => {
    if (process.stdout.writableLength === 0) {
      process.removeAllListeners('uncaughtException');
      throw new Error('The step is over, and the fault left something open that held its process.');
    }
  }, FORCED_EXIT_MS).unref();
}
