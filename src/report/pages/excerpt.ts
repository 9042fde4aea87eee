import { plainText } from '../../util/plain-text.ts';
import { truncate } from '../../util/truncate.ts';

/** The lines before and after the failing one. */
const CONTEXT_LINES = 3;

/** A line of generated code can contain a whole program. */
const MAX_LINE_BYTES = 300;

const TAB_WIDTH = 4;

/**
 * Returns the numbered lines of a script around one line, which is marked with `>`.
 *
 * @param line counted from 1
 * @returns undefined if the script has no such line
 */
export function excerptAround(script: string, line: number): string | undefined {
  // Luau counts line feeds. A lone carriage return is white space.
  const lines = script.split(/\r?\n/);
  if (!Number.isInteger(line) || line < 1 || line > lines.length) {
    return undefined;
  }
  // The empty line after the last line end counts only if the error is there.
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
      const shown = truncate(expandTabs(plainText(text.replaceAll('\r', ' '))), MAX_LINE_BYTES);
      return `${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${shown}`.trimEnd();
    })
    .join('\n');
}

/** After the line numbers, tabs would not align. */
function expandTabs(line: string): string {
  return line.replace(/^\t+/, (tabs) => ' '.repeat(tabs.length * TAB_WIDTH));
}
