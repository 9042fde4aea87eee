import { describe, expect, it } from '@jest/globals';
import { OpenCloudError, errorFromResponse } from '../../src/open-cloud/errors.ts';
import { idsOf, nameCreation, type RequestName } from '../../src/open-cloud/operations.ts';

const PLACE = { universeId: '1', placeId: '2' };
const CREATE: RequestName = nameCreation(PLACE);
const READ: RequestName = {
  method: 'GET',
  path: '/cloud/v2/universes/1/places/2/luau-execution-session-tasks/t',
  operation: 'getTask',
};
const UPLOAD: RequestName = {
  method: 'POST',
  path: '/universes/v1/1/places/2/versions',
  operation: 'uploadVersion',
  ids: idsOf(PLACE),
};

function refused(status: number, text: string, headers = {}, request = CREATE): OpenCloudError {
  return errorFromResponse(request, { status, headers, text });
}

describe('errorFromResponse', () => {
  it.each([
    ['{"code":"NOT_FOUND","message":"No such place.","details":[]}', 'NOT_FOUND', 'No such place.'],
    ['{"error":"INVALID_ARGUMENT","message":"Bad timeout."}', 'INVALID_ARGUMENT', 'Bad timeout.'],
    ['{"errors":[{"code":7,"message":"Insufficient scope."}]}', '7', 'Insufficient scope.'],
    ['{"errors":[{"code":0,"message":"Invalid API Key"}]}', undefined, 'Invalid API Key'],
    ['{"errorCode":"ABORTED","errorMessage":"Try later."}', 'ABORTED', 'Try later.'],
    [
      '{"errors":{"placeId":["is not valid","is too long"]},"title":"One or more faults.","status":400}',
      undefined,
      'One or more faults. placeId: is not valid is too long',
    ],
    ['{"errors":[{"code":0,"message":""}]}', undefined, undefined],
    ['"only a string"', undefined, 'only a string'],
    ['null', undefined, undefined],
    ['{"errors":[null]}', undefined, undefined],
    ['[]', undefined, undefined],
    ['{"errors":{"placeId":{"toString":1},"x":["no",[[]]]}}', undefined, 'placeId: x: no'],
    ['{"errors":{"placeId":["is not valid"]}}', undefined, 'placeId: is not valid'],
    ['{"errors":null,"message":"no"}', undefined, 'no'],
    ['{"title":5,"message":["no"]}', undefined, undefined],
  ])('reads the code and the message from %s', (text, code, serverMessage) => {
    const error = refused(400, text);
    expect([error.code, error.serverMessage, error.isFromService]).toEqual([
      code,
      serverMessage,
      true,
    ]);
  });

  it.each([
    ['<html><body><h1>400 Bad request</h1>\nYour browser sent…</body></html>', '400 Bad request'],
    ['<!DOCTYPE html><title>Just a\n moment</title><script>x</script>', 'Just a moment'],
    ['<p>Service <b>Unavailable</b></p>', 'Service Unavailable'],
    ['upstream connect error or disconnect', 'upstream connect error or disconnect'],
    ['<TITLE class="a">502</Title><style>p { }</style>', '502'],
    ['<h1>Never ends <p>1 < 2</p><script>alert(1)', 'Never ends 1 < 2'],
    ['<style>a</STYLE>Down<script>b</script> for now', 'Down for now'],
    ['<p>Before</p><title lang="en">502</Title><p>after</p>', '502'],
    ['<H1>502<br>Bad Gateway</h1><p>after</p>', '502 Bad Gateway'],
    ['<p>Down<br>for now', 'Down for now'],
    ['it was 1 < 2 > 0', 'it was 1 < 2 > 0'],
    ['', undefined],
    ['{"code":"NOT_F', '{"code":"NOT_F'],
  ])('is told apart from what stands before the service: %j', (text, serverMessage) => {
    const error = refused(502, text);
    expect([error.serverMessage, error.isFromService]).toEqual([serverMessage, false]);
  });

  // Each piece opens what never closes. Searched for anew from each of them, the end of such a page
  // would not be found within days, and nobody could even cancel the step.
  it.each(['<h1>', '<h1', '<title ', '<script ', '<style>', '<'])(
    'is found at once in megabytes of %j',
    (piece) => {
      const page = `<p>Down</p>${piece.repeat(2_000_000)}`;
      expect(refused(502, page).serverMessage).toMatch(/^Down|^$/);
    },
  );

  it('may be JSON as deep as nobody writes it', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(refused(400, `{"errors":{"placeId":${deep}}}`).serverMessage).toBe('placeId:');
  });

  it('is cut where it is a page, not a message', () => {
    expect(refused(500, 'x'.repeat(5_000)).serverMessage).toBe(`${'x'.repeat(1_000)}…`);
    expect(refused(500, 'x'.repeat(1_001)).serverMessage).toBe(`${'x'.repeat(1_000)}…`);
    expect(refused(500, 'x'.repeat(1_000)).serverMessage).toBe('x'.repeat(1_000));
  });
});

