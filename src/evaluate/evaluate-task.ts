import type { Log } from '../tasks/run-result.ts';
import type { LogMessage, LuauTask } from '../open-cloud/types.ts';
import type { Criteria, Limits, Locate } from './types.ts';
import { formatDuration } from '../util/format-duration.ts';
import { matchesExpected, showValue } from './expectation.ts';
import { infrastructure, requestFailed } from './verdicts.ts';
import { firstLine } from '../util/text.ts';
import { findLocatedWarnings, warnOfLog } from './log-warnings.ts';
import { findCause, isSymptom } from './location/luau-error.ts';
import { warnOfPass } from './warnings.ts';
import { combine, readConsoleReports, readReturned } from './test-results/read-results.ts';
import { describeRed, isRed, type TestReport } from './test-results/test-report.ts';
import { TITLES, type LocatedReport, type Title, type Verdict } from './types.ts';

/** The part of a verdict that says what happened; the evidence is added to it. */
type Decision = Omit<Verdict, 'warnings' | 'tests' | 'locatedWarnings'>;

/** Judges a task that has ended, on its state, its error, its results and its log. */
export function evaluateTask(
  task: LuauTask,
  log: Log,
  limits: Limits,
  criteria: Criteria,
  locate: Locate,
): Verdict {
  const first = task.state === 'COMPLETE' ? task.results?.[0] : undefined;
  const isCompared = criteria.expect !== undefined;
  const returned =
    criteria.readsTestReports && !isCompared && first !== undefined
      ? readReturned(first)
      : undefined;
  const printed = criteria.readsTestReports ? readConsoleReports(log.messages) : undefined;
  const report = combine(returned, printed);
  const tests = report && locateTests(report, log, locate);
  const decision = decide(task, log, limits, criteria, locate, tests, returned !== undefined);
  const locatedWarnings = findLocatedWarnings(log, locate);
  return {
    ...decision,
    ...(tests && { tests }),
    ...(locatedWarnings.length > 0 && { locatedWarnings }),
    warnings: [
      ...warnOfLog(log, decision),
      ...(decision.outcome === 'passed' && criteria.readsTestReports
        ? warnOfPass(isCompared ? {} : task, log, limits.script?.file, tests)
        : []),
    ],
  };
}

function decide(
  task: LuauTask,
  log: Log,
  limits: Limits,
  criteria: Criteria,
  locate: Locate,
  tests: LocatedReport | undefined,
  hasReturnedTests: boolean,
): Decision {
  if (task.state === 'CANCELLED') {
    return {
      outcome: 'cancelled',
      title: TITLES.cancelled,
      message: 'The task was cancelled at Roblox.',
    };
  }
  if (task.state !== 'COMPLETE') {
    return evaluateFailedTask(task, log, limits, locate);
  }
  const { expect, readsTestReports, failsOnErrorLogs } = criteria;
  const first = task.results?.[0];
  if (expect !== undefined && !matchesExpected(expect, first)) {
    return {
      outcome: 'failed',
      title: TITLES.unexpectedValue,
      message: `The script returned ${showValue(first)}, and \`expect\` is ${showValue(expect)}.`,
    };
  }
  if (tests !== undefined && isRed(tests)) {
    const location = tests.tests.find((test) => test.location)?.location;
    return {
      outcome: 'failed',
      title: TITLES.testsFailed,
      message: describeRed(tests),
      ...(location && { location }),
    };
  }
  const logged = failsOnErrorLogs ? findLoggedError(log) : undefined;
  if (logged !== undefined) {
    const location = locate(logged.text);
    return {
      outcome: 'failed',
      title: TITLES.loggedError,
      message: firstLine(logged.text),
      ...(location && { location }),
    };
  }
  const isDecided = expect !== undefined || hasReturnedTests;
  if (log.error !== undefined && !isDecided && (readsTestReports || failsOnErrorLogs)) {
    // A log that cannot be read may be the one that says "2 failed".
    return requestFailed(
      log.error,
      'The script ended without an error, but its log could not be read, so nobody knows whether it reported failures.',
    );
  }
  return { outcome: 'passed', message: 'The script ran to its end without an error.' };
}

/** The first error of a log that is a cause, if there is one. */
function findLoggedError({ messages }: Log): LogMessage | undefined {
  const errors = messages.filter(({ type }) => type === 'ERROR');
  return errors.find(({ text }) => !isSymptom(text)) ?? errors[0];
}

