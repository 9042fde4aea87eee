/**
 * Time, as the rest of the code is given it: tests hand in a virtual clock, so that what waits
 * for minutes is tested in milliseconds.
 */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary moment: the machine's clock may jump, this may not. */
  now(): number;

  /**
   * Resolves after `ms` milliseconds; rejects with the signal's reason as soon as `signal` aborts.
   * For waiting that nothing but time or a cancellation can end.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;

  /**
   * Calls `expire` after `ms` milliseconds unless the returned function was called before. For
   * deadlines of work that is under way: unlike `sleep`, nothing rests while it runs.
   */
  deadline(ms: number, expire: () => void): () => void;
}

/**
 * A timer of Node.js that is set for longer fires at once. These are 24 days: whatever waits for so
 * long may as well wake up then.
 */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The real clock. */
export const systemClock: Clock = {
  now: () => performance.now(),

  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
        Math.min(ms, MAX_TIMER_MS),
      );
      signal?.addEventListener('abort', onAbort, { once: true });
    }),

  deadline: (ms, expire) => {
    const timer = setTimeout(expire, Math.min(ms, MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};
