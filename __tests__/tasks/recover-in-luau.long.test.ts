import { beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CreateFault } from '../../emulator/faults.ts';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import { connectToOpenCloud } from '../../src/connect.ts';
import { CreateLimiter } from '../../src/tasks/create-limiter.ts';
import { PollLimiter } from '../../src/tasks/poll-limiter.ts';
import type { RunPlan, RunResult } from '../../src/tasks/run-result.ts';
import { runScript } from '../../src/tasks/run-task.ts';
import { systemClock } from '../../src/util/clock.ts';
import { create, run } from '../emulator/client.ts';

// Each pair of what happens to the first task and to the second, in real Luau over HTTP. The script counts its starts in
// the memory store of the universe.

const COUNT = `
local starts = game:GetService("MemoryStoreService"):GetHashMap("starts")
starts:UpdateAsync("count", function(old) return (old or 0) + 1 end, 3600)
return "ran"`;
const READ_COUNT =
  'return game:GetService("MemoryStoreService"):GetHashMap("starts"):GetAsync("count") or 0';

const PLAN: RunPlan = {
  script: { text: COUNT },
  place: { universeId: '11', placeId: '22' },
  timeoutMs: 4_000,
  bootTimeoutMs: 1_000,
  maxWaitMs: 0,
  recovers: true,
};

/** When a task that boots slowly starts: after the second one was created, and after the end of the wait. */
const SLOW_BOOT_MS = 2_500;
const LATE_BOOT_MS = 7_000;
/** How long a VM may take to start. */
const SETTLE_MS = 1_500;

/** What happens to a task, and when it takes the claim if nobody has it: never, soon or slowly. */
interface Fate {
  readonly fault: CreateFault | undefined;
  readonly starts: 'never' | 'soon' | 'slowly';
  readonly isAnswered: boolean;
  readonly ends: boolean;
}

const runs = { starts: 'soon', isAnswered: true, ends: true } as const;
const never = { starts: 'never', isAnswered: true, ends: false } as const;
const lost = { isAnswered: false } as const;

const FIRST: Readonly<Record<string, Fate>> = {
  runs: { ...runs, fault: undefined },
  'was never received': { ...never, ...lost, fault: 'reset' },
  'was refused with a 502': { ...never, ...lost, fault: { status: 502, body: '' } },
  'runs, and its answer is lost': { ...runs, ...lost, fault: 'reset-after' },
  'never boots, and its answer is lost': {
    ...never,
    ...lost,
    fault: { task: 'stuck', answer: 'reset-after' },
  },
  'never boots': { ...never, fault: 'stuck' },
  'boots after the second was created': {
    ...runs,
    starts: 'slowly',
    fault: { task: { bootDelayMs: SLOW_BOOT_MS } },
  },
  'boots after the end of the wait': {
    ...never,
    fault: { task: { bootDelayMs: LATE_BOOT_MS } },
  },
  'hangs after the claim': { ...runs, ends: false, fault: { task: 'endless' } },
};

const SECOND: Readonly<Record<string, Fate>> = {
  runs: { ...runs, fault: undefined },
  'is never received': { ...never, ...lost, fault: 'reset' },
  'runs, and its answer is lost': { ...runs, ...lost, fault: 'reset-after' },
  'never boots': { ...never, fault: 'stuck' },
  'hangs after the claim': { ...runs, ends: false, fault: { task: 'endless' } },
};

interface Expected {
  readonly status: RunResult['status'];
  readonly starts: 0 | 1;
  readonly hasStarted?: true;
}

