import type { RunResult } from '../tasks/run-result.ts';
import { isEnd } from '../open-cloud/parsers.ts';
import { formatDuration } from '../util/duration.ts';
import { snapshotOf } from './format.ts';

/** The times of a task. All numbers are milliseconds. */
export interface Timing {
  /** From the creation of the task to its last change of state, or to now if it has not ended. */
  readonly totalMs: number;
  /** The clock of `totalMs`: Roblox's if it reports enough, otherwise the action's. */
  readonly timedBy: 'roblox' | 'action';
  /** How long the action saw the task QUEUED. A task with 0 may have been queued between two polls. */
  readonly queuedMs: number;
  /** The maximum of queue and boot: the script wrote its first message after this time. */
  readonly maxStartMs?: number;
  /** The minimum of the script's run: the time from its first message to the end. */
  readonly minScriptMs?: number;
}

/**
 * Computes the times of a run's task. Roblox reports when a task was created and last changed, but
 * not when its script started. Only the first message of the log limits that. Times of different
 * clocks are never compared, and contradictory ones are dropped.
 *
 * @returns undefined if no task is known
 */
export function computeTiming(run: RunResult): Timing | undefined {
  const snapshot = snapshotOf(run);
  // Nobody watches a pending task.
  if (snapshot === undefined || run.status === 'pending') {
    return undefined;
  }
  if (run.status === 'ended' && run.shared !== undefined) {
    // The times of a shared task cover all its scripts.
    const { ranMs } = run.shared;
    return ranMs === undefined ? undefined : { totalMs: ranMs, timedBy: 'roblox', queuedMs: 0 };
  }
  const { task, seenMs, queuedMs } = snapshot;
  const { createTime, updateTime } = task;
  // The last change of an unfinished task is not its end.
  const hasEnded = isEnd(task.state);
  const total = hasEnded ? difference(createTime, updateTime) : undefined;
  const first = run.status === 'ended' ? firstMessageTime(run.log.messages) : undefined;
  const maxMs = total ?? Number.POSITIVE_INFINITY;
  const start = difference(createTime, first, maxMs);
  const script = hasEnded ? difference(first, updateTime, maxMs) : undefined;
  return {
    totalMs: total ?? seenMs,
    timedBy: total === undefined ? 'action' : 'roblox',
    queuedMs,
    ...(start !== undefined && { maxStartMs: start }),
    ...(script !== undefined && { minScriptMs: script }),
  };
}

/** The service chooses the order of messages, so the first one may not be the earliest. */
function firstMessageTime(messages: readonly { readonly time?: number }[]): number | undefined {
  return messages.reduce<number | undefined>(
    (earliest, { time }) =>
      time !== undefined && (earliest === undefined || time < earliest) ? time : earliest,
    undefined,
  );
}

/** Returns undefined if a time is unknown, or the difference is impossible. */
function difference(
  from: number | undefined,
  to: number | undefined,
  maxMs = Number.POSITIVE_INFINITY,
): number | undefined {
  const ms = from === undefined || to === undefined ? undefined : to - from;
  return ms !== undefined && ms >= 0 && ms <= maxMs ? ms : undefined;
}

/** A smaller minimum tells nothing. */
const MIN_REPORTED_MS = 50;

/**
 * Formats times without a full stop: `6.4s in all; queue and boot took at most 3.2s, and the script
 * at least 3.1s`.
 */
export function formatTiming(timing: Timing): string {
  const { totalMs, timedBy, queuedMs, maxStartMs, minScriptMs = 0 } = timing;
  const total = `${formatDuration(totalMs)} in all${timedBy === 'roblox' ? '' : ', as the action saw it'}`;
  const limits = [
    maxStartMs !== undefined && `queue and boot took at most ${formatDuration(maxStartMs)}`,
    minScriptMs >= MIN_REPORTED_MS && `the script at least ${formatDuration(minScriptMs)}`,
  ].filter((part) => part !== false);
  const queued = queuedMs > 0 ? [`seen in the queue for ${formatDuration(queuedMs)}`] : [];
  return [total, ...queued, ...(limits.length === 0 ? [] : [limits.join(', and ')])].join('; ');
}