describe('an error', () => {
  it('holds what the answer told: its status, its limits, and whose it was', () => {
    const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9' };
    expect(refused(429, '{"code":"X"}', headers)).toMatchObject({
      name: 'OpenCloudError',
      failure: 'refused',
      request: CREATE,
      status: 429,
      quota: { remaining: 0, resetMs: 9_000 },
      throttle: { kind: 'quota', waitMs: 9_000 },
      isFromService: true,
      isPermanent: false,
    });
  });

  it('holds why, and that trying again would change nothing, where that is so', () => {
    const cause = new Error('ECONNRESET');
    const error = new OpenCloudError({ failure: 'no-answer', request: READ, cause });
    expect(error).toMatchObject({ isFromService: false, isPermanent: false });
    expect(error.cause).toBe(cause);
    const final = new OpenCloudError({ failure: 'unreadable', request: READ, isPermanent: true });
    expect(final.isPermanent).toBe(true);
  });
});

describe('the message of an error', () => {
  it('says what was asked, what came back, and what the service said of it', () => {
    expect(refused(404, '{"code":"NOT_FOUND","message":"No such place."}').message).toBe(
      'POST /cloud/v2/universes/1/places/2/luau-execution-session-tasks was answered with 404 Not Found (NOT_FOUND): No such place.',
    );
    expect(refused(503, '').message).toBe(
      'POST /cloud/v2/universes/1/places/2/luau-execution-session-tasks was answered with 503 Service Unavailable',
    );
    expect(refused(599, '').message).toMatch(/was answered with 599$/);
    const twice = refused(404, '{"code":"NOT_FOUND","message":"NOT_FOUND: no such place"}');
    expect(twice.message).toMatch(/404 Not Found: NOT_FOUND: no such place$/);
  });

  it('can be had without the words of the answer', () => {
    const error = refused(502, '<h1>::error::forged</h1>');
    expect(error.message).toMatch(/502 Bad Gateway: ::error::forged$/);
    expect(error.what).toMatch(/502 Bad Gateway$/);
    for (const code of ['##[error]', '##[error]forged', 'forged ##[error]', 'x'.repeat(65)]) {
      const { what } = refused(400, JSON.stringify({ code, message: 'x' }));
      expect(what).toMatch(/400 Bad Request$/);
    }
    const reset = new OpenCloudError({
      failure: 'no-answer',
      request: READ,
      serverMessage: 'ECONNRESET',
    });
    expect(reset.what).toMatch(/ECONNRESET$/);
  });

  it('distinguishes the limits behind a 429', () => {
    expect(refused(429, '', { 'x-envoy-ratelimited': 'true' }).message).toMatch(
      /429 Too Many Requests, the quota of requests a minute$/,
    );
    const full = '{"code":"RESOURCE_EXHAUSTED","message":"Too many tasks already active."}';
    expect(refused(429, full).message).toMatch(
      /the limit of unfinished tasks in a place: Too many/,
    );
    expect(refused(429, '{"code":"X"}', { 'retry-after': '1500' }).message).toMatch(
      /a limit over a longer time than a minute/,
    );
  });

  it('says how far a request without an answer came', () => {
    const failures = (['not-connected', 'no-answer', 'unreadable'] as const).map(
      (failure) =>
        new OpenCloudError({ failure, request: READ, status: 200, serverMessage: 'reset' }).message,
    );
    expect(failures).toEqual([
      `No connection for GET ${READ.path} could be made: reset`,
      `GET ${READ.path} was sent, and no whole answer came back: reset`,
      `GET ${READ.path} was answered with 200, but the answer cannot be read: reset`,
    ]);
  });
});

