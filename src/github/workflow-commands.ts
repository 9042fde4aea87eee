import { plainLine, plainText } from '../util/plain-text.ts';

// The runner reads two kinds of commands from the output of a step: `::name k=v::data` at the start
// of a line, after white space, and `##[name k=v]data` anywhere in a line. (Source: the runner's
// ActionCommand.cs, 2.336.)

/** Opens a group of the job log. Groups do not nest. */
export function openGroup(title: string): string {
  return `::group::${escapeData(title)}\n`;
}

/** Closes the open group. */
export const CLOSE_GROUP = '::endgroup::\n';

/**
 * Encloses remote text in `::stop-commands::`, so that the runner reads no commands in it. The
 * caller must write the block in one write, and must split the lines at every line break that the
 * runner knows.
 *
 * @param lines without line breaks
 * @param token random for each block, so that the text cannot end the block
 */
export function withStopCommands(lines: readonly string[], token: string): string {
  return `::stop-commands::${token}\n${lines.join('\n')}\n::${token}::\n`;
}

/**
 * Escapes a sentence of the action that contains short remote text, like a state or a file name. A
 * block for each sentence would add two lines. The result is one line that begins with a word of the
 * action, so it is no `::` command, and it contains no `##[`. The runner ignores invisible characters
 * when it compares, so a `#` is separated from a `[` across all non-ASCII characters too.
 *
 * @param sentence begins with a letter of the action's own text
 */
export function escapeCommandsInLine(sentence: string): string {
  return `${separateCommandMarks(plainLine(sentence))}\n`;
}

/**
 * Escapes text for the data of a command, with its line breaks. The data itself is no command, but
 * the runner shows it line by line, and would style a line that begins with `##[error]`.
 */
export function escapeCommands(text: string): string {
  return separateCommandMarks(plainText(text));
}

function separateCommandMarks(text: string): string {
  return text.replace(/#(?=[^ -~]*\[)/g, '# ');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
