import type { Json } from '../../open-cloud/types.ts';
import { formatTaskPath } from '../../open-cloud/task-path.ts';
import { formatDuration } from '../../util/format-duration.ts';
import { failsStep, TITLES, type EvaluatedRun, type StepReport } from '../../evaluate/types.ts';
import { formatBytes, truncate } from '../../util/truncate.ts';
import {
  formatEvent,
  formatEventOf,
  formatRetryEvent,
  formatPlan,
  isRetryEvent,
  type ProgressEvent,
  type Work,
} from './progress-events.ts';
import {
  countErrors,
  countMessages,
  describeLoggedErrors,
  levelledLines,
  plural,
} from './log-lines.ts';
import { resultsOf } from '../outputs.ts';
import { colour, colouredLines, plainLine, plainText } from '../../util/plain-text.ts';
import { formatResult } from '../result-text.ts';
import { nameOf, snapshotOf } from '../run-facts.ts';
import {
  countTests,
  failingTests,
  formatCount,
  untoldFaults,
  warningTests,
} from '../test-facts.ts';
import { testLines } from './test-lines.ts';
import { describeTiming, computeTiming } from '../timing.ts';
import {
  CLOSE_GROUP,
  escapeCommandsInLine,
  openGroup,
  withStopCommands,
} from '../../github/workflow-commands.ts';

/** Where the lines go, and what makes remote text harmless. */
export interface JobLogEdge {
  /** Standard output: each call is one piece that nothing comes in between of. */
  readonly write: (text: string) => void;
  /** A fresh random word, which the log's own text cannot have foreseen. */
  readonly token: () => string;
}

/** The log of the step, line by line as a run goes on, in a group for each of its phases. */
export interface JobLog {
  /** Says what is about to be run, where, and within which limits. */
  begin(work: Work): void;
  /** Says what just happened: to the run of this index, where it is one of a run. */
  event(event: ProgressEvent, index?: number): void;
  /**
   * Shows the script's log and what it returned, for a pass a sentence, and last the tests that
   * failed: of several scripts one after another, each by its name, and then how many did what. A
   * failing step's last line is its error, which is not written here. Closes what is open, also
   * where nothing ran.
   */
  finish(report: StepReport, files?: { readonly resultsFile?: string }): void;
}

/** All returned values together show this much here: a page or two. The whole is in a file. */
const SHOWN_RESULTS_BYTES = 16 * 1024;

/** A longer message may be cut where the step's error is written, and what it tells with it. */
const WHOLE_MESSAGE_BYTES = 2_048;

