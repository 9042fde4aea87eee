import { OpenCloudError } from '../open-cloud/errors.ts';
import type { RequestName } from '../open-cloud/operations.ts';
import type { LuauExecution } from '../open-cloud/client.ts';
import { LIMIT_REACHED, type Quota, type Throttle } from '../open-cloud/rate-limit.ts';
import type { OperationContext } from '../util/operation-context.ts';
import type { TaskPath } from '../open-cloud/task-path.ts';
import { InvalidInputError } from '../inputs/invalid-input-error.ts';
import type { PollLimiter } from './poll-limiter.ts';
import { createRivals, type Spread } from './rivals.ts';
import { createCapacity } from './capacity.ts';
import type { RunResult } from './run-result.ts';

const MINUTE_MS = 60_000;

/** The documented quota of creations, for where the service advertises none. */
const DOCUMENTED_CREATES_A_MINUTE = 5;

/** The wait after a refusal that tells nothing: five a minute, spread evenly. */
const UNTOLD_WAIT_MS = MINUTE_MS / DOCUMENTED_CREATES_A_MINUTE;

/**
 * The first creation of a window goes alone, since its answer tells how many may follow. That takes
 * 0.2 s, and one that takes longer than this holds the others up no more.
 */
const ANSWER_EXPECTED_MS = 2_000;

/** Two answers of one window tell its reset in whole seconds, and are not equally long under way. */
const SAME_RESET_MS = 2_000;

/** What is to be created, as far as its pace goes. */
export interface Creation {
  /** Its place in the queue, from {@link CreateLimiter.takeNumber}. */
  readonly number: number;
  /** The longest that it may be held back, from the first creation on that was. */
  readonly maxWaitMs: number;
  /** The request, for an error to name it by. */
  readonly request: RequestName;
  /** Told when it is the next one, and a limit holds it back for so long at most. */
  readonly onDelayed: (throttle: Throttle, waitMs: number) => void;
}

/** Why a creation is not sent at all. */
export type NotSent = Extract<RunResult, { status: 'quota-exceeded' | 'not-created' }>;

/** Which limit holds the next creation back. */
export interface Blocker {
  readonly kind: Throttle['kind'];
  /** Milliseconds until it is tried; absent where that depends on a task's end. */
  readonly untilMs?: number;
}

/**
 * When tasks may be created: one for all creations of one run of the action, which go to the same
 * place with the same key.
 */
export interface CreateLimiter {
  /** The next number: who took one first goes first, also when it comes again after a refusal. */
  enqueue(): number;
  /**
   * Waits until this creation may be sent. It must then be told how it went.
   *
   * @returns undefined where it may be sent, or how it ends unsent
   * @throws the signal's reason, where it aborted, or the fault of the action that another one had
   */
  acquire(creation: Creation): Promise<NotSent | undefined>;
  /** The creation's request leaves now: what came before, like an upload, is no reason to go on. */
  markSent(number: number): void;
  /** It never arrived, and is about to be tried again: nobody passes it meanwhile. */
  markUnsent(number: number): void;
  /** It was answered with this task. */
  created(number: number, task: TaskPath, quota: Quota | undefined): void;
  /** It failed like this. Where that holds for every creation, no other has a turn any more. */
  failed(number: number, error: unknown): void;
  /** A created task has ended, or is not watched any more. */
  ended(task: TaskPath): void;
  /** What holds the next creation back, where anything does. */
  blockedBy(): Blocker | undefined;
}

