import everyTest from './jest.config.js';

/** The tests that the mutants of one file are tried on: see tools/mutate.ts, which names them. */
export default {
  ...everyTest,
  testMatch: (process.env['MUTATION_TESTS'] ?? '').split(',').map((test) => `**/__tests__/${test}`),
};
