import { OpenCloudError } from '../open-cloud/errors.ts';
import type { RequestName } from '../open-cloud/operations.ts';
import type { Quota, Throttle } from '../open-cloud/rate-limit.ts';
import type { OperationContext } from '../util/operation-context.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import { Capacity } from './capacity.ts';
import {
  drawSkippedWindows,
  failsForAll,
  longestDelay,
  UnsentCreation,
  type Blocker,
  type Limit,
  type NotSent,
  type Verdict,
} from './create-limits.ts';
import { CreateQuota, DEFAULT_CREATES_PER_MINUTE, WINDOW_MS } from './create-quota.ts';
import type { Delay } from './run-result.ts';

/** The wait after a refusal without a reset: five creations a minute, spread evenly. */
const DEFAULT_REFUSAL_WAIT_MS = WINDOW_MS / DEFAULT_CREATES_PER_MINUTE;

/** Jobs that wait for the same reset come within this long after it, so that few collide. */
const MAX_JITTER_MS = 1_000;

/** One creation, as far as its limits go. */
export interface Creation {
  /** Its position in the queue, from {@link CreateLimiter.enqueue}. */
  readonly number: number;
  /** The longest delay, counted from the first creation of the run that was delayed. */
  readonly maxWaitMs: number;
  /** Names the request in an error. */
  readonly request: RequestName;
  /** Called when this creation is the next one and a limit delays it. */
  readonly onDelayed: (delay: Delay) => void;
}

