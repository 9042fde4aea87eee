import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RunResult } from '../../src/tasks/run-result.ts';
import { evaluateStep } from '../../src/evaluate/evaluate-step.ts';
import {
  failsStep,
  OUTCOMES_WORST_FIRST,
  TITLES,
  type EvaluatedRun,
  type Outcome,
  type Title,
} from '../../src/evaluate/types.ts';
import { CREATED } from '../support/timeline.ts';

const ENDED: RunResult = {
  status: 'ended',
  task: { ...CREATED, state: 'COMPLETE' },
  seenMs: 0,
  queuedMs: 0,
  log: { messages: [] },
};

const NOT_RUN: RunResult = {
  status: 'not-run',
  because: 'tests/a.luau ended their task',
  cause: 'script',
};

function evaluated(file: string, outcome: Outcome, title?: Title, run = ENDED): EvaluatedRun {
  return {
    plan: {
      script: { file, text: '' },
      place: { universeId: '1', placeId: '2' },
      timeoutMs: 1,
      bootTimeoutMs: 1,
      maxWaitMs: 1,
    },
    run,
    verdict: { outcome, ...(title && { title }), message: `${file}: ${outcome}`, warnings: ['w'] },
  };
}

describe('evaluateStep', () => {
  it('returns the verdict of the only run', () => {
    const only = evaluated('a', 'failed', TITLES.scriptError);
    expect(evaluateStep([only])).toBe(only.verdict);
  });

  it('passes if all runs passed', () => {
    expect(evaluateStep([evaluated('a', 'passed'), evaluated('b', 'passed')])).toEqual({
      outcome: 'passed',
      message: 'All 2 scripts passed.',
      warnings: [],
    });
  });

  it('returns the worst outcome, in any order', () => {
    const outcomes = fc.array(fc.constantFrom(...OUTCOMES_WORST_FIRST), { minLength: 1 });
    fc.assert(
      fc.property(outcomes, (any) => {
        const { outcome } = evaluateStep(any.map((one, at) => evaluated(`${at}`, one)));
        const ranks = any.map((one) => OUTCOMES_WORST_FIRST.indexOf(one));
        expect(outcome).toBe(OUTCOMES_WORST_FIRST[Math.min(...ranks)]);
        expect(failsStep(outcome)).toBe(any.some(failsStep));
      }),
    );
  });

  it('ranks failed, infrastructure, cancelled, pending, skipped, passed', () => {
    expect(OUTCOMES_WORST_FIRST).toEqual([
      'failed',
      'infrastructure',
      'cancelled',
      'pending',
      'skipped',
      'passed',
    ]);
  });

  it('has the common title of the failed runs, or none', () => {
    const bad = evaluated('a', 'failed', TITLES.testsFailed);
    const worse = evaluated('b', 'infrastructure', TITLES.quotaExhausted);
    const good = evaluated('c', 'passed');
    expect(evaluateStep([bad, good, bad]).title).toBe(TITLES.testsFailed);
    expect(evaluateStep([good, worse]).title).toBe(TITLES.quotaExhausted);
    expect(evaluateStep([bad, worse])).not.toHaveProperty('title');
  });

  it('takes the title of the cause if later scripts did not run', () => {
    const cause = evaluated('a', 'infrastructure', TITLES.robloxInternalError);
    const after = ['b', 'c'].map((file) =>
      evaluated(file, 'failed', TITLES.executionFailed, NOT_RUN),
    );
    expect(evaluateStep([evaluated('0', 'passed'), cause, ...after])).toMatchObject({
      outcome: 'failed',
      title: TITLES.robloxInternalError,
      message: 'Of 4 scripts 2 were not run: b, c; 1 failed for no fault of its own: a; 1 passed.',
    });
    expect(evaluateStep(after)).toMatchObject({
      title: TITLES.executionFailed,
      message: 'Of 2 scripts 2 were not run: b, c.',
    });
  });

  it('does not claim that scripts did not run if it is unknown', () => {
    const unknown: RunResult = {
      status: 'not-run',
      because: 'Who knows.',
      cause: 'infrastructure',
    };
    expect(
      evaluateStep([
        evaluated('a', 'infrastructure', TITLES.maybeRunning),
        evaluated('b', 'infrastructure', TITLES.requestFailed, unknown),
      ]),
    ).toMatchObject({
      outcome: 'infrastructure',
      title: TITLES.maybeRunning,
      message: 'Of 2 scripts 2 failed for no fault of their own: a, b.',
    });
  });

  it('counts the outcomes, and names the scripts that did not pass', () => {
    expect(
      evaluateStep([
        evaluated('a.luau', 'passed'),
        evaluated('b.luau', 'cancelled', TITLES.cancelled),
        evaluated('c.luau', 'failed', TITLES.scriptError),
        evaluated('d.luau', 'failed', TITLES.timedOut),
        evaluated('e.luau', 'infrastructure', TITLES.requestFailed),
      ]).message,
    ).toBe(
      'Of 5 scripts 2 failed: c.luau, d.luau; 1 failed for no fault of its own: e.luau; ' +
        '1 was cancelled: b.luau; 1 passed.',
    );
  });

  it.each([
    ['failed', '2 failed: a, b; 1 passed', '1 failed: a; 2 passed'],
    [
      'infrastructure',
      '2 failed for no fault of their own: a, b; 1 passed',
      '1 failed for no fault of its own: a; 2 passed',
    ],
    ['cancelled', '2 were cancelled: a, b; 1 passed', '1 was cancelled: a; 2 passed'],
    ['pending', '2 are pending: a, b; 1 passed', '1 is pending: a; 2 passed'],
    ['skipped', '2 were skipped: a, b; 1 passed', '1 was skipped: a; 2 passed'],
  ] as const)('says of one and of several that they are %s', (outcome, several, one) => {
    const [a, b, c] = [evaluated('a', outcome), evaluated('b', outcome), evaluated('c', 'passed')];
    expect(evaluateStep([a, b, c]).message).toBe(`Of 3 scripts ${several}.`);
    expect(evaluateStep([a, c, c]).message).toBe(`Of 3 scripts ${one}.`);
  });

  it('uses the singular for one script that did not run', () => {
    const runs = [
      evaluated('a', 'passed'),
      evaluated('b', 'failed', TITLES.executionFailed, NOT_RUN),
    ];
    expect(evaluateStep(runs).message).toBe('Of 2 scripts 1 was not run: b; 1 passed.');
  });

  it('names an inline script', () => {
    const { plan, ...rest } = evaluated('a', 'failed', TITLES.scriptError);
    const inline = { ...rest, plan: { ...plan, script: { text: 'error()' } } };
    expect(evaluateStep([inline, evaluated('b', 'passed')]).message).toBe(
      'Of 2 scripts 1 failed: inline; 1 passed.',
    );
  });

  it('names at most ten scripts', () => {
    const runs = Array.from({ length: 12 }, (_, at) =>
      evaluated(`${at}`, 'failed', TITLES.scriptError),
    );
    expect(evaluateStep(runs).message).toBe(
      'Of 12 scripts 12 failed: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more.',
    );
    expect(evaluateStep(runs.slice(0, 10)).message).toMatch(/8, 9\.$/);
  });
});
