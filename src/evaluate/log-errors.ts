import type { LogMessage } from '../open-cloud/types.ts';
import { firstLine } from '../util/text.ts';

/**
 * How much of an error identifies it, and how much of how many errors is compared with it. A search of
 * one long text in others takes the product of both lengths.
 */
const MAX_COMPARED_CHARACTERS = 200;
const MAX_SEARCHED_CHARACTERS = 1_000;
const MAX_SEARCHED_ERRORS = 1_000;

const LOADING_FAILED = 'Requested module experienced an error while loading';

/**
 * Whether a message only says that a `require` failed; an earlier error of the log has the reason.
 * Messages of loaders that include the reason (`… RESULT: Shop:12: boom`) do not count.
 */
export function isRequireFailure(message: string): boolean {
  const index = message.indexOf(LOADING_FAILED);
  return index !== -1 && !/RESULT: \S/.test(message.slice(index));
}

/**
 * Finds why a `require` failed: the last ERROR before the failure's own message that is no require
 * failure itself. A chain of modules logs one require failure for each of them.
 *
 * @param message the require failure; if the log does not contain it, the last error is returned
 */
export function findRequireCause(
  message: string,
  log: readonly LogMessage[],
): LogMessage | undefined {
  const line = startOf(message);
  const index = findLastError(
    log,
    (text) =>
      isRequireFailure(text) && (searchedPart(text).includes(line) || line.includes(startOf(text))),
  );
  return log
    .slice(0, index === -1 ? log.length : index)
    .findLast(({ type, text }) => type === 'ERROR' && !isRequireFailure(text));
}

/** The first ERROR of a log that is no require failure, or else the first ERROR. */
export function findLoggedError(log: readonly LogMessage[]): LogMessage | undefined {
  const errors = log.filter(({ type }) => type === 'ERROR');
  return errors.find(({ text }) => !isRequireFailure(text)) ?? errors[0];
}

/**
 * The last ERROR of a log that contains the task's error message; without a message, the last ERROR.
 * Other errors, such as those of event handlers, are unrelated.
 */
export function findTaskErrorText(
  message: string | undefined,
  log: readonly LogMessage[],
): string | undefined {
  const start = message === undefined ? '' : message.slice(0, MAX_COMPARED_CHARACTERS);
  return log[findLastError(log, (text) => searchedPart(text).includes(start))]?.text;
}

/** The index of the last ERROR that matches, among those that are searched; -1 if none does. */
function findLastError(log: readonly LogMessage[], matches: (text: string) => boolean): number {
  let left = MAX_SEARCHED_ERRORS;
  return log.findLastIndex(({ type, text }) => {
    left -= type === 'ERROR' ? 1 : 0;
    return type === 'ERROR' && left >= 0 && matches(text);
  });
}

/** The first line of an error, as far as it is compared. */
function startOf(text: string): string {
  return firstLine(text.slice(0, MAX_COMPARED_CHARACTERS));
}

function searchedPart(text: string): string {
  return text.slice(0, MAX_SEARCHED_CHARACTERS);
}

/** The line that starts a report. After it, frameworks print the errors of tests again. */
const REPORT_START = /^(?:Test results:|Errors reported by tests:)/;

/**
 * The only error before the first printed report. A test that failed with a require failure does not
 * name the module, so with several errors the cause is unknown.
 */
export function findOnlyModuleError(log: readonly LogMessage[]): string | undefined {
  const reportIndex = log.findIndex(({ text }) => REPORT_START.test(text));
  const errors = log
    .slice(0, reportIndex === -1 ? undefined : reportIndex)
    .filter(({ type, text }) => type === 'ERROR' && !isRequireFailure(text))
    .map(({ text }) => text);
  return new Set(errors).size === 1 ? errors[0] : undefined;
}
