import { describe, expect, it } from '@jest/globals';
import { results, run } from '../run.ts';

describe('collision groups', () => {
  it('are registered, renamed and removed, and collide unless they are told not to', async () => {
    const script = `
      local physics = game:GetService("PhysicsService")
      physics:RegisterCollisionGroup("Ghosts")
      physics:RegisterCollisionGroup("Walls")
      physics:CollisionGroupSetCollidable("Ghosts", "Walls", false)
      physics:CollisionGroupSetCollidable("Ghosts", "Ghosts", false)
      physics:RenameCollisionGroup("Ghosts", "Spirits")
      local collide = {
        physics:CollisionGroupsAreCollidable("Spirits", "Walls"),
        physics:CollisionGroupsAreCollidable("Walls", "Spirits"),
        physics:CollisionGroupsAreCollidable("Spirits", "Spirits"),
        physics:CollisionGroupsAreCollidable("Spirits", "Default"),
      }
      local names, masks = {}, {}
      for _, group in physics:GetRegisteredCollisionGroups() do
        table.insert(names, group.name)
        table.insert(masks, group.mask)
      end
      physics:UnregisterCollisionGroup("Walls")
      return collide, names, masks, physics:IsCollisionGroupRegistered("Walls"), physics:GetMaxCollisionGroups()`;
    expect(await results(script)).toEqual([
      [false, false, false, true],
      ['Default', 'Spirits', 'Walls'],
      [-1, -7, -3],
      false,
      32,
    ]);
  });

  it('that are not registered are refused, and so is one more than 32', async () => {
    const script = `
      local physics = game:GetService("PhysicsService")
      local unknown = pcall(physics.CollisionGroupSetCollidable, physics, "Default", "Nope", true)
      local count = 1
      while pcall(physics.RegisterCollisionGroup, physics, "group" .. count) do count += 1 end
      return unknown, count, (pcall(physics.RegisterCollisionGroup, physics, "Default"))`;
    expect(await results(script)).toEqual([false, 32, false]);
  });
});

describe('other parts that need no world', () => {
  it('many parts are moved at once', async () => {
    const script = `
      local a, b = Instance.new("Part", workspace), Instance.new("Part", workspace)
      workspace:BulkMoveTo({ a, b }, { CFrame.new(1, 0, 0), CFrame.new(2, 0, 0) }, Enum.BulkMoveMode.FireCFrameChanged)
      return a.Position.X, b.Position.X, (pcall(workspace.BulkMoveTo, workspace, { a }, {}))`;
    expect(await results(script)).toEqual([1, 2, false]);
  });

  it('teams are listed, without players', async () => {
    const script = `
      local teams = game:GetService("Teams")
      local red = Instance.new("Team", teams)
      Instance.new("Folder", teams)
      return #teams:GetTeams(), teams:GetTeams()[1] == red, #red:GetPlayers()`;
    expect(await results(script)).toEqual([1, true, 0]);
  });

  it('messages of an actor reach who is bound to their topic, later', async () => {
    const { log } = await run(`
      local actor = Instance.new("Actor")
      local connection = actor:BindToMessage("greet", function(...) print("got", ...) end)
      actor:SendMessage("greet", 1, "two")
      actor:SendMessage("other", 3)
      print("sent")
      task.wait()
      connection:Disconnect()
      actor:SendMessage("greet", 4)
      task.wait()`);
    expect(log).toEqual(['OUTPUT sent', 'OUTPUT got 1 two']);
  });
});
