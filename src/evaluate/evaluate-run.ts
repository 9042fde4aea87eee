import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import type { Upload } from '../tasks/upload-place.ts';
import type { BinaryOutput, Interruption, RunResult, SharedRun } from '../tasks/run-result.ts';
import { wasShared } from '../tasks/shared/records.ts';
import { formatTaskPath, type TaskPath } from '../open-cloud/task-path.ts';
import { explainRecovery, RECOVER_ADVICE } from './explain-recovery.ts';
import { isEnd } from '../open-cloud/parsers.ts';
import { explainError } from './pre-run.ts';
import type { Criteria, Limits, Locate } from './types.ts';
import { formatDuration, formatMoment } from '../util/duration.ts';
import { evaluateTask, infrastructure, requestFailed, returnedTooMuch } from './evaluate-task.ts';
import { listNames, sentence } from '../util/text.ts';
import { TITLES, type PlaceUpload, type Verdict } from './types.ts';

/** Evaluates a run on all its evidence: the outcome, the cause, the location, and what to do. */
export function evaluateRun(
  run: RunResult,
  limits: Limits,
  criteria: Criteria,
  locate: Locate,
): Verdict {
  switch (run.status) {
    case 'ended':
      if (run.interruption !== undefined) {
        return evaluateInterruption(run.interruption, limits);
      }
      return limits.task !== undefined && wasShared(run.task)
        ? explainError(SHARED_TASK_ERROR)
        : withBinaryOutput(
            withSharing(evaluateTask(run.task, run.log, limits, criteria, locate), run.shared),
            run.binaryOutput,
          );

    case 'poll-timeout':
      return evaluatePollTimeout(run, limits);

    case 'unreachable':
      return run.error.failure === 'too-large'
        ? returnedTooMuch(run.error)
        : requestFailed(
            run.error,
            'The task was created, and then could not be read any more. It may still be running.',
          );

    case 'not-created':
      return run.error instanceof InvalidInputError
        ? explainError(run.error)
        : requestFailed(run.error, 'The task could not be created.');

    case 'not-found':
      return evaluateNotFound(run);

    case 'not-run':
      return evaluateNotRun(run);

    case 'pending':
      return {
        outcome: 'pending',
        message: `The task was created, and nobody waits for it here: ${formatTaskPath(run.task.path)}.`,
        advice: `Collect its verdict within ${limits.binaryOutput === undefined ? '24 hours' : '15 minutes, as long as its binary output is there,'} of its end: give this path, the output \`task-path\`, to another step as \`task\`.`,
        warnings: [],
      };

    case 'quota-exceeded': {
      const sharing = run.isOneOfSeveral
        ? ', or let the scripts share one task (`share-task: true`), which is a single creation'
        : '';
      return infrastructure(
        TITLES.quotaExhausted,
        `The creation of the task was held back: ${sentence(run.error.message)} ` +
          `The step waited for ${formatDuration(run.waitedMs)}, and \`max-wait\` is ${formatDuration(limits.maxWaitMs)}.` +
          (run.resetMs === undefined
            ? ''
            : ` The next task may be created in ${formatDuration(run.resetMs)}${limits.freeAt === undefined ? '' : `, at ${formatMoment(limits.freeAt)}`}.`),
        `Raise \`max-wait\`, which may be up to 6h${sharing}. ${run.error.advice}`,
      );
    }

    case 'unknown-create-outcome':
      return evaluateUnknownCreateOutcome(run);

    case 'cancelled':
    case 'internal-error':
      return evaluateInterruption(run, limits);
  }
}

/** The return values of a shared task hold the results of its scripts, but only the step that created it can read them. */
const SHARED_TASK_ERROR = new InvalidInputError(
  'task',
  'names a task that several scripts shared (`share-task`)',
  'a task of one script. Only the step that created a shared task can read the results of its scripts: run the scripts again',
);

function nameVersion({ placeId, placeVersion }: TaskPath): string {
  return `${placeVersion === undefined ? '' : `version ${placeVersion} of `}place ${placeId}`;
}

/**
 * Adds what applies only to a shared task: the scripts that did not run because of this one, and a
 * warning if the log of the whole task is probably cut.
 */
function withSharing(verdict: Verdict, shared: SharedRun | undefined): Verdict {
  const { isLogCut = false, notRun = [], unknown = [], because = verdict.message } = shared ?? {};
  const message = [
    because,
    notRun.length > 0 &&
      `Not run, since the task that they share ended here: ${listNames(notRun)}.`,
    unknown.length > 0 && `Not judged, since nothing is known of them: ${listNames(unknown)}.`,
  ].filter((part) => part !== false);
  return {
    ...verdict,
    message: message.length === 1 ? because : [sentence(because), ...message.slice(1)].join('\n'),
    ...(isLogCut && {
      warnings: [
        ...verdict.warnings,
        'The log of the shared task is probably longer than Roblox keeps one (450 KB): what this script printed may be missing from it.',
      ],
    }),
  };
}

/** The error of the run that ended the task has the details. */
function evaluateNotRun({ because, cause }: RunResult & { status: 'not-run' }): Verdict {
  switch (cause) {
    case 'script':
      return {
        outcome: 'failed',
        title: TITLES.executionFailed,
        message: because,
        advice:
          'Scripts that share a task run one after another. Fix the one before, or let each have a task of its own.',
        warnings: [],
      };
    case 'infrastructure':
      return infrastructure(
        TITLES.requestFailed,
        because,
        'The error of the script before it in the list has the details.',
      );
    case 'cancelled':
      return { outcome: 'cancelled', title: TITLES.cancelled, message: because, warnings: [] };
  }
}

