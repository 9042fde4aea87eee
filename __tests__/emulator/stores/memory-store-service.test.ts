import { describe, expect, it } from '@jest/globals';
import { UniverseStores } from '../../../emulator/stores/universe-stores.ts';
import { results } from '../engine/run.ts';

function stored(script: string): Promise<unknown[]> {
  const stores = new UniverseStores();
  return results(`local service = game:GetService("MemoryStoreService")\n${script}`, {
    onRequest: async (name, payload) => stores.answer('11', name, payload),
  });
}

describe('memory stores', () => {
  it('an item of a hash map is there until it expires', async () => {
    const script = `
      local map = service:GetHashMap("map")
      map:SetAsync("a", { coins = 1 }, 10)
      local updated = map:UpdateAsync("a", function(old) old.coins += 1 return old end, 10)
      local items = map:ListItemsAsync(10):GetCurrentPage()
      task.wait(11)
      return updated.coins, items, map:GetAsync("a") == nil`;
    expect(await stored(script)).toEqual([2, [{ key: 'a', value: { coins: 2 } }], true]);
  });

  it('a sorted map gives ranges by sort key, without their bounds', async () => {
    const script = `
      local map = service:GetSortedMap("map")
      for index, key in { "c", "a", "b" } do map:SetAsync(key, key, 100, index) end
      local function keys(...)
        local found = {}
        for _, item in map:GetRangeAsync(...) do table.insert(found, item.key) end
        return found
      end
      return keys(Enum.SortDirection.Descending, 2),
        keys(Enum.SortDirection.Ascending, 9, { key = "c", sortKey = 1 }, { sortKey = 3 }),
        select(2, map:GetAsync("b")), map:GetSizeAsync()`;
    expect(await stored(script)).toEqual([['b', 'a'], ['a'], 3, 3]);
  });

  it('a queue gives items by priority, and hides them until they are removed or time out', async () => {
    const script = `
      local queue = service:GetQueue("queue", 5)
      queue:AddAsync("low", 100)
      queue:AddAsync("high", 100, 2)
      local items, id = queue:ReadAsync(1)
      queue:RemoveAsync(id)
      local second = queue:ReadAsync(1)
      local hidden, none = queue:ReadAsync(1, false, 1)
      local again = queue:ReadAsync(1)
      return items, second, #hidden, none == nil, again, queue:GetSizeAsync(), queue:GetSizeAsync(true)`;
    expect(await stored(script)).toEqual([['high'], ['low'], 0, true, ['low'], 1, 0]);
  });

  it('an expiration above 45 days is refused', async () => {
    const script = `
      local map = service:GetHashMap("map")
      return (select(2, pcall(map.SetAsync, map, "a", 1, 3888001)))`;
    expect(await stored(script)).toEqual([expect.stringContaining('expected 0 to 3888000')]);
  });
});
