import { describe, expect, it } from '@jest/globals';
import type { LogMessage } from '../../../src/open-cloud/types.ts';
import { readLines } from '../../../src/evaluate/test-results/log-lines.ts';
import { readConsoleTestEz } from '../../../src/evaluate/test-results/console-testez.ts';
import { err, linesOf, out } from '../../corpus/corpus-case.ts';

const read = (...messages: readonly LogMessage[]) => readConsoleTestEz(readLines(messages));

/** Reads a log of this text, in which nothing is an ERROR message. */
const readText = (text: string) => read(...linesOf(text));

const ERRORS = 'Errors reported by tests:';
const messagesOf = ([report]: ReturnType<typeof read>) =>
  [...(report?.tests ?? []), ...(report?.otherFailures ?? [])].map(({ message }) => message);

describe('the tree that TestEZ printed', () => {
  it('has the tests with their brackets, under the names of their suites', () => {
    const [report] = readText(
      [
        '[+] before',
        'Test results:',
        '[+] Shop',
        '',
        '   [+] buys',
        '   [+] Pets',
        '      [~] feeds',
        '   [?] sells',
        '[-] Farm',
        '   [-] grows',
        '2 passed, 1 failed, 1 skipped',
        '[+] after',
      ].join('\n'),
    );
    expect(report?.tests).toStrictEqual([
      { path: ['Shop', 'buys'], status: 'passed' },
      { path: ['Shop', 'Pets', 'feeds'], status: 'skipped' },
      {
        path: ['Shop', 'sells'],
        status: 'failed',
        message: 'TestEZ does not know its status: it is no pass.',
      },
      { path: ['Farm', 'grows'], status: 'failed' },
    ]);
    expect(report?.otherFailures).toEqual([]);
    expect(report).toMatchObject({
      framework: 'TestEZ',
      statedCounts: { total: 4, passed: 2, failed: 1, skipped: 1 },
      problems: [],
    });
  });

  it('has no test of a line without a bracket: it is one that never ran, or of a longer name', () => {
    const [report] = readText(
      'Test results:\n[+] buys\nwith gold\nShop\n   [+] opens\n\n2 passed, 0 failed, 0 skipped',
    );
    expect(report?.tests).toEqual([
      { path: ['buys'], status: 'passed' },
      { path: ['Shop', 'opens'], status: 'passed' },
    ]);
  });

  it.each(['-', '?'])('has suites that failed by themselves, with the bracket [%s]', (symbol) => {
    const [report] = readText(
      `Test results:\n[${symbol}] Shop\n   [+] a\n[${symbol}] Farm\n   [-] b\n[+] Inn\n   [+] c\n2 passed, 1 failed, 0 skipped`,
    );
    expect(report?.otherFailures).toStrictEqual([{ path: ['Shop'], status: 'failed' }]);
  });

  it('is not looked for before the counts where the heading is lost', () => {
    const [report] = readText(
      '[-] a\n0 passed, 1 failed, 0 skipped\n1 test nodes reported failures.',
    );
    expect(report).toMatchObject({ tests: [], otherFailures: [], statedCounts: { total: 1 } });
  });
});

describe('what a printed report of TestEZ claims', () => {
  it('is red or green by its line of counts', () => {
    const statements = (failed: number) =>
      readText(`Test results:\n2 passed, ${failed} failed, 0 skipped`)[0]?.statements;
    expect(statements(0)).toEqual([
      { isFailure: false, text: 'TestEZ printed `2 passed, 0 failed, 0 skipped`' },
    ]);
    expect(statements(1)).toEqual([
      { isFailure: true, text: 'TestEZ printed `2 passed, 1 failed, 0 skipped`' },
    ]);
  });

  it('is red by what follows the counts, too', () => {
    const [report] = readText(
      `Test results:\n2 passed, 0 failed, 0 skipped\n3 test nodes reported failures.\n${ERRORS}\n\nno`,
    );
    expect(report?.statements.slice(1)).toEqual([
      { isFailure: true, text: 'it printed `3 test nodes reported failures.` as well' },
      { isFailure: true, text: `it printed \`${ERRORS}\` as well` },
    ]);
    expect(report?.statedCounts?.failed).toBe(0);
  });

  it('is that no test ran, where its counts are all 0', () => {
    expect(readText('Test results:\n0 passed, 0 failed, 0 skipped')[0]?.problems).toEqual([
      'No test ran: the report of TestEZ is empty.',
    ]);
  });

  it('is a number of failures, or none, where the counts are lost', () => {
    const [numbered] = readText('2 test nodes reported failures.');
    expect(numbered?.statedCounts).toEqual({ total: 2, passed: 0, failed: 2, skipped: 0 });
    expect(numbered?.statements).toHaveLength(1);
    expect(numbered?.problems).toHaveLength(1);
    expect(numbered?.problems[0]).toContain('Its beginning is missing');
    const [listed] = read(out(ERRORS), out(''), err('A.spec:1: no'));
    expect(listed).toBeDefined();
    expect(listed?.statedCounts).toBeUndefined();
  });
});

