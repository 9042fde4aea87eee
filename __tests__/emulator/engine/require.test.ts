import { describe, expect, it } from '@jest/globals';
import type { InstanceNode } from '../../../emulator/engine/instance-node.ts';
import { WHY, results, run } from './run.ts';

/** A place whose ReplicatedStorage holds these modules; a name with a dot is one below another. */
function place(modules: Record<string, string>): InstanceNode[] {
  const nodes: InstanceNode[] = [
    { id: 0, parent: -1, className: 'ReplicatedStorage', name: 'ReplicatedStorage' },
  ];
  const ids = new Map([['', 0]]);
  for (const [path, source] of Object.entries(modules)) {
    const dot = path.lastIndexOf('.');
    const id = nodes.length;
    nodes.push({
      id,
      parent: ids.get(path.slice(0, Math.max(dot, 0))) ?? 0,
      className: 'ModuleScript',
      name: path.slice(dot + 1),
      source,
    });
    ids.set(path, id);
  }
  return nodes;
}

const STORAGE = 'local storage = game:GetService("ReplicatedStorage")\n';

describe('require', () => {
  it('runs a module once and returns its value, also while the module yields', async () => {
    const tree = place({
      Slow: 'print("running", script.Name, script.Parent.Name) task.wait(1) return { name = script:GetFullName() }',
    });
    const script = `${STORAGE}
      local got = {}
      for _ = 1, 3 do task.spawn(function() table.insert(got, require(storage.Slow)) end) end
      local value = require(storage.Slow)
      return #got, got[1] == value, got[3] == value, value.name
    `;
    const { outcome, log } = await run(script, { tree });
    expect(outcome).toEqual({
      kind: 'returned',
      results: [3, true, true, 'ReplicatedStorage.Slow'],
    });
    expect(log).toEqual(['OUTPUT running Slow ReplicatedStorage']);
  });

  it('fails as Roblox does for a module that fails, returns nothing, or needs itself', async () => {
    const tree = place({
      Raises: '\nerror("broken")',
      Broken: 'local x =',
      Nothing: 'local x = 1',
      Two: 'return 1, 2',
      Nil: 'return nil',
      Alone: 'return require(script)',
      Left: 'return require(script.Parent.Right)',
      Right: 'return require(script.Parent.Left)',
      LeftLater: 'task.wait(1) return require(script.Parent.RightLater)',
      RightLater: 'task.wait(1) return require(script.Parent.LeftLater)',
    });
    const script = `${WHY}
${STORAGE}
      local list = {}
      for _, name in { "Raises", "Broken", "Nothing", "Two", "Nil", "Alone", "Left", "LeftLater" } do
        table.insert(list, (string.gsub(tostring(why(function() return require(storage[name]) end)), "^TaskScript:%d+: ", "")))
      end
      return list, why(function() require(workspace) end), why(function() require() end)
    `;
    const { outcome, log } = await run(script, { tree });
    const loading = 'Requested module experienced an error while loading';
    const one = 'Module code did not return exactly one value';
    expect(outcome).toEqual({
      kind: 'returned',
      results: [
        [loading, loading, one, one, 'nil', loading, loading, loading],
        'TaskScript:8: Attempted to call require with invalid argument(s).',
        'TaskScript:8: Attempted to call require with invalid argument(s).',
      ],
    });
    expect(log[0]).toBe(
      "ERROR ReplicatedStorage.Raises:2: broken\nStack Begin\nScript 'ReplicatedStorage.Raises', Line 2\nStack End",
    );
    expect(log[1]).toMatch(/^ERROR ReplicatedStorage\.Broken:1: /);
    const recursive = log.filter((line) =>
      line.includes('Requested module was required recursively'),
    );
    expect(recursive).toHaveLength(3);
  });

  it('takes paths from the script, from the game and from an alias', async () => {
    const tree = place({
      Main: `return { require("./Other"), require("@self/Inner"), require("@game/ReplicatedStorage/Other"),
        require("@lib/Inner"), require("@src/main/Inner"), require("../ReplicatedStorage/Other") }`,
      'Main.Inner': 'return "inner"',
      Other: 'return "other"',
    });
    const script = `${WHY}
${STORAGE}
      return require(storage.Main), require("@game/ReplicatedStorage/Other"), why(function() require("Other") end),
        why(function() require("./Other") end), why(function() require("@nobody/x") end),
        why(function() require("@game/ReplicatedStorage/Nope") end), why(function() require("@game/Workspace") end)
    `;
    const aliases = { lib: 'ReplicatedStorage/Main', 'src/main': 'ReplicatedStorage/Main' };
    const [values, other, ...reasons] = await results(script, { tree, aliases });
    expect(values).toEqual(['other', 'inner', 'other', 'inner', 'inner', 'other']);
    expect(other).toBe('other');
    expect(reasons.map((reason) => String(reason).replace(/^TaskScript:\d+: /, ''))).toEqual([
      'error requiring module "Other": require path must start with a valid prefix: ./, ../, or @',
      'error requiring module "./Other": the path is relative, and this code belongs to no script of the place',
      'error requiring module "@nobody/x": @nobody is not a valid alias',
      'error requiring module "@game/ReplicatedStorage/Nope": could not resolve child component "ReplicatedStorage/Nope"',
      'error requiring module "@game/Workspace": Workspace is not a ModuleScript',
    ]);
  });

  it('runs a module that the script made, with the source that it was given', async () => {
    const script = `
      local module = Instance.new("ModuleScript")
      module.Name = "Made"
      module.Source = "return function() error('inside') end"
      local copy = module:Clone()
      local f = require(module)
      return (select(2, pcall(f))), require(copy) ~= f, copy.Source == module.Source
    `;
    expect(await results(script)).toEqual(['Made:1: inside', true, true]);
  });

  it('gives each module its own globals, and all of them one _G and one shared', async () => {
    const tree = place({
      A: '_G.seen = "g" shared.seen = "s" mine = 1 return getfenv().script == script',
      B: 'return { _G.seen, shared.seen, mine == nil, getfenv(0) == getfenv(1) }',
    });
    const script = `${STORAGE} return require(storage.A), require(storage.B), mine`;
    expect(await results(script, { tree })).toEqual([true, ['g', 's', true, true], null]);
  });

  it('can be done by hand with debug.loadmodule, anew at each call', async () => {
    const tree = place({ M: 'return {}' });
    const script = `${STORAGE}
      local f, problem, clean = debug.loadmodule(storage.M)
      local value = f()
      clean()
      local own = getfenv(setfenv(f, setmetatable({ mine = 1 }, { __index = getfenv(f) }))).mine
      return value ~= f(), problem, (pcall(debug.loadmodule, workspace)), own
    `;
    expect(await results(script, { tree })).toEqual([true, null, false, 1]);
  });
});

