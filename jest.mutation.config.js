import everyTest from './jest.config.js';

/** The tests that mutants are tried on: those of the mutated folders, which are the fast ones. */
export default {
  ...everyTest,
  testMatch: ['**/__tests__/{open-cloud,execution,verdict,corpus}/**/*.test.ts'],
};
