/** Why the comment may be missing, as the end of a sentence that begins with the comment. */
export class CommentError extends Error {
  override readonly name = 'CommentError';
}

/** An unreadable answer. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';
}

/** A request that failed. */
export interface Failure {
  /** Absent if no answer came. */
  readonly status?: number;
  /** The message of GitHub or of the network. */
  readonly message: string;
  /** What GitHub says of each invalid field of the request. */
  readonly details?: readonly string[];
  /** The wait that GitHub asks for. */
  readonly retryAfterMs?: number;
}

/** Reads the client's errors by their shape, because its classes are loaded on demand only. */
export function readFailure(error: unknown): Failure | undefined {
  if (error instanceof UnreadableAnswer) {
    return { message: error.message };
  }
  if (!(error instanceof Error) || error.name !== 'HttpError') {
    return undefined;
  }
  const { response } = error as Error & {
    readonly response?: {
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly data: unknown;
    };
  };
  if (response === undefined) {
    return { message: error.message };
  }
  const { message, errors } = (response.data ?? {}) as {
    readonly message?: unknown;
    readonly errors?: unknown;
  };
  const seconds = response.headers['retry-after'];
  return {
    status: response.status,
    message: typeof message === 'string' ? message : '',
    details: (Array.isArray(errors) ? errors : []).slice(0, MAX_DETAILS).flatMap(readDetail),
    ...(seconds !== undefined && /^\d+$/.test(seconds) && { retryAfterMs: Number(seconds) * 1000 }),
  };
}

/** The errors of one answer. */
const MAX_DETAILS = 5;

/** Reads an entry of `errors`: a text, or an object with a `message` or with a field and a code. */
function readDetail(entry: unknown): readonly string[] {
  if (typeof entry === 'string') {
    return [entry];
  }
  const { message, resource, field, code } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  const parts = typeof message === 'string' ? [message] : [resource, field, code];
  const words = parts.filter((part) => typeof part === 'string').join(' ');
  return words === '' ? [] : [words];
}
