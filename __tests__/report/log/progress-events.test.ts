import { describe, expect, it } from '@jest/globals';
import type { Progress } from '../../../src/tasks/run-all.ts';
import {
  formatEvent,
  formatEventOf,
  formatRetryEvent,
  formatPlan,
} from '../../../src/report/log/progress-events.ts';
import { createPlan, createTask, noAnswer } from '../evaluated-runs.ts';
import { script, UPLOADED } from '../several-runs.ts';

describe('formatPlan', () => {
  it('names one script with its size, place and limits', () => {
    expect(formatPlan({ plans: [createPlan()] })).toEqual([
      'Script: tests/smoke.luau, 49 bytes',
      'Place: 456 of universe 123, as last saved',
      'Limits: 5m for the script, and 1m more for queue and boot',
    ]);
  });

  it('says whether several scripts share a task', () => {
    const plans = ['a', 'b'].map((name) => createPlan({ script: script(`tests/${name}.luau`) }));
    expect(formatPlan({ plans }).at(-1)).toMatch(/^Limits: 5m for each script,/);
    expect(formatPlan({ plans, isShared: true }).at(-1)).toMatch(
      /^Limits: 5m for all scripts together, in one task,/,
    );
  });

  it('names the first fifty of many scripts, and counts the rest', () => {
    const plans = Array.from({ length: 53 }, (_, at) =>
      createPlan({ script: script(`${at}.luau`) }),
    );
    const lines = formatPlan({ plans });
    expect(lines.filter((line) => line.startsWith('Script: '))).toHaveLength(51);
    expect(lines[50]).toBe('Script: and 3 more');
  });

  it('names arguments, the place version, and the place file to upload', () => {
    const plan = createPlan({
      sent: 'x'.repeat(2_048),
      place: { universeId: '123', placeId: '456', placeVersion: '9' },
    });
    expect(formatPlan({ plans: [plan] })).toMatchObject([
      'Script: tests/smoke.luau, 2 KiB with its arguments',
      'Place: 456 of universe 123, version 9',
      {},
    ]);
    expect(formatPlan({ plans: [createPlan()], upload: UPLOADED })).toMatchObject([
      {},
      'Place: 456 of universe 123, on the version that build/game.rbxl becomes, saved',
      'Place file: build/game.rbxl, 3.3 MiB',
      {},
    ]);
  });

  it('does not claim to know the script of an existing task', () => {
    const task = createTask().path;
    const plan = createPlan({ task, script: { text: '', isOfTask: true } });
    expect(formatPlan({ plans: [plan] })).toEqual([
      'Script: what the task was created with',
      'Place: 456 of universe 123, in whichever version the task has',
      'Limits: 6m from now on',
    ]);
  });
});

describe('formatEvent for progress', () => {
  const progress = (more: Partial<Progress> & { readonly at?: number } = {}): string =>
    formatEvent({ kind: 'progress', done: 3, running: 2, waiting: 7, ...more });

  it.each([
    [{}, '.'],
    [
      { blockedBy: 'quota', untilMs: 12_000 },
      ', since the quota of requests a minute is used up; the next one is created in 12s.',
    ],
    [
      { blockedBy: 'capacity' },
      ', since the place has ten unfinished tasks already; the next one is created when a task has ended.',
    ],
    [
      { blockedBy: 'hourly', untilMs: 900_000 },
      ', since a limit over a longer time than a minute is reached; the next one is created in 15m.',
    ],
    [
      { blockedBy: 'hourly', untilMs: 900_000, at: Date.parse('2026-08-17T10:25:00Z') },
      ', since a limit over a longer time than a minute is reached; the next one is created in 15m, at 2026-08-17 10:25 UTC.',
    ],
    [{ blockedBy: 'hourly' }, ', since a limit over a longer time than a minute is reached.'],
    [
      { blockedBy: 'quota', untilMs: 0 },
      ', since the quota of requests a minute is used up; the next one is created at once.',
    ],
  ] as const)('gives the counts, the limit and the next creation: %j', (more, reason) => {
    expect(progress(more)).toBe(`Progress: 3 of 12 scripts done, 2 running, 7 waiting${reason}`);
  });

  it('gives no reason to wait if no script waits', () => {
    expect(progress({ waiting: 0, blockedBy: 'quota', untilMs: 5_000 })).toBe(
      'Progress: 3 of 5 scripts done, 2 running, 0 waiting.',
    );
  });
});

