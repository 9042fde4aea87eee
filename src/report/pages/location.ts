import type { EvaluatedRun, Repository, SourceLocation } from '../../evaluate/types.ts';
import { plainText } from '../../util/plain-text.ts';
import { truncate } from '../../util/truncate.ts';
import { code, MAX_NAME_BYTES } from './markdown.ts';

/** A location with a longer address has no link, because a table can have many rows. */
const MAX_ADDRESS_CHARACTERS = 1_024;

/** Formats a location as Markdown, with a link if the repository is known. */
export function locationLink({ file, line }: SourceLocation, repository?: Repository): string {
  if (file === undefined) {
    return `line ${line}`;
  }
  const name = code(`${truncate(file, MAX_NAME_BYTES)}:${line}`);
  const address = repository && addressOf(file, line, repository);
  return address === undefined ? name : `[${name}](${address})`;
}

/** Returns the lines around a location; undefined if the text of the file is not known. */
export function excerptAt(
  { plan, sources }: EvaluatedRun,
  location: SourceLocation,
): string | undefined {
  const { file, text } = plan.script;
  const source =
    location.file === undefined || location.file === file ? text : sources?.get(location.file);
  return source === undefined ? undefined : excerptAround(source, location.line);
}

/**
 * Returns the address of a line at a commit; undefined if the path is unsafe. On a fork's pull
 * request file names are untrusted, so characters that could end or redirect a link are encoded.
 */
function addressOf(file: string, line: number, { url, commit }: Repository): string | undefined {
  const segments = file.toWellFormed().split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    return undefined;
  }
  const address = `${url}/blob/${commit}/${segments.map(encodeSegment).join('/')}#L${line}`;
  return address.length > MAX_ADDRESS_CHARACTERS ? undefined : address;
}

/** `encodeURIComponent` keeps some characters that end a link in Markdown. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

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
