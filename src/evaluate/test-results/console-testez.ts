import type { Claim, Draft } from './draft.ts';
import type { LogLine } from './log-lines.ts';
import { noteFailure, outermostSuite, suiteIn, type Suite } from './suites.ts';
import type { TestCase, TestCounts } from './test-report.ts';
import { noTestRan, spreadErrors, type Tree } from './testez.ts';

const HEADING = 'Test results:';
const COUNTS = /^(\d{1,9}) passed, (\d{1,9}) failed, (\d{1,9}) skipped$/;
const FAILURES = /^(\d{1,9}) test nodes reported failures\.$/;
const ERRORS = 'Errors reported by tests:';
const NODE = /^((?: {3})*)(?:\[([+\-~?])\] )?(\S.*)$/;

/** Where the parts of one report stand in the log. Any but one may be missing. */
interface Parts {
  readonly headingAt?: number | undefined;
  readonly countsAt?: number;
  failuresAt?: number;
  errorsAt?: number;
}

/**
 * Reads the reports that TestEZ's `TextReporter` printed: its line of counts under its heading, the
 * tree between the two, and the errors after them. Where the log has lost its beginning, the heading
 * may be missing: what TestEZ prints next identifies the counts, too. Where the counts are lost as
 * well, what comes after them still tells that tests failed.
 */
export function readConsoleTestEz(lines: readonly LogLine[]): readonly Draft[] {
  return findReports(lines).map((parts) => draftOf(parts, lines));
}

function findReports(lines: readonly LogLine[]): readonly Parts[] {
  const reports: Parts[] = [];
  const lastError = lines.findLastIndex(({ isError }) => isError);
  let headingAt: number | undefined;
  let current: Parts | undefined;
  const open = (parts: Parts): void => {
    current = parts;
    reports.push(parts);
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
        // Without anything after it, it would be just words.
        open({ errorsAt: index });
      }
    }
  }
  return reports;
}

/** Errors are messages of their own, and quote whatever they like. */
function isErrorsHeading({ text, isError }: LogLine): boolean {
  return text === ERRORS && !isError;
}

function numberOfFailures({ text, isError }: LogLine): number {
  return isError ? 0 : Number(FAILURES.exec(text)?.[1] ?? 0);
}

/** Whether the next lines are those that TestEZ prints after a line of counts. */
function hasErrorsNext(lines: readonly LogLine[], countsAt: number): boolean {
  const next = lines[skipEmpty(lines, countsAt + 1)];
  const number = FAILURES.exec(next?.text ?? '')?.[1];
  return number === undefined
    ? next !== undefined && isErrorsHeading(next)
    : Number(number) === readCounts(lines[countsAt])?.failed;
}

function skipEmpty(lines: readonly LogLine[], from: number): number {
  let at = from;
  while (lines[at]?.text === '') {
    at += 1;
  }
  return at;
}

function readCounts(line: LogLine | undefined): TestCounts | undefined {
  const found = COUNTS.exec(line?.text ?? '');
  if (found === null) {
    return undefined;
  }
  const [passed = 0, failed = 0, skipped = 0] = found.slice(1).map(Number);
  return { total: passed + failed + skipped, passed, failed, skipped };
}

function draftOf(parts: Parts, lines: readonly LogLine[]): Draft {
  const { headingAt, countsAt = -1, failuresAt = -1, errorsAt = -1 } = parts;
  const [counted, noted, listed] = [lines[countsAt], lines[failuresAt], lines[errorsAt]];
  const counts = readCounts(counted);
  const failed = noted === undefined ? 0 : numberOfFailures(noted);
  const tree = headingAt === undefined ? NO_TREE : readTree(lines.slice(headingAt + 1, countsAt));
  const named = [...tree.tests, ...tree.extras].filter(({ status }) => status === 'failed');
  const most = Math.max(1, counts?.failed ?? 0, failed, named.length);
  const errors = listed === undefined ? [] : readErrors(lines, errorsAt + 1, most);
  const stated =
    counts ?? (failed > 0 ? { total: failed, passed: 0, failed, skipped: 0 } : undefined);
  const claims: readonly Claim[] = [
    ...(counts === undefined
      ? []
      : [{ isRed: counts.failed > 0, text: `TestEZ printed \`${counted?.text ?? ''}\`` }]),
    ...[noted, listed].flatMap((line) =>
      line === undefined ? [] : [{ isRed: true, text: `it printed \`${line.text}\` as well` }],
    ),
  ];
  const faults = [
    ...(counts?.total === 0 ? [noTestRan('TestEZ')] : []),
    ...(counts === undefined ? [BEGINNING_LOST] : []),
  ];
  return {
    framework: 'TestEZ',
    ...spreadErrors(tree, errors),
    ...(stated && { stated }),
    claims,
    faults,
  };
}

const NO_TREE: Tree = { tests: [], extras: [] };

const BEGINNING_LOST =
  'The log holds only the end of a report of TestEZ, which tells of failures. Its beginning is missing, with the numbers and the names.';

interface Node {
  readonly level: number;
  readonly symbol: string | undefined;
  readonly name: string;
}

/** A line without a bracket is a node without a status, or the second line of a name. */
function readTree(lines: readonly LogLine[]): Tree {
  const nodes = lines.flatMap(({ text }): readonly Node[] => {
    const [, indent = '', symbol, name] = NODE.exec(text) ?? [];
    return name === undefined ? [] : [{ level: indent.length / 3, symbol, name }];
  });
  const tests: TestCase[] = [];
  const failed: { suite: Suite; path: readonly string[] }[] = [];
  let suites: Suite[] = [outermostSuite()];
  for (const [index, { level, symbol, name }] of nodes.entries()) {
    suites = suites.slice(0, level + 1);
    const around = suites.at(-1) ?? outermostSuite();
    if ((nodes[index + 1]?.level ?? 0) > level) {
      const suite = suiteIn(around, name);
      suites.push(suite);
      if (symbol === '-' || symbol === '?') {
        failed.push({ suite, path: suite.path });
      }
    } else if (symbol !== undefined) {
      const test = caseOf([...around.path, name], symbol);
      tests.push(test);
      if (test.status === 'failed') {
        noteFailure(around);
      }
    }
  }
  // A suite that failed while nothing in it did has failed by itself, in planning for instance.
  const extras = failed
    .filter(({ suite }) => !suite.holdsFailure)
    .map(({ path }): TestCase => ({ path, status: 'failed' }));
  return { tests, extras };
}

function caseOf(path: readonly string[], symbol: string): TestCase {
  if (symbol === '?') {
    return { path, status: 'failed', message: 'TestEZ does not know its status: it is no pass.' };
  }
  return { path, status: symbol === '+' ? 'passed' : symbol === '~' ? 'skipped' : 'failed' };
}

/**
 * The errors of a report, each followed by an empty line. As ERROR messages they may hold empty lines
 * themselves.
 */
function readErrors(lines: readonly LogLine[], from: number, most: number): readonly string[] {
  const errors: string[] = [];
  let open: string[] = [];
  for (let at = from; at <= lines.length && errors.length < most; at += 1) {
    const line = lines[at];
    const isEnd = line === undefined || (line.text === '' && !line.isError);
    if (isEnd && open.length > 0) {
      errors.push(open.join('\n'));
      open = [];
    } else if (!isEnd) {
      if (line.text === HEADING || isErrorsHeading(line) || numberOfFailures(line) > 0) {
        break;
      }
      open.push(line.text);
    }
  }
  // An error without an empty line after it: a first one is the report's, a later one may be anyone's.
  return errors.length === 0 && open.length > 0 ? [open.join('\n')] : errors;
}
