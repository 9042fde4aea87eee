import { DataStores } from './data-stores.ts';
import type { DataStoreRequest } from './data-stores.ts';
import { MemoryStores } from './memory-stores.ts';
import type { MemoryStoreRequest, StoreFault } from './memory-stores.ts';

/** The stores of all universes of an emulator, which its tasks share. */
export class UniverseStores {
  readonly #data = new Map<string, DataStores>();
  readonly #memory = new Map<string, MemoryStores>();
  readonly #takeFault: () => StoreFault | undefined;

  /** @param takeFault returns the fault of the next update of a hash map */
  constructor(takeFault: () => StoreFault | undefined = () => undefined) {
    this.#takeFault = takeFault;
  }

  /**
   * Answers a request of the engine's service.
   *
   * @throws {Error} if there is no such service or operation
   */
  answer(universeId: string, service: string, payload: unknown): unknown {
    if (service === 'DataStore') {
      const stores = this.#data.get(universeId) ?? new DataStores();
      this.#data.set(universeId, stores);
      return stores.answer(payload as DataStoreRequest);
    }
    if (service === 'MemoryStore') {
      const stores = this.#memory.get(universeId) ?? new MemoryStores(this.#takeFault);
      this.#memory.set(universeId, stores);
      return stores.answer(payload as MemoryStoreRequest);
    }
    throw new Error(`The emulator has no stores of ${service}.`);
  }
}
