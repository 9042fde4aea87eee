import { readFileSync } from 'node:fs';
import type { LogMessage } from '../../src/open-cloud/types.ts';
import type { TestCase, TestReport } from '../../src/evaluate/test-results/test-report.ts';
import { err, out } from './corpus-case.ts';

// The files of `readings/` list inputs and the reports that must be read from them:
//
//   == a title for the inputs that follow
//   {"passed":2,"failed":1} => 2/1/0 ; - a test ; * a problem
//
// A long input has lines of its own, and so has each `=>` after it. The first line of a report is its
// counts, `passed/failed/skipped`, with ` of total` if they do not add up, or `data` if there is no
// report. The others are tests (`+` passed, `-` failed, `~` skipped, `!` warning), then problems.

/** An input and the lines of its expected report. */
export interface Reading {
  /** The title, and the start of the input. */
  readonly name: string;
  readonly input: string;
  readonly report: readonly string[];
}

/** Loads a file of `readings/`. */
export function loadReadings(name: string): readonly Reading[] {
  const text = readFileSync(new URL(`readings/${name}.txt`, import.meta.url), 'utf8');
  const readings: Reading[] = [];
  let title = '';
  let input: string[] = [];
  let report: string[] = [];
  const add = (source: string, lines: readonly string[]): void => {
    const start = source.replace(/\s+/g, ' ').slice(0, 100);
    readings.push({ name: `${title}: ${start}`, input: source, report: lines });
  };
  const close = (): void => {
    if (report.length > 0) {
      add(input.join('\n'), report);
      input = [];
      report = [];
    }
  };
  for (const line of text.split('\n')) {
    if (line.startsWith('=> ')) {
      report.push(line.slice(3));
      continue;
    }
    close();
    const [start = '', lines] = line.split(' => ');
    if (line.startsWith('== ')) {
      title = line.slice(3);
    } else if (lines !== undefined) {
      add(start, lines.split(' ; '));
    } else if (line !== '' || input.length > 0) {
      input.push(line);
    }
  }
  close();
  return readings;
}

/** The messages of a log: each line is one. `!` starts an ERROR, in which `\n` is a line end. */
export function toMessages(log: string): readonly LogMessage[] {
  return log
    .replaceAll('␛', '\u001B')
    .split('\n')
    .map((line) =>
      line.startsWith('!') ? err(line.slice(1).replaceAll(String.raw`\n`, '\n')) : out(line),
    );
}

const MARKS = { passed: '+', failed: '-', skipped: '~' } as const;

/** Writes a report as the lines of a reading. */
export function writeReport(report: TestReport | undefined): readonly string[] {
  if (report === undefined) {
    return ['data'];
  }
  const { total, passed, failed, skipped } = report.counts;
  const isSum = passed + failed + skipped === total;
  return [
    `${passed}/${failed}/${skipped}${isSum ? '' : ` of ${total}`}`,
    ...report.tests.map(writeTest),
    ...report.problems.map((problem) => `* ${problem}`),
  ].map((line) => line.replaceAll('\n', String.raw`\n`));
}

function writeTest({ path, status, isWarning, durationMs, message, trace, at }: TestCase): string {
  return [
    `${isWarning ? '!' : MARKS[status]} ${path.join(' › ')}`,
    durationMs === undefined ? '' : ` (${durationMs} ms)`,
    message === undefined ? '' : `: ${message}`,
    trace === undefined ? '' : ` | ${trace}`,
    at === undefined ? '' : ` @ ${at.chunk}:${at.line}`,
  ].join('');
}
