import { virtualClock, type VirtualClock } from '../support/virtual-clock.ts';

/** A virtual clock on which an answer may come one byte a second. */
export interface SlowResponseClock extends VirtualClock {
  /**
   * Takes a step each virtual second, until the request that is under way is over: answered whole,
   * or given up by its client. No time passes while a step is taken.
   */
  eachSecond(step: () => Promise<void>): void;
}

/**
 * Makes the clock. Virtual time stands still while a deadline is open, and an answer that trickles
 * needs it to pass meanwhile. So the request's deadline is parked, and each one that takes its
 * place, as where a byte renews how long nothing may move: those are opened in the same moment.
 */
export function slowResponseClock(): SlowResponseClock {
  const clock = virtualClock();
  let latest: object | undefined;
  let trickling: object | undefined;
  let isRenewal = false;
  let end = new AbortController();

  async function trickle(step: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const letPass = clock.hold();
    await step();
    letPass();
    await clock.sleep(1_000, signal).catch(() => {});
    if (!signal.aborted) {
      await trickle(step, signal);
    }
  }

  return {
    ...clock,
    deadline: (ms, expire) => {
      const cancel = clock.deadline(ms, expire);
      const one = {};
      latest = one;
      if (isRenewal) {
        trickling = one;
        clock.park();
      }
      return () => {
        cancel();
        if (trickling === one) {
          trickling = undefined;
          isRenewal = true;
          queueMicrotask(() => {
            isRenewal = false;
            if (trickling === undefined) {
              end.abort(); // Nothing is left that this second would have to pass for.
            }
          });
        }
      };
    },
    eachSecond: (step) => {
      trickling = latest;
      clock.park();
      end = new AbortController();
      void trickle(step, end.signal);
    },
  };
}
