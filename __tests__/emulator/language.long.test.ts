import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { printed, results, run } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

describe('Luau', () => {
  it('Luau has types, string interpolation and its library', async () => {
    const script = `
      type Pair = { left: number, right: number }
      local pair: Pair = { left = 7, right = 2 }
      local text = \`{pair.left // pair.right}\`
      local view = buffer.create(4)
      buffer.writeu8(view, 0, 200)
      return text, if pair.left > 5 then "big" else "small", buffer.readu8(view, 0),
        bit32.band(6, 3), #utf8.char(233), table.concat({ 1, 2 }, "-"), string.split("a,b", ",")
    `;
    expect(await results(emulator, script)).toEqual(['3', 'big', 200, 2, 2, '1-2', ['a', 'b']]);
  });

  it("pcall and xpcall catch errors, and keep the error's value", async () => {
    const script = `
      local ok, message = pcall(error, "plain", 0)
      local _, placed = pcall(function() error("placed") end)
      local _, value = pcall(error, { code = 7 })
      local _, handled = xpcall(function() error({ code = 8 }) end, function(e) return e.code end)
      local _, nothing = pcall(error)
      return ok, message, placed, value, handled, nothing
    `;
    expect(await results(emulator, script)).toEqual([
      false,
      'plain',
      'TaskScript:3: placed',
      { code: 7 },
      8,
      null,
    ]);
  });

  it('coroutines yield, return, and end with errors', async () => {
    const script = `
      local co = coroutine.create(function(a)
        local b = coroutine.yield(a + 1)
        return b * 2
      end)
      local _, first = coroutine.resume(co, 1)
      local _, second = coroutine.resume(co, 10)
      local dying = coroutine.create(function() error("dead", 0) end)
      local ok, why = coroutine.resume(dying)
      local wrapped = coroutine.wrap(function() for i = 1, 2 do coroutine.yield(i) end end)
      return first, second, coroutine.status(co), ok, why, wrapped(), wrapped()
    `;
    expect(await results(emulator, script)).toEqual([2, 20, 'dead', false, 'dead', 1, 2]);
  });

  it('traces name the script and its lines, and nothing of the emulator', async () => {
    const script = 'local function f()\n  return debug.traceback()\nend\nlocal t = f()\nreturn t';
    expect(await results(emulator, script)).toEqual(['TaskScript:2 function f\nTaskScript:4\n']);
  });

  it.each([
    ['a table', 'error({})', 'Error occurred, no output from Luau.'],
    ['nil', 'error()', 'Error occurred, no output from Luau.'],
    [
      'a table with __tostring',
      'error(setmetatable({}, { __tostring = function() return "said" end }))',
      'said',
    ],
    ['a number', 'error(5)', 'TaskScript:1: 5'],
    ['a text without its place', 'error("bare", 0)', 'bare'],
    [
      'a text with its caller’s place',
      'local function f() error("up", 2) end\nf()',
      'TaskScript:2: up',
    ],
  ])('a script can raise %s', async (_, script, message) => {
    expect((await run(emulator, script)).error).toEqual({ code: 'SCRIPT_ERROR', message });
  });

  it('a script gets one argument, a table', async () => {
    const script =
      'local input = ({...})[1] return select("#", ...), type(input), input.BinaryInput';
    expect(await results(emulator, script)).toEqual([1, 'table', null]);
  });

  it('a script gets an empty _G, and cannot change the library', async () => {
    const script = 'return next(_G), shared ~= nil, (pcall(function() string.mine = 1 end)), mine';
    expect(await results(emulator, script)).toEqual([null, true, false, null]);
  });

  it('a script that replaces its globals keeps running', async () => {
    const script = `
      tostring, type, error, pcall, table, string, coroutine = nil
      print("still", "here")
      return { 1 }
    `;
    expect(await printed(emulator, script)).toEqual(['OUTPUT still here']);
  });
});

