import { stripVTControlCharacters, styleText } from 'node:util';
import type { LogLine, LogLineKind } from './step-log.ts';

/** Options of the renderers. */
export interface Rendering {
  /** Whether the terminal supports colours. */
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** The labels of GitHub's page, and colours close to those of the page. */
const LABELS: Partial<Record<LogLineKind, { readonly label: string; readonly style: Style }>> = {
  error: { label: 'Error: ', style: 'red' },
  warning: { label: 'Warning: ', style: 'yellow' },
  notice: { label: 'Notice: ', style: 'blue' },
  command: { label: '', style: 'cyan' },
  section: { label: '', style: 'green' },
};

const INDENT = '  ';

/**
 * Creates a renderer that shows a log line by line in a terminal, like GitHub's page: groups become
 * headings with indented lines (they do not nest), and debug messages are hidden.
 *
 * @returns a function that returns the text of a line with its newline, or an empty string
 */
export function createLogRenderer({ color }: Rendering): (line: LogLine) => string {
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  let indent = '';
  return ({ kind, text }) => {
    const shown = stripControls(text, color);
    switch (kind) {
      case 'debug':
        return '';
      case 'group':
        indent = INDENT;
        return `${paint('bold', `▾ ${shown}`)}\n`;
      case 'endgroup':
        indent = '';
        return '';
      case 'output':
      case 'error':
      case 'warning':
      case 'notice':
      case 'command':
      case 'section': {
        const { label, style } = LABELS[kind] ?? { label: '' };
        const line = style === undefined ? shown : paint(style, label + shown);
        return line === '' ? '\n' : `${indent}${line}\n`;
      }
    }
  };
}

/** Renders a whole log. */
export function renderLog(lines: readonly LogLine[], rendering: Rendering): string {
  return lines.map(createLogRenderer(rendering)).join('');
}

/** Colour sequences, which GitHub's page shows: `ESC [ numbers m`. */
// oxlint-disable-next-line no-control-regex
const COLORS = /(\u001b\[[\d;]*m)/;

// oxlint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Removes control sequences from a line, except colours if the terminal supports them. */
export function stripControls(text: string, color: boolean): string {
  const parts = color ? text.split(COLORS) : [stripVTControlCharacters(text)];
  const clean = parts
    .map((part, index) =>
      index % 2 === 1 ? part : stripVTControlCharacters(part).replaceAll(CONTROL_CHARACTERS, ''),
    )
    .join('');
  // An unterminated colour would continue on the next line.
  return parts.length > 1 ? `${clean}\u001b[0m` : clean;
}
