import { describe, expect, it } from '@jest/globals';
import { UniverseStores } from '../../../emulator/stores/universe-stores.ts';
import { results, run } from '../engine/run.ts';

const PRELUDE = `
  local service = game:GetService("DataStoreService")
  local store = service:GetDataStore("Coins")
  local function budget(name)
    return service:GetRequestBudgetForRequestType(Enum.DataStoreRequestType[name])
  end`;

function stored(script: string): Promise<unknown[]> {
  const stores = new UniverseStores();
  return results(`${PRELUDE}\n${script}`, {
    timeoutMs: 1_000_000,
    onRequest: async (name, payload) => stores.answer('11', name, payload),
  });
}

describe('budgets of DataStoreService', () => {
  it('shrink with each request of their type, and an update uses two', async () => {
    const script = `
      local before = { budget("GetAsync"), budget("SetIncrementAsync"), budget("GetSortedAsync"), budget("ListAsync") }
      for _ = 1, 3 do store:GetAsync("a") end
      for _ = 1, 5 do store:SetAsync("a", 1) end
      store:RemoveAsync("a")
      store:UpdateAsync("a", function() return 1 end)
      service:GetOrderedDataStore("Top"):GetSortedAsync(false, 10)
      service:GetOrderedDataStore("Top"):SetAsync("a", 1)
      store:ListKeysAsync()
      service:ListDataStoresAsync()
      return before, budget("GetAsync"), budget("SetIncrementAsync"), budget("UpdateAsync"), budget("GetSortedAsync"),
        budget("SetIncrementSortedAsync"), budget("ListAsync")`;
    expect(await stored(script)).toEqual([[100, 100, 10, 10], 96, 93, 93, 9, 49, 8]);
  });

  it('grow with time to three times of what a minute without players gives', async () => {
    const script = `
      for _ = 1, 200 do store:SetAsync("a", 1) end
      local empty = budget("SetIncrementAsync")
      task.wait(60)
      local minute = budget("SetIncrementAsync")
      task.wait(600)
      return empty, minute, budget("SetIncrementAsync"), budget("GetSortedAsync"), budget("OnUpdate")`;
    expect(await stored(script)).toEqual([0, 60, 180, 15, 30]);
  });

  it('are refused by name for the types whose numbers are not known', async () => {
    const { outcome, unavailable } = await run(`${PRELUDE}\nreturn budget("StandardRead")`);
    expect(outcome).toMatchObject({ kind: 'raised' });
    expect(Object.keys(unavailable)).toEqual([
      'GetRequestBudgetForRequestType(Enum.DataStoreRequestType.StandardRead)',
    ]);
  });

  it('belong to a type of request', async () => {
    const { outcome } = await run(`${PRELUDE}\nservice:GetRequestBudgetForRequestType("Nothing")`);
    expect(outcome).toMatchObject({ kind: 'raised' });
  });
});
