import everyTest from './jest.config.js';

/** The tests that the mutants of one file are tried on: see tools/mutate.ts, which names them. */
export default {
  ...everyTest,
  // A mutant that makes a test wait for ever is caught by this, or by Stryker, whichever is first.
  testTimeout: 20_000,
  testMatch: (process.env['MUTATION_TESTS'] ?? '').split(',').map((test) => `**/__tests__/${test}`),
};
