import { describe, expect, it } from '@jest/globals';
import { noteFailure, outermostSuite, suiteIn } from '../../../src/evaluate/test-results/suites.ts';

describe('a suite', () => {
  it('has the names of the suites around it, and its own', () => {
    const shop = suiteIn(outermostSuite(), 'Shop');
    expect(shop.path).toEqual(['Shop']);
    expect(suiteIn(shop, 'Pets').path).toEqual(['Shop', 'Pets']);
  });

  it('has the outermost 50 names, where it is nested deeper', () => {
    let suite = outermostSuite();
    for (let depth = 1; depth <= 60; depth += 1) {
      suite = suiteIn(suite, `s${depth}`);
    }
    expect(suite.path).toHaveLength(50);
    expect(suite.path.at(-1)).toBe('s50');
  });

  it('holds the failures in it, at any depth, and no others', () => {
    const outermost = outermostSuite();
    const shop = suiteIn(outermost, 'Shop');
    const pets = suiteIn(shop, 'Pets');
    const farm = suiteIn(outermost, 'Farm');
    expect([outermost, shop, pets, farm].map(({ holdsFailure }) => holdsFailure)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    noteFailure(pets);
    noteFailure(pets);
    expect([outermost, shop, pets, farm].map(({ holdsFailure }) => holdsFailure)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
