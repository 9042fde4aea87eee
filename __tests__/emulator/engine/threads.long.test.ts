import { describe, expect, it } from '@jest/globals';
import { WHY, results, run } from './run.ts';

describe('signals', () => {
  it('deliver to each connection until it is disconnected, to Once once', async () => {
    const script = `${WHY}
      local event, log = Instance.new("BindableEvent"), {}
      local function note(label) return function(value) table.insert(log, label .. value) end end
      local first = event.Event:Connect(note("a"))
      event.Event:Once(note("b"))
      event:Fire(1)
      event:Fire(2)
      first:Disconnect()
      event:Fire(3)
      return log, first.Connected, typeof(event.Event), typeof(first), tostring(event.Event), event.Event == event.Event,
        why(function() event.Event:Connect(5) end), why(function() return event.Event.Nope end)
    `;
    expect(await results(script)).toEqual([
      ['a1', 'b1', 'a2'],
      false,
      'RBXScriptSignal',
      'RBXScriptConnection',
      'Signal Event',
      true,
      'TaskScript:11: Attempt to connect failed: Passed value is not a function',
      'TaskScript:11: Nope is not a valid member of RBXScriptSignal',
    ]);
  });

  it('wake who waits with the next event, also who waits again during the delivery', async () => {
    const script = `
      local event, log = Instance.new("BindableEvent"), {}
      task.spawn(function()
        for _ = 1, 3 do table.insert(log, event.Event:Wait()) end
      end)
      for value = 1, 3 do event:Fire(value) end
      return log
    `;
    expect(await results(script)).toEqual([[1, 2, 3]]);
  });

  it('log the error of a handler and go on with the others', async () => {
    const script = `
      local event = Instance.new("BindableEvent")
      event.Event:Connect(function() error("bad") end)
      event.Event:Connect(function() print("good") end)
      event:Fire()
    `;
    expect((await run(script)).log).toEqual([
      "ERROR TaskScript:3: bad\nStack Begin\nScript 'TaskScript', Line 3\nStack End",
      'OUTPUT good',
    ]);
  });

  it('stop firing one another after eighty levels', async () => {
    const script = `
      local event, count = Instance.new("BindableEvent"), 0
      event.Event:Connect(function() count += 1 event:Fire() end)
      event:Fire()
      return count
    `;
    expect(await results(script)).toEqual([80]);
  });

  it('deliver later, and not to who disconnects meanwhile, when the place defers them', async () => {
    const deferred = ['Enum', 2];
    const tree = [
      {
        id: 1,
        parent: -1,
        className: 'Workspace',
        name: 'Workspace',
        properties: { SignalBehavior: deferred },
      },
    ];
    const script = `
      local event, log = Instance.new("BindableEvent"), {}
      local connection = event.Event:Connect(function(value)
        table.insert(log, value)
        if value < 3 then event:Fire(value + 1) end
      end)
      event:Fire(1)
      table.insert(log, "after")
      task.wait()
      event:Fire(9)
      connection:Disconnect()
      task.wait()
      return log
    `;
    expect(await results(script, { tree })).toEqual([['after', 1, 2, 3]]);
  });

  it('pass copies of the tables of bindables, without metatables, as an array or as a map', async () => {
    const script = `${WHY}
      local event, got = Instance.new("BindableEvent"), nil
      event.Event:Connect(function(...) got = { ... } end)
      local shared = setmetatable({ 1, { 2 } }, { __index = { x = 1 } })
      event:Fire(shared, { [5] = "five", name = "n" }, { 1, extra = true }, workspace)
      local cycle = {}
      cycle.self = cycle
      return got[1] ~= shared, got[1], getmetatable(got[1]), got[2], got[3].extra, got[4] == workspace,
        (pcall(function() event:Fire(cycle) end))
    `;
    expect(await results(script)).toEqual([
      true,
      [1, [2]],
      null,
      { '5': 'five', name: 'n' },
      null,
      true,
      false,
    ]);
  });

  it('come from a frame that passes sixty times a second while somebody listens', async () => {
    const script = `
      local run, count, sum = game:GetService("RunService"), 0, 0
      local heartbeat = run.Heartbeat:Connect(function(elapsed) count += 1 sum += elapsed end)
      local stepped = 0
      run.Stepped:Connect(function() stepped += 1 end)
      run.PreSimulation:Connect(function() stepped += 1 end)
      task.wait(1)
      heartbeat:Disconnect()
      local elapsed = run.PostSimulation:Wait()
      return count >= 58 and count <= 60, math.abs(sum - count / 60) < 0.01, stepped, elapsed > 0
    `;
    expect(await results(script)).toEqual([true, true, 0, true]);
  });
});

describe('A frame', () => {
  it('resumes all threads that are due, in the order of their times, and then fires Heartbeat', async () => {
    const script = `
      local heartbeat, order = game:GetService("RunService").Heartbeat, {}
      local function note(name) return function() table.insert(order, name) end end
      task.wait(1)
      heartbeat:Once(note("this frame"))
      task.delay(0.019, note("second"))
      task.delay(0.018, function() table.insert(order, "first") task.defer(note("deferred")) end)
      task.delay(0.035, note("third"))
      task.wait()
      heartbeat:Once(note("next frame"))
      task.wait(0.1)
      return order
    `;
    expect(await results(script)).toEqual([
      ['this frame', 'next frame', 'first', 'second', 'deferred', 'third'],
    ]);
  });

  it('ends the wait of a whole number of frames after that number', async () => {
    const script = `
      local frames = 0
      game:GetService("RunService").Heartbeat:Connect(function() frames += 1 end)
      task.wait(0.5)
      frames = 0
      local elapsed = task.wait(0.1)
      local after = frames
      task.wait(0.11)
      return after, elapsed >= 0.1, frames - after
    `;
    expect(await results(script)).toEqual([6, true, 7]);
  });

  it('is short for whoever begins to listen after a long wait', async () => {
    const script = `
      task.wait(5)
      return game:GetService("RunService").Heartbeat:Wait() < 0.02
    `;
    expect(await results(script)).toEqual([true]);
  });
});

