import type { Run, RunPlan, Sighting } from '../execution/run.ts';
import type { Log } from '../execution/log.ts';
import type { OpenCloudError } from '../open-cloud/errors.ts';
import { formatTaskPath } from '../open-cloud/task-path.ts';
import { formatDuration } from './duration.ts';
import { findScriptLine } from './luau-error.ts';
import { TITLES, type Title, type Verdict } from './verdict.ts';

/** What of a plan the verdict's words need. */
type Limits = Pick<RunPlan, 'timeoutMs' | 'bootTimeoutMs' | 'maxWaitMs'>;

/** Judges a run: its outcome, whose fault it was, and what to do. */
export function judge(run: Run, limits: Limits): Verdict {
  switch (run.end) {
    case 'ended':
      return judgeEnded(run, run.log, limits);

    case 'never-finished':
      return infrastructure(
        TITLES.neverFinished,
        `The task was still ${run.task.state} ${formatDuration(run.seenMs)} after its creation: ` +
          `\`timeout\` (${formatDuration(limits.timeoutMs)}) and \`boot-timeout\` ` +
          `(${formatDuration(limits.bootTimeoutMs)}) together.`,
        'A place that cannot be loaded stays like this for ever: open the version in Studio to see whether it loads. ' +
          'If the place is only slow to boot, or its tasks wait for others, raise `boot-timeout`.',
      );

    case 'lost-sight':
      return requestFailed(
        run.error,
        `The task was created, and then could not be read any more. It may still be running.`,
      );

    case 'not-created':
      return requestFailed(run.error, 'The task could not be created.');

    case 'held-back':
      return infrastructure(
        TITLES.quotaExhausted,
        `Roblox held the creation of the task back: ${sentence(run.error.message)} ` +
          `It was waited for ${formatDuration(run.heldMs)}, and \`max-wait\` is ${formatDuration(limits.maxWaitMs)}.` +
          (run.untilFreeMs === undefined
            ? ''
            : ` The next task may be created in ${formatDuration(run.untilFreeMs)}.`),
        run.error.advice,
      );

    case 'maybe-running':
      return infrastructure(
        TITLES.maybeRunning,
        `The creation of the task was sent to Roblox, and no usable answer came back, so the script may be running now. ` +
          `It was not sent again: that could run the script twice. ${sentence(run.error.message)}`,
        'If the script changes data of the universe, look at that data before you run it again.',
      );

    case 'cancelled':
      return judgeCancelled(run, limits);
  }
}

function judgeEnded({ task }: Sighting, log: Log, limits: Limits): Verdict {
  const warnings =
    log.error === undefined
      ? []
      : [`The log of the task could not be read whole. ${sentence(log.error.message)}`];
  if (task.state === 'COMPLETE') {
    if (log.error === undefined) {
      return {
        outcome: 'passed',
        message: 'The script ran to its end without an error.',
        warnings,
      };
    }
    // A log that cannot be read may be the one that says "2 failed".
    return requestFailed(
      log.error,
      'The script ended without an error, but its log could not be read, so nobody knows whether it reported failures.',
    );
  }
  if (task.state === 'CANCELLED') {
    return {
      outcome: 'cancelled',
      title: TITLES.cancelled,
      message: 'The task was cancelled at Roblox.',
      warnings,
    };
  }
  return { ...judgeFailed(task, log, limits), warnings };
}

function judgeFailed(task: Sighting['task'], log: Log, limits: Limits): Omit<Verdict, 'warnings'> {
  const { code, message } = task.error ?? {};
  const said = message ?? firstLine(findErrorText(undefined, log)) ?? 'Roblox gave no message.';
  switch (code) {
    case 'SCRIPT_ERROR': {
      const line = findErrorLine(message, log);
      return {
        outcome: 'failed',
        title: TITLES.scriptError,
        message: said,
        ...(line !== undefined && { line }),
      };
    }
    case 'DEADLINE_EXCEEDED':
      return {
        outcome: 'failed',
        title: TITLES.timedOut,
        message: `The script was not done within its \`timeout\` of ${formatDuration(limits.timeoutMs)}. Roblox said: ${said}`,
        advice:
          'Roblox counts from the first line of the script, after the place has booted. Look for a wait or a loop that does not end; ' +
          '`timeout` may be at most 5m.',
      };
    case 'OUTPUT_SIZE_LIMIT_EXCEEDED':
      return {
        outcome: 'failed',
        title: TITLES.returnedTooMuch,
        message: said,
        advice: 'What a script returns may have at most 4 MiB as JSON: return less.',
      };
    case 'INTERNAL_ERROR':
      return {
        outcome: 'infrastructure',
        title: TITLES.internalRobloxError,
        message: `The task failed inside Roblox, not in the script. Roblox said: ${said}`,
        advice: 'Run it again; if it stays, look at https://status.roblox.com.',
      };
    default:
      return {
        outcome: 'failed',
        title: TITLES.executionFailed,
        message: `The task ended as ${task.state} with ${code === undefined ? 'no error code' : `the error code ${code}`}. Roblox said: ${said}`,
      };
  }
}

/**
 * The script's line that an error names: in its message, or else in the trace that the log holds
 * of it. Other errors of the log, those of event handlers for instance, say nothing of this one.
 */
function findErrorLine(message: string | undefined, log: Log): number | undefined {
  const own = findScriptLine(message ?? '');
  if (own !== undefined) {
    return own;
  }
  const trace = findErrorText(message, log);
  return trace === undefined ? undefined : findScriptLine(trace);
}

/** The last ERROR of a log that belongs to this message, or that may be what Roblox gave no message for. */
function findErrorText(message: string | undefined, log: Log): string | undefined {
  return log.messages.findLast(
    ({ type, text }) => type === 'ERROR' && (message === undefined || text.includes(message)),
  )?.text;
}

function firstLine(text: string | undefined): string | undefined {
  return text?.split('\n', 1)[0];
}

function judgeCancelled(run: Run & { end: 'cancelled' }, limits: Limits): Verdict {
  const path = run.sighting && formatTaskPath(run.sighting.task.path);
  const most = `at most ${formatDuration(limits.timeoutMs)} from the script's first line`;
  const message = !run.mayRun
    ? path === undefined
      ? 'The workflow was cancelled before a task was created.'
      : `The workflow was cancelled. The task had ended already: ${path}.`
    : path === undefined
      ? `The workflow was cancelled while the task was being created. If it was, it goes on at Roblox for ${most}: Roblox has no way to cancel a task.`
      : `The workflow was cancelled. The task goes on at Roblox for ${most}, since Roblox has no way to cancel it: ${path}.`;
  return { outcome: 'cancelled', title: TITLES.cancelled, message, warnings: [] };
}

function requestFailed(error: OpenCloudError, what: string): Verdict {
  const isRefusedKey = error.status === 401 || error.status === 403;
  return infrastructure(
    isRefusedKey ? TITLES.keyRefused : TITLES.requestFailed,
    `${what} ${sentence(error.message)}`,
    error.advice,
  );
}

function infrastructure(title: Title, message: string, advice: string): Verdict {
  return { outcome: 'infrastructure', title, message, advice, warnings: [] };
}

function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
