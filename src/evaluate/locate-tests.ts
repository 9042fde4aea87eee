import type { Log } from '../tasks/run-result.ts';
import { plainText } from '../util/plain-text.ts';
import { firstLine } from '../util/text.ts';
import { isTraceLine, MAX_SEARCHED_CHARACTERS } from './location/parse-locations.ts';
import { findOnlyModuleError, isRequireFailure } from './log-errors.ts';
import type { TestReport } from './test-results/test-report.ts';
import type { Locate, LocatedReport, LocatedTest } from './types.ts';

/** Adds the locations of failed tests. */
export function locateTests(report: TestReport, log: Log, locate: Locate): LocatedReport {
  const moduleError = findOnlyModuleError(log.messages);
  return {
    ...report,
    tests: report.tests.map((test): LocatedTest => {
      if (test.status !== 'failed') {
        return test;
      }
      const { at, message = '', trace = '' } = test;
      if (moduleError !== undefined && isRequireFailure(message)) {
        const location = locate(moduleError);
        return {
          ...test,
          message: `${firstLine(moduleError)}\n${message}`,
          ...(location && { location }),
        };
      }
      // The texts come first: a source map resolves their names, and `at` is a guess.
      const location = locate(`${message}\n${trace}`) ?? (at && locate(`${at.chunk}:${at.line}: `));
      return location === undefined ? test : { ...test, location };
    }),
  };
}

/** The calls in the trace of a logged error, one a line. */
export function readCalls(logged: string): string {
  return plainText(logged.slice(0, MAX_SEARCHED_CHARACTERS))
    .split('\n')
    .slice(1)
    .map((line) => line.trim())
    .filter((line) => isTraceLine(line) && !/^Stack (?:Begin|End)$/.test(line))
    .join('\n');
}
