import type { Log } from './run-result.ts';
import { OpenCloudError } from '../open-cloud/errors.ts';
import type { RequestName } from '../open-cloud/operations.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import type { LogMessage } from '../open-cloud/types.ts';
import { retryRequest } from '../open-cloud/transient.ts';
import type { OperationContext } from '../util/operation-context.ts';
import { formatTaskPath, type TaskPath } from '../open-cloud/task-path.ts';

/** A page is retried this often or for this long, whichever ends first. */
const MAX_LOG_ATTEMPTS = 5;
const MAX_LOG_FAILING_MS = 30_000;

/** Just after a task's end its log can still be empty. It is read again after each of these. */
const EMPTY_LOG_DELAYS_MS = [300, 700, 1_500];

/** The service keeps 450 KB, which is one page. A longer list than this never ends. */
const MAX_PAGES = 100;

/**
 * A log is read up to this: four times what the service keeps. Each message counts a few characters
 * more, as at the service, and so does each line: empty ones take memory too.
 */
const MAX_CHARACTERS = 2 * 1024 * 1024;
const CHARACTERS_PER_MESSAGE = 47;
const CHARACTERS_PER_LINE = 3;

/**
 * A script without these words logs nothing, so an empty log is expected: it neither prints nor starts
 * a thread whose error would be logged.
 */
const WORDS_THAT_LOG =
  /\b(?:print|warn|error|require|[Ss]pawn|defer|[Dd]elay|coroutine|[Cc]onnect|ConnectParallel|Once|BindToClose|TestService)\b/;

/**
 * Reads the whole log of a task that has ended.
 *
 * @param script the script's text, if known: it shows whether an empty log is expected
 * @param messages receives the messages as they are read, also if an abort ends the reading
 * @returns the log, with an error if a part could not be read
 * @throws the signal's reason, if it aborts
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
  for (const waitMs of mayLog ? EMPTY_LOG_DELAYS_MS : []) {
    if (log.messages.length > 0 || log.error !== undefined) {
      break;
    }
    await clock.sleep(waitMs, signal);
    log = await readPages(path, client, context, messages);
  }
  return log;
}

/** Returns the log of a task that has printed, although its log is empty. */
export function logCameEmpty(path: TaskPath): Log {
  return { messages: [], error: unreadable(path, 'it came empty, and the task has printed') };
}

/** Returns the log of a run that was interrupted after these messages. */
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
        limit: { maxElapsedMs: MAX_LOG_FAILING_MS },
        maxAttempts: MAX_LOG_ATTEMPTS,
      });
      // One by one: a spread of tens of thousands of arguments would overflow the stack.
      for (const message of page.messages) {
        characters += countCharacters(message.text);
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
    // A repeated token would lead into a circle.
    if (seen.has(pageToken)) {
      break;
    }
    seen.add(pageToken);
  } while (seen.size < MAX_PAGES);
  return { messages, error: unreadable(path, 'its pages do not end') };
}

function countCharacters(text: string): number {
  let characters = text.length + CHARACTERS_PER_MESSAGE;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) {
    characters += CHARACTERS_PER_LINE;
  }
  return characters;
}

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
