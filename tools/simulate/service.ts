import type { Clock } from '../../src/util/clock.ts';
import { errorFromResponse, type OpenCloudError } from '../../src/open-cloud/errors.ts';
import type { ApiResponse, LuauExecution } from '../../src/open-cloud/client.ts';
import { readQuota, type Headers, type Quota } from '../../src/open-cloud/rate-limit.ts';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import { formatTaskPath, type TaskPath } from '../../src/open-cloud/task-path.ts';

/** The quotas of one owner, as far as they differ between scenarios. */
export interface Quotas {
  readonly createsAMinute: number;
  /** Infinity if there is no such limit. */
  readonly createsAnHour: number;
  readonly readsAMinute: number;
  /** Whether responses advertise the quotas. */
  readonly isAdvertised: boolean;
  /** Whether a refused creation takes a unit of the next window. */
  readonly countsRefusals?: boolean;
  /** Whether somebody else has used up the minute's creations when the simulation starts. */
  readonly isWindowUsedUp?: boolean;
}

/** Limits that are the same in all scenarios: documented, or reported. */
export const MAX_UNFINISHED_TASKS = 10;
export const RELEASE_MS = 10_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;

/** The time that a request takes, there and back. */
const CREATE_LATENCY_MS = 200;
export const READ_LATENCY_MS = 100;

const LOG_READS_A_MINUTE = 45;

/** What happened at the service. */
export interface Tally {
  /** When each task was created, and how long it then took, in the order of creation. */
  readonly created: { readonly at: number; readonly lengthMs: number; readonly job: number }[];
  refusedCreates: number;
  reads: number;
  refusedReads: number;
}

/** Requests in windows of a fixed length that start by the service's clock, not with a request. */
interface FixedWindow {
  remaining(): number;
  resetMs(): number;
  /** Takes a unit if there is one. */
  take(): boolean;
  headers(): Headers;
}

interface WindowSettings {
  readonly limit: number;
  readonly lengthMs: number;
  readonly phaseMs: number;
  readonly countsRefusals?: boolean | undefined;
  readonly isUsedUp?: boolean | undefined;
}

function fixedWindow(settings: WindowSettings, clock: Clock): FixedWindow {
  const { limit, lengthMs, phaseMs, countsRefusals = false, isUsedUp = false } = settings;
  const currentIndex = (): number => Math.floor((clock.now() + phaseMs) / lengthMs);
  let index = currentIndex();
  let used = isUsedUp ? limit : 0;
  let refusals = 0;
  const remaining = (): number => {
    const now = currentIndex();
    if (now !== index) {
      used = countsRefusals && now === index + 1 ? refusals : 0;
      refusals = 0;
      index = now;
    }
    return Math.max(0, limit - used);
  };
  const resetMs = (): number => lengthMs - ((clock.now() + phaseMs) % lengthMs);
  return {
    remaining,
    resetMs,
    take: () => {
      const isFree = remaining() > 0;
      used += isFree ? 1 : 0;
      refusals += isFree ? 0 : 1;
      return isFree;
    },
    headers: () => ({
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining()),
      'x-ratelimit-reset': String(Math.ceil(resetMs() / 1_000)),
    }),
  };
}

/** A model of the service for one owner: all jobs share the same quotas and the same place. */
export interface Service {
  readonly tally: Tally;
  /** Returns one job's client. `lengthsMs` are the lengths of its tasks, in the order of scripts. */
  client(job: number, lengthsMs: readonly number[]): LuauExecution;
}

/** The body of a 429 whose quota is used up. */
const QUOTA_SPENT = { errors: [{ code: 0, message: '' }] };

function quotaOf(headers: Headers): { quota?: Quota } {
  const quota = readQuota(headers);
  return quota === undefined ? {} : { quota };
}

function refuse(method: string, headers: Headers, body: object): OpenCloudError {
  const answer = { status: 429, headers, text: JSON.stringify(body) };
  return errorFromResponse({ method, path: '/simulated' }, answer);
}

/** Answers after a latency; half of it passes before the service acts. */
async function answerAfter<T>(
  clock: Clock,
  latencyMs: number,
  act: () => T | OpenCloudError,
): Promise<T> {
  await clock.sleep(latencyMs / 2);
  const result = act();
  await clock.sleep(latencyMs / 2);
  if (result instanceof Error) {
    throw result;
  }
  return result;
}

