import type { ApiResponse, LuauExecution } from '../../src/open-cloud/client.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
import type { LuauTask, TaskState } from '../../src/open-cloud/types.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** The task of the timelines. */
export const CREATED: LuauTask = {
  path: { universeId: '1', placeId: '2', placeVersion: '3', sessionId: 's', taskId: 't' },
  state: 'PROCESSING',
};

/**
 * A service whose task has these states at these times: with `[[0, 'QUEUED'], [5_000, 'COMPLETE']]` it is complete five
 * seconds after the clock's start.
 */
export function timeline(
  clock: VirtualClock,
  states: readonly (readonly [fromMs: number, state: TaskState])[],
  quota?: () => Quota | undefined,
): Pick<LuauExecution, 'getTask'> & { readonly reads: number[] } {
  const reads: number[] = [];
  return {
    reads,
    getTask: () => {
      reads.push(clock.now());
      const state = states.findLast(([from]) => from <= clock.now())?.[1] ?? 'PROCESSING';
      const advertised = quota?.();
      const answer: ApiResponse<LuauTask> = {
        value: { ...CREATED, state },
        ...(advertised && { quota: advertised }),
      };
      return Promise.resolve(answer);
    },
  };
}
