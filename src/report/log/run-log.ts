import { plural } from '../../util/text.ts';
import {
  failsStep,
  TITLES,
  type EvaluatedRun,
  type LocatedTest,
  type StepReport,
} from '../../evaluate/types.ts';
import type { Json } from '../../open-cloud/types.ts';
import { formatDuration } from '../../util/duration.ts';
import { colour, colouredLines, plainLine, plainText } from '../../util/plain-text.ts';
import { formatBytes, truncate } from '../../util/truncate.ts';
import {
  failingTests,
  formatLocation,
  formatNumber,
  formatResult,
  formatTestCounts,
  otherProblems,
  reasonLines,
  resultsOf,
  scriptName,
  snapshotOf,
  testName,
  warningTests,
} from '../format.ts';
import { computeTiming, formatTiming } from '../timing.ts';
import {
  countErrors,
  formatLoggedErrors,
  formatLogLines,
  formatMessageCount,
} from './log-lines.ts';
import type { LogWriter } from './log-writer.ts';

/** The size of all return values together: a page or two. A file contains all of them. */
const MAX_RESULT_BYTES = 16 * 1024;

/** The error of the step may truncate a longer message, and the problems that it contains. */
const MAX_WHOLE_MESSAGE_BYTES = 2_048;

/** The log only names further tests. The files explain them. */
const MAX_EXPLAINED_TESTS = 100;

/** The size of a test's message. */
const MAX_REASON_BYTES = 2_048;
const MAX_REASON_LINES = 8;

/** The calls of a trace that the job log shows. */
const MAX_TRACE_LINES = 20;

/** Writes how each run ended, then the tests of all runs, the failing ones last. */
export function writeReport(
  writer: LogWriter,
  { verdict, runs }: StepReport,
  resultsFile: string | undefined,
): void {
  const areSeveral = runs.length > 1;
  for (const evaluated of runs) {
    writeRun(writer, evaluated, areSeveral, resultsFile);
  }
  writer.close();
  // The step's error follows the log, and contains this message.
  const isShownLater =
    failsStep(verdict.outcome) && Buffer.byteLength(verdict.message) <= MAX_WHOLE_MESSAGE_BYTES;
  for (const evaluated of runs.toSorted(failingLast)) {
    writeTests(writer, evaluated, areSeveral, isShownLater ? verdict.message : '');
  }
  if (areSeveral) {
    writer.sentence(`Result: ${verdict.message}`);
  }
}

/** People look at the end of a log first. */
function failingLast(one: EvaluatedRun, other: EvaluatedRun): number {
  return Number(failsStep(one.verdict.outcome)) - Number(failsStep(other.verdict.outcome));
}

function writeRun(
  writer: LogWriter,
  evaluated: EvaluatedRun,
  isOneOfSeveral: boolean,
  resultsFile: string | undefined,
): void {
  const name = plainLine(scriptName(evaluated.plan.script));
  const { outcome, message, advice } = evaluated.verdict;
  const timing = computeTiming(evaluated.run);
  if (timing !== undefined && !isOneOfSeveral && outcome !== 'pending') {
    writer.sentence(`Time: ${formatTiming(timing)}.`);
  }
  writer.close();
  writeLog(writer, evaluated, isOneOfSeveral ? name : undefined);
  const results = resultsOf(evaluated.run) ?? [];
  if (results.length > 0) {
    writer.open(
      `Returned${isOneOfSeveral ? ` by ${name}` : ''}: ${plural(results.length, 'value')}`,
    );
    writeResults(writer, results, resultsFile);
  }
  writer.close();
  if (outcome === 'passed') {
    writer.sentence(formatPass(evaluated, results.length));
  } else if (outcome === 'pending') {
    writer.sentence(`Pending: ${message} ${advice ?? ''}`);
  } else {
    writer.sentence(formatFailure(evaluated));
    const calls = callsWithFiles(evaluated);
    if (calls.length > 0) {
      writer.remoteText(calls.map((call) => `  ${plainLine(call)}`));
    }
  }
}

/** The calls of a script error, if they name files. Otherwise the log has the same lines. */
function callsWithFiles({ run, verdict: { trace } }: EvaluatedRun): readonly string[] {
  const calls = trace?.split('\n').slice(0, MAX_TRACE_LINES) ?? [];
  const messages = run.status === 'ended' ? run.log.messages : [];
  const logged = new Set(
    messages.flatMap(({ text }) => text.split('\n').map((line) => line.trim())),
  );
  return calls.every((call) => logged.has(call)) ? [] : calls;
}

/** @param name the script's; undefined if there is only one */
function writeLog(writer: LogWriter, { run }: EvaluatedRun, name: string | undefined): void {
  if (run.status !== 'ended') {
    return;
  }
  const { messages, error } = run.log;
  if (messages.length === 0 && error === undefined) {
    if (name === undefined) {
      writer.sentence('The log is empty.');
    }
    return;
  }
  const count = messages.length === 0 ? '' : `: ${formatMessageCount(messages)}`;
  writer.open(`Luau output${name === undefined ? '' : ` of ${name}`}${count}`);
  if (messages.length > 0) {
    writer.remoteText(formatLogLines(messages, colouredLines, colourLevel));
  }
  if (error !== undefined) {
    const what = messages.length === 0 ? 'The log' : 'The rest of the log';
    writer.sentence(`${what} could not be read: ${error.what}`);
  }
}

