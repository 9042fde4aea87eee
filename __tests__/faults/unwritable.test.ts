import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type CloudScript, type LoopbackCloud } from '../support/loopback-cloud.ts';
import { virtualContext } from '../support/context.ts';
import { stepInProcess, type Done, type StepInProcess } from '../support/step-in-process.ts';

// Files that cannot be written do not change the verdict. Nobody can write to a path below a file, not even root, who
// can write to any folder.

let step: StepInProcess;
let cloud: LoopbackCloud;

beforeEach(async () => {
  step = await stepInProcess();
  await writeFile(path.join(step.workspace, 'taken'), '');
  await mkdir(path.join(step.workspace, 'folder'));
});

afterEach(async () => {
  await cloud.close();
  await step.dispose();
});

/** Runs a step for which these variables name places of the workspace. */
function run(
  inputs: Record<string, string>,
  env: Record<string, string> = {},
  script: CloudScript = {},
): Promise<Done> {
  const places = Object.entries(env).map(([name, file]) => [name, path.join(step.workspace, file)]);
  return runWithout(Object.fromEntries(places), inputs, {
    ended: () => ({ binaryOutputUri: `${cloud.storageUrl}/stored/out?signature=sesame` }),
    ...script,
  });
}

/** Runs a step for which these variables are not set, or are set so. */
async function runWithout(
  env: Record<string, string | undefined>,
  inputs: Record<string, string> = {},
  script: CloudScript = {},
): Promise<Done> {
  cloud = await startCloud(script);
  return step.run(
    { ...minimalInputs(cloud), source: 'print("ready")', ...inputs },
    virtualContext(),
    env,
  );
}

interface Place {
  readonly inputs?: Record<string, string>;
  /** Variables that name places of the workspace. */
  readonly env?: Record<string, string>;
  /** The text of the one warning. */
  readonly words: readonly string[];
}

const PLACES: readonly (readonly [string, Place])[] = [
  ['a results file', { inputs: { 'results-file': 'taken/r.json' }, words: ['`results-file`'] }],
  ['a logs file', { inputs: { 'logs-file': 'taken/log.txt' }, words: ['`logs-file`'] }],
  ['a JUnit file', { inputs: { 'junit-file': 'taken/junit.xml' }, words: ['`junit-file`'] }],
  ['a file that is a folder', { inputs: { 'results-file': 'folder' }, words: ['`results-file`'] }],
  ['a binary output', { inputs: { 'binary-output': 'taken/b.bin' }, words: ['`binary-output`'] }],
  ['the summary', { env: { GITHUB_STEP_SUMMARY: 'taken/summary' }, words: ['summary'] }],
  ['a summary that is a folder', { env: { GITHUB_STEP_SUMMARY: 'folder' }, words: ['summary'] }],
  [
    'the folder for temporary files',
    { env: { RUNNER_TEMP: 'taken/temp' }, words: ['`results-file`', '`logs-file`'] },
  ],
  ['a folder that is not there', { env: { RUNNER_TEMP: 'gone' }, words: ['`results-file`'] }],
  [
    'everything at once',
    {
      inputs: {
        'results-file': 'taken/r.json',
        'logs-file': 'taken/log.txt',
        'junit-file': 'taken/junit.xml',
        'binary-output': 'taken/b.bin',
      },
      env: { GITHUB_STEP_SUMMARY: 'taken/summary', RUNNER_TEMP: 'taken/temp' },
      words: ['`results-file`', '`logs-file`', '`junit-file`', '`binary-output`', 'summary'],
    },
  ],
];

