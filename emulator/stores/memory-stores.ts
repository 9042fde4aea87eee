/** The memory stores of one universe: hash maps, sorted maps and queues. Time is handed in, in seconds since 1970. */

/** An item of a map or a queue. */
interface Item {
  key: string;
  /** JSON. */
  value: string;
  /** Of a sorted map; the priority in a queue. */
  sortKey?: number | string;
  expiresAt: number;
  /** Changes with each write. */
  version: number;
  /** When a queue shows an item again that was read. */
  hiddenUntil: number;
  /** The id under which the item was read last. */
  readId?: string;
}

/** What goes wrong with an update: it is refused, or it is stored and the script gets an error all the same. */
export type StoreFault = 'refused' | 'lost';

/** The end of a range, without the item that it names. */
interface Bound {
  key?: string;
  sortKey?: number | string;
}

/** A request of a script. */
export interface MemoryStoreRequest {
  operation: string;
  /** The kind and name of the structure. */
  store: string;
  now: number;
  key?: string;
  /** JSON. */
  value?: string;
  /** Seconds. */
  expiration?: number;
  sortKey?: number | string;
  /** The expected version of a `swap`; 0 for an item that does not exist. */
  version?: number;
  ascending?: boolean;
  count?: number;
  lower?: Bound;
  upper?: Bound;
  allOrNothing?: boolean;
  /** Seconds for which a queue hides items that are read. */
  invisibility?: number;
  id?: string;
}

/** All items together: the emulator's own bound. */
const MAX_STORED_ITEMS = 1_000_000;

/** Numbers first, then texts, then items without a sort key: a guess. */
function rankOf(sortKey: number | string | undefined): number {
  if (sortKey === undefined) return 2;
  return typeof sortKey === 'number' ? 0 : 1;
}

function compare<Value extends number | string>(a: Value, b: Value): number {
  return a < b ? -1 : Number(a > b);
}

function compareSortKeys(a: Bound, b: Bound): number {
  const ranks = rankOf(a.sortKey) - rankOf(b.sortKey);
  if (ranks !== 0 || a.sortKey === undefined || b.sortKey === undefined) return ranks;
  return compare(a.sortKey, b.sortKey);
}

/** Compares an item with another one or with a bound, of which the key may be absent. */
function compareItems(a: Item, b: Bound): number {
  const sorted = compareSortKeys(a, b);
  return sorted !== 0 || b.key === undefined ? sorted : compare(a.key, b.key);
}

/** The memory stores of one universe, which all of its tasks share. */
export class MemoryStores {
  readonly #stores = new Map<string, Map<string, Item>>();
  readonly #takeFault: () => StoreFault | undefined;
  #writes = 0;

  /** @param takeFault returns the fault of the next update of a map */
  constructor(takeFault: () => StoreFault | undefined = () => undefined) {
    this.#takeFault = takeFault;
  }

  /**
   * Answers one request. A refusal that scripts see is `{ error }`.
   *
   * @throws {Error} if there is no such operation
   */
  answer(request: MemoryStoreRequest): unknown {
    const items = this.#open(request);
    const { key = '' } = request;
    const item = items.get(key);
    switch (request.operation) {
      case 'get':
        return item ?? {};
      case 'set':
        return this.#write(request, items, key);
      case 'swap':
        if ((item?.version ?? 0) !== request.version) return { isStale: true };
        return this.#update(request, items, key);
      case 'remove':
        items.delete(key);
        return {};
      case 'add':
        return this.#write(request, items, String(this.#writes + 1));
      case 'range':
        return rangeOf(request, items);
      case 'read':
        return this.#read(request, items);
      case 'removeRead':
        for (const [name, { readId, hiddenUntil }] of items) {
          if (readId === request.id && hiddenUntil > request.now) items.delete(name);
        }
        return {};
      case 'size':
        return { size: visibleOf(request, items).length };
      default:
        throw new Error(`MemoryStoreService has no operation "${request.operation}".`);
    }
  }

  /** The items of a structure that have not expired. */
  #open({ store, now }: MemoryStoreRequest): Map<string, Item> {
    const items = this.#stores.get(store) ?? new Map<string, Item>();
    this.#stores.set(store, items);
    for (const [key, { expiresAt }] of items) if (expiresAt <= now) items.delete(key);
    return items;
  }

  #update(request: MemoryStoreRequest, items: Map<string, Item>, key: string): unknown {
    const fault = this.#takeFault();
    const answer = fault === 'refused' ? {} : this.#write(request, items, key);
    return fault === undefined
      ? answer
      : { error: 'InternalError: The memory store is not available.' };
  }

  #write(request: MemoryStoreRequest, items: Map<string, Item>, key: string): unknown {
    let count = 0;
    for (const { size } of this.#stores.values()) count += size;
    if (count >= MAX_STORED_ITEMS && !items.has(key)) {
      return { error: `The emulator's memory stores keep at most ${MAX_STORED_ITEMS} items.` };
    }
    this.#writes += 1;
    const { value = 'null', now, expiration = 0, sortKey } = request;
    items.set(key, {
      key,
      value,
      ...(sortKey !== undefined && { sortKey }),
      expiresAt: now + expiration,
      version: this.#writes,
      hiddenUntil: 0,
    });
    return {};
  }

  #read(request: MemoryStoreRequest, items: Map<string, Item>): unknown {
    const { count = 1, allOrNothing, now, invisibility = 0 } = request;
    // A higher priority comes first; a map keeps the order in which items were added.
    const found = visibleOf(request, items)
      .toSorted((a, b) => Number(b.sortKey ?? 0) - Number(a.sortKey ?? 0))
      .slice(0, count);
    if (found.length === 0 || (allOrNothing === true && found.length < count)) return {};
    this.#writes += 1;
    const id = `read-${this.#writes}`;
    for (const item of found) Object.assign(item, { readId: id, hiddenUntil: now + invisibility });
    return { id, values: found.map(({ value }) => value) };
  }
}

/** The items that a queue does not hide. */
function visibleOf({ now }: MemoryStoreRequest, items: Map<string, Item>): Item[] {
  return [...items.values()].filter(({ hiddenUntil }) => hiddenUntil <= now);
}

function rangeOf(request: MemoryStoreRequest, items: Map<string, Item>): Item[] {
  const { ascending, count = Infinity, lower, upper } = request;
  const found = [...items.values()]
    .filter(
      (item) =>
        (lower === undefined || compareItems(item, lower) > 0) &&
        (upper === undefined || compareItems(item, upper) < 0),
    )
    .toSorted(compareItems);
  return (ascending === false ? found.toReversed() : found).slice(0, count);
}
