import { describe, expect, it } from '@jest/globals';
import { run } from './run.ts';

describe('what is bound to the end of a place', () => {
  it('runs when the script has returned, and the task waits for it', async () => {
    const { outcome, log } = await run(`
      game:BindToClose(function(reason)
        task.wait(2)
        print("saved", reason)
      end)
      game:BindToClose(function() print("first") end)
      game.Close:Connect(function() print("closing") end)
      print("returns")
      return 7`);
    expect(outcome).toEqual({ kind: 'returned', results: [7] });
    expect(log).toEqual([
      'OUTPUT returns',
      'OUTPUT closing',
      'OUTPUT first',
      'OUTPUT saved Enum.CloseReason.Unknown',
    ]);
  });

  it('can ask the stores of the universe', async () => {
    const asked: unknown[] = [];
    const { outcome } = await run(
      `game:BindToClose(function()
        game:GetService("DataStoreService"):GetDataStore("shop"):SetAsync("apples", 2)
      end)`,
      {
        onRequest: async (_, payload) => {
          asked.push(payload);
          return '1';
        },
      },
    );
    expect(outcome).toEqual({ kind: 'returned' });
    expect(asked).toHaveLength(1);
  });

  it('runs when the script has failed, and does not change how it ended', async () => {
    const { outcome, log } = await run(`
      game:BindToClose(function() print("saved") error("broken") end)
      error("no", 0)`);
    expect(outcome).toEqual({ kind: 'raised', message: 'no' });
    expect(log).toEqual([
      expect.stringMatching(/^ERROR no/),
      'OUTPUT saved',
      expect.stringMatching(/^ERROR TaskScript:2: broken/),
    ]);
  });

  it('runs when the script closed its own thread', async () => {
    const { outcome, log } = await run(`
      game:BindToClose(function() print("saved") end)
      local main = coroutine.running()
      task.spawn(function() task.wait(1) task.cancel(main) end)
      task.wait(10)`);
    expect(outcome).toEqual({ kind: 'returned' });
    expect(log).toEqual(['OUTPUT saved']);
  });

  it('is waited for 30 seconds at most, and never beyond the deadline of the task', async () => {
    const bound = 'game:BindToClose(function() task.wait(300) print("late") end) return 1';
    for (const timeoutMs of [60_000, 1000, 10]) {
      const { outcome, log } = await run(bound, { timeoutMs });
      expect({ outcome, log }).toEqual({ outcome: { kind: 'returned', results: [1] }, log: [] });
    }
  });

  it('is nothing for a script that binds nothing: its other threads end with it', async () => {
    const { outcome, log } = await run('task.delay(1, print, "late") return 1');
    expect({ outcome, log }).toEqual({ outcome: { kind: 'returned', results: [1] }, log: [] });
  });

  it('includes the old callback', async () => {
    const { log } = await run('game.OnClose = function() print("old") end');
    expect(log).toEqual(['OUTPUT old']);
  });

  it('has to be a function', async () => {
    const { outcome } = await run('game:BindToClose(5)');
    expect(outcome).toMatchObject({ kind: 'raised' });
  });
});
