import { assignPrintedErrors, type Tree } from './assign-errors.ts';
import type { LogLine } from './log-lines.ts';
import { noTestsProblem, type PartialReport, type Statement } from './merge-reports.ts';
import { childSuite, markFailed, rootSuite, type Suite } from './suites.ts';
import type { TestCase, TestCounts } from './test-report.ts';

const HEADING = 'Test results:';
const COUNTS = /^(\d{1,9}) passed, (\d{1,9}) failed, (\d{1,9}) skipped$/;
const FAILURES = /^(\d{1,9}) test nodes reported failures\.$/;
const ERRORS = 'Errors reported by tests:';
const NODE = /^((?: {3})*)(?:\[([+\-~?])\] )?(\S.*)$/;

/** The lines of one report in the log, as indexes. All but one can be missing. */
interface ReportLines {
  readonly headingAt?: number | undefined;
  readonly countsAt?: number;
  failuresAt?: number;
  errorsAt?: number;
}

/**
 * Reads the reports that TestEZ's `TextReporter` printed: the heading, the tree, the counts, and the
 * errors. If the log lost its start, the heading can be missing: then the lines after the counts
 * identify them. If the counts are lost too, the lines after them still report failures.
 */
export function readConsoleTestEz(lines: readonly LogLine[]): readonly PartialReport[] {
  return findReports(lines).map((report) => readReport(report, lines));
}

function findReports(lines: readonly LogLine[]): readonly ReportLines[] {
  const reports: ReportLines[] = [];
  const lastError = lines.findLastIndex(({ isError }) => isError);
  let headingAt: number | undefined;
  let current: ReportLines | undefined;
  const open = (report: ReportLines): void => {
    current = report;
    reports.push(report);
  };
  for (const [index, line] of lines.entries()) {
    if (line.text === HEADING) {
      headingAt = index;
    } else if (COUNTS.test(line.text)) {
      if (headingAt !== undefined || hasErrorsNext(lines, index)) {
        open({ headingAt, countsAt: index });
      }
      headingAt = undefined;
    } else if (numberOfFailures(line) > 0) {
      if (current === undefined || (current.failuresAt ?? current.errorsAt) !== undefined) {
        open({ failuresAt: index });
      } else {
        current.failuresAt = index;
      }
    } else if (isErrorsHeading(line)) {
      if (current !== undefined && current.errorsAt === undefined) {
        current.errorsAt = index;
      } else if (lines[index + 1]?.text === '' || lastError > index) {
        // Without any error after it, the line is prose.
        open({ errorsAt: index });
      }
    }
  }
  return reports;
}

/** An ERROR message is no heading: it can quote one. */
function isErrorsHeading({ text, isError }: LogLine): boolean {
  return text === ERRORS && !isError;
}

function numberOfFailures({ text, isError }: LogLine): number {
  return isError ? 0 : Number(FAILURES.exec(text)?.[1] ?? 0);
}

/** Whether the next lines are those that TestEZ prints after the counts. */
function hasErrorsNext(lines: readonly LogLine[], countsAt: number): boolean {
  let at = countsAt + 1;
  while (lines[at]?.text === '') {
    at += 1;
  }
  const next = lines[at];
  const number = FAILURES.exec(next?.text ?? '')?.[1];
  return number === undefined
    ? next !== undefined && isErrorsHeading(next)
    : Number(number) === readCounts(lines[countsAt])?.failed;
}

function readCounts(line: LogLine | undefined): TestCounts | undefined {
  const match = COUNTS.exec(line?.text ?? '');
  if (match === null) {
    return undefined;
  }
  const [passed = 0, failed = 0, skipped = 0] = match.slice(1).map(Number);
  return { total: passed + failed + skipped, passed, failed, skipped };
}

