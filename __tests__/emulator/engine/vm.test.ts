import { describe, expect, it } from '@jest/globals';
import { VmMemory } from '../../../emulator/engine/vm-memory.ts';
import { withMemory } from '../../../emulator/engine/webassembly.ts';
import { run } from './run.ts';

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
  it('gives a WebAssembly module as much memory as it is told', async () => {
    const module = Uint8Array.from([...HEADER, ...ONE_PAGE, ...EXPORT_MEMORY]);
    const { instance } = await WebAssembly.instantiate(withMemory(module, 20));
    const { memory } = instance.exports;
    expect(memory.buffer.byteLength).toBe(20 * 1024 * 1024);
    expect(() => memory.grow(1)).toThrow(RangeError);
  });

  it('says what to look at when there is nothing to enlarge', () => {
    expect(() => withMemory(Uint8Array.from(HEADER), 20)).toThrow('emulator/engine/vm.ts');
  });
});

const SCRIPT = `
  local folder = Instance.new("Folder", workspace)
  local event = Instance.new("BindableEvent")
  event.Event:Connect(function(value) folder.Name = value end)
  event:Fire("fired")
  local ok, message = pcall(function() return folder.Nope end)
  local floor = setfenv(function() return math.floor(2.5) end, getfenv())
  return typeof(folder), typeof(event.Event), typeof(1), typeof(vector.zero) ~= nil, folder.Name, message, floor(),
    (pcall(setfenv, print, {})), getfenv(print) == getfenv()
`;

describe('writes to the memory of the VM', () => {
  it('make the same script run with the same results, with and without them', async () => {
    const [written, plain] = await Promise.all([
      run(SCRIPT, { writesMemory: true }),
      run(SCRIPT, { writesMemory: false }),
    ]);
    expect(plain).toEqual(written);
    expect(written.outcome).toEqual({
      kind: 'returned',
      results: [
        'Instance',
        'RBXScriptSignal',
        'number',
        true,
        'fired',
        'TaskScript:6: Nope is not a valid member of Folder "Workspace.fired"',
        2,
        false,
        true,
      ],
    });
  });

  it('are left out when an object is not of the type that they are for', () => {
    const bytes = new Uint8Array(4096).fill(1);
    const memory = new VmMemory(() => bytes.buffer, 64, true);
    memory.findMetatables('table: 0x0000000000000100');
    memory.setVectorMetatable('table: 0x0000000000000100');
    memory.adopt('table: 0x0000000000000100', 'table: 0x0000000000000200', 64);
    memory.markSafe('table: 0x0000000000000100');
    memory.markSafe('table: 0x00000000ffffffff');
    memory.markSafe('nothing');
    memory.setGlobals('table: 0x0000000000000100');
    memory.markGlobalsSafe();
    expect(bytes.every((byte) => byte === 1)).toBe(true);
  });

  it('say what to look at when a buffer is not where it should be', () => {
    const memory = new VmMemory(() => new ArrayBuffer(64), 0, true);
    expect(() => memory.bytesOf('buffer: 0x0000000000000010 300')).toThrow('vm-memory.ts');
  });
});

describe('the memory of a script', () => {
  it('has a bound, which a script that passes it is told', async () => {
    const script = 'local t = {} for i = 1, 200 do t[i] = buffer.create(2 ^ 24) end';
    const { outcome } = await run(script);
    expect(outcome).toEqual({
      kind: expect.stringMatching(/raised|crashed/),
      message: expect.any(String),
    });
    expect(JSON.stringify(outcome)).toMatch(/memory/);
  });
});

describe('garbage', () => {
  it('is what nothing refers to any more: instances, signals and handlers', async () => {
    const script = `
      local function make()
        for _ = 1, 10000 do
          local folder = Instance.new("Folder")
          local value = Instance.new("ObjectValue", folder)
          value.Value = folder
          local event = Instance.new("BindableEvent")
          event.Event:Connect(function() end)
          event:Fire()
        end
        return gcinfo()
      end
      make()
      local before = make()
      local after = make()
      return after < before * 2
    `;
    const { outcome } = await run(script);
    expect(outcome).toEqual({ kind: 'returned', results: [true] });
  });
});
