import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../../src/open-cloud/types.ts';
import {
  readEntries,
  readTree,
  type Group,
} from '../../../src/evaluate/test-results/check-tree.ts';

function read(value: Json) {
  const root: Group = { isCheckLike: false };
  return { root, nodes: readTree(root, readEntries(value) ?? []) };
}

const isCheckLike = (entry: Json): boolean => read([entry]).root.isCheckLike;

describe('the entries of a value', () => {
  it('are those of a list, or of a table by name', () => {
    expect(readEntries(['a', 1])).toEqual([{ value: 'a' }, { value: 1 }]);
    expect(readEntries({ a: 1, b: null })).toEqual([
      { name: 'a', value: 1 },
      { name: 'b', value: null },
    ]);
    expect(readEntries({})).toEqual([]);
    expect(readEntries('a')).toBeUndefined();
    expect(readEntries(null)).toBeUndefined();
  });
});

describe('an entry is like a check', () => {
  it.each<Json>([
    true,
    { ok: 'banana' },
    { name: 'a' },
    { title: 'a' },
    { name: 'a', Name: 5 },
    { level: 'info' },
    { result: 'passed' },
    { state: false },
    { outcome: 'failed', Outcome: 5 },
    { passed: 1, total: 2 },
    [{ ok: true }],
    { tests: { a: true } },
  ])('as %j', (entry) => {
    expect(isCheckLike(entry)).toBe(true);
  });

  it.each<Json>([
    'passed',
    5,
    null,
    [],
    {},
    { name: 5 },
    { id: 'a' },
    { result: '12 coins' },
    { outcome: 5 },
    { passed: 1 },
    { failures: 'the shop broke' },
    ['a'],
    { tests: ['a'] },
    { children: [] },
  ])('not as %j', (entry) => {
    expect(isCheckLike(entry)).toBe(false);
  });

  it('by its name and a word for a status', () => {
    expect(read({ a: 'passed' }).root.isCheckLike).toBe(true);
    expect(read({ a: '12 coins' }).root.isCheckLike).toBe(false);
  });
});

describe('a list of checks', () => {
  it('is read in its order, each before those in it', () => {
    const { nodes } = read([
      { name: 'a', tests: [{ name: 'b' }, { name: 'c' }], cases: { d: true } },
      [{ name: 'e' }],
    ]);
    expect(
      nodes.map(({ name, folded, number }) => [name ?? folded?.get('name')?.[0]?.value, number]),
    ).toEqual([
      ['a', 1],
      ['b', 1],
      ['c', 2],
      ['d', 1],
      [undefined, 2],
      ['e', 1],
    ]);
    expect(nodes[1]?.group).toBe(nodes[0]?.nested[0]);
    expect(nodes[3]?.group).toBe(nodes[0]?.nested[1]);
  });

  it('has numbers in the place of a list as one entry', () => {
    const { nodes } = read([{ name: 'a', tests: { passed: 2, failed: 1 } }]);
    expect(nodes).toHaveLength(2);
    expect(nodes[1]).toMatchObject({ name: 'tests', number: 1 });
  });

  it('tells of each list in it whether it holds checks', () => {
    const { nodes } = read([{ name: 'a', tests: ['data'], checks: [{ ok: true }], cases: 'none' }]);
    expect(nodes[0]?.nested).toStrictEqual([{ isCheckLike: false }, { isCheckLike: true }]);
  });
});
