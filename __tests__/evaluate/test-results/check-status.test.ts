import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import {
  evaluateFields,
  evaluateStatusValues,
  NO_STATUS,
} from '../../../src/evaluate/test-results/check-status.ts';
import { readStatusWord } from '../../../src/evaluate/test-results/vocabulary.ts';
import { foldFields } from '../../../src/evaluate/test-results/fields.ts';

const evaluateRun = (fields: Readonly<Record<string, Json>>) => evaluateFields(foldFields(fields));

describe('a word for a status', () => {
  it.each([
    ['PASSED', 'passed'],
    [' passed\n', 'passed'],
    ['timed out', 'failed'],
    ['Timed-Out', 'failed'],
    ['timed_out', 'failed'],
    ['todo', 'skipped'],
    ['warned', 'warning'],
  ])('%j means %s', (word, meaning) => {
    expect(readStatusWord(word)).toBe(meaning);
  });

  it.each(['banana', '', 'not passed', 'constructor'])('is none in %j', (word) => {
    expect(readStatusWord(word)).toBeUndefined();
  });
});

describe('a check', () => {
  it.each<[Readonly<Record<string, Json>>, string]>([
    [{ ok: true }, 'passed'],
    [{ success: 'False' }, 'failed'],
    [{ pass: true, ok: false }, 'failed'],
    [{ failed: true }, 'failed'],
    [{ failed: false }, 'passed'],
    [{ failed: 'the shop', ok: true }, 'passed'],
    [{ failed: 'the shop', status: 'passed' }, 'passed'],
    [{ ok: 'banana', status: 'passed' }, 'passed'],
    [{ ok: true, status: 'banana' }, 'passed'],
    [{ ok: true, status: false }, 'failed'],
    [{ ok: true, status: 'skipped' }, 'skipped'],
    [{ status: 'done' }, 'passed'],
    [{ result: '12 coins', outcome: 'passed' }, 'passed'],
    [{ status: 'passed', result: 'failed' }, 'passed'],
    [{ state: 'failed' }, 'failed'],
    [{ outcome: true }, 'passed'],
  ])('%j has %s', (fields, status) => {
    expect(evaluateRun(fields).status).toBe(status);
  });

  it.each<[Readonly<Record<string, Json>>, string]>([
    [{ skipped: true }, 'skipped'],
    [{ skipped: 'true', ok: true }, 'skipped'],
    [{ skipped: true, ok: false }, 'skipped'],
    [{ skipped: false, ok: true }, 'passed'],
    [{ skipped: true, ok: true, status: 'failed' }, 'failed'],
    [{ skipped: true, failed: true }, 'failed'],
  ])('%j has %s, as its flag for it says', (fields, status) => {
    expect(evaluateRun(fields).status).toBe(status);
  });

  it.each([
    ['info', 'passed'],
    ['Notice', 'passed'],
    ['debug', 'passed'],
    ['fatal', 'failed'],
    ['CRITICAL', 'failed'],
    ['error', 'failed'],
    ['success', 'passed'],
  ])('of level %s has %s, where it says nothing else', (level, status) => {
    expect(evaluateRun({ level })).toStrictEqual({ status });
    expect(evaluateRun({ severity: level })).toStrictEqual({ status });
    expect(evaluateRun({ level, ok: status === 'failed' }).status).not.toBe(status);
  });

  it('of level warning is one, whatever else it says', () => {
    expect(evaluateRun({ level: 'Warning', ok: false })).toStrictEqual({ status: 'warning' });
  });

  it.each<Readonly<Record<string, Json>>>([
    {},
    { status: 200 },
    { status: null },
    { level: 'banana' },
    { result: '12 coins' },
    { name: 'a', message: 'b' },
  ])('%j keeps quiet', (fields) => {
    expect(evaluateRun(fields)).toStrictEqual({ status: 'failed', note: NO_STATUS });
  });
});

describe('statements on a check', () => {
  it('are none', () => {
    expect(evaluateStatusValues([])).toStrictEqual({ status: 'failed', note: NO_STATUS });
    expect(evaluateStatusValues([undefined])).toStrictEqual({ status: 'failed', note: NO_STATUS });
  });

  it('that agree need no note', () => {
    expect(evaluateStatusValues([true, 'passed'])).toStrictEqual({ status: 'passed' });
    expect(evaluateStatusValues([false])).toStrictEqual({ status: 'failed' });
    expect(evaluateStatusValues([false, 'failed'])).toStrictEqual({ status: 'failed' });
    expect(evaluateStatusValues(['warning', true])).toStrictEqual({ status: 'warning' });
  });

  it('that disagree are red, and quoted', () => {
    for (const values of [
      [true, false],
      [false, true],
    ]) {
      expect(evaluateStatusValues(values)).toStrictEqual({
        status: 'failed',
        note: 'It says both `true` and `false`.',
      });
    }
    expect(evaluateStatusValues(['skipped', 'failed']).status).toBe('failed');
  });

  it('that nobody knows are no pass, and quoted where no other says failed', () => {
    for (const evaluated of [evaluateStatusValues(['banana']), evaluateRun({ status: 'banana' })]) {
      expect(evaluated.status).toBe('failed');
      expect(evaluated.note).toContain('`banana`');
    }
    expect(evaluateStatusValues(['banana', 'failed'])).toStrictEqual({ status: 'failed' });
  });
});
