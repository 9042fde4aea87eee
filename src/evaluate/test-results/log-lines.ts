import type { LogMessage } from '../../open-cloud/types.ts';
import { withoutColours } from './text.ts';

/** A line of the log, without colours and without white space at its end. */
export interface LogLine {
  readonly text: string;
  readonly isError: boolean;
}

/**
 * The log, line by line. A report may be one message or many, a line each, so nothing depends on
 * where a message ends.
 */
export function readLines(messages: readonly LogMessage[]): readonly LogLine[] {
  return messages.flatMap(({ text, type }) =>
    withoutColours(text)
      .split('\n')
      .map((line) => ({ text: line.trimEnd(), isError: type === 'ERROR' })),
  );
}
