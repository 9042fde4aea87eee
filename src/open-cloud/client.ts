import { requestJson, type ApiResponse } from './request-json.ts';
import { presignedUrl } from './http/presigned-transfers.ts';
import {
  readBinaryInput,
  readLogPage,
  readTask,
  type BinaryInput,
  type LogPage,
  type LuauTask,
} from './parsers.ts';
import { formatPlacePath, formatTaskPath, type TaskPath } from './task-path.ts';
import type { Transport } from './http/transport.ts';

export type { ApiResponse } from './request-json.ts';

/** A creation usually takes 0.2 s, under load 30 s and more: nobody knows what became of one given up. */
const CREATE_DEADLINE_MS = 60_000;

/** A read that hangs is given up and repeated: that is safe, and the next one may be quick. */
const READ_DEADLINE_MS = 30_000;

/**
 * A page has half a megabyte at most. Logs are given up after 30 s of failing: with pages that are
 * given up sooner, that is time for more than one more.
 */
const LOG_DEADLINE_MS = 10_000;

/** What a page may hold at most; the service takes more for this. */
const MAX_LOG_PAGE = 10_000;

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
  ): Promise<ApiResponse<LuauTask>>;
  /** Reads a task; the FULL view holds its script too. */
  getTask(
    path: TaskPath,
    options?: { view?: 'BASIC' | 'FULL'; deadlineMs?: number; signal?: AbortSignal },
  ): Promise<ApiResponse<LuauTask>>;
  /** Reads one page of a task's log; it is empty until the task ends. */
  listLogs(
    path: TaskPath,
    options: { view: 'FLAT' | 'STRUCTURED'; pageToken?: string; signal?: AbortSignal },
  ): Promise<ApiResponse<LogPage>>;
  /** Asks for a place to upload a binary input of this many bytes to, at most 100 MiB. */
  createBinaryInput(
    universeId: string,
    sizeBytes: number,
    signal?: AbortSignal,
  ): Promise<ApiResponse<BinaryInput>>;
}

/**
 * The Luau execution API over a transport.
 *
 * @param onSecret told of every presigned URI, once, before anybody else gets it: whoever has one
 * has what it leads to
 */
export function luauExecution(
  transport: Transport,
  onSecret: (secret: string) => void,
): LuauExecution {
  const kept = new Set<string>();
  const keep = (uri: string | undefined): void => {
    // What is no such address is used by nobody; and as a mask, a text like "e:" would hide each of
    // its places in the log, and one of several lines each of them.
    const secret = uri === undefined ? undefined : presignedUrl(uri)?.href;
    if (secret !== undefined && !kept.has(secret)) {
      kept.add(secret);
      onSecret(secret);
    }
  };
  const readTaskAndKeep = (answer: unknown): LuauTask | undefined => {
    const task = readTask(answer);
    keep(task?.binaryOutputUri);
    return task;
  };
  const readInputAndKeep = (answer: unknown): BinaryInput | undefined => {
    const input = readBinaryInput(answer);
    keep(input?.uploadUri);
    return input;
  };

  return {
    createTask: (place, task, signal) =>
      requestJson(
        transport,
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
        readTaskAndKeep,
        'a task with a path and a state',
      ),

    getTask: (path, { view = 'BASIC', deadlineMs = READ_DEADLINE_MS, signal } = {}) =>
      requestJson(
        transport,
        {
          method: 'GET',
          path: `/cloud/v2/${formatTaskPath(path)}`,
          query: { view },
          deadlineMs,
          signal,
        },
        readTaskAndKeep,
        'a task with a path and a state',
      ),

    listLogs: (path, { view, pageToken, signal }) =>
      requestJson(
        transport,
        {
          method: 'GET',
          path: `/cloud/v2/${formatTaskPath(path)}/logs`,
          query: {
            view,
            maxPageSize: String(MAX_LOG_PAGE),
            ...(pageToken !== undefined && { pageToken }),
          },
          deadlineMs: LOG_DEADLINE_MS,
          signal,
        },
        readLogPage,
        'a page of a log',
      ),

    createBinaryInput: (universeId, sizeBytes, signal) =>
      requestJson(
        transport,
        {
          method: 'POST',
          path: `/cloud/v2/universes/${universeId}/luau-execution-session-task-binary-inputs`,
          body: { size: sizeBytes },
          deadlineMs: CREATE_DEADLINE_MS,
          signal,
        },
        readInputAndKeep,
        'a binary input with a path and an upload URI',
      ),
  };
}
