import { explainError } from './evaluate/pre-run.ts';
import { debugError } from './debug-log.ts';
import { normaliseEnvironment } from './inputs/environment.ts';
import { main } from './main.ts';
import { listenForCancellation, listenForUncaughtErrors } from './process-events.ts';
import { publishLate } from './report/publish.ts';
import { startBundledEmulator } from './start-emulator.ts';
import { systemClock } from './util/clock.ts';

/** How long an open timer or connection may keep the process alive after an internal error. */
const FORCED_EXIT_MS = 1_000;

await start();

/** Runs the action in this process. Every path sets an exit code, and each failure writes one error. */
async function start(): Promise<void> {
  const cancellation = listenForCancellation(process);
  // The reader of the log may close the pipe; the outputs and the summary must still be written.
  process.stdout.on('error', () => {});
  let isOver = false;
  const fail = (error: unknown): void => {
    // A step that has failed already has its one error.
    if (process.exitCode !== 1) {
      process.exitCode = 1;
      debugError(error);
      publishLate(explainError(error));
    }
    forceExit();
  };
  const uncaughtErrors = listenForUncaughtErrors(process, () => isOver, fail);
  const signal = AbortSignal.any([cancellation.signal, uncaughtErrors]);
  try {
    process.exitCode = await main({
      env: normaliseEnvironment(process.env, process.platform),
      operation: { clock: systemClock, random: Math.random, signal },
      uncaughtErrors,
      wallClock: Date.now,
      write: (text) => process.stdout.write(text),
      startEmulator: startBundledEmulator,
    });
    if (uncaughtErrors.aborted) {
      fail(uncaughtErrors.reason);
    }
  } catch (error) {
    fail(error);
  } finally {
    isOver = true;
    cancellation.dispose();
  }
}

/**
 * Ends the process even if a timer or a connection that the error left open would keep it alive.
 * `process.exit` would lose the part of the log that is still in the pipe.
 */
function forceExit(): void {
  setInterval(() => {
    if (process.stdout.writableLength === 0) {
      process.removeAllListeners('uncaughtException');
      throw new Error(
        'The step is over, and an internal error left something open in its process.',
      );
    }
  }, FORCED_EXIT_MS).unref();
}
