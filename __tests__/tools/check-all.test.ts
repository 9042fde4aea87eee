import { expect, it } from '@jest/globals';
import { countTests } from '../../tools/check-all.ts';

const REPORT = { numPassedTests: 10, numFailedTests: 2, numRuntimeErrorTestSuites: 0 };

it('sums the tests of all Jest runs', () => {
  expect(countTests([REPORT, { ...REPORT, numFailedTests: 0 }])).toBe('20 passed, 2 failed');
});

it('counts a test file that did not load as a failure', () => {
  expect(countTests([{ ...REPORT, numRuntimeErrorTestSuites: 1 }])).toBe('10 passed, 3 failed');
});

it('counts a missing report as a failure', () => {
  expect(countTests([REPORT, undefined])).toBe('10 passed, 3 failed');
});
