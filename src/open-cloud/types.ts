import type { TaskPath } from './task-path.ts';

/**
 * A value of one of the service's enumerations. Enumerations grow, so any other word is accepted and
 * reported too.
 */
type OpenEnum<Known extends string> = Known | (string & {});

/** The known states of a task. Three of them are final. */
export type TaskState = OpenEnum<
  'STATE_UNSPECIFIED' | 'QUEUED' | 'PROCESSING' | 'CANCELLED' | 'COMPLETE' | 'FAILED'
>;

/** The known error codes of a failed task. */
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

/** A JSON value. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A task. Over the years the service has left out every field except `path` and `state` at some
 * time, so only these two are required.
 */
export interface LuauTask {
  readonly path: TaskPath;
  readonly state: TaskState;
  /** Milliseconds since 1970. */
  readonly createTime?: number;
  /** The time of the last change of state, in milliseconds since 1970. */
  readonly updateTime?: number;
  /** Why the task failed. The message may be missing. */
  readonly error?: { readonly code?: TaskErrorCode; readonly message?: string };
  /** The return values of the script; absent if the service sent none. */
  readonly results?: readonly Json[];
  /** Only in the FULL view. */
  readonly script?: string;
  /** A presigned URI, so a secret. Valid for 15 minutes. */
  readonly binaryOutputUri?: string;
  /** Only from the emulator, and read only if a task ran there. */
  readonly emulator?: EmulatorFacts;
}

/** What the emulator adds to a task. */
export interface EmulatorFacts {
  /** How often the script used something that the emulator does not have, by its name. */
  readonly unavailable: Readonly<Record<string, number>>;
  /** The random word in ` [emulator <mark>]`, which ends each error about that. */
  readonly mark: string;
}

/** One message of a task's log. */
export interface LogMessage {
  /** The text of one `print`, with its line breaks. */
  readonly text: string;
  /** Absent in the FLAT view. */
  readonly type?: MessageType;
  /** Milliseconds since 1970. All messages of one frame share it, so it gives no order. */
  readonly time?: number;
}

/** One page of a task's log. */
export interface LogPage {
  readonly messages: readonly LogMessage[];
  readonly nextPageToken?: string;
}

/** A binary input that was created, and the URI for its bytes. */
export interface BinaryInput {
  /** The resource path that a task's `binaryInput` names. */
  readonly path: string;
  /** A presigned URI, so a secret. Valid for 15 minutes. */
  readonly uploadUri: string;
}
