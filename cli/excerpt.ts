import { plainText } from '../src/util/plain-text.ts';
import type { Terminal } from './terminal.ts';

const CONTEXT_LINES = 2;

/** A line of generated code can be the whole program. */
const MAX_LINE_CHARACTERS = 160;

/** The lines around one of them, numbered; that one has a `>`. Empty if there is no such line. */
export function formatExcerpt(source: string, line: number, paint: Terminal['paint']): string {
  const lines = source.split(/\r?\n/);
  if (line < 1 || line > lines.length) {
    return '';
  }
  // What follows the last line end is a line only if the error is there.
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
      const code = plainText(text.replace(/^\t+/, (tabs) => '    '.repeat(tabs.length)));
      const shown = `${String(number).padStart(width)} | ${code.slice(0, MAX_LINE_CHARACTERS)}`;
      return number === line
        ? `   ${paint('bold', `> ${shown}`.trimEnd())}\n`
        : `   ${paint('dim', `  ${shown}`.trimEnd())}\n`;
    })
    .join('');
}
