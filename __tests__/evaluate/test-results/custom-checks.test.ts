import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import { NO_STATUS } from '../../../src/evaluate/test-results/check-status.ts';
import { readChecks, readListed } from '../../../src/evaluate/test-results/custom-checks.ts';

const read = (value: Json) => readChecks(value, 'check');
const readOne = (check: Json) => read([{ name: 'other', ok: true }, check])?.[1];
const namesOf = (value: Json) => read(value)?.map(({ path }) => path.join(' › '));

describe('a list of checks', () => {
  it('is none where nothing in it is like a check', () => {
    expect(read('passed')).toBeUndefined();
    expect(read(['a', 'b'])).toBeUndefined();
    expect(read([])).toEqual([]);
  });

  it('has the names that checks go by, the first one that there is, or numbers', () => {
    const names = ['name', 'title', 'fullname', 'test', 'check', 'id', 'label', 'suite'];
    for (const name of names) {
      expect(readOne({ ok: true, [name]: 'a' })?.path).toEqual(['a']);
    }
    expect(readOne({ ok: true, label: 'c', title: 'b', name: null })?.path).toEqual(['b']);
    expect(readOne({ ok: true, id: 7 })?.path).toEqual(['7']);
    expect(readOne({ ok: true, name: { a: 1 } })?.path).toEqual(['check 2']);
    expect(readOne(false)?.path).toEqual(['check 2']);
    expect(read({ a: { ok: true }, b: true })?.map(({ path }) => path)).toEqual([['a'], ['b']]);
  });

  it('has the texts and the traces that checks give', () => {
    for (const name of ['message', 'detail', 'details', 'error', 'err', 'reason']) {
      expect(readOne({ ok: false, [name]: 'no gold' })).toStrictEqual({
        path: ['check 2'],
        status: 'failed',
        message: 'no gold',
      });
    }
    for (const name of ['trace', 'traceback', 'stack']) {
      expect(readOne({ ok: false, message: 'no', [name]: 'A.b:3' })?.trace).toBe('A.b:3');
    }
  });

  it.each([
    ['durationMs', 5, 5],
    ['ms', 5, 5],
    ['time_ms', 5, 5],
    ['elapsedMs', 5, 5],
    ['duration', 0.5, 500],
    ['time', 0.5, 500],
    ['elapsed', 0.5, 500],
    ['seconds', 0.5, 500],
    ['seconds', 0, 0],
  ])('has of %s %d a duration of %d ms', (name, number, durationMs) => {
    expect(readOne({ ok: true, [name]: number })).toStrictEqual({
      path: ['check 2'],
      status: 'passed',
      durationMs,
    });
  });

  it.each([
    ['ms', -1],
    ['seconds', -1],
    ['seconds', 1e306],
    ['duration', 'long'],
  ])('has of %s %j no duration', (name, value) => {
    expect(readOne({ ok: true, [name]: value })).toStrictEqual({
      path: ['check 2'],
      status: 'passed',
    });
  });

  it('has bare words for statuses, and says which it does not know', () => {
    const [passed, odd] = read({ a: 'passed', b: 'banana', c: false }) ?? [];
    expect(passed).toStrictEqual({ path: ['a'], status: 'passed' });
    expect(odd?.status).toBe('failed');
    expect(odd?.message).toContain('`banana`');
  });

  it('has warnings, which pass', () => {
    expect(readOne({ ok: false, level: 'warning', detail: 'low' })).toStrictEqual({
      path: ['check 2'],
      status: 'passed',
      isWarning: true,
      message: 'low',
    });
    expect(read({ fps: 'warning', a: true })?.[0]).toStrictEqual({
      path: ['fps'],
      status: 'passed',
      isWarning: true,
    });
  });

  it('tells what is wrong with a check before what it says', () => {
    expect(readOne({ name: 'a', message: 'no gold' })?.message).toBe(`${NO_STATUS}\nno gold`);
  });
});

