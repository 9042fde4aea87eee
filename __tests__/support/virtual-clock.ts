import type { Clock } from '../../src/util/clock.ts';

/** A clock whose time passes only when nothing is in flight, and then at once. */
export interface VirtualClock extends Clock {
  /**
   * Declares that a request in flight will never be answered, so that time passes although its deadline is open.
   */
  park(): void;
  /** Stops time until the returned function is called, even if requests are parked. */
  hold(): () => void;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A real timer for longer, or for NaN, fires at once: an error in the code that sets it. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How many turns of the event loop must be idle before time passes. */
const QUIET_TURNS = 3;

/**
 * Makes a virtual clock. Time stands still while a deadline is open, because each one stands for work in flight. So tests
 * can use real sockets on a slow machine.
 */
export function virtualClock(): VirtualClock {
  let now = 0;
  let open = 0;
  let parked = 0;
  let held = 0;
  let turns = 0;
  let isTurning = false;
  const timers = new Set<Timer>();

  function add(ms: number, fire: () => void): Timer {
    if (!(ms <= MAX_TIMER_MS)) {
      throw new RangeError(`No timer can be set for ${ms} ms.`);
    }
    const timer = { at: now + ms, fire };
    timers.add(timer);
    wake();
    return timer;
  }

  function wake(): void {
    turns = 0;
    if (!isTurning) {
      isTurning = true;
      setImmediate(turn);
    }
  }

  function turn(): void {
    isTurning = false;
    if (timers.size === 0 || open > parked || held > 0) {
      return; // The end of the work, or a new timer, wakes the clock again.
    }
    turns += 1;
    if (turns >= QUIET_TURNS) {
      turns = 0;
      const [next] = [...timers].toSorted((a, b) => a.at - b.at);
      if (next !== undefined) {
        timers.delete(next);
        now = Math.max(now, next.at);
        next.fire();
      }
    }
    isTurning = true;
    setImmediate(turn);
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const timer = add(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        const onAbort = (): void => {
          timers.delete(timer);
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    deadline: (ms, expire) => {
      const timer = add(ms, () => {
        // `expire` has work to do: time stands still until it is done.
        parked = Math.max(0, parked - 1);
        expire();
      });
      open += 1;
      let isOpen = true;
      return () => {
        if (isOpen) {
          isOpen = false;
          open -= 1;
          parked = Math.min(parked, open);
          timers.delete(timer);
          wake();
        }
      };
    },
    park: () => {
      parked += 1;
      wake();
    },
    hold: () => {
      held += 1;
      return () => {
        held -= 1;
        wake();
      };
    },
  };
}
