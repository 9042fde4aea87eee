import path from 'node:path';
import {
  failsStep,
  type EvaluatedRun,
  type LocatedTest,
  type SourceLocation,
  type StepReport,
} from '../src/evaluate/types.ts';
import {
  failingTests,
  formatTestCounts,
  reasonLines,
  scriptName,
  sumTestCounts,
  testName,
} from '../src/report/format.ts';
import { plainLine, plainText } from '../src/util/plain-text.ts';
import { plural } from '../src/util/text.ts';
import { formatExcerpt } from './excerpt.ts';
import type { Terminal } from './terminal.ts';

/** A failure takes about 12 lines: its name, its location, these lines, and five of the source. */
const MAX_REASON_LINES = 5;
const MAX_LINE_CHARACTERS = 300;

/** More failures are only counted: one mistake often fails many tests. */
const MAX_SHOWN_FAILURES = 20;

/** The last lines that a script printed; the first ones are only counted. */
const MAX_OUTPUT_LINES = 20;

/** Tests of a script that are listed as they end. */
const MAX_LISTED_TESTS = 200;

/** How paths are written: relative to the user's folder. */
export interface PathStyle {
  /** The folder that the paths of a report are relative to. */
  readonly workspace: string;
  /** The user's folder. */
  readonly current: string;
}

/** Shows one script that has ended, and its tests or what it printed. */
export function showRun(evaluated: EvaluatedRun, paths: PathStyle, terminal: Terminal): void {
  const { write, paint } = terminal;
  const { verdict, plan } = evaluated;
  const { tests, outcome } = verdict;
  const count =
    tests !== undefined && tests.counts.total > 0 ? `  ${formatTestCounts(tests.counts)}` : '';
  const name = displayPath(scriptName(plan.script), paths);
  write(`${mark(outcome, terminal)} ${paint('bold', name)}${paint('dim', count)}\n`);
  if (outcome === 'skipped') {
    write(paint('yellow', `    ${shorten(withoutMark(plainLine(verdict.message)))}\n`));
  }
  if (tests === undefined || tests.tests.length === 0) {
    showOutput(evaluated, terminal);
    return;
  }
  for (const test of tests.tests.slice(0, MAX_LISTED_TESTS)) {
    write(`    ${mark(test.status, terminal)} ${testName(test)}\n`);
  }
  const rest = tests.tests.length - MAX_LISTED_TESTS;
  if (rest > 0) {
    write(paint('dim', `    … and ${rest} more\n`));
  }
  const printed = printedLines(evaluated).length;
  if (printed > 0) {
    write(paint('dim', `    printed ${plural(printed, 'line')}, which --github shows\n`));
  }
}

/** Shows what a script printed last. */
function showOutput(evaluated: EvaluatedRun, { write, paint }: Terminal): void {
  const lines = printedLines(evaluated);
  const hidden = Math.max(0, lines.length - MAX_OUTPUT_LINES);
  if (hidden > 0) {
    write(paint('dim', `    … ${hidden} lines before\n`));
  }
  for (const line of lines.slice(hidden)) {
    write(paint('dim', `    ${shorten(withoutMark(line))}`.trimEnd()) + '\n');
  }
}

/** What a script printed, without the errors that are shown with the failures, and without their traces. */
function printedLines({ run, verdict }: EvaluatedRun): string[] {
  if (run.status !== 'ended') {
    return [];
  }
  const error = run.task.error?.message;
  const texts = run.log.messages.map(({ text }) => text);
  const end = error === undefined ? -1 : texts.findLastIndex((text) => text.startsWith(error));
  const shownLater = new Set(
    failsStep(verdict.outcome) ? verdict.message.split('\n').map(withoutLocation) : [],
  );
  return (end === -1 ? texts : texts.slice(0, end))
    .map((text) => plainText(text).split('\n'))
    .filter(([first = '']) => !shownLater.has(withoutLocation(first)))
    .flat();
}

/** A line of an error without its location: the verdict names a file, and the log a module. */
function withoutLocation(line: string): string {
  return line.replace(/^[^\n]{0,200}?:\d+: /, '');
}

/** One failure: a test that failed, or a script that did. */
interface Failure {
  readonly name: string;
  readonly lines: readonly string[];
  readonly location?: SourceLocation | undefined;
  readonly source?: string | undefined;
}