describe('a suite of checks', () => {
  it('is a check with checks, or a list of them', () => {
    expect(namesOf([{ suite: 'Shop', id: 7, tests: [{ name: 'a', ok: true }] }])).toEqual([
      'Shop › a',
    ]);
    expect(namesOf([[{ name: 'a', ok: true }], { name: 'b', ok: true }])).toEqual([
      'check 1 › a',
      'b',
    ]);
    const lists = {
      name: 'Shop',
      tests: [{ name: 'a', ok: true }],
      cases: [{ name: 'b', ok: true }],
    };
    expect(namesOf([lists])).toEqual(['Shop › a', 'Shop › b']);
  });

  it('is none where it holds data', () => {
    expect(namesOf([{ name: 'a', ok: true, tests: ['x', 'y'] }])).toEqual(['a']);
    expect(
      namesOf([{ name: 'a', ok: true, tests: ['x'], cases: [{ name: 'b', ok: true }] }]),
    ).toEqual(['a › b']);
  });

  it('failed by itself where it says so, and nothing in it did', () => {
    const suite = (fields: Readonly<Record<string, Json>>, ok: boolean) =>
      read([{ name: 'Shop', tests: [{ name: 'a', ok }], ...fields }])?.map(
        ({ path, status, message }) => [path.join(' › '), status, message],
      );
    expect(suite({ ok: false }, true)).toEqual([
      ['Shop › a', 'passed', undefined],
      ['Shop', 'failed', undefined],
    ]);
    expect(suite({ ok: false, error: 'closed' }, true)?.[1]).toEqual(['Shop', 'failed', 'closed']);
    expect(suite({ ok: false }, false)).toHaveLength(1);
    expect(suite({ ok: true }, true)).toHaveLength(1);
  });

  it('may keep quiet, whatever else it tells', () => {
    const tests = [{ name: 'a', ok: true }];
    expect(namesOf([{ name: 'Shop', tests }])).toEqual(['Shop › a']);
    expect(namesOf([{ name: 'Shop', detail: 'of pets', tests }])).toEqual(['Shop › a']);
    expect(namesOf([tests])).toEqual(['check 1 › a']);
  });
});

describe('a check that counts tests', () => {
  it.each<[Json, string]>([
    [{ passed: 2, failed: 0 }, 'passed'],
    [{ passed: 0, failed: 0 }, 'passed'],
    [{ passed: 0, failed: 0, skipped: 2 }, 'skipped'],
    [{ passed: 1, failed: 0, skipped: 2 }, 'passed'],
    [{ passed: 2, total: 2 }, 'passed'],
    [{ ok: false, passed: 2, failed: 0 }, 'failed'],
    [{ ok: true, passed: 0, failed: 0, skipped: 1 }, 'passed'],
    [{ status: 'skipped', passed: 2, failed: 1 }, 'skipped'],
  ])('%j has %s', (check, status) => {
    expect(readOne(check)).toStrictEqual({ path: ['check 2'], status });
  });

  it.each<[Json, string]>([
    [{ passed: 2, failures: ['x'] }, '`failures` holds 1 failure'],
    [{ passed: 2, failed: 0, failures: 'the shop broke' }, '`failures` holds 1 failure'],
    [{ failed: 'the shop broke', passed: 2 }, '`failed` holds 1 failure'],
    [{ ok: true, passed: -1, failed: 0 }, '`passed` is -1'],
    [{ ok: true, passed: 2, total: 3 }, '`total` is 3'],
    [{ passed: 2 }, NO_STATUS],
  ])('%j has failed, and tells why', (check, why) => {
    expect(readOne(check)?.status).toBe('failed');
    expect(readOne(check)?.message).toContain(why);
  });

  it('says how many failed', () => {
    expect(readOne({ passed: 2, failed: 1 })?.message).toBe('It says that `failed` is 1.');
  });
});

describe('tests that are listed for how they came out', () => {
  it('are no list in other values', () => {
    expect(readListed('a', 'failed', 'test')).toBeUndefined();
    expect(readListed(3, 'passed', 'test')).toBeUndefined();
  });

  it('are names alone where they passed', () => {
    expect(readListed(['a', 'TaskScript:3: b', 5], 'passed', 'test')).toStrictEqual([
      { path: ['a'], status: 'passed' },
      { path: ['TaskScript:3: b'], status: 'passed' },
      { path: ['5'], status: 'passed' },
    ]);
  });

  it('are tables with names and texts', () => {
    const list = [{ message: 'x' }, { error: 'y' }, { name: 'a', message: 'z' }];
    expect(readListed(list, 'failed', 'test')).toStrictEqual([
      { path: ['test 1'], status: 'failed', message: 'x' },
      { path: ['test 2'], status: 'failed', message: 'y' },
      { path: ['a'], status: 'failed', message: 'z' },
    ]);
    expect(readListed({ shop: { message: 'x' }, pets: 'y' }, 'failed', 'test')).toStrictEqual([
      { path: ['shop'], status: 'failed', message: 'x' },
      { path: ['pets'], status: 'failed', message: 'y' },
    ]);
  });

  it('that failed with a text are named by its first line, which is said once', () => {
    expect(readListed(['no gold', 'no gold\nat all', null], 'failed', 'test')).toStrictEqual([
      { path: ['no gold'], status: 'failed' },
      { path: ['no gold'], status: 'failed', message: 'no gold\nat all' },
      { path: ['test 3'], status: 'failed' },
    ]);
  });

  it('that are errors are named by their places, or numbered', () => {
    expect(readListed(['A.b:3: x', 'y', ''], 'failed', 'error')).toMatchObject([
      { path: ['A.b:3'], message: 'A.b:3: x' },
      { path: ['error 2'], message: 'y' },
      { path: ['error 3'] },
    ]);
  });
});
