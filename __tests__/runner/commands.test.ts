import { describe, expect, it } from '@jest/globals';
import { COMMAND_NAMES, parseCommand } from '../../runner/commands.ts';

const parse = (line: string): ReturnType<typeof parseCommand> =>
  parseCommand(line, (name) => COMMAND_NAMES.includes(name));

describe('parseCommand, current syntax', () => {
  it('reads the name, the properties and the text of a command', () => {
    expect(parse('::error file=a.luau,line=3::it broke')).toEqual({
      name: 'error',
      properties: { file: 'a.luau', line: '3' },
      text: 'it broke',
    });
  });

  it.each([
    ['space and tabs', ' \t::error::x'],
    ['a no-break space', '\u00a0::error::x'],
    ['an ideographic space', '\u3000::error::x'],
    ['a next-line character', '\u0085::error::x'],
  ])('accepts a command after %s', (_, line) => {
    expect(parse(line)?.text).toBe('x');
  });

  it.each([
    ['after a word', 'x ::error::y'],
    ['after a byte-order mark, which is not white space for the runner', '\ufeff::error::y'],
    ['after a colour', '\u001b[31m::error::y'],
    ['without a second pair of colons', '::error file=x'],
    ['with three colons in front', ':::error::y'],
    ['with space before its name', ':: error::y'],
    ['with a tab after its name', '::error\tfile=a::y'],
    ['with an unregistered name', '::shout::y'],
    ['with a name of a runner plugin', '::internal-set-repo-path repoFullName=a::y'],
  ])('finds no command %s', (_, line) => {
    expect(parse(line)).toBeUndefined();
  });

  it('ignores the case of command and property names', () => {
    expect(parse('::Set-Output NAME=a::b')).toEqual({
      name: 'set-output',
      properties: { name: 'a' },
      text: 'b',
    });
  });

  it('ends the properties at the first pair of colons, and keeps later colons in the text', () => {
    expect(parse('::error title=a::b::c')).toMatchObject({
      properties: { title: 'a' },
      text: 'b::c',
    });
  });

  it('unescapes the text, and more characters in the properties', () => {
    expect(parse('::error title=a%3Ab%2Cc%25d%0Ae::%3A%2C%25%0D%0A')).toMatchObject({
      properties: { title: 'a:b,c%d\ne' },
      text: '%3A%2C%\r\n',
    });
  });

  it('unescapes percent signs last, and no lower-case escapes', () => {
    expect(parse('::error::%250A %0a')?.text).toBe('%0A %0a');
  });

  it('drops properties without a value, and keeps spaces in names', () => {
    expect(parse('::error a=,b,=c=d, e=f,g==h,,i=j=k::x')?.properties).toEqual({
      c: 'd',
      ' e': 'f',
      g: 'h',
      i: 'j=k',
    });
  });
});

describe('parseCommand, legacy syntax', () => {
  it('finds a legacy command anywhere in a line', () => {
    expect(parse('[info] ##[error file=a;line=3]it broke')).toEqual({
      name: 'error',
      properties: { file: 'a', line: '3' },
      text: 'it broke',
    });
  });

  it('unescapes semicolons and brackets in a legacy command', () => {
    expect(parse('##[error title=a%3Bb%5Dc]%3B%5D%0A')).toMatchObject({
      properties: { title: 'a;b]c' },
      text: ';]\n',
    });
  });

  it('finds a legacy command in a line that only looks like the current syntax', () => {
    expect(parse('::shout::##[error]x')?.text).toBe('x');
  });

  it.each([
    ['behind another pair of marks', '##[x] ##[error]y'],
    ['without a closing bracket', '##[error file=a'],
    ['with the bracket before it only', '] ##[error'],
    ['with space before its name', '##[ error]y'],
  ])('finds no legacy command %s', (_, line) => {
    expect(parse(line)).toBeUndefined();
  });
});
