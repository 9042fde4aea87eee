import { describe, expect, it } from '@jest/globals';
import { excerptAround } from '../../../src/report/pages/location.ts';

describe('excerptAround', () => {
  const script = Array.from({ length: 12 }, (_, at) => `line ${at + 1}`).join('\n');

  it('marks the line, and shows three lines on each side', () => {
    expect(excerptAround(script, 9)).toBe(
      '   6 | line 6\n   7 | line 7\n   8 | line 8\n>  9 | line 9\n  10 | line 10\n  11 | line 11\n  12 | line 12',
    );
  });

  it('shows fewer lines at the start and the end of a script', () => {
    expect(excerptAround('a\nb', 1)).toBe('> 1 | a\n  2 | b');
    expect(excerptAround('a\nb', 2)).toBe('  1 | a\n> 2 | b');
  });

  it('shows the empty last line only if the error is there', () => {
    expect(excerptAround('a\nb\n', 2)).toBe('  1 | a\n> 2 | b');
    expect(excerptAround('a\nb\n', 3)).toBe('  1 | a\n  2 | b\n> 3 |');
  });

  it.each([0, 13, 1.5])('returns nothing for line %d', (line) => {
    expect(excerptAround(script, line)).toBeUndefined();
  });

  it('does not count a lone carriage return as a line end, like Luau', () => {
    expect(excerptAround('a\rb\r\nc', 2)).toBe('  1 | a b\n> 2 | c');
  });

  it('keeps the indentation, and truncates long lines', () => {
    expect(excerptAround(`\t\tx\ty${'é'.repeat(400)}`, 1)).toMatch(/^> 1 \| {9}x\tyé{140,150}…$/);
  });
});
