import {
  failsStep,
  TITLES,
  type EvaluatedRun,
  type LocatedTest,
  type SourceLocation,
  type StepReport,
  type Verdict,
} from '../evaluate/types.ts';
import { plainLine } from '../util/plain-text.ts';
import { truncate } from '../util/truncate.ts';
import { createUniqueNamer } from '../util/unique-names.ts';
import {
  failingTests,
  logText,
  MISSING_REASON,
  scriptName,
  snapshotOf,
  testDurationMs,
  testName,
} from './format.ts';
import { computeTiming } from './timing.ts';
import { element, textElement, xmlText } from './xml.ts';

// JUnit XML has no standard. This is the common subset of the parsers of dorny/test-reporter
// (java-junit), mikepenz/action-junit-report and GitLab. Suites are not nested, because the first
// parser reads one level; `classname` groups the tests of a suite. Every problem has text, because
// GitLab shows only that, and a `message`, because the others show it first. Text is escaped, because
// one parser joins CDATA sections with commas. Every `time` is set, because a missing one is NaN.

/** Why a testcase did not pass. */
interface Problem {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly type?: string;
  /** The lines below the message. */
  readonly details?: readonly (string | undefined)[];
}

interface Testcase {
  readonly name: string;
  readonly classname: string;
  readonly durationMs?: number | undefined;
  readonly location?: SourceLocation | undefined;
  readonly problem?: Problem | undefined;
  /** The message of a test that passed. */
  readonly output?: string | undefined;
}

interface Testsuite {
  readonly name: string;
  readonly cases: readonly Testcase[];
  readonly file?: string | undefined;
  readonly durationMs?: number | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt?: number | undefined;
  readonly output?: string | undefined;
}

/** Names only distinguish tests, so nobody needs longer ones. */
const MAX_NAME_BYTES = 1_024;

/** Of the `message` attribute, which lists show. The text has the whole message. */
const MAX_MESSAGE_BYTES = 2_048;

/** The name of tests and suites whose own name is empty. */
const NAMELESS = 'without a name';

/** The name of the report, and of the suite for a failure of the step itself. */
const STEP_NAME = 'Luau execution';

/**
 * Renders the report of a step as JUnit XML: a suite for each script, and a testcase for each of its
 * tests. Other failures become testcases too, so that the file shows every failure.
 *
 * @returns a UTF-8 document that is valid XML 1.0 for any remote text
 */