interface Waiting extends Creation {
  readonly resolve: (unsent: NotSent | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Decides when tasks are created. One limiter serves all creations of one run of the action.
 *
 * A window's first creation goes alone. Its response says how many may follow, and these follow at
 * once. When the window is used up, or after a refusal, the next attempt comes within a second after
 * the reset. From the third refusal in a row on, a random number of windows is skipped, because other
 * jobs share the quota and nobody sees how many.
 */
export class CreateLimiter {
  readonly #context: OperationContext;
  readonly #capacity: Capacity;
  readonly #quota = new CreateQuota();
  readonly #queue: Waiting[] = [];
  #numbers = 0;
  #refusal: Limit | undefined;
  #refusalsInRow = 0;
  #jitterMs: number;
  #delayedSince: number | undefined;
  /** Why nothing is sent any more. */
  #stopped: unknown;
  #alarm: AbortController | undefined;
  #announced = '';

  constructor(context: OperationContext) {
    this.#context = context;
    this.#capacity = new Capacity(context);
    this.#jitterMs = MAX_JITTER_MS * context.random();
    context.signal.addEventListener('abort', () => this.#advance(), { once: true });
  }

  /** Returns the next number. The lowest number goes first, also when it returns after a refusal. */
  enqueue(): number {
    return (this.#numbers += 1);
  }

  /**
   * Waits until this creation may be sent. The caller then reports what became of it.
   *
   * @returns undefined if it may be sent; otherwise the result of its run
   * @throws the signal's reason, if it aborts; or the internal error of another creation
   */
  acquire(creation: Creation): Promise<NotSent | undefined> {
    return new Promise((resolve, reject) => {
      this.#queue.push({ ...creation, resolve, reject });
      this.#queue.sort((a, b) => a.number - b.number);
      this.#advance();
    });
  }

  /**
   * Marks the request as sent. Until then (for example while the binary input uploads) it does not
   * count against the quota.
   */
  markSent(number: number): void {
    this.#quota.start(number, this.#context.clock.now());
    this.#advance();
  }

  /** Marks a request that never arrived and will be sent again. No other creation passes it. */
  markUnsent(number: number): void {
    this.#quota.start(number);
  }

  /** Reports that the task was created. */
  markCreated(number: number, task: TaskPath, quota: Quota | undefined): void {
    this.#quota.settle(number);
    this.#capacity.add(task);
    this.#refusalsInRow = 0;
    if (quota === undefined) {
      this.#quota.forget();
    }
    this.#quota.learn(quota, this.#context.clock.now());
    this.#advance();
  }

  /** Reports a failure. One that every other creation would meet too ends all of them. */
  markFailed(number: number, error: unknown): void {
    this.#quota.settle(number);
    if (!(error instanceof OpenCloudError)) {
      this.#stopped = error; // A file that changed, or an internal error.
    } else {
      this.#quota.learn(error.quota, this.#context.clock.now());
      if (error.throttle !== undefined) {
        this.#refuse(error, error.throttle);
      } else if (failsForAll(error)) {
        this.#stopped = error;
      }
    }
    this.#advance();
  }

  /** Reports that a created task has ended, or is no longer polled. */
  markEnded(task: TaskPath): void {
    const freeAt = this.#capacity.remove(task);
    if (this.#refusal?.throttle.kind === 'capacity') {
      this.#refusal = { ...this.#refusal, retryAt: Math.min(this.#refusal.retryAt, freeAt) };
    }
    this.#advance();
  }

  /** Whether a new creation would be sent at once. */
  isFree(): boolean {
    const now = this.#context.clock.now();
    return (
      this.#queue.length === 0 &&
      !this.#isStopped() &&
      this.#quota.responseWaitMs(now) === 0 &&
      longestDelay(this.#limits(now), now, now) === undefined
    );
  }

  /** Returns the limit that delays the next creation, if there is one. */
  blockedBy(): Blocker | undefined {
    const [head] = this.#queue;
    const now = this.#context.clock.now();
    const verdict = head && this.#longestDelay(head, now);
    return (
      verdict && {
        kind: verdict.limit.throttle.kind,
        // If a task must end first, nothing is attempted when `max-wait` ends.
        ...(verdict.limit.retryAt < Infinity && { untilMs: verdict.at - now }),
      }
    );
  }

  #limits(now: number): readonly Limit[] {
    const refusal = this.#refusal;
    const errorOf = (kind: Throttle['kind']): OpenCloudError | undefined =>
      refusal?.throttle.kind === kind ? refusal.error : undefined;
    const full: Limit = {
      throttle: { kind: 'capacity', tasks: [] },
      retryAt: this.#capacity.freeAt(this.#quota.inFlight),
      error: errorOf('capacity'),
    };
    const resetAt = this.#quota.resetAt();
    const usedUp: Limit | undefined =
      resetAt === undefined
        ? undefined
        : {
            throttle: {
              kind: this.#quota.isAdvertised ? 'quota' : 'assumed',
              waitMs: Math.max(0, resetAt - now),
            },
            resetAt,
            retryAt: resetAt + this.#jitterMs,
            error: errorOf('quota'),
          };
    return [refusal, usedUp, full].filter((limit) => limit !== undefined);
  }

  #longestDelay({ maxWaitMs }: Creation, now: number): Verdict | undefined {
    return longestDelay(this.#limits(now), (this.#delayedSince ?? now) + maxWaitMs, now);
  }

  /** Starts what may be sent, ends what may never be, and sets an alarm for the rest. */
  #advance(): void {
    this.#alarm?.abort();
    this.#alarm = undefined;
    for (let head = this.#queue[0]; head !== undefined; head = this.#queue[0]) {
      const now = this.#context.clock.now();
      const delay = this.#isStopped() ? undefined : this.#longestDelay(head, now);
      if (delay !== undefined) {
        this.#delayedSince ??= now;
        if (!delay.isTooLong) {
          this.#announce(head, delay, now);
          this.#setAlarm(delay.at - now);
          return;
        }
      } else if (!this.#isStopped()) {
        const waitMs = this.#quota.responseWaitMs(now);
        if (waitMs > 0) {
          this.#setAlarm(waitMs);
          return;
        }
      }
      this.#queue.shift();
      this.#release(head, delay, now);
    }
  }

  #isStopped(): boolean {
    return this.#context.signal.aborted || this.#stopped !== undefined;
  }

  /** Starts a creation, or ends it unsent. */
  #release(head: Waiting, delay: Verdict | undefined, now: number): void {
    const { random, signal } = this.#context;
    const stopped = this.#stopped;
    if (signal.aborted) {
      head.reject(signal.reason);
    } else if (stopped instanceof OpenCloudError || stopped instanceof InvalidInputError) {
      head.resolve({ status: 'not-created', error: stopped });
    } else if (stopped !== undefined) {
      head.reject(stopped);
    } else if (delay !== undefined) {
      const { throttle, resetAt = now, error } = delay.limit;
      head.resolve({
        status: 'quota-exceeded',
        error: error ?? new UnsentCreation(head.request, throttle),
        waitedMs: now - (this.#delayedSince ?? now),
        ...(resetAt > now && { resetMs: resetAt - now }),
      });
    } else {
      this.#quota.start(head.number);
      this.#jitterMs = MAX_JITTER_MS * random();
      if (this.#refusal !== undefined) {
        this.#quota.probe();
        this.#refusal = undefined;
      }
      head.resolve(undefined);
    }
  }

  #setAlarm(ms: number): void {
    if (ms < Infinity) {
      const alarm = new AbortController();
      this.#alarm = alarm;
      this.#context.clock.sleep(ms, alarm.signal).then(
        () => this.#advance(),
        () => {}, // A later alarm has replaced it.
      );
    }
  }

  #announce(head: Waiting, { limit: { throttle, error }, at }: Verdict, now: number): void {
    const news = `${throttle.kind} ${Math.round(at)}`;
    // Creations in flight do not count as running yet: progress would show unused capacity.
    if (news !== this.#announced && this.#quota.inFlight === 0) {
      this.#announced = news;
      head.onDelayed({ throttle, waitMs: at - now, isRefusal: error !== undefined });
    }
  }

  #refuse(error: OpenCloudError, throttle: Throttle): void {
    const refusedAt = this.#context.clock.now();
    this.#delayedSince ??= refusedAt;
    if (throttle.kind === 'capacity') {
      this.#refusal = { throttle, error, refusedAt, retryAt: this.#capacity.retryAt() };
      return;
    }
    // Several creations that were in flight together count as one refusal.
    const previous = this.#refusal;
    if (previous === undefined) {
      this.#refusalsInRow += 1;
    }
    const resetAt = throttle.waitMs === undefined ? undefined : refusedAt + throttle.waitMs;
    this.#refusal = {
      throttle,
      error,
      refusedAt,
      retryAt: (resetAt ?? refusedAt + DEFAULT_REFUSAL_WAIT_MS) + this.#jitterMs,
      skippedWindows:
        previous?.skippedWindows ?? drawSkippedWindows(this.#refusalsInRow, this.#context.random),
      resetAt,
    };
  }
}
