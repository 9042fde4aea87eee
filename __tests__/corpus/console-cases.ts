import { err, linesOf, out, sgr, type CorpusCase } from './corpus-case.ts';

const GREEN_TREE =
  'Test results:\n[+] Inventory\n   [+] adds an item\n2 passed, 0 failed, 1 skipped';
const RED_TREE =
  'Test results:\n[-] Inventory\n   [+] adds an item\n   [-] drops an item\n[+] Shop\n   [+] opens\n2 passed, 1 failed, 0 skipped';
const DROPS =
  'ReplicatedStorage.Inventory.spec:12: Expected value "2" (number), got "1" (number) instead\nReplicatedStorage.Inventory.spec:12';

const JEST_GREEN =
  'PASS  ReplicatedStorage.Inventory\n\nTest Suites: 1 passed, 1 total\nTests:       7 passed, 7 total\nSnapshots:   0 total\nTime:        1.4 s\nRan all test suites.';

const JEST_RED = `${sgr('7;1;32', ' PASS ')} ReplicatedStorage/Inventory
${sgr('7;1;31', ' FAIL ')} ReplicatedStorage/Shop 1.2 s
${sgr('1;31', '  ● Shop › buy › takes the money')}

    ${sgr('2', 'expect(')}received).toEqual(expected)

    Expected: ${sgr('32', '3')}
    Received: ${sgr('31', '2')}

      at ServerScriptService.Shop.spec:45

${sgr('1', 'Test Suites: ')}${sgr('1;31', '1 failed')}, ${sgr('1;32', '1 passed')}, 2 total
${sgr('1', 'Tests:       ')}${sgr('1;31', '1 failed')}, ${sgr('1;33', '1 skipped')}, ${sgr('1;32', '7 passed')}, 9 total
${sgr('1', 'Snapshots:   ')}0 total
${sgr('1', 'Time:')}        1.4 s`;

const JEST_BROKEN = `FAIL  ReplicatedStorage/Gold
  ● Test suite failed to run

    ServerScriptService.Gold.spec:2: attempt to index nil with 'Gold'

      at ServerScriptService.Gold.spec:2

Test Suites: 1 failed, 1 passed, 2 total
Tests:       3 passed, 3 total`;

