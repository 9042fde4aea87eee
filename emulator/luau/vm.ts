/**
 * luau-web, tamed: the right one of its two builds, enough memory, no noise, and a way for Luau to talk to JavaScript
 * that works at any depth of the stack. Only ever loaded in a worker, because it changes the global `WebAssembly`.
 */

/** A function of the VM. Its promise rejects with a `LuaError` for an error raised in Luau. */
export type LuauFunction = (...args: unknown[]) => Promise<unknown[]>;

/** Names that Luau can read and write as fields of one object, each access a synchronous call. */
export interface Host {
  read(name: string): unknown;
  write(name: string, value: unknown): void;
}

/** A Luau state. */
export interface LuauVm {
  /**
   * Compiles a chunk. Messages and traces call it `name`.
   *
   * @throws {SyntaxError} whose message is Luau's, such as `TaskScript:3: Expected …`
   */
  load(source: string, name: string): LuauFunction;
  /** An object to hand to Luau functions. */
  expose(host: Host): unknown;
  /**
   * The bytes of a Luau buffer where they lie in the VM's memory, to be read or written before Luau goes on. A string
   * would be the other way across, but it ends at a NUL and is garbage at once, of which 100 MiB are too much.
   *
   * @param description what Luau's `tostring` says of the buffer, which holds its address, a space, and its length:
   * `buffer: 0x000000000015a268 300`
   * @throws {Error} when no buffer of this length is there
   */
  bytesOf(description: string): Uint8Array<ArrayBuffer>;
}

interface LuauWeb {
  LuauState: {
    createAsync(): Promise<{
      loadstring(source: string, chunkName: string, throwOnCompilationError: true): LuauFunction;
    }>;
  };
  CompileError: new () => Error;
  InternalLuauWasmModule: {
    JS_MUTABLE: symbol;
    fprint(): void;
    fprintwarn(): void;
    fprinterr(): void;
  };
}

/** A compiled WebAssembly module; it can be sent to other threads, which then share its machine code. */
export type CompiledVm = object;

interface VmInstance {
  exports: { memory: { buffer: ArrayBuffer } };
}

interface WebAssemblyGlobal {
  Suspending?: unknown;
  compile(binary: Uint8Array): Promise<CompiledVm>;
  instantiate(module: CompiledVm, imports: unknown): Promise<VmInstance>;
}

/**
 * What a task gets. As shipped the VM has 17 MiB and cannot grow, which is too little for 4 MiB of results and their
 * copies. It is reserved at once but taken from the system only as it is used.
 */
export const MEMORY_MIB = 256;

const PAGES_PER_MIB = 16;
const MEMORY_SECTION = 5;

function readLeb(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let next = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[next] ?? 0;
    next += 1;
    value |= (byte & 0x7f) << shift;
    if ((byte & 0x80) === 0) return { value, next };
  }
}

function leb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...leb(value >>> 7)];
}

/**
 * The same WebAssembly module with a memory of another size.
 *
 * @throws {Error} when the module defines no memory
 */
export function withMemory(binary: Uint8Array, mebibytes: number): Uint8Array {
  const headerBytes = 8;
  for (let start = headerBytes; start < binary.length;) {
    const { value: size, next: body } = readLeb(binary, start + 1);
    if (binary[start] === MEMORY_SECTION) {
      const pages = leb(mebibytes * PAGES_PER_MIB);
      // One memory, with a maximum, which is the minimum.
      const section = [1, 1, ...pages, ...pages];
      return Buffer.concat([
        binary.subarray(0, start),
        Uint8Array.from([MEMORY_SECTION, ...leb(section.length), ...section]),
        binary.subarray(body + size),
      ]);
    }
    start = body + size;
  }
  throw new Error(
    'The Luau module has no memory section to enlarge; check emulator/luau/vm.ts against the installed luau-web.',
  );
}

