import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { startEmulator, type Emulator } from '../../emulator/server.ts';
import type { FinishedStep } from '../../runner/start-step.ts';
import { bundleSteps, logOf, type BundleSteps } from '../support/bundle-steps.ts';

// From a place file to a verdict: the bundle as the runner starts it, on a service that takes
// places and payloads, and really runs Luau.

/** An empty binary place; readers ignore bytes behind its last chunk. */
const RBXL_HEAD = Buffer.from(
  `<roblox!\x89\xff\r\n\x1a\n${'\0'.repeat(18)}END${'\0'.repeat(13)}`,
  'latin1',
);

let emulator: Emulator;
let steps: BundleSteps;

beforeAll(async () => {
  emulator = await startEmulator({ placeVersion: 7 });
});

// Fails where a key ever reached the origin of the payloads.
afterAll(() => emulator.close());

beforeEach(() => {
  steps = bundleSteps();
});

afterEach(() => steps.dispose());

const run = (inputs: Record<string, string>): Promise<FinishedStep> => steps.run(emulator, inputs);

function placeFile(seed: string, bytes = 5_000): Buffer {
  return Buffer.concat([RBXL_HEAD, Buffer.alloc(bytes, seed)]);
}

describe('a place file', () => {
  it('a place file becomes the version that the script runs on', async () => {
    const bytes = placeFile('first');
    steps.put('game.rbxl', bytes);
    const step = await run({
      'place-file': 'game.rbxl',
      source: 'return game.PlaceVersion',
      expect: '8',
    });
    expect(step.outputs).toMatchObject({ outcome: 'passed', 'place-version': '8', result: '8' });
    expect(emulator.uploads.at(-1)).toMatchObject({
      version: 8,
      versionType: 'Saved',
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(logOf(step)).toMatch(/Uploaded: game\.rbxl, .* is saved as version 8 of place 34/);
    expect(step.summary).toContain('`game.rbxl` (4.9 KiB) was saved as version `8` of place `34`.');
  });

  it('a place file is published if requested, and the same bytes keep their version', async () => {
    steps.put(
      'game.rbxlx',
      '<roblox xmlns:xmime="http://www.w3.org/2005/05/xmlmime" version="4"></roblox>',
    );
    const inputs = {
      'place-file': 'game.rbxlx',
      publish: 'true',
      source: 'return game.PlaceVersion',
    };
    const first = await run(inputs);
    const second = await run(inputs);
    expect(first.conclusion).toBe('success');
    expect(second.outputs['place-version']).toBe(first.outputs['place-version']);
    expect(emulator.uploads.at(-1)?.versionType).toBe('Published');
  });

  it('the upload of a place file is retried after a failure', async () => {
    steps.put('game.rbxl', placeFile('again'));
    emulator.misbehave('upload', [
      { status: 502, body: '<html><h1>502 Bad Gateway</h1></html>' },
      'reset-after',
    ]);
    const step = await run({ 'place-file': 'game.rbxl', source: 'return game.PlaceVersion' });
    expect(step.conclusion).toBe('success');
    expect(step.outputs['result']).toBe(step.outputs['place-version']);
    expect(logOf(step)).toContain('502');
  });

  it('the error of a place that is open in Team Create explains that', async () => {
    steps.put('game.rbxl', placeFile('open'));
    emulator.misbehave('upload', [{ status: 409, body: '{"message":"Conflict"}' }]);
    const step = await run({ 'place-file': 'game.rbxl', source: 'return 1' });
    expect(step.outputs['outcome']).toBe('infrastructure');
    expect(step.annotations).toMatchObject([{ title: 'Roblox Open Cloud request failed' }]);
    expect(step.annotations[0]?.message).toContain('Team Create');
  });

  it.each([
    ['', 'is empty'],
    ['PK\u0003\u0004 a zip', 'whose first bytes are those of neither kind of place'],
  ])('a file that is no place file is refused before any request: %j', async (content, message) => {
    steps.put('game.rbxl', content);
    const before = emulator.requests.length;
    const step = await run({ 'place-file': 'game.rbxl', source: 'return 1' });
    expect(step.annotations).toMatchObject([{ title: 'Invalid input' }]);
    expect(step.annotations[0]?.message).toContain(message);
    expect(emulator.requests).toHaveLength(before);
  });
});

describe('payloads', () => {
  const ALL_BYTES = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

  it('binary input reaches the script as a buffer, and binary output becomes a file', async () => {
    steps.put('in.bin', ALL_BYTES);
    const step = await run({
      'binary-input': 'in.bin',
      'binary-output': 'out/turned.bin',
      source: `
        local input = ({...})[1].BinaryInput
        local output = buffer.create(buffer.len(input))
        for index = 0, buffer.len(input) - 1 do
          buffer.writeu8(output, index, 255 - buffer.readu8(input, index))
        end
        return { BinaryOutput = output, ReturnValues = { buffer.len(input), "done" } }`,
    });
    expect(step.conclusion).toBe('success');
    expect(step.outputs['results']).toBe('[256,"done"]');
    const file = step.outputs['binary-output'] ?? '';
    expect(file).toBe(path.join(steps.workspace, 'out/turned.bin'));
    expect(readFileSync(file)).toEqual(Buffer.from(ALL_BYTES.map((byte) => 255 - byte)));
    expect(readdirSync(path.dirname(file))).toEqual(['turned.bin']);
  });

  it('transfers of binary input and output are retried after failures of the storage', async () => {
    steps.put('in.bin', ALL_BYTES);
    emulator.misbehave('payload-put', [{ status: 503 }, 'reset']);
    emulator.misbehave('payload-get', ['cut', { status: 500 }]);
    const step = await run({
      'binary-input': 'in.bin',
      'binary-output': 'out.bin',
      source: 'return { BinaryOutput = ({...})[1].BinaryInput }',
    });
    expect(step.conclusion).toBe('success');
    expect(readFileSync(path.join(steps.workspace, 'out.bin'))).toEqual(ALL_BYTES);
  });

  it('a script without binary output gets a warning, and no file is written', async () => {
    const step = await run({ 'binary-output': 'out.bin', source: 'return { ok = true }' });
    expect(step.conclusion).toBe('success');
    expect(step.annotations).toMatchObject([{ level: 'warning' }]);
    expect(readdirSync(steps.workspace)).toEqual([]);
  });
});

describe('arguments', () => {
  it('arguments reach the script unchanged, whatever characters they contain', async () => {
    const args = {
      text: ']] ]=] "\'\\ \u0000 \r\n — 猫',
      numbers: [0.1, 1e300, -7],
      deep: { on: true },
    };
    steps.put('a.luau', '--!strict\n-- a comment\nreturn args\n');
    const step = await run({ script: 'a.luau', args: JSON.stringify(args) });
    expect(JSON.parse(step.outputs['result'] ?? '')).toEqual(args);
  });

  it('arguments do not move the line of an error', async () => {
    steps.put('a.luau', '\n\nerror("here " .. args.who)\n');
    const step = await run({ script: 'a.luau', args: '{"who": "you"}' });
    expect(step.annotations).toMatchObject([
      { title: 'Luau script error', file: 'a.luau', line: 3 },
    ]);
    expect(step.annotations[0]?.message).toContain('here you');
  });
});

describe('a task that one step starts and another collects', () => {
  it('a step that collects a task has the same verdict as a step that waits', async () => {
    steps.put('a.luau', 'task.wait(0.2)\nprint("late")\nerror("too late")\n');
    const started = await run({ script: 'a.luau', wait: 'false' });
    expect(started.outputs).toMatchObject({ outcome: 'pending', state: 'PROCESSING' });
    expect(started.conclusion).toBe('success');
    const collected = await run({
      task: `${emulator.url}/cloud/v2/${started.outputs['task-path']}`,
      script: 'a.luau',
      'universe-id': '',
      'place-id': '',
    });
    expect(collected.outputs).toMatchObject({
      outcome: 'failed',
      'task-id': started.outputs['task-id'],
      'place-version': started.outputs['place-version'],
    });
    expect(collected.outputs['logs']).toMatch(/^late/);
    expect(collected.annotations).toMatchObject([
      { title: 'Luau script error', file: 'a.luau', line: 3 },
    ]);
  });
});
