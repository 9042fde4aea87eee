import { invalidArgument } from './answers.ts';
import type { Answer } from './answers.ts';

/** A valid body of a create call. */
export interface TaskRequest {
  script: string;
  /** Whole milliseconds. */
  timeoutMs: number;
  /** Whether the request had a `timeout`: answers show none that was not sent. */
  hasTimeout: boolean;
  /** The path of a binary input, which may not exist. */
  binaryInput?: string;
  enableBinaryOutput: boolean;
}

/** "Scripts can be up to 4 MB in size", read as MiB like the limit on results; in UTF-8. */
const MAX_SCRIPT_BYTES = 4_194_304;

const MIN_TIMEOUT_SECONDS = 1;
const MAX_TIMEOUT_SECONDS = 300;
const DEFAULT_TIMEOUT_SECONDS = 300;

/** A protobuf duration in JSON. */
const DURATION = /^(\d+(?:\.\d{1,9})?)s$/;

/**
 * Checks the body of a create call. Fields that the service does not know are ignored, as the service does: a
 * misspelt `enabledBinaryOutput` does nothing.
 *
 * @param body the parsed JSON
 * @returns the request, or the answer that refuses it
 */
export function parseTaskRequest(body: unknown): { request: TaskRequest } | { refused: Answer } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refused('The request body must be a JSON object.');
  }
  const { script, timeout, binaryInput, enableBinaryOutput } = body as Record<string, unknown>;

  if (typeof script !== 'string' || script === '') {
    return refused('The field "script" must be a string that is not empty.');
  }
  const scriptBytes = Buffer.byteLength(script);
  if (scriptBytes > MAX_SCRIPT_BYTES) {
    return refused(
      `The field "script" has ${scriptBytes} bytes; at most ${MAX_SCRIPT_BYTES} are allowed.`,
    );
  }

  const timeoutSeconds = parseTimeout(timeout);
  if (timeoutSeconds === undefined) {
    return refused(
      `The field "timeout" is ${JSON.stringify(timeout)}; expected a duration from ` +
        `"${MIN_TIMEOUT_SECONDS}s" to "${MAX_TIMEOUT_SECONDS}s".`,
    );
  }

  if (!isAbsent(enableBinaryOutput) && typeof enableBinaryOutput !== 'boolean') {
    return refused('The field "enableBinaryOutput" must be a boolean.');
  }
  if (!isAbsent(binaryInput) && typeof binaryInput !== 'string') {
    return refused('The field "binaryInput" must be the path of a binary input.');
  }

  return {
    request: {
      script,
      timeoutMs: Math.round(timeoutSeconds * 1000),
      hasTimeout: !isAbsent(timeout),
      enableBinaryOutput: enableBinaryOutput === true,
      ...(!isAbsent(binaryInput) && { binaryInput }),
    },
  };
}

function refused(message: string): { refused: Answer } {
  return { refused: invalidArgument(message) };
}

/** protobuf's JSON takes null for an unset field, and the service takes "" for one. */
function isAbsent(value: unknown): value is undefined | null | '' {
  return value === undefined || value === null || value === '';
}

function parseTimeout(value: unknown): number | undefined {
  if (isAbsent(value)) return DEFAULT_TIMEOUT_SECONDS;
  const seconds = typeof value === 'string' ? Number(DURATION.exec(value)?.[1]) : Number.NaN;
  return seconds >= MIN_TIMEOUT_SECONDS && seconds <= MAX_TIMEOUT_SECONDS ? seconds : undefined;
}
