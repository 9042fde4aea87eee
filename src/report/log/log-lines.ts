import { plural } from '../../util/text.ts';
import type { LogMessage, MessageType } from '../../open-cloud/types.ts';
import type { RunResult } from '../../tasks/run-result.ts';
import { plainLine } from '../../util/plain-text.ts';

/** The width of the right-aligned column of levels. Longer levels exceed it. */
const LEVEL_WIDTH = 6;

const MAX_LEVEL_CHARACTERS = 24;

/** Most messages are plain output or have no type, and get no level. */
const LEVELS = new Map<MessageType | undefined, string>([
  [undefined, ''],
  ['MESSAGE_TYPE_UNSPECIFIED', ''],
  ['OUTPUT', ''],
  ['INFO', 'info'],
  ['WARNING', 'warn'],
  ['ERROR', 'error'],
]);

/**
 * Formats a log with a column of levels. The column also keeps messages from the start of a line,
 * where log views read `##[error]` as markup.
 *
 * @param toLines sanitises a message, and splits it at its line ends
 * @param decorate colours a level; gets the level and the padded word
 */
export function formatLogLines(
  messages: readonly LogMessage[],
  toLines: (text: string) => readonly string[],
  decorate: (level: string, padded: string) => string = (_, padded) => padded,
): readonly string[] {
  const blank = ' '.repeat(LEVEL_WIDTH);
  return messages.flatMap(({ text, type }) => {
    const level = LEVELS.get(type) ?? formatUnknownLevel(type ?? '');
    const column = level === '' ? blank : decorate(level, level.padStart(LEVEL_WIDTH));
    return toLines(text).map((line, index) => `${index === 0 ? column : blank}  ${line}`.trimEnd());
  });
}

/** An unknown level is remote text. The parenthesis keeps it from the start of a line. */
function formatUnknownLevel(type: string): string {
  return `(${plainLine(type).slice(0, MAX_LEVEL_CHARACTERS)})`;
}

/** Formats the counts of a log: `214 messages, 2 warnings, 1 error`. */
export function formatMessageCount(messages: readonly LogMessage[]): string {
  const warnings = countType(messages, 'WARNING');
  const errors = countType(messages, 'ERROR');
  return [
    plural(messages.length, 'message'),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
    ...(errors > 0 ? [plural(errors, 'error')] : []),
  ].join(', ');
}

/** Counts the errors in a run's log. Errors of event handlers and threads do not end a script. */
export function countErrors(run: RunResult): number {
  return run.status === 'ended' ? countType(run.log.messages, 'ERROR') : 0;
}

function countType(messages: readonly LogMessage[], wanted: MessageType): number {
  return messages.filter(({ type }) => type === wanted).length;
}

/** Formats the note that a script passed although its log has errors. */
export function formatLoggedErrors(errors: number): string {
  return `${plural(errors, 'error')} ${errors === 1 ? 'was' : 'were'} logged all the same, which \`fail-on-error-logs\` would count.`;
}
