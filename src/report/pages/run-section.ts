import { plural } from '../../util/text.ts';
import {
  TITLES,
  type EvaluatedRun,
  type Outcome,
  type Repository,
  type Verdict,
} from '../../evaluate/types.ts';
import type { RunResult } from '../../tasks/run-result.ts';
import { plainText } from '../../util/plain-text.ts';
import { formatBytes, truncate, truncateStart } from '../../util/truncate.ts';
import type { Script } from '../../workspace/script.ts';
import { formatResult, resultsOf, scriptName } from '../format.ts';
import {
  countErrors,
  formatLoggedErrors,
  formatLogLines,
  formatMessageCount,
} from '../log/log-lines.ts';
import { fenced, fenceLength, fold, nameCode, prose } from './markdown.ts';
import { renderFacts } from './facts.ts';
import { excerptAt, locationLink } from './location.ts';
import { renderTests, type ShownAbove, type TestBudget } from './test-section.ts';

/** The amount of each kind of content in a section, in bytes of UTF-8. */
export interface SectionBudget extends TestBudget {
  /** The size of a message, an advice or a warning. */
  readonly messageBytes: number;
  /** The size of all return values together. */
  readonly resultBytes: number;
}

/** The text around a truncated log: title, notice and tags. */
const LOG_FRAME_BYTES = 256;

/** Less of a log is not worth showing. */
const MIN_LOG_BYTES = 200;

const LOG_LEFT_OUT = 'The log does not fit in here; the job log has it.';
const RESULTS_LEFT_OUT = 'What the script returned does not fit in here.';

/** Texts for verdicts without a title. */
const OUTCOME_TEXTS: Readonly<Record<Outcome, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  infrastructure: 'Infrastructure failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  pending: 'Pending',
};

/**
 * The sign of each outcome, as a shortcode that GitHub draws in both themes. A failure of the
 * infrastructure has the sign of a failure, because it fails the step as well.
 */
const SIGNS: Readonly<Record<Outcome, string>> = {
  passed: ':white_check_mark:',
  failed: ':x:',
  infrastructure: ':x:',
  cancelled: ':no_entry_sign:',
  skipped: ':fast_forward:',
  pending: ':hourglass:',
};

/** The outcome in a few words, after its sign. */
export function signedOutcome(verdict: Verdict, run?: RunResult): string {
  const sign = SIGNS[run?.status === 'not-run' ? 'skipped' : verdict.outcome];
  return `${sign} ${outcomeText(verdict, run)}`;
}

/** The outcome in a few words. */
function outcomeText({ outcome, title }: Verdict, run?: RunResult): string {
  return run?.status === 'not-run' ? 'Not run' : (title ?? OUTCOME_TEXTS[outcome]);
}

/** The name of a script as Markdown. */
export function scriptMarkdown(script: Script): string {
  return script.file === undefined ? scriptName(script) : nameCode(script.file);
}

/**
 * Renders the section of a run.
 *
 * @param logBytes the maximum size of the log
 * @returns blocks of Markdown; the first one is the text of the heading
 */
export function renderSection(
  evaluated: EvaluatedRun,
  budget: SectionBudget,
  logBytes: number,
  repository: Repository | undefined,
): readonly string[] {
  const { verdict } = evaluated;
  return [
    renderHeadline(evaluated, repository),
    ...renderVerdict(verdict, budget, evaluated),
    ...renderTests(evaluated, budget, repository, shownByVerdict(evaluated, budget)),
    ...(budget.detail === 'all'
      ? [...renderWarnings(verdict, budget), ...renderRun(evaluated, budget, logBytes)]
      : []),
  ];
}

/** The outcome, the script, and the location of the failure. */
function renderHeadline(
  { plan: { script }, run, verdict }: EvaluatedRun,
  repository: Repository | undefined,
): string {
  const { title, location } = verdict;
  const words = signedOutcome(verdict, run);
  const name = scriptMarkdown(script);
  // Each failing test has its own location.
  if (location === undefined || title === TITLES.testsFailed || run.status === 'not-run') {
    return `${words}${title === TITLES.scriptError ? ' in' : ':'} ${name}`;
  }
  const isInOtherFile = location.file !== undefined && location.file !== script.file;
  const where = location.file === undefined ? name : locationLink(location, repository);
  const line = location.file === undefined ? `, line ${location.line}` : '';
  return title === TITLES.scriptError
    ? `${words} in ${where}${line}${isInOtherFile ? `, run by ${name}` : ''}`
    : `${words}: ${isInOtherFile ? `${name}, at ` : ''}${where}${line}`;
}

/**
 * Renders the reason of a verdict and the advice. A pass has a note only if its log has errors.
 *
 * @param evaluated the run of the verdict, whose failing tests explain themselves
 */
export function renderVerdict(
  verdict: Verdict,
  budget: SectionBudget,
  evaluated?: EvaluatedRun,
): readonly string[] {
  if (verdict.outcome === 'passed') {
    const errors = evaluated === undefined ? 0 : countErrors(evaluated.run);
    return errors === 0 ? [] : [prose(formatLoggedErrors(errors))];
  }
  const { advice } = verdict;
  const { messageBytes } = budget;
  const excerpt = evaluated && excerptOf(evaluated, budget);
  return [
    ...(evaluated !== undefined && isExplainedByTests(evaluated)
      ? []
      : [
          renderMessage(
            withTrace(verdict, budget),
            messageBytes,
            evaluated !== undefined && isScriptsOwn(verdict),
          ),
        ]),
    ...(excerpt === undefined ? [] : [fenced(excerpt, 'luau')]),
    ...(advice === undefined ? [] : [`**What to do:** ${prose(truncate(advice, messageBytes))}`]),
  ];
}

