import { runScript, type RunOutcome } from '../../emulator/engine/run-script.ts';
import type { LogMessage } from '../../src/open-cloud/types.ts';

/** What became of a piece of Luau in the emulator's VM. */
export interface LuauRun {
  readonly outcome: RunOutcome;
  readonly messages: readonly LogMessage[];
}

/** Runs Luau in the real VM. */
export async function runLuau(script: string, timeoutMs = 300_000): Promise<LuauRun> {
  const messages: LogMessage[] = [];
  const place = { universeId: 11, placeId: 22, placeVersion: 3, jobId: 'job' };
  const running = runScript({
    script,
    place,
    timeoutMs,
    binaryInput: undefined,
    enableBinaryOutput: false,
    onLog: ({ message, messageType }) => messages.push({ text: message, type: messageType }),
  });
  return { outcome: await running.outcome, messages };
}

/** Ends a test that cannot go on. */
export function fail(reason: string): never {
  throw new Error(reason);
}
