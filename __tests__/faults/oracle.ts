import type { Endpoint } from '../support/loopback-cloud.ts';
import type { Fault, Times } from './faults.ts';

// What a step must come to under each fault. This is written from the promises that the README
// makes of outcomes, titles and repeats, and looks at nothing of `src`.

/** What a step must come to. */
export interface Expected {
  readonly outcome: 'passed' | 'infrastructure';
  /** Of its one error; absent where it has none. */
  readonly title?: string;
  /** Creations that reached the service and were not refused: each may have started the script. */
  readonly started: 0 | 1;
  /** How often the request in question was tried, the connection included. */
  readonly maxAttempts: { readonly least: number; readonly most: number };
  /** All of the step may take so much time. */
  readonly maxMs: number;
}

/** The limits that the step is given. */
export const LIMITS_MS = { timeout: 120_000, bootTimeout: 60_000, maxWait: 300_000 } as const;

/** How long the task is PROCESSING. */
export const PROCESSING_MS = 20_000;

const REQUEST_FAILED = 'Roblox Open Cloud request failed';
const QUOTA_EXHAUSTED = 'Roblox quota exhausted';
const UNKNOWN_CREATE_OUTCOME = 'Roblox may be running the script';

/** A task's end is seen a few seconds late at most. */
const SEEN_MS = PROCESSING_MS + 5_000;

/** "Five tries within 30 s of failing". */
const MAX_ATTEMPTS = 5;
const FAILING_MS = 30_000;

/** The address of a binary output is good for so long, and fetching may take no longer. */
const FETCH_MS = 15 * 60_000;

/** What one try may take of which nothing comes, or nothing whole in time. */
const MAX_ATTEMPT_MS: Readonly<Record<Endpoint, number>> = {
  create: 60_000,
  read: 30_000,
  logs: 10_000,
  upload: 300_000,
  'binary-input': 60_000,
  'payload-put': 60_000,
  'payload-get': 60_000,
};

const isThrottle = ({ name }: Fault): boolean => name.startsWith('429');

/** No connection was made, so that nothing can have arrived. */
const isUnsent = ({ happens }: Fault): boolean => typeof happens === 'string';

const isEndless = ({ name }: Fault): boolean => name === 'one byte a second, endless';

const isSlow = (fault: Fault): boolean =>
  isEndless(fault) || ['answer that never comes', 'one byte a second'].includes(fault.name);

/**
 * What is no fault there. What a storage answers to a PUT is not looked at, and what it gives is
 * the script's, whatever it looks like: a page and `null` are bytes as any other. Uploads and payloads are given
 * up where nothing moves, not where little does.
 */
function isHarmless(endpoint: Endpoint, { name }: Fault): boolean {
  switch (endpoint) {
    case 'payload-put':
    case 'payload-get':
      return name.startsWith('200 ') || name === 'one byte a second';
    case 'upload':
      return name === 'one byte a second';
    default:
      return false;
  }
}

/** What must come of a fault that this request meets so many times. */
export function expected(endpoint: Endpoint, fault: Fault, times: Times): Expected {
  const faults = times === 'once' ? 1 : times === 'twice' ? 2 : Infinity;
  const triesMs = isSlow(fault) ? Math.min(faults, MAX_ATTEMPTS) * MAX_ATTEMPT_MS[endpoint] : 0;
  const kept = (maxAttempts: number, waitsMs: number): Expected => ({
    outcome: 'passed',
    started: 1,
    maxAttempts: { least: maxAttempts, most: maxAttempts },
    maxMs: SEEN_MS + waitsMs + triesMs,
  });
  const lost = (title: string, rest: Omit<Expected, 'outcome' | 'title'>): Expected => ({
    outcome: 'infrastructure',
    title,
    ...rest,
  });

  if (isHarmless(endpoint, fault)) {
    return kept(1, 0);
  }

  // Quotas hold creations back within `max-wait`; that of a binary input comes before its task's,
  // and is waited for as part of it.
  if (isThrottle(fault) && (endpoint === 'create' || endpoint === 'binary-input')) {
    const waitsMs = LIMITS_MS.maxWait * 1.1;
    return faults === Infinity
      ? lost(QUOTA_EXHAUSTED, {
          started: 0,
          maxAttempts: { least: 2, most: Infinity },
          maxMs: waitsMs,
        })
      : kept(faults + 1, waitsMs);
  }

  // The address is good no more once such an output is given up.
  if (isEndless(fault) && endpoint === 'payload-get') {
    return lost(REQUEST_FAILED, {
      started: 1,
      maxAttempts: { least: 1, most: 1 },
      maxMs: SEEN_MS + FETCH_MS,
    });
  }

  switch (endpoint) {
    case 'create':
      if (isUnsent(fault)) {
        return faults === Infinity
          ? lost(REQUEST_FAILED, {
              started: 0,
              maxAttempts: { least: 2, most: Infinity },
              maxMs: FAILING_MS,
            })
          : kept(faults + 1, FAILING_MS);
      }
      // It may have arrived: it is not sent again, however often it would fail.
      return lost(UNKNOWN_CREATE_OUTCOME, {
        started: 1,
        maxAttempts: { least: 1, most: 1 },
        maxMs: MAX_ATTEMPT_MS.create,
      });

    case 'read': {
      // Until the run's deadline; the very last look may take two seconds longer.
      const untilMs = LIMITS_MS.timeout + LIMITS_MS.bootTimeout + 2_000;
      return faults === Infinity
        ? lost(REQUEST_FAILED, {
            started: 1,
            maxAttempts: { least: 2, most: Infinity },
            maxMs: untilMs,
          })
        : { ...kept(faults + 1, FAILING_MS), maxMs: untilMs };
    }

    case 'logs':
      return faults === Infinity
        ? lost(REQUEST_FAILED, {
            started: 1,
            maxAttempts: { least: 2, most: MAX_ATTEMPTS },
            maxMs: SEEN_MS + FAILING_MS + 2 * MAX_ATTEMPT_MS.logs,
          })
        : kept(faults + 1, FAILING_MS);

    case 'upload':
    case 'binary-input':
    case 'payload-put':
    case 'payload-get':
      return faults === Infinity
        ? lost(REQUEST_FAILED, {
            started: endpoint === 'payload-get' ? 1 : 0,
            maxAttempts: { least: 2, most: MAX_ATTEMPTS },
            maxMs: SEEN_MS + FAILING_MS + triesMs,
          })
        : kept(faults + 1, FAILING_MS);
  }
}
