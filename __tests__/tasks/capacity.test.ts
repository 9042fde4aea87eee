import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PollSlot, PollLimiter } from '../../src/tasks/poll-limiter.ts';
import { createCapacity, type Capacity } from '../../src/tasks/capacity.ts';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import type { ApiResponse, LuauExecution } from '../../src/open-cloud/client.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import type { TaskPath } from '../../src/open-cloud/task-path.ts';
import { eventClock, type EventClock } from '../../tools/simulate/event-clock.ts';

const REQUEST = { method: 'GET', path: '/task' };

const taskOf = (taskId: string): TaskPath => ({ universeId: '1', placeId: '2', taskId });
const tasks = (count: number, name: string): readonly TaskPath[] =>
  Array.from({ length: count }, (_, index) => taskOf(`${name}-${index}`));

let clock: EventClock;
let cancellation: AbortController;
let capacity: Capacity;
/** When there will be room, as it was told, and when it was. */
let told: { readonly at: number; readonly freeAt: number }[];
let faults: unknown[];
/** What was looked at, when, and until when it may be under way. */
let polls: { readonly at: number; readonly task: string; readonly signal: AbortSignal }[];
/** How a look at a task goes: it is unfinished unless a test says otherwise. */
let answer: (task: TaskPath, signal: AbortSignal) => Promise<ApiResponse<LuauTask>>;
let learnt: (Quota | undefined)[];
/** How many looks at tasks share the pace of reads. */
let members: number;
/** The shortest time to the next look that the quota of reads allows. */
let nextLookMs: (elapsedMs: number) => number;

const unfinished = (path: TaskPath): ApiResponse<LuauTask> => ({
  value: { path, state: 'PROCESSING' },
});

/** Lets time pass until this moment, and all that happens in it happen. */
const passUntil = (at: number): Promise<void> => clock.run(clock.sleep(at - clock.now()));

function enter(paths: readonly TaskPath[]): void {
  for (const path of paths) {
    capacity.enter(path);
  }
}

beforeEach(() => {
  clock = eventClock();
  cancellation = new AbortController();
  told = [];
  faults = [];
  polls = [];
  answer = (path) => Promise.resolve(unfinished(path));
  learnt = [];
  members = 0;
  nextLookMs = () => 0;
  const reads: PollLimiter = {
    join: (): PollSlot => {
      members += 1;
      return {
        acquire: (dueAt, notAfter, signal) =>
          clock.sleep(Math.min(dueAt, notAfter) - clock.now(), signal),
        leave: () => (members -= 1),
      };
    },
    learn: (quota) => learnt.push(quota),
    next: (elapsedMs) => nextLookMs(elapsedMs),
    untilAllowed: () => 0,
  };
  const getTask: LuauExecution['getTask'] = (path, { signal } = {}) => {
    if (signal === undefined) {
      throw new Error('Nothing could end this look.');
    }
    polls.push({ at: clock.now(), task: path.taskId, signal });
    return answer(path, signal);
  };
  capacity = createCapacity(
    { clock, random: () => 0.5, signal: cancellation.signal },
    { getTask },
    reads,
    (freeAt) => told.push({ at: clock.now(), freeAt }),
    (error) => faults.push(error),
  );
});

describe('the room of a place', () => {
  it('is there for ten tasks, those that are under way included', () => {
    expect(capacity.freeAt(9)).toBe(-Infinity);
    expect(capacity.freeAt(10)).toBe(Infinity);
    enter(tasks(6, 'ours'));
    expect(capacity.freeAt(3)).toBe(-Infinity);
    expect(capacity.freeAt(4)).toBe(Infinity);
  });

  it('is free ten seconds after a task has ended, which is told once', async () => {
    enter(tasks(10, 'ours'));
    await passUntil(5_000);
    capacity.leave(taskOf('ours-3'));
    capacity.leave(taskOf('ours-3'));
    expect(told).toEqual([{ at: 5_000, freeAt: 15_000 }]);
    await passUntil(14_999);
    expect(capacity.freeAt(0)).toBe(15_000);
    await passUntil(15_000);
    expect(capacity.freeAt(0)).toBe(-Infinity);
    expect(capacity.freeAt(1)).toBe(Infinity);
  });

  it('counts our own tasks once, in whatever form a refusal names their paths', () => {
    const own = tasks(4, 'ours');
    enter(own);
    capacity.full(own.map((task) => ({ ...task, placeVersion: '3', sessionId: task.taskId })));
    expect(capacity.freeAt(5)).toBe(-Infinity);
    capacity.leave({ ...taskOf('ours-0'), placeVersion: '3' });
    expect(told).toHaveLength(1);
  });

  it('is not freed by a task that took none', () => {
    enter(tasks(10, 'ours'));
    capacity.leave(taskOf('other'));
    expect(told).toEqual([]);
    expect(capacity.freeAt(0)).toBe(Infinity);
  });

  it('is free first where a task ended first', async () => {
    enter(tasks(10, 'ours'));
    capacity.leave(taskOf('ours-0'));
    await passUntil(4_000);
    capacity.leave(taskOf('ours-1'));
    expect(capacity.freeAt(0)).toBe(10_000);
    expect(capacity.freeAt(1)).toBe(14_000);
    expect(capacity.freeAt(2)).toBe(Infinity);
  });
});

