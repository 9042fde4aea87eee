import type { Quota } from '../open-cloud/rate-limit.ts';
import type { OperationContext } from '../util/operation-context.ts';

/** The documented quota of task reads, used while the service advertises none. */
const DEFAULT_READS_PER_MINUTE = 45;

/** A window never lasts longer, whatever other buckets the header lists. */
const MAX_WINDOW_MS = 60_000;

/** Shorter delays find no end sooner by more than the 0.1 s that a read takes. */
const MIN_POLL_DELAY_MS = 200;

/**
 * A young task is polled after this share of its age, so the lateness stays in proportion to the
 * task. Most tasks end 1 to 8 s after their creation. `npm run bench` measures the four figures here
 * against the computed optimum.
 */
const DELAY_PER_AGE = 0.1;

/** From minutes on, this share of the age is the longest delay if the quota allows more reads. */
const DELAY_PER_OLD_AGE = 0.004;

/**
 * One task alone may be polled this much closer than an even spread of the window's reads. The reads
 * decline towards the reset and are never used up before it.
 */
const SINGLE_TASK_SPACING = 0.4;

/** Each delay varies by this share to both sides, so that jobs do not poll in step. */
const JITTER = 0.15;

/** One task's share of the quota. */
export interface PollSlot {
  /**
   * Waits for this task's turn and counts the read that follows.
   *
   * @param dueAt the earliest time
   * @param notAfter the latest time, whatever the quota says: a task's last read is never delayed
   * @throws the signal's reason, if it aborts
   */
  acquire(dueAt: number, notAfter: number, signal: AbortSignal): Promise<void>;
  leave(): void;
}

interface Turn {
  readonly dueAt: number;
  readonly notAfter: number;
  readonly start: () => void;
}

/**
 * Decides when tasks are polled. One limiter serves all task reads of one run of the action.
 *
 * One task alone is polled often at first. Several tasks are polled first come, first served, and the
 * remaining reads are spread over the window.
 */
export class PollLimiter {
  readonly #context: Pick<OperationContext, 'clock' | 'random'>;
  readonly #slots = new Set<PollSlot>();
  readonly #waiting = new Set<Turn>();
  /** When reads were sent: at most as many as one window takes. */
  readonly #sent: number[] = [];
  #advertised: (Quota & { readonly at: number }) | undefined;
  #sentSinceAdvertised = 0;
  #alarm: AbortController | undefined;

  constructor(context: Pick<OperationContext, 'clock' | 'random'>) {
    this.#context = context;
  }

  /** Adds a task to those that share the quota. */
  join(): PollSlot {
    const slot: PollSlot = {
      acquire: (dueAt, notAfter, signal) => this.#acquire(dueAt, notAfter, signal),
      leave: () => {
        this.#slots.delete(slot);
        this.#advance();
      },
    };
    this.#slots.add(slot);
    return slot;
  }

  /** Takes in the quota that a read's response advertised. */
  learn(quota: Quota | undefined): void {
    if (quota !== undefined) {
      this.#advertised = { ...quota, at: this.#context.clock.now() };
      this.#sentSinceAdvertised = 0;
      this.#advance();
    }
  }

  /** Returns the milliseconds from one read's sending to the next, for a task of this age. */
  pollDelayMs(ageMs: number): number {
    const maxMs = Math.max(MAX_WINDOW_MS / this.#limit(), ageMs * DELAY_PER_OLD_AGE);
    const delayMs = Math.max(MIN_POLL_DELAY_MS, Math.min(ageMs * DELAY_PER_AGE, maxMs));
    return delayMs * (1 - JITTER + 2 * JITTER * this.#context.random());
  }

  /** A limit below one was never seen. It would mean a wait without an end. */
  #limit(): number {
    return Math.max(1, Math.floor(this.#advertised?.limit ?? DEFAULT_READS_PER_MINUTE));
  }

  #acquire(dueAt: number, notAfter: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(turn);
        reject(signal.reason as Error);
      };
      const turn: Turn = {
        dueAt,
        notAfter,
        start: () => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(turn);
      this.#advance();
    });
  }

  /** Starts every turn whose time has come. Among overdue ones, the earliest due goes first. */
  #advance(): void {
    const { clock } = this.#context;
    this.#alarm?.abort();
    this.#alarm = undefined;
    while (this.#waiting.size > 0) {
      const now = clock.now();
      const allowedAt = this.#allowedAt(now);
      const [next] = [...this.#waiting]
        .map((turn) => ({ turn, at: Math.min(Math.max(turn.dueAt, allowedAt), turn.notAfter) }))
        .toSorted((a, b) => a.at - b.at || a.turn.dueAt - b.turn.dueAt) as [
        { turn: Turn; at: number },
      ];
      if (next.at > now) {
        const alarm = new AbortController();
        this.#alarm = alarm;
        clock.sleep(next.at - now, alarm.signal).then(
          () => this.#advance(),
          () => {}, // A later alarm has replaced it.
        );
        return;
      }
      this.#waiting.delete(next.turn);
      this.#sentSinceAdvertised += 1;
      this.#sent.push(now);
      this.#sent.splice(0, this.#sent.length - this.#limit());
      next.turn.start();
    }
  }

  /** Returns the earliest time that the quota, as far as it is known, allows for the next read. */
  #allowedAt(now: number): number {
    const { at = 0, remaining, resetMs } = this.#advertised ?? {};
    if (remaining === undefined || resetMs === undefined) {
      return this.#allowedInAnyMinute(now);
    }
    const lastAt = this.#sent.at(-1) ?? at;
    const resetAt = at + Math.min(resetMs, MAX_WINDOW_MS);
    const left = remaining - this.#sentSinceAdvertised;
    if (now >= resetAt) {
      return lastAt + this.#spacing(MAX_WINDOW_MS / this.#limit());
    }
    return left < 1 ? resetAt : lastAt + this.#spacing((resetAt - lastAt) / (left + 1));
  }

  /** Nobody knows when the window began, so the limit applies to every minute. */
  #allowedInAnyMinute(now: number): number {
    // One read is reserved for a task's last one.
    const maxReads = Math.max(1, this.#limit() - 1);
    const recent = this.#sent.filter((sentAt) => sentAt > now - MAX_WINDOW_MS);
    const [first, last] = [recent[0], recent.at(-1)];
    if (first === undefined || last === undefined) {
      return -Infinity;
    }
    const left = maxReads - recent.length;
    if (left < 1) {
      return (recent.at(-maxReads) ?? first) + MAX_WINDOW_MS;
    }
    const evenMs = (first + MAX_WINDOW_MS - last) / (left + 1);
    return (
      last + this.#spacing(Math.max(evenMs, this.#slots.size > 1 ? MAX_WINDOW_MS / maxReads : 0))
    );
  }

  /** Returns the delay between two reads that an even spread would put so far apart. */
  #spacing(evenMs: number): number {
    return this.#slots.size > 1 ? evenMs : evenMs * SINGLE_TASK_SPACING;
  }
}
