import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  writeComment,
  type CommentMode,
  type CommentTarget,
  type StepIdentity,
} from '../../src/github/pull-request-comment.ts';
import { skipForMissingKey } from '../../src/evaluate/pre-run.ts';
import { failsStep, type StepReport } from '../../src/evaluate/types.ts';
import { renderComment } from '../../src/report/pages/comment.ts';
import {
  ACTIONS_BOT,
  json,
  startGitHub,
  TOKEN,
  type Account,
  type LoopbackGitHub,
  type LoopbackGitHubOptions,
} from '../support/loopback-github.ts';
import type { Received, Reply } from '../support/loopback-service.ts';
import { virtualContext } from '../support/context.ts';
import {
  ended,
  FAILING,
  inventoryRun,
  reportOf,
  reportWithoutRuns,
  scriptError,
  testedReport,
} from '../report/evaluated-runs.ts';

const undo: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of undo.splice(0).toReversed()) {
    await step();
  }
});

async function github(options: LoopbackGitHubOptions = {}): Promise<LoopbackGitHub> {
  const service = await startGitHub(options);
  undo.push(service.close);
  return service;
}

const STEP: StepIdentity = {
  workflow: 'CI',
  job: 'test',
  action: '__studio_luau',
  placeId: '456',
  shard: '',
};

const STRANGER: Account = { id: 7, login: 'mallory', type: 'User' };

const GREEN = reportOf(ended());
const RED = reportOf(scriptError(), { script: FAILING });

function targetOn(apiUrl: string, overrides: Partial<CommentTarget> = {}): CommentTarget {
  return {
    apiUrl,
    repository: 'studio/game',
    pullRequest: 12,
    token: TOKEN,
    step: STEP,
    attempt: { id: 100, attempt: 1 },
    ...overrides,
  };
}

/** Writes a comment in virtual time, without any trouble unless the test expects some. */
async function write(
  mode: CommentMode,
  report: StepReport,
  { apiUrl }: Pick<LoopbackGitHub, 'apiUrl'>,
  overrides: Partial<CommentTarget> = {},
  context = virtualContext(),
): Promise<readonly string[]> {
  const target = targetOn(apiUrl, overrides);
  const { step, attempt } = target;
  const content = {
    isFailing: failsStep(report.verdict.outcome),
    render: (marker: string) => renderComment(report, { marker, step, attempt }),
  };
  return writeComment(mode, content, target, context);
}

function sent({ received }: LoopbackGitHub): readonly string[] {
  return received.map(({ method, path }) => `${method} ${path.replace(/^.*\//, '')}`);
}

