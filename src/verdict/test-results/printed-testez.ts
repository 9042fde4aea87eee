import type { Draft } from './draft.ts';
import type { LogLine } from './log-lines.ts';
import { noteFailure, outermostSuite, suiteIn, type Suite } from './suites.ts';
import type { TestCase } from '../test-report.ts';
import { noTestRan, spreadErrors, type Tree } from './testez.ts';

const HEADING = 'Test results:';
const COUNTS = /^(\d{1,9}) passed, (\d{1,9}) failed, (\d{1,9}) skipped$/;
const FAILURES = /^(\d{1,9}) test nodes reported failures\.$/;
const ERRORS = 'Errors reported by tests:';
const NODE = /^((?: {3})*)(?:\[([+\-~?])\] )?(\S.*)$/;

/**
 * Reads the reports that TestEZ's `TextReporter` printed: its line of counts under its heading, the
 * tree between the two, and the errors after them. Where the log has lost its beginning, the heading
 * may be missing: the line that TestEZ prints next identifies the counts, too.
 */
export function readPrintedTestEz(lines: readonly LogLine[]): readonly Draft[] {
  const drafts: Draft[] = [];
  let heading: number | undefined;
  for (const [index, { text }] of lines.entries()) {
    if (text === HEADING) {
      heading = index;
    }
    const counts = COUNTS.exec(text);
    if (counts !== null) {
      const [passed = 0, failed = 0, skipped = 0] = counts.slice(1).map(Number);
      if (
        heading !== undefined ||
        Number(FAILURES.exec(lines[index + 1]?.text ?? '')?.[1]) === failed
      ) {
        const tree = heading === undefined ? NO_TREE : readTree(lines.slice(heading + 1, index));
        drafts.push(draftOf({ passed, failed, skipped }, tree, lines, index));
      }
      heading = undefined;
    }
  }
  return drafts;
}

const NO_TREE: Tree = { tests: [], extras: [] };

function draftOf(
  numbers: { passed: number; failed: number; skipped: number },
  tree: Tree,
  lines: readonly LogLine[],
  countsAt: number,
): Draft {
  const total = numbers.passed + numbers.failed + numbers.skipped;
  const failures =
    tree.extras.length + tree.tests.filter(({ status }) => status === 'failed').length;
  const errors = readErrors(lines, countsAt + 1, Math.max(numbers.failed, failures));
  return {
    framework: 'TestEZ',
    ...spreadErrors(tree, errors),
    stated: { total, ...numbers },
    claims: [
      { isRed: numbers.failed > 0, text: `TestEZ printed \`${lines[countsAt]?.text ?? ''}\`` },
    ],
    faults: total === 0 ? [noTestRan('TestEZ')] : [],
  };
}

interface Node {
  readonly level: number;
  readonly symbol?: string;
  readonly name: string;
}

/** A line without a bracket is a node without a status, or the second line of a name. */
function readTree(lines: readonly LogLine[]): Tree {
  const nodes = lines.flatMap(({ text }): readonly Node[] => {
    const [, indent = '', symbol, name] = NODE.exec(text) ?? [];
    return name === undefined
      ? []
      : [{ level: indent.length / 3, name, ...(symbol !== undefined && { symbol }) }];
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
 * The errors after a report, each followed by an empty line. As ERROR messages they may hold empty
 * lines themselves.
 */
function readErrors(lines: readonly LogLine[], from: number, most: number): readonly string[] {
  let at = from;
  while (lines[at]?.text === '' || FAILURES.test(lines[at]?.text ?? '')) {
    at += 1;
  }
  if (lines[at]?.text !== ERRORS) {
    return [];
  }
  const errors: string[] = [];
  let open: string[] = [];
  for (at += 1; at <= lines.length && errors.length < most; at += 1) {
    const line = lines[at];
    const isEnd = line === undefined || (line.text === '' && !line.isError);
    if (isEnd && open.length > 0) {
      errors.push(open.join('\n'));
      open = [];
    } else if (!isEnd) {
      if (line.text === HEADING) {
        break;
      }
      open.push(line.text);
    }
  }
  return errors;
}