export function renderJUnit({ verdict, runs }: StepReport): string {
  const suites = runs.map(suiteOf);
  const isShownByRuns =
    suites.length > 0 && (!failsStep(verdict.outcome) || suites.some(isFailing));
  const all = isShownByRuns ? suites : [stepSuite(verdict), ...suites];
  const durations = all.map(({ durationMs }) => durationMs ?? 0);
  const root = element(
    'testsuites',
    {
      name: STEP_NAME,
      ...count(all.flatMap(({ cases }) => cases)),
      time: seconds(durations.reduce((sum, ms) => sum + ms, 0)),
    },
    all.map(renderSuite),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function stepSuite(verdict: Verdict): Testsuite {
  const name = verdict.title ?? STEP_NAME;
  return { name: STEP_NAME, cases: [{ name, classname: STEP_NAME, problem: problemOf(verdict) }] };
}

function suiteOf(evaluated: EvaluatedRun): Testsuite {
  const { plan, run } = evaluated;
  const name = nameText(scriptName(plan.script));
  const startedAt = snapshotOf(run)?.task.createTime;
  return {
    name,
    cases: withUniqueNames(casesOf(evaluated, name)),
    file: plan.script.file,
    durationMs: computeTiming(run)?.totalMs,
    startedAt,
    output: run.status === 'ended' ? logText(run) : undefined,
  };
}

function casesOf({ verdict, run }: EvaluatedRun, suite: string): readonly Testcase[] {
  const { tests: report, outcome, title, location } = verdict;
  const failing = report === undefined ? [] : failingTests(report);
  const { failed = 0 } = report?.counts ?? {};
  const problems = report?.problems ?? [];
  // A problem usually explains a failing test, such as a suite that could not run. Its own testcase
  // would count the failure twice, so it gets one only if no test failed.
  const last = failing.at(-1);
  const tests = (report?.tests ?? []).map((test) =>
    caseOf(test, suite, test === last ? problems : []),
  );
  // A single problem is what the verdict is about, and has its location.
  const about = problems.length === 1 ? location : undefined;
  const others: readonly Testcase[] = (last === undefined ? problems : []).map((message) => ({
    name: message,
    classname: suite,
    location: about,
    problem: { element: 'failure', message, details: [traceLine(about)] },
  }));
  const isExplained = title === TITLES.testsFailed && failed <= failing.length;
  const whole: readonly Testcase[] =
    tests.length + others.length > 0 && (isExplained || !failsStep(outcome))
      ? []
      : [{ name: suite, classname: suite, location, problem: problemOf(verdict) }];
  const all = [...tests, ...others, ...whole];
  const [only] = all;
  // Without tests, the run itself is the testcase.
  return only !== undefined && all.length === 1 && tests.length === 0
    ? [{ ...only, durationMs: computeTiming(run)?.totalMs }]
    : all;
}

function caseOf(test: LocatedTest, suite: string, problems: readonly string[]): Testcase {
  const { path, status, message, location } = test;
  const [name = '', ...suites] = path.toReversed();
  return {
    name,
    classname: suites.length === 0 ? suite : testName({ ...test, path: suites.toReversed() }),
    durationMs: testDurationMs(test),
    location,
    problem: problemOfTest(test, problems),
    output: status === 'passed' ? message : undefined,
  };
}

function problemOfTest(test: LocatedTest, problems: readonly string[]): Problem | undefined {
  const { status, message, trace, location } = test;
  switch (status) {
    case 'passed':
      return undefined;
    case 'skipped':
      return { element: 'skipped', message: message ?? '' };
    case 'failed':
      return {
        element: 'failure',
        message: message?.trim() || problems[0] || MISSING_REASON,
        details: [...problems, traceLine(location, test.at?.chunk), trace],
      };
  }
}

function problemOf(verdict: Verdict): Problem | undefined {
  const { outcome, title, message, trace, advice, location } = verdict;
  const shared = {
    message,
    ...(title !== undefined && { type: title }),
    details: [traceLine(location), trace, advice && `What to do: ${advice}`],
  };
  switch (outcome) {
    case 'passed':
      return undefined;
    case 'failed':
      return { element: 'failure', ...shared };
    case 'infrastructure':
    case 'cancelled':
      return { element: 'error', ...shared };
    case 'skipped':
    case 'pending':
      return { element: 'skipped', ...shared };
  }
}

/**
 * A folder that dorny/test-reporter reads as a package. It takes the first part that starts with a
 * character up to `Z` for the class, and splits names at dots. After either it searches for the file
 * in another folder.
 */
const PACKAGE = /^[[-\u{10FFFF}][^.]*$/u;

/**
 * Formats a location as a line of a Java trace, `at tests.TaskScript(spec.luau:12)`, with folders as
 * packages and the chunk as the class. dorny/test-reporter reads locations in this form only.
 *
 * @returns undefined if that reader would find no file, or another one
 */
function traceLine(location: SourceLocation | undefined, chunk = ''): string | undefined {
  const path = location?.file?.split('/') ?? [];
  const folders = path.slice(0, -1);
  const name = path.at(-1) ?? '';
  if (folders.length === 0 || !folders.every((folder) => PACKAGE.test(folder))) {
    return undefined;
  }
  const className = /^[A-Z]/.test(chunk) ? chunk : 'TaskScript';
  const qualified = [...folders, className].join('.');
  return `at ${plainLine(qualified)}(${plainLine(name)}:${location?.line})`;
}

/** Formats a name as one line. It is never empty, because names are required. */
function nameText(text: string): string {
  return truncate(plainLine(xmlText(text)), MAX_NAME_BYTES) || NAMELESS;
}

/** Makes names unique within a class: of tests with one name, GitLab reads only the first. */
function withUniqueNames(cases: readonly Testcase[]): readonly Testcase[] {
  const namers = new Map<string, (name: string) => string>();
  return cases.map((testcase) => {
    const classname = nameText(testcase.classname);
    const namer = namers.get(classname) ?? createUniqueNamer();
    namers.set(classname, namer);
    return { ...testcase, classname, name: namer(nameText(testcase.name)) };
  });
}

function renderSuite({ name, cases, file, durationMs, startedAt, output }: Testsuite): string {
  return element(
    'testsuite',
    {
      name,
      ...count(cases),
      time: seconds(durationMs),
      timestamp: timestamp(startedAt),
      file,
    },
    [...cases.map(renderCase), ...renderOutput(output)],
  );
}

function renderCase({ name, classname, durationMs, location, problem, output }: Testcase): string {
  return element(
    'testcase',
    { name, classname, time: seconds(durationMs), file: location?.file, line: location?.line },
    [...(problem === undefined ? [] : [renderProblem(problem)]), ...renderOutput(output)],
  );
}

function renderProblem({ element: name, message, type, details = [] }: Problem): string {
  const text = [message, ...details].filter(Boolean).join('\n');
  const attribute = truncate(xmlText(message).trim(), MAX_MESSAGE_BYTES);
  return textElement(name, { message: attribute === '' ? undefined : attribute, type }, text);
}

function renderOutput(output: string | undefined): readonly string[] {
  return output === undefined || output === '' ? [] : [textElement('system-out', {}, output)];
}

function count(cases: readonly Testcase[]): Record<string, number> {
  const having = (kind: Problem['element']): number =>
    cases.filter(({ problem }) => problem?.element === kind).length;
  return {
    tests: cases.length,
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
  };
}

function isFailing({ cases }: Testsuite): boolean {
  return cases.some(
    ({ problem }) => problem?.element === 'failure' || problem?.element === 'error',
  );
}

function seconds(ms = 0): string {
  return (ms / 1000).toFixed(3);
}

/** Later years have more digits than the format allows. */
const MAX_TIME_MS = Date.UTC(9999, 11, 31);

function timestamp(time: number | undefined): string | undefined {
  return time !== undefined && time >= 0 && time < MAX_TIME_MS
    ? new Date(time).toISOString()
    : undefined;
}
