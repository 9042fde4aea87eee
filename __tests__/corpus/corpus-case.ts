import type { Json, LogMessage } from '../../src/open-cloud/types.ts';

/** What a script returned and printed before it ended without an error, and the expected verdict. */
export interface CorpusCase {
  readonly name: string;
  /** All return values; the first one counts. */
  readonly returned?: readonly Json[];
  readonly messages?: readonly LogMessage[];
  readonly outcome: 'passed' | 'failed';
  /** The numbers of the report: `[passed, failed, skipped]`, or null for no report. */
  readonly counts?: readonly [number, number, number] | null;
  /** The name paths of all failing tests, in order. */
  readonly failing?: readonly string[];
  /** Texts that the problems must contain. */
  readonly says?: readonly string[];
}

/** A message as `print` makes it. */
export function out(text: string): LogMessage {
  return { text, type: 'OUTPUT' };
}

/** A message as `error` in a thread, or `TestService:Error`, makes it. */
export function err(text: string): LogMessage {
  return { text, type: 'ERROR' };
}

/** Colours a text as Jest-Lua's reporters do. */
export function sgr(codes: string, text: string): string {
  const ESC = String.fromCodePoint(27);
  return `${ESC}[${codes}m${text}${ESC}[0m`;
}

/** Each line of a text as a message of its own. */
export function linesOf(text: string): readonly LogMessage[] {
  return text.split('\n').map(out);
}
