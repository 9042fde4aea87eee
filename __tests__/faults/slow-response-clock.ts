import { virtualClock, type VirtualClock } from '../support/virtual-clock.ts';

/** A virtual clock for responses that arrive at one byte a second. */
export interface SlowResponseClock extends VirtualClock {
  /**
   * Takes a step each virtual second while the request in flight goes on. No time passes during a step.
   */
  eachSecond(step: () => Promise<void>): void;
}

/**
 * Makes the clock. Virtual time stands still while a deadline is open, but a slow response needs it to pass. So the
 * request's deadline is parked, and so is each deadline that replaces it at the same moment, as a byte renews the limit
 * of a stalled transfer.
 */
export function slowResponseClock(): SlowResponseClock {
  const clock = virtualClock();
  let latest: object | undefined;
  let parked: object | undefined;
  let isRenewal = false;
  let end = new AbortController();

  async function stepEachSecond(step: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const resume = clock.hold();
    await step();
    resume();
    await clock.sleep(1_000, signal).catch(() => {});
    if (!signal.aborted) {
      await stepEachSecond(step, signal);
    }
  }

  return {
    ...clock,
    deadline: (ms, expire) => {
      const cancel = clock.deadline(ms, expire);
      const one = {};
      latest = one;
      if (isRenewal) {
        parked = one;
        clock.park();
      }
      return () => {
        cancel();
        if (parked === one) {
          parked = undefined;
          isRenewal = true;
          queueMicrotask(() => {
            isRenewal = false;
            if (parked === undefined) {
              end.abort(); // The request is over.
            }
          });
        }
      };
    },
    eachSecond: (step) => {
      parked = latest;
      clock.park();
      end = new AbortController();
      void stepEachSecond(step, end.signal);
    },
  };
}
