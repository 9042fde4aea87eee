/**
 * luau-web, tamed: the right one of its two builds, enough memory, no noise, and a way for Luau to talk to JavaScript
 * that works at any depth of the stack. Only ever loaded in a worker, because it changes the global `WebAssembly`.
 */
import { CompileFailure, withCompileFailures } from './compile-failure.ts';
import { VmMemory } from './vm-memory.ts';
import { withMemory } from './webassembly.ts';
import type { CompiledVm, VmImports, VmInstance, WebAssemblyGlobal } from './webassembly.ts';

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
   * Compiles a chunk. Messages and traces call it `name`. If Luau reads the function from a host, it is released at the
   * next access.
   *
   * @throws {SyntaxError} whose message is Luau's, such as `TaskScript:3: Expected …`
   */
  load(source: string, name: string): LuauFunction;
  /** An object to hand to Luau functions. */
  expose(host: Host): unknown;
  readonly memory: VmMemory;
}

interface LuauValue {
  ref: number;
  release(): void;
}

interface LuauWeb {
  LuauState: {
    createAsync(): Promise<{
      state: number;
      stateIdx: number;
      loadstring(source: string, chunkName: string, throwOnCompilationError: true): LuauFunction;
    }>;
  };
  CompileError: new () => Error;
  InternalLuauWasmModule: {
    JS_MUTABLE: symbol;
    LUA_VALUE: symbol;
    states: {
      luaValueCache: Map<number, object>;
      transactionData: unknown[];
      nextTXKey: number;
    }[];
    fprint(): void;
    fprintwarn(): void;
    fprinterr(): void;
  };
}

/**
 * What a task gets, in MiB. As shipped the VM has 17 MiB and cannot grow; suites of Jest need up to 730. It is reserved
 * at once but taken from the system only as it is used.
 */
export const MEMORY_MIB = 1024;

async function loadLuauWeb(
  compiled: CompiledVm | undefined,
  onCompiled: (module: CompiledVm) => void,
): Promise<{ luauWeb: LuauWeb; exports: () => VmInstance['exports'] }> {
  const global = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;
  // With it luau-web takes its JSPI build, in which pcall, xpcall and coroutine.resume catch nothing.
  delete global.Suspending;
  const instantiate = global.instantiate.bind(global);
  let vm: VmInstance | undefined;
  const instantiateEnlarged = async (binary: Uint8Array, imports: VmImports) => {
    let module = compiled;
    if (module === undefined) {
      module = await global.compile(withMemory(binary, MEMORY_MIB));
      onCompiled(module);
    }
    vm = await instantiate(
      module,
      withCompileFailures(imports, () => vm),
    );
    return { instance: vm, module };
  };
  Object.assign(global, { instantiate: instantiateEnlarged });
  const luauWeb = (await import('luau-web')) as unknown as LuauWeb;
  return {
    luauWeb,
    exports() {
      if (vm === undefined) throw new Error('The VM has not been started.');
      return vm.exports;
    },
  };
}

/**
 * luau-web treats a `Map` as a table, and reads and writes its entries without suspending the VM. Calls of JavaScript
 * functions do suspend it, which costs more and is limited in depth, so nothing is called.
 */
class HostTable extends Map<unknown, unknown> {
  readonly #host: Host;
  readonly #mutable: symbol;
  readonly #onAccess: () => void;

  constructor(host: Host, mutable: symbol, onAccess: () => void) {
    super();
    this.#host = host;
    this.#mutable = mutable;
    this.#onAccess = onAccess;
  }

  override has(name: unknown): boolean {
    return name === this.#mutable || typeof name === 'string';
  }

  override get(name: unknown): unknown {
    this.#onAccess();
    return this.#host.read(String(name));
  }

  override set(name: unknown, value: unknown): this {
    this.#onAccess();
    this.#host.write(String(name), value);
    return this;
  }
}

/**
 * Starts a Luau VM in this thread, for good: there is one per worker.
 *
 * @param compiled what an earlier start handed to `onCompiled`; it saves most of the time that a start takes
 * @param writesMemory whether the VM's memory may be written to: see `vm-memory.ts`
 */
export async function startVm(
  compiled: CompiledVm | undefined,
  onCompiled: (module: CompiledVm) => void,
  writesMemory: boolean,
): Promise<LuauVm> {
  const { luauWeb, exports } = await loadLuauWeb(compiled, onCompiled);
  const { LuauState, CompileError, InternalLuauWasmModule: internals } = luauWeb;
  const state = await LuauState.createAsync();
  // It complains to the console about values that it cannot convert.
  Object.assign(internals, { fprint() {}, fprintwarn() {}, fprinterr() {} });
  const vmMemory = new VmMemory(() => exports().memory.buffer, state.state, writesMemory);

  /** The function that was loaded last: luau-web would keep it, and all that it refers to, for ever. */
  let loaded: LuauFunction | undefined;
  const releaseLoaded = (): void => {
    if (loaded === undefined) return;
    const value = (loaded as unknown as Record<symbol, LuauValue>)[internals.LUA_VALUE];
    loaded = undefined;
    const tables = internals.states[state.stateIdx];
    if (value === undefined || tables === undefined) return;
    value.release();
    tables.luaValueCache.delete(value.ref);
  };

  const load = (source: string, name: string): LuauFunction => {
    vmMemory.markGlobalsSafe();
    const tables = internals.states[state.stateIdx];
    const firstKey = tables?.nextTXKey ?? 0;
    const { emscripten_stack_get_current: readStack, _emscripten_stack_restore: restoreStack } =
      exports();
    const stack = readStack();
    try {
      return state.loadstring(source, `=${name}`, true);
    } catch (error) {
      if (error instanceof CompileFailure) {
        // It left the VM in the middle of a function.
        restoreStack(stack);
        throw new SyntaxError(`${name}:${error.line}: ${error.message}`, { cause: error });
      }
      if (!(error instanceof CompileError)) throw error;
      throw new SyntaxError(error.message, { cause: error });
    } finally {
      // It keeps the texts of each call.
      for (let key = firstKey; key < (tables?.nextTXKey ?? 0); key += 1) {
        delete tables?.transactionData[key];
      }
    }
  };

  const [stringMetatable] = await load('return tostring(getmetatable(""))', 'layout')();
  vmMemory.findMetatables(String(stringMetatable));

  return {
    load,
    memory: vmMemory,
    expose: (host) =>
      new HostTable(
        {
          read(name) {
            const value = host.read(name);
            if (typeof value === 'function') loaded = value as LuauFunction;
            return value;
          },
          write: (name, value) => host.write(name, value),
        },
        internals.JS_MUTABLE,
        releaseLoaded,
      ),
  };
}
