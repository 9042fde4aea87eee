import type { Log } from '../tasks/run-result.ts';
import type { Locate } from './types.ts';
import { sentence } from '../util/text.ts';
import { TITLES, type LocatedText, type Verdict } from './types.ts';

/** The script's own warnings that name a place in the repository. */
export function findLocatedWarnings(log: Log, locate: Locate): readonly LocatedText[] {
  return log.messages.flatMap(({ type, text }) => {
    const location = type === 'WARNING' ? locate(text) : undefined;
    return location === undefined ? [] : [{ text, location }];
  });
}

/**
 * Roblox keeps 450 KB of a log, counted as its text and about 47 bytes a message, and does not say
 * when it dropped the beginning. From here on that is to be suspected. (Measured by others.)
 */
const FULL_LOG_BYTES = 440_000;
const MESSAGE_BYTES = 47;

/** What to know of a log besides what it says: that it is not all of it. */
export function warnOfLog(log: Log, { title }: Pick<Verdict, 'title'>): readonly string[] {
  const bytes = log.messages.reduce(
    (sum, { text }) => sum + Buffer.byteLength(text) + MESSAGE_BYTES,
    0,
  );
  const isTold = title === TITLES.requestFailed || title === TITLES.keyRefused;
  return [
    ...(log.error === undefined || isTold
      ? []
      : [`The log of the task could not be read whole. ${sentence(log.error.message)}`]),
    ...(bytes < FULL_LOG_BYTES
      ? []
      : [
          'The log is as long as Roblox keeps one (450 KB), so its beginning is probably lost, and with it what was printed there. Print less, or return the results.',
        ]),
  ];
}