describe('a place that is full', () => {
  it('is tried again after a minute, where none of its tasks is seen to end', async () => {
    await passUntil(1_000);
    expect(capacity.full(tasks(10, 'other'))).toBe(61_000);
    expect(capacity.freeAt(0)).toBe(61_000);
    await passUntil(60_999);
    expect(capacity.freeAt(0)).toBe(61_000);
    await passUntil(61_000);
    expect(capacity.freeAt(0)).toBe(-Infinity);
    // They are forgotten, and not only overdue.
    expect(capacity.freeAt(10)).toBe(Infinity);
  });

  it('is tried again after ten seconds, where nobody says of what it is full', async () => {
    await passUntil(1_000);
    expect(capacity.full([])).toBe(11_000);
    expect(capacity.freeAt(0)).toBe(-Infinity);
  });

  it('is tried again when the room of our own task is free, which ended just before', async () => {
    enter(tasks(3, 'ours'));
    capacity.leave(taskOf('ours-0'));
    await passUntil(2_000);
    capacity.leave(taskOf('ours-1'));
    await passUntil(4_000);
    expect(capacity.full(tasks(10, 'other'))).toBe(10_000);
  });

  it('does not count on room that was free before', async () => {
    enter(tasks(1, 'ours'));
    capacity.leave(taskOf('ours-0'));
    await passUntil(10_000);
    expect(capacity.full(tasks(10, 'other'))).toBe(70_000);
  });

  it('counts each of our own tasks in it once', async () => {
    const ours = tasks(2, 'ours');
    const others = tasks(8, 'other');
    enter(ours);
    capacity.full([...tasks(2, 'ours'), ...others]);
    expect(capacity.freeAt(0)).toBe(60_000);
    await passUntil(3_000);
    capacity.leave(taskOf('ours-1'));
    expect(capacity.freeAt(0)).toBe(13_000);
    // What follows has no room until the others' minute is over.
    expect(capacity.freeAt(1)).toBe(60_000);
  });

  it('is not free before the first of several that must end, whoever they belong to', async () => {
    enter(tasks(8, 'ours'));
    capacity.full(tasks(2, 'other'));
    await passUntil(55_000);
    capacity.leave(taskOf('ours-0'));
    // The others count for a minute, and that is over before the room of the one that ended is free.
    expect(capacity.freeAt(0)).toBe(60_000);
  });
});

