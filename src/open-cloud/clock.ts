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
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, ms);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),

  deadline: (ms, expire) => {
    const timer = setTimeout(expire, ms);
    return () => clearTimeout(timer);
  },
};
