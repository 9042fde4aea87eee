import { faultOfSum, type Claim, type Draft } from './draft.ts';
import { readFailure } from './failure-text.ts';
import { faultOfSuite } from './jest.ts';
import type { LogLine } from './log-lines.ts';
import { count } from './text.ts';
import type { TestCase, TestCounts } from './test-report.ts';
import { noTestRan } from './testez.ts';

const SUITES = /^Test Suites: +((?:\d{1,9} [a-z]+, )*)(?:\d{1,9} of )?\d{1,9} total$/;
const TESTS = /^Tests: +((?:\d{1,9} [a-z]+, )*)(\d{1,9}) total$/;
const SNAPSHOTS = /^Snapshots: +(\d{1,9}) failed, /;
const INTERRUPTED = 'Test run was interrupted.';
const AGAIN = 'Summary of all failing tests';
const RESULT = /^ ?(?:PASS|FAIL) +(\S.*)$/;
const TIME = / \(?\d[\d.]* m?s\)?$/;
const TITLE = /^ {2}● +(\S.*)$/;
const BROKEN = 'Test suite failed to run';

/** What Jest prints where nothing matched, unless that is allowed: then the code is 0. No summary follows. */
const NONE_FOUND = 'No tests found, exiting with code 1';

/** A line of suites whose line of tests is still to come. */
interface Suites {
  readonly at: number;
  readonly parts: ReadonlyMap<string, number>;
}

/**
 * Reads the summaries that Jest-Lua's reporters printed, and the failures before each. The line of
 * tests counts after the line of suites, with which Jest prints it, though another thread may have
 * printed in between; alone, it counts only where its numbers add up, so that no sentence is taken
 * for one. A line of failed suites counts alone.
 */
export function readConsoleJest(lines: readonly LogLine[]): readonly Draft[] {
  const drafts: Draft[] = [];
  let begin = 0;
  let suites: Suites | undefined;
  const closeSuites = (): void => {
    if (suites !== undefined && (suites.parts.get('failed') ?? 0) > 0) {
      drafts.push(draftOfSuites(suites, lines, begin));
      begin = suites.at + 1;
    }
    suites = undefined;
  };
  for (const [index, { text }] of lines.entries()) {
    if (text === NONE_FOUND) {
      drafts.push(draftOfNone());
    }
    const ofSuites = SUITES.exec(text);
    if (ofSuites !== null) {
      closeSuites();
      suites = { at: index, parts: readParts(ofSuites[1] ?? '') };
    }
    const found = TESTS.exec(text);
    if (found !== null) {
      const counts = readCounts(readParts(found[1] ?? ''), Number(found[2]));
      if (suites !== undefined || (counts.total > 0 && faultOfSum(text, counts) === undefined)) {
        drafts.push(draftOf(text, counts, suites?.parts ?? new Map(), lines, begin, index));
        begin = index + 1;
        suites = undefined;
      }
    }
  }
  closeSuites();
  return drafts;
}

/** `2 failed, 7 passed, ` as numbers by their words. */
function readParts(text: string): ReadonlyMap<string, number> {
  return new Map(
    [...text.matchAll(/(\d+) ([a-z]+), /g)].map(([, number, word]) => [word ?? '', Number(number)]),
  );
}

function readCounts(parts: ReadonlyMap<string, number>, total: number): TestCounts {
  const number = (word: string): number => parts.get(word) ?? 0;
  return {
    total,
    passed: number('passed'),
    failed: number('failed'),
    skipped: number('skipped') + number('pending') + number('todo'),
  };
}

function draftOfNone(): Draft {
  const claims = [{ isRed: true, text: `Jest printed \`${NONE_FOUND}\`` }];
  return { framework: 'Jest', tests: [], extras: [], claims, faults: [noTestRan('Jest')] };
}

