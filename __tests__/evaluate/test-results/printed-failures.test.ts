import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normaliseText } from '../../../src/evaluate/test-results/normalise-text.ts';
import { findPrintedFailure } from '../../../src/evaluate/test-results/printed-failures.ts';
import { FAILURE_LINES, SILENT_LINES } from './failure-lines.ts';
import { gameLines } from './game-lines.ts';

const ESC = String.fromCodePoint(27);
const MUTATIONS: Readonly<Record<string, (line: string) => string>> = {
  coloured: (line) => `${ESC}[31m${line}${ESC}[0m`,
  'coloured by word': (line) => line.replaceAll(' ', ` ${ESC}[1m`),
  'in a box': (line) => `│ ${line} │`,
  'with a rule before it': (line) => `──── ${line}`,
  padded: (line) => `\t  ${line}   `,
  spaced: (line) => line.replaceAll(' ', '   '),
  'in upper case': (line) => line.toUpperCase(),
  'full-width': (line) =>
    line.replace(/[!-~]/g, (char) => String.fromCodePoint((char.codePointAt(0) ?? 0) + 0xfe_e0)),
  'after another line': (line) => `loading\n${line}\r\ndone`,
};

describe('findPrintedFailure', () => {
  it('has at least 150 phrasings to find', () => {
    expect(new Set(FAILURE_LINES).size).toBeGreaterThanOrEqual(150);
  });

  it('finds every phrasing', () => {
    expect(FAILURE_LINES.filter((line) => findPrintedFailure(line) === undefined)).toEqual([]);
  });

  it.each(Object.entries(MUTATIONS))('finds every phrasing %s', (_, mutate) => {
    const missed = FAILURE_LINES.filter((line) => findPrintedFailure(mutate(line)) === undefined);
    expect(missed).toEqual([]);
  });

  it('is silent about lines that only look like failures', () => {
    expect(SILENT_LINES.filter((line) => findPrintedFailure(line) !== undefined)).toEqual([]);
  });

  it('is silent about 10,000 ordinary lines of games', () => {
    const lines = gameLines(10_000);
    expect(new Set(lines).size).toBe(10_000);
    expect(lines.filter((line) => findPrintedFailure(line) !== undefined)).toEqual([]);
  });
});

describe('normaliseText', () => {
  it('changes nothing in a text that is normal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const normal = normaliseText(text);
        expect(normaliseText(normal)).toBe(normal);
      }),
    );
  });
});
