/** How many requests the service takes: see QuotaGate. */
import { QUOTA_SPENT, resourceExhausted } from './answers.ts';
import type { Answer } from './answers.ts';

/** The limits to hold; one that is left out is not held, and not advertised. */
export interface Quotas {
  createsPerMinute?: number;
  createsPerHour?: number;
  /** How many tasks of a place may be unfinished at a time. */
  unfinishedPerPlace?: number;
  readsPerMinute?: number;
  logsPerMinute?: number;
  uploadsPerMinute?: number;
  binaryInputsPerMinute?: number;
}

/**
 * The limits that live records show; documented are 45 reads a minute. The hourly limit is only claimed to exist.
 */
export const KNOWN_QUOTAS: Readonly<Required<Quotas>> = {
  createsPerMinute: 5,
  createsPerHour: 30,
  unfinishedPerPlace: 10,
  readsPerMinute: 200,
  logsPerMinute: 45,
  uploadsPerMinute: 30,
  binaryInputsPerMinute: 5,
};

/** Requests that count together. Creations on a pinned version have a bucket of their own (live record). */
export type QuotaBucket =
  'create' | 'create-of-version' | 'read' | 'logs' | 'upload' | 'binary-input';

/** The name of each bucket's limit. */
const LIMIT_OF = {
  create: 'createsPerMinute',
  'create-of-version': 'createsPerMinute',
  read: 'readsPerMinute',
  logs: 'logsPerMinute',
  upload: 'uploadsPerMinute',
  'binary-input': 'binaryInputsPerMinute',
} as const satisfies Record<QuotaBucket, keyof Quotas>;

const MINUTES_PER_HOUR = 60;

/** The service's, whatever is left to wait (live record). */
const RETRY_AFTER_QUOTA_SECONDS = 5;

/** "Up to half an hour": the hourly limit's `retry-after`, as users report it. */
const MAX_RETRY_AFTER_HOUR_SECONDS = 30 * 60;

/**
 * A second limit that every answer advertises beside its own, far from being reached: what makes lists of the headers.
 */
const FLOOD_LIMIT = 70_000;

interface Taken {
  granted: boolean;
  limit: number;
  remaining: number;
  resetMs: number;
}

/**
 * A number of requests in a fixed length of time, which begins with its first request. The service's begin by the clock;
 * these do not, so that what a test sees does not depend on the time of day.
 */
class FixedWindow {
  readonly #limit: number;
  readonly #lengthMs: number;
  #startedAt = Number.NEGATIVE_INFINITY;
  #used = 0;

  constructor(limit: number, lengthMs: number) {
    this.#limit = limit;
    this.#lengthMs = lengthMs;
  }

  take(): Taken {
    const now = Date.now();
    if (now >= this.#startedAt + this.#lengthMs) {
      this.#startedAt = now;
      this.#used = 0;
    }
    const granted = this.#used < this.#limit;
    if (granted) this.#used += 1;
    return {
      granted,
      limit: this.#limit,
      remaining: this.#limit - this.#used,
      resetMs: this.#startedAt + this.#lengthMs - now,
    };
  }
}

/** The gateway in front of the API: lets requests through while their quotas last. */
export class QuotaGate {
  readonly #minutes = new Map<QuotaBucket, FixedWindow>();
  readonly #hour: FixedWindow | undefined;

  /** @param minuteMs how long a quota's "minute" is; an hour is 60 of them */
  constructor(quotas: Quotas, minuteMs: number) {
    for (const [bucket, name] of Object.entries(LIMIT_OF)) {
      const limit = quotas[name];
      if (limit === undefined) continue;
      this.#minutes.set(bucket as QuotaBucket, new FixedWindow(limit, minuteMs));
    }
    if (quotas.createsPerHour !== undefined) {
      this.#hour = new FixedWindow(quotas.createsPerHour, minuteMs * MINUTES_PER_HOUR);
    }
  }

  /**
   * Answers a request if its quotas have something left. The minute's quota is taken by what the API refuses as well;
   * that the hour's is too, once the minute's let a creation through, is a guess.
   */
  answer(bucket: QuotaBucket, answer: () => Answer): Answer {
    const minute = this.#minutes.get(bucket)?.take();
    if (minute?.granted === false) {
      return withHeaders(QUOTA_SPENT, {
        ...advertise(minute),
        'x-envoy-ratelimited': 'true',
        'retry-after': String(RETRY_AFTER_QUOTA_SECONDS),
      });
    }
    const answered = this.#answerInHour(bucket, answer);
    const isAdvertised = answered.status === 200 || answered.status === 429;
    return minute && isAdvertised ? withHeaders(answered, advertise(minute)) : answered;
  }

  #answerInHour(bucket: QuotaBucket, answer: () => Answer): Answer {
    const isCreate = LIMIT_OF[bucket] === 'createsPerMinute';
    const hour = isCreate ? this.#hour?.take() : undefined;
    if (hour === undefined || hour.granted) return answer();
    const seconds = Math.min(toSeconds(hour.resetMs), MAX_RETRY_AFTER_HOUR_SECONDS);
    return withHeaders(
      resourceExhausted(`The quota of ${hour.limit} Luau executions an hour is used up.`),
      { 'retry-after': String(seconds) },
    );
  }
}

function advertise({ limit, remaining, resetMs }: Taken): Record<string, string> {
  return {
    'x-ratelimit-limit': `${limit}, ${limit};w=60, ${FLOOD_LIMIT}`,
    'x-ratelimit-remaining': `${remaining}, ${FLOOD_LIMIT - 1}`,
    'x-ratelimit-reset': `${toSeconds(resetMs)}, 1`,
  };
}

function toSeconds(milliseconds: number): number {
  return Math.ceil(milliseconds / 1000);
}

function withHeaders(answer: Answer, headers: Record<string, string>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
