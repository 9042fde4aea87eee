/** What of a Markdown document is not code. */
export interface Scan {
  /** Its lines outside of fences, with lines of code taken out of them. */
  readonly lines: readonly string[];
  /** Whether the last fence was closed. */
  readonly isClosed: boolean;
}

/** Takes the code out of a document by the rules of CommonMark (4.5 and 6.1). */
export function scanMarkdown(markdown: string): Scan {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split(/\r\n|\n|\r/)) {
    if (fence !== undefined) {
      const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)?.[1];
      if (close !== undefined && close[0] === fence[0] && close.length >= fence.length) {
        fence = undefined;
      }
      continue;
    }
    const open = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line);
    fence = open?.[1] ?? open?.[2];
    if (fence === undefined) {
      lines.push(withoutCode(line));
    }
  }
  return { lines, isClosed: fence === undefined };
}

function withoutCode(line: string): string {
  const parts = line.split(/(`+)/);
  let prose = '';
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? '';
    const end = part.startsWith('`') ? parts.indexOf(part, at + 1) : -1;
    if (end > at) {
      prose += 'CODE';
      at = end;
    } else {
      prose += part;
    }
  }
  return prose;
}

/** What of a summary is more than the summary's own words, and what of it is left open. */
export function faultsOf(markdown: string): readonly string[] {
  const { lines, isClosed } = scanMarkdown(markdown);
  const faults = isClosed ? [] : ['a fence is left open'];
  /** The folds that are open: one, or one within that of the scripts that passed. */
  const folds: string[] = [];
  let columns: number | undefined;
  for (const line of lines) {
    const opens = FOLD.test(line);
    const closes = line === '</details>';
    if (opens) {
      const isNested = folds.length > 0 && !(folds.length === 1 && OUTER_FOLD.test(folds[0] ?? ''));
      faults.push(...(isNested ? [`a fold too many: ${line}`] : []));
      folds.push(line);
      continue;
    }
    if (closes) {
      faults.push(...(folds.pop() === undefined ? [`a fold too many: ${line}`] : []));
      continue;
    }
    const pipes = line.startsWith('|') ? line.split('|').length : undefined;
    if (pipes !== undefined && columns !== undefined && pipes !== columns) {
      faults.push(`a row of another width: ${line}`);
    }
    columns = pipes;
    const words = line
      .replace(/^#{3,4} /, '')
      .replace(
        /^\*\*(?:When they ran|What to do:|Warning:|Returned|(?:[\d,]+ |none )(?:tests? )?(?:passed|failed|skipped)[\w ,]*)\*\*/,
        '',
      )
      .replace(OWN_LINK, 'LINK')
      .replace(/^\|.*\|$/, (row) => row.replaceAll('|', '').replaceAll('CODE<br>', 'CODE '));
    if (MARKED_UP.test(words)) {
      faults.push(`more than words: ${line}`);
    }
  }
  return folds.length > 0 ? [...faults, 'a fold is left open'] : faults;
}

const OUTER_FOLD = /^<details><summary>[\d,]+ scripts? that passed<\/summary>$/;

const FOLD =
  /^<details><summary>(?:[\d,]+ scripts? that passed|Log: [\w ,]+|Returned[\w ,.]*|Whole messages and traces[\w ,.]*|[\d,]+ skipped tests?)<\/summary>$/;

/** A link to a line of the repository that the tests name. */
const OWN_LINK =
  /\[CODE\]\(https:\/\/github\.com\/studio\/game\/blob\/[\da-f]{40}\/[\w.~%/-]+#L\d+\)/g;

/** What Markdown or GitHub would make something of. */
const MARKED_UP =
  /^(?:\d+[.)]|[-+=>]|\s{4})|[<>&@#[\]`*_~|\\$\u202e]|:\/\/|www\.|:\w+:|[\da-f]{7,}|\w-\d/i;
