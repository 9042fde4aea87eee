/**
 * Writes into the memory of the Luau VM, for what Luau code cannot do by itself: native types for the emulator's
 * objects, a metatable for vectors, and globals that are resolved when a chunk is loaded. Offsets are those of
 * luau-web 1.4 (Luau of February 2026, 32-bit pointers). Each write is preceded by a look at the type byte of the
 * object that it changes; a write that does not fit is left out, and the prelude goes its slower way. WebAssembly's
 * memory is little-endian, as are all machines that Node runs on.
 */

/** Luau's type numbers: the first byte of each object in the heap. */
const TYPE_VECTOR = 4;
const TYPE_STRING = 5;
const TYPE_TABLE = 6;
const TYPE_USERDATA = 8;

const POINTER_BYTES = 4;

/** A value in a table's array: 8 bytes of value, 4 of a vector's third number, 4 of type. */
const VALUE_BYTES = 16;
const VALUE_TYPE_OFFSET = 12;

const TABLE_SAFE_ENV_OFFSET = 5;
const TABLE_ARRAY_OFFSET = 20;

const USERDATA_TAG_OFFSET = 3;
const USERDATA_METATABLE_OFFSET = 8;

/** Any tag below Luau's own for `newproxy`, whose objects have no `__type`. */
const USERDATA_TAG = 100;

const STATE_GLOBAL_OFFSET = 16;
const STATE_GLOBALS_TABLE_OFFSET = 56;

/** How far into the global state its list of metatables is looked for. */
const MAX_GLOBAL_STATE_BYTES = 4096;

const BUFFER_LENGTH_OFFSET = 4;
const BUFFER_BYTES_OFFSET = 8;

/** The address in what Luau's `tostring` says of an object. */
function addressIn(description: string): number {
  const [, digits] = /0x([0-9a-f]+)/.exec(description) ?? [];
  return Number.parseInt(digits ?? '0', 16);
}

/** The memory of one VM. Descriptions are what Luau's `tostring` says of an object: `table: 0x000000000015a268`. */
export class VmMemory {
  readonly #memory: () => ArrayBuffer;
  readonly #state: number;
  readonly #isWritable: boolean;
  /** Where the address of the metatable of vectors stands. */
  #vectorSlot: number | undefined;
  #globals: number | undefined;

  /**
   * @param state the address of the VM's main thread
   * @param isWritable whether to write at all
   */
  constructor(memory: () => ArrayBuffer, state: number, isWritable: boolean) {
    this.#memory = memory;
    this.#state = state;
    this.#isWritable = isWritable;
  }

  /** Views of the whole memory, which never grows. A batch of objects is looked at several hundred times. */
  #bytes = new Uint8Array();
  #words = new Uint32Array();

  #refresh(): void {
    const memory = this.#memory();
    if (this.#bytes.buffer === memory) return;
    this.#bytes = new Uint8Array(memory);
    this.#words = new Uint32Array(memory);
  }