/** Works out the end of a run by the contract. */
function expectedOf(first: Fate, second: Fate): Expected {
  // A run whose first creation was answered creates its second task only if the first one is unfinished.
  const claimant = first.starts === 'soon' || second.starts === 'never' ? first : second;
  const starts = claimant.starts === 'never' ? 0 : 1;
  const isRefused = second.isAnswered && second.starts === 'soon' && claimant === first;
  if (starts === 1 && claimant.isAnswered && claimant.ends) {
    return { status: 'ended', starts };
  }
  if (!first.isAnswered && (!second.isAnswered || (isRefused && second.ends))) {
    const hasStarted = isRefused ? { hasStarted: true as const } : {};
    return { status: 'unknown-create-outcome', starts, ...hasStarted };
  }
  const isKnown = (isRefused && second.ends) || (first.starts === 'slowly' && claimant === second);
  return { status: 'poll-timeout', starts, ...(isKnown && { hasStarted: true as const }) };
}

async function runPair(first: Fate, second: Fate): Promise<{ run: RunResult; starts: number }> {
  const emulator = await startEmulator();
  const startedAt = Date.now();
  try {
    for (const { fault } of [first, second]) {
      emulator.misbehave('create', [fault ?? { delayMs: 0 }]);
    }
    const ended = await runPlan(emulator);
    const isLate = first.fault === FIRST['boots after the end of the wait']?.fault;
    await sleep(SETTLE_MS + (isLate ? Math.max(0, startedAt + LATE_BOOT_MS - Date.now()) : 0));
    let starts = await countStarts(emulator);
    // A task whose creation was lost may still be starting on a slow machine.
    for (let left = MAX_COUNTS; starts < expectedOf(first, second).starts && left > 0; left -= 1) {
      starts = await countStarts(emulator);
    }
    return { run: ended, starts };
  } finally {
    await emulator.close();
  }
}

async function runPlan(emulator: Emulator): Promise<RunResult> {
  const context = { clock: systemClock, random: () => 0, signal: new AbortController().signal };
  const cloud = connectToOpenCloud({
    origin: emulator.url,
    apiKey: emulator.apiKey,
    userAgent: 'test',
    context,
    onSecret: () => {},
  });
  try {
    return await runScript(PLAN, {
      client: cloud.client,
      context,
      pollLimiter: new PollLimiter(context),
      limiter: new CreateLimiter(context),
      onEvent: () => {},
      claims: { nonce: () => 'ab12', wallClock: Date.now },
    });
  } finally {
    await cloud.close();
  }
}

/** Reads the count in a task without a fault. */
async function countStarts(emulator: Emulator): Promise<number> {
  const isCreation = ({ method }: { method: string }): boolean => method === 'POST';
  // A run in one task leaves the fault of the second one to the next creation.
  for (let sent = emulator.requests.filter(isCreation).length; sent < 2; sent += 1) {
    await create(emulator, { script: 'return' }).catch(() => {});
  }
  const { output } = await run(emulator, READ_COUNT);
  return Number(output?.results?.[0]);
}

const MAX_CONCURRENT = 6;
const MAX_COUNTS = 20;

const PAIRS = Object.keys(FIRST).flatMap((first) =>
  Object.keys(SECOND).map((second) => [first, second] as const),
);

describe('a run whose first task', () => {
  const results = new Map<string, Awaited<ReturnType<typeof runPair>>>();

  beforeAll(async () => {
    const left = [...PAIRS];
    const work = async (): Promise<void> => {
      for (let pair = left.shift(); pair !== undefined; pair = left.shift()) {
        const [first, second] = pair;
        const fates = [FIRST[first], SECOND[second]] as [Fate, Fate];
        results.set(pair.join(), await runPair(...fates));
      }
    };
    await Promise.all(Array.from({ length: MAX_CONCURRENT }, work));
  }, 150_000);

  it.each(PAIRS)('%s, and whose second one %s', (first, second) => {
    const { status, starts, hasStarted } = expectedOf(FIRST[first] as Fate, SECOND[second] as Fate);
    const { run: ended, starts: counted } = results.get([first, second].join()) ?? {};
    expect(counted).toBe(starts);
    expect(ended?.status).toBe(status);
    expect(ended?.recovery?.hasStarted).toBe(hasStarted);
    const values = ended?.status === 'ended' ? ended.task.results : undefined;
    expect(values).toEqual(status === 'ended' ? ['ran'] : undefined);
  });
});
