/** The hash maps of `MemoryStoreService`, which all tasks of a universe share. */

/** "The maximum expiration time is 3,888,000 seconds (45 days)." */
const MAX_EXPIRATION_SECONDS = 3_888_000;

/** What goes wrong with an update: it is refused, or it is stored and the script gets an error all the same. */
export type StoreFault = 'refused' | 'lost';

/** What the engine asks of a hash map. Values are JSON, so that `null` and absence differ. */
export type HashMapRequest =
  | { readonly act: 'read'; readonly map: string; readonly key: string }
  | {
      readonly act: 'write';
      readonly map: string;
      readonly key: string;
      readonly json: string;
      readonly expiration: number;
      /** The version that was read. */
      readonly version: number;
    };

interface Entry {
  readonly json: string;
  readonly version: number;
  readonly expiresAt: number;
}

/** The hash maps of all universes. */
export class HashMaps {
  readonly #entries = new Map<string, Entry>();
  readonly #now: () => number;
  readonly #takeFault: () => StoreFault | undefined;
  #versions = 0;

  /**
   * @param now milliseconds of any clock
   * @param takeFault returns the fault of the next write
   */
  constructor(now: () => number, takeFault: () => StoreFault | undefined = () => undefined) {
    this.#now = now;
    this.#takeFault = takeFault;
  }

  /**
   * Reads a key, or writes it if nobody has written it since the read.
   *
   * @returns for a read the value, without `json` if there is none; for a write whether it was stored
   * @throws {Error} under a fault, or if the expiration is out of range
   */
  answer(
    universeId: string,
    request: HashMapRequest,
  ): { readonly json?: string; readonly version: number } | { readonly stored: boolean } {
    const id = JSON.stringify([universeId, request.map, request.key]);
    const known = this.#entries.get(id);
    const entry = known !== undefined && known.expiresAt > this.#now() ? known : undefined;
    const version = entry?.version ?? 0;
    if (request.act === 'read') {
      return { ...(entry && { json: entry.json }), version };
    }
    const { json, expiration } = request;
    if (!(expiration >= 0 && expiration <= MAX_EXPIRATION_SECONDS)) {
      throw new Error('InvalidRequest: The expiration time is out of range.');
    }
    if (request.version !== version) return { stored: false };
    const fault = this.#takeFault();
    if (fault !== 'refused') {
      this.#versions += 1;
      const expiresAt = this.#now() + expiration * 1000;
      this.#entries.set(id, { json, version: this.#versions, expiresAt });
    }
    if (fault !== undefined) throw new Error('InternalError: The memory store is not available.');
    return { stored: true };
  }
}
