import { parseTaskPath } from './task-path.ts';
import type {
  BinaryInput,
  EmulatorFacts,
  Json,
  LogMessage,
  LogPage,
  LuauTask,
  TaskState,
} from './types.ts';

const END_STATES: ReadonlySet<TaskState> = new Set(['CANCELLED', 'COMPLETE', 'FAILED']);

/** Whether a state is final. QUEUED and unknown states are not. */
export function isEnd(state: TaskState): boolean {
  return END_STATES.has(state);
}

/**
 * Reads a task from an answer.
 *
 * @returns undefined if `path` or `state` is missing or invalid
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
  const emulator = readEmulatorFacts(fields['emulator']);
  return {
    path,
    state,
    ...(createTime !== undefined && { createTime }),
    ...(updateTime !== undefined && { updateTime }),
    ...(error && { error }),
    ...(Array.isArray(results) && { results: results as readonly Json[] }),
    ...(script !== undefined && { script }),
    ...(binaryOutputUri !== undefined && { binaryOutputUri }),
    ...(emulator && { emulator }),
  };
}

function readEmulatorFacts(value: unknown): EmulatorFacts | undefined {
  const mark = asText(asObject(value)['mark']);
  const counts = Object.entries(asObject(asObject(value)['unavailable'])).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  return mark === undefined ? undefined : { mark, unavailable: Object.fromEntries(counts) };
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
 * Reads a page of a log in either view. The messages keep the service's order; their times give none.
 *
 * @returns undefined if the answer is no object
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
    // An empty message counts too.
    text: typeof fields['message'] === 'string' ? fields['message'] : '',
    type: asText(fields['messageType']) ?? 'MESSAGE_TYPE_UNSPECIFIED',
    ...(time !== undefined && { time }),
  };
}

function readFlatMessage(value: unknown): LogMessage {
  return { text: typeof value === 'string' ? value : '' };
}

// The path of a binary input is only sent back in a task's body; it is never part of a URL.
const BINARY_INPUT_PATH =
  /^universes\/\d{1,20}\/luau-execution-session-task-binary-inputs\/[\w-]{1,128}$/;

/** Reads a binary input; undefined if its path or its upload URI is missing or invalid. */
export function readBinaryInput(answer: unknown): BinaryInput | undefined {
  const path = asText(asObject(answer)['path']);
  const uploadUri = asText(asObject(answer)['uploadUri']);
  return path !== undefined && BINARY_INPUT_PATH.test(path) && uploadUri !== undefined
    ? { path, uploadUri }
    : undefined;
}

/** The version is a number so far; numbers of 64 bits are strings elsewhere in this API. */
export function readVersion(answer: unknown): { readonly version: string } | undefined {
  const { versionNumber } = asObject(answer);
  const isNumber = Number.isSafeInteger(versionNumber) || typeof versionNumber === 'string';
  const version = String(versionNumber);
  return isNumber && /^[1-9]\d{0,19}$/.test(version) ? { version } : undefined;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** In some fields and years the service sends the empty string for an absent value. */
function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asTime(value: unknown): number | undefined {
  // Fractions of a second have any number of digits; Date.parse accepts them all.
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
