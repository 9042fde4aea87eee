import { plural } from '../../util/text.ts';
import { readFailure } from './failure-text.ts';
import { brokenSuiteProblem, INTERRUPTED_PROBLEM } from './jest.ts';
import type { LogLine } from './log-lines.ts';
import { noTestsProblem, sumProblem, type PartialReport, type Statement } from './merge-reports.ts';
import type { TestCase, TestCounts } from './test-report.ts';

const SUITES = /^Test Suites: +((?:\d{1,9} [a-z]+, )*)(?:\d{1,9} of )?\d{1,9} total$/;
const TESTS = /^Tests: +((?:\d{1,9} [a-z]+, )*)(\d{1,9}) total$/;
const SNAPSHOTS = /^Snapshots: +(\d{1,9}) failed, /;
const INTERRUPTED = 'Test run was interrupted.';
const REPEATED_FAILURES = 'Summary of all failing tests';
const SUITE_RESULT = /^ ?(?:PASS|FAIL) +(\S.*)$/;
const DURATION = / \(?\d[\d.]* m?s\)?$/;
const TITLE = /^ {2}● +(\S.*)$/;
const BROKEN_SUITE = 'Test suite failed to run';

/** Jest's message if no test matched, without a summary. With `passWithNoTests` the code is 0. */
const NO_TESTS_FOUND = 'No tests found, exiting with code 1';

/** A line `Test Suites: …` whose line `Tests: …` may follow. */
interface SuitesLine {
  readonly index: number;
  readonly numbers: ReadonlyMap<string, number>;
}

/**
 * Reads the summaries that Jest-Lua's reporters printed, and the failures before each of them.
 *
 * A line `Tests: …` counts after a line `Test Suites: …`; other threads can print in between. Alone it
 * counts only if its numbers add up, so that prose is not read as a summary. A line of failed suites
 * counts alone.
 */
export function readConsoleJest(lines: readonly LogLine[]): readonly PartialReport[] {
  const reports: PartialReport[] = [];
  let start = 0;
  let suites: SuitesLine | undefined;
  const closeSuites = (): void => {
    if (suites !== undefined && (suites.numbers.get('failed') ?? 0) > 0) {
      reports.push(reportOfSuites(suites, lines, start));
      start = suites.index + 1;
    }
    suites = undefined;
  };
  for (const [index, { text }] of lines.entries()) {
    if (text === NO_TESTS_FOUND) {
      reports.push(EMPTY_REPORT);
    }
    const suitesMatch = SUITES.exec(text);
    if (suitesMatch !== null) {
      closeSuites();
      suites = { index, numbers: readNumbers(suitesMatch[1] ?? '') };
    }
    const testsMatch = TESTS.exec(text);
    if (testsMatch !== null) {
      const counts = readCounts(readNumbers(testsMatch[1] ?? ''), Number(testsMatch[2]));
      if (suites !== undefined || (counts.total > 0 && sumProblem(text, counts) === undefined)) {
        const after = lines.slice(index + 1, index + 8).map((line) => line.text);
        const failures = readFailures(lines.slice(start, index));
        reports.push(
          reportOfSummary(quote(lines[index]), counts, suites?.numbers, failures, after),
        );
        start = index + 1;
        suites = undefined;
      }
    }
  }
  closeSuites();
  return reports;
}

/** Reads `2 failed, 7 passed, ` as numbers by their words. */
function readNumbers(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/(\d+) ([a-z]+), /g)].map(([, number, word]) => [word ?? '', Number(number)]),
  );
}

function readCounts(numbers: ReadonlyMap<string, number>, total: number): TestCounts {
  const number = (word: string): number => numbers.get(word) ?? 0;
  return {
    total,
    passed: number('passed'),
    failed: number('failed'),
    skipped: number('skipped') + number('pending') + number('todo'),
  };
}

const EMPTY_REPORT: PartialReport = {
  framework: 'Jest',
  tests: [],
  otherFailures: [],
  statements: [{ isFailure: true, text: `Jest printed \`${NO_TESTS_FOUND}\`` }],
  problems: [noTestsProblem('Jest')],
};