function readReport(report: ReportLines, lines: readonly LogLine[]): PartialReport {
  const { headingAt, countsAt = -1, failuresAt = -1, errorsAt = -1 } = report;
  const [countsLine, failuresLine, errorsLine] = [
    lines[countsAt],
    lines[failuresAt],
    lines[errorsAt],
  ];
  const counts = readCounts(countsLine);
  const failed = failuresLine === undefined ? 0 : numberOfFailures(failuresLine);
  const tree =
    headingAt === undefined ? EMPTY_TREE : readTree(lines.slice(headingAt + 1, countsAt));
  const named = [...tree.tests, ...tree.otherFailures].filter(({ status }) => status === 'failed');
  const maxErrors = Math.max(1, counts?.failed ?? 0, failed, named.length);
  const errors = errorsLine === undefined ? [] : readErrors(lines, errorsAt + 1, maxErrors);
  const statedCounts =
    counts ?? (failed > 0 ? { total: failed, passed: 0, failed, skipped: 0 } : undefined);
  const statements: readonly Statement[] = [
    ...(counts === undefined
      ? []
      : [{ isFailure: counts.failed > 0, text: `TestEZ printed \`${countsLine?.text ?? ''}\`` }]),
    ...[failuresLine, errorsLine].flatMap((line) =>
      line === undefined ? [] : [{ isFailure: true, text: `it printed \`${line.text}\` as well` }],
    ),
  ];
  const problems = [
    ...(counts?.total === 0 ? [noTestsProblem('TestEZ')] : []),
    ...(counts === undefined ? [START_LOST] : []),
  ];
  return {
    framework: 'TestEZ',
    ...assignPrintedErrors(tree, errors),
    ...(statedCounts && { statedCounts }),
    statements,
    problems,
  };
}

const EMPTY_TREE: Tree = { tests: [], otherFailures: [] };

const START_LOST =
  'The log holds only the end of a report of TestEZ, which tells of failures. Its beginning is missing, with the numbers and the names.';

interface Node {
  readonly level: number;
  readonly symbol: string | undefined;
  readonly name: string;
}

/** Reads the tree. A line without a bracket is a node without a status, or the second line of a name. */
function readTree(lines: readonly LogLine[]): Tree {
  const nodes = lines.flatMap(({ text }): readonly Node[] => {
    const [, indent = '', symbol, name] = NODE.exec(text) ?? [];
    return name === undefined ? [] : [{ level: indent.length / 3, symbol, name }];
  });
  const tests: TestCase[] = [];
  const failedSuites: Suite[] = [];
  let suites: Suite[] = [rootSuite()];
  for (const [index, { level, symbol, name }] of nodes.entries()) {
    suites = suites.slice(0, level + 1);
    const parent = suites.at(-1) ?? rootSuite();
    if ((nodes[index + 1]?.level ?? 0) > level) {
      const suite = childSuite(parent, name);
      suites.push(suite);
      if (symbol === '-' || symbol === '?') {
        failedSuites.push(suite);
      }
    } else if (symbol !== undefined) {
      const test = testOfNode([...parent.path, name], symbol);
      tests.push(test);
      if (test.status === 'failed') {
        markFailed(parent);
      }
    }
  }
  // If no test in a failed suite failed, the suite itself did, for example in planning.
  const otherFailures = failedSuites
    .filter(({ hasFailure }) => !hasFailure)
    .map(({ path }): TestCase => ({ path, status: 'failed' }));
  return { tests, otherFailures };
}

function testOfNode(path: readonly string[], symbol: string): TestCase {
  if (symbol === '?') {
    return { path, status: 'failed', message: 'TestEZ does not know its status: it is no pass.' };
  }
  return { path, status: symbol === '+' ? 'passed' : symbol === '~' ? 'skipped' : 'failed' };
}

/** Reads the errors of a report. An empty line ends each, except in ERROR messages, which can contain some. */
function readErrors(lines: readonly LogLine[], from: number, maxErrors: number): readonly string[] {
  const errors: string[] = [];
  let current: string[] = [];
  for (let index = from; index <= lines.length && errors.length < maxErrors; index += 1) {
    const line = lines[index];
    const isEnd = line === undefined || (line.text === '' && !line.isError);
    if (isEnd && current.length > 0) {
      errors.push(current.join('\n'));
      current = [];
    } else if (!isEnd) {
      if (line.text === HEADING || isErrorsHeading(line) || numberOfFailures(line) > 0) {
        break;
      }
      current.push(line.text);
    }
  }
  // Only the first error certainly belongs to the report if no empty line follows it.
  return errors.length === 0 && current.length > 0 ? [current.join('\n')] : errors;
}
