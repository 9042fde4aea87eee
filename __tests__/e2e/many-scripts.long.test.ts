import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../emulator/server.ts';
import type { FinishedStep } from '../../runner/start-step.ts';
import { bundleSteps, type BundleSteps } from '../support/bundle-steps.ts';

// Several scripts through the bundle, on a service that limits creations as Roblox does, in a shorter minute.

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

describe('scripts in a task each', () => {
  it('scripts in tasks of their own are created as the quota allows, and a failing one leaves the others alone', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      steps.put(
        `tests/${name}.luau`,
        name === 'b' ? '\nerror("b is broken")\n' : `print("this is ${name}")\nreturn "${name}"\n`,
      );
    }
    const step = await run({}, { quotas: { createsPerMinute: 3 }, minuteMs: 1_000 });
    expect(creations()).toBe(5);
    expect(outcomesOf(step)).toEqual({
      'tests/a.luau': 'passed',
      'tests/b.luau': 'failed',
      'tests/c.luau': 'passed',
      'tests/d.luau': 'passed',
      'tests/e.luau': 'passed',
    });
    expect(step.annotations).toMatchObject([
      { title: 'Luau script error', file: 'tests/b.luau', line: 2 },
    ]);
    expect(step.outputs).toMatchObject({
      outcome: 'failed',
      results: '[["a"],[],["c"],["d"],["e"]]',
    });
    expect(step.log.map(({ text }) => text).join('\n')).toMatch(/Progress: \d of 5 scripts done/);
    expect(step.summary).toContain('gantt');
  });

  it('scripts that cannot be created within `max-wait` fail, and the others keep their results', async () => {
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

describe('scripts in one task', () => {
  it('scripts in one task have a verdict, a log and line numbers each, and cost one creation', async () => {
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

  it('a script in a shared task fails alone if it is not valid Luau', async () => {
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

  it('scripts in one task keep their results if a later script runs into the timeout', async () => {
    steps.put('tests/a.luau', 'return "a"\n');
    steps.put('tests/b.luau', 'while true do\n\ttask.wait()\nend\n');
    steps.put('tests/c.luau', 'return "c"\n');
    const step = await run({ 'share-task': 'true', timeout: '1s' });
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
