import { OpenCloudError } from '../open-cloud/errors.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import { isEnd } from '../open-cloud/parsers.ts';
import type { OperationContext } from '../util/operation-context.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import type { PollLimiter } from './poll-limiter.ts';

/** The documented limit of unfinished tasks in a place. */
const MAX_UNFINISHED_TASKS = 10;

/** After one of a place's ten tasks has ended, its room was free about 10 s later, by report. */
const FREE_AFTER_MS = 10_000;

/** That one of the tasks that fill a place has ended may never be seen: then this is the wait. */
const BLIND_WAIT_MS = 60_000;

/**
 * One of the tasks of others is looked at this often, not more: their room takes 10 s anyway, and the
 * reads are better spent on our own.
 */
const LOOK_EVERY_MS = 10_000;

/** The room that a place has for unfinished tasks, as far as this run of the action knows. */
export interface Capacity {
  /** One of our own tasks takes its room. */
  enter(task: TaskPath): void;
  /** One of our own tasks has ended. */
  leave(task: TaskPath): void;
  /** When there is room for one more, besides so many that are under way; -Infinity: now; Infinity: after an end. */
  freeAt(underWay: number): number;
  /**
   * The place is full, with these tasks: what is not ours among them is counted from now on, until
   * it is seen to end.
   *
   * @returns when to try again, where none of them is seen to end before
   */
  full(tasks: readonly TaskPath[]): number;
  /** Somebody waits for room: the tasks of others are looked at, where there are any. */
  watch(): void;
  /** Nobody waits for room any more. */
  rest(): void;
}

/**
 * Makes the room of the place that all tasks of a run of the action go to.
 *
 * @param onFree told when there will be room for one more, because a task has ended
 * @param onInternalError told of a fault of the action itself
 */
export function createCapacity(
  { clock, signal }: OperationContext,
  client: Pick<LuauExecution, 'getTask'>,
  reads: PollLimiter,
  onFree: (at: number) => void,
  onInternalError: (error: unknown) => void,
): Capacity {
  /** By their ids: nobody promises in which form a refusal names their paths. */
  const ours = new Set<string>();
  let others: readonly TaskPath[] = [];
  /** Until when the others count, although nobody has seen them end. */
  let othersUntil = -Infinity;
  /** When tasks ended whose room may not be free yet. */
  let ends: number[] = [];
  let watching: AbortController | undefined;

  function ended(): void {
    const now = clock.now();
    ends.push(now);
    onFree(now + FREE_AFTER_MS);
  }

  function forgetFreed(now: number): void {
    ends = ends.filter((at) => at + FREE_AFTER_MS > now);
  }

  /** Looks at the tasks of others in turn. */
  async function poll(until: AbortSignal): Promise<void> {
    const beganAt = clock.now();
    const slot = reads.join(beganAt);
    try {
      for (let polls = 0; others.length > 0; polls += 1) {
        const now = clock.now();
        const waitMs = Math.max(LOOK_EVERY_MS, reads.next(now - beganAt));
        await slot.acquire(now + waitMs, Infinity, until);
        const task = others[polls % others.length];
        if (task !== undefined && (await hasEnded(task, until))) {
          others = others.filter((other) => other !== task);
          ended();
        }
      }
    } catch (error) {
      if (!until.aborted) {
        onInternalError(error);
      }
    } finally {
      slot.leave();
    }
  }

  async function hasEnded(task: TaskPath, until: AbortSignal): Promise<boolean> {
    try {
      const { value, quota } = await client.getTask(task, { signal: until });
      reads.learn(quota);
      return isEnd(value.state);
    } catch (error) {
      if (!(error instanceof OpenCloudError)) {
        throw error;
      }
      reads.learn(error.quota);
      return error.status === 404;
    }
  }

  const rest = (): void => {
    watching?.abort();
    watching = undefined;
  };

  return {
    enter: ({ taskId }) => ours.add(taskId),
    leave: ({ taskId }) => {
      if (ours.delete(taskId)) {
        ended();
      }
    },
    freeAt: (underWay) => {
      const now = clock.now();
      forgetFreed(now);
      if (othersUntil <= now) {
        others = [];
      }
      const taken = ours.size + underWay + others.length + ends.length;
      if (taken < MAX_UNFINISHED_TASKS) {
        return -Infinity; // Not `now`: for whoever looked at the clock before, that is yet to come.
      }
      // The one that ended first is free first.
      const freeAt = (ends[taken - MAX_UNFINISHED_TASKS] ?? Infinity) + FREE_AFTER_MS;
      return others.length > 0 ? Math.min(freeAt, othersUntil) : freeAt;
    },
    full: (tasks) => {
      rest();
      const now = clock.now();
      forgetFreed(now);
      others = tasks.filter(({ taskId }) => !ours.has(taskId));
      othersUntil = now + BLIND_WAIT_MS;
      return tasks.length === 0
        ? now + FREE_AFTER_MS
        : Math.min(othersUntil, ...ends.map((at) => at + FREE_AFTER_MS));
    },
    watch: () => {
      if (watching === undefined) {
        watching = new AbortController();
        void poll(AbortSignal.any([signal, watching.signal]));
      }
    },
    rest,
  };
}
