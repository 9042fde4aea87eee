import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isMap, isScalar, parseDocument, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { PROJECT } from './build.ts';

/** What `action.yml` says of an input or an output. */
interface Declared {
  readonly name: string;
  readonly description: string;
  readonly default?: string;
  /** The comment above it, which begins a table of its own. */
  readonly heading?: string;
}

/** The markers around the tables. Prettier must not widen every row to the longest description. */
const begin = (kind: string): string =>
  `<!-- prettier-ignore-start -->\n<!-- ${kind}, written by \`npm run docs\` -->`;
const END = '<!-- prettier-ignore-end -->';

/**
 * Replaces the tables of inputs and outputs in the reference page.
 *
 * @throws {Error} if the page has no markers for them
 */
export function withTables(page: string, actionYml: string): string {
  const { contents } = parseDocument(actionYml);
  const root = contents as YAMLMap;
  const inputs = readDeclared(root.get('inputs'));
  const outputs = readDeclared(root.get('outputs'));
  const written = replaceTables(page, 'inputs of action.yml', inputTables(inputs));
  return replaceTables(
    written,
    'outputs of action.yml',
    table(['output', 'what it is'], outputs.map(outputRow)),
  );
}

function readDeclared(section: unknown): readonly Declared[] {
  if (!isMap(section)) {
    return [];
  }
  const ofFirst = section.commentBefore;
  return section.items.map((pair, index) => {
    const { key, value } = pair as Pair<Scalar<string>, YAMLMap>;
    const fallback = value?.get('default', true);
    // The parser attaches the comment above the first input to the whole section.
    const comment = key.commentBefore ?? (index === 0 ? ofFirst : undefined) ?? undefined;
    return {
      name: key.value,
      description: String(value?.get('description')),
      ...(isScalar(fallback) && { default: String(fallback.value) }),
      ...(comment !== undefined && { heading: comment.trim() }),
    };
  });
}

/** A table for each comment of `action.yml`, with the comment as its heading. */
function inputTables(inputs: readonly Declared[]): string {
  const tables: string[] = [];
  let rows: string[][] = [];
  const close = (): void => {
    if (rows.length > 0) {
      tables.push(table(['input', 'default', 'what it is'], rows));
    }
    rows = [];
  };
  for (const { heading, ...input } of inputs) {
    if (heading !== undefined) {
      close();
      tables.push(`### ${heading}`);
    }
    const { name, description, default: value } = input;
    rows.push([`\`${name}\``, value === undefined ? '' : `\`${value}\``, description]);
  }
  close();
  return tables.join('\n\n');
}

function outputRow({ name, description }: Declared): string[] {
  return [`\`${name}\``, description];
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => ':--'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`)
    .join('\n');
}

/**
 * Replaces generated tables in a page.
 *
 * @param kind what the tables hold, as the markers around them name it
 * @throws {Error} if the page has no markers for them
 */
export function replaceTables(page: string, kind: string, tables: string): string {
  const start = page.indexOf(begin(kind));
  const end = page.indexOf(END, start);
  if (start === -1 || end === -1) {
    throw new Error(
      `The page has no markers for the ${kind}: expected the two lines\n${begin(kind)}\nand, below them, the line\n${END}`,
    );
  }
  return `${page.slice(0, start)}${begin(kind)}\n\n${tables}\n\n${page.slice(end)}`;
}

if (import.meta.main) {
  const page = path.join(PROJECT, 'docs', 'reference.md');
  const action = path.join(PROJECT, 'action.yml');
  writeFileSync(page, withTables(readFileSync(page, 'utf8'), readFileSync(action, 'utf8')));
}