function headlines({ comments }: LoopbackGitHub): readonly string[] {
  return comments.map(({ body }) => /^### .*$/m.exec(body)?.[0] ?? body);
}

const isCreate = ({ method, path }: Received): boolean =>
  method === 'POST' && path.endsWith('/comments');
const isList = ({ method }: Received): boolean => method === 'GET';
const isAuthor = ({ path }: Received): boolean => path.endsWith('/graphql');
const isUpdate = ({ method }: Received): boolean => method === 'PATCH';

/** Answers the first so many requests of a kind. */
function first(times: number, isMeant: (request: Received) => boolean, reply: Reply) {
  let left = times;
  return (request: Received): Reply | undefined => {
    if (left === 0 || !isMeant(request)) {
      return undefined;
    }
    left -= 1;
    return reply;
  };
}

describe('a comment', () => {
  it('is created where there is none, below a mark that readers do not see', async () => {
    const service = await github();
    expect(await write('always', RED, service)).toEqual([]);
    expect(sent(service)).toEqual(['GET comments', 'POST comments']);
    expect(service.comments[0]?.body).toMatch(
      /^<!-- luau-execution [\da-f]{32} run 100 attempt 1 red -->\n\n### Luau script error in /,
    );
  });

  it('is updated in place by a later run', async () => {
    const service = await github();
    await write('always', RED, service);
    const [{ id } = {}] = service.comments;
    expect(await write('always', GREEN, service, { attempt: { id: 101, attempt: 1 } })).toEqual([]);
    expect(service.comments).toEqual([expect.objectContaining({ id })]);
    expect(headlines(service)).toEqual(['### Passed: `tests/smoke.luau`']);
  });

  it('is found among hundreds', async () => {
    const service = await github();
    for (let at = 0; at < 120; at += 1) {
      service.add('Nice.', STRANGER);
    }
    await write('always', RED, service);
    for (let at = 0; at < 120; at += 1) {
      service.add('Nice.', STRANGER);
    }
    await write('always', GREEN, service, { attempt: { id: 101, attempt: 1 } });
    expect(service.comments).toHaveLength(241);
    expect(service.comments[120]?.body).toContain('### Passed');
  });

  it.each(Object.keys(STEP) as (keyof StepIdentity)[])(
    'is another one for another %s',
    async (part) => {
      const service = await github();
      await write('always', RED, service);
      await write('always', GREEN, service, { step: { ...STEP, [part]: 'other' } });
      expect(headlines(service)).toEqual([
        expect.stringMatching(/^### Luau script error/),
        '### Passed: `tests/smoke.luau`',
      ]);
    },
  );

  it('is never a look-alike of somebody else', async () => {
    const service = await github();
    await write('always', RED, service);
    const [mine] = service.comments.splice(0);
    const foreign = service.add(mine?.body ?? '', STRANGER);
    const attempt = { id: 101, attempt: 1 };
    expect(await write('always', GREEN, service, { attempt })).toEqual([]);
    expect(service.comments).toHaveLength(2);
    expect(service.comments[0]).toEqual({ ...foreign, body: mine?.body });
    await write('always', GREEN, service, { attempt: { id: 102, attempt: 1 } });
    expect(service.comments).toHaveLength(2);
    expect(service.comments[1]?.body).toContain('run 102 ');
  });

  it('is none that only quotes the mark', async () => {
    const service = await github();
    await write('always', RED, service);
    const [mine] = service.comments.splice(0);
    service.add(`> ${mine?.body}`, ACTIONS_BOT);
    await write('always', GREEN, service);
    expect(headlines(service)[1]).toBe('### Passed: `tests/smoke.luau`');
  });

  it('is made anew where it was deleted meanwhile', async () => {
    const gone = first(1, isUpdate, json({ message: 'Not Found' }, 404));
    const service = await github({ instead: gone });
    await write('always', RED, service);
    expect(await write('always', RED, service)).toEqual([]);
    expect(service.comments).toHaveLength(2);
  });

  it('is the newest of those that two runs at once have made, and the others go', async () => {
    const service = await github();
    await write('always', RED, service);
    const [mine] = service.comments;
    const foreign = service.add(mine?.body ?? '', STRANGER);
    const twin = service.add(mine?.body ?? '', ACTIONS_BOT);
    expect(await write('always', GREEN, service, { attempt: { id: 101, attempt: 1 } })).toEqual([]);
    expect(service.comments.map(({ id }) => id)).toEqual([foreign.id, twin.id]);
    expect(twin.body).toContain('### Passed');
  });
});

describe('the mode of a comment', () => {
  const skipped = reportWithoutRuns(skipForMissingKey(undefined));

  it.each<readonly [CommentMode, string, StepReport, number]>([
    ['always', 'a failure', RED, 1],
    ['always', 'a pass', GREEN, 1],
    ['always', 'a skipped step', skipped, 1],
    ['on-failure', 'a failure', RED, 1],
    ['on-failure', 'a pass', GREEN, 0],
    ['on-failure', 'a skipped step', skipped, 0],
  ])('%s says for %s whether one is made', async (mode, _, report, count) => {
    const service = await github();
    expect(await write(mode, report, service)).toEqual([]);
    expect(service.comments).toHaveLength(count);
  });

  it('on-failure lets a pass update the comment of a failure', async () => {
    const service = await github();
    await write('on-failure', RED, service);
    await write('on-failure', GREEN, service, { attempt: { id: 101, attempt: 1 } });
    expect(headlines(service)).toEqual(['### Passed: `tests/smoke.luau`']);
  });

  it('on-failure lets a pass make none in place of one that is gone', async () => {
    const gone = first(1, isUpdate, json({ message: 'Not Found' }, 404));
    const service = await github({ instead: gone });
    await write('on-failure', RED, service);
    await write('on-failure', GREEN, service, { attempt: { id: 101, attempt: 1 } });
    expect(sent(service).filter((request) => request === 'POST comments')).toHaveLength(1);
  });
});

describe('an earlier result', () => {
  const run = (id: number, attempt = 1) => ({ attempt: { id, attempt } });
  const red = '### Luau tests failed: `tests/inventory.luau`';
  const green = '### Passed: `tests/smoke.luau`';
  const failing = testedReport(inventoryRun());

  it.each([
    ['red', 'gives way to a later run that passed', failing, GREEN, run(101), green],
    ['green', 'gives way to a later run that failed', GREEN, failing, run(101), red],
    ['red', 'stays when an older run ends later', failing, GREEN, run(99, 4), red],
    ['red', 'gives way to a later attempt that passed', failing, GREEN, run(100, 3), green],
    ['red', 'stays when an older attempt ends later', failing, GREEN, run(100, 1), red],
    ['red', 'stays when a job of its own attempt passed', failing, GREEN, run(100, 2), red],
    [
      'green',
      'gives way to a job of its own attempt that failed',
      GREEN,
      failing,
      run(100, 2),
      red,
    ],
  ])('that is %s %s', async (_, __, before, report, attempt, shown) => {
    const service = await github();
    await write('always', before, service, run(100, 2));
    expect(await write('always', report, service, attempt)).toEqual([]);
    expect(headlines(service)).toEqual([shown]);
  });

  it('gives way where nobody can tell any more which run it is from', async () => {
    const service = await github();
    await write('always', RED, service, run(100));
    const [mine] = service.comments;
    if (mine !== undefined) {
      mine.body = mine.body.replace(/ run .*? -->/, ' edited -->');
    }
    await write('always', GREEN, service, run(99));
    expect(headlines(service)).toEqual([green]);
  });
});

describe('the author of the token', () => {
  const unknown: readonly (readonly [string, Reply])[] = [
    ['an error', json({ data: null, errors: [{ message: 'no' }] })],
    ['a refusal', json({ message: 'Resource not accessible by integration' }, 403)],
    ['nothing', json({ data: { viewer: { databaseId: null } } })],
  ];

  it.each(unknown)(
    'that is unknown for %s updates nothing, and floods nobody',
    async (_, reply) => {
      const service = await github({
        instead: (request) => (isAuthor(request) ? reply : undefined),
      });
      expect(await write('always', RED, service)).toEqual([]);
      const before = structuredClone(service.comments);
      const warnings = await write('always', GREEN, service, { attempt: { id: 101, attempt: 1 } });
      expect(warnings).toEqual([expect.stringContaining('GitHub does not say whether the owner')]);
      expect(service.comments).toEqual(before);
    },
  );

  it('is asked for at the address that an Enterprise Server has for it', async () => {
    const service = await github();
    await write('always', RED, service);
    await write('always', RED, service);
    expect(service.received.find(isAuthor)?.path).toBe('/api/graphql');
  });
});

describe('a comment that GitHub refuses', () => {
  it('is a warning that names the permission, and says when a job cannot have it', async () => {
    const refusal = json({ message: 'Resource not accessible by integration' }, 403);
    const service = await github({ instead: first(9, isCreate, refusal) });
    expect(await write('always', RED, service)).toEqual([
      'The comment on the pull request was not written: GitHub answered 403 ("Resource not accessible by integration"). ' +
        "The token needs `pull-requests: write`, which the job's `permissions` can give it; on a pull request from a fork, the event `pull_request` does not.",
    ]);
    expect(service.received.filter(isCreate)).toHaveLength(1);
  });

  it.each([
    ['a locked conversation', 403, 'Unable to create comment because issue is locked.'],
    ['a limit', 403, 'You have exceeded a secondary rate limit.'],
    ['a wrong token', 401, 'Bad credentials'],
    ['a text it will not have', 422, 'Validation Failed'],
  ])('for %s is a warning that does not', async (_, status, message) => {
    const service = await github({ instead: first(9, isCreate, json({ message }, status)) });
    expect(await write('always', RED, service)).toEqual([
      `The comment on the pull request was not written: GitHub answered ${status} ("${message}").`,
    ]);
  });

  it('is told in one short line, whatever GitHub says', async () => {
    const message = `no\n::error::x\u001b[31m${'x'.repeat(5_000)}`;
    const service = await github({ instead: first(9, isCreate, json({ message }, 422)) });
    const [warning = ''] = await write('always', RED, service);
    expect(warning.length).toBeLessThan(400);
    expect(warning).not.toMatch(/\p{Cc}/u);
  });
});

describe('a request of a comment that fails', () => {
  const busy = json({ message: 'Server Error' }, 502);
  const soon = json({ message: 'Slow down' }, 429, { 'retry-after': '5' });
  const secondary = json({ message: 'secondary rate limit' }, 403, { 'retry-after': '5' });

  it.each<readonly [string, (request: Received) => boolean, Reply]>([
    ['a list, for a fault', isList, busy],
    ['a list, for a broken connection', isList, 'reset'],
    ['a list, for a limit', isList, soon],
    ['a list, for an answer that was cut short', isList, { cutAfter: '[{"id":' }],
    ['a list, for a page of something between', isList, { text: '<h1>Sign in</h1>' }],
    ['the question of who it is, for a fault', isAuthor, busy],
    ['an update, for a fault', isUpdate, busy],
    ['an update, for a broken connection', isUpdate, 'reset'],
    ['a creation, for a limit', isCreate, soon],
    ['a creation, for a second kind of limit', isCreate, secondary],
  ])('is sent again: %s', async (_, isMeant, reply) => {
    const service = await github({ instead: first(2, isMeant, reply) });
    expect(await write('always', RED, service)).toEqual([]);
    expect(await write('always', RED, service)).toEqual([]);
    expect(service.comments).toHaveLength(1);
    expect(service.received.filter(isMeant).length).toBeGreaterThanOrEqual(3);
  });

  it.each<readonly [string, Reply]>([
    ['a fault', busy],
    ['a broken connection', 'reset'],
  ])('is not sent again: a creation, for %s, since it may have arrived', async (_, reply) => {
    const service = await github({ instead: first(1, isCreate, reply) });
    expect(await write('always', RED, service)).toEqual([
      expect.stringMatching(/^The comment on the pull request may not have been written: GitHub /),
    ]);
    expect(service.received.filter(isCreate)).toHaveLength(1);
  });

  it('is given up after three tries', async () => {
    const service = await github({ instead: first(9, isList, busy) });
    expect(await write('always', RED, service)).toEqual([
      'The comment on the pull request may not have been written: GitHub answered 502 ("Server Error").',
    ]);
    expect(service.received).toHaveLength(3);
  });

  it('is given up at once where GitHub wants a longer wait than a comment is worth', async () => {
    const later = json({ message: 'rate limit' }, 429, { 'retry-after': '60' });
    const service = await github({ instead: first(9, isList, later) });
    const context = virtualContext();
    expect(await write('always', RED, service, {}, context)).toHaveLength(1);
    expect(service.received).toHaveLength(1);
    expect(context.clock.now()).toBe(0);
  });

  it.each([
    ['a list', isList],
    ['a creation', isCreate],
  ])('is given up after 20 s in all: %s without an answer', async (_, isMeant) => {
    const context = virtualContext();
    const service = await github({
      instead: first(9, isMeant, 'hang'),
      onHang: () => context.clock.park(),
    });
    expect(await write('always', RED, service, {}, context)).toEqual([
      'The comment on the pull request may not have been written: GitHub did not answer within 20 s.',
    ]);
    expect(context.clock.now()).toBe(20_000);
  });
});

describe('a cancelled workflow', () => {
  it('gets no comment', async () => {
    const service = await github();
    const context = virtualContext();
    context.abort(new Error('cancelled'));
    expect(await write('always', RED, service, {}, context)).toEqual([]);
    expect(service.received).toHaveLength(0);
  });

  it('is not held up by one that is under way', async () => {
    const context = virtualContext();
    const service = await github({
      instead: first(9, isList, 'hang'),
      onHang: () => context.abort(new Error('cancelled')),
    });
    expect(await write('always', RED, service, {}, context)).toEqual([]);
    expect(context.clock.now()).toBe(0);
  });
});

describe('the token', () => {
  it.each([
    ['an address that anybody could listen to', 'http://github.example/api/v3'],
    ['no address', ''],
  ])('is not sent to %s', async (_, apiUrl) => {
    expect(await write('always', RED, { apiUrl })).toEqual([
      expect.stringContaining('GITHUB_API_URL and GITHUB_REPOSITORY'),
    ]);
  });

  it('does not follow a redirect', async () => {
    const other = await github();
    const elsewhere = { status: 307, headers: { location: other.apiUrl }, text: '' };
    const service = await github({ instead: () => elsewhere });
    expect(await write('always', RED, service)).toHaveLength(1);
    expect(other.received).toHaveLength(0);
  });

  it('has to be there', async () => {
    const service = await github();
    expect(await write('always', RED, service, { token: '' })).toEqual([
      'The comment on the pull request was not written: `github-token` is empty.',
    ]);
    expect(service.received).toHaveLength(0);
  });

  it('goes through the proxy that the environment names', async () => {
    const asked: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      asked.push(url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    undo.push(() => new Promise((resolve) => proxy.close(() => resolve())));
    const { port } = proxy.address() as AddressInfo;
    const apiUrl = 'https://github.example/api/v3';
    const before = { ...process.env };
    undo.push(async () => {
      process.env = before;
    });
    process.env['GITHUB_API_URL'] = apiUrl;
    process.env['https_proxy'] = `http://127.0.0.1:${port}`;
    // The toolkit chooses the proxy when it is loaded.
    jest.resetModules();
    expect(await write('always', RED, { apiUrl })).toHaveLength(1);
    expect(asked[0]).toBe('github.example:443');
  });
});
