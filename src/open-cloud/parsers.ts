import { parseTaskPath, type TaskPath } from './task-path.ts';

/**
 * A value of one of the service's enumerations: the known ones by name, and every other word too,
 * since enumerations grow and a new word must be reported, not refused.
 */
type OpenEnum<Known extends string> = Known | (string & {});

/** The states that a task is known to have. Only three of them are ends. */
export type TaskState = OpenEnum<
  'STATE_UNSPECIFIED' | 'QUEUED' | 'PROCESSING' | 'CANCELLED' | 'COMPLETE' | 'FAILED'
>;

/** The reasons that a failed task is known to give. */
export type TaskErrorCode = OpenEnum<
  | 'ERROR_CODE_UNSPECIFIED'
  | 'SCRIPT_ERROR'
  | 'DEADLINE_EXCEEDED'
  | 'OUTPUT_SIZE_LIMIT_EXCEEDED'
  | 'INTERNAL_ERROR'
>;

/** The types of a structured message. */
export type MessageType = OpenEnum<
  'MESSAGE_TYPE_UNSPECIFIED' | 'OUTPUT' | 'INFO' | 'WARNING' | 'ERROR'
>;

/** A JSON value, as the service returns what a script returned. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A task, as far as the service told. Over the years it has left out every field but `path` and
 * `state` at some time, so only these two are required.
 */
export interface LuauTask {
  readonly path: TaskPath;
  readonly state: TaskState;
  /** Milliseconds since 1970. */
  readonly createTime?: number;
  /** When the state last changed; milliseconds since 1970. */
  readonly updateTime?: number;
  /** Why the task failed; a message is not always there. */
  readonly error?: { readonly code?: TaskErrorCode; readonly message?: string };
  /** What the script returned, one element a value; absent where it returned nothing. */
  readonly results?: readonly Json[];
  /** Only in the FULL view. */
  readonly script?: string;
  /** A presigned URI, and therefore a secret. Good for 15 minutes. */
  readonly binaryOutputUri?: string;
}

/** One message of a task's log. */
export interface LogMessage {
  /** The text of one `print`, line ends and all. */
  readonly text: string;
  /** Absent in the FLAT view. */
  readonly type?: MessageType;
  /** Milliseconds since 1970. All messages of one frame share it, so it orders nothing. */
  readonly time?: number;
}

/** One page of a task's log. */
export interface LogPage {
  readonly messages: readonly LogMessage[];
  readonly nextPageToken?: string;
}

/** Where a binary input is known by, and where its bytes go. */
export interface BinaryInput {
  /** The resource path that a task's `binaryInput` names. */
  readonly path: string;
  /** A presigned URI, and therefore a secret. Good for 15 minutes. */
  readonly uploadUri: string;
}

const END_STATES: ReadonlySet<TaskState> = new Set(['CANCELLED', 'COMPLETE', 'FAILED']);

/** Whether a task in this state has ended. QUEUED and states that are not known yet are no ends. */
export function isEnd(state: TaskState): boolean {
  return END_STATES.has(state);
}

/**
 * Reads a task out of an answer.
 *
 * @returns undefined where `path` or `state` is missing, or where the path is none.
 */
export function readTask(answer: unknown): LuauTask | undefined {
  const fields = asObject(answer);
  const path = parseTaskPath(asText(fields['path']) ?? '');
  const state = asText(fields['state']);
  if (path === undefined || state === undefined) {
    return undefined;
  }
  const createTime = asTime(fields['createTime']);
  const updateTime = asTime(fields['updateTime']);
  const error = readTaskError(fields['error']);
  const results = asObject(fields['output'])['results'];
  const script = asText(fields['script']);
  const binaryOutputUri = asText(fields['binaryOutputUri']);
  return {
    path,
    state,
    ...(createTime !== undefined && { createTime }),
    ...(updateTime !== undefined && { updateTime }),
    ...(error && { error }),
    ...(Array.isArray(results) && { results: results as readonly Json[] }),
    ...(script !== undefined && { script }),
    ...(binaryOutputUri !== undefined && { binaryOutputUri }),
  };
}

function readTaskError(value: unknown): LuauTask['error'] {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const code = asText(asObject(value)['code']);
  const message = asText(asObject(value)['message']);
  return { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
}

/**
 * Reads a page of a log in either view, in the service's order: that is the order of the messages,
 * while their times are not.
 *
 * @returns undefined where the answer is no object at all.
 */
export function readLogPage(answer: unknown): LogPage | undefined {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    return undefined;
  }
  const page = asObject(answer);
  const nextPageToken = asText(page['nextPageToken']);
  return {
    messages: asList(page['luauExecutionSessionTaskLogs']).flatMap((entry) => {
      const log = asObject(entry);
      const structured = asList(log['structuredMessages']).map(readStructuredMessage);
      return structured.length > 0 ? structured : asList(log['messages']).map(readFlatMessage);
    }),
    ...(nextPageToken !== undefined && { nextPageToken }),
  };
}

function readStructuredMessage(value: unknown): LogMessage {
  const fields = asObject(value);
  const time = asTime(fields['createTime']);
  return {
    // A message that is printed empty is a message all the same.
    text: typeof fields['message'] === 'string' ? fields['message'] : '',
    type: asText(fields['messageType']) ?? 'MESSAGE_TYPE_UNSPECIFIED',
    ...(time !== undefined && { time }),
  };
}

function readFlatMessage(value: unknown): LogMessage {
  return { text: typeof value === 'string' ? value : '' };
}

// A binary input's path is sent back in a task's body only, never used as a URL.
const BINARY_INPUT_PATH =
  /^universes\/\d{1,20}\/luau-execution-session-task-binary-inputs\/[\w-]{1,128}$/;

/** Reads a binary input; undefined where its path or its upload URI is missing or is none. */
export function readBinaryInput(answer: unknown): BinaryInput | undefined {
  const path = asText(asObject(answer)['path']);
  const uploadUri = asText(asObject(answer)['uploadUri']);
  return path !== undefined && BINARY_INPUT_PATH.test(path) && uploadUri !== undefined
    ? { path, uploadUri }
    : undefined;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The empty string is how the service spells "absent" in some fields of some years. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asTime(value: unknown): number | undefined {
  // Fractions of a second come with any number of digits; Date.parse takes them all.
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