/** Makes the log of one step. */
export function createJobLog({ write, token }: JobLogEdge): JobLog {
  let isOpen = false;
  let plans: Work['plans'] = [];
  let isWaiting = false;
  /** Why the last try of a run, or of the step, failed: said once, and not with each that fails so. */
  const reasons = new Map<number | undefined, string>();
  const close = (): void => {
    if (isOpen) {
      write(CLOSE_GROUP);
      isOpen = false;
    }
  };
  const open = (title: string): void => {
    close();
    write(openGroup(escapeCommandsInLine(title).trimEnd()));
    isOpen = true;
  };
  const openWaiting = (): void => {
    if (!isWaiting && plans[0]?.isLeftPending !== true) {
      open('Waiting for Roblox');
      isWaiting = true;
    }
  };
  const say = (sentence: string): void => write(escapeCommandsInLine(sentence));
  const quote = (lines: readonly string[]): void => write(withStopCommands(lines, token()));

  /** @param of whose it is, where there are several: ` of tests/smoke.luau` */
  const showLog = ({ run }: EvaluatedRun, of: string): void => {
    if (run.status !== 'ended') {
      return;
    }
    const { messages, error } = run.log;
    if (messages.length === 0 && error === undefined) {
      if (of === '') {
        say('The log is empty.');
      }
      return;
    }
    const count = messages.length === 0 ? '' : `: ${countMessages(messages)}`;
    open(`Luau output${of}${count}`);
    if (messages.length > 0) {
      quote(levelledLines(messages, colouredLines, colourLevel));
    }
    if (error !== undefined) {
      const what = messages.length === 0 ? 'The log' : 'The rest of the log';
      say(`${what} could not be read: ${error.what}`);
    }
  };

  const showResults = (
    results: readonly Json[],
    by: string,
    resultsFile: string | undefined,
  ): void => {
    open(`Returned${by}: ${plural(results.length, 'value')}`);
    const whole = resultLines(results);
    const shown = truncate(whole, SHOWN_RESULTS_BYTES);
    quote(shown.split('\n'));
    if (shown !== whole) {
      const sizes = `${formatBytes(SHOWN_RESULTS_BYTES)} of ${formatBytes(Buffer.byteLength(whole))}`;
      say(
        `Cut here, after ${sizes}.${resultsFile === undefined ? '' : ` All of it is in ${resultsFile}, the output \`results-file\`: upload it to keep it.`}`,
      );
    }
  };

  /** Not in a group: GitHub folds groups, and this is what people look for. */
  const showTests = (
    { plan, verdict }: EvaluatedRun,
    isOneOfSeveral: boolean,
    told: string,
  ): void => {
    const { tests: report } = verdict;
    if (report === undefined) {
      return;
    }
    const of = isOneOfSeveral ? ` of ${nameOf(plan.script)}` : '';
    const warnings = warningTests(report);
    if (warnings.length > 0) {
      say(`Tests${of} that passed with a warning:`);
      quote(warnings.flatMap((test, index) => testLines(test, index, 'yellow')));
    }
    const failing = failingTests(report);
    if (failing.length > 0) {
      say(`Failing tests${of}:`);
      quote(failing.flatMap((test, index) => testLines(test, index, 'red')));
    }
    const faults = untoldFaults(report, told);
    if (faults.length > 0) {
      const among = isOneOfSeveral ? ` with the tests${of}` : '';
      say(
        failing.length > 0 ? `What else is wrong${among}:` : `What is wrong with the tests${of}:`,
      );
      quote(faults.map((fault) => `  ${plainLine(fault)}`));
    }
    const { total, passed } = report.counts;
    if (total > 0) {
      const among = passed === total ? '' : ` of ${formatCount(total)}`;
      say(`Tests${of}: ${countTests(report.counts)}${among}.`);
    }
  };

  const showAll = ({ verdict, runs }: StepReport, resultsFile: string | undefined): void => {
    const areSeveral = runs.length > 1;
    for (const evaluated of runs) {
      const name = plainLine(nameOf(evaluated.plan.script));
      const { outcome } = evaluated.verdict;
      const timing = computeTiming(evaluated.run);
      if (timing !== undefined && !areSeveral && outcome !== 'pending') {
        say(`Time: ${describeTiming(timing)}.`);
      }
      close();
      showLog(evaluated, areSeveral ? ` of ${name}` : '');
      const results = resultsOf(evaluated.run) ?? [];
      if (results.length > 0) {
        showResults(results, areSeveral ? ` by ${name}` : '', resultsFile);
      }
      close();
      if (outcome === 'passed') {
        say(describePass(evaluated, results.length));
      } else if (outcome === 'pending') {
        say(`Pending: ${evaluated.verdict.message} ${evaluated.verdict.advice ?? ''}`);
      } else {
        say(describeFailure(evaluated));
      }
    }
    close();
    // The step's error follows, with this in it.
    const isTold =
      failsStep(verdict.outcome) && Buffer.byteLength(verdict.message) <= WHOLE_MESSAGE_BYTES;
    for (const evaluated of runs.toSorted(failingLast)) {
      showTests(evaluated, areSeveral, isTold ? verdict.message : '');
    }
    if (areSeveral) {
      say(`Result: ${verdict.message}`);
    }
  };

  return {
    begin: (work) => {
      ({ plans } = work);
      open(plans.length === 1 ? 'Luau task' : `Luau scripts: ${plans.length}`);
      for (const sentence of formatPlan(work)) {
        say(sentence);
      }
    },
    event: (event, index) => {
      const name = nameAmong(plans, index, event);
      if (isRetryEvent(event)) {
        const { what } = event.error;
        const isKnown = what === reasons.get(index);
        const next = formatRetryEvent(event, name);
        say(`${next}${isKnown ? '.' : `, since this failed: ${what}`}`);
        reasons.set(index, what);
        return;
      }
      reasons.delete(index);
      if (name !== undefined) {
        const sentence = formatEventOf(event, name);
        if (sentence !== undefined) {
          openWaiting();
          say(sentence);
        }
        return;
      }
      if (event.kind === 'created' || event.kind === 'attached') {
        say(`Task: ${formatTaskPath(event.task.path)}`);
        openWaiting();
      }
      say(formatEvent(event));
    },
    finish: (report, { resultsFile } = {}) => {
      try {
        showAll(report, resultsFile);
      } finally {
        close(); // What follows must not lie folded in a group, whatever was thrown here.
      }
    },
  };
}

/** Whose event it is, where there are several: of a script, or of the task that they share. */
function nameAmong(
  plans: Work['plans'],
  index: number | undefined,
  { kind }: ProgressEvent,
): string | undefined {
  if (plans.length === 1) {
    return undefined;
  }
  const plan = index === undefined ? undefined : plans[index];
  return plan === undefined
    ? OF_A_TASK.has(kind)
      ? 'the shared task'
      : undefined
    : nameOf(plan.script);
}

/** What happens to a task, and not to a file or to the step. */
const OF_A_TASK: ReadonlySet<ProgressEvent['kind']> = new Set([
  'created',
  'state',
  'still-running',
  'poll-failed',
]);

/** The end of a log is where people look first. */
function failingLast(one: EvaluatedRun, other: EvaluatedRun): number {
  return Number(failsStep(one.verdict.outcome)) - Number(failsStep(other.verdict.outcome));
}

function describePass({ plan, run }: EvaluatedRun, results: number): string {
  const timing = computeTiming(run);
  const errors = countErrors(run);
  const version = snapshotOf(run)?.task.path.placeVersion ?? plan.place.placeVersion;
  return [
    `Passed: ${nameOf(plan.script)} ran to its end`,
    version === undefined ? ' in' : ` on version ${version} of`,
    ` place ${plan.place.placeId}, and returned ${results === 0 ? 'nothing' : plural(results, 'value')}`,
    ...(timing === undefined ? ['.'] : [` (${formatDuration(timing.totalMs)} in all).`]),
    ...(errors === 0 ? [] : [` ${describeLoggedErrors(errors)}`]),
  ].join('');
}

/** Which script it was, and what became of it; why is in the errors, and in the summary. */
function describeFailure({ plan, run, verdict }: EvaluatedRun): string {
  const what = run.status === 'not-run' ? 'Not run' : (verdict.title ?? TITLES.executionFailed);
  const timing = computeTiming(run);
  const time = timing === undefined ? '' : ` (${formatDuration(timing.totalMs)} in all)`;
  const { location } = verdict;
  const where =
    location === undefined
      ? ''
      : `${location.file === plan.script.file ? '' : `, at ${location.file}`}:${location.line}`;
  return `${what}: ${nameOf(plan.script)}${where}${time}.`;
}

function resultLines(results: readonly Json[]): string {
  const [only, ...others] = results.map((value) => plainText(formatResult(value)));
  return others.length === 0
    ? (only ?? '')
    : [only ?? '', ...others].map((text, index) => `${index + 1}: ${text}`).join('\n');
}

function colourLevel(level: string, padded: string): string {
  return level === 'error'
    ? colour(padded, 'red')
    : level === 'warn'
      ? colour(padded, 'yellow')
      : padded;
}