describe('whoever waits for room', () => {
  it('looks at one of the others’ tasks every ten seconds, in turn', async () => {
    capacity.full(tasks(3, 'other'));
    await passUntil(500);
    capacity.watch();
    capacity.watch();
    await passUntil(45_000);
    expect(polls.map(({ at, task }) => [at, task])).toEqual([
      [10_500, 'other-0'],
      [20_500, 'other-1'],
      [30_500, 'other-2'],
      [40_500, 'other-0'],
    ]);
    expect(told).toEqual([]);
  });

  it('does not look at our own, which are looked at already', async () => {
    enter(tasks(2, 'ours'));
    capacity.full([...tasks(2, 'ours'), taskOf('other')]);
    capacity.watch();
    await passUntil(35_000);
    expect(polls.map(({ task }) => task)).toEqual(['other', 'other', 'other']);
  });

  it('looks more rarely, where the quota of reads asks for it', async () => {
    const elapsed: number[] = [];
    nextLookMs = (elapsedMs) => {
      elapsed.push(elapsedMs);
      return 25_000;
    };
    await passUntil(7_000);
    capacity.full(tasks(3, 'other'));
    capacity.watch();
    await passUntil(59_000);
    expect(polls.map(({ at }) => at)).toEqual([32_000, 57_000]);
    // The pace asks how long it is looked at already, not what time it is.
    expect(elapsed).toEqual([0, 25_000, 50_000]);
  });

  it('is told of an end that is seen, and looks at the others only', async () => {
    answer = (path) =>
      Promise.resolve(
        path.taskId === 'other-1' ? { value: { path, state: 'FAILED' } } : unfinished(path),
      );
    enter(tasks(8, 'ours'));
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    await passUntil(45_000);
    expect(told).toEqual([{ at: 20_000, freeAt: 30_000 }]);
    expect(polls.map(({ task }) => task)).toEqual(['other-0', 'other-1', 'other-0', 'other-0']);
    expect(capacity.freeAt(0)).toBe(-Infinity);
    expect(capacity.freeAt(1)).toBe(60_000);
  });

  it('counts a task that cannot be found as ended, and one that cannot be read as not', async () => {
    const read = { limit: 45, remaining: 7, resetMs: 9_000 };
    answer = (path) => {
      const status = path.taskId === 'other-0' ? 503 : 404;
      return Promise.reject(
        errorFromResponse(REQUEST, {
          status,
          headers: {
            'x-ratelimit-limit': '45',
            'x-ratelimit-remaining': '7',
            'x-ratelimit-reset': '9',
          },
          text: '',
        }),
      );
    };
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    await passUntil(15_000);
    expect(told).toEqual([]);
    await passUntil(25_000);
    expect(told).toEqual([{ at: 20_000, freeAt: 30_000 }]);
    expect(faults).toEqual([]);
    expect(learnt).toEqual([read, read]);
  });

  it('learns the quota of reads from each look', async () => {
    const quota = { limit: 45, remaining: 44, resetMs: 60_000 };
    answer = (path) => Promise.resolve({ ...unfinished(path), quota });
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    await passUntil(10_000);
    expect(learnt).toEqual([quota]);
  });

  it('stops to look when all have ended', async () => {
    answer = (path) => Promise.resolve({ value: { path, state: 'COMPLETE' } });
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    expect(members).toBe(1);
    await passUntil(55_000);
    expect(polls).toHaveLength(2);
    expect(members).toBe(0);
  });

  it('stops to look when the others do not count any more', async () => {
    capacity.full(tasks(2, 'other'));
    await passUntil(5_000);
    capacity.watch();
    await passUntil(60_000);
    capacity.freeAt(0);
    await passUntil(90_000);
    expect(polls.at(-1)?.at).toBe(55_000);
    expect(members).toBe(0);
    expect(faults).toEqual([]);
  });

  it('looks at the new ones, where the place is full of others later', async () => {
    capacity.full(tasks(2, 'early'));
    capacity.watch();
    await passUntil(12_000);
    capacity.full(tasks(2, 'late'));
    capacity.watch();
    await passUntil(39_000);
    expect(polls.map(({ at, task }) => [at, task])).toEqual([
      [10_000, 'early-0'],
      [22_000, 'late-0'],
      [32_000, 'late-1'],
    ]);
  });
});

describe('when nobody waits for room any more', () => {
  it('nothing is looked at, until somebody does again', async () => {
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    await passUntil(12_000);
    capacity.rest();
    await passUntil(30_000);
    expect(polls).toHaveLength(1);
    expect(members).toBe(0);
    expect(faults).toEqual([]);
    capacity.watch();
    await passUntil(45_000);
    expect(polls.map(({ at }) => at)).toEqual([10_000, 40_000]);
  });

  it.each<readonly [string, () => void]>([
    ['they had their turn', () => capacity.rest()],
    ['the workflow is cancelled', () => cancellation.abort(new Error('cancelled'))],
  ])('a look that is under way ends, since %s', async (_, end) => {
    answer = (_path, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    await passUntil(12_000);
    expect(members).toBe(1);
    end();
    await passUntil(50_000);
    expect(polls).toHaveLength(1);
    expect(members).toBe(0);
    expect(told).toEqual([]);
    expect(faults).toEqual([]);
  });
});

describe('a fault of the action in a look', () => {
  it('is told, and ends the looks', async () => {
    const fault = new TypeError('no function');
    answer = () => Promise.reject(fault);
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    await passUntil(50_000);
    expect(faults).toEqual([fault]);
    expect(polls).toHaveLength(1);
    expect(members).toBe(0);
  });

  it('is none where Roblox or the line is at fault', async () => {
    answer = () => Promise.reject(new OpenCloudError({ failure: 'no-answer', request: REQUEST }));
    capacity.full(tasks(2, 'other'));
    capacity.watch();
    await passUntil(35_000);
    expect(polls).toHaveLength(3);
    expect(faults).toEqual([]);
    expect(told).toEqual([]);
  });
});
