import type { Json, LogMessage, LuauTask } from '../../src/open-cloud/types.ts';

/** A key of the length of Roblox's. Texts that nearly contain it are expensive to search. */
export const KEY = `${'ab+/'.repeat(40)}end`;

/** Repeats a unit up to a length. */
export function repeat(unit: string, length: number): string {
  return unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
}

/** Units of which a hostile text consists: they start what a pattern of some reader looks for. */
const UNITS: Readonly<Record<string, string>> = {
  letters: 'a',
  spaces: ' ',
  'words and spaces': 'a   ',
  'line feeds': '\n',
  'short lines': 'a\n',
  'indented lines': '    a\n',
  'carriage returns': '\r',
  tabs: '\t',
  backticks: '`',
  'code spans that never end': '`a ``b ',
  'full stops': '.',
  'dotted words': 'a.b',
  colons: ':',
  locations: 'Shop.A:1 ',
  'locations of the script': 'TaskScript:1: a\n',
  'frames of the log': "Script 'ServerScriptService.A', Line 1 - function f\n",
  'frames that never end': "Script 'A",
  'chunk names that never end': '[string "A',
  'digits and line words': ', Line 1, Line ',
  traces: 'Stack Begin\n',
  'escape characters': '\u001b',
  'colours that never end': '\u001b[1;',
  colours: '\u001b[31ma\u001b[0m',
  'command strings that never end': '\u001b]8;;a',
  'control sequences': '\u009b',
  'marks of direction': '\u202e',
  'lone surrogates': '\ud83d',
  'wide characters': '語',
  'workflow commands': '::error::a%0A\n',
  'markup of logs': '##[error]',
  tags: '<a',
  headings: '<h1>a',
  scripts: '<script>a',
  ampersands: '&',
  pipes: '|',
  addresses: 'www.a.b/c?',
  mentions: '@a #1 ',
  quotes: '"',
  backslashes: '\\',
  brackets: '[{(',
  'numbers of failures': '1 failed ',
  'failures without a number': 'failed: ',
  'marks of failures': '[FAIL] ',
  'lines of TAP': 'not ok 1\n',
  'summaries of Jest': 'Tests: 1 failed, ',
  'parts of the key': KEY.slice(0, -1),
  'require failures': 'Requested module experienced an error while loading RESULT: ',
};

/** Makes a text of a length. */
export type HostileText = (length: number) => string;

/** The hostile texts by their names. A last character makes them near matches of themselves. */
export const TEXTS: ReadonlyMap<string, HostileText> = new Map(
  Object.entries(UNITS).map(([name, unit]) => [
    name,
    (length: number) => `${repeat(unit, length - 1)}!`,
  ]),
);

/** An answer is nested no deeper: see `MAX_JSON`. */
const MAX_LEVELS = 2_900;

/** Wraps a value in lists or tables, without recursion. */
function nest(levels: number, wrap: (inner: Json) => Json, innermost: Json = []): Json {
  let value = innermost;
  for (let level = 0; level < Math.min(levels, MAX_LEVELS); level += 1) {
    value = wrap(value);
  }
  return value;
}

function list(length: number, make: (index: number) => Json): readonly Json[] {
  return Array.from({ length }, (_, index) => make(index));
}

/** All spellings of a word that readers take for the same, up to a number. */
function spellings(word: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const separators = index
      .toString(3)
      .replaceAll('0', '_')
      .replaceAll('1', '-')
      .replaceAll('2', ' ');
    return `${word}${separators}`;
  });
}

function table(names: readonly string[], value: Json): Json {
  return Object.fromEntries(names.map((name) => [name, value]));
}

/** Makes a value whose JSON has about this length. */
export type HostileValue = (length: number) => Json;