describe('files that cannot be written', () => {
  it.each(PLACES)(
    'a file that cannot be written is one warning beside a pass: %s',
    async (_, { inputs = {}, env, words }) => {
      const done = await run(inputs, env);
      expect(done.exitCode).toBe(0);
      expect(done.outputs).toMatchObject({ outcome: 'passed', logs: 'ready' });
      expect(done.annotations).toMatchObject([{ level: 'warning' }]);
      for (const word of words) {
        expect(done.annotations[0]?.message).toContain(word);
      }
      for (const name of Object.keys(inputs)) {
        expect(done.outputs[name] ?? '').toBe('');
      }
    },
  );

  it.each(PLACES.filter(([, { inputs }]) => inputs?.['binary-output'] === undefined))(
    'a file that cannot be written is one warning beside the error of a failure: %s',
    async (_, { inputs = {}, env }) => {
      const done = await run(inputs, env, { results: () => [false] });
      expect(done.exitCode).toBe(1);
      expect(done.outputs['outcome']).toBe('failed');
      expect(done.annotations).toMatchObject([
        { level: 'warning' },
        { level: 'error', title: 'Luau tests failed' },
      ]);
    },
  );
});

describe('variables that the runner leaves out', () => {
  const BOTH = { GITHUB_OUTPUT: undefined, GITHUB_STEP_SUMMARY: '' };

  it.each([
    ['both', BOTH, {}, 'GITHUB_OUTPUT and GITHUB_STEP_SUMMARY:'],
    ['the outputs', { GITHUB_OUTPUT: '' }, {}, 'GITHUB_OUTPUT:'],
    ['the summary', { GITHUB_STEP_SUMMARY: undefined }, {}, 'GITHUB_STEP_SUMMARY:'],
    ['both, with no summary wanted', BOTH, { summary: 'false' }, 'GITHUB_OUTPUT:'],
  ])(
    'missing variables of the runner are named in one warning: %s',
    async (_, env, inputs, named) => {
      const done = await runWithout(env, inputs);
      expect(done.exitCode).toBe(0);
      expect(done.annotations).toMatchObject([{ level: 'warning' }]);
      expect(done.annotations[0]?.message).toMatch(`The runner did not set ${named} `);
    },
  );

  it.each([
    ['by a person, who has none of it', { ...BOTH, GITHUB_ACTIONS: undefined }, {}],
    ['where no summary is wanted', { GITHUB_STEP_SUMMARY: '' }, { summary: 'false' }],
  ])('missing variables are no warning %s', async (_, env, inputs) => {
    const done = await runWithout(env, inputs);
    expect(done.exitCode).toBe(0);
    expect(done.annotations).toEqual([]);
  });
});

describe("an earlier step's files", () => {
  const GIVEN = { 'results-file': 'r.json', 'logs-file': 'log.txt', 'junit-file': 'junit.xml' };

  it.each<readonly [string, Record<string, string>, CloudScript, string]>([
    [
      'an upload is refused',
      { 'place-file': 'game.rbxlx' },
      { answer: (asked) => (asked === 'upload' ? { status: 400, json: {} } : undefined) },
      'Roblox Open Cloud request failed',
    ],
    ['an input is invalid', { 'place-id': 'x' }, {}, 'Invalid input'],
    ['an input that says what is shown is invalid', { summary: 'x' }, {}, 'Invalid input'],
    ['there is no key', { 'api-key': '' }, {}, 'Roblox API key missing'],
  ])(
    'files of an earlier step do not stay if nothing ran: %s',
    async (_, inputs, script, title) => {
      await writeFile(path.join(step.workspace, 'game.rbxlx'), '<roblox version="4"></roblox>');
      for (const file of Object.values(GIVEN)) {
        await writeFile(path.join(step.workspace, file), 'green');
      }
      const done = await run({ ...GIVEN, ...inputs }, {}, script);
      expect(done.annotations).toMatchObject([{ level: 'error', title }]);
      const read = (name: keyof typeof GIVEN): Promise<string> => {
        expect(done.outputs[name]).toBe(path.join(step.workspace, GIVEN[name]));
        return readFile(path.join(step.workspace, GIVEN[name]), 'utf8');
      };
      expect(await read('results-file')).toBe('[]');
      expect(await read('logs-file')).toBe('');
      expect(await read('junit-file')).toContain(title);
    },
  );
});