/** The report of a line of failed suites without a line of tests. */
function reportOfSuites(
  { index, numbers }: SuitesLine,
  lines: readonly LogLine[],
  start: number,
): PartialReport {
  const { tests, otherFailures } = readFailures(lines.slice(start, index));
  return {
    framework: 'Jest',
    tests,
    otherFailures,
    statements: suiteStatements(numbers),
    problems: [
      `Jest printed ${quote(lines[index])}, and no line \`Tests: …\` that can be read after it.`,
      ...otherFailures.map(brokenSuiteProblem),
    ],
  };
}

function suiteStatements(numbers: ReadonlyMap<string, number> | undefined): readonly Statement[] {
  const failed = numbers?.get('failed') ?? 0;
  return failed > 0 ? [{ isFailure: true, text: `${plural(failed, 'test suite')} failed` }] : [];
}

function quote(line: LogLine | undefined): string {
  return `\`${line?.text.replace(/ +/g, ' ') ?? ''}\``;
}

/** The report of a line of tests, with the next lines of the log after it. */
function reportOfSummary(
  line: string,
  counts: TestCounts,
  suites: ReadonlyMap<string, number> | undefined,
  { tests, otherFailures }: Failures,
  after: readonly string[],
): PartialReport {
  const statements: readonly Statement[] = [
    // Tests of a suite that could not run do not fail, so 0 failures say nothing beside one.
    ...(counts.failed > 0 || otherFailures.length === 0
      ? [{ isFailure: counts.failed > 0, text: `Jest printed ${line}` }]
      : []),
    ...suiteStatements(suites),
    ...after
      .map((text) => Number(SNAPSHOTS.exec(text)?.[1] ?? 0))
      .filter((failed) => failed > 0)
      .map((failed) => ({ isFailure: true, text: `${plural(failed, 'snapshot')} failed` })),
  ];
  const problems = [
    sumProblem(`Jest's line ${line}`, counts),
    counts.total === 0 && otherFailures.length === 0 ? noTestsProblem('Jest') : undefined,
    ...otherFailures.map(brokenSuiteProblem),
    after.includes(INTERRUPTED) ? INTERRUPTED_PROBLEM : undefined,
  ].filter((problem) => problem !== undefined);
  return {
    framework: 'Jest',
    tests,
    otherFailures,
    statedCounts: counts,
    statements,
    problems,
  };
}

type Failures = Pick<PartialReport, 'tests' | 'otherFailures'>;

/** Reads the failures. After many suites Jest prints all of them again; then only these are read. */
function readFailures(lines: readonly LogLine[]): Failures {
  const index = lines.findIndex(({ text }) => text === REPEATED_FAILURES);
  if (index !== -1) {
    const repeated = readBlocks(lines.slice(index + 1));
    if (repeated.tests.length + repeated.otherFailures.length > 0) {
      return repeated;
    }
  }
  return readBlocks(lines);
}

function readBlocks(lines: readonly LogLine[]): Failures {
  const tests: TestCase[] = [];
  const otherFailures: TestCase[] = [];
  let suite: string | undefined;
  for (const [index, { text }] of lines.entries()) {
    const result = SUITE_RESULT.exec(text);
    if (result !== null) {
      const isFailed = text.trimStart().startsWith('FAIL');
      suite = isFailed ? result[1]?.replace(DURATION, '').trim() : undefined;
    }
    const title = TITLE.exec(text)?.[1];
    // Under a passed suite a bullet is no failure, and `Console` is the heading of printed text.
    if (title !== undefined && suite !== undefined && title !== 'Console') {
      const details = readFailure(readBlock(lines, index + 1));
      if (title === BROKEN_SUITE) {
        otherFailures.push({ path: [suite], status: 'failed', ...details });
      } else {
        tests.push({ path: title.split(' › '), status: 'failed', ...details });
      }
    }
  }
  return { tests, otherFailures };
}

/** Reads the text of a failure, which is indented by four spaces. */
function readBlock(lines: readonly LogLine[], from: number): string {
  const block: string[] = [];
  for (let index = from; index < lines.length; index += 1) {
    const text = lines[index]?.text ?? '';
    if (text !== '' && !text.startsWith('    ')) {
      break;
    }
    block.push(text.slice(4));
  }
  return block.join('\n');
}
