import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ACTION_VERSION } from '../src/main.ts';
import { startCloud, type CloudScript, type LoopbackCloud } from './support/loopback-cloud.ts';
import { virtualContext } from './support/context.ts';
import { stepInProcess, type Done, type StepInProcess } from './support/step-in-process.ts';

// What somebody meets who has just copied the workflow: each slip ends in one error, which says what
// was got, what was expected, and what to do. Texts as Roblox words them, where a record has them.

const KEYS = 'https://create.roblox.com/dashboard/credentials';
const PLACES = 'https://create.roblox.com/dashboard/creations';
const SCOPE = '`universe.place.luau-execution-session:write`';

let step: StepInProcess;
let cloud: LoopbackCloud;

beforeEach(async () => {
  step = await stepInProcess();
  await mkdir(path.join(step.workspace, 'tests'));
  for (const name of ['smoke', 'shop']) {
    await writeFile(path.join(step.workspace, `tests/${name}.luau`), 'print("hello")\n');
  }
  const place = Buffer.from('<roblox!\x89\xff\r\n\x1a\n, and more', 'latin1');
  await writeFile(path.join(step.workspace, 'place.rbxl'), place);
});

afterEach(async () => {
  await cloud.close();
  await step.dispose();
});

async function run(
  inputs: Record<string, string>,
  script: CloudScript = {},
  env: Record<string, string> = {},
): Promise<Done> {
  cloud = await startCloud(script);
  return step.run(
    {
      'api-key': 'a-key-of-the-test',
      'universe-id': '1234567',
      'place-id': '7654321',
      'base-url': cloud.url,
      script: 'tests/smoke.luau',
      ...inputs,
    },
    virtualContext(),
    env,
  );
}

/** The one error of a step that failed: its title, and what it says. */
function errorOf({ exitCode, annotations, log, summary }: Done): string {
  const [error, ...others] = annotations;
  expect(exitCode).toBe(1);
  expect(others).toEqual([]);
  expect(error?.level).toBe('error');
  expect(log).toContain(error?.message.split('\n')[0]);
  expect(summary).toContain(error?.title);
  return `${error?.title}: ${error?.message}`;
}

/** The creation, or the upload, is refused like this. */
function refusing(
  endpoint: 'create' | 'upload',
  status: number,
  json: Record<string, unknown>,
): CloudScript {
  return { answer: (asked) => (asked === endpoint ? { status, json } : undefined) };
}

describe('a key', () => {
  it('the error of a missing key says where to get one, and where keys get lost', async () => {
    const error = errorOf(await run({ 'api-key': '' }));
    expect(error).toMatch(/^Roblox API key missing: There is no Roblox API key/);
    expect(error).toContain(`Make a key on ${KEYS}`);
    expect(error).toContain('`api-key: ${{ secrets.ROBLOX_API_KEY }}`');
    expect(error).toMatch(/name of the secret, .* environment's, .* organisation's .* fork/);
    expect(cloud.all()).toEqual([]);
  });

  it('the error of a missing key comes before that of missing ids, which a fork lacks too', async () => {
    const done = await run({ 'api-key': '', 'universe-id': '', 'place-id': '' });
    expect(errorOf(done)).toMatch(/^Roblox API key missing/);
  });

  it.each([
    ['is wrong', 401, 'Invalid API Key'],
    ['lacks the scope', 401, 'API Key has insufficient scopes.'],
    ['is for another universe', 403, 'The caller does not have permission.'],
  ])(
    'the error of a key that %s names the scope, the universe and the page to check',
    async (_, status, said) => {
      const json = { errors: [{ code: 0, message: said }] };
      const error = errorOf(await run({}, refusing('create', status, json)));
      expect(error).toMatch(/^Roblox refused the API key: The task could not be created\./);
      expect(error).toContain(`${status}`);
      expect(error).toContain(said);
      expect(error).toContain(`the scope ${SCOPE} for universe 1234567: look at yours on ${KEYS}`);
      expect(error).toMatch(
        /wrong, expired, disabled, restricted to other IP addresses, .*60 days/,
      );
      expect(error).toMatch(/check that the universe id is not that of the place\.$/);
    },
  );

  it('the error of a key without the upload scope names that scope', async () => {
    const json = { errors: [{ code: 0, message: 'API Key has insufficient scopes.' }] };
    const error = errorOf(await run({ 'place-file': 'place.rbxl' }, refusing('upload', 401, json)));
    expect(error).toMatch(/place\.rbxl could not be uploaded to place 7654321.* no script was run/);
    expect(error).toContain('the scope `universe-places:write` for universe 1234567');
  });

  it('the error of a key with surrounding text says so, and does not show the key', async () => {
    const done = await run({ 'api-key': 'the key: abcdefgh' });
    expect(errorOf(done)).toMatch(
      /^Invalid input: `api-key` holds a character .* pasted with a line end or a word around it\?$/,
    );
    expect(done.log).not.toContain('abcdefgh');
  });
});

