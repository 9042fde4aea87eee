import type { Endpoint } from '../support/loopback-cloud.ts';
import type { Fault, Times } from './faults.ts';

// The expected end of a step under each fault. It follows from the documents' promises about outcomes, titles and retries,
// and uses nothing of `src`.

/** The expected end of a step. */
export interface Expected {
  readonly outcome: 'passed' | 'infrastructure';
  /** The title of its one error; absent if it has none. */
  readonly title?: string;
  /** Creations that the service got and did not refuse. Each may have started the script. */
  readonly started: 0 | 1 | 2;
  /** The number of attempts of the failing request, failed connections included. */
  readonly attempts: { readonly min: number; readonly max: number };
  /** The longest time that the whole step may take. */
  readonly maxMs: number;
}

/** The limits in the step's inputs. */
export const LIMITS_MS = { timeout: 120_000, bootTimeout: 60_000, maxWait: 300_000 } as const;

/** How long the task is PROCESSING. */
export const PROCESSING_MS = 20_000;

const REQUEST_FAILED = 'Roblox Open Cloud request failed';
const QUOTA_EXHAUSTED = 'Roblox quota exhausted';
const UNKNOWN_CREATE_OUTCOME = 'Roblox may be running the script';

/** A poll finds the task's end a few seconds later at most. */
const SEEN_MS = PROCESSING_MS + 5_000;

/** "Five tries within 30 s of failing". */
const MAX_ATTEMPTS = 5;
const FAILING_MS = 30_000;

/** How long the URI of a binary output is valid, which limits the download. */
const FETCH_MS = 15 * 60_000;

/** The longest time of an attempt without a complete answer. */
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

/** No connection was made, so the request cannot have arrived. */
const isUnsent = ({ happens }: Fault): boolean => typeof happens === 'string';

const isEndless = ({ name }: Fault): boolean => name === 'one byte a second, endless';

const isSlow = (fault: Fault): boolean =>
  isEndless(fault) || ['answer that never comes', 'one byte a second'].includes(fault.name);

/**
 * Answers that are no fault at this endpoint. The answer of a storage to a PUT is ignored, and its answer to a GET is the
 * script's data, even if it is a page or `null`. Uploads and payloads fail if no bytes move, not if they move slowly.
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

/** The expected end of a step whose request gets this fault so many times. */
export function expected(endpoint: Endpoint, fault: Fault, times: Times): Expected {
  const faults = times === 'once' ? 1 : times === 'twice' ? 2 : Infinity;
  const triesMs = isSlow(fault) ? Math.min(faults, MAX_ATTEMPTS) * MAX_ATTEMPT_MS[endpoint] : 0;
  const kept = (attempts: number, waitsMs: number): Expected => ({
    outcome: 'passed',
    started: 1,
    attempts: { min: attempts, max: attempts },
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

  // Creations wait for a quota within `max-wait`. The creation of a binary input counts as part of its task's.
  if (isThrottle(fault) && (endpoint === 'create' || endpoint === 'binary-input')) {
    const waitsMs = LIMITS_MS.maxWait * 1.1;
    return faults === Infinity
      ? lost(QUOTA_EXHAUSTED, {
          started: 0,
          attempts: { min: 2, max: Infinity },
          maxMs: waitsMs,
        })
      : kept(faults + 1, waitsMs);
  }

  // When such a download is given up, the URI has expired.
  if (isEndless(fault) && endpoint === 'payload-get') {
    return lost(REQUEST_FAILED, {
      started: 1,
      attempts: { min: 1, max: 1 },
      maxMs: SEEN_MS + FETCH_MS,
    });
  }

  switch (endpoint) {
    case 'create':
      if (isUnsent(fault)) {
        return faults === Infinity
          ? lost(REQUEST_FAILED, {
              started: 0,
              attempts: { min: 2, max: Infinity },
              maxMs: FAILING_MS,
            })
          : kept(faults + 1, FAILING_MS);
      }
      // It may have arrived, so it is not sent again.
      return lost(UNKNOWN_CREATE_OUTCOME, {
        started: 1,
        attempts: { min: 1, max: 1 },
        maxMs: MAX_ATTEMPT_MS.create,
      });

    case 'read': {
      // Until the run's deadline; the last poll may take two seconds longer.
      const untilMs = LIMITS_MS.timeout + LIMITS_MS.bootTimeout + 2_000;
      return faults === Infinity
        ? lost(REQUEST_FAILED, {
            started: 1,
            attempts: { min: 2, max: Infinity },
            maxMs: untilMs,
          })
        : { ...kept(faults + 1, FAILING_MS), maxMs: untilMs };
    }

    case 'logs':
      return faults === Infinity
        ? lost(REQUEST_FAILED, {
            started: 1,
            attempts: { min: 2, max: MAX_ATTEMPTS },
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
            attempts: { min: 2, max: MAX_ATTEMPTS },
            maxMs: SEEN_MS + FAILING_MS + triesMs,
          })
        : kept(faults + 1, FAILING_MS);
  }
}

/** The expected end of a step with `recover` whose creation gets this fault so many times. */
export function expectedWithRecover(fault: Fault, times: Times): Expected {
  const without = expected('create', fault, times);
  if (without.title !== UNKNOWN_CREATE_OUTCOME) {
    return without;
  }
  const { title, maxMs } = without;
  const attempts = { min: 2, max: 2 };
  // The back-off before the second creation is 2 to 4 s.
  const rest = { started: 2, attempts } as const;
  return times === 'once'
    ? { outcome: 'passed', ...rest, maxMs: maxMs + SEEN_MS + 4_000 }
    : { outcome: 'infrastructure', title, ...rest, maxMs: 2 * maxMs + 4_000 };
}
