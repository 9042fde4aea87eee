import { sgr, type CorpusCase } from './corpus-case.ts';

const it = (phrase: string, status?: string, errors: readonly string[] = []) => ({
  planNode: { phrase, type: 'It' },
  ...(status !== undefined && { status }),
  errors,
  children: [],
});

const describe = (
  phrase: string,
  status: string,
  children: readonly never[] | readonly object[],
) => ({
  planNode: { phrase, type: 'Describe' },
  status,
  errors: [],
  children: children as never[],
});

const DROPS =
  'ReplicatedStorage.Inventory.spec:12: Expected value "2" (number), got "1" (number) instead\n' +
  'ReplicatedStorage.Packages._Index.roblox_testez@0.4.1.testez.Expectation:90 function toEqual\n' +
  'ReplicatedStorage.Inventory.spec:12';

const testEz = (fields: object) => ({
  successCount: 2,
  failureCount: 0,
  skippedCount: 0,
  errors: [],
  children: [],
  ...fields,
});

/** What TestEZ's `TestBootstrap:run` returns, or what scripts make of it. */
export const TESTEZ_CASES: readonly CorpusCase[] = [
  { name: 'TestEZ: numbers only', returned: [testEz({})], outcome: 'passed', counts: [2, 0, 0] },
  {
    name: 'TestEZ: three numbers',
    returned: [{ failureCount: 1, successCount: 4, skippedCount: 1 }],
    outcome: 'failed',
    counts: [4, 1, 1],
  },
  {
    name: 'TestEZ: a tree with a failure',
    returned: [
      testEz({
        successCount: 1,
        failureCount: 1,
        errors: [DROPS],
        children: [
          describe('Inventory', 'Failure', [
            it('adds an item', 'Success'),
            it('drops an item', 'Failure', [DROPS]),
          ]),
        ],
      }),
    ],
    outcome: 'failed',
    counts: [1, 1, 0],
    failing: ['Inventory › drops an item'],
  },
  {
    name: 'TestEZ: an older version counts the failed suite as well',
    returned: [
      testEz({
        successCount: 1,
        failureCount: 2,
        children: [describe('A', 'Failure', [it('a', 'Success'), it('b', 'Failure', ['x'])])],
      }),
    ],
    outcome: 'failed',
    counts: [1, 2, 0],
    failing: ['A › b'],
  },
  {
    name: 'TestEZ: a tree without planNode, as JSON',
    returned: [
      JSON.stringify({
        successCount: 1,
        failureCount: 0,
        skippedCount: 1,
        errors: {},
        children: [
          {
            phrase: 'Shop',
            children: [
              { phrase: 'opens', status: 'Success' },
              { phrase: 'closes', status: 'Skipped' },
            ],
          },
        ],
      }),
    ],
    outcome: 'passed',
    counts: [1, 0, 1],
  },
  {
    name: 'TestEZ: an error in planning',
    returned: [
      testEz({
        errors: ['Error during planning: ReplicatedStorage.Shop.spec:3: attempt to index nil'],
        children: [it('a', 'Success'), it('b', 'Success')],
      }),
    ],
    outcome: 'failed',
    counts: [2, 0, 0],
    says: ['`failureCount` is 0, but `errors` holds 1 error'],
  },
  {
    name: 'TestEZ: errors as one text',
    returned: [testEz({ successCount: 3, errors: 'A.spec:3: attempt to index nil', children: [] })],
    outcome: 'failed',
    counts: [3, 0, 0],
    failing: ['A.spec:3'],
    says: ['`failureCount` is 0, but `errors` holds 1 error'],
  },
  {
    name: 'TestEZ: errors as a table by name',
    returned: [testEz({ successCount: 3, errors: { '1': 'x' } })],
    outcome: 'failed',
    says: ['`errors` holds 1 error'],
  },
  {
    name: 'TestEZ: errors that say nothing',
    returned: [testEz({ errors: [''] })],
    outcome: 'failed',
    says: ['`errors` is not empty'],
  },
  {
    name: 'TestEZ: a number of errors',
    returned: [testEz({ errors: 2 })],
    outcome: 'failed',
    says: ['`errors` is 2'],
  },
  ...[{}, '', 0, false, null].map((errors) => ({
    name: `TestEZ: no errors, as ${JSON.stringify(errors)}`,
    returned: [testEz({ errors })],
    outcome: 'passed' as const,
    counts: [2, 0, 0] as const,
  })),
  {
    name: 'TestEZ: errors, and no count of any test',
    returned: [testEz({ successCount: 0, errors: ['Error during planning: boom'] })],
    outcome: 'failed',
    says: ['No test ran'],
  },
  {
    name: 'TestEZ: a failure that is not counted',
    returned: [testEz({ children: [it('a', 'Success'), it('b', 'Failure', ['boom'])] })],
    outcome: 'failed',
    failing: ['b'],
    says: ['`failureCount` is 0, but “b” failed'],
  },
  {
    name: 'TestEZ: a suite that failed by itself',
    returned: [
      testEz({
        children: [describe('A', 'Failure', [it('a', 'Success'), it('b', 'Success')])],
      }),
    ],
    outcome: 'failed',
    failing: ['A'],
  },
  {
    name: 'TestEZ: tests that never ran',
    returned: [testEz({ children: [it('a', 'Success'), it('b', 'Success'), it('c')] })],
    outcome: 'failed',
    says: ['1 test of TestEZ never ran'],
  },
  {
    name: 'TestEZ: an unknown status',
    returned: [testEz({ children: [it('a', 'Success'), it('b', 'Exploded')] })],
    outcome: 'failed',
    failing: ['b'],
  },
  {
    name: 'TestEZ: no test',
    returned: [testEz({ successCount: 0 })],
    outcome: 'failed',
    says: ['No test ran'],
  },
  {
    name: 'TestEZ: all skipped',
    returned: [testEz({ successCount: 0, skippedCount: 3 })],
    outcome: 'passed',
    counts: [0, 0, 3],
  },
  {
    name: 'TestEZ: with success and the lines of a report',
    returned: [{ lines: ['Test results:'], success: false, ...testEz({ failureCount: 1 }) }],
    outcome: 'failed',
    counts: [2, 1, 0],
  },
  {
    name: 'TestEZ: success against a failure',
    returned: [{ success: true, ...testEz({ failureCount: 1 }) }],
    outcome: 'failed',
    says: ['`success` is true, but `failureCount` is 1'],
  },
];

