import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findRepository, readEvent } from '../../src/github/event.ts';
import type { Environment } from '../../src/inputs/parsers.ts';

const COMMIT = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const ENV = {
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: 'owner/name.luau',
  GITHUB_SHA: COMMIT,
  GITHUB_EVENT_NAME: 'pull_request',
};

/** The repository of a run with this environment. */
const repositoryOf = async (env: Environment) => findRepository(await readEvent(env), env);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'event-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function event(content: string): Promise<{ GITHUB_EVENT_PATH: string }> {
  const file = path.join(folder, 'event.json');
  await writeFile(file, content);
  return { GITHUB_EVENT_PATH: file };
}

describe('findRepository', () => {
  it("links to the server's repository at the commit of the workflow", async () => {
    expect(await repositoryOf(ENV)).toEqual({
      url: 'https://github.example/owner/name.luau',
      commit: COMMIT,
    });
    expect((await repositoryOf({ ...ENV, ...(await event('{}')) }))?.commit).toBe(COMMIT);
  });

  it('links to the head of the branch on a pull request', async () => {
    const pull = await event(JSON.stringify({ pull_request: { number: 7, head: { sha: HEAD } } }));
    expect((await repositoryOf({ ...ENV, ...pull }))?.commit).toBe(HEAD);
    const target = { ...ENV, ...pull, GITHUB_EVENT_NAME: 'pull_request_target' };
    expect((await repositoryOf(target))?.commit).toBe(COMMIT);
  });

  it.each(['not JSON', 'null', '{"pull_request":{"number":7,"head":{"sha":5}}}'])(
    'uses the commit of the workflow if the event has no head: %s',
    async (content) => {
      expect((await repositoryOf({ ...ENV, ...(await event(content)) }))?.commit).toBe(COMMIT);
    },
  );

  it.each([
    { GITHUB_SERVER_URL: undefined },
    { GITHUB_SERVER_URL: 'javascript:alert(1)' },
    { GITHUB_SERVER_URL: 'http://github.example' },
    { GITHUB_REPOSITORY: 'owner/name/..' },
    { GITHUB_REPOSITORY: '' },
    { GITHUB_SHA: 'main' },
    { GITHUB_SHA: undefined },
  ])('returns nothing with %j', async (odd) => {
    expect(await repositoryOf({ ...ENV, ...odd })).toBeUndefined();
  });
});

const OWN = { id: 1, full_name: 'owner/name.luau' };
const FORK = { id: 2, full_name: 'stranger/name.luau' };

