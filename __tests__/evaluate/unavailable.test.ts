import { describe, expect, it } from '@jest/globals';
import { evaluateTask } from '../../src/evaluate/evaluate-task.ts';
import type { Engine, Verdict } from '../../src/evaluate/types.ts';
import { withoutMark } from '../../src/evaluate/unavailable.ts';
import type { Json, LogMessage, LuauTask } from '../../src/open-cloud/types.ts';

const MARK = '0123456789abcdef';
const REFUSAL = `TaskScript:3: Workspace:Raycast is not available in the emulator. [emulator ${MARK}]`;
const LIMITS = { timeoutMs: 60_000, bootTimeoutMs: 60_000, maxWaitMs: 0 };

function evaluate(
  task: Partial<LuauTask>,
  texts: readonly string[] = [],
  {
    engine = 'emulator',
    ...criteria
  }: { engine?: Engine; expect?: Json; failsOnErrorLogs?: boolean } = {},
): Verdict {
  const messages = texts.map((text): LogMessage => ({ text, type: 'ERROR' }));
  return evaluateTask(
    {
      path: { universeId: '1', placeId: '2', taskId: 't' },
      state: 'COMPLETE',
      emulator: { mark: MARK, unavailable: { 'Workspace:Raycast': 2, 'Part.Mass': 1 } },
      ...task,
    },
    { messages, isTruncated: false } as Parameters<typeof evaluateTask>[1],
    LIMITS,
    { readsTestReports: true, failsOnErrorLogs: false, engine, ...criteria },
    () => undefined,
  );
}

function raised(message: string): Partial<LuauTask> {
  return { state: 'FAILED', error: { code: 'SCRIPT_ERROR', message } };
}

describe('a task of the emulator', () => {
  it('a script error with the mark is a skipped run that names only what it needs', () => {
    expect(evaluate(raised(REFUSAL))).toMatchObject({
      outcome: 'skipped',
      title: 'Luau execution skipped',
      message: 'It needs what the emulator does not have: Workspace:Raycast.',
    });
  });

  it('a module that failed with the mark skips the script that required it', () => {
    const verdict = evaluate(raised('Requested module experienced an error while loading'), [
      REFUSAL,
    ]);
    expect(verdict.outcome).toBe('skipped');
  });

  it('a script error without the mark fails, whatever the log contains', () => {
    expect(evaluate(raised('TaskScript:4: no gold'), [REFUSAL]).outcome).toBe('failed');
  });

  it('a value with the mark that is not the expected one is a skipped run', () => {
    expect(evaluate({ results: [REFUSAL] }, [], { expect: 'gold' }).outcome).toBe('skipped');
    expect(evaluate({ results: ['silver'] }, [], { expect: 'gold' }).outcome).toBe('failed');
  });

  it('a logged error with the mark does not fail the run', () => {
    const criteria = { failsOnErrorLogs: true };
    expect(evaluate({ results: [] }, [REFUSAL], criteria).outcome).toBe('passed');
    expect(evaluate({ results: [] }, [REFUSAL, 'no gold'], criteria).outcome).toBe('failed');
  });

  it('failures that a report only counts are skipped if the mark is anywhere', () => {
    const counts = { passed: 3, failed: 1 };
    expect(evaluate({ results: [counts] }, [REFUSAL])).toMatchObject({
      outcome: 'passed',
      tests: { counts: { passed: 3, failed: 0, skipped: 1 } },
    });
    expect(evaluate({ results: [counts] }).outcome).toBe('failed');
  });

  it('a report without a passed test is a skipped run', () => {
    expect(evaluate({ results: [false] }, [REFUSAL]).outcome).toBe('skipped');
    expect(evaluate({ results: [{ passed: 0, failed: 2 }] }, [REFUSAL]).outcome).toBe('skipped');
  });

  it('a pass warns of everything that is missing and explains no skipped test', () => {
    const { warnings } = evaluate({ results: [true] });
    expect(warnings).toEqual([expect.stringContaining('Part.Mass, Workspace:Raycast')]);
  });

  it('a task of Roblox has no mark, whatever its fields are', () => {
    expect(evaluate(raised(REFUSAL), [], { engine: 'roblox' }).outcome).toBe('failed');
    expect(evaluate({ results: [true] }, [], { engine: 'roblox' }).warnings).toEqual([]);
  });
});

it('the mark is removed from all texts of a value', () => {
  const task = { emulator: { mark: MARK, unavailable: {} } };
  const value = { a: [REFUSAL, { b: REFUSAL }], n: 1, none: null };
  const text = 'TaskScript:3: Workspace:Raycast is not available in the emulator.';
  expect(withoutMark(value, task)).toEqual({ a: [text, { b: text }], n: 1, none: null });
});
