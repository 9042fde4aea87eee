import type { Quota } from '../open-cloud/rate-limit.ts';

/** The quota's window, and the longest one, whatever other buckets the header lists. */
export const WINDOW_MS = 60_000;

/** The documented quota of creations, used while the service advertises none. */
export const DEFAULT_CREATES_PER_MINUTE = 5;

/**
 * A window's first creation goes alone, because its response says how many may follow. It usually
 * takes 0.2 s; one that takes longer than this no longer keeps the next one waiting.
 */
const MAX_EXPECTED_RESPONSE_MS = 2_000;

/** Two responses of one window differ by this much at most: resets are whole seconds. */
const RESET_TOLERANCE_MS = 2_000;

/** The window of a minute that was advertised last. */
interface Window {
  readonly limit: number;
  /** The smallest number that any response of this window advertised. */
  readonly remaining: number;
  readonly resetAt: number;
}

/** The minute's quota of creations: what was advertised of it, and what we have sent. */
export class CreateQuota {
  #window: Window | undefined;
  /** When each creation in flight was sent; undefined if it is not sent yet. */
  readonly #inFlight = new Map<number, number | undefined>();
  /** When the last creations with a response were sent: as many as the documented quota. */
  readonly #sent: number[] = [];
  /** Whether the creation in flight goes alone because the one before it was refused. */
  #isProbing = false;

  /** Whether the service advertises its quota; otherwise the documented one is assumed. */
  get isAdvertised(): boolean {
    return this.#window !== undefined;
  }

  /** How many creations are about to be sent, or have no response yet. */
  get inFlight(): number {
    return this.#inFlight.size;
  }

  /** Counts a creation as in flight from `sentAt` on; undefined if it is about to be sent. */
  start(number: number, sentAt?: number): void {
    this.#inFlight.set(number, sentAt);
  }

  /** Keeps the next creation alone until its response, whatever the window has left. */
  probe(): void {
    this.#isProbing = true;
  }

  /** Ends a creation's flight. */
  settle(number: number): void {
    const sentAt = this.#inFlight.get(number);
    this.#inFlight.delete(number);
    this.#isProbing = false;
    if (sentAt !== undefined) {
      this.#sent.push(sentAt);
      this.#sent.splice(0, this.#sent.length - DEFAULT_CREATES_PER_MINUTE);
    }
  }

  /** Takes in what a response advertised. A late response of an earlier window changes nothing. */
  learn(quota: Quota | undefined, now: number): void {
    if (quota?.remaining === undefined || quota.resetMs === undefined) {
      return;
    }
    const { limit = DEFAULT_CREATES_PER_MINUTE, remaining } = quota;
    const resetAt = now + Math.min(quota.resetMs, WINDOW_MS);
    const known = this.#window;
    if (known === undefined || resetAt > known.resetAt + RESET_TOLERANCE_MS) {
      this.#window = { limit, remaining, resetAt };
    } else if (resetAt >= known.resetAt - RESET_TOLERANCE_MS) {
      const smallest = Math.min(known.remaining, remaining);
      this.#window = { limit, remaining: smallest, resetAt: known.resetAt };
    }
  }

  /** Forgets what was advertised: the service has stopped advertising. */
  forget(): void {
    this.#window = undefined;
  }

  /** Returns when the next window begins, if this one is used up. */
  resetAt(): number | undefined {
    if (this.#window !== undefined) {
      return this.#window.remaining > 0 ? undefined : this.#window.resetAt;
    }
    // Without a window, the fifth last creation must have left the minute.
    const times = [...this.#sent, ...[...this.#inFlight.values()].filter((at) => at !== undefined)];
    const oldest = times.toSorted((a, b) => a - b).at(-DEFAULT_CREATES_PER_MINUTE);
    return oldest === undefined ? undefined : oldest + WINDOW_MS;
  }

  /** Returns the milliseconds until one more may be in flight: Infinity if a response must come. */
  responseWaitMs(now: number): number {
    const sentAt = [...this.#inFlight.values()];
    if (sentAt.length === 0) {
      return 0;
    }
    if (sentAt.includes(undefined)) {
      return Infinity;
    }
    if (this.#window !== undefined && this.#window.resetAt > now && !this.#isProbing) {
      // The next window may begin before the response comes.
      return this.#window.remaining > sentAt.length ? 0 : this.#window.resetAt - now;
    }
    if (this.#window !== undefined && sentAt.length >= this.#window.limit) {
      return Infinity; // Nothing says that the new window takes more than the last one.
    }
    return Math.max(0, Math.max(...(sentAt as number[])) + MAX_EXPECTED_RESPONSE_MS - now);
  }
}
