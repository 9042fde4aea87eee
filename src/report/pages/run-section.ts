import type { RunResult, RunPlan } from '../../tasks/run-result.ts';
import type { Script } from '../../workspace/script.ts';
import { isEnd } from '../../open-cloud/parsers.ts';
import { formatTaskPath } from '../../open-cloud/task-path.ts';
import {
  TITLES,
  type EvaluatedRun,
  type Outcome,
  type Repository,
  type Verdict,
} from '../../evaluate/types.ts';
import { formatBytes, truncate, truncateStart } from '../../util/truncate.ts';
import {
  countErrors,
  countMessages,
  describeLoggedErrors,
  levelledLines,
  plural,
} from '../log/log-lines.ts';
import { code, fenced, fenceLength, fold, prose, table } from './markdown.ts';
import { resultsOf } from '../outputs.ts';
import { plainText } from '../../util/plain-text.ts';
import { formatResult } from '../result-text.ts';
import { nameOf, snapshotOf } from '../run-facts.ts';
import { excerptAt, MAX_NAME_BYTES, locationLink } from './source-link.ts';
import type { ShownBefore, TestBudget } from './test-section.ts';
import { describeTiming, computeTiming } from '../timing.ts';

/** How much of each kind of text may be shown; bytes of UTF-8. */
export interface PageBudget extends TestBudget {
  /** Of a message, an advice or a warning. */
  readonly messageBytes: number;
  /** Of all that a script returned. */
  readonly resultBytes: number;
}

/** For the words of a cut log around its text: its title, its notice, its tags. */
const LOG_FRAME_BYTES = 256;

/** Less than this of a log is not worth unfolding. */
const MIN_LOG_BYTES = 200;

const LOG_LEFT_OUT = 'The log does not fit in here; the job log has it.';
const RESULTS_LEFT_OUT = 'What the script returned does not fit in here.';

/** Outcomes without a title. */
const PLAIN_OUTCOMES: Readonly<Record<Outcome, string>> = {
  passed: 'Passed',
  failed: 'Failed',
  infrastructure: 'Infrastructure failed',
  cancelled: 'Cancelled',
  skipped: 'Skipped',
  pending: 'Pending',
};

/** What happened, in a few words. */
export function outcomeWords({ outcome, title }: Verdict): string {
  return title ?? PLAIN_OUTCOMES[outcome];
}

/** What happened, and to which script, as Markdown. */
export function headline(verdict: Verdict, script: Script, repository?: Repository): string {
  const { title, location } = verdict;
  const words = outcomeWords(verdict);
  // Each failing test has a place of its own.
  if (location === undefined || title === TITLES.testsFailed) {
    return `${words}${title === TITLES.scriptError ? ' in' : ':'} ${scriptName(script)}`;
  }
  const isElsewhere = location.file !== undefined && location.file !== script.file;
  const where =
    location.file === undefined ? scriptName(script) : locationLink(location, repository);
  const line = location.file === undefined ? `, line ${location.line}` : '';
  return title === TITLES.scriptError
    ? `${words} in ${where}${line}${isElsewhere ? `, run by ${scriptName(script)}` : ''}`
    : `${words}: ${isElsewhere ? `${scriptName(script)}, at ` : ''}${where}${line}`;
}

/** A script's name as Markdown. */
export function scriptName(script: Script): string {
  return script.file === undefined ? nameOf(script) : code(truncate(script.file, MAX_NAME_BYTES));
}

/**
 * Why a verdict is what it is, and what to do. A pass needs none, but for errors that were logged all the same.
 *
 * @param evaluated the run that the verdict is on; its tests tell by themselves why they failed
 */
export function explain(verdict: Verdict, budget: PageBudget, evaluated?: EvaluatedRun): string[] {
  if (verdict.outcome === 'passed') {
    const errors = evaluated === undefined ? 0 : countErrors(evaluated.run);
    return errors === 0 ? [] : [prose(describeLoggedErrors(errors))];
  }
  const { advice } = verdict;
  const { messageBytes } = budget;
  const excerpt = evaluated && excerptOf(verdict, budget, evaluated);
  return [
    ...(evaluated !== undefined && isToldByTests(evaluated)
      ? []
      : [quoteMessage(verdict, messageBytes)]),
    ...(excerpt === undefined ? [] : [fenced(excerpt, 'luau')]),
    ...(advice === undefined ? [] : [`**What to do:** ${prose(truncate(advice, messageBytes))}`]),
  ];
}

