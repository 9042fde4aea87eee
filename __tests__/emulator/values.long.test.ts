import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEmulator } from '../../emulator/server.ts';
import type { Emulator } from '../../emulator/server.ts';
import { printed, results, run } from './client.ts';

// A busy machine may take several seconds to start a script's thread.

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});
afterAll(() => emulator.close());

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);
const TEXTS = ['é', '€', '𝄞', '\u{FEFF}mark', 'a\u0000b', '\u007F\u0080ÿĀ', '"\\/\b\f\n\r\t'];

describe('strings', () => {
  it('returned strings keep ASCII, and other single bytes become the replacement character', async () => {
    const script = `
      local all = {}
      for byte = 0, 255 do table.insert(all, "<" .. string.char(byte) .. ">") end
      return all
    `;
    const expected = BYTES.map((byte) => `<${byte < 128 ? String.fromCharCode(byte) : '\uFFFD'}>`);
    expect(await results(emulator, script)).toEqual([expected]);
  });

  it('printed strings keep ASCII, and other single bytes become the replacement character', async () => {
    const script = 'for byte = 0, 255 do print("<" .. string.char(byte) .. ">") end';
    const expected = BYTES.map((byte) => `<${byte < 128 ? String.fromCharCode(byte) : '\uFFFD'}>`);
    expect(await printed(emulator, script)).toEqual(expected.map((text) => `OUTPUT ${text}`));
  });

  it('strings keep valid UTF-8 in both directions', async () => {
    const inside = TEXTS.filter((text) => !/[\n\r\0]/.test(text));
    const source = inside.map((text) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`);
    const script = `local texts = { ${source.join(', ')} } for _, t in texts do print(t) end return texts`;
    expect(await results(emulator, script)).toEqual([inside]);
    expect(await printed(emulator, script)).toEqual(inside.map((text) => `OUTPUT ${text}`));
  });

  it('strings of the source have the same bytes in Luau', async () => {
    const source = TEXTS.slice(0, 4).join('');
    expect(await results(emulator, `return string.byte("${source}", 1, -1)`)).toEqual([
      ...Buffer.from(source),
    ]);
  });

  it('strings that Luau builds from bytes keep valid UTF-8', async () => {
    const sources = TEXTS.map((text) => `string.char(${[...Buffer.from(text)].join(', ')})`);
    expect(await results(emulator, `return ${sources.join(', ')}`)).toEqual(TEXTS);
  });

  it('the message of an error keeps its text', async () => {
    const { error } = await run(emulator, 'error("é€𝄞\\255")');
    expect(error?.message).toBe('TaskScript:1: é€𝄞\uFFFD');
  });
});

describe('results', () => {
  it.each([
    ['nil', [null]],
    ['nil, nil', [null, null]],
    ['1, nil', [1, null]],
    ['nil, 1', [null, 1]],
  ])('results have every returned value, nils included: %s', async (source, expected) => {
    expect(await results(emulator, `return ${source}`)).toEqual(expected);
  });

  const CASES: readonly [string, unknown][] = [
    ['true, false', [true, false]],
    ['0, -1, 42, 1.5, -0.25', [0, -1, 42, 1.5, -0.25]],
    ['2^53, 1e15, 1e21, 1e300, 5e-324', [2 ** 53, 1e15, 1e21, 1e300, 5e-324]],
    ['0.1 + 0.2, math.pi, 1/3', [0.1 + 0.2, Math.PI, 1 / 3]],
    ['0/0, math.huge, -math.huge', [null, null, null]],
    ['"", "text"', ['', 'text']],
    ['{}', [[]]],
    ['{ 1, 2, 3 }', [[1, 2, 3]]],
    ['{ a = 1, b = { c = {} } }', [{ a: 1, b: { c: [] } }]],
    ['{ { 1 }, { x = { 2 } } }', [[[1], { x: [2] }]]],
    ['{ [""] = 1, ["a b"] = 2, __proto__ = 3 }', [{ '': 1, ['__proto__']: 3, 'a b': 2 }]],
    ['{ 1, 2, x = 3 }', [[1, 2]]],
    ['{ [5] = "five", [1.5] = "more" }', [{ '5': 'five', '1.5': 'more' }]],
    ['{ [true] = 1, x = 2 }', [{ x: 2 }]],
    ['game, workspace', [null, null]],
    ['{ game, x = 1 }, { x = game }', [[null], { x: null }]],
    ['Vector3.one, Vector2.one, CFrame.identity', [null, null, null]],
    ['Enum.Material.Wood, Enum.Material, Color3.new()', [null, null, null]],
    ['{ UDim2.new(), x = 1 }, { x = DateTime.now() }', [[null], { x: null }]],
    ['print, function() end, coroutine.create(print)', [null, null, null]],
    ['buffer.create(1), vector.create(1, 2, 3), newproxy()', [null, null, null]],
    ['setmetatable({ 1 }, { __index = { 1, 2 }, __len = function() return 9 end })', [[1]]],
  ];

  // One script for all of them: starting one takes longer than all of this.
  let written: Promise<unknown[]> | undefined;

  it.each(CASES.map(([source, expected], index) => ({ source, expected, index })))(
    'the result of `return $source` is as recorded',
    async ({ expected, index }) => {
      written ??= results(emulator, `return {${CASES.map(([source]) => source).join('}, {')}}`);
      expect(JSON.stringify((await written)[index])).toBe(JSON.stringify(expected));
    },
  );

  it('a table that contains itself or is nested too deeply is null in the results', async () => {
    const script = `
      local cycle = { name = "x" }
      cycle.self = cycle
      local deep = {}
      for _ = 1, 10000 do deep = { deep } end
      return cycle, deep, { cycle, cycle }
    `;
    const [cycle, deep, twice] = await results(emulator, script);
    expect(cycle).toEqual({ name: 'x', self: null });
    expect(JSON.stringify(deep)).toMatch(/^\[+null\]+$/);
    expect(twice).toEqual([cycle, cycle]);
  });

  it('results of exactly 4 MiB of JSON are accepted', async () => {
    const [text] = await results(emulator, 'return string.rep("x", 4194304 - 4)');
    expect(text).toHaveLength(4_194_304 - 4);
  });

  it.each([
    ['one byte more', 'return string.rep("x", 4194304 - 3)', 4_194_305],
    ['far more', 'return { string.rep("x", 20000000) }', 20_000_006],
  ])('results over 4 MiB are refused: %s', async (_, script, bytes) => {
    expect((await run(emulator, script)).error).toEqual({
      code: 'OUTPUT_SIZE_LIMIT_EXCEEDED',
      message:
        'Return results too large. Please reduce return result length to 4194304. ' +
        `Current size: ${bytes}`,
    });
  });

  it('a small table that expands beyond 4 MiB is refused without expanding it', async () => {
    const script = `
      local t = string.rep("x", 1000)
      for _ = 1, 40 do t = { t, t } end
      return t
    `;
    expect((await run(emulator, script)).error?.code).toBe('OUTPUT_SIZE_LIMIT_EXCEEDED');
  });
});
