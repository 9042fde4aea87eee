import everyTest from './jest.config.js';

/** The tests for the mutants of one file, which tools/mutate.ts names. */
export default {
  ...everyTest,
  // Ends a test that a mutant makes wait for ever, if Stryker does not end it first.
  testTimeout: 20_000,
  testMatch: (process.env['MUTATION_TESTS'] ?? '').split(',').map((test) => `**/__tests__/${test}`),
};
