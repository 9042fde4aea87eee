import { describe, expect, it } from '@jest/globals';
import {
  MemoryStores,
  type MemoryStoreRequest,
  type StoreFault,
} from '../../emulator/stores/memory-stores.ts';
import { withArgs } from '../../src/tasks/args.ts';
import {
  createClaim,
  readRefusal,
  withClaim,
  withoutClaim,
  type Refusal,
} from '../../src/tasks/claim.ts';
import type { LuauTask } from '../../src/open-cloud/types.ts';
import { run, type EngineRun } from '../emulator/engine/run.ts';

const CLAIM = createClaim('ab12', { timeoutMs: 300_000, bootTimeoutMs: 60_000, maxWaitMs: 0 });
const FUTURE = Date.now() + 3_600_000;
const HOUR_MS = 3_600_000;

/** A memory store whose clock can be put forward. */
function memoryStore(faults: StoreFault[] = []): {
  readonly runOn: (source: string) => Promise<EngineRun>;
  readonly pass: (ms: number) => void;
} {
  let passedMs = 0;
  const stores = new MemoryStores(() => faults.shift());
  return {
    runOn: (source) =>
      run(source, {
        onRequest: (_, request) =>
          Promise.resolve().then(() => {
            const { now, ...asked } = request as MemoryStoreRequest;
            return stores.answer({ ...asked, now: now + passedMs / 1_000 });
          }),
      }),
    pass: (ms) => {
      passedMs += ms;
    },
  };
}

/** The task of Roblox that an engine's run stands for. */
function taskOf({ outcome }: EngineRun): LuauTask {
  const path = { universeId: '1', placeId: '2', taskId: 't' };
  return outcome.kind === 'returned'
    ? { path, state: 'COMPLETE', results: (outcome.results ?? []) as [] }
    : {
        path,
        state: 'FAILED',
        error: { code: 'SCRIPT_ERROR', message: 'message' in outcome ? outcome.message : '' },
      };
}

const refusalOf = (engineRun: EngineRun): Refusal | undefined =>
  readRefusal(taskOf(engineRun), CLAIM);

describe('the claim', () => {
  it('the first task runs the script, and every later one returns before its first line', async () => {
    const { runOn } = memoryStore();
    const source = withClaim('print("ran")\nreturn 7', CLAIM, FUTURE);
    const first = await runOn(source);
    expect(first.outcome).toEqual({ kind: 'returned', results: [7] });
    expect(first.log).toEqual(['OUTPUT ran']);
    expect(refusalOf(first)).toBeUndefined();
    const second = await runOn(source);
    expect(second.log).toEqual([]);
    expect(refusalOf(second)).toBe('taken');
  });

  it('of two tasks that start at once, one runs the script', async () => {
    const { runOn } = memoryStore();
    const source = withClaim('print("ran")', CLAIM, FUTURE);
    const runs = await Promise.all([runOn(source), runOn(source), runOn(source)]);
    expect(runs.flatMap(({ log }) => log)).toEqual(['OUTPUT ran']);
    expect(runs.map(refusalOf).filter((refusal) => refusal === 'taken')).toHaveLength(2);
  });

  it('two runs do not disturb each other', async () => {
    const { runOn } = memoryStore();
    await runOn(withClaim('print(1)', CLAIM, FUTURE));
    const { log } = await runOn(withClaim('print(2)', { ...CLAIM, token: 'cd34' }, FUTURE));
    expect(log).toEqual(['OUTPUT 2']);
  });

  it('a task that starts after the end of the wait does not run the script, even after the expiry', async () => {
    const { runOn, pass } = memoryStore();
    await runOn(withClaim('print("ran")', CLAIM, FUTURE));
    pass(CLAIM.expiryMs - 60_000);
    const past = withClaim('print("ran")', CLAIM, Date.now() - 2_000);
    expect(refusalOf(await runOn(past))).toBe('taken');
    pass(120_000);
    const late = await runOn(past);
    expect(late.log).toEqual([]);
    expect(refusalOf(late)).toBe('late');
  });

  it('a claim lasts longer than the longest wait of its run and an hour', () => {
    const limits = { timeoutMs: 300_000, bootTimeoutMs: HOUR_MS, maxWaitMs: 2 * HOUR_MS };
    const longestWaitMs = 2 * (limits.timeoutMs + limits.bootTimeoutMs) + 2 * limits.maxWaitMs;
    expect(createClaim('ab', limits).expiryMs).toBeGreaterThanOrEqual(longestWaitMs + HOUR_MS);
  });
});

