import {
  EMULATED_TITLE,
  failsStep,
  TITLES,
  type EvaluatedRun,
  type LocatedTest,
  type SourceLocation,
  type StepReport,
  type Verdict,
} from '../evaluate/types.ts';
import { escapeCommands } from '../github/workflow-commands.ts';
import { plainText } from '../util/plain-text.ts';
import { truncate } from '../util/truncate.ts';
import {
  failingTests,
  MISSING_REASON,
  otherProblems,
  reasonLines,
  scriptName,
  testName,
} from './format.ts';

/** The runner silently truncates messages at 4,096 characters, of at least one byte each. */
const MAX_MESSAGE_BYTES = 4_000;

/** The runner keeps ten errors of a step: one for each failing run, the others for tests. */
const MAX_ERRORS = 10;

/** The runner keeps ten warnings of a step: one of the action, the others of scripts. */
const MAX_SCRIPT_WARNINGS = 9;

/** The runner keeps ten notices of a step: one of the emulator, the others of skipped scripts. */
const MAX_SKIPPED_NOTICES = 9;

/** The names in one error. The summary has all. */
const MAX_NAMES = 10;

/** The lines of a test's message in its error. The summary has the trace. */
const MAX_REASON_LINES = 8;

/** A test's name, or its message in the error of the run. */
const MAX_REASON_BYTES = 200;

/** An annotation for the runner. */
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
 * Returns the annotations of a step: one error for each failing run; an error for each failing test
 * with a location, up to the runner's limit; warnings of scripts that have a location; the notice of
 * a skipped step. The error of the step is last.
 *
 * @param isLocated whether annotations may have a location. If not, tests get no errors
 */
export function annotationsOf(
  { verdict, runs, engine, missingKey }: StepReport,
  isLocated: boolean,
): readonly Annotation[] {
  const level = missingKey?.isUnexpected === true ? 'warning' : 'notice';
  const warnings = [
    ...(engine === 'emulator' && missingKey
      ? [annotation(level, missingKey.explanation, { title: EMULATED_TITLE })]
      : []),
    ...(isLocated ? scriptWarnings(runs) : []),
    ...(runs.length > 1 ? skippedNotices(runs) : []),
  ];
  if (verdict.outcome === 'skipped') {
    const isForKey = missingKey !== undefined && runs.length === 0;
    return runs.length > 1
      ? warnings
      : [...warnings, skippedNotice(verdict, isForKey ? level : 'notice')];
  }
  if (!failsStep(verdict.outcome)) {
    return warnings;
  }
  // The error of the script that ended the shared task covers those that did not run.
  const failingRuns = runs.filter(
    (evaluated) => failsStep(evaluated.verdict.outcome) && evaluated.run.status !== 'not-run',
  );
  const spare = MAX_ERRORS - Math.max(1, Math.min(MAX_ERRORS, failingRuns.length));
  const located = isLocated
    ? failuresOf(runs)
        .filter(({ location }) => location?.file !== undefined)
        .slice(0, spare)
    : [];
  const before = [...warnings, ...located.map(testError)];
  if (runs.length <= 1 || failingRuns.length === 0) {
    return [...before, runError(verdict, runs, located, isLocated)];
  }
  const fitting =
    failingRuns.length <= MAX_ERRORS ? failingRuns : failingRuns.slice(0, MAX_ERRORS - 1);
  return [
    ...before,
    ...fitting.map((evaluated) =>
      runError(withScriptName(evaluated), [evaluated], located, isLocated),
    ),
    ...remainingError(failingRuns.slice(fitting.length)),
  ];
}

function skippedNotice(
  { title = TITLES.skipped, message, advice }: Verdict,
  level: Annotation['level'],
): Annotation {
  return annotation(level, [message, advice].filter(Boolean).join('\n'), { title });
}

/** The skipped scripts of several. */
function skippedNotices(runs: readonly EvaluatedRun[]): readonly Annotation[] {
  return runs
    .filter(({ verdict }) => verdict.outcome === 'skipped')
    .slice(0, MAX_SKIPPED_NOTICES)
    .map((evaluated) => skippedNotice(withScriptName(evaluated), 'notice'));
}

function annotation(level: Annotation['level'], text: string, properties: Properties): Annotation {
  return { level, text: truncate(escapeCommands(text), MAX_MESSAGE_BYTES), properties };
}

function scriptWarnings(runs: readonly EvaluatedRun[]): readonly Annotation[] {
  return runs
    .flatMap(({ verdict }) => verdict.locatedWarnings ?? [])
    .filter(({ location }) => location.file !== undefined)
    .slice(0, MAX_SCRIPT_WARNINGS)
    .map(({ text, location }) => annotation('warning', text, locationProperties(location)));
}

function testError(test: LocatedTest): Annotation {
  const reason = reasonLines(test).slice(0, MAX_REASON_LINES).join('\n');
  const text = escapeCommands(reason) || MISSING_REASON;
  return annotation('error', text, {
    title: truncate(escapeCommands(testName(test)), MAX_REASON_BYTES),
    ...locationProperties(test.location),
  });
}

/** The error of a failing run, or of a step that failed before any run. */
function runError(
  { title = TITLES.executionFailed, message, advice, location }: Verdict,
  runs: readonly EvaluatedRun[],
  located: readonly LocatedTest[],
  isLocated: boolean,
): Annotation {
  const failing = failuresOf(runs);
  const others = failing.filter((test) => !located.includes(test));
  const problems = runs.flatMap(({ verdict: { tests } }) =>
    tests === undefined ? [] : otherProblems(tests, message),
  );
  const text = [message, ...problems, ...listTests(others), advice].filter(Boolean).join('\n');
  // The errors of tests have the locations.
  const isLocatedByTests = title === TITLES.testsFailed && others.length < failing.length;
  return annotation('error', text, {
    title,
    ...(isLocated && !isLocatedByTests && locationProperties(location)),
  });
}

/** One error for the failing runs beyond the runner's limit. */
function remainingError(runs: readonly EvaluatedRun[]): readonly Annotation[] {
  const [first] = runs;
  if (first === undefined) {
    return [];
  }
  const names = runs.slice(0, MAX_NAMES).map(({ plan }) => scriptName(plan.script));
  const rest = runs.length - names.length;
  const text = `${runs.length} more scripts failed, which the summary shows: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  return [annotation('error', text, { title: first.verdict.title ?? TITLES.executionFailed })];
}

function withScriptName({ plan, verdict }: EvaluatedRun): Verdict {
  return { ...verdict, message: `${scriptName(plan.script)}: ${verdict.message}` };
}

/** A file name with control characters gets no location: the command would print them raw. */
function locationProperties(location: SourceLocation | undefined): Properties {
  return location?.file === undefined || plainText(location.file) !== location.file
    ? {}
    : { file: location.file, startLine: location.line };
}

function failuresOf(runs: readonly EvaluatedRun[]): readonly LocatedTest[] {
  return runs.flatMap(({ verdict }) => (verdict.tests ? failingTests(verdict.tests) : []));
}

function listTests(tests: readonly LocatedTest[]): readonly string[] {
  const listed = tests.slice(0, MAX_NAMES).map((test) => {
    const reason = truncate(reasonLines(test)[0] ?? '', MAX_REASON_BYTES);
    return `- ${testName(test)}${reason === '' ? '' : `: ${reason}`}`;
  });
  const rest = tests.length - listed.length;
  return rest > 0 ? [...listed, `- and ${rest} more, which the summary names`] : listed;
}
