import type { LogMessage, LuauTask } from '../../open-cloud/types.ts';
import { logCameEmpty } from '../fetch-logs.ts';
import { joinStacks } from '../join-stacks.ts';
import type { Log } from '../run-result.ts';
import { findThreadScript, mapText, type LineMap } from './script-lines.ts';
import { readRecord, readTable } from './records.ts';
import { logMark, type EndRecord } from './runner.ts';
import type { SharedTask } from './build-shared-task.ts';

/** One script's part of a finished shared task. */
export interface SharedPart {
  readonly status:
    /** It ended with a known result or error. */
    | 'ended'
    /** It was running when the task ended, so it has the task's end. */
    | 'ended-task'
    /** It ended, but its result was lost with the task. */
    | 'lost'
    /** Nothing shows which scripts ran: all have the task's end. */
    | 'unknown'
    /** It was not executed. */
    | 'not-run';
  /** The task as it would have ended with this script alone. */
  readonly task: LuauTask;
  /** Its messages; an error that it raised is the last one. */
  readonly log: Log;
  /** Whether Roblox may have dropped messages of it, as it does with long logs. */
  readonly isLogCut: boolean;
  /** How long it ran, if known. */
  readonly durationMs?: number;
  /** How it ended, if the task does not show it: whole sentences. */
  readonly because?: string;
}

/** The end of a part, and an error to add to its log. */
interface PartEnd extends Pick<LuauTask, 'state' | 'error' | 'results'> {
  readonly status: SharedPart['status'];
  readonly raised?: string;
  readonly because?: string;
}

/**
 * Splits a finished shared task into the scripts' parts, in their order. Each location in the chunk
 * becomes one in the script.
 *
 * The returned table has the records. If the task ended without it, the log has them.
 */
export function readSharedTask(
  { nonce, lines }: SharedTask,
  task: LuauTask,
  log: Log,
): readonly SharedPart[] {
  const split = splitLog(nonce, lines, joinStacks(log.messages));
  const returned = readTable(nonce, lines, task);
  // The runner prints a line before each script, so an empty log was lost.
  const isLost = log.messages.length === 0 && log.error === undefined && returned.length > 0;
  const whole = isLost ? logCameEmpty(task.path) : log;
  const records = lines.map((_, script) => returned[script] ?? split.records.get(script));
  const lastStarted = Math.max(
    split.lastStarted,
    records.findLastIndex((record) => record !== undefined),
  );
  // If the last script that started has ended, the task ended before the next one started.
  const endedAt = records[lastStarted] === undefined ? lastStarted : lastStarted + 1;

  const { error: _error, results: _results, ...rest } = task;
  return lines.map((_, script): SharedPart => {
    const record = records[script];
    const {
      status: end,
      raised,
      because,
      ...ended
    } = record === undefined || record.status === 'elsewhere'
      ? endWithoutRecord(script, lastStarted, endedAt, task, lines)
      : endOfRecord(record);
    const messages = [
      ...(split.messages[script] ?? []).map((message) => ({
        ...message,
        text: mapText(message.text, lines, script),
      })),
      ...(raised === undefined ? [] : [{ text: raised, type: 'ERROR' }]),
    ];
    return {
      status: end,
      task: { ...rest, ...ended },
      log: { ...whole, messages },
      isLogCut: script <= split.lastCut,
      ...(record?.ms !== undefined && { durationMs: record.ms }),
      ...(because !== undefined && { because }),
    };
  });
}

function endOfRecord({ status: end, results, message = '', trace = '' }: EndRecord): PartEnd {
  switch (end) {
    case 'raised':
      return {
        status: 'ended',
        state: 'FAILED',
        error: { code: 'SCRIPT_ERROR', message },
        raised: writeLogged(message, trace),
      };
    case 'too-large':
      return {
        status: 'ended',
        state: 'FAILED',
        error: {
          code: 'OUTPUT_SIZE_LIMIT_EXCEEDED',
          message:
            'What the script returned did not fit into the 4 MiB that all scripts of a shared task may return together.',
        },
      };
    default:
      return { status: 'ended', state: 'COMPLETE', ...(results && { results }) };
  }
}

/** Formats an error like Roblox's log. The runner catches errors, so Roblox does not log them. */
function writeLogged(message: string, trace: string): string {
  const frames = trace
    .split('\n')
    .filter((row) => row !== '')
    .map((row) =>
      row.replace(
        /^(.*):(\d+)(?: function (.*))?$/,
        (_, chunk: string, line: string, name?: string) =>
          `Script '${chunk}', Line ${line}${name === undefined ? '' : ` - function ${name}`}`,
      ),
    );
  return frames.length === 0
    ? message
    : [message, 'Stack Begin', ...frames, 'Stack End'].join('\n');
}

/** Of the task's error message, for each script besides the one that ended the task. */
const MAX_REPEATED_CHARACTERS = 1_000;