/** What scripts print, with a returned value beside it or without one. */
export const CONSOLE_CASES: readonly CorpusCase[] = [
  { name: 'nothing returned, nothing printed', outcome: 'passed', counts: null },
  {
    name: 'TestEZ printed green',
    messages: [out(GREEN_TREE)],
    outcome: 'passed',
    counts: [2, 0, 1],
  },
  {
    name: 'TestEZ printed red, with its errors',
    messages: [
      out('booting'),
      out(RED_TREE),
      out('1 test nodes reported failures.'),
      out('Errors reported by tests:'),
      out(''),
      err(DROPS),
      out(''),
      err('ServerScriptService.Main:3: something else'),
    ],
    outcome: 'failed',
    counts: [2, 1, 0],
    failing: ['Inventory › drops an item'],
  },
  {
    name: 'TestEZ printed red, a message a line, with line ends of Windows',
    messages: linesOf(`${RED_TREE}\r\n1 test nodes reported failures.`.replaceAll('\n', '\r\n')),
    outcome: 'failed',
    counts: [2, 1, 0],
    failing: ['Inventory › drops an item'],
  },
  {
    name: 'TestEZ printed an error in planning',
    messages: [
      out('Test results:\n[-] Shop\n0 passed, 0 failed, 0 skipped'),
      out('Errors reported by tests:'),
      out(''),
      err('Error during planning: ReplicatedStorage.Shop.spec:3: boom'),
      out(''),
    ],
    outcome: 'failed',
    failing: ['Shop'],
    says: ['No test ran'],
  },
  {
    name: 'TestEZ printed a tree that its counts deny',
    messages: [out('Test results:\n[-] Shop\n   [-] opens\n1 passed, 0 failed, 0 skipped')],
    outcome: 'failed',
    failing: ['Shop › opens'],
  },
  {
    name: 'TestEZ printed no test',
    messages: [out('Test results:\n\n0 passed, 0 failed, 0 skipped')],
    outcome: 'failed',
    says: ['No test ran'],
  },
  {
    name: 'TestEZ: the heading is lost with the beginning of the log',
    messages: [
      out('   [-] drops an item\n2 passed, 1 failed, 0 skipped'),
      out('1 test nodes reported failures.'),
    ],
    outcome: 'failed',
    counts: [2, 1, 0],
  },
  {
    name: 'TestEZ: all but the errors is lost with the beginning of the log',
    messages: [
      out('250 test nodes reported failures.'),
      out('Errors reported by tests:'),
      out(''),
      ...Array.from({ length: 250 }, (_, index) => [
        err(`A.spec:${index + 1}: no`),
        out(''),
      ]).flat(),
      err('ServerScriptService.Main:3: something else'),
    ],
    outcome: 'failed',
    counts: [0, 250, 0],
    failing: Array.from({ length: 250 }, (_, index) => `A.spec:${index + 1}`),
    says: ['Its beginning is missing'],
  },
  {
    name: 'TestEZ: the number of failures is lost with the beginning of the log',
    messages: [out('Errors reported by tests:'), out(''), err('A.spec:1: no'), out('')],
    outcome: 'failed',
    failing: ['A.spec:1'],
    says: ['Its beginning is missing'],
  },
  {
    name: 'TestEZ: only the number of failures is there',
    messages: [out('1 test nodes reported failures.')],
    outcome: 'failed',
    counts: [0, 1, 0],
    says: ['Its beginning is missing'],
  },
  {
    name: 'TestEZ: the heading of a report with an error in planning is lost',
    messages: [
      out('   [+] a\n3 passed, 0 failed, 0 skipped'),
      out('Errors reported by tests:'),
      out(''),
      err('A.spec:1: planning'),
    ],
    outcome: 'failed',
    counts: [3, 0, 0],
    failing: ['A.spec:1'],
    says: ['but it printed `Errors reported by tests:` as well'],
  },
  {
    name: 'TestEZ printed errors after a report without failures',
    messages: [
      out('Test results:\n[+] Inv\n   [+] a\n1 passed, 0 failed, 0 skipped'),
      out('Errors reported by tests:'),
      out(''),
      err('A:1: x'),
    ],
    outcome: 'failed',
    counts: [1, 0, 0],
    failing: ['A:1'],
    says: ['but it printed `Errors reported by tests:` as well'],
  },
  {
    name: 'TestEZ printed errors after a report without failures, and another thread in between',
    messages: [
      out(GREEN_TREE),
      out('saved'),
      out('Errors reported by tests:'),
      out(''),
      err('A.spec:1: x'),
    ],
    outcome: 'failed',
    counts: [2, 0, 1],
    failing: ['A.spec:1'],
  },
  {
    name: 'TestEZ printed failures that its counts deny',
    messages: [out(GREEN_TREE), out('2 test nodes reported failures.')],
    outcome: 'failed',
    says: ['but it printed `2 test nodes reported failures.` as well'],
  },
  {
    name: 'TestEZ printed the end of a report, and then a report',
    messages: [
      out('1 test nodes reported failures.'),
      out('Errors reported by tests:'),
      out(''),
      err('A.spec:1: x'),
      out(''),
      out(GREEN_TREE),
    ],
    outcome: 'failed',
    counts: [2, 1, 1],
    failing: ['A.spec:1'],
  },
  {
    name: 'two reports of TestEZ add up',
    messages: [out(GREEN_TREE), out('next'), out(RED_TREE)],
    outcome: 'failed',
    counts: [4, 1, 1],
  },
  { name: 'Jest printed green', messages: [out(JEST_GREEN)], outcome: 'passed', counts: [7, 0, 0] },
  {
    name: 'Jest printed red, in colours',
    messages: [out(JEST_RED)],
    outcome: 'failed',
    counts: [7, 1, 1],
    failing: ['Shop › buy › takes the money'],
  },
  {
    name: 'Jest printed red, in colours, a message a line',
    messages: linesOf(JEST_RED),
    outcome: 'failed',
    counts: [7, 1, 1],
    failing: ['Shop › buy › takes the money'],
  },
  {
    name: 'Jest printed a suite that could not run',
    messages: [out(JEST_BROKEN)],
    outcome: 'failed',
    counts: [3, 0, 0],
    failing: ['ReplicatedStorage/Gold'],
    says: ['“ReplicatedStorage/Gold” could not run'],
  },
  {
    name: 'Jest printed no test',
    messages: linesOf('Test Suites: 1 failed, 1 total\nTests:       0 total'),
    outcome: 'failed',
    says: ['No test ran'],
  },
  {
    name: 'Jest printed failed suites, and another thread printed in between',
    messages: linesOf('Test Suites: 1 failed, 1 total\nsaved\nTests:       3 passed, 3 total'),
    outcome: 'failed',
    counts: [3, 0, 0],
    says: ['1 test suite failed'],
  },
  {
    name: 'Jest printed failed suites, and no line of tests',
    messages: linesOf('Test Suites: 1 failed, 1 total\nSnapshots:   0 total\nTime:        1.4 s'),
    outcome: 'failed',
    says: [
      'Jest printed `Test Suites: 1 failed, 1 total`, and no line `Tests: …` that can be read after it.',
    ],
  },
  {
    name: 'Jest printed failed suites, and nothing after them',
    messages: [out('FAIL  A\n  ● a › b\n\n    no\n\nTest Suites: 1 failed, 1 total')],
    outcome: 'failed',
    failing: ['a › b'],
  },
  {
    name: 'Jest printed failed suites without tests before another summary',
    messages: [out('Test Suites: 1 failed, 1 total'), out(JEST_GREEN)],
    outcome: 'failed',
    counts: [7, 0, 0],
  },
  {
    name: 'Jest printed parts in another order',
    messages: linesOf('Test Suites: 2 of 3 total\nTests: 3 passed, 1 todo, 2 failed, 6 total'),
    outcome: 'failed',
    counts: [3, 2, 1],
  },
  {
    name: 'Jest printed that it was interrupted',
    messages: [out(JEST_GREEN.replace('Ran all test suites.', 'Test run was interrupted.'))],
    outcome: 'failed',
    says: ['interrupted'],
  },
  {
    name: 'Jest printed a failed snapshot',
    messages: [out(JEST_GREEN.replace('0 total\nTime', '1 failed, 1 total\nTime'))],
    outcome: 'failed',
    says: ['1 snapshot failed'],
  },
  {
    name: 'Jest printed what tests wrote to the console',
    messages: [out(JEST_GREEN.replace('\n\n', '\n  ● Console\n\n    console.log\n      hi\n\n'))],
    outcome: 'passed',
    counts: [7, 0, 0],
    failing: [],
  },
  {
    name: 'Jest and TestEZ in one run add up',
    messages: [out(JEST_GREEN), out(GREEN_TREE)],
    outcome: 'passed',
    counts: [9, 0, 1],
  },
  {
    name: 'true returned, failures printed',
    returned: [true],
    messages: [out(RED_TREE)],
    outcome: 'failed',
    counts: [2, 1, 0],
    failing: ['Inventory › drops an item'],
    says: [
      'The script returned that all is well, but it printed a report of TestEZ with 2 passed, 1 failed, 0 skipped',
    ],
  },
  {
    name: 'false returned, a green report printed',
    returned: [false],
    messages: [out(GREEN_TREE)],
    outcome: 'failed',
    says: ['The script returned `false`'],
  },
  {
    name: 'numbers returned, names printed',
    returned: [{ successCount: 2, failureCount: 1, skippedCount: 0 }],
    messages: [out(RED_TREE)],
    outcome: 'failed',
    counts: [2, 1, 0],
    failing: ['Inventory › drops an item'],
  },
  {
    name: 'green checks returned, failures printed',
    returned: [{ ok: true, checks: [{ name: 'a', ok: true }] }],
    messages: [out(JEST_RED)],
    outcome: 'failed',
    counts: [1, 0, 0],
    failing: ['Shop › buy › takes the money'],
  },
  {
    name: 'data returned, failures printed',
    returned: [{ items: 3 }],
    messages: [out(RED_TREE)],
    outcome: 'failed',
    counts: [2, 1, 0],
  },
  ...[
    'Tests: 3 failed, 5 total reasons why',
    'I saw: Tests: 1 failed, 1 total',
    '[Chat] Bob: Tests:       2 failed, 2 total',
    'Tests: 3 failed, 5 total',
    'Tests: 0 total',
    'Tests: many failed, 12 total',
    'Tests failed: 3',
    '2 passed, 1 failed, 0 skipped',
    'Result: 2 passed, 1 failed, 0 skipped',
    'Test results:',
    'Test results: 2 passed, 1 failed, 0 skipped',
    'Test results:\n2 passed, 1 failed, 0 skipped so far',
    'Test Suites: 1 failed, 1 total so far',
    'I saw: Test Suites: 1 failed, 1 total',
    'Test Suites: 1 passed, 1 total',
    '[-] Inventory\n   [-] drops an item',
    'FAIL  ReplicatedStorage.Shop\n  ● Shop › buy',
    '[suite] SUMMARY passed=3 failed=1 total=4',
    'I saw: 1 test nodes reported failures.',
    '0 test nodes reported failures.',
    'Errors reported by tests:',
    'Errors reported by tests:\nnone',
    'Errors reported by tests: see above\n',
    'error: 1 failed',
  ].map((text) => ({
    name: `just words: ${JSON.stringify(text)}`,
    messages: [out(text)],
    outcome: 'passed' as const,
    counts: null,
  })),
];