const SNAPSHOT = {
  added: 0,
  failure: false,
  filesRemoved: 0,
  matched: 0,
  unchecked: 0,
  unmatched: 0,
};

const jest = (fields: object) => ({
  success: true,
  numTotalTests: 2,
  numPassedTests: 2,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numTotalTestSuites: 1,
  numFailedTestSuites: 0,
  numRuntimeErrorTestSuites: 0,
  snapshot: SNAPSHOT,
  wasInterrupted: false,
  testResults: [],
  ...fields,
});

const assertion = (title: string, status: string, failureMessages: readonly string[] = []) => ({
  ancestorTitles: ['Shop', 'buy'],
  title,
  fullName: `Shop buy ${title}`,
  status,
  duration: 12,
  failureMessages,
});

const TAKES = `${sgr('2', 'expect(')}${sgr('31', 'received')}).toEqual(expected)\n\nExpected: 3\nReceived: 2\n    at ServerScriptService.Shop.spec:45`;

const FAILING = jest({
  success: false,
  numTotalTests: 4,
  numFailedTests: 1,
  numPendingTests: 1,
  numFailedTestSuites: 1,
  testResults: [
    {
      testFilePath: 'ServerScriptService/Shop.spec',
      numPassingTests: 2,
      numFailingTests: 1,
      perfStats: { start: 1, end: 2, runtime: 1, slow: false },
      testResults: [
        assertion('opens', 'passed'),
        assertion('closes', 'passed'),
        assertion('waits', 'pending'),
        assertion('takes the money', 'failed', [TAKES]),
      ],
    },
  ],
});

const BROKEN = {
  testFilePath: 'ServerScriptService/Gold.spec',
  testExecError: { message: 'ServerScriptService.Gold.spec:2: attempt to index nil', stack: '' },
  testResults: [],
};