/**
 * @param lastStarted the last script that is known to have started; -1 if none is
 * @param endedAt the script at which the task ended: that one, or the next if it had ended
 */
function endWithoutRecord(
  script: number,
  lastStarted: number,
  endedAt: number,
  { state, error }: LuauTask,
  lines: LineMap,
): PartEnd {
  const message =
    script === Math.max(endedAt, 0)
      ? error?.message
      : error?.message?.slice(0, MAX_REPEATED_CHARACTERS);
  const words = message === undefined ? undefined : mapText(message, lines, script);
  const own = (
    because: string,
    serverMessage = words === undefined ? '' : ` Roblox said: ${words}`,
  ): { readonly because: string; readonly error: { readonly message: string } } => ({
    because: because + serverMessage,
    error: { message: because + serverMessage },
  });
  if (endedAt !== -1 && script > endedAt) {
    const name = lines[endedAt]?.file ?? '';
    const because = `Not run: the task that it shared ended in ${name}, before its turn.`;
    return { status: 'not-run', state: 'FAILED', ...own(because, '') };
  }
  const { code } = error ?? {};
  if (script < endedAt) {
    const lost = own(
      'The script ended, and what it returned was lost with the task that it shared.',
    );
    // An error of Roblox, or the size of all results together, is not this script's own.
    const isShared = code === 'OUTPUT_SIZE_LIMIT_EXCEEDED' || code === 'INTERNAL_ERROR';
    return {
      status: 'lost',
      state: 'FAILED',
      ...lost,
      error: { ...(isShared && { code }), ...lost.error },
    };
  }
  const end = 'ended-task';
  const theirs = {
    ...(error && { error: { ...error, ...(words !== undefined && { message: words }) } }),
  };
  if (endedAt === -1) {
    const unknown = own(
      'Nothing tells which of the scripts that share the task were still running when it ended.',
    );
    return state === 'COMPLETE'
      ? { status: 'unknown', state: 'FAILED', ...unknown }
      : { status: 'unknown', state, because: unknown.because, ...theirs };
  }
  if (endedAt > lastStarted) {
    const before = lines[lastStarted]?.file ?? '';
    const late = own(
      `The task ended before the script began, although ${before} had ended: what that left running may have kept it.`,
    );
    return state === 'COMPLETE'
      ? { status: end, state: 'FAILED', ...late }
      : { status: end, state, ...late, error: { ...error, ...late.error } };
  }
  return state === 'COMPLETE'
    ? { status: end, state: 'FAILED', ...own('The script ended the whole task that it shared.') }
    : { status: end, state, ...theirs };
}

/** A shared task's log, split by script. */
interface SplitLog {
  readonly messages: readonly (readonly LogMessage[])[];
  readonly records: ReadonlyMap<number, EndRecord>;
  /** The last script that is known to have started; -1 for none. */
  readonly lastStarted: number;
  /** Up to this script, messages may have been dropped; -1 for none. */
  readonly lastCut: number;
}

/**
 * Assigns each message to the script that had started last. A logged error goes to the script that
 * started its thread, if the trace shows that. Other messages of threads that a script left behind
 * count for the script that runs by then.
 *
 * The runner's lines are dropped. A script could forge one only with the nonce, which it can read from
 * the log (`LogService`). The returned table cannot be forged that way.
 *
 * If Roblox has dropped the head of the log, the messages before the first of the runner's lines belong
 * to the script that this line ends, or to the one before the script that it starts.
 */
function splitLog(nonce: string, lines: LineMap, log: readonly LogMessage[]): SplitLog {
  const mark = `${logMark(nonce)} `;
  const messages: LogMessage[][] = lines.map(() => []);
  const records = new Map<number, EndRecord>();
  const head: LogMessage[] = [];
  let lastStarted = -1;
  let lastCut = log.length === 0 ? -1 : lines.length - 1;
  for (const message of log) {
    const [, event, number, record] = message.text.startsWith(mark)
      ? (/^(begin|end) (\d+)(?: (.*))?$/s.exec(message.text.slice(mark.length)) ?? [])
      : [];
    const script = Number(number) - 1;
    if (event === undefined || script < lastStarted || script >= lines.length) {
      if (lastStarted === -1) {
        head.push(message);
      } else {
        const thread = message.type === 'ERROR' ? findThreadScript(message.text, lines) : undefined;
        messages[Math.min(thread ?? lastStarted, lastStarted)]?.push(message);
      }
      continue;
    }
    if (lastStarted === -1) {
      lastCut = event === 'begin' ? script - 1 : script;
      messages[Math.max(lastCut, 0)] = head;
    }
    lastStarted = script;
    if (event === 'end' && !records.has(script)) {
      records.set(script, readRecord(record, lines, script) ?? { status: 'elsewhere' });
    }
  }
  return { messages, records, lastStarted, lastCut };
}