describe('the advice of an OpenCloudError', () => {
  it('says how long a presigned URI is valid, and what to run again', () => {
    const advise = (method: 'GET' | 'PUT') =>
      refused(403, '', {}, { method, path: '(payload)', target: 'presigned' }).advice;
    expect(advise('PUT')).toMatch(/15 minutes.*run the step again/);
    // The task is known by its path still, and its output is not to be had any more.
    expect(advise('GET')).toMatch(/15 minutes after the end of its task.*run the script again/);
  });

  it.each([401, 403])('names the scope that the request needs for a %i', (status) => {
    expect(refused(status, '').advice).toMatch(/`universe.place.luau-execution-session:write` for/);
    expect(refused(status, '', {}, READ).advice).toMatch(/session:write` \(or `:read`\)/);
    expect(refused(status, '', {}, UPLOAD).advice).toMatch(/`universe-places:write`/);
    expect(refused(status, '').advice).toMatch(/expired, disabled, .*60 days/);
  });

  it('says how long Roblox keeps a task if a read finds none', () => {
    expect(refused(404, '', {}, READ).advice).toMatch(/task 24 hours after its end/);
  });

  it('names the ids of the request, or speaks of them in general if it has none', () => {
    const place = { universeId: '123', placeId: '456', placeVersion: '789' };
    expect(refused(404, '', {}, nameCreation(place)).advice).toMatch(
      /that 123 is the universe and 456 the place, .* have a version 789\./,
    );
    const without = { method: 'POST', path: '/x' };
    expect(refused(404, '', {}, without).advice).toMatch(/^Check that the one given is the id/);
    expect(refused(401, '', {}, without).advice).toMatch(/ for this universe: /);
  });

  it.each([
    [
      404,
      /Check that 1 is the universe and 2 the place, .*: the place must belong to the universe\. /,
    ],
    [429, /quotas belong to the owner/],
    [400, /the request itself/],
    [302, /between here and Roblox/],
    [399, /between here and Roblox/],
    [499, /the request itself/],
    [500, /status\.roblox\.com/],
  ])('says what to check for a %i', (status, advice) => {
    expect(refused(status, '').advice).toMatch(advice);
  });

  it('says which id is which for a 404, and where to find them', () => {
    expect(refused(404, '', {}, nameCreation({ ...PLACE, placeVersion: '3' })).advice).toMatch(
      /belong to the universe, and have a version 3\. .* after `experiences\/`, .* after `places\/`/,
    );
    expect(refused(404, '', {}, UPLOAD).advice).toBe(refused(404, '').advice);
    const binaryInput = { method: 'POST', path: '/x', ids: { universe: '1' } };
    expect(refused(404, '', {}, binaryInput).advice).toMatch(
      /^Check that 1 is the id of the universe, and/,
    );
  });

  it('names the universe that a refused key must be for, and the page of keys', () => {
    expect(refused(401, '').advice).toMatch(
      /for universe 1: .*\/dashboard\/credentials.* the universe id is not that of the place\.$/,
    );
  });

  it('names Team Create for a 409 on an upload only', () => {
    expect(refused(409, '', {}, UPLOAD).advice).toMatch(/Team Create/);
    expect(refused(409, '').advice).toMatch(/the request itself/);
    expect(refused(400, '', {}, UPLOAD).advice).toMatch(/the request itself/);
  });

  it.each([400, 401, 403, 404])('does not blame the key for a %i of the storage', (status) => {
    const presigned = { method: 'PUT', path: '(binary input)', target: 'presigned' } as const;
    const error = new OpenCloudError({ failure: 'refused', request: presigned, status });
    expect(error.advice).toMatch(/15 minutes/);
    expect(error.advice).not.toMatch(/scope|expired, disabled/);
  });

  it('for a connection that cannot be made names the network', () => {
    const error = new OpenCloudError({ failure: 'not-connected', request: READ });
    expect(error.advice).toMatch(/proxy/);
    const final = new OpenCloudError({
      failure: 'not-connected',
      request: READ,
      isPermanent: true,
    });
    expect(final.advice).not.toMatch(/proxy/);
  });
});