function colourLevel(level: string, padded: string): string {
  return level === 'error'
    ? colour(padded, 'red')
    : level === 'warn'
      ? colour(padded, 'yellow')
      : padded;
}

function writeResults(
  writer: LogWriter,
  results: readonly Json[],
  resultsFile: string | undefined,
): void {
  const texts = results.map((value) => plainText(formatResult(value)));
  const whole =
    texts.length === 1
      ? (texts[0] ?? '')
      : texts.map((text, index) => `${index + 1}: ${text}`).join('\n');
  const shown = truncate(whole, MAX_RESULT_BYTES);
  writer.remoteText(shown.split('\n'));
  if (shown !== whole) {
    const sizes = `${formatBytes(MAX_RESULT_BYTES)} of ${formatBytes(Buffer.byteLength(whole))}`;
    const file =
      resultsFile === undefined
        ? ''
        : ` All of it is in ${resultsFile}, the output \`results-file\`: upload it to keep it.`;
    writer.sentence(`Cut here, after ${sizes}.${file}`);
  }
}

function formatPass({ plan, run }: EvaluatedRun, results: number): string {
  const timing = computeTiming(run);
  const errors = countErrors(run);
  const version = snapshotOf(run)?.task.path.placeVersion ?? plan.place.placeVersion;
  return [
    `Passed: ${scriptName(plan.script)} ran to its end`,
    version === undefined ? ' in' : ` on version ${version} of`,
    ` place ${plan.place.placeId}, and returned ${results === 0 ? 'nothing' : plural(results, 'value')}`,
    ...(timing === undefined ? ['.'] : [` (${formatDuration(timing.totalMs)} in all).`]),
    ...(errors === 0 ? [] : [` ${formatLoggedErrors(errors)}`]),
  ].join('');
}

/** The script and its title. The errors and the summary explain why it failed. */
function formatFailure({ plan, run, verdict }: EvaluatedRun): string {
  const what = run.status === 'not-run' ? 'Not run' : (verdict.title ?? TITLES.executionFailed);
  const timing = computeTiming(run);
  const time = timing === undefined ? '' : ` (${formatDuration(timing.totalMs)} in all)`;
  const { location } = verdict;
  const where =
    location === undefined
      ? ''
      : `${location.file === plan.script.file ? '' : `, at ${location.file}`}:${location.line}`;
  return `${what}: ${scriptName(plan.script)}${where}${time}.`;
}

/**
 * Writes the tests outside of any group, because GitHub folds groups, and people look for the tests.
 *
 * @param shownLater a text that follows the log
 */
function writeTests(
  writer: LogWriter,
  { plan, verdict: { tests: report } }: EvaluatedRun,
  isOneOfSeveral: boolean,
  shownLater: string,
): void {
  if (report === undefined) {
    return;
  }
  const ofScript = isOneOfSeveral ? ` of ${scriptName(plan.script)}` : '';
  const warnings = warningTests(report);
  if (warnings.length > 0) {
    writer.sentence(`Tests${ofScript} that passed with a warning:`);
    writer.remoteText(warnings.flatMap((test, index) => testLines(test, index, 'yellow')));
  }
  const failing = failingTests(report);
  if (failing.length > 0) {
    writer.sentence(`Failing tests${ofScript}:`);
    writer.remoteText(failing.flatMap((test, index) => testLines(test, index, 'red')));
  }
  const problems = otherProblems(report, shownLater);
  if (problems.length > 0) {
    writer.sentence(
      failing.length > 0
        ? `What else is wrong${isOneOfSeveral ? ` with the tests${ofScript}` : ''}:`
        : `What is wrong with the tests${ofScript}:`,
    );
    writer.remoteText(problems.map((problem) => `  ${plainLine(problem)}`));
  }
  const { total, passed } = report.counts;
  if (total > 0) {
    const ofTotal = passed === total ? '' : ` of ${formatNumber(total)}`;
    writer.sentence(`Tests${ofScript}: ${formatTestCounts(report.counts)}${ofTotal}.`);
  }
}

/**
 * Formats a test: its name, and below it the location and the message. The indentation keeps remote
 * text from the start of a line, where log views read `##[error]` as markup.
 *
 * @param index the number of tests before this one
 */
function testLines(test: LocatedTest, index: number, hue: 'red' | 'yellow'): readonly string[] {
  const name = colour(testName(test), hue);
  const location = test.location && plainLine(formatLocation(test.location));
  if (index >= MAX_EXPLAINED_TESTS) {
    return [`  ${name}${location === undefined ? '' : `  ${location}`}`];
  }
  const lines = reasonLines(test);
  const reason = truncate(lines.slice(0, MAX_REASON_LINES).join('\n'), MAX_REASON_BYTES);
  const rest = lines.length - MAX_REASON_LINES;
  const details = [
    location ?? '',
    ...plainText(reason).split('\n'),
    rest > 0 ? `and ${plural(rest, 'more line')}` : '',
  ];
  return [`  ${name}`, ...details.filter((line) => line !== '').map((line) => `    ${line}`)];
}
