import type { LogMessage } from '../../open-cloud/types.ts';
import { plainText } from '../../util/plain-text.ts';

/** A line of the log as plain text, without white space at its end. */
export interface LogLine {
  readonly text: string;
  readonly isError: boolean;
}

/** Splits a log into lines. A report can be one message, or one message for each line. */
export function readLines(messages: readonly LogMessage[]): readonly LogLine[] {
  return messages.flatMap(({ text, type }) =>
    plainText(text)
      .split('\n')
      .map((line) => ({ text: line.trimEnd(), isError: type === 'ERROR' })),
  );
}
