import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { measureLateness, OURS } from '../../tools/bench/polls.ts';
import type { Scenario } from '../../tools/simulate/scenario.ts';
import {
  meanRatio,
  SCENARIOS,
  simulateDraws,
  simulateRow,
  withCountedRefusals,
} from '../../tools/simulate/table.ts';

// The real scheduler on a deterministic model of the service, in virtual time.

const nameOf = ({ jobs, scriptsAJob }: Scenario): string => `${jobs} × ${scriptsAJob}`;

/** The scenarios at five creations a minute. */
const DOCUMENTED = SCENARIOS.filter(
  ({ quotas: { createsAMinute, createsAnHour, readsAMinute, isAdvertised } }) =>
    createsAMinute === 5 && createsAnHour === Infinity && readsAMinute === 45 && isAdvertised,
).map((scenario) => [nameOf(scenario), scenario] as const);

describe('the mean makespan', () => {
  it.each(DOCUMENTED.filter(([, { jobs, quotas }]) => jobs > 1 || quotas.isWindowUsedUp === true))(
    'of %s jobs × scripts is at most 1.12 of the lower bound',
    async (_, scenario) => {
      const isLarge = scenario.jobs * scenario.scriptsAJob > 200;
      const outcomes = await simulateDraws(scenario, isLarge ? 1 : 20);
      expect(outcomes.reduce((sum, { notRun }) => sum + notRun, 0)).toBe(0);
      expect(meanRatio(outcomes)).toBeLessThanOrEqual(1.12);
    },
  );

  it.each(DOCUMENTED.filter(([name]) => name === '1 × 20' || name === '1 × 50'))(
    'of %s jobs × scripts is at most 1.02 of the lower bound, without a refusal',
    async (_, scenario) => {
      const outcomes = await simulateDraws(scenario, 5);
      expect(meanRatio(outcomes)).toBeLessThanOrEqual(1.02);
      expect(Math.max(...outcomes.map((outcome) => outcome.refusedCreatesATask))).toBe(0);
    },
  );
});

it.each(DOCUMENTED.filter(([, { jobs, scriptsAJob }]) => jobs * scriptsAJob <= 100))(
  'all scripts of %s jobs × scripts are run although each refusal costs a unit of the next window',
  async (_, scenario) => {
    const outcomes = await simulateDraws(withCountedRefusals(scenario), 1);
    expect(outcomes.reduce((sum, { notRun }) => sum + notRun, 0)).toBe(0);
  },
);

it.each(DOCUMENTED.filter(([, { jobs, scriptsAJob }]) => jobs * scriptsAJob <= 8))(
  'docs/scale.md has the simulated row of %s jobs × scripts',
  async (_, scenario) => {
    const page = readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8');
    const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
    expect(rows).toContainEqual(['', ...(await simulateRow(scenario)), '']);
  },
);

it.each([
  ['200 reads a minute, advertised', 360],
  ['45 reads a minute, advertised', 720],
  ['45 reads a minute, not advertised', 720],
])('within %s, a step ends at most %d ms after its task in the mean', async (quota, maxMs) => {
  const row = OURS.find(({ name }) => name === `ours, ${quota}`);
  const { lateMs, refusedReads } = await measureLateness(
    row as (typeof OURS)[number],
    maxMs < 500 ? 1 : 4,
  );
  expect(lateMs).toBeLessThanOrEqual(maxMs);
  expect(refusedReads).toBe(0);
});