/** The hostile return values by their names. */
export const VALUES: ReadonlyMap<string, HostileValue> = new Map<string, HostileValue>([
  ['empty tables', (length) => ({ tests: list(length / 3, () => ({})) })],
  ['flags', (length) => ({ tests: list(length / 6, () => false) })],
  ['checks', (length) => ({ tests: list(length / 24, (at) => ({ name: `${at}`, ok: false })) })],
  [
    'equal checks',
    (length) => ({ tests: list(length / 24, () => ({ name: 'a (2)', ok: false })) }),
  ],
  ['spellings of `passed`', (length) => table(spellings('passed', length / 20), 1)],
  ['spellings of `failures`', (length) => table(spellings('failures', length / 20), 0)],
  ['spellings of `ok`', (length) => table(spellings('ok', length / 20), true)],
  ['spellings of `results`', (length) => table(spellings('results', length / 20), { ok: true })],
  [
    'problems of many reports',
    (length) => table(spellings('results', length / 30), { passed: -1, failed: 0 }),
  ],
  ['spellings of `tests`', (length) => table(spellings('tests', length / 30), [{ ok: true }])],
  [
    'a check with many spellings',
    (length) => ({ tests: [table(spellings('ok', length / 20), true)] }),
  ],
  ['nested lists', (length) => nest(length / 2, (inner) => [inner])],
  ['nested checks', (length) => nest(length / 12, (inner) => ({ tests: [inner] }), { ok: false })],
  ['nested results', (length) => nest(length / 12, (inner) => ({ results: inner }), { ok: false })],
  ['nested tables', (length) => nest(length / 6, (inner) => ({ a: inner }))],
  [
    'a suite with a long name',
    (length) => ({
      tests: [{ name: repeat('n', length / 2), tests: list(length / 30, () => ({ ok: false })) }],
    }),
  ],
  [
    'nested suites with long names',
    (length) => ({
      tests: [
        nest(40, (inner) => ({ name: repeat('n', length / 80), tests: [inner] }), {
          tests: list(length / 30, () => ({ ok: false })),
        }),
      ],
    }),
  ],
  [
    'a tree of TestEZ',
    (length) => ({
      failureCount: 1,
      successCount: 1,
      errors: list(length / 60, (at) => `TaskScript:${at}: a`),
      children: list(length / 120, () => ({
        planNode: { phrase: 'a', type: 'It' },
        status: 'Failure',
      })),
    }),
  ],
  [
    'nested nodes of TestEZ',
    (length) => ({
      failureCount: 1,
      children: [
        nest(length / 40, (inner) => ({ name: 'a', children: [inner] }), {
          status: 'Failure',
        }),
      ],
    }),
  ],
  [
    'results of Jest',
    (length) => ({
      numFailedTests: 1,
      numTotalTests: 1,
      testResults: list(length / 120, () => ({
        testResults: [{ title: 'a', status: 'failed', failureMessages: ['Shop.A:1: a'] }],
        testExecError: { message: 'a' },
      })),
    }),
  ],
  [
    'a suite of Jest with a long path',
    (length) => ({
      numFailedTests: 1,
      numTotalTests: 1,
      testResults: [
        {
          testFilePath: repeat('Shop.', length / 3),
          testResults: list(length / 80, () => ({ status: 'failed', location: { line: 1 } })),
        },
      ],
    }),
  ],
  [
    'broken suites of Jest',
    (length) => ({
      numFailedTests: 0,
      numTotalTests: 0,
      testResults: list(length / 40, (at) => ({ name: `${at}`, testExecError: 'a' })),
    }),
  ],
  [
    'failures as texts',
    (length) => ({ passed: 1, failures: list(length / 14, () => 'Shop.A:1: a') }),
  ],
  [
    'JSON in a text',
    (length) => JSON.stringify({ tests: list(length / 20, () => ({ ok: false })) }),
  ],
  ['a text', (length) => repeat('a', length)],
  ['a text of quotes', (length) => repeat('"', length)],
  ['a message of many lines', (length) => ({ ok: false, message: repeat('a\n', length) })],
]);

/** Makes the messages of a log of about this many characters. */
export type HostileLog = (length: number) => readonly LogMessage[];

function messages(length: number, text: string, type = 'OUTPUT'): readonly LogMessage[] {
  return Array.from({ length: Math.ceil(length / (text.length + 4)) }, () => ({ text, type }));
}

