/** Whether every property is tried as often as it can be: `npm run test:long` sets this. */
const IS_LONG = process.env['LONG_TESTS'] === '1';

/**
 * How often a property is tried: the full number in `npm run test:long`, a twentieth of it otherwise. A test file that
 * calls this is part of the long tests.
 *
 * @param full the full number of runs
 * @param min the least number of runs
 */
export function runs(full: number, min = 5): number {
  return IS_LONG ? full : Math.max(min, Math.ceil(full / 20));
}
