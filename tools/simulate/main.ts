import { mean } from '../bench/table.ts';
import { simulate, type Outcome, type Scenario } from './scenario.ts';
import type { Quotas } from './service.ts';

const HELP = `Simulates many scripts in many jobs that share one owner's quotas, in virtual time, and prints
a table of Markdown. The same each time: every draw comes from a fixed seed.

Usage: npm run simulate
`;

const DRAWS = 10;

const SEED = 7_919;

const DOCUMENTED: Quotas = {
  createsAMinute: 5,
  createsAnHour: Infinity,
  readsAMinute: 45,
  isTold: true,
};
const MORE_READS = { ...DOCUMENTED, readsAMinute: 200 };
const UNTOLD = { ...DOCUMENTED, isTold: false };
const HOURLY = { ...DOCUMENTED, createsAnHour: 30 };
const GENEROUS = { ...MORE_READS, createsAMinute: 40 };

const SCENARIOS: readonly Scenario[] = [
  { jobs: 1, scriptsAJob: 5, quotas: DOCUMENTED },
  { jobs: 1, scriptsAJob: 20, quotas: DOCUMENTED },
  { jobs: 1, scriptsAJob: 50, quotas: DOCUMENTED },
  { jobs: 1, scriptsAJob: 200, quotas: DOCUMENTED },
  { jobs: 1, scriptsAJob: 200, quotas: MORE_READS },
  { jobs: 1, scriptsAJob: 200, quotas: UNTOLD },
  { jobs: 1, scriptsAJob: 200, quotas: HOURLY },
  { jobs: 1, scriptsAJob: 200, quotas: GENEROUS },
  { jobs: 2, scriptsAJob: 20, quotas: DOCUMENTED },
  { jobs: 5, scriptsAJob: 20, quotas: DOCUMENTED },
  { jobs: 20, scriptsAJob: 5, quotas: DOCUMENTED },
  { jobs: 20, scriptsAJob: 10, quotas: DOCUMENTED },
  { jobs: 20, scriptsAJob: 50, quotas: DOCUMENTED },
  { jobs: 20, scriptsAJob: 10, quotas: HOURLY },
  { jobs: 20, scriptsAJob: 10, quotas: GENEROUS },
];

const HEADINGS = [
  'jobs × scripts',
  'creations a minute (an hour), reads a minute',
  'makespan',
  'lower bound',
  'ratio',
  'refused creations a task',
  'reads a task',
  'end seen after',
  'jobs done after',
  'longest without a creation',
  'not run',
];

if (process.argv.length > 2) {
  process.stdout.write(HELP);
} else {
  const rows: (readonly string[])[] = [];
  for (const scenario of SCENARIOS) {
    const outcomes: Outcome[] = [];
    for (let draw = 1; draw <= DRAWS; draw += 1) {
      outcomes.push(await simulate(scenario, SEED * draw));
    }
    rows.push(describe(scenario, outcomes));
  }
  process.stdout.write(`Each row: ${DRAWS} draws; the mean, and in brackets the worst.\n\n`);
  process.stdout.write(markdownTable([HEADINGS, ...rows]));
}

function describe({ jobs, scriptsAJob, quotas }: Scenario, outcomes: readonly Outcome[]) {
  const meanOf = (of: (outcome: Outcome) => number): number => mean(outcomes.map(of));
  const worstOf = (of: (outcome: Outcome) => number): number => Math.max(...outcomes.map(of));
  const ratio = ({ makespanMs, boundMs }: Outcome): number => makespanMs / boundMs;
  const refused = ({ refusedCreatesATask }: Outcome): number => refusedCreatesATask;
  const hourly = Number.isFinite(quotas.createsAnHour) ? ` (${quotas.createsAnHour})` : '';
  const first = minutes(meanOf(({ firstDoneMs }) => firstDoneMs));
  const last = minutes(meanOf(({ lastDoneMs }) => lastDoneMs));
  return [
    `${jobs} × ${scriptsAJob}`,
    `${quotas.createsAMinute}${hourly}, ${quotas.readsAMinute}${quotas.isTold ? '' : ', not advertised'}`,
    `${minutes(meanOf(({ makespanMs }) => makespanMs))} min`,
    `${minutes(meanOf(({ boundMs }) => boundMs))} min`,
    `${meanOf(ratio).toFixed(2)} (${worstOf(ratio).toFixed(2)})`,
    `${meanOf(refused).toFixed(2)} (${worstOf(refused).toFixed(2)})`,
    meanOf(({ readsATask }) => readsATask).toFixed(1),
    `${(meanOf(({ lateMs }) => lateMs) / 1_000).toFixed(1)} s`,
    jobs === 1 ? '' : `${first} to ${last} min`,
    `${minutes(meanOf(({ longestDryMs }) => longestDryMs))} min`,
    String(outcomes.reduce((sum, { notRun }) => sum + notRun, 0)),
  ];
}

function minutes(ms: number): string {
  return (ms / 60_000).toFixed(1);
}

function markdownTable([headings = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [
    line(headings),
    line(headings.map((_, column) => (column < 2 ? ':--' : '--:'))),
    ...rows.map(line),
  ].join('');
}
