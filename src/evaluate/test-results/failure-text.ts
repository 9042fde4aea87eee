import type { Json } from '../../open-cloud/types.ts';
import { plainText } from '../../util/plain-text.ts';
import {
  findLocations,
  isFrameworkChunk,
  isTraceLine,
  MAX_SEARCHED_CHARACTERS,
  type ChunkLocation,
} from '../location/parse-locations.ts';
import type { TestCase } from './test-report.ts';

/** Whether the value of an error field means no error: it is missing, false, zero or empty. */
export function isEmptyError(value: Json | undefined): boolean {
  return typeof value === 'object' && value !== null
    ? Object.keys(value).length === 0
    : typeof value === 'string'
      ? value.trim() === ''
      : !value;
}

/** The details of a failed test. */
export type FailureDetails = Pick<TestCase, 'message' | 'trace' | 'at'>;

/**
 * Parses the text of a failure as TestEZ, Jest-Lua and `debug.traceback` write it: a message, then a
 * stack trace.
 *
 * @param trace a further part of the trace, if the script returned it separately
 */
export function readFailure(text: string, trace = ''): FailureDetails {
  const parts = splitTrace(plainText(text));
  const calls = [parts.trace, plainText(trace).trim()].filter((part) => part !== '').join('\n');
  const at = findFailureLocation(`${parts.message}\n${calls}`);
  return {
    ...(parts.message !== '' && { message: parts.message }),
    ...(calls !== '' && { trace: calls }),
    ...(at && { at }),
  };
}

function splitTrace(text: string): { message: string; trace: string } {
  const lines = text.split('\n');
  let end = lines.length;
  // The first line always belongs to the message.
  while (end > 1 && isEmptyOrTrace(lines[end - 1] ?? '')) {
    end -= 1;
  }
  const trace = lines.slice(end).map((line) => line.trim());
  return {
    message: lines.slice(0, end).join('\n').trim(),
    trace: trace.filter((line) => line !== '').join('\n'),
  };
}

function isEmptyOrTrace(line: string): boolean {
  return line.trim() === '' || isTraceLine(line);
}

/** The innermost location that is not in a test framework, or else the first one. */
function findFailureLocation(text: string): ChunkLocation | undefined {
  let first: ChunkLocation | undefined;
  for (const location of findLocations(text.slice(0, MAX_SEARCHED_CHARACTERS))) {
    if (!isFrameworkChunk(location.chunk)) {
      return location;
    }
    first ??= location;
  }
  return first;
}

/** A failed test without a name, from the text of its error. It is named after its location. */
export function testOfError(text: string, number: number): TestCase {
  const details = readFailure(text);
  const name =
    details.at === undefined ? `error ${number}` : `${details.at.chunk}:${details.at.line}`;
  return { path: [name], status: 'failed', ...details };
}
