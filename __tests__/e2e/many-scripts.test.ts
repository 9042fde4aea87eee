import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulator/server.ts';
import type { FinishedStep } from '../../runner/start-step.ts';
import { bundleSteps, type BundleSteps } from '../support/bundle-steps.ts';

// Many scripts through the bundle, on a service that holds creations back as Roblox does; its
// minute is shorter than ours.

let emulator: Emulator;
let steps: BundleSteps;

beforeEach(() => {
  steps = bundleSteps();
});

afterEach(async () => {
  steps.dispose();
  await emulator.close();
});

async function run(
  inputs: Record<string, string>,
  options: EmulatorOptions = {},
): Promise<FinishedStep> {
  emulator = await startEmulator(options);
  return steps.run(emulator, { script: 'tests/*.luau', ...inputs });
}

interface RunOutput {
  readonly script: string;
  readonly outcome: string;
  readonly result: unknown;
  readonly errorCode: string | null;
  readonly taskId: string | null;
}

function runsOf(step: FinishedStep): readonly RunOutput[] {
  return JSON.parse(step.outputs['runs'] ?? '[]') as readonly RunOutput[];
}

function outcomesOf(step: FinishedStep): Record<string, string> {
  return Object.fromEntries(runsOf(step).map(({ script, outcome }) => [script, outcome]));
}

function creations(): number {
  return emulator.requests.filter(({ path: asked }) =>
    asked.endsWith('/luau-execution-session-tasks'),
  ).length;
}

describe('a task each', () => {
  it('is created as the quota allows, and none is refused', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      steps.put(`tests/${name}.luau`, `print("this is ${name}")\nreturn "${name}"\n`);
    }
    const step = await run({}, { quotas: { createsPerMinute: 3 }, minuteMs: 2_000 });
    expect(step.conclusion).toBe('success');
    expect(runsOf(step).map(({ result }) => result)).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(creations()).toBe(5);
    expect(step.outputs['results']).toBe('[["a"],["b"],["c"],["d"],["e"]]');
    expect(step.log.map(({ text }) => text).join('\n')).toMatch(/Progress: \d of 5 scripts done/);
    expect(step.summary).toContain('gantt');
  });

  it('waits for room where the place is full of those before it', async () => {
    for (let number = 0; number < 11; number += 1) {
      steps.put(`tests/${number}.luau`, 'return true\n');
    }
    const quotas = { createsPerMinute: 40, readsPerMinute: 200, unfinishedPerPlace: 10 };
    const step = await run({}, { quotas });
    expect(step.outputs['outcome']).toBe('passed');
    expect(runsOf(step)).toHaveLength(11);
    expect(creations()).toBe(11);
    expect(step.log.map(({ text }) => text).join('\n')).toMatch(
      /Progress: .* 1 waiting, since the place has ten unfinished tasks already/,
    );
  });

  it('fails without hurting another', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      steps.put(
        `tests/${name}.luau`,
        name === 'b' ? '\nerror("b is broken")\n' : `return "${name}"\n`,
      );
    }
    const step = await run({}, { quotas: { createsPerMinute: 100 } });
    expect(outcomesOf(step)).toEqual({
      'tests/a.luau': 'passed',
      'tests/b.luau': 'failed',
      'tests/c.luau': 'passed',
      'tests/d.luau': 'passed',
    });
    expect(step.annotations).toMatchObject([
      { title: 'Luau script error', file: 'tests/b.luau', line: 2 },
    ]);
    expect(step.outputs['outcome']).toBe('failed');
  });

  it('that cannot start within `max-wait` says so, beside those that ran', async () => {
    for (const name of ['a', 'b', 'c']) {
      steps.put(`tests/${name}.luau`, `return "${name}"\n`);
    }
    const step = await run({ 'max-wait': '0' }, { quotas: { createsPerMinute: 2 } });
    expect(outcomesOf(step)).toEqual({
      'tests/a.luau': 'passed',
      'tests/b.luau': 'passed',
      'tests/c.luau': 'infrastructure',
    });
    expect(step.annotations).toMatchObject([{ title: 'Roblox quota exhausted' }]);
    expect(step.annotations[0]?.message).toContain('tests/c.luau');
  });
});

describe('one task for all', () => {
  it('gives each script its own verdict, log and lines, for one creation', async () => {
    steps.put('tests/a.luau', 'print("from a")\nreturn { passed = 2, failed = 0 }\n');
    steps.put('tests/b.luau', 'local x = 1\nprint("from b")\n\nerror("b is broken")\n');
    steps.put('tests/c.luau', '--!strict\nreturn args.who, "two"\n');
    const step = await run({ 'share-task': 'true', args: '{"who": "you"}' });
    expect(creations()).toBe(1);
    expect(outcomesOf(step)).toEqual({
      'tests/a.luau': 'passed',
      'tests/b.luau': 'failed',
      'tests/c.luau': 'passed',
    });
    expect(step.annotations).toMatchObject([
      { title: 'Luau script error', file: 'tests/b.luau', line: 4 },
    ]);
    expect(step.outputs['results']).toBe('[[{"passed":2,"failed":0}],[],["you","two"]]');
    expect(step.outputs).toMatchObject({ 'tests-passed': '2', state: 'COMPLETE' });
    expect(step.outputs['logs']).toMatch(/^from a\nfrom b\n/);
    expect(new Set(runsOf(step).map(({ taskId }) => taskId)).size).toBe(1);
  });

  it('lets a script that is no Luau fail alone', async () => {
    steps.put('tests/a.luau', 'return "a"\n');
    steps.put('tests/b.luau', 'local x = = 1\nreturn x\n');
    steps.put('tests/c.luau', 'if true then\n');
    steps.put('tests/d.luau', 'return "d"\n');
    const step = await run({ 'share-task': 'true' });
    expect(outcomesOf(step)).toEqual({
      'tests/a.luau': 'passed',
      'tests/b.luau': 'failed',
      'tests/c.luau': 'failed',
      'tests/d.luau': 'passed',
    });
    expect(step.annotations).toMatchObject([
      { title: 'Luau script error', file: 'tests/b.luau', line: 1 },
      { title: 'Luau script error', file: 'tests/c.luau' },
    ]);
    expect(runsOf(step).map(({ result }) => result)).toEqual(['a', null, null, 'd']);
  });

  it('keeps what had ended when its time runs out', async () => {
    steps.put('tests/a.luau', 'return "a"\n');
    steps.put('tests/b.luau', 'while true do\n\ttask.wait()\nend\n');
    steps.put('tests/c.luau', 'return "c"\n');
    const step = await run({ 'share-task': 'true', timeout: '2s' });
    expect(outcomesOf(step)).toEqual({
      'tests/a.luau': 'passed',
      'tests/b.luau': 'failed',
      'tests/c.luau': 'failed',
    });
    expect(step.annotations).toMatchObject([{ title: 'Luau script timed out' }]);
    expect(step.annotations[0]?.message).toContain('Not run');
    expect(step.annotations[0]?.message).toContain('tests/c.luau');
    expect(step.summary).toContain('Not run');
  });
});