describe('ids', () => {
  it.each([
    ['a creation', {}, 'create'],
    ['an upload', { 'place-file': 'place.rbxl' }, 'upload'],
  ] as const)(
    'the error of ids that %s does not find names both, and where they are found',
    async (_, inputs, endpoint) => {
      const json = { code: 'NOT_FOUND', message: 'Place not found.' };
      const error = errorOf(await run(inputs, refusing(endpoint, 404, json)));
      expect(error).toMatch(/^Roblox Open Cloud request failed: .* 404 Not Found.*not found\.$/m);
      expect(error).toContain('Check that 1234567 is the universe and 7654321 the place, and not');
      expect(error).toContain(
        `${PLACES}: the universe's after \`experiences/\`, the place's after`,
      );
    },
  );

  it('the error of a missing place version names the version', async () => {
    const json = { code: 'NOT_FOUND', message: 'Not found.' };
    const error = errorOf(await run({ 'place-version': '99' }, refusing('create', 404, json)));
    expect(error).toContain('belong to the universe, and have a version 99.');
  });

  it('the error of ids that Roblox cannot parse says that they may be swapped', async () => {
    const json = { code: 'INVALID_ARGUMENT', message: 'Invalid place.' };
    const error = errorOf(await run({}, refusing('create', 400, json)));
    expect(error).toMatch(/the universe id and the place id, which may be swapped/);
  });

  it.each([
    ['universe-id', 'ROBLOX_UNIVERSE_ID', 'experiences/'],
    ['place-id', 'ROBLOX_PLACE_ID', 'places/'],
  ])('the error of an empty %s says where the id is found', async (name, variable, word) => {
    const error = errorOf(await run({ [name]: '' }));
    expect(error).toMatch(new RegExp(`^Invalid input: \`${name}\` is empty\\..* ${variable}: `));
    expect(error).toContain(`after \`${word}\` in the address of the place on ${PLACES}`);
    expect(error).toMatch(/A variable .* that does not exist is empty, too: check its name\.$/);
  });

  it('the error of a pasted URL names the id in it', async () => {
    const error = errorOf(await run({ 'place-id': 'https://www.roblox.com/games/42/The-Shop' }));
    expect(error).toMatch(/digits only, like 1234567890\. Is 42 meant\?$/);
  });
});

