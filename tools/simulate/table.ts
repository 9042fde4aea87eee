import { mean } from '../bench/table.ts';
import { simulate, type Outcome, type Scenario } from './scenario.ts';
import type { Quotas } from './service.ts';

/**
 * Returns how often a scenario is simulated, with other lengths, starts and draws each time. Of more
 * than 200 tasks, a few draws have the same mean.
 */
function drawsOf({ jobs, scriptsAJob }: Scenario): number {
  return jobs * scriptsAJob > 200 ? 5 : 20;
}

const SEED = 7_919;

const DOCUMENTED: Quotas = {
  createsAMinute: 5,
  createsAnHour: Infinity,
  readsAMinute: 45,
  isAdvertised: true,
};
const MORE_READS: Quotas = { ...DOCUMENTED, readsAMinute: 200 };
const NOT_ADVERTISED: Quotas = { ...DOCUMENTED, isAdvertised: false };
const HOURLY: Quotas = { ...DOCUMENTED, createsAnHour: 30 };
const GENEROUS: Quotas = { ...MORE_READS, createsAMinute: 40 };
const USED_UP: Quotas = { ...DOCUMENTED, isWindowUsedUp: true };

/** The rows of the table: jobs, scripts a job, quotas. */
export const SCENARIOS: readonly Scenario[] = (
  [
    [1, 1, USED_UP],
    [8, 1, DOCUMENTED],
    [20, 1, DOCUMENTED],
    [1, 5, DOCUMENTED],
    [2, 5, DOCUMENTED],
    [1, 20, DOCUMENTED],
    [2, 20, DOCUMENTED],
    [5, 20, DOCUMENTED],
    [20, 5, DOCUMENTED],
    [1, 50, DOCUMENTED],
    [20, 50, DOCUMENTED],
    [1, 200, MORE_READS],
    [1, 200, NOT_ADVERTISED],
    [1, 200, HOURLY],
    [1, 200, GENEROUS],
    [20, 10, HOURLY],
    [20, 10, GENEROUS],
  ] as const
).map(([jobs, scriptsAJob, quotas]) => ({ jobs, scriptsAJob, quotas }));

export const HEADINGS = [
  'jobs × scripts',
  'creations a minute (an hour), reads a minute',
  'makespan',
  'lower bound',
  'ratio',
  'ratio if refusals count',
  'refusals a task',
  'if refusals count',
  'end seen after',
  'jobs done after',
  'longest without a creation',
  'not run',
];

/** Simulates a scenario several times. */
export async function simulateDraws(
  scenario: Scenario,
  draws = drawsOf(scenario),
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let draw = 1; draw <= draws; draw += 1) {
    outcomes.push(await simulate(scenario, SEED * draw));
  }
  return outcomes;
}

/** Returns the mean of the makespan in parts of the lower bound. */
export function meanRatio(outcomes: readonly Outcome[]): number {
  return mean(outcomes.map(ratioOf));
}

/** Returns the scenario in which each refusal takes a unit of the next window. */
export function withCountedRefusals(scenario: Scenario): Scenario {
  return { ...scenario, quotas: { ...scenario.quotas, countsRefusals: true } };
}

/** Simulates a scenario and returns its row of the table. */
export async function simulateRow(scenario: Scenario): Promise<readonly string[]> {
  const { jobs, scriptsAJob, quotas } = scenario;
  const free = await simulateDraws(scenario);
  const counted = await simulateDraws(withCountedRefusals(scenario));
  const meanOf = (of: (outcome: Outcome) => number): number => mean(free.map(of));
  const refusals = ({ refusedCreatesATask }: Outcome): number => refusedCreatesATask;
  const hourly = Number.isFinite(quotas.createsAnHour) ? ` (${quotas.createsAnHour})` : '';
  const first = minutes(meanOf(({ firstDoneMs }) => firstDoneMs));
  const last = minutes(meanOf(({ lastDoneMs }) => lastDoneMs));
  return [
    `${jobs} × ${scriptsAJob}${quotas.isWindowUsedUp === true ? ', refused once' : ''}`,
    `${quotas.createsAMinute}${hourly}, ${quotas.readsAMinute}${quotas.isAdvertised ? '' : ', not advertised'}`,
    `${minutes(meanOf(({ makespanMs }) => makespanMs))} min`,
    `${minutes(meanOf(({ boundMs }) => boundMs))} min`,
    meanAndWorst(free, ratioOf),
    meanAndWorst(counted, ratioOf),
    meanAndWorst(free, refusals),
    meanAndWorst(counted, refusals),
    `${(meanOf(({ lateMs }) => lateMs) / 1_000).toFixed(1)} s`,
    jobs === 1 ? '' : `${first} to ${last} min`,
    `${minutes(meanOf(({ longestDryMs }) => longestDryMs))} min`,
    String([...free, ...counted].reduce((sum, { notRun }) => sum + notRun, 0)),
  ];
}

function ratioOf({ makespanMs, boundMs }: Outcome): number {
  return makespanMs / boundMs;
}

function meanAndWorst(outcomes: readonly Outcome[], of: (outcome: Outcome) => number): string {
  const numbers = outcomes.map(of);
  return `${mean(numbers).toFixed(2)} (${Math.max(...numbers).toFixed(2)})`;
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}
