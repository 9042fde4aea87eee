import { describe, expect, it } from '@jest/globals';
import { readLines } from '../../../src/evaluate/test-results/log-lines.ts';
import { err, out, sgr } from '../../corpus/corpus-case.ts';

describe('the lines of a log', () => {
  it('are those of all messages, without colours, and without white space at their ends', () => {
    expect(readLines([out(`${sgr('31', '  a')} \r\n\n`), err('b\nc')])).toEqual([
      { text: '  a', isError: false },
      { text: '', isError: false },
      { text: '', isError: false },
      { text: 'b', isError: true },
      { text: 'c', isError: true },
    ]);
    expect(readLines([])).toEqual([]);
  });
});
