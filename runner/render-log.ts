import { stripVTControlCharacters, styleText } from 'node:util';
import type { LogLine, LogLineKind } from './step-log.ts';

/** How a log is shown. */
export interface Rendering {
  /** Whether the terminal shows colours. */
  readonly color: boolean;
}

type Style = Parameters<typeof styleText>[0];

/** What GitHub's page puts before a line, and the colours that come near its own. */
const LABELS: Partial<Record<LogLineKind, { readonly label: string; readonly style: Style }>> = {
  error: { label: 'Error: ', style: 'red' },
  warning: { label: 'Warning: ', style: 'yellow' },
  notice: { label: 'Notice: ', style: 'blue' },
  command: { label: '', style: 'cyan' },
  section: { label: '', style: 'green' },
};

const INDENT = '  ';

/**
 * Makes a renderer that shows a log line by line for a terminal, as GitHub's page shows it: groups
 * open as headings with their lines indented (they do not nest), and debug messages hidden.
 *
 * @returns a function that gives the text of a line with its newline, empty if the line is hidden
 */
export function createLogRenderer({ color }: Rendering): (line: LogLine) => string {
  const paint = (style: Style, text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  let indent = '';
  return ({ kind, text }) => {
    const shown = showable(text, color);
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

/** Shows a whole log, as `createLogRenderer` does line by line. */
export function renderLog(lines: readonly LogLine[], rendering: Rendering): string {
  return lines.map(createLogRenderer(rendering)).join('');
}

/** Colours, which GitHub's page shows: `ESC [ numbers m`. */
// oxlint-disable-next-line no-control-regex
const COLORS = /(\u001b\[[\d;]*m)/;

// oxlint-disable-next-line no-control-regex
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** The text of a line without what would drive a terminal: a page shows no cursor movements either. */
export function showable(text: string, color: boolean): string {
  const parts = color ? text.split(COLORS) : [stripVTControlCharacters(text)];
  const clean = parts
    .map((part, index) =>
      index % 2 === 1 ? part : stripVTControlCharacters(part).replaceAll(CONTROL_CHARACTERS, ''),
    )
    .join('');
  // A colour that is left open would run on into the next line.
  return parts.length > 1 ? `${clean}\u001b[0m` : clean;
}
