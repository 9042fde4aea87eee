import type { FileBody } from './http/file-body.ts';
import { presignedUrl } from './http/presigned-transfers.ts';
import type { ServiceRequest, ServiceResponse, Transport } from './http/transport.ts';
import { errorFromResponse, OpenCloudError } from './errors.ts';
import {
  idsOf,
  nameCreation,
  OPERATIONS,
  PATHS,
  type OperationName,
  type PlaceTarget,
  type RequestName,
  type ResourceIds,
} from './operations.ts';
import { readBinaryInput, readLogPage, readTask, readVersion } from './parsers.ts';
import { findJsonExcess, MAX_JSON } from '../util/json-limits.ts';
import { readQuota, type Quota } from './rate-limit.ts';
import { formatBytes } from '../util/truncate.ts';
import type { TaskPath } from './task-path.ts';
import type { BinaryInput, LogPage, LuauTask } from './types.ts';

/** The content of an answer, and the quota that its headers advertise. */
export interface ApiResponse<T> {
  readonly value: T;
  readonly quota?: Quota;
}

/** The maximum page size of a log; the service lowers larger values to it. */
const MAX_LOG_PAGE = 10_000;

/** The fields of a new task. */
export interface TaskRequest {
  /** Luau source, at most 4 MB. */
  readonly script: string;
  /** How long the script may run from its first line: 1 to 300 s. The service's default is 300 s. */
  readonly timeoutMs?: number;
  /** The path of a {@link BinaryInput} whose bytes were uploaded. */
  readonly binaryInput?: string;
  readonly enableBinaryOutput?: boolean;
}

/** Who gets an uploaded version: editors of the place (`Saved`), or players too (`Published`). */
export type VersionType = 'Saved' | 'Published';

/**
 * The Luau execution API. Each call sends one request and throws an {@link OpenCloudError} if it
 * fails. The caller decides whether and how long to retry (see `retry.ts`).
 */
export interface LuauExecution {
  /** Creates a task. There is no idempotency key: a request that was sent may have started the script. */
  createTask(
    place: PlaceTarget,
    task: TaskRequest,
    signal?: AbortSignal,
  ): Promise<ApiResponse<LuauTask>>;
  /** Reads a task. The FULL view contains its script too. */
  getTask(
    path: TaskPath,
    options?: { view?: 'BASIC' | 'FULL'; deadlineMs?: number; signal?: AbortSignal },
  ): Promise<ApiResponse<LuauTask>>;
  /** Reads one page of a task's log. The log is empty until the task ends. */
  listLogs(
    path: TaskPath,
    options: { view: 'FLAT' | 'STRUCTURED'; pageToken?: string; signal?: AbortSignal },
  ): Promise<ApiResponse<LogPage>>;
  /** Creates a binary input for this many bytes, at most 100 MiB. */
  createBinaryInput(
    universeId: string,
    sizeBytes: number,
    signal?: AbortSignal,
  ): Promise<ApiResponse<BinaryInput>>;
}

/** The API for uploading versions of places. */
export interface PlaceUploads {
  /**
   * Uploads a version of a place. A repeat is safe: identical bytes get the same version.
   *
   * @returns the number of the version
   * @throws {OpenCloudError} if the upload fails
   * @throws {UnsendableFile} if the file changes while it is sent
   * @throws the signal's reason if the signal aborts
   */
  uploadVersion(
    place: PlaceTarget,
    body: FileBody,
    versionType: VersionType,
    options: {
      readonly signal: AbortSignal;
      /** Called with the number of bytes that the network has taken, from 0 on. */
      readonly onProgress?: (sentBytes: number) => void;
    },
  ): Promise<ApiResponse<{ readonly version: string }>>;
}

/**
 * The Luau execution API over a transport.
 *
 * @param onSecret called once with every presigned URI before the caller gets it
 */
