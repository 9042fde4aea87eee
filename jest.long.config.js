import { globSync, readFileSync } from 'node:fs';
import everyTest from './jest.config.js';

// The workers inherit it: __tests__/support/runs.ts reads it.
process.env.LONG_TESTS = '1';

/** The tests whose number of runs `npm test` reduces, with the full number. */
export default {
  ...everyTest,
  testMatch: globSync('__tests__/**/*.test.ts', { cwd: import.meta.dirname })
    .filter((file) => readFileSync(file, 'utf8').includes('/support/runs.ts'))
    .map((file) => `**/${file.replaceAll('\\', '/')}`),
};
