import type { OpenCloudError } from '../open-cloud/errors.ts';
import type { Json, LuauTask } from '../open-cloud/types.ts';
import { joinStacks } from '../tasks/join-stacks.ts';
import type { Log } from '../tasks/run-result.ts';
import { formatDuration } from '../util/duration.ts';
import { findJsonExcess, MAX_JSON } from '../util/json-limits.ts';
import { firstLine, sentence } from '../util/text.ts';
import { matchesExpected, showValue } from './expectation.ts';
import {
  findLoggedError,
  findRequireCause,
  findTaskErrorText,
  isRequireFailure,
} from './log-errors.ts';
import { locateTests, readCalls } from './locate-tests.ts';
import { combineReports, readConsoleReports, readReturned } from './test-results/read-results.ts';
import { describeFailures, hasFailures } from './test-results/test-report.ts';
import {
  TITLES,
  type Criteria,
  type Limits,
  type LocatedReport,
  type Locate,
  type Title,
  type Verdict,
} from './types.ts';
import {
  readUnavailable,
  skipUnavailable,
  skipUnavailableTests,
  warnOfUnavailable,
} from './unavailable.ts';
import { findLocatedWarnings, warnOfLog, warnOfPass } from './warnings.ts';

/** A verdict without its evidence. */
type Decision = Omit<Verdict, 'warnings' | 'tests' | 'locatedWarnings'>;

/** Evaluates a task that has ended, by its state, its error, its return values and its log. */
export function evaluateTask(
  task: LuauTask,
  rawLog: Log,
  limits: Limits,
  criteria: Criteria,
  locate: Locate,
): Verdict {
  const log = { ...rawLog, messages: joinStacks(rawLog.messages) };
  const first = task.state === 'COMPLETE' ? task.results?.[0] : undefined;
  const isCompared = criteria.expect !== undefined;
  const returned =
    criteria.readsTestReports && !isCompared && first !== undefined
      ? readReturned(first, task.results?.[1])
      : undefined;
  const printed = criteria.readsTestReports ? readConsoleReports(log.messages) : undefined;
  const read = combineReports(returned, printed);
  const unavailable = criteria.engine === 'emulator' ? readUnavailable(task, log) : undefined;
  const report = read && unavailable ? skipUnavailableTests(read, unavailable) : read;
  const tests = report && locateTests(report, log, locate);
  // An error about something missing decides nothing.
  const counted = unavailable
    ? { ...log, messages: log.messages.filter(({ text }) => !unavailable.isIn(text)) }
    : log;
  const found =
    evaluateState(task, log, limits, locate) ??
    evaluateCompleted(first, counted, criteria, locate, tests, returned !== undefined);
  const decision = unavailable
    ? skipUnavailable(found, unavailable, task, log, read, report)
    : found;
  const locatedWarnings = findLocatedWarnings(log, locate);
  return {
    ...decision,
    ...(tests && { tests }),
    ...(locatedWarnings.length > 0 && { locatedWarnings }),
    warnings: [
      ...warnOfLog(rawLog, decision),
      ...(decision.outcome === 'passed' && criteria.readsTestReports
        ? warnOfPass(isCompared ? {} : task, log, limits.script?.file, tests)
        : []),
      ...(decision.outcome === 'passed' && unavailable
        ? warnOfUnavailable(unavailable, tests)
        : []),
    ],
  };
}

/** The verdict on a request that failed permanently. Presigned URIs are requested without the key. */
export function requestFailed(error: OpenCloudError, what: string): Verdict {
  const isKeyRefused =
    (error.status === 401 || error.status === 403) && error.request.target !== 'presigned';
  return infrastructure(
    isKeyRefused ? TITLES.keyRefused : TITLES.requestFailed,
    `${what} ${sentence(error.message)}`,
    error.advice,
  );
}

/** The verdict on an answer with a task that is larger than the action reads: its results are nearly all of it. */
export function returnedTooMuch({ message, advice }: OpenCloudError): Verdict {
  return {
    outcome: 'failed',
    title: TITLES.returnedTooMuch,
    message: `The task could not be read. ${sentence(message)}`,
    advice,
    warnings: [],
  };
}

/** A verdict on a failure that is not the script's. */
export function infrastructure(title: Title, message: string, advice: string): Verdict {
  return { outcome: 'infrastructure', title, message, advice, warnings: [] };
}

/** The decision by the state of the task; undefined if it completed. */
function evaluateState(
  task: LuauTask,
  log: Log,
  limits: Limits,
  locate: Locate,
): Decision | undefined {
  switch (task.state) {
    case 'COMPLETE':
      return undefined;
    case 'CANCELLED':
      return {
        outcome: 'cancelled',
        title: TITLES.cancelled,
        message: 'The task was cancelled at Roblox.',
      };
    default:
      return evaluateFailedTask(task, log, limits, locate);
  }
}