describe('formatEvent for uploads', () => {
  it('gives the size, the speed and the version of a place file', () => {
    expect(formatEvent({ kind: 'uploaded', upload: UPLOADED })).toBe(
      'Uploaded: build/game.rbxl, 3.3 MiB, is saved as version 7 of place 456, in 1.6s (2 MiB a second).',
    );
  });

  it('gives no speed for zero time, and rounds the speed to bytes', () => {
    const upload = { ...UPLOADED, sizeBytes: 100, versionType: 'Published' } as const;
    const took = (tookMs: number): string =>
      formatEvent({
        kind: 'uploaded',
        upload: { ...upload, became: { version: '8', tookMs } },
      });
    expect(took(0)).toBe(
      'Uploaded: build/game.rbxl, 100 bytes, is published as version 8 of place 456.',
    );
    expect(took(300)).toContain('(333 bytes a second).');
  });

  it('gives the progress of a large upload', () => {
    const bytes = { sentBytes: 4_194_304, totalBytes: 31_457_280 };
    for (const kind of ['upload-progress', 'binary-input-progress'] as const) {
      expect(formatEvent({ kind, ...bytes })).toBe('Sent 4 MiB of 30 MiB so far.');
    }
  });

  it('gives the size and the speed of a binary input', () => {
    expect(formatEvent({ kind: 'binary-input-uploaded', sizeBytes: 2_048, tookMs: 1_000 })).toBe(
      'Binary input: 2 KiB uploaded, in 1s (2 KiB a second).',
    );
  });
});

describe('formatEventOf', () => {
  const among = (event: Parameters<typeof formatEventOf>[0]): string | undefined =>
    formatEventOf(event, 'tests/a.luau');

  it('gives the creation and the end of a task, and a long wait between them', () => {
    const elapsedMs = 64_000;
    expect(among({ kind: 'created', task: createTask() })).toMatch(
      /^Created: tests\/a\.luau, as universes\/123\/places\/456\/versions\/7\//,
    );
    expect(among({ kind: 'state', task: createTask({ state: 'FAILED' }), elapsedMs })).toBe(
      'Ended: tests/a.luau, FAILED after 1m4s.',
    );
    expect(among({ kind: 'still-running', state: 'QUEUED', elapsedMs })).toBe(
      'Still QUEUED after 1m4s: tests/a.luau.',
    );
  });

  it('gives no other states, and no waits, which the progress event contains', () => {
    const task = createTask({ state: 'PROCESSING' });
    expect(among({ kind: 'state', task, elapsedMs: 1 })).toBeUndefined();
    const throttle = { kind: 'quota', waitMs: 1 } as const;
    expect(among({ kind: 'quota-exceeded', throttle, waitMs: 1, isRefusal: true })).toBeUndefined();
  });
});

describe('formatRetryEvent', () => {
  const error = noAnswer();

  it('gives the time of the next attempt, and its script among several', () => {
    expect(formatRetryEvent({ kind: 'poll-failed', error, waitMs: 2_000 }, undefined)).toBe(
      'Next poll in 2s',
    );
    expect(formatRetryEvent({ kind: 'not-connected', error, waitMs: 0 }, 'tests/a.luau')).toBe(
      'Next try for tests/a.luau at once',
    );
    expect(formatRetryEvent({ kind: 'upload-failed', error, waitMs: 4_000 }, undefined)).toBe(
      'Next try in 4s',
    );
  });
});
