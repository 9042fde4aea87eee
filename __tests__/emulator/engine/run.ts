import { runScript } from '../../../emulator/engine/run-script.ts';
import type { RunOutcome, ScriptRun } from '../../../emulator/engine/run-script.ts';
import type { UnavailableCounts } from '../../../emulator/engine/messages.ts';

/** What became of a script in the engine. */
export interface EngineRun {
  outcome: RunOutcome;
  /** Each message as `TYPE text`. */
  log: string[];
  unavailable: UnavailableCounts;
}

/** Runs a script on the virtual clock, unless the options say otherwise. */
export async function run(script: string, options: Partial<ScriptRun> = {}): Promise<EngineRun> {
  const log: string[] = [];
  const running = runScript({
    script,
    place: { universeId: 11, placeId: 22, placeVersion: 3, jobId: 'job' },
    timeoutMs: 60_000,
    clock: 'virtual',
    onLog: ({ message, messageType }) => log.push(`${messageType} ${message}`),
    ...options,
  });
  const outcome = await running.outcome;
  return { outcome, log, unavailable: await running.unavailable };
}

/** Runs a script that must succeed and returns its results. */
export async function results(
  script: string,
  options: Partial<ScriptRun> = {},
): Promise<unknown[]> {
  const { outcome, log } = await run(script, options);
  if (outcome.kind !== 'returned') {
    throw new Error(`The script ended as ${JSON.stringify(outcome)}; it logged ${log.join('\n')}`);
  }
  return outcome.results ?? [];
}

/** A Luau function that returns the message of the error that `f` raises. */
export const WHY = 'local function why(f, ...) return (select(2, pcall(f, ...))) end';
