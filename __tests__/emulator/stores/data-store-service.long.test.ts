import { describe, expect, it } from '@jest/globals';
import { UniverseStores } from '../../../emulator/stores/universe-stores.ts';
import { results } from '../engine/run.ts';

/** Runs a script with `service` and the data store `store`, on stores of its own or on these. */
function stored(script: string, stores = new UniverseStores()): Promise<unknown[]> {
  const opened = `
    local service = game:GetService("DataStoreService")
    local store = service:GetDataStore("Coins")
    ${script}`;
  return results(opened, {
    onRequest: async (name, payload) => stores.answer('11', name, payload),
  });
}

describe('values of data stores', () => {
  it('a value comes back as a copy, with the version, times and user ids of its key', async () => {
    const script = `
      local value = { 1, { name = "✅" } }
      local version = store:SetAsync("a", value, { 7, 8 })
      value[1] = 2
      local found, info = store:GetAsync("a")
      return found, info.Version == version, info:GetUserIds(), info.ClassName,
        info.CreatedTime == info.UpdatedTime, math.abs(info.CreatedTime / 1000 - os.time()) < 60`;
    expect(await stored(script)).toEqual([
      [1, { name: '✅' }],
      true,
      [7, 8],
      'DataStoreKeyInfo',
      true,
      true,
    ]);
  });

  it('a value of 4 MB comes back whole', async () => {
    const script = `
      local text = string.rep("✅", 1_398_000)
      store:SetAsync("a", text)
      return (store:GetAsync("a")) == text`;
    expect(await stored(script)).toEqual([true]);
  });

  it('a key without a value is nil, and false is a value', async () => {
    const script = `store:SetAsync("b", false); return store:GetAsync("a") == nil, store:GetAsync("b")`;
    expect((await stored(script)).slice(0, 2)).toEqual([true, false]);
  });

  it('the tasks of an emulator share their stores', async () => {
    const stores = new UniverseStores();
    await stored('store:SetAsync("a", 5)', stores);
    expect(await stored('return (store:GetAsync("a"))', stores)).toEqual([5]);
    expect(
      stores.answer('12', 'DataStore', { operation: 'get', store: 'D/Coins', key: 'global/a' }),
    ).toEqual({});
  });

  it('scopes have keys of their own, and AllScopes sees them all', async () => {
    const script = `
      store:SetAsync("a", 1)
      service:GetDataStore("Coins", "pvp"):SetAsync("a", 2)
      local options = Instance.new("DataStoreOptions")
      options.AllScopes = true
      local all = service:GetDataStore("Coins", "", options)
      return (store:GetAsync("a")), (all:GetAsync("global/a")), (all:GetAsync("pvp/a"))`;
    expect(await stored(script)).toEqual([1, 1, 2]);
  });

  it('a key and a value that cannot be stored are refused with the numbers of Roblox', async () => {
    const script = `
      local function why(...) return (select(2, pcall(store.SetAsync, store, ...))) end
      return why("", 1), why(string.rep("x", 51), 1), why("a", workspace), why("a", { 1, x = 2 }),
        why("a", string.rep("x", 4194303)), why("a", "\\xff")`;
    const unstorable = (type: string): string =>
      `104: Cannot store ${type} in data store. Data stores can only accept valid UTF-8 characters.`;
    expect(await stored(script)).toEqual([
      "101: Key name can't be empty.",
      '102: Key name exceeds the 50 character limit.',
      unstorable('Instance'),
      unstorable('Array'),
      '105: Serialized value exceeds 4MB limit.',
      unstorable('string'),
    ]);
  });

  it('metadata is set by options, and lost by a write without them', async () => {
    const script = `
      local options = Instance.new("DataStoreSetOptions")
      options:SetMetadata({ level = 3 })
      store:SetAsync("a", 1, {}, options)
      local _, first = store:GetAsync("a")
      store:SetAsync("a", 2)
      local _, second = store:GetAsync("a")
      return first:GetMetadata().level, second:GetMetadata().level == nil`;
    expect(await stored(script)).toEqual([3, true]);
  });
});