/** Returns what {@link renderVerdict} shows of a run, so that its tests do not repeat it. */
function shownByVerdict(evaluated: EvaluatedRun, budget: SectionBudget): ShownAbove {
  const { outcome, message, location } = evaluated.verdict;
  if (outcome === 'passed' || isExplainedByTests(evaluated)) {
    return {};
  }
  return {
    ...(Buffer.byteLength(message) <= budget.messageBytes && { message }),
    ...(location !== undefined && excerptOf(evaluated, budget) !== undefined && { location }),
  };
}

/** Whether the failing tests say why the run failed. */
export function isExplainedByTests({ verdict: { tests, title } }: EvaluatedRun): boolean {
  return tests !== undefined && title === TITLES.testsFailed;
}

function excerptOf(evaluated: EvaluatedRun, { excerpts }: SectionBudget): string | undefined {
  const { location } = evaluated.verdict;
  return location === undefined || excerpts === 0 || isExplainedByTests(evaluated)
    ? undefined
    : excerptAt(evaluated, location);
}

/** Renders the warnings, which do not change the outcome. */
export function renderWarnings(
  { warnings }: Verdict,
  { messageBytes }: SectionBudget,
): readonly string[] {
  return warnings.map((warning) => `**Warning:** ${prose(truncate(warning, messageBytes))}`);
}

/** The message of a verdict, and the calls that led to its error. */
function withTrace({ message, trace = '' }: Verdict, { traceBytes }: SectionBudget): string {
  // A single call is the line of the error.
  return traceBytes > 0 && trace.includes('\n')
    ? `${message.trimEnd()}\n${truncate(trace, traceBytes)}`
    : message;
}

/** Renders a script's own message as a code block, and sentences of the action as text. */
function renderMessage(message: string, maxBytes: number, isOfScript: boolean): string {
  const shown = truncate(plainText(message).trim(), maxBytes);
  return isOfScript || shown.includes('\n') ? fenced(shown, 'text') : prose(shown);
}

/** Whether the message of a run's verdict is the script's own, and not a sentence of the action. */
export function isScriptsOwn({ title }: Verdict): boolean {
  return title === TITLES.scriptError;
}

/** Renders the facts, the return values and the log of a run. */
function renderRun(
  { plan, run, verdict }: EvaluatedRun,
  budget: SectionBudget,
  logBytes: number,
): readonly string[] {
  // The return value repeats the tests that were read from it.
  const isFolded = verdict.tests?.origin === 'returned' && verdict.tests.tests.length > 0;
  return [
    renderFacts(plan, run),
    ...renderResults(run, budget.resultBytes, isFolded),
    ...renderLog(run, logBytes),
  ];
}

function renderResults(run: RunResult, maxBytes: number, isFolded: boolean): readonly string[] {
  const results = resultsOf(run) ?? [];
  const [only, ...others] = results;
  if (only === undefined) {
    return [];
  }
  if (maxBytes === 0) {
    return [RESULTS_LEFT_OUT];
  }
  const text = plainText(formatResult(others.length === 0 ? only : results));
  const shown = truncate(text, maxBytes);
  const count = others.length === 0 ? '' : ` ${plural(results.length, 'value')}`;
  const cut =
    shown === text
      ? ''
      : `, cut after ${formatBytes(maxBytes)} of ${formatBytes(Buffer.byteLength(text))}`;
  const block = fenced(shown, 'json');
  return isFolded ? [fold(`Returned${count}${cut}`, block)] : [`**Returned**${count}${cut}`, block];
}

/** The size of a run's whole log on a page. */
export function wholeLogBytes(run: RunResult): number {
  return Buffer.byteLength(renderLog(run, Number.POSITIVE_INFINITY).join(''));
}

/** Renders a log of at most this size, or a sentence if too little of it fits. */
function renderLog(run: RunResult, maxBytes: number): readonly string[] {
  if (run.status !== 'ended' || (run.log.messages.length === 0 && run.log.error !== undefined)) {
    return [];
  }
  const { messages, error } = run.log;
  if (messages.length === 0) {
    return ['The log is empty.'];
  }
  const title = `Log: ${formatMessageCount(messages)}${error === undefined ? '' : ', and no more could be read'}`;
  const text = formatLogLines(messages, (message) => plainText(message).split('\n')).join('\n');
  const whole = fold(title, fenced(text, 'text'));
  if (Buffer.byteLength(whole) <= maxBytes) {
    return [whole];
  }
  const textBytes = maxBytes - LOG_FRAME_BYTES - 2 * fenceLength(text);
  if (textBytes < MIN_LOG_BYTES) {
    return [LOG_LEFT_OUT];
  }
  // The end of a log shows how the script ended.
  const newest = truncateStart(text, textBytes);
  const sizes = `${formatBytes(Buffer.byteLength(newest))} of ${formatBytes(Buffer.byteLength(text))}`;
  const notice = `Only the newest ${sizes} fit in here; the job log has all of it.`;
  return [fold(title, `${notice}\n\n${fenced(newest, 'text')}`)];
}
