import { runAll } from '../../src/tasks/run-all.ts';
import { lowerBound } from './bound.ts';
import { eventClock } from './event-clock.ts';
import { seededRandom } from './random.ts';
import { HOUR_MS, MINUTE_MS, simulatedService, type Quotas } from './service.ts';

/** So many jobs with so many scripts each, under these quotas. */
export interface Scenario {
  readonly jobs: number;
  readonly scriptsAJob: number;
  readonly quotas: Quotas;
}

/** The result of one simulation. */
export interface Outcome {
  readonly makespanMs: number;
  readonly boundMs: number;
  readonly refusedCreatesATask: number;
  readonly readsATask: number;
  /** From a task's end to the end of its run. */
  readonly lateMs: number;
  /** When the first job was done, and the last one. */
  readonly firstDoneMs: number;
  readonly lastDoneMs: number;
  /** The longest time that a job with scripts left went without a creation. */
  readonly longestDryMs: number;
  /** Scripts that were not run. */
  readonly notRun: number;
}

/** Jobs of one workflow do not get their runners at the same moment. */
const MAX_START_DELAY_MS = 20_000;

/** Nothing in a simulation gives up: see "not run". */
const MAX_WAIT_MS = 7 * 24 * HOUR_MS;

/** The three kinds of tasks: their share, and how long they take. */
const MIXTURE = [
  { share: 0.6, minMs: 2_000, maxMs: 8_000 },
  { share: 0.3, minMs: 10_000, maxMs: 45_000 },
  { share: 0.1, minMs: 60_000, maxMs: 300_000 },
] as const;

/** Runs the real scheduler of each job on the model of the service, in virtual time. */
export async function simulate(scenario: Scenario, seed: number): Promise<Outcome> {
  const { jobs, scriptsAJob, quotas } = scenario;
  const random = seededRandom(seed);
  const clock = eventClock();
  const phaseMs = random() * HOUR_MS;
  const service = simulatedService(clock, quotas, phaseMs);
  const startsAt = Array.from({ length: jobs }, (_, job) =>
    job === 0 ? 0 : random() * MAX_START_DELAY_MS,
  );
  const doneMs: number[] = [];
  const lateMs: number[] = [];
  let notRun = 0;

  const runJob = async (startAt: number, job: number): Promise<void> => {
    const lengthsMs = Array.from({ length: scriptsAJob }, () => drawLength(random));
    const jobRandom = seededRandom(random() * 2 ** 32);
    await clock.sleep(startAt);
    const scheduled = await runAll(lengthsMs.map(planOf), {
      client: service.client(job, lengthsMs),
      context: { clock, random: jobRandom, signal: new AbortController().signal },
      onEvent: () => {},
      onProgress: () => {},
      onInternalError: (error) => {
        throw error;
      },
    });
    for (const [index, { run, createdMs = 0, endedMs }] of scheduled.entries()) {
      notRun += run.status === 'ended' ? 0 : 1;
      lateMs.push(endedMs - createdMs - (lengthsMs[index] ?? 0));
    }
    doneMs.push(clock.now());
  };
  await clock.run(Promise.all(startsAt.map(runJob)));

  const { created, reads, refusedCreates } = service.tally;
  const planned = created.map((task) => ({ ...task, startsAt: startsAt[task.job] ?? 0 }));
  const gapsOf = (startAt: number, job: number): number => {
    const times = [startAt, ...created.filter((task) => task.job === job).map(({ at }) => at)];
    return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? 0)));
  };
  return {
    makespanMs: Math.max(...doneMs),
    boundMs: lowerBound(planned, quotas, phaseMs),
    refusedCreatesATask: refusedCreates / created.length,
    readsATask: reads / created.length,
    lateMs: lateMs.reduce((sum, ms) => sum + ms, 0) / lateMs.length,
    firstDoneMs: Math.min(...doneMs),
    lastDoneMs: Math.max(...doneMs),
    longestDryMs: Math.max(...startsAt.map(gapsOf)),
    notRun,
  };
}

const planOf = (_: number, index: number) => ({
  script: { file: `${index}.luau`, text: String(index) },
  place: { universeId: '1', placeId: '2' },
  timeoutMs: 5 * MINUTE_MS,
  bootTimeoutMs: MINUTE_MS,
  maxWaitMs: MAX_WAIT_MS,
});

function drawLength(random: () => number): number {
  let kind = random();
  for (const { share, minMs, maxMs } of MIXTURE) {
    if (kind < share) {
      return minMs + (maxMs - minMs) * random();
    }
    kind -= share;
  }
  return MIXTURE[0].minMs;
}
