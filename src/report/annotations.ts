import {
  failsStep,
  TITLES,
  type EvaluatedRun,
  type LocatedTest,
  type SourceLocation,
  type StepReport,
  type Verdict,
} from '../evaluate/types.ts';
import { truncate } from '../util/truncate.ts';
import { plainText } from '../util/plain-text.ts';
import { nameOf } from './run-facts.ts';
import { failingTests, reasonLines, testName } from './test-facts.ts';
import { escapeCommands } from '../github/workflow-commands.ts';

/** The runner cuts a message at 4,096 characters, without a word; a character has a byte or more. */
const MAX_MESSAGE_BYTES = 4_000;

/** The runner keeps ten errors of a step: one of each failing run, and of tests as many as are left. */
const MAX_ERRORS = 10;

/** The runner keeps ten warnings of a step: the action's own, and these. */
const MAX_SCRIPT_WARNINGS = 9;

/** Names in one error: more would not be read there; the summary has them all. */
const MAX_NAMED = 10;

/** Lines of a test's message in its own error: the trace behind them is in the summary. */
const MAX_REASON_LINES = 8;

/** A test's own message in the run's error. */
const MAX_REASON_BYTES = 200;

/** An annotation, as the runner is to be told of it. */
export interface Annotation {
  readonly level: 'error' | 'warning' | 'notice';
  readonly text: string;
  readonly properties: Properties;
}

interface Properties {
  readonly title?: string;
  readonly file?: string;
  readonly startLine?: number;
}

/**
 * Finds what a step has to annotate: one error for each failing run, on the line that it names; an
 * error on the line of each failing test that has one, as far as the runner's ten reach; the
 * scripts' own warnings that name a line; the notice of a skipped step. What failed the step is
 * the last line of all.
 *
 * @param isLocated whether annotations may point to files; without it there are no errors of tests
 */
export function annotationsOf(
  { verdict, runs }: StepReport,
  isLocated: boolean,
): readonly Annotation[] {
  const found: Annotation[] = [];
  const add = (level: Annotation['level'], text: string, properties: Properties): void => {
    found.push({ level, text, properties });
  };
  if (isLocated) {
    for (const { text, location: warned } of locatedWarnings(runs)) {
      add('warning', shown(text), pointTo(warned));
    }
  }
  if (verdict.outcome === 'skipped') {
    const { title = '', message, advice } = verdict;
    add('notice', shown([message, advice].filter(Boolean).join('\n')), { title });
    return found;
  }
  if (!failsStep(verdict.outcome)) {
    return found;
  }
  const red = runs.filter(
    ({ run, verdict: { outcome } }) => failsStep(outcome) && !isTellerless(run),
  );
  const spare = MAX_ERRORS - Math.max(1, Math.min(MAX_ERRORS, red.length));
  const pointedTo = isLocated ? failures(runs).filter(isInFile).slice(0, spare) : [];
  for (const test of pointedTo) {
    const reason = reasonLines(test).slice(0, MAX_REASON_LINES).join('\n');
    add('error', shown(reason) || 'The test failed, and said nothing of why.', {
      title: truncate(escapeCommands(testName(test)), MAX_REASON_BYTES),
      ...pointTo(test.location),
    });
  }
  if (runs.length <= 1 || red.length === 0) {
    return [...found, tell(verdict, runs, pointedTo, isLocated)];
  }
  const fits = red.length <= MAX_ERRORS ? red : red.slice(0, MAX_ERRORS - 1);
  for (const evaluated of fits) {
    found.push(tell(withName(evaluated), [evaluated], pointedTo, isLocated));
  }
  const [next, ...others] = red.slice(fits.length);
  if (next !== undefined) {
    const names = [next, ...others].slice(0, MAX_NAMED).map(({ plan }) => nameOf(plan.script));
    const rest = others.length + 1 - names.length;
    add(
      'error',
      shown(
        `${others.length + 1} more scripts failed, which the summary shows: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
      ),
      { title: next.verdict.title ?? TITLES.executionFailed },
    );
  }
  return found;
}

/** A run whose failure stands in the error of another one. */
function isTellerless({ status: end }: EvaluatedRun['run']): boolean {
  return end === 'not-run';
}

/** Of several runs each says which script it was. */
function withName({ plan, verdict }: EvaluatedRun): Verdict {
  return { ...verdict, message: `${nameOf(plan.script)}: ${verdict.message}` };
}

/** The one error of a failing run, or of a step that failed before any could run. */
function tell(
  { title = TITLES.executionFailed, message, advice, location }: Verdict,
  runs: readonly EvaluatedRun[],
  pointedTo: readonly LocatedTest[],
  isLocated: boolean,
): Annotation {
  const own = failures(runs);
  const others = own.filter((test) => !pointedTo.includes(test));
  const words = [message, ...faultsOf(runs, message), ...nameTests(others), advice];
  // Failing tests that are pointed to say where by themselves.
  const isToldByTests = title === TITLES.testsFailed && others.length < own.length;
  return {
    level: 'error',
    text: shown(words.filter(Boolean).join('\n')),
    properties: { title, ...(isLocated && !isToldByTests && pointTo(location)) },
  };
}

function shown(text: string): string {
  return truncate(escapeCommands(text), MAX_MESSAGE_BYTES);
}

/** A name that could move a terminal's cursor stays out of the output: the message has it made plain. */
function pointTo(location: SourceLocation | undefined): Properties {
  return location?.file === undefined || plainText(location.file) !== location.file
    ? {}
    : { file: location.file, startLine: location.line };
}

function isInFile({ location }: LocatedTest): boolean {
  return location?.file !== undefined;
}

function failures(runs: readonly EvaluatedRun[]): readonly LocatedTest[] {
  return runs.flatMap(({ verdict }) => (verdict.tests ? failingTests(verdict.tests) : []));
}

function faultsOf(runs: readonly EvaluatedRun[], told: string): readonly string[] {
  return runs
    .flatMap(({ verdict }) => verdict.tests?.problems ?? [])
    .filter((fault) => !told.includes(fault));
}

function nameTests(tests: readonly LocatedTest[]): readonly string[] {
  const named = tests.slice(0, MAX_NAMED).map((test) => {
    const reason = truncate(reasonLines(test)[0] ?? '', MAX_REASON_BYTES);
    return `- ${testName(test)}${reason === '' ? '' : `: ${reason}`}`;
  });
  const rest = tests.length - named.length;
  return rest > 0 ? [...named, `- and ${rest} more, which the summary names`] : named;
}

function locatedWarnings(runs: readonly EvaluatedRun[]) {
  return runs
    .flatMap(({ verdict }) => verdict.locatedWarnings ?? [])
    .filter(({ location }) => location.file !== undefined)
    .slice(0, MAX_SCRIPT_WARNINGS);
}
