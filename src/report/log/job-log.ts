import type { StepReport } from '../../evaluate/types.ts';
import { formatTaskPath } from '../../open-cloud/task-path.ts';
import { scriptName } from '../format.ts';
import { createLogWriter, type LogOutput } from './log-writer.ts';
import {
  formatEvent,
  formatEventOf,
  formatPlan,
  formatRetryEvent,
  isRetryEvent,
  type ProgressEvent,
  type Work,
} from './progress-events.ts';
import { writeReport } from './run-log.ts';

/** The log of a step: a group for each phase, written while the step runs. */
export interface JobLog {
  /** Writes what the step is going to run, where, and with which limits. */
  begin(work: Work): void;
  /**
   * Writes an event.
   *
   * @param index the run of the event; absent for an event of the step
   */
  event(event: ProgressEvent, index?: number): void;
  /**
   * Writes the log and the return values of each script, a sentence on how it ended, then the failing
   * tests. The error of a failing step, which is the last line of its log, is not written here.
   * Closes the open group, even if nothing ran.
   */
  finish(report: StepReport, files?: { readonly resultsFile?: string }): void;
}

/** Creates the job log of one step. */
export function createJobLog(output: LogOutput): JobLog {
  const writer = createLogWriter(output);
  let plans: Work['plans'] = [];
  let isWaiting = false;
  /** The last failure of each run, and of the step. A repeated one is not written again. */
  const lastFailures = new Map<number | undefined, string>();
  const openWaiting = (): void => {
    if (!isWaiting && plans[0]?.isLeftPending !== true) {
      writer.open('Waiting for Roblox');
      isWaiting = true;
    }
  };

  return {
    begin: (work) => {
      ({ plans } = work);
      writer.open(plans.length === 1 ? 'Luau task' : `Luau scripts: ${plans.length}`);
      for (const sentence of formatPlan(work)) {
        writer.sentence(sentence);
      }
    },
    event: (event, index) => {
      const name = nameAmong(plans, index, event);
      if (isRetryEvent(event)) {
        const { what } = event.error;
        const isRepeated = what === lastFailures.get(index);
        writer.sentence(
          `${formatRetryEvent(event, name)}${isRepeated ? '.' : `, since this failed: ${what}`}`,
        );
        lastFailures.set(index, what);
        return;
      }
      lastFailures.delete(index);
      if (name !== undefined) {
        const sentence = formatEventOf(event, name);
        if (sentence !== undefined) {
          openWaiting();
          writer.sentence(sentence);
        }
        return;
      }
      if (event.kind === 'created' || event.kind === 'attached') {
        writer.sentence(`Task: ${formatTaskPath(event.task.path)}`);
        openWaiting();
      }
      writer.sentence(formatEvent(event));
    },
    finish: (report, { resultsFile } = {}) => {
      try {
        writeReport(writer, report, resultsFile);
      } finally {
        writer.close(); // Otherwise an error would hide the following lines in a folded group.
      }
    },
  };
}

/** Returns the script or the shared task of an event; undefined if there is only one script. */
function nameAmong(
  plans: Work['plans'],
  index: number | undefined,
  { kind }: ProgressEvent,
): string | undefined {
  if (plans.length === 1) {
    return undefined;
  }
  const plan = index === undefined ? undefined : plans[index];
  return plan === undefined
    ? TASK_EVENTS.has(kind)
      ? 'the shared task'
      : undefined
    : scriptName(plan.script);
}

/** Events of a task. Other events belong to a file or to the step. */
const TASK_EVENTS: ReadonlySet<ProgressEvent['kind']> = new Set([
  'created',
  'state',
  'still-running',
  'poll-failed',
  'recovery',
]);
