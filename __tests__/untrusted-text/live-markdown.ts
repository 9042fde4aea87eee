import { parsers } from 'prettier/plugins/markdown';
import { findMarkdownProblems } from '../report/markdown-scan.ts';

/** A node of a parsed document. */
interface Node {
  readonly type: string;
  readonly value?: string;
  readonly url?: string;
  readonly lang?: string | null;
  readonly children?: readonly Node[];
}

/** The nodes that a report uses. Any other node comes from untrusted text. */
const OWN_NODES: ReadonlySet<string> = new Set([
  'root',
  'heading',
  'list', // `findMarkdownProblems` checks the words of each item
  'listItem',
  'paragraph',
  'text',
  'strong',
  'inlineCode',
  'code',
  'table',
  'tableRow',
  'tableCell',
  'html',
  'link',
  'break',
]);

const OWN_HTML =
  /^(?:<details><summary>[\w ,.:]+<\/summary>|<\/details>|<br>|<!-- luau-execution [\da-f]+ run \d+ attempt \d+(?: red)? -->)$/;

const OWN_ADDRESS =
  /^https:\/\/github\.com\/studio\/game\/(?:blob\/[\da-f]{40}\/[\w.~%/-]+#L\d+|commit\/[\da-f]{40}|actions\/runs\/\d+\/attempts\/\d+)$/;

/** Text that GitHub turns into links, mentions, emoji and formulas after it has parsed the Markdown. */
const LIVE_TEXT =
  /@|#\d|\bGH-\d|\b[\da-f]{7,}\b|www\.|https?:|:\/\/|\$|:[\w+-]+:|<|&(?:#\w+|\w+);|\{\{|\[\[/i;

/** The sign of an outcome before one of the action's own titles. */
const OWN_SIGN =
  /^:(?:white_check_mark|x|no_entry_sign|fast_forward|hourglass): (?=Passed|Failed|Cancelled|Skipped|Pending|Infrastructure|Luau|Roblox|Invalid|Refused|Internal|Not run)/;

/** The lines of a Gantt chart that the action writes. */
const GANTT =
  /^(?:%%\{init: \{"theme":"base","themeVariables":\{(?:"\w+":"#[\da-f]+",?)+\},"gantt":\{"leftPadding":\d+\}\}\}%%|gantt|  tickInterval \d+second|  dateFormat YYYY-MM-DD HH:mm:ss\.SSS|  axisFormat %[HM]:%[MS](?::%S)?|  todayMarker off|  section [\p{L}\p{N}_./… \ufffd-]*(?: \(\d+\))?|  (?:waited|\w+ in) [\w .]+ :(?:done|crit|active), [\d: .-]+, [\d: .-]+)$/u;

/** Lists the Markdown and HTML of a report that the action did not write. */
export async function faultsOfMarkdown(markdown: string): Promise<readonly string[]> {
  // The parser also reads front matter and more that GitHub does not; a report has none of it.
  const root = (await parsers.markdown.parse(markdown, {} as never)) as Node;
  return [...faultsOfNode(root, undefined), ...findMarkdownProblems(withoutOwnLines(markdown))];
}

/** Removes the first and the last line of a comment, and the title of a chart. */
function withoutOwnLines(markdown: string): string {
  const lines = markdown.split('\n');
  return (markdown.startsWith('<!-- luau-execution ') ? lines.slice(1, -2) : lines)
    .map((line) => line.replace(/^\*\*When they ran\*\*/, ''))
    .join('\n');
}

function faultsOfNode(node: Node, parent: Node | undefined): readonly string[] {
  return [
    ...faultsOfOne(node, parent),
    ...(node.children ?? []).flatMap((child) => faultsOfNode(child, node)),
  ];
}

function faultsOfOne({ type, value = '', url = '', lang }: Node, parent?: Node): readonly string[] {
  const shown = `${type} ${JSON.stringify(value || url)}`;
  if (!OWN_NODES.has(type)) {
    return [shown];
  }
  switch (type) {
    case 'html':
      return OWN_HTML.test(value) ? [] : [shown];
    case 'link':
      return OWN_ADDRESS.test(url) ? [] : [shown];
    case 'text':
      return LIVE_TEXT.test(value.replace(OWN_SIGN, '')) && parent?.type !== 'link' ? [shown] : [];
    case 'code':
      return lang === 'mermaid'
        ? value.split('\n').flatMap((line) => (GANTT.test(line) ? [] : [`mermaid ${line}`]))
        : ['text', 'json', 'luau'].includes(lang ?? '')
          ? []
          : [`code of ${lang}`];
    default:
      return [];
  }
}
