import type { Clock } from '../../util/clock.ts';
import type { TimeLimit } from '../operations.ts';

/** The running time limit of one request. */
export interface Deadlines {
  /** Call this when the network has taken this many bytes of the file. */
  readonly sent: (bytes: number) => void;
  /** Call this when the answer begins. */
  readonly answerStarted: () => void;
  /** Call this with each piece of the answer. */
  readonly answerMoved: () => void;
  readonly cancel: () => void;
  /** Why the time is up, as the end of a sentence; undefined before. */
  readonly expired: string | undefined;
}

/**
 * Starts the time limit of a request.
 *
 * @param fileBytes the size of the file that is sent; undefined for other bodies
 */
export function startDeadlines(
  limit: TimeLimit,
  fileBytes: number | undefined,
  clock: Clock,
  onExpire: () => void,
): Deadlines {
  let expired: string | undefined;
  let cancel = (): void => {};
  const restart = (ms: number, what: string, wholeMs = ms): void => {
    cancel();
    cancel = clock.deadline(ms, () => {
      expired = `${what} ${wholeMs / 1000} s`;
      onExpire();
    });
  };
  // Set once: the limit of the answer does not restart.
  let answerEndsAt: number | undefined;
  const answerStarted = (): void => {
    if ('answerMs' in limit) {
      answerEndsAt ??= clock.now() + limit.answerMs;
    }
  };
  const moved = (): void => {
    if ('stallMs' in limit) {
      const leftMs = answerEndsAt === undefined ? Infinity : answerEndsAt - clock.now();
      if (limit.stallMs <= leftMs) {
        restart(limit.stallMs, 'nothing moved for');
      } else {
        restart(leftMs, 'the answer was not whole after', limit.answerMs);
      }
    }
  };

  if ('totalMs' in limit) {
    restart(limit.totalMs, 'nothing after');
  }
  if (fileBytes === undefined) {
    answerStarted(); // Sending anything but a file takes no time.
  }
  moved();
  return {
    sent: (bytes) => {
      if ('answerMs' in limit && bytes === fileBytes) {
        answerStarted();
        restart(limit.answerMs, 'everything was sent, and nothing came for');
      } else {
        moved();
      }
    },
    answerStarted,
    answerMoved: moved,
    cancel: () => cancel(),
    get expired() {
      return expired;
    },
  };
}
