import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/util/clock.ts';

/** A clock whose time leaps to the next event, as soon as nothing is left to do before it. */
export interface EventClock extends Clock {
  /** Lets time pass until the work is done. */
  run<T>(work: Promise<T>): Promise<T>;
}

interface Timer {
  readonly at: number;
  /** Of timers for the same moment the one that was set first goes first. */
  readonly order: number;
  fire: (() => void) | undefined;
}

/** The timers that have not fired, the next one first: a binary heap. */
interface TimerQueue {
  push(timer: Timer): void;
  pop(): Timer | undefined;
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function timerQueue(): TimerQueue {
  const heap: Timer[] = [];
  function push(timer: Timer): void {
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent] as Timer)) {
        break;
      }
      heap[index] = heap[parent] as Timer;
      index = parent;
    }
    heap[index] = timer;
  }

  function pop(): Timer | undefined {
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) {
      return first;
    }
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= heap.length) {
        break;
      }
      const right = left + 1;
      const child =
        right < heap.length && isBefore(heap[right] as Timer, heap[left] as Timer) ? right : left;
      if (!isBefore(heap[child] as Timer, last)) {
        break;
      }
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = last;
    return first;
  }

  return { push, pop };
}

/**
 * Makes an event clock. There must be no real work, like a socket or a file, in what it times:
 * everything that happens must follow from its timers.
 */
export function eventClock(): EventClock {
  let now = 0;
  let orders = 0;
  const queue = timerQueue();

  function add(ms: number, fire: () => void): Timer {
    const timer: Timer = { at: now + Math.max(0, ms), order: (orders += 1), fire };
    queue.push(timer);
    return timer;
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          timer.fire = undefined;
          reject(signal?.reason);
        };
        const timer = add(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    deadline: (ms, expire) => {
      const timer = add(ms, expire);
      return () => {
        timer.fire = undefined;
      };
    },
    run: async (work) => {
      let isDone = false;
      const finish = (): void => {
        isDone = true;
      };
      work.then(finish, finish);
      for (;;) {
        await setImmediate();
        if (isDone) {
          return work;
        }
        let next = queue.pop();
        while (next !== undefined && next.fire === undefined) {
          next = queue.pop();
        }
        if (next === undefined) {
          throw new Error('The simulation waits for something that no timer brings.');
        }
        now = next.at;
        next.fire?.();
      }
    },
  };
}