/** The hostile logs by their names, besides those of one hostile text. */
export const LOGS: ReadonlyMap<string, HostileLog> = new Map<string, HostileLog>([
  ['empty messages', (length) => messages(length, '')],
  ['counts of TestEZ', (length) => messages(length, '1 passed, 1 failed, 0 skipped')],
  ['headings of TestEZ', (length) => messages(length, 'Test results:')],
  ['errors of TestEZ', (length) => messages(length, 'Errors reported by tests:')],
  ['failures of TestEZ', (length) => messages(length, '1 test nodes reported failures.')],
  [
    'reports of TestEZ',
    (length) =>
      messages(
        length,
        'Test results:\n[-] a\n   [-] b\n0 passed, 1 failed, 0 skipped\n1 test nodes reported failures.\nErrors reported by tests:\n\nTaskScript:1: a\n',
      ),
  ],
  [
    'deep trees of TestEZ',
    (length) => [
      {
        text: `Test results:\n${Array.from({ length: Math.sqrt(length) / 2 }, (_, at) => `${'   '.repeat(at)}[-] a\n`).join('')}${repeat('[-] a\n', length / 2)}\n0 passed, 1 failed, 0 skipped`,
        type: 'OUTPUT',
      },
    ],
  ],
  ['suites of Jest', (length) => messages(length, 'Test Suites: 1 failed, 1 total')],
  ['tests of Jest', (length) => messages(length, 'Tests:       1 failed, 1 total')],
  ['failures of Jest', (length) => messages(length, 'FAIL a\n  ● a › b\n    Shop.A:1: a\n')],
  ['titles of Jest', (length) => messages(length, 'FAIL a\n  ● a')],
  ['repeated failures of Jest', (length) => messages(length, 'Summary of all failing tests')],
  ['warnings with locations', (length) => messages(length, 'Shop.A:1: a', 'WARNING')],
  ['errors', (length) => messages(length, 'TaskScript:1: a', 'ERROR')],
  [
    'require failures',
    (length) => messages(length, 'Requested module experienced an error while loading', 'ERROR'),
  ],
  ['a stack, line by line', (length) => messages(length, "Script 'Shop.A', Line 1", 'INFO')],
  ['stacks that never end', (length) => messages(length, 'Stack Begin', 'INFO')],
]);

/** A task that has ended, and its log. */
export interface HostileRun {
  readonly task: Partial<LuauTask>;
  readonly messages: readonly LogMessage[];
}

const LOADING = 'Requested module experienced an error while loading';

/** The places of a task and of its log in which a hostile text can stand, by their names. */
export const PLACES: ReadonlyMap<string, (make: HostileText, length: number) => HostileRun> =
  new Map<string, (make: HostileText, length: number) => HostileRun>([
    [
      'the error, and nearly the same in the log',
      (make, length) => ({
        task: { state: 'FAILED', error: { code: 'SCRIPT_ERROR', message: make(length / 3) } },
        messages: [{ text: make((length / 3) * 2).slice(0, -1), type: 'ERROR' }],
      }),
    ],
    [
      'a require failure, and nearly the same in the log',
      (make, length) => {
        const line = (part: number): string => `${make(part).replaceAll(/[\r\n]/g, ' ')}${LOADING}`;
        return {
          task: { state: 'FAILED', error: { code: 'SCRIPT_ERROR', message: line(length / 3) } },
          messages: [
            { text: 'a', type: 'ERROR' },
            { text: line((length / 3) * 2), type: 'ERROR' },
          ],
        };
      },
    ],
    [
      'a syntax error, and nearly the same in the log',
      (make, length) => {
        const message = `TaskScript:60: ${make(length / 2)}`;
        return {
          task: { state: 'FAILED', error: { code: 'SCRIPT_ERROR', message } },
          messages: [{ text: message.slice(0, -1), type: 'ERROR' }],
        };
      },
    ],
    [
      'one message of the log',
      (make, length) => ({
        task: { results: [] },
        messages: [{ text: make(length), type: 'WARNING' }],
      }),
    ],
    [
      'many messages of the log',
      (make, length) => ({
        task: { results: [] },
        messages: Array.from({ length: length / 50 }, () => ({ text: make(46), type: 'ERROR' })),
      }),
    ],
    [
      'the parts of one check',
      (make, length) => ({
        task: {
          results: [
            {
              tests: [
                {
                  name: make(length / 3),
                  ok: false,
                  message: make(length / 3),
                  trace: make(length / 3),
                },
              ],
            },
          ],
        },
        messages: [],
      }),
    ],
    [
      'the parts of many checks',
      (make, length) => ({
        task: {
          results: [
            {
              tests: Array.from({ length: length / 200 }, () => ({
                name: make(60),
                ok: false,
                message: make(60),
              })),
            },
          ],
        },
        messages: [],
      }),
    ],
  ]);