describe('BindableFunction', () => {
  it('waits for its callback, which may yield, and passes its errors on', async () => {
    const script = `${WHY}
      local f = Instance.new("BindableFunction")
      task.delay(1, function() f.OnInvoke = function(value) task.wait(1) return value + 1, { value } end end)
      local sum, list = f:Invoke(4)
      f.OnInvoke = function() error("refused", 0) end
      return sum, list, why(function() f:Invoke() end), why(function() return f.OnInvoke end)
    `;
    expect(await results(script)).toEqual([
      5,
      [4],
      'refused',
      'TaskScript:6: OnInvoke is a callback member of BindableFunction; you can only set the callback value, get is not available',
    ]);
  });
});

describe('remotes', () => {
  it('reach nobody, for a task is a server without players', async () => {
    const script = `${WHY}
      local event, f = Instance.new("RemoteEvent"), Instance.new("RemoteFunction")
      event:FireAllClients({ 1 })
      f.OnServerInvoke = function() end
      event.OnServerEvent:Connect(function() end)
      return why(function() event:FireServer() end), why(function() event:FireClient(workspace) end),
        why(function() f:InvokeServer() end)
    `;
    expect(await results(script)).toEqual([
      'TaskScript:6: FireServer can only be called from the client',
      'TaskScript:6: FireClient: player argument must be a Player object',
      'TaskScript:7: InvokeServer can only be called from the client',
    ]);
  });
});

describe('threads', () => {
  it('end the script when its own code resumes the main one by hand', async () => {
    const script = `
      local main = coroutine.running()
      task.delay(1, function() coroutine.resume(main, "by hand") print("after") end)
      return coroutine.yield()
    `;
    expect((await run(script)).outcome).toEqual({ kind: 'returned', results: ['by hand'] });
  });

  it('fail where they are resumed by hand, and are logged where the engine resumed them', async () => {
    const script = `
      local function bad() error("bad", 0) end
      local thread = task.delay(100, bad)
      local ok, message = coroutine.resume(thread)
      task.spawn(bad)
      return ok, message
    `;
    const { outcome, log } = await run(script);
    expect(outcome).toEqual({ kind: 'returned', results: [false, 'bad'] });
    expect(log).toEqual([
      "ERROR bad\nStack Begin\nScript 'TaskScript', Line 2 - function bad\nStack End",
    ]);
  });

  it('cannot wait where Luau cannot yield', async () => {
    const script = `${WHY}
      local function sort(f) return why(table.sort, { 2, 1 }, function(a, b) f() return a < b end) end
      return sort(task.wait), sort(function() workspace.ChildAdded:Wait() end), sort(function() workspace:WaitForChild("x") end)
    `;
    const reasons = await results(script);
    expect(reasons.map((reason) => String(reason).replace(/^TaskScript:\d+: /, ''))).toEqual([
      'thread is not yieldable',
      'attempt to yield across metamethod/C-call boundary',
      'thread is not yieldable',
    ]);
  });

  it('may defer eighty levels deep', async () => {
    const script = `
      local count, message = 0, nil
      local function again()
        count += 1
        local ok, why = pcall(task.defer, again)
        message = message or (not ok and why)
      end
      task.defer(again)
      task.wait(1)
      return count, message
    `;
    expect(await results(script)).toEqual([
      80,
      'Maximum re-entrancy depth (80) exceeded calling task.defer',
    ]);
  });
});

describe('the virtual clock', () => {
  it('jumps over all waiting, and is the same for every way to ask for the time', async () => {
    const script = `
      local tick0, clock0, unix0 = tick(), os.clock(), os.time()
      local elapsed = task.wait(3600)
      return elapsed >= 3600, elapsed < 3600.001, tick() - tick0 >= 3600, os.clock() - clock0 >= 3600,
        os.time() - unix0 >= 3600, time() >= 3600, workspace:GetServerTimeNow() - tick0 >= 3600
    `;
    expect(await results(script, { timeoutMs: 7_200_000 })).toEqual(
      Array.from({ length: 7 }, () => true),
    );
  });

  it('passes while a loop looks at it', async () => {
    const script = 'local start = os.clock() repeat until os.clock() - start > 0.01 return true';
    expect(await results(script)).toEqual([true]);
  });

  it.each([
    ['waits past its deadline', 'task.wait(61)'],
    ['waits for what never happens', 'coroutine.yield()'],
    ['waits for an event that nothing fires', 'workspace.ChildAdded:Wait()'],
  ])('ends a script that %s', async (_, script) => {
    expect((await run(script)).outcome).toEqual({ kind: 'timed-out' });
  });

  it('leaves a busy loop the same time of the real one', async () => {
    expect((await run('while true do end', { timeoutMs: 300 })).outcome).toEqual({
      kind: 'timed-out',
    });
  });
});
