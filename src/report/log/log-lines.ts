import type { LogMessage, MessageType } from '../../open-cloud/types.ts';
import type { RunResult } from '../../tasks/run-result.ts';
import { plainLine } from '../../util/plain-text.ts';

/** Levels are written right-aligned in a column of this width; a longer word just takes more. */
const LEVEL_WIDTH = 6;

/** An unknown level is remote text, and a column is no place for a novel. */
const MAX_LEVEL = 24;

/** Most messages are plain output, or come without a type: a word before each would be noise. */
const LEVELS = new Map<MessageType | undefined, string>([
  [undefined, ''],
  ['MESSAGE_TYPE_UNSPECIFIED', ''],
  ['OUTPUT', ''],
  ['INFO', 'info'],
  ['WARNING', 'warn'],
  ['ERROR', 'error'],
]);

/**
 * Writes a log with a column of levels in front. The column is there for readers, and it also keeps
 * a message from standing at the start of a line, where log views take `##[error]` for a mark-up.
 *
 * @param toLines takes what is no text out of a message, and cuts it at its line ends
 * @param decorate colours a level; it is given the level and the padded word
 */
export function levelledLines(
  messages: readonly LogMessage[],
  toLines: (text: string) => readonly string[],
  decorate: (level: string, padded: string) => string = (_, padded) => padded,
): readonly string[] {
  const blank = ' '.repeat(LEVEL_WIDTH);
  return messages.flatMap(({ text, type }) => {
    const level = LEVELS.get(type) ?? plainLine(type ?? '').slice(0, MAX_LEVEL);
    const column = level === '' ? blank : decorate(level, level.padStart(LEVEL_WIDTH));
    return toLines(text).map((line, index) => `${index === 0 ? column : blank}  ${line}`.trimEnd());
  });
}

/** Counts a log: `214 messages, 2 warnings, 1 error`. */
export function countMessages(messages: readonly LogMessage[]): string {
  const ofType = (wanted: MessageType): number =>
    messages.filter(({ type }) => type === wanted).length;
  const [warnings, errors] = [ofType('WARNING'), ofType('ERROR')];
  return [
    plural(messages.length, 'message'),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(errors > 0 ? [plural(errors, 'error')] : []),
  ].join(', ');
}

/** How many errors a run's log has: those of event handlers and spawned threads end no script. */
export function countErrors(run: RunResult): number {
  return run.status === 'ended'
    ? run.log.messages.filter(({ type }) => type === 'ERROR').length
    : 0;
}

/** Says of a pass that its log has errors all the same. */
export function describeLoggedErrors(errors: number): string {
  return `${plural(errors, 'error')} ${errors === 1 ? 'was' : 'were'} logged all the same, which \`fail-on-error-logs\` would count.`;
}

/** `1 message`, `2 messages`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
