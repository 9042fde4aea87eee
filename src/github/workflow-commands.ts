import { plainLine, plainText } from '../util/plain-text.ts';

// The runner reads two kinds of commands from what a step writes: `::name k=v::data` at the start
// of a line, white space aside, and `##[name k=v]data` anywhere in a line. (Source: the runner's
// ActionCommand.cs, 2.336.)

/** Opens a group of the job log. Groups do not nest. */
export function openGroup(title: string): string {
  return `::group::${escapeData(title)}\n`;
}

/** Closes the group that is open. */
export const CLOSE_GROUP = '::endgroup::\n';

/**
 * Blocks of remote text: between the two lines the runner reads no commands, whatever the text
 * says. It must reach the runner in one piece, in one write, so that nothing comes in between; and
 * only lines that were cut at every line end the runner knows are what it takes for lines.
 *
 * @param lines without line ends
 * @param token fresh and random for each block: who cannot guess it cannot end the block
 */
export function withStopCommands(lines: readonly string[], token: string): string {
  return `::stop-commands::${token}\n${lines.join('\n')}\n::${token}::\n`;
}

/**
 * A sentence of the action's own, with small pieces of remote text in it (a state, the message of
 * an error, the name of a file), as a line that can hold no command. A block for each would put two
 * more lines around every one, so the sentence is disarmed instead: it is one line, begins with a
 * word of the action's own, which rules the first kind of command out, and no `##[` is left in it,
 * which rules out the second. The runner compares as people read, and skips characters that cannot
 * be seen: so a `#` is parted from a `[` across any characters but those of ASCII.
 *
 * @param sentence begins with a letter of the action's own
 */
export function escapeCommandsInLine(sentence: string): string {
  return `${disarm(plainLine(sentence))}\n`;
}

/**
 * Text for the data of a command, line ends and all. There it is escaped, and no command; but the
 * runner shows it line by line, where `##[error]` at the start of one would pass for its own mark-up.
 */
export function escapeCommands(text: string): string {
  return disarm(plainText(text));
}

function disarm(text: string): string {
  return text.replace(/#(?=[^ -~]*\[)/g, '# ');
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
