import type { TestCase } from '../evaluate/test-results/test-report.ts';
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
import { logText } from './outputs.ts';
import { plainLine } from '../util/plain-text.ts';
import { nameOf, snapshotOf } from './run-facts.ts';
import { durationOf, failingTests, testName } from './test-facts.ts';
import { computeTiming } from './timing.ts';
import { element, textElement, xmlText } from './xml.ts';

// There is no one format of this name. What is written here is what its readers share, as their
// parsers have it: dorny/test-reporter (java-junit), mikepenz/action-junit-report and GitLab. Suites
// stand side by side, since the first reads only one level of them, and what groups tests in a suite
// is their `classname`. Every element of a problem has text, since GitLab shows that alone, and a
// `message`, since the others show that first. Texts are escaped and never CDATA, which one of them
// joins with commas where it has to be split. Every `time` is there: a missing one is read as NaN.

/** What keeps a testcase from having passed. */
interface Problem {
  readonly element: 'failure' | 'error' | 'skipped';
  readonly message: string;
  readonly type?: string;
  /** More lines, which stand below the message. */
  readonly details?: readonly (string | undefined)[];
}

interface Testcase {
  readonly name: string;
  readonly classname: string;
  readonly durationMs?: number | undefined;
  readonly location?: SourceLocation | undefined;
  readonly problem?: Problem | undefined;
  /** What a test that passed has to say. */
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

/** A name is what tells a test from another, and is not read beyond this. */
const MAX_NAME_BYTES = 1_024;

/** The whole message is in the text; this one is for lists. */
const MAX_MESSAGE_BYTES = 2_048;

/** What is called so has no name that can be read. */
const NAMELESS = 'without a name';

/** What the suite of a step is called whose failure no run shows. */
const STEP = 'Luau execution';

/**
 * Renders the report of a step as JUnit XML: a suite for each script, with a testcase for each test
 * that it reported. What went wrong besides, or instead, is a testcase as well: who reads nothing
 * but this file still sees every failure.
 *
 * @returns text for a file in UTF-8, which XML 1.0 can hold whatever the remote texts are
 */
export function renderJUnit({ verdict, runs }: StepReport): string {
  const suites = runs.map(suiteOf);
  const isShown = suites.length > 0 && (!failsStep(verdict.outcome) || suites.some(isRed));
  const all = isShown ? suites : [stepSuite(verdict), ...suites];
  const durations = all.map(({ durationMs }) => durationMs ?? 0);
  const root = element(
    'testsuites',
    {
      name: STEP,
      ...count(all.flatMap(({ cases }) => cases)),
      time: seconds(durations.reduce((sum, ms) => sum + ms, 0)),
    },
    all.map(renderSuite),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`;
}

function stepSuite(verdict: Verdict): Testsuite {
  const name = verdict.title ?? STEP;
  return { name: STEP, cases: [{ name, classname: STEP, problem: problemOf(verdict) }] };
}

function suiteOf(evaluated: EvaluatedRun): Testsuite {
  const { plan, run } = evaluated;
  const name = nameText(nameOf(plan.script));
  const startedAt = snapshotOf(run)?.task.createTime;
  return {
    name,
    cases: tellApart(casesOf(evaluated, name)),
    file: plan.script.file,
    durationMs: computeTiming(run)?.totalMs,
    startedAt,
    output: run.status === 'ended' ? logText(run) : undefined,
  };
}

function casesOf({ verdict }: EvaluatedRun, suite: string): readonly Testcase[] {
  const { tests: report, outcome, title, location } = verdict;
  const failing = report === undefined ? [] : failingTests(report);
  const { failed = 0 } = report?.counts ?? {};
  const faults = report?.problems ?? [];
  // Most faults tell of a failing test, of a suite that could not run for instance: with a testcase
  // of their own, one failure would be two. So they get one only where nothing else is red.
  const teller = failing.at(-1);
  const cases = [
    ...(report?.tests ?? []).map((test) => caseOf(test, suite, test === teller ? faults : [])),
    ...(teller === undefined ? faults : []).map((fault) => ({
      name: fault,
      classname: suite,
      problem: { element: 'failure', message: fault } as const,
    })),
  ];
  const isTold = title === TITLES.testsFailed && failed <= failing.length;
  return cases.length > 0 && (isTold || !failsStep(outcome))
    ? cases
    : [...cases, { name: suite, classname: suite, location, problem: problemOf(verdict) }];
}

function caseOf(test: LocatedTest, suite: string, faults: readonly string[]): Testcase {
  const { path, status, message, location } = test;
  const [own = '', ...suites] = path.toReversed();
  return {
    name: own,
    classname: suites.length === 0 ? suite : testName({ ...test, path: suites.toReversed() }),
    durationMs: durationOf(test),
    location,
    problem: problemOfTest(test, faults),
    output: status === 'passed' ? message : undefined,
  };
}

function problemOfTest(test: LocatedTest, faults: readonly string[]): Problem | undefined {
  const { status, message, trace, location } = test;
  switch (status) {
    case 'passed':
      return undefined;
    case 'skipped':
      return { element: 'skipped', message: message ?? '' };
    case 'failed':
      return {
        element: 'failure',
        message: message?.trim() || faults[0] || 'The test failed, and did not say why.',
        details: [...faults, location && frameOf(location, test), trace],
      };
  }
}

function problemOf({ outcome, title, message, advice }: Verdict): Problem | undefined {
  const told = {
    message,
    ...(title !== undefined && { type: title }),
    details: [advice && `What to do: ${advice}`],
  };
  switch (outcome) {
    case 'passed':
      return undefined;
    case 'failed':
      return { element: 'failure', ...told };
    case 'infrastructure':
    case 'cancelled':
      return { element: 'error', ...told };
    case 'skipped':
    case 'pending':
      return { element: 'skipped', ...told };
  }
}

/**
 * A place as a line of a Java trace, `at tests.TaskScript(spec.luau:12)`: folders as packages, the
 * chunk as the class. It is the only form in which dorny/test-reporter reads a place.
 */
function frameOf({ file, line }: SourceLocation, { at }: TestCase): string | undefined {
  if (file === undefined) {
    return undefined;
  }
  const [name = '', ...folders] = file.split('/').toReversed();
  const within = [...folders.toReversed(), at?.chunk ?? 'TaskScript'].join('.');
  return `at ${plainLine(within)}(${plainLine(name)}:${line})`;
}

/** In a line, and never empty: a name is required. */
function nameText(text: string): string {
  return truncate(plainLine(xmlText(text)), MAX_NAME_BYTES) || NAMELESS;
}

/** Of tests with the same names GitLab reads the first and drops the others, failures and all. */
function tellApart(cases: readonly Testcase[]): readonly Testcase[] {
  const timesTaken = new Map<string, number>();
  return cases.map((one) => {
    const given = nameText(one.name);
    const classname = nameText(one.classname);
    const keyOf = (name: string): string => JSON.stringify([classname, name]);
    let times = timesTaken.get(keyOf(given)) ?? 0;
    let name = given;
    while (timesTaken.has(keyOf(name))) {
      times += 1;
      name = `${given} (${times})`;
    }
    timesTaken.set(keyOf(name), 1);
    timesTaken.set(keyOf(given), Math.max(1, times));
    return { ...one, classname, name };
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
  const first = truncate(xmlText(message).trim(), MAX_MESSAGE_BYTES);
  return textElement(name, { message: first === '' ? undefined : first, type }, text);
}

function renderOutput(output: string | undefined): readonly string[] {
  return output === undefined || output === '' ? [] : [textElement('system-out', {}, output)];
}

function count(cases: readonly Testcase[]): Record<string, number> {
  const having = (wanted: Problem['element']): number =>
    cases.filter(({ problem }) => problem?.element === wanted).length;
  return {
    tests: cases.length,
    failures: having('failure'),
    errors: having('error'),
    skipped: having('skipped'),
  };
}

function isRed({ cases }: Testsuite): boolean {
  return cases.some(
    ({ problem }) => problem?.element === 'failure' || problem?.element === 'error',
  );
}

function seconds(ms = 0): string {
  return (ms / 1000).toFixed(3);
}

/** From then on a year has more digits than the format has. */
const LAST_TIME = Date.UTC(9999, 11, 31);

function timestamp(time: number | undefined): string | undefined {
  return time !== undefined && time >= 0 && time < LAST_TIME
    ? new Date(time).toISOString()
    : undefined;
}