/** What {@link explain} shows of a run, which its tests need not show again. */
export function explained(evaluated: EvaluatedRun, budget: PageBudget): ShownBefore {
  const { verdict } = evaluated;
  const { outcome, message, location } = verdict;
  if (outcome === 'passed' || isToldByTests(evaluated)) {
    return {};
  }
  const isShown = location !== undefined && excerptOf(verdict, budget, evaluated) !== undefined;
  return {
    ...(Buffer.byteLength(message) <= budget.messageBytes && { message }),
    ...(isShown && { location }),
  };
}

function isToldByTests({ verdict: { tests, title } }: EvaluatedRun): boolean {
  return tests !== undefined && title === TITLES.testsFailed;
}

function excerptOf(
  { location }: Verdict,
  { excerpts }: PageBudget,
  evaluated: EvaluatedRun,
): string | undefined {
  return location === undefined || excerpts === 0 || isToldByTests(evaluated)
    ? undefined
    : excerptAt(evaluated, location);
}

/** What does not change the outcome, but should be known. */
export function warn({ warnings }: Verdict, { messageBytes }: PageBudget): string[] {
  return warnings.map((warning) => `**Warning:** ${prose(truncate(warning, messageBytes))}`);
}

/** A script's own words are a block, as in a console; sentences of the action are sentences. */
function quoteMessage({ title, message }: Verdict, maxBytes: number): string {
  const shown = truncate(plainText(message).trim(), maxBytes);
  return title === TITLES.scriptError || shown.includes('\n')
    ? fenced(shown, 'text')
    : prose(shown);
}

/** Where a run took place, and what came of it. Blocks of Markdown, each whole in itself. */
export function renderRun(
  { plan, run, verdict }: EvaluatedRun,
  budget: PageBudget,
  logBytes: number,
): string[] {
  // What a report of tests was read from is only there to be looked up.
  const isRead = verdict.tests?.origin === 'returned' && verdict.tests.tests.length > 0;
  return [
    renderFacts(plan, run),
    ...renderResults(run, budget.resultBytes, isRead),
    ...renderLog(run, logBytes),
  ];
}

function renderFacts({ place }: RunPlan, run: RunResult): string {
  const task = snapshotOf(run)?.task;
  const timing = computeTiming(run);
  const ranOn = task?.path.placeVersion;
  const output = run.status === 'ended' ? run.binaryOutput : undefined;
  const version =
    ranOn === undefined
      ? place.placeVersion === undefined
        ? 'the latest saved one'
        : code(place.placeVersion)
      : `${code(ranOn)}${place.placeVersion === undefined ? ', as Roblox chose it' : ''}`;
  return table(
    ['Place', `${code(place.placeId)} of universe ${code(place.universeId)}`],
    [
      ['Version', version],
      ...(task === undefined ? [] : [['Task', code(formatTaskPath(task.path))]]),
      ...(task === undefined || isEnd(task.state) ? [] : [['State', code(task.state)]]),
      ...(timing === undefined ? [] : [['Time', describeTiming(timing)]]),
      ...(output?.status === 'written'
        ? [['Binary output', `${code(output.file)}, ${formatBytes(output.bytes)}`]]
        : []),
    ],
  );
}

function renderResults(run: RunResult, maxBytes: number, isFolded: boolean): string[] {
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

/** What a run's log takes whole. */
export function wholeLogBytes(run: RunResult): number {
  return Buffer.byteLength(renderLog(run, Number.POSITIVE_INFINITY).join(''));
}

/** Renders a log in at most so many bytes, or else as a short sentence. */
function renderLog(run: RunResult, maxBytes: number): string[] {
  if (run.status !== 'ended' || (run.log.messages.length === 0 && run.log.error !== undefined)) {
    return [];
  }
  const { messages, error } = run.log;
  if (messages.length === 0) {
    return ['The log is empty.'];
  }
  const title = `Log: ${countMessages(messages)}${error === undefined ? '' : ', and no more could be read'}`;
  const text = levelledLines(messages, (message) => plainText(message).split('\n')).join('\n');
  const whole = fold(title, fenced(text, 'text'));
  if (Buffer.byteLength(whole) <= maxBytes) {
    return [whole];
  }
  const room = maxBytes - LOG_FRAME_BYTES - 2 * fenceLength(text);
  if (room < MIN_LOG_BYTES) {
    return [LOG_LEFT_OUT];
  }
  // The end of a log tells how it ended.
  const newest = truncateStart(text, room);
  const sizes = `${formatBytes(Buffer.byteLength(newest))} of ${formatBytes(Buffer.byteLength(text))}`;
  const notice = `Only the newest ${sizes} fit in here; the job log has all of it.`;
  return [fold(title, `${notice}\n\n${fenced(newest, 'text')}`)];
}
