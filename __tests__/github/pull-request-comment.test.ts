import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  writeComment,
  type CommentMode,
  type CommentTarget,
  type StepIdentity,
} from '../../src/github/pull-request-comment.ts';
import { MAX_COMMENTS } from '../../src/github/comments-api.ts';
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

const OTHER_USER: Account = { id: 7, login: 'mallory', type: 'User' };

const PASSED = reportOf(ended());
const FAILED = reportOf(scriptError(), { script: FAILING });

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

/** Writes a comment in virtual time. */
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

/** Answers the first requests of a kind. */
function first(times: number, matches: (request: Received) => boolean, reply: Reply) {
  let left = times;
  return (request: Received): Reply | undefined => {
    if (left === 0 || !matches(request)) {
      return undefined;
    }
    left -= 1;
    return reply;
  };
}

describe('writeComment', () => {
  it('creates a comment below an invisible marker if there is none', async () => {
    const service = await github();
    expect(await write('always', FAILED, service)).toEqual([]);
    expect(sent(service)).toEqual(['GET comments', 'POST comments']);
    expect(service.comments[0]?.body).toMatch(
      /^<!-- luau-execution [\da-f]{32} run 100 attempt 1 red -->\n\n### :x: Luau script error in /,
    );
  });

  it('updates the comment of an earlier run', async () => {
    const service = await github();
    await write('always', FAILED, service);
    const [{ id } = {}] = service.comments;
    expect(await write('always', PASSED, service, { attempt: { id: 101, attempt: 1 } })).toEqual(
      [],
    );
    expect(service.comments).toEqual([expect.objectContaining({ id })]);
    expect(headlines(service)).toEqual(['### :white_check_mark: Passed: `tests/smoke.luau`']);
  });

  it('finds the comment among hundreds', async () => {
    const service = await github();
    for (let at = 0; at < 120; at += 1) {
      service.add('Nice.', OTHER_USER);
    }
    await write('always', FAILED, service);
    for (let at = 0; at < 120; at += 1) {
      service.add('Nice.', OTHER_USER);
    }
    await write('always', PASSED, service, { attempt: { id: 101, attempt: 1 } });
    expect(service.comments).toHaveLength(241);
    expect(service.comments[120]?.body).toContain('### :white_check_mark: Passed');
  });

  it('creates no second comment if the pull request has more comments than are read', async () => {
    const service = await github();
    for (let at = 0; at < MAX_COMMENTS; at += 1) {
      service.add('Nice.', OTHER_USER);
    }
    expect(await write('always', FAILED, service)).toEqual([
      'The comment on the pull request was not written: the pull request has 3000 comments or more, and an earlier one of this step may be among those that were not read.',
    ]);
    expect(service.comments).toHaveLength(MAX_COMMENTS);
  });

  it.each(Object.keys(STEP) as (keyof StepIdentity)[])(
    'creates another comment for another %s',
    async (part) => {
      const service = await github();
      await write('always', FAILED, service);
      await write('always', PASSED, service, { step: { ...STEP, [part]: 'other' } });
      expect(headlines(service)).toEqual([
        expect.stringMatching(/^### :x: Luau script error/),
        '### :white_check_mark: Passed: `tests/smoke.luau`',
      ]);
    },
  );

  it('never updates a look-alike of another author', async () => {
    const service = await github();
    await write('always', FAILED, service);
    const [mine] = service.comments.splice(0);
    const foreign = service.add(mine?.body ?? '', OTHER_USER);
    const attempt = { id: 101, attempt: 1 };
    expect(await write('always', PASSED, service, { attempt })).toEqual([]);
    expect(service.comments).toHaveLength(2);
    expect(service.comments[0]).toEqual({ ...foreign, body: mine?.body });
    await write('always', PASSED, service, { attempt: { id: 102, attempt: 1 } });
    expect(service.comments).toHaveLength(2);
    expect(service.comments[1]?.body).toContain('run 102 ');
  });

  it('ignores comments that only quote the marker', async () => {
    const service = await github();
    await write('always', FAILED, service);
    const [mine] = service.comments.splice(0);
    service.add(`> ${mine?.body}`, ACTIONS_BOT);
    await write('always', PASSED, service);
    expect(headlines(service)[1]).toBe('### :white_check_mark: Passed: `tests/smoke.luau`');
  });

  it('creates a new comment if the old one was deleted meanwhile', async () => {
    const gone = first(1, isUpdate, json({ message: 'Not Found' }, 404));
    const service = await github({ instead: gone });
    await write('always', FAILED, service);
    expect(await write('always', FAILED, service)).toEqual([]);
    expect(service.comments).toHaveLength(2);
  });

  it('updates the newest of several comments, and removes the others', async () => {
    const service = await github();
    await write('always', FAILED, service);
    const [mine] = service.comments;
    const foreign = service.add(mine?.body ?? '', OTHER_USER);
    const twin = service.add(mine?.body ?? '', ACTIONS_BOT);
    expect(await write('always', PASSED, service, { attempt: { id: 101, attempt: 1 } })).toEqual(
      [],
    );
    expect(service.comments.map(({ id }) => id)).toEqual([foreign.id, twin.id]);
    expect(twin.body).toContain('### :white_check_mark: Passed');
  });
});

describe('the mode of a comment', () => {
  const skipped = reportWithoutRuns(skipForMissingKey(undefined));

  it.each<readonly [CommentMode, string, StepReport, number]>([
    ['always', 'a failure', FAILED, 1],
    ['always', 'a pass', PASSED, 1],
    ['always', 'a skipped step', skipped, 1],
    ['on-failure', 'a failure', FAILED, 1],
    ['on-failure', 'a pass', PASSED, 0],
    ['on-failure', 'a skipped step', skipped, 0],
  ])('%s decides for %s whether a comment is created', async (mode, _, report, count) => {
    const service = await github();
    expect(await write(mode, report, service)).toEqual([]);
    expect(service.comments).toHaveLength(count);
  });

  it('on-failure lets a pass update the comment of a failure', async () => {
    const service = await github();
    await write('on-failure', FAILED, service);
    await write('on-failure', PASSED, service, { attempt: { id: 101, attempt: 1 } });
    expect(headlines(service)).toEqual(['### :white_check_mark: Passed: `tests/smoke.luau`']);
  });

  it('on-failure creates no comment for a pass if the earlier one was deleted', async () => {
    const gone = first(1, isUpdate, json({ message: 'Not Found' }, 404));
    const service = await github({ instead: gone });
    await write('on-failure', FAILED, service);
    await write('on-failure', PASSED, service, { attempt: { id: 101, attempt: 1 } });
    expect(sent(service).filter((request) => request === 'POST comments')).toHaveLength(1);
  });
});

describe('an earlier result', () => {
  const run = (id: number, attempt = 1) => ({ attempt: { id, attempt } });
  const failed = '### :x: Luau tests failed: `tests/inventory.luau`';
  const passed = '### :white_check_mark: Passed: `tests/smoke.luau`';
  const failing = testedReport(inventoryRun());

  it.each([
    ['failing', 'is replaced by a later run that passed', failing, PASSED, run(101), passed],
    ['passing', 'is replaced by a later run that failed', PASSED, failing, run(101), failed],
    ['failing', 'stays if an older run ends later', failing, PASSED, run(99, 4), failed],
    ['failing', 'is replaced by a later attempt that passed', failing, PASSED, run(100, 3), passed],
    ['failing', 'stays if an older attempt ends later', failing, PASSED, run(100, 1), failed],
    ['failing', 'stays if another job of its attempt passed', failing, PASSED, run(100, 2), failed],
    [
      'passing',
      'is replaced by a job of its attempt that failed',
      PASSED,
      failing,
      run(100, 2),
      failed,
    ],
  ])('of a %s run %s', async (_, __, before, report, attempt, headline) => {
    const service = await github();
    await write('always', before, service, run(100, 2));
    expect(await write('always', report, service, attempt)).toEqual([]);
    expect(headlines(service)).toEqual([headline]);
  });

  it('is replaced if its marker no longer names a run', async () => {
    const service = await github();
    await write('always', FAILED, service, run(100));
    const [mine] = service.comments;
    if (mine !== undefined) {
      mine.body = mine.body.replace(/ run .*? -->/, ' edited -->');
    }
    await write('always', PASSED, service, run(99));
    expect(headlines(service)).toEqual([passed]);
  });
});

describe('the author of the token', () => {
  const unknown: readonly (readonly [string, Reply])[] = [
    ['an error', json({ data: null, errors: [{ message: 'no' }] })],
    ['a refusal', json({ message: 'Resource not accessible by integration' }, 403)],
    ['nothing', json({ data: { viewer: { databaseId: null } } })],
  ];

  it.each(unknown)(
    'is unknown after %s, so that nothing is updated or created',
    async (_, reply) => {
      const service = await github({
        instead: (request) => (isAuthor(request) ? reply : undefined),
      });
      expect(await write('always', FAILED, service)).toEqual([]);
      const before = structuredClone(service.comments);
      const warnings = await write('always', PASSED, service, { attempt: { id: 101, attempt: 1 } });
      expect(warnings).toEqual([expect.stringContaining('GitHub does not say whether the owner')]);
      expect(service.comments).toEqual(before);
    },
  );

  it('is read from the GraphQL address of an Enterprise Server', async () => {
    const service = await github();
    await write('always', FAILED, service);
    await write('always', FAILED, service);
    expect(service.received.find(isAuthor)?.path).toBe('/api/graphql');
  });
});

describe('a refusal of GitHub', () => {
  it('is a warning that names the missing permission', async () => {
    const refusal = json({ message: 'Resource not accessible by integration' }, 403);
    const service = await github({ instead: first(9, isCreate, refusal) });
    expect(await write('always', FAILED, service)).toEqual([
      'The comment on the pull request was not written: GitHub answered 403 ("Resource not accessible by integration"). ' +
        "The token needs `pull-requests: write`, which the job's `permissions` can give it; on a pull request from a fork, the event `pull_request` does not.",
    ]);
    expect(service.received.filter(isCreate)).toHaveLength(1);
  });

  it('is a warning with the errors of each field, without the token and in one line', async () => {
    const errors = [
      'Body is too long\n::error::no',
      { resource: 'IssueComment', field: 'body', code: 'unprocessable' },
      { message: `seen: ${TOKEN}` },
      { code: 7 },
      null,
    ];
    const refusal = json({ message: 'Validation Failed', errors }, 422);
    const service = await github({ instead: first(9, isCreate, refusal) });
    expect(await write('always', FAILED, service)).toEqual([
      'The comment on the pull request was not written: GitHub answered 422 ("Validation Failed; Body is too long ::error::no; IssueComment body unprocessable; seen: ***").',
    ]);
  });

  it.each([
    ['a locked conversation', 403, 'Unable to create comment because issue is locked.'],
    ['a rate limit', 403, 'You have exceeded a secondary rate limit.'],
    ['a wrong token', 401, 'Bad credentials'],
    ['an invalid text', 422, 'Validation Failed'],
  ])('is a warning that names no permission for %s', async (_, status, message) => {
    const service = await github({ instead: first(9, isCreate, json({ message }, status)) });
    expect(await write('always', FAILED, service)).toEqual([
      `The comment on the pull request was not written: GitHub answered ${status} ("${message}").`,
    ]);
  });

  it('is a warning of one short line for any message', async () => {
    const message = `no\n::error::x\u001b[31m${'x'.repeat(5_000)}`;
    const service = await github({ instead: first(9, isCreate, json({ message }, 422)) });
    const [warning = ''] = await write('always', FAILED, service);
    expect(warning.length).toBeLessThan(400);
    expect(warning).not.toMatch(/\p{Cc}/u);
  });
});

describe('a failed request', () => {
  const busy = json({ message: 'Server Error' }, 502);
  const soon = json({ message: 'Slow down' }, 429, { 'retry-after': '5' });
  const secondary = json({ message: 'secondary rate limit' }, 403, { 'retry-after': '5' });

  it.each<readonly [string, (request: Received) => boolean, Reply]>([
    ['a list, after a server error', isList, busy],
    ['a list, after a broken connection', isList, 'reset'],
    ['a list, after a rate limit', isList, soon],
    ['a list, after a truncated answer', isList, { cutAfter: '[{"id":' }],
    ['a list, after a page of a proxy', isList, { text: '<h1>Sign in</h1>' }],
    ['the query of the author, after a server error', isAuthor, busy],
    ['an update, after a server error', isUpdate, busy],
    ['an update, after a broken connection', isUpdate, 'reset'],
    ['a creation, after a rate limit', isCreate, soon],
    ['a creation, after a secondary rate limit', isCreate, secondary],
  ])('is retried: %s', async (_, matches, reply) => {
    const service = await github({ instead: first(2, matches, reply) });
    expect(await write('always', FAILED, service)).toEqual([]);
    expect(await write('always', FAILED, service)).toEqual([]);
    expect(service.comments).toHaveLength(1);
    expect(service.received.filter(matches).length).toBeGreaterThanOrEqual(3);
  });

  it.each<readonly [string, Reply]>([
    ['a server error', busy],
    ['a broken connection', 'reset'],
  ])('is not retried if it is a creation that may have succeeded: %s', async (_, reply) => {
    const service = await github({ instead: first(1, isCreate, reply) });
    expect(await write('always', FAILED, service)).toEqual([
      expect.stringMatching(/^The comment on the pull request may not have been written: GitHub /),
    ]);
    expect(service.received.filter(isCreate)).toHaveLength(1);
  });

  it('is attempted three times', async () => {
    const service = await github({ instead: first(9, isList, busy) });
    expect(await write('always', FAILED, service)).toEqual([
      'The comment on the pull request may not have been written: GitHub answered 502 ("Server Error").',
    ]);
    expect(service.received).toHaveLength(3);
  });

  it('is not retried if GitHub asks for a long wait', async () => {
    const later = json({ message: 'rate limit' }, 429, { 'retry-after': '60' });
    const service = await github({ instead: first(9, isList, later) });
    const context = virtualContext();
    expect(await write('always', FAILED, service, {}, context)).toHaveLength(1);
    expect(service.received).toHaveLength(1);
    expect(context.clock.now()).toBe(0);
  });

  it.each([
    ['a list', isList],
    ['a creation', isCreate],
  ])('is aborted after 20 s in total: %s without an answer', async (_, matches) => {
    const context = virtualContext();
    const service = await github({
      instead: first(9, matches, 'hang'),
      onHang: () => context.clock.park(),
    });
    expect(await write('always', FAILED, service, {}, context)).toEqual([
      'The comment on the pull request may not have been written: GitHub did not answer within 20 s.',
    ]);
    expect(context.clock.now()).toBe(20_000);
  });
});

describe('a cancelled workflow', () => {
  it('writes no comment', async () => {
    const service = await github();
    const context = virtualContext();
    context.abort(new Error('cancelled'));
    expect(await write('always', FAILED, service, {}, context)).toEqual([]);
    expect(service.received).toHaveLength(0);
  });

  it('aborts a request in flight', async () => {
    const context = virtualContext();
    const service = await github({
      instead: first(9, isList, 'hang'),
      onHang: () => context.abort(new Error('cancelled')),
    });
    expect(await write('always', FAILED, service, {}, context)).toEqual([]);
    expect(context.clock.now()).toBe(0);
  });
});

describe('the token', () => {
  it.each([
    ['an insecure address', 'http://github.example/api/v3'],
    ['an empty address', ''],
  ])('is not sent to %s', async (_, apiUrl) => {
    expect(await write('always', FAILED, { apiUrl })).toEqual([
      expect.stringContaining('GITHUB_API_URL and GITHUB_REPOSITORY'),
    ]);
  });

  it.each([
    ['a refusal', (echo: string) => json({ message: `Bad token ${echo}` }, 401)],
    ['a long refusal', (echo: string) => json({ message: `${'x'.repeat(190)} ${echo}` }, 422)],
    ['a fault', (echo: string) => json({ message: echo }, 500)],
  ])('is in no warning, whatever %s returns', async (_, refuse) => {
    for (const echo of [TOKEN, Array.from(TOKEN).join('\u001b[0m'), `\u200b${TOKEN}`]) {
      const service = await github({ instead: first(9, isCreate, refuse(echo)) });
      const [warning = ''] = await write('always', FAILED, service);
      expect(warning).toContain('GitHub answered');
      expect(warning).not.toContain(TOKEN.slice(0, 8));
    }
  });

  it('does not follow a redirect', async () => {
    const other = await github();
    const elsewhere = { status: 307, headers: { location: other.apiUrl }, text: '' };
    const service = await github({ instead: () => elsewhere });
    expect(await write('always', FAILED, service)).toHaveLength(1);
    expect(other.received).toHaveLength(0);
  });

  it('is required', async () => {
    const service = await github();
    expect(await write('always', FAILED, service, { token: '' })).toEqual([
      'The comment on the pull request was not written: `github-token` is empty.',
    ]);
    expect(service.received).toHaveLength(0);
  });

  it('is sent through the proxy of the environment', async () => {
    const connected: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      connected.push(url ?? '');
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
    expect(await write('always', FAILED, { apiUrl })).toHaveLength(1);
    expect(connected[0]).toBe('github.example:443');
  });
});
