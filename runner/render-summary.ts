import { styleText } from 'node:util';
import { stripControls, type Rendering } from './render-log.ts';

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/**
 * Renders a step summary for a terminal: bold headings, aligned tables, expanded details and
 * indented code. A bar in front of each line distinguishes the summary from the log.
 */
export function renderSummary(markdown: string, { color }: Rendering): string {
  const paint: Paint = (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const bar = paint('dim', '│');
  const source = markdown.replaceAll(/<!--[^]*?-->/g, '').split(/\r?\n/);
  const shown = renderBlocks(
    source.map((line) => stripControls(line, false)),
    paint,
  );
  return collapseBlankLines(shown)
    .map((line) => (line === '' ? `${bar}\n` : `${bar} ${line}\n`))
    .join('');
}

const FENCE = /^\s*(`{3,}|~{3,})/;
const TABLE_ROW = /^\s*\|.*\|\s*$/;

function renderBlocks(lines: readonly string[], paint: Paint): string[] {
  const shown: string[] = [];
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const fence = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      const end = endOfCode(lines, index + 1, fence);
      shown.push(...lines.slice(index + 1, end).map((code) => `    ${code}`));
      index = end;
    } else if (TABLE_ROW.test(line)) {
      const end = lines.findIndex((row, at) => at > index && !TABLE_ROW.test(row));
      const rows = lines.slice(index, end < 0 ? lines.length : end);
      shown.push(...renderTable(rows, paint));
      index += rows.length - 1;
    } else {
      shown.push(...renderLine(line, paint));
    }
  }
  return shown;
}

/** Finds the line of the closing fence: of the same kind, and at least as long. */
function endOfCode(lines: readonly string[], start: number, fence: string): number {
  const end = lines.findIndex(
    (line, at) => at >= start && line.trim().startsWith(fence) && !/[^`~]/.test(line.trim()),
  );
  return end < 0 ? lines.length : end;
}

/** Renders a line outside of code and tables. A line that contains only tags is dropped. */
function renderLine(line: string, paint: Paint): string[] {
  const heading = /^\s*#{1,6}\s+(.*?)\s*#*$/.exec(line);
  if (heading !== null) {
    return [paint(['bold', 'underline'], renderInline(heading[1] ?? '', plain))];
  }
  const detailsTitle = /<summary>(.*?)<\/summary>/i.exec(line)?.[1];
  if (detailsTitle !== undefined) {
    return ['', paint('bold', `▾ ${renderInline(detailsTitle, plain)}`)];
  }
  const text = renderInline(line, paint);
  return text.trim() === '' && line.trim() !== '' ? [] : [text];
}

/** The characters that a backslash escapes in Markdown. */
const ESCAPED = /\\([!-/:-@[-`{-~])/g;

/** Replaces the inline marks of Markdown. Code spans stay as they are. */
function renderInline(text: string, paint: Paint): string {
  return text
    .split(/(?<!\\)(`+)(.+?)\1(?!`)/)
    .map((part, index) => {
      switch (index % 3) {
        case 0:
          return decodeEntities(
            part
              .replaceAll(/<\/?[a-z][^>]*>/gi, '')
              .replaceAll(/!?\[([^\]]*)\]\(([^)\s]*)\)/g, '$1 ($2)')
              .replaceAll(/(?<!\\)\*\*(.+?)(?<!\\)\*\*/g, (_, bold: string) => paint('bold', bold))
              .replaceAll(ESCAPED, '$1'),
          );
        case 2:
          return paint('cyan', part.replace(/^ (.*) $/, '$1'));
        default:
          return '';
      }
    })
    .join('');
}

const plain: Paint = (_, text) => text;

function renderTable(rows: readonly string[], paint: Paint): string[] {
  const cells = rows
    .filter((row) => !/^[\s|:-]+$/.test(row))
    .map((row) =>
      row
        .trim()
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => renderInline(cell.trim(), plain)),
    );
  const widths = cells.reduce<number[]>(
    (widest, row) => row.map((cell, column) => Math.max(cell.length, widest[column] ?? 0)),
    [],
  );
  return cells.map((row, index) => {
    const line = row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ');
    return index === 0 ? paint('bold', line.trimEnd()) : line.trimEnd();
  });
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
};

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,6})|([a-z]+));/g, (entity, code?: string, name = '') =>
    code === undefined ? (ENTITIES[String(name)] ?? entity) : String.fromCodePoint(Number(code)),
  );
}

function collapseBlankLines(lines: readonly string[]): string[] {
  const trimmed = lines.map((line) => line.trimEnd());
  return trimmed.filter(
    (line, index) =>
      line !== '' ||
      (index > 0 && trimmed[index - 1] !== '' && trimmed.slice(index).some((rest) => rest !== '')),
  );
}