/** A summary whose line of tests is missing: all that is known is that suites failed. */
function draftOfSuites({ at, parts }: Suites, lines: readonly LogLine[], begin: number): Draft {
  const { tests, extras } = readFailures(lines.slice(begin, at));
  const failed = count(parts.get('failed') ?? 0, 'test suite');
  return {
    framework: 'Jest',
    tests,
    extras,
    claims: [{ isRed: true, text: `${failed} failed` }],
    faults: [
      `Jest printed \`${lines[at]?.text.replace(/ +/g, ' ') ?? ''}\`, and no line \`Tests: …\` after it.`,
      ...extras.map(faultOfSuite),
    ],
  };
}

function draftOf(
  line: string,
  counts: TestCounts,
  suites: ReadonlyMap<string, number>,
  lines: readonly LogLine[],
  begin: number,
  end: number,
): Draft {
  const { tests, extras } = readFailures(lines.slice(begin, end));
  const after = lines.slice(end + 1, end + 8).map(({ text }) => text);
  const failedSuites = suites.get('failed') ?? 0;
  const failedSnapshots = after.map((text) => Number(SNAPSHOTS.exec(text)?.[1] ?? 0));
  const claims: readonly Claim[] = [
    // Where a suite could not run, it is no wonder that none of its tests failed.
    ...(counts.failed > 0 || extras.length === 0
      ? [{ isRed: counts.failed > 0, text: `Jest printed \`${line.replace(/ +/g, ' ')}\`` }]
      : []),
    ...(failedSuites > 0
      ? [{ isRed: true, text: `${count(failedSuites, 'test suite')} failed` }]
      : []),
    ...failedSnapshots
      .filter((failed) => failed > 0)
      .map((failed) => ({ isRed: true, text: `${count(failed, 'snapshot')} failed` })),
  ];
  const faults = [
    faultOfSum(`Jest's line \`${line.replace(/ +/g, ' ')}\``, counts),
    counts.total === 0 && extras.length === 0 ? noTestRan('Jest') : undefined,
    ...extras.map(faultOfSuite),
    after.includes(INTERRUPTED) ? 'The run of Jest was interrupted.' : undefined,
  ].filter((fault) => fault !== undefined);
  return { framework: 'Jest', tests, extras, stated: counts, claims, faults };
}

interface Failures {
  readonly tests: readonly TestCase[];
  readonly extras: readonly TestCase[];
}

/** After many suites Jest prints all failures a second time: then only these are read. */
function readFailures(lines: readonly LogLine[]): Failures {
  const again = lines.findIndex(({ text }) => text === AGAIN);
  if (again !== -1) {
    const repeated = readBlocks(lines.slice(again + 1));
    if (repeated.tests.length + repeated.extras.length > 0) {
      return repeated;
    }
  }
  return readBlocks(lines);
}

function readBlocks(lines: readonly LogLine[]): Failures {
  const tests: TestCase[] = [];
  const extras: TestCase[] = [];
  let suite: string | undefined;
  for (const [index, { text }] of lines.entries()) {
    const result = RESULT.exec(text);
    if (result !== null) {
      suite = text.trimStart().startsWith('FAIL') ? result[1]?.replace(TIME, '').trim() : undefined;
    }
    const title = TITLE.exec(text)?.[1];
    // Under a suite that passed a bullet tells something else; and `Console` heads what it printed.
    if (title !== undefined && suite !== undefined && title !== 'Console') {
      const details = readFailure(readBlock(lines, index + 1));
      if (title === BROKEN) {
        extras.push({ path: [suite], status: 'failed', ...details });
      } else {
        tests.push({ path: title.split(' › '), status: 'failed', ...details });
      }
    }
  }
  return { tests, extras };
}

/** The lines of a failure are indented by four blanks, those of its trace by six. */
function readBlock(lines: readonly LogLine[], from: number): string {
  const block: string[] = [];
  for (let at = from; at < lines.length; at += 1) {
    const text = lines[at]?.text ?? '';
    if (text !== '' && !text.startsWith('    ')) {
      break;
    }
    block.push(text.slice(4));
  }
  return block.join('\n');
}
