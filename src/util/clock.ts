/** Time. Tests pass a virtual clock, so that waits of minutes take milliseconds. */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary moment. Unlike the machine's clock, it never jumps. */
  now(): number;

  /**
   * Resolves after `ms` milliseconds, or rejects with the signal's reason when `signal` aborts. For
   * waits that only time or a cancellation ends.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;

  /**
   * Calls `expire` after `ms` milliseconds unless the returned function is called before. For
   * deadlines of operations in progress.
   */
  deadline(ms: number, expire: () => void): () => void;
}

/** The longest timer of Node.js, 24 days. A longer one would fire at once. */
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