interface Waiting extends Creation {
  readonly resolve: (unsent: NotSent | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** What was advertised last of the window of a minute. */
interface Window {
  readonly limit: number;
  /** The least that any answer of this window left. */
  readonly least: number;
  readonly resetAt: number;
}

/** A limit that holds creations back, as far as it is known. */
interface Barrier {
  readonly throttle: Throttle;
  readonly since: number;
  /** Nothing is sent before this: the service's word, or a documented limit. */
  readonly toldAt?: number;
  /** Nothing is sent before this unless `max-wait` ends: Infinity where a task must end. */
  readonly at: number;
  /** From this much to so much is added, so that jobs do not come in step. */
  readonly spread: Spread;
  /** The refusal that told of it, where there was one. */
  readonly error?: OpenCloudError;
}

/**
 * Makes the pace of creations. A window's first creation goes alone; its answer tells how many may
 * follow, and they follow at once. When the window is used up, the next one waits for the reset, and
 * for as long after it as `rivals.ts` says, since other jobs wait for it too.
 */
export function createLimiter(
  context: OperationContext,
  client: Pick<LuauExecution, 'getTask'>,
  reads: PollLimiter,
): CreateLimiter {
  const { clock, random, signal } = context;
  const rivals = createRivals();
  const capacity = createCapacity(context, client, reads, free, stop);
  let numbers = 0;
  const queue: Waiting[] = [];
  /** When each creation that had its turn was sent; undefined where it is yet to be. */
  const underWay = new Map<number, number | undefined>();
  /** When the last creations that got an answer were sent: as many as the documented quota. */
  const sent: number[] = [];
  let window: Window | undefined;
  let refused: Barrier | undefined;
  let heldSince: number | undefined;
  /** Why nobody has a turn any more. */
  let stopped: unknown;
  /** Where in a spread the next wait ends, from 0 to 1: drawn anew with each turn. */
  let draw = random();
  let alarm: AbortController | undefined;
  let toldOf = '';

  function barriers(now: number): readonly Barrier[] {
    return [refused, windowBarrier(now), roomBarrier(now)].filter((one) => one !== undefined);
  }

  function windowBarrier(now: number): Barrier | undefined {
    if (window !== undefined) {
      const hasAmple = queue.length > window.limit;
      return window.least > 0
        ? undefined
        : usedUpUntil(window.resetAt, rivals.spread('quota', hasAmple), now);
    }
    const last = [...sent, ...[...underWay.values()].filter((at) => at !== undefined)];
    const oldest = last.toSorted((a, b) => a - b).at(-DOCUMENTED_CREATES_A_MINUTE);
    return oldest === undefined
      ? undefined
      : usedUpUntil(oldest + MINUTE_MS, rivals.spread('quota', false), now);
  }

  const usedUpUntil = (at: number, spread: Spread, now: number): Barrier => ({
    throttle: { kind: 'quota', waitMs: Math.max(0, at - now) },
    since: -Infinity,
    toldAt: at,
    at,
    spread,
    ...(refused?.throttle.kind === 'quota' && { error: refused.error }),
  });

  function roomBarrier(now: number): Barrier {
    return {
      throttle: { kind: 'capacity', tasks: [] },
      since: now,
      at: capacity.freeAt(underWay.size),
      spread: rivals.spread('capacity', false),
      ...(refused?.throttle.kind === 'capacity' && { error: refused.error }),
    };
  }

  /** Milliseconds until as many as possible are under way: Infinity where an answer must come. */
  function untilAnswered(now: number): number {
    const left = window === undefined || window.resetAt <= now ? undefined : window.least;
    const sentAt = [...underWay.values()];
    if (sentAt.includes(undefined)) {
      return Infinity;
    }
    if (left !== undefined) {
      return left > sentAt.length ? 0 : Infinity;
    }
    if (window !== undefined && sentAt.length >= window.limit) {
      return Infinity; // Nothing says that the new window takes more than the last one did.
    }
    return Math.max(0, Math.max(...(sentAt as number[])) + ANSWER_EXPECTED_MS - now);
  }

  /** What holds the head of the queue back longest, and until when. */
  function heldBy(
    { maxWaitMs }: Creation,
    now: number,
  ): { barrier: Barrier; at: number; isTooLong: boolean } | undefined {
    const deadline = (heldSince ?? now) + maxWaitMs;
    let longest: ReturnType<typeof heldBy>;
    for (const barrier of barriers(now)) {
      // What is drawn falls before the end of `max-wait`, and not only at it.
      const [minMs, maxMs] = barrier.spread;
      const share = Math.min(1, Math.max(0, deadline - barrier.at) / maxMs);
      const drawn = share * (minMs + draw * (maxMs - minMs));
      const isTooLong =
        barrier.at > now && ((barrier.toldAt ?? now) > deadline || barrier.since >= deadline);
      // The last try is made when the time is up, not given up on before.
      const at = Math.min(barrier.at + drawn, Math.max(deadline, barrier.toldAt ?? 0));
      const isLonger =
        longest?.isTooLong === isTooLong ? at > longest.at : isTooLong || longest === undefined;
      if ((at > now || isTooLong) && isLonger) {
        longest = { barrier, at, isTooLong };
      }
    }
    return longest;
  }

  /** Lets through what may go, ends what may never go, and rests for the others. */
  function advance(): void {
    alarm?.abort();
    alarm = undefined;
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const now = clock.now();
      if (signal.aborted) {
        queue.shift();
        head.reject(signal.reason);
        continue;
      }
      if (stopped !== undefined) {
        queue.shift();
        if (stopped instanceof OpenCloudError || stopped instanceof InvalidInputError) {
          head.resolve({ status: 'not-created', error: stopped });
        } else {
          head.reject(stopped);
        }
        continue;
      }
      const held = heldBy(head, now);
      if (held !== undefined) {
        heldSince ??= now;
        if (held.isTooLong) {
          queue.shift();
          head.resolve(heldBack(head, held.barrier, now));
          continue;
        }
        if (held.barrier.throttle.kind === 'capacity') {
          capacity.watch();
        }
        tell(head, held.barrier, held.at, now);
        setAlarm(held.at - now);
        return;
      }
      const waitMs = underWay.size === 0 ? 0 : untilAnswered(now);
      if (waitMs > 0) {
        // A new window may begin before the answer comes.
        const untilReset = (window?.resetAt ?? now) - now;
        setAlarm(untilReset > 0 ? Math.min(waitMs, untilReset) : waitMs);
        return;
      }
      queue.shift();
      underWay.set(head.number, undefined);
      draw = random();
      refused = undefined;
      head.resolve(undefined);
    }
    capacity.rest();
  }

  function setAlarm(ms: number): void {
    if (ms < Infinity) {
      alarm = new AbortController();
      clock.sleep(ms, alarm.signal).then(advance, () => {}); // Something came before.
    }
  }

  function tell(head: Waiting, { throttle }: Barrier, at: number, now: number): void {
    const news = `${throttle.kind} ${Math.round(at)}`;
    // Those under way are not among the created yet, which would read as room that is not used.
    if (news !== toldOf && underWay.size === 0) {
      toldOf = news;
      head.onDelayed(throttle, at - now);
    }
  }

  function heldBack(head: Waiting, barrier: Barrier, now: number): NotSent {
    const { throttle, toldAt = 0 } = barrier;
    return {
      status: 'quota-exceeded',
      error: barrier.error ?? new UnsentCreation(head.request, throttle),
      heldMs: now - (heldSince ?? now),
      ...(toldAt > now && { untilFreeMs: toldAt - now }),
    };
  }

  function learn(quota: Quota | undefined): void {
    if (quota?.remaining === undefined || quota.resetMs === undefined) {
      return;
    }
    const resetAt = clock.now() + Math.min(quota.resetMs, MINUTE_MS);
    const limit = quota.limit ?? DOCUMENTED_CREATES_A_MINUTE;
    if (window === undefined || resetAt > window.resetAt + SAME_RESET_MS) {
      window = { limit, least: quota.remaining, resetAt };
    } else if (resetAt >= window.resetAt - SAME_RESET_MS) {
      window = { limit, least: Math.min(window.least, quota.remaining), resetAt: window.resetAt };
    }
  }

  function refuse(error: OpenCloudError, throttle: Throttle): void {
    const now = clock.now();
    if (refused === undefined) {
      rivals.lost(throttle.kind);
    }
    const toldMs = throttle.kind === 'capacity' ? undefined : throttle.waitMs;
    refused = {
      throttle,
      error,
      since: now,
      spread: rivals.spread(throttle.kind, false),
      ...(toldMs !== undefined && { toldAt: now + toldMs }),
      at:
        throttle.kind === 'capacity'
          ? capacity.full(throttle.tasks)
          : now + (toldMs ?? UNTOLD_WAIT_MS),
    };
  }

  /** Room for a task will be there. */
  function free(at: number): void {
    if (refused?.throttle.kind === 'capacity') {
      refused = { ...refused, at: Math.min(refused.at, at) };
    }
    advance();
  }

  function stop(error: unknown): void {
    stopped = error;
    advance();
  }

  function settle(number: number): void {
    const sentAt = underWay.get(number);
    underWay.delete(number);
    if (sentAt !== undefined) {
      sent.push(sentAt);
      sent.splice(0, sent.length - DOCUMENTED_CREATES_A_MINUTE);
    }
  }

  signal.addEventListener('abort', advance, { once: true });

  return {
    enqueue: () => (numbers += 1),
    acquire: (creation) =>
      new Promise((resolve, reject) => {
        const behind = queue.findIndex(({ number }) => number > creation.number);
        queue.splice(behind < 0 ? queue.length : behind, 0, { ...creation, resolve, reject });
        advance();
      }),
    markSent: (number) => {
      underWay.set(number, clock.now());
      advance();
    },
    markUnsent: (number) => {
      underWay.set(number, undefined);
    },
    created: (number, task, quota) => {
      settle(number);
      capacity.enter(task);
      rivals.won();
      if (quota === undefined) {
        window = undefined;
      }
      learn(quota);
      advance();
    },
    failed: (number, error) => {
      settle(number);
      if (error instanceof OpenCloudError) {
        learn(error.quota);
        if (error.throttle !== undefined) {
          refuse(error, error.throttle);
        } else if (holdsForAll(error)) {
          stopped = error;
        }
      } else {
        stopped = error; // A file that changed, or a fault of the action itself.
      }
      advance();
    },
    ended: (task) => capacity.leave(task),
    blockedBy: () => {
      const now = clock.now();
      const held = queue[0] && heldBy(queue[0], now);
      return (
        held && {
          kind: held.barrier.throttle.kind,
          // The end of `max-wait` is none of a task.
          ...(held.barrier.at < Infinity && { untilMs: held.at - now }),
        }
      );
    },
  };
}

/**
 * Whether every other creation would fail in the same way: the key, the place and the network are
 * the same for all.
 */
function holdsForAll({ failure, status }: OpenCloudError): boolean {
  return failure === 'not-connected' || status === 401 || status === 403 || status === 404;
}

/** The error of a creation that was not even sent, since its limit was known to be reached. */
class UnsentCreation extends OpenCloudError {
  override readonly what: string;

  constructor(request: RequestName, throttle: Throttle) {
    super({ failure: 'refused', request, status: 429, throttle });
    this.what = `${request.method} ${request.path} was not sent, since ${LIMIT_REACHED[throttle.kind]}`;
    this.message = this.what;
  }
}
