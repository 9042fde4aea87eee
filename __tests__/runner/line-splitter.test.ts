import { describe, expect, it } from '@jest/globals';
import { createLineSplitter } from '../../runner/line-splitter.ts';

function split(...pieces: string[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  pieces.forEach((piece) => splitter.push(piece));
  splitter.end();
  return lines;
}

describe('the runner’s reader', () => {
  it('ends a line at a newline, a carriage return, or both', () => {
    expect(split('a\nb\rc\r\nd\n\r\ne')).toEqual(['a', 'b', 'c', 'd', '', 'e']);
  });

  it('finds the same lines however the text is cut', () => {
    expect(split(...'a\r\nb\r\rc\n'.split(''))).toEqual(['a', 'b', '', 'c']);
  });

  it('ends no further line after a last carriage return', () => {
    expect(split('a\r')).toEqual(['a']);
  });

  it('leaves line ends of Unicode alone', () => {
    expect(split('a\u2028b\u0085c\u000bd\n')).toEqual(['a\u2028b\u0085c\u000bd']);
  });
});
