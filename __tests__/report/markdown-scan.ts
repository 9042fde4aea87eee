/** The part of a Markdown document that is not code. */
export interface Scan {
  /** The lines outside of code blocks, without code spans. */
  readonly lines: readonly string[];
  /** Whether the last fence is closed. */
  readonly isClosed: boolean;
}

/** Removes code from a document by the rules of CommonMark (4.5 and 6.1). */
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

/** Finds markup on a page that is not its own, and open fences or folds. */
export function findMarkdownProblems(markdown: string): readonly string[] {
  const { lines, isClosed } = scanMarkdown(markdown);
  const problems = isClosed ? [] : ['a fence is left open'];
  /** The open folds: at most one, or one within the fold of passed scripts. */
  const folds: string[] = [];
  let columns: number | undefined;
  for (const line of lines) {
    const opens = FOLD.test(line);
    const closes = line === '</details>';
    if (opens) {
      const isNested = folds.length > 0 && !(folds.length === 1 && OUTER_FOLD.test(folds[0] ?? ''));
      problems.push(...(isNested ? [`a fold too many: ${line}`] : []));
      folds.push(line);
      continue;
    }
    if (closes) {
      problems.push(...(folds.pop() === undefined ? [`a fold too many: ${line}`] : []));
      continue;
    }
    const pipes = line.startsWith('|') ? line.split('|').length : undefined;
    if (pipes !== undefined && columns !== undefined && pipes !== columns) {
      problems.push(`a row of another width: ${line}`);
    }
    columns = pipes;
    const words = line
      .replace(/^#{3,4} /, '')
      .replace(SIGN, '$1')
      .replace(
        /^- (?=(?:Place|State|Recovery|Time|Binary output|Task|CODE|the inline script|the task's script): )/,
        '',
      )
      .replace(
        /^\*\*(?:When they ran|What to do:|Warning:|Warnings of scripts that passed|Returned|(?:[\d,]+ |none )(?:tests? )?(?:passed|failed|skipped)[\w ,]*)\*\*/,
        '',
      )
      .replace(OWN_LINK, 'LINK')
      .replace(/^\|.*\|$/, (row) => row.replaceAll('|', '').replaceAll('CODE<br>', 'CODE '));
    if (MARKED_UP.test(words)) {
      problems.push(`more than words: ${line}`);
    }
  }
  return folds.length > 0 ? [...problems, 'a fold is left open'] : problems;
}

/** The sign of an outcome, at the start of a heading or of a cell. */
const SIGN =
  /(^|\| ):(?:white_check_mark|x|no_entry_sign|fast_forward|hourglass): (?=Passed|Failed|Cancelled|Skipped|Pending|Infrastructure|Luau|Roblox|Invalid|Refused|Internal|Not run)/g;

const OUTER_FOLD = /^<details><summary>[\d,]+ scripts? that passed<\/summary>$/;

const FOLD =
  /^<details><summary>(?:[\d,]+ scripts? that passed|Log: [\w ,]+|Returned[\w ,.]*|Whole messages and traces[\w ,.]*|[\d,]+ skipped tests?)<\/summary>$/;

/** A link to a line of the tests' repository. */
const OWN_LINK =
  /\[CODE\]\(https:\/\/github\.com\/studio\/game\/blob\/[\da-f]{40}\/[\w.~%/-]+#L\d+\)/g;

/** Text with a meaning in Markdown or on GitHub. */
const MARKED_UP =
  /^(?:\d+[.)]|[-+=>]|\s{4})|[<>&@#[\]`*_~|\\$\u202e]|:\/\/|www\.|:\w+:|[\da-f]{7,}|\w-\d/i;