describe('updates of data stores', () => {
  it('UpdateAsync writes what its function returns', async () => {
    const script = `
      store:SetAsync("a", 1, { 9 })
      local value = store:UpdateAsync("a", function(old, info)
        return old + 1, info:GetUserIds(), { seen = true }
      end)
      local found, info = store:GetAsync("a")
      return value, found, info:GetUserIds(), info:GetMetadata().seen`;
    expect(await stored(script)).toEqual([2, 2, [9], true]);
  });

  it('UpdateAsync writes nothing if its function returns nil, raises or yields', async () => {
    const script = `
      store:SetAsync("a", 1)
      local cancelled = store:UpdateAsync("a", function() return nil end)
      local _, raised = pcall(store.UpdateAsync, store, "a", function() error("boom", 0) end)
      local _, yielded = pcall(store.UpdateAsync, store, "a", function() task.wait() end)
      return cancelled == nil, raised, yielded, (store:GetAsync("a"))`;
    expect(await stored(script)).toEqual([true, 'boom', 'Callbacks cannot yield', 1]);
  });

  it('UpdateAsync runs its function again if the key changed meanwhile', async () => {
    const script = `
      store:SetAsync("a", 0)
      local calls = 0
      local left = 2
      for _ = 1, 2 do
        task.spawn(function()
          store:UpdateAsync("a", function(old)
            calls += 1
            return old + 1
          end)
          left -= 1
        end)
      end
      while left > 0 do task.wait() end
      return (store:GetAsync("a")), calls`;
    expect(await stored(script)).toEqual([2, 3]);
  });

  it('IncrementAsync adds to a number, and RemoveAsync returns the value that it removes', async () => {
    const script = `
      store:IncrementAsync("a")
      local sum = store:IncrementAsync("a", 4)
      return sum, (store:RemoveAsync("a")), store:GetAsync("a") == nil`;
    expect(await stored(script)).toEqual([5, 5, true]);
  });

  it('each call yields', async () => {
    const script = `
      local order = {}
      task.spawn(function()
        store:SetAsync("a", 1)
        table.insert(order, "stored")
      end)
      table.insert(order, "called")
      task.wait()
      return order`;
    expect(await stored(script)).toEqual([['called', 'stored']]);
  });
});

describe('lists of data stores', () => {
  it('the versions of a key are listed in pages and can be read', async () => {
    const script = `
      for index = 1, 3 do store:SetAsync("a", index) end
      store:RemoveAsync("a")
      local pages = store:ListVersionsAsync("a", Enum.SortDirection.Descending, 0, 0, 3)
      local page = pages:GetCurrentPage()
      local isFinished = pages.IsFinished
      pages:AdvanceToNextPageAsync()
      local last = pages:GetCurrentPage()
      return #page, isFinished, page[1].IsDeleted, #last, pages.IsFinished,
        (store:GetVersionAsync("a", last[1].Version)), (select(2, pcall(pages.AdvanceToNextPageAsync, pages)))`;
    expect(await stored(script)).toEqual([3, false, true, 1, true, 1, 'No pages to advance to']);
  });

  it('keys and stores are listed by prefix', async () => {
    const script = `
      for _, key in { "a1", "b1", "a2" } do store:SetAsync(key, 1) end
      service:GetDataStore("Gems"):SetAsync("a", 1)
      local names = {}
      for _, key in store:ListKeysAsync("a"):GetCurrentPage() do table.insert(names, key.KeyName) end
      for _, info in service:ListDataStoresAsync():GetCurrentPage() do table.insert(names, info.DataStoreName) end
      return names`;
    expect(await stored(script)).toEqual([['a1', 'a2', 'Coins', 'Gems']]);
  });

  it('an ordered store sorts its keys by value within bounds', async () => {
    const script = `
      local ordered = service:GetOrderedDataStore("Top")
      for index = 1, 5 do ordered:SetAsync("p" .. index, index * 10) end
      return ordered:GetSortedAsync(false, 2, 15, 45):GetCurrentPage(),
        ordered:GetSortedAsync(true, 10):GetCurrentPage()[1],
        (select(2, pcall(ordered.SetAsync, ordered, "p", "text"))),
        (select(2, pcall(ordered.GetSortedAsync, ordered, true, 101)))`;
    expect(await stored(script)).toEqual([
      [
        { key: 'p4', value: 40 },
        { key: 'p3', value: 30 },
      ],
      { key: 'p1', value: 10 },
      '103: string is not allowed in data stores.',
      '106: PageSize must be within a predefined range.',
    ]);
  });
});
