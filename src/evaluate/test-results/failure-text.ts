import { findLocations, isOfFramework, type ChunkLocation } from '../location/luau-error.ts';
import type { Json } from '../../open-cloud/types.ts';
import { withoutColours } from './text.ts';
import type { TestCase } from './test-report.ts';

/** Whether a field for errors says that there is none: it is missing, false, zero, or empty. */
export function isNoError(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length === 0
    : typeof value === 'string'
      ? value.trim() === ''
      : !value;
}

/** What a failing test says of its failure. */
export type FailureDetails = Pick<TestCase, 'message' | 'trace' | 'at'>;

/** `Stack Begin`, `Script 'A.B', Line 12`, `[string "A.B"]:12`, and `at A.B:12` or `A.B:12 function f`. */
const TRACE_LINE =
  /^(?:Stack Begin|Stack End|Script '.*', Line \d+.*|\[string "[^"]*"\].*|\[C\].*|(?:at )?(?:TaskScript|[A-Za-z_]\w*\.[^:]*):\d+(?: .*)?)$/;

/**
 * Reads the text of a failure, as TestEZ, Jest-Lua and `debug.traceback` write it: a message, then
 * the calls that led there.
 */
export function readFailure(text: string, trace = ''): FailureDetails {
  const parts = splitTrace(withoutColours(text));
  const calls = [parts.trace, withoutColours(trace).trim()]
    .filter((part) => part !== '')
    .join('\n');
  const at = findPlace(`${parts.message}\n${calls}`);
  return {
    ...(parts.message !== '' && { message: parts.message }),
    ...(calls !== '' && { trace: calls }),
    ...(at && { at }),
  };
}

function splitTrace(text: string): { message: string; trace: string } {
  const lines = text.split('\n');
  let end = lines.length;
  // The first line is the message, whatever it looks like.
  while (end > 1 && isTraceLine(lines[end - 1] ?? '')) {
    end -= 1;
  }
  const trace = lines.slice(end).map((line) => line.trim());
  return {
    message: lines.slice(0, end).join('\n').trim(),
    trace: trace.filter((line) => line !== '').join('\n'),
  };
}

function isTraceLine(line: string): boolean {
  const words = line.trim();
  return words === '' || TRACE_LINE.test(words);
}

/** A message may have megabytes, and be one of thousands; the place that counts stands early. */
const SEARCHED_CHARACTERS = 20_000;

/** The innermost place of a failure that is not the test framework's own. */
function findPlace(text: string): ChunkLocation | undefined {
  const locations = findLocations(text.slice(0, SEARCHED_CHARACTERS));
  return locations.find(({ chunk }) => !isOfFramework(chunk)) ?? locations[0];
}

/** A failing test of which only the text of its error is known: it is named after the place. */
export function caseOfError(text: string, number: number): TestCase {
  const details = readFailure(text);
  const name =
    details.at === undefined ? `error ${number}` : `${details.at.chunk}:${details.at.line}`;
  return { path: [name], status: 'failed', ...details };
}
