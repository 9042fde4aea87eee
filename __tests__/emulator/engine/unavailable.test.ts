import { describe, expect, it } from '@jest/globals';
import { run } from './run.ts';

const REACHES = `
  for _ = 1, 5 do pcall(function() workspace:Raycast() end) end
  pcall(function() Instance.new("Part"):ApplyImpulse() end)`;

describe('what is not available is told, however the script ends', () => {
  it('at its deadline, in the middle of a busy loop', async () => {
    const { outcome, log, unavailable } = await run(`${REACHES} while true do end`, {
      clock: 'real',
      timeoutMs: 1000,
    });
    expect(outcome).toEqual({ kind: 'timed-out' });
    expect(unavailable).toEqual({ 'Workspace:Raycast': 4, 'Part:ApplyImpulse': 1 });
    expect(log).toEqual([
      'WARNING The script reached for what is not available in the emulator: Part:ApplyImpulse, ' +
        'Workspace:Raycast (4 times or more). Its outcome on Roblox may differ.',
    ]);
  });

  it('at its deadline, while it waits', async () => {
    const { outcome, unavailable } = await run(`${REACHES} task.wait(100)`, { timeoutMs: 1000 });
    expect(outcome).toEqual({ kind: 'timed-out' });
    expect(unavailable).toEqual({ 'Workspace:Raycast': 5, 'Part:ApplyImpulse': 1 });
  });

  it('by an error', async () => {
    const { outcome, unavailable } = await run(`${REACHES} error("no", 0)`);
    expect(outcome).toEqual({ kind: 'raised', message: 'no' });
    expect(unavailable).toEqual({ 'Workspace:Raycast': 5, 'Part:ApplyImpulse': 1 });
  });

  it('by a lack of memory', async () => {
    const { outcome, log } = await run(
      `${REACHES} local kept = {} while true do table.insert(kept, buffer.create(2^26)) end`,
    );
    expect(outcome).toMatchObject({ kind: 'crashed' });
    expect(log.at(-1)).toContain('Workspace:Raycast (4 times or more)');
  });

  it('at most 20 names are listed, and at most 1000 counted, whatever a script makes up', async () => {
    const { log, unavailable } = await run(
      'for i = 1, 2000 do pcall(function() return Secret[string.rep("x", 1000) .. i]() end) pcall(Secret[`m{i}`]) end',
    );
    expect(Object.keys(unavailable)).toHaveLength(1000);
    expect(log.at(-1)).toMatch(/, and 980 more\. Its outcome on Roblox may differ\.$/);
    expect(log.at(-1)?.length).toBeLessThan(1000);
  });
});