function evaluateFailedTask(task: LuauTask, log: Log, limits: Limits, locate: Locate): Decision {
  const { code, message } = task.error ?? {};
  const trace = findErrorText(message, log);
  const said = message ?? (trace === undefined ? 'Roblox gave no message.' : firstLine(trace));
  if (code === 'INTERNAL_ERROR') {
    return infrastructure(
      TITLES.internalRobloxError,
      `The task failed inside Roblox, not in the script. Roblox said: ${said}`,
      'Run it again; if it stays, look at https://status.roblox.com.',
    );
  }
  // A failed `require` says where a module was asked for; what is wrong was logged before it.
  const cause = isSymptom(said) ? findCause(said, log.messages)?.text : undefined;
  const location = [cause, said, trace]
    .map((text) => (text === undefined ? undefined : locate(text)))
    .find((found) => found !== undefined);
  const words = cause === undefined ? said : `${firstLine(cause)}\n${said}`;
  return {
    outcome: 'failed',
    ...describeFailure(task.state, code, words, limits),
    ...(location && { location }),
  };
}

/** What Roblox says of `error({})` and of `error()`. */
const NO_TEXT = 'Error occurred, no output from Luau.';

function describeFailure(
  state: string,
  code: string | undefined,
  said: string,
  limits: Limits,
): Pick<Verdict, 'title' | 'message' | 'advice'> & { readonly title: Title } {
  switch (code) {
    case 'SCRIPT_ERROR':
      return {
        title: TITLES.scriptError,
        message: said,
        ...(said === NO_TEXT && {
          advice: 'The script raised a value that is no text, such as a table: raise a string.',
        }),
      };
    case 'DEADLINE_EXCEEDED':
      return {
        title: TITLES.timedOut,
        message: `The script was not done within its \`timeout\` of ${formatDuration(limits.timeoutMs)}. Roblox said: ${said}`,
        advice:
          'Look for a wait or a loop that does not end. `timeout` may be at most 5m; ' +
          'Roblox counts it from the first line of the script, after the place has booted.',
      };
    case 'OUTPUT_SIZE_LIMIT_EXCEEDED':
      return {
        title: TITLES.returnedTooMuch,
        message: said,
        advice: 'Return less: at most 4 MiB as JSON.',
      };
    default:
      return {
        title: TITLES.executionFailed,
        message: `The task ended as ${state} with ${code === undefined ? 'no error code' : `the error code ${code}`}. Roblox said: ${said}`,
      };
  }
}

/**
 * The last ERROR of a log that belongs to this message, or that may be what Roblox gave no message
 * for. Other errors of the log, those of event handlers for instance, say nothing of this one.
 */
function findErrorText(message: string | undefined, log: Log): string | undefined {
  return log.messages.findLast(
    ({ type, text }) => type === 'ERROR' && (message === undefined || text.includes(message)),
  )?.text;
}

function locateTests(report: TestReport, log: Log, locate: Locate): LocatedReport {
  const cause = findOnlyCause(log);
  return {
    ...report,
    tests: report.tests.map((test) => {
      if (test.status !== 'failed') {
        return test;
      }
      const { at, message = '', trace = '' } = test;
      if (cause !== undefined && isSymptom(message)) {
        const location = locate(cause);
        return {
          ...test,
          message: `${firstLine(cause)}\n${message}`,
          ...(location && { location }),
        };
      }
      // The texts first: with a source map at hand, names in them are not guessed.
      const location = locate(`${message}\n${trace}`) ?? (at && locate(`${at.chunk}:${at.line}: `));
      return location === undefined ? test : { ...test, location };
    }),
  };
}

/** Where a framework begins to report: from here on it prints its tests' errors once more. */
const REPORT_BEGINS = /^(?:Test results:|Errors reported by tests:)/;

/**
 * The one error of modules that the log holds before any report. A test that failed because a
 * module did not load does not say which; of several errors none is certain to be the one.
 */
function findOnlyCause({ messages }: Log): string | undefined {
  const begins = messages.findIndex(({ text }) => REPORT_BEGINS.test(text));
  const errors = messages
    .slice(0, begins === -1 ? undefined : begins)
    .filter(({ type, text }) => type === 'ERROR' && !isSymptom(text))
    .map(({ text }) => text);
  return new Set(errors).size === 1 ? errors[0] : undefined;
}
