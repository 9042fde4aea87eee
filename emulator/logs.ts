/** The log of a task: what is kept of it, and the pages in which it is read. */

/** One message, in the shape that the STRUCTURED view shows. */
export interface LogMessage {
  message: string;
  /** RFC 3339. Messages of one frame share it. */
  createTime: string;
  messageType: 'OUTPUT' | 'INFO' | 'WARNING' | 'ERROR';
}

/** The two shapes in which the service shows messages. */
export type LogView = 'FLAT' | 'STRUCTURED';

/** A chunk of messages: `messages` in the FLAT view, `structuredMessages` in the STRUCTURED one. */
export interface LogChunk {
  path: string;
  messages?: string[];
  structuredMessages?: LogMessage[];
}

/** A page of chunks. `nextPageToken` is empty on the last one. */
export interface LogPage {
  luauExecutionSessionTaskLogs: LogChunk[];
  nextPageToken: string;
}

/** What to read of a log. */
export interface LogQuery {
  view: LogView;
  /** How many chunks a page holds at most. */
  maxPageSize: number;
  /** Empty for the first page, else what the page before gave out. */
  pageToken: string;
}

/** The documented amount of log that is kept of a task, "450 KB". */
const WINDOW_BYTES = 450_000;

/** What a message costs on top of its text; measured at the service. */
const MESSAGE_OVERHEAD_BYTES = 47;

/**
 * Messages in a chunk. The service's chunks are not measured, beyond that small logs come in one; at this size a log
 * that fills the window has up to ten, so that reading page by page can be tried out.
 */
export const MESSAGES_PER_CHUNK = 1000;

/**
 * The newest messages of a log. Older ones are dropped when the budget is used up, without a mark, as at the
 * service. Messages are kept or dropped as a whole, so one that is larger than the budget leaves nothing; how the
 * service treats such a message is not measured.
 */
export class LogWindow {
  #messages: LogMessage[] = [];
  #bytes = 0;

  /** Everything that is kept, oldest first. */
  get messages(): readonly LogMessage[] {
    return this.#messages;
  }

  append(message: LogMessage): void {
    this.#messages.push(message);
    this.#bytes += cost(message);
    while (this.#bytes > WINDOW_BYTES) {
      const dropped = this.#messages.shift();
      if (dropped === undefined) break;
      this.#bytes -= cost(dropped);
    }
  }
}

function cost({ message }: LogMessage): number {
  return Buffer.byteLength(message) + MESSAGE_OVERHEAD_BYTES;
}

function formatToken(firstChunk: number, view: LogView): string {
  return Buffer.from(JSON.stringify({ firstChunk, view })).toString('base64url');
}

function parseToken(token: string): { firstChunk?: unknown; view?: unknown } {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

/**
 * One page of a finished task's log. A silent script has one chunk without messages.
 *
 * @param taskPath the task's path, which the chunks' paths begin with
 * @returns undefined for a page token that this log did not give out for this view
 */
export function readLogPage(
  messages: readonly LogMessage[],
  taskPath: string,
  { view, maxPageSize, pageToken }: LogQuery,
): LogPage | undefined {
  const chunkCount = Math.max(1, Math.ceil(messages.length / MESSAGES_PER_CHUNK));
  let first = 0;
  if (pageToken !== '') {
    const { firstChunk, view: tokenView } = parseToken(pageToken);
    if (!Number.isInteger(firstChunk) || tokenView !== view) return undefined;
    first = Number(firstChunk);
    if (first < 1 || first >= chunkCount) return undefined;
  }

  const next = Math.min(first + maxPageSize, chunkCount);
  const chunks = Array.from({ length: next - first }, (_, index): LogChunk => {
    const number = first + index;
    const start = number * MESSAGES_PER_CHUNK;
    const kept = messages.slice(start, start + MESSAGES_PER_CHUNK);
    const path = `${taskPath}/logs/${number + 1}`;
    return view === 'FLAT'
      ? { path, messages: kept.map(({ message }) => message) }
      : { path, structuredMessages: kept };
  });
  return {
    luauExecutionSessionTaskLogs: chunks,
    nextPageToken: next < chunkCount ? formatToken(next, view) : '',
  };
}
