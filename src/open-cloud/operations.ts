import { formatPlacePath, formatTaskPath, type TaskPath } from './task-path.ts';

/** Where a task runs: on the latest saved version of the place, or on a given one. */
export interface PlaceTarget {
  readonly universeId: string;
  readonly placeId: string;
  readonly placeVersion?: string;
}

/** The ids in a path, for the advice of an error. */
export interface ResourceIds {
  readonly universe: string;
  readonly place?: string;
  readonly version?: string;
}

/**
 * The time limit of a request. `totalMs` covers connecting, sending, waiting and reading the answer.
 * For transfers, whose duration depends on size and network: `stallMs` is the longest time without
 * progress, and `answerMs` the time for the whole answer, from the end of sending or the beginning
 * of the answer. Slow progress extends the first limit but never the second, so every request ends.
 */
export type TimeLimit =
  { readonly totalMs: number } | { readonly stallMs: number; readonly answerMs: number };

/** One operation of the service. */
export interface Operation {
  readonly method: 'GET' | 'POST';
  readonly deadline: TimeLimit;
  /**
   * Whether a request may be sent again after it may have reached the service: reads may, and an
   * upload of identical bytes, which gets the same version. A creation may not.
   */
  readonly isRepeatable: boolean;
  /**
   * Whether the request gets a connection of its own. On a kept-alive connection, a reset by a
   * service that closed it long ago looks like a reset that lost an answer; and uploads over
   * kept-alive connections fail more often.
   */
  readonly hasOwnConnection: boolean;
  /** The maximum size of a successful answer. */
  readonly maxAnswerBytes: number;
  /** The scopes that the key needs, by the official description. A write scope covers reads. */
  readonly scope: string;
  /** Whether a 404 means an expired task, or wrong ids. */
  readonly notFound: 'expired-task' | 'wrong-ids';
}

const WRITE_SCOPE = '`universe.place.luau-execution-session:write`';
const READ_SCOPE = `${WRITE_SCOPE} (or \`:read\`)`;

/**
 * A creation usually takes 0.2 s, under load 30 s and more. Nobody knows what became of a creation
 * that was given up, so the deadline is long.
 */
const CREATE_DEADLINE_MS = 60_000;

/** Repeating a read is safe, and the next one may be quick. */
const READ_DEADLINE_MS = 30_000;

/** A page has half a megabyte at most. Reading a log fails after 30 s: shorter deadlines leave time for repeats. */
const LOG_DEADLINE_MS = 10_000;

/** An upload may take any time while bytes move: the size of the file limits it. */
const STALL_MS = 60_000;

/** Roblox answers after it has stored the whole place; a 500 came after 40 s. */
const UPLOAD_ANSWER_MS = 300_000;

/** A task of 4 MiB of results, or a script of 4 MB, is six times as long if every character is escaped. */
const MAX_TASK_BYTES = 32 * 1024 * 1024;

/** The service keeps 450 KB of a log. Escaped, with the times of ten thousand messages, these are 4 MB. */
const MAX_LOG_PAGE_BYTES = 16 * 1024 * 1024;

/** An answer of a few ids. */
const MAX_SMALL_ANSWER_BYTES = 1024 * 1024;

const CREATION = {
  method: 'POST',
  deadline: { totalMs: CREATE_DEADLINE_MS },
  isRepeatable: false,
  hasOwnConnection: true,
  maxAnswerBytes: MAX_TASK_BYTES,
  scope: WRITE_SCOPE,
  notFound: 'wrong-ids',
} as const;

const READ = {
  method: 'GET',
  isRepeatable: true,
  hasOwnConnection: false,
  maxAnswerBytes: MAX_TASK_BYTES,
  scope: READ_SCOPE,
  notFound: 'expired-task',
} as const;

/** All operations of the service that the action uses. Paths are in {@link PATHS}. */
export const OPERATIONS = {
  createTask: CREATION,
  createBinaryInput: { ...CREATION, maxAnswerBytes: MAX_SMALL_ANSWER_BYTES },
  getTask: { ...READ, deadline: { totalMs: READ_DEADLINE_MS } },
  listLogs: {
    ...READ,
    deadline: { totalMs: LOG_DEADLINE_MS },
    maxAnswerBytes: MAX_LOG_PAGE_BYTES,
  },
  uploadVersion: {
    ...CREATION,
    deadline: { stallMs: STALL_MS, answerMs: UPLOAD_ANSWER_MS },
    isRepeatable: true,
    maxAnswerBytes: MAX_SMALL_ANSWER_BYTES,
    scope: '`universe-places:write`',
  },
} as const satisfies Readonly<Record<string, Operation>>;

/** The name of an operation. */
export type OperationName = keyof typeof OPERATIONS;

/** The paths of the operations, below the origin. */
export const PATHS = {
  createTask: (place: PlaceTarget) =>
    `/cloud/v2/${formatPlacePath(place)}/luau-execution-session-tasks`,
  createBinaryInput: (universeId: string) =>
    `/cloud/v2/universes/${universeId}/luau-execution-session-task-binary-inputs`,
  getTask: (task: TaskPath) => `/cloud/v2/${formatTaskPath(task)}`,
  listLogs: (task: TaskPath) => `/cloud/v2/${formatTaskPath(task)}/logs`,
  uploadVersion: ({ universeId, placeId }: PlaceTarget) =>
    `/universes/v1/${universeId}/places/${placeId}/versions`,
} as const satisfies Readonly<Record<OperationName, unknown>>;

/** The request that an error is about. It never contains the key, an origin or a body. */
export interface RequestName {
  readonly method: string;
  /** The path without the query; for a presigned URI a description like `(binary input)`. */
  readonly path: string;
  /** Absent for a presigned URI. */
  readonly operation?: OperationName;
  readonly ids?: ResourceIds;
  /** Set if the request went to a presigned URI: its answer says nothing about the key. */
  readonly target?: 'presigned';
}

/** Names the creation of a task, also before it is sent. */
export function nameCreation(place: PlaceTarget): RequestName {
  return {
    method: OPERATIONS.createTask.method,
    path: PATHS.createTask(place),
    operation: 'createTask',
    ids: idsOf(place),
  };
}

/** The ids of a place or a task. */
export function idsOf({ universeId, placeId, placeVersion }: PlaceTarget): ResourceIds {
  return {
    universe: universeId,
    place: placeId,
    ...(placeVersion !== undefined && { version: placeVersion }),
  };
}
