import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  findFirstStatement,
  findImbalance,
  readDirectives,
  tokenize,
} from '../../src/tasks/luau-source.ts';

/** The tokens of a source, each in a line of its kind and text. */
function tokensOf(source: string): readonly string[] {
  return Array.from(tokenize(source), ({ kind, text }) => `${kind} ${text}`);
}

/** Sources of tokens that stay what they are, whatever space or comment is around them. */
const WHOLE: Readonly<Record<string, readonly string[]>> = {
  local: ['word local'],
  _x1: ['word _x1'],
  end: ['word end'],
  '12': ['number 12'],
  '0x1Fp': ['number 0x1Fp'],
  '1_000.5e-3': ['number 1_000.5e-3'],
  '.5E+7': ['number .5E+7'],
  '1..2': ['number 1..2'],
  '3ex': ['number 3ex'],
  '...': ['symbol ...'],
  '..=': ['symbol ..='],
  '..': ['symbol ..'],
  '::': ['symbol ::'],
  '->': ['symbol ->'],
  '//=': ['symbol //='],
  '//': ['symbol //'],
  '~=': ['symbol ~='],
  '<': ['symbol <'],
  $: ['symbol $'],
  ü: ['symbol ü'],
  '({})': ['symbol (', 'symbol {', 'symbol }', 'symbol )'],
  't[1]': ['word t', 'symbol [', 'number 1', 'symbol ]'],
  '[=x': ['symbol [', 'symbol =', 'word x'],
  'a.b': ['word a', 'symbol .', 'word b'],
  '""': ['string ""'],
  '"it\'s `{"': ['string "it\'s `{"'],
  "'say \"'": ["string 'say \"'"],
  [String.raw`"a\"b\\"`]: [String.raw`string "a\"b\\"`],
  '"a\\\nb"': ['string "a\\\nb"'],
  '"a\\\r\nb"': ['string "a\\\r\nb"'],
  '"a\\z \r\n\t b"': ['string "a\\z \r\n\t b"'],
  '"a\\z"': ['string "a\\z"'],
  [String.raw`'\u{41}'`]: [String.raw`string '\u{41}'`],
  '[[a\n]b]]': ['string [[a\n]b]]'],
  '[==[ ]] ]=] ]==]': ['string [==[ ]] ]=] ]==]'],
  '``': ['string ``'],
  '`a\\{b\\`c`': ['string `a\\{b\\`c`'],
  '`\\u{41}"`': ['string `\\u{41}"`'],
  '`a{b}c`': ['string `a{', 'symbol {', 'word b', 'symbol }', 'string }c`'],
  '`{1}{{2}}`': [
    'string `{',
    'symbol {',
    'number 1',
    'symbol }',
    'string }{',
    'symbol {',
    'symbol {',
    'number 2',
    'symbol }',
    'symbol }',
    'string }`',
  ],
  '`a{`b{c}`}d`': [
    'string `a{',
    'symbol {',
    'string `b{',
    'symbol {',
    'word c',
    'symbol }',
    'string }`',
    'symbol }',
    'string }d`',
  ],
};

/** What stands between tokens and is none. */
const BETWEEN = [
  ' ',
  '\n',
  '\r\n',
  '\t\v\f',
  ' -- end of line\n',
  '--\r',
  '--[ not long\n',
  '--[=x\n',
  '--[[ long\nend ]]',
  '--[==[ "\n]] ]=] ]==]',
];

describe('tokenize', () => {
  it.each(Object.entries(WHOLE))('are known, in %j', (source, tokens) => {
    expect(tokensOf(source)).toEqual(tokens);
  });

  it('returns the same tokens whatever space and comments are between them', () => {
    const piece = fc.tuple(
      fc.constantFrom(...Object.keys(WHOLE)),
      fc.array(fc.constantFrom(...BETWEEN), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const source = pieces.map(([token, between]) => token + between.join('')).join('');
        expect(tokensOf(source)).toEqual(pieces.flatMap(([token]) => WHOLE[token]));
        for (const { text, start } of tokenize(source)) {
          expect(source.slice(start, start + text.length)).toBe(text);
        }
      }),
    );
  });

  it('separates adjacent tokens', () => {
    expect(tokensOf('a..b...c->d::e..=f==1 .5 "x"[[y]]`z`')).toEqual(
      'word a|symbol ..|word b|symbol ...|word c|symbol ->|word d|symbol ::|word e|symbol ..=|word f|symbol ==|number 1|number .5|string "x"|string [[y]]|string `z`'.split(
        '|',
      ),
    );
  });

  it.each([
    ['x "a', '"', 2],
    ['"a\nb"', '"', 0],
    ['"a\rb"', '"', 0],
    ["  'a\\", "'", 2],
    ["'a\\z", "'", 0],
    ["'a\0'", "'", 0],
    ['`a\n`', '`', 0],
    ['`a', '`', 0],
    ['x --[[ ]=]', '--[[', 2],
    ['--[==[ ]=]', '--[[', 0],
    ['x [[ ]', '[[ ]', 2],
    ['[=[ ]]', '[=[ ]]', 0],
    ['x = \0 y', '\0', 4],
    ['-- a\0\nb', '\0', 4],
  ])('ends with a broken token in %j', (source, text, start) => {
    expect(Array.from(tokenize(source)).at(-1)).toEqual({ kind: 'broken', text, start });
    expect(tokensOf(source).filter((token) => token.startsWith('broken'))).toHaveLength(1);
  });

  it('goes on with code after an interpolated string that breaks inside its braces', () => {
    expect(Array.from(tokenize('`a{b}c'))).toEqual([
      { kind: 'string', text: '`a{', start: 0 },
      { kind: 'symbol', text: '{', start: 2 },
      { kind: 'word', text: 'b', start: 3 },
      { kind: 'symbol', text: '}', start: 4 },
      { kind: 'broken', text: '`', start: 4 },
    ]);
  });
});

