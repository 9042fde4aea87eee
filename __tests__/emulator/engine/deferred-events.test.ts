import { describe, expect, it } from '@jest/globals';
import { results } from './run.ts';

const DEFERRED = {
  id: 1,
  parent: -1,
  className: 'Workspace',
  name: 'Workspace',
  properties: { SignalBehavior: ['Enum', 2] },
};

describe('In a place that defers its events', () => {
  it('those of an instance that was destroyed in the meantime are delivered all the same', async () => {
    const script = `
      local log = {}
      local function note(name) return function() table.insert(log, name) end end
      local folder = Instance.new("Folder", workspace)
      local child = Instance.new("Folder", folder)
      folder.Destroying:Connect(note("destroying"))
      folder.AncestryChanged:Connect(note("ancestry"))
      child.Destroying:Connect(note("child destroying"))
      local taken = folder.Destroying:Connect(note("never"))
      folder:Destroy()
      taken:Disconnect()
      table.insert(log, "destroyed")
      task.wait()
      return log
    `;
    expect(await results(script, { tree: [DEFERRED] })).toEqual([
      ['destroyed', 'destroying', 'ancestry', 'child destroying'],
    ]);
  });

  it('a thread that waits gets the first event after its wait', async () => {
    const script = `
      local event, got = Instance.new("BindableEvent"), {}
      task.spawn(function()
        table.insert(got, (event.Event:Wait()))
        table.insert(got, (event.Event:Wait()))
      end)
      event:Fire(1)
      event:Fire(2)
      task.wait()
      event:Fire(3)
      task.wait()
      return got
    `;
    expect(await results(script, { tree: [DEFERRED] })).toEqual([[1, 3]]);
  });
});
