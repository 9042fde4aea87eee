import { describe, expect, it } from '@jest/globals';
import { colouredLines, plainLine, plainText } from '../../src/util/plain-text.ts';

describe('plainText', () => {
  it.each([
    ['makes every line end a line feed', 'a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['keeps tabs, and takes other control characters out', '\ta\0b\u0007c\u0085d\u007f', '\tabcd'],
    ['takes colours out', '\u001b[1;31mred\u001b[0m', 'red'],
    ['takes other sequences out whole', '\u001b[2J\u001b[?25l\u001b(Ba\u001bcb\u009b2Jc', 'abc'],
    [
      'takes links out, not their text',
      '\u001b]8;;https://x.example\u001b\\text\u001b]8;;\u0007',
      'text',
    ],
    ['leaves the rest of a sequence that is none', 'a\u001b', 'a'],
    ['lets none come together out of parts', '\u001b\u001b[0m[31mred', '[31mred'],
    ['makes half a character a whole one', 'a\ud83dz\ude00', 'a\ufffdz\ufffd'],
    ['takes overrides of direction out', 'a\u202eb\u2066c', 'abc'],
  ])('%s', (_, text, plain) => {
    expect(plainText(text)).toBe(plain);
  });
});

describe('plainLine', () => {
  it('is one line, whatever the text had', () => {
    expect(plainLine('\n a \r\n\u2028 b\t\u00a0c \n')).toBe('a b c');
  });
});

describe('colouredLines', () => {
  it('ends a colour where its line ends', () => {
    expect(colouredLines('\u001b[38:2::1:2:3ma\rb\u001b[2J')).toEqual([
      '\u001b[38:2::1:2:3ma\u001b[0m',
      'b',
    ]);
  });
});