describe('a place', () => {
  it('is there with its names, tags, attributes and references when the script starts', async () => {
    const tree: InstanceNode[] = [
      { id: 7, parent: -1, className: 'Workspace', name: 'Workspace' },
      { id: 3, parent: 7, className: 'Folder', name: 'a\u001Eb\u001F\u0000é', tags: ['x', 'y'] },
      {
        id: 4,
        parent: 3,
        className: 'ObjectValue',
        name: 'Ref',
        properties: { Value: ['Ref', 5], Nonsense: 1 },
        attributes: { level: 4 },
      },
      { id: 5, parent: 3, className: 'IntValue', name: 'Count', properties: { Value: 12 } },
      { id: 6, parent: 3, className: 'OnlyInStudio', name: 'Odd' },
    ];
    const script = `
      local folder = workspace:GetChildren()[#workspace:GetChildren()]
      local count = folder.Count
      local copy = folder:Clone()
      return string.byte(folder.Name, 1, -1), #folder:GetTags(), folder.Ref.Value == count, count.Value,
        folder.Ref:GetAttribute("level"), copy.Ref.Value == copy.Count, copy.Count.Value, folder.Odd.Name
    `;
    const values = await results(script, { tree });
    expect(values.slice(0, -7)).toEqual([...Buffer.from('a\u001Eb\u001F\u0000é')].slice(0, 1));
    expect(values.slice(-7)).toEqual([2, true, 12, 4, true, 12, 'Odd']);
  });

  it('is a copy for each run', async () => {
    const tree = place({ M: 'return {}' });
    await results(`${STORAGE} storage.M:Destroy()`, { tree });
    expect(await results(`${STORAGE} return storage.M.Name`, { tree })).toEqual(['M']);
  });
});