/** Creates a model of the service. `phaseMs` is how old its windows are when the clock starts. */
export function simulatedService(clock: Clock, quotas: Quotas, phaseMs: number): Service {
  const windowOf = (limit: number, lengthMs: number, settings: Partial<WindowSettings> = {}) =>
    fixedWindow({ limit, lengthMs, phaseMs, ...settings }, clock);
  const minute = windowOf(quotas.createsAMinute, MINUTE_MS, {
    countsRefusals: quotas.countsRefusals,
    isUsedUp: quotas.isWindowUsedUp,
  });
  const hour = windowOf(quotas.createsAnHour, HOUR_MS);
  const reads = windowOf(quotas.readsAMinute, MINUTE_MS);
  const logs = windowOf(LOG_READS_A_MINUTE, MINUTE_MS);
  const tally: Tally = { created: [], refusedCreates: 0, reads: 0, refusedReads: 0 };
  const tasks = new Map<string, { readonly path: TaskPath; readonly endsAt: number }>();
  let capacity: { readonly path: TaskPath; readonly endsAt: number }[] = [];

  const headersOf = (window: FixedWindow): Headers => (quotas.isAdvertised ? window.headers() : {});
  function create(job: number, lengthMs: number): ApiResponse<LuauTask> | OpenCloudError {
    const now = clock.now();
    if (!minute.take()) {
      return refuse('POST', { ...headersOf(minute), 'retry-after': '5' }, QUOTA_SPENT);
    }
    if (hour.remaining() <= 0) {
      const seconds = String(Math.ceil(hour.resetMs() / 1_000));
      return refuse('POST', { ...headersOf(minute), 'retry-after': seconds }, { code: 'LIMIT' });
    }
    capacity = capacity.filter(({ endsAt }) => endsAt + RELEASE_MS > now);
    if (capacity.length >= MAX_UNFINISHED_TASKS) {
      const paths = capacity.map(({ path }) => formatTaskPath(path)).join(', ');
      const message = `Too many tasks already active. Task resource paths: ${paths}`;
      return refuse('POST', headersOf(minute), { code: 'RESOURCE_EXHAUSTED', message });
    }
    hour.take();
    const id = String(tally.created.length);
    const path = { universeId: '1', placeId: '2', placeVersion: '3', sessionId: id, taskId: id };
    const task = { path, endsAt: now + lengthMs };
    tasks.set(id, task);
    capacity.push(task);
    tally.created.push({ at: now, lengthMs, job });
    return { value: { path, state: 'PROCESSING' }, ...quotaOf(headersOf(minute)) };
  }

  function read({ taskId }: TaskPath): ApiResponse<LuauTask> | OpenCloudError {
    tally.reads += 1;
    if (!reads.take()) {
      tally.refusedReads += 1;
      return refuse('GET', { ...headersOf(reads), 'retry-after': '5' }, QUOTA_SPENT);
    }
    const task = tasks.get(taskId);
    if (task === undefined) {
      throw new Error(`There is no task ${taskId}.`);
    }
    const state = clock.now() >= task.endsAt ? 'COMPLETE' : 'PROCESSING';
    return { value: { path: task.path, state }, ...quotaOf(headersOf(reads)) };
  }

  return {
    tally,
    client: (job, lengthsMs) => ({
      createTask: (_, { script }) =>
        answerAfter(clock, CREATE_LATENCY_MS, () => {
          const created = create(job, lengthsMs[Number(script)] ?? 0);
          tally.refusedCreates += created instanceof Error ? 1 : 0;
          return created;
        }),
      getTask: (path) => answerAfter(clock, READ_LATENCY_MS, () => read(path)),
      listLogs: () =>
        answerAfter(clock, READ_LATENCY_MS, () =>
          logs.take()
            ? { value: { messages: [{ text: 'x' }] }, ...quotaOf(headersOf(logs)) }
            : refuse('GET', { ...headersOf(logs), 'retry-after': '5' }, QUOTA_SPENT),
        ),
      createBinaryInput: () => Promise.reject(new Error('No script has an input.')),
    }),
  };
}
