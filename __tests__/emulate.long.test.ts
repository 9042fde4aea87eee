import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../src/util/clock.ts';
import { startGitHub, TOKEN } from './support/loopback-github.ts';
import { stepInProcess, type Done, type StepInProcess } from './support/step-in-process.ts';

// A step without a key, under `missing-key: emulate` and `skip`.

/** A reach for something that Roblox has and the emulator does not have. */
const MISSING = 'game:GetService("Workspace"):Raycast(Vector3.zero, Vector3.one)';
const MISSING_NAME = 'Raycast';

const PLACE = `<roblox version="4">
  <Item class="ReplicatedStorage" referent="a"><Properties><string name="Name">ReplicatedStorage</string></Properties>
    <Item class="ModuleScript" referent="b"><Properties>
      <string name="Name">Shop</string><string name="Source">return { price = 3 }</string>
    </Properties></Item>
  </Item>
</roblox>`;

let step: StepInProcess;

beforeEach(async () => {
  step = await stepInProcess();
});

afterEach(() => step.dispose());

async function put(file: string, content: string): Promise<void> {
  const location = path.join(step.workspace, file);
  await mkdir(path.dirname(location), { recursive: true });
  await writeFile(location, content);
}

function run(inputs: Record<string, string>, env: Record<string, string> = {}): Promise<Done> {
  const operation = {
    clock: systemClock,
    random: Math.random,
    signal: new AbortController().signal,
  };
  return step.run({ 'missing-key': 'emulate', ...inputs }, operation, env);
}

/** The environment of an event. */
async function eventOf(name: string, payload: object): Promise<Record<string, string>> {
  await put('event.json', JSON.stringify(payload));
  return {
    GITHUB_EVENT_NAME: name,
    GITHUB_EVENT_PATH: path.join(step.workspace, 'event.json'),
    GITHUB_REPOSITORY: 'studio/game',
  };
}

const FORK_PULL_REQUEST = {
  repository: { id: 1, full_name: 'studio/game', fork: false },
  pull_request: {
    number: 12,
    head: { sha: 'a'.repeat(40), repo: { id: 2, full_name: 'stranger/game' } },
    base: { repo: { id: 1, full_name: 'studio/game' } },
  },
};

it('a step without a key and without ids runs its script in the emulator', async () => {
  const done = await run({ source: 'print("hello") return 1 + 1' });
  expect(done.exitCode).toBe(0);
  expect(done.outputs).toMatchObject({
    outcome: 'passed',
    engine: 'emulator',
    state: 'COMPLETE',
    result: '2',
    logs: 'hello',
  });
  expect(done.annotations).toMatchObject([{ level: 'notice', title: 'Ran in the emulator' }]);
  expect(done.summary.split('\n').slice(0, 3).join('\n')).toMatch(
    /^### :white_check_mark: Passed.*\n\n\*\*Ran in the emulator\*\*, not at Roblox\. There is no Roblox API key/,
  );
  expect(done.log).toContain('Waiting for the emulator');
});

it('a script that fails in the emulator fails the step', async () => {
  const done = await run({ source: 'error("no gold")' });
  expect(done.exitCode).toBe(1);
  expect(done.outputs).toMatchObject({ outcome: 'failed', engine: 'emulator' });
  expect(done.annotations.at(-1)).toMatchObject({ level: 'error', title: 'Luau script error' });
});

it('the notice is a warning in an event that gets secrets, and names a misspelt secret', async () => {
  const push = { repository: { id: 1, full_name: 'studio/game', fork: false } };
  const emulated = await run({ source: 'return 1' }, await eventOf('push', push));
  expect(emulated.annotations).toMatchObject([{ level: 'warning', title: 'Ran in the emulator' }]);
  expect(emulated.annotations[0]?.message).toContain('misspelt');
  const skipped = await run(
    { source: 'return 1', 'missing-key': 'skip' },
    await eventOf('push', push),
  );
  expect(skipped.annotations).toMatchObject([
    { level: 'warning', title: 'Luau execution skipped' },
  ]);
  expect(skipped.annotations[0]?.message).toContain('misspelt');
  expect(skipped.outputs['engine'] ?? '').toBe('');
});

it.each([
  ['a pull request from a fork', 'pull_request', FORK_PULL_REQUEST, {}],
  ['Dependabot', 'push', {}, { GITHUB_ACTOR: 'dependabot[bot]' }],
  ['a repository that is a fork', 'push', { repository: { id: 3, fork: true } }, {}],
])('the notice stays a notice for %s', async (_, name, payload, env) => {
  const event = { ...(await eventOf(name, payload)), ...env };
  const emulated = await run({ source: 'return 1' }, event);
  const skipped = await run({ source: 'return 1', 'missing-key': 'skip' }, event);
  expect([...emulated.annotations, ...skipped.annotations].map(({ level }) => level)).toEqual([
    'notice',
    'notice',
  ]);
});

