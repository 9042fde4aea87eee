import { describe, expect, it } from '@jest/globals';
import { OpenCloudError, errorFromResponse, type Failure } from '../../src/open-cloud/errors.ts';
import { isTransient, retryRequest } from '../../src/open-cloud/transient.ts';
import { virtualContext } from '../support/context.ts';

const request = { method: 'GET', path: '/x' };

function failure(kind: Failure): OpenCloudError {
  return new OpenCloudError({ failure: kind, request });
}

function refused(status: number, text = '', headers = {}): OpenCloudError {
  return errorFromResponse(request, { status, headers, text });
}

/** Fails with each of these errors in turn, then succeeds. */
function failing(...errors: readonly Error[]): () => Promise<string> {
  const left = [...errors];
  return () => {
    const next = left.shift();
    return next === undefined ? Promise.resolve('done') : Promise.reject(next);
  };
}

describe('repeating', () => {
  it('waits twice as long at most after each failure, up to 15 s', async () => {
    const context = virtualContext(0.999);
    const waits: number[] = [];
    const errors = Array.from({ length: 8 }, () => refused(500));
    await retryRequest(failing(...errors), context, {
      limit: { maxElapsedMs: 600_000 },
      onRetry: (_, waitMs) => waits.push(Math.ceil(waitMs)),
    });
    expect(waits).toEqual([500, 999, 1998, 3996, 7992, 14985, 14985, 14985]);
  });

  it('draws each wait from nothing to its most', async () => {
    const context = virtualContext(0);
    await retryRequest(failing(refused(500), refused(500)), context, {
      limit: { maxElapsedMs: 1_000 },
    });
    expect(context.clock.now()).toBe(0);
  });

  it("waits as long as a quota's reset says, and a little more", async () => {
    const context = virtualContext(0.5);
    const throttled = refused(429, '', { 'x-ratelimit-reset': '40', 'retry-after': '5' });
    await retryRequest(failing(throttled), context, { limit: { maxElapsedMs: 60_000 } });
    expect(context.clock.now()).toBe(42_000);
  });

  it('waits as after any failure where a quota or the unfinished tasks tell no time', async () => {
    const context = virtualContext(0.5);
    const waits: number[] = [];
    const full = '{"message":"Too many tasks already active."}';
    await retryRequest(failing(refused(429), refused(429, full, { 'retry-after': '5' })), context, {
      limit: { maxElapsedMs: 60_000 },
      onRetry: (_, waitMs) => waits.push(waitMs),
    });
    expect(waits).toEqual([250, 500]);
  });

  it('waits for no quota longer than the window of one, nor longer than there is time', async () => {
    const context = virtualContext(0);
    const throttled = refused(429, '', { 'x-ratelimit-reset': '40000' });
    await retryRequest(failing(throttled), context, { limit: { deadlineAtMs: 600_000 } });
    expect(context.clock.now()).toBe(60_000);
    await retryRequest(failing(throttled), context, { limit: { deadlineAtMs: 70_000 } });
    expect(context.clock.now()).toBe(70_000);
  });

  it('does not repeat after a time that is set, however long the attempt took', async () => {
    const context = virtualContext();
    const attempt = async (): Promise<never> => {
      await context.clock.sleep(30_000);
      throw refused(503);
    };
    await expect(
      retryRequest(attempt, context, { limit: { deadlineAtMs: 20_000 } }),
    ).rejects.toMatchObject({
      status: 503,
    });
    expect(context.clock.now()).toBe(30_000);
  });

  it('tries a last time when the time is up, counted from the first failure', async () => {
    const context = virtualContext(0.999);
    let maxAttempts = 0;
    const attempt = async (): Promise<never> => {
      maxAttempts += 1;
      if (maxAttempts === 1) {
        await context.clock.sleep(60_000); // A slow success-to-be takes nothing from the time to fail.
      }
      throw refused(503);
    };
    await expect(
      retryRequest(attempt, context, { limit: { maxElapsedMs: 10_000 } }),
    ).rejects.toMatchObject({
      status: 503,
    });
    expect(context.clock.now()).toBe(70_000);
    expect(maxAttempts).toBe(6);
  });

  it('may count its waits alone, not what the attempts take', async () => {
    const context = virtualContext(0.999);
    let maxAttempts = 0;
    const attempt = async (): Promise<never> => {
      maxAttempts += 1;
      await context.clock.sleep(60_000);
      throw refused(503);
    };
    const repeated = retryRequest(attempt, context, { limit: { maxWaitingMs: 2_000 } });
    await expect(repeated).rejects.toMatchObject({ status: 503 });
    expect(maxAttempts).toBe(4);
    expect(context.clock.now()).toBe(4 * 60_000 + 2_000);
  });

  it('gives up after as many tries as it may make', async () => {
    const context = virtualContext();
    const errors = [1, 2, 3].map(() => failure('no-answer'));
    await expect(
      retryRequest(failing(...errors), context, {
        limit: { maxElapsedMs: 60_000 },
        maxAttempts: 3,
      }),
    ).rejects.toBe(errors[2]);
  });

  it('does not repeat what will not pass, nor what is no failure of the service', async () => {
    const context = virtualContext();
    for (const error of [refused(404), new TypeError('a bug')]) {
      await expect(
        retryRequest(failing(error), context, { limit: { maxElapsedMs: 60_000 } }),
      ).rejects.toBe(error);
    }
    expect(context.clock.now()).toBe(0);
  });

  it('ends with the reason of a cancellation while it waits', async () => {
    const context = virtualContext();
    const reason = new Error('cancelled');
    const result = retryRequest(failing(refused(500)), context, {
      limit: { maxElapsedMs: 60_000 },
      onRetry: () => context.abort(reason),
    });
    await expect(result).rejects.toBe(reason);
  });
});

describe('a failure', () => {
  it.each([
    [429, '', true],
    [408, '', true],
    [500, '{"code":"INTERNAL"}', true],
    [502, '<h1>Bad Gateway</h1>', true],
    [504, 'upstream request timeout', true],
    [400, '<h1>400 Bad request</h1>', true],
    [400, '{"code":"INVALID_ARGUMENT","message":"no"}', false],
    [401, '', false],
    [403, '', false],
    [404, '', false],
    [302, '', false],
  ])('of status %i with the body %j may pass by itself: %s', (status, text, passes) => {
    expect(isTransient(refused(status, text))).toBe(passes);
  });

  it.each(['not-connected', 'no-answer', 'unreadable'] as const)(
    'of the kind %s may pass by itself',
    (kind) => {
      expect(isTransient(failure(kind))).toBe(true);
      const final = new OpenCloudError({ failure: kind, request, isPermanent: true });
      expect(isTransient(final)).toBe(false);
    },
  );
});
