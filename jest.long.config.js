import { globSync, readFileSync } from 'node:fs';
import everyTest from './jest.config.js';

// The workers inherit it: __tests__/support/runs.ts reads it.
process.env.LONG_TESTS = '1';

/** The slow tests, which `npm test` leaves out, and those whose number of runs it reduces, with the full number. */
export default {
  ...everyTest,
  testPathIgnorePatterns: ['/node_modules/'],
  testMatch: globSync('__tests__/**/*.test.ts', { cwd: import.meta.dirname })
    .filter(
      (file) =>
        file.endsWith('.long.test.ts') || readFileSync(file, 'utf8').includes('/support/runs.ts'),
    )
    .map((file) => `**/${file.replaceAll('\\', '/')}`),
};
