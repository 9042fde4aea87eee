import { isEnd } from '../../open-cloud/parsers.ts';
import { formatTaskPath } from '../../open-cloud/task-path.ts';
import type { Recovery, RunPlan, RunResult } from '../../tasks/run-result.ts';
import { formatBytes } from '../../util/truncate.ts';
import { snapshotOf } from '../format.ts';
import { computeTiming, formatTiming } from '../timing.ts';
import { code, list } from './markdown.ts';

/** Lists the facts of a run, with the long path of the task last. */
export function renderFacts({ place }: RunPlan, run: RunResult): string {
  const task = snapshotOf(run)?.task;
  const timing = computeTiming(run);
  const actualVersion = task?.path.placeVersion;
  const output = run.status === 'ended' ? run.binaryOutput : undefined;
  const version =
    actualVersion === undefined
      ? place.placeVersion === undefined
        ? 'the latest saved version'
        : `version ${code(place.placeVersion)}`
      : `version ${code(actualVersion)}${place.placeVersion === undefined ? ', as Roblox chose it' : ''}`;
  return list([
    `Place: ${code(place.placeId)} of universe ${code(place.universeId)}, ${version}`,
    ...(task === undefined || isEnd(task.state) ? [] : [`State: ${code(task.state)}`]),
    ...(run.recovery === undefined ? [] : [`Recovery: ${formatRecovery(run.recovery)}`]),
    ...(timing === undefined ? [] : [`Time: ${formatTiming(timing)}`]),
    ...(output?.status === 'written'
      ? [`Binary output: ${code(output.file)}, ${formatBytes(output.bytes)}`]
      : []),
    ...(task === undefined ? [] : [`Task: ${code(formatTaskPath(task.path))}`]),
  ]);
}

function formatRecovery({ cause, second, ran, hasStarted }: Recovery): string {
  const reason = {
    'unknown-create-outcome': 'the outcome of the creation was unknown',
    unfinished: 'the task was unfinished after `boot-timeout`',
    refused: 'the task ended without starting the script',
  }[cause];
  const tasks = {
    created: 'a second task was created',
    'unknown-create-outcome': 'a second creation had an unknown outcome, too',
    'not-created': 'a second task could not be created',
    none: 'there was no second task',
  }[second];
  const end =
    ran !== undefined
      ? `the result is that of the ${ran} one`
      : hasStarted === undefined
        ? 'whether the script started is unknown'
        : hasStarted
          ? 'the script had started'
          : 'the script never started';
  return `${reason}; ${tasks}; ${end}`;
}
