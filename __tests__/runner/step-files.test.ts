import { describe, expect, it } from '@jest/globals';
import { parseKeyValueFile, findSummaryProblem } from '../../runner/step-files.ts';

describe('parseKeyValueFile', () => {
  it.each([
    ['a name and a value', 'a=b=c\n', [['a', 'b=c']]],
    ['an empty value, and no newline at the end', 'a=', [['a', '']]],
    [
      'empty lines between',
      '\na=1\n\n\nb=2\n',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['several lines', 'a<<END\none\n\ntwo\nEND\n', [['a', 'one\n\ntwo']]],
    ['no line', 'a<<END\nEND\n', [['a', '']]],
    ['a carriage return as part of a value', 'a<<END\none\r\nEND\n', [['a', 'one\r']]],
    [
      'a delimiter that is only part of a line',
      'a<<END\n END\nEND x\nEND\n',
      [['a', ' END\nEND x']],
    ],
    ['a last delimiter without a newline', 'a<<END\n1\nEND', [['a', '1']]],
    ['what looks like another value inside', 'a<<END\nb=1\nc<<d\nEND\n', [['a', 'b=1\nc<<d']]],
    ['an equals sign before the arrows', 'a=<<END\n', [['a', '<<END']]],
    ['a delimiter with an equals sign', 'a<<E=D\n1\nE=D\n', [['a', '1']]],
  ])('reads %s', (_, text, entries) => {
    expect(parseKeyValueFile(text, 'linux')).toEqual({ entries });
  });

  it('reads the line ends of Windows there, and keeps those inside a value', () => {
    const text = 'a=1\r\n\r\nb<<END\r\none\r\n\r\ntwo\nthree\r\nEND\r\nc<<E\r\nE\r\n';
    expect(parseKeyValueFile(text, 'win32')).toEqual({
      entries: [
        ['a', '1'],
        ['b', 'one\r\n\r\ntwo\nthree'],
        ['c', ''],
      ],
    });
  });

  it.each([
    ['a line without either mark', 'a=1\nnonsense\n'],
    ['no name before the arrows', 'a=1\n<<END\nEND\n'],
    ['no delimiter', 'a=1\nb<<\n\n'],
    ['a delimiter that does not come back', 'a=1\nb<<END\n1\n'],
    ['a delimiter at the end of the file', 'a=1\nb<<END'],
  ])('reports %s as a problem, and returns the entries before it', (_, text) => {
    expect(parseKeyValueFile(text)).toEqual({
      entries: [['a', '1']],
      problem: expect.stringMatching(/^Invalid /),
    });
  });
});

describe('findSummaryProblem', () => {
  it('accepts a summary of 1 MiB, and not one byte more', () => {
    expect(findSummaryProblem(1024 * 1024)).toBeUndefined();
    expect(findSummaryProblem(1024 * 1024 + 1)).toMatch(/upload aborted/);
  });
});
