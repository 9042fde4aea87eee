import type { RunResult } from '../tasks/run-result.ts';
import { isEnd } from '../open-cloud/parsers.ts';
import { formatDuration } from '../util/format-duration.ts';
import { snapshotOf } from './run-facts.ts';

/** What can be told of a task's time. All numbers are milliseconds. */
export interface Timing {
  /** From the task's creation to its last change of state; for one that has not ended, to now. */
  readonly totalMs: number;
  /** Whose clock that is: Roblox's where it says enough, or else the action's. */
  readonly timedBy: 'roblox' | 'action';
  /** How long the action saw the task QUEUED; 0 says that it never did, not that it never was. */
  readonly queuedMs: number;
  /** Queue and boot took no longer than this: by then the script had written to the log. */
  readonly startAtMostMs?: number;
  /** The script ran for no less than this: so long it was from its first message to the end. */
  readonly scriptAtLeastMs?: number;
}

/**
 * Tells how long a run's task took. Roblox says when a task was created and when it last changed,
 * not when its script began: only the first message of the log bounds that. Times of one clock
 * alone are ever compared, and those that contradict each other are not used.
 *
 * @returns undefined where no task is known
 */
export function computeTiming(run: RunResult): Timing | undefined {
  const snapshot = snapshotOf(run);
  // Nobody watched what is left pending.
  if (snapshot === undefined || run.status === 'pending') {
    return undefined;
  }
  if (run.status === 'ended' && run.shared !== undefined) {
    // The task's own times are those of all scripts that shared it.
    const { ranMs } = run.shared;
    return ranMs === undefined ? undefined : { totalMs: ranMs, timedBy: 'roblox', queuedMs: 0 };
  }
  const { task, seenMs, queuedMs } = snapshot;
  const { createTime, updateTime } = task;
  // The last change of a task that is still unfinished says nothing of how long it has been going on.
  const hasEnd = isEnd(task.state);
  const total = hasEnd ? difference(createTime, updateTime) : undefined;
  const first = run.status === 'ended' ? firstMessageTime(run.log.messages) : undefined;
  const longest = total ?? Number.POSITIVE_INFINITY;
  const start = difference(createTime, first, longest);
  const script = hasEnd ? difference(first, updateTime, longest) : undefined;
  return {
    totalMs: total ?? seenMs,
    timedBy: total === undefined ? 'action' : 'roblox',
    queuedMs,
    ...(start !== undefined && { startAtMostMs: start }),
    ...(script !== undefined && { scriptAtLeastMs: script }),
  };
}

/** The order of messages is the service's, so the first one need not be the earliest. */
function firstMessageTime(messages: readonly { readonly time?: number }[]): number | undefined {
  return messages.reduce<number | undefined>(
    (earliest, { time }) =>
      time !== undefined && (earliest === undefined || time < earliest) ? time : earliest,
    undefined,
  );
}

/** Undefined where a time is not known, or where what they say together cannot be. */
function difference(
  from: number | undefined,
  to: number | undefined,
  longest = Number.POSITIVE_INFINITY,
): number | undefined {
  const ms = from === undefined || to === undefined ? undefined : to - from;
  return ms !== undefined && ms >= 0 && ms <= longest ? ms : undefined;
}

/** Below this a bound says nothing. */
const MIN_REPORTED_MS = 50;

/**
 * Says it in words, without a full stop: `6.4s in all; queue and boot took at most 3.2s, and the
 * script at least 3.1s`.
 */
export function describeTiming(timing: Timing): string {
  const { totalMs, timedBy, queuedMs, startAtMostMs, scriptAtLeastMs = 0 } = timing;
  const whole = `${formatDuration(totalMs)} in all${timedBy === 'roblox' ? '' : ', as the action saw it'}`;
  const bounds = [
    startAtMostMs !== undefined && `queue and boot took at most ${formatDuration(startAtMostMs)}`,
    scriptAtLeastMs >= MIN_REPORTED_MS && `the script at least ${formatDuration(scriptAtLeastMs)}`,
  ].filter((part) => part !== false);
  const queued = queuedMs > 0 ? [`seen in the queue for ${formatDuration(queuedMs)}`] : [];
  return [whole, ...queued, ...(bounds.length === 0 ? [] : [bounds.join(', and ')])].join('; ');
}
