import type { Log } from '../execution/log.ts';
import type { Locate } from './criteria.ts';
import { sentence } from './judgement.ts';
import { TITLES, type PlacedText, type Verdict } from './verdict.ts';

/** The script's own warnings that name a place in the repository. */
export function findPlacedWarnings(log: Log, locate: Locate): readonly PlacedText[] {
  return log.messages.flatMap(({ type, text }) => {
    const place = type === 'WARNING' ? locate(text) : undefined;
    return place === undefined ? [] : [{ text, place }];
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

/** What a hand-written runner prints of failures: `1 passed, 2 failed`, `failed=2`, `FAILED: 2`. */
const PRINTED_FAILURE =
  /^.{0,80}?\b(?:[1-9]\d{0,6} (?:tests? |checks? )?failed|failed ?[=:] ?[1-9]\d{0,6})\b.{0,80}$/im;

/** A line like that is not precise enough to decide; but whoever trusts the pass should know of it. */
export function warnOfFailures({ messages }: Log): readonly string[] {
  const line = messages
    .map(({ text }) => PRINTED_FAILURE.exec(text)?.[0].trim())
    .find((found) => found !== undefined);
  return line === undefined
    ? []
    : [
        `The run passed, but its log has the line "${line}". Only reports of TestEZ and Jest count as printed results: return the results, or raise an error where tests failed.`,
      ];
}
