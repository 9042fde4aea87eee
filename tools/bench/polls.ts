import { readLog } from '../../src/tasks/fetch-logs.ts';
import { PollLimiter } from '../../src/tasks/poll-limiter.ts';
import { pollTask } from '../../src/tasks/poll-task.ts';
import type { LuauExecution } from '../../src/open-cloud/client.ts';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import type { OperationContext } from '../../src/util/operation-context.ts';
import { eventClock } from '../simulate/event-clock.ts';
import { seededRandom } from '../simulate/random.ts';
import { MINUTE_MS, READ_LATENCY_MS, simulatedService } from '../simulate/service.ts';
import { MIXTURE, optimalLatenessMs, sampleLengths } from './optimum.ts';
import { mean, table } from './table.ts';

const LENGTHS = 100;
const DRAWS = 6;

/** How late its steps end, and what it costs. */
export interface Measurement {
  readonly lateMs: number;
  readonly reads: number;
  readonly refusedReads: number;
  /** The most reads in any minute. */
  readonly maxPerMinute: number;
}

type Poller = (
  created: LuauTask,
  client: LuauExecution,
  context: OperationContext,
) => Promise<void>;

/** One way to poll. */
export interface Row {
  readonly name: string;
  readonly poll: Poller;
  readonly readsAMinute: number;
  readonly isAdvertised: boolean;
}

const ours: Poller = async (created, client, context) => {
  await pollTask(created, 6 * MINUTE_MS, client, context, new PollLimiter(context), () => {});
  await readLog(created.path, 'print()', client, context);
};

const every =
  (intervalMs: number): Poller =>
  async ({ path }, client, { clock }) => {
    do {
      await clock.sleep(intervalMs);
    } while ((await client.getTask(path)).value.state !== 'COMPLETE');
    await client.listLogs(path, { view: 'STRUCTURED' });
  };

/** The action's own polling, under different quotas. */
export const OURS: readonly Row[] = [
  { name: 'ours, 200 reads a minute, advertised', readsAMinute: 200, isAdvertised: true },
  { name: 'ours, 45 reads a minute, advertised', readsAMinute: 45, isAdvertised: true },
  { name: 'ours, 45 reads a minute, not advertised', readsAMinute: 45, isAdvertised: false },
].map((row) => ({ ...row, poll: ours }));

const PEERS: readonly Row[] = [500, 1_000, 3_000, 3_500].map((intervalMs) => ({
  name: `every ${intervalMs / 1_000} s, no quota`,
  poll: every(intervalMs),
  readsAMinute: Infinity,
  isAdvertised: false,
}));

/** Measures, in virtual time, how soon after a task's end the step ends. */
export async function measurePolls(): Promise<string> {
  const rows = [];
  for (const row of [...OURS, ...PEERS]) {
    rows.push(await describe(row));
  }
  const mixture = MIXTURE.map(
    ({ share, minMs, maxMs }) =>
      `${Math.round(share * 100)} % ${minMs / 1_000} to ${maxMs / 1_000} s`,
  );
  return [
    `From a task's end to the step's end, in virtual time. Task lengths: ${mixture.join(', ')};`,
    `${LENGTHS} lengths, ${DRAWS} draws each. A request takes ${READ_LATENCY_MS} ms. Every figure includes the read that finds the`,
    'end, and the log. The optimum knows the distribution of lengths and has the same quota.\n',
    table([['', 'mean', 'optimum', 'reads a task', 'most in a minute', 'refused reads'], ...rows]),
  ].join('\n');
}

/** Returns the mean lateness of one way to poll, and what it costs. */
export async function measureLateness(row: Row, draws = DRAWS): Promise<Measurement> {
  const measurements: Measurement[] = [];
  for (const lengthMs of sampleLengths(LENGTHS)) {
    for (let draw = 0; draw < draws; draw += 1) {
      measurements.push(await measureTask(row, lengthMs, measurements.length + 1));
    }
  }
  return {
    lateMs: mean(measurements.map(({ lateMs }) => lateMs)),
    reads: mean(measurements.map(({ reads }) => reads)),
    refusedReads: measurements.reduce((sum, { refusedReads }) => sum + refusedReads, 0),
    maxPerMinute: Math.max(...measurements.map(({ maxPerMinute }) => maxPerMinute)),
  };
}

async function describe(row: Row): Promise<readonly string[]> {
  const { lateMs, reads, refusedReads, maxPerMinute } = await measureLateness(row);
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
  const { readsAMinute, isAdvertised } = row;
  return [
    row.name,
    seconds(lateMs),
    readsAMinute === Infinity ? '' : seconds(optimalLatenessMs(readsAMinute, isAdvertised)),
    reads.toFixed(1),
    String(maxPerMinute),
    String(refusedReads),
  ];
}

async function measureTask(
  { poll, readsAMinute, isAdvertised }: Row,
  lengthMs: number,
  seed: number,
): Promise<Measurement> {
  const clock = eventClock();
  const random = seededRandom(seed);
  const quotas = { createsAMinute: 5, createsAnHour: Infinity, readsAMinute, isAdvertised };
  const service = simulatedService(clock, quotas, random() * MINUTE_MS);
  const sentAt: number[] = [];
  const client = service.client(0, [lengthMs]);
  const counting: LuauExecution = {
    ...client,
    getTask: (...request) => {
      sentAt.push(clock.now());
      return client.getTask(...request);
    },
  };
  const context = { clock, random, signal: new AbortController().signal };
  const work = async (): Promise<void> => {
    const place = { universeId: '1', placeId: '2' };
    const { value } = await client.createTask(place, { script: '0' });
    await poll(value, counting, context);
  };
  await clock.run(work());
  const endedAt = (service.tally.created[0]?.at ?? 0) + lengthMs;
  return {
    lateMs: clock.now() - endedAt,
    reads: sentAt.length,
    refusedReads: service.tally.refusedReads,
    maxPerMinute: Math.max(
      ...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + MINUTE_MS).length),
    ),
  };
}