/**
 * A binary output that Roblox has and that cannot be fetched fails the step, whatever the script did.
 * One that the script did not return, or that cannot be written to disk, is a warning.
 */
function withBinaryOutput(verdict: Verdict, output: BinaryOutput | undefined): Verdict {
  const warn = (warning: string): Verdict => ({
    ...verdict,
    warnings: [...verdict.warnings, warning],
  });
  switch (output?.status) {
    case undefined:
    case 'written':
      return verdict;
    case 'none':
      return warn(
        'The script returned no binary output, so `binary-output` was not written. Return { BinaryOutput = buffer, ReturnValues = {…} } and nothing else.',
      );
    case 'unwritable':
      return warn(`\`binary-output\` could not be written: ${sentence(output.reason)}`);
    case 'failed': {
      // The location of a failed test is not the location of this failure.
      const { location: _, ...known } = verdict;
      return {
        ...known,
        ...requestFailed(
          output.error,
          'The script ended without an error, but its binary output could not be fetched.',
        ),
        warnings: verdict.warnings,
      };
    }
  }
}

/** Evaluates a place file that was not uploaded. */
export function evaluateUpload(
  upload: Exclude<Upload, { status: 'uploaded' }>,
  { file, versionType, place }: PlaceUpload,
): Verdict {
  return upload.status === 'failed'
    ? requestFailed(
        upload.error,
        `The place file ${file} could not be uploaded to place ${place.placeId}, and no script was run.`,
      )
    : {
        outcome: 'cancelled',
        title: TITLES.cancelled,
        message: `The workflow was cancelled during the upload of ${file}. Roblox may have made a ${versionType.toLowerCase()} version of it all the same.`,
        warnings: [],
      };
}

/** Roblox deletes a task 24 hours after its end, and then answers 404. */
function evaluateNotFound({ task, error }: RunResult & { status: 'not-found' }): Verdict {
  if (error.failure === 'too-large') {
    return returnedTooMuch(error);
  }
  const path = formatTaskPath(task);
  return error.status === 404
    ? infrastructure(
        TITLES.requestFailed,
        `There is no task ${path}. ${sentence(error.message)}`,
        'Roblox forgets a task 24 hours after its end: collect it earlier, or run the script again. ' +
          'If it is younger, check that the path is whole, as the output `task-path` of the step that created it gave it.',
      )
    : requestFailed(error, `The task ${path} could not be read.`);
}

function evaluatePollTimeout(
  { task, seenMs, recovery }: RunResult & { status: 'poll-timeout' },
  limits: Limits,
): Verdict {
  const since = limits.task === undefined ? 'its creation' : 'this step began to watch it';
  const unfinished =
    `The task was still ${task.state} ${formatDuration(seenMs)} after ${since}, which is all that ` +
    `\`timeout\` (${formatDuration(limits.timeoutMs)}) and \`boot-timeout\` ` +
    `(${formatDuration(limits.bootTimeoutMs)}) give it together.`;
  const hasEnded = isEnd(task.state);
  const canRecover = recovery === undefined && limits.task === undefined;
  return infrastructure(
    TITLES.pollTimeout,
    [
      ...(hasEnded
        ? [`The task ended as ${task.state} without starting the script.`]
        : [unfinished]),
      ...(recovery === undefined ? [] : [explainRecovery(recovery)]),
    ].join(' '),
    [
      `A place that cannot be loaded stays like this for ever: open ${nameVersion(task.path)} in Roblox Studio to see whether it loads.`,
      'If the place is only slow to boot, or its tasks wait for others, raise `boot-timeout`.',
      ...(canRecover ? [RECOVER_ADVICE] : []),
    ].join(' '),
  );
}

function evaluateUnknownCreateOutcome({
  error,
  recovery,
}: RunResult & { status: 'unknown-create-outcome' }): Verdict {
  const lost =
    'The creation of the task was sent to Roblox, and no usable answer came back, so the script may be running now.';
  const next =
    recovery === undefined
      ? 'It was not sent again: that could run the script twice.'
      : explainRecovery(recovery);
  return infrastructure(
    TITLES.maybeRunning,
    `${lost} ${next} ${sentence(error.message)}`,
    [
      'If the script changes data of the universe, look at that data before you run it again.',
      ...(recovery === undefined ? [RECOVER_ADVICE] : []),
    ].join(' '),
  );
}

function evaluateInterruption(run: Interruption, limits: Limits): Verdict {
  const verdict: Verdict =
    run.status === 'internal-error'
      ? explainError(run.error)
      : {
          outcome: 'cancelled',
          title: TITLES.cancelled,
          message: 'The workflow was cancelled.',
          warnings: [],
        };
  return { ...verdict, message: `${sentence(verdict.message)} ${describeTask(run, limits)}` };
}

/** Says whether the task of an interrupted run has ended or continues at Roblox. */
function describeTask({ mayRun, snapshot }: Interruption, limits: Limits): string {
  const task = snapshot?.task.path ?? limits.task;
  const path = task && formatTaskPath(task);
  if (!mayRun) {
    return path === undefined
      ? 'That was before a task was created.'
      : `The task had ended already: ${path}.`;
  }
  // Only the step that created a task knows its limit.
  const limit =
    limits.task === undefined
      ? `at most ${formatDuration(limits.timeoutMs)} from the script's first line`
      : 'as long as it was created to run at most';
  return path === undefined
    ? `That was while the task was being created. If it was, it goes on at Roblox for ${limit}: Roblox has no way to cancel a task.`
    : `The task goes on at Roblox for ${limit}, since Roblox has no way to cancel it: ${path}.`;
}
