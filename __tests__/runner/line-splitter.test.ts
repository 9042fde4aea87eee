import { describe, expect, it } from '@jest/globals';
import { createLineSplitter } from '../../runner/line-splitter.ts';

function split(...chunks: string[]): string[] {
  const lines: string[] = [];
  const splitter = createLineSplitter((line) => lines.push(line));
  chunks.forEach((chunk) => splitter.push(chunk));
  splitter.end();
  return lines;
}

describe('createLineSplitter', () => {
  it('splits at a newline, a carriage return, or both', () => {
    expect(split('a\nb\rc\r\nd\n\r\ne')).toEqual(['a', 'b', 'c', 'd', '', 'e']);
  });

  it('splits into the same lines for any chunks', () => {
    expect(split(...'a\r\nb\r\rc\n'.split(''))).toEqual(['a', 'b', '', 'c']);
  });

  it('emits no empty line after a final carriage return', () => {
    expect(split('a\r')).toEqual(['a']);
  });

  it('does not split at Unicode line ends', () => {
    expect(split('a\u2028b\u0085c\u000bd\n')).toEqual(['a\u2028b\u0085c\u000bd']);
  });
});
