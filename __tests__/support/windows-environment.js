import { TestEnvironment } from 'jest-environment-node';
import { readFileSync } from 'node:fs';

/** Titles of tests, and why Windows cannot pass them. */
const IMPOSSIBLE = JSON.parse(
  readFileSync(new URL('impossible-on-windows.json', import.meta.url), 'utf8'),
);

/** The environment of the tests on Windows. It leaves out the tests that cannot pass there. */
export default class WindowsEnvironment extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (name === 'test_start' && Object.hasOwn(IMPOSSIBLE, test.name)) {
      test.mode = 'skip';
    }
  }
}
