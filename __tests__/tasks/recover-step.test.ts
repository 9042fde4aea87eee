import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { minimalInputs } from '../support/minimal-inputs.ts';
import { startCloud, type CloudScript } from '../support/loopback-cloud.ts';
import { stepInProcess, type Done, type StepInProcess } from '../support/step-in-process.ts';
import { virtualContext } from '../support/context.ts';

// What people see of a recovery: the whole action on a service that loses tasks, in virtual time.

let step: StepInProcess;
beforeAll(async () => {
  step = await stepInProcess();
});
afterAll(() => step.dispose());

async function run(cloudScript: CloudScript, inputs: Record<string, string> = {}): Promise<Done> {
  const cloud = await startCloud(cloudScript);
  try {
    return await step.run(
      { ...minimalInputs(cloud), source: 'print("ready")', recover: 'true', ...inputs },
      virtualContext(),
    );
  } finally {
    await cloud.close();
  }
}

const recoveryLines = ({ log }: Done): readonly string[] =>
  log.split('\n').filter((line) => line.includes('Recovery:'));

/** What the prelude of a script returns if another task has its claim. */
function taken(script: string): readonly unknown[] {
  const [, token = ''] = /\)\("([0-9a-f]{32})", /.exec(script) ?? [];
  return [`luau-execution-action ${token} taken`];
}

describe('a step with `recover`', () => {
  it('names the task that ran the script after a lost creation, in log, summary and output', async () => {
    const done = await run({
      answer: (endpoint, count) =>
        endpoint === 'create' && count === 0 ? { status: 502, text: '' } : undefined,
    });
    expect(done.outputs['outcome']).toBe('passed');
    expect(done.outputs['task-path']).toMatch(/tasks\/t1$/);
    expect(recoveryLines(done)).toEqual([
      expect.stringContaining(
        'Recovery: a second task follows in 3s, since the outcome of the creation is unknown',
      ),
      expect.stringContaining('Recovery: the result is that of the second task.'),
    ]);
    expect(done.summary).toContain(
      '- Recovery: the outcome of the creation was unknown; a second task was created; the result is that of the second one\n',
    );
  });

  it('names the second task if the first one never boots', async () => {
    const done = await run({
      answer: (endpoint, _, { path }) =>
        endpoint === 'read' && path.includes('/tasks/t1')
          ? { json: { path: path.replace('/cloud/v2/', '').split('?')[0], state: 'PROCESSING' } }
          : undefined,
    });
    expect(done.outputs['outcome']).toBe('passed');
    expect(done.outputs['task-path']).toMatch(/tasks\/t2$/);
    expect(recoveryLines(done)).toEqual([
      expect.stringContaining(
        'a second task is created, since the first one is unfinished after `boot-timeout`, 1m.',
      ),
      expect.stringMatching(/the second task is universes\/.*\/tasks\/t2/),
      expect.stringContaining('the result is that of the second task.'),
    ]);
  });

  it('says that the script had started if the second task finds the claim taken', async () => {
    const done = await run({
      results: taken,
      answer: (endpoint, count) =>
        endpoint === 'create' && count === 0 ? { status: 502, text: '' } : undefined,
    });
    expect(done.outputs['outcome']).toBe('infrastructure');
    expect(done.annotations.map(({ title }) => title)).toEqual([
      'Roblox may be running the script',
    ]);
    expect(done.annotations[0]?.message).toContain(
      'A second task found that the first one has the claim of this run: the script did run, or runs now',
    );
    expect(done.summary).toContain('the script had started');
  });

  it('sends a script of `args` with the prelude on the line of its first statement', async () => {
    const sent: string[] = [];
    await run(
      {
        results: (script) => {
          sent.push(script);
          return [];
        },
      },
      { source: '--!strict\nprint(args.gold)', args: '{"gold": 3}' },
    );
    expect(sent[0]?.split('\n')).toEqual([
      '--!strict',
      expect.stringMatching(
        /^do local claim = .* local args = \{\["gold"\]=3\}; print\(args\.gold\)$/,
      ),
    ]);
  });

  it('without `recover`, the error names it as the way out', async () => {
    const done = await run(
      { answer: (endpoint) => (endpoint === 'create' ? { status: 502, text: '' } : undefined) },
      { recover: 'false' },
    );
    expect(done.annotations[0]?.message).toContain('With `recover: true`');
  });
});
