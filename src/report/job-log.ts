import type { RunEvent, RunPlan } from '../execution/run.ts';
import type { Throttle } from '../open-cloud/rate-limit.ts';
import type { Json } from '../open-cloud/resources.ts';
import { formatTaskPath } from '../open-cloud/task-path.ts';
import { formatDuration } from '../verdict/duration.ts';
import { failsStep, type JudgedRun, type StepReport } from '../verdict/verdict.ts';
import { formatBytes, headOf } from './byte-limit.ts';
import {
  countErrors,
  countMessages,
  describeLoggedErrors,
  levelledLines,
  plural,
} from './log-lines.ts';
import { resultsOf } from './outputs.ts';
import { colour, colouredLines, plainLine, plainText } from './plain-text.ts';
import { formatResult } from './result-text.ts';
import { nameOf, sightingOf } from './run-facts.ts';
import { countTests, failingTests, formatCount, untoldFaults, warningTests } from './test-facts.ts';
import { testLines } from './test-lines.ts';
import { describeTiming, tellTiming } from './timing.ts';
import { CLOSE_GROUP, inertLine, openGroup, quoted } from './workflow-commands.ts';

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
  begin(plan: RunPlan): void;
  /** Says what just happened. */
  event(event: RunEvent): void;
  /**
   * Shows the script's log and what it returned, for a pass a sentence, and last the tests that
   * failed. A failing step's last line is its error, which is not written here. Closes what is
   * open, also where nothing ran.
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
  /** Why the last try failed: said once, and not with every try that fails just so. */
  let reason = '';
  const close = (): void => {
    if (isOpen) {
      write(CLOSE_GROUP);
      isOpen = false;
    }
  };
  const open = (title: string): void => {
    close();
    write(openGroup(title));
    isOpen = true;
  };
  const say = (sentence: string): void => write(inertLine(sentence));
  const quote = (lines: readonly string[]): void => write(quoted(lines, token()));

  const showLog = ({ run }: JudgedRun): void => {
    if (run.end !== 'ended') {
      return;
    }
    const { messages, error } = run.log;
    if (messages.length === 0 && error === undefined) {
      say('The log is empty.');
      return;
    }
    open(messages.length === 0 ? 'Luau output' : `Luau output: ${countMessages(messages)}`);
    if (messages.length > 0) {
      quote(levelledLines(messages, colouredLines, colourLevel));
    }
    if (error !== undefined) {
      const what = messages.length === 0 ? 'The log' : 'The rest of the log';
      say(`${what} could not be read: ${error.what}`);
    }
  };

  const showResults = (results: readonly Json[], resultsFile: string | undefined): void => {
    open(`Returned: ${plural(results.length, 'value')}`);
    const whole = resultLines(results);
    const shown = headOf(whole, SHOWN_RESULTS_BYTES);
    quote(shown.split('\n'));
    if (shown !== whole) {
      const sizes = `${formatBytes(SHOWN_RESULTS_BYTES)} of ${formatBytes(Buffer.byteLength(whole))}`;
      say(
        `Cut here, after ${sizes}.${resultsFile === undefined ? '' : ` All of it is in ${resultsFile}`}`,
      );
    }
  };

  /** Not in a group: GitHub folds groups, and this is what people look for. */
  const showTests = ({ plan, verdict }: JudgedRun, isOneOfSeveral: boolean, told: string): void => {
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

  return {
    begin: (plan) => {
      open('Luau task');
      for (const sentence of describePlan(plan)) {
        say(sentence);
      }
    },
    event: (event) => {
      if (event.kind === 'look-failed' || event.kind === 'not-connected') {
        const { what } = event.error;
        say(`${describeRetry(event)}${what === reason ? '.' : `, since this failed: ${what}`}`);
        reason = what;
        return;
      }
      reason = '';
      if (event.kind === 'created' || event.kind === 'attached') {
        say(`Task: ${formatTaskPath(event.task.path)}`);
        open('Waiting for Roblox');
      }
      say(describeEvent(event));
    },
    finish: ({ verdict, runs }, { resultsFile } = {}) => {
      for (const judged of runs) {
        const timing = tellTiming(judged.run);
        if (timing !== undefined) {
          say(`Time: ${describeTiming(timing)}.`);
        }
        close();
        showLog(judged);
        const results = resultsOf(judged.run) ?? [];
        if (results.length > 0) {
          showResults(results, resultsFile);
        }
        close();
        if (judged.verdict.outcome === 'passed') {
          say(describePass(judged, results.length));
        }
      }
      close();
      // The step's error follows, with this in it.
      const isTold =
        failsStep(verdict.outcome) && Buffer.byteLength(verdict.message) <= WHOLE_MESSAGE_BYTES;
      for (const judged of runs.toSorted(failingLast)) {
        showTests(judged, runs.length > 1, isTold ? verdict.message : '');
      }
    },
  };
}

/** The end of a log is where people look first. */
function failingLast(one: JudgedRun, other: JudgedRun): number {
  return Number(failsStep(one.verdict.outcome)) - Number(failsStep(other.verdict.outcome));
}

function describePlan({ script, place, timeoutMs, bootTimeoutMs }: RunPlan): readonly string[] {
  const version =
    place.placeVersion === undefined ? 'as last saved' : `version ${place.placeVersion}`;
  return [
    `Script: ${nameOf(script)}, ${formatBytes(Buffer.byteLength(script.text))}`,
    `Place: ${place.placeId} of universe ${place.universeId}, ${version}`,
    `Limits: ${formatDuration(timeoutMs)} for the script, and ${formatDuration(bootTimeoutMs)} more for queue and boot`,
  ];
}

/** Each begins with a word of ours: see `inertLine`. */
function describeEvent(
  event: Exclude<RunEvent, { kind: 'look-failed' | 'not-connected' }>,
): string {
  switch (event.kind) {
    case 'created':
    case 'attached':
      return `Now ${event.task.state}.`;
    case 'state':
      return `Now ${event.task.state}, after ${formatDuration(event.elapsedMs)}.`;
    case 'still':
      return `Still ${event.state} after ${formatDuration(event.elapsedMs)}.`;
    case 'held-back':
      return `Next try in ${formatDuration(event.waitMs)}, since Roblox holds the creation back: ${HELD_BACK_BY[event.throttle.kind]}.`;
  }
}

function describeRetry({ kind, waitMs }: RunEvent & { readonly waitMs: number }): string {
  const what = kind === 'look-failed' ? 'Next look' : 'Next try';
  return waitMs < SOON_MS ? `${what} at once` : `${what} in ${formatDuration(waitMs)}`;
}

/** A shorter wait would read as none. */
const SOON_MS = 50;

const HELD_BACK_BY: Readonly<Record<Throttle['kind'], string>> = {
  quota: 'the quota of requests a minute is used up',
  capacity: 'the place has ten unfinished tasks already',
  hourly: 'a limit over a longer time than a minute is reached',
};

function describePass({ plan, run }: JudgedRun, results: number): string {
  const timing = tellTiming(run);
  const errors = countErrors(run);
  const version = sightingOf(run)?.task.path.placeVersion ?? plan.place.placeVersion;
  return [
    `Passed: ${nameOf(plan.script)} ran to its end`,
    version === undefined ? ' in' : ` on version ${version} of`,
    ` place ${plan.place.placeId}, and returned ${results === 0 ? 'nothing' : plural(results, 'value')}`,
    ...(timing === undefined ? ['.'] : [` (${formatDuration(timing.totalMs)} in all).`]),
    ...(errors === 0 ? [] : [` ${describeLoggedErrors(errors)}`]),
  ].join('');
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