  /** The type byte of an object; none when nothing is to be written. */
  #byte(address: number): number {
    this.#refresh();
    return this.#isWritable ? (this.#bytes[address] ?? 0) : 0;
  }

  #pointer(address: number): number {
    this.#refresh();
    return this.#words[address / POINTER_BYTES] ?? 0;
  }

  #setPointer(address: number, value: number): void {
    this.#refresh();
    this.#words[address / POINTER_BYTES] = value;
  }

  /** Finds the VM's list of metatables by the one entry that is known, that of strings. */
  findMetatables(stringMetatable: string): void {
    const wanted = addressIn(stringMetatable);
    const start = this.#pointer(this.#state + STATE_GLOBAL_OFFSET);
    if (this.#byte(wanted) !== TYPE_TABLE) return;
    for (let offset = 0; offset < MAX_GLOBAL_STATE_BYTES; offset += POINTER_BYTES) {
      if (this.#pointer(start + offset) === wanted) {
        this.#vectorSlot = start + offset + (TYPE_VECTOR - TYPE_STRING) * POINTER_BYTES;
        return;
      }
    }
  }

  /** Gives all vectors a metatable. */
  setVectorMetatable(metatable: string): void {
    const address = addressIn(metatable);
    if (this.#vectorSlot === undefined || this.#byte(address) !== TYPE_TABLE) return;
    this.#setPointer(this.#vectorSlot, address);
  }

  /**
   * Makes proxies into objects of a type: with a metatable that they share, and whose `__type` counts.
   *
   * @param pool a table that holds the proxies at 1 to `count`
   */
  adopt(metatable: string, pool: string, count: number): void {
    const owner = addressIn(metatable);
    const table = addressIn(pool);
    if (this.#byte(owner) !== TYPE_TABLE || this.#byte(table) !== TYPE_TABLE) return;
    const array = this.#pointer(table + TABLE_ARRAY_OFFSET);
    const [bytes, words] = [this.#bytes, this.#words];
    for (let index = 0; index < count; index += 1) {
      const value = array + index * VALUE_BYTES;
      const proxy = words[value / POINTER_BYTES] ?? 0;
      const isProxy =
        bytes[value + VALUE_TYPE_OFFSET] === TYPE_USERDATA && bytes[proxy] === TYPE_USERDATA;
      if (!isProxy) return;
      bytes[proxy + USERDATA_TAG_OFFSET] = USERDATA_TAG;
      words[(proxy + USERDATA_METATABLE_OFFSET) / POINTER_BYTES] = owner;
    }
  }

  /**
   * Marks an environment as one whose globals are what they were when its chunk was loaded. `setfenv` and `getfenv`
   * take the mark away, and calls of built-in functions are then several times slower.
   */
  markSafe(environment: string): void {
    const address = addressIn(environment);
    if (this.#byte(address) !== TYPE_TABLE) return;
    this.#bytes[address + TABLE_SAFE_ENV_OFFSET] = 1;
  }

  /** Makes a table the globals that chunks are loaded with. */
  setGlobals(table: string): void {
    const slot = this.#state + STATE_GLOBALS_TABLE_OFFSET;
    const address = addressIn(table);
    if (this.#byte(this.#pointer(slot)) !== TYPE_TABLE || this.#byte(address) !== TYPE_TABLE)
      return;
    this.#setPointer(slot, address);
    this.#globals = address;
  }

  /** Prepares the loading of a chunk, which resolves globals only if they are marked as safe. */
  markGlobalsSafe(): void {
    const slot = this.#state + STATE_GLOBALS_TABLE_OFFSET;
    const address = this.#globals ?? this.#pointer(slot);
    if (this.#byte(address) === TYPE_TABLE) {
      this.#bytes[address + TABLE_SAFE_ENV_OFFSET] = 1;
    }
  }

  /**
   * The bytes of a Luau buffer where they lie, to be read or written before Luau goes on. A string would be the other
   * way across, but it ends at a NUL and is garbage at once, of which 100 MiB are too much.
   *
   * @param description `buffer: 0x000000000015a268 300`, with the length behind a space
   * @throws {Error} when no buffer of this length is there
   */
  bytesOf(description: string): Uint8Array<ArrayBuffer> {
    const [, digits, lengthDigits] = /^buffer: 0x([0-9a-f]+) (\d+)$/.exec(description) ?? [];
    const address = Number.parseInt(digits ?? '', 16);
    const length = Number(lengthDigits);
    const memory = this.#memory();
    const isInside = address + BUFFER_BYTES_OFFSET + length <= memory.byteLength;
    if (!isInside || this.#pointer(address + BUFFER_LENGTH_OFFSET) !== length) {
      throw new Error(
        `There is no Luau buffer at "${description}"; check emulator/engine/vm-memory.ts against the installed luau-web.`,
      );
    }
    return new Uint8Array(memory, address + BUFFER_BYTES_OFFSET, length);
  }
}