describe('the claim in a memory store that fails', () => {
  it.each<[string, StoreFault[]]>([
    ['twice', ['refused', 'refused']],
    ['after it has stored the claim', ['lost']],
    ['after it has stored the claim, again and again', ['lost', 'lost']],
  ])('is tried again if the store fails %s', async (_, faults) => {
    const { runOn } = memoryStore(faults);
    const source = withClaim('print("ran")', CLAIM, FUTURE);
    expect((await runOn(source)).log).toEqual(['OUTPUT ran']);
    expect(refusalOf(await runOn(source))).toBe('taken');
  });

  it('the task raises an error that says so, before the first line of the script', async () => {
    const { runOn } = memoryStore(['refused', 'refused', 'refused']);
    const failed = await runOn(withClaim('print("ran")', CLAIM, FUTURE));
    expect(failed.log.filter((line) => line.startsWith('OUTPUT'))).toEqual([]);
    expect(failed.outcome).toMatchObject({
      kind: 'raised',
      message:
        'The memory store of the universe could not be used, so no line of the script ran (recover, claim ab12): InternalError: The memory store failed.',
    });
    expect(refusalOf(failed)).toBe('failed');
  });

  it('an error of the script that quotes another claim is the own error of the script', async () => {
    const { runOn } = memoryStore();
    const quoted = withClaim('error("(recover, claim cd34)")', CLAIM, FUTURE);
    expect(refusalOf(await runOn(quoted))).toBeUndefined();
  });
});

describe('the prelude', () => {
  it.each([
    ['a bracket', '(function() print("ran") end)()'],
    ['a return', 'return print("ran")'],
    ['a directive', '--!strict\n--!native\nprint("ran")'],
    ['a type', '--[[\n long comment ]] type T = number\nprint("ran")'],
  ])('stands before a script that begins with %s', async (_, script) => {
    const { runOn } = memoryStore();
    expect((await runOn(withClaim(script, CLAIM, FUTURE))).log).toEqual(['OUTPUT ran']);
  });

  it('does not move a line, and leaves directives at the head', async () => {
    const { runOn } = memoryStore();
    const script = '--!strict\n\nlocal x = 1\nerror("here")';
    const source = withClaim(script, CLAIM, FUTURE);
    expect(source.split('\n')).toHaveLength(4);
    expect(source.startsWith('--!strict\n\ndo ')).toBe(true);
    expect((await runOn(source)).outcome).toMatchObject({
      kind: 'raised',
      message: 'TaskScript:4: here',
    });
  });

  it('leaves the script all of its 200 locals', async () => {
    const { runOn } = memoryStore();
    const names = Array.from({ length: 200 }, (_, index) => `l${index}`);
    const script = `local ${names.join(', ')}\nprint("ran")`;
    expect((await runOn(withClaim(script, CLAIM, FUTURE))).log).toEqual(['OUTPUT ran']);
  });

  it('stands before the arguments, and both are removed for display', async () => {
    const { runOn } = memoryStore();
    const sent = withArgs('print(args.gold)', { gold: 3 });
    const source = withClaim(sent, CLAIM, FUTURE);
    expect((await runOn(source)).log).toEqual(['OUTPUT 3']);
    expect(withoutClaim(source)).toBe(sent);
  });

  it('does not change a script without a statement, and display does not change another script', () => {
    expect(withClaim('-- nothing', CLAIM, FUTURE)).toBe('-- nothing');
    expect(withoutClaim('do local claim = 1 end')).toBe('do local claim = 1 end');
  });
});
