import { describe, expect, it } from '@jest/globals';
import { withMemory } from '../../emulator/luau/vm.ts';

interface WebAssemblyGlobal {
  instantiate(binary: Uint8Array): Promise<{
    instance: { exports: { memory: { buffer: ArrayBuffer; grow(pages: number): number } } };
  }>;
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyGlobal };

const HEADER = [...Buffer.from('\0asm'), 1, 0, 0, 0];
const ONE_PAGE = [5, 3, 1, 0, 1];
const EXPORT_MEMORY = [7, 10, 1, 6, ...Buffer.from('memory'), 2, 0];

describe('withMemory', () => {
  it("sets the size of a WebAssembly module's memory", async () => {
    const module = Uint8Array.from([...HEADER, ...ONE_PAGE, ...EXPORT_MEMORY]);
    const { instance } = await WebAssembly.instantiate(withMemory(module, 20));
    const { memory } = instance.exports;
    expect(memory.buffer.byteLength).toBe(20 * 1024 * 1024);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  it('fails with a hint if the module has no memory section', () => {
    expect(() => withMemory(Uint8Array.from(HEADER), 20)).toThrow('emulator/luau/vm.ts');
  });
});
