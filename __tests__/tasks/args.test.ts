import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseArgs } from '../../src/inputs/args-input.ts';
import { withArgs, withoutArgs } from '../../src/tasks/args.ts';
import { InvalidInputError } from '../../src/inputs/invalid-input-error.ts';

describe('parseArgs', () => {
  it.each([
    ['', 'is not JSON. Expected a JSON object'],
    [
      '{ "published":  }',
      'is not JSON. Expected a JSON object, like `{"suite": "smoke", "retries": 3}`. An expression of the workflow that is empty leaves a gap.',
    ],
    ['{a: 1}', 'is not JSON'],
    ['[1]', 'is an array'],
    ['null', 'is null'],
    ['"x"', 'is a string'],
    ['7', 'is a number'],
    ['false', 'is a boolean'],
    ['{"a": [1e400]}', 'holds the number 1e400. Expected numbers up to 1.7976931348623157e+308'],
    [
      '{"id": 9007199254740993}',
      'holds the number 9007199254740993, which Luau would round to 9007199254740992. Expected whole',
    ],
    ['{"id": -9007199254740993}', 'holds the number -9007199254740993, which Luau'],
    [
      '[{"a": "b", "c": [1.5, 9007199254740993]}]'.slice(1, -1),
      'holds the number 9007199254740993,',
    ],
    [String.raw`{"a\\": 9007199254740993}`, 'holds the number 9007199254740993,'],
    [String.raw`{"a\"": "\"", "b": 9007199254740993}`, 'holds the number 9007199254740993,'],
    [String.raw`{"\ud83d": 1}`, String.raw`holds the string "\ud83d", which has half`],
    [String.raw`{"a": ["b \ude00 c"]}`, String.raw`holds the string "b \ude00 c", which has half`],
  ])('refuses %j', (json, sentence) => {
    expect(() => parseArgs(json)).toThrow(InvalidInputError);
    expect(() => parseArgs(json)).toThrow(`\`args\` ${sentence}`);
  });

  it('quotes only the beginning of an invalid value', () => {
    const refusals = [
      `"${'x'.repeat(200)}${String.raw`\ud83d`}"`,
      `1${'1'.repeat(200)}`,
      `1${'1'.repeat(400)}`,
    ];
    for (const literal of refusals) {
      const head = new RegExp(`holds the (?:string|number) ${literal.slice(0, 100)}[,.]`);
      expect(() => parseArgs(`{"a": ${literal}}`)).toThrow(head);
    }
  });

  it.each([
    '9007199254740992',
    '-9007199254740992',
    '9007199254740994',
    '123456789012345680000',
    '-0',
    '1.10',
    '-1.50',
    '0.1000000000000000055511151231257827',
    '9007199254740993.0',
    '1e300',
    '1E-7',
  ])('accepts the number %s', (literal) => {
    expect(parseArgs(`{"a": ${literal}}`)).toEqual({ a: Number(literal) });
  });

  it('accepts an empty object, and the last of two values with the same key', () => {
    expect(parseArgs('{}')).toEqual({});
    expect(parseArgs('{"a": 1, "a": 2}')).toEqual({ a: 2 });
  });

  it('accepts a string that looks like a number too large', () => {
    expect(parseArgs(String.raw`{"1e400": "\"9007199254740993"}`)).toEqual({
      '1e400': '"9007199254740993',
    });
  });
});

describe('withArgs', () => {
  it.each([
    ['{}', '{}'],
    ['{"a": true, "b": null, "c": false}', '{["a"]=true,["b"]=nil,["c"]=false}'],
    ['{"n": 0, "m": -2.50, "o": 1E21}', '{["n"]=0,["m"]=-2.5,["o"]=1e+21}'],
    ['{"zero": -0}', '{["zero"]=-0}'],
    [String.raw`{"\"\\": "a\n\u0000\u007f1 ü]]"}`, String.raw`{["\034\092"]="a\010\000\1271 ü]]"}`],
    [
      '{"list": [1, null, {"deep": []}], "map": {}}',
      '(function() local t = {} t[5]={} t[4]={["deep"]=t[5]} t[3]={} t[2]={1,nil,t[4]} ' +
        't[1]={["list"]=t[2],["map"]=t[3]} return t[1] end)()',
    ],
  ])('writes %s as Luau', (json, luau) => {
    expect(withArgs('return args', parseArgs(json))).toBe(`local args = ${luau}; return args`);
  });

  const ARGS = { text: 'a\nb', list: [{}] };
  const LINE = withArgs('x', ARGS).slice(0, -1);

  it.each([
    ['--!strict\r\n--!native\r\n\r\n', 'print(1)\r\n'],
    ['--[[ a ]] --[==[ ]] \n ]==] ', 'print(1)'],
    ['--[ not long\n', 'return 1'],
    ['--[=[ a ]] ]=]', '(print)(1)'],
    [' \t\v\f\n', '("x"):rep(2) --!strict'],
    ['', '--[[ never ends'],
    ['', '#!/usr/bin/env luau\nprint(1)'],
    ['--\r', 'print("a lone carriage return ends a comment")'],
  ])('inserts the table on the line of the first statement: %j %j', (head, statement) => {
    expect(withArgs(head + statement, ARGS)).toBe(head + LINE + statement);
    expect(LINE).not.toMatch(/[\r\n]/);
  });

  it.each(['', ' \n', '--!strict\n-- a comment'])(
    'changes no source without a statement: %j',
    (source) => {
      expect(withArgs(source, ARGS)).toBe(source);
    },
  );
});

describe('withoutArgs', () => {
  it('removes the values and nothing else', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (args) => {
        const json = JSON.stringify(args);
        fc.pre(json.isWellFormed());
        const source = '--!strict\n-- what it does\nprint(args); return 1\n';
        expect(withoutArgs(withArgs(source, parseArgs(json)))).toBe(
          '--!strict\n-- what it does\nlocal args = …; print(args); return 1\n',
        );
      }),
    );
  });

  it.each(['', '-- nothing', 'return 1;', 'local args', 'local args = {'])(
    'changes no source without args: %j',
    (source) => {
      expect(withoutArgs(source)).toBe(source);
    },
  );
});
