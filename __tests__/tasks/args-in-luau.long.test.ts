import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseArgs } from '../../src/inputs/args-input.ts';
import { withArgs } from '../../src/tasks/args.ts';
import { runs } from '../support/runs.ts';
import type { Json } from '../../src/open-cloud/types.ts';
import { fail, runLuau } from './luau.ts';

/** What a script with these `args` returns. */
async function returned(source: string, json: string): Promise<readonly unknown[]> {
  const { outcome } = await runLuau(withArgs(source, parseArgs(json)));
  return outcome.kind === 'returned' ? (outcome.results ?? []) : fail(JSON.stringify(outcome));
}

/**
 * JSON as it comes back from a script: the empty array and the empty object are one, and keys are in
 * the order of Luau's strings, which is that of bytes.
 */
function asReturned(value: Json): Json {
  if (typeof value !== 'object' || value === null) {
    return Object.is(value, -0) ? 0 : value;
  }
  if (Array.isArray(value)) {
    return value.map(asReturned);
  }
  const entries = Object.entries(value)
    .filter(([, item]) => item !== null)
    .toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    .map(([key, item]) => [key, asReturned(item)] as const);
  return entries.length === 0 ? [] : Object.fromEntries(entries);
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(']]', ']=]', '\0', '\r\n', '\u2028', '"', "'", '\\', '\\n', '`{x}`', '\uFEFF'),
  fc.constantFrom('end', 'nil', 'args', '--', '--[[', '\x7F\x80', '\u00001', 'ü€𝄞'),
);
const anyKey = fc
  .oneof(anyText, fc.constantFrom('__proto__', '', 'end', '1', 'constructor'))
  // V8 13.6, that of Node 24, reads `{"\n": 1}` as `{"\\": 1}` once it has read an object with that key.
  .filter((key) => key !== '\\');
const anyNumber = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.maxSafeInteger(),
  fc.constantFrom(1e308, 5e-324, Number.MAX_VALUE, -0, 1e21, 2 ** 53, 123_456_789_012_345_680_000),
);
const { object: anyObject } = fc.letrec<{ value: Json; object: Record<string, Json> }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(true, false, null),
    anyNumber,
    anyText,
    // Holes have a test of their own.
    fc.array(
      tie('value').filter((value) => value !== null),
      { maxLength: 5 },
    ),
    tie('object'),
  ),
  object: fc.dictionary(anyKey, tie('value'), { maxKeys: 5 }),
}));

describe('args', () => {
  it('args reach the script unchanged, whatever they are', async () => {
    // Many in one script: starting the VM takes longer than all of this.
    await fc.assert(
      fc.asyncProperty(fc.array(anyObject, { minLength: 40, maxLength: 80 }), async (objects) => {
        const [back] = await returned('return args.objects', JSON.stringify({ objects }));
        for (const [index, object] of objects.entries()) {
          expect(JSON.stringify((back as Json[])[index])).toBe(JSON.stringify(asReturned(object)));
        }
      }),
      { numRuns: runs(40, 3), endOnFailure: true },
    );
  });

  it('args keep the sign of zero, and every bit of a number', async () => {
    const numbers = [1 / 3, 0.1 + 0.2, Math.PI, 5e-324, Number.MAX_VALUE, 2 ** 53, 1e21, -1e-7];
    const script = 'return 1 / args.zero == -math.huge, args.numbers';
    expect(await returned(script, `{"zero": -0, "numbers": ${JSON.stringify(numbers)}}`)).toEqual([
      true,
      numbers,
    ]);
  });

  it('null becomes nil: no key in an object, a hole in an array', async () => {
    const script = `
      local keys = 0
      for _ in args do keys += 1 end
      return keys, args.a == nil, args.list[1] == nil, args.list[2], args.list[3] == nil, args.list[4]
    `;
    const json = '{"a": null, "list": [null, 2, null, 4]}';
    expect(await returned(script, json)).toEqual([1, true, true, 2, true, 4]);
  });

  it('args may be nested as deep as JSON', async () => {
    const deep = `${'[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,'.repeat(2000)}"core"${']'.repeat(2000)}`;
    const script = `
      local depth, value = 0, args.deep
      while type(value) == "table" do depth += 1 value = value[17] end
      return depth, value
    `;
    expect(await returned(script, `{"deep": ${deep}}`)).toEqual([2000, 'core']);
    expect(() => parseArgs(`{"deep": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`)).not.toThrow();
  });

  it('args may have a hundred thousand entries and strings of megabytes', async () => {
    const list = Array.from({ length: 100_000 }, (_, index) => [`s${index}`]);
    const map = Object.fromEntries(list.map(([key = ''], index) => [key, index]));
    const json = JSON.stringify({ list, map, text: '\u0001ä'.repeat(200_000) });
    const script = 'return #args.list, args.list[100000][1], args.map.s99999, #args.text';
    expect(await returned(script, json)).toEqual([100_000, 's99999', 99_999, 600_000]);
  });
});

describe('the line with args', () => {
  const ARGS = { text: 'a\nb', list: [{}] };

  it.each([
    ['error("boom")', 'TaskScript:1: boom'],
    ['--!strict\n-- first\n\n(print)(args.text) error("boom")', 'TaskScript:4: boom'],
    ['local x = args.none.field', "TaskScript:1: attempt to index nil with 'field'"],
    ['--[[\n]] local x = =', "TaskScript:2: Expected identifier when parsing expression, got '='"],
    ['return args.text\r\n+ {}', 'TaskScript:2: attempt to perform arithmetic'],
  ])('errors on the line with args have its number: %j', async (source, message) => {
    const { outcome } = await runLuau(withArgs(source, ARGS));
    expect(outcome).toMatchObject({ kind: 'raised', message: expect.stringContaining(message) });
  });

  it('args leave the script 199 locals', async () => {
    const locals = Array.from(
      { length: 199 },
      (_, index) => `local v${index} = tostring(${index})`,
    );
    expect(await returned(`${locals.join('\n')}\nreturn v0 .. v198`, '{}')).toEqual(['0198']);
  });
});
