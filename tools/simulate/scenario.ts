import { runAll } from '../../src/tasks/run-all.ts';
import { lowerBound } from './bound.ts';
import { eventClock } from './event-clock.ts';
import { HOUR_MS, MINUTE_MS, simulatedService, type Quotas } from './service.ts';

/** So many jobs with so many scripts each, under these quotas. */
export interface Scenario {
  readonly jobs: number;
  readonly scriptsAJob: number;
  readonly quotas: Quotas;
}

/** What came of it. */
export interface Outcome {
  readonly makespanMs: number;
  readonly boundMs: number;
  readonly refusedCreatesATask: number;
  readonly readsATask: number;
  readonly refusedReadsATask: number;
  /** From a task's end to the moment at which its run was done. */
  readonly lateMs: number;
  /** When the first job was done, and the last one. */
  readonly firstDoneMs: number;
  readonly lastDoneMs: number;
  /** The longest that a job with scripts left went without a creation, in parts of the makespan. */
  readonly longestDryMs: number;
  /** Scripts that were not run. */
  readonly notRun: number;
}

/** Jobs of one workflow do not get their runners at the same moment. */
const STARTS_WITHIN_MS = 20_000;

const DAY_MS = 24 * HOUR_MS;

/** Of the three kinds of tasks: how many in ten there are, and how long they take. */
const MIXTURE = [
  { share: 0.6, fromMs: 2_000, toMs: 8_000 },
  { share: 0.3, fromMs: 10_000, toMs: 45_000 },
  { share: 0.1, fromMs: 60_000, toMs: 300_000 },
] as const;

export async function simulate(
  { jobs, scriptsAJob, quotas }: Scenario,
  seed: number,
): Promise<Outcome> {
  const draw = mixer(seed);
  const clock = eventClock();
  const phaseMs = draw() * HOUR_MS;
  const service = simulatedService(clock, quotas, phaseMs);
  const startsAt = Array.from({ length: jobs }, (_, job) =>
    job === 0 ? 0 : draw() * STARTS_WITHIN_MS,
  );
  const doneMs: number[] = [];
  let notRun = 0;
  let doneInAllMs = 0;
  const ends: number[] = [];

  const runJob = async (job: number): Promise<void> => {
    const lengthsMs = Array.from({ length: scriptsAJob }, () => drawLength(draw));
    await clock.sleep(startsAt[job] ?? 0);
    const client = service.client(job, lengthsMs);
    const scheduled = await runAll(
      lengthsMs.map((_, index) => ({
        script: { file: `${index}.luau`, text: String(index) },
        place: { universeId: '1', placeId: '2' },
        timeoutMs: 5 * MINUTE_MS,
        bootTimeoutMs: MINUTE_MS,
        maxWaitMs: DAY_MS,
      })),
      {
        client,
        context: { clock, random: mixer(draw() * 2 ** 32), signal: new AbortController().signal },
        onEvent: () => {},
        onProgress: () => {},
        onInternalError: (error) => {
          throw error;
        },
      },
    );
    const started = startsAt[job] ?? 0;
    for (const [index, { run, createdMs = 0, endedMs }] of scheduled.entries()) {
      notRun += run.status === 'ended' ? 0 : 1;
      ends.push(endedMs - createdMs - (lengthsMs[index] ?? 0));
      doneInAllMs = Math.max(doneInAllMs, started + endedMs);
    }
    doneMs.push(clock.now());
  };
  await clock.run(Promise.all(Array.from({ length: jobs }, (_, job) => runJob(job))));

  const { created, reads, refusedCreates, refusedReads } = service.tally;
  const dry = startsAt.map((from, job) => {
    const times = [from, ...created.filter((task) => task.job === job).map(({ at }) => at)];
    return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)));
  });
  return {
    makespanMs: doneInAllMs,
    boundMs: lowerBound(
      created.map((task) => ({ ...task, startsAt: startsAt[task.job] ?? 0 })),
      quotas,
      phaseMs,
    ),
    refusedCreatesATask: refusedCreates / created.length,
    readsATask: reads / created.length,
    refusedReadsATask: refusedReads / created.length,
    lateMs: ends.reduce((sum, ms) => sum + ms, 0) / ends.length,
    firstDoneMs: Math.min(...doneMs),
    lastDoneMs: Math.max(...doneMs),
    longestDryMs: Math.max(...dry),
    notRun,
  };
}

function drawLength(draw: () => number): number {
  let kind = draw();
  for (const { share, fromMs, toMs } of MIXTURE) {
    if (kind < share) {
      return fromMs + (toMs - fromMs) * draw();
    }
    kind -= share;
  }
  return MIXTURE[0].fromMs;
}

/** Numbers that look random and are the same each time: Mulberry32. */
function mixer(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
