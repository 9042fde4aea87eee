import { describe, expect, it } from '@jest/globals';
import { WHY, results, run } from './run.ts';

describe('the environment of a script', () => {
  it('cannot be used to reach into the engine', async () => {
    const script = `${WHY}
      local found = {}
      for name, value in { print = print, require = require, new = Instance.new, wait = task.wait, find = workspace.FindFirstChild } do
        if getfenv(value) ~= getfenv(1) then table.insert(found, name) end
        if pcall(setfenv, value, {}) then table.insert(found, "set " .. name) end
      end
      for level = 1, 20 do
        local ok, environment = pcall(getfenv, level)
        if ok and environment ~= getfenv(1) then table.insert(found, level) end
      end
      task.spawn(function()
        for level = 1, 5 do
          local ok, environment = pcall(getfenv, level)
          if ok and environment ~= getfenv(1) then table.insert(found, "spawned " .. level) end
        end
      end)
      return found, why(setfenv, print, {}), getmetatable(getfenv()), getmetatable(workspace), getmetatable(workspace.Changed),
        (pcall(function() task.mine = 1 end)), (pcall(function() debug.mine = 1 end)), (pcall(function() Instance.mine = 1 end))
    `;
    const locked = 'The metatable is locked';
    expect(await results(script)).toEqual([
      [],
      "'setfenv' cannot change environment of given object",
      locked,
      locked,
      locked,
      false,
      false,
      false,
    ]);
  });

  it('holds no value of JavaScript', async () => {
    const script = `
      local kinds, seen = {}, {}
      local function visit(value)
        if seen[value] then return end
        seen[value] = true
        kinds[typeof(value)] = true
        if type(value) == "table" then for key, item in value do visit(key) visit(item) end end
      end
      visit(getfenv())
      for _, name in string.split("print Instance task debug game workspace shared _G os utf8", " ") do visit(getfenv()[name]) end
      local list = {}
      for kind in kinds do table.insert(list, kind) end
      table.sort(list)
      return list
    `;
    const [kinds] = await results(script);
    expect(kinds).not.toContain('userdata');
  });

  it('can be replaced, and globals be changed, as setfenv and assignments do', async () => {
    const script = `
      local f = setfenv(function() return x, print == nil end, { x = 5 })
      local x, isEmpty = f()
      setfenv(1, setmetatable({ math = { floor = function() return "mine" end } }, { __index = getfenv(1) }))
      local mine = math.floor(1.5)
      print = "text"
      return x, isEmpty, mine, print, getfenv(0) ~= nil
    `;
    expect(await results(script)).toEqual([5, true, 'mine', 'text', true]);
  });

  it('has the functions of the engine', async () => {
    const script = `${WHY}
      debug.profilebegin("x") debug.profileend() task.synchronize() task.desynchronize()
      local points = {}
      for from, to in utf8.graphemes("aé€") do table.insert(points, from .. "-" .. to) end
      return typeof(settings()), typeof(UserSettings()), stats() == game:GetService("Stats"), type(version()),
        points, utf8.nfcnormalize("abc"), elapsedTime() >= 0, type(newproxy(true)), collectgarbage("count") > 0,
        why(collectgarbage), why(loadstring, "return 1"), workspace == Workspace, game == Game
    `;
    expect(await results(script)).toEqual([
      'Instance',
      'Instance',
      true,
      'string',
      ['1-1', '2-3', '4-6'],
      'abc',
      true,
      'userdata',
      true,
      "collectgarbage must be called with 'count'; use gcinfo instead",
      'loadstring() is not available',
      true,
      true,
    ]);
  });

  it('has loadstring when the place allows it', async () => {
    const tree = [
      {
        id: 1,
        parent: -1,
        className: 'ServerScriptService',
        name: 'ServerScriptService',
        properties: { LoadStringEnabled: true },
      },
    ];
    const script = `
      shown = 3
      local f = loadstring("local a = ... return a + shown, debug.info(1, 's')", "chunk")
      local value, source = f(4)
      local nothing, problem = loadstring("local =", "bad")
      return value, source, nothing, problem
    `;
    const [value, source, nothing, problem] = await results(script, { tree });
    expect([value, source, nothing]).toEqual([7, 'chunk', null]);
    expect(problem).toMatch(/^bad:1: /);
  });
});

describe('traces', () => {
  it('show the script alone, in debug.traceback, debug.info and xpcall', async () => {
    const script = `
      local bindable = Instance.new("BindableFunction")
      bindable.OnInvoke = function() return debug.traceback("note") end
      local trace = bindable:Invoke()
      local _, handled = xpcall(function() workspace:FindFirstChild() end, function() return debug.traceback() end)
      local sources = {}
      for level = 1, 10 do table.insert(sources, (debug.info(level, "s"))) end
      local source, line, name = debug.info(workspace.FindFirstChild, "sln")
      return trace, handled, sources, source, line, name
    `;
    expect(await results(script)).toEqual([
      'note\nTaskScript:3\nTaskScript:4\n',
      'TaskScript:5\nTaskScript:5\nTaskScript:5\n',
      ['TaskScript'],
      '[C]',
      -1,
      'FindFirstChild',
    ]);
  });

  it('keep ten frames at each end of a deep stack', async () => {
    const { log } = await run('local function f() f() end f()');
    const lines = log[0]?.split('\n') ?? [];
    expect(lines[0]).toBe('ERROR TaskScript:1: stack overflow');
    expect(lines).toHaveLength(1 + 2 + 21);
    expect(lines[12]).toMatch(/^\.\.\. \(\+\d+ frames\)$/);
  });
});
