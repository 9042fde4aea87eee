/** The data stores of one universe, in memory. Time is handed in: milliseconds since 1970. */

/** One version of a key. A removal is a version without a value. */
interface Version {
  id: string;
  /** JSON. */
  value?: string;
  time: number;
  userIds: readonly number[];
  metadata: Readonly<Record<string, unknown>>;
}

interface Entry {
  created: number;
  versions: Version[];
}

interface Store {
  created: number;
  updated: number;
  /** By scope and key, with a slash between. */
  entries: Map<string, Entry>;
}

/** A version as a script sees it. */
export interface VersionAnswer {
  value?: string;
  version: string;
  createdTime: number;
  updatedTime: number;
  userIds: readonly number[];
  metadata: Readonly<Record<string, unknown>>;
}

/** A request of a script. */
export interface DataStoreRequest {
  operation: string;
  /** The kind and name of the store. */
  store: string;
  /** Scope and key, or the prefix of those to list. */
  key: string;
  now: number;
  /** JSON. */
  value?: string;
  delta?: number;
  userIds?: number[];
  metadata?: Record<string, unknown>;
  /** The id of a version; for `swap` the expected latest one, empty for a key that does not exist. */
  version?: string;
  ascending?: boolean;
  min?: number;
  max?: number;
  excludeDeleted?: boolean;
}

/** All versions together: the emulator's own bound, because versions do not expire here. */
const MAX_STORED_BYTES = 256 * 1024 * 1024;

/** Roblox's version ids are longer than this, and sort by time like these. */
function versionId(time: number, count: number): string {
  const hex = Math.floor(time).toString(16).toUpperCase().padStart(16, '0');
  return `${hex}.${String(count).padStart(10, '0')}.${hex}.01`;
}

function latestOf(entry: Entry | undefined): Version | undefined {
  return entry?.versions.at(-1);
}

function answerOf(entry: Entry, version: Version): VersionAnswer {
  const { id, value, time, userIds, metadata } = version;
  return {
    ...(value !== undefined && { value }),
    version: id,
    createdTime: entry.created,
    updatedTime: time,
    userIds,
    metadata,
  };
}

/** The stores of one universe, which all of its tasks share. */
export class DataStores {
  readonly #stores = new Map<string, Store>();
  #bytes = 0;
  #versions = 0;

  /**
   * Answers one request. A refusal that scripts see is `{ error }`.
   *
   * @throws {Error} if there is no such operation
   */
  answer(request: DataStoreRequest): unknown {
    const { operation } = request;
    const store = this.#stores.get(request.store);
    const entry = store?.entries.get(request.key);
    const latest = latestOf(entry);
    switch (operation) {
      case 'get':
        return entry && latest?.value !== undefined ? answerOf(entry, latest) : {};
      case 'set':
        return this.#write(request, request.value);
      case 'swap':
        if ((latest?.id ?? '') !== request.version) return { isStale: true };
        return this.#write(request, request.value);
      case 'increment':
        return this.#increment(request, latest?.value);
      case 'remove':
        if (entry === undefined || latest?.value === undefined) return {};
        this.#write(request, undefined);
        return answerOf(entry, latest);
      case 'latest':
        return entry && latest ? answerOf(entry, latest) : {};
      default:
        return this.#answerHistory(request, entry);
    }
  }

  #answerHistory(request: DataStoreRequest, entry: Entry | undefined): unknown {
    switch (request.operation) {
      case 'version':
        return this.#find(entry, ({ id }) => id === request.version);
      case 'versionAt':
        return this.#find(entry, ({ time }) => time <= (request.max ?? 0));
      case 'removeVersion':
        if (entry) this.#removeVersion(entry, request.version);
        return {};
      case 'versions':
        return this.#listVersions(request, entry);
      case 'keys':
        return this.#listKeys(request);
      case 'stores':
        return this.#listStores(request);
      case 'sorted':
        return this.#sort(request);
      default:
        throw new Error(`DataStoreService has no operation "${request.operation}".`);
    }
  }

  #write(request: DataStoreRequest, value: string | undefined): unknown {
    const { key, now, userIds = [], metadata = {} } = request;
    const bytes = value?.length ?? 0;
    if (this.#bytes + bytes > MAX_STORED_BYTES) {
      return { error: `The emulator's data stores keep at most ${MAX_STORED_BYTES} bytes.` };
    }
    this.#bytes += bytes;
    const store = this.#stores.get(request.store) ?? {
      created: now,
      updated: now,
      entries: new Map<string, Entry>(),
    };
    this.#stores.set(request.store, store);
    store.updated = now;

    const old = store.entries.get(key);
    // A key that was removed starts anew, and keeps the versions from before.
    const isNew = latestOf(old)?.value === undefined && value !== undefined;
    const entry = old ?? { created: now, versions: [] };
    if (isNew) entry.created = now;
    store.entries.set(key, entry);

    this.#versions += 1;
    const version: Version = {
      id: versionId(now, this.#versions),
      ...(value !== undefined && { value }),
      time: now,
      userIds,
      metadata,
    };
    entry.versions.push(version);
    return answerOf(entry, version);
  }

  #increment(request: DataStoreRequest, old: string | undefined): unknown {
    const value: unknown = JSON.parse(old ?? '0');
    if (typeof value !== 'number') return { isNotNumber: true };
    return this.#write(request, JSON.stringify(value + (request.delta ?? 1)));
  }

  #find(entry: Entry | undefined, matches: (version: Version) => boolean): unknown {
    const found = entry?.versions.findLast(matches);
    return entry && found?.value !== undefined ? answerOf(entry, found) : {};
  }

  #removeVersion(entry: Entry, id: string | undefined): void {
    const index = entry.versions.findIndex((version) => version.id === id);
    const [removed] = index < 0 ? [] : entry.versions.splice(index, 1);
    this.#bytes -= removed?.value?.length ?? 0;
  }

  #listVersions({ ascending, min = 0, max = 0 }: DataStoreRequest, entry?: Entry): unknown {
    const versions = (entry?.versions ?? [])
      .filter(({ time }) => time >= min && (max <= 0 || time <= max))
      .map(({ id, time, value }) => ({
        version: id,
        createdTime: time,
        isDeleted: value === undefined,
      }));
    return ascending === false ? versions.toReversed() : versions;
  }

  #listKeys({ store, key, excludeDeleted }: DataStoreRequest): unknown {
    return [...(this.#stores.get(store)?.entries ?? [])]
      .filter(
        ([name, entry]) =>
          name.startsWith(key) && (excludeDeleted !== true || latestOf(entry)?.value !== undefined),
      )
      .map(([name]) => name)
      .toSorted();
  }

  #listStores({ store: prefix }: DataStoreRequest): unknown {
    return [...this.#stores]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, { created, updated }]) => ({ name, createdTime: created, updatedTime: updated }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  #sort({ store, key: scope, ascending, min, max }: DataStoreRequest): unknown {
    const sign = ascending === true ? 1 : -1;
    return [...(this.#stores.get(store)?.entries ?? [])]
      .flatMap(([key, entry]) => {
        const value = Number(latestOf(entry)?.value ?? Number.NaN);
        const isListed = value >= (min ?? -Infinity) && value <= (max ?? Infinity);
        return key.startsWith(scope) && isListed ? [{ key: key.slice(scope.length), value }] : [];
      })
      .toSorted((a, b) => sign * (a.value - b.value));
  }
}
