import { OpenCloudError, refusal, type RequestName } from './errors.ts';
import { readQuota, type Quota } from './rate-limit.ts';
import {
  readBinaryInput,
  readLogPage,
  readTask,
  type BinaryInput,
  type LogPage,
  type LuauTask,
} from './resources.ts';
import { formatPlacePath, formatTaskPath, type TaskPath } from './task-path.ts';
import type { Answer, ServiceRequest, Transport } from './transport.ts';

/** A creation usually takes 0.2 s, under load 30 s and more: nobody knows what became of one given up. */
const CREATE_DEADLINE_MS = 60_000;

/** A read that hangs is given up and repeated: that is safe, and the next one may be quick. */
const READ_DEADLINE_MS = 30_000;

/** What a page may hold at most; the service takes more for this. */
const LARGEST_LOG_PAGE = 10_000;

/** Where a task is to run: on the latest saved version of the place, or on a given one. */
export interface PlaceTarget {
  readonly universeId: string;
  readonly placeId: string;
  readonly placeVersion?: string;
}

/** What a task is created with. */
export interface TaskRequest {
  /** Luau source, at most 4 MB. */
  readonly script: string;
  /** How long the script may run from its first line: 1 to 300 s. The service's default is 300 s. */
  readonly timeoutMs?: number;
  /** The path of a {@link BinaryInput} whose bytes were uploaded. */
  readonly binaryInput?: string;
  readonly enableBinaryOutput?: boolean;
}

/** An answer's content, and what its headers advertised of the quota. */
export interface Answered<T> {
  readonly value: T;
  readonly quota?: Quota;
}

/**
 * The Luau execution API. Each call is one request, and throws an {@link OpenCloudError} where it
 * fails; what may be repeated, and for how long, is the caller's to say (see `retry.ts`).
 */
export interface LuauExecution {
  /** Creates a task. There is no idempotency key: what was sent once may be running. */
  createTask(
    place: PlaceTarget,
    task: TaskRequest,
    signal?: AbortSignal,
  ): Promise<Answered<LuauTask>>;
  /** Reads a task; the FULL view holds its script too. */
  getTask(
    path: TaskPath,
    options?: { view?: 'BASIC' | 'FULL'; deadlineMs?: number; signal?: AbortSignal },
  ): Promise<Answered<LuauTask>>;
  /** Reads one page of a task's log; it is empty until the task ends. */
  listLogs(
    path: TaskPath,
    options: { view: 'FLAT' | 'STRUCTURED'; pageToken?: string; signal?: AbortSignal },
  ): Promise<Answered<LogPage>>;
  /** Asks for a place to upload a binary input of this many bytes to, at most 100 MiB. */
  createBinaryInput(
    universeId: string,
    sizeBytes: number,
    signal?: AbortSignal,
  ): Promise<Answered<BinaryInput>>;
}

/** The Luau execution API over a transport. */
export function luauExecution(transport: Transport): LuauExecution {
  async function call<T>(
    sent: ServiceRequest,
    read: (answer: unknown) => T | undefined,
    expected: string,
  ): Promise<Answered<T>> {
    const answer = await transport.send(sent);
    const name: RequestName = { method: sent.method, path: sent.path };
    if (answer.status < 200 || answer.status > 299) {
      throw refusal(name, answer);
    }
    const value = read(parse(name, answer));
    if (value === undefined) {
      throw unreadable(name, answer, `it is not ${expected}`);
    }
    const quota = readQuota(answer.headers);
    return { value, ...(quota && { quota }) };
  }

  return {
    createTask: (place, task, signal) =>
      call(
        {
          method: 'POST',
          path: `/cloud/v2/${formatPlacePath(place)}/luau-execution-session-tasks`,
          body: {
            script: task.script,
            ...(task.timeoutMs !== undefined && { timeout: `${task.timeoutMs / 1000}s` }),
            ...(task.binaryInput !== undefined && { binaryInput: task.binaryInput }),
            ...(task.enableBinaryOutput === true && { enableBinaryOutput: true }),
          },
          deadlineMs: CREATE_DEADLINE_MS,
          signal,
        },
        readTask,
        'a task with a path and a state',
      ),

    getTask: (path, { view = 'BASIC', deadlineMs = READ_DEADLINE_MS, signal } = {}) =>
      call(
        {
          method: 'GET',
          path: `/cloud/v2/${formatTaskPath(path)}`,
          query: { view },
          deadlineMs,
          signal,
        },
        readTask,
        'a task with a path and a state',
      ),

    listLogs: (path, { view, pageToken, signal }) =>
      call(
        {
          method: 'GET',
          path: `/cloud/v2/${formatTaskPath(path)}/logs`,
          query: {
            view,
            maxPageSize: String(LARGEST_LOG_PAGE),
            ...(pageToken !== undefined && { pageToken }),
          },
          deadlineMs: READ_DEADLINE_MS,
          signal,
        },
        readLogPage,
        'a page of a log',
      ),

    createBinaryInput: (universeId, sizeBytes, signal) =>
      call(
        {
          method: 'POST',
          path: `/cloud/v2/universes/${universeId}/luau-execution-session-task-binary-inputs`,
          body: { size: sizeBytes },
          deadlineMs: CREATE_DEADLINE_MS,
          signal,
        },
        readBinaryInput,
        'a binary input with a path and an upload URI',
      ),
  };
}

function parse(name: RequestName, answer: Answer): unknown {
  try {
    return JSON.parse(answer.text) as unknown;
  } catch (cause) {
    throw unreadable(name, answer, 'it is cut short, or is not JSON', cause);
  }
}

function unreadable(
  request: RequestName,
  { status }: Answer,
  said: string,
  cause?: unknown,
): OpenCloudError {
  return new OpenCloudError({ failure: 'unreadable', request, status, said, cause });
}
