import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CreateFault } from '../../../emulator/faults.ts';
import { startEmulator, type Emulator } from '../../../emulator/server.ts';
import { systemClock } from '../../../src/util/clock.ts';
import { create, pollTask } from '../../emulator/client.ts';
import { minimalInputs } from '../../support/minimal-inputs.ts';
import { stepInProcess, type Done, type StepInProcess } from '../../support/step-in-process.ts';

// A whole step whose scripts share one task, in real Luau over HTTP. Each script counts its starts in the memory store of
// the universe.

const count = (name: string): string => `
local starts = game:GetService("MemoryStoreService"):GetHashMap("starts")
starts:UpdateAsync("${name}", function(old) return (old or 0) + 1 end, 3600)
print("${name} started")
return { tests = { { name = "${name}", ok = true } } }`;

let step: StepInProcess;
let emulator: Emulator;

beforeEach(async () => {
  step = await stepInProcess();
  emulator = await startEmulator();
  for (const name of ['one', 'two']) {
    await writeFile(path.join(step.workspace, `${name}.luau`), count(name));
  }
});

afterEach(async () => {
  await emulator.close();
  await step.dispose();
});

/** Runs the scripts in one task whose first creation has this fault. */
async function runShared(fault: CreateFault): Promise<Done> {
  emulator.misbehave('create', [fault]);
  return step.run(
    {
      ...minimalInputs(emulator, emulator.apiKey),
      script: '*.luau',
      'share-task': 'true',
      recover: 'true',
      timeout: '30s',
    },
    {
      clock: systemClock,
      random: () => 0.5,
      signal: new AbortController().signal,
      // The claim compares it with the clock of the emulator.
      wallClock: Date.now,
    },
  );
}

/** How often each script has started. */
async function countStarts(): Promise<unknown> {
  const { path: task } = await create(
    emulator,
    {
      script: `
local starts = game:GetService("MemoryStoreService"):GetHashMap("starts")
return starts:GetAsync("one") or 0, starts:GetAsync("two") or 0`,
    },
    'universes/12/places/34',
  );
  return (await pollTask(emulator, task)).output?.results;
}

describe('a shared task with `recover`', () => {
  it('is created again after a lost creation, and each script runs once', async () => {
    const done = await runShared('reset');
    expect(done.outputs).toMatchObject({ outcome: 'passed', 'tests-passed': '2' });
    expect(done.log).toContain('one started');
    expect(done.log).toContain('Recovery: the result is that of the second task.');
    expect(await countStarts()).toEqual([1, 1]);
  });

  it('runs each script once if the first task runs and only its answer is lost', async () => {
    const done = await runShared('reset-after');
    expect(done.outputs['outcome']).toBe('infrastructure');
    expect(done.annotations).toContainEqual(
      expect.objectContaining({ title: 'Roblox may be running the script' }),
    );
    expect(await countStarts()).toEqual([1, 1]);
  });
});
