import * as core from '@actions/core';
import { escapeCommands } from './github/workflow-commands.ts';

/** Writes a line that the runner shows if debug logging is on. */
export function debug(line: string): void {
  core.debug(escapeCommands(line));
}

/** Writes the stack of an error for a bug report, if debug logging is on. */
export function debugError(error: unknown): void {
  debug(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