function evaluateCompleted(
  first: Json | undefined,
  log: Log,
  { expect, readsTestReports, failsOnErrorLogs }: Criteria,
  locate: Locate,
  tests: LocatedReport | undefined,
  hasReturnedTests: boolean,
): Decision {
  if (expect !== undefined && !matchesExpected(expect, first)) {
    return {
      outcome: 'failed',
      title: TITLES.unexpectedValue,
      message: `The script returned ${showValue(first)}, and \`expect\` is ${showValue(expect)}.`,
    };
  }
  if (tests !== undefined && hasFailures(tests)) {
    const location = tests.tests.find((test) => test.location)?.location;
    return {
      outcome: 'failed',
      title: TITLES.testsFailed,
      message: describeFailures(tests),
      ...(location && { location }),
    };
  }
  const excess = readsTestReports && expect === undefined ? findTextExcess(first) : undefined;
  if (excess !== undefined) {
    return {
      outcome: 'failed',
      title: TITLES.returnedTooMuch,
      message: `The text that the script returned ${excess}, so it was not read as test results.`,
      advice: 'Return counts, or only the tests that failed.',
    };
  }
  const logged = failsOnErrorLogs ? findLoggedError(log.messages) : undefined;
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
    // The unread log can contain failures.
    return requestFailed(
      log.error,
      'The script ended without an error, but its log could not be read, so nobody knows whether it reported failures.',
    );
  }
  return { outcome: 'passed', message: 'The script ran to its end without an error.' };
}

/** What makes a returned text that looks like JSON too large to be read as such. */
function findTextExcess(first: Json | undefined): string | undefined {
  return typeof first === 'string' && /^\s*[{[]/.test(first)
    ? findJsonExcess(first, MAX_JSON)
    : undefined;
}

function evaluateFailedTask(task: LuauTask, log: Log, limits: Limits, locate: Locate): Decision {
  const { code, message: serverMessage } = task.error ?? {};
  const trace = findTaskErrorText(serverMessage, log.messages);
  const message =
    serverMessage ?? (trace === undefined ? 'Roblox gave no message.' : firstLine(trace));
  if (code === 'INTERNAL_ERROR') {
    if (OUT_OF_MEMORY.test(message)) {
      return infrastructure(
        TITLES.robloxInternalError,
        `The task ran out of memory. Roblox said: ${message}`,
        NEEDS_LESS_MEMORY,
      );
    }
    return infrastructure(
      TITLES.robloxInternalError,
      `The task failed inside Roblox, not in the script. Roblox said: ${message}`,
      'Run it again; if it stays, look at https://status.roblox.com.',
    );
  }
  // The location of a require failure is the `require`; the module's own error was logged before.
  const cause = isRequireFailure(message)
    ? findRequireCause(message, log.messages)?.text
    : undefined;
  const location = [cause, message, trace]
    .map((text) => (text === undefined ? undefined : locate(text)))
    .find((found) => found !== undefined);
  const text = cause === undefined ? message : `${firstLine(cause)}\n${message}`;
  const calls = readCalls(cause ?? trace ?? '');
  return {
    outcome: 'failed',
    ...describeError(task.state, code, text, limits),
    ...(location && { location }),
    ...(calls !== '' && { trace: calls }),
  };
}

/** Luau says `not enough memory`. What Roblox says of a whole task that ran out of it is not documented. */
const OUT_OF_MEMORY =
  /\b(?:out of memory|not enough memory|memory (?:limit|exhausted)|exceed\w* .{0,40}\bmemory)\b/i;

const NEEDS_LESS_MEMORY =
  'The script, its modules and the place need more memory than a task has, and running it again will not help. ' +
  'Work on less data at a time, and drop references to what is done; build no table or string in a loop without end; run fewer scripts in one task.';

/** Roblox's message for `error({})` and `error()`. */
const NO_TEXT = 'Error occurred, no output from Luau.';

function describeError(
  state: string,
  code: string | undefined,
  message: string,
  limits: Limits,
): Pick<Verdict, 'title' | 'message' | 'advice'> {
  switch (code) {
    case 'SCRIPT_ERROR':
      return {
        title: TITLES.scriptError,
        message,
        ...(message === NO_TEXT && {
          advice: 'The script raised a value that is no text, such as a table: raise a string.',
        }),
        ...(OUT_OF_MEMORY.test(firstLine(message)) && { advice: NEEDS_LESS_MEMORY }),
      };
    case 'DEADLINE_EXCEEDED':
      return {
        title: TITLES.timedOut,
        message: `The script was not done within its \`timeout\` of ${formatDuration(limits.timeoutMs)}. Roblox said: ${message}`,
        advice:
          'Look for a wait or a loop that does not end. `timeout` may be at most 5m; ' +
          'Roblox counts it from the first line of the script, after the place has booted.',
      };
    case 'OUTPUT_SIZE_LIMIT_EXCEEDED':
      return {
        title: TITLES.returnedTooMuch,
        message,
        advice: 'Return less: at most 4 MiB as JSON.',
      };
    default:
      return {
        title: TITLES.executionFailed,
        message: `The task ended as ${state} with ${code === undefined ? 'no error code' : `the error code ${code}`}. Roblox said: ${message}`,
      };
  }
}
