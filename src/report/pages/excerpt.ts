import { plainText } from '../../util/plain-text.ts';
import { truncate } from '../../util/truncate.ts';

/** Lines shown before and after the one that failed: enough to recognise the place. */
const CONTEXT_LINES = 3;

/** A line of generated code can be the whole program. */
const MAX_LINE_BYTES = 300;

const TAB_WIDTH = 4;

/**
 * The lines of a script around one of them, numbered, that one marked with `>`.
 *
 * @param line counted from 1
 * @returns undefined where the script has no such line
 */
export function excerptAround(script: string, line: number): string | undefined {
  // Luau counts line feeds. A lone carriage return is white space to it, and ends no line.
  const lines = script.split(/\r?\n/);
  if (!Number.isInteger(line) || line < 1 || line > lines.length) {
    return undefined;
  }
  // What follows the last line end is a line only where an error is at the end of the file.
  if (lines.at(-1) === '' && line < lines.length) {
    lines.pop();
  }
  const first = Math.max(1, line - CONTEXT_LINES);
  const last = Math.min(lines.length, line + CONTEXT_LINES);
  const width = String(last).length;
  return lines
    .slice(first - 1, last)
    .map((text, index) => {
      const number = first + index;
      const shown = truncate(spaceOut(plainText(text.replaceAll('\r', ' '))), MAX_LINE_BYTES);
      return `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${shown}`.trimEnd();
    })
    .join('\n');
}

/** Behind the numbers a tab would end wherever the next tab stop happens to be. */
function spaceOut(line: string): string {
  return line.replace(/^\t+/, (tabs) => ' '.repeat(tabs.length * TAB_WIDTH));
}
