import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRepository } from '../../src/action/event.ts';

const COMMIT = 'a'.repeat(40);
const HEAD = 'b'.repeat(40);
const ENV = {
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: 'owner/name.luau',
  GITHUB_SHA: COMMIT,
  GITHUB_EVENT_NAME: 'pull_request',
};

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

describe('the repository that links lead to', () => {
  it("is the server's own, at the commit of the workflow", async () => {
    expect(await readRepository(ENV)).toEqual({
      url: 'https://github.example/owner/name.luau',
      commit: COMMIT,
    });
    expect((await readRepository({ ...ENV, ...(await event('{}')) }))?.commit).toBe(COMMIT);
  });

  it("is at the branch's head on a pull request", async () => {
    const pull = await event(JSON.stringify({ pull_request: { head: { sha: HEAD } } }));
    expect((await readRepository({ ...ENV, ...pull }))?.commit).toBe(HEAD);
    const target = { ...ENV, ...pull, GITHUB_EVENT_NAME: 'pull_request_target' };
    expect((await readRepository(target))?.commit).toBe(COMMIT);
  });

  it.each(['not JSON', 'null', '{"pull_request":{"head":{"sha":5}}}'])(
    'does without an event that says nothing: %s',
    async (content) => {
      expect((await readRepository({ ...ENV, ...(await event(content)) }))?.commit).toBe(COMMIT);
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
  ])('is not known with %j', async (odd) => {
    expect(await readRepository({ ...ENV, ...odd })).toBeUndefined();
  });
});