/** Reads an event of this name with this payload. */
async function read(
  name: string,
  payload: object | string,
  env: Record<string, string> = {},
): Promise<Awaited<ReturnType<typeof readEvent>>> {
  const file = await event(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return readEvent({ ...ENV, ...file, ...env, GITHUB_EVENT_NAME: name });
}

function about(head: object | null, base: object | null = { repo: OWN }): object {
  return { repository: OWN, pull_request: { number: 7, head, base } };
}

function followed(run: object | null): object {
  return { repository: OWN, workflow_run: run };
}

describe('readEvent', () => {
  it('reads the number and the head, and finds no fork if both repositories are the same', async () => {
    const { pullRequest } = await read('pull_request', about({ sha: HEAD, repo: OWN }));
    expect(pullRequest).toEqual({ number: 7, headSha: HEAD, isFork: false });
  });

  it.each<readonly [string, object | null, object | null]>([
    ['from another repository', { sha: HEAD, repo: FORK }, { repo: OWN }],
    ['from a repository that was deleted', { sha: HEAD, repo: null }, { repo: OWN }],
    ['without a head', null, { repo: OWN }],
    ['between two that are not named', { repo: {} }, { repo: {} }],
    ['between two of empty names', { repo: { full_name: '' } }, { repo: { full_name: '' } }],
    [
      'from one that took the name over',
      { repo: { id: 3, full_name: OWN.full_name } },
      { repo: OWN },
    ],
  ])('treats a pull request as a fork %s', async (_, head, base) => {
    const { pullRequest } = await read('pull_request', about(head, base));
    expect(pullRequest?.isFork).toBe(true);
  });

  it('compares repositories by id, and by name if there is no id', async () => {
    const renamed = about({ repo: { ...OWN, full_name: 'owner/old' } });
    expect((await read('pull_request', renamed)).pullRequest?.isFork).toBe(false);
    const named = { repo: { full_name: OWN.full_name } };
    expect((await read('pull_request', about(named))).pullRequest?.isFork).toBe(false);
    const alone = { pull_request: { number: 7, head: named } };
    expect((await read('pull_request', alone)).pullRequest?.isFork).toBe(false);
  });

  it.each([
    { pull_request: null },
    { pull_request: { number: '7' } },
    { pull_request: { number: -1 } },
    { pull_request: { number: 1.5 } },
    { issue: { number: 7 } },
    { issue: { number: '7', pull_request: {} } },
    'not JSON',
    '[]',
    '7',
  ])('finds no pull request in %j', async (payload) => {
    expect((await read('issue_comment', payload)).pullRequest).toBeUndefined();
  });

  it('finds the pull request that a comment is on, and does not know where it comes from', async () => {
    const payload = { repository: OWN, issue: { number: 7, pull_request: {} } };
    expect(await read('issue_comment', payload)).toEqual({
      name: 'issue_comment',
      pullRequest: { number: 7, isFork: true },
      isForkWithSecrets: false,
    });
    expect((await read('issues', payload)).pullRequest).toBeUndefined();
  });

  it('finds no pull request without an event', async () => {
    expect(await readEvent({})).toEqual({ name: '', isForkWithSecrets: false });
  });
});

describe('isForkWithSecrets', () => {
  it.each<readonly [string, string, object | string]>([
    ["a fork's pull request", 'pull_request_target', about({ repo: FORK })],
    ["a deleted fork's pull request", 'pull_request_target', about({ repo: null })],
    ['a payload without a pull request', 'pull_request_target', { repository: OWN }],
    ['a payload that cannot be read', 'pull_request_target', '{'],
    [
      "the run of a fork's pull request",
      'workflow_run',
      followed({ event: 'pull_request', head_repository: FORK }),
    ],
    [
      'the run of a deleted fork',
      'workflow_run',
      followed({ event: 'pull_request', head_repository: null }),
    ],
    [
      'a run that followed another one',
      'workflow_run',
      followed({ event: 'workflow_run', head_repository: OWN }),
    ],
    [
      'a run that an outsider can begin with secrets',
      'workflow_run',
      followed({ event: 'pull_request_target', head_repository: OWN }),
    ],
    ['a run of an unknown beginning', 'workflow_run', followed({ head_repository: OWN })],
    ['no run', 'workflow_run', followed(null)],
    ['an empty payload', 'workflow_run', '{}'],
    ['a payload that is no object', 'workflow_run', 'null'],
  ])('is true for %s', async (_, name, payload) => {
    expect((await read(name, payload)).isForkWithSecrets).toBe(true);
  });

  it('is true without a payload', async () => {
    for (const name of ['pull_request_target', 'workflow_run']) {
      const missing = path.join(folder, 'none.json');
      const env = { ...ENV, GITHUB_EVENT_NAME: name };
      expect((await readEvent(env)).isForkWithSecrets).toBe(true);
      expect((await readEvent({ ...env, GITHUB_EVENT_PATH: missing })).isForkWithSecrets).toBe(
        true,
      );
    }
  });

  it.each<readonly [string, string, object]>([
    ['an own pull request', 'pull_request_target', about({ repo: OWN })],
    [
      'the run of an own pull request',
      'workflow_run',
      followed({ event: 'pull_request', head_repository: OWN }),
    ],
    ['the run of a push', 'workflow_run', followed({ event: 'push', head_repository: OWN })],
    ['a push', 'push', { repository: OWN }],
    ["a fork's pull request without secrets", 'pull_request', about({ repo: FORK })],
    ['a comment', 'issue_comment', { repository: OWN, issue: { pull_request: {} } }],
  ])('is false for %s', async (_, name, payload) => {
    expect((await read(name, payload)).isForkWithSecrets).toBe(false);
  });
});

describe('secretsWithheldFrom', () => {
  const DEPENDABOT = { GITHUB_ACTOR: 'dependabot[bot]' };

  it.each<readonly [string, string, object, Record<string, string>, string | undefined]>([
    ["withheld from a fork's pull request", 'pull_request', about({ repo: FORK }), {}, 'fork'],
    ["withheld from a fork's review", 'pull_request_review', about({ repo: FORK }), {}, 'fork'],
    ['withheld from Dependabot', 'pull_request', about({ repo: OWN }), DEPENDABOT, 'dependabot'],
    [
      'missing in a repository that is a fork',
      'push',
      { repository: { ...OWN, fork: true } },
      {},
      'fork-repository',
    ],
    ["withheld from Dependabot's push", 'push', {}, DEPENDABOT, 'dependabot'],
    ['given to an own pull request', 'pull_request', about({ repo: OWN }), {}, undefined],
    ["given to a fork's target", 'pull_request_target', about({ repo: FORK }), {}, undefined],
    ['given to a schedule', 'schedule', {}, DEPENDABOT, undefined],
    ['not known of without a payload', 'pull_request', {}, {}, undefined],
  ])('is as expected: secrets are %s', async (_, name, payload, env, from) => {
    expect((await read(name, payload, env)).secretsWithheldFrom).toBe(from);
  });
});
