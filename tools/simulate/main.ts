import { readFileSync, writeFileSync } from 'node:fs';
import { HEADINGS, SCENARIOS, simulateRow } from './table.ts';

const HELP = `Simulates many scripts in many jobs that share one owner's quotas, in virtual time. Prints a
Markdown table and writes it into docs/scale.md. The result is the same each time: every draw has a
fixed seed.

Usage: npm run simulate [-- --check]

  --check  writes nothing, and fails if docs/scale.md has another table
`;

const PAGE = new URL('../../docs/scale.md', import.meta.url);
const TABLE = /(?<=<!-- npm run simulate -->\n\n)[^]*?(?=\n<!-- end -->)/;

const options = process.argv.slice(2);
if (options.some((option) => option !== '--check')) {
  process.stdout.write(HELP);
} else {
  const rows: (readonly string[])[] = [];
  for (const scenario of SCENARIOS) {
    rows.push(await simulateRow(scenario));
  }
  const table = markdownTable([HEADINGS, ...rows]);
  process.stdout.write(table);
  const page = readFileSync(PAGE, 'utf8');
  const updated = page.replace(TABLE, () => table);
  if (options.length === 0) {
    writeFileSync(PAGE, updated);
  } else if (updated !== page) {
    process.stderr.write('docs/scale.md has another table: run `npm run simulate`.\n');
    process.exitCode = 1;
  }
}

/** Formats a table like Prettier: the first two columns to the left, the others to the right. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const isLeft = (column: number): boolean => column < 2;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const pad = (cell: string, column: number): string =>
    isLeft(column) ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const [headings = [], ...body] = rows.map((row) => line(row.map(pad)));
  const rule = widths.map((width, column) => {
    const dashes = '-'.repeat(width - 1);
    return isLeft(column) ? `:${dashes}` : `${dashes}:`;
  });
  return [headings, line(rule), ...body].join('');
}
