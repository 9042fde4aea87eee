/** A compiled WebAssembly module; it can be sent to other threads, which then share its machine code. */
export type CompiledVm = object;

/** The part of an instance of the VM that this folder reads. */
export interface VmInstance {
  exports: {
    memory: { buffer: ArrayBuffer };
    emscripten_stack_get_current: () => number;
    _emscripten_stack_restore: (pointer: number) => void;
  };
}

/** The part of what an instance imports that this folder replaces. */
export interface VmImports {
  env: { __cxa_throw: (object: number, type: number, destructor: number) => void };
}

/** The global `WebAssembly`, as far as it is needed here. */
export interface WebAssemblyGlobal {
  Suspending?: unknown;
  compile(binary: Uint8Array): Promise<CompiledVm>;
  instantiate(module: CompiledVm, imports: VmImports): Promise<VmInstance>;
}

const PAGES_PER_MIB = 16;
const HEADER_BYTES = 8;
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
  for (let start = HEADER_BYTES; start < binary.length;) {
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
    'The Luau module has no memory section to enlarge; check emulator/engine/vm.ts against the installed luau-web.',
  );
}