/** Shows the failures with their lines of the source, and last how many scripts and tests there were. */
export function showEnd(
  report: StepReport,
  tookMs: number,
  paths: PathStyle,
  { write, paint }: Terminal,
): void {
  const failures = report.runs.flatMap((evaluated) => failuresOf(evaluated, paths));
  for (const [index, failure] of failures.slice(0, MAX_SHOWN_FAILURES).entries()) {
    const { name, lines, location, source } = failure;
    write(`\n${paint('red', `${index + 1}) ${name}`)}\n`);
    if (location !== undefined) {
      const file = displayPath(location.file ?? '', paths);
      write(`   ${paint('cyan', `${plainLine(file)}:${location.line}`)}\n`);
    }
    const hidden = lines.length - MAX_REASON_LINES;
    for (const line of lines.slice(0, MAX_REASON_LINES)) {
      write(`   ${shorten(withoutMark(plainLine(line)))}\n`);
    }
    if (hidden > 0) {
      write(paint('dim', `   … and ${hidden} more lines\n`));
    }
    if (source !== undefined && location !== undefined) {
      write(formatExcerpt(source, location.line, paint));
    }
  }
  const rest = failures.length - MAX_SHOWN_FAILURES;
  if (rest > 0) {
    write(`\nand ${rest} more failures\n`);
  }
  write(`\n${summarize(report, tookMs, paint)}\n`);
}

function failuresOf({ plan, verdict, sources }: EvaluatedRun, paths: PathStyle): Failure[] {
  if (!failsStep(verdict.outcome)) {
    return [];
  }
  const script = displayPath(scriptName(plan.script), paths);
  const sourceOf = (location: SourceLocation | undefined): string | undefined =>
    location?.file === undefined || location.file === plan.script.file
      ? plan.script.text
      : sources?.get(location.file);
  const failing: readonly LocatedTest[] = verdict.tests ? failingTests(verdict.tests) : [];
  const ofTests = failing.map((test): Failure => {
    const { location } = test;
    const lines = reasonLines(test).map((line) => line.trimEnd());
    const name = `${script} › ${testName(test)}`;
    return { name, lines, location, source: sourceOf(location) };
  });
  const problems = verdict.tests?.problems ?? [];
  if (ofTests.length > 0 && problems.length === 0) {
    return ofTests;
  }
  const { title = 'Failed', message, advice = '', location } = verdict;
  const lines = [...new Set([...message.split('\n'), ...problems, ...advice.split('\n')])];
  const own: Failure = {
    name: `${script}: ${title}`,
    lines: lines.filter((line) => line.trim() !== ''),
    location,
    source: sourceOf(location),
  };
  return [...ofTests, own];
}

function summarize(
  { runs, verdict }: StepReport,
  tookMs: number,
  paint: Terminal['paint'],
): string {
  const failed = runs.filter(({ verdict: { outcome } }) => failsStep(outcome)).length;
  const skipped = runs.filter(({ verdict: { outcome } }) => outcome === 'skipped').length;
  const passed = runs.length - failed - skipped;
  const counts = sumTestCounts(runs);
  const scripts = [
    passed > 0 && `${passed} passed`,
    failed > 0 && `${failed} failed`,
    skipped > 0 && `${skipped} skipped`,
  ];
  const parts = [
    `Scripts: ${scripts.filter((part) => part !== false).join(', ')}`,
    ...(counts.total > 0 ? [`Tests: ${formatTestCounts(counts)}`] : []),
    `Time: ${(tookMs / 1_000).toFixed(1)} s`,
  ];
  return paint(failsStep(verdict.outcome) ? 'red' : 'green', parts.join('   '));
}

function mark(status: string, { paint }: Terminal): string {
  if (status === 'passed') {
    return paint('green', '✓');
  }
  return status === 'skipped' ? paint('yellow', '-') : paint('red', '✗');
}

function displayPath(file: string, { workspace, current }: PathStyle): string {
  const target = path.resolve(workspace, file);
  return plainLine(path.relative(current, target) || file);
}

/** Removes the random mark of the emulator's own errors. */
function withoutMark(line: string): string {
  return line.replaceAll(/ \[emulator [\da-f]+\]/g, '');
}

function shorten(line: string): string {
  return line.length > MAX_LINE_CHARACTERS ? `${line.slice(0, MAX_LINE_CHARACTERS)}…` : line;
}
