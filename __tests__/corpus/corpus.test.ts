import { describe, expect, it } from '@jest/globals';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import { evaluateRun } from '../../src/evaluate/evaluate-run.ts';
import { CREATED } from '../support/timeline.ts';
import { CASES } from './cases.ts';
import type { CorpusCase } from './corpus-case.ts';

describe('evaluateRun, for the corpus of results', () => {
  it('has at least 60 cases with unique names', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  });

  it.each(CASES)('evaluates "$name" as $outcome', (expected) => {
    const seen = evaluateCase(expected);
    expect(seen).toMatchObject({
      outcome: expected.outcome,
      title: expected.outcome === 'failed' ? 'Luau tests failed' : undefined,
      ...(expected.counts !== undefined && { counts: expected.counts }),
      ...(expected.failing !== undefined && { failing: expected.failing }),
    });
    for (const words of expected.says ?? []) {
      expect(seen.problems).toContain(words);
    }
  });

  it('returns counts that add up for passed runs', () => {
    const green = CASES.filter(({ outcome }) => outcome === 'passed').map(evaluateCase);
    for (const { counts, total } of green) {
      expect(total).toBe((counts ?? []).reduce((sum, number) => sum + number, 0));
    }
  });
});

/** Evaluates the run of a case, in the terms of a case. */
function evaluateCase({ returned, messages = [] }: CorpusCase) {
  const task: LuauTask = { ...CREATED, state: 'COMPLETE', ...(returned && { results: returned }) };
  const { outcome, title, tests } = evaluateRun(
    { status: 'ended', task, log: { messages }, seenMs: 1_000, queuedMs: 0 },
    { timeoutMs: 300_000, bootTimeoutMs: 60_000, maxWaitMs: 600_000 },
    { readsTestReports: true, failsOnErrorLogs: false },
    () => undefined,
  );
  const counts = tests?.counts;
  return {
    outcome,
    title,
    counts: counts === undefined ? null : [counts.passed, counts.failed, counts.skipped],
    total: counts?.total ?? 0,
    failing: (tests?.tests ?? [])
      .filter(({ status }) => status === 'failed')
      .map(({ path }) => path.join(' › ')),
    problems: tests?.problems.join('\n'),
  };
}
