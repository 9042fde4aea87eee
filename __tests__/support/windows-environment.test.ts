import { expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';

/** The start of a title, before the first value that a row of a table may add. */
const START_CHARACTERS = 16;

it('each test that is left out on Windows exists, and has a reason', () => {
  const impossible = JSON.parse(
    readFileSync('__tests__/support/impossible-on-windows.json', 'utf8'),
  ) as Record<string, string>;
  const sources = globSync('__tests__/**/*.test.ts')
    .map((file) => readFileSync(file, 'utf8'))
    .join('');
  const missing = Object.keys(impossible).filter(
    (title) => !sources.includes(`'${title.slice(0, START_CHARACTERS)}`),
  );
  expect(missing).toEqual([]);
  expect(Object.values(impossible).every((reason) => reason.endsWith('.'))).toBe(true);
});
