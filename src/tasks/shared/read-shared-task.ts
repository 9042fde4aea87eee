import type { LogMessage, LuauTask } from '../../open-cloud/types.ts';
import { logCameEmpty } from '../fetch-logs.ts';
import type { Log } from '../run-result.ts';
import { findThreadScript, mapText, type LineMap } from './script-lines.ts';
import { readRecord, readTable } from './records.ts';
import { logMark, type EndRecord } from './runner.ts';
import type { SharedTask } from './build-shared-task.ts';

/** One script's part of a shared task that has ended. */
export interface SharedPart {
  readonly status:
    /** It ended, and what it returned or raised is known. */
    | 'ended'
    /** It was running when the task ended, so the task's end is its own. */
    | 'ended-task'
    /** It ended, or may have; what it returned went down with the task. */
    | 'lost'
    /** Nothing tells of any of the scripts whether its turn came: the task's end is that of all. */
    | 'unknown'
    /** Its turn never came. */
    | 'not-run';
  /** The task as it would have ended with this script alone. */
  readonly task: LuauTask;
  /** What it logged, with an error that it raised as the last message. */
  readonly log: Log;
  /** Whether Roblox may have dropped messages of it, as it does where a log grows too long. */
  readonly isLogCut: boolean;
  /** How long it ran; absent where nobody knows. */
  readonly durationMs?: number;
  /** How it ended, where what Roblox said of the task does not tell: whole sentences. */
  readonly because?: string;
}

/** How a part's task ended, and what is to be added to its log. */
interface PartEnd extends Pick<LuauTask, 'state' | 'error' | 'results'> {
  readonly status: SharedPart['status'];
  readonly raised?: string;
  readonly because?: string;
}

/**
 * Parts a shared task that has ended into what each script had of it, in the order of the scripts.
 * Every place in the chunk becomes one of the script's own.
 *
 * The records in the returned table count; where the task ended without it, those in the log do.
 */
export function readSharedTask(
  { nonce, lines }: SharedTask,
  task: LuauTask,
  log: Log,
): readonly SharedPart[] {
  const split = splitLog(nonce, lines, log.messages);
  const returned = readTable(nonce, lines, task);
  // Before each script the chunk prints a line of its own.
  const isLost = log.messages.length === 0 && log.error === undefined && returned.length > 0;
  const whole = isLost ? logCameEmpty(task.path) : log;
  const records = lines.map((_, script) => returned[script] ?? split.records.get(script));
  const begun = Math.max(
    split.begun,
    records.findLastIndex((record) => record !== undefined),
  );
  // Where the last one known to have begun has ended, the task ended on the way to the next.
  const ender = records[begun] === undefined ? begun : begun + 1;

  const { error: _error, results: _results, ...rest } = task;
  return lines.map((_, script): SharedPart => {
    const record = records[script];
    const {
      status: end,
      raised,
      because,
      ...ended
    } = record === undefined || record.status === 'elsewhere'
      ? endWithoutRecord(script, begun, ender, task, lines)
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

/**
 * An error as Roblox logs it when it ends a task. Here it is caught, so that the next script can
 * run, and nothing logs it.
 */
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

/**
 * @param begun the last script that is known to have begun; -1 where nobody knows
 * @param ender the script at which the task ended: that one, or the next where it had ended
 */
function endWithoutRecord(
  script: number,
  begun: number,
  ender: number,
  { state, error }: LuauTask,
  lines: LineMap,
): PartEnd {
  const words = error?.message === undefined ? undefined : mapText(error.message, lines, script);
  const own = (
    because: string,
    serverMessage = words === undefined ? '' : ` Roblox said: ${words}`,
  ): { readonly because: string; readonly error: { readonly message: string } } => ({
    because: because + serverMessage,
    error: { message: because + serverMessage },
  });
  if (ender !== -1 && script > ender) {
    const name = lines[ender]?.file ?? '';
    const because = `Not run: the task that it shared ended in ${name}, before its turn.`;
    return { status: 'not-run', state: 'FAILED', ...own(because, '') };
  }
  const { code } = error ?? {};
  if (script < ender) {
    const lost = own(
      'The script ended, and what it returned was lost with the task that it shared.',
    );
    // A fault of Roblox, and the size of what all returned, are not this script's own.
    const isOfAll = code === 'OUTPUT_SIZE_LIMIT_EXCEEDED' || code === 'INTERNAL_ERROR';
    return {
      status: 'lost',
      state: 'FAILED',
      ...lost,
      error: { ...(isOfAll && { code }), ...lost.error },
    };
  }
  const end = 'ended-task';
  const theirs = {
    ...(error && { error: { ...error, ...(words !== undefined && { message: words }) } }),
  };
  if (ender === -1) {
    const unknown = own(
      'Nothing tells which of the scripts that share the task were still running when it ended.',
    );
    return state === 'COMPLETE'
      ? { status: 'unknown', state: 'FAILED', ...unknown }
      : { status: 'unknown', state, because: unknown.because, ...theirs };
  }
  if (ender > begun) {
    const before = lines[begun]?.file ?? '';
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

/** A shared task's log, by script. */
interface SplitLog {
  readonly messages: readonly (readonly LogMessage[])[];
  readonly records: ReadonlyMap<number, EndRecord>;
  /** The last script that is known to have begun; -1 for none. */
  readonly begun: number;
  /** Up to this script, messages may have been dropped; -1 for none. */
  readonly lastCut: number;
}

/**
 * Gives each message to a script: that which had begun last when it was logged, so what a script
 * deferred to after its end, but before the next began, is its own. A logged error goes to the script
 * in which its thread began, where its trace says so. What cannot be told apart is the rest of what
 * threads do that a script left behind: it belongs to the script that runs by then.
 *
 * Our own lines are left out. A script could make up such a line only if it knew the nonce, which it
 * can read where the engine shows it the log (`LogService`); the returned table cannot be made up so.
 *
 * Where the head of the log was dropped, what stands before the first of our lines belongs to the
 * script that ended there, or to the one before that which began there. A log with none is nobody's.
 */
function splitLog(nonce: string, lines: LineMap, log: readonly LogMessage[]): SplitLog {
  const mark = `${logMark(nonce)} `;
  const messages: LogMessage[][] = lines.map(() => []);
  const records = new Map<number, EndRecord>();
  const head: LogMessage[] = [];
  let begun = -1;
  let lastCut = log.length === 0 ? -1 : lines.length - 1;
  for (const message of log) {
    const [, event, number, record] = message.text.startsWith(mark)
      ? (/^(begin|end) (\d+)(?: (.*))?$/s.exec(message.text.slice(mark.length)) ?? [])
      : [];
    const script = Number(number) - 1;
    if (event === undefined || script < begun || script >= lines.length) {
      if (begun === -1) {
        head.push(message);
      } else {
        const thread = message.type === 'ERROR' ? findThreadScript(message.text, lines) : undefined;
        messages[Math.min(thread ?? begun, begun)]?.push(message);
      }
      continue;
    }
    if (begun === -1) {
      lastCut = event === 'begin' ? script - 1 : script;
      messages[Math.max(lastCut, 0)] = head;
    }
    begun = script;
    if (event === 'end' && !records.has(script)) {
      records.set(script, readRecord(record, lines, script) ?? { status: 'elsewhere' });
    }
  }
  return { messages, records, begun, lastCut };
}
