import { afterAll, afterEach, beforeEach, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmulator } from '../../emulator/server.ts';
import { startStep } from '../../runner/start-step.ts';
import { bundleSteps, logOf, type BundleSteps } from '../support/bundle-steps.ts';

// A step without a key: the bundle starts the bundled emulator. A proxy that refuses every connection
// stands for a machine without a network.

const NO_NETWORK = { HTTPS_PROXY: 'http://127.0.0.1:9', HTTP_PROXY: 'http://127.0.0.1:9' };

const WITHOUT_KEY = { 'api-key': '', 'universe-id': '', 'place-id': '', 'missing-key': 'emulate' };

const copies: string[] = [];
let steps: BundleSteps;

beforeEach(() => {
  steps = bundleSteps();
});

afterEach(() => steps.dispose());

afterAll(() => {
  for (const copy of copies) {
    rmSync(copy, { recursive: true });
  }
});

/** A copy of the bundle without the emulator. */
function bundleWithoutEmulator(): string {
  const copy = mkdtempSync(path.join(tmpdir(), 'dist-'));
  copies.push(copy);
  cpSync('dist', copy, { recursive: true });
  rmSync(path.join(copy, 'emulator'), { recursive: true });
  return path.join(copy, 'index.js');
}

it('the committed bundle runs a place and its scripts without a key and without a network', async () => {
  steps.put(
    'game.rbxlx',
    '<roblox version="4"><Item class="ReplicatedStorage" referent="a"><Properties><string name="Name">ReplicatedStorage</string></Properties>' +
      '<Item class="ModuleScript" referent="b"><Properties><string name="Name">Shop</string><string name="Source">return 3</string></Properties></Item></Item></roblox>',
  );
  steps.put('in.bin', 'abc');
  const step = await steps.run(
    { url: 'https://apis.roblox.com', apiKey: '' },
    {
      ...WITHOUT_KEY,
      'place-file': 'game.rbxlx',
      'binary-input': 'in.bin',
      'binary-output': 'out.bin',
      source:
        'local input = ({...})[1].BinaryInput return { BinaryOutput = input, ReturnValues = { require(game.ReplicatedStorage.Shop) } }',
    },
    { env: NO_NETWORK },
  );
  expect(logOf(step)).toContain('Engine: the emulator');
  expect(step.conclusion).toBe('success');
  expect(step.outputs).toMatchObject({ outcome: 'passed', engine: 'emulator', result: '3' });
  expect(readFileSync(path.join(steps.workspace, 'out.bin'), 'utf8')).toBe('abc');
});

it('an error of a module is annotated at its file, by the source map, without a key too', async () => {
  steps.put(
    'game.rbxlx',
    '<roblox version="4"><Item class="ReplicatedStorage" referent="a"><Properties><string name="Name">ReplicatedStorage</string></Properties>' +
      '<Item class="ModuleScript" referent="b"><Properties><string name="Name">Shop</string><string name="Source">\nerror("sold out")</string></Properties></Item></Item></roblox>',
  );
  steps.put('src/Shop.luau', '\nerror("sold out")');
  const shop = { name: 'Shop', className: 'ModuleScript', filePaths: ['src/Shop.luau'] };
  const storage = { name: 'ReplicatedStorage', className: 'ReplicatedStorage', children: [shop] };
  const game = { name: 'game', className: 'DataModel', children: [storage] };
  steps.put('sourcemap.json', JSON.stringify(game));
  const step = await steps.run(
    { url: 'https://apis.roblox.com', apiKey: '' },
    {
      ...WITHOUT_KEY,
      'place-file': 'game.rbxlx',
      sourcemap: 'sourcemap.json',
      source: 'require(game.ReplicatedStorage.Shop)',
    },
    { env: NO_NETWORK },
  );
  expect(step.outputs).toMatchObject({ outcome: 'failed', engine: 'emulator' });
  expect(step.annotations).toContainEqual(
    expect.objectContaining({ level: 'error', file: 'src/Shop.luau', line: 2 }),
  );
});

it('a step with a key needs no file of the bundled emulator', async () => {
  const emulator = await startEmulator();
  try {
    const step = await startStep({
      main: bundleWithoutEmulator(),
      workspace: steps.workspace,
      inputs: {
        'api-key': emulator.apiKey,
        'universe-id': '12',
        'place-id': '34',
        'base-url': emulator.url,
        'missing-key': 'emulate',
        source: 'return 1',
      },
    }).finished;
    expect(step.outputs).toMatchObject({ outcome: 'passed', engine: 'roblox' });
    step.dispose();
  } finally {
    await emulator.close();
  }
});

it('a bundle without its emulator fails a step that needs it, and says so', async () => {
  const step = await startStep({
    main: bundleWithoutEmulator(),
    workspace: steps.workspace,
    inputs: { ...WITHOUT_KEY, source: 'return 1' },
  }).finished;
  expect(step.conclusion).toBe('failure');
  expect(logOf(step)).toContain('The emulator did not start');
  step.dispose();
});

it('a script in the emulator reaches no file, network, environment or token', async () => {
  const secret = path.join(steps.workspace, 'secret.txt');
  writeFileSync(secret, 'the content of a file');
  const step = await steps.run(
    { url: 'https://apis.roblox.com', apiKey: '' },
    {
      ...WITHOUT_KEY,
      'github-token': 'ghs_tokenOfTheTest',
      'fail-on-error-logs': 'true',
      args: JSON.stringify({ secret }),
      source: `
        local found = {}
        for _, name in { "io", "process", "fetch", "WebAssembly", "globalThis", "dofile", "loadfile", "package", "fs" } do
          if getfenv(0)[name] ~= nil then table.insert(found, name) end
        end
        for _, name in { "execute", "getenv", "remove", "exit", "rename" } do
          if (os :: any)[name] ~= nil then table.insert(found, "os." .. name) end
        end
        local function try(what, f, ...)
          if pcall(f, ...) then table.insert(found, what) end
        end
        try("require of a file", require, args.secret)
        try("require of a relative file", require, "../../secret")
        try("GetAsync", function() return game:GetService("HttpService"):GetAsync("http://127.0.0.1:9/") end)
        try("RequestAsync", function() return game:GetService("HttpService"):RequestAsync({ Url = "http://127.0.0.1:9/" }) end)
        return #found, found`,
    },
    { env: { ...NO_NETWORK, SECRET_OF_THE_JOB: 'value-of-the-job' } },
  );
  expect(JSON.parse(step.outputs['results'] ?? 'null')).toEqual([0, []]);
});

it('a script that eats memory ends with its task, and the step goes on to its report', async () => {
  const step = await steps.run(
    { url: 'https://apis.roblox.com', apiKey: '' },
    {
      ...WITHOUT_KEY,
      source: 'local all = {} while true do table.insert(all, buffer.create(64 * 1024 * 1024)) end',
    },
  );
  expect(step.conclusion).toBe('failure');
  expect(step.outputs['engine']).toBe('emulator');
  expect(step.outputs['outcome']).toMatch(/^(?:failed|infrastructure)$/);
  expect(step.summary).toContain('Ran in the emulator');
});

it('a script that never ends is ended at its timeout', async () => {
  const step = await steps.run(
    { url: 'https://apis.roblox.com', apiKey: '' },
    { ...WITHOUT_KEY, timeout: '1s', source: 'while true do end' },
  );
  expect(step.outputs).toMatchObject({ outcome: 'failed', 'error-code': 'DEADLINE_EXCEEDED' });
});