describe('the task scheduler', () => {
  it('spawned threads run at once, deferred threads later, and waiting threads last', async () => {
    const script = `
      local order = {}
      local function note(text) return function(...) table.insert(order, text .. table.concat({...})) end end
      task.delay(0, note("delayed"), 1, 2)
      task.defer(note("deferred"), 3)
      task.spawn(note("spawned"), 4)
      table.insert(order, "main")
      task.wait(0.05)
      table.insert(order, "woken")
      return order
    `;
    expect(await results(emulator, script)).toEqual([
      ['spawned4', 'main', 'deferred3', 'delayed12', 'woken'],
    ]);
  });

  it('threads resume in the order of their times, and get the elapsed time', async () => {
    const script = `
      local order, enough = {}, true
      for _, seconds in { 0.12, 0.04, 0.08 } do
        task.spawn(function()
          enough = task.wait(seconds) >= seconds and enough
          table.insert(order, seconds)
        end)
      end
      task.wait(0.2)
      return order, enough
    `;
    expect(await results(emulator, script)).toEqual([[0.04, 0.08, 0.12], true]);
  });

  it('task.wait works in pcall and in a coroutine of the script', async () => {
    const script = `
      local ok, elapsed = pcall(task.wait, 0.02)
      local done = false
      local co = coroutine.create(function() task.wait(0.02) done = true end)
      local resumed, nothing = coroutine.resume(co)
      local before = done
      task.wait(0.1)
      return ok, elapsed >= 0.02, resumed, nothing, before, done
    `;
    expect(await results(emulator, script)).toEqual([true, true, true, null, false, true]);
  });

  it('a cancelled thread is never resumed', async () => {
    const script = `
      local ran = {}
      task.cancel(task.delay(0.01, function() ran.delayed = true end))
      task.cancel(task.defer(function() ran.deferred = true end))
      task.cancel(task.spawn(function() task.wait(0.01) ran.waiting = true end))
      local own, why = pcall(task.cancel, coroutine.running())
      task.wait(0.05)
      return next(ran), own, why
    `;
    expect(await results(emulator, script)).toEqual([
      null,
      false,
      expect.stringContaining('running'),
    ]);
  });

  it('a thread that the script passes to the scheduler is resumed once', async () => {
    const script = `
      local main, count = coroutine.running(), 0
      task.delay(0.02, main, "resumed")
      local value = coroutine.yield()
      local early = task.spawn(function() count += 1 task.wait(0.02) count += 1 coroutine.yield() count += 10 end)
      coroutine.resume(early)
      task.wait(0.1)
      return value, count
    `;
    expect(await results(emulator, script)).toEqual(['resumed', 2]);
  });

  it('the error of a thread is logged, and the script continues', async () => {
    const script = `
      task.spawn(function() error("at once") end)
      task.delay(0.01, function() local x = nil; x.y = 1 end)
      task.wait(0.05)
      print("after")
    `;
    expect(await printed(emulator, script)).toEqual([
      "ERROR TaskScript:2: at once\nStack Begin\nScript 'TaskScript', Line 2\nStack End",
      "ERROR TaskScript:3: attempt to index nil with 'y'\nStack Begin\nScript 'TaskScript', Line 3\nStack End",
      'OUTPUT after',
    ]);
  });

  it('the task ends with the main thread, whatever threads still wait', async () => {
    const task = await run(
      emulator,
      'task.delay(60, print, "late") task.spawn(function() task.wait(60) end) return "over"',
    );
    expect(task.output).toEqual({ results: ['over'] });
  });

  it('the deprecated wait, spawn and delay work', async () => {
    const script = `
      local order = {}
      delay(0.08, function() table.insert(order, "delayed") end)
      spawn(function() table.insert(order, "spawned") end)
      table.insert(order, "main")
      local elapsed, total = wait(0.15)
      return order, elapsed >= 0.15, total >= elapsed, time() >= total
    `;
    expect(await results(emulator, script)).toEqual([
      ['main', 'spawned', 'delayed'],
      true,
      true,
      true,
    ]);
  });

  it("invalid arguments of the scheduler raise errors at the caller's line", async () => {
    const script = `
      local function why(f) return select(2, pcall(f)) end
      return why(function() task.wait("soon") end),
        why(function() task.spawn(5) end),
        why(function() table.sort({ 2, 1 }, function(a, b) task.wait() return a < b end) end)
    `;
    expect(await results(emulator, script)).toEqual([
      "TaskScript:3: invalid argument #1 to 'wait' (number expected, got string)",
      "TaskScript:4: invalid argument #1 to 'spawn' (function or thread expected)",
      'thread is not yieldable',
    ]);
  });

  it('os.time, os.clock and tick return the time', async () => {
    const [unix, tick, clock] = await results(emulator, 'return os.time(), tick(), os.clock()');
    expect(Math.abs(Number(unix) - Date.now() / 1000)).toBeLessThan(60);
    expect(Math.abs(Number(tick) - Date.now() / 1000)).toBeLessThan(60);
    expect(clock).toBeGreaterThan(0);
  });
});
