import { plainLine, plainText } from '../util/plain-text.ts';

// The runner reads two kinds of commands from the output of a step: `::name k=v::data` at the start
// of a line, after any white space, and `##[name k=v]data` anywhere in a line. (Source: the runner's
// ActionCommand.cs, 2.336.)

/** Opens a group of the job log. Groups do not nest. */
export function openGroup(title: string): string {
  return `::group::${escapeData(title)}\n`;
}

/** Closes the open group. */
export const CLOSE_GROUP = '::endgroup::\n';

/**
 * Wraps remote text so that the runner reads no commands in it. The result must be written in one
 * piece, and the lines must be split at every line end that the runner knows.
 *
 * @param lines without line ends
 * @param token random, and new for each block, so that the text cannot end the block
 */
export function withStopCommands(lines: readonly string[], token: string): string {
  return `::stop-commands::${token}\n${lines.join('\n')}\n::${token}::\n`;
}

/**
 * Formats a sentence of the action that contains short remote text, such as a state or a file name,
 * as one line without commands. `withStopCommands` would add two lines to each. The first kind of
 * command is impossible because the line starts with a word of the action. The second kind is
 * impossible because no `##[` remains. The runner's comparison ignores invisible characters, so `#`
 * is separated from `[` across everything except ASCII.
 *
 * @param sentence starts with a letter of the action's own text
 */
export function escapeCommandsInLine(sentence: string): string {
  return `${separateHashes(plainLine(sentence))}\n`;
}

/**
 * Formats text for the data of a command, which may have several lines. The runner shows the data
 * line by line, and would show a line that starts with `##[error]` as an error.
 */
export function escapeCommands(text: string): string {
  return separateHashes(plainText(text));
}

function separateHashes(text: string): string {
  return text.replace(/#(?=[^ -~]*\[)/g, '# ');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