export function luauExecution(
  transport: Transport,
  onSecret: (secret: string) => void,
): LuauExecution {
  const seen = new Set<string>();
  const markSecret = (uri: string | undefined): void => {
    // Only a usable URI is a secret: as a mask, a text like "e:" would hide parts of the whole log.
    const secret = uri === undefined ? undefined : presignedUrl(uri)?.href;
    if (secret !== undefined && !seen.has(secret)) {
      seen.add(secret);
      onSecret(secret);
    }
  };
  const parseTask = (answer: unknown): LuauTask | undefined => {
    const task = readTask(answer);
    markSecret(task?.binaryOutputUri);
    return task;
  };
  const parseInput = (answer: unknown): BinaryInput | undefined => {
    const input = readBinaryInput(answer);
    markSecret(input?.uploadUri);
    return input;
  };
  const A_TASK = 'a task with a path and a state';

  return {
    createTask: (place, task, signal) => {
      const body = {
        script: task.script,
        ...(task.timeoutMs !== undefined && { timeout: `${task.timeoutMs / 1000}s` }),
        ...(task.binaryInput !== undefined && { binaryInput: task.binaryInput }),
        ...(task.enableBinaryOutput === true && { enableBinaryOutput: true }),
      };
      return send(transport, nameCreation(place), { body, signal }, parseTask, A_TASK);
    },

    getTask: (path, { view = 'BASIC', deadlineMs, signal } = {}) => {
      const name = nameRequest('getTask', PATHS.getTask(path), idsOf(path));
      return send(
        transport,
        name,
        { query: { view }, signal, ...(deadlineMs !== undefined && { deadlineMs }) },
        (answer) => checkResults(name, parseTask(answer)),
        A_TASK,
      );
    },

    listLogs: (path, { view, pageToken, signal }) => {
      const page = {
        maxPageSize: String(MAX_LOG_PAGE),
        ...(pageToken !== undefined && { pageToken }),
      };
      return send(
        transport,
        nameRequest('listLogs', PATHS.listLogs(path), idsOf(path)),
        { query: { view, ...page }, signal },
        readLogPage,
        'a page of a log',
      );
    },

    createBinaryInput: (universeId, sizeBytes, signal) =>
      send(
        transport,
        nameRequest('createBinaryInput', PATHS.createBinaryInput(universeId), {
          universe: universeId,
        }),
        { body: { size: sizeBytes }, signal },
        parseInput,
        'a binary input with a path and an upload URI',
      ),
  };
}

/** Uploads of place versions over a transport. */
export function placeUploads(transport: Transport): PlaceUploads {
  return {
    uploadVersion: (place, file, versionType, { signal, onProgress }) =>
      send(
        transport,
        nameRequest('uploadVersion', PATHS.uploadVersion(place), idsOf(place)),
        { query: { versionType }, file, signal, ...(onProgress && { onProgress }) },
        readVersion,
        'a version number',
      ),
  };
}

function nameRequest(operation: OperationName, path: string, ids: ResourceIds): RequestName {
  return { method: OPERATIONS[operation].method, path, operation, ids };
}

/**
 * Sends one request and reads the JSON of its answer.
 *
 * @param read returns undefined if the answer is not as expected
 * @param expected a description of the expected answer, like `a task with a path and a state`
 */
async function send<T>(
  transport: Transport,
  name: RequestName,
  content: Omit<ServiceRequest, 'name'>,
  read: (answer: unknown) => T | undefined,
  expected: string,
): Promise<ApiResponse<T>> {
  const answer = await transport.send({ name, ...content });
  if (answer.status < 200 || answer.status > 299) {
    throw errorFromResponse(name, answer);
  }
  const value = read(parse(name, answer));
  if (value === undefined) {
    throw unreadable(name, answer, `it is not ${expected}`);
  }
  const quota = readQuota(answer.headers);
  return { value, ...(quota && { quota }) };
}

/**
 * The size of return values as JSON. Roblox accepts 4 MiB; if it counts without escapes, these can
 * have half as many characters again.
 */
const MAX_RESULT_CHARACTERS = 6 * 1024 * 1024;

function checkResults(request: RequestName, task: LuauTask | undefined): LuauTask | undefined {
  if (jsonLength(task?.results) > MAX_RESULT_CHARACTERS) {
    throw new OpenCloudError({
      failure: 'too-large',
      request,
      status: 200,
      serverMessage: `its results have more than ${formatBytes(MAX_RESULT_CHARACTERS)}`,
    });
  }
  return task;
}

/** Infinite for values that are nested too deeply for `JSON.stringify`, which is recursive. */
function jsonLength(results: LuauTask['results'] = []): number {
  try {
    return JSON.stringify(results).length;
  } catch {
    return Infinity;
  }
}

function parse(name: RequestName, answer: ServiceResponse): unknown {
  const excess = findJsonExcess(answer.text, MAX_JSON);
  if (excess !== undefined) {
    throw new OpenCloudError({
      failure: 'too-large',
      request: name,
      status: answer.status,
      serverMessage: `it ${excess}`,
    });
  }
  try {
    return JSON.parse(answer.text) as unknown;
  } catch (cause) {
    throw unreadable(name, answer, 'it is cut short, or is not JSON', cause);
  }
}

function unreadable(
  request: RequestName,
  { status }: ServiceResponse,
  serverMessage: string,
  cause?: unknown,
): OpenCloudError {
  return new OpenCloudError({ failure: 'unreadable', request, status, serverMessage, cause });
}
