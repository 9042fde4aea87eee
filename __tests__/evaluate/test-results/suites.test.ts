import { describe, expect, it } from '@jest/globals';
import { markFailed, rootSuite, childSuite } from '../../../src/evaluate/test-results/suites.ts';

describe('a suite', () => {
  it('has the names of the suites around it, and its own', () => {
    const shop = childSuite(rootSuite(), 'Shop');
    expect(shop.path).toEqual(['Shop']);
    expect(childSuite(shop, 'Pets').path).toEqual(['Shop', 'Pets']);
  });

  it('has the outermost 50 names, where it is nested deeper', () => {
    let suite = rootSuite();
    for (let depth = 1; depth <= 60; depth += 1) {
      suite = childSuite(suite, `s${depth}`);
    }
    expect(suite.path).toHaveLength(50);
    expect(suite.path.at(-1)).toBe('s50');
  });

  it('holds the failures in it, at any depth, and no others', () => {
    const outermost = rootSuite();
    const shop = childSuite(outermost, 'Shop');
    const pets = childSuite(shop, 'Pets');
    const farm = childSuite(outermost, 'Farm');
    expect([outermost, shop, pets, farm].map(({ hasFailure }) => hasFailure)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    markFailed(pets);
    markFailed(pets);
    expect([outermost, shop, pets, farm].map(({ hasFailure }) => hasFailure)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});
