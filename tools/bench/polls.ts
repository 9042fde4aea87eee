import { virtualClock } from '../../__tests__/support/virtual-clock.ts';
import { readLog } from '../../src/tasks/fetch-logs.ts';
import { createPollLimiter } from '../../src/tasks/poll-limiter.ts';
import { pollTask } from '../../src/tasks/poll-task.ts';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import type { Quota } from '../../src/open-cloud/rate-limit.ts';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import type { OperationContext } from '../../src/util/operation-context.ts';
import { mean, table } from './table.ts';

/** What a read takes at Roblox, about. */
const LATENCY_MS = 100;

const MIN_TIMEOUT_MS = 100;
const MAX_DURATION_MS = 60_000;
const LENGTHS = 60;
const DRAWS = 5;

/**
 * As many short tasks as long ones, counted in octaves: a warm place ends most tasks in seconds, a
 * cold one in tens of them.
 */
const LOG_SPACED = Array.from(
  { length: LENGTHS },
  (_, index) => MIN_TIMEOUT_MS * (MAX_DURATION_MS / MIN_TIMEOUT_MS) ** (index / (LENGTHS - 1)),
);

/** Every length as often as any other: most tasks are long. */
const EVEN_SPACED = Array.from(
  { length: LENGTHS },
  (_, index) => MIN_TIMEOUT_MS + ((MAX_DURATION_MS - MIN_TIMEOUT_MS) * index) / (LENGTHS - 1),
);

const CREATED: LuauTask = {
  path: { universeId: '1', placeId: '2', taskId: 't' },
  state: 'PROCESSING',
};

interface Watch {
  /** From the task's end to the end of the step, the log's reading included; milliseconds. */
  readonly lateMs: number;
  readonly reads: number;
  /** The most reads in any minute. */
  readonly most: number;
}

type Service = Pick<LuauExecution, 'getTask' | 'listLogs'>;
type Watcher = (service: Service, context: OperationContext) => Promise<void>;

/** Measures, in virtual time, how soon after a task's end the step ends. */
export async function measurePolls(): Promise<string> {
  const advertised = { limit: 200 };
  const ours: Watcher = async (service, context) => {
    await pollTask(CREATED, 360_000, service, context, createPollLimiter(context), () => {});
    await readLog(CREATED.path, 'print()', service, context);
  };
  const every =
    (intervalMs: number): Watcher =>
    async (service, { clock }) => {
      do {
        await clock.sleep(intervalMs);
      } while ((await service.getTask(CREATED.path)).value.state !== 'COMPLETE');
      await service.listLogs(CREATED.path, { view: 'STRUCTURED' });
    };
  const rows = [
    await measure('ours, 200 reads a minute advertised', ours, advertised),
    await measure('ours, nothing advertised (45 a minute)', ours),
    await measure('polling every 3 s', every(3_000)),
    await measure('polling every 3.5 s', every(3_500)),
  ];
  const base = rows[2];
  const format = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  return [
    `From a task's end to the step's end, in virtual time, over ${LENGTHS} task lengths from 0.1 s to`,
    `60 s, ${DRAWS} draws each; a request takes ${LATENCY_MS} ms, and the two last ones (the look that sees the`,
    'end, and the log) are part of every figure.\n',
    table([
      ['', 'mean', 'ratio', 'mean, even lengths', 'ratio', 'reads a task', 'most a minute'],
      ...rows.map((row) => [
        row.name,
        format(row.logSpaced),
        (row.logSpaced / (base?.logSpaced ?? 1)).toFixed(2),
        format(row.evenSpaced),
        (row.evenSpaced / (base?.evenSpaced ?? 1)).toFixed(2),
        row.reads.toFixed(1),
        String(row.most),
      ]),
    ]),
    '  Lengths of the first two columns are spread evenly over octaves. Ratios are to polling every 3 s.\n',
  ].join('\n');
}

async function measure(name: string, watcher: Watcher, quota?: Quota) {
  const over = async (lengths: readonly number[]): Promise<readonly Watch[]> => {
    const watches: Watch[] = [];
    for (const lengthMs of lengths) {
      for (let draw = 0; draw < DRAWS; draw += 1) {
        watches.push(await watch(watcher, lengthMs, mixer(watches.length + 1), quota));
      }
    }
    return watches;
  };
  const logSpaced = await over(LOG_SPACED);
  const evenSpaced = await over(EVEN_SPACED);
  return {
    name,
    logSpaced: mean(logSpaced.map(({ lateMs }) => lateMs)),
    evenSpaced: mean(evenSpaced.map(({ lateMs }) => lateMs)),
    reads: mean(logSpaced.map(({ reads }) => reads)),
    most: Math.max(...evenSpaced.map(({ most }) => most)),
  };
}

async function watch(
  watcher: Watcher,
  lengthMs: number,
  random: () => number,
  quota: Quota | undefined,
): Promise<Watch> {
  const clock = virtualClock();
  const reads: number[] = [];
  const service: Service = {
    getTask: async () => {
      reads.push(clock.now());
      await clock.sleep(LATENCY_MS / 2);
      const state = clock.now() >= lengthMs ? 'COMPLETE' : 'PROCESSING';
      await clock.sleep(LATENCY_MS / 2);
      return { value: { ...CREATED, state }, ...(quota && { quota }) };
    },
    listLogs: async () => {
      await clock.sleep(LATENCY_MS);
      return { value: { messages: [{ text: 'x' }] } };
    },
  };
  await watcher(service, { clock, random, signal: new AbortController().signal });
  return {
    lateMs: clock.now() - lengthMs,
    reads: reads.length,
    most: Math.max(...reads.map((at) => reads.filter((r) => r >= at && r < at + 60_000).length)),
  };
}

/** Numbers that look random and are the same each time: Mulberry32. */
function mixer(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