describe('a script', () => {
  it.each([
    ['test/smoke.luau', 'tests/smoke.luau'],
    ['tests/smoke.lua', 'tests/smoke.luau'],
    ['tests/smok.luau', 'tests/smoke.luau'],
    ['/tests/smoke.luau', 'tests/smoke.luau'],
    ['smoke.luau', 'tests/smoke.luau'],
    ['tests/*.lua', 'tests/*.luau'],
    ['*.luau', '**/*.luau'],
  ])('the error of a missing script, %s, suggests %s', async (named, meant) => {
    const error = errorOf(await run({ script: named }));
    expect(error).toMatch(/^Invalid input: `script` (names|has the pattern) "/);
    expect(error).toContain(`"${named}"`);
    expect(error).toContain(`Is "${meant}" meant`);
    expect(cloud.all()).toEqual([]);
  });

  it('the error of an unknown script lists the folders with scripts', async () => {
    expect(errorOf(await run({ script: 'spec/**/*.spec.luau' }))).toMatch(
      /matches no file in the workspace .* There are 2 Luau files in it, like "tests\/shop\.luau"\.$/,
    );
  });

  it('the error of a script in an empty workspace suggests a checkout', async () => {
    await rm(path.join(step.workspace, 'tests'), { recursive: true });
    expect(errorOf(await run({}))).toMatch(/is the repository checked out before this step\?$/);
  });

  it('the error of a folder suggests the pattern for its files', async () => {
    expect(errorOf(await run({ script: 'tests' }))).toMatch(
      /is a folder\..* tests\/\*\*\/\*\.luau/,
    );
  });

  it('the error of a missing `script` lists the ways to give one', async () => {
    expect(errorOf(await run({ script: '' }))).toMatch(/`script` and `source` are both empty/);
  });
});

describe('a time limit', () => {
  it.each([
    ['10m', /Roblox itself lets no script run for longer than five minutes: split/],
    ['300000', /A number without a unit is seconds: 300000 milliseconds are `300s`\.$/],
    ['5 minutes', /Is `5m` meant\?$/],
    ['10 min', /no script run for longer than five minutes/],
    ['0', /a length of time from 1s to 5m, like 90, 90s, 2m, 1m30s or 1\.5m\.$/],
  ])('the error of the time limit %s names the accepted values', async (timeout, hint) => {
    const error = errorOf(await run({ timeout }));
    expect(error).toMatch(/^Invalid input: `timeout` is ".*"\. Expected a length of time from 1s/);
    expect(error).toMatch(hint);
    expect(cloud.all()).toEqual([]);
  });
});

describe('a place', () => {
  it('the error of a place that cannot boot names the limits, the version to open, and the input to raise', async () => {
    const done = await run(
      { timeout: '90s', 'boot-timeout': '30s' },
      { ended: () => ({ state: 'PROCESSING', output: undefined }) },
    );
    const error = errorOf(done);
    expect(error).toMatch(
      /^Roblox never finished the task: The task was still PROCESSING 2m after/,
    );
    expect(error).toMatch(/all that `timeout` \(1m30s\) and `boot-timeout` \(30s\) give it/);
    expect(error).toMatch(
      /open version 7 of place 7654321 in Roblox Studio .*raise `boot-timeout`/,
    );
  });
});

describe('a first pass', () => {
  it('the log of a pass has the script, the place, the duration and the return values, and nothing else', async () => {
    const done = await run({}, { results: () => [{ items: 3 }] });
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toEqual([]);
    const plain = done.log
      .replaceAll(/universes\/\S+/g, '<task>')
      .replaceAll(/[\d.]+m?s\b/g, '<time>')
      .replaceAll(/::[\w-]{20,}::|(?<=::stop-commands::).*/g, '<token>');
    expect(plain.split('\n').filter((line) => line !== '')).toEqual([
      'Luau task',
      'Script: tests/smoke.luau, 15 bytes',
      'Place: 7654321 of universe 1234567, as last saved',
      'Limits: 5m for the script, and 1m more for queue and boot',
      'Task: <task>',
      'Waiting for Roblox',
      'Now PROCESSING.',
      'Now COMPLETE, after <time>.',
      'Time: <time> in all, as the action saw it.',
      'Luau output: 1 message',
      '::stop-commands::<token>',
      '        ready',
      '::***::',
      'Returned: 1 value',
      '::stop-commands::<token>',
      '{"items":3}',
      '::***::',
      'Passed: tests/smoke.luau ran to its end on version 7 of place 7654321, and returned 1 value (<time> in all).',
    ]);
  });
});

describe('a comment', () => {
  it('a comment without a token is a warning', async () => {
    const event = path.join(step.temp, 'event.json');
    await writeFile(event, '{"pull_request":{"number":12}}');
    const done = await run(
      { comment: 'always', 'github-token': '' },
      {},
      {
        GITHUB_EVENT_NAME: 'pull_request',
        GITHUB_EVENT_PATH: event,
        GITHUB_REPOSITORY: 'studio/game',
      },
    );
    expect(done.exitCode).toBe(0);
    expect(done.annotations.map(({ level, message }) => [level, message])).toEqual([
      ['warning', 'The comment on the pull request was not written: `github-token` is empty.'],
    ]);
  });
});

describe('a comment in an event without a pull request', () => {
  it.each([['always'], ['on-failure']])('is a warning under `comment: %s`', async (comment) => {
    const done = await run({ comment }, {}, { GITHUB_EVENT_NAME: 'merge_group' });
    expect(done.exitCode).toBe(0);
    expect(done.annotations.map(({ level }) => level)).toEqual(['warning']);
    expect(done.annotations[0]?.message).toMatch(
      /^There is no comment, because the event `merge_group` names no pull request\. The input `comment` works in `pull_request`, /,
    );
  });

  it('is no warning if the workflow asks for none', async () => {
    const done = await run({}, {}, { GITHUB_EVENT_NAME: 'merge_group' });
    expect(done.annotations).toEqual([]);
  });
});

describe('a bug report', () => {
  it('debug lines have the version and the environment, whatever failed', async () => {
    const dependencies = `luau-execution-action ${ACTION_VERSION}, Node.js ${process.version}, Linux X64, event push`;
    const env = {
      RUNNER_DEBUG: '1',
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: 'X64',
      GITHUB_EVENT_NAME: 'push',
    };
    const failing = await run({ timeout: '10m' }, {}, env);
    expect(failing.stdout).toContain(`::debug::${dependencies}`);
    await cloud.close();
    const passing = await run({}, {}, env);
    expect(passing.stdout).toContain(`::debug::${dependencies}`);
    expect(passing.stdout).toMatch(
      /^::debug::POST \/cloud\/v2\/universes\/1234567\/places\/7654321\/\S+: 200 after \d+ ms$/m,
    );
    expect(passing.stdout.replace('::add-mask::a-key-of-the-test', '')).not.toContain('a-key-of');
  });
});