/** What `Jest.runCLI` of Jest-Lua resolves to. */
export const JEST_CASES: readonly CorpusCase[] = [
  {
    name: 'Jest: passed',
    returned: [{ globalConfig: { rootDir: 'x' }, results: jest({}) }],
    outcome: 'passed',
    counts: [2, 0, 0],
  },
  { name: 'Jest: the results only', returned: [jest({})], outcome: 'passed', counts: [2, 0, 0] },
  {
    name: 'Jest: a failure',
    returned: [{ globalConfig: {}, results: FAILING }],
    outcome: 'failed',
    counts: [2, 1, 1],
    failing: ['Shop › buy › takes the money'],
  },
  {
    name: 'Jest: as JSON with a format',
    returned: [JSON.stringify({ format: 'jest', results: FAILING })],
    outcome: 'failed',
    counts: [2, 1, 1],
  },
  {
    name: 'Jest: the variant of --json',
    returned: [
      jest({
        success: false,
        numPassedTests: 1,
        numFailedTests: 1,
        testResults: [
          {
            name: 'ServerScriptService/Shop.spec',
            status: 'failed',
            message: 'see below',
            assertionResults: [assertion('opens', 'passed'), assertion('takes', 'failed', [TAKES])],
          },
        ],
      }),
    ],
    outcome: 'failed',
    failing: ['Shop › buy › takes'],
  },
  {
    name: 'Jest: a suite that could not run',
    returned: [
      jest({
        success: false,
        numFailedTestSuites: 1,
        numRuntimeErrorTestSuites: 1,
        testResults: [BROKEN],
      }),
    ],
    outcome: 'failed',
    counts: [2, 0, 0],
    failing: ['ServerScriptService/Gold.spec'],
    says: ['“ServerScriptService/Gold.spec” could not run'],
  },
  {
    name: 'Jest: a suite that could not run is in the numbers only',
    returned: [jest({ success: true, numRuntimeErrorTestSuites: 1 })],
    outcome: 'failed',
    says: ['`numRuntimeErrorTestSuites` is 1'],
  },
  {
    name: 'Jest: the only suite could not run',
    returned: [
      jest({ success: false, numTotalTests: 0, numPassedTests: 0, testResults: [BROKEN] }),
    ],
    outcome: 'failed',
    says: ['could not run'],
  },
  ...[[], {}, null, ''].map((testExecError) => ({
    name: `Jest: a suite without an error, as ${JSON.stringify(testExecError)}`,
    returned: [
      {
        numPassedTests: 3,
        numFailedTests: 0,
        numPendingTests: 0,
        numTotalTests: 3,
        success: true,
        testResults: [
          {
            testFilePath: 'a',
            testExecError,
            testResults: ['x', 'y', 'z'].map((title) => assertion(title, 'passed')),
          },
        ],
      },
    ],
    outcome: 'passed' as const,
    counts: [3, 0, 0] as const,
  })),
  {
    name: 'Jest: no success, for an unknown reason',
    returned: [
      { success: false, numTotalTests: 2, numPassedTests: 2, numFailedTests: 0, testResults: [] },
    ],
    outcome: 'failed',
    says: ['`numFailedTests` is 0, but `success` is false'],
  },
  {
    name: 'Jest: obsolete snapshots under ci',
    returned: [jest({ success: false, snapshot: { ...SNAPSHOT, failure: true, unchecked: 2 } })],
    outcome: 'failed',
    says: ['snapshots'],
  },
  {
    name: 'Jest: the public fork, which inverts success, passed',
    returned: [{ globalConfig: {}, results: jest({ success: false }) }],
    outcome: 'passed',
    counts: [2, 0, 0],
  },
  {
    name: 'Jest: the public fork, which inverts success, failed',
    returned: [{ ...FAILING, success: true }],
    outcome: 'failed',
    counts: [2, 1, 1],
  },
  {
    name: 'Jest: interrupted',
    returned: [jest({ wasInterrupted: true })],
    outcome: 'failed',
    says: ['interrupted'],
  },
  {
    name: 'Jest: no test',
    returned: [jest({ numTotalTests: 0, numPassedTests: 0 })],
    outcome: 'failed',
    says: ['No test ran'],
  },
  {
    name: 'Jest: todo and skipped tests only',
    returned: [jest({ numPassedTests: 0, numPendingTests: 1, numTodoTests: 1 })],
    outcome: 'passed',
    counts: [0, 0, 2],
  },
  {
    name: 'Jest: a failing test that is not counted',
    returned: [
      jest({
        testResults: [
          { testResults: [assertion('opens', 'passed'), assertion('takes', 'failed', ['no'])] },
        ],
      }),
    ],
    outcome: 'failed',
    says: ['`numFailedTests` is 0, but “Shop › buy › takes” failed'],
  },
  {
    name: 'Jest: a total that does not add up',
    returned: [jest({ numTotalTests: 9 })],
    outcome: 'failed',
    says: ['`numTotalTests` is 9'],
  },
  {
    name: 'Jest: a flag around it that denies its failures',
    returned: [{ ok: true, results: FAILING }],
    outcome: 'failed',
    says: ['`ok` is true, but `numFailedTests` is 1'],
  },
];