describe('counts without their heading', () => {
  const COUNTS = '2 passed, 1 failed, 0 skipped';

  it('are of the report whose failures come next, after empty lines or not', () => {
    for (const between of ['\n', '\n\n', '\n\n\n']) {
      const reports = readText(`${COUNTS}${between}1 test nodes reported failures.`);
      expect(reports.map(({ statedCounts }) => statedCounts?.passed)).toEqual([2]);
    }
  });

  it('are of the report whose errors come next', () => {
    const reports = readText(`${COUNTS}\n\n${ERRORS}\n\nno`);
    expect(reports.map(({ statedCounts }) => statedCounts?.passed)).toEqual([2]);
  });

  it('are just words where nothing comes next', () => {
    expect(readText(COUNTS)).toEqual([]);
    expect(readText(`${COUNTS}\n`)).toEqual([]);
    expect(readText(`${COUNTS}\nsaved`)).toEqual([]);
  });

  it('are just words where other failures, or other lines, come next', () => {
    const others = readText(`${COUNTS}\n5 test nodes reported failures.`);
    expect(others.map(({ statedCounts }) => statedCounts?.total)).toEqual([5]);
    const apart = readText(`log\n${COUNTS}\nsaved\n1 test nodes reported failures.`);
    expect(apart.map(({ statedCounts }) => statedCounts?.total)).toEqual([1]);
  });
});

describe('several reports of TestEZ', () => {
  it('are as many as there are lines of failures', () => {
    const reports = readText('1 test nodes reported failures.\n2 test nodes reported failures.');
    expect(reports.map(({ statedCounts }) => statedCounts?.failed)).toEqual([1, 2]);
  });

  it('are as many as there are headings of errors', () => {
    const reports = readText(`${ERRORS}\n\nA.spec:1: one\n\n${ERRORS}\n\nB.spec:2: two\n`);
    expect(reports.map(({ otherFailures }) => otherFailures.map(({ message }) => message))).toEqual(
      [['A.spec:1: one'], ['B.spec:2: two']],
    );
  });

  it('are two where failures follow the errors of one', () => {
    const reports = readText(
      `Test results:\n1 passed, 0 failed, 0 skipped\n${ERRORS}\n\nA.spec:1: one\n\n1 test nodes reported failures.`,
    );
    expect(reports.map(({ statedCounts }) => statedCounts?.failed)).toEqual([0, 1]);
  });
});

describe('a heading of errors alone', () => {
  it('counts where an empty line follows it, or an ERROR message', () => {
    expect(readText(`${ERRORS}\n\nA.spec:1: no`)).toHaveLength(1);
    expect(read(out(ERRORS), err('A.spec:1: no'))).toHaveLength(1);
  });

  it('is just words where neither does, or as an error itself', () => {
    expect(readText(ERRORS)).toEqual([]);
    expect(read(err('before'), out(`\n${ERRORS}\nnone`))).toEqual([]);
    expect(read(err(`${ERRORS}\n\nA.spec:1: no`))).toEqual([]);
    expect(read(err('1 test nodes reported failures.'))).toEqual([]);
  });
});

describe('the errors that TestEZ printed', () => {
  const TWO = 'Test results:\n[-] a\n[-] b\n0 passed, 2 failed, 0 skipped';

  it('each end at an empty line, or with the log', () => {
    expect(messagesOf(readText(`${TWO}\n${ERRORS}\n\nx\nmore\n\ny`))).toEqual(['x\nmore', 'y']);
  });

  it('are as many as the tree names failures, where its counts deny them', () => {
    const tree = 'Test results:\n[-] a\n[-] b\n[+] c\n1 passed, 0 failed, 0 skipped';
    expect(messagesOf(readText(`${tree}\n${ERRORS}\n\nx\n\ny\n\nz\n`))).toEqual([
      'x',
      'y',
      undefined,
    ]);
  });

  it('are no more than failures: what another thread prints is none', () => {
    const text = `${TWO}\n${ERRORS}\n\nx\n\ny\n\nz\n`;
    expect(messagesOf(readText(text))).toEqual(['x', 'y']);
  });

  it('may be fewer than failures', () => {
    const [report] = readText(`${TWO}\n${ERRORS}\n\nx\n`);
    expect(report?.tests.map(({ message }) => message)).toEqual([undefined, undefined]);
    expect(report?.otherFailures.map(({ message }) => message)).toEqual(['x']);
  });

  it('may be none', () => {
    const [report] = readText(`1 test nodes reported failures.\n${ERRORS}\n\nTest results:`);
    expect(report).toMatchObject({ tests: [], otherFailures: [] });
  });

  it.each(['Test results:', ERRORS, '4 test nodes reported failures.'])(
    'end where %s begins another report',
    (next) => {
      const errorsIn = (text: string) =>
        readText(`${TWO}\n${ERRORS}\n\n${text}${next}\n\nz\n`)[0]?.otherFailures.map(
          ({ message }) => message,
        );
      expect(errorsIn('x\n\n')).toEqual(['x']);
      // The first is the report's own, also where its end is missing; a later one may be anyone's.
      expect(errorsIn('x\nmore\n')).toEqual(['x\nmore']);
      expect(errorsIn('x\n\ny\n')).toEqual(['x']);
      expect(errorsIn('')).toEqual([]);
    },
  );
});
