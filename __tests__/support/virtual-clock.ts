import type { Clock } from '../../src/util/clock.ts';

/** A clock whose time passes only while everything rests, and then at once. */
export interface VirtualClock extends Clock {
  /**
   * Says that a request which is under way will never be answered, so that time may pass although
   * its deadline is open.
   */
  park(): void;
  /** Has time stand still, whatever is parked, until the returned function is called. */
  hold(): () => void;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A real timer that is set for longer, or for no number, fires at once: nobody should want one. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** How many turns of the event loop must bring nothing before time may pass. */
const QUIET_TURNS = 3;

/**
 * Makes a virtual clock. Time stands still as long as work is under way, which every open
 * deadline stands for: so tests may use real sockets, however slow the machine is.
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
    stir();
    return timer;
  }

  function stir(): void {
    turns = 0;
    if (!isTurning) {
      isTurning = true;
      setImmediate(turn);
    }
  }

  function turn(): void {
    isTurning = false;
    if (timers.size === 0 || open > parked || held > 0) {
      return; // Whatever ends the work, or begins to wait, stirs the clock again.
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
        // Whoever is told has work to do, and time stands still until it is done.
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
          stir();
        }
      };
    },
    park: () => {
      parked += 1;
      stir();
    },
    hold: () => {
      held += 1;
      return () => {
        held -= 1;
        stir();
      };
    },
  };
}
