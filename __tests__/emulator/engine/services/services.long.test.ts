import { describe, expect, it } from '@jest/globals';
import { results } from '../run.ts';

describe('services without a world', () => {
  it('messages come back to the subscriptions of their topic until these are disconnected', async () => {
    const script = `
      local service = game:GetService("MessagingService")
      local found = {}
      local connection = service:SubscribeAsync("sales", function(message)
        table.insert(found, message.Data.item)
      end)
      service:PublishAsync("sales", { item = "sword" })
      service:PublishAsync("other", { item = "shield" })
      task.wait()
      connection:Disconnect()
      service:PublishAsync("sales", { item = "bow" })
      task.wait()
      return found`;
    expect(await results(script)).toEqual([['sword']]);
  });

  it('CollectionService signals instances that get a tag in the game and that leave it', async () => {
    const script = `
      local service = game:GetService("CollectionService")
      local found = {}
      service:GetInstanceAddedSignal("Lava"):Connect(function(part) table.insert(found, "+" .. part.Name) end)
      service:GetInstanceRemovedSignal("Lava"):Connect(function(part) table.insert(found, "-" .. part.Name) end)
      local part = Instance.new("Part")
      part:AddTag("Lava")
      local before = #found
      part.Parent = workspace
      local tagged = #service:GetTagged("Lava")
      part:Destroy()
      return before, found, tagged, #service:GetTagged("Lava")`;
    expect(await results(script)).toEqual([0, ['+Part', '-Part'], 1, 0]);
  });

  it('a tween moves properties on frames and completes at its goal', async () => {
    const script = `
      local part = Instance.new("Part", workspace)
      local info = TweenInfo.new(1, Enum.EasingStyle.Linear)
      local tween = game:GetService("TweenService"):Create(part, info, { Transparency = 1, Position = Vector3.xAxis })
      local before = tween.PlaybackState.Name
      tween:Play()
      task.wait(0.5)
      local middle = part.Transparency
      local state = tween.Completed:Wait()
      return before, math.abs(middle - 0.5) < 0.05, state.Name, part.Transparency, part.Position.X`;
    expect(await results(script)).toEqual(['Begin', true, 'Completed', 1, 1]);
  });

  it('a tween that reverses ends at its start, and a cancelled one stays', async () => {
    const script = `
      local service = game:GetService("TweenService")
      local value = Instance.new("NumberValue")
      local tween = service:Create(value, TweenInfo.new(0.5, Enum.EasingStyle.Linear, Enum.EasingDirection.In, 0, true), { Value = 8 })
      tween:Play()
      tween.Completed:Wait()
      local reversed = value.Value
      service:Create(value, TweenInfo.new(1), { Value = 8 }):Play()
      task.wait(0.5)
      local other = service:Create(value, TweenInfo.new(1), { Value = 100 })
      other:Cancel()
      return reversed, value.Value > 0, other.PlaybackState.Name`;
    expect(await results(script)).toEqual([0, true, 'Cancelled']);
  });

  it('a tween of a property that cannot be tweened is refused', async () => {
    const script = `
      local service, part = game:GetService("TweenService"), Instance.new("Part")
      local function why(goals) return (select(2, pcall(service.Create, service, part, TweenInfo.new(), goals))) end
      return why({ Nope = 1 }), why({ Transparency = "x" })`;
    expect(await results(script)).toEqual([
      "TweenService:Create no property named 'Nope' for object 'Part'",
      "TweenService:Create property named 'Transparency' cannot be tweened due to type mismatch (property is a 'number', but given type is 'string')",
    ]);
  });

  it.each([
    ['Linear', 'In', 0.25],
    ['Quad', 'Out', 0.4375],
    ['Cubic', 'InOut', 0.0625],
    ['Bounce', 'Out', 0.47265625],
  ])(
    'the easing style %s in the direction %s is %d at a quarter',
    async (style, direction, value) => {
      const script = `return game:GetService("TweenService"):GetValue(
      0.25, Enum.EasingStyle.${style}, Enum.EasingDirection.${direction})`;
      expect((await results(script))[0]).toBeCloseTo(value);
    },
  );

  it('Debris destroys an item after its lifetime', async () => {
    const script = `
      local part = Instance.new("Part", workspace)
      game:GetService("Debris"):AddItem(part, 1)
      task.wait(0.5)
      local before = part.Parent == workspace
      task.wait(1)
      return before, part.Parent == nil`;
    expect(await results(script)).toEqual([true, true]);
  });

  it('HttpService encodes text for URLs', async () => {
    const script = `return game:GetService("HttpService"):UrlEncode("a b&ü")`;
    expect(await results(script)).toEqual(['a%20b%26%C3%BC']);
  });

  it('a server has no input devices', async () => {
    const script = `
      local service = game:GetService("UserInputService")
      return service.TouchEnabled, service.KeyboardEnabled, #service:GetKeysPressed()`;
    expect(await results(script)).toEqual([false, false, 0]);
  });

  it('ReflectionService lists the classes with their superclasses', async () => {
    const script = `
      local service, found = game:GetService("ReflectionService"), nil
      for _, class in service:GetClasses() do
        if class.Name == "Part" then found = class.Superclass end
      end
      return found, service:GetClass("Folder").Superclass, service:GetClass("Nothing") == nil`;
    expect(await results(script)).toEqual(['FormFactorPart', 'Instance', true]);
  });

  it('a server has no top bar', async () => {
    const script = `
      local top, bottom = game:GetService("GuiService"):GetGuiInset()
      return tostring(top), tostring(bottom)`;
    expect(await results(script)).toEqual(['0, 0', '0, 0']);
  });

  it.each([
    ['MarketplaceService', 'GetProductInfo', '1'],
    ['TeleportService', 'Teleport', '1'],
    ['InsertService', 'LoadAsset', '1'],
    ['HttpService', 'GetAsync', '"https://example.com"'],
  ])('%s:%s, which needs Roblox, is refused by name', async (service, member, argument) => {
    const script = `return (select(2, pcall(function()
      game:GetService("${service}"):${member}(${argument})
    end)))`;
    expect(await results(script)).toEqual([
      expect.stringContaining(`${service}:${member} is not available in the emulator`),
    ]);
  });
});
