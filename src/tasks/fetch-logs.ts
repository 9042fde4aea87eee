import type { Log } from './run-result.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { RequestName } from '../open-cloud/operations.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import type { LogMessage } from '../open-cloud/types.ts';
import { retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { formatTaskPath, type TaskPath } from '../open-cloud/task-path.ts';

/** Logs and payloads are given up after this many tries or this long, whichever comes first. */
const MAX_LOG_ATTEMPTS = 5;
const LOG_FAILING_FOR_MS = 30_000;

/** Just after a task's end its log can still be empty: asked again after each of these. */
const EMPTY_LOG_WAITS_MS = [300, 700, 1_500];

/**
 * The service keeps 450 KB, which is one page. A list that has not ended after this many will not
 * end.
 */
const MAX_PAGES = 100;

/**
 * More is not read of a log: 18 times what the service keeps, and little enough to be written down
 * in every place that shows it. Counted as the service counts it, so that empty messages have an end,
 * too.
 */
const MAX_CHARACTERS = 8 * 1024 * 1024;
const CHARACTERS_BESIDE_TEXT = 47;

/**
 * Without one of these words a script logs nothing, and its empty log is no surprise: it neither
 * prints, nor starts a thread whose error would be logged, as that of its main thread is not.
 */
const WORDS_THAT_LOG =
  /\b(?:print|warn|error|require|[Ss]pawn|defer|[Dd]elay|coroutine|[Cc]onnect|ConnectParallel|Once|BindToClose|TestService)\b/;

/**
 * Reads the whole log of a task that has ended.
 *
 * @param script the script's text, which tells whether an empty log is to be expected; undefined
 * where nobody knows it
 * @param messages takes them as they come: they are there also where an abort ends the reading
 * @returns the log; a failure to read it stands in it, beside what was read before
 * @throws the signal's reason, where it aborted
 */
export async function readLog(
  path: TaskPath,
  script: string | undefined,
  client: Pick<LuauExecution, 'listLogs'>,
  context: OperationContext,
  messages: LogMessage[] = [],
): Promise<Log> {
  const { clock, signal } = context;
  let log = await readPages(path, client, context, messages);
  const mayLog = script === undefined || WORDS_THAT_LOG.test(script);
  for (const waitMs of mayLog ? EMPTY_LOG_WAITS_MS : []) {
    if (log.messages.length > 0 || log.error !== undefined) {
      break;
    }
    await clock.sleep(waitMs, signal);
    log = await readPages(path, client, context, messages);
  }
  return log;
}

/** A log that came empty, although the task is known to have printed. */
export function logCameEmpty(path: TaskPath): Log {
  return { messages: [], error: unreadable(path, 'it came empty, and the task has printed') };
}

/** The log of which these messages had come when its reading was broken off. */
export function interruptedLog(path: TaskPath, messages: readonly LogMessage[]): Log {
  const error = new OpenCloudError({
    failure: 'no-answer',
    request: requestOf(path),
    serverMessage: 'the step was broken off',
  });
  return { messages, error };
}

async function readPages(
  path: TaskPath,
  client: Pick<LuauExecution, 'listLogs'>,
  context: OperationContext,
  messages: LogMessage[],
): Promise<Log> {
  const { signal } = context;
  const seen = new Set<string>();
  let characters = 0;
  let pageToken: string | undefined;
  do {
    const from = {
      view: 'STRUCTURED',
      signal,
      ...(pageToken !== undefined && { pageToken }),
    } as const;
    try {
      const { value: page } = await retryRequest(() => client.listLogs(path, from), context, {
        limit: { maxElapsedMs: LOG_FAILING_FOR_MS },
        maxAttempts: MAX_LOG_ATTEMPTS,
      });
      // One by one: a spread of tens of thousands of arguments would overflow the stack.
      for (const message of page.messages) {
        characters += message.text.length + CHARACTERS_BESIDE_TEXT;
        if (characters > MAX_CHARACTERS) {
          return {
            messages,
            error: unreadable(path, `it is longer than ${MAX_CHARACTERS} characters`),
          };
        }
        messages.push(message);
      }
      pageToken = page.nextPageToken;
    } catch (error) {
      if (error instanceof OpenCloudError) {
        return { messages, error };
      }
      throw error;
    }
    if (pageToken === undefined) {
      return { messages };
    }
    // A token that came before would lead round in a circle.
    if (seen.has(pageToken)) {
      break;
    }
    seen.add(pageToken);
  } while (seen.size < MAX_PAGES);
  return { messages, error: unreadable(path, 'its pages do not end') };
}

/** What did not come may be what matters: such a log is not one that was read. */
function unreadable(path: TaskPath, serverMessage: string): OpenCloudError {
  return new OpenCloudError({
    failure: 'unreadable',
    request: requestOf(path),
    status: 200,
    serverMessage,
  });
}

function requestOf(path: TaskPath): RequestName {
  return { method: 'GET', path: `/cloud/v2/${formatTaskPath(path)}/logs` };
}
