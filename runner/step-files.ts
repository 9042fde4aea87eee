/** The content of a file in the runner's format of names and values. */
export interface KeyValueFile {
  /** The entries before the first problem, in order. The last entry of a name wins. */
  readonly entries: readonly (readonly [name: string, value: string])[];
  /** Why the file is invalid; the runner then fails the step. */
  readonly problem?: string;
}

/**
 * Parses `GITHUB_OUTPUT`, `GITHUB_STATE` and `GITHUB_ENV` as the runner does: `name=value`, or
 * `name<<delimiter`, any lines, and a line with the delimiter. `\n` ends a line, and on Windows
 * `\r\n` does too. Empty lines between entries are skipped.
 */
export function parseKeyValueFile(
  text: string,
  platform: NodeJS.Platform = process.platform,
): KeyValueFile {
  const lineEnd = platform === 'win32' ? /\r?\n/g : /\n/g;
  const entries: [string, string][] = [];
  let rest = text;
  while (rest !== '') {
    const { line, after } = takeLine(rest, lineEnd);
    rest = after;
    const equals = line.indexOf('=');
    const heredoc = line.indexOf('<<');
    if (line === '') {
      continue;
    }
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      entries.push([line.slice(0, equals), line.slice(equals + 1)]);
      continue;
    }
    const name = line.slice(0, Math.max(heredoc, 0));
    const delimiter = line.slice(heredoc + 2);
    if (heredoc < 0 || name === '' || delimiter === '') {
      return { entries, problem: `Invalid format '${line}'.` };
    }
    const value = takeUntil(rest, delimiter, lineEnd);
    if (value === undefined) {
      return { entries, problem: `Invalid value. Matching delimiter not found '${delimiter}'.` };
    }
    entries.push([name, value.text]);
    rest = value.after;
  }
  return { entries };
}

function takeLine(
  text: string,
  lineEnd: RegExp,
): { readonly line: string; readonly after: string } {
  const [line = ''] = text.split(lineEnd, 1);
  const [end = ''] = text.slice(line.length).match(lineEnd) ?? [];
  return { line, after: text.slice(line.length + end.length) };
}

/** Returns the lines before the delimiter, without the last line end. */
function takeUntil(
  text: string,
  delimiter: string,
  lineEnd: RegExp,
): { readonly text: string; readonly after: string } | undefined {
  let start = 0;
  let valueEnd = 0;
  const ends = [...text.matchAll(lineEnd), undefined];
  for (const found of ends) {
    const end = found?.index ?? text.length;
    const next = end + (found?.[0].length ?? 0);
    if (text.slice(start, end) === delimiter) {
      return { text: text.slice(0, valueEnd), after: text.slice(next) };
    }
    start = next;
    valueEnd = end;
  }
  return undefined;
}

/** The limit of GitHub for a step summary. */
const MAX_SUMMARY_BYTES = 1024 * 1024;

/** Explains why the runner drops a summary of this size; undefined if it keeps the summary. */
export function findSummaryProblem(bytes: number): string | undefined {
  return bytes > MAX_SUMMARY_BYTES
    ? `$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of 1024k, got ${Math.floor(bytes / 1024)}k.`
    : undefined;
}
