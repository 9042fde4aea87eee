import { describe, expect, it } from '@jest/globals';
import { WHY, results, run } from './run.ts';

const TREE = `
  local top = Instance.new("Folder")
  top.Name = "Top"
  local left = Instance.new("Folder", top)
  left.Name = "Left"
  local right = Instance.new("Configuration", top)
  right.Name = "Right"
  local leaf = Instance.new("StringValue", left)
  leaf.Name = "Leaf"
  local function names(list)
    local found = {}
    for _, instance in list do table.insert(found, instance.Name) end
    return table.concat(found, " ")
  end
`;

describe('a tree of instances', () => {
  it('has children, descendants and paths in the order in which they came', async () => {
    const script = `${TREE}
      return names(top:GetChildren()), names(top:GetDescendants()), leaf:GetFullName(), top.Left == left,
        leaf.Parent == left, top:IsAncestorOf(leaf), leaf:IsDescendantOf(right), leaf:IsDescendantOf(nil), top.Parent
    `;
    expect(await results(script)).toEqual([
      'Left Right',
      'Left Leaf Right',
      'Top.Left.Leaf',
      true,
      true,
      true,
      false,
      true,
      null,
    ]);
  });

  it('finds instances by name, by class and by what they inherit from, upwards and downwards', async () => {
    const script = `${TREE}
      return {
        top:FindFirstChild("Left") == left, top:FindFirstChild("Leaf") == nil, top:FindFirstChild("Leaf", true) == leaf,
        top:FindFirstDescendant("Leaf") == leaf, top:FindFirstChildOfClass("Configuration") == right,
        left:FindFirstChildOfClass("ValueBase") == nil, left:FindFirstChildWhichIsA("ValueBase") == leaf,
        top:FindFirstChildWhichIsA("ValueBase", true) == leaf, leaf:FindFirstAncestor("Top") == top,
        leaf:FindFirstAncestorOfClass("Folder") == left, leaf:FindFirstAncestorWhichIsA("Instance") == left,
        leaf:FindFirstAncestor("Nobody") == nil, leaf:IsA("ValueBase"), leaf:IsA("Object"), not leaf:IsA("Folder"),
      }
    `;
    expect(await results(script)).toEqual([Array.from({ length: 15 }, () => true)]);
  });

  it('refuses a parent that is the instance itself, one below it, no instance, or locked', async () => {
    const script = `${TREE}${WHY}
      local gone = Instance.new("Folder")
      gone.Name = "Gone"
      gone:Destroy()
      return why(function() top.Parent = top end), why(function() top.Parent = leaf end),
        why(function() top.Parent = 5 end), why(function() gone.Parent = top end),
        why(function() workspace.Parent = nil end), why(function() workspace:Destroy() end)
    `;
    const reasons = (await results(script)).map((reason) => String(reason).replace(/^.*?: /, ''));
    expect(reasons).toEqual([
      'Attempt to set Top as its own parent',
      'Attempt to set parent of Top to Top.Left.Leaf would result in circular reference',
      'invalid argument #3 (Instance expected, got number)',
      'The Parent property of Gone is locked, current parent: NULL, new parent Top',
      'The Parent property of Workspace is locked, current parent: Game, new parent NULL',
      'The Parent property of Workspace is locked, current parent: Game, new parent NULL',
    ]);
  });

  it('tells of moves by events of the instance, of its parents and of all above', async () => {
    const script = `${TREE}
      local log = {}
      local function note(label) return function(instance) table.insert(log, label .. " " .. tostring(instance)) end end
      top.ChildAdded:Connect(note("child added"))
      left.ChildRemoved:Connect(note("child removed"))
      top.DescendantAdded:Connect(note("descendant added"))
      top.DescendantRemoving:Connect(note("descendant removing"))
      leaf.AncestryChanged:Connect(note("ancestry"))
      leaf:GetPropertyChangedSignal("Parent"):Connect(note("parent"))
      leaf.Parent = top
      right:Destroy()
      return log
    `;
    expect(await results(script)).toEqual([
      [
        'descendant removing Leaf',
        'child removed Leaf',
        'child added Leaf',
        'descendant added Leaf',
        'parent nil',
        'ancestry Leaf',
        'descendant removing Right',
      ],
    ]);
  });

  it('is taken apart for good by Destroy, and emptied by ClearAllChildren', async () => {
    const script = `${TREE}
      local log = {}
      left.Destroying:Connect(function() table.insert(log, "destroying " .. tostring(left.Parent)) end)
      local connection = leaf.Changed:Connect(function() table.insert(log, "changed") end)
      left:Destroy()
      leaf.Name = "Other"
      top:ClearAllChildren()
      return log, connection.Connected, leaf.Parent, #top:GetChildren(), right.Parent
    `;
    expect(await results(script)).toEqual([['destroying Top'], false, null, 0, null]);
  });

  it('is copied by Clone with its references, without what is not archivable', async () => {
    const script = `${TREE}
      local reference = Instance.new("ObjectValue", left)
      reference.Value = leaf
      local outside = Instance.new("ObjectValue", left)
      outside.Name = "Outside"
      outside.Value = workspace
      right.Archivable = false
      leaf:SetAttribute("size", 5)
      leaf:AddTag("tagged")
      leaf.Value = "text"
      local copy = top:Clone()
      local copied = copy.Left.Leaf
      right.Archivable = false
      return names(copy:GetDescendants()), copy.Parent, copied ~= leaf, copy.Left.Value.Value == copied,
        copy.Left.Outside.Value == workspace, copied:GetAttribute("size"), copied:HasTag("tagged"), copied.Value,
        right:Clone()
    `;
    expect(await results(script)).toEqual([
      'Left Leaf Value Outside',
      null,
      true,
      true,
      true,
      5,
      true,
      'text',
      null,
    ]);
  });

  it('is waited for by WaitForChild, with a warning after five seconds or until a timeout', async () => {
    const script = `${TREE}
      task.delay(2, function() Instance.new("Folder", top).Name = "Soon" end)
      task.delay(9, function() leaf.Name = "Late" end)
      local soon = top:WaitForChild("Soon")
      local never = top:WaitForChild("Never", 1)
      local late = left:WaitForChild("Late")
      return soon.Name, never, late == leaf
    `;
    const { outcome, log } = await run(script);
    expect(outcome).toEqual({ kind: 'returned', results: ['Soon', null, true] });
    expect(log).toEqual([`WARNING Infinite yield possible on 'Top.Left:WaitForChild("Late")'`]);
  });

  it('is searched by selectors', async () => {
    const script = `${TREE}
      leaf:AddTag("Hot")
      leaf.Value = "red"
      left:SetAttribute("level", 3)
      local function query(selector) return names(top:QueryDescendants(selector)) end
      return query("Folder"), query("Instance"), query("#Leaf"), query(".Hot"), query("Folder > StringValue"),
        query("#Left, #Right"), query("[$level = 3]"), query("[$level]"), query("StringValue[Value = 'red']"),
        query("Instance:not(Folder)"), query("Folder:has(.Hot)"), query("> StringValue"), query("#Left >> .Hot"),
        (pcall(query, "Folder >")), (pcall(query, "]"))
    `;
    expect(await results(script)).toEqual([
      'Left',
      'Left Leaf Right',
      'Leaf',
      'Leaf',
      'Leaf',
      'Left Right',
      'Left',
      'Left',
      'Leaf',
      'Leaf Right',
      'Left',
      '',
      'Leaf',
      false,
      false,
    ]);
  });
});