async function loadLuauWeb(
  compiled: CompiledVm | undefined,
  onCompiled: (module: CompiledVm) => void,
): Promise<{ luauWeb: LuauWeb; memory: () => ArrayBuffer }> {
  const global = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;
  // With it luau-web takes its JSPI build, in which pcall, xpcall and coroutine.resume catch nothing.
  delete global.Suspending;
  const instantiate = global.instantiate.bind(global);
  let vm: VmInstance | undefined;
  const instantiateEnlarged = async (binary: Uint8Array, imports: unknown) => {
    let module = compiled;
    if (module === undefined) {
      module = await global.compile(withMemory(binary, MEMORY_MIB));
      onCompiled(module);
    }
    vm = await instantiate(module, imports);
    return { instance: vm, module };
  };
  Object.assign(global, { instantiate: instantiateEnlarged });
  const luauWeb = (await import('luau-web')) as unknown as LuauWeb;
  return {
    luauWeb,
    memory() {
      if (vm === undefined) throw new Error('The VM has not been started.');
      return vm.exports.memory.buffer;
    },
  };
}

/** A buffer in memory: a header of the garbage collector, four bytes of length, and the bytes. */
const BUFFER_LENGTH_OFFSET = 4;
const BUFFER_BYTES_OFFSET = 8;

function findBuffer(memory: ArrayBuffer, description: string): Uint8Array<ArrayBuffer> {
  const [, digits, lengthDigits] = /^buffer: 0x([0-9a-f]+) (\d+)$/.exec(description) ?? [];
  const address = Number.parseInt(digits ?? '', 16);
  const length = Number(lengthDigits);
  const isInside = address + BUFFER_BYTES_OFFSET + length <= memory.byteLength;
  const isLittleEndian = true;
  if (
    !isInside ||
    new DataView(memory).getUint32(address + BUFFER_LENGTH_OFFSET, isLittleEndian) !== length
  ) {
    throw new Error(
      `There is no Luau buffer at "${description}"; check emulator/luau/vm.ts against the installed luau-web.`,
    );
  }
  return new Uint8Array(memory, address + BUFFER_BYTES_OFFSET, length);
}

/**
 * luau-web treats a `Map` as a table, and reads and writes its entries without suspending the VM. Calls of JavaScript
 * functions do suspend it, which costs more and is limited in depth, so nothing is called.
 */
class HostTable extends Map<unknown, unknown> {
  readonly #host: Host;
  readonly #mutable: symbol;

  constructor(host: Host, mutable: symbol) {
    super();
    this.#host = host;
    this.#mutable = mutable;
  }

  override has(name: unknown): boolean {
    return name === this.#mutable || typeof name === 'string';
  }

  override get(name: unknown): unknown {
    return this.#host.read(String(name));
  }

  override set(name: unknown, value: unknown): this {
    this.#host.write(String(name), value);
    return this;
  }
}

/**
 * Starts a Luau VM in this thread, for good: there is one per worker.
 *
 * @param compiled what an earlier start handed to `onCompiled`; it saves most of the time that a start takes
 */
export async function startVm(
  compiled: CompiledVm | undefined,
  onCompiled: (module: CompiledVm) => void,
): Promise<LuauVm> {
  const { luauWeb, memory } = await loadLuauWeb(compiled, onCompiled);
  const { LuauState, CompileError, InternalLuauWasmModule: internals } = luauWeb;
  const state = await LuauState.createAsync();
  // It complains to the console about values that it cannot convert.
  Object.assign(internals, { fprint() {}, fprintwarn() {}, fprinterr() {} });

  return {
    load(source, name) {
      try {
        return state.loadstring(source, `=${name}`, true);
      } catch (error) {
        if (!(error instanceof CompileError)) throw error;
        throw new SyntaxError(error.message, { cause: error });
      }
    },
    expose: (host) => new HostTable(host, internals.JS_MUTABLE),
    bytesOf: (description) => findBuffer(memory(), description),
  };
}