it('a script that ends because the emulator lacks something is skipped, and the mark is nowhere', async () => {
  const done = await run({ source: MISSING });
  expect(done.exitCode).toBe(0);
  expect(done.outputs).toMatchObject({ outcome: 'skipped', engine: 'emulator' });
  const skipped = done.annotations.find(({ title }) => title === 'Luau execution skipped');
  expect(skipped).toMatchObject({ level: 'notice' });
  expect(skipped?.message).toContain(MISSING_NAME);
  const logs = await readFile(done.outputs['logs-file'] as string, 'utf8');
  expect(`${done.stdout}${done.summary}${JSON.stringify(done.outputs)}${logs}`).not.toContain(
    '[emulator ',
  );
});

it('words alone do not make a failure skipped', async () => {
  const done = await run({
    source: `error("X is not available in the emulator. Run the script on Roblox to use it. [emulator 0123456789abcdef]")`,
  });
  expect(done.outputs['outcome']).toBe('failed');
});

it('a failing test with the mark counts as skipped, and the others decide', async () => {
  const report = (second: string): string => `
    local _, why = pcall(function() ${MISSING} end)
    return { tests = {
      { name = "casts", passed = false, message = why },
      { name = "adds", ${second} },
    } }`;
  const passed = await run({ source: report('passed = true'), 'junit-file': 'junit.xml' });
  expect(passed.outputs).toMatchObject({
    outcome: 'passed',
    'tests-passed': '1',
    'tests-failed': '0',
    'tests-skipped': '1',
  });
  expect(await readFile(path.join(step.workspace, 'junit.xml'), 'utf8')).toMatch(
    new RegExp(`<skipped[^>]*${MISSING_NAME}`),
  );
  const failed = await run({ source: report('passed = false, message = "1 is not 2"') });
  expect(failed.outputs).toMatchObject({
    outcome: 'failed',
    'tests-failed': '1',
    'tests-skipped': '1',
  });
});

it('a pass in which something missing was swallowed has a warning that names it', async () => {
  const done = await run({ source: `pcall(function() ${MISSING} end) return true` });
  expect(done.outputs['outcome']).toBe('passed');
  const warning = done.annotations.find(({ level }) => level === 'warning');
  expect(warning?.message).toContain(MISSING_NAME);
});

it('scripts run on the instances of `place-file`', async () => {
  await put('game.rbxlx', PLACE);
  const done = await run({
    'place-file': 'game.rbxlx',
    source: 'return require(game.ReplicatedStorage.Shop).price',
    expect: '3',
  });
  expect(done.outputs).toMatchObject({ outcome: 'passed', result: '3' });
});

it('a place file that cannot be opened fails the step before any script', async () => {
  await put('game.rbxlx', '<roblox version="4"><Item>');
  const done = await run({ 'place-file': 'game.rbxlx', source: 'return 1' });
  expect(done.outputs['outcome']).toBe('infrastructure');
  expect(done.annotations.at(-1)?.message).toContain('The place file cannot be read');
});

it('`args`, `shard` and `share-task` work as with Roblox, and one of several scripts can be skipped', async () => {
  await put('tests/a.luau', 'return args.gold');
  await put('tests/b.luau', MISSING);
  await put('tests/c.luau', 'return 1');
  for (const shareTask of ['false', 'true']) {
    const done = await run({
      script: 'tests/*.luau',
      shard: '1/1',
      args: '{"gold": 5}',
      'share-task': shareTask,
    });
    const runs = JSON.parse(done.outputs['runs'] ?? '[]') as { outcome: string; result: unknown }[];
    expect(runs.map(({ outcome }) => outcome)).toEqual(['passed', 'skipped', 'passed']);
    expect(runs[0]?.result).toBe(5);
    expect(done.outputs['outcome']).toBe('skipped');
    const skipped = done.annotations.filter(({ title }) => title === 'Luau execution skipped');
    expect(skipped.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^tests\/b\.luau: .*Raycast/),
    ]);
  }
});

it('a wait of the script takes no time', async () => {
  const done = await run({
    source: 'local t = os.clock() task.wait(200) return os.clock() - t > 199',
  });
  expect(done.outputs['outcome']).toBe('passed');
});

it('an existing task is skipped without a key, because it is at Roblox', async () => {
  const task = 'universes/1/places/2/versions/3/luau-execution-sessions/s/tasks/t';
  const done = await run({ task });
  expect(done.outputs['outcome']).toBe('skipped');
  expect(done.outputs['engine'] ?? '').toBe('');
});

it('the comment says in its first lines that the scripts ran in the emulator', async () => {
  const github = await startGitHub();
  try {
    await run(
      { source: 'return 1', comment: 'always', 'github-token': TOKEN },
      {
        ...(await eventOf('pull_request', FORK_PULL_REQUEST)),
        GITHUB_API_URL: github.apiUrl,
        GITHUB_RUN_ID: '1',
      },
    );
    const [comment] = github.comments;
    expect(comment?.body.split('\n').slice(0, 6).join('\n')).toContain('**Ran in the emulator**');
  } finally {
    await github.close();
  }
});
