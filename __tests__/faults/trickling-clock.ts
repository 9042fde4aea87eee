import { virtualClock, type VirtualClock } from '../support/virtual-clock.ts';

/** A virtual clock on which an answer may come one byte a second. */
export interface TricklingClock extends VirtualClock {
  /**
   * Takes a step each virtual second, until the request that is under way is over: answered whole,
   * or given up by its client.
   */
  eachSecond(step: () => void): void;
}

/**
 * Makes the clock. Virtual time stands still while a deadline is open, and an answer that trickles
 * needs it to pass meanwhile. So the request's deadline is parked, and each one that takes its
 * place, as where a byte renews how long nothing may move: those are opened in the same moment.
 * The next second is waited for before a byte is sent, so that no more than this passes while the
 * byte is on its way.
 */
export function tricklingClock(): TricklingClock {
  const clock = virtualClock();
  let latest: object | undefined;
  let trickling: object | undefined;
  let isRenewal = false;

  async function trickle(step: () => void): Promise<void> {
    const second = clock.sleep(1_000);
    step();
    await second;
    if (trickling !== undefined) {
      await trickle(step);
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
          });
        }
      };
    },
    eachSecond: (step) => {
      trickling = latest;
      clock.park();
      void trickle(step);
    },
  };
}