describe('findFirstStatement', () => {
  it.each([
    ['return 1', 0],
    ['\n\n  return 1', 4],
    ['--!strict\n-- a\n--[[ b ]] x()', 25],
    ['--\rx()', 3],
    ['--[[ never ends', 0],
    [' "never ends', 1],
  ])('finds the first token of %j', (source, start) => {
    expect(findFirstStatement(source)).toBe(start);
  });

  it.each(['', ' \n\t', '-- nothing', '--!strict\n--[==[ ]] ]==]\n'])(
    'finds no statement in %j',
    (source) => {
      expect(findFirstStatement(source)).toBeUndefined();
    },
  );
});

describe('readDirectives', () => {
  it.each([
    ['--!strict\n--!native\nreturn 1', ['!strict', '!native']],
    ['--!optimize 2', ['!optimize 2']],
    [' \t--!native \t\r\n--!strict\r\nx()', ['!native', '!strict']],
    ['-- a comment\r--!native', ['!native']],
    ['--[[ a ]] --!native\nx()', ['!native']],
    ['--[==[ a ]]\n--!strict\n]==]--!native', ['!native']],
    ['-- see --[[\n--!native\n-- ]]', ['!native']],
    ['--! strict', ['! strict']],
  ])('returns the directives of %j', (source, directives) => {
    expect(readDirectives(source)).toEqual(directives);
  });

  it.each([
    '',
    '-- !native',
    '--',
    'x() --!native',
    'x()\n--!native',
    '--[[\n--!native\n]]',
    '--[[!native]]',
    '-- a --!native',
    '--[[ never ends\n--!native',
  ])('finds no directive in %j', (source) => {
    expect(readDirectives(source)).toEqual([]);
  });
});

describe('findImbalance', () => {
  it.each([
    ['end end print("escape")', 'has "end" on line 1, where nothing is open'],
    ['\nend\n\nx()', 'has "end" on line 2, where nothing is open'],
    ['x()\nrepeat\nx()\n', 'does not close the "repeat" on line 2'],
    ['x()\ny = "a\n\n', 'does not end the string or comment on line 2'],
    ['if x then', 'does not close the "if" on line 1'],
    ['\nfoo(function()', 'does not close the "function" on line 2'],
    ['foo(function() end', 'does not close the "(" on line 1'],
    ['local t = {', 'does not close the "{" on line 1'],
    ['t[1', 'does not close the "[" on line 1'],
    ['repeat x() end', 'has "end" on line 1, where "until" was expected'],
    ['end) run(function()', 'has "end" on line 1, where nothing is open'],
    ['print(1\nend', 'has "end" on line 2, where ")" was expected'],
    ['local s = "a', 'does not end the string or comment on line 1'],
    ["x = 'a\\", 'does not end the string or comment on line 1'],
    ['\n--[==[ ]]', 'does not end the string or comment on line 2'],
    ['local s = [[', 'does not end the string or comment on line 1'],
    ['`a{b', 'does not close the "{" on line 1'],
    ['`a{b}', 'does not end the string or comment on line 1'],
    ['return 1 --\0', 'has a NUL on line 1'],
    ['local x = if a then b end', 'has "end" on line 1, where "else" was expected'],
    ['return if a then b else c end print("escape")', 'has "end" on line 1, where nothing is open'],
    ['f(if a then if b then 1 else 2 else 3 end)', 'has "end" on line 1, where ")" was expected'],
    ['local t = { a; if b then 1 else 2 end }', 'has "end" on line 1, where "}" was expected'],
    ['local s = `{if a then 1 else 2 end}`', 'has "end" on line 1, where "}" was expected'],
    ['x = -if a then 1 else 2 end', 'has "end" on line 1, where nothing is open'],
  ])('finds the imbalance of %j', (source, problem) => {
    expect(findImbalance(source)).toBe(problem);
  });

  it.each([
    'local x = if a then b elseif c then d else e if x then y() else z() end',
    'local x = (if a then function() if b then return 1 end end else nil)',
    'local t = { if a then 1 else 2; if b then 1 else if c then 3 else 4, }',
    'if a then x = 1 elseif b then if c then d() end else if e then f() end end',
    'local x: Array<number>\nif a then b() end',
    'local x: number?\nif a then b() end',
    'for i = 1, if a then 2 else 3 do if i > if a then 1 else 2 then break end end',
    'while if a then b else c do repeat local y = function() end until if a then 1 else 2 end',
    'print("end", \'end\', [[end]], [=[ ]] end ]=], `end {"}"} \\{ {{ a = `x{1}` }} end`) -- end',
    '--[[ end ]] --[ end\nreturn "\\z   \n  \\"end", "a\\\nb", 0x1p4, 1e+5, 1..2',
    'type function f() return types.number end export type T = { a: () -> (), [string]: { number } }',
    'local a = t[ [[x]] ] return `\\u{41}{a}\\`{b}`',
    '@native function f(...: any): ...number return ... end',
    'x += if a then 1 else 2 if b then c() end',
    'a(); if b then c() end',
    'local t = { 1 } if a then b() end',
    'local x = a\nlocal y = x > if a then 1 else 2',
    'local x = if a then b.c else d if e then f() end',
    'local x = if a then not b else -c if d then e() end',
  ])('accepts %j', (source) => {
    expect(findImbalance(source)).toBeUndefined();
  });
});
